package relationship

import "time"

// Adherence is how well both rhythms were kept: the informal one over the last thirteen weeks, check-ins held of those
// due, and the formal one over the last four quarters. A check-in is held when somebody of every party answered within
// its window; one that all parties agreed beforehand to leave out, or that passed while nobody could have answered, is
// not due.
type Adherence struct {
	Held Ratio
	// Partly counts those with answers of two or more parties, but not of all.
	Partly int
	// Participation is, per party, people who answered of people asked; who was away or excused is not counted.
	Participation map[string]Ratio
	// Weakest is the party with the lowest participation.
	Weakest string
	// Contact is the last day on which people of every party answered; zero when there was none.
	Contact time.Time
	// Overdue is how many whole days the last contact is older than one cadence; 0 when it is not.
	Overdue int
	// Formal is how many of the last four quarterly reviews that were due were held in time, with minutes agreed in time.
	Formal Ratio
	// FormalContact is the day of the last review that was held; zero when there was none.
	FormalContact Date
	// FormalOverdue is how many days the newest review is past the last day on which it was to be held; 0 when it was, or
	// still has time.
	FormalOverdue int
	Period        Period
	// Until is when the figure changes by time alone.
	Until time.Time
}

// cadenceWindow is the window of the informal cadence: thirteen weeks, six or seven fortnightly slots.
const cadenceWindow = 13 * 7

// Adherence computes the cadence figure as of now.
func (s *Shared) Adherence(now time.Time) Adherence {
	return s.adherence(now, Trailing(now, cadenceWindow))
}

// adherence is the figure over the check-ins whose slot lies in a period.
func (s *Shared) adherence(now time.Time, period Period) Adherence {
	a := Adherence{Period: period, Held: Ratio{None: "no check-in was due"}, Participation: map[string]Ratio{},
		Until: DayEnd(DateOf(now, time.UTC), time.UTC)}
	for _, c := range inOrder(s.CheckIns) {
		held := c.Held(now)
		if held == CheckInHeld {
			a.Contact = laterOf(a.Contact, c.heldAt())
		}
		if !a.Period.Contains(c.Slot) {
			continue
		}
		if held == CheckInOpen {
			a.Until = earlierOf(a.Until, c.To)
			continue
		}
		a.count(c, held)
	}
	a.finish(s, now)
	a.formal(s, now)
	return a
}

func (a *Adherence) count(c *CheckIn, held Holding) {
	a.Held.N++
	switch held {
	case CheckInHeld:
		a.Held.K++
	case CheckInPartly:
		a.Partly++
	}
	for party, n := range c.Counts {
		r := a.Participation[party]
		a.Participation[party] = Ratio{K: r.K + n.Answered, N: r.N + n.Asked, None: "nobody was asked"}
	}
}

func (a *Adherence) finish(s *Shared, now time.Time) {
	var order []string
	for _, p := range s.Active() {
		if _, ok := a.Participation[p.ID]; !ok {
			a.Participation[p.ID] = Ratio{None: "nobody was asked"}
		}
		order = append(order, p.ID)
	}
	if party, _, ok := Weakest(a.Participation, order); ok {
		a.Weakest = party
	}
	if since := laterOf(a.Contact, s.slotsSince); s.Cadence.Days > 0 && !since.IsZero() {
		days := DateOf(now, time.UTC).Since(DateOf(since, time.UTC)) - s.Cadence.Days
		a.Overdue = max(0, days)
	}
}

// heldAt is when the last party's first answer made the check-in held.
func (c *CheckIn) heldAt() (at time.Time) {
	for _, n := range c.Counts {
		at = laterOf(at, n.First)
	}
	return at
}

// formalWindow is how many quarterly reviews the formal half looks at: a year's.
const formalWindow = 4

// formal counts the newest reviews that are settled. What could not be held, because the relationship was paused, was
// not due.
func (a *Adherence) formal(s *Shared, now time.Time) {
	a.Formal = Ratio{Census: true, None: "no review was due yet"}
	for id := s.given["review"]; id > 0; id-- {
		r := s.Reviews[id]
		if r == nil || r.rests(s, now) {
			continue
		}
		if r.Held != nil && a.FormalContact.Before(r.Held.Day) {
			a.FormalContact = r.Held.Day
		}
		kept, settles := r.kept()
		if !kept && now.Before(settles) {
			a.Until = earlierOf(a.Until, settles)
			continue
		}
		if a.Formal.N == formalWindow {
			break
		}
		a.Formal.N++
		if kept {
			a.Formal.K++
		}
	}
	if r := s.LatestReview(); r != nil && r.State(now) == ReviewMissed && !r.rests(s, now) {
		a.FormalOverdue = max(0, DateOf(now, time.UTC).Since(r.Quarter.To.AddDays(heldWithin)))
	}
}

// kept says whether a review was held in time, and its minutes agreed in time; settles is when it is known that it was
// not.
func (r *Review) kept() (kept bool, settles time.Time) {
	switch {
	case r.Held == nil || r.Held.Day.After(r.Quarter.To.AddDays(heldWithin)):
		return false, r.To
	case r.Closed() && r.Minutes.Closed.Before(r.Held.MinutesBy):
		return true, r.Minutes.Closed
	}
	return false, laterOf(r.To, r.Held.MinutesBy)
}

// rests says whether the time of a review ended, or is ending, while the relationship was paused: nobody could hold it.
func (r *Review) rests(s *Shared, now time.Time) bool {
	return r.rested || s.Pause != nil && r.Held == nil && !r.To.Before(s.Pause.Since) && !now.Before(r.To)
}

func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// earlierOf is the earlier of two instants; a zero one means never.
func earlierOf(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
