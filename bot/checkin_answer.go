package bot

import (
	"cmp"
	"fmt"

	"collab/relationship"
)

// answerCheckIn records the answer and shows where the check-in stands.
func (t *turn) answerCheckIn() Reply {
	id, _ := t.s.number(0)
	if t.value("confidence") == sameAsLast {
		return t.sameAgain()
	}
	c := &relationship.AnswerCheckIn{CheckIn: id, Confidence: relationship.Confidence(t.value("confidence")), Part: t.value("part"),
		Need: t.value("need"), Share: !t.keepsInternal(), Note: t.value("note")} // audience: what the person chose in the form; mutate: s/!t.keepsInternal()/true/
	return t.do(c, func(v relationship.View) Message {
		return t.answeredIn(v, c, fmt.Sprintf("you answered %q", c.Confidence))
	})
}

// answeredIn confirms an answer, and shows where the check-in stands and what else is due.
func (t *turn) answeredIn(v relationship.View, c *relationship.AnswerCheckIn, what string) Message {
	in := checkInFor(v, c.CheckIn)
	asked, answered := in.Totals()
	text := fmt.Sprintf("Check-in %d: %s. %d of %d have answered.", in.ID, what, answered, asked)
	if in.Closed(t.now) {
		text = fmt.Sprintf("Check-in %d closed on %s. Your answer is kept and marked late.", in.ID, t.at(in.To))
	}
	who := t.joint(v.Shared).Face
	if !c.Share {
		who = t.internal(v.Shared).Face
	}
	m := withNote(Plainly(text), who)
	for _, k := range v.Shared.LiveKPIs() {
		if due := k.DueOn(); t.mustReport(v.Shared, k) && !due.IsZero() && !due.After(relationship.DateOf(t.now, t.loc)) {
			m.Blocks = append(m.Blocks, Items{Title: "Its reading is due", Items: []Item{{Title: k.Title(), Detail: "due " + t.day(due),
				Button: Button{Label: "Report", Words: fmt.Sprintf("kpi %d read", k.ID), Style: Primary}}}})
		}
	}
	return m
}

// sameAsLast is the choice, beside the words of confidence, of what one said the last time.
const sameAsLast = "same"

// earlier is an answer of the person to an earlier check-in.
type earlier struct {
	relationship.Answer
	checkIn int
}

// saidLast is the person's newest answer before this check-in, as far as it can be seen here; false when there is none:
// nobody is nudged to a first answer.
func (t *turn) saidLast(v relationship.View, before int) (earlier, bool) {
	for id := before - 1; id > 0; id-- {
		var said *relationship.SharedAnswer
		if c := v.Shared.CheckIns[id]; c != nil {
			said = c.Said[t.who.Person]
		}
		if v.Party != "" {
			if r := v.Own.Rounds[id]; r != nil && r.Answers[t.who.Person] != nil {
				return earlier{withParts(*r.Answers[t.who.Person], said), id}, true
			}
		}
		if said != nil {
			return earlier{relationship.Answer{Confidence: said.Confidence, Part: said.Part, Need: said.Need, Shared: true}, id}, true
		}
	}
	return earlier{}, false
}

// withParts is an answer with what was shared of it, which stands in joint.
func withParts(a relationship.Answer, said *relationship.SharedAnswer) relationship.Answer {
	if a.Shared && said != nil {
		a.Part, a.Need = said.Part, said.Need
	}
	return a
}

// saidWords is an answer in words, without the note for one's own team.
func saidWords(a relationship.Answer) string {
	text := upper(string(a.Confidence)) + "."
	for _, part := range []struct{ label, text string }{{"Our part", a.Part}, {"We need", a.Need}} {
		if part.text != "" {
			text += " " + part.label + ": " + stopped(part.text)
		}
	}
	return text
}

// sameAgain answers a check-in as one answered the last one: to the same readers, but without the note for one's team.
// What the last answer was shows only on one's own surface.
func (t *turn) sameAgain() Reply {
	if !t.q.Place.Own {
		return t.notHere()
	}
	var c *relationship.AnswerCheckIn
	var last earlier
	none := t.show(func(v relationship.View) Message {
		in := v.Shared.Latest()
		if in == nil {
			return t.noCheckIn(v)
		}
		var ok bool
		if last, ok = t.saidLast(v, in.ID); !ok {
			return Plainly("There is no earlier answer of yours to repeat.", Button{Label: "Answer", Words: "checkin", Style: Primary})
		}
		c = &relationship.AnswerCheckIn{CheckIn: in.ID, Confidence: last.Confidence, Part: cmp.Or(t.value("part"), last.Part), Need: cmp.Or(t.value("need"), last.Need),
			Share: last.Shared && !t.keepsInternal(), Note: t.value("note")} // audience: what is said again has no more readers than it had; mutate: s/last.Shared && !t.keepsInternal()/true/
		return Message{}
	})
	if c == nil {
		return none
	}
	return t.do(c, func(v relationship.View) Message {
		m := t.answeredIn(v, c, fmt.Sprintf("you answered as in check-in %d", last.checkIn))
		m.Blocks = append(m.Blocks, Facts{{Name: "Said again", Value: saidWords(relationship.Answer{Confidence: c.Confidence, Part: c.Part, Need: c.Need})}}, Buttons{{Label: "Change the answer", Words: "checkin"}})
		return m
	})
}
