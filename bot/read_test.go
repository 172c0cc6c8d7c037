package bot

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"collab/relationship"
)

func TestReadNumber(t *testing.T) {
	tests := []struct{ input, want string }{
		{"94.2", "94.2"}, {"94,2 %", "94.2"}, {"94%", "94"}, {" 94 ", "94"},
		{"1,234.5", "1234.5"}, {"1.234,5", "1234.5"}, {"1 234", "1234"}, {"1\u00a0234,5", "1234.5"}, {"1\u202f234\u202f567", "1234567"},
		{"1'234.50", "1234.5"}, {"1’234", "1234"}, {"1,234,567", "1234567"}, {"1.234.567", "1234567"}, {"1.234.567,89", "1234567.89"},
		{"1,234", "1234"}, {"1,23", "1.23"}, {"0,234", "0.234"}, {"1234,567", "1234.567"}, {"1.234", "1.234"},
		{"-3", "-3"}, {"−3", "-3"}, {"–3", "-3"}, {"+4", "4"}, {"-0", "0"}, {"-0.00", "0"},
		{"€ 5", "5"}, {"5 €", "5"}, {"-€5", "-5"}, {"€ -5", "-5"}, {"$1,234.50", "1234.5"}, {"£0.5", "0.5"},
		{"007", "7"}, {".5", "0.5"}, {",5", "0.5"}, {"94.20", "94.2"}, {"94.0", "94"}, {"0", "0"},
		{"12345678901234567890", "12345678901234567890"}, {"0.123456789", "0.123456789"}, {"0.1234567890", "0.123456789"},
	}
	for _, test := range tests {
		got, err := readNumber(test.input)
		if err != nil || got != test.want {
			t.Errorf("readNumber(%q) = %q, %v, want %q", test.input, got, err, test.want)
		}
	}
}

func TestReadNumberRefuses(t *testing.T) {
	no := func(input string) string { return `"` + input + `" isn't a number I can store. Try 94.2 or 94,2 %.` }
	tests := []struct{ input, want string }{
		{"about 90", no("about 90")}, {"", "Please give a number, such as 94.2 or 94,2 %."}, {"-", no("-")}, {"%", no("%")}, {"€", no("€")}, {".", no(".")}, {"5.", no("5.")},
		{"1e5", no("1e5")}, {"0x1F", no("0x1F")}, {"NaN", no("NaN")}, {"inf", no("inf")}, {"½", no("½")}, {"٣", no("٣")},
		{"1,23,456", no("1,23,456")}, {"12 34", no("12 34")}, {"1.2.3", no("1.2.3")}, {"1,234 567", no("1,234 567")},
		{"--3", no("--3")}, {"3-", no("3-")}, {"1..2", no("1..2")}, {"90 or 91", no("90 or 91")}, {"5 days", no("5 days")},
		{"a\nb", no("a b")},
		{"123456789012345678901", errLong.Error()}, {"0.1234567891", errLong.Error()}, {strings.Repeat("9", 10000), errLong.Error()},
	}
	for _, test := range tests {
		got, err := readNumber(test.input)
		if err == nil || err.Error() != test.want {
			t.Errorf("readNumber(%q) = %q, %v, want %s", test.input, got, err, test.want)
		}
	}
}

func TestShowNumber(t *testing.T) {
	tests := []struct{ dec, want string }{
		{"0", "0"}, {"94.2", "94.2"}, {"999", "999"}, {"1000", "1,000"}, {"-1234567.5", "-1,234,567.5"}, {"0.1234", "0.1234"}, {"n/a", "n/a"}, {"", ""},
	}
	for _, test := range tests {
		if got := showNumber(test.dec); got != test.want {
			t.Errorf("showNumber(%q) = %q, want %q", test.dec, got, test.want)
		}
	}
}

func TestShownNumbersAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dec, err := canonical(rapid.StringMatching(`[0-9]{1,20}(\.[0-9]{1,9})?`).Draw(t, "number"), rapid.Bool().Draw(t, "negative"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := readNumber(showNumber(dec)); err != nil || got != dec {
			t.Fatalf("%s, shown %s, read %s %v", dec, showNumber(dec), got, err)
		}
	})
}

// wednesday is the moment "now" of the tests: in Apia it is already Thursday 13 August.
var wednesday = time.Date(2026, time.August, 12, 15, 0, 0, 0, time.UTC)

