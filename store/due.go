package store

import (
	"bytes"
	"encoding/binary"
	"time"

	"go.etcd.io/bbolt"
)

// dueLimit is how many relationships one notice takes; the next one takes the rest.
const dueLimit = 1000

func dueKey(at time.Time, of []byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(max(at.UnixMilli(), 0))), of...)
}

func dueOfKey(rel, ledger string) []byte { return append(append([]byte(rel), 0), ledger...) }

// setDue moves the instant of a ledger; the zero time takes it out.
func (r *rows) setDue(rel, ledger string, at time.Time) {
	of := dueOfKey(rel, ledger)
	var now []byte
	if !at.IsZero() {
		now = dueKey(at, nil)
	}
	old := r.get(dueOf, of)
	if string(old) == string(now) {
		return
	}
	if old != nil {
		r.drop(due, append(append([]byte(nil), old...), of...))
	}
	if now == nil {
		r.drop(dueOf, of)
		return
	}
	r.put(due, append(now[:8:8], of...), nil)
	r.put(dueOf, of, now)
	r.woken = true
}

// markDue makes what was written to due at once: whether it is owed now or later is for the notice to say.
func (w *recording) markDue(r *rows) {
	if w.options.Next == nil {
		return
	}
	for ledger := range w.fresh {
		old := r.get(dueOf, dueOfKey(w.r.id, ledger))
		if old == nil || bytes.Compare(old, dueKey(w.at, nil)) > 0 { // else a notice is on its way already
			r.setDue(w.r.id, ledger, w.at)
		}
	}
}

// Due lists relationships of which something is due, the longest waiting first, at most a thousand.
func (s *Store) Due(now time.Time) (rels []string) {
	seen := map[string]bool{}
	_ = s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(due.name()).Cursor()
		for k, _ := c.First(); k != nil && len(rels) < dueLimit; k, _ = c.Next() {
			at, rel := dueParts(k)
			if at.After(now) {
				return nil
			}
			if !seen[rel] {
				seen[rel] = true
				rels = append(rels, rel)
			}
		}
		return nil
	})
	return rels
}

// EarliestDue is when something is due next, in any relationship.
func (s *Store) EarliestDue() (at time.Time, ok bool) {
	_ = s.db.View(func(tx *bbolt.Tx) error {
		if k, _ := tx.Bucket(due.name()).Cursor().First(); k != nil {
			at, _ = dueParts(k)
			ok = true
		}
		return nil
	})
	return at, ok
}

func dueParts(k []byte) (at time.Time, rel string) {
	at = time.UnixMilli(int64(binary.BigEndian.Uint64(k))).UTC()
	for i, b := range k[8:] {
		if b == 0 {
			return at, string(k[8 : 8+i])
		}
	}
	return at, string(k[8:])
}
