package play

import (
	"fmt"
	"strings"
	"time"
)

// moment is an instant as written: a day and a time of day, perhaps without a year, perhaps with a zone of its own.
type moment struct {
	wall    time.Time // in UTC, read as wall clock
	yearly  bool      // no year was written: the next such day is meant
	weekday string    // as written, "Thu"; empty when none was
	zone    *time.Location
}

// layouts are the ways to write a moment. Those without a year come last.
var layouts = []struct {
	layout          string
	yearly, weekday bool
}{
	{"2006-01-02 15:04", false, false},
	{"2 Jan 2006 15:04", false, false},
	{"Mon 2 Jan 2006 15:04", false, true},
	{"2 Jan 15:04", true, false},
	{"Mon 2 Jan 15:04", true, true},
}

// readMoment reads "2026-03-12 10:00", "12 Mar 10:00" or "Thu 12 Mar 2026 10:00", each perhaps followed by a zone.
func readMoment(text string) (moment, error) {
	m := moment{}
	words := strings.Fields(text)
	if last := len(words) - 1; last > 0 && !strings.Contains(words[last], ":") {
		zone, err := readZone(words[last])
		if err != nil {
			return m, err
		}
		m.zone, words = zone, words[:last]
	}
	rest := strings.Join(words, " ")
	for _, l := range layouts {
		wall, err := time.Parse(l.layout, rest)
		if err != nil {
			continue
		}
		m.wall, m.yearly = wall, l.yearly
		if l.weekday {
			m.weekday = words[0]
		}
		return m, m.sound()
	}
	return m, fmt.Errorf("%q is no time I can read; write 2026-03-12 10:00 or Thu 12 Mar 10:00, and a zone behind it if it is another", rest)
}

// sound refuses a weekday that the date does not have; without a year that is known only while the play runs.
func (m moment) sound() error {
	if m.yearly || m.weekday == "" || m.wall.Format("Mon") == m.weekday {
		return nil
	}
	return fmt.Errorf("%s is a %s", m.wall.Format("2 January 2006"), m.wall.Weekday())
}

// after is the instant meant: the day as written, or the next such day after now.
func (m moment) after(now time.Time, zone *time.Location) time.Time {
	if m.zone != nil {
		zone = m.zone
	}
	year := m.wall.Year()
	if m.yearly {
		year = now.In(zone).Year()
	}
	at := m.in(year, zone)
	if m.yearly && !at.After(now) {
		at = m.in(year+1, zone)
	}
	return at
}

func (m moment) in(year int, zone *time.Location) time.Time {
	return time.Date(year, m.wall.Month(), m.wall.Day(), m.wall.Hour(), m.wall.Minute(), 0, 0, zone)
}

// readZone reads a zone of the IANA database.
func readZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fmt.Errorf("%q is no time zone; write one such as Europe/London", name)
	}
	return zone, nil
}

// span is how long "later 14 days" is: a number of days on the calendar, or of minutes.
type span struct{ days, minutes int }

// after is the instant that much later; a day later it is the same time of day in the zone.
func (s span) after(now time.Time, zone *time.Location) time.Time {
	return now.In(zone).AddDate(0, 0, s.days).Add(time.Duration(s.minutes) * time.Minute)
}

// longest is the most of any unit one can let pass at once.
const longest = 9999

// readSpan reads "14 days".
func readSpan(n int, unit string) (span, error) {
	if n < 1 || n > longest {
		return span{}, fmt.Errorf("time can pass by 1 to %d %s", longest, unit)
	}
	switch strings.TrimSuffix(unit, "s") {
	case "minute":
		return span{minutes: n}, nil
	case "hour":
		return span{minutes: 60 * n}, nil
	case "day":
		return span{days: n}, nil
	case "week":
		return span{days: 7 * n}, nil
	}
	return span{}, fmt.Errorf("time passes in minutes, hours, days or weeks, not in %s", unit)
}
