package relationship

import (
	"errors"
	"time"
)

// mostCadenceDays is the longest cadence: a rhythm slower than a year is none.
const mostCadenceDays = 366

// Cadence is the rhythm of informal check-ins: a slot every Days days from First, at the time At on the wall in Zone.
// It is counted in civil days, so it never drifts when clocks change. Days 0 means there are no check-ins.
type Cadence struct {
	Days  int    `json:"days"`
	First Date   `json:"first"`
	At    Clock  `json:"at"`
	Zone  string `json:"zone"`
}

// Check returns what is wrong with the cadence, as a sentence for the person who proposes it. A cadence of 0 days needs
// nothing else.
func (c Cadence) Check() error {
	if c.Days == 0 {
		return nil
	}
	if c.Days < 0 || c.Days > mostCadenceDays {
		return errors.New("Use a number of days from 0 to 366.")
	}
	if !c.First.real() {
		return errDate
	}
	if !c.At.real() {
		return errClock
	}
	_, err := Zone(c.Zone)
	return err
}

// Slot returns the nominal day of slot i, counted from 0: the day before it is moved to a working day.
func (c Cadence) Slot(i int) Date { return c.First.AddDays(i * c.Days) }

// Index returns the number of the last slot whose nominal day is d or earlier, or -1 if there is none.
func (c Cadence) Index(d Date) int {
	if c.Days <= 0 || d.Before(c.First) {
		return -1
	}
	return d.Since(c.First) / c.Days
}

// Day returns the day on which slot i takes place: its nominal day, or the next working day that all calendars share.
// A slot stays on its nominal day if there is no such day, or if the move would reach the next slot's nominal day: so
// two slots never meet or pass each other. A day that Zone left out is a working day of nobody.
func (c Cadence) Day(i int, cals []Calendar) Date {
	nominal := c.Slot(i)
	all := append([]Calendar{everyDay(c.Zone)}, cals...)
	day, _ := CommonWorkingDay(nominal, all) // nominal if there is none
	if !day.Before(c.Slot(i + 1)) {
		return nominal
	}
	return day
}

// Instant returns when a check-in on d is due: at the time At on the wall in Zone (see [Wall]).
func (c Cadence) Instant(d Date) time.Time { return Wall(d, c.At, zoneOrUTC(c.Zone)) }

// quarterMonths is the length of a relationship quarter in calendar months.
const quarterMonths = 3

// Quarter returns the i-th quarter of a relationship that started on start, counted from 0: from its first day until
// the first day of the next. Relationship quarters are three calendar months from the start date, the same for all
// parties whatever their fiscal years. Each bound is counted from start and clamped to the end of its month, so a start
// on the 31st is not lost after the first short month.
func Quarter(start Date, i int) (from, to Date) {
	return start.AddMonths(i * quarterMonths), start.AddMonths((i + 1) * quarterMonths)
}

// QuarterOf returns the number of the relationship quarter that holds d; it is negative before start.
func QuarterOf(start, d Date) int {
	months := (d.Year-start.Year)*12 + int(d.Month-start.Month)
	if d.Before(start.AddMonths(months)) {
		months-- // the day of the month is still to come
	}
	if months < 0 {
		months -= quarterMonths - 1 // Go rounds towards zero, quarters run one way
	}
	return months / quarterMonths
}
