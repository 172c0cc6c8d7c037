package relationship

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// spoken of is an agenda in short, for comparing.
func (a Agenda) short() []string {
	var out []string
	for _, o := range a.Objectives {
		out = append(out, fmt.Sprintf("objective %d %s, confirm: %v", o.ID, o.State, o.Reconfirm))
	}
	for _, k := range a.KPIs {
		out = append(out, fmt.Sprintf("kpi %d %s", k.ID, k.Current.Rating))
	}
	for name, list := range map[string][]*Commitment{"missed": a.Missed, "open": a.Open, "in question": a.InQuestion, "action": a.Actions} {
		for _, c := range list {
			out = append(out, fmt.Sprintf("%s %d", name, c.ID))
		}
	}
	for _, e := range a.Evidence {
		for _, x := range e.Evidence {
			out = append(out, fmt.Sprintf("evidence %d of %s for objective %d", x.ID, e.Party, e.Objective))
		}
	}
	for _, c := range a.Claims {
		out = append(out, fmt.Sprintf("claim %d", c.ID))
	}
	for _, d := range a.LookAgain {
		out = append(out, fmt.Sprintf("look again %d", d.ID))
	}
	for _, d := range a.Proposed {
		out = append(out, fmt.Sprintf("proposed %d", d.ID))
	}
	slices.Sort(out)
	return out
}

// The agenda is filled from what happened in the quarter, and of the second one also from the first review.
func TestAgenda(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &SetRole{Person: "p3", Role: Sponsor})
	sc.ours()
	sc.measured(otif(1))
	sc.measured(otif(1))
	sc.do(p3, &ReadKPI{KPI: 2, Value: "55", Day: Date{2026, 3, 2}})
	sc.do(p3, &LogEvidence{Exhibit: Exhibit{Kind: Document, What: "The dock log", Grade: 2, About: []string{"kpi 1"}}})
	sc.do(p4, &LogEvidence{Exhibit: minutes})
	sc.do(p4, &MakeClaim{Kind: ClaimFailure, Text: "Late again", Evidence: []int{2}})
	sc.do(p4, &MakeClaim{Kind: ClaimFailure, Text: "And again"}) // without evidence: not shown
	offer(sc, Date{2026, 3, 6})
	sc.done(p3, p4, offer(sc, Date{2026, 3, 6}))
	offer(sc, Date{2026, 6, 30})
	sc.do(p3, &ProposeNewDue{Commitment: 3, Due: Date{2026, 7, 3}, Why: "x"})
	soon := keep
	soon.LookAgain = Date{2026, 6, 1}
	sc.do(p1, &RecordDecision{Resolution: soon})
	sc.do(p2, &AgreeDecision{Decision: 1})
	sc.do(p1, &RecordDecision{Resolution: keep})
	sc.at = sc.at.AddDate(0, 0, 2)
	r, _ := sc.l.Joint.NextReview(sc.at)
	early := sc.l.Joint.Agenda(r, sc.at)
	if !slices.Contains(early.short(), "claim 1") || early.Review != 1 || early.Quarter != r.Quarter {
		t.Errorf("while it waits for an account: %v", early.short())
	}
	sc.until("2026-05-19", "10:00")
	sc.do(ByClock, &OpenReview{})
	sc.do(p1, &ConfirmObjective{Objective: 1})
	a := sc.l.Joint.Agenda(sc.review(ReviewIssued), sc.at)
	want := []string{"evidence 1 of acme for objective 1", "evidence 2 of borealis for objective 0", "in question 3", "kpi 1 no data", "kpi 2 no data",
		"look again 1", "missed 1", "objective 1 active, confirm: [borealis]", "open 1", "open 3", "proposed 2"}
	if got := a.short(); !slices.Equal(got, want) {
		t.Errorf("agenda\n%v, want\n%v", got, want)
	}
	if k := a.Kept.Of["acme"].Kept; k.K != 1 || k.N != 2 {
		t.Errorf("say-do of the quarter: %s", k)
	}

	sc.do(p2, &NameDelegate{Person: "p4"})
	sc.until("2026-06-02", "12:00")
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the dock plan", Due: Date{2026, 9, 19}, Origin: Origin{FromReview, 1}}, Receiver: lee})
	sc.do(p4, &AgreeCommitment{Commitment: 4})
	sc.do(p1, &RecordDecision{Resolution: Resolution{Review: 1, Question: "x", Outcome: "y"}})
	sc.do(p1, &HoldReview{Day: Date{2026, 6, 2}, Present: []string{"p3", "p4"}})
	sc.do(p1, &ProposeMinutes{Summary: "x"})
	sc.do(p2, &AgreeMinutes{})
	sc.do(p4, &LogEvidence{Exhibit: Exhibit{Kind: Document, What: "The new log", Grade: 2, About: []string{"objective 1", "commitment 4"}}})
	sc.until("2026-08-19", "10:00")
	sc.do(ByClock, &OpenReview{})
	a = sc.l.Joint.Agenda(sc.review(ReviewIssued), sc.at)
	want = []string{"action 4", "evidence 3 of borealis for objective 1", "kpi 1 no data", "kpi 2 no data", "missed 3",
		"objective 1 active, confirm: [acme borealis]", "open 1", "open 3", "open 4", "proposed 2"}
	if got := a.short(); !slices.Equal(got, want) {
		t.Errorf("second agenda\n%v, want\n%v", got, want)
	}
}

