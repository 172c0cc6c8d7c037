package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// asking is a world at the moment before four people are asked, ten seconds before ten in London.
func asking(t *testing.T) (w *world, rel string) {
	t.Helper()
	t.Parallel()
	w = newWorld(t, "2026-03-02T09:00:00Z")
	rel = w.begin("r", fortnightly("Europe/London", "2026-03-12", "10:00"))
	w.advance(instant("2026-03-12T09:59:50Z"))
	if len(w.said) != 0 {
		t.Fatalf("said already: %v", w.keysOf())
	}
	return w, rel
}

func (w *world) delivery(key string) store.Delivery {
	w.Helper()
	d, ok := w.store.DeliveryOf(key)
	if !ok {
		w.Fatalf("there is no delivery %s", key)
	}
	return d
}

var prompts = []string{"check-in 1 ask p1", "check-in 1 ask p2", "check-in 1 ask p3", "check-in 1 ask p4"}

func TestAPlatformThatAsksToWaitIsLeftAlone(t *testing.T) {
	w, _ := asking(t)
	var calls []time.Time
	w.answer = func(scheduler.Task) error {
		if calls = append(calls, w.read()); len(calls) == 1 {
			return fmt.Errorf("post: %w", scheduler.RetryAfter(37*time.Second))
		}
		return nil
	}
	w.advance(w.read().Add(5 * time.Minute))
	if got := w.keysOf(); !slices.Equal(got, prompts) {
		t.Fatalf("said %v", got)
	}
	for _, at := range calls[1:] {
		if at.Before(calls[0].Add(37 * time.Second)) {
			t.Errorf("called at %s, asked to wait at %s", at, calls[0])
		}
	}
	if d := w.delivery(w.said[0].Key); d.State != store.Sent || d.Ref == "" {
		t.Errorf("the delivery is %+v", d)
	}
	w.noRepeats()
}

func TestAnAnswerThatIsLostIsLookedUp(t *testing.T) {
	for _, c := range []struct {
		name    string
		arrives bool
	}{{"the message had arrived", true}, {"the message had not arrived", false}} {
		t.Run(c.name, func(t *testing.T) {
			w, _ := asking(t)
			lost := map[string]time.Time{}
			w.answer = func(task scheduler.Task) error {
				if before, again := lost[task.Key]; again {
					if w.read().Before(before.Add(30 * time.Second)) {
						t.Errorf("%s was sent again while its request could be under way", task.Key)
					}
					return nil
				}
				if lost[task.Key] = w.read(); c.arrives {
					w.arrive(task)
				}
				return fmt.Errorf("post: %w", context.DeadlineExceeded)
			}
			w.advance(w.read().Add(5 * time.Minute))
			if got := w.keysOf(); !slices.Equal(got, prompts) {
				t.Fatalf("said %v", got)
			}
			for _, m := range w.said {
				if d := w.delivery(m.Key); d.State != store.Sent || d.Ref == "" {
					t.Errorf("the delivery is %+v", d)
				}
			}
		})
	}
}

func TestALookUpThatFailsIsRepeated(t *testing.T) {
	w, _ := asking(t)
	w.answer = func(task scheduler.Task) error {
		if task.Attempt == 1 {
			w.arrive(task)
			return errors.New("the connection was reset")
		}
		t.Errorf("%s was sent again", task.Key)
		return nil
	}
	failures := map[string]int{}
	w.config.Find = func(ctx context.Context, task scheduler.Task) (string, bool, error) {
		if failures[task.Key]++; failures[task.Key] < 3 {
			return "", false, errors.New("search is not answering")
		}
		return w.find(ctx, task)
	}
	w.Scheduler = scheduler.New(w.config)
	w.advance(w.read().Add(10 * time.Minute))
	if got := w.keysOf(); !slices.Equal(got, prompts) {
		t.Errorf("said %v", got)
	}
}

