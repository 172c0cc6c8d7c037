package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

// benchEvidence is what the benchmarks record.
func benchEvidence() relationship.Command {
	return &relationship.LogEvidence{Exhibit: relationship.Exhibit{Kind: relationship.MessagePermalink,
		What: strings.Repeat("The trucks of Tuesday were unloaded by noon. ", 3), Link: "https://example.org/archives/C1/p1772445600"}}
}

// round lets so many writers work for a while and returns how often they were done per second.
func round(writers int, once func(writer, i int)) float64 {
	const length = 200 * time.Millisecond
	var done atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for w := range writers {
		all.Go(func() {
			for i := 0; time.Since(began) < length; i++ {
				once(w, i)
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// appendOnly is a file that many append to and one fsyncs: what a disk can do at best.
type appendOnly struct {
	mu      sync.Mutex
	file    *os.File
	pending []byte
	done    chan struct{}
	arrived chan struct{}
}

func (a *appendOnly) write() {
	for range a.arrived {
		a.mu.Lock()
		b, done := a.pending, a.done
		a.pending, a.done = nil, make(chan struct{})
		a.mu.Unlock()
		if len(b) > 0 {
			if _, err := a.file.Write(b); err != nil {
				panic(err)
			}
			if err := a.file.Sync(); err != nil {
				panic(err)
			}
		}
		close(done)
	}
}

func (a *appendOnly) append(b []byte) {
	a.mu.Lock()
	a.pending = append(a.pending, b...)
	done := a.done
	a.mu.Unlock()
	select {
	case a.arrived <- struct{}{}:
	default:
	}
	<-done
}

// BenchmarkRecord records evidence across a thousand relationships, beside the same bytes appended to a file with group
// commit, a row of them in a group of its own writer, and a row per DB.Update; the ratios are to the file. What the
// parts cost shows in recording without key and due index, without key, and with words sealed. One iteration is one
// round of each, so that a slow moment of the disk touches all of them.
func BenchmarkRecord(b *testing.B) {
	for _, writers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) { benchRecord(b, writers) })
	}
}

func benchRecord(b *testing.B, writers int) {
	s := fresh(b, Options{Now: time.Now, Next: relationship.View.Next})
	rels := manyBegun(b, s, 1000)
	undue := fresh(b, Options{Now: time.Now})
	manyBegun(b, undue, 1000)
	sealed := fresh(b, Options{Now: time.Now, Next: relationship.View.Next, Secret: secret})
	manyBegun(b, sealed, 1000)
	size := sizeOfOne(b, s, rels[0])
	file, err := os.Create(filepath.Join(b.TempDir(), "append"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	a := &appendOnly{file: file, done: make(chan struct{}), arrived: make(chan struct{}, 1)}
	go a.write()
	defer close(a.arrived)
	plain := plainStore(b)
	var serial atomic.Uint64
	payload := bytes.Repeat([]byte{'x'}, size)
	key := func() []byte { return entryKey(rels[rand.IntN(len(rels))], "bench", int(serial.Add(1))) }
	cells := []struct {
		name string
		once func(w, i int)
	}{
		{"file", func(int, int) { a.append(payload) }},
		{"update", func(int, int) {
			_ = plain.Update(func(tx *bbolt.Tx) error { return tx.Bucket(entries.name()).Put(key(), payload) })
		}},
		{"rowalone", func(int, int) { k := key(); s.update(func(r *rows) { r.put(drafts, k, payload) }) }},
		{"nodue", recorder(b, undue, false)},
		{"nokey", recorder(b, s, false)},
		{"record", recorder(b, s, true)},
		{"sealed", recorder(b, sealed, true)},
	}
	rates, shares := map[string][]float64{}, map[string][]float64{} // per second; of one to another, within a round
	for b.Loop() {
		for _, c := range cells {
			rates[c.name] = append(rates[c.name], round(writers, c.once))
		}
		newest := func(name string) float64 { return rates[name][len(rates[name])-1] }
		for _, name := range []string{"rowalone", "nodue", "nokey", "record", "sealed"} {
			shares[name+":file"] = append(shares[name+":file"], newest(name)/newest("file"))
		}
		shares["record:update"] = append(shares["record:update"], newest("record")/newest("update"))
	}
	middle := func(name string) float64 { slices.Sort(rates[name]); return rates[name][len(rates[name])/2] }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(size), "B/entry")
	for _, c := range cells {
		b.ReportMetric(middle(c.name), c.name+"/s")
	}
	for name, of := range shares {
		slices.Sort(of)
		b.ReportMetric(of[len(of)/2], name)
	}
}

// recorder records into any relationship of the store, with a new key or none.
func recorder(b *testing.B, s *Store, keyed bool) func(w, i int) {
	rels := s.Relationships()
	return func(w, i int) {
		k := Key{}
		if keyed {
			k.ID = fmt.Sprint(w, " ", i, " ", rand.Uint64())
		}
		mustRecord(b, s, rels[rand.IntN(len(rels))], k)
	}
}

func mustRecord(b *testing.B, s *Store, rel string, k Key) {
	if _, err := s.Record(rel, k, ann, benchEvidence()); err != nil {
		b.Error(err)
	}
}

func plainStore(b *testing.B) *bbolt.DB {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, boltOptions())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket(entries.name()); return err }); err != nil {
		b.Fatal(err)
	}
	return db
}

// BenchmarkReplay reads a ledger of 2,000 entries that is not in memory, checking each link.
func BenchmarkReplay(b *testing.B) {
	s := fresh(b, Options{Now: time.Now})
	fill(b, s, 1, 2000)
	rel := s.Relationships()[0]
	for b.Loop() {
		s.cache.drop(shelf{rel, relationship.Joint, 0})
		if _, err := s.Read(rel, "", func(relationship.View) {}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/2000, "µs/entry")
}
