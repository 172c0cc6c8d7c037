package relationship

import (
	"fmt"
	"time"
)

// Handover is a promise or a KPI that went from one person of a party to another.
type Handover struct {
	From, To  string // persons; From is empty when it was in the hands of whoever agrees for the party
	By, Party string
	At        time.Time
}

// Charge is what a person has in hand for their party: what would wait for those who agree for it, if they left.
type Charge struct {
	Promises []*Commitment // open ones, given or received, by number
	KPIs     []*KPI        // those they report
}

// None says that the person has nothing in hand.
func (c Charge) None() bool { return len(c.Promises)+len(c.KPIs) == 0 }

// ChargeOf is what a person has in hand at now; also of one who has left.
func (s *Shared) ChargeOf(person string, now time.Time) (c Charge) {
	for _, k := range inOrder(s.Commitments) {
		if k.Open(now) && (k.Giver.Person == person || k.Receiver.Person == person) {
			c.Promises = append(c.Promises, k)
		}
	}
	for _, k := range inOrder(s.KPIs) {
		if k.Retired.IsZero() && k.reportedBy(person) {
			c.KPIs = append(c.KPIs, k)
		}
	}
	return c
}

// reportedBy says whether the person reports the KPI, or would by the version that waits.
func (k *KPI) reportedBy(person string) bool {
	return k.Terms().Owner == person || k.waits() && k.Proposed.Owner == person
}

// successor refuses to hand something over to somebody who could not do it. From is who has it now.
func (s *Shared) successor(party, from, to string) error {
	p := s.Persons[to]
	switch {
	case p == nil || !p.Active():
		return refuse("to", "Name somebody of "+s.PartyName(party)+" who takes part here.")
	case p.Party != party:
		return refuse("to", s.PersonName(to)+" belongs to "+s.PartyName(p.Party)+". Each party hands over to its own people.")
	case p.Role == Observer:
		return refuse("to", s.PersonName(to)+" only reads here. Name somebody else of "+s.PartyName(party)+".")
	case to == from:
		return refuse("to", s.PersonName(to)+" has it already. Name somebody else of "+s.PartyName(party)+".")
	}
	return nil
}

// mayHandOver refuses who neither acts for this side nor leads its party.
func (s *Shared) mayHandOver(by By, side Side) error {
	if p := s.Persons[by.Person]; s.acts(by, side) || p.Party == side.Party && p.Role == Lead {
		return nil
	}
	who := "somebody who agrees for " + s.PartyName(side.Party)
	if p := s.named(side); p != nil {
		who = s.PersonName(p.ID) + " or a relationship manager of " + s.PartyName(side.Party)
	}
	return s.only("Only "+who+" can hand this over.", side.Party)
}

// HandOverCommitment puts one's party's side of an open promise into the hands of a colleague. What was promised, until
// when, and how it counts stays: a promise is the party's.
type HandOverCommitment struct {
	byMember
	onlyJoint
	Seen
	Commitment int
	To         string // person
}

func (c *HandOverCommitment) on() (string, int) {
	return thing("commitment", c.Commitment), c.Seen.Seen
}

func (c *HandOverCommitment) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openCommitment(c.Commitment, p.At, CommitmentRequested, CommitmentAgreed, CommitmentUnconfirmed, CommitmentMissed)
	if err != nil {
		return err
	}
	side := k.sideOf(p.By.Party)
	if err := firstError(s.mayHandOver(p.By, side), s.successor(side.Party, side.Person, c.To)); err != nil {
		return err
	}
	p.add(&commitmentHandedOver{aboutCommitment: aboutCommitment{k.ID}, From: side.Person, To: c.To})
	return nil
}

// HandOverKPI lets a colleague report a KPI. Its terms stay as they were agreed.
type HandOverKPI struct {
	byMember
	onlyJoint
	Seen
	KPI int
	To  string // person
}

func (c *HandOverKPI) on() (string, int) { return thing("kpi", c.KPI), c.Seen.Seen }

func (c *HandOverKPI) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.kpi(c.KPI)
	if err != nil {
		return err
	}
	owner := Side{k.Terms().Owner, s.ownerParty(k.Terms())}
	if owner.Party == "" {
		return refuse("", k.Title()+" has nobody who reports it yet. Name somebody by revising it.")
	}
	if err := firstError(s.mayHandOver(p.By, owner), s.successor(owner.Party, owner.Person, c.To)); err != nil {
		return err
	}
	p.add(&kpiHandedOver{aboutKPI: aboutKPI{k.ID}, From: owner.Person, To: c.To})
	return nil
}

