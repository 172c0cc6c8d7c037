package store

import (
	"testing"
	"time"

	"collab/relationship"
)

// What was due for a party that left does not stay due for ever: nobody would ever work it off.
func TestNothingStaysDueForWhoLeft(t *testing.T) {
	clock := &wall{now: noon}
	s := fresh(t, Options{Now: clock.read, Next: relationship.View.Next, Rules: "1"})
	rel, _, bo := several(t, s)
	leaves := &relationship.LeaveRelationship{Why: "the contract ends"}
	s.setDue(rel, bo.Party, noon.Add(time.Hour))
	if _, err := s.Record(rel, Key{}, bo, leaves); err != nil {
		t.Fatal(err)
	}
	clock.move(2 * time.Hour)
	if _, err := s.Notice(rel, func(relationship.View, time.Time) []Delivery { return nil }); err != nil {
		t.Fatal(err)
	}
	if at, ok := s.EarliestDue(); ok && !at.After(clock.read()) {
		t.Errorf("something is due since %s and nobody works it off", at)
	}
}
