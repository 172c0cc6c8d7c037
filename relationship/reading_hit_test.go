package relationship

import "testing"

func TestHit(t *testing.T) {
	sc, k, _ := reported(t)
	sc.until("2026-04-01", "10:00")
	sc.do(p3, &ReadKPI{KPI: 1, Value: "80"})
	sc.do(p3, &ReadKPI{KPI: 1, Value: "79.99", Day: Date{2026, 3, 20}})
	if h, ok := k.Hit(sc.at); !ok || h.Reading.ID != 2 || h.Done || h.Version != 1 {
		t.Errorf("%+v %v", h, ok)
	}
	sc.do(p4, &ConfirmReading{Reading: 2})
	if h, _ := k.Hit(sc.at); !h.Done {
		t.Error("confirmed by the other party, yet not done")
	}
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: KPITarget{Value: "85", By: Date{2027, 3, 2}}, Why: "we can do more"})
	sc.do(p2, &AgreeKPI{KPI: 1})
	if h, ok := k.Hit(sc.at); ok {
		t.Errorf("%+v", h)
	}
}

// Whoever eases a target until it is below what was measured before has reached nothing by that.
func TestATargetEasedIsNotHit(t *testing.T) {
	sc, k, _ := reported(t)
	sc.until("2026-04-01", "10:00")
	sc.do(p3, &ReadKPI{KPI: 1, Value: "75"})
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: KPITarget{Value: "74", By: Date{2027, 3, 2}}, Why: "not with these trucks"})
	sc.do(p2, &AgreeKPI{KPI: 1})
	if h, ok := k.Hit(sc.at); ok {
		t.Errorf("%+v", h)
	}
	sc.until("2026-05-01", "10:00")
	sc.do(p3, &ReadKPI{KPI: 1, Value: "74"})
	if h, ok := k.Hit(sc.at); !ok || h.Reading.ID != 3 || h.Version != 2 {
		t.Errorf("%+v %v", h, ok)
	}
}

func TestHitContestedOrKept(t *testing.T) {
	sc := newScene(t)
	terms := otif(sc.ours())
	terms.Polarity, terms.Target = PolarityHold, KPITarget{Tolerance: "10", Worse: "below", By: Date{2026, 4, 2}}
	k := sc.measured(terms)
	sc.do(p3, &ReadKPI{KPI: 1, Value: "61"})
	if _, ok := k.Hit(sc.at); ok {
		t.Error("what is to be kept until April was hit in March")
	}
	sc.until("2026-04-02", "10:00")
	sc.do(p3, &ReadKPI{KPI: 1, Value: "60"})
	if h, ok := k.Hit(sc.at); !ok || h.Reading.ID != 2 {
		t.Errorf("%+v %v", h, ok)
	}
	sc.do(p4, &ContestReading{Reading: 2, Value: "50"})
	if _, ok := k.Hit(sc.at); ok {
		t.Error("a contested reading hit the target")
	}
}
