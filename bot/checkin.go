package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// checkin answers the fortnightly check-in, or leaves it: skip, snooze, away.
func checkin(t *turn) Reply {
	switch t.verb("same", "topic", "topics", "resume", "skip", "snooze", "away", "back", "leave", "show") {
	case "same":
		return t.sameAgain()
	case "topic", "topics":
		return t.topic()
	case "resume":
		return t.resumePrompts()
	case "skip":
		return t.skipCheckIn()
	case "snooze":
		return t.snooze()
	case "away":
		return t.away()
	case "back":
		return t.comeBack()
	case "leave":
		return t.leaveOut()
	case "show":
		id, _ := t.s.number(1)
		return t.show(func(v relationship.View) Message { return t.checkInOf(v, id) })
	}
	if t.submitted() {
		return t.answerCheckIn()
	}
	id, _ := t.s.number(0)
	return t.reply(func(v relationship.View) Reply {
		c := checkInFor(v, id)
		switch {
		case c == nil:
			return saying(t.noCheckIn(v))
		case c.Closed(t.now) && c != v.Shared.Latest():
			return saying(t.checkInOf(v, c.ID))
		}
		f := t.checkInForm(v, c)
		return Reply{Form: &f}
	})
}

// checkInFor is the check-in meant: by its number, or the newest.
func checkInFor(v relationship.View, id int) *relationship.CheckIn {
	if id == 0 {
		return v.Shared.Latest()
	}
	return v.Shared.CheckIns[id]
}

func (t *turn) noCheckIn(v relationship.View) Message {
	at := v.Shared.NextCheckIn(t.now)
	switch {
	case v.Shared.Pause != nil:
		return Plainly(v.Shared.Name+" is paused, so no check-in is planned.", Button{Label: "Resume", Words: "settings resume"}, help())
	case at.IsZero():
		return Plainly("No check-in is planned. They start once both sides have joined; settings schedule sets their rhythm.", help())
	}
	return Message{Fallback: "No check-in is open.", Blocks: []Block{Text{Body: "No check-in is open."}, Facts{{Name: "The next one", At: at}}}}
}

// checkInForm asks at most five things. Our own part comes before what the others should do. The objectives stand on
// top, so that they stay front of mind; what was answered before stands in the fields.
func (t *turn) checkInForm(v relationship.View, c *relationship.CheckIn) Form {
	f := Form{Title: fmt.Sprintf("Check-in %d", c.ID), Words: fmt.Sprintf("checkin %d", c.ID), Submit: "Answer",
		Audience: t.joint(v.Shared), Intro: t.checkInIntro(v, c)}
	before := relationship.Answer{Shared: true}
	if last, ok := t.saidLast(v, c.ID); ok {
		before.Confidence = last.Confidence
	}
	if said := c.Said[t.who.Person]; said != nil {
		before.Confidence, before.Part, before.Need = said.Confidence, said.Part, said.Need
	}
	if v.Party != "" {
		if r := v.Own.Rounds[c.ID]; r != nil && r.Answers[t.who.Person] != nil {
			mine := *r.Answers[t.who.Person]
			if mine.Shared {
				mine.Part, mine.Need = before.Part, before.Need
			}
			before = mine
		}
	}
	f.Fields = checkInFields(before)
	if last, ok := t.saidLast(v, c.ID); ok && v.Party != "" && before.At.IsZero() {
		f.Fields[0].Options = append(f.Fields[0].Options, Option{sameAsLast, "Same as last time, word for word"})
		if !last.Shared {
			f.Fields[0].Hint = "What you said last time was internal, and stays so."
		}
	}
	return t.ownFields(v, f, before)
}

// checkInFields are the questions everybody is asked, our own part before what the others should do.
func checkInFields(before relationship.Answer) []Field {
	return []Field{
		{Name: "confidence", Label: "How does what lies ahead look?", Kind: Choice, Value: string(before.Confidence), Options: confidences()},
		{Name: "part", Label: "Our own part: what went well, what did we owe?", Kind: Long, Value: before.Part, Optional: true, Max: 3000},
		{Name: "need", Label: "What do we need from you?", Kind: Long, Value: before.Need, Optional: true, Max: 3000},
	}
}

// ownFields adds what is asked only on a surface of one's own: a note for our team, and whether the rest is shared.
func (t *turn) ownFields(v relationship.View, f Form, before relationship.Answer) Form {
	if v.Party == "" {
		return f
	}
	preset := "shared"
	if !before.Shared {
		preset = "internal"
	}
	ours := t.internal(v.Shared)
	if !before.Shared {
		f.Audience = ours // audience: the face is that of the audience the form starts with; mutate: s/ours/t.joint(v.Shared)/
	}
	f.Fields = append(f.Fields, Field{Name: "note", Label: "For our team", Kind: Long, Value: before.Note, Optional: true, Max: 3000, Audience: &ours})
	f.Fields = append(f.Fields, t.audienceField(v.Shared, preset)...)
	return f
}

