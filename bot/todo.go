package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"collab/relationship"
)

// todo lists what waits for the person, across all their relationships.
func todo(t *turn) Reply {
	if len(t.mine) == 0 {
		return saying(t.stranger())
	}
	var m Message
	var all []Item // each with the name of its relationship
	for _, who := range t.mine {
		t.who = who
		if t.err = t.arrive(); t.err != nil {
			return Reply{}
		}
		t.read(func(v relationship.View) {
			items := t.waiting(v, who.slug)
			if len(items) > 0 {
				m.Blocks = append(m.Blocks, listed(v.Shared.Name, items))
			}
			for _, item := range items {
				item.Title = v.Shared.Name + ": " + item.Title
				all = append(all, item)
			}
		})
	}
	n := len(all)
	switch {
	case n == 0:
		return saying(Plainly("Nothing waits for you.", Button{Label: "My relationships", Words: "list"}))
	case t.saidAll():
		page, more, rest := paged(t, all, "Show more that waits", "todo all")
		m.Blocks = []Block{Items{Items: page, More: more, Rest: rest}}
	}
	m.Fallback = counted(n, "thing") + " waits for you."
	if n > 1 {
		m.Fallback = counted(n, "thing") + " wait for you."
	}
	m.Blocks = slices.Insert(m.Blocks, 0, Block(Text{Title: m.Fallback}))
	return saying(m)
}

// listed is a list of at most ten lines of what waits; the rest is counted, and a click away.
func listed(title string, items []Item) Items {
	out := Items{Title: title, Items: items}
	if len(items) > mostLines {
		out.Items, out.More = items[:mostLines], fmt.Sprintf("and %d more", len(items)-mostLines)
		out.Rest = Button{Label: "Show all that waits for me", Words: "todo all"}
	}
	return out
}

// menuOf is the menu: how it stands, what waits here, and the way on.
func (t *turn) menuOf(v relationship.View) Message {
	m := Message{Fallback: v.Shared.Name, Blocks: []Block{Text{v.Shared.Name, upper(t.headline(v.Shared))}}}
	if items := t.waiting(v, ""); len(items) > 0 {
		m.Blocks = append(m.Blocks, listed("Waiting for you", items))
	}
	return withNote(Message{m.Fallback, append(m.Blocks, Buttons{
		{Label: "Status", Words: "status", Style: Primary}, {Label: "Log evidence", Words: "evidence new"},
		{Label: "Make a promise", Words: "promise new"}, {Label: "Objectives", Words: "objective"}, {Label: "KPIs", Words: "kpi"},
		{Label: "Help", Words: "help"}})}, "Type help and a word for examples. To log what somebody wrote, choose Log as evidence in the menu of the message, or mention me in its thread with the word evidence.")
}

// waiting lists what waits for the person in one relationship, the oldest first. The slug, when there is one, goes
// into the buttons.
func (t *turn) waiting(v relationship.View, slug string) []Item {
	var out []Item
	tail := ""
	if slug != "" {
		tail = " for " + slug
	}
	if item, ok := t.checkInWaiting(v, tail); ok {
		out = append(out, item)
	}
	if item, ok := t.reviewWaiting(v, tail); ok {
		out = append(out, item)
	}
	for _, q := range v.Shared.Questions(t.now) {
		if slices.Contains(q.Persons, t.who.Person) {
			out = append(out, t.question(v, q, tail))
		}
	}
	return slices.Concat(out, t.owing(v, tail), t.frozenWaiting(v.Shared, tail), t.askingIn(tail))
}

// checkInWaiting is the open check-in, if the person was asked and has not answered. Joint does not say who was asked,
// so where only joint may be drawn it is offered to everybody while it is open.
func (t *turn) checkInWaiting(v relationship.View, tail string) (Item, bool) {
	c := v.Shared.Latest()
	if c == nil || c.Closed(t.now) || t.person.Role == relationship.Observer {
		return Item{}, false
	}
	if v.Party != "" && !slices.Contains(v.Own.Silent(c), t.who.Person) {
		return Item{}, false
	}
	if c.Said[t.who.Person] != nil {
		return Item{}, false
	}
	return Item{Title: fmt.Sprintf("Check-in %d", c.ID), Detail: "closes", At: c.To,
		Button: Button{Label: "Answer", Words: fmt.Sprintf("checkin %d%s", c.ID, tail), Style: Primary}}, true
}

