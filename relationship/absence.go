package relationship

import (
	"fmt"
	"slices"
	"time"
)

// Absence is a time in which a person is not asked anything; their party alone knows.
type Absence struct {
	From, To Date   // both days belong to it
	Delegate string // person id of a colleague who is asked instead; empty when nobody is
}

// awayOn is the absence that covers a day, the one said last if several do; nil when the person is there.
func (o *Own) awayOn(person string, day Date) *Absence {
	for _, a := range slices.Backward(o.Away[person]) {
		if !day.Before(a.From) && !day.After(a.To) {
			return &a
		}
	}
	return nil
}

// standIn is who is asked on a day instead of a person who is away: their delegate, or, if that one is away too, theirs;
// the person themself when they are there; empty when nobody can be asked.
func (v View) standIn(person string, day Date) string {
	for range len(v.Own.Away) + 1 { // each absence is followed once: two people may stand in for each other
		a := v.Own.awayOn(person, day)
		if a == nil {
			return person
		}
		if person = a.Delegate; !v.asks(person) {
			return ""
		}
	}
	return ""
}

// asks says whether somebody can be asked at all: a person of the party who takes part, and more than reads.
func (v View) asks(person string) bool {
	p := v.Shared.Persons[person]
	return p != nil && p.Active() && p.Party == v.Party && p.Role != Observer
}

// Ahead lists the absences of a person that go on or lie ahead on a day, in the order in which they were said.
func (o *Own) Ahead(person string, day Date) []Absence {
	return slices.DeleteFunc(slices.Clone(o.Away[person]), func(a Absence) bool { return a.To.Before(day) })
}

// StandIn is who is asked instead of somebody during an absence as things stand now; empty when nobody is, because
// nobody was named, or because whoever was named has left, only reads, or is away on its first day too.
func (v View) StandIn(a Absence) string {
	if !v.asks(a.Delegate) {
		return ""
	}
	return v.standIn(a.Delegate, a.From)
}

// SetAway says from when to when one is away, and who is asked instead. In a check-in that is open already the delegate
// is asked at once.
type SetAway struct {
	byMember
	From, To Date
	Delegate string
	lent     lentCount
	checkIn  int
	asked    []string // of the check-in that is open, with the delegate; nil when nothing changes
}

func (c *SetAway) lend(v View, by By, at time.Time) error {
	c.checkIn, c.asked = 0, nil
	in := v.Shared.Latest()
	if in == nil || v.Party != by.Party || in.Closed(at) || in.Slot.Before(c.From) || in.Slot.After(c.To) {
		return nil
	}
	n := v.Own.counts(in.ID, in.Slot)
	r := v.Own.Rounds[in.ID]
	if v.Own.counted(in, by.Person) {
		n.Asked--
		if d := c.Delegate; v.asks(d) && v.Own.awayOn(d, in.Slot) == nil && !slices.Contains(r.Asked, d) && r.Answers[d] == nil {
			c.asked = append(slices.Clone(r.Asked), d)
			n.Asked++
		}
	}
	c.checkIn, c.lent = in.ID, lentCount{by.Party, n}
	return nil
}

func (c *SetAway) joint(s *Shared, p *Part[Shared]) error {
	switch d := s.Persons[c.Delegate]; {
	case c.To.Before(c.From):
		return refuse("to", "The last day is before the first. Write it like 4-15 Aug.")
	case c.To.Before(DateOf(p.At, zoneOrUTC(s.Persons[p.By.Person].Zone))):
		return refuse("to", "The last day has passed. Choose days that are still to come.")
	case c.To.Since(c.From) > 366:
		return refuse("to", "More than a year away is too long to promise. Ask your relationship manager to take you out instead.")
	case c.Delegate == "":
	case d == nil || !d.Active() || d.Party != p.By.Party || d.Role == Observer || d.ID == p.By.Person:
		return refuse("delegate", "Choose one of your own colleagues here.")
	}
	if in := s.CheckIns[c.checkIn]; in != nil {
		p.add(c.lent.event(in)...)
	}
	return nil
}

func (c *SetAway) own(_ View, p *Part[Own]) error {
	p.add(&awaySet{From: c.From, To: c.To, Delegate: c.Delegate, aboutPerson: aboutPerson{p.By.Person}})
	if c.asked != nil {
		p.add(&membersAsked{aboutCheckIn: aboutCheckIn{c.checkIn}, Persons: c.asked})
	}
	return nil
}

// ComeBack ends the absences that go on or lie ahead; those that are over stay, so that nobody counts as silent in a
// check-in they were away for. Who comes back while a check-in is open is asked after all.
type ComeBack struct {
	byMember
	lent    lentCount
	checkIn int
}

