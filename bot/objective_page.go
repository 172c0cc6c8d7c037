package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// objectivePage shows an objective: what it says, who said what to it, how it fits, what one can do.
func (t *turn) objectivePage(v relationship.View, o *relationship.Objective) Message {
	s := v.Shared
	title := t.titleOf(s, fmt.Sprintf("objective %d", o.ID))
	m := Message{Fallback: title + ", " + string(s.ObjectiveState(o)), Blocks: []Block{Text{title, o.Good}}}
	add := func(b ...Block) { m.Blocks = append(m.Blocks, b...) }
	if o.Driver != "" {
		add(Text{"Why", o.Driver})
	}
	add(slices.Concat(t.objectiveFacts(s, o), t.goalFacts(o.Goal), t.firstAgreed(s, o), t.driftFacts(s, o), t.saidTo(s, o)))
	if links := t.linkItems(s, o); len(links.Items) > 0 {
		add(links)
	}
	add(t.measuredBy(s, o))
	add(t.notesOn(v, fmt.Sprintf("objective %d", o.ID))...)
	if o.Open() && !t.observes() {
		if ask := t.linkQuestions(s, o); len(ask.Items) > 0 {
			add(ask)
		}
		add(t.objectiveButtons(v, o))
	}
	return withNote(m, "Every party can see this.")
}

// objectiveFacts says whose an objective is and where it stands.
func (t *turn) objectiveFacts(s *relationship.Shared, o *relationship.Objective) Facts {
	f := Facts{{Name: "Whose", Value: whose(s, o, t.who.Party)}, {Name: "State", Value: string(s.ObjectiveState(o))}}
	if !o.Open() {
		f[1].At = o.Closed
		if o.Why != "" {
			f = append(f, Fact{Name: "Why it ended so", Value: o.Why})
		}
	}
	for _, in := range s.Alignment(t.now).Invalid {
		if in.Objective == o.ID {
			f = append(f, Fact{Name: "Not valid yet", Value: lacking(s, in)})
		}
	}
	return f
}

// goalFacts are the short facts of what an objective says.
func (t *turn) goalFacts(g relationship.Goal) Facts {
	var f Facts
	add := func(name, value string) {
		if value != "" {
			f = append(f, Fact{Name: name, Value: value})
		}
	}
	add("About", string(g.Category))
	add("Target", aimOf(t, g))
	add("Stood at first", showQuantity(g.Baseline, g.Unit))
	add("Serves", g.Reference)
	return f
}

// aimOf is what an objective aims at, and until when; empty when it says neither.
func aimOf(t *turn, g relationship.Goal) string {
	target, due := showQuantity(g.Target, g.Unit), t.dayOrNone(g.Due)
	switch {
	case due == "":
		return target
	case target == "":
		return "by " + due
	}
	return target + " by " + due
}

// firstAgreed puts what was agreed first beside what is aimed at now: no later edit moves that yardstick.
func (t *turn) firstAgreed(s *relationship.Shared, o *relationship.Objective) Facts {
	first := s.FirstAgreed(o)
	f := Fact{Name: "First agreed", Value: "not agreed yet"}
	switch {
	case first == nil:
	case first.Number == o.Number:
		f.Value = fmt.Sprintf("as it stands (version %d)", o.Number)
	default:
		f.Value = fmt.Sprintf("%s (version %d; now version %d)", orNone(aimOf(t, first.Goal)), first.Number, o.Number)
	}
	return Facts{f}
}

// saidTo is what the parties said to an objective as it stands.
func (t *turn) saidTo(s *relationship.Shared, o *relationship.Objective) Facts {
	f := Facts{{Name: "Written by", Value: s.PersonName(o.Person) + " (" + s.PartyName(o.Party) + ")", At: o.At}}
	for _, p := range s.All() {
		name := s.PartyName(p.ID)
		if a, ok := o.Confirmations[p.ID]; ok {
			said := s.PersonName(a.Person)
			if slices.Contains(s.ToConfirm(p.ID, t.now), o) {
				said += ", to be confirmed again; last on"
			}
			f = append(f, Fact{Name: "Confirmed, " + name, Value: said, At: a.At})
		}
		if a, ok := o.Acknowledgements[p.ID]; ok {
			f = append(f, Fact{Name: "Acknowledged, " + name, Value: s.PersonName(a.Person), At: a.At})
		}
		if a, ok := o.Objections[p.ID]; ok {
			f = append(f, Fact{Name: "Declined, " + name, Value: s.PersonName(a.Person) + ": " + orErased(a.Why), At: a.At})
		}
		if c, ok := o.Closing[p.ID]; ok && o.Open() {
			f = append(f, Fact{Name: "To close, " + name, Value: because(string(c.Result), c.Why), At: c.At})
		}
	}
	if len(s.Unconfirmed(o)) > 0 && o.Open() && !o.Joint() { // of a joint one it is said with what it lacks
		f = append(f, Fact{Name: "Waits for", Value: s.PartyName(o.Owner) + " to confirm it"})
	}
	return f
}