// Where a platform cannot be searched, what was in flight is sent again: twice is better than never.
func TestWithoutALookUpItIsSentAgain(t *testing.T) {
	w, _ := asking(t)
	w.config.Find = func(context.Context, scheduler.Task) (string, bool, error) {
		return "", false, fmt.Errorf("missing scope: %w", errors.ErrUnsupported)
	}
	w.Scheduler = scheduler.New(w.config)
	w.answer = func(task scheduler.Task) error {
		if task.Attempt == 1 && task.Duty.Person == "p1" {
			w.arrive(task)
			return errors.New("no answer")
		}
		return nil
	}
	w.advance(w.read().Add(5 * time.Minute))
	if want := append([]string{prompts[0]}, prompts...); !slices.Equal(w.keysOf(), want) {
		t.Errorf("said %v", w.keysOf())
	}
}

// The other side does not learn it; their own lead is told, once.
func TestAPersonWhoIsGoneIsToldToTheirLead(t *testing.T) {
	w, rel := asking(t)
	var before int
	w.head(rel, &before)
	calls := 0
	w.answer = func(task scheduler.Task) error {
		if task.Duty.Person == "p3" {
			calls++
			return fmt.Errorf("post: %w", &scheduler.Gone{Word: "account_inactive"})
		}
		return nil
	}
	w.advance(w.read().Add(time.Hour))
	if d := w.delivery(rel + " check-in 1 ask p3"); d.State != store.Dead || calls != 1 {
		t.Errorf("after %d calls the delivery is %+v", calls, d)
	}
	var after int
	told := slices.DeleteFunc(w.keysOf(), func(key string) bool {
		return !strings.Contains(key, "person p3 unreached") || !strings.HasSuffix(key, " p1")
	})
	if w.head(rel, &after); after != before || len(w.said) != 4 || len(told) != 1 {
		t.Errorf("%d joint entries; said %v", after-before, w.keysOf())
	}
}

func (w *world) head(rel string, n *int) {
	w.Helper()
	if _, err := w.store.Read(rel, "", func(v relationship.View) { *n = v.Shared.Head().N }); err != nil {
		w.Fatal(err)
	}
}