// HandOverAll puts everything that a person of one's own party has in hand into the hands of one colleague.
type HandOverAll struct {
	byMember
	onlyJoint
	From, To string // persons
}

func (c *HandOverAll) joint(s *Shared, p *Part[Shared]) error {
	from := s.Persons[c.From]
	if from == nil || from.Party != p.By.Party {
		return refuse("from", "Name somebody of "+s.PartyName(p.By.Party)+", who may have left. Each party hands over what its own people have.")
	}
	if err := firstError(s.mayHandOver(p.By, Side{c.From, from.Party}), s.successor(from.Party, c.From, c.To)); err != nil {
		return err
	}
	charge := s.ChargeOf(c.From, p.At)
	if charge.None() {
		return refuse("from", fmt.Sprintf("%s has no open promise and reports no KPI. There is nothing to hand over.", s.PersonName(c.From)))
	}
	for _, k := range charge.Promises {
		p.add(&commitmentHandedOver{aboutCommitment: aboutCommitment{k.ID}, From: c.From, To: c.To})
	}
	for _, k := range charge.KPIs {
		p.add(&kpiHandedOver{aboutKPI: aboutKPI{k.ID}, From: c.From, To: c.To})
	}
	return nil
}

// handed tells who got something into their hands, and the other side of a promise whom it has to do with from now on.
func (v View) handed() (out []Duty) {
	for _, c := range v.Shared.Commitments {
		if n := len(c.Handovers); n > 0 {
			h := c.Handovers[n-1]
			out = append(out, v.handing(thing("commitment", c.ID), h, h.To)...)
			out = append(out, v.handing(thing("commitment", c.ID), h, c.other(h.Party).Person)...)
		}
	}
	for _, k := range v.Shared.KPIs {
		if n := len(k.Handovers); n > 0 {
			out = append(out, v.handing(thing("kpi", k.ID), k.Handovers[n-1], k.Handovers[n-1].To)...)
		}
	}
	return out
}

// handing tells one person of a handover, if they are of the view's party and did not do it themselves.
func (v View) handing(t string, h Handover, person string) []Duty {
	p := v.Shared.Persons[person]
	if p == nil || p.Party != v.Party || !p.Active() || person == h.By { // audience: a view tells the people of its party; mutate: s/p.Party != v.Party/p.Party == ""/
		return nil
	}
	at := v.inHours(person, h.At)
	return []Duty{{Key: fmt.Sprintf("%s handed over %d %s", t, h.At.UnixMilli(), person), Kind: DutyHanded, Thing: t, Person: person,
		At: at, Until: at.AddDate(0, 0, tellHanded)}}
}

// commitmentHandedOver names both persons, so that each of the two sides knows whether it is meant.
type commitmentHandedOver struct {
	wordless
	givesNothing
	aboutCommitment
	From string `json:"from,omitempty"` // absent where the party alone stood
	To   string `json:"to"`
}

func (*commitmentHandedOver) kind() string { return "commitment handed over" }
func (e *commitmentHandedOver) apply(s *Shared, by said) {
	c := e.of(s)
	if side := c.side(by.party); side != nil {
		side.Person = e.To
		c.Handovers = append(c.Handovers, Handover{e.From, e.To, by.by, by.party, by.at})
	}
}

// side is the side of the promise that belongs to the party; nil for a party that is none of the two.
func (c *Commitment) side(party string) *Side {
	switch party {
	case c.Giver.Party:
		return &c.Giver
	case c.Receiver.Party:
		return &c.Receiver
	}
	return nil
}

type kpiHandedOver struct {
	wordless
	givesNothing
	aboutKPI
	From string `json:"from"`
	To   string `json:"to"`
}

func (*kpiHandedOver) kind() string { return "kpi handed over" }
func (e *kpiHandedOver) apply(s *Shared, by said) {
	k := e.of(s)
	for _, v := range []*KPIVersion{k.InForce, k.Proposed} {
		if v != nil && v.Owner == e.From {
			v.Owner = e.To
		}
	}
	k.Handovers = append(k.Handovers, Handover{e.From, e.To, by.by, by.party, by.at})
}
