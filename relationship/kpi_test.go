package relationship

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// otif are terms without a gap: trucks on time, reported by Sam of Acme, from 60 to 80 in a year, monthly.
func otif(objective int) KPITerms {
	return KPITerms{Title: "Trucks on time", Formula: "trucks in the slot / trucks sent, from the dock log", Unit: "%",
		Polarity: PolarityUp, Baseline: "60", Since: Date{2026, 3, 2}, Target: KPITarget{Value: "80", By: Date{2027, 3, 2}},
		Every: 30, Owner: "p3", Objective: objective}
}

// ours makes an active joint objective.
func (sc *scene) ours() int {
	sc.t.Helper()
	id := sc.aim(p1, true, "Fewer late trucks")
	sc.do(p2, &ConfirmObjective{Objective: id})
	return id
}

// measured proposes a KPI and has both parties agree.
func (sc *scene) measured(terms KPITerms) *KPI {
	sc.t.Helper()
	sc.do(p1, &ProposeKPI{KPITerms: terms})
	id := sc.l.Joint.given["kpi"]
	sc.do(p2, &AgreeKPI{KPI: id})
	return sc.kpi(id, KPILive)
}

func (sc *scene) kpi(id int, want KPIState) *KPI {
	sc.t.Helper()
	k := sc.l.Joint.KPIs[id]
	if k.State() != want {
		sc.t.Fatalf("KPI %d is %s, want %s", id, k.State(), want)
	}
	return k
}

func TestKPIIsLiveWhenAllAgree(t *testing.T) {
	sc := newScene(t)
	o := sc.ours()
	sc.do(p3, &ProposeKPI{KPITerms: otif(o)}) // a member: nobody agrees yet
	sc.refused(p3, &AgreeKPI{KPI: 1}, "Only a relationship manager")
	sc.refused(p3, &ReadKPI{KPI: 1, Value: "70"}, "not agreed yet")
	sc.do(p2, &AgreeKPI{KPI: 1, Version: 1}) // the owner's party need not be the first
	sc.refused(p2, &AgreeKPI{KPI: 1}, "Borealis has agreed already")
	sc.kpi(1, KPIDraft)
	if got := sc.l.Joint.Unmeasured(); fmt.Sprint(got) != "[1]" {
		t.Errorf("unmeasured: %v", got)
	}
	sc.do(p1, &AgreeKPI{KPI: 1})
	k := sc.kpi(1, KPILive)
	if k.First != k.InForce || k.Proposed != nil || len(sc.l.Joint.Unmeasured()) != 0 {
		t.Errorf("live, but %+v", k)
	}
	if want := (Date{2026, 4, 1}); k.DueOn() != want {
		t.Errorf("due on %s, want %s", k.DueOn(), want)
	}
	sc.refused(p1, &AgreeKPI{KPI: 1}, "Nothing about Trucks on time waits")
	sc.refused(p1, &AgreeKPI{KPI: 7}, "There is no KPI 7")
	sc.sameAfterReplay()
}

