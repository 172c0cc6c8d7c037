package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

func TestHostNamesThatAreNotOurs(t *testing.T) {
	for _, c := range []struct {
		base, host string
		ok         bool
	}{
		{"", "127.0.0.1:8080", true}, {"", "localhost:8080", true}, {"", "LOCALHOST", true}, {"", "[::1]:8080", true}, {"", "127.8.8.8", true},
		{"", "evil.example:8080", false}, {"", "127.0.0.1.evil.example", false}, {"", "localhost.evil.example", false}, {"", "", false},
		{"", "10.0.0.7:8080", false}, {"", "0.0.0.0:8080", false},
		{"http://127.0.0.1:8080", "localhost:8080", true}, {"http://127.0.0.1:8080", "evil.example", false},
		{"https://collab.example.org", "collab.example.org", true}, {"https://collab.example.org", "localhost", false}, {"https://collab.example.org", "evil.example", false},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = c.host
		w := httptest.NewRecorder()
		New(Config{BaseURL: c.base}).ServeHTTP(w, r)
		if want := map[bool]int{true: 200, false: http.StatusMisdirectedRequest}[c.ok]; w.Code != want {
			t.Errorf("base %q, host %q: %d, want %d", c.base, c.host, w.Code, want)
		}
	}
}

func TestHeadersBindTheBrowser(t *testing.T) {
	b := open(t, silent).visitor(t)
	for _, path := range []string{"/", "/style.css", "/app.js", "/nowhere"} {
		b.get(path)
		for name, want := range map[string]string{"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
			if got := b.header.Get(name); got != want {
				t.Errorf("%s: %s: %q", path, name, got)
			}
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
		t.Error(policy)
	}
}

func TestSessionCookie(t *testing.T) {
	w := httptest.NewRecorder()
	New(Config{BaseURL: "https://collab.example.org"}).begin(w, bot.Account{})
	cookie := w.Header().Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Secure", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("no %s in %s", want, cookie)
		}
	}
}

func TestForgedSessionIsNobody(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, dana)
	home, _ := url.Parse(room.URL)
	real := b.Jar.Cookies(home)[0].Value
	for _, value := range []string{"", "x", strings.Replace(real, "~", "~A", 1), real[:len(real)-2], strings.SplitN(real, ".", 2)[0]} {
		b.Jar.SetCookies(home, []*http.Cookie{{Name: cookieName, Value: value}})
		if b.get("/home"); b.path != "/" {
			t.Errorf("cookie %q reached %s", value, b.path)
		}
	}
}

// posts is one complete request to every address that changes something.
func posts(token string) map[string]url.Values {
	common := func(more ...string) url.Values {
		in := url.Values{"in": {"channel/acme-borealis"}, "nonce": {"0123456789abcdef"}, "token": {token}}
		for i := 0; i < len(more); i += 2 {
			in.Set(more[i], more[i+1])
		}
		return in
	}
	return map[string]url.Values{
		"/be":       common("account", dana.Account.String()),
		"/say":      common("text", "/collab status"),
		"/press":    common("words", "status"),
		"/submit":   common("form", `{"Words":"promise"}`),
		"/evidence": common("about", "1"),
		"/clock":    common("step", "day"),
	}
}

func TestPostsNeedTheTokenOfTheirSession(t *testing.T) {
	room := open(t, silent)
	b, other := room.as(t, kim), room.as(t, dana)
	foreign := other.hidden("/clock", "token")
	now := room.now
	for _, token := range []string{"", "x", foreign} {
		for path, in := range posts(token) {
			if b.post(path, in); b.status != http.StatusForbidden {
				t.Errorf("%s with token %q: %d", path, token, b.status)
			}
		}
	}
	if len(room.asked)+room.written > 0 || room.now != now {
		t.Error("something changed")
	}
}

func TestTokenDiesWhenThePersonIsSwitched(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	token := b.hidden("/clock", "token")
	b.get("/")
	b.post("/be", url.Values{"account": {dana.Account.String()}, "token": {token}})
	if b.post("/press", posts(token)["/press"]); b.status != http.StatusForbidden || len(room.asked) > 0 {
		t.Errorf("status %d", b.status)
	}
}

func TestRequestsFromOtherSitesAreRefused(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	in := posts(b.hidden("/clock", "token"))["/press"]
	for site, want := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 200} {
		r, _ := http.NewRequest("POST", room.URL+"/press", strings.NewReader(in.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		if b.read(b.Do(r)); b.status != want {
			t.Errorf("%s: %d, want %d", site, b.status, want)
		}
	}
}

func TestGetChangesNothing(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	now := room.now
	for path, in := range posts(b.hidden("/clock", "token")) {
		if b.get(path + "?" + in.Encode()); b.status != http.StatusNotFound && b.status != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %d", path, b.status)
		}
	}
	for _, path := range []string{"/", "/home", "/home?answer=x", "/direct", "/channel/acme-borealis?all", "/relationship/acme-borealis", "/home?moved"} {
		if b.get(path); b.status != 200 {
			t.Errorf("GET %s: %d", path, b.status)
		}
	}
	if len(room.asked)+room.written > 0 || room.now != now {
		t.Error("something changed")
	}
}

