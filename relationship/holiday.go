package relationship

import (
	"slices"
	"strings"
	"time"
)

// mostNames bounds the names of a calendar's holidays altogether, in characters.
const mostNames = 20_000

// Holiday is a day off and what it is called; the name may be empty.
type Holiday struct {
	Date Date
	Name string
}

// namesText writes the names of holidays as words, a line for each, in order. Days without a name are left out.
func namesText(names map[Date]string) string {
	var lines []string
	for d, name := range names {
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			lines = append(lines, d.String()+" "+name)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// namesIn reads what namesText wrote; lines it did not write say nothing.
func namesIn(text string) map[Date]string {
	names := map[Date]string{}
	for line := range strings.SplitSeq(text, "\n") {
		day, name, _ := strings.Cut(line, " ")
		if d, err := ParseDate(day); err == nil {
			names[d] = name
		}
	}
	return names
}

// works says whether a calendar is the one on record, whatever the order of its days.
func (p *Party) works(c Calendar) bool {
	same := func(a, b []time.Weekday) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	}
	days := func(all []Date) []Date { return slices.SortedFunc(slices.Values(all), Date.Compare) }
	return p.Calendar.Zone == c.Zone && same(p.Calendar.Weekdays, c.Weekdays) && slices.Equal(days(p.Calendar.Holidays), days(c.Holidays))
}

// HolidaysOf lists all days off in the calendar of a party, in order, with their names.
func (s *Shared) HolidaysOf(party string) (all []Holiday) {
	var names map[Date]string
	if p := s.Parties[party]; p != nil {
		names = p.dayNames
	}
	for _, d := range s.CalendarOf(party).Holidays {
		all = append(all, Holiday{d, names[d]})
	}
	slices.SortFunc(all, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return all
}

// OffOn lists the active parties that do not work on a day.
func (s *Shared) OffOn(d Date) (off []*Party) {
	for _, p := range s.Active() {
		if !s.CalendarOf(p.ID).Working(d) {
			off = append(off, p)
		}
	}
	return off
}

// CommonDays lists the first n days from d on which all parties work: fewer, or none, where they have no such day in 60
// days.
func (s *Shared) CommonDays(d Date, n int) (days []Date) {
	cals := s.Calendars()
	for len(days) < n {
		next, ok := CommonWorkingDay(d, cals)
		if !ok {
			return days
		}
		days, d = append(days, next), next.AddDays(1)
	}
	return days
}

// Meeting is the day of a check-in or review to come.
type Meeting struct {
	// Nominal is the day that the rhythm asks for, or the end of the quarter; Day the one on which it is.
	Nominal, Day Date
	// At is when people are asked, or meet.
	At time.Time
}

// ComingCheckIn is the check-in whose day comes next, whether or not it is open already; false when none is coming.
func (s *Shared) ComingCheckIn(now time.Time) (Meeting, bool) {
	if c := s.Latest(); c != nil && c.At.After(now) && s.live() == nil {
		return Meeting{c.nominal, c.Slot, c.At}, true
	}
	p, ok := s.planned(now)
	return Meeting{p.nominal, p.slot, p.at}, ok
}

// ComingReview is the review whose day comes next, whether or not it is prepared already; false when none is coming.
func (s *Shared) ComingReview(now time.Time) (Meeting, bool) {
	r, ok := s.LatestReview(), s.live() == nil
	if r == nil || r.Held != nil || !r.At.After(now) {
		if r, ok = s.NextReview(now); !ok {
			return Meeting{}, false
		}
	}
	return Meeting{r.Quarter.To, r.Slot, r.At}, ok
}
