package relationship

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Ratio is a figure of the form k of n: always shown with both, never as a bare percentage, and never 100 % of nothing.
type Ratio struct {
	K, N int
	// Census says that n is all there is, not a sample: a percentage is shown however small n is.
	Census bool
	// None is the reason why there is no figure when N is 0, such as "no promises fell due".
	None string
}

// Sample is the least number of cases for which a percentage of a sample is shown; below it people see counts.
const Sample = 5

// OK says whether there is a figure at all.
func (r Ratio) OK() bool { return r.N > 0 }

// Rated says whether the figure may be shown as a percentage and compared with others.
func (r Ratio) Rated() bool { return r.N > 0 && (r.Census || r.N >= Sample) }

// Rat is the exact value; 0 when there is none.
func (r Ratio) Rat() *big.Rat {
	if r.N == 0 {
		return new(big.Rat)
	}
	return big.NewRat(int64(r.K), int64(r.N))
}

// Less orders ratios by value, exactly.
func (r Ratio) Less(o Ratio) bool { return r.Rat().Cmp(o.Rat()) < 0 }

// String is the figure as people read it: "80 % (8 of 10)", "3 of 4, too few to rate" or "n/a: no promises fell due".
func (r Ratio) String() string {
	switch {
	case r.N == 0:
		return "n/a: " + r.None
	case !r.Rated():
		return fmt.Sprintf("%d of %d, too few to rate", r.K, r.N)
	}
	return fmt.Sprintf("%s (%d of %d)", r.Percent(), r.K, r.N)
}

// Percent is the value as a percentage, rounded half away from zero: no decimals below 100 cases, one from there on.
func (r Ratio) Percent() string {
	decimals := 0
	if r.N >= 100 {
		decimals = 1
	}
	return percent(r.Rat(), decimals)
}

// percent shows an exact fraction as a percentage, rounded half away from zero.
func percent(r *big.Rat, decimals int) string {
	return new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(decimals) + " %"
}

// Weakest is the smallest of the parties' ratios, and whose it is. When one party has no figure there is none for the
// relationship either, and that party is named.
func Weakest(of map[string]Ratio, order []string) (party string, r Ratio, ok bool) {
	for _, p := range order {
		switch q := of[p]; {
		case !q.OK():
			return p, q, false
		case party == "" || q.Less(r):
			party, r = p, q
		}
	}
	return party, r, party != ""
}

// Period is a span of whole UTC days, half open: From belongs to it, To does not.
type Period struct{ From, To Date }

// Trailing is the period of the given number of whole days that ends with the day of now.
func Trailing(now time.Time, days int) Period {
	to := DateOf(now, time.UTC).AddDays(1)
	return Period{to.AddDays(-days), to}
}

// OperationsDays is the default window of operational figures: a quarter of a year in whole weeks.
const OperationsDays = 91

// Contains says whether the day belongs to the period.
func (p Period) Contains(d Date) bool { return !d.Before(p.From) && d.Before(p.To) }

// Holds says whether the instant falls on a UTC day of the period.
func (p Period) Holds(t time.Time) bool { return p.Contains(DateOf(t, time.UTC)) }

// ParseDecimal reads a decimal string as the record keeps quantities: digits, at most one point, an optional minus.
func ParseDecimal(s string) (*big.Rat, error) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 32 || strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 ||
		strings.HasPrefix(digits, ".") || strings.HasSuffix(digits, ".") {
		return nil, fmt.Errorf("%q isn't a number I can store. Try 94.2 or 94,2 %%.", s)
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil, fmt.Errorf("%q isn't a number I can store. Try 94.2 or 94,2 %%.", s)
	}
	return r, nil
}
