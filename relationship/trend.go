package relationship

import (
	"math/big"
	"slices"
	"time"
)

// Arrow says where a KPI is going, in a word.
type Arrow string

// The arrows. Range and hold have none: there is no direction that is better.
const (
	Improving Arrow = "improving" // five per cent of the way to the target a quarter, or more
	Worsening Arrow = "worsening" // as much away from it
	Flat      Arrow = "flat"
	TooFew    Arrow = "too few" // readings to tell: fewer than three
	NoArrow   Arrow = ""
)

// How many readings a trend takes, and how many a forecast and limits need.
const (
	trendLeast    = 3
	trendMost     = 8
	forecastLeast = 4
	limitsLeast   = 8
)

// furthest is how many days ahead a forecast is given: what is 50 years off is not on trend.
const furthest = 50 * 365

var (
	arrowFrom   = big.NewRat(1, 20)
	limitFactor = big.NewRat(266, 100)
)

// Trend is where a KPI is going by its newest readings that count.
type Trend struct {
	// N is how many readings it is computed from, at most eight; From and To are the days of the first and last.
	N        int
	From, To Date
	// Slope is the Theil-Sen slope: the median of the slopes between all pairs of readings, in the KPI's unit per
	// frequency (Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968). One wild reading does
	// not move it. It is nil with fewer than three.
	Slope *big.Rat
	// Quarterly is the slope as a share of the way from baseline to target in a quarter of 91 days; positive is better
	// whichever way the KPI is to move. It is nil for range and hold.
	Quarterly *big.Rat
	Arrow     Arrow
	// Forecast is the day on which the target is reached if it goes on like this; the zero date when it is not on
	// trend to reach it, or when there are fewer than four readings.
	Forecast Date
	// Stale says that the newest reading is too old for a rating, so the trend tells of the past.
	Stale bool
	// Limits are those of the process; nil with fewer than eight readings.
	Limits *Limits
	// Until is when time alone makes it stale; zero when it is already.
	Until time.Time
}

// Limits say which readings are signals and which are noise: an XmR chart's natural process limits, mean ± 2.66 × the
// mean moving range (Wheeler, "Understanding Variation"), over all readings that count.
type Limits struct {
	N               int
	Mean, Low, High *big.Rat
	Outside         []int // reading ids
}

// Trend is the figure at now, over the last three to eight readings that count.
func (k *KPI) Trend(now time.Time) Trend {
	list := k.counting()
	list = list[max(0, len(list)-trendMost):]
	t := Trend{N: len(list), Arrow: TooFew, Limits: k.limits()}
	if len(list) == 0 || k.InForce.Every == 0 {
		return t
	}
	last := list[len(list)-1]
	t.From, t.To = list[0].Day(), last.Day()
	t.Until = earliestAfter(now, last.stale(k.InForce.Every))
	t.Stale = t.Until.IsZero()
	if t.N < trendLeast {
		return t
	}
	line := fit(list, k.InForce.Every)
	t.Slope = line.slope
	t.towards(k.InForce.KPITerms, line, last)
	return t
}

// towards relates the line to the target: quarterly share, arrow and forecast.
func (t *Trend) towards(terms KPITerms, line line, last *Reading) {
	t.Arrow = NoArrow
	b, target := exact(terms.Baseline), exact(terms.Target.Value)
	if terms.Polarity == PolarityRange || terms.Polarity == PolarityHold || b == nil || target == nil || b.Cmp(target) == 0 {
		return
	}
	perQuarter := new(big.Rat).Mul(line.slope, big.NewRat(OperationsDays, int64(terms.Every)))
	t.Quarterly = perQuarter.Quo(perQuarter, new(big.Rat).Sub(target, b))
	t.Arrow = arrow(t.Quarterly)
	if t.N >= forecastLeast && t.Quarterly.Sign() > 0 {
		t.Forecast = line.reaches(target, last, terms.Every)
	}
}

func arrow(quarterly *big.Rat) Arrow {
	switch {
	case quarterly.Cmp(arrowFrom) >= 0:
		return Improving
	case quarterly.Cmp(new(big.Rat).Neg(arrowFrom)) <= 0:
		return Worsening
	}
	return Flat
}

// line is a fitted straight line: its slope per period, and its value on the day of the last reading.
type line struct{ slope, last *big.Rat }

// fit is the Theil-Sen line through readings on different days: the median slope of all pairs, through the median of
// what is left at the last day.
func fit(list []*Reading, every int) line {
	var slopes, levels []*big.Rat
	values := exacts(list)
	for i, a := range list {
		for j, b := range list[i+1:] {
			rise := new(big.Rat).Sub(values[i+1+j], values[i])
			slopes = append(slopes, rise.Quo(rise, periods(a, b, every)))
		}
	}
	slope, last := median(slopes), list[len(list)-1]
	for i, a := range list {
		rise := new(big.Rat).Mul(slope, periods(a, last, every))
		levels = append(levels, rise.Add(rise, values[i]))
	}
	return line{slope, median(levels)}
}

// exacts are the exact values of readings.
func exacts(list []*Reading) []*big.Rat {
	out := make([]*big.Rat, len(list))
	for i, r := range list {
		out[i] = r.exact()
	}
	return out
}

// periods is how many times the frequency passed from one reading to another.
func periods(a, b *Reading, every int) *big.Rat {
	return big.NewRat(int64(b.Day().Since(a.Day())), int64(every))
}

// median is the middle value, or the mean of the two in the middle, exactly; the list is sorted by it.
func median(list []*big.Rat) *big.Rat {
	slices.SortFunc(list, (*big.Rat).Cmp)
	n := len(list)
	if n%2 == 1 {
		return list[n/2]
	}
	sum := new(big.Rat).Add(list[n/2-1], list[n/2])
	return sum.Quo(sum, big.NewRat(2, 1))
}

// reaches is the first whole day on which the line is at the target: the last reading's own day when it is there
// already; the zero date when that is further off than a forecast goes.
func (l line) reaches(target *big.Rat, last *Reading, every int) Date {
	days := new(big.Rat).Sub(target, l.last)
	days.Quo(days, l.slope)
	days.Mul(days, big.NewRat(int64(every), 1))
	if days.Sign() <= 0 {
		return last.Day()
	}
	if days.Cmp(big.NewRat(furthest, 1)) > 0 {
		return Date{}
	}
	whole, rest := new(big.Int).QuoRem(days.Num(), days.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return last.Day().AddDays(int(whole.Int64()))
}

// limits are the process limits over all readings that count; nil with fewer than eight.
func (k *KPI) limits() *Limits {
	list := k.counting()
	if len(list) < limitsLeast {
		return nil
	}
	sum, moved, values := new(big.Rat), new(big.Rat), exacts(list)
	for i, x := range values {
		sum.Add(sum, x)
		if i > 0 {
			step := new(big.Rat).Sub(x, values[i-1])
			moved.Add(moved, step.Abs(step))
		}
	}
	mean := sum.Quo(sum, big.NewRat(int64(len(list)), 1))
	reach := moved.Quo(moved, big.NewRat(int64(len(list)-1), 1))
	reach.Mul(reach, limitFactor)
	l := &Limits{N: len(list), Mean: mean, Low: new(big.Rat).Sub(mean, reach), High: new(big.Rat).Add(mean, reach)}
	for i, x := range values {
		if x.Cmp(l.Low) < 0 || x.Cmp(l.High) > 0 {
			l.Outside = append(l.Outside, list[i].ID)
		}
	}
	return l
}
