package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/slack"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// workspace is a Slack that remembers what was posted where.
type workspace struct {
	mu     sync.Mutex
	posted []string // method and channel
	words  string
}

func (w *workspace) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var m struct{ Channel string }
	if json.Unmarshal(body, &m) == nil && m.Channel != "" {
		w.mu.Lock()
		w.posted = append(w.posted, strings.TrimPrefix(r.URL.Path, "/api/")+" "+m.Channel)
		w.words += string(body)
		w.mu.Unlock()
	}
	fmt.Fprintf(out, `{"ok": true, "team_id": "T0ACME", "user_id": "U0BOT", "channel": %s, "ts": "1.0"}`, channelOf(r.URL.Path, m.Channel))
}

// channelOf is a channel as the method answers it: a conversation when one was opened, its id otherwise.
func channelOf(method, id string) string {
	if strings.HasSuffix(method, "conversations.open") {
		return `{"id": "D0KIM"}`
	}
	return fmt.Sprintf("%q", id)
}

// office is a server whose clock the test moves, with kim of Acme in our workspace and dana of Borealis in theirs.
type office struct {
	*testing.T
	*server
	now   time.Time
	slack *workspace
}

func newOffice(t *testing.T) *office {
	o := &office{T: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), slack: &workspace{}}
	api := httptest.NewServer(o.slack)
	t.Cleanup(api.Close)
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open("bolt:"+filepath.Join(t.TempDir(), "collab.db"), store.Options{Now: func() time.Time { return o.now }, Next: relationship.View.Next, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	app, err := slack.New(t.Context(), slack.Config{Answer: nil, Now: time.Now, Log: log, SigningSecret: "x", BotToken: "xoxb-x", APIURL: api.URL + "/api/"})
	if err != nil {
		t.Fatal(err)
	}
	o.server = &server{log: log, store: s, chats: chats{slack: app}}
	o.bot = &bot.Bot{Store: s, Log: log, MayBegin: func(bot.Account) bool { return true }, Reaches: o.reaches}
	o.teller = &teller{bot: o.bot, chats: chats{slack: app}}
	o.scheduler = scheduler.New(scheduler.Config{Store: s, Now: s.Now, Send: o.teller.send, Find: o.teller.find, Reach: o.reach, Log: log})
	return o
}

// says lets somebody say something to the bot; in a direct message when no channel is named.
func (o *office) says(who bot.Account, channel, words string, values map[string]string) string {
	o.Helper()
	p := bot.DirectTo(who)
	p.Own = true
	if channel != "" {
		p = bot.Place{Platform: slack.Platform, Home: "T0ACME", Channel: channel}
	}
	r := o.bot.Answer(o.Context(), bot.Request{Key: who.User + words, By: who, Place: p, Words: words, Values: values, Zone: "Europe/London"})
	if r.Message == nil || len(r.Errors) > 0 || r.Ref != "" {
		o.Fatalf("%s: %+v", words, r)
	}
	return bot.Draw(*r.Message, time.UTC)
}

var (
	kim  = bot.Account{Platform: slack.Platform, Home: "T0ACME", User: "U0KIM"}
	dana = bot.Account{Platform: slack.Platform, Home: "T0BOREAL", User: "U0DANA"}
	code = regexp.MustCompile(`join (\S{19})`)
)

func (o *office) together() {
	o.Helper()
	said := o.says(kim, "", "new", map[string]string{"party": "Acme", "partner": "Borealis", "why": "Fewer late trucks", "person": "Kim Osei", "first": "2026-03-12"})
	o.says(kim, "C0SHARED", "settings channel", nil)
	o.says(dana, "", "join "+code.FindStringSubmatch(said)[1], map[string]string{"person": "Dana Reyes", "zone": "America/New_York"})
}

func TestSchedulerTellsPeopleInSlack(t *testing.T) {
	o := newOffice(t)
	o.together()
	err := o.scheduler.Advance(t.Context(), o.now, o.now.AddDate(0, 0, 21), func(at time.Time) error { o.now = at; return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"chat.postMessage C0SHARED", "chat.postMessage U0KIM", "chat.update C0SHARED"} {
		if !slices.Contains(o.slack.posted, want) {
			t.Errorf("no %s in %v", want, o.slack.posted)
		}
	}
	if !strings.Contains(o.slack.words, "Check-in 1") || strings.Contains(strings.ReplaceAll(o.slack.words, "Dana Reyes speaks for it", ""), "Dana") {
		t.Errorf("said: %s", o.slack.words)
	}
	for _, d := range o.store.Deliveries() {
		if d.To == dana.String() {
			t.Errorf("dana was written to through a workspace that is not hers: %+v", d)
		}
	}
}

// A duty that vanished says nothing; what is not configured is put off, not given up.
func TestTellerSaysNothingOfWhatIsNotOwed(t *testing.T) {
	o := newOffice(t)
	o.together()
	rel := o.store.Relationships()[0]
	sent, err := o.teller.send(context.Background(), scheduler.Task{Relationship: rel, Duty: relationship.Duty{Key: "check-in 9 card nowhere"}})
	if err != nil || sent.Ref != "" {
		t.Errorf("%v %v", sent, err)
	}
	_, err = (&teller{}).carry(t.Context(), bot.Notice{Place: bot.Place{Platform: "teams"}}, scheduler.Task{})
	if !strings.Contains(fmt.Sprint(err), "teams is not configured") {
		t.Error(err)
	}
}

func TestWhatIsLookedFor(t *testing.T) {
	p, ok := placeOf(scheduler.Task{To: kim.String()})
	if want := bot.DirectTo(kim); !ok || p.String() != want.String() {
		t.Errorf("%v", p)
	}
	p, ok = placeOf(scheduler.Task{To: "slack/T0ACME/C0SHARED", Duty: relationship.Duty{Place: "slack/T0ACME/C0SHARED"}})
	if !ok || p.Channel != "C0SHARED" {
		t.Errorf("%v", p)
	}
}
