package relationship

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"
)

// Clock is a time of day as a clock on the wall shows it, from 00:00 to 23:59. The zero Clock is midnight.
type Clock struct {
	Hour, Minute int
}

var (
	errClock = errors.New("Use a time like 09:30.")
	errZone  = errors.New("Use a zone like Europe/London.")
)

// ParseClock reads a time of day of the 24-hour clock, always five characters: 09:30. Its error is a sentence for the
// person who wrote it.
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	c := Clock{t.Hour(), t.Minute()}
	if err != nil || c.String() != s {
		return Clock{}, errClock
	}
	return c, nil
}

// String writes the time of day as [ParseClock] reads it.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute) }

// MarshalText writes the time of day for JSON; it refuses one that no clock shows.
func (c Clock) MarshalText() ([]byte, error) {
	if !c.real() {
		return nil, errClock
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads what MarshalText writes and nothing else.
func (c *Clock) UnmarshalText(text []byte) error {
	parsed, err := ParseClock(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// real reports whether a clock shows this time.
func (c Clock) real() bool { return c.Hour >= 0 && c.Hour < 24 && c.Minute >= 0 && c.Minute < 60 }

var (
	// ianaName is the shape of every name of the IANA time zone database. It keeps out what the loader would also
	// take for a file: paths, "localtime", and the copies under "posix" and "right".
	ianaName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*$`)
	// zonesRead remembers zones by name: reading one opens a file.
	zonesRead sync.Map
)

// Zone returns the zone of that name in the IANA time zone database, such as Europe/London. A name is stored instead
// of an offset because only the name knows when the clocks change. The server's own zone ("Local") is nobody's zone
// and is refused. The error is a sentence for the person who wrote the name.
func Zone(name string) (*time.Location, error) {
	if loc, ok := zonesRead.Load(name); ok {
		return loc.(*time.Location), nil
	}
	if name == "Local" || name == "Factory" || !ianaName.MatchString(name) {
		return nil, errZone
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, errZone
	}
	zonesRead.Store(name, loc)
	return loc, nil
}

// zoneOrUTC is Zone for a name that was checked when it was recorded. Should a newer time zone database have dropped
// it, UTC keeps the rhythm going: a prompt an hour off is better than none.
func zoneOrUTC(name string) *time.Location {
	loc, err := Zone(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Wall returns the instant, in UTC, at which a clock on the wall in loc first shows c on d, or a later time:
//
//   - when clocks are put back and show c twice, the first of the two;
//   - when clocks are put forward over c, the first instant after the gap;
//   - on a day the zone left out (Pacific/Apia, 30 December 2011), the first instant after it.
//
// It looks for the changes of offset itself, because time.Date promises neither side of a gap or a fold and takes
// different ones in different zones.
func Wall(d Date, c Clock, loc *time.Location) time.Time {
	// No zone is 26 hours or more ahead of UTC (RFC 9636, section 3.2), so no clock shows this yet.
	shown := d.midnight().Add(time.Duration(c.Hour)*time.Hour + time.Duration(c.Minute)*time.Minute)
	for from := shown.Add(-26 * time.Hour); ; {
		_, offset := from.In(loc).Zone()
		at := shown.Add(-time.Duration(offset) * time.Second)
		if at.Before(from) {
			at = from // this offset began after the time was shown, or jumped over it
		}
		until, ends := offsetUntil(from, loc)
		if !ends || at.Before(until) {
			return at
		}
		from = until
	}
}

// offsetUntil returns an instant after t up to which the offset of t holds, or false if it holds for ever. On the last
// day of a leap year ZoneBounds may answer with an end that has passed already (it counts 365 days from New Year);
// no zone has a change of its yearly rule there, so the offset holds until the year ends.
func offsetUntil(t time.Time, loc *time.Location) (time.Time, bool) {
	_, end := t.In(loc).ZoneBounds()
	if end.IsZero() {
		return time.Time{}, false
	}
	if !end.After(t) {
		end = t.Truncate(24 * time.Hour).Add(24 * time.Hour)
	}
	return end.UTC(), true
}

// DayStart returns the first instant of d in loc. That is not always midnight: in Cairo and Santiago clocks are put
// forward at midnight and the day begins at 01:00.
func DayStart(d Date, loc *time.Location) time.Time { return Wall(d, Clock{}, loc) }

// DayEnd returns the first instant at which the date in loc is after d: d lasts until then, and not at it.
func DayEnd(d Date, loc *time.Location) time.Time { return DayStart(d.AddDays(1), loc) }

// DayExists reports whether d is a day in loc. A zone that moves across the date line leaves one out.
func DayExists(d Date, loc *time.Location) bool {
	noon := d.midnight().Add(12 * time.Hour)
	_, offset := noon.In(loc).Zone()
	if DateOf(noon.Add(-time.Duration(offset)*time.Second), loc) == d {
		return true // it was seen: what follows would say so too, and costs several times as much
	}
	return DayStart(d, loc).Before(DayEnd(d, loc))
}
