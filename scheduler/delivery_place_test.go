package scheduler_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/relationship"
	"collab/scheduler"
)

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

// A card that people deleted is said anew, once, and that one is edited from then on.
func TestADeletedCardIsSaidAnew(t *testing.T) {
	w, rel := asking(t)
	w.record(rel, p1, &relationship.BindPlace{Place: "slack/T1/C1"})
	w.advance(w.read().Add(time.Minute))
	cards := func() (n int) {
		for i, m := range w.said {
			if m.Duty.Kind == relationship.DutyCard {
				n, w.deleted = n+1, cmp.Or(w.deleted, fmt.Sprint(i))
			}
		}
		return n
	}
	if cards() != 1 {
		t.Fatal("there is no card")
	}
	for _, by := range []relationship.By{p1, p2} {
		w.record(rel, by, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack})
		w.advance(w.read().Add(time.Minute))
		w.restart()
	}
	if n := cards(); n != 2 || w.card().edits != 1 {
		t.Errorf("%d cards, the newest edited %d times", n, w.card().edits)
	}
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
