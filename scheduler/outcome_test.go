package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// What becomes of a delivery, and of the place it was for, after everything a platform may answer.
func TestWhatBecomesOfADelivery(t *testing.T) {
	for _, c := range []struct {
		name  string
		err   error
		state store.DeliveryState
		// next is how much later it is looked at again: not before least, and not after most.
		least, most time.Duration
		lost        string // the word in the record
	}{
		{"429 with Retry-After", scheduler.RetryAfter(37 * time.Second), store.Queued, 37 * time.Second, 37 * time.Second, ""},
		{"500", errors.New("Slack answered 500"), store.Unknown, 30 * time.Second, 30 * time.Second, ""},
		{"timeout", context.DeadlineExceeded, store.Unknown, 30 * time.Second, 30 * time.Second, ""},
		{"malformed", errors.New("invalid_blocks"), store.Unknown, 30 * time.Second, 30 * time.Second, ""},
		{"perhaps, and not soon again", fmt.Errorf("%w: no answer", scheduler.Unsure(time.Hour)), store.Unknown, time.Hour, time.Hour, ""},
		{"certainly not, whatever was feared", fmt.Errorf("%w: %w", scheduler.Unsure(time.Hour), scheduler.ErrNotSent), store.Queued, time.Millisecond, 2 * time.Second, ""},
		{"revoked token", fmt.Errorf("%w: token_revoked", scheduler.ErrNotSent), store.Queued, time.Millisecond, 2 * time.Second, ""},
		{"archived channel", &scheduler.Gone{Word: "is_archived"}, store.Vanished, 0, 0, "is_archived"},
		{"gone without a word", scheduler.ErrGone, store.Vanished, 0, 0, "gone"},
		{"a word that is none", &scheduler.Gone{Word: "<b>free text</b>"}, store.Vanished, 0, 0, "gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, rel := asking(t)
			place := "slack/T1/C1"
			w.record(rel, p1, &relationship.BindPlace{Place: place})
			if err := w.set(instant("2026-03-12T10:00:00Z")); err != nil {
				t.Fatal(err)
			}
			w.answer = func(task scheduler.Task) error {
				if task.To == place {
					return fmt.Errorf("post: %w", c.err)
				}
				return nil
			}
			if err := w.Turn(t.Context()); err != nil {
				t.Fatal(err)
			}
			d := w.delivery(rel + " check-in 1 card " + place)
			if after := d.NotBefore.Sub(w.read()); d.State != c.state || after < c.least || after > c.most {
				t.Errorf("the delivery is %+v, looked at again after %s", d, after)
			}
			if ended := !d.Ended.IsZero(); ended != (c.lost != "") {
				t.Errorf("it ended at %s", d.Ended)
			}
			_, err := w.store.Read(rel, "", func(v relationship.View) {
				if p := v.Shared.Places[place]; p == nil || p.Why != c.lost || p.Lost.IsZero() != (c.lost == "") {
					t.Errorf("the place is %+v", p)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := w.keysOf(); len(got) != 4 {
				t.Errorf("people were told %v", got)
			}
		})
	}
}

// A platform that asks to be left alone with edits is still posted to.
func TestAskingToWaitWithEditsHoldsUpNoPrompt(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "web/demo/C1"}) // the home of the people
	w.advance(instant("2026-03-12T10:01:00Z"))
	later := w.begin("later", fortnightly("Europe/London", "2026-03-12", "10:02"))
	w.record(rel, p1, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack})
	w.answer = func(task scheduler.Task) error {
		if task.Ref != "" {
			return scheduler.RetryAfter(time.Hour)
		}
		return nil
	}
	w.advance(instant("2026-03-12T10:03:00Z"))
	if n := len(w.keysOf()); n != 9 {
		t.Errorf("%d messages", n)
	}
	if d := w.delivery(later + " check-in 1 ask p1"); d.State != store.Sent {
		t.Errorf("the prompt is %+v", d)
	}
	if card := w.card(); card == nil || card.edits != 0 {
		t.Errorf("the card is %+v", card)
	}
}

// Fifty answers within ten seconds are a handful of edits, the last of which shows all of them.
func TestABurstOfAnswersIsAHandfulOfEdits(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.advance(instant("2026-03-12T10:01:00Z"))
	revision := 0
	w.told = func(task scheduler.Task) { revision = max(revision, task.Duty.Revision) }
	levels := []relationship.Confidence{relationship.OnTrack, relationship.AtRisk}
	for i := range 50 {
		w.record(rel, people[i%4], &relationship.AnswerCheckIn{Confidence: levels[i/4%2], Share: true, Need: fmt.Sprint("Need ", i)})
		w.advance(w.read().Add(200 * time.Millisecond))
	}
	w.advance(w.read().Add(time.Minute))
	newest := 0
	_, err := w.store.Read(rel, "", func(v relationship.View) {
		for _, d := range v.Duties(w.read()) {
			newest = max(newest, d.Revision)
		}
	})
	if card := w.card(); err != nil || card.edits < 2 || card.edits > 6 || revision != newest {
		t.Errorf("the card was edited %d times, to revision %d of %d: %v", card.edits, revision, newest, err)
	}
	if due, ok := w.store.EarliestReady(); ok && !due.After(w.read()) {
		t.Error("something still waits")
	}
}
