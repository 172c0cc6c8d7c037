package relationship

import (
	"math/big"
	"slices"
	"time"
)

// From how much on a target that was eased, or a date that was put off, has to be acted upon.
const (
	slipped   = 30 // days
	actWithin = 14 // days, when no quarter ends later
)

// eased is a tenth of the way from baseline to first target, given back.
var eased = big.NewRat(-1, 10)

// Drift is how far the objectives moved from what was agreed first. Only what every party agreed counts: a version that
// waits for a confirmation has moved nothing yet. Time alone does not change it.
type Drift struct {
	AsOf time.Time
	// Of lists the open objectives that were agreed, by number.
	Of []ObjectiveDrift
	// Mean is the mean relaxation over the joint objectives that have one, Counted how many those are; nil and 0 when
	// none has.
	Mean    *big.Rat
	Counted int
	// MustAct lists what moved too far and that nothing was done about since.
	MustAct []MustAct
}

// ObjectiveDrift is how far one objective moved.
type ObjectiveDrift struct {
	Objective int
	// Changes counts how often its own target was changed by agreement.
	Changes int
	// Moved is what became of its own target and date, then of those of the KPIs that measure it, by number.
	Moved []Moved
	// Relaxation is that of its own target; where it has no numbers of its own, the least of its KPIs'. It is nil when
	// there is none.
	Relaxation *big.Rat
}

// Moved is how far one target and its date moved from the first agreed ones.
type Moved struct {
	KPI int // 0 for the objective's own
	// Relaxation is (target now - first target) / (first target - baseline), exactly: below zero the target moved back
	// towards the baseline, whichever way is better. It is nil when there is no such number, and None then says why.
	Relaxation *big.Rat
	None       string
	Slip       int  // days from the first agreed date to that of now; below zero it is earlier
	Dropped    bool // there is no target, or no date, any more where there was one
	// Since is when what stands now was agreed.
	Since   time.Time
	changes int
}

// TooFar says whether this has to be acted upon: a tenth or more of the way given back, more than 30 days put off, or the
// target or the date dropped.
func (m Moved) TooFar() bool {
	return m.Dropped || m.Slip > slipped || m.Relaxation != nil && m.Relaxation.Cmp(eased) <= 0
}

// MustAct is an objective that moved too far. It waits until a decision about it stands, or a promise about it is
// agreed, since it moved.
type MustAct struct {
	Objective int
	Moved     []Moved // what moved too far
	Since     time.Time
	Owners    []string // parties whose agreers have to act
	// Due is the day by which something should be decided: the end of the relationship's quarter, in which the review
	// meets, but at least 14 days after it moved. DueBy is when that day ends in the relationship's zone.
	Due   Date
	DueBy time.Time
}

// mark is a target and a date as they were agreed at an instant.
type mark struct {
	at                     time.Time
	target, baseline, unit string
	due                    Date
	basis                  int
}

func (m mark) same(o mark) bool {
	return m.target == o.target && m.unit == o.unit && m.due == o.due && m.basis == o.basis
}

// Drift computes how far the open objectives moved.
func (s *Shared) Drift(now time.Time) Drift {
	d := Drift{AsOf: now}
	sum := new(big.Rat)
	for _, o := range inOrder(s.Objectives) {
		of, ok := s.drift(o)
		if !ok {
			continue
		}
		d.Of = append(d.Of, of)
		if o.Joint() && of.Relaxation != nil {
			d.Counted++
			sum.Add(sum, of.Relaxation)
		}
		if must, ok := s.mustActOn(o, of); ok {
			d.MustAct = append(d.MustAct, must)
		}
	}
	if d.Counted > 0 {
		d.Mean = sum.Quo(sum, big.NewRat(int64(d.Counted), 1))
	}
	return d
}

// drift is how far an objective moved; false when it has ended or was never agreed.
func (s *Shared) drift(o *Objective) (d ObjectiveDrift, ok bool) {
	d.Objective = o.ID
	marks := s.marks(o)
	if !o.Open() || len(marks) == 0 {
		return d, false
	}
	own := moved(marks)
	d.Changes, d.Relaxation = own.changes, own.Relaxation
	d.Moved = append(d.Moved, own)
	var least *big.Rat
	for _, k := range s.LiveKPIs() {
		if k.InForce.Objective != o.ID {
			continue
		}
		m := moved(k.marks())
		m.KPI = k.ID
		d.Moved = append(d.Moved, m)
		if m.Relaxation != nil && (least == nil || m.Relaxation.Cmp(least) < 0) {
			least = m.Relaxation
		}
	}
	if d.Relaxation == nil && own.None == noNumbers {
		d.Relaxation = least
	}
	return d, true
}

