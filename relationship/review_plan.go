package relationship

import (
	"fmt"
	"slices"
	"time"
)

// NextReview is the next review as it is planned at now, not opened yet: its state is scheduled, or it is due to be
// opened. It is false when none is coming: fewer than two parties, a pause, an end.
//
// A review belongs to every relationship quarter before whose end the parties were together, and not paused at it. One
// whose time ended while nobody could open it has passed: the next one says so, and it is not due.
func (s *Shared) NextReview(now time.Time) (*Review, bool) {
	if s.live() != nil || len(s.Active()) < 2 {
		return nil, false
	}
	var passed []Period
	for i := s.firstQuarter(); ; i++ {
		from, to := Quarter(s.Start, i)
		switch {
		case !s.reviewsSince.Before(DayStart(to, zoneOrUTC(s.zone()))):
		case !s.reviewEnd(to).After(now):
			passed = append(passed, Period{from, to})
		default:
			r := s.reviewOf(i)
			r.From, r.Passed = laterOf(r.From, s.reviewsSince), passed
			return r, true
		}
	}
}

// firstQuarter is the first quarter whose review nobody has dealt with yet, or one before it.
func (s *Shared) firstQuarter() int {
	i := QuarterOf(s.Start, DateOf(s.reviewsSince, zoneOrUTC(s.zone()))) - 1
	if last := s.LatestReview(); last != nil {
		i = max(i, QuarterOf(s.Start, last.Quarter.To))
	}
	return max(i, 0)
}

// reviewOf is the review of the i-th relationship quarter, as today's calendars have it.
func (s *Shared) reviewOf(i int) *Review {
	from, to := Quarter(s.Start, i)
	r := &Review{ID: s.nextID("review"), Quarter: Period{from, to}, Slot: to}
	last := to.AddDays(heldWithin)
	if day, ok := CommonWorkingDay(to, append(s.Calendars(), everyDay(s.zone()))); ok && !day.After(last) {
		r.Slot = day
	}
	r.At, r.From = s.meets(r.Slot), s.meets(to.AddDays(-issuedBefore))
	r.To = s.reviewEnd(to)
	return r
}

// reviewEnd is when the time ends in which a quarter that ended on that day can be reviewed.
func (s *Shared) reviewEnd(to Date) time.Time {
	return DayEnd(to.AddDays(heldWithin), zoneOrUTC(s.zone()))
}

// meets is when a review on that day begins: at the time at which check-ins ask, or at nine when there are none.
func (s *Shared) meets(d Date) time.Time {
	if s.Cadence.Days == 0 {
		return Wall(d, defaultHours.From, zoneOrUTC(s.zone()))
	}
	return s.Cadence.Instant(d)
}

// OpenReview opens the review that is due: from now on both sides prepare it. The clock asks for it; each party lends
// the number of people it asks.
type OpenReview struct {
	byClock
	asked map[string][]string
}

func (c *OpenReview) lend(v View, _ By, at time.Time) error {
	next, ok := v.Shared.NextReview(at)
	if !ok || !v.Shared.taking(v.Party) {
		return nil
	}
	if c.asked == nil {
		c.asked = map[string][]string{}
	}
	c.asked[v.Party] = v.preparing(next)
	return nil
}

func (c *OpenReview) joint(s *Shared, p *Part[Shared]) error {
	r, ok := s.NextReview(p.At)
	if !ok || r.From.After(p.At) {
		return refuse("", "No review is due.")
	}
	e := &reviewOpened{aboutReview: aboutReview{r.ID}, Quarter: span(r.Quarter), Slot: r.Slot, At: stamp{r.At}, From: stamp{p.At},
		To: stamp{r.To}, Asked: map[string]int{}}
	for _, q := range r.Passed {
		e.Passed = append(e.Passed, span(q))
	}
	for party, persons := range c.asked {
		e.Asked[party] = len(persons)
	}
	p.add(e)
	return nil
}

func (c *OpenReview) own(v View, p *Part[Own]) error {
	if persons, ok := c.asked[v.Party]; ok {
		p.add(&reviewAsked{aboutReview: aboutReview{v.Shared.nextID("review")}, Persons: persons})
	}
	return nil
}

// preparing lists who of the party is asked to prepare a review: whoever speaks for it there and is not away on its
// day; when nobody is left, its leads.
func (v View) preparing(r *Review) []string {
	there := slices.DeleteFunc(v.Shared.Signers(r, v.Party), func(p string) bool { return v.Own.awayOn(p, r.Slot) != nil })
	if len(there) > 0 {
		return there
	}
	for _, p := range v.Shared.Leads(v.Party) {
		there = append(there, p.ID)
	}
	return there
}

// MoveReview sets another day for the meeting, within the time in which the review is held in time.
type MoveReview struct {
	byMember
	onlyJoint
	Review int // 0 is the newest
	Day    Date
}

func (c *MoveReview) joint(s *Shared, p *Part[Shared]) error {
	r, err := s.runningReview(c.Review, p.At)
	if err != nil {
		return err
	}
	if err := firstError(s.mustSign(r, p.By), r.mayMove(s, c.Day, p.At)); err != nil {
		return err
	}
	p.add(&reviewMoved{aboutReview: aboutReview{r.ID}, Slot: c.Day, At: stamp{s.meets(c.Day)}})
	return nil
}

// mayMove refuses a day on which the review cannot meet.
func (r *Review) mayMove(s *Shared, day Date, now time.Time) error {
	last := r.Quarter.To.AddDays(heldWithin)
	switch {
	case r.Held != nil:
		return refuse("", fmt.Sprintf("Review %d was held on %s.", r.ID, r.Held.Day))
	case !day.real():
		return asField("day", errDate)
	case day == r.Slot:
		return refuse("day", "The review meets on that day already.")
	case !s.meets(day).After(now):
		return refuse("day", "This day has passed. Choose a later one, until "+last.String()+".")
	case day.After(last):
		return refuse("day", fmt.Sprintf("The review of this quarter is held until %s. Choose a day until then.", last))
	}
	for _, party := range s.Active() {
		if !s.CalendarOf(party.ID).Working(day) {
			return refuse("day", party.Name+" does not work on "+day.String()+"."+s.offer(day, last))
		}
	}
	return nil
}

// offer names the next day on which all parties work, if it comes in time.
func (s *Shared) offer(after, last Date) string {
	if day, ok := CommonWorkingDay(after, s.Calendars()); ok && !day.After(last) {
		return " The next day on which all do is " + day.String() + "."
	}
	return " Choose an earlier day."
}
