package bot

import (
	"fmt"
	"strconv"
	"strings"

	"collab/relationship"
)

// kpiFields are what a form asks about a KPI. The baseline comes before the target: it decides the unit.
func (t *turn) kpiFields(s *relationship.Shared) []asked[relationship.KPITerms] {
	type terms = relationship.KPITerms
	return append([]asked[terms]{
		askText(Field{Name: "title", Label: "What is measured", Hint: "One thing, such as: On-time delivery", Max: 120}, func(k *terms) *string { return &k.Title }),
		askText(Field{Name: "formula", Label: "How the number is made", Hint: "Or where it comes from, such as: trucks on time / all trucks, from the gate log", Kind: Long, Max: 2000, Optional: true}, func(k *terms) *string { return &k.Formula }),
		{Field{Name: "objective", Label: "Objective it measures", Kind: Choice, Options: t.measurable(s), Optional: true},
			func(k terms) string { return orEmpty(k.Objective) },
			func(k *terms, text string) (err error) { k.Objective, err = wholeOf(text); return err }},
		{Field{Name: "baseline", Label: "Where it stands today", Hint: "With its unit, such as 71 %", Max: 60, Optional: true},
			func(k terms) string { return showQuantity(k.Baseline, k.Unit) },
			func(k *terms, text string) error { return takeQuantity(text, &k.Baseline, &k.Unit, true) }},
		{Field{Name: "target", Label: "Target", Hint: "Such as 95 %, 20 to 30 days ± 5, or hold ± 2", Max: 120, Optional: true}, showAim, takeAim},
		askDay(t, Field{Name: "by", Label: "To be reached by", Hint: "Such as 30 Sep or end of year", Optional: true}, func(k *terms) *relationship.Date { return &k.Target.By }),
		{Field{Name: "owner", Label: "Who reports it", Kind: Who, Options: reporters(s), Optional: true},
			func(k terms) string { return k.Owner }, func(k *terms, text string) error { k.Owner = text; return nil }},
		{Field{Name: "every", Label: "How often it is read", Hint: "Such as 14 days or 4 weeks; at least once a quarter", Max: 20, Optional: true},
			func(k terms) string { return everyWords(k.Every) },
			func(k *terms, text string) (err error) { k.Every, err = readEvery(text); return err }},
	}, t.rareKPIFields()...)
}

// rareKPIFields are asked one at a time: "kpi 1 revise weight".
func (t *turn) rareKPIFields() []asked[relationship.KPITerms] {
	type terms = relationship.KPITerms
	behaviour := func(f Field, at func(*terms) *string) asked[terms] {
		a := askText(f, at)
		a.set = func(k *terms, text string) error {
			*at(k) = text
			k.Behaviour = k.Indicator != "" || k.Counting != ""
			return nil
		}
		return a
	}
	return []asked[terms]{
		askDay(t, Field{Name: "since", Label: "Day of the baseline"}, func(k *terms) *relationship.Date { return &k.Since }),
		askText(Field{Name: "note", Label: "Why the target is realistic", Kind: Long, Max: 500, Optional: true}, func(k *terms) *string { return &k.Target.Note }),
		behaviour(Field{Name: "indicator", Label: "What can be seen or heard", Hint: "For a KPI about how people work together", Kind: Long, Max: 500, Optional: true}, func(k *terms) *string { return &k.Indicator }),
		behaviour(Field{Name: "counting", Label: "What counts as once", Kind: Long, Max: 500, Optional: true}, func(k *terms) *string { return &k.Counting }),
		{Field{Name: "worse", Label: "Where it gets worse", Kind: Choice, Options: []Option{{"", "On both sides"}, {"above", "Above the value"}, {"below", "Below the value"}}},
			func(k terms) string { return k.Target.Worse }, func(k *terms, text string) error { k.Target.Worse = strings.ToLower(text); return nil }},
		{Field{Name: "weight", Label: "Weight", Hint: "How many times it counts among the KPIs; empty for once", Kind: Number, Optional: true},
			func(k terms) string { return orEmpty(k.Weight) },
			func(k *terms, text string) (err error) { k.Weight, err = wholeOf(text); return err }},
	}
}

// kpiErrors moves refusals to the fields of the forms.
var kpiErrors = map[string]string{"unit": "baseline", "low": "target", "high": "target", "tolerance": "target", "polarity": "target"}

