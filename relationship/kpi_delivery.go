package relationship

import (
	"fmt"
	"math/big"
	"time"
)

// KPIDelivery is how all KPIs together stand. A mean hides failures, so it never stands alone: the count of each rating
// and the worst KPI belong to it.
type KPIDelivery struct {
	// Value is the weighted mean of attainment over the KPIs with data, each counted as 1 at most; nil when there is
	// no figure, and None says why.
	Value *big.Rat
	None  string
	// KPIs is how many are live, WithData how many of them have a figure.
	KPIs, WithData int
	// Weight is the weight of those with data, of All.
	Weight, All int64
	Count       map[Rating]int
	// Worst is the rated KPI furthest behind what was due; 0 when none is rated.
	Worst int
	// Restated and Unconfirmed say that readings behind it were corrected, or wait for confirmation.
	Restated, Unconfirmed int
	AsOf, Until           time.Time
	worst                 *big.Rat
}

// String is the figure as people read it.
func (d KPIDelivery) String() string {
	if d.Value == nil {
		return "n/a: " + d.None
	}
	restated := ""
	if d.Restated > 0 {
		restated = fmt.Sprintf(", %d restated", d.Restated)
	}
	return fmt.Sprintf("%s (%d of %d KPIs with data%s)", percent(d.Value, 0), d.WithData, d.KPIs, restated)
}

// Delivery is how all live KPIs together stand at now. At least 60 % of their weight must have data.
func (s *Shared) Delivery(now time.Time) KPIDelivery { return delivery(s.LiveKPIs(), now) }

func delivery(kpis []*KPI, now time.Time) KPIDelivery {
	d := KPIDelivery{KPIs: len(kpis), Count: map[Rating]int{}, AsOf: now.UTC()}
	sum := new(big.Rat)
	for _, k := range kpis {
		d.take(k, k.Attainment(now), sum)
	}
	switch {
	case d.KPIs == 0:
		d.None = "no KPI is live"
	case d.WithData == 0:
		d.None = "no KPI has a reading that counts"
	case big.NewRat(d.Weight, d.All).Cmp(enoughData) < 0:
		d.None = fmt.Sprintf("only %d of %d KPIs have data, %s of the weight; 60 %% are needed", d.WithData, d.KPIs, percent(big.NewRat(d.Weight, d.All), 0))
	default:
		d.Value = sum.Quo(sum, big.NewRat(d.Weight, 1))
	}
	return d
}

// take adds one KPI to the figure, and its weighted attainment to the sum.
func (d *KPIDelivery) take(k *KPI, a Attainment, sum *big.Rat) {
	weight := k.InForce.weight()
	d.All += weight
	d.Count[a.Current.Rating]++
	d.Until = earliestAfter(d.AsOf, d.Until, a.Until)
	if !a.Current.OK() {
		return
	}
	d.WithData++
	d.Weight += weight
	if a.Restated {
		d.Restated++
	}
	if a.Unconfirmed {
		d.Unconfirmed++
	}
	sum.Add(sum, new(big.Rat).Mul(atMostOne(a.Current.Raw), big.NewRat(weight, 1)))
	if i := a.Current.Index; i != nil && (d.worst == nil || i.Cmp(d.worst) < 0) {
		d.Worst, d.worst = k.ID, i
	}
}

// atMostOne counts what is over target as on target, so that it cannot hide what is under.
func atMostOne(r *big.Rat) *big.Rat {
	if r.Cmp(one) > 0 {
		return one
	}
	return r
}
