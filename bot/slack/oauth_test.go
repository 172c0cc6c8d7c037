package slack

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAWorkspaceInstallsTheApp(t *testing.T) {
	h := newHouse(t, token)
	b, asked := h.begins()
	if asked.Get("client_id") != clientID || asked.Get("redirect_uri") != base+OAuthPath || asked.Get("scope") != strings.Join(scopeNames(), ",") {
		t.Errorf("Slack is asked for %v", asked)
	}
	if c := b.cookie; !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Name != "__Host-collab_install" || c.Domain != "" {
		t.Errorf("the cookie is %v", c)
	}
	page := h.installs(borealis())
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "Collab is installed in Borealis &amp; Sons") ||
		!strings.Contains(page.Body.String(), h.web.URL+"/app_redirect?app=A0COLLAB&amp;team=T0BOREAL") {
		t.Errorf("%d %s", page.Code, page.Body)
	}
	var kept Installation
	if err := json.Unmarshal(h.shelf[boreal], &kept); err != nil || kept.Token != "xoxb-given-1" || kept.Installer != eva || kept.User != "U0THEIRBOT" {
		t.Errorf("%+v, %v", kept, err)
	}
	if want := []string{"slack/T0BOREAL/U0EVA"}; !slices.Equal(h.installers, want) {
		t.Errorf("may begin: %v", h.installers)
	}
	if got := h.app.Homes(); !slices.Equal(got, []string{acme, boreal}) {
		t.Errorf("it is in %v", got)
	}
	if h.open(""); !slices.Equal(h.app.Homes(), []string{boreal}) {
		t.Errorf("after a restart it is in %v", h.app.Homes())
	}
}

func TestPrivacyOfAnInstallation(t *testing.T) {
	h := newHouse(t, token)
	page := h.installs(borealis())
	if got := h.greeted(); !slices.Equal(got, []string{"T0BOREAL D0EVA"}) {
		t.Errorf("greeted: %v", got)
	}
	for _, secret := range []string{"xox", "a-code", clientSecret} {
		if strings.Contains(page.Body.String(), secret) {
			t.Errorf("the page holds %q", secret)
		}
	}
	for name, want := range map[string]string{
		"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	} {
		if got := page.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if strings.Contains(page.Body.String(), "<script") || strings.Contains(page.Body.String(), "style=") {
		t.Error("the page holds what its policy forbids")
	}
}

// Whatever is not the answer to our own question, in the browser that was asked, soon and once, is nothing.
func TestInstallationsThatNobodyBegan(t *testing.T) {
	for name, try := range map[string]func(*house, browser) *httptest.ResponseRecorder{
		"no state": func(h *house, b browser) *httptest.ResponseRecorder {
			return h.comes(b, url.Values{"code": {"a-code"}})
		},
		"a forged state": func(h *house, b browser) *httptest.ResponseRecorder { b.state = "A" + b.state[1:]; return h.returns(b) },
		"a cut state":    func(h *house, b browser) *httptest.ResponseRecorder { b.state = b.state[:20]; return h.returns(b) },
		"another mac": func(h *house, b browser) *httptest.ResponseRecorder {
			b.state = b.state[:70] + "AAAAA"
			return h.returns(b)
		},
		"no cookie": func(h *house, b browser) *httptest.ResponseRecorder { b.cookie = nil; return h.returns(b) },
		"another browser": func(h *house, b browser) *httptest.ResponseRecorder {
			c, _ := h.begins()
			b.cookie = c.cookie
			return h.returns(b)
		},
		"too late": func(h *house, b browser) *httptest.ResponseRecorder {
			h.later(stateFor)
			return h.returns(b)
		},
		"replayed": func(h *house, b browser) *httptest.ResponseRecorder {
			h.comes(b, url.Values{"state": {b.state}, "error": {"access_denied"}})
			return h.returns(b)
		},
		"from another app": func(h *house, b browser) *httptest.ResponseRecorder {
			h.app.ClientSecret = "rotated-secret"
			return h.returns(b)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, token)
			b, _ := h.begins()
			h.codes["a-code"] = borealis()
			page := try(h, b)
			if page.Code != http.StatusBadRequest || !strings.Contains(page.Body.String(), `href="/slack/install"`) {
				t.Errorf("%d %s", page.Code, page.Body)
			}
			if h.called("oauth.v2.access") != 0 || len(h.shelf) != 0 {
				t.Error("the code was used")
			}
		})
	}
}

