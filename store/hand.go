package store

import (
	"maps"
	"slices"

	"collab/relationship"
)

// row is a row ready to be written.
type row struct {
	key, value []byte
}

// hand encodes the recording and gives it to the writer, in the order in which the relationship's lock was held.
func (w *recording) hand() Answer {
	fresh, emptied, err := w.encode()
	if err != nil {
		// The states hold entries that cannot be written. Only the source of randomness fails here, and without it there
		// is nothing left to do.
		w.options.Fatal(err)
	}
	a := Answer{Numbers: w.numbers, By: w.by, At: w.at}
	hash, kept := w.key.row(a)
	a.Commit = w.enqueue(w.at, func(r *rows) {
		for _, e := range fresh {
			r.add(entries, e.key, e.value)
		}
		for _, e := range emptied {
			r.put(entries, e.key, e.value)
		}
		w.keepKey(r, hash, kept)
		for _, b := range w.binds {
			b.write(r)
		}
		w.markDue(r)
		for _, sc := range w.scrub {
			sc.write(w.Store, r)
		}
		if len(emptied) > 0 {
			w.erased(r)
		}
	})
	w.remember(a, hash, kept)
	return a
}

// encode makes the rows of new and of emptied entries.
func (w *recording) encode() (fresh, emptied []row, err error) {
	for _, ledger := range slices.Sorted(maps.Keys(w.fresh)) {
		for i, e := range w.fresh[ledger] {
			if fresh, err = w.entryRow(fresh, ledger, w.numbers[ledger][i], e); err != nil {
				return nil, nil, err
			}
		}
		for _, p := range w.emptied[ledger] {
			if emptied, err = w.entryRow(emptied, ledger, p.n, p.entry); err != nil {
				return nil, nil, err
			}
		}
	}
	return fresh, emptied, nil
}

func (w *recording) entryRow(to []row, ledger string, n int, e relationship.Entry) ([]row, error) {
	key := entryKey(w.r.id, ledger, n)
	value, err := encodeEntry(e, w.r.aead, w.random, key)
	return append(to, row{key, value}), err
}

// remember keeps what was handed over until it is on disk, for whoever replays or repeats before.
func (w *recording) remember(a Answer, hash [32]byte, kept []byte) {
	r, committed := w.r, w.committed()
	r.forget(committed)
	for ledger, list := range w.fresh {
		tail := r.tails[ledger]
		for i, e := range list {
			tail = append(tail, pending{a.Numbers[ledger][i], e, a.Commit})
		}
		for _, p := range w.emptied[ledger] {
			p.commit = a.Commit
			tail = append(tail, p)
		}
		r.tails[ledger] = tail
		r.commits[ledger] = a.Commit
	}
	if kept != nil {
		r.keys = append(r.keys, pendingKey{hash, kept, a.Commit})
	}
}
