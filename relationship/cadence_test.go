package relationship

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// fortnightly is a check-in every 14 days.
func fortnightly(t testing.TB, zone, first, at string) Cadence {
	t.Helper()
	return Cadence{Days: 14, First: civilDay(t, first), At: wallClock(t, at), Zone: zone}
}

func TestCadenceAsJSON(t *testing.T) {
	text, err := json.Marshal(fortnightly(t, "Europe/London", "2026-03-03", "10:00"))
	if err != nil || string(text) != `{"days":14,"first":"2026-03-03","at":"10:00","zone":"Europe/London"}` {
		t.Errorf("written %s, %v", text, err)
	}
}

func TestCadenceCheck(t *testing.T) {
	good := fortnightly(t, "Europe/London", "2026-03-03", "10:00")
	for _, c := range []struct {
		name   string
		change func(*Cadence)
		want   string
	}{
		{"as it is", func(*Cadence) {}, ""},
		{"none", func(c *Cadence) { *c = Cadence{} }, ""},
		{"a year", func(c *Cadence) { c.Days = 366 }, ""},
		{"longer", func(c *Cadence) { c.Days = 367 }, "Use a number of days from 0 to 366."},
		{"backwards", func(c *Cadence) { c.Days = -1 }, "Use a number of days from 0 to 366."},
		{"no first day", func(c *Cadence) { c.First = Date{} }, "Use a date like 2026-03-20."},
		{"no such time", func(c *Cadence) { c.At.Hour = 24 }, "Use a time like 09:30."},
		{"no zone", func(c *Cadence) { c.Zone = "" }, "Use a zone like Europe/London."},
	} {
		changed, got := good, ""
		if c.change(&changed); changed.Check() != nil {
			got = changed.Check().Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

func TestCadenceIndex(t *testing.T) {
	c := fortnightly(t, "UTC", "2026-03-03", "10:00")
	for s, want := range map[string]int{"2020-01-01": -1, "2026-03-02": -1, "2026-03-03": 0, "2026-03-16": 0, "2026-03-17": 1, "2026-03-30": 1, "2027-03-02": 26} {
		if got := c.Index(civilDay(t, s)); got != want {
			t.Errorf("%s: slot %d, not %d", s, got, want)
		}
	}
	if got := (Cadence{}).Index(civilDay(t, "2026-03-03")); got != -1 {
		t.Errorf("no cadence has slot %d", got)
	}
	if got := c.Slot(26); got != civilDay(t, "2027-03-02") {
		t.Errorf("slot 26 is %s", got)
	}
}

// Each row is a fortnightly cadence with one slot on the day when its zone's clocks change.
var acrossChanges = []struct{ zone, at, day, want string }{
	{"Europe/London", "10:00", "2026-03-29", "2026-03-29T09:00Z"},
	{"Europe/London", "01:30", "2026-03-29", "2026-03-29T01:00Z"}, // gap
	{"Europe/London", "01:30", "2026-10-25", "2026-10-25T00:30Z"}, // fold
	{"Europe/London", "01:30", "2027-03-28", "2027-03-28T01:00Z"},
	{"Europe/London", "01:30", "2027-10-31", "2027-10-31T00:30Z"},
	{"America/New_York", "02:30", "2026-03-08", "2026-03-08T07:00Z"}, // gap
	{"America/New_York", "01:30", "2026-11-01", "2026-11-01T05:30Z"}, // fold
	{"America/New_York", "02:00", "2027-03-14", "2027-03-14T07:00Z"},
	{"America/New_York", "01:00", "2027-11-07", "2027-11-07T05:00Z"},
	{"Africa/Cairo", "00:00", "2026-04-24", "2026-04-23T22:00Z"}, // midnight gap
	{"Africa/Cairo", "10:00", "2026-04-24", "2026-04-24T07:00Z"},
	{"Africa/Cairo", "23:30", "2026-10-29", "2026-10-29T20:30Z"}, // midnight fold
	{"Africa/Cairo", "00:30", "2027-04-30", "2027-04-29T22:00Z"},
	{"Africa/Cairo", "23:00", "2027-10-28", "2027-10-28T20:00Z"},
	{"Pacific/Apia", "10:00", "2011-12-30", "2011-12-30T20:00Z"}, // lost day: on the 31st
	{"Pacific/Apia", "00:00", "2011-12-30", "2011-12-30T10:00Z"},
	{"Pacific/Apia", "10:00", "2011-12-29", "2011-12-29T20:00Z"},
	{"Pacific/Apia", "10:00", "2011-12-31", "2011-12-30T20:00Z"},
	{"Pacific/Apia", "02:30", "2026-04-05", "2026-04-04T13:30Z"}, // no change since 2021
	{"Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04T14:45Z"},
	{"Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:30Z"},
	{"Australia/Lord_Howe", "01:45", "2027-04-04", "2027-04-03T14:45Z"},
	{"Australia/Lord_Howe", "02:15", "2027-10-03", "2027-10-02T15:30Z"},
	{"America/Santiago", "23:30", "2026-04-04", "2026-04-05T02:30Z"}, // midnight fold
	{"America/Santiago", "00:00", "2026-09-06", "2026-09-06T04:00Z"}, // midnight gap
	{"America/Santiago", "10:00", "2026-09-06", "2026-09-06T13:00Z"},
	{"America/Santiago", "23:00", "2027-04-03", "2027-04-04T02:00Z"},
	{"America/Santiago", "00:30", "2027-09-05", "2027-09-05T04:00Z"},
}

func TestOneInstantPerSlotAcrossChanges(t *testing.T) {
	const before, after = 6, 7 // slots on either side, short of the next change
	for _, row := range acrossChanges {
		first := civilDay(t, row.day).AddDays(-14 * before)
		c := fortnightly(t, row.zone, first.String(), row.at)
		fired := everyHalfHour(c, first.AddDays(-2).midnight(), c.Slot(before+after).AddDays(2).midnight())
		if len(fired) != before+1+after {
			t.Errorf("%s %s around %s: fired %d times, not %d", row.zone, row.at, row.day, len(fired), before+1+after)
			continue
		}
		for i, at := range fired {
			shown := at.In(civilZone(t, row.zone)).Format("2006-01-02 15:04")
			if i != before && shown != c.Slot(i).String()+" "+row.at {
				t.Errorf("%s %s, slot %d: fired at %s", row.zone, row.at, i, shown)
			}
		}
		if !fired[before].Equal(utcInstant(t, row.want)) {
			t.Errorf("%s %s on %s: fired at %s, not %s", row.zone, row.at, row.day, fired[before], row.want)
		}
	}
}

// upcoming returns the first slot that takes place later than after, and the day on which it does. Without a cadence
// it returns -1 and the zero Date.
func (c Cadence) upcoming(after time.Time, cals []Calendar) (i int, day Date) {
	if c.Days <= 0 {
		return -1, Date{}
	}
	// The slot before the last one begun took place before that one's nominal day, so it has passed.
	i = max(0, c.Index(DateOf(after, zoneOrUTC(c.Zone))))
	for ; ; i++ {
		if day = c.Day(i, cals); c.Instant(day).After(after) {
			return i, day
		}
	}
}

// everyHalfHour is a scheduler that looks every half hour and notes the instant of each slot that has come up since.
func everyHalfHour(c Cadence, from, to time.Time) (fired []time.Time) {
	for last := from; last.Before(to); {
		now := last.Add(30 * time.Minute)
		if _, day := c.upcoming(last, nil); !c.Instant(day).After(now) {
			fired = append(fired, c.Instant(day))
		}
		last = now
	}
	return fired
}

func TestSlotsMoveToCommonWorkingDays(t *testing.T) {
	london := weekWithout(t, "Europe/London", "2026-12-25", "2026-12-28")
	sunday := Calendar{Zone: "Africa/Cairo", Weekdays: []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}}
	for _, c := range []struct {
		name  string
		days  int
		first string
		cals  []Calendar
		want  []string
	}{
		{"nothing to move", 14, "2026-03-03", []Calendar{london, sunday}, []string{"2026-03-03", "2026-03-17", "2026-03-31"}},
		{"a Friday that one side has off", 14, "2026-12-11", []Calendar{london, sunday}, []string{"2026-12-14", "2026-12-29", "2027-01-11"}},
		{"no calendars", 14, "2026-12-11", nil, []string{"2026-12-11", "2026-12-25"}},
		{"daily: Saturday and Sunday have nowhere to go", 1, "2026-03-06", []Calendar{london}, []string{"2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"}},
		{"every second day", 2, "2026-03-06", []Calendar{london}, []string{"2026-03-06", "2026-03-09", "2026-03-10"}},
		{"every second day, Saturday", 2, "2026-03-05", []Calendar{london}, []string{"2026-03-05", "2026-03-07", "2026-03-09"}},
		{"no day in common", 14, "2026-03-07", []Calendar{london, {Zone: "UTC", Weekdays: []time.Weekday{time.Sunday}}}, []string{"2026-03-07", "2026-03-21"}},
	} {
		cadence := Cadence{Days: c.days, First: civilDay(t, c.first), At: Clock{10, 0}, Zone: "Europe/London"}
		after := utcInstant(t, "2026-01-01T00:00Z")
		for want, s := range c.want {
			i, got := cadence.upcoming(after, c.cals)
			if i != want || got != civilDay(t, s) || cadence.Day(i, c.cals) != got {
				t.Errorf("%s: slot %d on %s, not %d on %s", c.name, i, got, want, s)
			}
			after = cadence.Instant(got)
		}
	}
}

func TestUpcomingIsLaterThanAfter(t *testing.T) {
	c := fortnightly(t, "Europe/London", "2026-03-03", "10:00")
	for _, row := range []struct {
		after string
		i     int
	}{
		{"2020-01-01T00:00Z", 0}, {"2026-03-03T09:59Z", 0}, {"2026-03-03T10:00Z", 1}, {"2026-03-17T00:00Z", 1}, {"2026-03-31T09:00Z", 3},
	} {
		if i, day := c.upcoming(utcInstant(t, row.after), nil); i != row.i || day != c.Slot(row.i) {
			t.Errorf("after %s: slot %d on %s, not %d", row.after, i, day, row.i)
		}
	}
	if i, day := (Cadence{}).upcoming(utcInstant(t, "2026-03-03T10:00Z"), nil); i != -1 || !day.IsZero() {
		t.Errorf("no cadence comes up as slot %d on %s", i, day)
	}
}

func TestUpcomingSkipsAndRepeatsNoSlot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Cadence{Days: rapid.IntRange(1, 30).Draw(t, "days"), Zone: rapid.SampledFrom(oracleZones).Draw(t, "zone"),
			First: Date{2026, time.January, 1}.AddDays(rapid.IntRange(0, 400).Draw(t, "first")),
			At:    Clock{rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")}}
		cals := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Calendar {
			cal := Calendar{Zone: rapid.SampledFrom(oracleZones).Draw(t, "their zone")}
			cal.Weekdays = rapid.SliceOfNDistinct(rapid.SampledFrom(everyDay("").Weekdays), 1, 7, rapid.ID).Draw(t, "weekdays")
			for _, n := range rapid.SliceOfN(rapid.IntRange(0, 800), 0, 20).Draw(t, "holidays") {
				cal.Holidays = append(cal.Holidays, Date{2026, time.January, 1}.AddDays(n))
			}
			return cal
		}), 0, 3).Draw(t, "calendars")
		after := c.First.AddDays(-40).midnight()
		for want := range 40 {
			i, day := c.upcoming(after, cals)
			if i != want || day != c.Day(i, cals) || !c.Instant(day).After(after) {
				t.Fatalf("after %s: slot %d on %s, not slot %d", after, i, day, want)
			}
			if day.Before(c.Slot(i)) || !day.Before(c.Slot(i+1)) || day != c.Slot(i) && !allWork(day, cals) {
				t.Fatalf("slot %d of %s is moved to %s", i, c.Slot(i), day)
			}
			after = c.Instant(day)
		}
	})
}

