package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// handOverPromise is "promise 3 handover @ida": a colleague has one's party's side of it in hand from now on.
func (t *turn) handOverPromise(id int) Reply {
	words := fmt.Sprintf("promise %d handover", id)
	command := func(to string) relationship.Command {
		return &relationship.HandOverCommitment{Seen: t.drawnAt(), Commitment: id, To: to}
	}
	var holder string
	t.read(func(v relationship.View) {
		if c := v.Shared.Commitments[id]; c != nil {
			holder = t.ours(c).Person
		}
	})
	return t.handing(words, promiseThing(id), holder, command, t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
		return fmt.Sprintf("Handed over: %s, is in the hands of %s. The other side is told; its day and how it counts stay.", inWords(c), side(s, t.ours(c)))
	}))
}

// ours is the side of a promise that is of the person's own party.
func (t *turn) ours(c *relationship.Commitment) relationship.Side {
	if c.Giver.Party == t.who.Party {
		return c.Giver
	}
	return c.Receiver
}

// handOverKPI is "kpi 1 handover @ida": a colleague reports it from now on.
func (t *turn) handOverKPI(id int) Reply {
	command := func(to string) relationship.Command {
		return &relationship.HandOverKPI{Seen: t.drawnAt(), KPI: id, To: to}
	}
	var holder string
	t.read(func(v relationship.View) { holder = v.Shared.KPIs[id].Terms().Owner })
	return t.handing(fmt.Sprintf("kpi %d handover", id), fmt.Sprintf("kpi %d", id), holder, command, func(v relationship.View) Message {
		k := v.Shared.KPIs[id]
		return t.everybody(v, fmt.Sprintf("%s reports KPI %d, %s, from now on. What was agreed about it stays.",
			v.Shared.PersonName(k.Terms().Owner), id, k.Title()), showKPI(id))
	})
}

// handOverAll is "members handover @sam @ida": everything that one colleague has in hand, who may have left, goes to
// another.
func (t *turn) handOverAll() Reply {
	from, r, ok := t.colleague(t.s.arg(1))
	if !ok {
		return r
	}
	command := func(to string) relationship.Command { return &relationship.HandOverAll{From: from, To: to} }
	return t.handing("members handover "+from, "", from, command, func(v relationship.View) Message {
		to := t.s.rest(2)
		if t.submitted() {
			to = t.value("to")
		}
		if id, _, found := t.someone(to, true); found {
			to = v.Shared.PersonName(id)
		}
		return t.everybody(v, "Everything "+v.Shared.PersonName(from)+" had in hand is in the hands of "+to+" now. Days and figures stay.",
			Button{Label: "Promises", Words: "promise"}, Button{Label: "KPIs", Words: "kpi"})
	})
}

// handing hands what the holder has over to whom the words name, or asks in a form to whom.
func (t *turn) handing(words, thing, holder string, command func(to string) relationship.Command, effect func(relationship.View) Message) Reply {
	to := t.s.rest(2)
	if t.submitted() {
		to = t.value("to")
	}
	if to == "" {
		if r, no := t.refusedAnyway(command(""), "to"); no {
			return r
		}
		return t.reply(func(v relationship.View) Reply {
			tail := ""
			if thing != "" {
				tail = seen(v, thing)
			}
			return t.form(Form{Title: "Hand over", Words: words + tail, Submit: "Hand over", Audience: t.joint(v.Shared),
				Intro:  "What was promised or agreed stays as it is; only who has it in hand changes.",
				Fields: []Field{{Name: "to", Label: "To", Kind: Who, Options: slices.DeleteFunc(t.colleagues(v.Shared), func(o Option) bool { return o.Value == holder })}}})
		})
	}
	id, r, ok := t.someone(to, true)
	if !ok {
		return r
	}
	return t.do(command(id), effect)
}

// colleagues are one's own people who can have something in hand.
func (t *turn) colleagues(s *relationship.Shared) (out []Option) {
	for _, p := range s.People(t.who.Party) {
		if p.Role != relationship.Observer {
			out = append(out, Option{p.ID, s.PersonName(p.ID)})
		}
	}
	return out
}

