package store

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"regexp"
	"sync"
	"time"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

// relation is what is kept in memory of a relationship that was used: its lock, for good, and what is on its way to
// disk. Recording holds the lock alone, readers share it.
type relation struct {
	sync.RWMutex
	id   string
	aead cipher.AEAD

	loading sync.Mutex // one reader at a time replays
	tails   map[string][]pending
	commits map[string]uint64 // ledger → the newest commit with an entry of it
	keys    []pendingKey
	sweep   time.Time // when its oldest key expires; zero when not known
}

// pending is an entry that may not be on disk yet, new or redacted.
type pending struct {
	n      int
	entry  relationship.Entry
	commit uint64
}

func entryPrefix(rel, ledger string) []byte {
	return append(append(append([]byte(rel), 0), ledger...), 0)
}

func entryKey(rel, ledger string, n int) []byte {
	return binary.BigEndian.AppendUint64(entryPrefix(rel, ledger), uint64(n))
}

var partyName = regexp.MustCompile(`^[a-z0-9-]+$`)

// ownLedger says whether a party may be called so, and its own ledger with it.
func ownLedger(party string) bool {
	return partyName.MatchString(party) && party != relationship.Joint && party != relationship.ByClock.Person &&
		party != relationship.ByOperator.Person
}

// relation finds the relationship's place in memory. A relationship that was never recorded gets none, unless begun.
func (s *Store) relation(rel string, begun bool) (*relation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.relations[rel]; r != nil {
		return r, nil
	}
	if !begun && !s.exists(rel) {
		return nil, ErrNotFound
	}
	r := &relation{id: rel, aead: s.secret.wordsAEAD(rel), tails: map[string][]pending{}, commits: map[string]uint64{}}
	s.relations[rel] = r
	return r, nil
}

func (s *Store) exists(rel string) (found bool) {
	if rel == "" {
		return false
	}
	_ = s.db.View(func(tx *bbolt.Tx) error {
		found = tx.Bucket(entries.name()).Get(entryKey(rel, relationship.Joint, 1)) != nil
		return nil
	})
	return found
}

// joint is the state of the joint ledger, replayed if it is not in memory. The caller holds the relationship's lock.
func (s *Store) joint(r *relation) (*relationship.Shared, error) {
	return loaded(s, r, shelf{r.id, relationship.Joint, 0}, func() *relationship.Shared { return relationship.NewShared(r.id) })
}

// own is the state of a party's own ledger.
func (s *Store) own(r *relation, party string) (*relationship.Own, error) {
	return loaded(s, r, shelf{r.id, party, 0}, func() *relationship.Own { return relationship.NewOwn(r.id, party) })
}

// foldable is the state of a ledger.
type foldable interface {
	Fold([]relationship.Entry) error
	Head() relationship.Head
}

func loaded[S foldable](s *Store, r *relation, k shelf, fresh func() S) (S, error) {
	if state, ok := s.cache.get(k).(S); ok {
		return state, nil
	}
	r.loading.Lock()
	defer r.loading.Unlock()
	if state, ok := s.cache.get(k).(S); ok {
		return state, nil
	}
	state := fresh()
	list, err := s.ledger(r, k.ledger, k.until)
	if err == nil {
		err = state.Fold(list)
	}
	if err != nil {
		return state, fmt.Errorf("relationship %s: %w", r.id, err)
	}
	s.cache.put(k, state)
	return state, nil
}

// ledger is a ledger's entries, checked link by link: those on disk, then those pending, in order. Until is the last
// one wanted, 0 for all. What is committed leaves the tail before the read transaction begins, so nothing falls between.
func (s *Store) ledger(r *relation, ledger string, until int) ([]relationship.Entry, error) {
	r.tails[ledger] = uncommitted(r.tails[ledger], s.committed())
	list, err := s.stored(r.id, r.aead, ledger)
	if err != nil {
		return nil, err
	}
	for _, p := range r.tails[ledger] {
		if p.n <= len(list) {
			list[p.n-1] = p.entry
			continue
		}
		list = append(list, p.entry)
	}
	if until > 0 {
		list = list[:min(until, len(list))]
	}
	return list, follow(relationship.Begin(r.id, ledger), list)
}

// follow checks that the hashes of entries continue a ledger; their numbers are checked as they are folded.
func follow(h relationship.Head, list []relationship.Entry) (err error) {
	for _, e := range list {
		if h, err = e.Links(h); err != nil {
			return err
		}
	}
	return nil
}

func uncommitted(tail []pending, committed uint64) []pending {
	for len(tail) > 0 && tail[0].commit <= committed {
		tail = tail[1:]
	}
	if len(tail) == 0 {
		return nil // and the array with it
	}
	return tail
}

// stored reads the entries of a ledger that are on disk, and nothing else.
func (s *Store) stored(rel string, a cipher.AEAD, ledger string) (list []relationship.Entry, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		prefix := entryPrefix(rel, ledger)
		c := tx.Bucket(entries.name()).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(k) == len(prefix)+8; k, v = c.Next() {
			if n := binary.BigEndian.Uint64(k[len(prefix):]); n != uint64(len(list)+1) {
				return fmt.Errorf("entry %d of %s: missing", len(list)+1, ledger)
			}
			e, err := decodeEntry(v, a, k)
			if err != nil {
				return fmt.Errorf("entry %d of %s: %w", len(list)+1, ledger, err)
			}
			list = append(list, e)
		}
		return nil
	})
	return list, err
}
