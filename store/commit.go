package store

import (
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// rows is the one write transaction of a commit. Every row goes through it, so that the tally stays true. The first
// error stops the commit and, with it, the process.
type rows struct {
	tx    *bbolt.Tx
	tally tally
	err   error
	woken bool // a due instant was set
	// journal notes what is written while the file is compacted; nil otherwise.
	journal *journal
	changed uint64 // how many rows were written or dropped
}

func (r *rows) keep(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *rows) get(b bucket, key []byte) []byte { return r.tx.Bucket(b.name()).Get(key) }

// add writes a row that was not there before; put one that may have been. A row without a value has an empty one: the
// transaction that wrote nil would read it as no row, and never drop it.
func (r *rows) add(b bucket, key, value []byte) {
	if value == nil {
		value = []byte{}
	}
	r.tally.add(b, key, value)
	r.note(b, key, value, false)
	r.keep(r.tx.Bucket(b.name()).Put(key, value))
}

func (r *rows) put(b bucket, key, value []byte) {
	if old := r.get(b, key); old != nil {
		r.tally.drop(b, key, old)
	}
	r.add(b, key, value)
}

// drop removes a row, if there is one. The key is copied: bbolt's own may not outlive the change.
func (r *rows) drop(b bucket, key []byte) {
	old := r.get(b, key)
	if old == nil {
		return
	}
	r.tally.drop(b, key, old)
	r.note(b, key, nil, true)
	r.keep(r.tx.Bucket(b.name()).Delete(append([]byte(nil), key...)))
}

// group is everything that one commit writes.
type group struct {
	number uint64
	writes []func(*rows)
	at     time.Time // the newest instant recorded by it
	after  []func()  // what is done once it is on disk, before the next one
	done   chan struct{}
}

func (g *group) empty() bool { return len(g.writes)+len(g.after) == 0 }

// writer commits groups, one after the other. While one is on its way to disk, the next one gathers.
type writer struct {
	lock    sync.Mutex
	open    *group // gathers
	sealed  *group // on its way to disk; nil when none is
	last    uint64 // the newest commit that is on disk
	arrived *sync.Cond
	closing bool
	idle    bool        // nothing was written for a while: the list of free pages is to be
	rests   *time.Timer // ends in idle
	ended   chan struct{}
	tally   tally // of what is on disk
	journal *journal
	changed atomic.Uint64 // rows written or dropped since the store was opened
}

// restAfter is how long after its last commit a store writes the list of its free pages: with it on disk, opening after
// a crash need not visit every page. Written with each commit, it would slow down all of them.
const restAfter = 5 * time.Second

func (w *writer) init(t tally) {
	w.arrived = sync.NewCond(&w.lock)
	w.open = &group{number: 1, done: make(chan struct{})}
	w.ended = make(chan struct{})
	w.tally = t
	w.rests = time.AfterFunc(restAfter, w.rest)
}

// rest lets the writer commit a group without writes, which is how it writes the list of free pages.
func (w *writer) rest() {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.idle = true
	w.arrived.Signal()
}

// enqueue hands a write over; the number is the commit it becomes part of. Writes keep the order in which they came.
func (w *writer) enqueue(at time.Time, write func(*rows)) (commit uint64) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.open.writes = append(w.open.writes, write)
	if at.After(w.open.at) {
		w.open.at = at
	}
	w.arrived.Signal()
	return w.open.number
}

// Wait returns once a commit is on disk. Whatever a reply shows must be: a reply waits for the commit that
// [Store.Read] and [Store.Record] name.
func (w *writer) Wait(commit uint64) {
	w.lock.Lock()
	var done chan struct{}
	switch {
	case commit <= w.last:
	case w.sealed != nil && commit == w.sealed.number:
		done = w.sealed.done
	default:
		done = w.open.done
	}
	w.lock.Unlock()
	if done != nil {
		<-done
	}
}

// committed is the number of the newest commit on disk.
func (w *writer) committed() uint64 {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.last
}

// update runs a write in the next commit and returns when it is on disk.
func (w *writer) update(write func(*rows)) { w.Wait(w.enqueue(time.Time{}, write)) }

// between does something between two commits, and returns when it is done. Everything enqueued before is on disk then.
func (w *writer) between(do func()) {
	w.lock.Lock()
	w.open.after = append(w.open.after, do)
	n := w.open.number
	w.arrived.Signal()
	w.lock.Unlock()
	w.Wait(n)
}

// take waits for writes, or for a rest without any, and closes the group that gathers; nil when the writer ends.
func (w *writer) take() *group {
	w.lock.Lock()
	defer w.lock.Unlock()
	for w.open.empty() && !w.closing && !w.idle {
		w.arrived.Wait()
	}
	if w.open.empty() && w.closing {
		return nil
	}
	w.idle = false
	g := w.open
	w.sealed, w.open = g, &group{number: g.number + 1, done: make(chan struct{})}
	return g
}

// write commits group after group until the store closes.
func (s *Store) write() {
	defer close(s.writer.ended)
	for g := s.take(); g != nil; g = s.take() {
		began := time.Now()
		woken, err := s.commit(g)
		if err != nil {
			s.options.Fatal(err)
			return // whoever waits goes on waiting: nothing more may be answered
		}
		if len(g.writes) > 0 {
			s.rests.Reset(restAfter)
		}
		for _, do := range g.after {
			do()
		}
		s.lock.Lock()
		s.last, s.sealed = g.number, nil
		s.lock.Unlock()
		close(g.done)
		if s.options.Committed != nil && len(g.writes) > 0 {
			s.options.Committed(time.Since(began))
		}
		if wake := s.notify.Load(); woken && wake != nil {
			(*wake)()
		}
	}
}

func (s *Store) commit(g *group) (woken bool, err error) {
	t := s.tally
	s.db.listFree(g.empty())
	err = s.db.Update(func(tx *bbolt.Tx) error {
		r := &rows{tx: tx, tally: t, journal: s.journal}
		for _, write := range g.writes {
			write(r)
		}
		if !g.at.IsZero() {
			r.tally.clock = max(r.tally.clock, g.at.UnixMilli())
		}
		r.keep(putMeta(tx, tallyKey, r.tally.encode()))
		t, woken = r.tally, r.woken
		s.changed.Add(r.changed)
		return r.err
	})
	if err == nil {
		s.tally = t
	}
	return woken, err
}

// stop lets the writer finish what is pending.
func (w *writer) stop() {
	w.rests.Stop()
	w.lock.Lock()
	w.closing = true
	w.arrived.Signal()
	w.lock.Unlock()
	<-w.ended
}