func TestAPlaceThatIsGoneIsRecorded(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.answer = func(task scheduler.Task) error {
		if task.To == "slack/T1/C1" {
			return fmt.Errorf("post: %w", &scheduler.Gone{Word: "is_archived"})
		}
		return nil
	}
	w.advance(w.read().Add(time.Hour))
	_, err := w.store.Read(rel, "", func(v relationship.View) {
		if p := v.Shared.Places["slack/T1/C1"]; p.Lost.IsZero() || p.Why != "is_archived" {
			t.Errorf("the place is %+v", p)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	got := slices.DeleteFunc(w.keysOf(), func(key string) bool { return strings.HasPrefix(key, "place lost") }) // the leads are told
	if !slices.Equal(got, prompts) || len(w.keysOf()) != len(prompts)+2 {
		t.Errorf("said %v", w.keysOf())
	}
}

// What could not be posted in a place that was gone is posted once it is linked anew.
func TestAPlaceThatIsLinkedAnewShowsTheCard(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	gone := true
	w.answer = func(task scheduler.Task) error {
		if gone && task.To == "slack/T1/C1" {
			return fmt.Errorf("post: %w", &scheduler.Gone{Word: "not_in_channel"})
		}
		return nil
	}
	w.advance(w.read().Add(time.Hour))
	if gone = false; w.card() != nil {
		t.Fatal("a card was posted in a place that is gone")
	}
	w.record(rel, p2, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.advance(w.read().Add(time.Minute))
	if card := w.card(); card == nil || card.To != "slack/T1/C1" {
		t.Fatalf("the card is %+v", card)
	}
	w.noRepeats()
}

// The platform may give a conversation another id while its card lives, or while the card is on its way: it is one card.
func TestTheCardMovesWithItsPlace(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.advance(w.read().Add(time.Minute))
	if card := w.card(); card == nil || card.To != "slack/T1/C1" {
		t.Fatalf("the card is %+v", card)
	}
	var edited []string
	w.told = func(task scheduler.Task) {
		if task.Ref != "" {
			edited = append(edited, task.To)
		}
	}
	w.record(rel, relationship.ByClock, &relationship.MovePlace{From: "slack/T1/C1", To: "slack/T1/C2"})
	w.record(rel, p1, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack})
	w.advance(w.read().Add(time.Minute))
	w.restart()
	w.record(rel, p2, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack})
	w.advance(w.read().Add(time.Minute))
	if !slices.Equal(edited, []string{"slack/T1/C2", "slack/T1/C2"}) || w.card().edits != 2 {
		t.Errorf("edited in %v", edited)
	}
	if at, _, _ := w.store.At("slack/T1/C2"); at != rel {
		t.Error("the place is not found under its new id")
	}
	if _, _, ok := w.store.At("slack/T1/C1"); ok {
		t.Error("the place is still found under its old id")
	}
	w.noRepeats()
}

func TestACardOnItsWayFollowsItsPlace(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.answer = func(task scheduler.Task) error {
		if task.To == "slack/T1/C1" {
			return fmt.Errorf("post: %w", scheduler.ErrNotSent)
		}
		return nil
	}
	w.advance(w.read().Add(time.Minute))
	w.record(rel, relationship.ByClock, &relationship.MovePlace{From: "slack/T1/C1", To: "slack/T1/C2"})
	w.advance(w.read().Add(time.Hour))
	if card := w.card(); card == nil || card.To != "slack/T1/C2" {
		t.Errorf("the card is %+v", card)
	}
	w.noRepeats()
}

// One message per check-in and place: posted once, edited after, and edits of one moment become one.
func TestTheCardLives(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.advance(w.read().Add(time.Minute))
	card := w.card()
	if card == nil || card.edits != 0 {
		t.Fatalf("the card is %+v", card)
	}
	answer := func(by relationship.By) {
		w.record(rel, by, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack})
	}
	answer(p1)
	w.advance(w.read().Add(time.Minute))
	if card = w.card(); card.edits != 1 {
		t.Errorf("after an answer the card was edited %d times", card.edits)
	}
	for _, by := range []relationship.By{p2, p3, p4} { // noticed one by one, sent together
		answer(by)
		if _, _, err := w.Notice(t.Context(), w.read()); err != nil {
			t.Fatal(err)
		}
	}
	w.advance(w.read().Add(time.Minute))
	if card = w.card(); card.edits != 2 {
		t.Errorf("after three answers more it was edited %d times", card.edits)
	}
	w.restart()
	w.advance(instant("2026-03-16T10:01:00Z"))
	if card = w.card(); card.edits != 3 {
		t.Errorf("after closing it was edited %d times", card.edits)
	}
	w.noRepeats()
}

func (w *world) card() (card *message) {
	for i, m := range w.said {
		if m.Duty.Kind == relationship.DutyCard {
			card = &w.said[i]
		}
	}
	return card
}

// A card that may or may not have been posted is looked up, and what happened meanwhile is then shown.
func TestACardWhosePostingIsUnknownIsEditedOnce(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.answer = func(task scheduler.Task) error {
		if task.Duty.Kind == relationship.DutyCard && task.Ref == "" {
			w.arrive(task)
			return errors.New("no answer")
		}
		return nil
	}
	w.advance(w.read().Add(15 * time.Second))
	w.record(rel, p2, &relationship.AnswerCheckIn{Confidence: relationship.AtRisk})
	w.advance(w.read().Add(5 * time.Minute))
	if card := w.card(); card == nil || card.edits != 1 {
		t.Errorf("the card is %+v", card)
	}
	w.noRepeats()
}

func TestWhatIsOwedNoMoreIsNotSent(t *testing.T) {
	w, rel := asking(t)
	w.answer = func(scheduler.Task) error { return fmt.Errorf("%w: the proxy is down", scheduler.ErrNotSent) }
	w.advance(w.read().Add(11 * time.Second))
	w.record(rel, p3, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack})
	w.answer = nil
	w.advance(w.read().Add(10 * time.Minute))
	if want := []string{prompts[0], prompts[1], prompts[3]}; !slices.Equal(w.keysOf(), want) {
		t.Errorf("said %v", w.keysOf())
	}
}