func TestReadDate(t *testing.T) {
	tests := []struct{ input, want string }{
		{"2026-08-14", "2026-08-14"}, {"2026-8-4", "2026-08-04"}, {"2026/08/14", "2026-08-14"},
		{"14 Aug", "2026-08-14"}, {"14 august", "2026-08-14"}, {"14 August 2026", "2026-08-14"}, {"14th August, 2027", "2027-08-14"},
		{"the 14th of August", "2026-08-14"}, {"14. Aug", "2026-08-14"}, {"Aug 14", "2026-08-14"}, {"August 14th, 2026", "2026-08-14"},
		{"Fri 14 Aug 2026", "2026-08-14"}, {"Friday, 14 August", "2026-08-14"}, {"Fri Aug 14", "2026-08-14"}, {"14 Sept", "2026-09-14"}, {"Mon 2 Mar", "2026-03-02"}, {"Tue 2 Mar", "2027-03-02"},
		{"14/08/2026", "2026-08-14"}, {"08/14/2026", "2026-08-14"}, {"14.08.2026", "2026-08-14"}, {"03/03/2026", "2026-03-03"},
		{"12 Aug", "2026-08-12"}, {"12 Jul", "2026-07-12"}, {"11 Jul", "2027-07-11"}, {"3 Jan", "2027-01-03"}, {"29 Feb", "2028-02-29"},
		{"today", "2026-08-12"}, {"tomorrow", "2026-08-13"}, {"Tomorrow ", "2026-08-13"}, {"yesterday", "2026-08-11"},
		{"Friday", "2026-08-14"}, {"on friday", "2026-08-14"}, {"fri", "2026-08-14"}, {"this Friday", "2026-08-14"},
		{"wednesday", "2026-08-19"}, {"Monday", "2026-08-17"}, {"last friday", "2026-08-07"},
		{"next Friday", "2026-08-21"}, {"next monday", "2026-08-17"}, {"next Sun", "2026-08-23"},
		{"in 2 weeks", "2026-08-26"}, {"in two weeks", "2026-08-26"}, {"within a week", "2026-08-19"}, {"in 3 days", "2026-08-15"}, {"3 days ago", "2026-08-09"},
		{"in 6 months", "2027-02-12"}, {"in six months", "2027-02-12"}, {"in a year", "2027-08-12"}, {"2 months ago", "2026-06-12"},
		{"end of month", "2026-08-31"}, {"end of the month", "2026-08-31"}, {"EOM", "2026-08-31"}, {"end of next month", "2026-09-30"},
		{"end of quarter", "2026-09-30"}, {"end of next quarter", "2026-12-31"}, {"end of year", "2026-12-31"}, {"end of next year", "2027-12-31"},
		{"end of August", "2026-08-31"}, {"end of July", "2027-07-31"}, {"end of feb", "2027-02-28"},
	}
	for _, test := range tests {
		got, err := readDate(test.input, wednesday, time.UTC)
		if err != nil || got.String() != test.want {
			t.Errorf("readDate(%q) = %s, %v, want %s", test.input, got, err, test.want)
		}
	}
}

func TestReadDateInTheZoneOfThePerson(t *testing.T) {
	tests := []struct {
		zone, input, want string
	}{
		{"Europe/London", "today", "2026-08-12"},
		{"Pacific/Apia", "today", "2026-08-13"},
		{"Pacific/Apia", "thursday", "2026-08-20"},
		{"Pacific/Apia", "in 2 weeks", "2026-08-27"},
		{"America/Los_Angeles", "tomorrow", "2026-08-13"},
	}
	for _, test := range tests {
		loc, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := readDate(test.input, wednesday, loc); err != nil || got.String() != test.want {
			t.Errorf("readDate(%q) in %s = %s, %v, want %s", test.input, test.zone, got, err, test.want)
		}
	}
}