func TestQuartersAreCountedFromTheAnchor(t *testing.T) {
	for _, c := range []struct {
		start    string
		i        int
		from, to string
	}{
		{"2026-03-02", 0, "2026-03-02", "2026-06-02"},
		{"2026-03-02", 3, "2026-12-02", "2027-03-02"},
		{"2026-11-30", 0, "2026-11-30", "2027-02-28"},
		{"2026-11-30", 1, "2027-02-28", "2027-05-30"}, // not 28 May
		{"2027-11-30", 0, "2027-11-30", "2028-02-29"},
		{"2026-08-31", 0, "2026-08-31", "2026-11-30"},
		{"2026-08-31", 2, "2027-02-28", "2027-05-31"},
		{"2026-08-31", -1, "2026-05-31", "2026-08-31"},
	} {
		if from, to := Quarter(civilDay(t, c.start), c.i); from != civilDay(t, c.from) || to != civilDay(t, c.to) {
			t.Errorf("quarter %d from %s: %s to %s, not %s to %s", c.i, c.start, from, to, c.from, c.to)
		}
	}
}

func TestQuarterOfHoldsItsDay(t *testing.T) {
	for _, s := range []string{"2026-03-02", "2026-01-01", "2026-11-30", "2026-08-31", "2028-02-29", "2026-12-31"} {
		start, last := civilDay(t, s), -5
		for d := start.AddDays(-400); d.Before(start.AddDays(1600)); d = d.AddDays(1) {
			i := QuarterOf(start, d)
			if from, to := Quarter(start, i); d.Before(from) || !d.Before(to) || i < last || d == start && i != 0 {
				t.Fatalf("from %s: %s is in quarter %d, %s to %s", start, d, i, from, to)
			}
			last = i
		}
	}
}
