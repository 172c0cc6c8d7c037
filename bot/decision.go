package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// decision lists what the parties decided, shows one decision, records one outside a review, and agrees to, refuses,
// replaces or reverses one.
func decision(t *turn) Reply {
	if t.verb("new") == "new" || len(t.s.args) > 0 && t.s.args[0].quoted {
		return t.deciding(0)
	}
	id, numbered := t.s.number(0)
	if !numbered {
		return t.show(t.decisionList)
	}
	known := false
	t.read(func(v relationship.View) { known = v.Shared.Decisions[id] != nil })
	if !known {
		return saying(noSuch(fmt.Sprintf("decision %d", id), Button{Label: "Decisions", Words: "decision", Style: Primary}))
	}
	return t.decisionVerb(id)
}

// decisionVerb does one thing with one decision, or shows it.
func (t *turn) decisionVerb(id int) Reply {
	switch strings.ToLower(t.s.arg(1)) {
	case "", "show":
		return t.show(func(v relationship.View) Message { return t.decisionPage(v, v.Shared.Decisions[id]) })
	case "agree":
		return t.back(1).do(&relationship.AgreeDecision{Seen: t.drawnAt(), Decision: id}, func(v relationship.View) Message {
			return t.decisionSaid(v, id, fmt.Sprintf("Agreed for %s: decision %d.", v.Shared.PartyName(t.who.Party), id))
		})
	case "refuse":
		return t.because(t.refusingDecision(id))
	case "replace", "supersede":
		return t.replacing(id)
	case "reverse":
		return t.because(t.reversing(id))
	}
	return t.unknownVerb("decision", fmt.Sprintf("decision %d", id), "agree", "refuse", "replace", "reverse")
}

// decisionThing is how the record names a decision.
func decisionThing(id int) string { return fmt.Sprintf("decision %d", id) }

func showDecision(id int) Button {
	return Button{Label: fmt.Sprintf("Show decision %d", id), Words: fmt.Sprintf("decision %d", id)}
}

// decisionList lists the decisions, the newest first, a page at a time.
func (t *turn) decisionList(v relationship.View) Message {
	ids := sortedIDs(v.Shared.Decisions)
	slices.Reverse(ids)
	page, more, rest := paged(t, ids, "Show older ones", "decision all")
	m := Plainly("No decision is on record yet.")
	if len(ids) > 0 {
		m = Message{Fallback: counted(len(ids), "decision"), Blocks: []Block{
			Items{Title: "Decisions, the newest first", Items: t.decisionItems(v.Shared, page), More: more, Rest: rest}}}
	}
	if !t.observes() {
		m.Blocks = append(m.Blocks, Buttons{{Label: "Record a decision", Words: "decision new", Style: Primary}})
	}
	return withNote(m, t.joint(v.Shared).Face)
}

// decisionItems are decisions as lines of a list.
func (t *turn) decisionItems(s *relationship.Shared, ids []int) (out []Item) {
	for _, id := range ids {
		if d := s.Decisions[id]; d != nil {
			out = append(out, Item{Title: decisionName(d), Detail: t.decisionLine(s, d), Button: showDecision(id)})
		}
	}
	return out
}

func decisionName(d *relationship.Decision) string {
	if d.Question == "" {
		return fmt.Sprintf("%d. (words erased)", d.ID)
	}
	return fmt.Sprintf("%d. %s", d.ID, cut(oneLine(d.Question), 100))
}

// decisionLine is what one line says of a decision: what came out, and how that stands.
func (t *turn) decisionLine(s *relationship.Shared, d *relationship.Decision) string {
	parts := []string{cut(oneLine(outcomeOf(d)), 200), t.decisionState(s, d)}
	if !d.LookAgain.IsZero() && d.Replaced == 0 {
		parts = append(parts, "to be looked at again on "+t.day(d.LookAgain))
	}
	return strings.Join(parts, "; ")
}

// outcomeOf is what a decision says is to hold.
func outcomeOf(d *relationship.Decision) string {
	if d.Reverses {
		return fmt.Sprintf("decision %d no longer holds", d.Replaces)
	}
	return strings.TrimRight(orErased(d.Outcome), ".")
}

// decisionState says where a decision stands, and for whom or what it waits.
func (t *turn) decisionState(s *relationship.Shared, d *relationship.Decision) string {
	state := string(d.State())
	switch {
	case d.State() == relationship.DecisionDecided:
		return state + " on " + t.day(relationship.DateOf(d.Decided, t.loc))
	case d.Replaced > 0:
		return fmt.Sprintf("%s by decision %d", state, d.Replaced)
	case d.Refusal != nil:
		return "refused by " + s.PartyName(d.Refusal.Party)
	case t.withMinutes(s, d):
		return fmt.Sprintf("%s, decided with the minutes of review %d", state, d.Review)
	}
	return state + ", waits for " + all(t.decisionWaits(s, d))
}

