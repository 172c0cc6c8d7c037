package slack

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
)

const (
	clientID     = "1234567890.987654321"
	clientSecret = "a-client-secret"
	eva          = "U0EVA" // of Borealis, who installs the app there
	orion        = "E0ORION"
	base         = "https://collab.example.org"
)

// workspaces are those that have installed the app, or will with a code.
type workspaces struct {
	tokens    map[string]tenant
	codes     map[string]tenant
	refreshes map[string]tenant
	speaker   tenant // whose token came with the call
	given     int
	basic     bool // the app proved who it is in the header
}

// tenant is one, or a whole organisation with several.
type tenant struct {
	team, enterprise, bot, installer string
	lasts                            int // seconds, with rotation
	teams                            []string
	dead                             string // Slack's word for why the token is good no more
}

func oneWorkspace() workspaces {
	return workspaces{tokens: map[string]tenant{token: {team: acme, bot: ourBot}}, codes: map[string]tenant{}, refreshes: map[string]tenant{}}
}

// speaks notes whose token a call came with.
func (w *workspaces) speaks(r *http.Request, args map[string]any) {
	given := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if in, ok := args["token"].(string); ok {
		given = in
	}
	id, password, _ := r.BasicAuth()
	w.basic = id == clientID && password == clientSecret
	known := false
	if w.speaker, known = w.tokens[given]; !known {
		w.speaker.dead = "invalid_auth"
	}
}

// install is Slack's part of an installation.
func (w *workspaces) install(method string, args map[string]any) map[string]any {
	switch method {
	case "oauth.v2.access":
		return w.access(args)
	case "auth.teams.list":
		var list []any
		for _, id := range w.speaker.teams {
			list = append(list, map[string]any{"id": id, "name": id})
		}
		return map[string]any{"ok": true, "teams": list}
	case "users.info":
		return map[string]any{"ok": true, "user": map[string]any{"id": args["user"], "team_id": orion, "enterprise_user": map[string]any{"teams": w.speaker.teams}}}
	}
	return refused("unknown_method")
}

// access gives tokens for codes and refresh tokens, each once.
func (w *workspaces) access(args map[string]any) map[string]any {
	by, from := "code", w.codes
	if args["grant_type"] == "refresh_token" {
		by, from = "refresh_token", w.refreshes
	}
	key, _ := args[by].(string)
	in, known := from[key]
	delete(from, key)
	switch {
	case !w.basic || args["client_secret"] != nil:
		return refused("bad_client_secret")
	case !known:
		return refused("invalid_" + by)
	case by == "code" && args["redirect_uri"] != base+OAuthPath:
		return refused("bad_redirect_uri")
	}
	return w.grant(in)
}

func (w *workspaces) grant(in tenant) map[string]any {
	w.given++
	said := map[string]any{"ok": true, "token_type": "bot", "app_id": "A0COLLAB", "access_token": fmt.Sprintf("xoxb-given-%d", w.given),
		"bot_user_id": in.bot, "scope": "commands,chat:write", "authed_user": map[string]any{"id": in.installer}, "is_enterprise_install": in.team == ""}
	if in.team != "" {
		said["team"] = map[string]any{"id": in.team, "name": "Borealis & Sons"}
	}
	if in.enterprise != "" {
		said["enterprise"] = map[string]any{"id": in.enterprise, "name": "Orion"}
	}
	if in.lasts > 0 {
		refresh := fmt.Sprintf("xoxe-1-%d", w.given)
		said["access_token"], said["refresh_token"], said["expires_in"] = fmt.Sprintf("xoxe.xoxb-1-%d", w.given), refresh, in.lasts
		w.refreshes[refresh] = in
	}
	w.tokens[said["access_token"].(string)] = in
	return said
}

// dies has Slack take a workspace's tokens no more.
func (f *fake) dies(team, word string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for t, in := range f.tokens {
		if in.team == team || in.enterprise == team {
			in.dead = word
			f.tokens[t] = in
		}
	}
}

// house is what the app has around it when workspaces install it: a shelf, a clock, ears.
type house struct {
	*fake
	mu         sync.Mutex
	now        time.Time
	shelf      map[string][]byte
	broken     error // why the shelf keeps nothing
	gone       []string
	installers []string
	asked      []bot.Request
	log        bytes.Buffer
}

