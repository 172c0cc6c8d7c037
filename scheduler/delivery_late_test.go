package scheduler_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

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
