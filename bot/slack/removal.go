package slack

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// ended are Slack's words for a token that will never be good again; refusing are those for one it does not take, which
// may be a matter of settings. https://docs.slack.dev/reference/methods/auth.test#errors
var (
	ended    = []string{"token_revoked", "account_inactive"}
	refusing = append([]string{"invalid_auth", "not_authed", "token_expired", "org_login_required", "team_access_not_granted", "team_not_found", "is_inactive"}, ended...)
)

// removed answers app_uninstalled and tokens_revoked. It counts for the office that Slack names, never for the only
// one there is.
func (a *App) removed(ctx context.Context, e envelope, v event) error {
	o := a.offices.at(e.TeamID)
	if o == nil {
		o = a.offices.at(e.EnterpriseID)
	}
	if o == nil {
		return errNoOffice
	}
	if v.Type == "tokens_revoked" && !slices.Contains(v.Tokens.Bot, o.user()) {
		return nil
	}
	return a.uninstalled(context.WithoutCancel(ctx), o, v.Type, refusing)
}

// stands asks Slack whether it takes a token, and returns its word for why not; empty when it does.
func (a *App) stands(ctx context.Context, token string) (word string, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	_, err = a.caller(token).AuthTestContext(ctx)
	if word = Word(err); slices.Contains(refusing, word) {
		return word, nil
	}
	return "", err
}

// uninstalled closes the office of a workspace that removed the app, once the relationships there were told. Slack is
// asked for one of its words for that, about the token as it is now: what made us think so may be about an older one. When
// it cannot be asked nothing is closed, and whoever told us has to tell again. An office that was configured is the
// operator's to mend: it stays, and says what Slack said.
func (a *App) uninstalled(ctx context.Context, o *office, why string, words []string) error {
	a.freshen(o)
	o.turning.Lock()
	defer o.turning.Unlock()
	if o.closed {
		return nil
	}
	in := o.installation()
	word, err := a.stands(ctx, in.Token)
	switch {
	case err != nil:
		return fmt.Errorf("%w: removed from %s: %w", bot.ErrNotKept, o.home, failure(err))
	case !slices.Contains(words, word):
		o.refuse(word)
		return nil
	case in.Installer == "":
		a.Log.Error("slack: the configured token is revoked; install the app anew and set COLLAB_SLACK_BOT_TOKEN", "workspace", o.home, "reason", why)
		o.refuse(why)
		return nil
	}
	a.Log.Warn("slack: the app was removed from a workspace", "workspace", o.home, "reason", why)
	if a.Channels.Gone != nil {
		if err := a.Channels.Gone(ctx, o.home, why); err != nil {
			return fmt.Errorf("removed from %s: %w", o.home, err)
		}
	}
	if a.Shelf.Drop != nil {
		a.Shelf.Drop(o.home)
	}
	a.offices.drop(o.home)
	o.closed = true
	return nil
}

// heed takes note of what Slack said to a call of an office: nothing when it was done.
func (a *App) heed(o *office, word string) {
	switch {
	case word == "":
		o.refuse("")
	case slices.Contains(ended, word):
		if o.refuse(word) == word && o.installation().Installer == "" {
			return // the operator was told
		}
		a.work.Go(func() {
			if err := a.uninstalled(context.Background(), o, word, ended); err != nil {
				a.Log.Error("slack: could not close an office", "error", err)
			}
		})
	case slices.Contains(refusing, word):
		o.refuse(word)
	}
}

// refuse notes that Slack does not take the token, or takes it, and says what stood there before.
func (o *office) refuse(word string) (before string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before, o.refused = o.refused, word
	return before
}

// Refused are the workspaces and organisations whose token Slack does not take, or does not renew, with its word for why.
func (a *App) Refused() map[string]string {
	words := map[string]string{}
	for _, o := range a.offices.all() {
		o.mu.Lock()
		if word := cmp.Or(o.spent, o.refused); word != "" {
			words[o.home] = word
		}
		o.mu.Unlock()
	}
	return words
}

// listening is the HTTP client of an office: it calls in turn, and hears when Slack takes the token no more, whatever was
// called.
type listening struct {
	app *App
	of  *office
}

// shortAnswer is more than a refusal takes up.
const shortAnswer = 1 << 10

// Do makes the call. slack-go calls it.
func (l listening) Do(r *http.Request) (*http.Response, error) {
	res, err := l.of.pace.paced(l.app.http.Do, r, "")
	if err != nil || res.StatusCode != http.StatusOK {
		return res, err
	}
	body := bufio.NewReaderSize(res.Body, shortAnswer)
	start, err := body.Peek(shortAnswer)
	var said slackgo.SlackResponse
	if err == nil || errors.Is(err, io.EOF) && json.Unmarshal(start, &said) == nil {
		l.app.heed(l.of, said.Error)
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{body, res.Body}
	return res, nil
}
