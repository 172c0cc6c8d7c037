package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"collab/relationship"
)

// Several erasures make one compaction, within a minute.
func TestAnErasureCompactsSoon(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, Options{Now: time.Now})
		rel := begun(t, s, 1)
		for i := range 3 {
			a := record(t, s, rel, "", note("Quaggamire"))
			record(t, s, rel, "", &relationship.Redact{Ledger: "acme", N: a.Numbers["acme"][0]})
			if i < 2 {
				time.Sleep(compactAfter / 2)
			}
		}
		if !s.Unclean() {
			t.Error("it was compacted for each erasure")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if left := leftIn(t, path, "Quaggamire"); s.Unclean() || len(left) > 0 {
			t.Errorf("after a minute the file holds %q", left)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// What an ended process owed, the next one does: the copies it left beside the store, and the erasure.
func TestAnErasureOutlivesTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{})
	rel := begun(t, s, 1)
	a := record(t, s, rel, "", note("Quaggamire"))
	record(t, s, rel, "", &relationship.Redact{Ledger: "acme", N: a.Numbers["acme"][0]})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	leftover := filepath.Join(filepath.Dir(path), verifyPattern(path)+"1")
	if err := errors.Join(os.WriteFile(compactPath(path), []byte("Quaggamire"), 0o600), os.Mkdir(leftover, 0o700)); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, Options{Now: time.Now})
		time.Sleep(time.Minute)
		synctest.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if left := leftIn(t, path, "Quaggamire"); len(left) > 0 {
		t.Errorf("the file holds %q", left)
	}
	if names, err := os.ReadDir(filepath.Dir(path)); err != nil || len(names) != 1 {
		t.Errorf("beside the store are %v, %v", names, err)
	}
}

// A store that is written to is compacted every day, so that drafts and conversations that were dropped leave it too.
func TestAStoreIsCompactedDaily(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, Options{Now: time.Now})
		if err := s.PutDraft("web/-/ann", "form", []byte("Quaggamire")); err != nil {
			t.Fatal(err)
		}
		s.DropDraft("web/-/ann", "form")
		for range 3 {
			s.Sweep()
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		if left := leftIn(t, path, "Quaggamire"); len(left) > 0 {
			t.Errorf("the file holds %q", left)
		}
		first := s.meta.Compacted
		time.Sleep(compactEvery)
		s.Sweep()
		time.Sleep(time.Minute)
		synctest.Wait()
		if !s.meta.Compacted.Equal(first) {
			t.Error("a store in which nothing was written is compacted again")
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// When there is no room for the copy, the store goes on with the file it has.
func TestAFailedCompactionChangesNothing(t *testing.T) {
	s := fresh(t, Options{})
	rel := begun(t, s, 1)
	if err := os.MkdirAll(filepath.Join(compactPath(s.Path()), "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Compact(); err == nil {
		t.Error("there was no room, and it succeeded")
	}
	record(t, s, rel, "", note("goes on"))
	sameAfterReopening(t, s, rel)
}
