package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"collab/relationship"
)

// reviewPage is a review in full: where it stands, what was answered, its agenda or its minutes, and what this person
// can do now.
func (t *turn) reviewPage(v relationship.View, r *relationship.Review) Message {
	s := v.Shared
	title := fmt.Sprintf("Review %d of %s", r.ID, s.Name)
	m := Message{Fallback: title + ": " + t.reviewState(s, r),
		Blocks: []Block{Text{title, "Looks back at " + t.span(r.Quarter) + "."}, t.reviewFacts(s, r), t.reviewAnswers(s, r)}}
	add := func(b ...Block) { m.Blocks = append(m.Blocks, b...) }
	add(t.minutesBlocks(s, r)...)
	add(t.cameOf(s, r)...)
	if r.Minutes == nil && r == s.LatestReview() {
		add(t.agendaBlocks(v, r)...)
	}
	if next, ok := s.NextReview(t.now); ok && r == s.LatestReview() && (r.Closed() || r.State(t.now) == relationship.ReviewMissed) {
		add(t.nextReview(next))
	}
	add(t.reviewButtons(v, r))
	return withNote(m, t.joint(s).Face)
}

// cameOf lists what was decided and promised in a review, and says of what is not in its minutes that it is not.
func (t *turn) cameOf(s *relationship.Shared, r *relationship.Review) (blocks []Block) {
	later := func(items []Item, ids, listed []int) []Item {
		for i := range items {
			if m := r.Minutes; m != nil && !slices.Contains(listed, ids[i]) {
				items[i].Detail += fmt.Sprintf("; not in version %d of the minutes", m.Version)
			}
		}
		return items
	}
	m := relationship.Minutes{}
	if r.Minutes != nil {
		m = *r.Minutes
	}
	if len(r.Decisions) > 0 {
		items := later(t.decisionItems(s, r.Decisions), r.Decisions, m.Decisions)
		blocks = append(blocks, agendaPart("Decisions", items, "decision"))
	}
	actions := s.Actions(r.ID, t.now)
	var ids []int
	for _, c := range actions {
		ids = append(ids, c.ID)
	}
	if len(ids) > 0 {
		blocks = append(blocks, agendaPart("Actions", later(t.promiseLines(s, actions), ids, m.Actions), "promise all"))
	}
	return blocks
}

// promiseLines are promises as lines of a list.
func (t *turn) promiseLines(s *relationship.Shared, list []*relationship.Commitment) (out []Item) {
	for _, c := range list {
		out = append(out, t.promiseItem(s, c))
	}
	return out
}

// reviewState says how a review stands: its state, and for minutes on their way, whom they wait for.
func (t *turn) reviewState(s *relationship.Shared, r *relationship.Review) string {
	state := string(r.State(t.now))
	if m := r.Minutes; m != nil && !r.Closed() {
		state += t.minutesWait(s, m)
	}
	return state
}

// minutesWait says who has agreed to the minutes and whom they wait for.
func (t *turn) minutesWait(s *relationship.Shared, m *relationship.Minutes) string {
	if no := m.Refused(); no != nil {
		return ", refused by " + s.PartyName(no.Party)
	}
	agreed, waits := t.assents(s, m)
	said := ""
	if len(agreed) > 0 {
		said = ", agreed by " + all(agreed)
	}
	if len(waits) > 0 {
		said += ", waits for " + all(waits)
	}
	return said
}

// assents names the parties that agreed to minutes, and those that have not.
func (t *turn) assents(s *relationship.Shared, m *relationship.Minutes) (agreed, waits []string) {
	for _, p := range s.All() {
		if _, yes := m.Agreed[p.ID]; yes {
			agreed = append(agreed, p.Name)
		} else if p.State == relationship.PartyActive {
			waits = append(waits, p.Name)
		}
	}
	return agreed, waits
}

// reviewFacts are where a review stands, when the parties meet, and who stands in for whom.
func (t *turn) reviewFacts(s *relationship.Shared, r *relationship.Review) Facts {
	f := Facts{{Name: "State", Value: t.reviewState(s, r)}}
	if h := r.Held; h != nil {
		f = append(f, Fact{Name: "Held", Value: t.day(h.Day) + ", with " + all(t.personNames(s, h.Present))},
			Fact{Name: "Recorded by", Value: all(t.personNames(s, []string{h.By})), At: h.At})
	} else {
		f = append(f, Fact{Name: "The parties meet", At: r.At}, Fact{Name: "To be held by", Value: t.day(lastDay(s, r))})
	}
	for _, p := range s.All() {
		person, ok := r.Delegates[p.ID]
		switch {
		case !ok:
		case r.Held == nil && !s.Persons[person].Active():
			f = append(f, Fact{Name: "Stands in, " + p.Name, Value: "nobody any more: " + s.PersonName(person) + " has left"})
		default:
			f = append(f, Fact{Name: "Stands in, " + p.Name, Value: s.PersonName(person) + ", for the sponsor"})
		}
	}
	return f
}

