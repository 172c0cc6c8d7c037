package relationship

import (
	"slices"
	"testing"
	"time"
)

// aimed is a scene with a joint objective that both agreed, with this baseline, target and day.
func aimed(t *testing.T, baseline, target string, due Date) *scene {
	sc := newScene(t)
	g := goal("Fewer late trucks")
	g.Baseline, g.Target, g.Due = baseline, target, due
	sc.do(p1, &ShareObjective{Ours: true, Goal: g})
	sc.do(p2, &ConfirmObjective{Objective: 1})
	return sc
}

// moves has both parties agree to another target and day.
func (sc *scene) moves(target string, due Date) {
	sc.t.Helper()
	sc.later(day)
	g := sc.l.Joint.Objectives[1].Goal
	g.Target, g.Due = target, due
	sc.do(p1, &ReviseObjective{Objective: 1, Goal: g})
	sc.do(p2, &ConfirmObjective{Objective: 1})
}

func TestDriftVectors(t *testing.T) {
	autumn := Date{2026, 9, 30}
	for _, c := range []struct {
		baseline, first, now string
		due                  Date
		want                 string // the exact relaxation, or why there is none
		slip                 int
		must                 bool
	}{
		{"81", "95", "95", Date{2026, 10, 1}, "0", 1, false},
		{"81", "95", "93.6", autumn, "-1/10", 0, true}, // exactly a tenth
		{"81", "95", "93.7", autumn, "-13/140", 0, false},
		{"81", "95", "96.4", autumn, "1/10", 0, false}, // harder is no drift
		{"81", "95", "78", autumn, "-17/14", 0, true},  // behind where it stood
		{"12", "6", "8", autumn, "-1/3", 0, true},      // less is better
		{"12", "6", "5", autumn, "1/6", 0, false},
		{"-5", "-2", "-3", autumn, "-1/3", 0, true},
		{"-2", "-5", "-4.9", autumn, "-1/30", 0, false},
		{"10", "0", "0.9", autumn, "-9/100", 0, false},
		{"81", "95", "95", Date{2026, 10, 30}, "0", 30, false},
		{"81", "95", "95", Date{2026, 10, 31}, "0", 31, true},
		{"81", "95", "95", Date{2026, 8, 30}, "0", -31, false},
		{"81", "95", "", autumn, "it has no target any more", 0, true},
		{"81", "95", "95", Date{}, "0", 0, true},
		{"", "95", "90", autumn, "no baseline was agreed at first", 0, false},
		{"95", "95", "90", autumn, "its first target was where it stood", 0, false},
		{"", "", "", Date{2026, 12, 1}, noNumbers, 62, true},
		{"81", "", "90", autumn, "no target was agreed at first", 0, false},
	} {
		sc := aimed(t, c.baseline, c.first, autumn)
		sc.moves(c.now, c.due)
		d := sc.l.Joint.Drift(sc.at)
		m := d.Of[0].Moved[0]
		got := m.None
		if m.Relaxation != nil {
			got = m.Relaxation.RatString()
		}
		if got != c.want || m.Slip != c.slip || (len(d.MustAct) == 1) != c.must {
			t.Errorf("%s: %s to %s by %s: %s, %d days, %d items; want %s, %d, %v", c.baseline, c.first, c.now, c.due, got, m.Slip, len(d.MustAct), c.want, c.slip, c.must)
		}
	}
}

// A proposal has moved nothing: only what both agreed counts.
func TestDriftWaitsForAgreement(t *testing.T) {
	sc := aimed(t, "81", "95", Date{2026, 9, 30})
	g := sc.l.Joint.Objectives[1].Goal
	g.Target = "82"
	sc.do(p1, &ReviseObjective{Objective: 1, Goal: g})
	if d := sc.l.Joint.Drift(sc.at); len(d.MustAct) != 0 || d.Of[0].Changes != 0 {
		t.Errorf("a proposal counts: %+v", d)
	}
	sc.do(p2, &ConfirmObjective{Objective: 1})
	since := sc.at
	if d := sc.l.Joint.Drift(sc.at); len(d.MustAct) != 1 || d.Of[0].Changes != 1 || !d.MustAct[0].Since.Equal(since) {
		t.Errorf("agreed: %+v", d)
	}
	sc.later(day)
	g.Driver = "Other words alone"
	sc.do(p1, &ReviseObjective{Objective: 1, Goal: g})
	sc.do(p2, &ConfirmObjective{Objective: 1})
	if d := sc.l.Joint.Drift(sc.at); d.Of[0].Changes != 1 || !d.MustAct[0].Since.Equal(since) {
		t.Errorf("other words moved it: %+v", d)
	}
}

