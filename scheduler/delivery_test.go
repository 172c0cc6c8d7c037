package scheduler_test

import (
	"context"
	"errors"
	"fmt"
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

// What certainly failed is no doubt: only what may have been sent is counted as such, for whoever decides when it is enough.
func TestDoubtsAreCounted(t *testing.T) {
	w, _ := asking(t)
	w.config.Find = func(context.Context, scheduler.Task) (string, bool, error) { return "", false, errors.ErrUnsupported }
	w.Scheduler = scheduler.New(w.config)
	var doubts []int
	w.answer = func(task scheduler.Task) error {
		if task.Duty.Person != "p1" {
			return nil
		}
		doubts = append(doubts, task.Doubts)
		switch len(doubts) {
		case 1, 3, 4:
			return errors.New("no answer")
		case 2:
			return fmt.Errorf("%w: refused", scheduler.ErrNotSent)
		}
		return nil
	}
	w.advance(w.read().Add(10 * time.Minute))
	if want := []int{0, 1, 1, 2, 3}; !slices.Equal(doubts, want) {
		t.Errorf("doubts %v", doubts)
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
