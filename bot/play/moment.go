package play

import (
	"fmt"
	"strings"
	"time"
)

// moment is an instant as written: a time of day, and as much of a day as was said.
type moment struct {
	wall    time.Time // in UTC, read as wall clock
	says    says
	weekday string         // as written, "Thu"; empty when none was
	zone    *time.Location // nil when none was written
}

// says is how much of a day a moment says; the rest is the next that fits.
type says int

const (
	year says = iota // 12 March 2026
	day              // 12 March
	hour             // no date, perhaps a weekday
)

// layouts are the ways to write a moment.
var layouts = []struct {
	layout string
	says   says
}{
	{"2006-01-02 15:04", year},
	{"2 Jan 2006 15:04", year},
	{"Mon 2 Jan 2006 15:04", year},
	{"2 Jan 15:04", day},
	{"Mon 2 Jan 15:04", day},
	{"Mon 15:04", hour},
	{"15:04", hour},
}

// readMoment reads "2026-03-12 10:00", "Thu 12 Mar 10:00" or "Thu 10:00", each perhaps followed by a zone.
func readMoment(text string) (m moment, err error) {
	words := strings.Fields(text)
	if last := len(words) - 1; last > 0 && !strings.Contains(words[last], ":") {
		if m.zone, err = readZone(words[last]); err != nil {
			return m, err
		}
		words = words[:last]
	}
	rest := strings.Join(words, " ")
	for _, l := range layouts {
		if m.wall, err = time.Parse(l.layout, rest); err != nil {
			continue
		}
		m.says = l.says
		if strings.HasPrefix(l.layout, "Mon") {
			m.weekday = words[0]
		}
		if m.says == year {
			err = m.sound(m.wall)
		}
		return m, err
	}
	return m, fmt.Errorf("%q is no time I can read; write 2026-03-12 10:00, Thu 12 Mar 10:00 or Thu 10:00, and a zone behind it if it is another", rest)
}

// sound refuses a day that is not the weekday written.
func (m moment) sound(at time.Time) error {
	if m.weekday == "" || strings.EqualFold(at.Format("Mon"), m.weekday) {
		return nil
	}
	return fmt.Errorf("%s is a %s", at.Format("2 January 2006"), at.Weekday())
}

// after is the instant meant: the one written, or the next after now that fits.
func (m moment) after(now time.Time, zone *time.Location) (time.Time, error) {
	if m.zone != nil {
		zone = m.zone
	}
	now = now.In(zone)
	at := m.on(m.wall.Year(), m.wall.Month(), m.wall.Day(), zone)
	switch m.says {
	case day:
		if at = m.on(now.Year(), m.wall.Month(), m.wall.Day(), zone); !at.After(now) {
			at = m.on(now.Year()+1, m.wall.Month(), m.wall.Day(), zone)
		}
	case hour:
		for i := range 8 { // today's may have gone by, and a weekday comes within seven days
			at = m.on(now.Year(), now.Month(), now.Day()+i, zone)
			if at.After(now) && m.sound(at) == nil {
				break
			}
		}
	}
	return at, m.sound(at)
}

func (m moment) on(year int, month time.Month, day int, zone *time.Location) time.Time {
	return time.Date(year, month, day, m.wall.Hour(), m.wall.Minute(), 0, 0, zone)
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
func (s span) after(now time.Time, zone *time.Location) (time.Time, error) {
	return now.In(zone).AddDate(0, 0, s.days).Add(time.Duration(s.minutes) * time.Minute), nil
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