func TestFirstAgreedTargetStays(t *testing.T) {
	sc := newScene(t)
	k := sc.measured(otif(sc.ours()))
	easier := KPITarget{Value: "75", By: Date{2027, 3, 2}}
	sc.refused(p1, &ReviseKPITarget{KPI: 1, Target: easier}, "Please fill this in")
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: easier, Why: "the new dock is late"})
	sc.kpi(1, KPIUnderReview)
	if k.InForce.Target.Value != "80" || k.Terms().Target.Value != "80" || !k.Proposed.Agreed("acme") || k.Proposed.Agreed("borealis") {
		t.Fatalf("before it is agreed: in force %+v, proposed %+v", k.InForce, k.Proposed)
	}
	sc.do(p2, &ReviseKPITarget{KPI: 1, Target: KPITarget{Value: "76", By: Date{2027, 3, 2}}, Why: "not that late"})
	if k.Proposed.Agreed("acme") {
		t.Error("another version keeps the agreement to the one before")
	}
	r := sc.refused(p1, &AgreeKPI{KPI: 1, Version: 2}, "Dana Reyes proposed another version")
	if r.Thing != "kpi 1" || r.Last == 0 {
		t.Errorf("stale agreement: %+v", r)
	}
	sc.do(p1, &AgreeKPI{KPI: 1, Version: 3})
	sc.kpi(1, KPILive)
	if k.InForce.Target.Value != "76" || k.First.Target.Value != "80" || k.InForce.Title != "Trucks on time" || k.InForce.Basis != 1 {
		t.Errorf("in force %+v, first %+v", k.InForce, k.First)
	}
	sc.do(p3, &ReadKPI{KPI: 1, Value: "68"})
	a := k.Attainment(sc.at)
	if a.Current.String() != "50 %" || a.First.String() != "40 %" || a.Current.Target.Value != "76" || a.First.Target.Value != "80" {
		t.Errorf("side by side: current %s, first %s", a.Current, a.First)
	}
	sc.sameAfterReplay()
}

func TestKPIVeto(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &ProposeKPI{KPITerms: otif(sc.ours())})
	sc.refused(p2, &RefuseKPI{KPI: 1}, "Please fill this in")
	sc.do(p2, &RefuseKPI{KPI: 1, Why: "we cannot see the dock log"})
	k := sc.kpi(1, KPIDraft)
	if r := k.Proposed.Refusal; r == nil || r.Why != "we cannot see the dock log" || r.Party != "borealis" {
		t.Fatalf("refusal %+v", k.Proposed.Refusal)
	}
	sc.refused(p2, &AgreeKPI{KPI: 1}, "Borealis refused this version")
	terms := otif(1)
	terms.Formula = "from the log both can see"
	sc.do(p1, &ReviseKPI{KPI: 1, KPITerms: terms})
	sc.do(p2, &AgreeKPI{KPI: 1})
	if k = sc.kpi(1, KPILive); k.InForce.Number != 2 || k.First.Number != 2 {
		t.Errorf("in force %d, first %d", k.InForce.Number, k.First.Number)
	}
	sc.sameAfterReplay()
}

func TestRetireKPI(t *testing.T) {
	sc := newScene(t)
	k := sc.measured(otif(sc.ours()))
	sc.refused(p4, &RetireKPI{KPI: 1}, "Please fill this in")
	sc.do(p4, &RetireKPI{KPI: 1, Why: "the dock closes"})
	sc.kpi(1, KPIUnderReview)
	sc.refused(p4, &RetireKPI{KPI: 1}, "Only a relationship manager")
	sc.do(p1, &RefuseKPI{KPI: 1, Why: "it does not"})
	sc.kpi(1, KPILive)
	sc.do(p2, &RetireKPI{KPI: 1, Why: "it does"})
	sc.refused(p2, &RetireKPI{KPI: 1}, "Borealis has agreed already")
	sc.do(p1, &RetireKPI{KPI: 1})
	sc.kpi(1, KPIRetired)
	if k.RetiredWhy != "it does" {
		t.Errorf("retired because %q", k.RetiredWhy)
	}
	sc.refused(p3, &ReadKPI{KPI: 1, Value: "70"}, "was retired on 2 March 2026")
	sc.do(p1, &ProposeKPI{KPITerms: otif(1)})
	sc.refused(p2, &RetireKPI{KPI: 2, Why: "no"}, "is a draft of Acme")
	sc.do(p3, &RetireKPI{KPI: 2, Why: "a slip"})
	sc.kpi(2, KPIRetired)
	sc.sameAfterReplay()
}