// question is a line of the list for something that waits for the person's word.
func (t *turn) question(v relationship.View, q relationship.Question, tail string) Item {
	words := strings.Fields(q.Thing)
	noun, id := words[0], strings.Join(words[1:], " ")
	item := Item{Title: t.titleOf(v.Shared, q.Thing), Detail: questionWords(q.Kind) + ", " + t.sinceWords(q.At)}
	say := func(label, words string) {
		item.Button = Button{Label: label, Words: words + tail + seen(v, q.Thing), Style: Primary}
	}
	switch noun {
	case "commitment":
		say("Show promise "+id, "promise "+id)
		item.Button.Words = "promise " + id + tail
		if n, _ := strconv.Atoi(id); q.Kind == relationship.AskAgree && len(v.Shared.Commitments[n].Terms) > 1 {
			item.Detail = "was answered with other terms; " + item.Detail
		}
	case "objective":
		if q.Kind == relationship.AskAct {
			say("Show objective "+id, "objective "+id)
			item.Button.Words = "objective " + id + tail
			break
		}
		verb := map[string]string{relationship.AskAcknowledge: "acknowledge"}[q.Kind]
		if verb == "" {
			verb = "confirm"
		}
		say(strings.ToUpper(verb[:1])+verb[1:], "objective "+id+" "+verb)
	case "link":
		say("Agree", "objective link "+id+" agree")
	case "kpi":
		say("Show KPI "+id, "kpi "+id)
		item.Button.Words = "kpi " + id + tail
	case "reading":
		item.Button = Button{Label: "Show", Words: "kpi reading " + id + tail}
	case "claim":
		item.Button = Button{Label: "Give your account", Words: "claim " + id + " account" + tail}
	case "review":
		item.Detail = reviewQuestion(q.Kind) + ", " + t.sinceWords(q.At)
		item.Button = reviewAnswers(q.Kind, id, tail)
	case "decision":
		item.Button = Button{Label: "Show decision " + id, Words: "decision " + id + tail, Style: Primary}
	case "closing":
		say("Look at it", "settings close")
		item.Button.Words, item.Button.Opening = "settings close"+tail, AtOnce
	case "erasure":
		say("Look at it", "erase asked "+id)
		item.Button.Words = "erase asked " + id + tail
	case "party":
		say("Agree", "members agree "+id)
		item.Button.Words = "members agree " + id + tail
	case "cadence":
		say("Agree", "settings schedule agree")
		item.Button.Words = "settings schedule agree" + tail
		if c, _, ok := v.Shared.ProposedCadence(); ok {
			item.Title = "New schedule of check-ins: " + t.scheduleWords(c)
		}
	}
	return item
}

// questionWords says what is asked for.
func questionWords(kind string) string {
	switch kind {
	case relationship.AskAgree:
		return "waits for you to agree or refuse"
	case relationship.AskConfirm:
		return "waits for your confirmation"
	case relationship.AskReconfirm:
		return "waits for you to confirm it again, if it is still right"
	case relationship.AskAcknowledge:
		return "waits for you to acknowledge it"
	case relationship.AskNewDate:
		return "another date is proposed"
	case relationship.AskDelivery:
		return "is said to be done and waits for you to accept or reject it"
	case relationship.AskRelease:
		return "was taken back; waits for you to agree"
	case relationship.AskRetire:
		return "is to be retired; waits for you to agree or to keep it"
	case relationship.AskResolve:
		return "is contested"
	case relationship.AskAct:
		return "moved from what was agreed first; decide what to do about it, or promise something"
	case relationship.AskAccount:
		return "waits for your account"
	}
	if kind == relationship.AskErase {
		return "is for you to erase or to keep"
	}
	return "waits for you"
}

