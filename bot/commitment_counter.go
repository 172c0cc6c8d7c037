package bot

import (
	"fmt"

	"collab/relationship"
)

// wording is what a counter-offer says, as typed.
type wording struct{ what, condition, day string }

// counterPromise answers what is not agreed yet with other terms: "promise 3 counter the forecast of four depots by
// 2026-03-11". What is not said stays. Said with a day that is written out it counts at once; anything else comes back in
// the form.
func (t *turn) counterPromise(id int) Reply {
	w, whole := t.wordingSaid(id)
	if !whole {
		if r, no := t.refusedAnyway(&relationship.CounterCommitment{Seen: t.drawnAt(), Commitment: id}, "what", "due"); no {
			return r
		}
	}
	due, err := readDate(w.day, t.now, t.promiseZone(id))
	form := func(v relationship.View) Form { return t.counterForm(v, id, w, "") }
	switch {
	case err != nil && t.submitted():
		return Reply{Errors: map[string]string{"due": err.Error()}}
	case err == nil && !isISO(w.day):
		meant := dayMeant(w.day, due)
		w.day = due.String()
		return t.promiseForm(id, func(v relationship.View) Form { return t.counterForm(v, id, w, meant) })
	}
	if !whole {
		return t.promiseForm(id, form)
	}
	c := &relationship.CounterCommitment{Seen: t.drawnAt(), Commitment: id, What: w.what, Condition: w.condition, Due: due}
	return t.carry(c, form, t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
		return fmt.Sprintf("Other terms proposed: %s, from %s to %s, due %s. It counts once %s agrees; they are asked now.",
			inWords(c), side(s, c.Giver), side(s, c.Receiver), fullDay(c.Due), t.otherSide(s, c))
	}))
}

// wordingSaid is what was filled in or typed, and what the promise says for the rest; whole when nothing needs to be asked.
func (t *turn) wordingSaid(id int) (w wording, whole bool) {
	if t.submitted() {
		return wording{t.value("what"), t.value("condition"), t.value("due")}, true
	}
	t.read(func(v relationship.View) {
		if c := v.Shared.Commitments[id]; c != nil {
			w = wording{c.What, c.Condition, c.Due.String()}
		}
	})
	what, day := splitBy(t.s.rest(2))
	if what != "" {
		w.what = what
	}
	if day != "" {
		w.day = day
	}
	return w, isISO(day)
}

func (t *turn) counterForm(v relationship.View, id int, w wording, meant string) Form {
	c := v.Shared.Commitments[id]
	if meant == "" {
		meant = "2026-04-01, 1 Apr or next Friday, as " + side(v.Shared, c.Giver) + " reads it"
	}
	last := c.Last()
	return Form{Title: fmt.Sprintf("Other terms for promise %d", id), Submit: "Propose this", Audience: t.joint(v.Shared),
		Words: fmt.Sprintf("promise %d counter%s", id, seen(v, promiseThing(id))),
		Intro: fmt.Sprintf("%s said: %s. From %s to %s.\nIt counts once %s agrees to what you write here.", v.Shared.PersonName(last.By), termsSaid(last),
			side(v.Shared, c.Giver), side(v.Shared, c.Receiver), t.otherSide(v.Shared, c)),
		Fields: []Field{{Name: "what", Label: "What is promised", Value: w.what, Max: 500},
			{Name: "due", Label: "Due", Kind: Day, Value: w.day, Hint: meant},
			{Name: "condition", Label: "Done when", Kind: Long, Value: w.condition, Optional: true, Max: 1000, Hint: "How both of you will know"}}}
}

// termsSaid is one wording of a promise in a line.
func termsSaid(w relationship.Terms) string {
	line := orErased(w.What) + ", due " + fullDay(w.Due)
	if w.Condition != "" {
		line += ", done when: " + w.Condition
	}
	return line
}

// exchange is how a promise came up: who offered or asked for it, and what each side said until both agreed.
func (t *turn) exchange(s *relationship.Shared, c *relationship.Commitment) (f Facts) {
	wrote := "Offered by"
	if c.ByParty == c.Receiver.Party {
		wrote = "Asked for by"
	}
	for _, w := range c.Terms {
		value := s.PersonName(w.By) + ","
		if len(c.Terms) > 1 {
			value = s.PersonName(w.By) + ": " + termsSaid(w) + ","
		}
		f = append(f, Fact{Name: wrote, Value: value, At: w.At})
		wrote = "Countered by"
	}
	return f
}
