package relationship

import (
	"fmt"
	"math/big"
	"strings"
)

// Polarity says which way a KPI is to move: up, down, to stay inside a range, or to hold its baseline.
type Polarity string

// The polarities.
const (
	PolarityUp    Polarity = "up"    // more is better
	PolarityDown  Polarity = "down"  // less is better
	PolarityRange Polarity = "range" // between two values is good, outside gets worse
	PolarityHold  Polarity = "hold"  // what it was at the baseline is to be kept
)

// KPITarget is what a KPI is to reach, and until when. Numbers are decimal strings in the unit of the KPI.
type KPITarget struct {
	Value string `json:"value,omitempty"` // for up and down
	Low   string `json:"low,omitempty"`   // for range, the value still good at the bottom
	High  string `json:"high,omitempty"`  // for range, the value still good at the top
	By    Date   `json:"by,omitzero"`
	// Tolerance is how far outside the range, or away from the value to hold, attainment falls from 100 % to nothing.
	Tolerance string `json:"tolerance,omitempty"`
	// Worse says on which side of the value to hold it gets worse, "above" or "below"; empty means on both.
	Worse string `json:"worse,omitempty"`
	// Note says why a target is realistic that is more than twice as good as the best so far.
	Note string `json:"-"`
}

// KPITerms is what a KPI measures and aims at: one version of it, agreed as a whole. A draft may leave gaps; the SMART
// check names them.
type KPITerms struct {
	Title   string `json:"-"` // the one thing that is measured, such as "On-time delivery"
	Formula string `json:"-"` // how the number is made or where it comes from
	Unit    string `json:"-"` // also its label, such as "%" or "trucks a week"
	// Indicator and Counting belong to a KPI about behaviour: what can be seen or heard, and what counts as once.
	Indicator string    `json:"-"`
	Counting  string    `json:"-"`
	Polarity  Polarity  `json:"polarity,omitempty"`
	Baseline  string    `json:"baseline,omitempty"` // the value it starts from
	Since     Date      `json:"since,omitzero"`     // the day on which the baseline was measured
	Target    KPITarget `json:"target"`
	Every     int       `json:"every,omitempty"`     // days from one reading to the next
	Owner     string    `json:"owner,omitempty"`     // person id of who reports it
	Objective int       `json:"objective,omitempty"` // joint objective it measures
	Behaviour bool      `json:"behaviour,omitempty"` // it measures how people work together
	Weight    int       `json:"weight,omitempty"`    // its share in the delivery figure; 0 counts as 1
}

// mostDigits bounds a quantity: enough for any currency in hundredths, few enough to read.
const mostDigits = 20

// number refuses what is not a decimal string of at most 20 digits; an empty one passes as not given.
func number(field, s string) error {
	if s == "" {
		return nil
	}
	if _, err := ParseDecimal(s); err != nil {
		return asField(field, err)
	}
	if n := len(strings.Trim(strings.Replace(s, ".", "", 1), "-")); n > mostDigits {
		return refuse(field, fmt.Sprintf("This number has %d digits; %d fit here. Use a larger unit.", n, mostDigits))
	}
	return nil
}

// exact is the value of a decimal string that was checked before; nil when there is none.
func exact(s string) *big.Rat {
	r, err := ParseDecimal(s)
	if err != nil {
		return nil
	}
	return r
}

// check refuses terms that contradict themselves. What is merely missing is left to the SMART check.
func (t KPITerms) check(s *Shared) error {
	return firstError(
		nonEmpty("title", t.Title, 120), atMost("formula", t.Formula, 2000), atMost("unit", t.Unit, 40),
		atMost("indicator", t.Indicator, 500), atMost("counting", t.Counting, 500), t.checkFrequency(),
		t.checkOwner(s), t.checkObjective(s), number("baseline", t.Baseline), t.Target.check(), t.checkAim())
}

func (t KPITerms) checkFrequency() error {
	switch {
	case t.Every < 0 || t.Every > 366:
		return refuse("every", "Say after how many days it is read again: 1 to 366.")
	case t.Weight < 0 || t.Weight > 1000:
		return refuse("weight", "A weight is a whole number from 1 to 1000. Leave it empty to count like the others.")
	}
	return nil
}

func (t KPITerms) checkOwner(s *Shared) error {
	if t.Owner == "" {
		return nil
	}
	if p := s.Persons[t.Owner]; p == nil || !p.Active() || p.Role == Observer {
		return refuse("owner", "The owner reports the number, so it has to be somebody who takes part. Choose a member of a party.")
	}
	return nil
}

