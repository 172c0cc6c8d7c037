package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// objective lists what is to be reached, ours, mine and yours; shows one; and lets people draft, share, confirm,
// revise, link and close them.
func objective(t *turn) Reply {
	switch t.verb("new", "link", "list", "ended") {
	case "new":
		return t.newObjective(t.s.rest(1))
	case "link":
		return t.objectiveLink()
	case "ended":
		return t.show(t.endedObjectives)
	case "list":
		return t.show(t.objectiveList)
	}
	kind, id, ok := t.s.ref(0)
	switch {
	case ok && kind == 'd':
		return t.draft(id)
	case ok:
		return t.objectiveNumber(id)
	case len(t.s.args) == 1 && t.s.args[0].quoted:
		return t.newObjective(t.s.arg(0))
	case len(t.s.args) > 0:
		return saying(Plainly("I look objectives up by their number: objective 2, objective 2 confirm. A new one begins with: objective new.",
			Button{Label: "Show objectives", Words: "objective", Style: Primary}, Button{Label: "Help", Words: "help objective"}))
	}
	return t.show(t.objectiveList)
}

// objectiveNumber is "objective 2" and what can be done with it.
func (t *turn) objectiveNumber(id int) Reply {
	if r, ok := t.knownObjective(id); !ok {
		return r
	}
	switch verb := strings.ToLower(t.s.arg(1)); verb {
	case "confirm", "agree":
		return t.confirmObjective(id)
	case "acknowledge", "ack":
		return t.acknowledgeObjective(id)
	case "decline", "refuse":
		return t.declineObjective(id)
	case "revise", "edit":
		return t.reviseObjective(id)
	case "close":
		return t.closeObjective(id)
	case "history", "versions":
		return t.show(func(v relationship.View) Message { return t.objectiveHistory(v, v.Shared.Objectives[id]) })
	case "link":
		return t.proposeLink(id)
	case "":
		return t.show(func(v relationship.View) Message { return t.objectivePage(v, v.Shared.Objectives[id]) })
	}
	return t.unknownVerb("objective", fmt.Sprintf("objective %d", id),
		"confirm", "acknowledge", "decline", "revise", "close", "history", "link")
}

// unknownVerb answers a verb that a noun does not have with the nearest one, never run by guess.
func (t *turn) unknownVerb(noun, words string, verbs ...string) Reply {
	typo := t.s.arg(len(strings.Fields(words)) - 1)
	if near := nearest(strings.ToLower(typo), verbs); near != "" {
		return saying(Plainly(fmt.Sprintf("I don't know %s here. Did you mean %s %s?", typed(typo), words, near),
			Button{Label: "Run " + words + " " + near, Words: words + " " + near, Style: Primary}, Button{Label: "Help", Words: say("help", noun)}))
	}
	return saying(Plainly(fmt.Sprintf("I don't know %s here. After %s you can say: %s.", typed(typo), words, strings.Join(verbs, ", ")),
		Button{Label: "Show " + words, Words: words, Style: Primary}, Button{Label: "Help", Words: say("help", noun)}))
}

// knownObjective says no for a number that no objective has.
func (t *turn) knownObjective(id int) (r Reply, ok bool) {
	t.read(func(v relationship.View) { ok = v.Shared.Objectives[id] != nil })
	if !ok {
		r = saying(Plainly(fmt.Sprintf("There is no objective %d here.", id), Button{Label: "Show objectives", Words: "objective", Style: Primary}))
	}
	return r, ok
}

// objectiveList lists the objectives that have not ended in three groups, with how well they fit together and what is
// missing.
func (t *turn) objectiveList(v relationship.View) Message {
	s := v.Shared
	a := s.Alignment(t.now)
	m := Message{Fallback: "Objectives of " + s.Name + ": " + a.ValidityText() + " valid"}
	if a.NoneActive {
		m.Blocks = append(m.Blocks, Text{Body: "No objective is agreed by everyone yet. Without a shared one the collaboration is unlikely to succeed."})
	}
	m.Blocks = append(m.Blocks, t.objectiveGroup(s, "Ours", "", a))
	m.Blocks = append(m.Blocks, t.objectiveGroup(s, "Mine: "+s.PartyName(t.who.Party), t.who.Party, a))
	for _, p := range s.All() {
		if group := t.objectiveGroup(s, "Yours: "+p.Name, p.ID, a); p.ID != t.who.Party && (p.State == relationship.PartyActive || group.Items[0].Button.Words != "") {
			m.Blocks = append(m.Blocks, group)
		}
	}
	if v.Party != "" && len(v.Own.OpenDrafts()) > 0 {
		m.Blocks = append(m.Blocks, t.draftItems(v))
	}
	m.Blocks = append(m.Blocks, alignmentFacts(s, a))
	if gaps := t.alignmentGaps(s, a); len(gaps) > 0 {
		m.Blocks = append(m.Blocks, listed("To settle", gaps))
	}
	return t.withObjectiveButtons(s, m)
}

