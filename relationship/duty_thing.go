package relationship

import (
	"fmt"
	"time"
)

// For how many days something is worth telling after it happened.
const (
	tellQuestion = 14
	tellMiss     = 7
	tellHit      = 14
)

// waiting tells people, once, that something waits for their word.
func (v View) waiting(now time.Time) (out []Duty) {
	for _, q := range v.Shared.questionsTo(v.Party, now) {
		for _, p := range q.Persons {
			out = append(out, Duty{Key: q.key(p), Kind: DutyWait, Thing: q.Thing, Person: p,
				At: v.inHours(p, q.At), Until: q.At.AddDate(0, 0, tellQuestion)})
		}
	}
	return out
}

// promises reminds those who gave a promise on the morning of its day, and asks them why when it passed.
func (v View) promises(now time.Time) (out []Duty) {
	for _, c := range inOrder(v.Shared.Commitments) {
		if c.Giver.Party != v.Party {
			continue
		}
		t := thing("commitment", c.ID)
		for _, p := range v.givers(c) {
			switch state := c.State(now); {
			case state == CommitmentAgreed:
				morning := v.inHours(p, c.DueBy.Add(-24*time.Hour))
				out = append(out, Duty{Key: fmt.Sprintf("%s due %s %s", t, c.Due, p), Kind: DutyDue, Thing: t, Person: p, At: morning, Until: c.DueBy})
				out = append(out, v.missed(c, t, p)) // so that its hour is noticed
			case state == CommitmentMissed && c.Reason == "":
				out = append(out, v.missed(c, t, p))
			}
		}
	}
	return out
}

func (v View) missed(c *Commitment, t, person string) Duty {
	return Duty{Key: fmt.Sprintf("%s missed %s %s", t, c.Due, person), Kind: DutyMissed, Thing: t, Person: person,
		At: v.inHours(person, c.DueBy), Until: c.DueBy.AddDate(0, 0, tellMiss)}
}

// givers is who answers for a promise on the giver's side: the person named, or whoever agrees for the party.
func (v View) givers(c *Commitment) []string {
	if p := v.Shared.Persons[c.Giver.Person]; p != nil && p.Active() {
		return []string{p.ID}
	}
	return v.Shared.agreers(c.Giver.Party)
}

// misses gives every lead a private word when a party that kept its promises missed one: often the first sign.
func (v View) misses(now time.Time) (out []Duty) {
	for _, party := range v.Shared.Active() {
		c, ok := v.Shared.FirstMiss(party.ID, now)
		if !ok {
			continue
		}
		for _, lead := range v.Shared.Leads(v.Party) {
			t := thing("commitment", c.ID)
			out = append(out, Duty{Key: t + " first miss " + lead.ID, Kind: DutyFirst, Thing: t, Person: lead.ID,
				At: v.inHours(lead.ID, c.DueBy), Until: c.DueBy.AddDate(0, 0, tellMiss)})
		}
	}
	return out
}

// measures asks the owner of a KPI for the reading that is due, and tells the leads when a target was reached.
func (v View) measures(now time.Time) (out []Duty) {
	for _, k := range v.Shared.LiveKPIs() {
		t := thing("kpi", k.ID)
		owner := k.Terms().Owner
		if due := k.DueOn(); !due.IsZero() && v.Shared.ownerParty(k.Terms()) == v.Party && v.Shared.Persons[owner].Active() {
			at := v.inHours(owner, due.midnight())
			out = append(out, Duty{Key: fmt.Sprintf("%s measure %s %s", t, due, owner), Kind: DutyMeasure, Thing: t, Person: owner,
				At: at, Until: at.AddDate(0, 0, max(1, k.Terms().Every/2))})
		}
		if hit, ok := k.Hit(now); ok {
			for _, lead := range v.Shared.Leads(v.Party) {
				out = append(out, Duty{Key: fmt.Sprintf("%s hit %d %s", t, hit.Version, lead.ID), Kind: DutyHit, Thing: t, Person: lead.ID,
					At: v.inHours(lead.ID, hit.Reading.At), Until: hit.Reading.At.AddDate(0, 0, tellHit)})
			}
		}
	}
	return out
}
