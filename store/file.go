package store

import (
	"errors"
	"sync/atomic"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// file is the bbolt file a store works on. Compacting puts another one in its place: who reads goes on with the file they
// began with, whoever comes next reads the other. Closing a bbolt file waits for those who read it.
type file struct{ now atomic.Pointer[bbolt.DB] }

func newFileOf(db *bbolt.DB) *file {
	f := new(file)
	f.now.Store(db)
	return f
}

// View reads in one transaction. Whoever comes to a file in the moment in which it is exchanged and closed reads the other.
func (f *file) View(read func(*bbolt.Tx) error) error {
	for {
		db := f.now.Load()
		if err := db.View(read); !errors.Is(err, berrors.ErrDatabaseNotOpen) || db == f.now.Load() {
			return err
		}
	}
}

// Update writes in one transaction. The writer alone does it, or whoever opens the store before there is one.
func (f *file) Update(write func(*bbolt.Tx) error) error { return f.now.Load().Update(write) }

// listFree says whether the next transaction writes the list of free pages, see [restAfter].
func (f *file) listFree(list bool) { f.now.Load().NoFreelistSync = !list }

// exchange puts another file in place of the one that was, which is for the caller to close. The writer alone does it.
func (f *file) exchange(db *bbolt.DB) (before *bbolt.DB) { return f.now.Swap(db) }
