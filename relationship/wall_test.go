package relationship

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones wherever the tests run

	"pgregory.net/rapid"
)

// civilZone reads a zone that the test's author knows to be one.
func civilZone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := Zone(name)
	if err != nil {
		t.Fatalf("%q is no zone", name)
	}
	return loc
}

// wallClock reads a time of day that the test's author knows to be one.
func wallClock(t testing.TB, s string) Clock {
	t.Helper()
	c, err := ParseClock(s)
	if err != nil {
		t.Fatalf("%q is no time of day", s)
	}
	return c
}

// utcInstant reads an instant such as 2026-03-29T01:00Z.
func utcInstant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04Z07:00", s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestParseClockIsStrict(t *testing.T) {
	for _, s := range []string{"00:00", "09:30", "12:00", "23:59"} {
		if got := wallClock(t, s).String(); got != s {
			t.Errorf("%s is written %s", s, got)
		}
	}
	for _, s := range []string{"", "9:30", "09:3", "0930", "24:00", "12:60", "-1:00", "09:30:00", "09:30 ", " 09:30", "9am", "٠٩:٣٠"} {
		if c, err := ParseClock(s); err == nil {
			t.Errorf("%q is read as %s", s, c)
		}
	}
}

func TestClockAsJSON(t *testing.T) {
	text, err := json.Marshal([]Clock{{9, 5}, {}})
	if err != nil || string(text) != `["09:05","00:00"]` {
		t.Fatalf("written %s, %v", text, err)
	}
	var back []Clock
	if err := json.Unmarshal(text, &back); err != nil || back[0] != (Clock{9, 5}) || back[1] != (Clock{}) {
		t.Fatalf("read back %v, %v", back, err)
	}
	for _, c := range []Clock{{24, 0}, {-1, 0}, {0, 60}, {0, -1}} {
		if text, err := c.MarshalText(); err == nil {
			t.Errorf("%#v is written %q", c, text)
		}
	}
	if err := json.Unmarshal([]byte(`[""]`), &back); err == nil {
		t.Error("the empty text is read as a time of day")
	}
}

func TestZoneTakesNamesOnly(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/London", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Etc/GMT+5"} {
		if loc := civilZone(t, name); loc.String() != name {
			t.Errorf("%s calls itself %s", name, loc)
		}
	}
	for _, name := range []string{"", "Local", "local", "localtime", "Factory", "Europe/Atlantis", "europe/london", "London", "BST+1", "+01:00",
		"/etc/passwd", "/usr/share/zoneinfo/Europe/London", "../Europe/London", "Europe/../Europe/London", "Europe//London", "Europe/",
		"posix/Europe/London", "right/Europe/London", `Europe\London`, "Europe/London\x00", " Europe/London", "TZ=Europe/London", "zone.tab",
		strings.Repeat("A", 5000)} {
		if loc, err := Zone(name); err == nil {
			t.Errorf("%q is taken for zone %s", name, loc)
		} else if err.Error() != "Use a zone like Europe/London." {
			t.Errorf("%q: %s", name, err)
		}
	}
}

