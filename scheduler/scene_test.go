package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "time/tzdata"

	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// wall is a clock that the test moves; it never goes back.
type wall struct {
	mu  sync.Mutex
	now time.Time
}

func (w *wall) read() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *wall) set(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.Before(w.now) {
		return fmt.Errorf("the clock would go back from %s to %s", w.now, t)
	}
	w.now = t
	return nil
}

// message is something that arrived where it was sent.
type message struct {
	scheduler.Task
	at    time.Time
	edits int
}

// world is a store, a scheduler and what people were told.
type world struct {
	testing.TB
	*wall
	path  string
	store *store.Store
	*scheduler.Scheduler
	config scheduler.Config

	mu   sync.Mutex
	said []message
	// answer, when set, is what the platform answers instead of taking the message.
	answer func(scheduler.Task) error
	// told, when set, is called after a message was taken.
	told func(scheduler.Task)
	// deleted is the reference of a message that people deleted: to edit it says it anew.
	deleted string
}

// newWorld opens an empty store on a clock that shows an instant.
func newWorld(t testing.TB, now string) *world {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{TB: t, wall: &wall{now: at.UTC()}, path: filepath.Join(t.TempDir(), "collab.db")}
	w.open()
	t.Cleanup(func() { _ = w.store.Close() })
	return w
}

// open opens the store, with a scheduler that knows nothing of an earlier one.
func (w *world) open() {
	w.Helper()
	w.store = openStore(w, w.path, w.read)
	w.config = scheduler.Config{Store: w.store, Now: w.store.Now, Send: w.send, Find: w.find, Random: rand.NewPCG(1, 2),
		Log: slog.New(slog.NewTextHandler(w.Output(), nil))}
	w.Scheduler = scheduler.New(w.config)
}

