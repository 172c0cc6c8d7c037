package bot

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"collab/relationship"
)

// quantityForm is a number with what stands before and behind it: "94,2 %", "€ 1,234.50", "3 days".
var quantityForm = regexp.MustCompile(`^([^\d+\-−–.,]*)([+\-−–]?[.,]?\d(?:[\d\s.,'’\x{2007}\x{202f}]*\d)?)\s*(.*)$`)

// readQuantity reads a number with its unit: "94,2 %" is 94.2 and "%", "€ 5" is 5 and "€". The unit may be missing.
func readQuantity(s string) (number, unit string, err error) {
	m := quantityForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return "", "", badNumber(s)
	}
	before, unit := strings.TrimSpace(m[1]), strings.TrimSpace(m[3])
	if before != "" && unit != "" {
		return "", "", badNumber(s)
	}
	if number, err = readNumber(m[2]); err != nil {
		return "", "", badNumber(s)
	}
	return number, before + unit, nil
}

// takeQuantity reads a number with its unit into both. Whoever sets the unit decides it; where it was decided before,
// another one is refused.
func takeQuantity(text string, number, unit *string, decides bool) error {
	if text == "" {
		*number = ""
		return nil
	}
	n, u, err := readQuantity(text)
	switch {
	case err != nil:
		return err
	case u != "" && (decides || *unit == ""):
		*unit = u
	case u != "" && !strings.EqualFold(u, *unit):
		return fmt.Errorf("It counts in %s everywhere else, here in %s. Use one unit.", *unit, u)
	}
	*number = n
	return nil
}

// aim is a target as people write it: a value, a range, or to hold what is.
type aim struct {
	hold                        bool
	value, low, high, tolerance string
	unit                        string
}

var (
	toleranceForm = regexp.MustCompile(`(?i)^(.*?)[\s,]*(?:±|\+/?-|\btolerance)\s*(.+)$`)
	rangeForm     = regexp.MustCompile(`(?i)^(?:between )?(.*\d.*?)(?: to | and |\s?–\s?|(?:\b| )- ?)(.*\d.*)$`)
)

// readAim reads a target: "95 %", "20 to 30 days ± 5", "hold ± 2 %".
func readAim(text string) (a aim, err error) {
	if m := toleranceForm.FindStringSubmatch(text); m != nil {
		if err := takeQuantity(m[2], &a.tolerance, &a.unit, true); err != nil {
			return a, err
		}
		text = m[1]
	}
	if first, _, _ := strings.Cut(strings.TrimSpace(text), " "); strings.EqualFold(first, "hold") {
		a.hold = true
		return a, nil
	}
	if m := rangeForm.FindStringSubmatch(text); m != nil {
		if err := takeQuantity(m[2], &a.high, &a.unit, true); err != nil {
			return a, err
		}
		return a, takeQuantity(m[1], &a.low, &a.unit, false)
	}
	return a, takeQuantity(text, &a.value, &a.unit, true)
}

// takeAim reads a target into the terms of a KPI. Which way it is to move follows from the baseline: see [direct].
func takeAim(terms *relationship.KPITerms, text string) error {
	if text == "" {
		terms.Target.Value, terms.Target.Low, terms.Target.High, terms.Target.Tolerance = "", "", "", ""
		return nil
	}
	a, err := readAim(text)
	switch {
	case err != nil:
		return err
	case a.unit != "" && terms.Unit != "" && !strings.EqualFold(a.unit, terms.Unit):
		return fmt.Errorf("The baseline is in %s, this is in %s. Use one unit.", terms.Unit, a.unit)
	case a.unit != "":
		terms.Unit = a.unit
	}
	target := &terms.Target
	target.Value, target.Low, target.High = a.value, a.low, a.high
	switch {
	case a.hold:
		terms.Polarity = relationship.PolarityHold
	case a.low != "":
		terms.Polarity = relationship.PolarityRange
	default:
		terms.Polarity, target.Tolerance = "", ""
	}
	if a.tolerance != "" {
		target.Tolerance = a.tolerance
	}
	return nil
}

// direct says which way a KPI with a single target is to move: from its baseline to it.
func direct(terms *relationship.KPITerms) {
	if terms.Polarity == relationship.PolarityHold || terms.Polarity == relationship.PolarityRange {
		return
	}
	terms.Polarity = ""
	from, ok := new(big.Rat).SetString(terms.Baseline)
	to, ok2 := new(big.Rat).SetString(terms.Target.Value)
	if !ok || !ok2 {
		return
	}
	terms.Polarity = relationship.PolarityUp
	if to.Cmp(from) < 0 {
		terms.Polarity = relationship.PolarityDown
	}
}

// showAim writes the target of a KPI as [readAim] reads it; empty when it has none.
func showAim(terms relationship.KPITerms) string {
	if terms.Polarity != relationship.PolarityHold && terms.Target.Value == "" && terms.Target.Low == "" {
		return ""
	}
	if terms.Target.Tolerance == "" {
		return targetOf(terms)
	}
	return targetOf(terms) + " ± " + showNumber(terms.Target.Tolerance)
}

// showQuantity writes a number with its unit; empty when there is no number.
func showQuantity(number, unit string) string {
	if number == "" {
		return ""
	}
	return withUnit(showNumber(number), unit)
}
