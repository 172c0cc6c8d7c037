package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"collab/bot"
	"collab/bot/slack"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// metered is a Slack that refuses whatever exceeds its limits, and remembers what was posted where and how often. It is
// both a handler and, for a test on a clock of its own, the transport itself.
type metered struct {
	slack.Limits
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	posted  map[string]int      // key → times
	there   map[string][]string // conversation → keys
	posts   int
	calls   map[string]int // method → times
	refused map[string]int // method → times
	// fate, when set, is asked before and after a message is taken; what it says happens instead of an answer.
	fate func(taken bool) func(http.ResponseWriter)
}

func newMetered(l slack.Limits) *metered {
	return &metered{Limits: l, buckets: map[string]*rate.Limiter{}, posted: map[string]int{}, there: map[string][]string{},
		calls: map[string]int{}, refused: map[string]int{}}
}

// RoundTrip answers without a network.
func (m *metered) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	return w.Result(), nil
}

// call is what of a request counts here.
type call struct {
	Channel, Users string
	Metadata       struct {
		Payload struct{ Key string } `json:"event_payload"`
	}
}

func (m *metered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method, c := path.Base(r.URL.Path), call{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if json.NewDecoder(r.Body).Decode(&c) != nil {
			return // whoever called was killed
		}
	} else {
		c.Channel, c.Users = r.FormValue("channel"), r.FormValue("users")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls[method]++
	if !m.allowed(method, c.Channel) {
		m.refused[method]++
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	if method == "chat.postMessage" {
		m.post(w, c)
		return
	}
	fmt.Fprint(w, m.answer(method, c))
}

// allowed is true while a call is within the limits.
func (m *metered) allowed(method, channel string) bool {
	switch method {
	case "chat.postMessage":
		return m.bucket(channel, m.Channel).Allow() && m.bucket(method, m.Workspace).Allow()
	case "chat.update", "conversations.open", "conversations.history":
		return m.bucket(method, m.Tiers[2]).Allow()
	}
	return true
}

func (m *metered) bucket(name string, l bot.Limit) *rate.Limiter {
	if m.buckets[name] == nil {
		m.buckets[name] = rate.NewLimiter(l.Rate, l.Burst)
	}
	return m.buckets[name]
}

// post takes a message, whatever happens to the answer.
func (m *metered) post(w http.ResponseWriter, c call) {
	if m.fate != nil {
		if instead := m.fate(false); instead != nil {
			instead(w)
			return
		}
	}
	channel := strings.Replace(c.Channel, "U", "D", 1)
	m.posts++
	m.posted[c.Metadata.Payload.Key]++
	m.there[channel] = append(m.there[channel], c.Metadata.Payload.Key)
	if m.fate != nil {
		if instead := m.fate(true); instead != nil {
			instead(w)
			return
		}
	}
	fmt.Fprintf(w, `{"ok": true, "channel": %q, "ts": "%d.0"}`, channel, m.posts)
}

func (m *metered) answer(method string, c call) string {
	switch method {
	case "auth.test":
		return `{"ok": true, "team_id": "T0ACME", "user_id": "U0BOT"}`
	case "conversations.open":
		return fmt.Sprintf(`{"ok": true, "channel": {"id": %q}}`, strings.Replace(c.Users, "U", "D", 1))
	case "conversations.history":
		var found []string
		for i, key := range m.there[c.Channel] {
			found = append(found, fmt.Sprintf(`{"user": "U0BOT", "ts": "%d.0", "metadata": {"event_type": "collab_delivery", "event_payload": {"key": %q}}}`, i, key))
		}
		return `{"ok": true, "messages": [` + strings.Join(found, ",") + `]}`
	}
	return `{"ok": true}`
}

// sender is everything between the record and Slack, as serve puts it together.
type sender struct {
	*server
	app *slack.App
}

// newSender sends in Slack what the store's relationships owe, within the limits of both.
func newSender(ctx context.Context, s *store.Store, c slack.Config, limits scheduler.Limits, timeout time.Duration) (*sender, error) {
	c.Now, c.Log, c.SigningSecret, c.BotToken = time.Now, slog.New(slog.DiscardHandler), "x", "xoxb-x"
	app, err := slack.New(ctx, c)
	if err != nil {
		return nil, err
	}
	return &sender{server: between(s, chats{slack: app}, limits, timeout), app: app}, nil
}

// between is what serve puts between the record and platforms, within limits.
func between(s *store.Store, on chats, limits scheduler.Limits, timeout time.Duration) *server {
	o := &server{log: slog.New(slog.DiscardHandler), store: s, chats: on, metrics: newMetrics()}
	o.bot = &bot.Bot{Store: s, Log: o.log, Reaches: o.reaches}
	o.teller, o.pulse = &teller{bot: o.bot, chats: on}, &pulse{clock: s.Now}
	o.scheduler = scheduler.New(scheduler.Config{Store: s, Now: o.pulse.now, Send: o.teller.send, Find: o.teller.find, Reach: o.reach,
		Limits: limits, Timeout: timeout, Workers: workers, Log: o.log, Settled: o.metrics.settled})
	o.metrics.watch(o)
	return o
}

// crowd begins relationships of so many people, all in one workspace or tenant, whose first check-in is on a day at ten. The
// first few have a channel each.
func crowd(t *testing.T, s *store.Store, home string, relationships, people int, first relationship.Date, channels int) {
	t.Helper()
	var all sync.WaitGroup
	for r := range relationships {
		all.Go(func() {
			if err := gather(s, home, r, people, first, r < channels); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func gather(s *store.Store, home string, r, people int, first relationship.Date, channel bool) error {
	who := func(p int) string { return fmt.Sprintf("%s/U%04d%03d", home, r, p) }
	person := func(p int) relationship.NewPerson {
		return relationship.NewPerson{Name: fmt.Sprintf("Person %d", p), Zone: "Europe/London"}
	}
	cadence := relationship.Cadence{Days: 14, First: first, At: relationship.Clock{Hour: 10}, Zone: "Europe/London"}
	rel, _, err := s.Begin(store.Key{ID: fmt.Sprint(r)}, &relationship.BeginRelationship{Name: fmt.Sprintf("R%d", r), Why: "Fewer late trucks",
		Cadence: cadence, Party: "acme", PartyName: "Acme", Person: person(1), Account: who(1)})
	if err != nil {
		return err
	}
	lead := relationship.By{Person: "p1", Party: "acme"}
	record := func(by relationship.By, c relationship.Command) {
		if _, fault := s.Record(rel, store.Key{}, by, c); fault != nil {
			err = fault
		}
	}
	record(lead, &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	record(relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis", Person: person(2), Account: who(2)})
	for p := 3; p <= people; p++ {
		record(lead, &relationship.AddPerson{Person: person(p), Role: relationship.Member, Account: who(p)})
	}
	if channel {
		record(lead, &relationship.BindPlace{Place: fmt.Sprintf("%s/C%04d", home, r)})
	}
	return err
}

// Ten thousand people of one workspace are asked at the same instant, and two hundred channels shown the check-in, while
// others go on using the bot. Nothing is refused, and it takes as long as the limits say. With the race detector on it
// is five hundred people.
func TestTenThousandPrompts(t *testing.T) {
	relationships, people, channels := 1000, 10, 200
	if raced {
		relationships, channels = 50, 10
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open("bolt:"+filepath.Join(t.TempDir(), "collab.db"), store.Options{Next: relationship.View.Next, Rules: "1"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		day := relationship.Date{Year: 2000, Month: time.January, Day: 4}
		began := time.Now()
		crowd(t, s, "slack/T0ACME", relationships, people, day, channels)
		m := newMetered(slack.SlackLimits)
		o, err := newSender(t.Context(), s, slack.Config{APIURL: "http://slack.test/api/", Transport: m}, scheduler.DefaultLimits, 0)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error)
		go func() { over <- o.scheduler.Run(ctx) }()
		slot := time.Date(2000, time.January, 4, 10, 0, 0, 0, time.UTC)
		time.Sleep(slot.Sub(began) - time.Minute)
		before := m.count()
		time.Sleep(time.Minute)
		synctest.Wait()
		answers := 0
		for {
			if at, waits := s.EarliestReady(); !waits || at.After(slot.Add(time.Hour)) {
				break
			}
			if time.Sleep(time.Second); int(time.Since(slot).Seconds())%10 == 0 {
				answers++
				if _, err := o.app.Send(ctx, bot.DirectTo(bot.Account{Platform: slack.Platform, Home: "T0ACME", User: "U0KIM"}), fmt.Sprint(answers), bot.Message{Fallback: "Recorded."}); err != nil {
					t.Error("an answer to somebody: ", err)
				}
			}
		}
		took := time.Since(slot)
		stop()
		if err := <-over; err != nil {
			t.Error(err)
		}
		posts := m.count() - before
		least := time.Duration(float64(posts) / float64(slack.SlackLimits.Workspace.Rate) * float64(time.Second))
		t.Logf("%d messages, %d of them answers to people, in %s: %.3f of what the limits allow; refused: %v", posts, answers, took, took.Seconds()/least.Seconds(), m.refused)
		if len(m.refused) > 0 || took > least*105/100 {
			t.Errorf("%d messages took %s, and %s are what the limits allow; refused: %v", posts, took, least, m.refused)
		}
		if asked := o.asked(t, 1); asked != relationships*people {
			t.Errorf("%d were asked", asked)
		}
		m.once(t)
	})
}

// asked counts the prompts that were sent, at the most so often each.
func (o *sender) asked(t *testing.T, attempts int) (n int) {
	t.Helper()
	for _, d := range o.store.Deliveries() {
		if d.Kind != string(relationship.DutyAsk) {
			continue
		}
		if n++; d.State != store.Sent || d.Ref == "" || d.Attempts > attempts {
			t.Errorf("the delivery is %+v", d)
		}
	}
	return n
}

func (m *metered) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.posts
}

// once fails when anything was posted twice.
func (m *metered) once(t *testing.T) {
	t.Helper()
	for key, times := range m.posted {
		if times != 1 {
			t.Errorf("%s was posted %d times", key, times)
		}
	}
}
