package scheduler_test

import (
	"fmt"
	"testing"
	"time"

	"collab/relationship"
	"collab/scheduler"
)

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
