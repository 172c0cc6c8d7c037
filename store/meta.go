package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// indexes is the version of the account and place indexes; another one has them made anew from the ledgers.
const indexes = 1

// schema is the version of the layout in the package comment. A newer one is refused; an older one is verified and
// restored as it is, and converted when it is opened. Nothing goes back.
const schema = 2

// bucketsOf is how many of the buckets, from the first, stores of a schema have. New ones come last.
func bucketsOf(schema int) int {
	if schema == 1 {
		return int(installations)
	}
	return buckets
}

// meta is what a store knows about itself. Its JSON is stored: fields are added, never renamed.
type meta struct {
	Schema  int       `json:"schema"`
	Mark    string    `json:"mark"`
	Salt    []byte    `json:"salt"`            // mixed into the ids of relationships
	Check   []byte    `json:"check,omitempty"` // a known text under the secret; absent without one
	Created time.Time `json:"created"`
	// Offset is how far the demo's clock was moved.
	Offset   time.Duration `json:"offset"`
	Restored time.Time     `json:"restored,omitzero"`
	Listed   bool          `json:"listed,omitempty"` // what was due before the restore is listed
	Rules    string        `json:"rules,omitempty"`
	Indexes  int           `json:"indexes"`
	// Erasures counts the commits that erased words, Cleaned those of them before the file was compacted last, at Compacted.
	Erasures  int       `json:"erasures,omitempty"`
	Cleaned   int       `json:"cleaned,omitempty"`
	Compacted time.Time `json:"compacted,omitzero"`
	// Installers are hashes of the accounts that may begin relationships.
	Installers []string `json:"installers,omitempty"`
}

// bucket is one of the buckets whose rows are tallied.
type bucket int

const (
	entries bucket = iota
	accounts
	places
	due
	dueOf
	codes
	deliveries
	queue
	drafts
	talk
	inbox
	installations
	buckets int = iota
)

var bucketNames = [buckets]string{"entry", "account", "place", "due", "due of", "code", "delivery", "queue", "draft", "talk", "inbox", "installation"}

func (b bucket) name() []byte { return []byte(bucketNames[b]) }

var (
	metaBucket = []byte("meta")
	metaKey    = []byte("meta")
	tallyKey   = []byte("tally")
)

// tally is written with every commit: the clock, and for each bucket how many rows it has and the sum of their hashes.
type tally struct {
	clock int64 // milliseconds since 1970
	count [buckets]uint64
	sum   [buckets]uint64
}

func (t *tally) add(b bucket, key, value []byte) {
	t.count[b]++
	t.sum[b] += rowSum(key, value)
}

func (t *tally) drop(b bucket, key, value []byte) {
	t.count[b]--
	t.sum[b] -= rowSum(key, value)
}

// rowSum is the first 8 bytes of a hash of a row.
func rowSum(key, value []byte) uint64 {
	b := make([]byte, 0, 1024)
	b = binary.BigEndian.AppendUint32(b, uint32(len(key)))
	b = append(append(b, key...), value...)
	h := sha256.Sum256(b)
	return binary.BigEndian.Uint64(h[:])
}

func (t *tally) encode() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(t.clock))
	for i := range buckets {
		b = binary.BigEndian.AppendUint64(b, t.count[i])
		b = binary.BigEndian.AppendUint64(b, t.sum[i])
	}
	return b
}

// decodeTally reads the tally of a store with so many buckets.
func decodeTally(b []byte, buckets int) (t tally, err error) {
	if len(b) != 8+16*buckets {
		return t, errors.New("the tally has another length")
	}
	t.clock = int64(binary.BigEndian.Uint64(b))
	for i := range buckets {
		t.count[i] = binary.BigEndian.Uint64(b[8+16*i:])
		t.sum[i] = binary.BigEndian.Uint64(b[16+16*i:])
	}
	return t, nil
}

// putMeta stores a row of the meta bucket behind its own checksum.
func putMeta(tx *bbolt.Tx, key, value []byte) error {
	row := append(binary.BigEndian.AppendUint64(nil, rowSum(key, value)), value...)
	return tx.Bucket(metaBucket).Put(key, row)
}

func getMeta(tx *bbolt.Tx, key []byte) ([]byte, error) {
	b := tx.Bucket(metaBucket)
	if b == nil {
		return nil, errors.New("there is no meta bucket")
	}
	row := b.Get(key)
	if len(row) < 8 || binary.BigEndian.Uint64(row) != rowSum(key, row[8:]) {
		return nil, errors.New("the row " + string(key) + " of meta is missing or was changed")
	}
	return append([]byte(nil), row[8:]...), nil
}

func (m meta) write(tx *bbolt.Tx) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return putMeta(tx, metaKey, b)
}

// readMeta reads what the store knows about itself and its tally.
func readMeta(tx *bbolt.Tx) (m meta, t tally, err error) {
	b, err := getMeta(tx, metaKey)
	if err != nil {
		return m, t, err
	}
	if err = json.Unmarshal(b, &m); err != nil || m.Schema < 1 || m.Schema > schema {
		return m, t, err // an unknown schema may have another tally
	}
	if b, err = getMeta(tx, tallyKey); err != nil {
		return m, t, err
	}
	t, err = decodeTally(b, bucketsOf(m.Schema))
	return m, t, err
}

// change writes the meta row as change leaves it.
func (s *Store) change(change func(*meta)) {
	s.update(func(r *rows) {
		s.mu.Lock()
		change(&s.meta)
		m := s.meta
		s.mu.Unlock()
		r.keep(m.write(r.tx))
	})
}

// Created is when the store was made.
func (s *Store) Created() time.Time { return s.meta.Created }

// Marked is [Demo] or [Live].
func (s *Store) Marked() string { return s.options.Mark }

// Offset is how far the demo's clock was moved ahead of the wall clock.
func (s *Store) Offset() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.meta.Offset
}

// SetOffset moves the clock of a demo. It is stored before it returns. A smaller offset than the one in force is
// ignored, and so is any on a live store: time does not go back, and nobody invents it.
func (s *Store) SetOffset(ahead time.Duration) {
	if s.options.Mark != Demo || ahead <= s.Offset() {
		return
	}
	s.change(func(m *meta) { m.Offset = max(m.Offset, ahead) })
}

// Restored is when the store was restored from a backup; zero if it never was. What was due before then may have been
// told to people already, by the store that was lost.
func (s *Store) Restored() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.meta.Restored
}
