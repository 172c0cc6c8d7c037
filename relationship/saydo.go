package relationship

import (
	"math/big"
	"slices"
	"time"
)

// SayDo is the say-do ratio: of the promises each party gave and that fell due, how many were kept on the day. A late
// promise is not kept; there is no partial credit (Percent Plan Complete of the Last Planner System, Ballard). It is no
// grade: it is shown per party, never per person, with its counts and the reasons of what was missed.
type SayDo struct {
	Period Period
	AsOf   time.Time
	Until  time.Time // the earliest instant at which it changes by time alone; zero when never
	Of     map[string]Promises
	// Kept is the relationship's: that of its weakest party.
	Kept Reciprocal
	// Gap lies between the best and the weakest of the parties that have enough promises to compare, in percentage
	// points; nil while there are not two of them. Apart flags one of 20 or more: some do what they say, others not.
	Gap   *big.Rat
	Apart bool
}

// Reciprocal is a figure in which no party can stand in for another: the relationship's is that of its weakest party.
type Reciprocal struct {
	Party string
	Ratio
}

// Promises is what became of the promises of one party that fell due in the period.
type Promises struct {
	Kept         Ratio // on time, of those that fell due and are settled
	Eventually   Ratio // on time or late, of the same
	Renegotiated Ratio // moved in time at least once, of all agreed whose original day lies in the period
	Late, Missed []int // commitments: delivered late and accepted; not delivered, or late and not accepted yet
	GivenUp      []int // taken back by the giver alone
	Unconfirmed  []int // claimed done on time, not answered yet: neither kept nor missed, counted nowhere
	BySilence    []int // accepted by nothing but the receiver's silence
	// DaysLate is the median over those kept late; nil when there are none.
	DaysLate *big.Rat
	Reasons  []ReasonCount // of what was missed or late, the most frequent first
	// Unexplained counts those for which the giver has given no reason.
	Unexplained int
	// HoursToAccept is the median from claim to acceptance over the deliveries this party received; nil when there are
	// none. Silence counts with the whole time until it accepted.
	HoursToAccept *big.Rat
}

// ReasonCount is how often a reason was given.
type ReasonCount struct {
	Reason MissReason
	Count  int
}

// apart is the gap between parties from which on it is flagged, in percentage points.
const apart = 20

// SayDo computes the say-do ratio over the promises whose effective due day lies in the period and has ended at now.
// It leaves out what was never agreed, and what the receiver, or both, took back before the day ended.
func (s *Shared) SayDo(now time.Time, p Period) SayDo {
	f := SayDo{Period: p, AsOf: now, Of: map[string]Promises{}}
	tallies := map[string]*tally{}
	var order []string
	for _, party := range s.Active() {
		tallies[party.ID] = &tally{reasons: map[MissReason]int{}}
		order = append(order, party.ID)
	}
	for _, c := range s.Commitments {
		if !c.Agreed.IsZero() {
			f.Until = earlierOf(f.Until, c.count(now, p, tallies[c.Giver.Party], tallies[c.Receiver.Party]))
		}
	}
	kept := map[string]Ratio{}
	for party, t := range tallies {
		f.Of[party] = t.promises("no promises by " + s.PartyName(party) + " fell due")
		kept[party] = f.Of[party].Kept
	}
	f.Kept.Party, f.Kept.Ratio, _ = Weakest(kept, order)
	f.Gap = gap(kept)
	f.Apart = f.Gap != nil && f.Gap.Cmp(big.NewRat(apart, 1)) >= 0
	return f
}

// tally gathers one party's promises.
type tally struct {
	Promises
	agreed, renegotiated, kept int
	reasons                    map[MissReason]int
	late, waits                []int64
}

// count adds an agreed promise to the tallies of its two parties; nil is that of a party that left. It returns the next
// instant at which the promise moves a figure of the period by time alone; zero when never.
func (c *Commitment) count(now time.Time, p Period, giver, receiver *tally) (turns time.Time) {
	if giver != nil && p.Contains(c.OriginalDue) {
		giver.agreed++
		giver.renegotiated += min(1, c.Renegotiations)
	}
	if !p.Contains(c.Due) || c.freed() {
		return turns
	}
	if now.Before(c.DueBy) {
		return c.DueBy
	}
	at, accepted := c.AcceptedAt(now)
	if giver != nil {
		giver.give(c, c.state(now, accepted), accepted && c.Done.silent(at))
	}
	if receiver != nil && accepted {
		receiver.waits = append(receiver.waits, at.Sub(c.Done.At).Milliseconds())
	}
	if c.Done != nil && !accepted {
		return c.Done.SilentAfter
	}
	return turns
}