// because is a thing with the reason given, if there is one.
func because(what, why string) string {
	if why == "" {
		return what
	}
	return what + ": " + why
}

// ended is a text as a whole sentence, with one full stop.
func ended(text string) string { return strings.TrimRight(text, ". ") + "." }

func orErased(words string) string {
	if words == "" {
		return "(words erased)"
	}
	return words
}

// measuredBy lists the KPIs of an objective; what nobody measures, nobody can manage.
func (t *turn) measuredBy(s *relationship.Shared, o *relationship.Objective) Items {
	items := Items{Title: "Measured by"}
	for _, id := range sortedIDs(s.KPIs) {
		if k := s.KPIs[id]; k.Terms().Objective == o.ID && k.Retired.IsZero() {
			items.Items = append(items.Items, Item{Title: fmt.Sprintf("%d. %s", id, k.Title()), Detail: t.kpiShort(k), Button: showKPI(id)})
		}
	}
	if len(items.Items) == 0 {
		items.Items = []Item{{Title: "No KPI yet"}}
		if o.Open() && !t.observes() {
			items.Items[0].Button = Button{Label: "Define a KPI", Words: fmt.Sprintf("kpi new objective %d", o.ID)}
		}
	}
	return listed(items.Title, items.Items)
}

// objectiveButtons are what this person's party can do with an open objective, what waits for it first.
func (t *turn) objectiveButtons(v relationship.View, o *relationship.Objective) Buttons {
	s, words := v.Shared, fmt.Sprintf("objective %d ", o.ID)
	mark := seen(v, fmt.Sprintf("objective %d", o.ID))
	mine := o.Joint() || o.Owner == t.who.Party
	b := t.actButtons(s, o)
	if t.agrees(s) && slices.Contains(s.ToConfirm(t.who.Party, t.now), o) && (!o.Joint() || len(s.Active()) > 1) {
		b = append(b, Button{Label: fmt.Sprintf("Confirm objective %d", o.ID), Words: words + "confirm" + mark, Style: Primary})
		if _, declined := o.Objections[t.who.Party]; o.Joint() && !declined && s.ObjectiveState(o) != relationship.ObjectiveActive {
			b = append(b, Button{Label: "Decline", Words: words + "decline" + mark})
		}
	}
	if slices.Contains(s.ToAcknowledge(t.who.Party), o) {
		b = append(b, Button{Label: fmt.Sprintf("Acknowledge objective %d", o.ID), Words: words + "acknowledge" + mark, Style: Primary})
	}
	if mine {
		b = append(b, Button{Label: "Revise", Words: words + "revise" + mark})
		if t.agrees(s) {
			b = append(b, Button{Label: "Close", Words: words + "close" + mark})
		}
	}
	return append(b, Button{Label: "History", Words: words + "history"}, Button{Label: "Objectives", Words: "objective"})
}

// objectiveHistory lists the versions of an objective, what each changed and who said what to it, the first agreed
// target beside the current one.
func (t *turn) objectiveHistory(v relationship.View, o *relationship.Objective) Message {
	s := v.Shared
	title := "History of objective " + objectiveName(o)
	m := Message{Fallback: title, Blocks: []Block{Text{Title: title},
		append(Facts{{Name: "Now", Value: orNone(aimOf(t, o.Goal))}}, t.firstAgreed(s, o)...)}}
	versions := o.Versions()
	for i, version := range slices.Backward(versions) {
		if len(versions)-i > mostLines {
			m.Blocks = append(m.Blocks, Note{fmt.Sprintf("and %d earlier", i+1)})
			break
		}
		head := Text{Title: fmt.Sprintf("Version %d", version.Number), Body: t.versionLine(s, version)}
		m.Blocks = append(m.Blocks, head)
		if i == 0 {
			m.Blocks = append(m.Blocks, t.goalChanges(relationship.Goal{}, version.Goal))
		} else if f := t.goalChanges(versions[i-1].Goal, version.Goal); len(f) > 0 {
			m.Blocks = append(m.Blocks, f)
		}
	}
	m.Blocks = append(m.Blocks, Buttons{showObjective(o.ID), {Label: "Every entry about it", Words: fmt.Sprintf("audit objective %d", o.ID)}})
	return m
}

// versionLine says of one version who wrote it and what the parties said to it.
func (t *turn) versionLine(s *relationship.Shared, version relationship.ObjectiveVersion) string {
	line := fmt.Sprintf("by %s of %s, %s.", s.PersonName(version.Person), s.PartyName(version.Party), t.at(version.At))
	for _, p := range s.All() {
		if a, ok := version.Confirmations[p.ID]; ok {
			line += fmt.Sprintf(" %s confirmed it %s.", p.Name, t.day(relationship.DateOf(a.First, t.loc)))
		}
		if a, ok := version.Objections[p.ID]; ok {
			line += fmt.Sprintf(" %s declined it: %s", p.Name, orErased(a.Why))
		}
	}
	return line
}
