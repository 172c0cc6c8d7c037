package web

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
	"collab/report"
)

var (
	kim    = Person{Account: bot.Account{Platform: Platform, Home: "demo", User: "kim"}, Name: "Kim Osei", Party: "acme", PartyName: "Acme", Role: "relationship manager", Zone: "Europe/London"}
	lee    = Person{Account: bot.Account{Platform: Platform, Home: "demo", User: "lee"}, Name: "Lee Park", Party: "acme", PartyName: "Acme", Role: "logistics", Zone: "America/New_York"}
	dana   = Person{Account: bot.Account{Platform: Platform, Home: "demo", User: "dana"}, Name: "Dana Reyes", Party: "borealis", PartyName: "Borealis", Role: "relationship manager", Zone: "America/Santiago"}
	shared = bot.Place{Platform: Platform, Home: "demo", Channel: "acme-borealis", Kind: bot.Shared}
	inside = bot.Place{Platform: Platform, Home: "demo", Channel: "acme-inside", Kind: bot.Internal}
	zoo    = []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, "javascript:alert(1)",
		"\u202egnp.exe\u202c \u2066\u200f", `<!channel> <@U1> {{.}} ${x} </textarea></title>`, "\u0000\u0007", strings.Repeat("long ", 2000), "Ⅷ ﷽ 👩‍👩‍👧‍👦 e\u0301"}
)

// room is a server over a conversation kept in memory: what the store does for the program.
type room struct {
	*Server
	URL     string
	mu      sync.Mutex
	said    map[string][]Said
	asked   []bot.Request
	answer  func(bot.Request) bot.Reply
	home    bot.Message
	now     time.Time
	written int
}

func (r *room) say(_ context.Context, one Said) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written++
	all := r.said[one.Place]
	if i := slices.IndexFunc(all, func(s Said) bool { return one.Ref != "" && s.Ref == one.Ref }); i >= 0 {
		one.N, one.At = all[i].N, all[i].At
		all[i] = one
		return nil
	}
	one.N = len(all) + 1
	r.said[one.Place] = append(all, one)
	return nil
}

func (r *room) list(_ context.Context, place string, after int) ([]Said, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.said[place][min(after, len(r.said[place])):]), nil
}

func (r *room) ask(_ context.Context, q bot.Request) bot.Reply {
	r.mu.Lock()
	r.asked = append(r.asked, q)
	r.mu.Unlock()
	return r.answer(q)
}

func (r *room) later(d time.Duration) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
	return "Check-in 2 opened.", nil
}

func open(t *testing.T, answer func(bot.Request) bot.Reply) *room {
	t.Helper()
	r := &room{said: map[string][]Said{}, answer: answer, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { r.mu.Lock(); defer r.mu.Unlock(); return r.now }
	r.Server = New(Config{
		Answer: r.ask, Say: r.say, Said: r.list, People: []Person{kim, lee, dana},
		Home: func(context.Context, bot.Account) bot.Message { return r.home },
		Relationship: func(_ context.Context, _ bot.Account, slug string) (bot.Message, bool) {
			return bot.Message{Blocks: []bot.Block{chart()}}, slug == "acme-borealis"
		},
		Relationships: func(context.Context, bot.Account) []Link { return []Link{{"acme-borealis", "Acme × Borealis"}} },
		Channels: []Channel{
			{Place: shared, Title: "Acme × Borealis", Parties: []string{"acme", "borealis"}, Note: "Shared by Acme and Borealis"},
			{Place: inside, Title: "Acme inside", Parties: []string{"acme"}, Note: "Internal to Acme"},
		},
		Clock: &Clock{Now: now,
			Next: func(context.Context) (string, error) { return r.later(time.Hour) },
			Later: func(_ context.Context, days int) (string, error) {
				return r.later(time.Duration(days) * 24 * time.Hour)
			}},
	})
	srv := httptest.NewServer(r.Server)
	t.Cleanup(srv.Close)
	r.URL = srv.URL
	return r
}

func chart() bot.Chart {
	target, baseline := 95.0, 88.5
	return bot.Chart{Trend: report.Trend{Title: "On-time delivery", Unit: "%", Alt: "On-time delivery rose from 89 to 94.2 %; the target is 95 %.",
		Points: []report.Point{{Label: "20 Mar", Value: 89}, {Label: "3 Apr", Value: 91.5}, {Label: "17 Apr", Value: 90.8}, {Label: "1 May", Value: 94.2}},
		Target: &target, Baseline: &baseline}}
}

// browser is somebody with a cookie jar; it reads forms out of pages as a browser would.
type browser struct {
	t    *testing.T
	room *room
	http.Client
	status int
	header http.Header
	path   string
	body   string
}

func (r *room) visitor(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, room: r, Client: http.Client{Jar: jar}}
}

func (r *room) as(t *testing.T, p Person) *browser {
	b := r.visitor(t)
	b.get("/")
	b.post("/be", url.Values{"account": {p.Account.String()}, "token": {b.hidden("/be", "token")}})
	return b
}

func (b *browser) read(resp *http.Response, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.status, b.header, b.path, b.body = resp.StatusCode, resp.Header, resp.Request.URL.RequestURI(), string(body)
}

func (b *browser) get(path string) {
	b.t.Helper()
	b.read(b.Get(b.room.URL + path))
}

func (b *browser) post(path string, in url.Values) {
	b.t.Helper()
	b.read(b.PostForm(b.room.URL+path, in))
}

// form is the first form of the page that posts to an address, as the values it would send.
func (b *browser) form(action string) url.Values {
	b.t.Helper()
	_, rest, ok := strings.Cut(b.body, `action="`+action+`"`)
	if !ok {
		b.t.Fatalf("no form for %s in\n%s", action, b.body)
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	in := url.Values{}
	for _, m := range regexp.MustCompile(`<(?:input type="hidden"|input[^>]*type="text"|button[^>]*) ?[^>]*>`).FindAllString(rest, -1) {
		if name := attribute(m, "name"); name != "" {
			in.Set(name, attribute(m, "value"))
		}
	}
	return in
}

func attribute(tag, name string) string {
	m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

func (b *browser) hidden(action, name string) string { b.t.Helper(); return b.form(action).Get(name) }

func (b *browser) say(path, text string) {
	b.t.Helper()
	b.get(path)
	in := b.form("/say")
	in.Set("text", text)
	b.post("/say", in)
}

func (b *browser) shows(text string) bool { return strings.Contains(b.body, html.EscapeString(text)) }

func (b *browser) wants(status int, texts ...string) {
	b.t.Helper()
	if b.status != status {
		b.t.Errorf("%s: status %d, want %d\n%s", b.path, b.status, status, b.body)
	}
	for _, text := range texts {
		if !b.shows(text) {
			b.t.Errorf("%s does not show %q\n%s", b.path, text, b.body)
		}
	}
}

func silent(bot.Request) bot.Reply { return bot.Reply{} }

func message(text string) *bot.Message {
	return &bot.Message{Fallback: text, Blocks: []bot.Block{bot.Text{Body: text}}}
}