// titleOf names a thing for people: its title if it has one.
func (t *turn) titleOf(s *relationship.Shared, thing string) string {
	noun, rest, _ := strings.Cut(thing, " ")
	id, _ := strconv.Atoi(rest)
	switch noun {
	case "objective":
		if o := s.Objectives[id]; o != nil && o.Title != "" {
			return fmt.Sprintf("Objective %d: %s", id, o.Title)
		}
	case "commitment":
		if c := s.Commitments[id]; c != nil && c.What != "" {
			return fmt.Sprintf("Promise %d: %s", id, c.What)
		}
		return "Promise " + rest
	case "kpi":
		if k := s.KPIs[id]; k != nil {
			return fmt.Sprintf("KPI %d: %s", id, k.Title())
		}
	case "link":
		if l := s.Links[id]; l != nil {
			return fmt.Sprintf("Link %d: objective %d %s objective %d", id, l.From, l.Type, l.To)
		}
	case "reading":
		if k, r := s.Reading(id); r != nil {
			return fmt.Sprintf("Reading %d of %s, %s", id, k.Title(), showQuantity(r.Value, k.Terms().Unit))
		}
	case "calendar":
		return "Working days of " + s.PartyName(rest)
	case "decision":
		if d := s.Decisions[id]; d != nil && d.Question != "" {
			return fmt.Sprintf("Decision %d: %s", id, d.Question)
		}
	case "party":
		return s.PartyName(rest)
	case "person":
		return s.PersonName(rest)
	case "closing":
		return "The end of this relationship"
	case "erasure":
		if e := s.Erasures[id]; e != nil {
			return "Words by or naming " + s.PersonName(e.Person)
		}
	case "retention":
		return "How long " + s.PartyName(rest) + " keeps words"
	case "cadence":
		return "The schedule of check-ins"
	}
	return strings.ToUpper(thing[:1]) + thing[1:]
}

// mustReport says whether the reading of a KPI is this person's to report: its owner's, or, where that person left, whoever
// agrees for the party.
func (t *turn) mustReport(s *relationship.Shared, k *relationship.KPI) bool {
	p := s.Persons[k.Terms().Owner]
	return p != nil && s.Acts(t.who.Person, relationship.Side{Person: p.ID, Party: p.Party})
}

// owing lists what the person themselves has to deliver: promises to keep, reasons to give, readings that are due.
func (t *turn) owing(v relationship.View, tail string) []Item {
	var out []Item
	for _, w := range v.Shared.PromisesWaiting(t.who.Person, t.now) {
		item := Item{Title: t.titleOf(v.Shared, promiseThing(w.ID)), Button: Button{Label: "Done", Words: fmt.Sprintf("promise %d done%s%s", w.ID, tail, seen(v, fmt.Sprintf("commitment %d", w.ID)))}}
		switch w.What {
		case relationship.WaitDelivery:
			item.Detail = "you promised it to " + side(v.Shared, w.Receiver) + ", due " + t.day(w.Due)
		case relationship.WaitReason:
			item.Detail = "was due " + t.day(w.Due) + ": say why"
			item.Button = Button{Label: "Say why", Words: fmt.Sprintf("promise %d missed%s", w.ID, tail)}
		default:
			continue // the questions list it already
		}
		out = append(out, item)
	}
	today := relationship.DateOf(t.now, t.loc)
	for _, k := range v.Shared.LiveKPIs() {
		if due := k.DueOn(); t.mustReport(v.Shared, k) && !due.IsZero() && !due.After(today) {
			out = append(out, Item{Title: fmt.Sprintf("KPI %d: %s", k.ID, k.Title()), Detail: "wants its reading, due " + t.day(due),
				Button: Button{Label: "Report", Words: fmt.Sprintf("kpi %d read%s", k.ID, tail)}})
		}
	}
	return out
}
