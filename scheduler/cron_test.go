package scheduler_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// runFor runs the scheduler for a while of the bubble's clock, and stops it gracefully. It waits on a timer of the
// bubble: no time passes outside.
func (w *world) runFor(d time.Duration) {
	w.Helper()
	ctx, stop := context.WithTimeout(w.Context(), d)
	defer stop()
	if err := w.Run(ctx); err != nil {
		w.Fatal(err)
	}
}

func TestWhatIsRecordedIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, time.Now().UTC().Format(time.RFC3339))
		w.restartOn(time.Now)
		rel := w.begin("r", fortnightly("Europe/London", "2000-03-02", "10:00"))
		var asked, told time.Time
		w.told = func(task scheduler.Task) {
			if task.Duty.Kind == relationship.DutyWait && told.IsZero() {
				told = time.Now()
			}
		}
		time.AfterFunc(3*time.Hour+7*time.Second, func() {
			asked = time.Now()
			w.record(rel, p1, &relationship.ProposeCadence{Cadence: fortnightly("Europe/London", "2000-03-02", "11:00")})
		})
		w.runFor(4 * time.Hour)
		if told.IsZero() || told.Sub(asked) > time.Second {
			t.Errorf("asked at %s, told at %s", asked, told)
		}
	})
}

func TestAPanicWhileComposingEndsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, time.Now().UTC().Format(time.RFC3339))
		w.restartOn(time.Now)
		faults := 0
		w.config.Settled = func(_, _ string, _ store.DeliveryState, err error) {
			if err != nil {
				faults++
			}
			if err != nil && (strings.Contains(err.Error(), "hush") || !strings.Contains(err.Error(), "attempt.go")) {
				t.Errorf("it is said what stood in the message, or not where the fault is: %v", err)
			}
		}
		w.Scheduler = scheduler.New(w.config)
		w.begin("r", fortnightly("Europe/London", "2000-01-06", "10:00"))
		panics := 0
		w.answer = func(task scheduler.Task) error {
			if panics++; panics <= 3 {
				panic("hush, a message that cannot be composed")
			}
			return nil
		}
		w.runFor(5*24*time.Hour + 11*time.Hour)
		if len(w.said) != 4 || faults == 0 {
			t.Errorf("%d prompts arrived, want 4, after %d faults", len(w.said), faults)
		}
		w.noRepeats()
	})
}
