package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"collab/relationship"
)

// template is what a relationship of some kind often begins with. Its objectives are drafted among one's own people,
// its KPIs are proposed with the gaps that the two sides have to fill: nothing of it is agreed by anybody.
type template struct {
	word, name, about string
	goals             []relationship.Goal
	kpis              []relationship.KPITerms
}

func templates() []template {
	onTime := relationship.KPITerms{Title: "On-time delivery", Formula: "deliveries in the agreed window / all deliveries, from the receiving side's log", Unit: "%"}
	promises := relationship.KPITerms{Title: "Promises kept on time", Formula: "promises delivered by their day / promises that fell due, from this record", Unit: "%"}
	return []template{
		{word: "supply", name: "Supply", about: "one side delivers, the other plans",
			goals: []relationship.Goal{
				{Title: "Deliver on time and complete", Good: "Nobody waits for a delivery, and nobody is surprised by an order", Category: "time"},
				{Title: "Fewer complaints", Good: "A complaint is answered within two days and does not come back", Category: "quality"}},
			kpis: []relationship.KPITerms{onTime,
				{Title: "Forecast accuracy", Formula: "1 - |ordered - forecast| / ordered, from the monthly forecast", Unit: "%"},
				{Title: "Complaints", Formula: "complaints opened since the last reading, from the complaints log", Unit: "complaints"}}},
		{word: "alliance", name: "Alliance", about: "both sides build or sell something together",
			goals: []relationship.Goal{
				{Title: "Win customers together", Good: "Both sides bring each other in early, and customers meet one team", Category: "profit/revenue"},
				{Title: "Decide quickly together", Good: "What needs both sides is decided within two weeks", Category: "time"}},
			kpis: []relationship.KPITerms{
				{Title: "Opportunities worked on together", Formula: "opportunities in which both sides have met the customer, from both lists", Unit: "opportunities"},
				{Title: "Days to a joint decision", Formula: "days from a question being raised to its decision, from the minutes", Unit: "days"}, promises}},
		{word: "small", name: "Start small", about: "one objective and two measures",
			goals: []relationship.Goal{{Title: "Work together without surprises", Good: "Each side hears of a change before it happens", Category: "other"}},
			kpis:  []relationship.KPITerms{onTime, promises}},
	}
}

// fromTemplate is "template", which offers them, and "template supply", which asks what of it is wanted.
func fromTemplate(t *turn) Reply {
	if !t.leads() {
		return t.onlyLeads("begin with a template")
	}
	all := templates()
	i := slices.IndexFunc(all, func(of template) bool { return of.word == strings.ToLower(t.s.arg(0)) })
	if i < 0 {
		return saying(offerTemplates(all))
	}
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			f := t.templateForm(v, all[i])
			return Reply{Form: &f}
		})
	}
	return t.useTemplate(all[i])
}

func offerTemplates(all []template) Message {
	items := Items{Title: "Begin with a template"}
	for _, of := range all {
		items.Items = append(items.Items, Item{Title: of.name, Detail: fmt.Sprintf("%s; %s, %s", of.about, counted(len(of.goals), "objective"), counted(len(of.kpis), "KPI")),
			Button: Button{Label: "Look at " + of.name, Words: "template " + of.word}})
	}
	return Message{Fallback: items.Title, Blocks: []Block{items, Note{"You choose what of it you want. Everything can be changed, and nothing is agreed by it."}}}
}

func (t *turn) templateForm(v relationship.View, of template) Form {
	f := Form{Title: of.name, Words: "template " + of.word, Submit: "Propose", Audience: t.joint(v.Shared),
		Intro: "Choose what fits. Targets and baselines are filled in afterwards; nothing is agreed by this."}
	pick := func(name, label string, titles []string) Field {
		field := Field{Name: name, Label: label, Kind: Choices, Optional: true}
		var values []string
		for i, title := range titles {
			values = append(values, strconv.Itoa(i+1))
			field.Options = append(field.Options, Option{values[i], title})
		}
		field.Value = strings.Join(values, "\n")
		return field
	}
	var goals, kpis []string
	for _, g := range of.goals {
		goals = append(goals, g.Title+": "+g.Good)
	}
	for _, k := range of.kpis {
		kpis = append(kpis, k.Title+": "+k.Formula)
	}
	if v.Party != "" { // audience: drafts are offered on an own surface alone; mutate: s/v.Party != ""/t != nil/
		ours, field := t.internal(v.Shared), pick("goals", "Objectives to draft", goals)
		field.Audience = &ours
		f.Fields = append(f.Fields, field)
	}
	f.Fields = append(f.Fields, pick("kpis", "KPIs to propose", kpis))
	return f
}

// useTemplate drafts and proposes what was chosen, each with a key of its own, in the name of the person.
func (t *turn) useTemplate(of template) Reply {
	var goals, kpis int
	for i, g := range of.goals {
		if !t.chosen("goals", i) || !t.q.Place.Own { // audience: drafts are written on an own surface alone; mutate: s/ || !t.q.Place.Own//
			continue
		}
		if _, err := t.step(fmt.Sprintf("/goal/%d", i), &relationship.DraftObjective{Ours: true, Goal: g}); err != nil {
			return t.refused(err)
		}
		goals++
	}
	every := 28
	t.read(func(v relationship.View) {
		if days := v.Shared.Cadence.Days; days > 0 {
			every = days
		}
	})
	for i, k := range of.kpis {
		if !t.chosen("kpis", i) {
			continue
		}
		k.Owner, k.Every = t.who.Person, every
		if _, err := t.step(fmt.Sprintf("/kpi/%d", i), &relationship.ProposeKPI{KPITerms: k}); err != nil {
			return t.refused(err)
		}
		kpis++
	}
	return t.show(func(v relationship.View) Message { return t.templated(v, goals, kpis) })
}

func (t *turn) chosen(field string, i int) bool {
	return slices.Contains(strings.Split(t.value(field), "\n"), strconv.Itoa(i+1))
}

func (t *turn) templated(v relationship.View, goals, kpis int) Message {
	if goals+kpis == 0 {
		return Plainly("Nothing was chosen, so nothing was recorded.", Button{Label: "Show the templates", Words: "template"})
	}
	m := Plainly(fmt.Sprintf("Recorded: %s drafted, %s proposed. Nothing is agreed; everything can be changed.", counted(goals, "objective"), counted(kpis, "KPI")))
	if goals > 0 {
		m.Blocks = append(m.Blocks, t.draftItems(v))
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "Show KPIs", Words: "kpi"}, {Label: "Show objectives", Words: "objective"}})
	if kpis > 0 {
		m = withNote(m, "KPIs: "+t.joint(v.Shared).Face+".")
	}
	return m
}
