package bot

import (
	"fmt"
	"strconv"
	"strings"

	"collab/relationship"
)

// deciding records what was decided: in a review, or outside one for 0. The question and the outcome can be said in
// quotes, one after the other; the rest is asked in the form.
func (t *turn) deciding(review int) Reply {
	r := relationship.Resolution{Review: review}
	if !t.submitted() {
		i := len(t.s.args)
		for i > 0 && t.s.args[i-1].quoted {
			i--
		}
		r.Question, r.Outcome, r.About = t.s.arg(i), t.s.rest(i+1), t.aboutSaid(i)
		if refusal, no := t.refusedAnyway(&relationship.RecordDecision{Resolution: r}, "question", "outcome"); no {
			return refusal
		}
		if r.Question == "" || r.Outcome == "" {
			return t.open(func(v relationship.View) Form { return t.decideForm(v, r) })
		}
		return t.decide(r)
	}
	again, err := t.lookAgain()
	if err != nil {
		return Reply{Errors: map[string]string{"again": err.Error()}}
	}
	r.Question, r.Options, r.Outcome, r.LookAgain = t.value("question"), t.value("options"), t.value("outcome"), again
	r.About = t.aboutFilled()
	for _, n := range strings.Fields(t.value("evidence")) {
		if id, err := strconv.Atoi(n); err == nil {
			r.Evidence = append(r.Evidence, id)
		}
	}
	return t.decide(r)
}

// aboutSaid is the thing that the sentence names before argument end: "decision new about objective 2".
func (t *turn) aboutSaid(end int) []string {
	if i := end - 3; i >= 0 && t.s.args[i].is("about") {
		return t.thingsSaid(i + 1)
	}
	return nil
}

// lookAgain is the day filled in on which a decision is to be looked at again; the zero day when none is.
func (t *turn) lookAgain() (day relationship.Date, err error) {
	if said := t.value("again"); said != "" {
		return readDate(said, t.now, t.loc)
	}
	return day, nil
}

func (t *turn) decide(r relationship.Resolution) Reply {
	return t.make("decision", &relationship.RecordDecision{Resolution: r}, func(v relationship.View, id int) Message {
		return t.decisionSaid(v, id, fmt.Sprintf("Recorded as decision %d.", id))
	}).movedErrors(map[string]string{"look again": "again"})
}

// decisionSaid confirms something about a decision, and says whether it is decided or what it waits for.
func (t *turn) decisionSaid(v relationship.View, id int, sentence string) Message {
	d := v.Shared.Decisions[id]
	if d == nil {
		return Plainly("This was taken back.")
	}
	switch {
	case d.State() == relationship.DecisionDecided:
		sentence += " Every party has agreed: it is decided."
	case t.withMinutes(v.Shared, d):
		sentence += fmt.Sprintf(" It is decided once every party agrees to minutes of review %d that list it.", d.Review)
	default:
		sentence += " It is decided once " + agreedBy(t.decisionWaits(v.Shared, d)) + "."
	}
	buttons := Buttons{showDecision(id)}
	if d.Review > 0 {
		buttons = append(buttons, showReview(d.Review))
	}
	return t.everybody(v, sentence, buttons...)
}

// agreedBy says that these have agreed: "Acme has agreed", "Acme and Borealis have agreed".
func agreedBy(names []string) string {
	if len(names) == 1 {
		return names[0] + " has agreed"
	}
	return all(names) + " have agreed"
}

// decideForm asks what was decided.
func (t *turn) decideForm(v relationship.View, r relationship.Resolution) Form {
	f := Form{Title: "A decision", Words: "decision new", Submit: "Record it", Audience: t.joint(v.Shared),
		Intro: "It is decided once every party has agreed to it."}
	if r.Review > 0 {
		f.Words = fmt.Sprintf("review %d decide", r.Review)
		f.Intro = fmt.Sprintf("It is decided once every party agrees to the minutes of review %d.", r.Review)
	}
	f.Fields = []Field{{Name: "question", Label: "What was asked", Value: r.Question, Max: 500, Hint: "Who pays for the second gate?"},
		{Name: "outcome", Label: "What was decided", Kind: Long, Value: r.Outcome, Max: 2000},
		{Name: "options", Label: "What else was considered", Kind: Long, Value: r.Options, Max: 2000, Optional: true, Hint: "One on each line"}}
	if about := t.aboutOptions(v, r.About); len(about) > 0 {
		f.Fields = append(f.Fields, Field{Name: "about", Label: "About", Kind: Choices, Value: strings.Join(r.About, "\n"), Options: about, Optional: true})
	}
	if evidence := t.citable(v); len(evidence) > 0 {
		f.Fields = append(f.Fields, Field{Name: "evidence", Label: "What it rests on", Kind: Choices, Options: evidence, Optional: true})
	}
	f.Fields = append(f.Fields, againField())
	return f
}

