package relationship

import (
	"math/big"
	"testing"
	"time"
)

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func TestAttainmentVectors(t *testing.T) {
	way := func(p Polarity, b, target string) KPITerms {
		return KPITerms{Polarity: p, Baseline: b, Target: KPITarget{Value: target}}
	}
	within := func(low, high, tolerance string) KPITerms {
		return KPITerms{Polarity: PolarityRange, Target: KPITarget{Low: low, High: high, Tolerance: tolerance}}
	}
	hold := func(b, tolerance, worse string) KPITerms {
		return KPITerms{Polarity: PolarityHold, Baseline: b, Target: KPITarget{Tolerance: tolerance, Worse: worse}}.decided()
	}
	for _, c := range []struct {
		terms        KPITerms
		x            string
		exact, shown string
	}{
		{way(PolarityUp, "60", "80"), "75", "3/4", "75 %"},
		{way(PolarityDown, "12", "6"), "9", "1/2", "50 %"},
		{way(PolarityDown, "12", "6"), "14", "-1/3", "-33 %"},
		{way(PolarityDown, "10", "0"), "4", "3/5", "60 %"}, // a target of zero
		{way(PolarityUp, "-5", "-2"), "3", "8/3", "150 %"}, // negative numbers, clipped
		{way(PolarityUp, "60", "80"), "60", "0", "0 %"},
		{way(PolarityUp, "60", "80"), "80", "1", "100 %"},
		{way(PolarityUp, "60", "80"), "20", "-2", "-100 %"},
		{way(PolarityUp, "60", "80"), "90", "3/2", "150 %"},
		{way(PolarityUp, "60", "80"), "40", "-1", "-100 %"},
		{way(PolarityUp, "0", "8"), "0.04", "1/200", "1 %"}, // half away from zero, and only when shown
		{way(PolarityUp, "0", "8"), "-0.04", "-1/200", "-1 %"},
		{within("20", "25", "4"), "20", "1", "100 %"},
		{within("20", "25", "4"), "25", "1", "100 %"},
		{within("20", "25", "4"), "19", "3/4", "75 %"},
		{within("20", "25", "4"), "27", "1/2", "50 %"},
		{within("20", "25", "4"), "29", "0", "0 %"},
		{within("20", "25", "4"), "-100", "0", "0 %"},
		{within("-5", "-5", "1"), "-5.1", "9/10", "90 %"},
		{hold("95", "10", ""), "95", "1", "100 %"},
		{hold("95", "10", ""), "93", "4/5", "80 %"},
		{hold("95", "10", ""), "97", "4/5", "80 %"},
		{hold("95", "10", "below"), "97", "1", "100 %"},
		{hold("95", "10", "below"), "93", "4/5", "80 %"},
		{hold("95", "10", "above"), "97", "4/5", "80 %"},
		{hold("95", "10", "above"), "93", "1", "100 %"},
		{hold("95", "10", ""), "84", "0", "0 %"},
	} {
		got := Against{Raw: c.terms.attained(rat(c.x))}
		beyond := got.Raw.Cmp(rat("-1")) < 0 || got.Raw.Cmp(rat("3/2")) > 0
		if got.Raw.Cmp(rat(c.exact)) != 0 || got.String() != c.shown || got.Clipped() != beyond {
			t.Errorf("%s %+v at %s: %s, shown %s; want %s, %s", c.terms.Polarity, c.terms.Target, c.x, got.Raw.RatString(), got, c.exact, c.shown)
		}
	}
	for _, none := range []KPITerms{way(PolarityUp, "5", "5"), way(PolarityUp, "", "5"), within("1", "2", "0"), {Polarity: PolarityHold}} {
		if a := none.attained(rat("1")); a != nil {
			t.Errorf("%+v: %s", none, a)
		}
	}
}

func TestRatingBands(t *testing.T) {
	for x, want := range map[string]Rating{
		"1": Good, "2": Good, "0.9999999999": Approaching, "9/10": Approaching, "0.8999999999": RequiresImprovement,
		"3/4": RequiresImprovement, "0.7499999999": Inadequate, "0": Inadequate, "-3": Inadequate,
	} {
		if got := rate(rat(x)); got != want {
			t.Errorf("%s: %s, want %s", x, got, want)
		}
	}
}

