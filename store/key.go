package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"
)

// keysKept is how long a key makes retries harmless: longer than any platform retries, and than a form stays open.
const keysKept = 8 * 24 * time.Hour

// Key makes retries harmless: what a platform sends twice carries the same key and is recorded once.
type Key struct {
	// ID is the source's own: source, actor, and what they did. Empty for what may be repeated, which keeps no key.
	ID string
	// Values is what was submitted, in any fixed encoding; only a hash of it is kept. Nil when nothing was.
	Values []byte
}

func (k Key) hash() [sha256.Size]byte { return sha256.Sum256([]byte(k.ID)) }

// valuesHash is taken together with the id, which is not stored: short values cannot be guessed from it.
func (k Key) valuesHash() []byte {
	if k.Values == nil {
		return nil
	}
	h := sha256.Sum256(append(appendField(nil, []byte(k.ID)), k.Values...))
	return h[:]
}

// pendingKey is the row of a key that may not be on disk yet.
type pendingKey struct {
	hash   [sha256.Size]byte
	row    []byte
	commit uint64
}

// keysOf is where the keys of a relationship lie: no ledger's name begins with byte 1.
func keysOf(rel string) []byte { return append([]byte(rel), 0, 1) }

// row is what is kept of a key: instant, author, hash of the values, and for each ledger its name, first number and
// count; nil for an empty key.
func (k Key) row(a Answer) (hash [sha256.Size]byte, row []byte) {
	if k.ID == "" {
		return hash, nil
	}
	row = binary.BigEndian.AppendUint64(nil, uint64(a.At.UnixMilli()))
	for _, f := range [][]byte{[]byte(a.By.Person), []byte(a.By.Party), k.valuesHash()} {
		row = appendField(row, f)
	}
	for _, ledger := range slices.Sorted(maps.Keys(a.Numbers)) {
		numbers := a.Numbers[ledger]
		row = appendField(row, []byte(ledger))
		row = binary.AppendUvarint(row, uint64(numbers[0]))
		row = binary.AppendUvarint(row, uint64(len(numbers)))
	}
	return k.hash(), row
}

func decodeKey(row []byte) (a Answer, values []byte, err error) {
	if len(row) < 8 {
		return a, nil, errors.New("a key is too short")
	}
	a.At = time.UnixMilli(int64(binary.BigEndian.Uint64(row))).UTC()
	f := reader{rest: row[8:]}
	a.By.Person, a.By.Party = string(f.field()), string(f.field())
	values = bytes.Clone(f.field())
	a.Numbers = map[string][]int{}
	for len(f.rest) > 0 && f.err == nil {
		ledger, first, count := string(f.field()), f.number(), f.number()
		for i := range min(count, 1<<16) {
			a.Numbers[ledger] = append(a.Numbers[ledger], int(first+i))
		}
	}
	return a, values, f.err
}

// reader reads lengths and fields one after the other; the first that does not fit is the error.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) number() uint64 {
	n, width := binary.Uvarint(r.rest)
	if width <= 0 {
		r.err, r.rest = errors.New("a stored number was changed"), nil
		return 0
	}
	r.rest = r.rest[width:]
	return n
}

func (r *reader) field() []byte {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.err, r.rest = errors.New("a stored length was changed"), nil
		return nil
	}
	f := r.rest[:n:n]
	r.rest = r.rest[n:]
	return f
}

// recorded answers a key that was seen before. Pending keys are looked at first: a key on its way cannot be missed.
func (s *Store) recorded(r *relation, k Key) (a Answer, ok bool, err error) {
	row, commit := s.keyRow(r, k)
	if row == nil {
		return a, false, nil
	}
	a, values, err := decodeKey(row)
	if err != nil || s.Now().Sub(a.At) >= keysKept {
		return Answer{}, false, err
	}
	a.Repeated, a.Commit = true, commit
	a.Differs = !bytes.Equal(values, k.valuesHash())
	return a, true, nil
}

func (s *Store) keyRow(r *relation, k Key) (row []byte, commit uint64) {
	if k.ID == "" {
		return nil, 0
	}
	hash := k.hash()
	for _, p := range r.keys {
		if p.hash == hash {
			return p.row, p.commit
		}
	}
	_ = s.db.View(func(tx *bbolt.Tx) error {
		row = bytes.Clone(tx.Bucket(entries.name()).Get(append(keysOf(r.id), hash[:]...)))
		return nil
	})
	return row, 0
}

// Recorded looks up what a key recorded, per ledger: what an undo takes back. False when the key is unknown, or older
// than eight days.
func (s *Store) Recorded(rel, keyID string) (numbers map[string][]int, ok bool) {
	r, err := s.relation(rel, false)
	if err != nil {
		return nil, false
	}
	r.RLock()
	defer r.RUnlock()
	a, ok, err := s.recorded(r, Key{ID: keyID})
	return a.Numbers, ok && err == nil
}

// keepKey writes the key, and drops the keys of the relationship that have become too old.
func (w *recording) keepKey(r *rows, hash [sha256.Size]byte, row []byte) {
	if !w.at.Before(w.r.sweep) {
		w.r.sweep = sweepKeys(r, w.r.id, w.at)
	}
	if row != nil {
		r.put(entries, append(keysOf(w.r.id), hash[:]...), row)
	}
}

// sweepKeys drops expired keys and returns when the next one expires.
func sweepKeys(r *rows, rel string, now time.Time) (next time.Time) {
	next = now.Add(keysKept)
	prefix := keysOf(rel)
	var old [][]byte
	c := r.tx.Bucket(entries.name()).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		a, _, err := decodeKey(v)
		if expires := a.At.Add(keysKept); err == nil && expires.After(now) {
			next = earlier(next, expires)
			continue
		}
		old = append(old, bytes.Clone(k))
	}
	for _, k := range old {
		r.drop(entries, k)
	}
	return next
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