// marks are the versions of an objective that were agreed, oldest first.
func (s *Shared) marks(o *Objective) (out []mark) {
	for _, a := range s.agreedVersions(o) {
		out = append(out, mark{at: a.at, target: a.Target, baseline: a.Baseline, unit: a.Unit, due: a.Due})
	}
	return out
}

// marks are the versions of a KPI that were ever in force, oldest first.
func (k *KPI) marks() (out []mark) {
	for _, v := range k.Versions {
		if !v.Stands.IsZero() {
			out = append(out, mark{v.Stands, v.Target.Value, v.Baseline, v.Unit, v.Target.By, v.Basis})
		}
	}
	return out
}

// noNumbers is why an objective that only says in words what good looks like has no relaxation of its own.
const noNumbers = "it has no target in numbers"

// moved compares the first of the marks with the last.
func moved(marks []mark) Moved {
	first, now := marks[0], marks[len(marks)-1]
	m := Moved{Since: now.at}
	for i := len(marks) - 1; i > 0; i-- {
		if before := marks[i-1]; before.target != marks[i].target || before.unit != marks[i].unit {
			m.changes++
		}
	}
	for _, k := range slices.Backward(marks) {
		if !k.same(now) {
			break
		}
		m.Since = k.at
	}
	if !first.due.IsZero() && !now.due.IsZero() {
		m.Slip = now.due.Since(first.due)
	}
	m.Dropped = !first.due.IsZero() && now.due.IsZero() || first.target != "" && now.target == ""
	m.Relaxation, m.None = relaxation(first, now)
	return m
}

// relaxation is how far the target moved, as a share of the way that was to be gone at first.
func relaxation(first, now mark) (*big.Rat, string) {
	t, b, n := exact(first.target), exact(first.baseline), exact(now.target)
	switch {
	case t == nil && n == nil:
		return nil, noNumbers
	case t == nil:
		return nil, "no target was agreed at first"
	case n == nil:
		return nil, "it has no target any more"
	case b == nil:
		return nil, "no baseline was agreed at first"
	case first.unit != now.unit || first.basis != now.basis:
		return nil, "it is measured in another way since"
	case t.Cmp(b) == 0:
		return nil, "its first target was where it stood"
	}
	way := new(big.Rat).Sub(t, b)
	return n.Quo(n.Sub(n, t), way), ""
}

// mustActOn is the item an objective makes when it moved too far and nothing was done about that yet.
func (s *Shared) mustActOn(o *Objective, d ObjectiveDrift) (must MustAct, ok bool) {
	must.Objective = o.ID
	for _, m := range d.Moved {
		if m.TooFar() {
			must.Moved, must.Since = append(must.Moved, m), laterOf(must.Since, m.Since)
		}
	}
	if len(must.Moved) == 0 || s.acted(o.ID, must.Since) {
		return must, false
	}
	for _, p := range s.Active() {
		if o.Joint() || o.Owner == p.ID {
			must.Owners = append(must.Owners, p.ID)
		}
	}
	loc := zoneOrUTC(s.zone())
	day := DateOf(must.Since, loc)
	must.Due = day.AddDays(actWithin)
	if _, end := Quarter(s.Start, QuarterOf(s.Start, day)); end.After(must.Due) {
		must.Due = end
	}
	must.DueBy = DayEnd(must.Due, loc)
	return must, len(must.Owners) > 0
}

// acted says whether, since then, something was decided about the objective, or a promise about it was agreed.
func (s *Shared) acted(objective int, since time.Time) bool {
	t := thing("objective", objective)
	for _, d := range s.Decisions {
		if !d.Decided.IsZero() && !d.Decided.Before(since) && slices.Contains(d.About, t) {
			return true
		}
	}
	for _, c := range s.Commitments {
		if c.About == t && !c.Agreed.IsZero() && !c.Agreed.Before(since) {
			return true
		}
	}
	return false
}

// actQuestions asks those who agree for a party what is to be done about its objectives that moved too far.
func (s *Shared) actQuestions(party string, agreers []string) (out []Question) {
	for _, o := range inOrder(s.Objectives) {
		if !s.everMoved(o) {
			continue
		}
		d, _ := s.drift(o)
		if m, ok := s.mustActOn(o, d); ok && slices.Contains(m.Owners, party) {
			out = append(out, Question{thing("objective", o.ID), AskAct, agreers, m.Since})
		}
	}
	return out
}

// everMoved says whether anything about the objective was ever written anew. Most never were, and need no further look.
func (s *Shared) everMoved(o *Objective) bool {
	if !o.Open() || len(o.Past) > 0 {
		return o.Open()
	}
	for _, k := range s.KPIs {
		if k.InForce != k.First && k.InForce.Objective == o.ID {
			return true
		}
	}
	return false
}
