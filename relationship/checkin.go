package relationship

import (
	"fmt"
	"slices"
	"time"
)

// The window of an informal check-in around its slot: it opens three days before, closes four days after.
const (
	opensBefore = 3 // days
	closesAfter = 4 // days
)

// CheckIn is one fortnightly, informal look at how things go. It opens by itself, asks everybody present a few
// questions, and is held when somebody of every party answered while it was open.
type CheckIn struct {
	ID int
	// Slot is the day it was meant for, moved to a day on which all parties work; At the instant people are asked.
	Slot Date
	At   time.Time
	// From and To bound the window in which an answer makes it held; later answers are kept and marked late.
	From, To time.Time
	// Counts says per party how many were asked and how many answered. Who they are stays in the party's own ledger.
	Counts map[string]*Count
	// Said is what people chose to share, by person, the newest of each.
	Said    map[string]*SharedAnswer
	Passed  []Date // slots before it that were never opened: nobody could have answered
	nominal Date
}

// Count is how many of a party's people were asked and answered. Asked leaves out who was away or excused.
type Count struct {
	Asked, Answered int
	// First is when the party's first answer was counted; zero when none was.
	First time.Time
}

// SharedAnswer is what one person told all parties in a check-in.
type SharedAnswer struct {
	Person     string
	At         time.Time
	Confidence Confidence
	Part, Need string // our own part; what we need from you
	Late       bool
}

// Closed says whether the window is over.
func (c *CheckIn) Closed(now time.Time) bool { return !now.Before(c.To) }

// Holding says how a check-in went.
type Holding string

// How a check-in went: held by every party; partly, by at least two of more; or missed. Open while neither all
// answered nor the window is over.
const (
	CheckInOpen   Holding = "open"
	CheckInHeld   Holding = "held"
	CheckInPartly Holding = "partly held"
	CheckInMissed Holding = "missed"
)

// Held says how the check-in stands: held if somebody of every party that was asked answered within the window.
func (c *CheckIn) Held(now time.Time) Holding {
	within := 0
	for _, n := range c.Counts {
		if !n.First.IsZero() && n.First.Before(c.To) {
			within++
		}
	}
	switch {
	case within == len(c.Counts):
		return CheckInHeld
	case !c.Closed(now):
		return CheckInOpen
	case within >= 2:
		return CheckInPartly
	}
	return CheckInMissed
}

// Totals is how many people of all parties were asked and answered.
func (c *CheckIn) Totals() (asked, answered int) {
	for _, n := range c.Counts {
		asked, answered = asked+n.Asked, answered+n.Answered
	}
	return asked, answered
}

// Latest is the newest check-in; nil before the first.
func (s *Shared) Latest() *CheckIn { return s.CheckIns[s.given["check-in"]] }

// slotPlan is which check-in opens when.
type slotPlan struct {
	opens, at, from, to time.Time
	slot, nominal       Date
	passed              []Date
}

// planned is the next check-in as seen at now; false when none is coming: fewer than two parties, a pause, no cadence.
func (s *Shared) planned(now time.Time) (slotPlan, bool) {
	if s.live() != nil || len(s.Active()) < 2 || s.Cadence.Days == 0 {
		return slotPlan{}, false
	}
	cals := s.Calendars()
	plan, i := slotPlan{}, s.firstSlot(cals)
	for {
		due := s.slotAt(i, cals)
		following := s.slotAt(i+1, cals)
		late := !due.at.After(now)
		switch {
		case s.skipped(due.nominal):
		case late && (!following.at.After(now) || following.at.Sub(now) <= 7*24*time.Hour):
			plan.passed = append(plan.passed, due.slot)
		default:
			due.passed = plan.passed
			return due.openedAt(now, late), true
		}
		i++
	}
}

// openedAt is the plan with its window: the regular one, or from now on when the slot was missed while the bot was
// down.
func (p slotPlan) openedAt(now time.Time, late bool) slotPlan {
	if late {
		p.opens, p.from = now, now
		if to := now.AddDate(0, 0, closesAfter); to.After(p.to) {
			p.to = to
		}
	}
	if p.from.Before(now) && !p.opens.After(now) {
		p.from = now
	}
	return p
}

func (s *Shared) slotAt(i int, cals []Calendar) slotPlan {
	day := s.Cadence.Day(i, cals)
	at := s.Cadence.Instant(day)
	opens := s.Cadence.Instant(day.AddDays(-opensBefore))
	return slotPlan{opens: opens, at: at, from: opens, to: s.Cadence.Instant(day.AddDays(closesAfter)),
		slot: day, nominal: s.Cadence.Slot(i)}
}

// firstSlot is the first slot nobody has dealt with yet: after the last one opened, and after the relationship was
// complete, running and had its present rhythm.
func (s *Shared) firstSlot(cals []Calendar) int {
	i := 0
	if last := s.Latest(); last != nil {
		i = s.Cadence.Index(last.nominal) + 1
	}
	// No slot is moved past the next one, so the one before the last begun has passed: the search begins there, however
	// long ago the first slot was.
	i = max(i, s.Cadence.Index(DateOf(s.slotsSince, zoneOrUTC(s.Cadence.Zone)))-1)
	for s.slotAt(max(i, 0), cals).at.Before(s.slotsSince) {
		i++
	}
	return max(i, 0)
}