func TestWallAcrossGapsAndFolds(t *testing.T) {
	for _, c := range []struct{ zone, day, clock, want string }{
		{"Europe/London", "2026-03-28", "01:30", "2026-03-28T01:30Z"},
		{"Europe/London", "2026-03-29", "00:59", "2026-03-29T00:59Z"},
		{"Europe/London", "2026-03-29", "01:00", "2026-03-29T01:00Z"}, // gap 01:00 to 02:00
		{"Europe/London", "2026-03-29", "01:30", "2026-03-29T01:00Z"},
		{"Europe/London", "2026-03-29", "02:00", "2026-03-29T01:00Z"},
		{"Europe/London", "2026-03-29", "10:00", "2026-03-29T09:00Z"},
		{"Europe/London", "2026-10-25", "01:00", "2026-10-25T00:00Z"}, // fold 01:00 to 02:00
		{"Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30Z"},
		{"Europe/London", "2026-10-25", "02:00", "2026-10-25T02:00Z"},
		{"Europe/London", "2027-03-28", "01:30", "2027-03-28T01:00Z"},
		{"Europe/London", "2027-10-31", "01:30", "2027-10-31T00:30Z"},
		{"Europe/London", "2040-12-30", "23:30", "2040-12-30T23:30Z"}, // the last days of a leap year
		{"Europe/London", "2040-12-31", "10:00", "2040-12-31T10:00Z"},
		{"Europe/London", "2041-01-01", "10:00", "2041-01-01T10:00Z"},
		{"Europe/London", "2096-12-31", "23:59", "2096-12-31T23:59Z"},

		{"America/New_York", "2026-03-08", "01:59", "2026-03-08T06:59Z"},
		{"America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00Z"}, // gap 02:00 to 03:00
		{"America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00Z"},
		{"America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30Z"}, // fold 01:00 to 02:00
		{"America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00Z"},
		{"America/New_York", "2027-03-14", "02:30", "2027-03-14T07:00Z"},
		{"America/New_York", "2027-11-07", "01:30", "2027-11-07T05:30Z"},

		{"Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00Z"}, // gap 00:00 to 01:00
		{"Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:00Z"},
		{"Africa/Cairo", "2026-04-24", "01:00", "2026-04-23T22:00Z"},
		{"Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30Z"}, // fold 23:00 to 24:00
		{"Africa/Cairo", "2026-10-30", "00:00", "2026-10-29T22:00Z"},
		{"Africa/Cairo", "2027-04-30", "00:00", "2027-04-29T22:00Z"},
		{"Africa/Cairo", "2027-10-28", "23:30", "2027-10-28T20:30Z"},

		{"Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59Z"},
		{"Pacific/Apia", "2011-12-30", "00:00", "2011-12-30T10:00Z"}, // there was no 30 December
		{"Pacific/Apia", "2011-12-30", "10:00", "2011-12-30T10:00Z"},
		{"Pacific/Apia", "2011-12-30", "23:59", "2011-12-30T10:00Z"},
		{"Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00Z"},
		{"Pacific/Apia", "2011-12-31", "10:00", "2011-12-30T20:00Z"},
		{"Pacific/Apia", "2026-12-30", "10:00", "2026-12-29T21:00Z"},

		{"Australia/Lord_Howe", "2026-04-05", "01:15", "2026-04-04T14:15Z"},
		{"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45Z"}, // fold 01:30 to 02:00
		{"Australia/Lord_Howe", "2026-04-05", "02:00", "2026-04-04T15:30Z"},
		{"Australia/Lord_Howe", "2026-10-04", "02:00", "2026-10-03T15:30Z"}, // gap 02:00 to 02:30
		{"Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30Z"},
		{"Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30Z"},
		{"Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45Z"},
		{"Australia/Lord_Howe", "2027-10-03", "02:15", "2027-10-02T15:30Z"},

		{"America/Santiago", "2026-04-04", "23:30", "2026-04-05T02:30Z"}, // fold 23:00 to 24:00
		{"America/Santiago", "2026-04-05", "00:00", "2026-04-05T04:00Z"},
		{"America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00Z"}, // gap 00:00 to 01:00
		{"America/Santiago", "2026-09-06", "00:30", "2026-09-06T04:00Z"},
		{"America/Santiago", "2027-04-03", "23:30", "2027-04-04T02:30Z"},
		{"America/Santiago", "2027-09-05", "00:30", "2027-09-05T04:00Z"},

		{"Asia/Kathmandu", "2026-03-02", "10:00", "2026-03-02T04:15Z"},
		{"UTC", "2026-03-02", "10:00", "2026-03-02T10:00Z"},
	} {
		got := Wall(civilDay(t, c.day), wallClock(t, c.clock), civilZone(t, c.zone))
		if !got.Equal(utcInstant(t, c.want)) || got.Location() != time.UTC {
			t.Errorf("%s %s %s: %s, not %s", c.zone, c.day, c.clock, got, c.want)
		}
	}
}

