package store

import (
	"crypto/cipher"
	"fmt"

	"collab/relationship"
)

// reindex makes the account and place indexes anew from the ledgers, when another version of them was stored or the
// store comes from a backup. They are in one commit with the mark that they are made.
func (s *Store) reindex() error {
	if s.meta.Indexes == indexes {
		return nil
	}
	var all []binding
	for _, rel := range s.Relationships() {
		bound, err := s.bound(rel)
		if err != nil {
			return corrupt(s.path, fmt.Sprintf("relationship %s: %v", rel, err))
		}
		all = append(all, bound...)
	}
	s.meta.Indexes = indexes
	s.update(func(r *rows) {
		for _, b := range []bucket{accounts, places} {
			r.sweep(b, func(_, _ []byte) bool { return true })
		}
		for _, b := range all {
			b.write(r)
		}
		r.keep(s.meta.write(r.tx))
	})
	return nil
}

// bound is what the ledgers of a relationship bind now. It leaves nothing in memory.
func (s *Store) bound(rel string) (all []binding, err error) {
	a := s.secret.wordsAEAD(rel)
	joint := relationship.NewShared(rel)
	if err := s.refold(rel, a, relationship.Joint, joint); err != nil {
		return nil, err
	}
	list := joint.Bindings()
	for _, p := range joint.All() {
		own := relationship.NewOwn(rel, p.ID)
		if err := s.refold(rel, a, p.ID, own); err != nil { // it gives accounts and places; no view of it is ever drawn
			return nil, err
		}
		list = append(list, own.Bindings()...)
	}
	for _, b := range list {
		all = append(all, binding{b, rel})
	}
	return all, nil
}

// refold replays a ledger as it is on disk.
func (s *Store) refold(rel string, a cipher.AEAD, ledger string, state foldable) error {
	list, err := s.stored(rel, a, ledger)
	if err != nil {
		return err
	}
	if err := follow(relationship.Begin(rel, ledger), list); err != nil {
		return err
	}
	return state.Fold(list)
}
