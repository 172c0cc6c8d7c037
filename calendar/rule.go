package calendar

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"collab/relationship"
)

// rule is a recurrence of whole days: those parts of RFC 5545, 3.3.10, that calendars of holidays use.
type rule struct {
	freq     string // DAILY, WEEKLY, MONTHLY, YEARLY
	interval int
	count    int               // 0 is without end
	until    relationship.Date // zero is without end
	months   []int
	days     []int // of the month; negative from its end
	weekdays []nth
	set      []int // which of a period's days
	monday   time.Weekday
}

// nth is a weekday; n picks the n-th of the month or year, negative from its end, 0 all of them.
type nth struct {
	n   int
	day time.Weekday
}

var errRule = errors.New("a recurrence of another kind")

func parseRule(s string) (rule, error) {
	r := rule{interval: 1, monday: time.Monday}
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(s)), ";") {
		name, value, _ := strings.Cut(part, "=")
		if err := r.set1(name, value); err != nil {
			return r, err
		}
	}
	if r.freq == "" || len(r.set) > 0 && r.freq != "MONTHLY" && r.freq != "YEARLY" {
		return r, errRule
	}
	return r, nil
}

func (r *rule) set1(name, value string) (err error) {
	switch name {
	case "FREQ":
		if r.freq = value; !slices.Contains([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}, value) {
			err = errRule
		}
	case "INTERVAL":
		r.interval, err = within(value, 1, 1000)
	case "COUNT":
		r.count, err = within(value, 1, 100_000)
	case "UNTIL":
		r.until, err = untilDay(value)
	case "BYMONTH":
		r.months, err = numbers(value, 1, 12)
	case "BYMONTHDAY":
		r.days, err = numbers(value, -31, 31)
	case "BYSETPOS":
		r.set, err = numbers(value, -366, 366)
	case "BYDAY":
		r.weekdays, err = weekdays(value)
	case "WKST":
		r.monday, err = weekday(value)
	case "":
	default:
		err = errRule
	}
	return err
}

func within(value string, low, high int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < low || n > high {
		return 0, errRule
	}
	return n, nil
}

func numbers(value string, low, high int) (out []int, err error) {
	for one := range strings.SplitSeq(value, ",") {
		n, err := within(one, low, high)
		if err != nil || n == 0 || len(out) > 400 {
			return nil, errRule
		}
		out = append(out, n)
	}
	return out, nil
}

func untilDay(value string) (relationship.Date, error) {
	date, _, _ := strings.Cut(value, "T")
	t, err := time.Parse("20060102", date)
	if err != nil {
		return relationship.Date{}, errRule
	}
	return relationship.DateOf(t, time.UTC), nil
}

func weekday(value string) (time.Weekday, error) {
	i := strings.Index("SUMOTUWETHFRSA", value)
	if len(value) != 2 || i < 0 || i%2 != 0 {
		return 0, errRule
	}
	return time.Weekday(i / 2), nil
}

func weekdays(value string) (out []nth, err error) {
	for one := range strings.SplitSeq(value, ",") {
		if len(one) < 2 || len(out) > 400 {
			return nil, errRule
		}
		day, err := weekday(one[len(one)-2:])
		n := 0
		if number := one[:len(one)-2]; err == nil && number != "" {
			n, err = within(strings.TrimPrefix(number, "+"), -53, 53)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, nth{n, day})
	}
	return out, nil
}

// dates lists the days of the recurrence that began on first, in the window. Every day it looks at is taken from the
// budget; whole is false when that ran out.
func (r rule) dates(first, from, to relationship.Date, budget *int) (out []relationship.Date, whole bool) {
	begin, i := r.period(first, 0), 0
	if r.count == 0 && from.After(first) { // without a count the periods before the window need not be looked at
		i = max(0, r.passed(begin, from)-1)
	}
	last := to
	if !r.until.IsZero() && r.until.Before(last) {
		last = r.until
	}
	for n := 0; ; i++ {
		begin, end := r.period(first, i), r.end(r.period(first, i))
		if begin.After(last) {
			return out, true
		}
		if *budget -= end.Since(begin); *budget < 0 {
			return out, false
		}
		for _, d := range r.in(begin, end, first) {
			if d.Before(first) || d.After(last) {
				continue
			}
			if n++; r.count > 0 && n > r.count {
				return out, true
			}
			if !d.Before(from) {
				out = append(out, d)
			}
		}
	}
}