func (s *Shared) skipped(nominal Date) bool {
	k := s.Skips[nominal.String()]
	return k != nil && k.Agreed(s.Active())
}

// NextCheckIn is when the next check-in asks people; zero when none is coming.
func (s *Shared) NextCheckIn(now time.Time) time.Time {
	if p, ok := s.planned(now); ok {
		return p.at
	}
	return time.Time{}
}

// OpenCheckIn opens the check-in that is due. The clock asks for it; each party lends the number of people it asks.
type OpenCheckIn struct {
	byClock
	asked map[string][]string
	empty map[string]bool // parties of whom nobody is there; their leads are asked all the same
}

func (c *OpenCheckIn) lend(v View, _ By, at time.Time) error {
	plan, ok := v.Shared.planned(at)
	if p := v.Shared.Parties[v.Party]; !ok || p == nil || p.State != PartyActive {
		return nil
	}
	if c.asked == nil {
		c.asked, c.empty = map[string][]string{}, map[string]bool{}
	}
	c.asked[v.Party], c.empty[v.Party] = v.toAsk(plan.slot)
	return nil
}

func (c *OpenCheckIn) joint(s *Shared, p *Part[Shared]) error {
	plan, ok := s.planned(p.At)
	if !ok || plan.opens.After(p.At) {
		return refuse("", "No check-in is due.")
	}
	e := &checkInOpened{Number: s.nextID("check-in"), Slot: plan.slot, At: stamp{plan.at}, From: stamp{plan.from}, To: stamp{plan.to},
		Passed: plan.passed, Asked: map[string]int{}}
	if plan.nominal != plan.slot {
		e.Nominal = plan.nominal
	}
	for party, persons := range c.asked {
		if e.Asked[party] = len(persons); c.empty[party] {
			e.Asked[party] = 0 // who is away is not counted as asked
		}
	}
	p.add(e)
	return nil
}

func (c *OpenCheckIn) own(v View, p *Part[Own]) error {
	persons, ok := c.asked[v.Party]
	if ok {
		p.add(&membersAsked{aboutCheckIn: aboutCheckIn{v.Shared.nextID("check-in")}, Persons: persons, Empty: c.empty[v.Party]})
	}
	return nil
}

// toAsk lists who of the party is asked on a day: everybody who works in the relationship and is not away, and the
// delegates of those who are; when nobody is left, or when the party has its holidays for as long as one can answer, its
// leads, and then the party is empty.
func (v View) toAsk(day Date) (out []string, empty bool) {
	if v.worksFrom(day) {
		for _, p := range v.Shared.People(v.Party) {
			if who := v.standIn(p.ID, day); p.Role != Observer && who != "" {
				out = append(out, who)
			}
		}
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) > 0 {
		return out, false
	}
	for _, p := range v.Shared.Leads(v.Party) {
		out = append(out, p.ID)
	}
	return out, true
}

// worksFrom says whether the party works on any day on which one is asked in the check-in of a day.
func (v View) worksFrom(slot Date) bool {
	cal := v.Shared.CalendarOf(v.Party)
	for i := range closesAfter {
		if cal.Working(slot.AddDays(i)) {
			return true
		}
	}
	return false
}

// aboutCheckIn is embedded by events about one check-in.
type aboutCheckIn struct {
	CheckIn int `json:"check-in"`
}

func (a aboutCheckIn) things() []string { return []string{thing("check-in", a.CheckIn)} }

type checkInOpened struct {
	wordless
	Number  int            `json:"number"`
	Slot    Date           `json:"slot"`
	Nominal Date           `json:"nominal,omitzero"` // the slot before it was moved to a common working day
	At      stamp          `json:"at"`
	From    stamp          `json:"from"`
	To      stamp          `json:"to"`
	Passed  []Date         `json:"passed,omitempty"`
	Asked   map[string]int `json:"asked"`
}

func (*checkInOpened) kind() string           { return "check-in opened" }
func (e *checkInOpened) gives() (string, int) { return "check-in", e.Number }
func (e *checkInOpened) things() []string     { return []string{thing("check-in", e.Number)} }
func (e *checkInOpened) apply(s *Shared, _ said) {
	c := &CheckIn{ID: e.Number, Slot: e.Slot, At: e.At.Time, From: e.From.Time, To: e.To.Time, Passed: e.Passed,
		Counts: map[string]*Count{}, Said: map[string]*SharedAnswer{}, nominal: e.Nominal}
	if c.nominal.IsZero() {
		c.nominal = e.Slot
	}
	for party, n := range e.Asked {
		c.Counts[party] = &Count{Asked: n}
	}
	s.CheckIns[e.Number] = c
}

// checkIn is the check-in a person means: the one with this id, or the newest for 0.
func (s *Shared) checkIn(id int) (*CheckIn, error) {
	c := s.CheckIns[id]
	if id == 0 {
		c = s.Latest()
	}
	if c != nil {
		return c, nil
	}
	if next := s.NextCheckIn(s.lastAt()); id == 0 && !next.IsZero() {
		return nil, refuse("", "No check-in is open yet. The first one asks on "+next.Format("2 January 2006")+".")
	}
	return nil, refuse("", fmt.Sprintf("There is no check-in %d.", id))
}