func (t KPITerms) checkObjective(s *Shared) error {
	if t.Objective != 0 && s.Objectives[t.Objective] == nil {
		return refuse("objective", fmt.Sprintf("There is no objective %d here. Choose one from the list: objective list.", t.Objective))
	}
	return nil
}

func (t KPITarget) check() error {
	if err := firstError(number("target", t.Value), number("low", t.Low), number("high", t.High),
		number("tolerance", t.Tolerance), atMost("note", t.Note, 500)); err != nil {
		return err
	}
	if tol := exact(t.Tolerance); tol != nil && tol.Sign() < 0 {
		return refuse("tolerance", "A tolerance is not negative.")
	}
	if t.Worse != "" && t.Worse != "above" && t.Worse != "below" {
		return refuse("worse", "Say whether it gets worse above or below the value. Leave it empty for both.")
	}
	return nil
}

// checkAim refuses a target that its polarity contradicts.
func (t KPITerms) checkAim() error {
	if !t.Target.By.IsZero() && !t.Since.IsZero() && !t.Target.By.After(t.Since) {
		return refuse("by", "The target date has to be after the day of the baseline, "+t.Since.String()+".")
	}
	switch t.Polarity {
	case "":
		return nil
	case PolarityUp, PolarityDown:
		return t.checkDirection()
	case PolarityRange:
		return t.checkRange()
	case PolarityHold:
		return t.checkHold()
	}
	return refuse("polarity", "Choose which way it is to move: up, down, range or hold.")
}

func (t KPITerms) checkDirection() error {
	if t.Target.Low != "" || t.Target.High != "" {
		return refuse("low", "Only a range has a lowest and a highest value. Leave both empty, or choose range.")
	}
	b, target := exact(t.Baseline), exact(t.Target.Value)
	if b == nil || target == nil {
		return nil
	}
	switch way := target.Cmp(b); {
	case way == 0:
		return refuse("target", "Target and baseline are both "+t.Target.Value+". Choose another target, or hold.")
	case way > 0 && t.Polarity == PolarityDown, way < 0 && t.Polarity == PolarityUp:
		return refuse("polarity", fmt.Sprintf("From %s to %s is not %s. Correct the target, or choose the other direction.",
			t.Baseline, t.Target.Value, t.Polarity))
	}
	return nil
}

func (t KPITerms) checkRange() error {
	if t.Target.Value != "" {
		return refuse("target", "A range has a lowest and a highest value instead of one target. Leave this empty.")
	}
	if low, high := exact(t.Target.Low), exact(t.Target.High); low != nil && high != nil && low.Cmp(high) > 0 {
		return refuse("low", "The lowest value, "+t.Target.Low+", is above the highest, "+t.Target.High+".")
	}
	return t.checkTolerance()
}

func (t KPITerms) checkHold() error {
	if b, target := exact(t.Baseline), exact(t.Target.Value); b != nil && target != nil && b.Cmp(target) != 0 {
		return refuse("target", "To hold means to keep the baseline, "+t.Baseline+". Leave the target empty, or choose up or down.")
	}
	if t.Target.Low != "" || t.Target.High != "" {
		return refuse("low", "Only a range has a lowest and a highest value. Leave both empty, or choose range.")
	}
	return t.checkTolerance()
}

func (t KPITerms) checkTolerance() error {
	if tol := exact(t.Target.Tolerance); tol == nil || tol.Sign() <= 0 {
		return refuse("tolerance", "Say how far off would be no attainment at all: a number above zero.")
	}
	return nil
}

// typed is what people typed, as an entry keeps it.
func (t KPITerms) typed(why string) worded {
	return worded{map[string]string{"title": t.Title, "formula": t.Formula, "unit": t.Unit, "indicator": t.Indicator,
		"counting": t.Counting, "note": t.Target.Note, "why": why}}
}

// with is the terms with the words of an entry put back.
func (t KPITerms) with(words map[string]string) KPITerms {
	t.Title, t.Formula, t.Unit = words["title"], words["formula"], words["unit"]
	t.Indicator, t.Counting, t.Target.Note = words["indicator"], words["counting"], words["note"]
	return t
}

// measures says whether both terms measure the same thing in the same way, so that readings of one can be compared
// with the target of the other.
func (t KPITerms) measures(o KPITerms) bool {
	return t.Unit == o.Unit && t.Formula == o.Formula && t.Indicator == o.Indicator && t.Counting == o.Counting
}

// weight is its share in the delivery figure.
func (t KPITerms) weight() int64 { return int64(max(1, t.Weight)) }

// decided is the terms as they are recorded: a KPI to hold has its baseline as target.
func (t KPITerms) decided() KPITerms {
	if t.Polarity == PolarityHold {
		t.Target.Value = t.Baseline
	}
	return t
}