// lastDay is the last day on which a review is held in time.
func lastDay(s *relationship.Shared, r *relationship.Review) relationship.Date {
	loc, err := relationship.Zone(s.Zone)
	if err != nil {
		loc = time.UTC
	}
	return relationship.DateOf(r.To.Add(-time.Second), loc)
}

func (t *turn) personNames(s *relationship.Shared, ids []string) (out []string) {
	for _, id := range ids {
		out = append(out, s.PersonName(id)+" ("+s.PartyName(s.Persons[id].Party)+")")
	}
	return out
}

// reviewAnswers lists the six questions with what each party answered.
func (t *turn) reviewAnswers(s *relationship.Shared, r *relationship.Review) Items {
	items := Items{Title: "The questions of the review"}
	for _, q := range relationship.ReviewQuestions {
		var said []string
		for _, p := range s.All() {
			if a := r.Answers[p.ID][q]; a != nil {
				said = append(said, p.Name+" says "+answerWords(a))
			}
		}
		detail := "no answer yet"
		if len(said) > 0 {
			detail = strings.Join(said, "; ")
		}
		items.Items = append(items.Items, Item{Title: reviewAsks(q).label, Detail: detail})
	}
	return items
}

// answerWords is an answer with the words behind it: "partly (the invoices are late)".
func answerWords(a *relationship.ReviewAnswer) string {
	if a.Words == "" {
		return string(a.Verdict)
	}
	return fmt.Sprintf("%s (%s)", a.Verdict, strings.TrimRight(oneLine(a.Words), "."))
}

// reviewButtons are what this person can do with a review now.
func (t *turn) reviewButtons(v relationship.View, r *relationship.Review) (b Buttons) {
	s, words := v.Shared, fmt.Sprintf("review %d ", r.ID)
	signs := slices.Contains(s.Signers(r, t.who.Party), t.who.Person)
	running := !r.Closed() && (r == s.LatestReview() || r.Held != nil) && s.Pause == nil && s.Closed.IsZero()
	add := func(may bool, label, verb string, style Style) {
		if may {
			b = append(b, Button{Label: label, Words: words + verb, Style: style})
		}
	}
	m := r.Minutes
	waits := running && signs && m != nil && m.Refused() == nil && m.Agreed[t.who.Party].At.IsZero()
	if waits {
		add(true, "Agree to the minutes", fmt.Sprintf("agree %d", m.Version)+seen(v, reviewThing(r.ID)), Primary)
		add(true, "Refuse them", "refuse"+seen(v, reviewThing(r.ID)), Plain)
	}
	add(running && signs && r.Held == nil, "Answer the questions", "answer", primaryIf(len(r.Answers[t.who.Party]) == 0 && t.now.Before(r.At)))
	add(running && signs && r.Held != nil, "Change our answers", "answer", Plain)
	add(running && signs && r.Held == nil && !t.now.Before(r.At), "It was held", "held", Primary)
	add(running && signs && r.Held == nil && t.now.Before(r.To), "Another day", "day", Plain)
	add(running && r.Held == nil && (t.leads() || t.person.Role == relationship.Sponsor), "Who stands in", "delegate", Plain)
	add(running && !t.observes(), "Record a decision", "decide", Plain)
	add(running && !t.observes(), "Add an action", "action new", Plain)
	add(running && signs && r.Held != nil, "Propose the minutes", "minutes", primaryIf(m == nil || m.Refused() != nil))
	add(true, "Evidence pack", "pack", Plain)
	return b
}

// primaryIf is the weight of a button that is wanted most if something is so.
func primaryIf(so bool) Style {
	if so {
		return Primary
	}
	return Plain
}

// nextReview says when the parties meet next, and when the pack comes.
func (t *turn) nextReview(next *relationship.Review) Facts {
	return Facts{{Name: "The next review", Value: "of " + t.span(next.Quarter)}, {Name: "Its pack comes", At: next.From}, {Name: "The parties meet", At: next.At}}
}
