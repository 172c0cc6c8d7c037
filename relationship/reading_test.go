package relationship

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// reported is a live KPI with one reading of 70 by Sam of Acme, on Monday 2 March 2026.
func reported(t *testing.T) (*scene, *KPI, *Reading) {
	sc := newScene(t)
	k := sc.measured(otif(sc.ours()))
	sc.do(p3, &ReadKPI{KPI: 1, Value: "70", Unit: "%", Comment: "two late trucks"})
	return sc, k, k.Readings[0]
}

func (sc *scene) readingIs(id int, want ReadingState) *Reading {
	sc.t.Helper()
	_, r := sc.l.Joint.Reading(id)
	if got := r.State(sc.at); got != want {
		sc.t.Fatalf("reading %d is %q, want %q", id, got, want)
	}
	return r
}

func TestReadKPIRefusals(t *testing.T) {
	sc, _, _ := reported(t)
	monday := Date{2026, 3, 2}
	for _, c := range []struct {
		by          By
		read        ReadKPI
		field, want string
	}{
		{p4, ReadKPI{Value: "71"}, "", "reported by Sam Okoro of Acme"},
		{p3, ReadKPI{}, "value", "give a number"},
		{p3, ReadKPI{Value: "94,2"}, "value", "isn't a number"},
		{p3, ReadKPI{Value: strings.Repeat("1", 21)}, "value", "20 fit here"},
		{p3, ReadKPI{Value: "71", Unit: "hours"}, "value", "measured in %, not in hours"},
		{p3, ReadKPI{Value: "71", Evidence: []int{4}}, "evidence", "evidence 4"},
		{p3, ReadKPI{Value: "71", Day: monday.AddDays(1)}, "period", "not over yet. Today is 2026-03-02"},
		{p3, ReadKPI{Value: "71", Day: Date{2026, 2, 30}}, "period", "before the end"},
		{p3, ReadKPI{Value: "71", Period: Period{monday, monday}}, "period", "before the end"},
		{p1, ReadKPI{Value: "71"}, "value", "Sam Okoro reported 70 for Trucks on time already (2026-03-02). Keep it, or replace it with 71."},
		{p1, ReadKPI{Value: "71", Period: Period{monday.AddDays(-9), monday.AddDays(1)}}, "value", "Keep it"},
	} {
		c.read.KPI = 1
		r := sc.refused(c.by, &c.read, c.want)
		if r.Field != c.field {
			t.Errorf("%q at field %q, want %q", r.Reason, r.Field, c.field)
		}
		if strings.Contains(c.want, "Keep") && (r.Thing != "reading 1" || r.Last == 0) {
			t.Errorf("nothing to replace: %+v", r)
		}
		if c.by == p4 && !slices.Equal(r.Ask, []string{"p3"}) {
			t.Errorf("ask %v", r.Ask)
		}
	}
	sc.do(p1, &ReadKPI{KPI: 1, Value: "69", Period: Period{monday.AddDays(-9), monday}}) // anyone of the owner's party
	if k := sc.l.Joint.KPIs[1]; k.Readings[0].ID != 2 || k.Readings[1].ID != 1 {
		t.Error("readings are not in order of their days")
	}
	sc.sameAfterReplay()
}

func TestReadingConfirmed(t *testing.T) {
	sc, _, _ := reported(t)
	sc.refused(p1, &ConfirmReading{Reading: 1}, "Acme reported this reading")
	sc.refused(p4, &ConfirmReading{Reading: 8}, "There is no reading 8")
	sc.readingIs(1, ReadingSubmitted)
	sc.do(p4, &ConfirmReading{Reading: 1})
	if r := sc.readingIs(1, ReadingConfirmed); r.ConfirmedBy != "p4" {
		t.Errorf("%+v", r)
	}
	sc.refused(p2, &ConfirmReading{Reading: 1}, "Lee Park confirmed")
	sc.refused(p2, &ContestReading{Reading: 1, Value: "60"}, "Lee Park confirmed this reading for Borealis")
	sc.sameAfterReplay()
}

// Borealis set no calendar, so it works Monday to Friday in London: silence confirms what came on a Monday when the
// Monday after is over.
func TestReadingConfirmedBySilence(t *testing.T) {
	sc, _, r := reported(t)
	if want := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC); !r.Silent.Equal(want) {
		t.Fatalf("silent at %s, want %s", r.Silent, want)
	}
	sc.at = r.Silent.Add(-time.Millisecond)
	sc.readingIs(1, ReadingSubmitted)
	sc.at = r.Silent
	sc.readingIs(1, ReadingSilent)
	sc.refused(p4, &ContestReading{Reading: 1, Value: "60"}, "confirmed by silence on 10 March 2026")
	sc.do(p4, &ConfirmReading{Reading: 1})
	sc.readingIs(1, ReadingConfirmed)
}