func confidences() []Option {
	var out []Option
	for _, c := range relationship.Confidences {
		out = append(out, Option{string(c), strings.ToUpper(string(c[:1])) + string(c[1:])})
	}
	return out
}

// checkInIntro opens with the objectives, then says whose name will stand there, and until when it is open.
func (t *turn) checkInIntro(v relationship.View, c *relationship.CheckIn) string {
	var lines []string
	for _, o := range openObjectives(v.Shared) {
		if o.Joint() && len(lines) < 3 {
			lines = append(lines, "Objective "+objectiveName(o))
		}
	}
	for _, topic := range v.Shared.TopicsOf(c) {
		if topic.Closed.IsZero() {
			lines = append(lines, "To talk about: "+topicName(topic))
		}
	}
	if last, ok := t.saidLast(v, c.ID); ok {
		lines = append(lines, "Last time you said: "+saidWords(last.Answer))
	}
	if c.Closed(t.now) {
		lines = append(lines, fmt.Sprintf("Check-in %d closed on %s. Your answer is kept and marked late.", c.ID, t.at(c.To)))
	} else {
		lines = append(lines, "Open until "+t.at(c.To)+"; you can change your answer until then.")
	}
	return strings.Join(append(lines, "What you share shows your name."), "\n")
}

// checkInOf shows a check-in: how it stands, and what was shared.
func (t *turn) checkInOf(v relationship.View, id int) Message {
	c := checkInFor(v, id)
	if c == nil {
		return t.noCheckIn(v)
	}
	return t.checkInDrawn(v, c)
}

func (t *turn) checkInDrawn(v relationship.View, c *relationship.CheckIn) Message {
	m := Message{Fallback: t.checkInLine(v, c), Blocks: []Block{Text{Title: fmt.Sprintf("Check-in %d", c.ID)}, t.checkInFacts(v, c)}}
	if topics := t.topicsIn(v, c); len(topics.Items) > 0 {
		m.Blocks = append(m.Blocks, topics)
	}
	if said := t.saidIn(v, c); len(said.Items) > 0 {
		m.Blocks = append(m.Blocks, said)
	}
	return m
}

func (t *turn) checkInLine(v relationship.View, c *relationship.CheckIn) string {
	asked, answered := c.Totals()
	return fmt.Sprintf("Check-in %d, %s: %s, %d of %d answered", c.ID, v.Shared.Name, t.holding(c), answered, asked)
}

// checkInFacts are counts by party, never names of the silent.
func (t *turn) checkInFacts(v relationship.View, c *relationship.CheckIn) Facts {
	f := Facts{{Name: "State", Value: t.holding(c)}}
	for _, p := range v.Shared.All() {
		if n := c.Counts[p.ID]; n != nil {
			said := fmt.Sprintf("%d of %d answered", n.Answered, n.Asked)
			if n.Asked == 0 {
				said = "nobody counts as asked: all are away or left it out"
			}
			f = append(f, Fact{Name: p.Name, Value: said})
		}
	}
	label := "Closes"
	if c.Closed(t.now) {
		label = "Closed"
	}
	return append(f, Fact{Name: label, At: c.To})
}

// holding says how a check-in stands: held while it is still open, or answered by all but not all in time.
func (t *turn) holding(c *relationship.CheckIn) string {
	held := c.Held(t.now)
	late := false
	for _, n := range c.Counts {
		if n.First.IsZero() {
			return string(held)
		}
		late = late || !n.First.Before(c.To)
	}
	switch {
	case held == relationship.CheckInHeld && !c.Closed(t.now):
		return "held, still open"
	case late:
		return string(held) + ", answered late"
	}
	return string(held)
}

// stopped is a text that ends like a sentence.
func stopped(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") {
		return text
	}
	return text + "."
}

// saidIn lists what people shared, the newest last.
func (t *turn) saidIn(v relationship.View, c *relationship.CheckIn) Items {
	items := Items{Title: "Shared"}
	for _, person := range sortedKeys(c.Said) {
		a := c.Said[person]
		detail := saidWords(relationship.Answer{Confidence: a.Confidence, Part: a.Part, Need: a.Need})
		if a.Late {
			detail += " Late."
		}
		items.Items = append(items.Items, Item{Title: v.Shared.PersonName(person) + " of " + v.Shared.PartyName(v.Shared.Persons[person].Party), Detail: detail})
	}
	n := 1
	if said, ok := t.s.number(2); ok && t.verb("show") != "" {
		n = said
	}
	items.Items, items.More, items.Rest = pageOf(n, items.Items, "Show more answers", fmt.Sprintf("checkin show %d", c.ID))
	return items
}
