package relationship

import "time"

// Wait is what a promise waits for.
type Wait string

// The waits, as they stand in the list of what a person has to do.
const (
	WaitAnswer       Wait = "answer"       // agree, decline, or answer with other terms
	WaitNewDue       Wait = "new date"     // agree or decline another date
	WaitDelivery     Wait = "delivery"     // do it, and say so
	WaitReason       Wait = "reason"       // say why it was missed
	WaitConfirmation Wait = "confirmation" // accept or reject what was delivered
	WaitRelease      Wait = "release"      // agree that the giver takes it back
)

// Waiting says who is asked for what. Without a person it is anyone who agrees for the party.
type Waiting struct {
	Side
	What Wait
}

// PromiseWait is one promise that waits for a person, and what for.
type PromiseWait struct {
	*Commitment
	What Wait
}

// WaitsFor lists who has to do what about the promise at now; nothing once it is over.
func (c *Commitment) WaitsFor(now time.Time) []Waiting {
	switch c.State(now) {
	case CommitmentRequested:
		return []Waiting{{c.asked(), WaitAnswer}}
	case CommitmentAgreed:
		if c.Proposed != nil {
			return []Waiting{{c.other(c.Proposed.Party), WaitNewDue}, {c.Giver, WaitDelivery}}
		}
		return []Waiting{{c.Giver, WaitDelivery}}
	case CommitmentUnconfirmed:
		return []Waiting{{c.Receiver, WaitConfirmation}}
	case CommitmentMissed:
		return c.missedWaits()
	case CommitmentCancelled:
		if c.Cancelled.Side == ByGiver && !c.Agreed.IsZero() && now.Before(c.DueBy) {
			return []Waiting{{c.Receiver, WaitRelease}}
		}
	}
	return nil
}

func (c *Commitment) missedWaits() []Waiting {
	var out []Waiting
	if c.Reason == "" {
		out = append(out, Waiting{c.Giver, WaitReason})
	}
	if c.Cancelled == nil {
		out = append(out, Waiting{c.Giver, WaitDelivery})
	}
	return out
}

// other is the side of the promise that is not of this party.
func (c *Commitment) other(party string) Side {
	if c.Giver.Party == party {
		return c.Receiver
	}
	return c.Giver
}

// PromisesWaiting lists the promises that wait for this person, in order of their numbers. What waits for a person who
// left or only reads by now, or for a party without a name, waits for those who agree for that party.
func (s *Shared) PromisesWaiting(person string, now time.Time) []PromiseWait {
	by := By{Person: person}
	if p := s.Persons[person]; p != nil {
		by.Party = p.Party
	}
	if _, err := s.person(by); err != nil {
		return nil
	}
	var out []PromiseWait
	for _, c := range inOrder(s.Commitments) {
		for _, w := range c.WaitsFor(now) {
			if s.acts(by, w.Side) {
				out = append(out, PromiseWait{c, w.What})
			}
		}
	}
	return out
}

// named is the person who acts for a side of a promise; nil where nobody is named, or where that person left or only
// reads by now, so that whoever agrees for the party acts.
func (s *Shared) named(side Side) *Person {
	if p := s.Persons[side.Person]; p != nil && p.Active() && p.Role != Observer {
		return p
	}
	return nil
}

// acts says whether somebody acts for a side of a promise.
func (s *Shared) acts(by By, side Side) bool {
	if by.Party != side.Party {
		return false
	}
	if p := s.named(side); p != nil {
		return by.Person == p.ID
	}
	return s.MayAgree(by.Person)
}

// Acts says whether this person acts for a side of a promise: the one named, or whoever agrees for the party where nobody
// is named or that person left or only reads by now.
func (s *Shared) Acts(person string, side Side) bool {
	p := s.Persons[person]
	return p != nil && p.Active() && s.acts(By{person, p.Party}, side)
}

// mustAct refuses who does not act for this side, and names who does.
func (s *Shared) mustAct(by By, side Side) error {
	if s.acts(by, side) {
		return nil
	}
	if p := s.named(side); p != nil {
		return &Refusal{Reason: "Only " + s.PersonName(p.ID) + " of " + s.PartyName(side.Party) + " can do this.", Ask: []string{p.ID}}
	}
	return s.only("Only somebody who agrees for "+s.PartyName(side.Party)+" can do this.", side.Party)
}
