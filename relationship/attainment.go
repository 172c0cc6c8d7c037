package relationship

import (
	"math/big"
	"time"
)

// Rating is a KPI's rating in the words of UK Procurement Regulations 2024, regulation 39(5), with bands in numbers:
// good from 100 % of what was expected by now, approaching from 90 %, requires improvement from 75 %, below inadequate.
type Rating string

// The ratings. Early means that too little of the way was due yet to judge; no data, that the newest reading is
// missing, stale or contested.
const (
	Good                Rating = "good"
	Approaching         Rating = "approaching"
	RequiresImprovement Rating = "requires improvement"
	Inadequate          Rating = "inadequate"
	Early               Rating = "early"
	NoData              Rating = "no data"
)

// Ratings lists the ratings, the best first.
var Ratings = []Rating{Good, Approaching, RequiresImprovement, Inadequate, Early, NoData}

var (
	one             = big.NewRat(1, 1)
	approachingFrom = big.NewRat(9, 10)
	improvementFrom = big.NewRat(3, 4)
	earlyBelow      = big.NewRat(1, 10) // of the way that is due
	shownAtLeast    = big.NewRat(-1, 1)
	shownAtMost     = big.NewRat(3, 2)
	enoughData      = big.NewRat(3, 5) // of the weight
)

// rate is the rating of an exact share of what was expected; it is never rounded before.
func rate(share *big.Rat) Rating {
	switch {
	case share.Cmp(one) >= 0:
		return Good
	case share.Cmp(approachingFrom) >= 0:
		return Approaching
	case share.Cmp(improvementFrom) >= 0:
		return RequiresImprovement
	}
	return Inadequate
}

// Attainment is how far a KPI has come from its baseline to its target, against the target in force and against the
// first one that was agreed: what was promised at the start stays the yardstick.
type Attainment struct {
	// Reading is the newest one, which the figure is computed from; nil when there is none.
	Reading        *Reading
	Current, First Against
	// None is why there is no figure, such as "the newest reading is contested"; empty when there is one.
	None string
	// Unconfirmed says that no other party confirmed the reading yet, Restated that it was corrected.
	Unconfirmed, Restated bool
	AsOf                  time.Time
	// Until is the first instant at which time alone changes the figure; zero when never.
	Until time.Time
}

// Against is attainment against one target.
type Against struct {
	Target KPITarget
	// Raw is the exact share of the way from baseline to target, 1 for all of it; below zero it went the wrong way. It
	// is nil when there is no figure.
	Raw *big.Rat
	// Expected is the share that was due on the last day of the reading's period, in even steps from the baseline's
	// day to the target date; 1 after the target date, and for range and hold.
	Expected *big.Rat
	// Index is Raw over Expected, the schedule index; nil while Early.
	Index  *big.Rat
	Rating Rating
	// None is why there is no figure; empty when there is one.
	None string
}

// OK says whether there is a figure.
func (a Against) OK() bool { return a.Raw != nil }

// String is the share as people read it, clipped to -100 % and 150 %: a KPI twelve times over target says no more than
// one well over it.
func (a Against) String() string {
	if a.Raw == nil {
		return "n/a: " + a.None
	}
	shown := a.Raw
	if shown.Cmp(shownAtLeast) < 0 {
		shown = shownAtLeast
	}
	if shown.Cmp(shownAtMost) > 0 {
		shown = shownAtMost
	}
	return percent(shown, 0)
}

// Clipped says whether String shows less than the exact value.
func (a Against) Clipped() bool {
	return a.Raw != nil && (a.Raw.Cmp(shownAtLeast) < 0 || a.Raw.Cmp(shownAtMost) > 0)
}

// Attainment is the figure at now. It is read from the newest reading that is measured as the target is, which must be
// at most one and a half times the KPI's frequency old, in UTC days after the last day of its period, and uncontested.
func (k *KPI) Attainment(now time.Time) Attainment {
	a := Attainment{AsOf: now.UTC(), Reading: k.newest(), None: k.none(now)}
	if a.None != "" {
		a.Current = Against{Rating: NoData, None: a.None}
		a.First = a.Current
		a.targets(k)
		return a
	}
	r := a.Reading
	a.Current = k.InForce.against(r, now)
	a.First = Against{Rating: NoData, None: "it is measured in another way since"}
	if k.First.Basis == k.InForce.Basis {
		a.First = k.First.against(r, now)
	}
	a.targets(k)
	a.Unconfirmed, a.Restated = r.State(now) == ReadingSubmitted, r.Restated()
	a.Until = earliestAfter(now, r.stale(k.InForce.Every), r.waitsUntil(now),
		k.InForce.dayAfterTarget(), k.First.dayAfterTarget())
	return a
}