func openStore(t testing.TB, path string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open("bolt:"+path, store.Options{Mark: store.Demo, Now: now, Next: relationship.View.Next, Rules: "1",
		Random: rand.NewChaCha8([32]byte{}), Fatal: func(err error) { panic(err) }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// restart closes everything and opens it again.
func (w *world) restart() {
	w.Helper()
	if err := w.store.Close(); err != nil {
		w.Fatal(err)
	}
	w.open()
}

func (w *world) send(_ context.Context, task scheduler.Task) (scheduler.Sent, error) {
	if w.answer != nil {
		if err := w.answer(task); err != nil {
			return scheduler.Sent{}, err
		}
	}
	if task.Duty.Kind == relationship.DutyJoined { // told as every relationship begins; no test looks for it
		return scheduler.Sent{Ref: "joined"}, nil
	}
	ref := w.arrive(task)
	if w.told != nil {
		w.told(task)
	}
	return scheduler.Sent{Ref: ref}, nil
}

// arrive keeps a message where it was sent, or edits the one that is there.
func (w *world) arrive(task scheduler.Task) (ref string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if task.Ref != "" && task.Ref != w.deleted {
		for i := range w.said {
			if fmt.Sprint(i) == task.Ref {
				w.said[i].edits++
			}
		}
		return task.Ref
	}
	w.said = append(w.said, message{Task: task, at: w.read()})
	return fmt.Sprint(len(w.said) - 1)
}

// find is the platform's search by key.
func (w *world) find(_ context.Context, task scheduler.Task) (string, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, m := range w.said {
		if m.Key == task.Key {
			return fmt.Sprint(i), true, nil
		}
	}
	return "", false, nil
}

// advance moves the clock, and fails the test on any error on the way.
func (w *world) advance(to time.Time) {
	w.Helper()
	if err := w.Advance(w.Context(), w.read(), to, w.set); err != nil {
		w.Fatal(err)
	}
}

// kinds counts what a person was told about a check-in.
func (w *world) kinds(rel, thing, person string) map[relationship.DutyKind]int {
	n := map[relationship.DutyKind]int{}
	for _, m := range w.said {
		if m.Relationship == rel && m.Duty.Thing == thing && m.Duty.Person == person {
			n[m.Duty.Kind]++
		}
	}
	return n
}

// noRepeats fails when anything was said twice.
func (w *world) noRepeats() {
	w.Helper()
	seen := map[string]bool{}
	for _, m := range w.said {
		if seen[m.Key] {
			w.Errorf("%s was sent twice", m.Key)
		}
		seen[m.Key] = true
	}
}

// checkIns are the check-ins of a relationship, in order.
func (w *world) checkIns(rel string) (out []relationship.CheckIn) {
	w.Helper()
	_, err := w.store.Read(rel, "", func(v relationship.View) {
		for i := 1; v.CheckIns[i] != nil; i++ {
			out = append(out, *v.CheckIns[i])
		}
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// The people of every relationship: two leads and two members.
var (
	p1 = relationship.By{Person: "p1", Party: "acme"}
	p2 = relationship.By{Person: "p2", Party: "borealis"}
	p3 = relationship.By{Person: "p3", Party: "acme"}
	p4 = relationship.By{Person: "p4", Party: "borealis"}
	// people are asked in this order.
	people = []relationship.By{p1, p2, p3, p4}
)

// begin starts a relationship of acme and borealis in one zone, with that cadence, in which everybody works on every
// day at every hour: so nothing but the wall clock decides.
func (w *world) begin(name string, c relationship.Cadence) (rel string) {
	w.Helper()
	rel = w.complete(name, c)
	every := relationship.Calendar{Zone: c.Zone, Weekdays: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}
	for _, by := range []relationship.By{p1, p2} {
		w.record(rel, by, &relationship.SetCalendar{Calendar: every})
	}
	for _, by := range people {
		w.record(rel, by, &relationship.SetHours{Hours: relationship.Hours{To: relationship.Clock{Hour: 23, Minute: 59}}})
	}
	return rel
}

// complete starts a relationship in which people keep office hours, Monday to Friday from nine to five. Relationships
// with the same name up to a colon are of the same people.
func (w *world) complete(name string, c relationship.Cadence) (rel string) {
	w.Helper()
	suffix, _, _ := strings.Cut(name, ":")
	rel, _, err := w.store.Begin(store.Key{ID: "begin " + name}, &relationship.BeginRelationship{Name: name, Why: "Fewer late trucks",
		Cadence: c, Party: "acme", PartyName: "Acme", Person: relationship.NewPerson{Name: "Kim Osei", Zone: c.Zone}, Account: "web/demo/kim-" + suffix})
	if err != nil {
		w.Fatal(err)
	}
	w.record(rel, p1, &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	w.record(rel, relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis",
		Person: relationship.NewPerson{Name: "Dana Reyes", Zone: c.Zone}, Account: "web/demo/dana-" + suffix})
	w.record(rel, p1, &relationship.AddPerson{Person: relationship.NewPerson{Name: "Sam Okoro", Zone: c.Zone}, Role: relationship.Member, Account: "web/demo/sam-" + suffix})
	w.record(rel, p2, &relationship.AddPerson{Person: relationship.NewPerson{Name: "Lee Park", Zone: c.Zone}, Role: relationship.Member, Account: "web/demo/lee-" + suffix})
	return rel
}

func (w *world) record(rel string, by relationship.By, c relationship.Command) {
	w.Helper()
	if _, err := w.store.Record(rel, store.Key{}, by, c); err != nil {
		w.Fatalf("%T by %s: %v", c, by.Person, err)
	}
}

// personOf is the author a task concerns.
func personOf(task scheduler.Task) relationship.By {
	return relationship.By{Person: task.Duty.Person, Party: task.Party}
}

// answerAll has everybody who is asked answer at once, so that nobody falls silent.
func (w *world) answerAll() {
	w.told = func(task scheduler.Task) {
		if task.Duty.Kind == relationship.DutyAsk {
			w.record(task.Relationship, personOf(task), &relationship.AnswerCheckIn{Confidence: relationship.OnTrack})
		}
	}
}

// fortnightly is a cadence from a day on.
func fortnightly(zone, first, at string) relationship.Cadence {
	day, err := relationship.ParseDate(first)
	clock, fault := relationship.ParseClock(at)
	if err := errors.Join(err, fault); err != nil {
		panic(err)
	}
	return relationship.Cadence{Days: 14, First: day, At: clock, Zone: zone}
}

func inZone(zone string, t time.Time) time.Time {
	loc, err := relationship.Zone(zone)
	if err != nil {
		panic(err)
	}
	return t.In(loc)
}

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// keysOf are the keys of messages, without the relationship.
func (w *world) keysOf() (keys []string) {
	for _, m := range w.said {
		keys = append(keys, strings.TrimPrefix(m.Key, m.Relationship+" "))
	}
	slices.Sort(keys)
	return keys
}
