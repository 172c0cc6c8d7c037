package bot

import (
	"fmt"
	"testing"

	"collab/relationship"
)

// Everything that was shared in a check-in can be read, ten answers at a time.
func TestAnswersOfACheckInInPages(t *testing.T) {
	c := &relationship.CheckIn{ID: 3, Said: map[string]*relationship.SharedAnswer{}}
	s := &relationship.Shared{Persons: map[string]*relationship.Person{}}
	for i := range 23 {
		id := fmt.Sprintf("p%02d", i)
		s.Persons[id] = &relationship.Person{ID: id, Name: "Person " + id}
		c.Said[id] = &relationship.SharedAnswer{Confidence: relationship.OnTrack}
	}
	seen, words := 0, "checkin show 3"
	for pages := 1; words != ""; pages++ {
		said, err := parse(words)
		if err != nil || pages > 3 {
			t.Fatalf("page %d: %q %v", pages, words, err)
		}
		items := (&turn{s: said}).saidIn(relationship.Ledgers{Joint: s}.View(""), c)
		seen, words = seen+len(items.Items), items.Rest.Words
	}
	if seen != 23 {
		t.Errorf("%d of 23 answers can be read", seen)
	}
}