func TestReadDateRefuses(t *testing.T) {
	no := func(input string) string { return badDate(input).Error() }
	tests := []struct{ input, want string }{
		{"soon", `"soon" isn't a date I can read. Try 14 Aug, next Friday or 2026-08-14.`},
		{"03/04/2026", `"03/04/2026" can be two days. Write 3 Apr 2026 or 4 Mar 2026.`},
		{"31 February", "There is no 31 February."}, {"31 Feb 2026", "There is no 31 February 2026."}, {"2026-02-30", "There is no 30 February 2026."},
		{"29 Feb 2027", "There is no 29 February 2027."}, {"2026-13-01", "There is no month 13. Write a date like 14 Aug 2026."},
		{"40/20/2026", "There is no month 20. Write a date like 14 Aug 2026."}, {"0 Aug", "There is no 0 August."},
		{"Thu 14 Aug 2026", "14 August 2026 is a Friday, not a Thursday."},
		{"", no("")}, {"14/08/26", no("14/08/26")}, {"14", no("14")}, {"2026", no("2026")}, {"may", no("may")}, {"1 Foo", no("1 Foo")},
		{"about friday", no("about friday")}, {"friday tomorrow", no("friday tomorrow")}, {"friday friday", no("friday friday")},
		{"friday at 5", no("friday at 5")}, {"next week", no("next week")}, {"in 99999 weeks", no("in 99999 weeks")}, {"in 0 months", no("in 0 months")},
		{"in 999 years", no("in 999 years")}, {"9999-01-01", no("9999-01-01")}, {"in a few days", no("in a few days")},
		{strings.Repeat("friday ", 2000), no(strings.Repeat("friday ", 2000))},
	}
	for _, test := range tests {
		got, err := readDate(test.input, wednesday, time.UTC)
		if err == nil || err.Error() != test.want {
			t.Errorf("readDate(%q) = %s, %v, want %s", test.input, got, err, test.want)
		}
	}
}

func TestShowDate(t *testing.T) {
	tests := []struct{ day, want string }{{"2026-08-14", "Fri 14 Aug"}, {"2027-01-03", "Sun 3 Jan 2027"}}
	for _, test := range tests {
		day, err := relationship.ParseDate(test.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := showDate(day, wednesday); got != test.want {
			t.Errorf("showDate(%s) = %q, want %q", test.day, got, test.want)
		}
	}
}

func TestShownDatesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := relationship.DateOf(wednesday, time.UTC).AddDays(rapid.IntRange(-223, 40000).Draw(t, "days"))
		if got, err := readDate(showDate(day, wednesday), wednesday, time.UTC); err != nil || got != day {
			t.Fatalf("%s, shown %s, read %s %v", day, showDate(day, wednesday), got, err)
		}
	})
}

func TestSplitBy(t *testing.T) {
	tests := []struct{ text, what, by string }{
		{"the revised forecast by Friday", "the revised forecast", "Friday"},
		{"data to share by Friday.", "data to share", "Friday"},
		{"the review by the board", "the review by the board", ""},
		{"a review by the board BY 14 Aug 2026", "a review by the board", "14 Aug 2026"},
		{"x by end of month", "x", "end of month"},
		{"x by the 14th of August", "x", "the 14th of August"},
		{"x by 03/04/2026", "x", "03/04/2026"},
		{"x by 31 February", "x", "31 February"},
		{"x by friday by monday", "x by friday", "monday"},
		{"x\nby\ntomorrow", "x", "tomorrow"},
		{"by Friday", "", "Friday"},
		{"standby Friday", "standby Friday", ""},
		{"by", "by", ""}, {"", "", ""}, {"é by é", "é by é", ""},
		{"x by friday at noon", "x by friday at noon", ""},
	}
	for _, test := range tests {
		what, by := splitBy(test.text)
		if what != test.what || by != test.by {
			t.Errorf("splitBy(%q) = %q, %q, want %q, %q", test.text, what, by, test.what, test.by)
		}
	}
}

func TestReadSpan(t *testing.T) {
	tests := []struct {
		input string
		wait  time.Duration
		day   string
	}{
		{"2h", 2 * time.Hour, ""}, {"30m", 30 * time.Minute, ""}, {"1h30m", 90 * time.Minute, ""}, {"1 hour 30 minutes", 90 * time.Minute, ""},
		{"for 2 hours", 2 * time.Hour, ""}, {"an hour", time.Hour, ""}, {"90 mins", 90 * time.Minute, ""},
		{"tomorrow", 0, "2026-08-13"}, {"monday", 0, "2026-08-17"}, {"2d", 0, "2026-08-14"}, {"1 week", 0, "2026-08-19"}, {"14 Aug", 0, "2026-08-14"},
	}
	for _, test := range tests {
		wait, day, err := readSpan(test.input, wednesday, time.UTC)
		if err != nil || wait != test.wait || day.String() != test.day {
			t.Errorf("readSpan(%q) = %s, %s, %v, want %s, %s", test.input, wait, day, err, test.wait, test.day)
		}
	}
}

