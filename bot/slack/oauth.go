package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"collab/bot"
)

// ServeInstall is the link that installs the app: it sends the browser to Slack, which asks its user.
// https://docs.slack.dev/authentication/installing-with-oauth/
func (a *App) ServeInstall(w http.ResponseWriter, r *http.Request) {
	state, cookie := a.newState()
	http.SetCookie(w, cookie)
	guard(w.Header())
	http.Redirect(w, r, a.site()+"oauth/v2/authorize?"+url.Values{
		"client_id": {a.ClientID}, "scope": {strings.Join(scopeNames(), ",")}, "state": {state}, "redirect_uri": {a.redirect()},
	}.Encode(), http.StatusFound)
}

// site is where people use Slack with a browser: where the Web API is, without its path.
func (a *App) site() string { return strings.TrimSuffix(a.APIURL, "api/") }

// redirect is the address that Slack sends the browser back to: ours, whatever the request says.
func (a *App) redirect() string { return a.BaseURL + OAuthPath }

// ServeOAuth takes Slack's answer. The page says what to do next; what went wrong stands in the log, without the code
// and the state, which are as good as a key while they are young.
func (a *App) ServeOAuth(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	answer := r.URL.Query()
	if err := a.checkState(r, answer.Get("state")); err != nil {
		a.Log.Warn("slack: refused an installation", "reason", err, "from", r.RemoteAddr)
		strayPage.write(w)
		return
	}
	http.SetCookie(w, a.cookie("", -1))
	if answer.Get("code") == "" {
		a.Log.Info("slack: an installation was not finished", "denied", answer.Get("error") == "access_denied")
		deniedPage.write(w)
		return
	}
	if !a.exchanges.AllowN(a.Now(), 1) {
		a.Log.Warn("slack: too many installations at once; one was put off", "from", r.RemoteAddr)
		busyPage.write(w)
		return
	}
	in, app, err := a.exchange(r.Context(), answer.Get("code"))
	if err == nil {
		err = a.install(r.Context(), in)
	}
	if err != nil {
		a.Log.Error("slack: an installation failed", "error", err)
		failedPage.write(w)
		return
	}
	installedPage(in, a.opening(app, in.Team)).write(w)
}

// opening is the address that opens the app in Slack.
func (a *App) opening(app, team string) string {
	q := url.Values{"app": {app}}
	if team != "" {
		q.Set("team", team)
	}
	return a.site() + "app_redirect?" + q.Encode()
}

// asApp makes calls in the name of the app itself, not of an installation: its secret goes in the header alone.
type asApp struct{ *App }

// Do makes the call. slack-go calls it.
func (a asApp) Do(r *http.Request) (*http.Response, error) {
	r.SetBasicAuth(a.ClientID, a.ClientSecret)
	return a.http.Do(r)
}

// newExchanges limits how often Slack is asked about a code. Anybody can make one up, and the method that would be asked is
// also the one that renews tokens: strangers must not use up what Slack lets us call it.
func newExchanges() *rate.Limiter { return rate.NewLimiter(2, 60) }

// exchange gives Slack the code for an installation, and the id of the app.
func (a *App) exchange(ctx context.Context, code string) (Installation, string, error) {
	r, err := slackgo.GetOAuthV2ResponseContext(ctx, asApp{a}, a.ClientID, "", code, a.redirect(), slackgo.OAuthOptionAPIURL(a.APIURL))
	if err != nil {
		return Installation{}, "", fmt.Errorf("oauth.v2.access: %w", failure(err))
	}
	in := Installation{
		Team: r.Team.ID, Enterprise: r.Enterprise.ID, Name: cmp.Or(r.Team.Name, r.Enterprise.Name),
		User: r.BotUserID, Installer: r.AuthedUser.ID,
	}
	if in.home() == "" || in.Team == "" && !r.IsEnterpriseInstall || in.User == "" || in.Installer == "" || r.TokenType != "bot" {
		return in, "", errors.New("oauth.v2.access: Slack does not say where, by whom or as which bot the app was installed")
	}
	in, err = in.with(r, a.Now())
	return in, r.AppID, err
}

// with is the installation with the token that Slack gave for it.
func (in Installation) with(r *slackgo.OAuthV2Response, now time.Time) (Installation, error) {
	if r.AccessToken == "" || (r.ExpiresIn > 0) != (r.RefreshToken != "") {
		return in, errors.New("oauth.v2.access: Slack gave no token, or one that ends and cannot be renewed")
	}
	in.Token, in.Refresh, in.Expires = r.AccessToken, r.RefreshToken, time.Time{}
	if r.ExpiresIn > 0 {
		in.Expires = now.Add(time.Duration(r.ExpiresIn) * time.Second).UTC()
	}
	if r.Scope != "" {
		in.Scopes = strings.Split(r.Scope, ",")
	}
	return in, nil
}

// install keeps an installation and opens its office, or furnishes the one that is open anew. Whoever installed the app
// first is greeted, once.
func (a *App) install(ctx context.Context, in Installation) error {
	a.installing.Lock()
	defer a.installing.Unlock()
	o := a.offices.at(in.home())
	anew := o == nil || o.installation().Installer == ""
	if o == nil {
		o = a.newOffice(in.home())
	}
	if err := a.settle(o, in); err != nil {
		return err
	}
	a.offices.put(o)
	a.Log.Info("slack: the app was installed", "workspace", o.home, "again", !anew)
	a.list(ctx, o)
	a.receive(ctx, o, anew)
	return nil
}

// settle puts an installation on the shelf, and then to work.
func (a *App) settle(o *office, in Installation) error {
	o.turning.Lock()
	defer o.turning.Unlock()
	in.Teams = o.installation().Teams // until Slack was asked
	if err := a.shelve(in); err != nil {
		return err
	}
	o.closed = false
	a.furnish(o, in)
	return nil
}

func (a *App) shelve(in Installation) error {
	row, err := json.Marshal(in)
	if err == nil {
		err = a.Shelf.Put(in.home(), row)
	}
	if err != nil {
		return fmt.Errorf("keep the installation in %s: %w", in.home(), err)
	}
	return nil
}

// receive lets whoever installed the app begin relationships, and greets them and nobody else.
func (a *App) receive(ctx context.Context, o *office, greet bool) {
	by, err := a.installer(ctx, o)
	if err != nil {
		a.Log.Error("slack: could not tell who installed the app", "workspace", o.home, "error", err)
		return
	}
	if a.Installer != nil {
		a.Installer(ctx, by)
	}
	if !greet || a.Welcome == nil {
		return
	}
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() {
		_, err := a.Send(ctx, bot.DirectTo(by), by.String()+"/welcome", a.Welcome(ctx, by)) // audience: the person who installed the app; mutate: s|bot.DirectTo(by)|bot.Place{Platform: Platform, Home: o.home, Channel: "C0SHARED"}|
		if err != nil {
			a.Log.Error("slack: could not greet whoever installed the app", "workspace", o.home, "error", err)
		}
	})
}

// installer is the account of whoever installed the app. In an organisation it is that of their own workspace.
func (a *App) installer(ctx context.Context, o *office) (bot.Account, error) {
	in := o.installation()
	by := bot.Account{Platform: Platform, Home: in.Team, User: in.Installer}
	if by.Home != "" {
		return by, nil
	}
	u, err := o.api().GetUserInfoContext(ctx, in.Installer)
	if err != nil {
		return by, failure(err)
	}
	for _, home := range append([]string{u.TeamID}, u.Enterprise.Teams...) {
		if teamOnly(home) != "" && o.covers(home) {
			by.Home = home
			return by, nil
		}
	}
	return by, bot.ErrNobody
}
