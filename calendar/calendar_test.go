package calendar

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"

	"collab/relationship"
)

var from, to = Years(relationship.Date{Year: 2026, Month: 3, Day: 2})

func file(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

func event(lines ...string) string {
	return "BEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

func days(all []relationship.Holiday) string {
	var out []string
	for _, d := range all {
		out = append(out, strings.TrimSpace(d.Date.String()+" "+d.Name))
	}
	return strings.Join(out, "; ")
}

// What is read out of events as people export them, and what is left out with which words.
func TestRead(t *testing.T) {
	for _, c := range []struct{ name, event, days, left string }{
		{"a day", event("DTSTART;VALUE=DATE:20261225", "SUMMARY:Christmas\\, the first"), "2026-12-25 Christmas, the first", ""},
		{"several days", event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"), "2026-12-24; 2026-12-25; 2026-12-26", ""},
		{"a duration", event("DTSTART;VALUE=DATE:20261224", "DURATION:P2D"), "2026-12-24; 2026-12-25", ""},
		{"midnight to midnight in an odd zone", event("DTSTART;TZID=Mars/Base:20261225T000000", "DTEND;TZID=Mars/Base:20261226T000000"), "2026-12-25", ""},
		{"every year, once moved", event("UID:a", "DTSTART;VALUE=DATE:20200501", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20270501"), "2026-05-01; 2028-05-01; 2029-05-01", ""},
		{"listed days", event("DTSTART;VALUE=DATE:20260501", "RDATE;VALUE=DATE:20270502,20280503"), "2026-05-01; 2027-05-02; 2028-05-03", ""},
		{"the year 9999", event("DTSTART;VALUE=DATE:99991231", "RRULE:FREQ=DAILY"), "", ""},
		{"a meeting", event("DTSTART:20261225T090000Z", "DTEND:20261225T100000Z", "SUMMARY:Stand-up"), "", `1 event with a time of day: whole days alone count, such as "Stand-up"`},
		{"no date", event("SUMMARY:Someday"), "", `1 event without a date I can read, such as "Someday"`},
		{"every second", event("DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=SECONDLY", "SUMMARY:Tick"), "2026-12-25 Tick", `with a recurrence I cannot follow, such as "Tick"`},
		{"for decades", event("DTSTART;VALUE=DATE:20000101", "DTEND;VALUE=DATE:20400101"), "", "of more than a year"},
		{"cancelled", event("DTSTART;VALUE=DATE:20261225", "STATUS:CANCELLED"), "", ""},
	} {
		got, err := Read(file(c.event), from, to, time.UTC)
		if err != nil || days(got.Days) != c.days || !strings.Contains(strings.Join(got.Left, " "), c.left) || c.left == "" && len(got.Left) > 0 {
			t.Errorf("%s: %v, %q, left %q", c.name, err, days(got.Days), got.Left)
		}
	}
	for text, want := range map[string]string{
		"": "no iCalendar file", "<html>": "no iCalendar file", strings.Repeat("x", MostBytes+1): "larger than 1 MB",
	} {
		if _, err := Read(text, from, to, time.UTC); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

// However much a file asks for, the work is bounded.
func TestReadIsBounded(t *testing.T) {
	endless := event("DTSTART;VALUE=DATE:19000101", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
	var events []string
	for range (MostBytes - 1000) / (len(endless) + 2) {
		events = append(events, endless)
	}
	began := time.Now()
	got, err := Read(file(events...), from, to, time.UTC)
	if took := time.Since(began); err != nil || len(got.Left) == 0 || took > 20*time.Second {
		t.Errorf("%d events took %v: %v %q", len(events), took, err, got.Left)
	}
	nested := strings.Repeat("BEGIN:X\r\n", 50_000)
	if _, err := Read("BEGIN:VCALENDAR\r\n"+nested, from, to, time.UTC); err == nil {
		t.Error("what is nested without end is read")
	}
}

// Recurrences are followed as a library does that knows no bound.
func TestRecurrencesAsALibraryFollowsThem(t *testing.T) {
	x := rand.New(rand.NewPCG(4, 4))
	pick := func(of ...string) string { return of[x.IntN(len(of))] }
	window := func(d relationship.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
	for range 400 {
		said := "FREQ=" + pick("DAILY", "WEEKLY", "MONTHLY", "YEARLY") + pick("", ";INTERVAL=2", ";INTERVAL=3") +
			pick("", ";COUNT=40", ";UNTIL=20280110") + pick("", ";BYMONTH=1,5", ";BYMONTH=12")
		if strings.Contains(said, "MONTHLY") || strings.Contains(said, "YEARLY") {
			said += pick("", ";BYDAY=1MO", ";BYDAY=-1FR,2TU", ";BYMONTHDAY=1,-1", ";BYDAY=MO,TU,WE;BYSETPOS=-1")
		} else {
			said += pick("", ";BYDAY=MO,TH", ";BYDAY=SU")
		}
		first := relationship.Date{Year: 2015 + x.IntN(13), Month: time.Month(1 + x.IntN(12)), Day: 1 + x.IntN(28)}
		r, err := parseRule(said)
		if err != nil {
			t.Fatal(said, err)
		}
		budget := mostChecks
		got, _ := r.dates(first, from, to, &budget)
		option, err := rrule.StrToROption(said)
		if err != nil {
			t.Fatal(err)
		}
		option.Dtstart = window(first)
		oracle, err := rrule.NewRRule(*option)
		if err != nil {
			t.Fatal(err)
		}
		var want []relationship.Date
		for _, at := range oracle.Between(window(from), window(to), true) {
			want = append(want, relationship.DateOf(at, time.UTC))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s from %s:\n%v\nwant\n%v", said, first, got, want)
		}
	}
}

// Countries are known by their codes, and move a holiday that falls on a weekend.
func TestCountry(t *testing.T) {
	got, ok := Country("gb", from, to)
	if text := days(got.Days); !ok || !strings.Contains(text, "2026-12-28 Boxing Day") || !strings.Contains(text, "2027-01-01 New Year's Day") {
		t.Errorf("%v %s", ok, text)
	}
	if _, ok := Country("GB-SCT", from, to); ok {
		t.Error("a list of Scotland is known")
	}
	if got := CountryName("de-by"); got != "Germany, BY" {
		t.Errorf("%q", got)
	}
	for _, code := range Countries() {
		if got, _ := Country(code, from, to); len(got.Days) < 16 {
			t.Errorf("%s has %d days in four years", code, len(got.Days))
		}
	}
}

// Whatever a file holds, reading it ends, and finds days of the window alone, each once, in order.
func FuzzRead(f *testing.F) {
	f.Add(file(event("DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5", "SUMMARY:x")))
	f.Add(file(event("DTSTART:20261225T000000Z", "DURATION:P1W", "EXDATE:20261225")))
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Read(text, from, to, time.UTC)
		if err != nil && (!strings.HasSuffix(err.Error(), ".") || len(got.Days) > 0) {
			t.Errorf("%v, with %d days", err, len(got.Days))
		}
		for i, d := range got.Days {
			if d.Date.Before(from) || d.Date.After(to) || i > 0 && !got.Days[i-1].Date.Before(d.Date) {
				t.Fatalf("%v", got.Days)
			}
		}
	})
}
