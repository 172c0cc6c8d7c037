package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// kpiReading is "kpi reading 4" and what can be said to it: confirm, contest, resolve, correct.
func (t *turn) kpiReading() Reply {
	id, said := t.s.number(1)
	known := false
	t.read(func(v relationship.View) { _, r := v.Shared.Reading(id); known = r != nil })
	switch {
	case said && !known:
		return saying(Plainly(fmt.Sprintf("There is no reading %d here. The history of a KPI lists its readings.", id), Button{Label: "Show KPIs", Words: "kpi", Style: Primary}))
	case !known:
		return saying(Plainly("Name a reading by its number: kpi reading 4. The history of a KPI lists its readings.", Button{Label: "Show KPIs", Words: "kpi", Style: Primary}))
	}
	at := relationship.Seen{Seen: t.s.seen}
	switch verb := strings.ToLower(t.s.arg(2)); verb {
	case "confirm", "agree":
		return t.back(2).do(&relationship.ConfirmReading{Reading: id, Seen: at}, t.readingSaid(id, "Confirmed: "))
	case "resolve", "accept":
		return t.back(2).do(&relationship.ResolveReading{Reading: id, Seen: at}, t.readingSaid(id, "Settled: "))
	case "contest":
		return t.contestReading(id, at)
	case "correct":
		return t.correctReading(id, at)
	case "keep":
		return t.show(func(v relationship.View) Message {
			k, r := v.Shared.Reading(id)
			return Plainly("Kept: "+k.Title()+", "+t.readingLine(v.Shared, k, r)+". Nothing was recorded.", showKPI(k.ID))
		})
	case "":
		return t.show(func(v relationship.View) Message { return t.readingPage(v, id) })
	default:
		return t.unknownVerb("kpi", fmt.Sprintf("kpi reading %d", id), "confirm", "contest", "correct", "resolve")
	}
}

// readingSaid confirms a word given to a reading, with what it is now.
func (t *turn) readingSaid(id int, begins string) func(relationship.View) Message {
	return func(v relationship.View) Message {
		k, r := v.Shared.Reading(id)
		return Plainly(begins+k.Title()+", "+t.readingLine(v.Shared, k, r)+". Every party can see this.", showKPI(k.ID),
			Button{Label: fmt.Sprintf("Show reading %d", id), Words: fmt.Sprintf("kpi reading %d", id)})
	}
}

// readingPage shows a reading and what was said to it.
func (t *turn) readingPage(v relationship.View, id int) Message {
	s := v.Shared
	k, r := s.Reading(id)
	unit := k.Terms().Unit
	title := fmt.Sprintf("Reading %d of KPI %d: %s", id, k.ID, k.Title())
	f := Facts{{Name: "Value", Value: showQuantity(r.Value, unit)}, {Name: "For", Value: t.day(r.Day())},
		{Name: "Reported by", Value: s.PersonName(r.By) + " (" + s.PartyName(r.Party) + ")", At: r.At}, {Name: "State", Value: readingState(r.State(t.now))}}
	if r.State(t.now) == relationship.ReadingSubmitted && !r.Silent.IsZero() {
		f = append(f, Fact{Name: "Confirmed by silence", Value: "unless contested before", At: r.Silent})
	}
	if r.ConfirmedBy != "" {
		f = append(f, Fact{Name: "Confirmed by", Value: s.PersonName(r.ConfirmedBy), At: r.ConfirmedAt})
	}
	if c := r.Contest; c != nil {
		said := because(strings.TrimSpace("has "+showQuantity(c.Value, unit)), c.Why)
		if c.Value == "" {
			said = orErased(c.Why)
		}
		f = append(f, Fact{Name: "Contested", Value: s.PersonName(c.By) + " of " + s.PartyName(c.Party) + ": " + said, At: c.At})
	}
	for _, e := range r.Earlier {
		f = append(f, Fact{Name: "Before", Value: showQuantity(e.Value, unit) + ", by " + s.PersonName(e.By), At: e.At})
	}
	if r.Restated() {
		f = append(f, Fact{Name: "Corrected by", Value: because(s.PersonName(r.CorrectedBy), r.WhyFixed), At: r.CorrectedAt})
	}
	if len(r.Evidence) > 0 {
		f = append(f, Fact{Name: "Evidence", Value: strings.Trim(fmt.Sprint(r.Evidence), "[]")})
	}
	m := Message{Fallback: title, Blocks: []Block{Text{title, r.Comment}, f}}
	return withNote(Message{m.Fallback, append(m.Blocks, t.readingButtons(v, k, r))}, "Every party can see this.")
}

// readingState is where a reading stands, in the words of docs/figures.md.
func readingState(s relationship.ReadingState) string {
	if s == relationship.ReadingSubmitted {
		return "unconfirmed"
	}
	return string(s)
}