func (c *ComeBack) lend(v View, by By, at time.Time) error {
	c.checkIn = 0
	in := v.Shared.Latest()
	if in == nil || v.Party != by.Party || in.Closed(at) || in.Slot.Before(v.today(by.Person, at)) {
		return nil
	}
	r := v.Own.Rounds[in.ID]
	if r == nil || r.Empty || !slices.Contains(r.Asked, by.Person) || r.Answers[by.Person] != nil || v.Own.awayOn(by.Person, in.Slot) == nil {
		return nil
	}
	if _, skips := r.Skips[by.Person]; skips {
		return nil
	}
	n := v.Own.counts(in.ID, in.Slot)
	n.Asked++
	c.checkIn, c.lent = in.ID, lentCount{by.Party, n}
	return nil
}

func (c *ComeBack) joint(s *Shared, p *Part[Shared]) error {
	if in := s.CheckIns[c.checkIn]; in != nil {
		p.add(c.lent.event(in)...)
	}
	return nil
}

func (c *ComeBack) own(v View, p *Part[Own]) error {
	if v.Party != p.By.Party {
		return nil
	}
	on := v.today(p.By.Person, p.At)
	if len(v.Own.Ahead(p.By.Person, on)) == 0 {
		return refuse("", "You are not away, and no absence of yours lies ahead. Say when: checkin away 4-15 Aug.")
	}
	p.add(&awayEnded{aboutPerson: aboutPerson{p.By.Person}, On: on})
	return nil
}

// today is the day it is where a person lives.
func (v View) today(person string, at time.Time) Date { return DateOf(at, v.zone(person)) }

type awaySet struct {
	wordless
	givesNothing
	aboutPerson
	From     Date   `json:"from"`
	To       Date   `json:"to"`
	Delegate string `json:"delegate,omitempty"`
}

func (*awaySet) kind() string { return "away set" }
func (e *awaySet) apply(o *Own, _ said) {
	o.Away[e.Person] = append(o.Away[e.Person], Absence{e.From, e.To, e.Delegate})
}

type awayEnded struct {
	wordless
	givesNothing
	aboutPerson
	On Date `json:"on,omitzero"` // from when on they are there; before it was recorded, every absence ended
}

func (*awayEnded) kind() string { return "away ended" }
func (e *awayEnded) apply(o *Own, _ said) {
	if e.On.IsZero() {
		delete(o.Away, e.Person)
		return
	}
	var kept []Absence
	for _, a := range o.Away[e.Person] {
		if a.To.Before(e.On) {
			kept = append(kept, a)
		} else if a.From.Before(e.On) {
			kept = append(kept, Absence{a.From, e.On.AddDays(-1), a.Delegate})
		}
	}
	o.Away[e.Person] = kept
}

// SlotSkip is a check-in all parties may agree to leave out beforehand, at most one per quarter.
type SlotSkip struct {
	Slot    Date
	Why     string
	parties map[string]bool
}

// Agreed says whether all of these parties agreed.
func (k *SlotSkip) Agreed(parties []*Party) bool {
	for _, p := range parties {
		if !k.parties[p.ID] {
			return false
		}
	}
	return true
}

// By says whether the party has proposed or agreed.
func (k *SlotSkip) By(party string) bool { return k.parties[party] }

// SkipSlot agrees for one's party to leave out the next check-in. It is left out once every party agreed, before it
// opens; then it does not count as missed.
type SkipSlot struct {
	byAgreer
	onlyJoint
	Why string
}

func (c *SkipSlot) joint(s *Shared, p *Part[Shared]) error {
	plan, ok := s.planned(p.At)
	if !ok {
		return refuse("", "No check-in is coming that could be left out.")
	}
	if !plan.opens.After(p.At) {
		return refuse("", "The next check-in is opening already. Leave it out person by person: checkin skip.")
	}
	for _, k := range s.Skips {
		if k.Slot != plan.nominal && k.Agreed(s.Active()) && QuarterOf(s.Start, k.Slot) == QuarterOf(s.Start, plan.nominal) {
			return refuse("", fmt.Sprintf("The check-in of %s is left out already; one per quarter can be.", k.Slot))
		}
	}
	if k := s.Skips[plan.nominal.String()]; k != nil && k.By(p.By.Party) {
		return refuse("", s.PartyName(p.By.Party)+" has agreed to this already.")
	}
	if err := atMost("why", c.Why, 500); err != nil {
		return err
	}
	p.add(&skipAgreed{worded{map[string]string{"why": c.Why}}, givesNothing{}, plan.nominal})
	return nil
}

type skipAgreed struct {
	worded
	givesNothing
	Slot Date `json:"slot"`
}

func (*skipAgreed) kind() string       { return "slot skip agreed" }
func (e *skipAgreed) things() []string { return []string{"slot " + e.Slot.String()} }
func (e *skipAgreed) apply(s *Shared, by said) {
	k := s.Skips[e.Slot.String()]
	if k == nil {
		k = &SlotSkip{Slot: e.Slot, Why: e.Words["why"], parties: map[string]bool{}}
		s.Skips[e.Slot.String()] = k
	}
	k.parties[by.party] = true
}
