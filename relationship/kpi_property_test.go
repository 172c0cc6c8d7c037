package relationship

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawNumber is a decimal string, sometimes one that cannot be stored.
func drawNumber(r *rapid.T, name string) string {
	n := rapid.IntRange(-3000, 3000).Draw(r, name)
	return rapid.SampledFrom([]string{fmt.Sprint(n), fmt.Sprint(n % 4), big.NewRat(int64(n), 8).FloatString(3), "", "x"}).Draw(r, name+" as")
}

func drawTarget(r *rapid.T) KPITarget {
	return KPITarget{Value: drawNumber(r, "target"), Low: rapid.SampledFrom([]string{"", "", "3"}).Draw(r, "low"),
		High: rapid.SampledFrom([]string{"", "", "9"}).Draw(r, "high"), Tolerance: rapid.SampledFrom([]string{"", "2", "-1"}).Draw(r, "tolerance"),
		Worse: rapid.SampledFrom([]string{"", "above", "below"}).Draw(r, "worse"), Note: rapid.SampledFrom([]string{"", "it can be done"}).Draw(r, "note"),
		By: Date{2026, 1, 1}.AddDays(rapid.IntRange(0, 800).Draw(r, "by"))}
}

// drawTerms are terms that often have a gap or a fault, and as often none.
func drawTerms(r *rapid.T) KPITerms {
	terms := otif(rapid.IntRange(0, 2).Draw(r, "objective"))
	if rapid.Bool().Draw(r, "sound") {
		terms.Objective = 1
		terms.Every = rapid.IntRange(1, 60).Draw(r, "frequency")
		return terms
	}
	terms.Polarity = rapid.SampledFrom([]Polarity{"", PolarityUp, PolarityDown, PolarityRange, PolarityHold}).Draw(r, "polarity")
	terms.Target, terms.Baseline = drawTarget(r), drawNumber(r, "baseline")
	terms.Formula = rapid.SampledFrom([]string{"", "from the dock log", "as the client sees it"}).Draw(r, "formula")
	terms.Behaviour = rapid.Bool().Draw(r, "behaviour")
	terms.Weight = rapid.IntRange(-1, 5).Draw(r, "weight")
	return terms
}

func drawKPICommand(r *rapid.T, s *Shared) Command {
	k, reading := rapid.IntRange(0, 3).Draw(r, "kpi"), rapid.IntRange(0, 6).Draw(r, "reading")
	why := rapid.SampledFrom([]string{"", "because"}).Draw(r, "why")
	value := drawNumber(r, "value")
	day := DateOf(s.lastAt(), time.UTC).AddDays(-rapid.IntRange(-1, 90).Draw(r, "days ago"))
	head := s.Head().N
	return rapid.SampledFrom([]Command{
		&ProposeKPI{KPITerms: drawTerms(r)}, &AgreeKPI{KPI: k}, &AgreeKPI{KPI: k}, &AgreeKPI{KPI: k, Version: 2},
		&ReviseKPI{KPI: k, KPITerms: drawTerms(r), Why: why}, &ReviseKPITarget{KPI: k, Target: drawTarget(r), Why: why},
		&RefuseKPI{KPI: k, Why: why}, &RetireKPI{KPI: k, Why: why},
		&ReadKPI{KPI: k, Value: value}, &ReadKPI{KPI: k, Value: value, Day: day},
		&ReadKPI{KPI: k, Value: value, Period: Period{day.AddDays(-7), day}},
		&ConfirmReading{Reading: reading}, &ContestReading{Reading: reading, Value: value, Why: why},
		&ResolveReading{Reading: reading}, &CorrectReading{Reading: reading, Value: value, Why: why},
		&SetConfidence{KPI: k, Confidence: rapid.SampledFrom(Confidences).Draw(r, "confidence"), Why: why},
		&Undo{Joint: []int{head}}, &Undo{Joint: []int{head - 1, head}},
	}).Draw(r, "command")
}

// Whatever people do, nothing panics, a state replayed is the state folded, and what is shown agrees with itself.
func TestKPIAnything(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		sc := newScene(t)
		sc.ours()
		sc.measured(otif(1))
		first := *sc.l.Joint.KPIs[1].First
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			sc.later(rapid.SampledFrom([]time.Duration{0, time.Minute, 26 * time.Hour, 20 * day}).Draw(r, "later"))
			by := rapid.SampledFrom([]By{p1, p2, p3, p4}).Draw(r, "by")
			c := drawKPICommand(r, sc.l.Joint)
			var refusal *Refusal
			if _, err := sc.try(by, c); err != nil && (!errors.As(err, &refusal) || refusal.Reason == "") {
				r.Fatalf("%T: %v", c, err)
			}
			for _, k := range inOrder(sc.l.Joint.KPIs) {
				soundKPI(r, sc, k)
			}
		}
		if k := sc.l.Joint.KPIs[1]; k != nil && k.First != nil && k.First.Target != first.Target {
			r.Fatalf("the first agreed target was %+v and is %+v", first.Target, k.First.Target)
		}
		sc.sameAfterReplay()
	})
}