// A duty that had vanished when its turn came is told when it returns, once.
func TestWhatIsOwedAgainIsSent(t *testing.T) {
	w, rel := asking(t)
	w.answer = func(scheduler.Task) error { return fmt.Errorf("%w: the proxy is down", scheduler.ErrNotSent) }
	w.advance(w.read().Add(11 * time.Second))
	w.record(rel, p1, &relationship.PauseRelationship{Why: "stocktaking"})
	w.answer = nil
	w.advance(w.read().Add(10 * time.Minute))
	if len(w.said) != 0 || w.delivery(rel+" "+prompts[0]).State != store.Vanished {
		t.Fatalf("while it rests: said %v, %+v", w.keysOf(), w.delivery(rel+" "+prompts[0]))
	}
	w.record(rel, p1, &relationship.ResumeRelationship{})
	w.advance(w.read().Add(10 * time.Minute))
	if got := w.keysOf(); !slices.Equal(got, prompts) {
		t.Errorf("afterwards: said %v", got)
	}
	w.noRepeats()
}

// An outage is survived: what is still owed when it ends is sent then, within half an hour.
func TestAnOutageOfADay(t *testing.T) {
	w, _ := asking(t)
	over := w.read().Add(26 * time.Hour)
	calls := 0
	w.answer = func(scheduler.Task) error {
		if calls++; w.read().Before(over) {
			return fmt.Errorf("%w: no route", scheduler.ErrNotSent)
		}
		return nil
	}
	w.advance(over.Add(31 * time.Minute))
	if got := w.keysOf(); !slices.Equal(got, prompts) {
		t.Errorf("said %v after %d calls", got, calls)
	}
}

// Forty people of one workspace are asked at one instant: four a second, and no conversation twice within one.
func TestTheLimitsAreKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2026-03-02T09:00:00Z")
	for i := range 10 {
		w.begin(fmt.Sprint(i), fortnightly("Europe/London", "2026-03-12", "10:00"))
	}
	start := instant("2026-03-12T10:00:00Z")
	w.advance(start.Add(time.Minute))
	if len(w.said) != 40 {
		t.Fatalf("%d messages", len(w.said))
	}
	last := map[string]time.Time{}
	for i, m := range w.said {
		// Four at once, then four a second.
		if earliest := start.Add(time.Duration(i-3) * 250 * time.Millisecond); m.at.Before(earliest) {
			t.Errorf("message %d went at %s, not before %s", i, m.at, earliest)
		}
		if i > 3 && m.at.After(start.Add(time.Duration(i-3)*300*time.Millisecond)) {
			t.Errorf("message %d waited until %s", i, m.at)
		}
		if before := last[m.To]; !before.IsZero() && m.at.Sub(before) < time.Second {
			t.Errorf("%s was written to at %s and %s", m.To, before, m.at)
		}
		last[m.To] = m.at
	}
	w.noRepeats()
}

// One person in three relationships is told one thing a second.
func TestOneConversationIsNotFlooded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2026-03-02T09:00:00Z")
	for i := range 3 {
		w.begin(fmt.Sprintf("r:%d", i), fortnightly("Europe/London", "2026-03-12", "10:00"))
	}
	w.advance(instant("2026-03-12T10:01:00Z"))
	at := map[string][]time.Time{}
	for _, m := range w.said {
		at[m.To] = append(at[m.To], m.at)
	}
	for to, times := range at {
		for i := range times[1:] {
			if gap := times[i+1].Sub(times[i]); gap < time.Second {
				t.Errorf("%s was written to again after %s", to, gap)
			}
		}
	}
	if len(w.said) != 12 || len(at) != 4 {
		t.Errorf("%d messages to %d accounts", len(w.said), len(at))
	}
}

// What is pointless first is said first: a last reminder goes before a first one that has a day more.
func TestTheDeadlineComesFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2026-03-02T09:00:00Z")
	w.config.Limits = scheduler.Limits{Posts: scheduler.Class{Conversation: scheduler.Limit{Rate: 1, Burst: 1}, Home: scheduler.Limit{Rate: 0.1, Burst: 1}}}
	w.Scheduler = scheduler.New(w.config)
	last := w.complete("last", fortnightly("Europe/London", "2026-03-12", "10:00"))
	first := w.complete("first", fortnightly("Europe/London", "2026-03-13", "16:00"))
	w.advance(instant("2026-03-16T08:59:00Z"))
	free := instant("2026-03-16T09:05:00Z") // both reminders are due from nine
	w.answer = func(scheduler.Task) error {
		if wait := free.Sub(w.read()); wait > 0 {
			return scheduler.RetryAfter(wait)
		}
		return nil
	}
	before := len(w.said)
	w.advance(instant("2026-03-16T09:10:00Z"))
	if got := w.said[before:]; len(got) != 8 {
		t.Fatalf("%d messages", len(got))
	}
	for i, m := range w.said[before:] {
		if want := []string{last, first}[i/4]; m.Relationship != want || m.Duty.Kind != relationship.DutyRemind {
			t.Errorf("message %d is %s", i, m.Key)
		}
	}
}

