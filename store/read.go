package store

import (
	"fmt"

	"collab/relationship"
)

// Read shows what a party may see: joint and its own ledger; joint alone when party is empty. A party that left sees
// joint up to its leaving. It returns the commit that a reply showing any of it has to wait for. Show must keep
// nothing of the view and record nothing; it runs while recording in this relationship waits.
func (s *Store) Read(rel, party string, show func(relationship.View)) (commit uint64, err error) {
	r, err := s.relation(rel, false)
	if err != nil {
		return 0, err
	}
	r.RLock()
	defer r.RUnlock()
	v, err := s.view(r, party)
	if err != nil {
		return 0, err
	}
	show(v)
	// Only the ledgers of the view are waited for: the delay tells nothing of others.
	return max(r.commits[relationship.Joint], r.commits[party]), nil
}

// view loads the ledgers of a party's view, and no other.
func (s *Store) view(r *relation, party string) (v relationship.View, err error) {
	l := relationship.Ledgers{}
	if l.Joint, err = s.joint(r); err != nil {
		return v, err
	}
	if party == "" {
		return l.View(""), nil // audience: nobody in particular reads joint alone; mutate: s/""/"acme"/
	}
	if l.Joint, err = s.jointFor(r, l.Joint, party); err != nil {
		return v, err
	}
	own, err := s.own(r, party) // audience: the ledger of exactly the party that asks; mutate: s/party)/"acme")/
	if err != nil {
		return v, err
	}
	l.Own = map[string]*relationship.Own{party: own}
	return l.View(party), nil
}

// jointFor is the joint ledger as a party may read it: whole while it takes part, up to its leaving afterwards, and not
// at all before it joined.
func (s *Store) jointFor(r *relation, joint *relationship.Shared, party string) (*relationship.Shared, error) {
	p := joint.Parties[party]
	if !ownLedger(party) || p == nil {
		return nil, fmt.Errorf("%w for %s", ErrNotFound, party)
	}
	switch p.State {
	case relationship.PartyActive:
		return joint, nil
	case relationship.PartyLeft:
		n := leaving(joint, party)
		return loaded(s, r, shelf{r.id, relationship.Joint, n}, // audience: a party that left reads joint up to its leaving; mutate: s/Joint, n}/Joint, n*0}/
			func() *relationship.Shared { return relationship.NewShared(r.id) })
	}
	return nil, fmt.Errorf("%w for %s", ErrNotFound, party)
}

// leaving is the number of the last entry of the command by which a party left.
func leaving(joint *relationship.Shared, party string) (last int) {
	group := 0
	for _, m := range joint.Entries() {
		if m.Kind == "party left" && m.Party == party {
			group = m.Group
		}
		if group > 0 && m.Group == group {
			last = m.N
		}
	}
	return last
}
