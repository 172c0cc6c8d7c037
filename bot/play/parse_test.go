package play

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

const scene = `the clock starts at 2026-03-02 09:00 Europe/London
person kim "Kim Osei" of Acme in Europe/London
person dana "Dana Reyes" of Borealis Foods in America/New_York
channel #acme-borealis for everyone
channel #acme-team for Acme
`

func TestParse(t *testing.T) {
	s, err := Parse("scene", "# A remark.\nseed 7\n"+scene+`
kim: status
    kim | Nothing
        | yet.

    # of the form
kim fills
    What: a | b
    Note: |
        one,
          two

        three

    Due : Friday
    form kim | == again ==
    #acme-borealis edited | x
`)
	if err != nil {
		t.Fatal(err)
	}
	if s.seed != 7 || !s.Starts().Equal(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)) || s.Zone().String() != "Europe/London" {
		t.Errorf("scene: seed %d, %s in %s", s.seed, s.Starts(), s.Zone())
	}
	if dana := s.Cast()[1]; dana.Name != "Dana Reyes" || dana.Party != "Borealis Foods" || dana.Zone.String() != "America/New_York" {
		t.Errorf("dana: %+v", dana)
	}
	if all, team := s.Channels()[0], s.Channels()[1]; all.Party != "" || team.Party != "Acme" {
		t.Errorf("channels: %+v, %+v", all, team)
	}
	if len(s.steps) != 2 || len(s.steps[0].expects) != 2 || len(s.steps[1].expects) != 2 {
		t.Fatalf("steps: %+v", s.steps)
	}
	want := []field{{"What", "a | b", 15}, {"Note", "one,\ntwo\n\nthree", 16}, {"Due", "Friday", 22}}
	if got := s.steps[1].act.(*fills).fields; !reflect.DeepEqual(got, want) {
		t.Errorf("fields %+v, want %+v", got, want)
	}
}

func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "does not say when it starts",
		"the clock starts at 09:00":          `with its year`,
		"the clock starts at nine":           `"nine" is no time`,
		"the clock starts at 2026-03-02 9pm": `no time zone`,
		"the clock starts at Mon 2 Mar 09:00 Europe/London":               "with its year",
		"the clock starts at 2026-03-02 09:00":                            "in a zone",
		"the clock starts at Tue 2 Mar 2026 09:00 Europe/London":          "2 March 2026 is a Monday",
		"the clock starts at 2026-03-02 09:00 Mars":                       `"Mars" is no time zone`,
		scene + "person kim \"Kim\" in UTC":                               "kim is in the play already",
		scene + "person Kim \"Kim\" in UTC":                               "small letters",
		scene + "person clock \"Kim\" in UTC":                             "cannot be somebody's word",
		scene + "person sam \"Sam\" in Mars":                              "no time zone",
		scene + "channel #acme-team for everyone":                         "in the play already",
		scene + "channel #Acme for everyone":                              "small letters",
		scene + "kim: x\nchannel #later for everyone":                     "before the first act",
		scene + "sam: status":                                             "nobody called sam",
		scene + "kim in #elsewhere: hello":                                "no channel #elsewhere",
		scene + "dana in #acme-team: hello":                               "#acme-team is for Acme; dana is not in it",
		scene + "kim dances":                                              "I don't know what kim does here",
		scene + "sing":                                                    "I can't read this line",
		scene + "later 14 moons":                                          "minutes, hours, days or weeks",
		scene + "later 99999999999999999999 days":                         "1 to 9999",
		scene + "later 0 days":                                            "1 to 9999",
		scene + "until tomorrow":                                          "no time I can read",
		"    kim | x\n" + scene:                                           "nothing happened yet",
		scene + "kim: x\n    What: y":                                     "says what is seen",
		scene + "kim fills\n    What":                                     "Label: what is typed",
		scene + "kim fills\n  What: |\n      x":                           "indented by 4",
		scene + "kim fills\n    kim | x\n    What: y":                     "says what is seen",
		scene + "sam: x\n    What: y\nsing":                               "scene:6: nobody called sam",
		scene + "sing\n" + "kim: x\ndance":                                "scene:8:",
		scene + "sam fills\n    kim | x":                                  "nobody called sam",
		scene + "sam presses \"x\"\nsam closes the form":                  "scene:7: nobody called sam",
		scene + "sam logs \"x\"\nsam says again\nsam in #acme-team: what": "scene:8: nobody called sam",
	} {
		_, err := Parse("scene", text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\nerror %v, want %q", text, err, want)
		}
	}
}