// targets puts both targets beside the figures, whether there are figures or not.
func (a *Attainment) targets(k *KPI) {
	if k.InForce != nil {
		a.Current.Target, a.First.Target = k.InForce.Target, k.First.Target
	}
}

// none is why there is no figure; empty when there is one.
func (k *KPI) none(now time.Time) string {
	r := k.newest()
	switch {
	case !k.Retired.IsZero():
		return "it was retired"
	case k.InForce == nil:
		return "it is not agreed yet"
	case r == nil:
		return "there is no reading yet"
	case r.Contested():
		return "the newest reading is contested"
	case !now.Before(r.stale(k.InForce.Every)):
		return "the newest reading, of " + r.Day().String() + ", is too old"
	}
	return ""
}

// stale is the first instant at which a reading is more than one and a half times the frequency old.
func (r *Reading) stale(every int) time.Time { return r.Day().AddDays(3*every/2 + 1).midnight() }

// waitsUntil is when silence confirms the reading; zero when that is of no account any more.
func (r *Reading) waitsUntil(now time.Time) time.Time {
	if r.State(now) != ReadingSubmitted {
		return time.Time{}
	}
	return r.Silent
}

// dayAfterTarget is the first instant after the target date.
func (v *KPIVersion) dayAfterTarget() time.Time { return v.Target.By.AddDays(1).midnight() }

// earliestAfter is the earliest of the instants that is later than now; zero when none is.
func earliestAfter(now time.Time, instants ...time.Time) time.Time {
	var first time.Time
	for _, t := range instants {
		if t.After(now) && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// against is attainment of a reading against one version's target.
func (v *KPIVersion) against(r *Reading, now time.Time) Against {
	raw := v.attained(r.exact())
	if raw == nil {
		return Against{Rating: NoData, None: "it has no target"}
	}
	a := Against{Raw: raw, Expected: v.expected(r.Day(), DateOf(now, time.UTC)), Rating: Early}
	if a.Expected.Cmp(earlyBelow) >= 0 {
		a.Index = new(big.Rat).Quo(raw, a.Expected)
		a.Rating = rate(a.Index)
	}
	return a
}

// attained is how far the value is on the way from baseline to target, exactly: 0 at the baseline, 1 at the target. It
// is anchored at the baseline because a plain ratio of value and target makes no sense of zero, negative numbers, or
// numbers that are to fall. It is nil when the terms have no target.
func (t KPITerms) attained(x *big.Rat) *big.Rat {
	switch t.Polarity {
	case PolarityRange:
		return t.within(x, exact(t.Target.Low), exact(t.Target.High))
	case PolarityHold:
		return t.held(x)
	}
	b, target := exact(t.Baseline), exact(t.Target.Value)
	if b == nil || target == nil || b.Cmp(target) == 0 {
		return nil
	}
	way := new(big.Rat).Sub(target, b)
	return way.Quo(new(big.Rat).Sub(x, b), way)
}

// held is attainment of a value to keep: only what deviates on the adverse side counts against it.
func (t KPITerms) held(x *big.Rat) *big.Rat {
	low, high := exact(t.Target.Value), exact(t.Target.Value)
	if low == nil {
		return nil
	}
	if t.Target.Worse == "above" && x.Cmp(low) < 0 {
		low = x
	}
	if t.Target.Worse == "below" && x.Cmp(high) > 0 {
		high = x
	}
	return t.within(x, low, high)
}

// within is 1 inside the range; outside it falls with the distance, to 0 at the tolerance.
func (t KPITerms) within(x, low, high *big.Rat) *big.Rat {
	tolerance := exact(t.Target.Tolerance)
	if low == nil || high == nil || tolerance == nil || tolerance.Sign() <= 0 {
		return nil
	}
	distance := new(big.Rat)
	switch {
	case x.Cmp(low) < 0:
		distance.Sub(low, x)
	case x.Cmp(high) > 0:
		distance.Sub(x, high)
	}
	left := new(big.Rat).Sub(one, distance.Quo(distance, tolerance))
	if left.Sign() < 0 {
		return new(big.Rat)
	}
	return left
}

// expected is the share of the way due on a day, as seen on another: linear from 0 at the baseline's day to 1 at the
// target date. Once the target date has passed all of it was due, however old the reading.
func (t KPITerms) expected(day, today Date) *big.Rat {
	length := t.Target.By.Since(t.Since)
	if t.Polarity == PolarityRange || t.Polarity == PolarityHold || length <= 0 || today.After(t.Target.By) {
		return new(big.Rat).Set(one)
	}
	gone := min(max(0, day.Since(t.Since)), length)
	return big.NewRat(int64(gone), int64(length))
}