func (h *house) returns(b browser) *httptest.ResponseRecorder {
	return h.comes(b, url.Values{"state": {b.state}, "code": {"a-code"}})
}

// A state is used once, however it is written: base64 has several spellings of some bytes.
func TestAStateHasOneSpelling(t *testing.T) {
	h := newHouse(t, token)
	b, _ := h.begins()
	h.codes["a-code"] = borealis()
	last := b.state[len(b.state)-1]
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		if byte(c) != last {
			b := browser{b.cookie, b.state[:len(b.state)-1] + string(c)}
			if page := h.returns(b); page.Code != http.StatusBadRequest {
				t.Errorf("%q was taken", c)
			}
		}
	}
	if page := h.returns(b); page.Code != http.StatusOK {
		t.Error(page.Code)
	}
}

// Where the browser goes is ours to say: no part of a request finds its way into an address.
func TestNoOpenRedirect(t *testing.T) {
	h := newHouse(t, token)
	for _, address := range []string{
		"https://evil.example" + InstallPath + "?redirect_uri=https://evil.example&client_id=evil&scope=admin", base + InstallPath + "?next=//evil.example",
	} {
		r := httptest.NewRequest("GET", address, nil)
		r.Header.Set("X-Forwarded-Host", "evil.example")
		r.Header.Set("Referer", "https://evil.example")
		w := httptest.NewRecorder()
		h.app.ServeInstall(w, r)
		to := w.Header().Get("Location")
		if !strings.HasPrefix(to, h.web.URL+"/oauth/v2/authorize?") || strings.Contains(to+w.Body.String(), "evil") {
			t.Errorf("%s leads to %s", address, to)
		}
	}
	b, _ := h.begins()
	page := h.comes(b, url.Values{"state": {b.state}, "error": {"https://evil.example"}, "redirect_uri": {"https://evil.example"}})
	if page.Header().Get("Location") != "" || strings.Contains(page.Body.String(), "evil") {
		t.Errorf("%v %s", page.Header(), page.Body)
	}
}

func TestAnInstallationThatWasDenied(t *testing.T) {
	h := newHouse(t, token)
	b, _ := h.begins()
	page := h.comes(b, url.Values{"state": {b.state}, "error": {"access_denied"}})
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "nothing was stored") || len(h.shelf) != 0 {
		t.Errorf("%d %s", page.Code, page.Body)
	}
}

func TestAnInstallationThatFails(t *testing.T) {
	for name, spoil := range map[string]func(*house, *tenant){
		"Slack knows no such code":    func(h *house, _ *tenant) { h.refuse["oauth.v2.access"] = []string{"invalid_code"} },
		"Slack is down":               func(h *house, _ *tenant) { h.refuse["oauth.v2.access"] = []string{"500"} },
		"Slack asks to wait":          func(h *house, _ *tenant) { h.refuse["oauth.v2.access"] = []string{"429 30"} },
		"it says not where":           func(_ *house, in *tenant) { in.team = "" },
		"it says not as which bot":    func(_ *house, in *tenant) { in.bot = "" },
		"it says not who did":         func(_ *house, in *tenant) { in.installer = "" },
		"the shelf keeps nothing now": func(h *house, _ *tenant) { h.broken = errors.New("the disk is full") },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, token)
			in := borealis()
			spoil(h, &in)
			page := h.installs(in)
			if page.Code != http.StatusBadGateway || !strings.Contains(page.Body.String(), "Begin again") {
				t.Errorf("%d %s", page.Code, page.Body)
			}
			if len(h.shelf) != 0 || len(h.greeted()) != 0 || h.app.Installed(boreal) || len(h.installers) != 0 {
				t.Error("something was done all the same")
			}
		})
	}
}

