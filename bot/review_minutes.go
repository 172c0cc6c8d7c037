package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// reviewMinutes proposes the minutes of a review: "review minutes" opens the form, filled with what was answered.
func (t *turn) reviewMinutes(id int) Reply {
	if !t.submitted() {
		if r, no := t.refusedAnyway(&relationship.ProposeMinutes{Review: id}, "summary"); no {
			return r
		}
		return t.open(func(v relationship.View) Form { return t.minutesForm(v, v.Shared.Reviews[id]) })
	}
	c := &relationship.ProposeMinutes{Review: id, Summary: t.value("summary"), Differences: t.value("differences")}
	return t.back(1).do(c, func(v relationship.View) Message {
		m := v.Shared.Reviews[id].Minutes
		if m == nil {
			return Plainly("This was taken back.")
		}
		_, waits := t.assents(v.Shared, m)
		return t.everybody(v, fmt.Sprintf("The minutes of review %d are proposed, version %d, with %s and %s. %s agreed by proposing them; they hold once %s too.",
			id, m.Version, counted(len(m.Decisions), "decision"), counted(len(m.Actions), "action"), v.Shared.PartyName(m.Party), agreedBy(waits)), showReview(id))
	})
}

// minutesForm is filled with the last version, or with what the parties answered and decided.
func (t *turn) minutesForm(v relationship.View, r *relationship.Review) Form {
	s := v.Shared
	summary, differences := t.draftMinutes(s, r), ""
	if m := r.Minutes; m != nil {
		summary, differences = m.Summary, m.Differences
	}
	intro := fmt.Sprintf("They list %s and %s of this review as they stand now. Proposing them agrees for %s; they hold once every party agrees.",
		counted(len(r.Decisions), "decision"), counted(len(s.Actions(r.ID, t.now)), "action"), s.PartyName(t.who.Party))
	if m := r.Minutes; m != nil {
		for _, k := range m.Refusals {
			intro += fmt.Sprintf("\n%s refused version %d: %s", s.PartyName(k.Party), k.Version, orErased(k.Why))
		}
		if m.Stuck() {
			intro += "\nWhere you still see it differently, write both accounts under \"What we do not agree on\"; then both sign what was said."
		}
	}
	return Form{Title: fmt.Sprintf("Review %d: minutes", r.ID), Submit: "Propose the minutes", Audience: t.joint(s), Intro: intro,
		Words: fmt.Sprintf("review %d minutes", r.ID) + seen(v, reviewThing(r.ID)),
		Fields: []Field{{Name: "summary", Label: "What was said", Kind: Long, Value: summary, Max: 3000},
			{Name: "differences", Label: "What we do not agree on", Kind: Long, Value: differences, Max: 3000, Optional: true,
				Hint: "Both accounts, side by side: then both can sign what was said"}}}
}

// draftMinutes is a summary to begin with: the answers of the parties, question by question.
func (t *turn) draftMinutes(s *relationship.Shared, r *relationship.Review) string {
	var lines []string
	for _, item := range t.reviewAnswers(s, r).Items {
		lines = append(lines, item.Title+" "+upper(item.Detail)+".")
	}
	return cut(strings.Join(lines, "\n"), 3000)
}

// minutesBlocks are the minutes as they stand.
func (t *turn) minutesBlocks(s *relationship.Shared, r *relationship.Review) []Block {
	m := r.Minutes
	if m == nil {
		return nil
	}
	blocks := []Block{Text{Title: fmt.Sprintf("Minutes, version %d", m.Version), Body: orErased(m.Summary)}}
	if m.Differences != "" {
		blocks = append(blocks, Text{Title: "What we do not agree on", Body: m.Differences})
	}
	f := Facts{{Name: "Proposed by", Value: s.PersonName(m.By) + " (" + s.PartyName(m.Party) + ")", At: m.At}}
	for _, p := range s.All() {
		if a, ok := m.Agreed[p.ID]; ok && p.ID != m.Party {
			f = append(f, Fact{Name: "Agreed, " + p.Name, Value: s.PersonName(a.Person), At: a.At})
		}
	}
	for _, k := range m.Refusals {
		f = append(f, Fact{Name: fmt.Sprintf("Version %d refused, %s", k.Version, s.PartyName(k.Party)), Value: s.PersonName(k.By) + ": " + orErased(k.Why), At: k.At})
	}
	return append(blocks, f)
}

