package bot_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"collab/bot/slack"
)

// browser is somebody on the pages.
type browser struct {
	w      *world
	cookie *http.Cookie
	token  string
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

func (w *world) browse(who somebody) *browser {
	w.t.Helper()
	b := &browser{w: w}
	b.get("/")
	b.post("/be", url.Values{"account": {who.account().String()}})
	b.get("/direct")
	return b
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	return b.send(httptest.NewRequest("GET", "http://127.0.0.1"+path, nil))
}

func (b *browser) post(path string, values url.Values) *httptest.ResponseRecorder {
	values.Set("token", b.token)
	b.w.keys++
	values.Set("nonce", fmt.Sprintf("nonce%06d", b.w.keys))
	r := httptest.NewRequest("POST", "http://127.0.0.1"+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	rec := httptest.NewRecorder()
	b.w.pages.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		b.cookie = c
	}
	if m := tokenField.FindStringSubmatch(rec.Body.String()); m != nil {
		b.token = m[1]
	}
	return rec
}

// say is something written into the composer of a page.
func (b *browser) say(in, text string) {
	b.w.t.Helper()
	if rec := b.post("/say", url.Values{"in": {in}, "text": {text}}); rec.Code >= 400 {
		b.w.t.Fatalf("%s in %s: %d %s", text, in, rec.Code, rec.Body)
	}
}

// pages draws every page of the party's people, before and after they said something.
func (d *drawing) pages(people []somebody) {
	paths := []string{"/", "/home", "/direct", "/direct?all", "/channel/" + common.Channel, "/relationship/acme-borealis-cassini", "/relationship/nowhere", "/nowhere", "/held.jsonl"}
	for _, p := range parties {
		paths = append(paths, "/channel/"+strings.ReplaceAll(inside(p).Channel, hush(p), "%68ush"+p))
	}
	for _, who := range people {
		b := d.w.browse(who)
		for range 2 {
			for _, path := range paths {
				rec := b.get(path)
				d.add("page "+path+" for "+who.id, fmt.Sprint(rec.Code, rec.Header(), rec.Body))
			}
			b.say("direct", "objective")
			b.say("channel/"+common.Channel, "/collab objective")
			b.say("direct", "todo")
		}
	}
}

// Whom the pages show what: an answer in a channel to the one it answers, a channel to its parties, a direct message to
// its person.
func TestPrivacyOfWhatThePagesShow(t *testing.T) {
	w := build(t, nil)
	pages := map[string]string{}
	for _, who := range []somebody{kim, dana} {
		b := w.browse(who)
		for _, path := range []string{"/channel/" + common.Channel, "/channel/" + inside("acme").Channel, "/direct"} {
			pages[who.id+path] = strings.ReplaceAll(b.get(path).Body.String(), inside(who.party).Channel, "inside")
		}
	}
	answers := strings.Count(pages["kim/channel/"+common.Channel], "Only visible to you. Shared record alone")
	if answers != 2 {
		t.Errorf("kim asked for the status twice in the channel and sees %d answers", answers)
	}
	if !strings.Contains(pages["kim/channel/"+inside("acme").Channel], hush("acme")) || strings.Contains(pages["dana/channel/"+inside("acme").Channel], "Careful") {
		t.Error("an internal channel is not read by exactly its own people")
	}
	for person, other := range map[string]string{"kim": "borealis", "dana": "acme"} {
		if page := pages[person+"/direct"]; !strings.Contains(page, "hush") || strings.Contains(page, hush(other)) {
			t.Errorf("the direct message of %s is not theirs: %s", person, page)
		}
		if strings.Contains(pages[person+"/channel/"+common.Channel], "hush") {
			t.Errorf("%s sees internal words in the channel that all read", person)
		}
	}
}

// slacks is a Slack that takes everything, and keeps what it was sent.
type slacks struct {
	mu   sync.Mutex
	team string
	got  []string
}

func (s *slacks) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // a test's own request
	s.mu.Lock()
	defer s.mu.Unlock()
	switch method := strings.TrimPrefix(r.URL.Path, "/api/"); method {
	case "auth.test":
		fmt.Fprintf(rw, `{"ok":true,"team_id":%q,"user_id":"UBOT"}`, s.team)
		return
	case "conversations.open":
		fmt.Fprint(rw, `{"ok":true,"channel":{"id":"D1"}}`)
		return
	default:
		s.got = append(s.got, method+" "+string(body))
	}
	fmt.Fprint(rw, `{"ok":true,"channel":"C1","ts":"1772452800.000001","view":{"id":"V1"}}`)
}

const signing = "8f742231b10e8888abcd99yyyzzz85a5"

// slack draws what the party's own Slack is sent when its lead types, in the direct message and in a channel.
func (d *drawing) slack(party string) {
	there := &slacks{team: "T" + party}
	srv := httptest.NewServer(there)
	defer srv.Close()
	app, err := slack.New(context.Background(), slack.Config{Answer: d.w.bot.Answer, Now: d.w.store.Now, SigningSecret: signing, BotToken: "xoxb-1",
		Log: slog.New(slog.NewJSONHandler(&d.w.log, nil)), APIURL: srv.URL + "/api/", ResponseHost: strings.TrimPrefix(srv.URL, "http://")})
	if err != nil {
		d.w.t.Fatal(err)
	}
	for _, channel := range []string{"D1", "C1"} {
		for i, words := range []string{"status", "objective", "objective d1", "objective d1 revise", "evidence", "evidence e1", "checkin 2", "todo", "audit", "undo noor/60", "objective new"} {
			rec := d.command(app, party, channel, words, i)
			app.Wait()
			said := fmt.Sprint(rec.Code, rec.Body, there.got)
			if channel == "C1" && strings.Contains(said, hush(party)) && !strings.Contains(words, "new") {
				d.w.t.Errorf("%s draws what is internal in a channel: %s", words, said)
			}
			d.add("slack "+channel+" "+words, strings.ReplaceAll(said, srv.URL, ""))
			there.got = nil
		}
	}
}

func (d *drawing) command(app *slack.App, party, channel, words string, i int) *httptest.ResponseRecorder {
	body := url.Values{"command": {"/collab"}, "text": {words}, "team_id": {"T" + party}, "user_id": {"U" + hush(party)}, "user_name": {"lead"},
		"channel_id": {channel}, "trigger_id": {fmt.Sprint(party, channel, i)}}.Encode()
	now := strconv.FormatInt(d.w.store.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(signing))
	io.WriteString(mac, "v0:"+now+":"+body)
	r := httptest.NewRequest("POST", "http://127.0.0.1/slack/events", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Slack-Request-Timestamp", now)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	rec := httptest.NewRecorder()
	app.ServeHTTP(rec, r)
	return rec
}
