package bot

import (
	"time"

	"collab/relationship"
)

// reader is everything of a person that their status depends on: whose eyes they have, the zone of their days, and what
// stands in their party's own ledger; where joint alone is shown, that is a ledger without entries.
type reader struct {
	party, zone string
	own         relationship.Head
}

// kept is a message that says the same to every such reader from one instant to another, as long as nothing is recorded
// in joint. Nothing in it may be changed.
type kept struct {
	message     *Message
	from, until time.Time
}

// mostReaders bounds how many messages are kept with a standing.
const mostReaders = 100

// said is the status of this standing as this reader was told it last, if it is still true at now; nil otherwise.
func (all *standings) said(k *standing, to reader, now time.Time) *Message {
	all.Lock()
	defer all.Unlock()
	s := k.status[to]
	if now.Before(s.from) || !now.Before(s.until) {
		return nil
	}
	return s.message
}

func (all *standings) say(k *standing, to reader, s kept) {
	all.Lock()
	defer all.Unlock()
	if k.status == nil || len(k.status) >= mostReaders {
		k.status = map[reader]kept{}
	}
	k.status[to] = s
}

// keptStatus is the status for the person who asks, as it was composed for a reader like them while it holds: until
// something is recorded in a ledger of the view, or time alone changes a figure or a line of it.
func (t *turn) keptStatus(v relationship.View) *Message {
	stands := t.stands(v.Shared)
	to := reader{zone: t.loc.String(), own: v.Own.Head()} // audience: what is kept is said again where the same ledgers are read alone; mutate: s/v.Own.Head()/relationship.Head{}/
	to.party = t.who.Party                                // audience: and to the same party alone; mutate: s/t.who.Party/""/
	if m := t.standings.said(stands, to, t.now); m != nil {
		return m
	}
	m := t.ownStatus(v)
	t.standings.say(stands, to, kept{&m, t.now, t.holds(v.Shared, stands.until)})
	return &m
}

// holds is until when time alone changes no line of a status: no promise falls due or is accepted by silence, no
// check-in closes or is the next one no more, no review is opened or missed, and for the reader it is the same day.
func (t *turn) holds(s *relationship.Shared, until time.Time) time.Time {
	turns := func(at time.Time) {
		if at.After(t.now) && at.Before(until) {
			until = at
		}
	}
	turns(relationship.DayEnd(relationship.DateOf(t.now, t.loc), t.loc))
	for _, c := range s.Commitments {
		if turns(c.DueBy); c.Done != nil {
			turns(c.Done.SilentAfter)
		}
	}
	if c := s.Latest(); c != nil {
		turns(c.To)
	}
	if r := s.LatestReview(); r != nil {
		turns(r.To)
	}
	if r, ok := s.NextReview(t.now); ok {
		turns(r.From)
		turns(r.At)
		turns(r.To)
	}
	next := s.NextCheckIn(t.now)
	if turns(next); !next.IsZero() && !next.After(t.now) { // late: which one is next depends on the very instant
		return t.now
	}
	return until
}
