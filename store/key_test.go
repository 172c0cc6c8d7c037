package store

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

func TestARetryIsAnsweredAlike(t *testing.T) {
	s := fresh(t, Options{})
	rel := begun(t, s, 1)
	first, err := s.Record(rel, Key{"form 1", []byte("late trucks")}, ann, note("late trucks"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Record(rel, Key{"form 1", []byte("late trucks")}, ann, note("late trucks"))
	if err != nil || !again.Repeated || again.Differs {
		t.Fatalf("%+v, %v", again, err)
	}
	if !reflect.DeepEqual(again.Numbers, first.Numbers) || again.By != first.By || !again.At.Equal(first.At) {
		t.Errorf("first %+v, then %+v", first, again)
	}
	edited, _ := s.Record(rel, Key{"form 1", []byte("later trucks")}, ann, note("later trucks"))
	if !edited.Repeated || !edited.Differs {
		t.Errorf("%+v", edited)
	}
	if got := notes(t, s, rel); len(got) != 1 {
		t.Errorf("notes are %q", got)
	}
	if once, twice := begun(t, s, 2), begun(t, s, 2); once != twice {
		t.Error("the same key began two relationships")
	}
}

func TestAnEmptyKeyRepeats(t *testing.T) {
	s := fresh(t, Options{})
	rel := begun(t, s, 1)
	record(t, s, rel, "", note("again"))
	record(t, s, rel, "", note("again"))
	if got := notes(t, s, rel); len(got) != 2 {
		t.Errorf("notes are %q", got)
	}
}

func TestOldKeysAreDropped(t *testing.T) {
	clock := &wall{now: noon}
	s := fresh(t, Options{Now: clock.read})
	rel := begun(t, s, 1)
	record(t, s, rel, "old", note("one"))
	clock.move(keysKept - time.Minute)
	if _, ok := s.Recorded(rel, "old"); !ok {
		t.Error("the key is gone too early")
	}
	clock.move(time.Minute)
	record(t, s, rel, "new", note("two"))
	if _, ok := s.Recorded(rel, "old"); ok {
		t.Error("the key is still there")
	}
	if got := keysStored(t, s, rel); got != 1 {
		t.Errorf("%d keys are stored", got)
	}
}

func keysStored(t *testing.T, s *Store, rel string) (n int) {
	err := s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(entries.name()).Cursor()
		for k, _ := c.Seek(keysOf(rel)); bytes.HasPrefix(k, keysOf(rel)); k, _ = c.Next() {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