func TestDayStartAndEnd(t *testing.T) {
	for _, c := range []struct {
		zone, day, start, end string
	}{
		{"Europe/London", "2026-03-29", "2026-03-29T00:00Z", "2026-03-29T23:00Z"},
		{"Europe/London", "2026-10-25", "2026-10-24T23:00Z", "2026-10-26T00:00Z"},
		{"Africa/Cairo", "2026-04-24", "2026-04-23T22:00Z", "2026-04-24T21:00Z"},
		{"Africa/Cairo", "2026-10-29", "2026-10-28T21:00Z", "2026-10-29T22:00Z"},
		{"America/Santiago", "2026-09-06", "2026-09-06T04:00Z", "2026-09-07T03:00Z"},
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00Z", "2026-04-05T13:30Z"},
		{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00Z", "2011-12-30T10:00Z"},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z", "2011-12-30T10:00Z"},
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z", "2011-12-31T10:00Z"},
	} {
		d, loc := civilDay(t, c.day), civilZone(t, c.zone)
		if got := DayStart(d, loc); !got.Equal(utcInstant(t, c.start)) {
			t.Errorf("%s %s starts %s, not %s", c.zone, c.day, got, c.start)
		}
		if got := DayEnd(d, loc); !got.Equal(utcInstant(t, c.end)) {
			t.Errorf("%s %s ends %s, not %s", c.zone, c.day, got, c.end)
		}
	}
}

func TestDayExists(t *testing.T) {
	missing := map[string]string{"Pacific/Apia": "2011-12-30", "Pacific/Fakaofo": "2011-12-30", "Pacific/Kiritimati": "1994-12-31", "Pacific/Kwajalein": "1993-08-21"}
	for name, s := range missing {
		d, loc := civilDay(t, s), civilZone(t, name)
		for i := -3; i <= 3; i++ {
			if got := DayExists(d.AddDays(i), loc); got != (i != 0) {
				t.Errorf("%s: %s exists is %t", name, d.AddDays(i), got)
			}
		}
	}
	for _, name := range oracleZones {
		for d := civilDay(t, "2026-01-01"); d.Year < 2028; d = d.AddDays(1) {
			if !DayExists(d, civilZone(t, name)) {
				t.Errorf("%s has no %s", name, d)
			}
		}
	}
}

// oracleZones are chosen for gaps and folds at odd hours, by odd amounts, across midnight and the date line.
var oracleZones = []string{"Europe/London", "America/New_York", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe", "America/Santiago",
	"America/Havana", "America/St_Johns", "Asia/Tehran", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Chatham", "Antarctica/Troll", "UTC"}

// scanned finds by looking at the wall every minute what Wall computes.
func scanned(d Date, c Clock, loc *time.Location) time.Time {
	wanted := d.String() + " " + c.String()
	var past time.Time
	for at, end := d.midnight().Add(-27*time.Hour), d.midnight().Add(51*time.Hour); at.Before(end); at = at.Add(time.Minute) {
		shown := at.In(loc).Format("2006-01-02 15:04")
		if shown == wanted {
			return at
		}
		if shown > wanted && past.IsZero() {
			past = at
		}
	}
	return past
}

// nearChange draws a day on which, or beside which, loc changes its clocks; any day where none is found.
func nearChange(t *rapid.T, loc *time.Location) Date {
	d := Date{1985, time.January, 1}.AddDays(rapid.IntRange(0, 115*365).Draw(t, "day"))
	if _, change := d.midnight().In(loc).ZoneBounds(); !change.IsZero() && rapid.IntRange(0, 9).Draw(t, "near") > 0 {
		d = DateOf(change, loc)
	}
	return d.AddDays(rapid.IntRange(-1, 1).Draw(t, "beside"))
}

func TestWallAgreesWithAScanOfEveryMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(oracleZones).Draw(t, "zone")
		loc, err := Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		d := nearChange(t, loc)
		c := Clock{rapid.SampledFrom([]int{0, 1, 2, 3, 23, 10, 17}).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")}
		if got, want := Wall(d, c, loc), scanned(d, c, loc); !got.Equal(want) {
			t.Fatalf("%s %s %s: %s, by the wall %s", name, d, c, got, want)
		}
	})
}

func BenchmarkWall(b *testing.B) {
	loc, d, c := civilZone(b, "Europe/London"), civilDay(b, "2026-10-25"), wallClock(b, "01:30")
	for b.Loop() {
		Wall(d, c, loc)
	}
}
