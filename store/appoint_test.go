package store

import (
	"testing"

	"collab/relationship"
)

func TestPrivacyOfAppointing(t *testing.T) {
	s := fresh(t, Options{})
	rel, _, err := s.Begin(Key{ID: "begin"}, &relationship.BeginRelationship{Name: "Borealis × Cassini", Why: "Fewer late trucks",
		Cadence: relationship.Cadence{Zone: "Europe/London"}, Party: "borealis", PartyName: "Borealis", Account: "web/demo/ann",
		Person: relationship.NewPerson{Name: "Ann", Zone: "Europe/London"}})
	if err != nil {
		t.Fatal(err)
	}
	if vacant, err := s.Appoint(rel, "borealis", "", []string{"p1"}); err != nil || !vacant { // no party is asked for its own ledger
		t.Error(vacant, err)
	}
}
