package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"collab/config"
	"collab/relationship"
	"collab/store"
)

// names are the names of copies, without what they have in common.
func names(all []copied) (list []string) {
	for _, c := range all {
		list = append(list, c.at.Format("01-02T15"))
	}
	return list
}

func TestWhichCopiesStay(t *testing.T) {
	newest := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	daily := func(days int) (all []copied) {
		for i := range days {
			all = append(all, copied{at: newest.AddDate(0, 0, -i)})
		}
		return all
	}
	twice := []copied{{at: newest.Add(time.Hour)}, {at: newest}, {at: newest.AddDate(0, 0, -40)}}
	for _, c := range []struct {
		name string
		all  []copied
		keep config.Keep
		stay string
	}{
		{"none", nil, config.Keep{Daily: 7}, ""},
		{"fewer than may stay", daily(3), config.Keep{Daily: 7, Weekly: 4, Monthly: 12}, "11-27T03 11-26T03 11-25T03"},
		{"days alone", daily(5), config.Keep{Daily: 2}, "11-27T03 11-26T03"},
		{"the newest of a week", daily(30), config.Keep{Daily: 1, Weekly: 3}, "11-27T03 11-22T03 11-15T03"},
		{"the newest of a month", daily(100), config.Keep{Daily: 1, Monthly: 3}, "11-27T03 10-31T03 09-30T03"},
		{"two of one day", twice, config.Keep{Daily: 1}, "11-27T04"},
		{"days without one do not count", twice, config.Keep{Daily: 2}, "11-27T04 10-18T03"},
		{"the newest stays whatever is said", twice, config.Keep{}, "11-27T04"},
	} {
		gone := map[time.Time]bool{}
		for _, g := range surplus(c.all, c.keep) {
			gone[g.at] = true
		}
		var stay []copied
		for _, one := range c.all {
			if !gone[one.at] {
				stay = append(stay, one)
			}
		}
		if got := strings.Join(names(stay), " "); got != c.stay {
			t.Errorf("%s: %s stay", c.name, got)
		}
	}
}

// clerk makes backups of a store with one relationship in it, in a bubble of time.
func clerk(t *testing.T, keep config.Keep) (b *backups, log *bytes.Buffer) {
	t.Helper()
	c, err := config.Check(config.Given{Listen: ":0", Store: "bolt:" + t.TempDir() + "/collab.db", BackupDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(c.Store, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	begin(t, s)
	log = &bytes.Buffer{}
	c.Backup.Keep = keep
	b = (&server{Config: c, store: s, log: slog.New(slog.NewTextHandler(log, nil))}).newBackups()
	b.free = func(string) uint64 { return 1 << 40 }
	return b, log
}

const day = 24 * time.Hour

// works lets the clerk work for a time.
func (b *backups) works(t *testing.T, d time.Duration) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), d)
	defer stop()
	if err := b.run(ctx); err != nil {
		t.Error(err)
	}
}

func (b *backups) there(t *testing.T) []copied {
	t.Helper()
	all, err := copiesIn(b.Dir, b.store.Path())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The bubble begins at midnight of 1 January 2000, a Saturday.
func TestBackupsAreMadeByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := clerk(t, config.Keep{Daily: 2, Weekly: 2})
		foreign := []string{"collab-of-old.db", "other-2000-01-02T03-00-00Z.db", "collab-2000-01-01T00-00-00Z.db.txt"}
		for _, name := range foreign {
			if err := os.WriteFile(filepath.Join(b.Dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(b.Dir, ".collab-1999-12-31T03-00-00Z.db.123"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		b.works(t, 12*day)
		if got := strings.Join(names(b.there(t)), " "); got != "01-12T03 01-11T03 01-09T03" {
			t.Errorf("there are %s", got)
		}
		for _, one := range b.there(t) {
			if _, err := store.VerifyFile(one.path, nil); err != nil {
				t.Error(err)
			}
		}
		files, err := os.ReadDir(b.Dir)
		if err != nil || len(files) != 3+len(foreign) {
			t.Errorf("%v, %v", files, err)
		}
		if m := b.known(); m.at.Day() != 12 || m.bytes == 0 || m.failures != 0 {
			t.Errorf("%+v", m)
		}
	})
}

func TestBackupThatWasMissedIsMadeAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := clerk(t, config.Keep{Daily: 9})
		b.works(t, day) // one at once, since there was none; one at three
		time.Sleep(26 * time.Hour)
		again := (&server{Config: config.Config{Backup: b.Backup}, store: b.store, log: b.log}).newBackups()
		again.works(t, time.Minute)
		if got := strings.Join(names(b.there(t)), " "); got != "01-03T02 01-01T03" {
			t.Errorf("there are %s", got)
		}
	})
}

func TestBackupThatCannotBeMadeIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, log := clerk(t, config.Keep{Daily: 9})
		b.free = func(string) uint64 { return 5 << 20 }
		b.works(t, 2*day)
		if n := strings.Count(log.String(), "no backup could be made"); n != 1 || !strings.Contains(log.String(), "has 5 MB left, and a copy needs") {
			t.Errorf("said %d times: %s", n, log)
		}
		if m := b.known(); m.failures < 40 || !m.at.IsZero() {
			t.Errorf("%+v", m)
		}
		away := b.Dir + ".away"
		if err := os.Rename(b.Dir, away); err != nil {
			t.Fatal(err)
		}
		b.free = func(string) uint64 { return 1 << 40 }
		b.works(t, day)
		if err := os.Rename(away, b.Dir); err != nil {
			t.Fatal(err)
		}
		b.works(t, day)
		if n := strings.Count(log.String(), "backup made and verified"); n == 0 || len(b.there(t)) != 1 || b.known().at.IsZero() {
			t.Errorf("%d made: %s", n, log)
		}
		b.failed = false
		if err := os.RemoveAll(b.Dir); err != nil {
			t.Fatal(err)
		}
		b.works(t, 2*day)
		if n := strings.Count(log.String(), "Make the folder"); n != 1 {
			t.Errorf("said %d times: %s", n, log)
		}
	})
}

// scribe records notes, each under a key of its own, until told to stop.
type scribe struct {
	party string
	rel   string
	mu    sync.Mutex
	done  []string // keys acknowledged
}

func (w *scribe) write(t *testing.T, s *store.Store, stop <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		key := fmt.Sprintf("%s %s %d", w.rel, w.party, i)
		if _, err := s.Record(w.rel, store.Key{ID: key}, relationship.By{Person: "p1", Party: w.party}, noted(key)); err != nil {
			t.Error(err)
			return
		}
		w.mu.Lock()
		w.done = append(w.done, key)
		w.mu.Unlock()
	}
}

func noted(key string) relationship.Command {
	return &relationship.AddNote{Thing: "cadence", Text: "noted under " + key}
}

func (w *scribe) acknowledged() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.done...)
}

// A backup made while people record restores to exactly a prefix of what was committed: everything acknowledged before it
// began is in it, and nothing that was not recorded.
func TestBackupUnderLoadIsAPrefix(t *testing.T) {
	d := sit(t)
	s, err := store.Open("bolt:"+d.path("collab.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var writers []*scribe
	var all sync.WaitGroup
	stop := make(chan struct{})
	for i := range 4 {
		w := &scribe{party: "acme", rel: beginAs(t, s, fmt.Sprintf("begin %d", i))}
		writers = append(writers, w)
		all.Go(func() { w.write(t, s, stop) })
	}
	before := map[*scribe][]string{}
	for busy := false; !busy; { // until everybody wrote before, and while, it was made
		for _, w := range writers {
			before[w] = w.acknowledged()
		}
		_ = os.Remove(d.path("copy.db"))
		if err := s.BackupTo(t.Context(), d.path("copy.db")); err != nil {
			t.Fatal(err)
		}
		busy = !slices.ContainsFunc(writers, func(w *scribe) bool {
			return len(before[w]) < 20 || len(w.acknowledged()) == len(before[w])
		})
	}
	close(stop)
	all.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.does("restore", d.path("copy.db"), d.store("restored.db"))
	d.does("verify", d.store("collab.db"), "--since", d.path("restored.db"))
	restored, err := store.Open("bolt:"+d.path("restored.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	for _, w := range writers {
		for i, key := range before[w] {
			a, err := restored.Record(w.rel, store.Key{ID: key}, relationship.By{Person: "p1", Party: w.party}, noted(key))
			if err != nil || !a.Repeated || a.Differs || a.Numbers["acme"][0] != i+2 {
				t.Fatalf("%s was acknowledged before the backup began, and is not in it: %+v, %v", key, a, err)
			}
		}
	}
}
