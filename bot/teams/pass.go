package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"collab/bot"
)

const (
	// early is how long before its end a token is renewed, while it still serves.
	early = 5 * time.Minute
	// breather is how long Entra is left alone after it gave no token, if it does not say.
	breather = 10 * time.Second
)

var errNoToken = fmt.Errorf("%w: there is no token", bot.ErrUnsent)

// pass is the token that we show to Connector: our own, from the tenant that the bot is registered in, whichever tenant
// is written to. It is asked for once at a time, whoever waits for it.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
type pass struct {
	at   string // the token endpoint of our tenant
	form url.Values
	http *http.Client

	mu      sync.Mutex
	current string
	ends    time.Time
	due     time.Time     // not renewed before
	forced  time.Time     // when it was last renewed before it was due
	renewal chan struct{} // closed when the renewal that is under way is over; nil when none is
	refused error         // why the last one failed; nil when it did not
}

func newPass(c Config, client *http.Client) *pass {
	return &pass{
		at: strings.Replace(c.Cloud.TokenURL, "%s", url.PathEscape(c.Tenant), 1), http: client,
		form: url.Values{"grant_type": {"client_credentials"}, "client_id": {c.AppID}, "client_secret": {c.AppPassword}, "scope": {c.Cloud.Scope}},
	}
}

// token is a token that serves now. Its errors mean that nothing was sent.
func (p *pass) token(ctx context.Context) (string, error) {
	for waited := false; ; waited = true {
		token, renewal, err := p.look(waited, time.Now())
		if renewal == nil {
			return token, err
		}
		select {
		case <-renewal:
		case <-ctx.Done():
			return "", fmt.Errorf("%w: %w", bot.ErrUnsent, ctx.Err())
		}
	}
}

// look is the token as it is, what to wait for if there is none, or why there is none.
func (p *pass) look(waited bool, now time.Time) (token string, renewal chan struct{}, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.renewal == nil && !waited && !now.Before(p.due) {
		p.renewal = make(chan struct{})
		go p.renew(p.renewal)
	}
	switch {
	case p.current != "" && now.Before(p.ends):
		return p.current, nil, nil
	case p.renewal != nil:
		return "", p.renewal, nil
	}
	return "", nil, cmp.Or(p.refused, errNoToken)
}

// spoiled says that Connector does not take a token, and answers whether there may be another one: a new one is asked for
// once in a while, since it may be us that are not taken.
func (p *pass) spoiled(token string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != token {
		return true
	}
	now := time.Now()
	if now.Before(p.forced.Add(breather)) {
		return false
	}
	p.current, p.due, p.forced = "", now, now
	return true
}

// renew fetches a token. It goes on when whoever began it gives up: others wait for it too.
func (p *pass) renew(over chan struct{}) {
	token, lasts, err := p.fetch()
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	defer close(over)
	p.renewal, p.refused = nil, err
	if err != nil {
		said := new(refusal)
		errors.As(err, &said)
		p.due = now.Add(max(breather, said.wait))
		return
	}
	p.current, p.ends, p.due = token, now.Add(lasts), now.Add(lasts-min(early, lasts/2))
}

// fetch asks Entra for a token, and says how long it lasts.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
func (p *pass) fetch() (token string, lasts time.Duration, err error) {
	u, err := url.Parse(p.at)
	if err != nil || !sealed(u) {
		return "", 0, fmt.Errorf("%w: token: %w", bot.ErrUnsent, errForeign)
	}
	res, err := p.http.PostForm(p.at, p.form)
	if err != nil {
		return "", 0, fmt.Errorf("%w: token: %w", bot.ErrUnsent, withoutAddress(err))
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, mostAnswer)) // what was cut off cannot be read below
	if res.StatusCode != http.StatusOK {
		r := refused(res, body)
		r.ours = true
		return "", 0, fmt.Errorf("%w: token: %w", bot.ErrUnsent, r)
	}
	var said struct {
		Token string `json:"access_token"`
		Lasts int64  `json:"expires_in"`
	}
	if json.Unmarshal(body, &said); said.Token == "" || said.Lasts <= 0 {
		return "", 0, fmt.Errorf("%w: token: %w", bot.ErrUnsent, errUnreadable)
	}
	return said.Token, time.Duration(said.Lasts) * time.Second, nil
}