func TestSilenceHasTheReceiversHolidays(t *testing.T) {
	sc := newScene(t)
	cal := WorkingWeek("America/New_York")
	cal.Holidays = []Date{{2026, 3, 4}}
	sc.do(p2, &SetCalendar{Calendar: cal})
	k := sc.measured(otif(sc.ours()))
	sc.do(p3, &ReadKPI{KPI: 1, Value: "70"})
	if want := time.Date(2026, 3, 11, 4, 0, 0, 0, time.UTC); !k.Readings[0].Silent.Equal(want) {
		t.Errorf("silent at %s, want %s", k.Readings[0].Silent, want)
	}
	cal.Holidays = nil
	sc.do(p2, &SetCalendar{Calendar: cal})
	if want := time.Date(2026, 3, 11, 4, 0, 0, 0, time.UTC); !k.Readings[0].Silent.Equal(want) {
		t.Error("a new list of holidays changed what stands on record")
	}
}

func TestContestedReading(t *testing.T) {
	sc, k, r := reported(t)
	sc.refused(p1, &ContestReading{Reading: 1, Value: "60"}, "Correct it instead")
	sc.refused(p4, &ContestReading{Reading: 1}, "Give the value you have")
	sc.refused(p4, &ContestReading{Reading: 1, Value: "70.0"}, "the value that was reported")
	sc.refused(p4, &ResolveReading{Reading: 1}, "Nobody contests")
	sc.do(p4, &ContestReading{Reading: 1, Value: "64", Why: "four were late"})
	sc.readingIs(1, ReadingContested)
	a := k.Attainment(sc.at)
	if a.Current.Rating != NoData || a.Current.OK() || a.None != "the newest reading is contested" || a.Reading.Value != "70" || a.Reading.Contest.Value != "64" {
		t.Errorf("%+v", a)
	}
	sc.refused(p4, &ConfirmReading{Reading: 1}, "Resolve that first")
	sc.refused(p2, &ContestReading{Reading: 1, Value: "63"}, "contests this reading already")
	if want := time.Date(2026, 3, 17, 0, 0, 0, 0, time.UTC); !r.Contest.Issue.Equal(want) {
		t.Fatalf("issue at %s, want %s", r.Contest.Issue, want)
	}
	sc.do(p3, &ResolveReading{Reading: 1}) // the owner accepts the contested value
	sc.readingIs(1, ReadingConfirmed)
	if r.Value != "64" || r.ConfirmedBy != "p4" || !r.Restated() || r.Earlier[0].Value != "70" || r.Earlier[0].By != "p3" {
		t.Errorf("%+v", r)
	}
	if a := k.Attainment(sc.at); a.Current.String() != "20 %" || !a.Restated || a.Unconfirmed {
		t.Errorf("%+v", a)
	}
	sc.sameAfterReplay()
}

func TestContestGivesWay(t *testing.T) {
	sc, k, r := reported(t)
	sc.do(p4, &ContestReading{Reading: 1, Why: "the log was open on the wrong day"})
	sc.refused(p3, &ResolveReading{Reading: 1}, "gave a reason but no value")
	sc.do(p2, &ResolveReading{Reading: 1}) // the contesting party accepts the original
	sc.readingIs(1, ReadingConfirmed)
	if r.Value != "70" || r.Restated() || k.Attainment(sc.at).Restated {
		t.Errorf("%+v", r)
	}
	sc.sameAfterReplay()
}

func TestCorrectedReading(t *testing.T) {
	sc, k, r := reported(t)
	sc.do(p4, &ConfirmReading{Reading: 1})
	sc.refused(p4, &CorrectReading{Reading: 1, Value: "66", Why: "x"}, "Sam Okoro of Acme")
	sc.refused(p3, &CorrectReading{Reading: 1, Value: "66"}, "fill this in")
	sc.refused(p3, &CorrectReading{Reading: 1, Value: "70.0", Why: "x"}, "the value it has already")
	sc.later(24 * time.Hour)
	seen := sc.l.Joint.Last("reading 1")
	sc.do(p1, &CorrectReading{Reading: 1, Value: "66", Why: "one truck counted twice"})
	sc.refused(p3, &CorrectReading{Seen: Seen{seen}, Reading: 1, Value: "67", Why: "x"}, "Kim Osei changed reading 1")
	sc.readingIs(1, ReadingSubmitted)
	if want := time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC); r.Value != "66" || r.WhyFixed != "one truck counted twice" || !r.Silent.Equal(want) {
		t.Errorf("%+v", r)
	}
	if a := k.Attainment(sc.at); !a.Restated || !a.Unconfirmed || a.Current.String() != "30 %" {
		t.Errorf("%+v", a)
	}
	sc.do(p4, &ContestReading{Reading: 1, Value: "65"})
	sc.do(p3, &CorrectReading{Reading: 1, Value: "65.5", Why: "recounted together"})
	if sc.readingIs(1, ReadingSubmitted); len(r.Earlier) != 2 || r.Earlier[1].By != "p1" {
		t.Errorf("%+v", r.Earlier)
	}
	sc.sameAfterReplay()
}