// readingButtons are what this person's side can say to a reading.
func (t *turn) readingButtons(v relationship.View, k *relationship.KPI, r *relationship.Reading) Buttons {
	words, mark := fmt.Sprintf("kpi reading %d ", r.ID), seen(v, fmt.Sprintf("reading %d", r.ID))
	show := Buttons{showKPI(k.ID)}
	reports := t.reports(v.Shared, k)
	unit := k.Terms().Unit
	switch {
	case t.observes() || !k.Live():
		return show
	case reports && r.Contested() && r.Contest.Value != "":
		return append(Buttons{{Label: "Accept " + showQuantity(r.Contest.Value, unit), Words: words + "resolve" + mark, Style: Primary},
			{Label: "Correct", Words: words + "correct" + mark}}, show...)
	case r.Party == t.who.Party || reports:
		return append(Buttons{{Label: "Correct", Words: words + "correct" + mark}}, show...)
	case r.Contested() && r.Contest.Party == t.who.Party:
		return append(Buttons{{Label: "Accept " + showQuantity(r.Value, unit), Words: words + "resolve" + mark, Style: Primary}}, show...)
	case r.Contested():
		return show
	}
	var b Buttons
	if r.ConfirmedBy == "" {
		b = append(b, Button{Label: "Confirm", Words: words + "confirm" + mark, Style: Primary})
	}
	if r.State(t.now) == relationship.ReadingSubmitted {
		b = append(b, Button{Label: "Contest", Words: words + "contest" + mark})
	}
	return append(b, show...)
}

// saidValue is a value with a reason behind it, from the form or from argument i of the sentence on.
func (t *turn) saidValue(i int) (value, why string, err error) {
	text := t.s.arg(i)
	why = t.s.rest(i + 1)
	if t.submitted() {
		text, why = t.value("value"), t.value("why")
	} else if i < len(t.s.args) && t.s.args[i].quoted {
		return "", t.s.rest(i), nil // a reason without a value
	}
	if text == "" {
		return "", why, nil
	}
	value, _, err = readQuantity(text)
	return value, why, err
}

// contestReading doubts a reading: with the value one's own side has, or with a reason.
func (t *turn) contestReading(id int, at relationship.Seen) Reply {
	value, why, err := t.saidValue(3)
	form := func(v relationship.View) Form {
		return t.readingDoubt(v, id, "Contest", "contest", "The KPI has no rating until this is settled.",
			Field{Name: "value", Label: "The value you have", Kind: Number, Max: 60, Optional: true, Value: value},
			Field{Name: "why", Label: "What is wrong with it", Hint: "Needed if you have no value", Kind: Long, Max: 2000, Optional: true, Value: why})
	}
	switch {
	case err != nil:
		return t.badValue(err)
	case !t.submitted() && value == "" && why == "":
		return t.openUnless(&relationship.ContestReading{Reading: id, Why: "?"}, form)
	}
	c := &relationship.ContestReading{Reading: id, Value: value, Why: why, Seen: at}
	return t.amend(form, c, t.readingSaid(id, "Contested: "))
}

// correctReading replaces a value by one's own side, with the reason.
func (t *turn) correctReading(id int, at relationship.Seen) Reply {
	value, why, err := t.saidValue(3)
	form := func(v relationship.View) Form {
		k, r := v.Shared.Reading(id)
		stands := Field{Name: "value", Label: "Value", Hint: "Now " + showQuantity(r.Value, k.Terms().Unit), Kind: Number, Max: 60, Value: value}
		if value == "" || t.submitted() {
			stands.Value = r.Value
		}
		return t.readingDoubt(v, id, "Correct", "correct", "The value before stays on record, and the other side confirms the new one.",
			stands, Field{Name: "why", Label: "Why", Kind: Long, Max: 2000})
	}
	switch {
	case err != nil:
		return t.badValue(err)
	case !t.submitted() && (value == "" || why == ""):
		return t.openUnless(&relationship.CorrectReading{Reading: id, Value: "0", Why: "?"}, form, "value")
	}
	c := &relationship.CorrectReading{Reading: id, Value: value, Why: why, Seen: at}
	return t.amend(form, c, t.readingSaid(id, "Corrected: "))
}

// badValue says what is wrong with a number, in the form or in a sentence.
func (t *turn) badValue(err error) Reply {
	if t.submitted() {
		return Reply{Errors: map[string]string{"value": err.Error()}}
	}
	return saying(Plainly(err.Error(), help()))
}

// open opens a form.
func (t *turn) open(form func(relationship.View) Form) Reply {
	return t.reply(func(v relationship.View) Reply {
		f := form(v)
		return Reply{Form: &f}
	})
}

// openUnless opens a form unless its command is refused whatever is filled into these fields.
func (t *turn) openUnless(c relationship.Command, form func(relationship.View) Form, fields ...string) Reply {
	if r, no := t.refusedAnyway(c, fields...); no {
		return r
	}
	return t.open(form)
}

// readingDoubt is the form that contests or corrects a reading.
func (t *turn) readingDoubt(v relationship.View, id int, submit, verb, intro string, fields ...Field) Form {
	k, r := v.Shared.Reading(id)
	return Form{Title: fmt.Sprintf("%s reading %d", submit, id), Submit: submit, Audience: t.joint(v.Shared), Fields: fields,
		Intro: fmt.Sprintf("%s: %s. %s", k.Title(), t.readingLine(v.Shared, k, r), intro),
		Words: fmt.Sprintf("kpi reading %d %s", id, verb) + seen(v, fmt.Sprintf("reading %d", id))}
}
