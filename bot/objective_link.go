package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// objectiveLink is "objective link 4" and what can be said to it: agree, dispute, resolve.
func (t *turn) objectiveLink() Reply {
	id, ok := t.s.number(1)
	known := false
	t.read(func(v relationship.View) { known = v.Shared.Links[id] != nil })
	switch {
	case ok && !known:
		return saying(Plainly(fmt.Sprintf("There is no link %d here. The page of an objective lists its links.", id), Button{Label: "Show objectives", Words: "objective", Style: Primary}))
	case !known:
		return saying(Plainly("Name a link by its number: objective link 4 agree. The page of an objective lists its links.", Button{Label: "Show objectives", Words: "objective", Style: Primary}))
	}
	switch verb := strings.ToLower(t.s.arg(2)); verb {
	case "agree", "confirm":
		return t.back(2).do(&relationship.AgreeLink{Link: id}, func(v relationship.View) Message {
			return t.linkSaid(v, id, v.Shared.PartyName(t.who.Party)+" agrees: ")
		})
	case "dispute", "decline":
		return t.disputeLink(id)
	case "resolve":
		return t.resolveLink(id)
	}
	return t.show(func(v relationship.View) Message { return t.linkPage(v, v.Shared.Links[id]) })
}

// linkWords says what a link says: "objective 1 supports objective 3".
func linkWords(l *relationship.AlignmentLink) string {
	verb := map[relationship.LinkType]string{relationship.Supports: "supports", relationship.Complements: "complements",
		relationship.Neutral: "is neutral to", relationship.Conflicts: "conflicts with"}[l.Type]
	return fmt.Sprintf("objective %d %s objective %d", l.From, verb, l.To)
}

// linkSaid confirms a word given to a link, with where it stands now.
func (t *turn) linkSaid(v relationship.View, id int, begins string) Message {
	l := v.Shared.Links[id]
	if l == nil { // said again after it was taken back
		return Plainly("This was taken back since.", Button{Label: "Show objectives", Words: "objective"})
	}
	end := map[relationship.LinkState]string{relationship.LinkProposed: "It waits for " + linkWaits(v.Shared, l) + ".",
		relationship.LinkAgreed: "It is agreed and counts.", relationship.LinkDisputed: "It does not count until both sides agree.",
		relationship.LinkResolved: "The conflict is resolved."}[l.State()]
	if l.Unresolved() && l.State() == relationship.LinkDisputed {
		end = "It stands as a conflict until both sides say it is resolved."
	}
	if l.Unresolved() && len(l.Resolutions) > 0 {
		end = "It is resolved once " + linkWaits(v.Shared, l) + " says so too."
	}
	return Plainly(begins+linkWords(l)+". "+strings.TrimSpace(end+" Every party can see this."),
		Button{Label: fmt.Sprintf("Show link %d", id), Words: fmt.Sprintf("objective link %d", id)}, showObjective(l.From))
}

// linkWaits names the parties whose word a link still needs: the owner of the one objective, and any other.
func linkWaits(s *relationship.Shared, l *relationship.AlignmentLink) string {
	gave := func(party string) bool { return l.Agreements[party].Person != "" }
	if l.Unresolved() && len(l.Resolutions) > 0 {
		gave = func(party string) bool { return l.Resolutions[party].Person != "" }
	}
	if !gave(l.Owner) {
		return s.PartyName(l.Owner)
	}
	var others []string
	for _, p := range s.Others(l.Owner) {
		others = append(others, p.Name)
	}
	return strings.Join(others, " or ")
}

func (t *turn) disputeLink(id int) Reply {
	why := t.why(3)
	if why == "" && !t.submitted() {
		return t.askReason(fmt.Sprintf("Dispute link %d", id), fmt.Sprintf("objective link %d dispute", id), "Dispute", "What is not right about it")
	}
	return t.back(2).do(&relationship.DisputeLink{Link: id, Why: why}, func(v relationship.View) Message {
		return t.linkSaid(v, id, v.Shared.PartyName(t.who.Party)+" disputes that ")
	})
}

