package relationship

import "time"

// Adherence is how well the informal rhythm was kept over the last thirteen weeks: check-ins held of those due. A
// check-in is held when somebody of every party answered within its window; one that all parties agreed beforehand to
// leave out, or that passed while nobody could have answered, is not due.
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
	Period  Period
	// Until is when the figure changes by time alone.
	Until time.Time
}

// cadenceWindow is the window of the informal cadence: thirteen weeks, six or seven fortnightly slots.
const cadenceWindow = 13 * 7

// Adherence computes the cadence figure as of now.
func (s *Shared) Adherence(now time.Time) Adherence {
	a := Adherence{Period: Trailing(now, cadenceWindow), Held: Ratio{None: "no check-in was due"}, Participation: map[string]Ratio{},
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