// agreeMinutes agrees for one's party to the minutes of the version said. Without one they are shown: nobody agrees to what
// they may not have read.
func (t *turn) agreeMinutes(id int) Reply {
	version, said := t.s.number(2)
	if !said {
		if r, no := t.refusedAnyway(&relationship.AgreeMinutes{Review: id}); no {
			return r
		}
		return t.show(func(v relationship.View) Message { return t.minutesToAgree(v, v.Shared.Reviews[id]) })
	}
	c := &relationship.AgreeMinutes{Seen: t.drawnAt(), Review: id, Version: version}
	return t.back(1).do(c, func(v relationship.View) Message {
		r := v.Shared.Reviews[id]
		text := fmt.Sprintf("Agreed for %s: the minutes of review %d, version %d.", v.Shared.PartyName(t.who.Party), id, version)
		_, waits := t.assents(v.Shared, r.Minutes)
		if len(waits) > 0 {
			return t.everybody(v, text+" They hold once "+agreedBy(waits)+" too.", showReview(id))
		}
		m := t.everybody(v, text+" Every party has agreed: the review is closed.", showReview(id))
		return withNote(m, "Record head "+v.Shared.Head().String()+". Keep it: it shows later that nothing before it was changed.")
	})
}

// minutesToAgree are the minutes that wait, with the button that agrees to exactly these.
func (t *turn) minutesToAgree(v relationship.View, r *relationship.Review) Message {
	text := fmt.Sprintf("These are the minutes of review %d. Agreeing to them, %s agrees to version %d and no other.", r.ID, v.Shared.PartyName(t.who.Party), r.Minutes.Version)
	m := Message{Fallback: text, Blocks: append([]Block{Text{Body: text}, t.reviewFacts(v.Shared, r)}, t.minutesBlocks(v.Shared, r)...)}
	mark := seen(v, reviewThing(r.ID))
	m.Blocks = append(m.Blocks, Buttons{{Label: "Agree to the minutes", Words: fmt.Sprintf("review %d agree %d", r.ID, r.Minutes.Version) + mark, Style: Primary},
		{Label: "Refuse them", Words: fmt.Sprintf("review %d refuse", r.ID) + mark}, showReview(r.ID)})
	return m
}

// refusingMinutes refuses the minutes for one's party, with the reason.
func (t *turn) refusingMinutes(id int) reasoned {
	version := 0
	t.read(func(v relationship.View) {
		if m := v.Shared.Reviews[id].Minutes; m != nil {
			version = m.Version
		}
	})
	return reasoned{noun: "review", thing: reviewThing(id), id: id, verb: "refuse", field: "why",
		title: "Refuse the minutes", label: "What has to read otherwise", submit: "Refuse",
		intro: "The other side reads why. Anybody who agrees for a party can propose the next version.",
		command: func(why string) relationship.Command {
			return &relationship.RefuseMinutes{Seen: t.drawnAt(), Review: id, Version: version, Why: why}
		},
		effect: func(v relationship.View) Message {
			text := fmt.Sprintf("Refused for %s: the minutes of review %d, version %d. Every party reads why.", v.Shared.PartyName(t.who.Party), id, version)
			if m := v.Shared.Reviews[id].Minutes; m != nil && m.Stuck() {
				text += " If you see it differently, the next version can hold both accounts under \"What we do not agree on\"; then both sign what was said."
			}
			return t.everybody(v, text, Button{Label: "Propose another version", Words: fmt.Sprintf("review %d minutes", id), Style: Primary}, showReview(id))
		}}
}