// Those furthest behind are talked about first.
func TestAgendaOrdersKPIs(t *testing.T) {
	sc := newScene(t)
	sc.ours()
	for range 3 {
		sc.measured(otif(1))
	}
	sc.at = sc.at.AddDate(0, 6, 0)
	day := DateOf(sc.at, time.UTC)
	sc.do(p3, &ReadKPI{KPI: 1, Value: "75", Day: day})
	sc.do(p3, &ReadKPI{KPI: 3, Value: "61", Day: day})
	r, _ := sc.l.Joint.NextReview(sc.at)
	var order []int
	for _, k := range sc.l.Joint.Agenda(r, sc.at).KPIs {
		order = append(order, k.ID)
	}
	if !slices.Equal(order, []int{3, 1, 2}) {
		t.Errorf("in the order %v", order)
	}
}

// Four quarters: held with minutes in time; held in time, minutes late; never held; paused at its end, which is not due;
// and one that still has time.
// The KPIs of a review that is over stand as they stood: another target, a newer reading, a doubt and an end that came
// later change nothing; a correction does, and says so.
func TestAgendaOfAReviewThatIsOver(t *testing.T) {
	sc := newScene(t)
	sc.measured(otif(sc.ours()))
	sc.until("2026-05-18", "10:00")
	sc.do(p3, &ReadKPI{KPI: 1, Value: "70"})
	sc.reviewMinuted()
	sc.do(p2, &AgreeMinutes{Version: 1})
	over := func(want string, arrow Arrow) {
		t.Helper()
		a := sc.l.Joint.Agenda(sc.l.Joint.Reviews[1], sc.at)
		if got := a.Delivery.String(); got != want || len(a.KPIs) != 1 || a.KPIs[0].Trend.Arrow != arrow {
			t.Errorf("%s, want %s; %+v", got, want, a.KPIs)
		}
	}
	over("50 % (1 of 1 KPIs with data)", TooFew)
	for _, month := range []string{"2026-06-18", "2026-07-18"} {
		sc.until(month, "10:00")
		sc.do(p3, &ReadKPI{KPI: 1, Value: "78"})
	}
	sc.do(p4, &ContestReading{Reading: 3, Value: "50"})
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: KPITarget{Value: "65", By: Date{2027, 3, 2}}, Why: "too much"})
	sc.do(p2, &AgreeKPI{KPI: 1})
	over("50 % (1 of 1 KPIs with data)", TooFew)
	sc.do(p3, &CorrectReading{Reading: 1, Value: "72", Why: "counted again"})
	over("60 % (1 of 1 KPIs with data, 1 restated)", TooFew)
	sc.do(p1, &RetireKPI{KPI: 1, Why: "done"})
	sc.do(p2, &RetireKPI{KPI: 1})
	over("60 % (1 of 1 KPIs with data, 1 restated)", TooFew)
}

func TestFormalAdherence(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &SetRole{Person: "p3", Role: Sponsor})
	sc.do(p2, &SetRole{Person: "p4", Role: Sponsor})
	formal := func(want string) Adherence {
		t.Helper()
		a := sc.l.Joint.Adherence(sc.at)
		if a.Formal.String() != want {
			t.Errorf("on %s: %s, want %s", sc.at.Format(time.DateOnly), a.Formal, want)
		}
		return a
	}
	open := func() {
		t.Helper()
		r, _ := sc.l.Joint.NextReview(sc.at)
		sc.at = r.From
		sc.do(ByClock, &OpenReview{})
		sc.at = r.At.Add(time.Hour)
	}
	meet := func(day Date) {
		t.Helper()
		sc.do(p1, &HoldReview{Day: day, Present: []string{"p3", "p4"}})
		sc.do(p1, &ProposeMinutes{Summary: "x"})
	}
	formal("n/a: no review was due yet")
	open()
	formal("n/a: no review was due yet")
	meet(Date{2026, 6, 2})
	formal("n/a: no review was due yet")
	sc.do(p2, &AgreeMinutes{})
	if a := formal("100 % (1 of 1)"); a.FormalContact != (Date{2026, 6, 2}) {
		t.Errorf("last met on %s", a.FormalContact)
	}
	open()
	meet(Date{2026, 9, 2})
	r := sc.l.Joint.LatestReview()
	if a := sc.l.Joint.Adherence(r.Held.MinutesBy.Add(-time.Hour)); !a.Until.Equal(r.Held.MinutesBy) {
		t.Errorf("true until %s", a.Until)
	}
	sc.at = r.Held.MinutesBy
	formal("50 % (1 of 2)")
	sc.do(p2, &AgreeMinutes{})
	formal("50 % (1 of 2)")
	open()
	sc.at = sc.l.Joint.LatestReview().To.Add(-time.Millisecond)
	formal("50 % (1 of 2)")
	sc.at = sc.at.AddDate(0, 0, 3)
	if a := formal("33 % (1 of 3)"); a.FormalOverdue != 3 {
		t.Errorf("overdue %d days", a.FormalOverdue)
	}
	open()
	sc.do(p1, &PauseRelationship{Why: "x"})
	sc.at = sc.at.AddDate(0, 0, 30)
	if a := formal("33 % (1 of 3)"); a.FormalOverdue != 0 {
		t.Errorf("paused, and overdue %d days", a.FormalOverdue)
	}
	sc.do(p2, &ResumeRelationship{})
	formal("33 % (1 of 3)")
	for range 3 {
		open()
		sc.at = sc.l.Joint.LatestReview().To
	}
	formal("0 % (0 of 4)")
	sc.sameAfterReplay()
}
