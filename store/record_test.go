package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"collab/relationship"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// wall is a clock that the test moves.
type wall struct {
	mu  sync.Mutex
	now time.Time
}

func (w *wall) read() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *wall) move(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func open(t testing.TB, path string, o Options) *Store {
	t.Helper()
	o.Mark = Demo
	if o.Now == nil {
		o.Now = (&wall{now: noon}).read
	}
	o.Fatal = func(err error) { panic(err) }
	s, err := Open("bolt:"+path, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fresh(t testing.TB, o Options) *Store {
	t.Helper()
	s := open(t, filepath.Join(t.TempDir(), "collab.db"), o)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func beginning(n int) *relationship.BeginRelationship {
	return &relationship.BeginRelationship{Name: fmt.Sprintf("Acme and Borealis %d", n), Why: "Fewer late trucks",
		Cadence: relationship.Cadence{Zone: "Europe/London"},
		Party:   "acme", PartyName: "Acme", Person: relationship.NewPerson{Name: "Ann", Zone: "Europe/London"},
		Account: fmt.Sprintf("web:ann%d", n)}
}

func begun(t testing.TB, s *Store, n int) string {
	t.Helper()
	rel, _, err := s.Begin(Key{ID: fmt.Sprintf("begin %d", n)}, beginning(n))
	if err != nil {
		t.Fatal(err)
	}
	return rel
}

var ann = relationship.By{Person: "p1", Party: "acme"}

func note(text string) *relationship.AddNote {
	return &relationship.AddNote{Thing: "cadence", Text: text}
}

func record(t testing.TB, s *Store, rel, key string, c relationship.Command) Answer {
	t.Helper()
	a, err := s.Record(rel, Key{ID: key}, ann, c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func notes(t testing.TB, s *Store, rel string) (texts []string) {
	t.Helper()
	_, err := s.Read(rel, "acme", func(v relationship.View) {
		for _, n := range v.Notes["cadence"] {
			texts = append(texts, n.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestConcurrentWritersAreNumberedWithoutGaps(t *testing.T) {
	s := fresh(t, Options{})
	rel := begun(t, s, 1)
	var all sync.WaitGroup
	numbers := make([]int, 20)
	for i := range numbers {
		all.Go(func() {
			a, err := s.Record(rel, Key{ID: fmt.Sprint(i)}, ann, note(fmt.Sprint(i)))
			if err != nil {
				t.Error(err)
				return
			}
			numbers[i] = a.Numbers["acme"][0]
		})
	}
	all.Wait()
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != i+2 { // entry 1 is the account
			t.Fatalf("numbers are %v", numbers)
		}
	}
	if got := notes(t, s, rel); len(got) != 20 {
		t.Errorf("%d notes are shown", len(got))
	}
}

// A store that had a quiet moment opens after a crash as fast as one that was closed.
func TestARestWritesTheFreePages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{})
	defer s.Close()
	rel := begun(t, s, 1)
	if freePagesWritten(t, path) {
		t.Fatal("the list of free pages is written with every commit")
	}
	commit := s.committed()
	s.rest()
	s.Wait(commit + 1)
	if !freePagesWritten(t, path) {
		t.Error("after a rest the list of free pages is not written")
	}
	record(t, s, rel, "", note("after a rest"))
	if err := s.BackupTo(t.Context(), path+".copy"); err != nil { // which verifies it
		t.Error(err)
	}
}

func freePagesWritten(t *testing.T, path string) bool {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	written, err := closedCleanly(f)
	if err != nil {
		t.Fatal(err)
	}
	return written
}
