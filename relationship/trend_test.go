package relationship

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"
)

// series is a live KPI with these values, one every frequency, the first on 1 January 2026.
func series(terms KPITerms, values ...string) *KPI {
	v := &KPIVersion{Number: 1, Basis: 1, KPITerms: terms}
	k := &KPI{ID: 1, Versions: []*KPIVersion{v}, InForce: v, First: v}
	for i, x := range values {
		day := Date{2026, 1, 1}.AddDays(i * terms.Every)
		k.Readings = append(k.Readings, &Reading{ID: i + 1, Version: 1, Value: x, Period: Period{day, day.AddDays(1)}})
	}
	return k
}

func monthly(p Polarity, b, target string) KPITerms {
	return KPITerms{Polarity: p, Baseline: b, Since: Date{2026, 1, 1}, Every: 30, Target: KPITarget{Value: target, By: Date{2027, 1, 1}}}
}

var inApril = time.Date(2026, 4, 2, 12, 0, 0, 0, time.UTC)

func TestTrendVector(t *testing.T) {
	tr := series(monthly(PolarityUp, "60", "80"), "70", "72", "71", "75").Trend(inApril)
	if tr.Slope.Cmp(rat("19/12")) != 0 || tr.Slope.FloatString(3) != "1.583" {
		t.Errorf("slope %s", tr.Slope)
	}
	// 19/12 a month are 19/12 × 91/30 a quarter, of 20 on the way
	if tr.Quarterly.Cmp(rat("1729/7200")) != 0 || tr.Arrow != Improving || tr.N != 4 {
		t.Errorf("%s, %s", tr.Quarterly, tr.Arrow)
	}
	// left at the last day: 74.75, 75.1667, 72.5833, 75: median 74.875; 5.125 to go at 19/12 a month: 97.1 days
	if want := (Date{2026, 4, 1}).AddDays(98); tr.Forecast != want {
		t.Errorf("forecast %s, want %s", tr.Forecast, want)
	}
	if tr.Stale || !tr.Until.Equal(Date{2026, 5, 17}.midnight()) || tr.From != (Date{2026, 1, 1}) || tr.To != (Date{2026, 4, 1}) {
		t.Errorf("%+v", tr)
	}
}

func TestTrendArrows(t *testing.T) {
	for _, c := range []struct {
		name     string
		terms    KPITerms
		values   []string
		arrow    Arrow
		forecast string
	}{
		{"none", monthly(PolarityUp, "60", "80"), nil, TooFew, ""},
		{"two", monthly(PolarityUp, "60", "80"), []string{"60", "70"}, TooFew, ""},
		{"three have no forecast", monthly(PolarityUp, "60", "80"), []string{"60", "65", "70"}, Improving, ""},
		{"down is better", monthly(PolarityDown, "12", "6"), []string{"12", "11", "10", "9"}, Improving, "2026-06-30"},
		{"down is worse", monthly(PolarityUp, "60", "80"), []string{"70", "69", "68", "67"}, Worsening, ""},
		{"flat", monthly(PolarityUp, "60", "80"), []string{"70", "70", "70", "70"}, Flat, ""},
		{"one wild reading", monthly(PolarityUp, "60", "80"), []string{"70", "70", "10", "70", "70"}, Flat, ""},
		{"reached already", monthly(PolarityUp, "60", "80"), []string{"78", "79", "80", "81"}, Improving, "2026-04-01"},
		{"too far off", monthly(PolarityUp, "0", "100000"), []string{"1", "2", "3", "4"}, Flat, ""},
		{"a range has no arrow", KPITerms{Polarity: PolarityRange, Every: 30, Target: KPITarget{Low: "1", High: "2", Tolerance: "1"}},
			[]string{"1", "2", "3", "4"}, NoArrow, ""},
		{"hold has no arrow", monthly(PolarityHold, "5", "5"), []string{"1", "2", "3", "4"}, NoArrow, ""},
	} {
		tr := series(c.terms, c.values...).Trend(inApril)
		if tr.Arrow != c.arrow || tr.Forecast.String() != c.forecast {
			t.Errorf("%s: %q, forecast %q; want %q, %q", c.name, tr.Arrow, tr.Forecast, c.arrow, c.forecast)
		}
		if (tr.Slope != nil) != (tr.N >= 3) {
			t.Errorf("%s: slope %v of %d", c.name, tr.Slope, tr.N)
		}
	}
}

