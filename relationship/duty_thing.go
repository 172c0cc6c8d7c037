package relationship

import (
	"fmt"
	"slices"
	"time"
)

// For how many days something is worth telling after it happened.
const (
	tellQuestion = 14
	tellMiss     = 7
	tellArrival  = 14
	tellHit      = 14
	tellHanded   = 14
	tellLost     = 14
	remindBefore = 7 // at most, when the day of a promise is a day off
)

// waiting tells people, once, that something waits for their word.
func (v View) waiting(now time.Time) (out []Duty) {
	for _, q := range v.Shared.questionsTo(v.Party, now) {
		for _, p := range q.Persons {
			at := v.inHours(p, q.At)
			out = append(out, Duty{Key: q.Key(p), Kind: DutyWait, Thing: q.Thing, Person: p, At: at, Until: at.AddDate(0, 0, tellQuestion)})
		}
	}
	return out
}

// promises reminds those who gave a promise on the morning of its day, and asks them why when it passed.
func (v View) promises(now time.Time) (out []Duty) {
	for _, c := range v.Shared.Commitments {
		if c.Giver.Party != v.Party || c.Done != nil || c.Reason != "" {
			continue
		}
		state := c.State(now)
		if state != CommitmentAgreed && state != CommitmentMissed {
			continue
		}
		for _, p := range v.Shared.answering(c.Giver) {
			if state == CommitmentAgreed {
				out = append(out, v.due(c, p))
			}
			out = append(out, v.missed(c, p)) // in advance, too, so that its hour is noticed
		}
	}
	return out
}

// due reminds of a promise on the morning of its day; where nobody works on that day, on the last morning before it.
func (v View) due(c *Commitment, person string) Duty {
	t := thing("commitment", c.ID)
	d := Duty{Key: fmt.Sprintf("%s due %s %s", t, c.Due, person), Kind: DutyDue, Thing: t, Person: person, Until: c.DueBy}
	for back := 1; back <= remindBefore; back++ {
		if d.At = v.inHours(person, laterOf(c.DueBy.AddDate(0, 0, -back), c.Agreed)); d.At.Before(c.DueBy) {
			break
		}
	}
	return d
}

func (v View) missed(c *Commitment, person string) Duty {
	t, at := thing("commitment", c.ID), v.inHours(person, c.DueBy)
	return Duty{Key: fmt.Sprintf("%s missed %s %s", t, c.Due, person), Kind: DutyMissed, Thing: t, Person: person,
		At: at, Until: at.AddDate(0, 0, tellMiss)}
}

// misses gives every lead a private word when a party that kept its promises missed one: often the first sign.
func (v View) misses(now time.Time) (out []Duty) {
	for _, party := range v.Shared.Active() {
		if !v.Shared.missedLately(party.ID, now) {
			continue
		}
		c, ok := v.Shared.FirstMiss(party.ID, now)
		if !ok {
			continue
		}
		for _, lead := range v.Shared.Leads(v.Party) { // audience: a view tells the people of its party; mutate: s/v.Party/""/
			t := thing("commitment", c.ID)
			out = append(out, Duty{Key: t + " first miss " + lead.ID, Kind: DutyFirst, Thing: t, Person: lead.ID,
				At: v.inHours(lead.ID, v.Shared.firstKnown(c, now)), Until: c.DueBy.AddDate(0, 0, tellMiss)})
		}
	}
	return out
}

// missedLately says whether the day of a promise of the party ended so lately that a miss is still told.
func (s *Shared) missedLately(party string, now time.Time) bool {
	since := now.AddDate(0, 0, -tellMiss)
	for _, c := range s.Commitments {
		if c.Giver.Party == party && !now.Before(c.DueBy) && c.DueBy.After(since) {
			return true
		}
	}
	return false
}

// firstKnown is since when a first miss is known to be one: its day, or when silence accepted what was done before it.
func (s *Shared) firstKnown(miss *Commitment, now time.Time) time.Time {
	since := miss.DueBy
	for _, c := range s.Commitments {
		if c.Giver.Party == miss.Giver.Party && !c.DueBy.After(miss.DueBy) && c.BySilence(now) {
			since = laterOf(since, c.Done.SilentAfter)
		}
	}
	return since
}

// turn is the next instant at which a promise falls due or silence accepts one. Whose first miss that makes is not
// known before.
func (v View) turn(now time.Time) (next time.Time) {
	if v.Shared.live() != nil || !v.Shared.taking(v.Party) {
		return next
	}
	for _, c := range v.Shared.Commitments {
		switch {
		case c.Agreed.IsZero() || c.freed():
		case c.Done == nil:
			next = earliestAfter(now, next, c.DueBy)
		case c.Done.Accepted.IsZero():
			next = earliestAfter(now, next, c.Done.SilentAfter)
		}
	}
	return next
}

// measures asks the owner of a KPI for the reading that is due, and tells the leads when a target was reached.
func (v View) measures(now time.Time) (out []Duty) {
	for _, k := range v.Shared.LiveKPIs() {
		out = append(out, v.measure(k)...)
		if k.hitLately(now) {
			out = append(out, v.hit(k, now)...)
		}
	}
	return out
}

func (v View) measure(k *KPI) (out []Duty) {
	party := v.Shared.ownerParty(k.Terms())
	if party != v.Party {
		return nil
	}
	t, due := thing("kpi", k.ID), k.DueOn()
	for _, p := range v.Shared.answering(Side{k.Terms().Owner, party}) {
		at := v.inHours(p, laterOf(DayStart(due, v.zone(p)), k.InForce.Stands))
		out = append(out, Duty{Key: fmt.Sprintf("%s measure %s %s", t, due, p), Kind: DutyMeasure, Thing: t, Person: p,
			At: at, Until: at.AddDate(0, 0, max(1, k.Terms().Every/2))})
	}
	return out
}

func (v View) hit(k *KPI, now time.Time) (out []Duty) {
	hit, ok := k.Hit(now)
	if !ok {
		return nil
	}
	t, at := thing("kpi", k.ID), laterOf(hit.Reading.At, k.InForce.Stands)
	for _, lead := range v.Shared.Leads(v.Party) { // audience: a view tells the people of its party; mutate: s/v.Party/""/
		out = append(out, Duty{Key: fmt.Sprintf("%s hit %d %s", t, hit.Version, lead.ID), Kind: DutyHit, Thing: t, Person: lead.ID,
			At: v.inHours(lead.ID, at), Until: at.AddDate(0, 0, tellHit)})
	}
	return out
}

// hitLately says whether a hit may be so new that it is still told. It spares looking at all readings there ever were.
func (k *KPI) hitLately(now time.Time) bool {
	since := now.AddDate(0, 0, -tellHit)
	return k.InForce.Stands.After(since) || slices.ContainsFunc(k.Readings, func(r *Reading) bool {
		return r.At.After(since) && k.InForce.reached(r.exact())
	})
}

// arrivals tells every lead who was there before that another party has joined.
func (v View) arrivals() (out []Duty) {
	came := slices.Index(v.Shared.order, v.Party)
	for _, p := range v.Shared.Others(v.Party) {
		for _, lead := range v.Shared.Leads(v.Party) {
			if slices.Index(v.Shared.order, p.ID) < came || lead.Joined.After(p.Joined) {
				continue
			}
			at := v.inHours(lead.ID, p.Joined)
			out = append(out, Duty{Key: "party " + p.ID + " joined " + lead.ID, Kind: DutyJoined, Thing: "party " + p.ID, Person: lead.ID,
				At: at, Until: at.AddDate(0, 0, tellArrival)})
		}
	}
	return out
}
