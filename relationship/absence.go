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

// awayOn is the absence that covers a day; nil when the person is there.
func (o *Own) awayOn(person string, day Date) *Absence {
	for _, a := range o.Away[person] {
		if !day.Before(a.From) && !day.After(a.To) {
			return &a
		}
	}
	return nil
}

// SetAway says from when to when one is away, and who is asked instead.
type SetAway struct {
	byMember
	From, To Date
	Delegate string
	lent     lentCount
	checkIn  int
}

func (c *SetAway) lend(v View, by By, at time.Time) error {
	c.checkIn = 0
	in := v.Shared.Latest()
	if in == nil || v.Party != by.Party || in.Closed(at) || in.Slot.Before(c.From) || in.Slot.After(c.To) {
		return nil
	}
	n := v.Own.counts(in.ID, in.Slot)
	if slices.Contains(v.Own.Silent(in), by.Person) {
		n.Asked--
	}
	c.checkIn, c.lent = in.ID, lentCount{by.Party, n}
	return nil
}

func (c *SetAway) joint(s *Shared, p *Part[Shared]) error {
	switch d := s.Persons[c.Delegate]; {
	case c.To.Before(c.From):
		return refuse("to", "The last day is before the first. Write it like 4-15 Aug.")
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
	return nil
}

// ComeBack ends all absences that lie ahead or go on now.
type ComeBack struct {
	byMember
	onlyOwn
}

func (*ComeBack) own(v View, p *Part[Own]) error {
	if len(v.Own.Away[p.By.Person]) == 0 {
		return refuse("", "You are not away.")
	}
	p.add(&awayEnded{aboutPerson: aboutPerson{p.By.Person}})
	return nil
}

// SetHours says at which hours of a working day one wants to be asked.
type SetHours struct {
	byMember
	onlyOwn
	Hours Hours
}

func (c *SetHours) own(_ View, p *Part[Own]) error {
	if !c.Hours.From.real() || !c.Hours.To.real() || c.Hours.From == c.Hours.To {
		return refuse("hours", "Write your working hours like 09:00 to 17:00.")
	}
	p.add(&hoursSet{aboutPerson: aboutPerson{p.By.Person}, Hours: c.Hours})
	return nil
}

// defaultHours are the working hours of a person who set none.
var defaultHours = Hours{From: Clock{9, 0}, To: Clock{17, 0}}

// inHours is t, or the next instant at which the person works: in their zone, on their party's working days, when they
// are not away.
func (v View) inHours(person string, t time.Time) time.Time {
	cal := v.Shared.CalendarOf(v.Party)
	loc := v.zone(person)
	cal.Zone = loc.String()
	h := v.hours(person)
	for t = h.Next(t, cal); ; t = h.Next(t, cal) {
		a := v.Own.awayOn(person, DateOf(t, loc))
		if a == nil {
			return t
		}
		t = DayEnd(a.To, loc)
	}
}

// hours are the working hours of a person: their own, or the usual ones.
func (v View) hours(person string) Hours {
	if h, ok := v.Own.Working[person]; ok {
		return h
	}
	return defaultHours
}

// aroundTheClock is from how many hours on a working day has no morning of its own.
const aroundTheClock = 16

// morning is when a day of these hours begins; for somebody who works around the clock, at nine.
func (h Hours) morning() Clock {
	if length := h.To.minutes() - h.From.minutes(); length <= 0 || length < aroundTheClock*60 {
		return h.From
	}
	return defaultHours.From
}

// zone is the zone a person of the party lives by; without one, that of its calendar.
func (v View) zone(person string) *time.Location {
	if p := v.Shared.Persons[person]; p != nil && p.Zone != "" {
		return zoneOrUTC(p.Zone)
	}
	return zoneOrUTC(v.Shared.CalendarOf(v.Party).Zone)
}

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
}

func (*awayEnded) kind() string           { return "away ended" }
func (e *awayEnded) apply(o *Own, _ said) { delete(o.Away, e.Person) }

type hoursSet struct {
	wordless
	givesNothing
	aboutPerson
	Hours Hours `json:"hours"`
}

func (*hoursSet) kind() string           { return "hours set" }
func (e *hoursSet) apply(o *Own, _ said) { o.Working[e.Person] = e.Hours }

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