func TestMustAct(t *testing.T) {
	for name, settle := range map[string]func(*scene){
		"decided": func(sc *scene) {
			sc.do(p1, &RecordDecision{Resolution: Resolution{Question: "Is 85 enough?", Outcome: "For this year", About: []string{"objective 1"}}})
			if len(sc.l.Joint.Drift(sc.at).MustAct) != 1 {
				sc.t.Error("a decision that one party proposed settles it")
			}
			sc.do(p2, &AgreeDecision{Decision: 1})
		},
		"promised": func(sc *scene) {
			sc.refused(p3, &OfferCommitment{Promise: Promise{What: "x", Due: Date{2026, 3, 20}, About: "objective 7"}, Receiver: lee}, "There is no")
			sc.do(p3, &OfferCommitment{Promise: Promise{What: "a second dock", Due: Date{2026, 3, 20}, About: "objective 1"}, Receiver: lee})
			if len(sc.l.Joint.Drift(sc.at).MustAct) != 1 {
				sc.t.Error("an offer settles it")
			}
			sc.do(p4, &AgreeCommitment{Commitment: 1})
		},
		"moved back": func(sc *scene) { sc.moves("95", Date{2026, 9, 30}) },
		"closed": func(sc *scene) {
			sc.do(p1, &CloseObjective{Objective: 1, Result: ObjectiveRetired, Why: "x"})
			sc.do(p2, &CloseObjective{Objective: 1, Result: ObjectiveRetired, Why: "x"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			sc := aimed(t, "81", "95", Date{2026, 9, 30})
			sc.moves("85", Date{2026, 9, 30})
			m := sc.l.Joint.Drift(sc.at).MustAct[0]
			if m.Due != (Date{2026, 6, 2}) || !slices.Equal(m.Owners, []string{"acme", "borealis"}) {
				t.Errorf("due %s, of %v", m.Due, m.Owners)
			}
			asked := func() (who []string) {
				for _, q := range sc.l.Joint.Questions(sc.at) {
					if q.Kind == AskAct {
						who = append(who, q.Persons...)
					}
				}
				return who
			}
			if got := asked(); !slices.Equal(got, []string{"p1", "p2"}) {
				t.Errorf("asked: %v", got)
			}
			settle(sc)
			if got := asked(); len(sc.l.Joint.Drift(sc.at).MustAct) != 0 || got != nil {
				t.Errorf("still to be acted on; asked: %v", got)
			}
			sc.sameAfterReplay()
		})
	}
}

// Near the end of a quarter there are 14 days left all the same. What one party wants alone it alone has to act on.
func TestMustActOfOnesOwn(t *testing.T) {
	sc := newScene(t)
	sc.aim(p2, false, "Fewer empty runs")
	sc.until("2026-05-28", "10:00")
	g := goal("Fewer empty runs")
	g.Target = "82"
	sc.do(p2, &ReviseObjective{Objective: 1, Goal: g})
	m := sc.l.Joint.Drift(sc.at).MustAct[0]
	if m.Due != (Date{2026, 6, 11}) || !slices.Equal(m.Owners, []string{"borealis"}) {
		t.Errorf("due %s, of %v", m.Due, m.Owners)
	}
	if d := sc.l.Joint.Drift(sc.at); d.Mean != nil || d.Counted != 0 {
		t.Errorf("the mean is over joint objectives: %v of %d", d.Mean, d.Counted)
	}
}

// A target that stands in a KPI alone moves its objective, too.
func TestDriftOfKPIs(t *testing.T) {
	sc := aimed(t, "", "", Date{2026, 9, 30})
	sc.measured(otif(1))
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: KPITarget{Value: "75", By: Date{2027, 3, 2}}, Why: "the new dock is late"})
	sc.later(time.Hour)
	sc.do(p2, &AgreeKPI{KPI: 1})
	d := sc.l.Joint.Drift(sc.at)
	if d.Mean == nil || d.Mean.RatString() != "-1/4" || d.Counted != 1 || len(d.MustAct) != 1 {
		t.Fatalf("%+v", d)
	}
	if m := d.MustAct[0]; m.Moved[0].KPI != 1 || !m.Since.Equal(sc.at) {
		t.Errorf("%+v", m)
	}
}