// period is the first day of the i-th period from the one that holds first.
func (r rule) period(first relationship.Date, i int) relationship.Date {
	switch r.freq {
	case "DAILY":
		return first.AddDays(i * r.interval)
	case "WEEKLY":
		back := (int(first.Weekday()) - int(r.monday) + 7) % 7
		return first.AddDays(7*i*r.interval - back)
	case "MONTHLY":
		return relationship.Date{Year: first.Year, Month: first.Month, Day: 1}.AddMonths(i * r.interval)
	}
	return relationship.Date{Year: first.Year, Month: 1, Day: 1}.AddMonths(12 * i * r.interval)
}

// end is the first day after a period.
func (r rule) end(begin relationship.Date) relationship.Date {
	switch r.freq {
	case "DAILY":
		return begin.AddDays(1)
	case "WEEKLY":
		return begin.AddDays(7)
	case "MONTHLY":
		return begin.AddMonths(1)
	}
	return begin.AddMonths(12)
}

// passed is how many whole periods lie between two days.
func (r rule) passed(begin, from relationship.Date) int {
	months := (from.Year-begin.Year)*12 + int(from.Month-begin.Month)
	switch r.freq {
	case "DAILY":
		return from.Since(begin) / r.interval
	case "WEEKLY":
		return from.Since(begin) / 7 / r.interval
	case "MONTHLY":
		return months / r.interval
	}
	return months / 12 / r.interval
}

// in lists the days of one period.
func (r rule) in(begin, end, first relationship.Date) (out []relationship.Date) {
	for d := begin; d.Before(end); d = d.AddDays(1) {
		if r.has(d, first) {
			out = append(out, d)
		}
	}
	if len(r.set) == 0 {
		return out
	}
	var picked []relationship.Date
	for i, d := range out {
		if slices.Contains(r.set, i+1) || slices.Contains(r.set, i-len(out)) {
			picked = append(picked, d)
		}
	}
	return picked
}

// has says whether the rule holds on a day; what it does not name is taken from the day it began on.
func (r rule) has(d, first relationship.Date) bool {
	if len(r.months) > 0 && !slices.Contains(r.months, int(d.Month)) {
		return false
	}
	if len(r.days) == 0 && len(r.weekdays) == 0 {
		switch r.freq {
		case "WEEKLY":
			return d.Weekday() == first.Weekday()
		case "MONTHLY":
			return d.Day == first.Day
		case "YEARLY":
			return d.Day == first.Day && (len(r.months) > 0 || d.Month == first.Month)
		}
		return true
	}
	length := relationship.Date{Year: d.Year, Month: d.Month, Day: 1}.AddMonths(1).AddDays(-1).Day
	if len(r.days) > 0 && !slices.Contains(r.days, d.Day) && !slices.Contains(r.days, d.Day-length-1) {
		return false
	}
	return len(r.weekdays) == 0 || slices.ContainsFunc(r.weekdays, func(n nth) bool { return r.is(d, n, length) })
}

// is says whether a day is the n-th such weekday: of its month, or of its year when the rule names no month.
func (r rule) is(d relationship.Date, n nth, length int) bool {
	if d.Weekday() != n.day {
		return false
	}
	if n.n == 0 || r.freq == "DAILY" || r.freq == "WEEKLY" {
		return true
	}
	at := d.Day
	if r.freq == "YEARLY" && len(r.months) == 0 {
		at = d.Since(relationship.Date{Year: d.Year, Month: 1, Day: 1}) + 1
		length = relationship.Date{Year: d.Year, Month: 12, Day: 31}.Since(relationship.Date{Year: d.Year, Month: 1, Day: 1}) + 1
	}
	return n.n == (at-1)/7+1 || n.n == -((length-at)/7+1)
}