func TestExpected(t *testing.T) {
	terms := KPITerms{Polarity: PolarityUp, Since: Date{2026, 1, 1}, Target: KPITarget{By: Date{2026, 4, 11}}} // 100 days
	early, after := Date{2026, 2, 1}, Date{2026, 4, 12}
	for _, c := range []struct {
		day, today Date
		want       string
	}{
		{Date{2025, 12, 1}, early, "0"},
		{Date{2026, 1, 1}, early, "0"},
		{Date{2026, 1, 10}, early, "9/100"},
		{Date{2026, 1, 11}, early, "1/10"},
		{Date{2026, 2, 20}, early, "1/2"},
		{Date{2026, 4, 11}, Date{2026, 4, 11}, "1"},
		{Date{2026, 4, 20}, after, "1"},
		{Date{2026, 2, 20}, Date{2026, 4, 11}, "1/2"},
		{Date{2026, 2, 20}, after, "1"}, // once the target date has passed, all of it was due
	} {
		if got := terms.expected(c.day, c.today); got.Cmp(rat(c.want)) != 0 {
			t.Errorf("on %s as seen on %s: %s, want %s", c.day, c.today, got.RatString(), c.want)
		}
	}
	for _, p := range []Polarity{PolarityRange, PolarityHold} {
		if terms.Polarity = p; terms.expected(Date{2026, 1, 1}, early).Cmp(one) != 0 {
			t.Errorf("%s: not everything is expected from the first day", p)
		}
	}
}

// A hundred days from 60 to 80, read every ten days.
func hundredDays(t *testing.T) (*scene, *KPI) {
	sc := newScene(t)
	terms := otif(sc.ours())
	terms.Every, terms.Target.By = 10, Date{2026, 6, 10}
	return sc, sc.measured(terms)
}

func TestRatingFollowsThePlan(t *testing.T) {
	sc, k := hundredDays(t)
	for _, c := range []struct {
		days   int
		value  string
		index  string
		rating Rating
	}{
		{9, "62", "", Early}, // 9 % of the way is due: too little to judge
		{10, "62", "1", Good},
		{20, "63.6", "9/10", Approaching},
		{30, "65.39", "539/600", RequiresImprovement},
		{40, "66", "3/4", RequiresImprovement},
		{50, "67.49", "749/1000", Inadequate},
		{60, "58", "-1/6", Inadequate},
		{100, "79", "19/20", Approaching},
		{110, "80", "1", Good},
	} {
		sc.at = time.Date(2026, 3, 2+c.days, 12, 0, 0, 0, time.UTC)
		sc.do(p3, &ReadKPI{KPI: 1, Value: c.value})
		a := k.Attainment(sc.at).Current
		if a.Rating != c.rating || (a.Index == nil) != (c.index == "") || a.Index != nil && a.Index.Cmp(rat(c.index)) != 0 {
			t.Errorf("day %d at %s: %s (%v), want %s (%s)", c.days, c.value, a.Rating, a.Index, c.rating, c.index)
		}
		if !a.OK() {
			t.Errorf("day %d: %+v", c.days, a)
		}
	}
	sc.sameAfterReplay()
}

func TestAttainmentHoldsUntil(t *testing.T) {
	sc, k := hundredDays(t)
	if a := k.Attainment(sc.at); a.None != "there is no reading yet" || !a.Until.IsZero() || a.Reading != nil {
		t.Errorf("%+v", a)
	}
	sc.at = time.Date(2026, 6, 5, 12, 0, 0, 0, time.UTC) // a Friday, five days before the target date
	sc.do(p3, &ReadKPI{KPI: 1, Value: "79"})
	type state struct {
		rating      Rating
		unconfirmed bool
	}
	want := []struct {
		until string
		state
	}{
		{"2026-06-11", state{Good, true}},         // 95 % of the way on 95 % of the days
		{"2026-06-12", state{Approaching, true}},  // the target date has passed
		{"2026-06-21", state{Approaching, false}}, // Borealis was silent for five working days (London is an hour ahead)
		{"", state{NoData, false}},                // more than fifteen days old
	}
	at := sc.at
	for _, w := range want {
		a := k.Attainment(at)
		if got := (state{a.Current.Rating, a.Unconfirmed}); got != w.state {
			t.Errorf("at %s: %+v, want %+v", at, got, w.state)
		}
		got := DateOf(a.Until, time.UTC).String()
		if a.Until.IsZero() {
			got = ""
		}
		if want, _ := ParseDate(w.until); got != w.until && !a.Until.Equal(want.midnight().Add(23*time.Hour)) {
			t.Errorf("at %s: until %s, want %s", at, a.Until, w.until)
		}
		if a.Until.IsZero() {
			break
		}
		if b := k.Attainment(a.Until.Add(-1)); b.Current.Rating != a.Current.Rating || b.Unconfirmed != a.Unconfirmed {
			t.Errorf("it changed before %s", a.Until)
		}
		at = a.Until
	}
}