func TestConfidence(t *testing.T) {
	sc, k, _ := reported(t)
	if _, ok := k.Expected(); ok {
		t.Error("confidence before anybody gave any")
	}
	sc.refused(p4, &SetConfidence{KPI: 1, Confidence: OnTrack}, "Sam Okoro of Acme")
	sc.refused(p3, &SetConfidence{KPI: 1, Confidence: "fine"}, "Choose")
	sc.refused(p3, &SetConfidence{KPI: 1, Confidence: AtRisk}, "It got worse")
	sc.do(p3, &SetConfidence{KPI: 1, Confidence: AtRisk, Why: "the dock is shut"})
	sc.do(p3, &SetConfidence{KPI: 1, Confidence: AtRisk})
	sc.refused(p1, &SetConfidence{KPI: 1, Confidence: OffTrack}, "It got worse")
	sc.do(p1, &SetConfidence{KPI: 1, Confidence: OnTrack})
	if c, ok := k.Expected(); !ok || c.Word != OnTrack || c.By != "p1" || len(k.Confidence) != 3 {
		t.Errorf("%+v", k.Confidence)
	}
	sc.sameAfterReplay()
}

func TestMeasuredInAnotherWay(t *testing.T) {
	sc, k, _ := reported(t)
	terms := otif(1)
	terms.Formula = "as the client sees it"
	sc.do(p1, &ReviseKPI{KPI: 1, KPITerms: terms, Why: "our log flattered us"})
	if a := k.Attainment(sc.at); a.Current.String() != "50 %" {
		t.Error("a version nobody agreed to yet already counts")
	}
	sc.do(p2, &AgreeKPI{KPI: 1})
	if a := k.Attainment(sc.at); a.None != "there is no reading yet" || a.First.Target.Value != "80" {
		t.Errorf("%+v", a)
	}
	sc.do(p3, &ReadKPI{KPI: 1, Value: "62"}) // the same day, measured anew
	a := k.Attainment(sc.at)
	if a.Current.String() != "10 %" || a.First.None != "it is measured in another way since" || a.First.Rating != NoData {
		t.Errorf("%+v", a)
	}
	points := k.Series(sc.at)
	if len(points) != 2 || points[0].Comparable || !points[1].Comparable || points[1].Value.RatString() != "62" {
		t.Errorf("%+v", points)
	}
	sc.sameAfterReplay()
}

func TestReadingCitesEvidence(t *testing.T) {
	sc, _, _ := reported(t)
	sc.do(p3, &LogEvidence{Exhibit: Exhibit{Kind: EvidenceKinds[0], What: "the dock log"}})
	sc.later(24 * time.Hour)
	sc.do(p3, &ReadKPI{KPI: 1, Value: "71", Evidence: []int{1}})
	if list := sc.l.Joint.EvidenceAbout("reading 2"); len(list) != 1 {
		t.Errorf("%v", list)
	}
	sc.sameAfterReplay()
}

// With several receivers silence waits for the one whose working days end last.
func TestSilenceWaitsForTheLatestReceiver(t *testing.T) {
	sc := newScene(t)
	k := sc.measured(otif(sc.ours()))
	sc.do(p1, &InviteParty{Party: "cassini", Name: "Cassini"})
	sc.do(p2, &AgreeInvitation{Party: "cassini"})
	sc.do(By{Party: "cassini"}, &AcceptInvitation{Invitation: 2, Party: "cassini",
		Person: NewPerson{Name: "Mona Adel", Zone: "Africa/Cairo"}, Account: "web/demo/mona"})
	west, east := WorkingWeek("America/Los_Angeles"), WorkingWeek("Africa/Cairo")
	sc.do(p2, &SetCalendar{Calendar: west})
	sc.do(By{"p5", "cassini"}, &SetCalendar{Calendar: east})
	sc.do(p3, &ReadKPI{KPI: 1, Value: "70"})
	if want := time.Date(2026, 3, 10, 7, 0, 0, 0, time.UTC); !k.Readings[0].Silent.Equal(want) { // midnight in Los Angeles
		t.Errorf("silent at %s, want %s", k.Readings[0].Silent, want)
	}
	sc.do(By{"p5", "cassini"}, &ConfirmReading{Reading: 1})
	sc.do(p4, &ContestReading{Reading: 1, Value: "60"}) // one receiver's word does not bind the other
	sc.do(p2, &ResolveReading{Reading: 1})
	sc.readingIs(1, ReadingConfirmed)
	sc.sameAfterReplay()
}
