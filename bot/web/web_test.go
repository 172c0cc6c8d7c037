package web

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"reflect"
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

func TestChoosingWhoToBe(t *testing.T) {
	b := open(t, silent).visitor(t)
	b.get("/home")
	b.wants(200, "Who would you like to be?", "Kim Osei", "Borealis")
	b.post("/be", url.Values{"account": {kim.Account.String()}, "token": {b.hidden("/be", "token")}})
	b.wants(200, "Kim Osei", "Acme inside", "Mon 2 Mar 2026, 09:00 GMT")
	if b.path != "/home" {
		t.Errorf("went to %s", b.path)
	}
}

func TestChannelsAreEnteredByTheirPartiesAlone(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, dana)
	if b.shows("Acme inside") {
		t.Error("the link gives the channel away")
	}
	b.get("/channel/acme-inside")
	missing := b.status
	b.get("/channel/no-such")
	if missing != 404 || b.status != 404 {
		t.Errorf("%d and %d, want the same answer", missing, b.status)
	}
	b.get("/channel/acme-borealis")
	in := b.form("/say")
	in.Set("in", "channel/acme-inside")
	in.Set("text", "hello")
	b.post("/say", in)
	if b.status != 404 || room.written > 0 {
		t.Errorf("said in a channel of the other party: %d", b.status)
	}
}

func TestWhatIsForTheBot(t *testing.T) {
	for text, want := range map[string]struct {
		words string
		said  int
	}{
		"hello everybody":           {"", 1},
		"/collab status":            {"status", 0},
		" /COLLAB ":                 {"", 0},
		"@collab promise a draft":   {"promise a draft", 1},
		"please @Collab status":     {"please  status", 1},
		"mail x@collab.example now": {"", 1},
		"/collaborate is a word":    {"", 1},
	} {
		room := open(t, silent)
		room.as(t, kim).say("/channel/acme-borealis", text)
		var words string
		if len(room.asked) > 0 {
			words = room.asked[0].Words
		}
		if words != want.words || len(room.said[shared.String()]) != want.said {
			t.Errorf("%q: words %q, said %d", text, words, len(room.said[shared.String()]))
		}
	}
}

func TestRequestSaysWhoAndWhere(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	b.say("/direct", "todo")
	b.say("/channel/acme-inside", "/collab todo")
	own := bot.DirectTo(kim.Account)
	own.Own = true
	if q := room.asked[0]; q.Place != own || q.By != kim.Account || q.Words != "todo" || q.Name != "Kim Osei" || q.Zone != "Europe/London" || q.Values != nil {
		t.Errorf("%+v", q)
	}
	if q := room.asked[1]; q.Place != inside || q.Key == room.asked[0].Key {
		t.Errorf("%+v", q)
	}
}

func TestAnswersInAChannelArePrivate(t *testing.T) {
	room := open(t, func(q bot.Request) bot.Reply {
		return bot.Reply{Message: message("for you"), Ref: "K7Q2", Posts: []bot.Post{{Place: shared, Message: *message("for all")}}}
	})
	k, d := room.as(t, kim), room.as(t, dana)
	k.say("/channel/acme-borealis", "/collab status share")
	k.wants(200, "for you", "for all", "Only visible to you", "Reference K7Q2")
	d.get("/channel/acme-borealis")
	d.wants(200, "for all")
	if d.shows("for you") {
		t.Error("a private answer is shown to somebody else")
	}
}

func TestEvidenceCarriesTheMessage(t *testing.T) {
	room := open(t, silent)
	room.as(t, dana).say("/channel/acme-borealis", "All trucks arrived\non time")
	b := room.as(t, kim)
	b.get("/channel/acme-borealis")
	in := b.form("/evidence")
	b.post("/evidence", in)
	q := room.asked[0]
	want := &bot.Source{Text: "All trucks arrived\non time", Author: dana.Account, AuthorName: "Dana Reyes", At: room.now}
	if q.Words != "evidence" || !reflect.DeepEqual(q.Source, want) {
		t.Errorf("%+v %+v", q, q.Source)
	}
	for _, about := range []string{"2", "0", "-1", "x"} {
		in.Set("about", about)
		if b.post("/evidence", in); b.status != 404 {
			t.Errorf("about %s: %d", about, b.status)
		}
	}
}