func (t *turn) withObjectiveButtons(s *relationship.Shared, m Message) Message {
	var buttons Buttons
	if !t.observes() {
		buttons = append(buttons, Button{Label: "Share an objective", Words: "objective new", Style: Primary})
	}
	if n := len(s.Objectives) - len(openObjectives(s)); n > 0 {
		buttons = append(buttons, Button{Label: fmt.Sprintf("Show the %d that ended", n), Words: "objective ended"})
	}
	if len(buttons) > 0 {
		m.Blocks = append(m.Blocks, buttons)
	}
	return m
}

// objectiveGroup lists the open objectives of one owner: the joint ones when there is none.
func (t *turn) objectiveGroup(s *relationship.Shared, title, owner string, a relationship.Alignment) Items {
	uncovered := map[int]bool{}
	for _, c := range a.Coverage {
		for _, id := range c.Uncovered {
			uncovered[id] = true
		}
	}
	var items []Item
	for _, o := range openObjectives(s) {
		if o.Owner != owner {
			continue
		}
		item := Item{Title: objectiveName(o), Detail: t.objectiveStands(s, o), Button: showObjective(o.ID)}
		if uncovered[o.ID] {
			item.Detail += ", not carried by a shared one yet"
		}
		items = append(items, item)
	}
	if len(items) == 0 {
		items = []Item{{Title: "None yet"}}
	}
	return listed(title, items)
}

func showObjective(id int) Button {
	return Button{Label: fmt.Sprintf("Show objective %d", id), Words: fmt.Sprintf("objective %d", id)}
}

// alignmentFacts says in figures how well the joint objectives carry what each party wants for itself.
func alignmentFacts(s *relationship.Shared, a relationship.Alignment) Facts {
	f := Facts{{Name: "Shared objectives valid", Value: validity(a)}}
	for _, c := range a.Coverage {
		f = append(f, Fact{Name: "Carried by shared ones, " + s.PartyName(c.Party), Value: c.Ratio.String()})
	}
	return append(f, Fact{Name: "Acknowledged", Value: a.Acknowledgement.String()},
		Fact{Name: "Confirmations fresh", Value: a.Freshness.String()})
}

// alignmentGaps lists what keeps the objectives from fitting: joint ones that are not valid, with the reason, and
// conflicts.
func (t *turn) alignmentGaps(s *relationship.Shared, a relationship.Alignment) []Item {
	var out []Item
	for _, in := range a.Invalid {
		out = append(out, Item{Title: t.titleOf(s, fmt.Sprintf("objective %d", in.Objective)), Detail: lacking(s, in), Button: showObjective(in.Objective)})
	}
	for _, c := range a.Conflicts {
		out = append(out, Item{Title: fmt.Sprintf("Link %d: %s", c.Link, linkWords(s.Links[c.Link])), Detail: "unresolved " + t.sinceWords(c.Since),
			Button: Button{Label: fmt.Sprintf("Show link %d", c.Link), Words: fmt.Sprintf("objective link %d", c.Link)}})
	}
	if bare := s.Unmeasured(); len(bare) > 0 {
		out = append(out, Item{Title: "No KPI measures " + objectiveNumbers(bare), Button: Button{Label: "Define a KPI", Words: "kpi new"}})
	}
	return out
}

// objectiveNumbers names objectives by number: "objective 1", "objectives 1, 2 and 4".
func objectiveNumbers(ids []int) string {
	var list []string
	for _, id := range ids {
		list = append(list, fmt.Sprint(id))
	}
	if len(list) == 1 {
		return "objective " + list[0]
	}
	return "objectives " + all(list)
}

// lacking says why a joint objective is not valid.
func lacking(s *relationship.Shared, in relationship.Invalid) string {
	var why []string
	names := func(ids []string) string {
		var out []string
		for _, id := range ids {
			out = append(out, s.PartyName(id))
		}
		return all(out)
	}
	if in.Alone {
		why = append(why, "needs a second party")
	}
	if len(in.Unconfirmed) > 0 && !in.Alone {
		why = append(why, "waits for "+names(in.Unconfirmed))
	}
	if len(in.Stale) > 0 {
		why = append(why, "to be confirmed again by "+names(in.Stale))
	}
	if len(in.Unsupported) > 0 {
		why = append(why, "supports no own objective of "+strings.ReplaceAll(names(in.Unsupported), " and ", " or ")+" yet")
	}
	if len(in.Conflicts) > 0 {
		why = append(why, "conflicts with a party's own")
	}
	return strings.Join(why, "; ")
}

// endedObjectives lists how the objectives that are no longer pursued ended.
func (t *turn) endedObjectives(v relationship.View) Message {
	var items []Item
	for _, id := range sortedIDs(v.Shared.Objectives) {
		if o := v.Shared.Objectives[id]; !o.Open() {
			items = append(items, Item{Title: objectiveName(o), Detail: whose(v.Shared, o, t.who.Party) + ", " + string(o.Result), At: o.Closed, Button: showObjective(id)})
		}
	}
	if len(items) == 0 {
		return Plainly("No objective has ended.", Button{Label: "Show objectives", Words: "objective"})
	}
	return Message{Fallback: counted(len(items), "objective") + " ended", Blocks: []Block{listed("Ended", items)}}
}