// give counts a promise of the party that fell due.
func (t *tally) give(c *Commitment, state CommitmentState, silent bool) {
	missed := c.missed(state)
	switch {
	case state == CommitmentKept:
		t.kept++
	case state == CommitmentKeptLate:
		t.Late = append(t.Late, c.ID)
		t.late = append(t.late, int64(c.Done.DaysLate))
	case state == CommitmentCancelled:
		t.GivenUp = append(t.GivenUp, c.ID)
	case missed:
		t.Missed = append(t.Missed, c.ID)
	default:
		t.Unconfirmed = append(t.Unconfirmed, c.ID)
	}
	if silent {
		t.BySilence = append(t.BySilence, c.ID)
	}
	if missed {
		t.reasons[c.Reason]++
	}
}

func (t *tally) promises(none string) Promises {
	r := t.Promises
	due := t.kept + len(r.Late) + len(r.Missed) + len(r.GivenUp)
	r.Kept = Ratio{K: t.kept, N: due, None: none}
	r.Eventually = Ratio{K: t.kept + len(r.Late), N: due, None: none}
	r.Renegotiated = Ratio{K: t.renegotiated, N: t.agreed, None: "no promises agreed"}
	for _, list := range [][]int{r.Late, r.Missed, r.GivenUp, r.Unconfirmed, r.BySilence} {
		slices.Sort(list)
	}
	for _, reason := range MissReasons {
		if n := t.reasons[reason]; n > 0 {
			r.Reasons = append(r.Reasons, ReasonCount{reason, n})
		}
	}
	slices.SortStableFunc(r.Reasons, func(a, b ReasonCount) int { return b.Count - a.Count })
	r.Unexplained = t.reasons[""]
	r.DaysLate, r.HoursToAccept = medianPer(t.late, 1), medianPer(t.waits, time.Hour.Milliseconds())
	return r
}

// freed says whether the promise was taken back, before its day ended, by the receiver or by both.
func (c *Commitment) freed() bool {
	return c.Cancelled != nil && c.Cancelled.Side != ByGiver && c.Cancelled.At.Before(c.DueBy)
}

// gap is the difference between the largest and the smallest ratio that may be compared, in percentage points.
func gap(of map[string]Ratio) *big.Rat {
	var least, most *big.Rat
	rated := 0
	for _, r := range of {
		if !r.Rated() {
			continue
		}
		rated++
		if v := r.Rat(); least == nil || v.Cmp(least) < 0 {
			least = v
		}
		if v := r.Rat(); most == nil || v.Cmp(most) > 0 {
			most = v
		}
	}
	if rated < 2 {
		return nil
	}
	d := new(big.Rat).Sub(most, least)
	return d.Mul(d, big.NewRat(100, 1))
}

// medianPer is the exact median of whole numbers, in units of per; nil of none. It sorts them.
func medianPer(values []int64, per int64) *big.Rat {
	n := len(values)
	if n == 0 {
		return nil
	}
	slices.Sort(values)
	return big.NewRat(values[(n-1)/2]+values[n/2], 2*per)
}

// streak is how many promises in a row were kept before a miss is worth a private word.
const streak = 3

// FirstMiss is the newest promise of the party that was missed after at least three kept in a row: often the first
// sign that something is wrong, long before figures turn. It is for the two leads privately; false when there is none.
func (s *Shared) FirstMiss(party string, now time.Time) (*Commitment, bool) {
	due := slices.DeleteFunc(inOrder(s.Commitments), func(c *Commitment) bool {
		return c.Giver.Party != party || c.Agreed.IsZero() || c.freed() || now.Before(c.DueBy)
	})
	slices.SortStableFunc(due, func(a, b *Commitment) int { return a.DueBy.Compare(b.DueBy) })
	var first *Commitment
	kept := 0
	for _, c := range due {
		switch {
		case c.State(now) == CommitmentKept:
			kept++
		case c.MissedDue(now) || c.State(now) == CommitmentCancelled:
			if kept >= streak {
				first = c
			}
			kept = 0
		}
	}
	return first, first != nil
}