func TestPressedTwiceIsOneRequestKey(t *testing.T) {
	room := open(t, func(q bot.Request) bot.Reply { return bot.Reply{Message: message("Done: " + q.Words)} })
	room.home = bot.Message{Blocks: []bot.Block{bot.Buttons{{Label: "Accept", Words: "promise 3 accept"}, {Label: "Decline", Words: "promise 3 decline"}}}}
	b := room.as(t, kim)
	in := b.form("/press")
	b.post("/press", in)
	b.post("/press", in)
	b.wants(200, "Done: promise 3 accept")
	if room.asked[0].Key != room.asked[1].Key || room.asked[0].Words != "promise 3 accept" {
		t.Errorf("%+v", room.asked)
	}
	if n := len(room.said[bot.DirectTo(kim.Account).String()]); n != 1 {
		t.Errorf("answered %d times", n)
	}
	in.Set("words", "promise 3 decline")
	if b.post("/press", in); room.asked[2].Key == room.asked[0].Key {
		t.Error("another button has the same key")
	}
}

func TestSaidTwiceStandsOnce(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	b.get("/channel/acme-borealis")
	in := b.form("/say")
	in.Set("text", "once")
	b.post("/say", in)
	b.post("/say", in)
	if n := len(room.said[shared.String()]); n != 1 {
		t.Errorf("said %d times", n)
	}
}

func TestSendReplacesUnderItsKey(t *testing.T) {
	room := open(t, silent)
	for _, text := range []string{"4 of 7 answered", "5 of 7 answered"} {
		if ref, err := room.Send(t.Context(), shared, "cycle 12", *message(text)); ref != "cycle 12" || err != nil {
			t.Fatal(ref, err)
		}
	}
	b := room.as(t, kim)
	b.get("/channel/acme-borealis")
	b.wants(200, "5 of 7 answered")
	if b.shows("4 of 7") {
		t.Error("the living message was not edited")
	}
}

func TestClockMovesOnceAPress(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, dana)
	in := b.form("/clock")
	in.Set("step", "weeks")
	b.post("/clock", in)
	b.post("/clock", in)
	b.wants(200, "Check-in 2 opened.", "Mon 16 Mar 2026, 06:00 UTC-03")
	in = b.form("/clock")
	in.Set("step", "day")
	b.post("/clock", in)
	b.wants(200, "Tue 17 Mar 2026, 06:00 UTC-03")
	in = b.form("/clock")
	in.Set("step", "back")
	b.post("/clock", in)
	b.wants(400)
}

func TestUnchangedConversationIsNotSentAgain(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	b.say("/channel/acme-borealis", "hello")
	version := attribute(regexp.MustCompile(`<div class="log"[^>]*>`).FindString(b.body), "data-version")
	ask := func() {
		r, _ := http.NewRequest("GET", room.URL+"/channel/acme-borealis", nil)
		r.Header.Set("If-None-Match", version)
		b.read(b.Do(r))
	}
	if ask(); b.status != http.StatusNotModified {
		t.Errorf("status %d", b.status)
	}
	room.Send(t.Context(), shared, "x", *message("news"))
	ask()
	b.wants(200, "news")
}

func TestSaidSurvivesStorage(t *testing.T) {
	for _, want := range []Said{
		{N: 1, Place: "web/demo/x", Author: kim.Account, AuthorName: "Kim", Text: "hi", At: time.Unix(1, 0).UTC(), Ref: "k"},
		{N: 2, Place: "web/demo/x", Message: &bot.Message{Fallback: "all", Blocks: everyBlock()}, To: dana.Account, At: time.Unix(2, 0).UTC()},
		{N: 3, Message: &bot.Message{Blocks: []bot.Block{bot.Facts(nil), bot.Buttons(nil)}}},
	} {
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Said
		if err := json.Unmarshal(data, &got); err != nil || fingerprint(got) != fingerprint(want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
		}
		if want.N < 3 && !reflect.DeepEqual(got, want) {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
	if err := json.Unmarshal([]byte(`{"Message":{"fallback":"x","blocks":[{"kind":"video"}]}}`), &Said{}); err == nil {
		t.Error("an unknown block was read")
	}
}
