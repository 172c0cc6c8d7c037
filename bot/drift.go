package bot

import (
	"fmt"
	"math/big"
	"strings"

	"collab/relationship"
)

// actItems lists what has to be acted on, short; no lines when there is nothing.
func (t *turn) actItems(s *relationship.Shared) Items {
	must := t.mustActItems(s, s.Drift(t.now).MustAct)
	list := Items{Title: "To be acted on", Items: must[:min(len(must), mostLines)]}
	return withMore(list, len(must)-len(list.Items), "objective")
}

// mustActItems are objectives that moved too far from what was agreed first and that nothing was done about yet, with who
// has to act until when.
func (t *turn) mustActItems(s *relationship.Shared, must []relationship.MustAct) (out []Item) {
	for _, m := range must {
		o := s.Objectives[m.Objective]
		out = append(out, Item{Title: objectiveName(o), Detail: t.toAct(s, m), Button: showObjective(o.ID)})
	}
	return out
}

// toAct says what moved too far, who has to act, and until when.
func (t *turn) toAct(s *relationship.Shared, m relationship.MustAct) string {
	var parts, who []string
	for _, moved := range m.Moved {
		parts = append(parts, movedWords(moved))
	}
	for _, p := range m.Owners {
		who = append(who, s.PartyName(p))
	}
	until := " to act until " + t.day(m.Due)
	if !t.now.Before(m.DueBy) {
		until = " were to act until " + t.day(m.Due)
	}
	return "against what was agreed first: " + strings.Join(parts, "; ") + "; " + all(who) + until
}

// movedWords says how far a target and its date moved.
func movedWords(m relationship.Moved) string {
	var parts []string
	if r := m.Relaxation; r != nil && r.Sign() != 0 {
		way := " % of the way harder"
		if r.Sign() < 0 {
			way = " % of the way easier"
		}
		parts = append(parts, new(big.Rat).Mul(new(big.Rat).Abs(r), big.NewRat(100, 1)).FloatString(0)+way)
	}
	if m.Slip > 0 {
		parts = append(parts, counted(m.Slip, "day")+" later")
	} else if m.Slip < 0 {
		parts = append(parts, counted(-m.Slip, "day")+" earlier")
	}
	if m.Dropped {
		parts = append(parts, "without a target or a date")
	}
	if len(parts) == 0 {
		return ""
	}
	if m.KPI > 0 {
		return fmt.Sprintf("KPI %d: %s", m.KPI, all(parts))
	}
	return all(parts)
}

// driftFacts say of an objective how far it moved since it was agreed first, and whether that has to be acted on.
func (t *turn) driftFacts(s *relationship.Shared, o *relationship.Objective) (f Facts) {
	d := s.Drift(t.now)
	for _, of := range d.Of {
		if of.Objective != o.ID {
			continue
		}
		var parts []string
		for _, m := range of.Moved {
			if words := movedWords(m); words != "" {
				parts = append(parts, words)
			}
		}
		if len(parts) > 0 {
			value := "against what was agreed first: " + strings.Join(parts, "; ")
			if of.Changes > 0 {
				value += fmt.Sprintf("; target changed %s", counted(of.Changes, "time"))
			}
			f = append(f, Fact{Name: "Moved", Value: value})
		}
	}
	if m, ok := mustActOn(d, o.ID); ok {
		f = append(f, Fact{Name: "To be acted on", Value: t.toAct(s, m) + ". A decision about it that every party agrees, or an agreed promise, settles it"})
	}
	return f
}

func mustActOn(d relationship.Drift, objective int) (relationship.MustAct, bool) {
	for _, m := range d.MustAct {
		if m.Objective == objective {
			return m, true
		}
	}
	return relationship.MustAct{}, false
}

// actButtons are the ways to settle what has to be acted on.
func (t *turn) actButtons(s *relationship.Shared, o *relationship.Objective) (b Buttons) {
	if _, ok := mustActOn(s.Drift(t.now), o.ID); ok {
		b = append(b, Button{Label: "Promise what we do about it", Words: fmt.Sprintf("promise new about objective %d", o.ID), Style: Primary},
			Button{Label: "Ask for a promise about it", Words: fmt.Sprintf("promise ask about objective %d", o.ID)},
			Button{Label: "Record a decision about it", Words: fmt.Sprintf("decision new about objective %d", o.ID)})
	}
	return b
}