// newHouse is an app that workspaces can install, configured with a token of Acme's unless none is wanted.
func newHouse(t *testing.T, token string) *house {
	h := &house{now: noon, shelf: map[string][]byte{}}
	f := &fake{t: t, trigger: map[string]bool{}, refuse: map[string][]string{}, workspaces: oneWorkspace()}
	f.web = httptest.NewServer(f)
	t.Cleanup(f.web.Close)
	h.fake = f
	h.open(token)
	t.Cleanup(h.keepsSecrets)
	return h
}

// open starts the app, or starts it anew on what is on the shelf.
func (h *house) open(token string) {
	h.t.Helper()
	app, err := New(h.t.Context(), h.settings(token))
	if err != nil {
		h.t.Fatal(err)
	}
	h.app = app
	h.door = httptest.NewServer(app)
	h.t.Cleanup(h.door.Close)
	h.t.Cleanup(app.Wait)
}

func (h *house) settings(token string) Config {
	c := h.config(nil)
	c.BotToken, c.ClientID, c.ClientSecret, c.BaseURL = token, clientID, clientSecret, base
	c.Now, c.Log, c.Shelf = h.clock, slog.New(slog.NewTextHandler(&h.log, nil)), h.wood()
	c.Answer = func(_ context.Context, req bot.Request) bot.Reply {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.asked = append(h.asked, req)
		m := bot.Plainly("Noted.")
		return bot.Reply{Message: &m}
	}
	c.Installer = func(_ context.Context, by bot.Account) { h.installers = append(h.installers, by.String()) }
	c.Welcome = func(context.Context, bot.Account) bot.Message { return bot.Plainly("Welcome.") }
	c.Channels.Gone = func(_ context.Context, home, why string) error {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.gone = append(h.gone, home+" "+why)
		return nil
	}
	return c
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// wood is the shelf.
func (h *house) wood() Shelf {
	return Shelf{
		All: func() (map[string][]byte, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			return maps.Clone(h.shelf), nil
		},
		Put: func(home string, row []byte) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			if h.broken == nil {
				h.shelf[home] = row
			}
			return h.broken
		},
		Drop: func(home string) {
			h.mu.Lock()
			defer h.mu.Unlock()
			delete(h.shelf, home)
		},
	}
}

// keepsSecrets sees that the log holds no token, code, state or secret.
func (h *house) keepsSecrets() {
	h.app.Wait()
	for _, secret := range []string{"xox", clientSecret, "a-code", secret} {
		if strings.Contains(h.log.String(), secret) {
			h.t.Errorf("%q stands in the log:\n%s", secret, h.log.String())
		}
	}
}

// browser is somebody's, with the cookie it was given.
type browser struct {
	cookie *http.Cookie
	state  string
}

// begins follows the link that installs the app, as far as Slack.
func (h *house) begins() (browser, url.Values) {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.app.ServeInstall(w, httptest.NewRequest("GET", base+InstallPath, nil))
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != http.StatusFound || len(w.Result().Cookies()) != 1 {
		h.t.Fatalf("%d to %q", w.Code, to)
	}
	return browser{w.Result().Cookies()[0], to.Query().Get("state")}, to.Query()
}

// comes is the browser on its way back from Slack.
func (h *house) comes(b browser, q url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest("GET", base+OAuthPath+"?"+q.Encode(), nil)
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	w := httptest.NewRecorder()
	h.app.ServeOAuth(w, r)
	h.app.Wait()
	return w
}

// installs is a whole installation.
func (h *house) installs(in tenant) *httptest.ResponseRecorder {
	h.t.Helper()
	b, _ := h.begins()
	h.fake.mu.Lock()
	h.codes["a-code"] = in
	h.fake.mu.Unlock()
	return h.comes(b, url.Values{"state": {b.state}, "code": {"a-code"}})
}

func borealis() tenant { return tenant{team: boreal, bot: "U0THEIRBOT", installer: eva} }

// greeted are those who were welcomed, and by which workspace's bot.
func (h *house) greeted() (all []string) {
	h.app.Wait()
	h.fake.mu.Lock()
	defer h.fake.mu.Unlock()
	for _, m := range h.said {
		if m.Text == "Welcome." {
			all = append(all, m.By+" "+m.Channel)
		}
	}
	return all
}

// called counts the calls of a method.
func (h *house) called(method string) (n int) {
	h.fake.mu.Lock()
	defer h.fake.mu.Unlock()
	for _, c := range h.calls {
		if c == method {
			n++
		}
	}
	return n
}
