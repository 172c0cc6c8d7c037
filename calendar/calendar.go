// Package calendar reads days off: out of iCalendar files that people bring, and out of lists of countries.
//
// What it reads is a proposal. People look at the days, with their names and with what was left out and why, before
// anything is recorded; nothing here is recorded by itself, and nothing is fetched from anywhere. What is kept of it in
// the record are days, in [relationship.Calendar].
//
// A file may hold anything: events without an end, a recurrence for ever, garbage. Only a window of a few years is
// looked at, and the work is bounded by it: a recurrence is followed day by day through the window, with one budget of
// days for the whole file. A library that expands recurrences would look for a 30 February until the year 9999, half a
// second for each such event.
package calendar

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// Days are the days off found in a window, in order, each once. Left are sentences about what was left out.
type Days struct {
	Days []relationship.Holiday
	Left []string
}

// Years is the window that is read: from the beginning of the year of a day to the end of the third year after it.
func Years(today relationship.Date) (from, to relationship.Date) {
	return relationship.Date{Year: today.Year, Month: 1, Day: 1}, relationship.Date{Year: today.Year + 3, Month: 12, Day: 31}
}

// sorted puts the days in order and keeps one of each, with the name of the first that has one.
func sorted(all []relationship.Holiday) []relationship.Holiday {
	slices.SortStableFunc(all, func(a, b relationship.Holiday) int { return a.Date.Compare(b.Date) })
	var out []relationship.Holiday
	for _, d := range all {
		if n := len(out); n > 0 && out[n-1].Date == d.Date {
			if out[n-1].Name == "" {
				out[n-1].Name = d.Name
			}
			continue
		}
		out = append(out, d)
	}
	return out
}

// left collects what was left out: how often, why, and one name of it.
type left struct {
	reasons []string
	count   map[string]int
	such    map[string]string
}

func (l *left) out(why, name string) {
	if l.count == nil {
		l.count, l.such = map[string]int{}, map[string]string{}
	}
	if l.count[why] == 0 {
		l.reasons = append(l.reasons, why)
		l.such[why] = name
	}
	l.count[why]++
}

func (l *left) sentences() (out []string) {
	for _, why := range l.reasons {
		s := fmt.Sprintf("%d %s", l.count[why], why)
		if name := strings.TrimSpace(l.such[why]); name != "" {
			s += fmt.Sprintf(", such as %q", name)
		}
		out = append(out, s)
	}
	return out
}
