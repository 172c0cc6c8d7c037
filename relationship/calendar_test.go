package relationship

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// weekWithout is the working week of zone with these holidays.
func weekWithout(t testing.TB, zone string, holidays ...string) Calendar {
	t.Helper()
	c := WorkingWeek(zone)
	for _, s := range holidays {
		c.Holidays = append(c.Holidays, civilDay(t, s))
	}
	return c
}

func TestCalendarAsJSON(t *testing.T) {
	c := weekWithout(t, "Europe/London", "2026-12-25")
	text, err := json.Marshal(c)
	if err != nil || string(text) != `{"zone":"Europe/London","weekdays":[1,2,3,4,5],"holidays":["2026-12-25"]}` {
		t.Fatalf("written %s, %v", text, err)
	}
	var back Calendar
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, c) {
		t.Fatalf("read back %v, %v", back, err)
	}
}

func TestCalendarCheck(t *testing.T) {
	full := weekWithout(t, "Asia/Dubai")
	for i := range mostHolidays {
		full.Holidays = append(full.Holidays, Date{2026, time.January, 1}.AddDays(3*i))
	}
	tooFull := full
	tooFull.Holidays = append(full.Holidays, civilDay(t, "2050-01-01"))
	summer, forEver := weekWithout(t, "Asia/Dubai"), weekWithout(t, "Asia/Dubai")
	for i := range 70 {
		if forEver.Holidays = append(forEver.Holidays, civilDay(t, "2026-06-01").AddDays(i)); i < 59 {
			summer.Holidays = forEver.Holidays
		}
	}
	week := func(days ...time.Weekday) Calendar { return Calendar{Zone: "UTC", Weekdays: days} }
	for _, c := range []struct {
		name string
		cal  Calendar
		want string
	}{
		{"a working week", WorkingWeek("Europe/London"), ""},
		{"every day", everyDay("Europe/London"), ""},
		{"one day", week(time.Sunday), ""},
		{"2,000 holidays", full, ""},
		{"59 days off at a stretch", summer, ""},
		{"70 days off at a stretch", forEver, "From 2026-06-01 on no working day would be left for 60 days. Name days off alone, and leave out what comes back every day."},
		{"2,001 holidays", tooFull, "Name at most 2,000 holidays."},
		{"nothing", Calendar{}, "Use a zone like Europe/London."},
		{"the server's zone", WorkingWeek("Local"), "Use a zone like Europe/London."},
		{"no weekday", week(), "Name one to seven different weekdays."},
		{"a weekday twice", week(time.Monday, time.Monday), "Name one to seven different weekdays."},
		{"an eighth weekday", week(7), "Name one to seven different weekdays."},
		{"a weekday before Sunday", week(-1), "Name one to seven different weekdays."},
		{"a holiday without a date", Calendar{"UTC", []time.Weekday{1}, []Date{{}}}, "Use a date like 2026-03-20."},
		{"a holiday on 30 February", Calendar{"UTC", []time.Weekday{1}, []Date{{2026, time.February, 30}}}, "Use a date like 2026-03-20."},
	} {
		got := ""
		if err := c.cal.Check(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

func TestCommonWorkingDay(t *testing.T) {
	london := weekWithout(t, "Europe/London", "2026-12-25", "2026-12-28", "2027-01-01")
	cairo := Calendar{Zone: "Africa/Cairo", Weekdays: []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}}
	apia, weekend := WorkingWeek("Pacific/Apia"), Calendar{Zone: "UTC", Weekdays: []time.Weekday{time.Saturday, time.Sunday}}
	long := Calendar{Zone: "UTC", Weekdays: everyDay("UTC").Weekdays}
	for i := range 60 {
		long.Holidays = append(long.Holidays, civilDay(t, "2026-03-02").AddDays(i))
	}
	for _, c := range []struct {
		from string
		cals []Calendar
		want string
		ok   bool
	}{
		{"2026-12-24", []Calendar{london, cairo}, "2026-12-24", true},
		{"2026-12-25", []Calendar{london}, "2026-12-29", true},
		{"2026-12-25", []Calendar{cairo}, "2026-12-27", true},
		{"2027-01-01", []Calendar{london, cairo}, "2027-01-04", true},
		{"2026-03-07", nil, "2026-03-07", true},
		{"2026-03-07", []Calendar{london, weekend}, "2026-03-07", false},
		{"2011-12-30", []Calendar{apia}, "2012-01-02", true}, // a Friday that Samoa never had
		{"2011-12-30", []Calendar{WorkingWeek("UTC")}, "2011-12-30", true},
		{"2026-03-02", []Calendar{long}, "2026-05-01", true}, // the 60th day is still looked at
		{"2026-03-01", []Calendar{long, WorkingWeek("UTC")}, "2026-03-01", false},
	} {
		got, ok := CommonWorkingDay(civilDay(t, c.from), c.cals)
		if got != civilDay(t, c.want) || ok != c.ok {
			t.Errorf("from %s: %s %t, not %s %t", c.from, got, ok, c.want, c.ok)
		}
	}
}

func TestAddWorkingDays(t *testing.T) {
	london := weekWithout(t, "Europe/London", "2026-12-25", "2026-12-28")
	never := []Calendar{london, {Zone: "UTC", Weekdays: []time.Weekday{time.Sunday}}}
	for _, c := range []struct {
		from string
		n    int
		cals []Calendar
		want string
	}{
		{"2026-12-24", 0, []Calendar{london}, "2026-12-24"},
		{"2026-12-26", 0, []Calendar{london}, "2026-12-26"},
		{"2026-12-24", 1, []Calendar{london}, "2026-12-29"},
		{"2026-12-26", 1, []Calendar{london}, "2026-12-29"},
		{"2026-12-24", 5, []Calendar{london}, "2027-01-04"},
		{"2026-12-24", 5, nil, "2026-12-29"},
		{"2026-12-24", 5, never, "2026-12-29"},
		{"2011-12-29", 1, []Calendar{WorkingWeek("Pacific/Apia")}, "2012-01-02"},
		{"2026-12-24", -3, []Calendar{london}, "2026-12-24"},
	} {
		if got := AddWorkingDays(civilDay(t, c.from), c.n, c.cals); got != civilDay(t, c.want) {
			t.Errorf("%s and %d working days: %s, not %s", c.from, c.n, got, c.want)
		}
	}
	if got := AddWorkingDays(civilDay(t, "2026-01-01"), 1<<60, nil); got != civilDay(t, "2026-01-01").AddDays(mostWorkingDays) {
		t.Errorf("for ever ends %s", got)
	}
}

func TestHoursNext(t *testing.T) {
	nine := Hours{Clock{9, 0}, Clock{17, 30}}
	night := Hours{Clock{22, 0}, Clock{6, 0}}
	never := Calendar{Zone: "UTC"}
	london, cairo := weekWithout(t, "Europe/London", "2026-12-25"), everyDay("Africa/Cairo")
	for _, c := range []struct {
		name     string
		hours    Hours
		cal      Calendar
		at, want string
	}{
		{"inside", nine, london, "2026-03-02T10:00Z", "2026-03-02T10:00Z"},
		{"at the first instant", nine, london, "2026-03-02T09:00Z", "2026-03-02T09:00Z"},
		{"early", nine, london, "2026-03-02T08:59Z", "2026-03-02T09:00Z"},
		{"at the end", nine, london, "2026-03-02T17:30Z", "2026-03-03T09:00Z"},
		{"Friday evening, clocks change on Sunday", nine, london, "2026-03-27T18:00Z", "2026-03-30T08:00Z"},
		{"a holiday", nine, london, "2026-12-25T10:00Z", "2026-12-28T09:00Z"},
		{"Samoa is ahead of the server's date", nine, WorkingWeek("Pacific/Apia"), "2026-03-01T19:00Z", "2026-03-01T20:00Z"},
		{"Samoa's lost Friday", nine, WorkingWeek("Pacific/Apia"), "2011-12-30T05:00Z", "2012-01-01T19:00Z"},
		{"night, before midnight", night, london, "2026-03-02T23:00Z", "2026-03-02T23:00Z"},
		{"night, after midnight", night, london, "2026-03-03T05:59Z", "2026-03-03T05:59Z"},
		{"night, over", night, london, "2026-03-03T06:00Z", "2026-03-03T22:00Z"},
		{"Friday's night lasts into Saturday", night, london, "2026-03-07T03:00Z", "2026-03-07T03:00Z"},
		{"Sunday has no night", night, london, "2026-03-09T03:00Z", "2026-03-09T22:00Z"},
		{"no hours told: the working day", Hours{}, london, "2026-03-02T00:00Z", "2026-03-02T00:00Z"},
		{"no hours told: not on Saturday", Hours{}, london, "2026-03-07T00:00Z", "2026-03-09T00:00Z"},
		{"hours that begin in a gap", Hours{Clock{0, 30}, Clock{3, 0}}, cairo, "2026-04-23T21:30Z", "2026-04-23T22:00Z"},
		{"hours lost in a gap", Hours{Clock{0, 10}, Clock{0, 50}}, cairo, "2026-04-23T21:59Z", "2026-04-24T21:10Z"},
		{"no working day", nine, never, "2026-03-07T03:00Z", "2026-03-07T03:00Z"},
	} {
		if got := c.hours.Next(utcInstant(t, c.at), c.cal); !got.Equal(utcInstant(t, c.want)) {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

func TestHoursNextIsTheFirstInstantInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clocks := rapid.Custom(func(t *rapid.T) Clock {
			return Clock{rapid.IntRange(0, 23).Draw(t, "hour"), rapid.SampledFrom([]int{0, 15, 30, 45}).Draw(t, "minute")}
		})
		h := Hours{clocks.Draw(t, "from"), clocks.Draw(t, "to")}
		cal := WorkingWeek(rapid.SampledFrom(oracleZones).Draw(t, "zone"))
		at := time.Date(2026, time.January, 1, 0, 15*rapid.IntRange(0, 2*365*96).Draw(t, "quarter"), 0, 0, time.UTC)
		next := h.Next(at, cal)
		if next.Before(at) || !h.Next(next, cal).Equal(next) {
			t.Fatalf("next of %s is %s, and of that %s", at, next, h.Next(next, cal))
		}
		for between := at; between.Before(next); between = between.Add(15 * time.Minute) {
			if got := h.Next(between, cal); !got.Equal(next) {
				t.Fatalf("next of %s is %s, but of %s it is %s", at, next, between, got)
			}
		}
	})
}
