package store

import (
	"sync"

	"go.etcd.io/bbolt"
)

// file is the bbolt file a store works on. Compacting puts another one in its place: who reads goes on with the file they
// began with, whoever comes next reads the other.
type file struct {
	mu  sync.Mutex
	now *generation
}

// generation is one of the files a store has worked on since it was opened.
type generation struct {
	*bbolt.DB
	readers sync.WaitGroup
}

func newFileOf(db *bbolt.DB) *file { return &file{now: &generation{DB: db}} }

func (f *file) hold() *generation {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now.readers.Add(1)
	return f.now
}

// View reads in one transaction.
func (f *file) View(read func(*bbolt.Tx) error) error {
	g := f.hold()
	defer g.readers.Done()
	return g.DB.View(read)
}

// Update writes in one transaction. The writer alone does it, or whoever opens the store before there is one.
func (f *file) Update(write func(*bbolt.Tx) error) error { return f.now.Update(write) }

// listFree says whether the next transaction writes the list of free pages, see [restAfter].
func (f *file) listFree(list bool) { f.now.NoFreelistSync = !list }

// exchange puts another file in place of the one that was; those who read it are waited for by whoever closes it. The
// writer alone does it.
func (f *file) exchange(db *bbolt.DB) (before *generation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before, f.now = f.now, &generation{DB: db}
	return before
}

// Close closes the file once nobody reads it.
func (g *generation) Close() error {
	g.readers.Wait()
	return g.DB.Close()
}
