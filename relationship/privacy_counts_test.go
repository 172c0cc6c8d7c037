package relationship

import (
	"strings"
	"testing"
	"time"
)

// The joint record counts answers and skips, and names nobody for it; who is told of silence is told by their own party.
func TestPrivacyOfCounts(t *testing.T) {
	sc := newScene(t)
	sc.until("2026-03-09", "10:00")
	sc.do(ByClock, &OpenCheckIn{})
	sc.do(p4, &AnswerCheckIn{Confidence: AtRisk, Part: "between us", Need: "nothing", Note: "between us"})
	sc.do(p3, &SkipCheckIn{Why: "between us"})
	for _, e := range sc.l.Joint.Entries() {
		if e.Kind == "participation counted" && e.By != "" {
			t.Errorf("entry %d names %s", e.N, e.By)
		}
	}
	if text := plainly(sc, Joint); strings.Contains(text, "between us") {
		t.Errorf("the joint record holds what was kept internal:\n%s", text)
	}
	sc.until("2026-03-17", "10:00")
	told := 0
	for _, d := range sc.view("acme").Duties(sc.at) {
		if sc.l.Joint.Persons[d.Person].Party != "acme" {
			t.Errorf("a view of acme is to tell %+v", d)
		}
		told++
	}
	if told == 0 {
		t.Error("nobody is told anything")
	}
}

// Of a review joint says how many were asked to prepare it, never who; and a view tells the people of its own party.
func TestPrivacyOfReviews(t *testing.T) {
	sc := reviewed(t)
	for ledger, want := range map[string]int{Joint: 0, "acme": 1, "borealis": 1} {
		if n := strings.Count(plainly(sc, ledger), `"review members asked"`); n != want {
			t.Errorf("%s says %d times who was asked", ledger, n)
		}
	}
	sc.at = sc.l.Joint.LatestReview().To
	told := 0
	for _, d := range sc.view("acme").duties(sc.at) {
		if sc.l.Joint.Persons[d.Person].Party != "acme" {
			t.Errorf("a view of acme is to tell %+v", d)
		}
		if d.Kind == DutyReviewMissed {
			told++
		}
	}
	if told != 1 {
		t.Errorf("%d are told that it was missed", told)
	}
}

// Who is away, who is not prompted any more and who was to be asked instead, one's own party alone is told.
func TestPrivacyOfAbsences(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: Member, Account: "web/demo/ada"})
	for range 3 {
		sc.at = sc.view("").Next(sc.at)
		sc.do(ByClock, &OpenCheckIn{})
	}
	sc.do(p3, &SetAway{From: Date{2026, 4, 9}, To: Date{2026, 4, 9}, Delegate: "p1"})
	sc.do(p3, &ComeBack{})
	sc.do(p3, &SetWorkingDays{Weekdays: []time.Weekday{time.Monday}})
	sc.do(p3, &SetAway{From: Date{2026, 5, 10}, To: Date{2026, 5, 27}, Delegate: "p5"})
	sc.do(p1, &RemovePerson{Person: "p5"})
	told := map[DutyKind]bool{}
	for _, party := range []string{"acme", "borealis"} {
		for _, d := range sc.view(party).duties(sc.at) {
			if sc.l.Joint.Persons[d.Person].Party != party {
				t.Errorf("a view of %s is to tell %+v", party, d)
			}
			told[d.Kind] = true
		}
	}
	if !told[DutyPaused] || !told[DutyInstead] {
		t.Errorf("told %v", told)
	}
	for _, e := range sc.l.Joint.Entries() {
		if strings.Contains(e.Kind, "away") || strings.Contains(e.Kind, "working days") || strings.Contains(e.Kind, "resumed") || e.Kind == "members asked" {
			t.Errorf("the joint record holds %q", e.Kind)
		}
	}
}

// An internal channel is known to its own party alone.
func TestPrivacyOfInternalChannels(t *testing.T) {
	sc := newScene(t)
	sc.do(p2, &BindPlace{Place: "web/demo/inside", Internal: true})
	if len(sc.l.Joint.Places) > 0 || len(sc.l.Own["borealis"].Places) != 1 || strings.Contains(plainly(sc, Joint), "inside") {
		t.Error("an internal channel stands on the joint record")
	}
}
