package relationship

import (
	"strings"
	"testing"
)

func TestSmartNamesTheMissingLetter(t *testing.T) {
	for _, c := range []struct {
		letter, field, want string
		change              func(*KPITerms)
	}{
		{"S", "owner", "Name one person", func(k *KPITerms) { k.Owner = "" }},
		{"S", "title", `"and" in its name`, func(k *KPITerms) { k.Title = "Trucks on time and full" }},
		{"S", "title", `"and/or" in its name`, func(k *KPITerms) { k.Title = "Trucks and/or trains" }},
		{"S", "polarity", "which way", func(k *KPITerms) { k.Polarity = "" }},
		{"S", "indicator", "seen or heard", func(k *KPITerms) { k.Behaviour, k.Counting = true, "once a day" }},
		{"M", "unit", "Give the unit", func(k *KPITerms) { k.Unit = "" }},
		{"M", "baseline", "Give the baseline", func(k *KPITerms) { k.Baseline = "" }},
		{"M", "since", "which day", func(k *KPITerms) { k.Since = Date{} }},
		{"M", "formula", "how the number is made", func(k *KPITerms) { k.Formula = "" }},
		{"M", "counting", "counts as once", func(k *KPITerms) { k.Behaviour, k.Indicator = true, "an answer within a day" }},
		{"A", "target", "Give the target", func(k *KPITerms) { k.Target.Value = "" }},
		{"A", "note", "twice as good", func(k *KPITerms) { k.Target.Value = "121" }},
		{"A", "note", "twice as good", func(k *KPITerms) { k.Polarity, k.Target.Value = PolarityDown, "29.9" }},
		{"A", "low", "lowest and the highest", func(k *KPITerms) {
			k.Polarity, k.Target = PolarityRange, KPITarget{Low: "5", Tolerance: "1", By: k.Target.By}
		}},
		{"R", "objective", "Choose the objective", func(k *KPITerms) { k.Objective = 0 }},
		{"R", "objective", "Objective 2 is not active", func(k *KPITerms) { k.Objective = 2 }},
		{"T", "by", "the day by which", func(k *KPITerms) { k.Target.By = Date{} }},
		{"T", "by", "not in the future", func(k *KPITerms) { k.Since, k.Target.By = Date{2026, 1, 1}, Date{2026, 3, 2} }},
		{"T", "every", "once a quarter", func(k *KPITerms) { k.Every = 93 }},
		{"T", "every", "once a quarter", func(k *KPITerms) { k.Every = 0 }},
	} {
		sc := newScene(t)
		o := sc.ours()
		sc.aim(p1, true, "Not confirmed by all")
		terms := otif(o)
		c.change(&terms)
		sc.do(p1, &ProposeKPI{KPITerms: terms}) // possible with a gap, but nobody can agree
		k := sc.l.Joint.KPIs[1]
		if k.Newest().Agreed("acme") {
			t.Errorf("%s: agreed by its proposer in spite of the gap", c.want)
		}
		sc.refused(p2, &AgreeKPI{KPI: 1}, "the "+c.letter+" of SMART is missing")
		for _, l := range k.Smart(sc.l.Joint, sc.at) {
			if l.Letter == c.letter && (l.OK || l.Field != c.field || !strings.Contains(l.Why, c.want)) {
				t.Errorf("%s: %+v", c.want, l)
			}
			if l.Letter != c.letter && l.Letter != "A" && !l.OK {
				t.Errorf("%s: also %+v", c.want, l)
			}
		}
	}
}

func TestSmartAcceptance(t *testing.T) {
	sc := newScene(t)
	terms := otif(sc.ours())
	terms.Owner = "p4" // of Borealis
	sc.do(p1, &ProposeKPI{KPITerms: terms})
	k := sc.l.Joint.KPIs[1]
	if a := k.Smart(sc.l.Joint, sc.at)[2]; a.OK || a.Why != "Borealis, who reports it, has not accepted the target yet." {
		t.Errorf("before: %+v", a)
	}
	sc.do(p2, &AgreeKPI{KPI: 1})
	for _, l := range k.Smart(sc.l.Joint, sc.at) {
		if !l.OK {
			t.Errorf("after: %+v", l)
		}
	}
	ambitious := otif(1)
	ambitious.Target.Value, ambitious.Target.Note = "130", "a second dock opens"
	if a := sc.l.Joint.smart(ambitious.decided(), exact(ambitious.Baseline), sc.at)[2]; !a.OK {
		t.Errorf("with a note: %+v", a)
	}
}

// What was reached once can be reached again: the best reading that counts, not only the baseline, says what is realistic.
func TestSmartKnowsTheBestSoFar(t *testing.T) {
	sc := newScene(t)
	sc.measured(otif(sc.ours()))
	bold := KPITarget{Value: "125", By: Date{2027, 3, 2}}
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: bold, Why: "more"})
	sc.refused(p2, &AgreeKPI{KPI: 1}, "more than twice as good as the best so far")
	sc.do(p3, &ReadKPI{KPI: 1, Value: "70"})
	sc.do(p4, &ContestReading{Reading: 1, Value: "61"})
	sc.refused(p2, &AgreeKPI{KPI: 1}, "more than twice")
	sc.do(p4, &ResolveReading{Reading: 1})
	sc.do(p2, &AgreeKPI{KPI: 1})
	sc.do(p1, &AgreeKPI{KPI: 1})
	if k := sc.kpi(1, KPILive); k.InForce.Target.Value != "125" {
		t.Errorf("%+v", k.InForce)
	}
}