// resolveLink says that a conflict is none any more. Who says so first says how; the second agrees to that.
func (t *turn) resolveLink(id int) Reply {
	why, asks := t.why(3), false
	t.read(func(v relationship.View) {
		l := v.Shared.Links[id]
		asks = l.Type == relationship.Conflicts && len(l.Resolutions) == 0
	})
	if why == "" && asks && !t.submitted() {
		return t.askReason(fmt.Sprintf("Resolve the conflict of link %d", id), fmt.Sprintf("objective link %d resolve", id), "Say it is resolved", "How it was resolved")
	}
	return t.back(2).do(&relationship.ResolveLink{Link: id, Why: why}, func(v relationship.View) Message {
		return t.linkSaid(v, id, v.Shared.PartyName(t.who.Party)+" says this conflict is resolved: ")
	})
}

// linkPage shows a link and what the parties said to it.
func (t *turn) linkPage(v relationship.View, l *relationship.AlignmentLink) Message {
	s := v.Shared
	title := fmt.Sprintf("Link %d: %s", l.ID, linkWords(l))
	f := Facts{{Name: "State", Value: string(l.State())}, {Name: "Proposed by", Value: s.PersonName(l.Person) + " (" + s.PartyName(l.Party) + ")", At: l.At},
		{Name: "Shared objective", Value: t.titleOf(s, fmt.Sprintf("objective %d", l.From))}, {Name: "Own, " + s.PartyName(l.Owner), Value: t.titleOf(s, fmt.Sprintf("objective %d", l.To))}}
	for _, p := range s.All() {
		if a, ok := l.Agreements[p.ID]; ok {
			f = append(f, Fact{Name: "Agreed, " + p.Name, Value: s.PersonName(a.Person), At: a.At})
		}
		if d, ok := l.Disputes[p.ID]; ok {
			f = append(f, Fact{Name: "Disputed, " + p.Name, Value: s.PersonName(d.Person) + ": " + orErased(d.Why), At: d.At})
		}
		if d, ok := l.Resolutions[p.ID]; ok {
			f = append(f, Fact{Name: "Resolved, " + p.Name, Value: because(s.PersonName(d.Person), d.Why), At: d.At})
		}
	}
	m := Message{Fallback: title, Blocks: []Block{Text{title, l.Why}, f}}
	if b := t.linkButtons(v, l); len(b) > 0 {
		m.Blocks = append(m.Blocks, b)
	}
	return withNote(m, "Every party can see this.")
}

// linkButtons are what this person can say to a link.
func (t *turn) linkButtons(v relationship.View, l *relationship.AlignmentLink) (b Buttons) {
	words := fmt.Sprintf("objective link %d ", l.ID)
	if !v.Shared.Counts(l) || !t.agrees(v.Shared) {
		return Buttons{showObjective(l.From), showObjective(l.To)}
	}
	if l.Agreements[t.who.Party].Person == "" && l.State() != relationship.LinkResolved {
		b = append(b, Button{Label: "Agree", Words: words + "agree", Style: Primary})
	}
	if l.Unresolved() && l.Resolutions[t.who.Party].Person == "" {
		said := Button{Label: "The conflict is resolved", Words: words + "resolve"}
		if len(l.Resolutions) > 0 {
			said.Opening = AtOnce
		}
		b = append(b, said)
	}
	if l.State() == relationship.LinkAgreed || l.State() == relationship.LinkResolved || l.State() == relationship.LinkProposed && l.Party != t.who.Party {
		b = append(b, Button{Label: "Dispute", Words: words + "dispute"})
	}
	return append(b, showObjective(l.From), showObjective(l.To))
}

// linkItems lists the links of an objective that count.
func (t *turn) linkItems(s *relationship.Shared, o *relationship.Objective) Items {
	var items []Item
	for _, l := range s.LinksOf(o.ID) {
		item := Item{Title: upper(linkWords(l)), Detail: string(l.State()), Button: Button{Label: fmt.Sprintf("Show link %d", l.ID), Words: fmt.Sprintf("objective link %d", l.ID)}}
		if slices.Contains(s.LinksToAgree(t.who.Party), l) && t.agrees(s) {
			item.Detail += ", waits for your side"
			item.Button = Button{Label: fmt.Sprintf("Agree to link %d", l.ID), Words: fmt.Sprintf("objective link %d agree", l.ID), Style: Primary}
		}
		items = append(items, item)
	}
	return listed("Links", items)
}