func againField() Field {
	return Field{Name: "again", Label: "Look at it again on", Kind: Day, Optional: true, Hint: "When to ask whether it still holds, such as 1 Dec"}
}

// replacing proposes another decision in the place of one; while a review is under way, as one of its decisions.
func (t *turn) replacing(id int) Reply {
	c := &relationship.SupersedeDecision{Seen: t.drawnAt(), Review: t.reviewUnderWay(), Decision: id}
	form := func(v relationship.View) Form { return t.replaceForm(v, v.Shared.Decisions[id], c.Review) }
	if !t.submitted() {
		if r, no := t.refusedAnyway(c, "outcome", "why"); no {
			return r
		}
		return t.open(form)
	}
	again, err := t.lookAgain()
	if err != nil {
		return Reply{Errors: map[string]string{"again": err.Error()}}
	}
	c.Outcome, c.Why, c.LookAgain = t.value("outcome"), t.value("why"), again
	return t.carry(c, form, t.replaced(id)).movedErrors(map[string]string{"look again": "again"})
}

// reviewUnderWay is the newest review while it was held and its minutes are not agreed by all; otherwise 0.
func (t *turn) reviewUnderWay() (id int) {
	t.read(func(v relationship.View) {
		if r := v.Shared.LatestReview(); r != nil && r.Held != nil && !r.Closed() {
			id = r.ID
		}
	})
	return id
}

func (t *turn) replaceForm(v relationship.View, d *relationship.Decision, review int) Form {
	intro := fmt.Sprintf("Now it says: %s. It stands until every party has agreed to the other one.", outcomeOf(d))
	if review > 0 {
		intro = fmt.Sprintf("Now it says: %s. It stands until every party agrees to the minutes of review %d, of which this will be a decision.", outcomeOf(d), review)
	}
	return Form{Title: fmt.Sprintf("Replace decision %d", d.ID), Submit: "Propose it", Audience: t.joint(v.Shared), Intro: orErased(d.Question) + "\n" + intro,
		Words: fmt.Sprintf("decision %d replace", d.ID) + seen(v, decisionThing(d.ID)),
		Fields: []Field{{Name: "outcome", Label: "What is to hold instead", Kind: Long, Value: d.Outcome, Max: 2000},
			{Name: "why", Label: "Why", Kind: Long, Max: 2000}, againField()}}
}

// replaced confirms that another decision is proposed in the place of one.
func (t *turn) replaced(id int) func(relationship.View) Message {
	return func(v relationship.View) Message {
		newest := 0
		for _, d := range v.Shared.Decisions {
			if d.Replaces == id && d.By == t.who.Person {
				newest = max(newest, d.ID)
			}
		}
		if d := v.Shared.Decisions[newest]; d != nil && d.Reverses {
			return t.decisionSaid(v, newest, fmt.Sprintf("Recorded as decision %d: decision %d no longer holds.", newest, id))
		}
		return t.decisionSaid(v, newest, fmt.Sprintf("Recorded as decision %d, in the place of decision %d.", newest, id))
	}
}

// reversing proposes that a decision no longer holds.
func (t *turn) reversing(id int) reasoned {
	c := &relationship.SupersedeDecision{Seen: t.drawnAt(), Review: t.reviewUnderWay(), Decision: id, Reverse: true}
	return reasoned{noun: "decision", thing: decisionThing(id), id: id, verb: "reverse", field: "why",
		title: fmt.Sprintf("Reverse decision %d", id), label: "Why", submit: "Propose it",
		intro:   "Nothing is to hold in its place. It stands until every party has agreed.",
		command: func(why string) relationship.Command { c.Why = why; return c },
		effect:  t.replaced(id)}
}

// refusingDecision refuses a decision outside a review for one's party, with the reason.
func (t *turn) refusingDecision(id int) reasoned {
	return reasoned{noun: "decision", thing: decisionThing(id), id: id, verb: "refuse", field: "why",
		title: fmt.Sprintf("Refuse decision %d", id), label: "Why, and what you could agree to", submit: "Refuse",
		command: func(why string) relationship.Command {
			return &relationship.RefuseDecision{Seen: t.drawnAt(), Decision: id, Why: why}
		},
		effect: func(v relationship.View) Message {
			return t.everybody(v, fmt.Sprintf("Refused for %s: decision %d. Every party reads why.", v.Shared.PartyName(t.who.Party), id),
				Button{Label: "Record another one", Words: "decision new", Style: Primary}, showDecision(id))
		}}
}
