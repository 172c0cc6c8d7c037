package teams

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"collab/bot"
)

// Examine asks Microsoft whether the settings are good, and sees whether Teams reaches this server. It changes nothing.
// Served says whether it runs now, or should be started first.
func Examine(ctx context.Context, c Config, served bool) (f bot.Findings) {
	c.Log = slog.New(slog.DiscardHandler) // what goes wrong is found
	a, err := New(c)
	if err != nil {
		f.Add(bot.Fault, "%v", err)
		return f
	}
	a.examineToken(ctx, &f)
	a.examineKeys(ctx, &f)
	a.examineEndpoint(ctx, &f, served)
	if n := len(a.AllowedTenants); n > 0 {
		f.Add(bot.Fine, "people of the bot's own tenant and of %d more may speak with it in Teams", n)
	} else {
		f.Add(bot.Fine, "only people of the bot's own tenant may speak with it in Teams; a partner's is let in with COLLAB_TEAMS_ALLOWED_TENANTS")
	}
	return f
}

// examineToken sees that Microsoft gives the token that the bot writes with.
func (a *App) examineToken(ctx context.Context, f *bot.Findings) {
	if _, err := a.connector.pass.token(ctx); err != nil {
		f.Add(bot.Fault, "the bot of Teams gets no token: %s", a.whyNoToken(err))
		return
	}
	f.Add(bot.Fine, "the bot of Teams gets its token from %s", hostOf(a.Cloud.TokenURL))
}

// What to do about it when Entra gives no token, by its number or else by its word.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
var (
	nextByNumber = map[int]string{
		7000215: "The client secret is wrong: it may be the Secret ID, or one of another app. Put the Value of one into COLLAB_TEAMS_APP_PASSWORD; it is shown when it is made, under Certificates & secrets of the app registration at entra.microsoft.com",
		7000222: "The client secret has ended. Make a new one under Certificates & secrets of the app registration at entra.microsoft.com, and put its Value into COLLAB_TEAMS_APP_PASSWORD",
		7000229: "The app has no service principal in its tenant. Make it with az ad sp create --id and the app id",
		7000112: "The app is disabled in its tenant. Enable it at entra.microsoft.com, Enterprise applications, Properties",
	}
	nextByWord = map[string]string{
		"invalid_client":      "The client secret is wrong, or it has ended. Make a new one under Certificates & secrets of the app registration at entra.microsoft.com, and put its Value into COLLAB_TEAMS_APP_PASSWORD",
		"unauthorized_client": "There is no such app in that tenant. Compare COLLAB_TEAMS_APP_ID and COLLAB_TEAMS_TENANT with Configuration of the Azure Bot",
		"invalid_request":     "There is no such tenant. Compare COLLAB_TEAMS_TENANT with Configuration of the Azure Bot, and see that COLLAB_TEAMS_CLOUD is where it is registered",
		"invalid_scope":       "See that COLLAB_TEAMS_CLOUD is where the bot is registered",
	}
)

// whyNoToken tells a refusal of Microsoft's from not reaching it, and says what to do about it.
func (a *App) whyNoToken(err error) string {
	r := new(refusal)
	if !errors.As(err, &r) {
		return fmt.Sprintf("%s cannot be reached: %v. This machine needs https to there; a proxy is taken from HTTPS_PROXY", hostOf(a.Cloud.TokenURL), strings.TrimPrefix(err.Error(), bot.ErrUnsent.Error()+": "))
	}
	next := cmp.Or(nextByNumber[r.entra], nextByWord[r.word], "Compare COLLAB_TEAMS_… with Configuration of the Azure Bot at portal.azure.com")
	if !r.final() {
		next = "That is Microsoft's trouble and mostly over soon: ask again in some minutes"
	}
	return r.Error() + ". " + next
}

// examineKeys sees that the keys are to be had with which Microsoft signs, and that our clock agrees with its: what it signs
// is good for a while.
func (a *App) examineKeys(ctx context.Context, f *bot.Findings) {
	keys, err := a.judge.keys.fetch(ctx)
	if err != nil {
		f.Add(bot.Fault, "the keys that Microsoft signs with are not to be had: %v. Nobody in Teams is understood without them. This machine needs https to %s", withoutAddress(err), hostOf(a.Cloud.OpenIDURL))
		return
	}
	ours := 0
	for _, k := range keys {
		if k.endorsements[teamsChannel] {
			ours++
		}
	}
	if ours == 0 {
		f.Add(bot.Fault, "no key of the %d at %s signs for Teams. See that COLLAB_TEAMS_CLOUD is where the bot is registered", len(keys), hostOf(a.Cloud.OpenIDURL))
		return
	}
	f.Add(bot.Fine, "Microsoft's keys are to be had, and %d of them sign for Teams", ours)
	asked := a.Now()
	if res, err := a.ask(ctx, http.MethodGet, a.Cloud.OpenIDURL); err == nil {
		f.Clock("Microsoft", res.Header, asked, a.Now(), skew, "what Teams posts is refused as too old or too new")
	}
}

// examineEndpoint goes the way that Teams goes: to the public address, with an activity that nobody signed. Refusing it is
// what this server does.
func (a *App) examineEndpoint(ctx context.Context, f *bot.Findings, served bool) {
	at := strings.TrimRight(a.BaseURL, "/") + MessagesPath
	if a.BaseURL == "" {
		f.Add(bot.Warning, "COLLAB_BASE_URL is not set, so it cannot be seen whether Teams reaches this server. Give the https address that leads here from everywhere")
		return
	}
	if u, err := url.Parse(a.BaseURL); err != nil || u.Scheme != "https" {
		f.Add(bot.Fault, "COLLAB_BASE_URL is not https, and Teams posts to nothing else. Put a proxy that speaks https in front, as docs/operating.md says, and give its address")
	}
	res, err := a.ask(ctx, http.MethodPost, at)
	switch {
	case err == nil && res.StatusCode == http.StatusUnauthorized:
		f.Add(bot.Fine, "%s is reached, and refuses what Microsoft did not sign. It is the messaging endpoint of the Azure Bot", at)
	case !served:
		f.Add(bot.Warning, "%s reaches nothing that knows Teams. Start collab serve, then ask again", at)
	case err != nil:
		f.Add(bot.Fault, "%s cannot be reached from here: %v. Teams posts there from the internet: see that the name, the certificate and the proxy are right", at, withoutAddress(err))
	case res.StatusCode/100 == 2:
		f.Add(bot.Fault, "%s takes what nobody signed, so it is not this server. See where it leads", at)
	default:
		f.Add(bot.Fault, "%s answers %d where this server would refuse with 401. See that it leads here with its whole path, and that the server was started with COLLAB_TEAMS_APP_ID", at, res.StatusCode)
	}
}

// ask asks for something without saying who we are. The body of the response is closed.
func (a *App) ask(ctx context.Context, method, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(""))
	if err != nil {
		return nil, err
	}
	res, err := a.connector.http.Do(req)
	if err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, mostAnswer))
	return res, res.Body.Close()
}

// hostOf is the host of an address, for people.
func hostOf(address string) string {
	u, err := url.Parse(strings.ReplaceAll(address, "%s", "tenant"))
	if err != nil {
		return address
	}
	return u.Host
}