func TestReadSpanRefuses(t *testing.T) {
	tests := []struct{ input, want string }{
		{"a bit", `"a bit" isn't a time I can wait for. Try 2h, tomorrow or Monday.`},
		{"", `"" isn't a time I can wait for. Try 2h, tomorrow or Monday.`},
		{"0h", `"0h" isn't a time I can wait for. Try 2h, tomorrow or Monday.`},
		{"today", "That is not after today. Try 2h, tomorrow or Monday."},
		{"0d", "That is not after today. Try 2h, tomorrow or Monday."},
		{"1 Aug", "That is not after today. Try 2h, tomorrow or Monday."},
	}
	for _, test := range tests {
		wait, day, err := readSpan(test.input, wednesday, time.UTC)
		if err == nil || err.Error() != test.want || wait != 0 || !day.IsZero() {
			t.Errorf("readSpan(%q) = %s, %s, %v, want %s", test.input, wait, day, err, test.want)
		}
	}
}

func TestReadRange(t *testing.T) {
	tests := []struct{ input, from, to string }{
		{"4-15 Aug", "2026-08-04", "2026-08-15"}, {"4–15 Aug", "2026-08-04", "2026-08-15"}, {"4 - 15 August 2027", "2027-08-04", "2027-08-15"},
		{"Aug 4-15", "2026-08-04", "2026-08-15"}, {"aug 4-15, 2027", "2027-08-04", "2027-08-15"},
		{"28 Dec - 4 Jan", "2026-12-28", "2027-01-04"}, {"28 Dec to 4 Jan 2028", "2027-12-28", "2028-01-04"}, {"4 Mar – 9 Mar 2028", "2028-03-04", "2028-03-09"},
		{"from 14 Aug until 20 Aug", "2026-08-14", "2026-08-20"}, {"2026-08-14 to 2026-08-20", "2026-08-14", "2026-08-20"}, {"2026-08-14..2026-08-20", "2026-08-14", "2026-08-20"},
		{"Monday to Friday", "2026-08-17", "2026-08-21"}, {"tomorrow till friday", "2026-08-13", "2026-08-14"},
		{"Friday", "2026-08-14", "2026-08-14"}, {"next week", "2026-08-17", "2026-08-23"}, {"this week", "2026-08-10", "2026-08-16"},
	}
	for _, test := range tests {
		from, to, err := readRange(test.input, wednesday, time.UTC)
		if err != nil || from.String() != test.from || to.String() != test.to {
			t.Errorf("readRange(%q) = %s, %s, %v, want %s, %s", test.input, from, to, err, test.from, test.to)
		}
	}
}

func TestReadRangeRefuses(t *testing.T) {
	long := strings.Repeat("a - ", 3000)
	tests := []struct{ input, want string }{
		{"15-4 Aug", `"15-4 Aug" ends before it starts.`},
		{"20 Aug 2026 to 10 Aug 2026", `"20 Aug 2026 to 10 Aug 2026" ends before it starts.`},
		{"4-31 Feb", "There is no 31 February."},
		{"soon", badDate("soon").Error()},
		{"4 Aug to whenever", badDate("whenever").Error()},
		{long, badRange(long).Error()},
	}
	for _, test := range tests {
		from, to, err := readRange(test.input, wednesday, time.UTC)
		if err == nil || err.Error() != test.want {
			t.Errorf("readRange(%q) = %s, %s, %v, want %s", test.input, from, to, err, test.want)
		}
	}
}

func TestNothingTypedBreaksTheReaders(t *testing.T) {
	pieces := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"by ", " by", "next ", "friday", "14", " Aug", "-", "in 2 weeks", "h", ".", ",", "€", "end of ", "İ", "\xff"})), 0, 8)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(pieces.Draw(t, "pieces"), "")
		readNumber(s)
		readDate(s, wednesday, time.UTC)
		readSpan(s, wednesday, time.UTC)
		readRange(s, wednesday, time.UTC)
		if what, by := splitBy(s); len(what)+len(by) > len(s) {
			t.Fatalf("splitBy(%q) = %q, %q", s, what, by)
		}
	})
}