// unlinked lists the objectives an objective could be linked to and is not: a party's own ones for a joint one, the
// joint ones for another. Of the own ones, only those of this person's party are asked about.
func (t *turn) unlinked(s *relationship.Shared, o *relationship.Objective) (out []*relationship.Objective) {
	linked := map[int]bool{}
	for _, l := range s.LinksOf(o.ID) {
		linked[l.From], linked[l.To] = true, true
	}
	for _, other := range openObjectives(s) {
		fits := other.Joint() != o.Joint() && !linked[other.ID]
		if fits && (other.Joint() || other.Owner == t.who.Party) {
			out = append(out, other)
		}
	}
	return out
}

// linkQuestions asks how an objective relates to one's own, with a button for the usual answer.
func (t *turn) linkQuestions(s *relationship.Shared, o *relationship.Objective) Items {
	title, label := "Does it support yours?", "Yes, it supports objective %d"
	if !o.Joint() {
		title, label = "Does a shared one support it?", "Yes, objective %d supports it"
	}
	var items []Item
	for _, other := range t.unlinked(s, o) {
		items = append(items, Item{Title: objectiveName(other), Button: Button{Label: fmt.Sprintf(label, other.ID), Words: fmt.Sprintf("objective %d link %d supports", o.ID, other.ID)}})
	}
	list := listed(title, items)
	if len(items) > 0 {
		list.Rest = Button{Label: "Say it otherwise", Words: fmt.Sprintf("objective %d link", o.ID)}
	}
	return list
}

// proposeLink is "objective 2 link 3 supports": how a joint objective relates to a party's own, in either order.
func (t *turn) proposeLink(id int) Reply {
	other, _ := t.s.number(2)
	kind, why := relationship.LinkType(strings.ToLower(t.s.arg(3))), t.why(4)
	if t.submitted() {
		fmt.Sscanf(t.value("other"), "%d", &other)
		kind = relationship.LinkType(t.value("type"))
	}
	if !t.submitted() && (other == 0 || !slices.Contains(relationship.LinkTypes, kind)) {
		return t.linkForm(id, other, kind)
	}
	from, to := id, other
	t.read(func(v relationship.View) {
		if a, b := v.Shared.Objectives[id], v.Shared.Objectives[other]; b != nil && b.Joint() && !a.Joint() {
			from, to = other, id
		}
	})
	c := &relationship.ProposeLink{From: from, To: to, Type: kind, Why: why}
	return t.make("link", c, func(v relationship.View, link int) Message {
		return t.linkSaid(v, link, "Proposed: ")
	}).movedErrors(map[string]string{"from": "other", "to": "other"})
}

// linkForm asks how an objective relates to another.
func (t *turn) linkForm(id, other int, kind relationship.LinkType) Reply {
	if t.observes() {
		return t.onlyReads()
	}
	return t.reply(func(v relationship.View) Reply {
		s, o := v.Shared, v.Shared.Objectives[id]
		var others []Option
		for _, x := range openObjectives(s) {
			if x.Joint() != o.Joint() {
				others = append(others, Option{fmt.Sprint(x.ID), objectiveName(x) + " (" + whose(s, x, t.who.Party) + ")"})
			}
		}
		if !o.Open() || len(others) == 0 {
			return saying(Plainly("A link goes from a shared objective to a party's own, both open. There is none to link this one to.",
				Button{Label: "Share an objective", Words: "objective new", Style: Primary}, showObjective(id)))
		}
		f := Form{Title: fmt.Sprintf("Link objective %d", id), Words: fmt.Sprintf("objective %d link", id), Submit: "Propose the link", Audience: t.joint(s),
			Intro: "It counts once the owner of the one and another party agree.", Fields: []Field{
				{Name: "other", Label: "The other objective", Kind: Choice, Options: others},
				{Name: "type", Label: "How they relate", Kind: Choice, Value: string(kind), Options: linkTypes()},
				{Name: "why", Label: "Why", Kind: Long, Max: 2000, Optional: true}}}
		if other > 0 {
			f.Fields[0].Value = fmt.Sprint(other)
		}
		return Reply{Form: &f}
	})
}

func linkTypes() []Option {
	return []Option{{"supports", "Supports: reaching the shared one helps to reach the other"}, {"complements", "Complements: both go well together"},
		{"neutral", "Neutral: neither helps nor hinders"}, {"conflicts", "Conflicts: reaching the one hinders the other"}}
}
