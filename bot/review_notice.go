package bot

import (
	"fmt"
	"slices"

	"collab/relationship"
)

// reviewPrompt asks somebody to prepare a review of their party.
func (t *turn) reviewPrompt(v relationship.View, r *relationship.Review, again bool, tail string) Message {
	text := fmt.Sprintf("Review %d with %s is being prepared: the quarter %s.", r.ID, t.others(v), t.span(r.Quarter))
	if again {
		text = fmt.Sprintf("The day of review %d with %s is near.", r.ID, t.others(v))
	}
	given := len(r.Answers[v.Party])
	m := Message{Fallback: text, Blocks: []Block{Text{Body: text},
		Facts{{Name: "The parties meet", At: r.At}, {Name: "We have answered", Value: fmt.Sprintf("%d of %d questions", given, len(relationship.ReviewQuestions))}}}}
	if len(v.Shared.Seniors(r, v.Party)) == 0 {
		m.Blocks = append(m.Blocks, Text{Body: fmt.Sprintf("%s has no sponsor here, and nobody who stands in. Without one of them the review does not count: members role @name sponsor, or review delegate @name.", v.Shared.PartyName(v.Party))})
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "Answer the questions", Words: fmt.Sprintf("review %d answer%s", r.ID, tail), Style: primaryIf(given < len(relationship.ReviewQuestions))},
		{Label: "Agenda", Words: fmt.Sprintf("review %d%s", r.ID, tail), Style: primaryIf(given == len(relationship.ReviewQuestions))}, {Label: "Evidence pack", Words: fmt.Sprintf("review %d pack%s", r.ID, tail)},
		{Label: "Another day", Words: fmt.Sprintf("review %d day%s", r.ID, tail)}})
	return m
}

// reviewRecordedNote tells who speaks for a party what another one recorded of a meeting, and how to object.
func (t *turn) reviewRecordedNote(v relationship.View, r *relationship.Review, tail string) Message {
	s := v.Shared
	m := Plainly(fmt.Sprintf("%s recorded that review %d was held on %s, with %s.", all(t.personNames(s, []string{r.Held.By})), r.ID, t.day(r.Held.Day), all(t.personNames(s, r.Held.Present))),
		Button{Label: "Show it", Words: fmt.Sprintf("review %d%s", r.ID, tail), Style: Primary},
		Button{Label: "Record it otherwise", Words: fmt.Sprintf("review %d held%s", r.ID, tail)})
	return withNote(m, "If that is how it was, there is nothing to do: you are asked again when there are minutes, and they count only once "+s.PartyName(v.Party)+" agrees to them.")
}

// reviewMissedNote tells a lead, once, that a review was not held in time.
func (t *turn) reviewMissedNote(v relationship.View, r *relationship.Review, tail string) Message {
	return Plainly(fmt.Sprintf("Review %d with %s was not held by %s. It can still be held, and then counts as late; otherwise what is left goes into the next one.", r.ID, t.others(v), t.day(lastDay(v.Shared, r))),
		Button{Label: "It was held", Words: fmt.Sprintf("review %d held%s", r.ID, tail), Style: Primary},
		Button{Label: "Show it", Words: fmt.Sprintf("review %d%s", r.ID, tail)})
}

