package relationship

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// longestQuarter is how many days a quarter of a year has at most.
const longestQuarter = 92

// Letter is one of the five of SMART (Doran, "There's a S.M.A.R.T. way to write management's goals and objectives",
// 1981): specific, measurable, achievable, relevant, time-bound.
type Letter struct {
	Letter string
	OK     bool
	// Field is the form field that closes the gap, Why the sentence that names it; both empty when OK.
	Field, Why string
}

// Smart tests the version of the KPI that people talk about: the one that waits, otherwise the one in force. It lists
// all five letters, in order; a letter that is not held says what is missing.
func (k *KPI) Smart(s *Shared, now time.Time) []Letter {
	v := k.Newest()
	letters := s.smart(v.KPITerms, k.best(v), now)
	if a := &letters[2]; a.OK && v.Owner != "" && !v.Agreed(s.ownerParty(v.KPITerms)) {
		*a = lacks("A", "", s.PartyName(s.ownerParty(v.KPITerms))+", who reports it, has not accepted the target yet.")
	}
	return letters
}

// lacks is a letter that is not held.
func lacks(letter, field, why string) Letter { return Letter{Letter: letter, Field: field, Why: why} }

// smart applies the five tests; best is the best value ever measured, nil when there is none.
func (s *Shared) smart(t KPITerms, best *big.Rat, now time.Time) []Letter {
	return []Letter{s.specific(t), t.measurable(), t.achievable(best), s.relevant(t), t.timeBound(now)}
}

// gap refuses agreement while a letter is missing, and names it. The acceptance by the owner's party is not asked for
// here: a KPI comes into force only when that party agreed, whoever agrees first.
func (s *Shared) gap(k *KPI, v *KPIVersion, now time.Time) error {
	letters := s.smart(v.KPITerms, k.best(v), now)
	i := slices.IndexFunc(letters, func(l Letter) bool { return !l.OK })
	if i < 0 {
		return nil
	}
	return refuse("", fmt.Sprintf("%s cannot be agreed yet: the %s of SMART is missing. %s", v.name(k), letters[i].Letter, letters[i].Why))
}

// name is what to call a version.
func (v *KPIVersion) name(k *KPI) string {
	if v.Title != "" {
		return v.Title
	}
	return thing("KPI", k.ID)
}

// specific: one owner, one object, no double target. The verb is the polarity (raise, lower, keep within, hold), so a
// title need not repeat it.
func (s *Shared) specific(t KPITerms) Letter {
	owner := s.Persons[t.Owner]
	switch two := doubled(t.Title); {
	case owner == nil || !owner.Active():
		return lacks("S", "owner", "Name one person who reports it.")
	case strings.TrimSpace(t.Title) == "":
		return lacks("S", "title", "Name the one thing it measures.")
	case two != "":
		return lacks("S", "title", fmt.Sprintf("%q in its name makes two targets of one. Split it into two KPIs, or find one word for both.", two))
	case t.Polarity == "":
		return lacks("S", "polarity", "Say which way it is to move: up, down, range or hold.")
	case t.Behaviour && t.Indicator == "":
		return lacks("S", "indicator", "Say what can be seen or heard when somebody behaves like this.")
	}
	return Letter{Letter: "S", OK: true}
}

// doubled is the word that makes two objects of one, or nothing.
func doubled(title string) string {
	for _, word := range strings.Fields(title) {
		switch strings.ToLower(word) {
		case "and", "or", "and/or", "&":
			return word
		}
	}
	return ""
}

// measurable: a unit, a baseline with its day, a formula or source, and for behaviour a counting rule.
func (t KPITerms) measurable() Letter {
	switch {
	case t.Unit == "":
		return lacks("M", "unit", `Give the unit, such as "%" or "days".`)
	case t.Baseline == "":
		return lacks("M", "baseline", "Give the baseline: the value it starts from.")
	case t.Since.IsZero():
		return lacks("M", "since", "Say on which day the baseline was measured.")
	case t.Formula == "":
		return lacks("M", "formula", "Say how the number is made, or where it comes from.")
	case t.Behaviour && t.Counting == "":
		return lacks("M", "counting", "Say what counts as once.")
	}
	return Letter{Letter: "M", OK: true}
}

// achievable: there is a target, and one that is more than twice as good as the best so far says why it is realistic.
func (t KPITerms) achievable(best *big.Rat) Letter {
	switch {
	case t.Polarity == PolarityRange && (t.Target.Low == "" || t.Target.High == ""):
		return lacks("A", "low", "Give the lowest and the highest value that are still good.")
	case t.Polarity != PolarityRange && t.Target.Value == "":
		return lacks("A", "target", "Give the target.")
	case t.Target.Note == "" && t.twice(best):
		return lacks("A", "note", "The target is more than twice as good as the best so far. Say why it is realistic.")
	}
	return Letter{Letter: "A", OK: true}
}

// twice says whether the target is more than twice as good as the best value so far: above its double, or below its
// half where less is better. A best value of zero or less has no meaningful double.
func (t KPITerms) twice(best *big.Rat) bool {
	target := exact(t.Target.Value)
	if best == nil || target == nil || best.Sign() <= 0 {
		return false
	}
	two := big.NewRat(2, 1)
	switch t.Polarity {
	case PolarityUp:
		return target.Cmp(two.Mul(two, best)) > 0
	case PolarityDown:
		return two.Mul(two, target).Cmp(best) < 0
	}
	return false
}

// relevant: it measures an active objective.
func (s *Shared) relevant(t KPITerms) Letter {
	o := s.Objectives[t.Objective]
	switch {
	case o == nil:
		return lacks("R", "objective", "Choose the objective it measures.")
	case s.ObjectiveState(o) != ObjectiveActive:
		return lacks("R", "objective", fmt.Sprintf("Objective %d is not active. Confirm it first, or choose another.", o.ID))
	}
	return Letter{Letter: "R", OK: true}
}

// timeBound: a target date in the future, and a reading at least once a quarter.
func (t KPITerms) timeBound(now time.Time) Letter {
	switch {
	case t.Target.By.IsZero():
		return lacks("T", "by", "Give the day by which the target is to be reached.")
	case !t.Target.By.After(DateOf(now, time.UTC)):
		return lacks("T", "by", "The target date, "+t.Target.By.String()+", is not in the future. Choose a later one.")
	case t.Every < 1 || t.Every > longestQuarter:
		return lacks("T", "every", fmt.Sprintf("Read it at least once a quarter: every 1 to %d days.", longestQuarter))
	}
	return Letter{Letter: "T", OK: true}
}