func orEmpty(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// wholeOf reads a whole number; empty is none.
func wholeOf(text string) (int, error) {
	n, ok := digitsOf(strings.TrimPrefix(text, "#"))
	if text != "" && !ok {
		return 0, fmt.Errorf("%s isn't a whole number. Try 2.", typed(text))
	}
	return n, nil
}

func everyWords(days int) string {
	switch {
	case days == 0:
		return ""
	case days%7 == 0:
		return counted(days/7, "week")
	}
	return counted(days, "day")
}

// readEvery reads how often: "14", "14 days", "every 2 weeks", "week".
func readEvery(text string) (int, error) {
	f := strings.Fields(strings.ToLower(text))
	if len(f) > 0 && f[0] == "every" {
		f = f[1:]
	}
	if len(f) == 0 {
		return 0, nil
	}
	if n, ok := digitsOf(f[0]); ok && len(f) == 1 {
		return n, nil
	}
	days, rest, err := everyDays(f)
	if err != nil || len(rest) > 0 {
		return 0, fmt.Errorf("%s isn't how often I can ask. Try 14 days or 4 weeks.", typed(text))
	}
	return days, nil
}

// measurable lists the objectives a KPI can measure.
func (t *turn) measurable(s *relationship.Shared) []Option {
	var out []Option
	for _, o := range openObjectives(s) {
		out = append(out, Option{strconv.Itoa(o.ID), cut(objectiveName(o), 60) + " (" + whose(s, o, t.who.Party) + ")"})
	}
	return out
}

// reporters lists who can report a KPI: everybody who takes part and does not only read.
func reporters(s *relationship.Shared) []Option {
	var out []Option
	for _, p := range s.People("") {
		if p.Active() && p.Role != relationship.Observer {
			out = append(out, Option{p.ID, s.PersonName(p.ID) + " (" + s.PartyName(p.Party) + ")"})
		}
	}
	return out
}

// newKPI proposes a KPI: "kpi new", "kpi new "On-time delivery"", "kpi new objective 2".
func (t *turn) newKPI() Reply {
	if t.observes() {
		return t.onlyReads()
	}
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			f := t.newKPIForm(v)
			return Reply{Form: &f}
		})
	}
	terms, wrong := t.filledKPI(relationship.KPITerms{})
	t.read(func(v relationship.View) { terms.Every = v.Shared.Cadence.Days })
	if terms.Every == 0 {
		terms.Every = 28
	}
	if terms.Baseline != "" {
		terms.Since = relationship.DateOf(t.now, t.loc)
	}
	if len(wrong) > 0 {
		return Reply{Errors: wrong}
	}
	return t.make("kpi", &relationship.ProposeKPI{KPITerms: terms}, t.proposedKPI).movedErrors(kpiErrors)
}

func (t *turn) newKPIForm(v relationship.View) Form {
	preset, said := relationship.KPITerms{Owner: t.who.Person}, t.s
	if last := len(said.args) - 1; last > 1 && said.args[last-1].is("objective") {
		if n, ok := said.number(last); ok {
			preset.Objective, said.args = n, said.args[:last-1]
		}
	}
	preset.Title = said.rest(1)
	fields := fieldsOf(t.kpiFields(v.Shared), preset, "title", "formula", "objective", "baseline", "target", "by", "owner")
	if len(t.measurable(v.Shared)) == 0 { // nothing to choose from yet
		fields = append(fields[:2], fields[3:]...)
	}
	return Form{Title: "New KPI", Words: "kpi new", Submit: "Propose", Audience: t.joint(v.Shared), Fields: fields,
		Intro: "It counts once every party agreed. The baseline is taken as of today; it is read as often as you check in. Both can be revised."}
}

// filledKPI reads what was filled in into the terms.
func (t *turn) filledKPI(terms relationship.KPITerms) (relationship.KPITerms, map[string]string) {
	var fields []asked[relationship.KPITerms]
	t.read(func(v relationship.View) { fields = t.kpiFields(v.Shared) })
	wrong := fill(t, fields, &terms)
	direct(&terms)
	return terms, wrong
}

// proposedKPI confirms a proposal, and says what is missing before it can be agreed, or who is to agree.
func (t *turn) proposedKPI(v relationship.View, id int) Message {
	k := v.Shared.KPIs[id]
	if k == nil {
		return Plainly("Proposed. Every party can see this.")
	}
	m := Plainly(fmt.Sprintf("Proposed as KPI %d. %s: %s. Every party can see this.", id, k.Title(), wayOf(t, k.Newest().KPITerms)))
	return t.withGaps(v, k, m)
}

// wayOf says in words where a KPI is to go: "from 71 % up to 95 % by Wed 30 Sep".
func wayOf(t *turn, terms relationship.KPITerms) string {
	way := map[relationship.Polarity]string{relationship.PolarityUp: "up to ", relationship.PolarityDown: "down to ", relationship.PolarityRange: "into the range "}[terms.Polarity]
	said := "no target yet"
	if aim := showAim(terms); aim != "" {
		said = way + aim
	}
	if from := showQuantity(terms.Baseline, terms.Unit); from != "" && terms.Polarity != relationship.PolarityHold {
		said = "from " + from + " " + said
	}
	if !terms.Target.By.IsZero() {
		said += " by " + t.day(terms.Target.By)
	}
	return said
}

// withGaps adds to a message what the SMART check misses, each with the way to fill it in; otherwise who is to agree.
func (t *turn) withGaps(v relationship.View, k *relationship.KPI, m Message) Message {
	if gaps := t.smartGaps(v, k); len(gaps) > 0 {
		m.Blocks = append(m.Blocks, listed("Before it can be agreed", gaps))
	} else if waits := waitingFor(v.Shared, k.Newest().Agreed); k.Proposed != nil && len(waits) > 0 {
		m.Blocks = append(m.Blocks, Text{Body: "It waits for " + all(waits) + " to agree."})
	}
	m.Blocks = append(m.Blocks, Buttons{showKPI(k.ID)})
	return m
}

// waitingFor names the parties that have not agreed.
func waitingFor(s *relationship.Shared, agreed func(string) bool) (out []string) {
	for _, p := range s.Active() {
		if !agreed(p.ID) {
			out = append(out, p.Name)
		}
	}
	return out
}