// A version that was refused does not stand in the way of a word about retiring the KPI.
func TestRefuseRetirementAfterRefusedVersion(t *testing.T) {
	sc := newScene(t)
	k := sc.measured(otif(sc.ours()))
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: KPITarget{Value: "75", By: Date{2027, 3, 2}}, Why: "too hard"})
	sc.do(p2, &RefuseKPI{KPI: 1, Why: "it is not"})
	sc.kpi(1, KPILive)
	sc.refused(p2, &RefuseKPI{KPI: 1, Why: "still"}, "Borealis refused this version")
	sc.do(p1, &RetireKPI{KPI: 1, Why: "then not at all"})
	sc.do(p2, &RefuseKPI{KPI: 1, Why: "we agreed on it"})
	if sc.kpi(1, KPILive); k.Ending != nil || k.Newest().Refusal.Why != "it is not" || k.Terms().Target.Value != "80" {
		t.Errorf("%+v", k)
	}
	sc.sameAfterReplay()
}

func TestKPIDueOn(t *testing.T) {
	sc := newScene(t)
	terms := otif(sc.ours())
	terms.Since = Date{2025, 1, 1} // the baseline is old, but nothing was due before the KPI was proposed
	sc.do(p1, &ProposeKPI{KPITerms: terms})
	k := sc.l.Joint.KPIs[1]
	if !k.DueOn().IsZero() {
		t.Errorf("a draft is due on %s", k.DueOn())
	}
	sc.do(p2, &AgreeKPI{KPI: 1})
	if want := (Date{2026, 3, 2}); k.DueOn() != want {
		t.Errorf("first due on %s, want %s", k.DueOn(), want)
	}
	sc.do(p3, &ReadKPI{KPI: 1, Value: "70", Period: Period{Date{2026, 2, 1}, Date{2026, 3, 1}}})
	if want := (Date{2026, 3, 30}); k.DueOn() != want {
		t.Errorf("then due on %s, want %s", k.DueOn(), want)
	}
}

func TestKPIStaleEdit(t *testing.T) {
	sc := newScene(t)
	sc.measured(otif(sc.ours()))
	seen := sc.l.Joint.Last("kpi 1")
	sc.do(p3, &ReadKPI{KPI: 1, Value: "70"}) // a number that comes in stops nobody
	sc.do(p1, &ReviseKPI{Seen: Seen{seen}, KPI: 1, KPITerms: otif(1), Why: "clearer"})
	if r := sc.refused(p2, &ReviseKPI{Seen: Seen{seen}, KPI: 1, KPITerms: otif(1), Why: "x"}, "Kim Osei changed kpi 1"); r.Last == 0 {
		t.Errorf("%+v", r)
	}
}

func TestKPIRefusals(t *testing.T) {
	sc := newScene(t)
	o := sc.ours()
	for _, c := range []struct {
		field, want string
		change      func(*KPITerms)
	}{
		{"title", "fill this in", func(k *KPITerms) { k.Title = " " }},
		{"unit", "40 fit", func(k *KPITerms) { k.Unit = strings.Repeat("é", 41) }},
		{"target", "Target and baseline are both 60", func(k *KPITerms) { k.Target.Value = "60" }},
		{"target", "Target and baseline are both 60.0", func(k *KPITerms) { k.Target.Value = "60.0" }},
		{"polarity", "From 60 to 50 is not up", func(k *KPITerms) { k.Target.Value = "50" }},
		{"polarity", "From 60 to 80 is not down", func(k *KPITerms) { k.Polarity = PolarityDown }},
		{"polarity", "Choose which way", func(k *KPITerms) { k.Polarity = "sideways" }},
		{"tolerance", "above zero", func(k *KPITerms) { k.Polarity, k.Target.Value = PolarityRange, "" }},
		{"tolerance", "above zero", func(k *KPITerms) { k.Polarity, k.Target.Value, k.Target.Tolerance = PolarityHold, "", "0" }},
		{"tolerance", "not negative", func(k *KPITerms) { k.Target.Tolerance = "-1" }},
		{"target", "keep the baseline, 60", func(k *KPITerms) { k.Polarity, k.Target.Tolerance = PolarityHold, "5" }},
		{"low", "The lowest value, 9, is above the highest, 5", func(k *KPITerms) {
			k.Polarity, k.Target = PolarityRange, KPITarget{Low: "9", High: "5", Tolerance: "1", By: Date{2027, 3, 2}}
		}},
		{"low", "Only a range", func(k *KPITerms) { k.Target.Low = "1" }},
		{"target", "A range has", func(k *KPITerms) { k.Polarity, k.Target.Tolerance = PolarityRange, "5" }},
		{"worse", "above or below", func(k *KPITerms) { k.Target.Worse = "left" }},
		{"by", "after the day of the baseline", func(k *KPITerms) { k.Target.By = k.Since }},
		{"baseline", "isn't a number", func(k *KPITerms) { k.Baseline = "lots" }},
		{"target", "21 digits; 20 fit", func(k *KPITerms) { k.Target.Value = strings.Repeat("9", 21) }},
		{"every", "1 to 366", func(k *KPITerms) { k.Every = -1 }},
		{"weight", "whole number", func(k *KPITerms) { k.Weight = -1 }},
		{"owner", "somebody who takes part", func(k *KPITerms) { k.Owner = "p9" }},
		{"objective", "There is no objective 9", func(k *KPITerms) { k.Objective = 9 }},
	} {
		terms := otif(o)
		c.change(&terms)
		if r := sc.refused(p1, &ProposeKPI{KPITerms: terms}, c.want); r.Field != c.field {
			t.Errorf("%q at field %q, want %q", r.Reason, r.Field, c.field)
		}
	}
}

