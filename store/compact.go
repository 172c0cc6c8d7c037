package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// bbolt writes no byte of a page it frees: what was erased stays in the file until its page is used again. Compacting
// copies what is left into a new file, while recording goes on. Every row written meanwhile is noted, and written into
// the copy as well, between two commits, before the copy takes the file's name. A crash at any point leaves one whole
// file under that name: the old one with everything recorded, or the new one with everything recorded.

const (
	// compactStep is how much one transaction of a compaction copies, in bytes.
	compactStep = 64 << 20
	// compactAfter is how long after an erasure the file is compacted: several in a row make one compaction.
	compactAfter = 20 * time.Second
	// compactEvery is how often a store is compacted in which nothing was erased: drafts, conversations and requests that
	// were dropped leave the file as well.
	compactEvery = 24 * time.Hour
)

// compaction is what a store remembers of compacting between one time and the next.
type compaction struct {
	lock   sync.Mutex // one at a time
	timer  *time.Timer
	closed bool
	last   uint64 // how many rows were changed before the file was compacted last
}

// change is one row written, or dropped.
type change struct {
	bucket     bucket
	key, value []byte
	gone       bool
}

// journal is what was written since it was begun, in order. Writing it again over a copy made later changes nothing.
type journal struct{ changes []change }

// note counts a change, and keeps it while the file is compacted.
func (r *rows) note(b bucket, key, value []byte, gone bool) {
	r.changed++
	if r.journal != nil {
		r.journal.changes = append(r.journal.changes, change{b, bytes.Clone(key), bytes.Clone(value), gone})
	}
}