// Five per cent a quarter of 91 days, read every 91 days, on a way of 100: the arrow turns at 5 exactly.
func TestArrowBand(t *testing.T) {
	terms := monthly(PolarityUp, "0", "100")
	terms.Every = 91
	for step, want := range map[string]Arrow{"5": Improving, "4.999": Flat, "-4.999": Flat, "-5": Worsening} {
		x, values := new(big.Rat), []string{}
		for range 3 {
			values = append(values, x.FloatString(3))
			x.Add(x, rat(step))
		}
		if tr := series(terms, values...).Trend(inApril); tr.Arrow != want {
			t.Errorf("%s a quarter: %s, want %s", step, tr.Arrow, want)
		}
	}
}

func TestTrendTakesTheLastEightThatCount(t *testing.T) {
	k := series(monthly(PolarityUp, "0", "100"), "99", "98", "97", "1", "2", "3", "4", "5", "6", "7", "8")
	if tr := k.Trend(inApril); tr.N != 8 || tr.Slope.Cmp(one) != 0 {
		t.Errorf("%+v", tr)
	}
	k.Readings[10].Contest = &Contest{Value: "1"}
	if tr := k.Trend(inApril); tr.N != 8 || tr.To != k.Readings[9].Day() {
		t.Errorf("a contested reading counts: %+v", tr)
	}
	if tr := k.Trend(inApril.AddDate(5, 0, 0)); !tr.Stale || !tr.Until.IsZero() {
		t.Errorf("%+v", tr)
	}
}

// Readings need not come evenly: what counts is the days between them.
func TestTrendByDays(t *testing.T) {
	k := series(monthly(PolarityUp, "0", "100"), "0", "10", "40")
	k.Readings[2].Period = Period{Date{2026, 5, 1}, Date{2026, 5, 2}} // 120 days after the first
	if tr := k.Trend(inApril); tr.Slope.Cmp(rat("10")) != 0 {
		t.Errorf("slope %s", tr.Slope)
	}
}

func TestLimits(t *testing.T) {
	k := series(monthly(PolarityUp, "0", "100"), "10", "12", "10", "12", "10", "12", "10")
	if l := k.Trend(inApril).Limits; l != nil {
		t.Errorf("limits of seven: %+v", l)
	}
	k = series(monthly(PolarityUp, "0", "100"), "10", "12", "10", "12", "10", "12", "10", "12")
	l := k.Trend(inApril).Limits
	// mean 11, every step 2: 11 ± 5.32
	if l.N != 8 || l.Mean.Cmp(rat("11")) != 0 || l.Low.Cmp(rat("5.68")) != 0 || l.High.Cmp(rat("16.32")) != 0 || len(l.Outside) != 0 {
		t.Errorf("%+v", l)
	}
	k = series(KPITerms{Polarity: PolarityRange, Every: 30, Target: KPITarget{Low: "1", High: "2", Tolerance: "1"}},
		"10", "11", "10", "11", "10", "11", "10", "11", "10", "11", "40")
	l = k.Trend(inApril).Limits
	if !slices.Equal(l.Outside, []int{11}) {
		t.Errorf("outside %v of %s to %s", l.Outside, l.Low.FloatString(2), l.High.FloatString(2))
	}
	var marked []int
	for _, p := range k.Series(inApril) {
		if p.Outside {
			marked = append(marked, p.Reading)
		}
	}
	if fmt.Sprint(marked) != "[11]" {
		t.Errorf("marked %v", marked)
	}
}
