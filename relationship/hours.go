package relationship

import (
	"time"
)

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

// SetWorkingDays says on which weekdays one works, where they are not those of one's party; without any they are again.
// The holidays of the party stay days off.
type SetWorkingDays struct {
	byMember
	onlyOwn
	Weekdays []time.Weekday
}

func (c *SetWorkingDays) own(_ View, p *Part[Own]) error {
	if len(c.Weekdays) > 0 && !distinctWeekdays(c.Weekdays) {
		return refuse("days", "Name one to seven different weekdays, like Mon to Thu.")
	}
	p.add(&workingDaysSet{aboutPerson: aboutPerson{p.By.Person}, Weekdays: c.Weekdays})
	return nil
}

// inHours is t, or the next instant at which the person works: in their zone, on their working days, when they are not
// away.
func (v View) inHours(person string, t time.Time) time.Time {
	return v.present(person, t, v.daysOf(person))
}

// present is t, or the next instant in the person's hours on a day of the calendar on which they are not away.
func (v View) present(person string, t time.Time, cal Calendar) time.Time {
	loc := v.zone(person)
	h := v.hours(person)
	for t = h.Next(t, cal); ; t = h.Next(t, cal) {
		a := v.Own.awayOn(person, DateOf(t, loc))
		if a == nil {
			return t
		}
		t = DayEnd(a.To, loc)
	}
}

// daysOf is the calendar of one person: their weekdays in their zone, and the holidays of their party.
func (v View) daysOf(person string) Calendar {
	cal := v.Shared.CalendarOf(v.Party)
	cal.Zone = v.zone(person).String()
	if days := v.Own.Weekdays[person]; len(days) > 0 {
		cal.Weekdays = days
	}
	return cal
}

// askedAt is when a person is asked to answer a check-in: in their hours, after the slot; if they do not work between
// the slot and the end, between its opening and the slot; and who works on no day of it, on any day of it. Who counts as
// asked has to be asked.
func (v View) askedAt(c *CheckIn, person string) time.Time {
	for _, at := range []time.Time{v.inHours(person, c.asks()), v.inHours(person, c.From)} {
		if at.Before(c.To) {
			return at
		}
	}
	return v.present(person, c.asks(), everyDay(v.zone(person).String()))
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

type hoursSet struct {
	wordless
	givesNothing
	aboutPerson
	Hours Hours `json:"hours"`
}

func (*hoursSet) kind() string           { return "hours set" }
func (e *hoursSet) apply(o *Own, _ said) { o.Working[e.Person] = e.Hours }

type workingDaysSet struct {
	wordless
	givesNothing
	aboutPerson
	Weekdays []time.Weekday `json:"weekdays,omitempty"`
}

func (*workingDaysSet) kind() string           { return "working days set" }
func (e *workingDaysSet) apply(o *Own, _ said) { o.Weekdays[e.Person] = e.Weekdays }