// colleague finds one of one's own people by what was typed, also one who has left.
func (t *turn) colleague(text string) (id string, r Reply, ok bool) {
	plain := strings.ToLower(strings.TrimPrefix(text, "@"))
	var found []string
	t.read(func(v relationship.View) {
		for _, person := range sortedKeys(v.Shared.Persons) {
			p, name := v.Shared.Persons[person], strings.ToLower(v.Shared.PersonName(person))
			if p.Party == t.who.Party && plain != "" && (plain == p.ID || strings.HasPrefix(name, plain) || strings.HasPrefix(strings.ReplaceAll(name, " ", ""), plain)) {
				found = append(found, p.ID)
			}
		}
	})
	if len(found) == 1 {
		return found[0], r, true
	}
	return t.someone(text, true)
}

// leftBehind is what somebody who no longer acts had in hand, with the ways to hand it over; nothing when they had
// nothing.
func (t *turn) leftBehind(v relationship.View, person string) []Block {
	charge, name := v.Shared.ChargeOf(person, t.now), v.Shared.PersonName(person)
	var items []Item
	for _, c := range charge.Promises {
		items = append(items, Item{Title: promiseName(c), Detail: t.promiseLine(v.Shared, c),
			Button: Button{Label: fmt.Sprintf("Hand over promise %d", c.ID), Words: fmt.Sprintf("promise %d handover", c.ID)}})
	}
	for _, k := range charge.KPIs {
		items = append(items, Item{Title: fmt.Sprintf("KPI %d: %s", k.ID, k.Title()), Detail: "reported by " + name,
			Button: Button{Label: fmt.Sprintf("Hand over KPI %d", k.ID), Words: fmt.Sprintf("kpi %d handover", k.ID)}})
	}
	if len(items) == 0 {
		return nil
	}
	list := Items{Title: "What " + name + " had in hand", Items: items[:min(len(items), mostLines)]}
	return []Block{Text{Body: "Until it is handed over, whoever agrees for " + v.Shared.PartyName(t.who.Party) + " answers for it."},
		withMore(list, len(items)-len(list.Items), "promise all"),
		Buttons{{Label: "Hand all of it over", Words: "members handover " + person, Style: Primary}}}
}

// handedNote tells that something went into other hands: to who has it now, and to the other side of a promise.
func (t *turn) handedNote(v relationship.View, d relationship.Duty, id int, tail string) Message {
	noun, show := "promise", Button{Label: "Show it", Words: fmt.Sprintf("promise %d%s", id, tail), Style: Primary}
	var all []relationship.Handover
	if strings.HasPrefix(d.Thing, "kpi ") {
		noun, all = "kpi", v.Shared.KPIs[id].Handovers
		show.Words = fmt.Sprintf("kpi %d%s", id, tail)
	} else {
		all = v.Shared.Commitments[id].Handovers
	}
	h := all[len(all)-1]
	title, by := t.titleOf(v.Shared, d.Thing), v.Shared.PersonName(h.By)
	switch {
	case h.To != t.who.Person:
		return Plainly(fmt.Sprintf("%s is in the hands of %s (%s) now.", title, v.Shared.PersonName(h.To), v.Shared.PartyName(h.Party)), show)
	case noun == "kpi":
		return Plainly(fmt.Sprintf("%s handed %s over to you: you report it from now on.", by, title), show)
	}
	c := v.Shared.Commitments[id]
	return Plainly(fmt.Sprintf("%s handed %s over to you: %s.", by, title, t.promiseLine(v.Shared, c)), show)
}

// handedFacts say who had something in hand before, and from whom it went to whom.
func handedFacts(s *relationship.Shared, all []relationship.Handover) (f Facts) {
	for _, h := range all {
		from := "whoever agrees for " + s.PartyName(h.Party)
		if h.From != "" {
			from = s.PersonName(h.From)
		}
		f = append(f, Fact{Name: "Handed over", Value: fmt.Sprintf("from %s to %s, by %s,", from, s.PersonName(h.To), s.PersonName(h.By)), At: h.At})
	}
	return f
}
