package store

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

// Membership says which person an account is in a relationship.
type Membership struct{ Relationship, Party, Person string }

// binding is a binding of one relationship, as the indexes keep it.
type binding struct {
	relationship.Binding
	rel string
}

// nameHash stands for an account, a place or another name in an index: names are only in the ledgers.
func nameHash(name string) []byte {
	h := sha256.Sum256([]byte(name))
	return h[:]
}

// accountKey has the relationship in front: two of them may bind the same account.
func accountKey(account, rel, party string) []byte {
	return append(append(append(nameHash(account), rel...), 0), party...)
}

// write brings the binding into its index. An erased name has no key and no row.
func (b binding) write(r *rows) {
	switch {
	case b.Key == "":
	case b.Place:
		b.writePlace(r)
	case b.Gone:
		r.drop(accounts, accountKey(b.Key, b.rel, b.Party))
	default:
		r.put(accounts, accountKey(b.Key, b.rel, b.Party), []byte(b.Person))
	}
}

func (b binding) writePlace(r *rows) {
	key, value := nameHash(b.Key), append(append([]byte(b.rel), 0), b.Party...)
	if !b.Gone {
		r.put(places, key, value)
	} else if bytes.Equal(r.get(places, key), value) {
		r.drop(places, key)
	}
}

// changes is what to write so that an index that held before holds after.
func changes(before, after []relationship.Binding) (out []relationship.Binding) {
	for _, b := range before {
		if !slices.Contains(after, b) {
			b.Gone = true
			out = append(out, b)
		}
	}
	for _, b := range after {
		if !slices.Contains(before, b) {
			out = append(out, b)
		}
	}
	return out
}

// claim refuses a place that another relationship holds. Places bound since the store was opened are kept in memory,
// since their row may be on its way only.
func (w *recording) claim() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, b := range w.binds {
		if !b.Place || b.Key == "" || b.Gone {
			continue
		}
		holder, known := w.claimed[b.Key]
		if !known {
			holder, _, _ = w.placeRow(b.Key)
		}
		if holder != "" && holder != b.rel {
			return &relationship.Refusal{Reason: "This channel belongs to another relationship already. Choose another channel."}
		}
	}
	for _, b := range w.binds {
		if b.Place && b.Gone {
			w.claimed[b.Key] = ""
		} else if b.Place {
			w.claimed[b.Key] = b.rel
		}
	}
	return nil
}

// Memberships lists what an account is, in every relationship, by relationship.
func (s *Store) Memberships(account string) (out []Membership) {
	prefix := nameHash(account)
	_ = s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(accounts.name()).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			rel, party, _ := strings.Cut(string(k[len(prefix):]), "\x00")
			out = append(out, Membership{rel, party, string(v)})
		}
		return nil
	})
	return out
}

// At is the relationship a place belongs to, and the party whose internal place it is: empty for one that every party
// reads.
func (s *Store) At(place string) (rel, party string, ok bool) { return s.placeRow(place) }

func (s *Store) placeRow(place string) (rel, party string, ok bool) {
	_ = s.db.View(func(tx *bbolt.Tx) error {
		row := tx.Bucket(places.name()).Get(nameHash(place))
		rel, party, ok = strings.Cut(string(row), "\x00")
		return nil
	})
	return rel, party, ok
}

// Relationships lists every relationship of the store.
func (s *Store) Relationships() (all []string) {
	_ = s.db.View(func(tx *bbolt.Tx) error {
		all = relationships(tx)
		return nil
	})
	return all
}

// relationships jumps from one to the next, without reading what lies between.
func relationships(tx *bbolt.Tx) (all []string) {
	c := tx.Bucket(entries.name()).Cursor()
	for k, _ := c.First(); k != nil; {
		rel, _, _ := bytes.Cut(k, []byte{0})
		all = append(all, string(rel))
		k, _ = c.Seek(append(bytes.Clone(rel), 1))
	}
	return all
}