// The scheduler is abandoned in the middle of a request and another one takes over the same file.
func TestAnAbandonedRequest(t *testing.T) {
	w, _ := asking(t)
	ctx, abandon := context.WithCancel(t.Context())
	w.answer = func(task scheduler.Task) error {
		w.arrive(task)
		abandon()
		return ctx.Err()
	}
	if err := w.Advance(ctx, w.read(), w.read().Add(time.Minute), w.set); !errors.Is(err, context.Canceled) {
		t.Fatalf("abandoned with %v", err)
	}
	w.answer = nil
	w.restart()
	w.advance(w.read().Add(5 * time.Minute))
	if got := w.keysOf(); !slices.Equal(got, prompts) {
		t.Errorf("said %v", got)
	}
}

// A message that the platform finds malformed is tried for three days, not for ever.
func TestWhatCannotBeSaidIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2026-03-02T09:00:00Z")
	began, calls := w.read(), 0
	w.answer = func(task scheduler.Task) error {
		if task.Duty.Kind != relationship.DutyJoined {
			return nil
		}
		calls++
		return errors.New("invalid_blocks")
	}
	rel := w.begin("r", fortnightly("Europe/London", "2026-03-12", "10:00"))
	w.advance(began.Add(73 * time.Hour))
	if d := w.delivery(rel + " party borealis joined p1"); d.State != store.Dead || d.Ended.Sub(began) < 72*time.Hour || calls > 600 {
		t.Errorf("after %d calls the delivery is %+v", calls, d)
	}
}

// restore goes on with a backup of the store, restored at an instant.
func (w *world) restore(at time.Time) {
	w.Helper()
	dir := w.TempDir()
	backup, restored := filepath.Join(dir, "backup.db"), filepath.Join(dir, "restored.db")
	err := errors.Join(w.store.BackupTo(w.Context(), backup), store.Restore(backup, restored, nil, at), w.set(at))
	if err != nil {
		w.Fatal(err)
	}
	w.path = restored
	w.restart()
}

// A card that was posted before the backup goes on living.
func TestACardOutlivesARestore(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.advance(w.read().Add(time.Minute))
	w.restore(instant("2026-03-12T11:00:00Z"))
	w.record(rel, p1, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack})
	w.advance(w.read().Add(time.Minute))
	if card := w.card(); card == nil || card.edits != 1 {
		t.Errorf("the card is %+v", card)
	}
	w.noRepeats()
}

// A store that was restored does not tell people what the lost one may have told them already.
func TestAfterARestore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2026-03-02T09:00:00Z")
	w.complete("r", fortnightly("Europe/London", "2026-03-12", "10:00"))
	w.advance(instant("2026-03-12T09:59:50Z"))
	restored := instant("2026-03-12T11:00:00Z")
	w.restore(restored)
	w.advance(instant("2026-03-16T10:01:00Z"))
	for _, m := range w.said {
		if m.Duty.At.Before(restored) {
			t.Errorf("%s was due before the restore", m.Key)
		}
	}
	if n := w.total(); n[relationship.DutyRemind] != 8 || n[relationship.DutyAsk] != 0 {
		t.Errorf("said %v", n)
	}
}

func TestATaskSaysWhoseViewItIs(t *testing.T) {
	w, rel := asking(t)
	w.advance(w.read().Add(time.Minute))
	for _, m := range w.said {
		if !strings.HasPrefix(m.Key, rel+" check-in 1 ") || m.Party == "" {
			t.Errorf("the task is %+v", m.Task)
		}
	}
}
