package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// moveReview is "review day 14 Jul": the parties meet on another day.
func (t *turn) moveReview(id int) Reply {
	said := t.s.rest(2)
	if t.submitted() {
		said = t.value("day")
	}
	if said == "" && !t.submitted() {
		if r, no := t.refusedAnyway(&relationship.MoveReview{Review: id}, "day"); no {
			return r
		}
		return t.open(func(v relationship.View) Form { return t.moveReviewForm(v, v.Shared.Reviews[id]) })
	}
	day, err := readDate(said, t.now, t.loc)
	if err != nil {
		return t.badDay(err)
	}
	return t.back(1).do(&relationship.MoveReview{Review: id, Day: day}, func(v relationship.View) Message {
		r := v.Shared.Reviews[id]
		return t.everybody(v, fmt.Sprintf("Review %d: the parties meet on %s, at %s.", id, fullDay(r.Slot), TimeOfDay(r.At.In(t.loc))), showReview(id))
	})
}

// badDay says what is wrong with a day, in the form or in a sentence.
func (t *turn) badDay(err error) Reply {
	if t.submitted() {
		return Reply{Errors: map[string]string{"day": err.Error()}}
	}
	return saying(Plainly(err.Error(), help()))
}

func (t *turn) moveReviewForm(v relationship.View, r *relationship.Review) Form {
	return Form{Title: fmt.Sprintf("Review %d: another day", r.ID), Submit: "Meet on this day", Audience: t.joint(v.Shared),
		Words:  fmt.Sprintf("review %d day", r.ID),
		Intro:  fmt.Sprintf("The parties meet on %s. It counts as held in time until %s.", t.at(r.At), t.day(lastDay(v.Shared, r))),
		Fields: []Field{{Name: "day", Label: "The parties meet on", Kind: Day, Value: r.Slot.String(), Hint: "A working day of every party, such as 14 Jul"}}}
}

// reviewDelegate is "review delegate @x": who stands in for the sponsor of one's own party.
func (t *turn) reviewDelegate(id int) Reply {
	person := t.value("delegate")
	if said := t.s.rest(2); said != "" && !t.submitted() {
		var r Reply
		var ok bool
		if person, r, ok = t.someone(said, true); !ok {
			return r
		}
	}
	if person == "" && !t.submitted() {
		if r, no := t.refusedAnyway(&relationship.NameDelegate{Review: id}, "person"); no {
			return r
		}
		return t.open(func(v relationship.View) Form { return t.delegateForm(v, v.Shared.Reviews[id]) })
	}
	r := t.back(1).do(&relationship.NameDelegate{Review: id, Person: person}, func(v relationship.View) Message {
		return t.everybody(v, fmt.Sprintf("%s stands in for the sponsor of %s in review %d.", v.Shared.PersonName(person),
			v.Shared.PartyName(t.who.Party), id), showReview(id))
	})
	return r.movedErrors(map[string]string{"person": "delegate"})
}

func (t *turn) delegateForm(v relationship.View, r *relationship.Review) Form {
	var options []Option
	for _, p := range v.Shared.People(t.who.Party) {
		if p.Role != relationship.Observer {
			options = append(options, Option{p.ID, v.Shared.PersonName(p.ID)})
		}
	}
	return Form{Title: fmt.Sprintf("Review %d: who stands in", r.ID), Submit: "Name them", Audience: t.joint(v.Shared),
		Words:  fmt.Sprintf("review %d delegate", r.ID),
		Intro:  "A review counts as held when of every party its sponsor was there, or who stands in for the sponsor.",
		Fields: []Field{{Name: "delegate", Label: "Stands in for our sponsor", Kind: Who, Value: r.Delegates[t.who.Party], Options: options}}}
}

// holdReview records that the parties met: "review held" asks when, and who was there.
func (t *turn) holdReview(id int) Reply {
	said := t.s.rest(2)
	if !t.submitted() {
		if r, no := t.refusedAnyway(&relationship.HoldReview{Review: id}, "day", "present"); no {
			return r
		}
		return t.open(func(v relationship.View) Form { return t.heldForm(v, v.Shared.Reviews[id], said) })
	}
	day, err := readDate(t.value("day"), t.now, t.loc)
	if err != nil {
		return t.badDay(err)
	}
	present := strings.FieldsFunc(t.value("present"), func(r rune) bool { return r == '\n' })
	return t.back(1).do(&relationship.HoldReview{Review: id, Day: day, Present: present}, func(v relationship.View) Message {
		r := v.Shared.Reviews[id]
		return t.everybody(v, fmt.Sprintf("Review %d was held on %s, with %s.", id, fullDay(day), all(t.personNames(v.Shared, r.Held.Present))),
			Button{Label: "Propose the minutes", Words: fmt.Sprintf("review %d minutes", id), Style: Primary},
			Button{Label: "Record a decision", Words: fmt.Sprintf("review %d decide", id)},
			Button{Label: "Add an action", Words: fmt.Sprintf("review %d action new", id)})
	})
}

// heldForm asks when the parties met and who was there: at first those who have to be, and the leads.
func (t *turn) heldForm(v relationship.View, r *relationship.Review, said string) Form {
	day := r.Slot
	if today := relationship.DateOf(t.now, t.loc); today.Before(day) {
		day = today
	}
	if meant, err := readDate(said, t.now, t.loc); err == nil && said != "" {
		day = meant
	}
	var options []Option
	var present []string
	for _, p := range byParty(v.Shared) {
		options = append(options, Option{p.ID, side(v.Shared, relationship.Side{Person: p.ID, Party: p.Party}) + roleBehind(p, r)})
		if p.Role == relationship.Sponsor || p.Role == relationship.Lead || r.Delegates[p.Party] == p.ID {
			present = append(present, p.ID)
		}
	}
	return Form{Title: fmt.Sprintf("Review %d was held", r.ID), Submit: "It was held", Audience: t.joint(v.Shared),
		Words: fmt.Sprintf("review %d held", r.ID) + seen(v, reviewThing(r.ID)),
		Intro: "It counts when of every party its sponsor was there, or who stands in for the sponsor.",
		Fields: []Field{{Name: "day", Label: "The parties met on", Kind: Day, Value: day.String()},
			{Name: "present", Label: "Who was there", Kind: Choices, Value: strings.Join(present, "\n"), Options: options}}}
}

// byParty lists who works in the relationship, the people of each party together.
func byParty(s *relationship.Shared) (out []*relationship.Person) {
	for _, party := range s.Active() {
		for _, p := range s.People(party.ID) {
			if p.Role != relationship.Observer {
				out = append(out, p)
			}
		}
	}
	return out
}

// roleBehind says of whom a review needs to be there why.
func roleBehind(p *relationship.Person, r *relationship.Review) string {
	switch {
	case r.Delegates[p.Party] == p.ID:
		return ", stands in for the sponsor"
	case p.Role == relationship.Sponsor:
		return ", sponsor"
	}
	return ""
}
