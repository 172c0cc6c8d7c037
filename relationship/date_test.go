package relationship

import (
	"cmp"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// civilDay reads a date that the test's author knows to be one.
func civilDay(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatalf("%q is no date", s)
	}
	return d
}

func TestParseDateIsStrict(t *testing.T) {
	for _, s := range []string{"0001-01-01", "2026-03-20", "2028-02-29", "2000-02-29", "9999-12-31"} {
		if got := civilDay(t, s).String(); got != s {
			t.Errorf("%s is written %s", s, got)
		}
	}
	for _, s := range []string{"", " 2026-03-20", "2026-03-20 ", "2026-3-20", "2026-03-2", "26-03-20", "2026/03/20", "20-03-2026",
		"2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01", "-001-01-01", "10000-01-01",
		"2026-03-20T00:00:00Z", "2026‑03‑20", "٢٠٢٦-٠٣-٢٠", "2026-03-20\n", "today"} {
		if d, err := ParseDate(s); err == nil || d != (Date{}) {
			t.Errorf("%q is read as %v", s, d)
		}
	}
}

func TestDateAsJSON(t *testing.T) {
	type promise struct{ Due, Effective Date }
	text, err := json.Marshal(promise{Due: Date{2026, time.March, 2}})
	if err != nil || string(text) != `{"Due":"2026-03-02","Effective":""}` {
		t.Fatalf("written %s, %v", text, err)
	}
	back := promise{Effective: Date{2000, time.January, 1}}
	if err := json.Unmarshal(text, &back); err != nil || back != (promise{Due: Date{2026, time.March, 2}}) {
		t.Fatalf("read back %v, %v", back, err)
	}
	for _, s := range []string{`"2026-3-2"`, `"2026-02-30"`, `" "`, `20260302`, `{"Year":2026,"Month":3,"Day":2}`} {
		if d := (Date{2020, time.May, 5}); json.Unmarshal([]byte(s), &d) == nil {
			t.Errorf("%s is read as %v", s, d)
		} else if d != (Date{2020, time.May, 5}) {
			t.Errorf("%s is refused and yet leaves %v", s, d)
		}
	}
	for _, d := range []Date{{2026, time.February, 30}, {2026, 0, 1}, {0, time.January, 1}, {10000, time.January, 1}} {
		if text, err := d.MarshalText(); err == nil {
			t.Errorf("%#v is written %q", d, text)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	for _, c := range []struct {
		from     string
		days     int
		wantDays string
		months   int
		want     string
	}{
		{"2026-03-02", 14, "2026-03-16", 3, "2026-06-02"},
		{"2026-12-31", 1, "2027-01-01", 2, "2027-02-28"},
		{"2027-12-31", 60, "2028-02-29", 2, "2028-02-29"},
		{"2028-02-29", -1, "2028-02-28", 12, "2029-02-28"},
		{"2028-02-29", 366, "2029-03-01", -48, "2024-02-29"},
		{"2026-01-31", 0, "2026-01-31", 1, "2026-02-28"},
		{"2026-01-31", -31, "2025-12-31", -2, "2025-11-30"},
		{"2026-10-31", 365, "2027-10-31", 13, "2027-11-30"},
	} {
		from := civilDay(t, c.from)
		if got := from.AddDays(c.days); got != civilDay(t, c.wantDays) || got.Since(from) != c.days || from.Since(got) != -c.days {
			t.Errorf("%s and %d days: %s, counted back %d", from, c.days, got, got.Since(from))
		}
		if got := from.AddMonths(c.months); got != civilDay(t, c.want) {
			t.Errorf("%s and %d months: %s, not %s", from, c.months, got, c.want)
		}
	}
}

func TestDateOrder(t *testing.T) {
	ordered := []Date{{}, civilDay(t, "2025-12-31"), civilDay(t, "2026-01-01"), civilDay(t, "2026-01-02"), civilDay(t, "2026-02-01")}
	for i, a := range ordered {
		for j, b := range ordered {
			if a.Before(b) != (i < j) || a.After(b) != (i > j) || (a.Compare(b) == 0) != (i == j) {
				t.Errorf("%q and %q are out of order", a, b)
			}
		}
		if a.IsZero() != (i == 0) {
			t.Errorf("%q: IsZero is %t", a, a.IsZero())
		}
	}
	if got := civilDay(t, "2026-11-22").Weekday(); got != time.Sunday {
		t.Errorf("22 November 2026 is a %s", got)
	}
}

func TestDateOfDependsOnZone(t *testing.T) {
	at := time.Date(2026, time.June, 30, 23, 30, 0, 0, time.UTC)
	for name, want := range map[string]string{"UTC": "2026-06-30", "Europe/London": "2026-07-01", "Pacific/Apia": "2026-07-01", "America/New_York": "2026-06-30"} {
		if got := DateOf(at, civilZone(t, name)); got != civilDay(t, want) {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
	}
}

func TestDatesCountLikeIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date{2026, time.January, 1}.AddDays(rapid.IntRange(-700_000, 2_900_000).Draw(t, "day"))
		n, m := rapid.IntRange(-9999, 9999).Draw(t, "n"), rapid.IntRange(-9999, 9999).Draw(t, "m")
		if got := d.AddDays(n).AddDays(m); got != d.AddDays(n+m) || got.Since(d) != n+m {
			t.Fatalf("%s: %d and %d days are %s", d, n, m, got)
		}
		if d.AddDays(n).Compare(d) != cmp.Compare(n, 0) {
			t.Fatalf("%s is out of order with itself and %d days", d, n)
		}
		var back Date
		if text, err := d.MarshalText(); err != nil || back.UnmarshalText(text) != nil || back != d {
			t.Fatalf("%s does not survive being written: %v", d, err)
		}
	})
}

func FuzzParseDateAndClock(f *testing.F) {
	for _, s := range []string{"2026-03-20", "2028-02-29", "2026-02-29", "0000-01-01", "9999-12-31", "2026-3-20", "09:30", "23:59", "24:00",
		"9:30", "09:60", "", "-1:00", "09:30\x00", "2026-03-20T09:30", "٠٩:٣٠", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDate(s); err == nil && (d.String() != s || !d.real()) {
			t.Errorf("date %q is read as %s", s, d)
		}
		if c, err := ParseClock(s); err == nil && (c.String() != s || !c.real()) {
			t.Errorf("clock %q is read as %s", s, c)
		}
	})
}
