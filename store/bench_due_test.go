package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

func manyBegun(b testing.TB, s *Store, n int) []string {
	rels := make([]string, n)
	var all sync.WaitGroup
	for w := range 64 {
		all.Go(func() {
			for i := w; i < n; i += 64 {
				rels[i] = begun(b, s, i)
			}
		})
	}
	all.Wait()
	return rels
}

// sizeOfOne is how many bytes one entry of evidence takes, key included.
func sizeOfOne(b *testing.B, s *Store, rel string) int {
	a, err := s.Record(rel, Key{}, ann, benchEvidence())
	if err != nil {
		b.Fatal(err)
	}
	n := a.Numbers[relationship.Joint][0]
	size := 0
	_ = s.db.View(func(tx *bbolt.Tx) error {
		k := entryKey(rel, relationship.Joint, n)
		size = len(k) + len(tx.Bucket(entries.name()).Get(k))
		return nil
	})
	return size
}

// BenchmarkReady opens a store of 10,000 relationships with 200 entries each, in a process of its own with the page
// cache warm, until the first of them is read; closed cleanly, and as a crash leaves it.
func BenchmarkReady(b *testing.B) {
	path := filepath.Join(b.TempDir(), "collab.db")
	o := Options{Now: time.Now, Cache: 16}
	s := open(b, path, o)
	for range 10_000 / 500 {
		fill(b, s, 500, 200)
	}
	crashed := path + ".crashed"
	if err := s.BackupTo(b.Context(), crashed); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for name, file := range map[string]string{"closed": path, "crashed": crashed} {
		b.Run(name, func(b *testing.B) {
			var said string
			for b.Loop() {
				var err error // opening writes nothing, so the file stays as it was
				if said, err = apart("ready", file); err != nil {
					b.Fatal(err, said)
				}
			}
			var ms, rss, mib float64
			if _, err := fmt.Sscan(said, &ms, &rss, &mib); err != nil {
				b.Fatal(said, err)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ms, "ms/ready")
			b.ReportMetric(rss, "MB-RssAnon")
			b.ReportMetric(mib, "MiB-file")
		})
	}
}

// fill begins relationships and records into them without waiting for each commit.
func fill(b *testing.B, s *Store, relationships, entriesEach int) {
	first := len(s.Relationships())
	var commit uint64
	for i := range relationships {
		rel, err := s.newID(Key{ID: fmt.Sprint("fill ", first+i)})
		if err != nil {
			b.Fatal(err)
		}
		r, err := s.relation(rel, true)
		if err != nil {
			b.Fatal(err)
		}
		a, err := s.decide(r, Key{}, relationship.By{Party: "acme"}, beginning(first+i))
		for n := 8; n < entriesEach && err == nil; n++ {
			a, err = s.decide(r, Key{}, ann, benchEvidence())
		}
		if err != nil {
			b.Fatal(err)
		}
		commit = a.Commit
	}
	s.Wait(commit)
	s.mu.Lock()
	clear(s.relations) // a server that is opened has none either
	s.mu.Unlock()
}

// becomeReady opens a store as a server would and prints milliseconds, MB of RssAnon, MiB of the file.
func becomeReady(path string) {
	began := time.Now()
	s, err := Open("bolt:"+path, Options{Mark: Demo})
	if err == nil {
		_, err = s.Read(s.Relationships()[0], "acme", func(relationship.View) {})
	}
	took := time.Since(began)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status, _ := os.ReadFile("/proc/self/status")
	_, after, _ := bytes.Cut(status, []byte("RssAnon:"))
	var kB float64
	_, _ = fmt.Sscan(string(after), &kB)
	info, _ := os.Stat(path)
	fmt.Println(float64(took.Microseconds())/1000, kB/1000, float64(info.Size())/(1<<20))
	os.Exit(0) // as a crash would, so that the file stays as it was
}

// BenchmarkDue looks for due relationships among 100,000, when none and when a thousand are due.
func BenchmarkDue(b *testing.B) {
	s := fresh(b, Options{})
	s.update(func(r *rows) {
		for i := range 100_000 {
			r.setDue(fmt.Sprintf("relationship%06d", i), relationship.Joint, noon.Add(time.Duration(i)*time.Second))
		}
	})
	for _, n := range []int{0, 1000} {
		b.Run(fmt.Sprintf("due=%d", n), func(b *testing.B) {
			for b.Loop() {
				if got := s.Due(noon.Add(time.Duration(n-1) * time.Second)); len(got) != n {
					b.Fatal(len(got))
				}
			}
		})
	}
}