func TestMoments(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, london)
	for text, want := range map[string]string{
		"2026-03-12 10:00":                  "2026-03-12T10:00:00Z",
		"2026-03-12 10:00 America/New_York": "2026-03-12T14:00:00Z",
		"Thu 12 Mar 10:00":                  "2026-03-12T10:00:00Z",
		"2 Apr 10:00":                       "2026-04-02T09:00:00Z",
		"2 Mar 09:00":                       "2027-03-02T09:00:00Z",
		"1 Mar 10:00 UTC":                   "2027-03-01T10:00:00Z",
		"Thu 2 Apr 2026 10:00":              "2026-04-02T09:00:00Z",
		"Thu 10:00":                         "2026-03-05T10:00:00Z",
		"Mon 09:01":                         "2026-03-02T09:01:00Z",
		"Mon 09:00":                         "2026-03-09T09:00:00Z",
		"08:00":                             "2026-03-03T08:00:00Z",
		"05:00 America/New_York":            "2026-03-02T10:00:00Z",
	} {
		m, err := readMoment(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		at, err := m.after(now, london)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got := at.UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	// The clocks in London go forward on 29 March: four weeks later it is nine again, 672 hours later it is ten.
	for s, want := range map[span]string{{days: 28}: "09:00", {minutes: 672 * 60}: "10:00"} {
		if at, _ := s.after(now, london); at.In(london).Format("15:04") != want {
			t.Errorf("%+v later it is %s, want %s", s, at.In(london), want)
		}
	}
}

// TestTranscript checks that what was seen is written where it belongs and that nothing else is touched.
func TestTranscript(t *testing.T) {
	text := scene + `
# Before.
kim: one
  kim | as expected
        | in two lines

kim: two
    kim | old
    # A remark within.
    kim | older
# After.
kim fills
    What: x

kim: four
    kim | expected, but nothing was seen`
	s, err := Parse("scene", text)
	if err != nil {
		t.Fatal(err)
	}
	got := Transcript{s, [][]string{{"    kim | as expected", "        | in two lines"}, {"    kim | new"}, {"    form kim | == x =="}, nil}}
	want := scene + `
# Before.
kim: one
  kim | as expected
        | in two lines

kim: two
    kim | new
    # A remark within.
# After.
kim fills
    What: x
    form kim | == x ==

kim: four
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if diff := got.Diff(); !strings.Contains(diff, "\n-    kim | old\n") || !strings.Contains(diff, "\n+    kim | new\n") {
		t.Errorf("diff:\n%s", diff)
	}
	if none := (Transcript{s, nil}); none.Diff() != "" {
		t.Errorf("nothing was performed, and yet:\n%s", none.Diff())
	}
}

func TestMasked(t *testing.T) {
	for text, want := range map[string]string{
		"/collab join 7Q2M-X0VD-R8HK-41TZ": "/collab join {code}",
		"link 0123456789abcdef0123":        "link {hash}",
		"head 2-T2VZ-M2PV-0X37-NWYV.":      "head 2-{hash}.",
		"OTIF 94.2 on 2026-03-12":          "OTIF 94.2 on 2026-03-12",
	} {
		if got := masked(text); got != want {
			t.Errorf("%s is drawn %s, want %s", text, got, want)
		}
	}
	p := performance{codes: []string{"A", "B"}}
	for text, want := range map[string]string{"join {code}": "join B", "{code 1} {code 2}": "A B"} {
		if got, err := p.withCodes(text); got != want || err != nil {
			t.Errorf("%s means %s (%v), want %s", text, got, err, want)
		}
	}
	if _, err := p.withCodes("{code 3}"); err == nil {
		t.Error("a third code was never shown")
	}
}

// FuzzParse reads anything, and checks that a play that can be read survives being written back: with what it expects,
// it stays as it is; with what was seen, it is read again and expects exactly that.
//
// The seeds are short: what go test finds interesting it first makes shorter, byte by byte.
func FuzzParse(f *testing.F) {
	const head = "the clock starts at 2026-03-02 09:00 UTC\nperson k \"Kim\" of A in UTC\nchannel #a for A\n"
	for _, acts := range []string{
		"",
		"# x\nseed 7\nk: x\n    k | y\n      | z\n\nk says again\n",
		"k in #a: @collab x\n #a edited | y\n# z\n    clock | w\n",
		"k fills\n  N: |\n    a\n\n    b\n\n  D: c\n  form k | x\n",
		"k presses \"A\" on \"b\"\nk closes the form\nk logs \"{code 1}\"",
		"later 14 days\nuntil Thu 12 Mar 10:00\nuntil Thu 10:00 UTC\nrestart\nverify\n\tk |",
	} {
		f.Add(head + acts)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("play", text)
		if err != nil {
			return
		}
		same, other := Transcript{script: s}, Transcript{script: s}
		for _, st := range s.steps {
			var lines []string
			for _, line := range st.expects {
				lines = append(lines, s.lines[line])
			}
			same.said = append(same.said, lines)
			other.said = append(other.said, []string{"    kim | seen", "        | twice"})
		}
		if same.Diff() != "" {
			t.Fatalf("changed though it was as expected:\n%s", same.Diff())
		}
		again, err := Parse("play", other.String())
		if err != nil {
			t.Fatalf("cannot be read again: %v\n%s", err, other)
		}
		if (Transcript{again, other.said}).Diff() != "" || len(again.steps) != len(s.steps) {
			t.Fatalf("is read differently:\n%s", other)
		}
	})
}
