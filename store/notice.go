package store

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"collab/relationship"
)

// Notice works off what is due in a relationship. For joint alone and for every party that takes part it calls owed
// with that view, and in one commit writes the deliveries that are missing and when each ledger is due next. Whatever
// is recorded meanwhile waits, so no duty falls between. What was due before a restore is listed, not sent, unless owed
// gave it a state of its own.
func (s *Store) Notice(rel string, owed func(v relationship.View, now time.Time) []Delivery) (added int, err error) {
	r, err := s.relation(rel, false)
	if err != nil {
		return 0, err
	}
	commit, err := s.notice(r, owed, &added)
	s.Wait(commit)
	return added, err
}

func (s *Store) notice(r *relation, owed func(relationship.View, time.Time) []Delivery, added *int) (uint64, error) {
	r.RLock()
	defer r.RUnlock()
	views, err := s.views(r)
	if err != nil {
		return 0, err
	}
	now := s.Now()
	var missing []Delivery
	next := map[string]time.Time{}
	for _, ledger := range slices.Sorted(maps.Keys(views)) {
		v := views[ledger]
		missing = append(missing, owed(v, now)...)
		if s.options.Next != nil {
			next[ledger] = s.options.Next(v, now)
		}
	}
	for _, p := range views[relationship.Joint].All() {
		if _, active := views[p.ID]; !active {
			next[p.ID] = time.Time{} // nothing is owed to who left: what was due then must not stay due for ever
		}
	}
	return s.enqueue(now, func(w *rows) {
		*added = s.addDeliveries(w, missing, now)
		for ledger, at := range next {
			w.setDue(r.id, ledger, at)
		}
	}), nil
}

// views are joint alone, and the view of every party that takes part, by ledger.
func (s *Store) views(r *relation) (map[string]relationship.View, error) {
	alone, err := s.view(r, "") // audience: what concerns everybody is owed on joint alone; mutate: s/""/"acme"/
	if err != nil {
		return nil, err
	}
	views := map[string]relationship.View{relationship.Joint: alone}
	for _, p := range alone.Active() {
		if views[p.ID], err = s.view(r, p.ID); err != nil { // audience: what concerns a party's own people is owed on their view; mutate: s/p.ID); err/"acme"); err/
			return nil, fmt.Errorf("notice %s: %w", r.id, err)
		}
	}
	return views, nil
}

// reckonAnew makes every relationship due, and nothing else, when the rules of what is due have changed: the next notice
// reckons them.
func (s *Store) reckonAnew() {
	if s.options.Next == nil || s.meta.Rules == s.options.Rules {
		return
	}
	now, all := s.Now(), s.Relationships()
	s.update(func(r *rows) {
		for _, b := range []bucket{due, dueOf} {
			r.sweep(b, func(_, _ []byte) bool { return true })
		}
		for _, rel := range all {
			r.setDue(rel, relationship.Joint, now)
		}
	})
	s.change(func(m *meta) { m.Rules = s.options.Rules })
}

// Sweep drops what is kept for a time only: deliveries 30 days after they ended, drafts, codes. It belongs into a
// housekeeping job.
func (s *Store) Sweep() (dropped int) {
	now := s.Now()
	s.update(func(r *rows) {
		dropped = r.sweep(codes, func(_, v []byte) bool { return expired(v, now) }) +
			r.sweep(drafts, func(_, v []byte) bool { return expired(v, now) }) +
			r.sweep(deliveries, func(k, v []byte) bool {
				d, err := s.openDelivery(k, v)
				return err == nil && d.done() && now.Sub(d.Ended) > deliveriesKept
			})
	})
	s.compactDaily(now)
	return dropped
}

func (r *rows) sweep(b bucket, old func(k, v []byte) bool) int {
	var keys [][]byte
	r.keep(r.tx.Bucket(b.name()).ForEach(func(k, v []byte) error {
		if old(k, v) {
			keys = append(keys, append([]byte(nil), k...))
		}
		return nil
	}))
	for _, k := range keys {
		r.drop(b, k)
	}
	return len(keys)
}