func TestAppsThatAreInstalledAgain(t *testing.T) {
	h := newHouse(t, "")
	h.installs(borealis())
	in := borealis()
	in.installer = "U0IDA"
	if page := h.installs(in); page.Code != http.StatusOK {
		t.Fatal(page.Code)
	}
	if got := h.greeted(); len(got) != 1 {
		t.Errorf("greeted: %v", got)
	}
	if len(h.installers) != 2 || len(h.app.Homes()) != 1 || len(h.gone) != 0 {
		t.Error(h.installers, h.app.Homes(), h.gone)
	}
	if got := h.app.offices.at(boreal).token(); got != "xoxb-given-2" || !strings.Contains(string(h.shelf[boreal]), got) {
		t.Error("the old token is still used")
	}
}

// A whole organisation: which workspaces are its own, Slack is asked, and only those are.
func TestPrivacyOfAnOrganisation(t *testing.T) {
	h := newHouse(t, "")
	page := h.installs(tenant{enterprise: orion, bot: "U0ORIONBOT", installer: "U0IDA", teams: []string{"T0ORION1", "T0ORION2"}})
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "installed in Orion") {
		t.Fatalf("%d %s", page.Code, page.Body)
	}
	o := h.app.offices.at(orion)
	if o == nil || !o.covers("T0ORION1") || !o.covers("T0ORION2") || o.covers(boreal) || o.covers("") {
		t.Errorf("%+v", h.app.Homes())
	}
	if want := []string{"slack/T0ORION1/U0IDA"}; !slices.Equal(h.installers, want) {
		t.Errorf("may begin: %v", h.installers)
	}
	if len(h.greeted()) != 1 {
		t.Error(h.greeted())
	}
	h.fake.mu.Lock()
	for name, in := range h.tokens {
		in.teams = []string{"T0ORION2", "T0ORION3"}
		h.tokens[name] = in
	}
	h.fake.mu.Unlock()
	h.event(`{"type":"event_callback","event_id":"Ev1","team_id":"T0ORION2","enterprise_id":"E0ORION","authorizations":[{"enterprise_id":"E0ORION","team_id":"T0ORION2"}],
		"event":{"type":"team_access_granted","team_ids":["T0ORION3","T0BOREAL"]}}`)
	h.app.Wait()
	if o.covers("T0ORION1") || !o.covers("T0ORION3") || o.covers(boreal) {
		t.Errorf("%v", o.installation().Teams)
	}
	if h.open(""); !h.app.Installed("T0ORION3") {
		t.Error("a restart forgot the workspaces")
	}
}

func TestUsedStatesAreForgottenWhenTheyAreOld(t *testing.T) {
	var s states
	end := noon.Add(time.Minute)
	for i := range mostUsed {
		if err := s.use(string(rune(i+1)), noon, end); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := s.use("one more", noon, end); err == nil {
		t.Error("there is no end to it")
	}
	if err := s.use("one more", end, end.Add(time.Minute)); err != nil || len(s.used) != 1 {
		t.Error(err, len(s.used))
	}
}

// FuzzState feeds what a browser may bring back: only what we gave it counts.
func FuzzState(f *testing.F) {
	a := &App{Config: Config{ClientSecret: clientSecret, BaseURL: base, Now: func() time.Time { return noon }}}
	state, cookie := a.newState()
	f.Add(state, "another browser")
	f.Add(state[:30], cookie.Value)
	f.Add("", "")
	f.Fuzz(func(t *testing.T, given, browser string) {
		r := httptest.NewRequest("GET", base+OAuthPath, nil)
		r.AddCookie(&http.Cookie{Name: cookie.Name, Value: browser})
		if err := a.checkState(r, given); err == nil {
			t.Errorf("%q of %q was taken", given, browser)
		}
	})
}
