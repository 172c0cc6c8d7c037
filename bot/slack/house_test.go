package slack

import (
	"bytes"
	"context"
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