func TestStaleAfterOneAndAHalf(t *testing.T) {
	r := &Reading{Period: Period{Date{2026, 3, 1}, Date{2026, 3, 2}}}
	for every, want := range map[int]Date{
		1:  {2026, 3, 3},  // 1.5 days: two days later is older
		2:  {2026, 3, 5},  // 3 days: the third is not older yet, the fourth is
		10: {2026, 3, 17}, // 15 days
		15: {2026, 3, 24}, // 22.5 days: the 23rd is older
	} {
		if got := DateOf(r.stale(every), time.UTC); got != want {
			t.Errorf("every %d days: stale on %s, want %s", every, got, want)
		}
	}
}

func TestDelivery(t *testing.T) {
	sc := newScene(t)
	o := sc.ours()
	s := func() *Shared { return sc.l.Joint }
	if d := s().Delivery(sc.at); d.Value != nil || d.String() != "n/a: no KPI is live" {
		t.Errorf("%s", d)
	}
	level := func(owner string, weight int) {
		terms := otif(o)
		terms.Polarity, terms.Target = PolarityRange, KPITarget{Low: "10", High: "20", Tolerance: "10", By: Date{2027, 3, 2}}
		terms.Owner, terms.Weight = owner, weight
		sc.measured(terms)
	}
	level("p3", 3)
	level("p4", 2)
	level("p3", 0) // counts as 1
	level("p4", 4)
	sc.do(p3, &ReadKPI{KPI: 1, Value: "15"})
	sc.do(p4, &ReadKPI{KPI: 2, Value: "25"})
	if d := s().Delivery(sc.at); d.Value != nil || d.String() != "n/a: only 2 of 4 KPIs have data, 50 % of the weight; 60 % are needed" {
		t.Errorf("%s", d)
	}
	sc.do(p3, &ReadKPI{KPI: 3, Value: "29"}) // 6 of 10 of the weight have data: enough
	d := s().Delivery(sc.at)
	// (3 × 1 + 2 × 1/2 + 1 × 1/10) / 6
	if d.Value == nil || d.Value.Cmp(rat("41/60")) != 0 || d.String() != "68 % (3 of 4 KPIs with data)" {
		t.Errorf("%s", d)
	}
	if d.Worst != 3 || d.Count[Good] != 1 || d.Count[Inadequate] != 2 || d.Count[NoData] != 1 || d.Weight != 6 || d.All != 10 || d.Unconfirmed != 3 {
		t.Errorf("%+v", d)
	}
	if want := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC); !d.Until.Equal(want) {
		t.Errorf("until %s, want %s", d.Until, want)
	}
	sc.do(p1, &ContestReading{Reading: 2, Value: "12"})
	if d := s().Delivery(sc.at); d.Value != nil || d.Count[NoData] != 2 {
		t.Errorf("contested: %s", d)
	}
}

// What is over target cannot hide what is under.
func TestDeliveryCountsNothingOverOne(t *testing.T) {
	sc := newScene(t)
	o := sc.ours()
	sc.measured(otif(o))
	sc.measured(otif(o))
	sc.do(p3, &ReadKPI{KPI: 1, Value: "1000"})
	sc.do(p3, &ReadKPI{KPI: 2, Value: "50"})
	d := sc.l.Joint.Delivery(sc.at)
	if d.Value.Cmp(rat("1/4")) != 0 || d.Count[Early] != 2 || d.Worst != 0 {
		t.Errorf("%+v", d)
	}
}
