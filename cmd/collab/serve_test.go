package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
	"collab/bot/slack"
	"collab/scheduler"
	"collab/store"
)

// slackOf is a Slack that takes everything: one workspace with our bot in it.
func slackOf(t *testing.T, answer string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, answer) }))
	t.Cleanup(s.Close)
	return s.URL + "/api"
}

const ourTeam = `{"ok": true, "team_id": "T0ACME", "user_id": "U0BOT", "channel": {"id": "D0KIM"}, "ts": "1.0"}`

// withSlack configures a Slack.
func (d *desk) withSlack(answer string) {
	d.variables = append(d.variables, "COLLAB_SLACK_BOT_TOKEN=xoxb-hunter2", "COLLAB_SLACK_SIGNING_SECRET=hunter2",
		"COLLAB_SLACK_API_URL="+slackOf(d.T, answer))
}

func (d *desk) address() string {
	return "http://" + d.log.wait(d.T, `"address":"([^"]+)"`)
}

// says is somebody who types /collab in Slack.
func (d *desk) says(address, user, text string) string {
	d.Helper()
	body := url.Values{"command": {"/collab"}, "text": {text}, "team_id": {"T0ACME"}, "user_id": {user}, "user_name": {"kim"},
		"channel_id": {"C0SHARED"}, "trigger_id": {"trigger " + text}}.Encode()
	return d.posts(address, body)
}

// posts is Slack that posts something, signed.
func (d *desk) posts(address, body string) string {
	d.Helper()
	req, err := http.NewRequestWithContext(d.Context(), http.MethodPost, address+"/slack/events", strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte("hunter2"))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	status, said := fetch(d.T, req)
	if status != http.StatusOK {
		d.Fatalf("%d: %s", status, said)
	}
	return said
}

func fetch(t *testing.T, req *http.Request) (int, string) {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return fetch(t, req)
}

func TestServeAnswersSlackAndStops(t *testing.T) {
	d := sit(t)
	d.withSlack(ourTeam)
	stop := d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	at := d.address()
	if said := d.says(at, "U0KIM", "help"); !strings.Contains(said, "What you can say") {
		t.Error(said)
	}
	code := d.out.wait(t, `/collab new (\S+)`)
	if said := d.says(at, "U0EVE", "new 0000-0000-0000-0000"); strings.Contains(said, "can begin relationships now") {
		t.Error(said)
	}
	if said := d.says(at, "U0KIM", "new "+code); !strings.Contains(said, "can begin relationships now") {
		t.Error(said)
	}
	if said := d.says(at, "U0EVE", "new  "+code); strings.Contains(said, "can begin relationships now") {
		t.Error("a code was good twice")
	}
	stop()
	for _, line := range strings.Split(strings.TrimSpace(d.log.String()), "\n") {
		if !json.Valid([]byte(line)) || strings.Contains(line, "hunter2") || strings.Contains(line, code) {
			t.Errorf("logged: %s", line)
		}
	}
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	d.address()
	if strings.Contains(d.out.String(), "/collab new") {
		t.Error("another code was printed though somebody may begin")
	}
}

func TestHealth(t *testing.T) {
	d := sit(t)
	d.withSlack(ourTeam)
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	at := d.address()
	if status, body := get(t, at+"/healthz"); status != http.StatusOK {
		t.Error(status, body)
	}
	r := readiness{}
	for !r.Ready { // until the scheduler has looked at the clock for the first time
		_, body := get(t, at+"/readyz")
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			t.Fatal(err)
		}
	}
	if r.Slack != "workspaces: 1" || r.Tick > slowest.Seconds() {
		t.Errorf("%+v", r)
	}
	if status, _ := get(t, at+"/"); status != http.StatusNotFound {
		t.Errorf("serve offers pages: %d", status)
	}
}

func TestNotReadyWhenSlackRefusesOurToken(t *testing.T) {
	s := &server{store: freshStore(t), chats: chats{slack: &slack.App{}}, teller: &teller{chats: chats{slack: &slack.App{}}}, pulse: &pulse{clock: time.Now}}
	w := httptest.NewRecorder()
	s.readyz(w, nil)
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("ready without a tick: %s", w.Body)
	}
	s.pulse.now()
	for _, c := range []struct {
		err    error
		status int
	}{{slackgo.SlackErrorResponse{Err: "token_revoked"}, 503}, {bot.RetryAfter(time.Second), 200}, {slack.MissingScope("chat:write"), 503}, {slackgo.SlackErrorResponse{Err: "invalid_auth"}, 503}, {nil, 200}} {
		_ = s.teller.understood(slack.Platform, c.err)
		w := httptest.NewRecorder()
		if s.readyz(w, nil); w.Code != c.status {
			t.Errorf("%v: %d %s", c.err, w.Code, w.Body)
		}
	}
}