// soundKPI checks what holds of every KPI at every time.
func soundKPI(r *rapid.T, sc *scene, k *KPI) {
	a := k.Attainment(sc.at)
	if a.Current.OK() != (a.None == "") || a.Current.OK() != (a.Current.Rating != NoData) || k.InForce == nil && a.Current.OK() {
		r.Fatalf("attainment of KPI %d: %+v", k.ID, a)
	}
	if !a.Until.IsZero() {
		b := k.Attainment(a.Until.Add(-time.Millisecond))
		if b.Current.Rating != a.Current.Rating || b.First.Rating != a.First.Rating || b.Unconfirmed != a.Unconfirmed {
			r.Fatalf("KPI %d changed before %s: %+v, %+v", k.ID, a.Until, a, b)
		}
	}
	if k.Live() && slices.ContainsFunc(sc.l.Joint.smart(k.InForce.KPITerms, nil, k.InForce.At), func(l Letter) bool { return !l.OK && l.Letter != "R" }) {
		r.Fatalf("KPI %d is live with a gap: %+v", k.ID, k.InForce)
	}
	k.Trend(sc.at)
	k.Series(sc.at)
	k.Hit(sc.at)
	k.Smart(sc.l.Joint, sc.at)
	sc.l.Joint.Delivery(sc.at)
}

func drawRat(r *rapid.T, name string) string {
	return big.NewRat(rapid.Int64Range(-100000, 100000).Draw(r, name), 8).FloatString(3)
}

func negated(s string) string { return new(big.Rat).Neg(rat(s)).FloatString(3) }

// Attainment is the same for a KPI that is to go up and for its mirror image that is to go down, does not depend on
// where zero is, and a better number never gives less.
func TestAttainmentMirroredAndMonotone(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b, target := drawRat(r, "baseline"), drawRat(r, "target")
		x, y := rat(drawRat(r, "x")), rat(drawRat(r, "y"))
		if rat(b).Cmp(rat(target)) == 0 {
			return
		}
		up := KPITerms{Polarity: PolarityUp, Baseline: b, Target: KPITarget{Value: target}}
		down := KPITerms{Polarity: PolarityDown, Baseline: negated(b), Target: KPITarget{Value: negated(target)}}
		ax, ay := up.attained(x), up.attained(y)
		if ax.Cmp(down.attained(new(big.Rat).Neg(x))) != 0 {
			r.Fatalf("%s to %s at %s: %s, mirrored %s", b, target, x, ax, down.attained(new(big.Rat).Neg(x)))
		}
		shift := rat(drawRat(r, "shift"))
		moved := KPITerms{Polarity: PolarityUp, Baseline: new(big.Rat).Add(rat(b), shift).FloatString(3),
			Target: KPITarget{Value: new(big.Rat).Add(rat(target), shift).FloatString(3)}}
		if ax.Cmp(moved.attained(new(big.Rat).Add(x, shift))) != 0 {
			r.Fatal("attainment depends on where zero is")
		}
		if way := rat(target).Cmp(rat(b)); ax.Cmp(ay)*way != x.Cmp(y) {
			r.Fatalf("%s to %s: %s gives %s, %s gives %s", b, target, x, ax, y, ay)
		}
		if up.attained(rat(b)).Sign() != 0 || up.attained(rat(target)).Cmp(one) != 0 {
			r.Fatal("not 0 at the baseline and 1 at the target")
		}
	})
}

// The trend of a straight line is that line, and its forecast is where it meets the target.
func TestTrendOfALine(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n, step := rapid.IntRange(4, 12).Draw(r, "n"), rapid.IntRange(1, 9).Draw(r, "step")
		start := rapid.IntRange(-50, 50).Draw(r, "start")
		var up, down []string
		for i := range n {
			up, down = append(up, fmt.Sprint(start+i*step)), append(down, fmt.Sprint(-start-i*step))
		}
		ahead := rapid.IntRange(1, 20).Draw(r, "ahead")
		goal := start + (n-1+ahead)*step
		a := series(monthly(PolarityUp, fmt.Sprint(start-1), fmt.Sprint(goal)), up...).Trend(inApril)
		b := series(monthly(PolarityDown, fmt.Sprint(1-start), fmt.Sprint(-goal)), down...).Trend(inApril)
		if a.Slope.Cmp(big.NewRat(int64(step), 1)) != 0 || a.Forecast != a.To.AddDays(30*ahead) {
			r.Fatalf("%+v", a)
		}
		if a.Arrow != b.Arrow || a.Quarterly.Cmp(b.Quarterly) != 0 || a.Forecast != b.Forecast {
			r.Fatalf("mirrored: %+v, %+v", a, b)
		}
	})
}
