package store

import (
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"collab/relationship"
)

// What is recorded and noticed in one commit is due once, when it is due next.
func TestDueTwiceInOneCommit(t *testing.T) {
	s := fresh(t, Options{Next: relationship.View.Next, Rules: "1"})
	s.update(func(r *rows) {
		r.setDue("r1", "acme", noon)
		r.setDue("r1", "acme", noon.Add(time.Hour))
	})
	if got := s.Due(noon); len(got) != 0 {
		t.Errorf("due: %v", got)
	}
	if at, ok := s.EarliestDue(); !ok || !at.Equal(noon.Add(time.Hour)) {
		t.Error(at, ok)
	}
}

// A row of which nothing knows any more would be due for ever: whoever reckons anew begins with nothing.
func TestReckoningAnewLeavesNothingBehind(t *testing.T) {
	s := fresh(t, Options{Next: relationship.View.Next, Rules: "1"})
	rel := begun(t, s, 1)
	s.update(func(r *rows) { r.put(due, dueKey(noon.Add(-time.Hour), dueOfKey(rel, "acme")), nil) })
	s.options.Rules = "2"
	s.reckonAnew()
	if _, err := s.Notice(rel, func(relationship.View, time.Time) []Delivery { return nil }); err != nil {
		t.Fatal(err)
	}
	if got := s.Due(s.Now()); slices.Contains(got, rel) {
		t.Errorf("still due: %v", got)
	}
}

// A row without a value is found by the commit that wrote it.
func TestRowsWithoutValueAreRows(t *testing.T) {
	s := fresh(t, Options{})
	s.update(func(r *rows) {
		r.put(due, []byte("a"), nil)
		if r.get(due, []byte("a")) == nil {
			t.Error("it is not there")
		}
		r.drop(due, []byte("a"))
	})
	_ = s.db.View(func(tx *bbolt.Tx) error {
		if k, _ := tx.Bucket(due.name()).Cursor().First(); k != nil {
			t.Errorf("it is there still: %q", k)
		}
		return nil
	})
}
