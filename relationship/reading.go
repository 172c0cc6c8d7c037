package relationship

import (
	"math/big"
	"slices"
	"time"
)

// ReadingState is where a reading stands.
type ReadingState string

// The states of a reading. A submitted one counts and is marked as unconfirmed; a contested one does not count.
const (
	ReadingSubmitted ReadingState = "submitted"
	ReadingConfirmed ReadingState = "confirmed"
	ReadingSilent    ReadingState = "confirmed by silence"
	ReadingContested ReadingState = "contested"
)

// Working days after which the others' silence confirms a reading, and after which a contested one that nobody resolved
// offers an issue: contesting must not hide a bad number.
const (
	silentReading   = 5
	contestedTooOld = 10
)

// Reading is what a KPI measured in one period.
type Reading struct {
	ID, KPI int
	Entry   int // the joint entry that submitted it
	// Period is what it is about: a single day, or a span of days.
	Period    Period
	Version   int // the version of the KPI that was in force
	Value     string
	Comment   string
	Evidence  []int
	By, Party string
	At        time.Time
	// Silent is when the others' silence confirms it: five of their working days after it was submitted or corrected.
	Silent                time.Time
	ConfirmedBy           string // person of another party
	ConfirmedAt           time.Time
	Contest               *Contest // nil when nobody contests it
	Earlier               []EarlierValue
	CorrectedBy, WhyFixed string // who corrected it last, and why
	CorrectedAt           time.Time
}

// Contest is another party's doubt about a reading: the value it has, or a reason.
type Contest struct {
	By, Party  string
	Value, Why string
	At         time.Time
	// Issue is when a contest that nobody resolved offers an issue: ten common working days later.
	Issue time.Time
}

// EarlierValue is what a reading said before it was corrected, and by whom and when that was said.
type EarlierValue struct {
	Value, By string
	At        time.Time
}

// Day is the last day of the reading's period: the day its value is about.
func (r *Reading) Day() Date { return r.Period.To.AddDays(-1) }

// Contested says whether a doubt about the reading is unresolved.
func (r *Reading) Contested() bool { return r.Contest != nil }

// Restated says whether the reading was corrected since it was submitted.
func (r *Reading) Restated() bool { return len(r.Earlier) > 0 }

// State is where the reading stands.
func (r *Reading) State(now time.Time) ReadingState {
	switch {
	case r.Contested():
		return ReadingContested
	case r.ConfirmedBy != "":
		return ReadingConfirmed
	case !r.Silent.IsZero() && !now.Before(r.Silent):
		return ReadingSilent
	}
	return ReadingSubmitted
}

func (r *Reading) exact() *big.Rat {
	if x := exact(r.Value); x != nil {
		return x
	}
	return new(big.Rat)
}

// sameBasis says whether a reading was measured as the version measures.
func (k *KPI) sameBasis(r *Reading, v *KPIVersion) bool {
	with := k.version(r.Version)
	return with != nil && v != nil && with.Basis == v.Basis
}

// comparable lists the readings that were measured as the version in force measures, contested ones included.
func (k *KPI) comparable() []*Reading {
	var out []*Reading
	for _, r := range k.Readings {
		if k.sameBasis(r, k.InForce) {
			out = append(out, r)
		}
	}
	return out
}

// counting lists the comparable readings nobody contests.
func (k *KPI) counting() []*Reading {
	var out []*Reading
	for _, r := range k.comparable() {
		if !r.Contested() {
			out = append(out, r)
		}
	}
	return out
}

// newest is the comparable reading of the latest period; nil without any.
func (k *KPI) newest() *Reading {
	if list := k.comparable(); len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

// reading is the reading of that number; nil when there is none.
func (k *KPI) reading(id int) *Reading {
	for _, r := range k.Readings {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Reading is the reading of that number, and its KPI; nil when there is none.
func (s *Shared) Reading(id int) (*KPI, *Reading) {
	for _, k := range inOrder(s.KPIs) {
		if r := k.reading(id); r != nil {
			return k, r
		}
	}
	return nil, nil
}

// Hit is the reading with which a KPI reached its target.
type Hit struct {
	Reading *Reading
	Version int  // of the KPI whose target was hit
	Done    bool // another party confirmed the reading, in words or by silence
}

// Hit is the first reading, by period, that reached the target in force, of those that count; false while there is
// none. A reading from before everybody agreed to that target reached nothing: easing a target is no success. Where the
// baseline is as good as the target already (range and hold), keeping it until the target date is what counts: the first
// good reading on that day or later.
func (k *KPI) Hit(now time.Time) (Hit, bool) {
	if !k.Live() {
		return Hit{}, false
	}
	t := k.InForce.KPITerms
	kept := t.reached(exact(t.Baseline))
	for _, r := range k.counting() {
		if r.Version >= k.InForce.Number && t.reached(r.exact()) && !(kept && r.Day().Before(t.Target.By)) {
			return Hit{r, k.InForce.Number, r.State(now) != ReadingSubmitted}, true
		}
	}
	return Hit{}, false
}

// reached says whether the value is as good as the target.
func (t KPITerms) reached(x *big.Rat) bool {
	if x == nil {
		return false
	}
	a := t.attained(x)
	return a != nil && a.Cmp(big.NewRat(1, 1)) >= 0
}

// ReadingPoint is one reading as a chart draws it.
type ReadingPoint struct {
	Reading int
	Day     Date
	Value   *big.Rat
	// Contested readings are drawn hollow, with Doubt, the value the other party has, when it gave one.
	Contested bool
	Doubt     *big.Rat
	Restated  bool
	Confirmed bool
	// Comparable is false for a reading from before the KPI was measured as it is now.
	Comparable bool
	// Outside marks a signal: a reading outside the limits of what the process does by itself.
	Outside bool
}

// Series lists the readings of a KPI for a chart, by day.
func (k *KPI) Series(now time.Time) []ReadingPoint {
	outside := map[int]bool{}
	if l := k.limits(); l != nil {
		for _, id := range l.Outside {
			outside[id] = true
		}
	}
	out := make([]ReadingPoint, 0, len(k.Readings))
	for _, r := range k.Readings {
		p := ReadingPoint{Reading: r.ID, Day: r.Day(), Value: r.exact(), Contested: r.Contested(), Restated: r.Restated(),
			Comparable: k.sameBasis(r, k.InForce), Outside: outside[r.ID]}
		p.Confirmed = !p.Contested && r.State(now) != ReadingSubmitted
		if r.Contested() {
			p.Doubt = exact(r.Contest.Value)
		}
		out = append(out, p)
	}
	return out
}

// KPIConfidence is what the people who report a KPI expect of it, beside the number: a word, who gave it, when and why.
type KPIConfidence struct {
	Word      Confidence
	By, Party string
	At        time.Time
	Why       string
}

// Expected is the newest word of confidence; false while nobody gave one.
func (k *KPI) Expected() (KPIConfidence, bool) {
	if len(k.Confidence) == 0 {
		return KPIConfidence{}, false
	}
	return k.Confidence[len(k.Confidence)-1], true
}

// Worse says whether a word is worse than what is expected now, or than "on track" as long as nothing was said.
func (k *KPI) Worse(c Confidence) bool {
	before, _ := k.Expected()
	return slices.Index(Confidences, c) > max(0, slices.Index(Confidences, before.Word))
}