func TestKPIAloneIsNotAgreed(t *testing.T) {
	sc := &scene{t: t, at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), random: rand.NewChaCha8([32]byte{}),
		l: Ledgers{Joint: NewShared("r1"), Own: map[string]*Own{}}, entries: map[string][]Entry{}}
	sc.do(By{Party: "acme"}, &BeginRelationship{Name: "Acme and nobody", Party: "acme", PartyName: "Acme",
		Person:  NewPerson{Name: "Kim Osei", Zone: "Europe/London"},
		Cadence: Cadence{Days: 14, First: Date{2026, 3, 12}, At: Clock{10, 0}, Zone: "Europe/London"}})
	terms := otif(0)
	terms.Owner = "p1"
	sc.do(p1, &ProposeKPI{KPITerms: terms})
	sc.refused(p1, &AgreeKPI{KPI: 1}, "no other party yet")
	sc.kpi(1, KPIDraft)
}

func TestTooManyKPIs(t *testing.T) {
	sc := newScene(t)
	o := sc.ours()
	for range MostKPIs {
		sc.measured(otif(o))
	}
	if n, many := sc.l.Joint.TooManyKPIs(); n != 10 || many {
		t.Errorf("%d, %v", n, many)
	}
	sc.measured(otif(o))
	if n, many := sc.l.Joint.TooManyKPIs(); n != 11 || !many {
		t.Errorf("%d, %v", n, many)
	}
}

func TestKPIUndoAndErasure(t *testing.T) {
	sc := newScene(t)
	o := sc.ours()
	d := sc.do(p1, &ProposeKPI{KPITerms: otif(o)})
	last := sc.l.Joint.Head().N
	sc.do(p1, &Undo{Joint: []int{last - d.Joint.Len() + 1, last}})
	if len(sc.l.Joint.KPIs) != 0 {
		t.Error("still there after undo")
	}
	sc.refused(p2, &AgreeKPI{KPI: 1}, "There is no KPI 1")
	sc.measured(otif(o)) // the number of what was withdrawn is not given again
	sc.do(p3, &ReadKPI{KPI: 2, Value: "70"})
	sc.later(time.Hour)
	for i, e := range sc.entries[Joint] {
		sc.entries[Joint][i] = e.Redacted()
	}
	if err := sc.replay(Joint); err != nil {
		t.Fatal(err)
	}
	k := sc.l.Joint.KPIs[2]
	if k.Title() != "KPI 2" || k.Attainment(sc.at).Current.String() != "50 %" {
		t.Errorf("without words: %q %s", k.Title(), k.Attainment(sc.at).Current)
	}
}