// withMinutes says whether a decision still waits for the minutes of its review, and not for the parties' word by itself.
func (t *turn) withMinutes(s *relationship.Shared, d *relationship.Decision) bool {
	r := s.Reviews[d.Review]
	return r != nil && (r == s.LatestReview() || r.Minutes != nil)
}

// decisionWaits names the parties that have not agreed to a decision outside a review.
func (t *turn) decisionWaits(s *relationship.Shared, d *relationship.Decision) (out []string) {
	for _, p := range s.Active() {
		if _, agreed := d.Agreed[p.ID]; !agreed {
			out = append(out, p.Name)
		}
	}
	return out
}

// decisionPage is one decision in full, with what this person can do with it.
func (t *turn) decisionPage(v relationship.View, d *relationship.Decision) Message {
	s := v.Shared
	title := t.titleOf(s, decisionThing(d.ID))
	m := Message{Fallback: title + ": " + t.decisionLine(s, d), Blocks: []Block{Text{Title: cut(title, 140)}, t.decisionFacts(s, d)}}
	if cited := t.cited(s, d.Evidence); len(cited) > 0 {
		m.Blocks = append(m.Blocks, listed("It rests on", t.evidenceItems(v, cited)))
	}
	if b := t.decisionButtons(v, d); len(b) > 0 {
		m.Blocks = append(m.Blocks, b)
	}
	return withNote(m, t.joint(s).Face)
}

func (t *turn) cited(s *relationship.Shared, ids []int) (out []*relationship.Evidence) {
	for _, id := range ids {
		if e := s.Evidence[id]; e != nil {
			out = append(out, e)
		}
	}
	return out
}

func (t *turn) decisionFacts(s *relationship.Shared, d *relationship.Decision) Facts {
	var f Facts
	add := func(name, value string) {
		if value != "" {
			f = append(f, Fact{Name: name, Value: value})
		}
	}
	add("Considered", optionsOf(d))
	add("Outcome", outcomeOf(d))
	add("State", t.decisionState(s, d))
	for _, id := range sortedIDs(s.Decisions) {
		if o := s.Decisions[id]; o.Replaces == d.ID && d.Replaced == 0 && o.Refusal == nil {
			add("Proposed in its place", fmt.Sprintf("decision %d: %s", id, outcomeOf(o)))
		}
	}
	if d.Replaces > 0 {
		add("In place of", fmt.Sprintf("decision %d, because: %s", d.Replaces, orErased(d.Why)))
	}
	if len(d.About) > 0 {
		add("About", all(t.shortNames(d.About)))
	}
	add("Look at it again", t.dayOrNone(d.LookAgain))
	f = append(f, Fact{Name: "Recorded by", Value: s.PersonName(d.By) + " (" + s.PartyName(d.Party) + ")", At: d.At})
	for _, p := range s.All() {
		if a, ok := d.Agreed[p.ID]; ok {
			f = append(f, Fact{Name: "Agreed, " + p.Name, Value: s.PersonName(a.Person), At: a.At})
		}
	}
	if k := d.Refusal; k != nil {
		f = append(f, Fact{Name: "Refused, " + s.PartyName(k.Party), Value: s.PersonName(k.By) + ": " + orErased(k.Why), At: k.At})
	}
	return f
}

// optionsOf is what else was considered, on one line.
func optionsOf(d *relationship.Decision) string {
	var out []string
	for _, line := range linesOf(d.Options) {
		out = append(out, strings.TrimRight(line, ".;"))
	}
	return strings.Join(out, "; ")
}

// decisionButtons are what this person can do with a decision now.
func (t *turn) decisionButtons(v relationship.View, d *relationship.Decision) (b Buttons) {
	tail := seen(v, decisionThing(d.ID))
	if slices.ContainsFunc(v.Shared.Questions(t.now), func(q relationship.Question) bool {
		return q.Thing == decisionThing(d.ID) && slices.Contains(q.Persons, t.who.Person)
	}) {
		b = append(b, Button{Label: "Agree", Words: fmt.Sprintf("decision %d agree%s", d.ID, tail), Style: Primary},
			Button{Label: "Refuse", Words: fmt.Sprintf("decision %d refuse%s", d.ID, tail)})
	}
	if d.State() == relationship.DecisionDecided && !d.Reverses && !t.observes() {
		b = append(b, Button{Label: "Decide otherwise", Words: fmt.Sprintf("decision %d replace%s", d.ID, tail)},
			Button{Label: "Reverse it", Words: fmt.Sprintf("decision %d reverse%s", d.ID, tail)})
	}
	if d.Review > 0 {
		b = append(b, showReview(d.Review))
	}
	return b
}