// reviewCard draws a review for everybody in the channel: how many questions each party has answered, never by whom not,
// and once it is held, whose word the minutes have.
func (t *turn) reviewCard(v relationship.View, r *relationship.Review) Message {
	s := v.Shared
	title := fmt.Sprintf("Review %d", r.ID)
	f := Facts{{Name: "State", Value: t.reviewState(s, r)}, {Name: "Looks back at", Value: t.span(r.Quarter)}}
	if r.Held == nil {
		f = append(f, Fact{Name: "The parties meet", At: r.At})
	} else {
		f = append(f, Fact{Name: "Held", Value: t.day(r.Held.Day)})
	}
	for _, p := range s.Active() {
		f = append(f, Fact{Name: p.Name, Value: fmt.Sprintf("%d of %d questions answered", len(r.Answers[p.ID]), len(relationship.ReviewQuestions))})
	}
	m := Message{Fallback: fmt.Sprintf("%s, %s: %s", title, s.Name, t.reviewState(s, r)), Blocks: []Block{Text{Title: title}, f}}
	switch {
	case r.Closed():
		agreed, _ := t.assents(s, r.Minutes)
		m.Blocks = append(m.Blocks, Text{Body: "Minutes agreed by " + all(agreed) + "."}, Buttons{{Label: "Show the minutes", Words: fmt.Sprintf("review %d", r.ID)}})
	case r.State(t.now) == relationship.ReviewMissed:
		m.Blocks = append(m.Blocks, Buttons{{Label: "It was held", Words: fmt.Sprintf("review %d held", r.ID)}, {Label: "Agenda", Words: fmt.Sprintf("review %d", r.ID)}})
	case r.Held == nil:
		m.Blocks = append(m.Blocks, Buttons{{Label: "Answer the questions", Words: fmt.Sprintf("review %d answer", r.ID), Style: Primary}, {Label: "Agenda", Words: fmt.Sprintf("review %d", r.ID)}})
	default:
		m.Blocks = append(m.Blocks, Buttons{{Label: "Show the review", Words: fmt.Sprintf("review %d", r.ID), Style: Primary}})
	}
	return withNote(m, "Record head "+s.Head().String()+". Keep it: it shows later that nothing before it was changed.")
}

// reviewQuestion says what a review asks for.
func reviewQuestion(kind string) string {
	switch kind {
	case relationship.AskHeld:
		return "was to be held; say when it was, and who was there"
	case relationship.AskMinutes:
		return "was held and has no minutes that could be agreed"
	}
	return "has minutes that wait for you to agree or refuse"
}

// reviewAnswers is the way to what a review asks for. Minutes are read before they are agreed.
func reviewAnswers(kind, id, tail string) Button {
	switch kind {
	case relationship.AskHeld:
		return Button{Label: "It was held", Words: "review " + id + " held" + tail, Style: Primary}
	case relationship.AskMinutes:
		return Button{Label: "Write the minutes", Words: "review " + id + " minutes" + tail, Style: Primary}
	}
	return Button{Label: "Read the minutes", Words: "review " + id + tail, Style: Primary}
}

// reviewWaiting is the review that is being prepared, for whoever speaks for a party that has not answered all of it.
func (t *turn) reviewWaiting(v relationship.View, tail string) (Item, bool) {
	r := v.Shared.LatestReview()
	if r == nil || r.State(t.now) != relationship.ReviewIssued || v.Shared.Pause != nil || !slices.Contains(v.Shared.Signers(r, t.who.Party), t.who.Person) {
		return Item{}, false
	}
	given := len(r.Answers[t.who.Party])
	if given == len(relationship.ReviewQuestions) || !t.now.Before(r.At) {
		return Item{}, false
	}
	return Item{Title: fmt.Sprintf("Review %d", r.ID), Detail: fmt.Sprintf("%d of %d questions answered for %s; the parties meet", given, len(relationship.ReviewQuestions), v.Shared.PartyName(t.who.Party)),
		At: r.At, Button: Button{Label: "Answer the questions", Words: fmt.Sprintf("review %d answer%s", r.ID, tail), Style: Primary}}, true
}

// reviewRhythm is the review that is under way, or the one that comes.
func (t *turn) reviewRhythm(s *relationship.Shared) (f Facts) {
	if r := s.LatestReview(); r != nil {
		fact := Fact{Name: fmt.Sprintf("Review %d", r.ID), Value: t.reviewState(s, r)}
		if r.State(t.now) == relationship.ReviewIssued {
			fact.Value, fact.At = fact.Value+"; the parties meet", r.At
		}
		f = append(f, fact)
	}
	if next, ok := s.NextReview(t.now); ok {
		f = append(f, Fact{Name: "Next review", At: next.At})
	}
	return f
}