func TestBodiesAreLimited(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	in := posts(b.hidden("/clock", "token"))["/say"]
	in.Set("text", strings.Repeat("x", bodyLimit))
	b.post("/say", in)
	b.wants(http.StatusRequestEntityTooLarge, "shorten it")
	in.Set("text", strings.Repeat("ﷺ", 10_000))
	b.post("/say", in)
	b.wants(200, strings.Repeat("ﷺ", 10_000))
	if room.written != 1 {
		t.Errorf("written %d", room.written)
	}
}

func TestMalformedRequestsAreRefused(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	token := b.hidden("/clock", "token")
	for name, change := range map[string]func(url.Values){
		"no nonce":      func(in url.Values) { in.Del("nonce") },
		"foreign nonce": func(in url.Values) { in.Set("nonce", "a/b\n") },
		"no place":      func(in url.Values) { in.Del("in") },
		"foreign place": func(in url.Values) { in.Set("in", "//evil.example/") },
		"broken form":   func(in url.Values) { in.Set("form", "{") },
	} {
		in := posts(token)["/submit"]
		change(in)
		if b.post("/submit", in); b.status < 400 || b.status > 499 || len(room.asked) > 0 {
			t.Errorf("%s: %d", name, b.status)
		}
	}
}

func TestReturnsOnlyToOurOwnPages(t *testing.T) {
	b := open(t, silent).as(t, kim)
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	in := posts(b.hidden("/clock", "token"))["/press"]
	for _, place := range []string{"relationship//evil.example", "relationship/../../x", "home/x", `relationship/\evil`} {
		in.Set("in", place)
		b.post("/press", in)
		if to := b.header.Get("Location"); !strings.HasPrefix(to, "/relationship/") && !strings.HasPrefix(to, "/home/") || strings.Contains(to[1:], "//") {
			t.Errorf("%s leads to %q", place, to)
		}
	}
}

var (
	tags     = regexp.MustCompile(`<[a-zA-Z][^>]*>`)
	handlers = regexp.MustCompile(`(?i)\s(on[a-z]+|style)\s*=`)
)

// unmarked fails if anything a person wrote became markup: an element, a handler, a style or a script address.
func unmarked(t *testing.T, page string) {
	t.Helper()
	for _, unwanted := range []string{"<script>", "<img src=x", `href="javascript:`, "<!channel", "ZgotmplZ"} {
		if strings.Contains(page, unwanted) {
			t.Errorf("%s in the page", unwanted)
		}
	}
	for _, tag := range tags.FindAllString(page, -1) {
		quoted := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(tag, `""`)
		if handlers.MatchString(quoted) {
			t.Errorf("a handler or style in %s", tag)
		}
	}
}

// wild fills every text of every block and field with the same string.
func wild(s string) ([]bot.Block, bot.Form) {
	b := bot.Button{Label: s, Words: s, Confirm: s}
	c := chart()
	c.Title, c.Unit, c.Alt, c.Points[0].Label = s, s, s, s
	options := []bot.Option{{Value: s, Label: s}, {Value: "b", Label: "B"}}
	form := bot.Form{Title: s, Intro: s, Words: s, Audience: bot.Audience{Party: s, Face: s}, Submit: s}
	for kind := bot.Line; kind <= bot.Who; kind++ {
		form.Fields = append(form.Fields, bot.Field{Name: fmt.Sprint(s, kind), Label: s, Hint: s, Kind: kind, Value: s, Options: options,
			Error: s, Audience: &bot.Audience{Face: s}})
	}
	return []bot.Block{bot.Text{Title: s, Body: s}, bot.Facts{{Name: s, Value: s, At: time.Unix(0, 0)}},
		bot.Items{Title: s, Items: []bot.Item{{Title: s, Detail: s, Link: s, Button: b}}, More: s, Rest: b}, c, bot.Buttons{b}, bot.Note{Body: s}}, form
}

func TestNothingWrittenIsEverMarkup(t *testing.T) {
	for _, s := range zoo {
		blocks, form := wild(s)
		room := open(t, func(q bot.Request) bot.Reply {
			return bot.Reply{Message: &bot.Message{Blocks: blocks}, Form: &form, Errors: map[string]string{"": s}}
		})
		room.home = bot.Message{Blocks: blocks}
		b := room.as(t, kim)
		unmarked(t, b.body)
		b.say("/channel/acme-borealis", s)
		unmarked(t, b.body)
		b.say("/direct", s)
		unmarked(t, b.body)
		room.answer = silent
		b.get("/direct")
		unmarked(t, b.body)
	}
}
