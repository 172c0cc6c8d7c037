package relationship

import (
	"cmp"
	"errors"
	"time"
)

// Date is a civil date of the proleptic Gregorian calendar: a day as people write it, in no zone. It becomes instants
// only together with a zone (see [DayStart], [DayEnd] and [Wall]). The zero Date means "no date" and is written "".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// errDate is what a person reads who wrote something that is not a date.
var errDate = errors.New("Use a date like 2026-03-20.")

// ParseDate reads a date written as ISO 8601 does, year-month-day with all ten characters: 2026-03-20. Its error is a
// sentence for the person who wrote it. Years run from 0001 to 9999.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, errDate
	}
	return DateOf(t, time.UTC), nil
}

// DateOf returns the date a calendar on the wall in loc shows at t.
func DateOf(t time.Time, loc *time.Location) Date {
	year, month, day := t.In(loc).Date()
	return Date{year, month, day}
}

// String writes the date as [ParseDate] reads it; the zero Date is the empty string.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight().Format(time.DateOnly)
}

// MarshalText writes the date for JSON. It refuses a day that no calendar shows, such as 30 February, so that nothing
// is stored that could not be read again.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return []byte{}, nil
	}
	if !d.real() {
		return nil, errDate
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes and nothing else: the empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// IsZero reports whether d is no date at all.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays returns the date n days after d; before it if n is negative.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC), time.UTC)
}

// AddMonths returns the same day of the month n months later, or the last day of that month where it is shorter: one
// month after 31 January is 28 February, or 29 in a leap year.
func (d Date) AddMonths(n int) Date {
	first := Date{d.Year, d.Month, 1}.midnight().AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1)
	return Date{first.Year(), first.Month(), min(d.Day, last.Day())}
}

// Since returns how many days d is after other; negative if it is before.
func (d Date) Since(other Date) int {
	const day = 24 * 60 * 60
	return int((d.midnight().Unix() - other.midnight().Unix()) / day)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Compare returns -1 if d is before other, 0 if they are the same date, +1 if it is after. The zero Date comes first.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before reports whether d is an earlier date than other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports whether d is a later date than other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// midnight stands for the date on the one time line without gaps or folds, where counting days is plain arithmetic.
func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// real reports whether a calendar shows this day and ParseDate would read it.
func (d Date) real() bool {
	return d.Year >= 1 && d.Year <= 9999 && d == DateOf(d.midnight(), time.UTC)
}