func TestNotReadyWithoutASocket(t *testing.T) {
	s := &server{store: freshStore(t), chats: chats{slack: &slack.App{}}, teller: &teller{chats: chats{slack: &slack.App{}}}, pulse: &pulse{clock: time.Now}}
	s.Slack.AppToken = "xapp-hunter2"
	s.pulse.now()
	w := httptest.NewRecorder()
	if s.readyz(w, nil); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `"slack_sockets":0`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func freshStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open("bolt:"+t.TempDir()+"/collab.db", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestOperatorsReachARunningServer(t *testing.T) {
	d := sit(t)
	rel := d.record("collab.db", store.Live, 2)
	before := head(t, d.does("verify", d.store("collab.db")), "acme")
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	d.address()
	d.answers("collab.db")
	d.does("backup", d.path("copy.db"), d.store("collab.db"))
	d.does("export", rel, "--for", "acme", "-o", d.path("out"), d.store("collab.db"))
	if out := d.does("verify", d.store("collab.db"), "--head", before, "--since", d.path("copy.db")); !strings.Contains(out, d.path("collab.db")+" is whole") {
		t.Error(out)
	}
	d.refuses([]string{"restore", d.path("copy.db"), d.store("collab.db"), "--force"}, "Stop the server")
	d.refuses([]string{"serve", "--listen=127.0.0.1:0", d.store("collab.db")}, "another process has the file open", "Stop the other one")
}

func TestServeRefusesAndSaysWhatToDo(t *testing.T) {
	d := sit(t)
	d.record("demo.db", store.Demo, 1)
	d.refuses([]string{"serve", d.store("demo.db")}, "it is a demo", "collab demo")
	d.refuses([]string{"serve", "--store=bolt:" + d.file("no.db", strings.Repeat("no store ", 2000))}, "damaged", "restore the newest backup")
	d.refuses([]string{"serve", d.store("nowhere/collab.db")}, "its directory does not exist")
	taken := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(taken.Close)
	d.refuses([]string{"serve", "--listen=" + taken.Listener.Addr().String(), d.store("new.db")}, "--listen")
	d.withSlack(`{"ok": false, "error": "invalid_auth"}`)
	d.refuses([]string{"serve", d.store("new.db")}, "Slack refused the bot token")
	if _, err := d.run("verify", d.store("new.db")); err != nil {
		t.Errorf("the store was left open: %v", err)
	}
}

// Slack's words for what the operator can mend end no delivery and lose no channel.
func TestWhatSlackSaysIsUnderstood(t *testing.T) {
	tell := &teller{}
	for word, want := range map[string]error{"is_archived": scheduler.ErrGone, "user_not_found": scheduler.ErrGone, "token_revoked": scheduler.ErrNotSent} {
		if got := tell.understood(slack.Platform, fmt.Errorf("chat.postMessage: %w", fmt.Errorf("%w: %w", bot.ErrGone, slackgo.SlackErrorResponse{Err: word}))); !errors.Is(got, want) {
			t.Errorf("%s: %v", word, got)
		}
	}
	if err := tell.understood(slack.Platform, fmt.Errorf("chat.postMessage: %w", slack.MissingScope("chat:write"))); !errors.Is(err, scheduler.ErrNotSent) {
		t.Error(err)
	}
	var wait scheduler.RetryAfter
	if got := tell.understood(slack.Platform, fmt.Errorf("x: %w", bot.RetryAfter(7*time.Second))); !errors.As(got, &wait) || wait != scheduler.RetryAfter(7*time.Second) {
		t.Error(got)
	}
}

// Internal words reach a person through their own workspace alone.
func TestPrivacyOfNotices(t *testing.T) {
	d := sit(t)
	d.withSlack(ourTeam)
	app, err := slack.New(t.Context(), slack.Config{SigningSecret: "x", BotToken: "xoxb-x", APIURL: environment{variables: d.variables}.get("COLLAB_SLACK_API_URL") + "/", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	s := &server{chats: chats{slack: app}}
	theirs, ours := bot.Account{Platform: "slack", Home: "T0BOREAL", User: "U1"}, bot.Account{Platform: "slack", Home: "T0ACME", User: "U2"}
	if got := s.reach([]string{"web/demo/kim", theirs.String(), ours.String()}); got != ours.String() {
		t.Errorf("told through %q", got)
	}
	if got := s.reach([]string{theirs.String()}); got != "" {
		t.Errorf("told through %q", got)
	}
}