func (j *journal) write(tx *bbolt.Tx) error {
	for _, c := range j.changes {
		b := tx.Bucket(c.bucket.name())
		var err error
		if c.gone {
			err = b.Delete(c.key)
		} else {
			err = b.Put(c.key, c.value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// compactPath is where the copy is made. What an interrupted compaction left there goes when the store is opened.
func compactPath(path string) string { return path + ".compact" }

var errClosed = errors.New("compact: the store is closed")

// Compact writes the store anew, without what was erased and dropped: once it returns, no byte of that is in the file.
// Recording and reading go on meanwhile. When it fails, the store goes on with the file it had.
func (s *Store) Compact() (err error) {
	s.compaction.lock.Lock()
	defer s.compaction.lock.Unlock()
	if s.compaction.closed {
		return errClosed
	}
	j, erasures, changed := &journal{}, 0, uint64(0)
	s.between(func() { s.journal, erasures, changed = j, s.erasures(), s.changed.Load() })
	next, err := s.copied()
	if err != nil {
		s.between(func() { s.journal = nil })
		_ = os.Remove(compactPath(s.path))
		return fmt.Errorf("compact: %w", err)
	}
	var before *bbolt.DB
	s.between(func() { before, err = s.moveInto(next, j, erasures) })
	if err != nil {
		_ = next.Close()
		_ = os.Remove(compactPath(s.path))
		return fmt.Errorf("compact: %w", err)
	}
	s.compaction.last = changed
	return before.Close()
}

// copied is a checked copy of the store, open and locked, under the name the compaction gives it.
func (s *Store) copied() (next *bbolt.DB, err error) {
	path := compactPath(s.path)
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	o := boltOptions()
	o.NoSync = true // until all of it is there
	if next, err = bbolt.Open(path, 0o600, o); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = next.Close()
		}
	}()
	return next, s.copyInto(next)
}

func (s *Store) copyInto(next *bbolt.DB) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() { // bbolt panics on some damage
		if p := recover(); p != nil {
			err = corrupt(s.path, fmt.Sprint(p))
		}
	}()
	if err := s.db.View(func(old *bbolt.Tx) error { return copyRows(next, old) }); err != nil {
		return err
	}
	next.NoSync = false
	if err := next.Sync(); err != nil {
		return err
	}
	return next.View(func(tx *bbolt.Tx) error { return verifyTx(tx, next.Path(), s.secret, &Verified{}, nil) })
}

// copyRows copies every bucket, in order, into pages that are filled. bbolt's own Compact commits its last step after it
// has let go of what it reads, which a writer may have overwritten by then.
func copyRows(next *bbolt.DB, old *bbolt.Tx) error {
	return old.ForEach(func(name []byte, from *bbolt.Bucket) error {
		c := from.Cursor()
		k, v := c.First()
		for empty := k == nil; empty || k != nil; empty = false {
			if err := next.Update(func(tx *bbolt.Tx) error {
				to, err := tx.CreateBucketIfNotExists(name)
				if err != nil {
					return err
				}
				to.FillPercent = 1
				for size := 0; k != nil && size < compactStep && err == nil; k, v = c.Next() {
					err = to.Put(k, v)
					size += len(k) + len(v)
				}
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// moveInto brings the copy up to the newest commit, gives it the file's name, and lets the store go on with it.
func (s *Store) moveInto(next *bbolt.DB, j *journal, erasures int) (before *bbolt.DB, err error) {
	s.journal = nil
	s.mu.Lock()
	m := s.meta
	s.mu.Unlock()
	m.Compacted, m.Cleaned = s.Now(), erasures
	for range 2 { // so that both header pages are of this file's making
		if err := next.Update(func(tx *bbolt.Tx) error { return s.catchUp(tx, j, m) }); err != nil {
			return nil, err
		}
	}
	if err := os.Rename(next.Path(), s.path); err != nil {
		return nil, err
	}
	if err := syncDir(s.path); err != nil {
		s.options.Fatal(err) // which of the two files a crash would leave is not known, so nothing may be recorded
	}
	s.mu.Lock()
	s.meta = m
	s.mu.Unlock()
	return s.db.exchange(next), nil
}

// catchUp writes what was recorded since the copy was begun, and what a store knows about itself.
func (s *Store) catchUp(tx *bbolt.Tx, j *journal, m meta) error {
	if err := j.write(tx); err != nil {
		return err
	}
	var received uint64
	if err := s.db.View(func(old *bbolt.Tx) error {
		received = old.Bucket(inbox.name()).Sequence()
		return nil
	}); err != nil {
		return err
	}
	return errors.Join(tx.Bucket(inbox.name()).SetSequence(received), m.write(tx), putMeta(tx, tallyKey, s.tally.encode()))
}

// erasures counts the commits that erased words, since the store was created.
func (s *Store) erasures() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.meta.Erasures
}

// Unclean says that words were erased which may still be in the file, until it is compacted.
func (s *Store) Unclean() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.meta.Erasures > s.meta.Cleaned
}

// erased notes, in the commit that erases words, that the file is to be compacted.
func (s *Store) erased(r *rows) {
	s.mu.Lock()
	s.meta.Erasures++
	m := s.meta
	s.mu.Unlock()
	r.keep(m.write(r.tx))
	s.compactSoon()
}

// compactSoon has the file compacted in a while, once, however often it is asked.
func (s *Store) compactSoon() { s.compaction.timer.Reset(compactAfter) }

// compactNow is what the timer does: a failure is tried again with the next erasure, or the next day.
func (s *Store) compactNow() {
	began := time.Now()
	before := s.Status().Bytes
	if err := s.Compact(); errors.Is(err, errClosed) {
		return // the next one to open it will
	} else if err != nil {
		s.options.Log.Error("the file could not be compacted; what was erased may still be in it", "error", err)
		return
	}
	s.options.Log.Info("compacted", "bytes before", before, "bytes", s.Status().Bytes, "seconds", time.Since(began).Seconds())
}

// compactDaily has a store compacted that was written to since the last time, a day ago.
func (s *Store) compactDaily(now time.Time) {
	s.mu.Lock()
	due := now.Sub(s.meta.Compacted) >= compactEvery
	s.mu.Unlock()
	s.compaction.lock.Lock()
	due = due && s.changed.Load() > s.compaction.last
	s.compaction.lock.Unlock()
	if due {
		s.compactSoon()
	}
}

// stopCompacting waits for a compaction that is under way, and lets none begin.
func (s *Store) stopCompacting() {
	s.compaction.timer.Stop()
	s.compaction.lock.Lock()
	s.compaction.closed = true
	s.compaction.lock.Unlock()
}

// dropLeftovers removes the copies of the store that a crash has left beside it: they hold what was erased since.
func dropLeftovers(path string) error {
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), verifyPattern(path)+"*"))
	if err != nil {
		return err
	}
	for _, l := range append(left, compactPath(path)) {
		if err := os.RemoveAll(l); err != nil {
			return err
		}
	}
	return nil
}
