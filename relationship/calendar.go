package relationship

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// mostHolidays bounds the list of one calendar: two centuries at ten a year.
	mostHolidays = 2000
	// searchDays is how far ahead a common working day is looked for: longer than any season of holidays, so that
	// finding none means the calendars never meet.
	searchDays = 60
	// mostWorkingDays bounds what AddWorkingDays counts: ten years of five-day weeks.
	mostWorkingDays = 2600
)

// Calendar says on which days a party works. Instants that were computed from it stand in the record, so a new list of
// holidays changes nothing that was promised before.
type Calendar struct {
	Zone     string         `json:"zone"`     // IANA name of the zone whose days are meant
	Weekdays []time.Weekday `json:"weekdays"` // working weekdays, Sunday is 0
	Holidays []Date         `json:"holidays"` // days off on a working weekday
}

// WorkingWeek returns the calendar of a party that works Monday to Friday in zone and has named no holidays.
func WorkingWeek(zone string) Calendar {
	return Calendar{Zone: zone, Weekdays: []time.Weekday{
		time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday,
	}}
}

// everyDay is the calendar of a zone itself: all its days, but not a day it left out.
func everyDay(zone string) Calendar {
	c := WorkingWeek(zone)
	c.Weekdays = append(c.Weekdays, time.Saturday, time.Sunday)
	return c
}

// Check returns what is wrong with the calendar, as a sentence for the person who proposes it: a zone nobody knows, no
// weekday or one named twice, more than 2,000 holidays, a holiday that is no date, so many that nobody ever works.
func (c Calendar) Check() error {
	if _, err := Zone(c.Zone); err != nil {
		return err
	}
	if !distinctWeekdays(c.Weekdays) {
		return errors.New("Name one to seven different weekdays.")
	}
	if len(c.Holidays) > mostHolidays {
		return errors.New("Name at most 2,000 holidays.")
	}
	if slices.ContainsFunc(c.Holidays, func(d Date) bool { return !d.real() }) {
		return errDate
	}
	if d, idle := c.idle(); idle {
		return fmt.Errorf("From %s on no working day would be left for %d days. Name days off alone, and leave out what comes back every day.", d, searchDays)
	}
	return nil
}

// idle returns the holiday from which on no working day is found within as many days as one is looked for.
func (c Calendar) idle() (from Date, idle bool) {
	off := make(map[Date]bool, len(c.Holidays))
	for _, d := range c.Holidays {
		off[d] = true
	}
	for _, from = range c.Holidays {
		for i := 0; off[from.AddDays(i)] || !slices.Contains(c.Weekdays, from.AddDays(i).Weekday()); i++ {
			if i == searchDays {
				return from, true
			}
		}
	}
	return from, false
}

// distinctWeekdays reports whether days are one to seven weekdays, none of them twice.
func distinctWeekdays(days []time.Weekday) bool {
	var seen [7]bool
	for _, day := range days {
		if day < time.Sunday || day > time.Saturday || seen[day] {
			return false
		}
		seen[day] = true
	}
	return len(days) > 0
}

// Working reports whether d is a working day: a working weekday, no holiday, and a day its zone has.
func (c Calendar) Working(d Date) bool {
	return slices.Contains(c.Weekdays, d.Weekday()) && !slices.Contains(c.Holidays, d) && DayExists(d, zoneOrUTC(c.Zone))
}

// CommonWorkingDay returns d, or the next day after it on which all calendars work. If there is none within 60 days it
// returns d and false. Without calendars every day is a working day.
func CommonWorkingDay(d Date, cals []Calendar) (Date, bool) {
	for i := range searchDays + 1 {
		day := d.AddDays(i)
		if allWork(day, cals) {
			return day, true
		}
	}
	return d, false
}

// allWork reports whether d is a working day of every calendar.
func allWork(d Date, cals []Calendar) bool {
	return !slices.ContainsFunc(cals, func(c Calendar) bool { return !c.Working(d) })
}

// AddWorkingDays returns the n-th day after d on which all calendars work, d itself if n is 0. Where the calendars
// have no common working day within 60 days, the days still to count are taken from the civil calendar: a deadline
// comes in any case. At most 2,600 days are counted.
func AddWorkingDays(d Date, n int, cals []Calendar) Date {
	for n = min(n, mostWorkingDays); n > 0; n-- {
		next, ok := CommonWorkingDay(d.AddDays(1), cals)
		if !ok {
			return d.AddDays(n)
		}
		d = next
	}
	return d
}

// Hours are the hours a person works on a working day, from From until To. If To is not later than From they end on
// the next day: 22:00 to 06:00 is a night shift, and the zero Hours are the whole day.
type Hours struct {
	From Clock `json:"from"`
	To   Clock `json:"to"`
}

// Next returns t if it is inside the hours of a working day of cal, in cal's zone; otherwise the next instant that is.
// If cal has no working day within 60 days it returns t: a message at an odd hour is better than silence.
func (h Hours) Next(t time.Time, cal Calendar) time.Time {
	t = t.UTC()
	first := DateOf(t, zoneOrUTC(cal.Zone))
	if h.To.minutes() <= h.From.minutes() {
		first = first.AddDays(-1) // yesterday's night shift may still be on
	}
	for i := range searchDays + 2 {
		day := first.AddDays(i)
		from, to := h.on(day, cal)
		if !from.Before(to) || !t.Before(to) || !cal.Working(day) {
			continue
		}
		if t.Before(from) {
			return from
		}
		return t
	}
	return t
}

// on returns the instants between which the hours of day d last. They are empty if clocks were put forward over all of
// them.
func (h Hours) on(d Date, cal Calendar) (from, to time.Time) {
	loc, last := zoneOrUTC(cal.Zone), d
	if h.To.minutes() <= h.From.minutes() {
		last = d.AddDays(1)
	}
	return Wall(d, h.From, loc), Wall(last, h.To, loc)
}

// minutes counts the minutes since midnight that the clock shows.
func (c Clock) minutes() int { return c.Hour*60 + c.Minute }
