package bot

import (
	"slices"
	"time"

	"collab/relationship"
)

// try is a check-in before there is one: the questions as they will come, and then what everybody in the channel would
// see of the answer. Nothing of it is recorded or kept.
func try(t *turn) Reply {
	t.fleeting = true
	member, m := t.tries()
	switch {
	case m != nil:
		return saying(*m)
	case member && t.verb("real") != "":
		return t.show(t.forReal)
	case !t.submitted():
		return t.sampleForm(member)
	case !member:
		return saying(Plainly("That is all a check-in asks; it takes two minutes, every two weeks. Nothing was recorded.", t.waysIn()...))
	}
	return t.preview()
}

// waysIn lead somebody who tried it to taking part: asking leads somewhere only in a channel that is linked.
func (t *turn) waysIn() []Button {
	all := []Button{{Label: "I have a code", Words: "join", Style: Primary}, {Label: "What is stored", Words: "stored"}}
	if _, linked := t.linked(); linked {
		all = slices.Insert(all, 1, Button{Label: "I am not in it yet", Words: "ask"})
	}
	return all
}

// tries says whether the person takes part in what they try. Whoever does not is shown the questions alone, which tell
// nothing about anybody; the message asks which relationship is meant.
func (t *turn) tries() (member bool, m *Message) {
	if len(t.mine) == 0 {
		return false, nil
	}
	picks, ok := t.choose()
	if ok {
		t.err = t.arrive()
		return true, nil
	}
	if _, linked := t.linked(); linked && t.s.forSlug == "" {
		return false, nil
	}
	return false, &picks
}

// sampleForm asks what every check-in asks.
func (t *turn) sampleForm(member bool) Reply {
	f := Form{Title: "Test check-in", Words: "try", Submit: "Answer the test", Fields: checkInFields(relationship.Answer{}),
		Audience: Audience{Face: "Nobody. This is a test: nothing of it is recorded"},
		Intro:    "These are the questions of every check-in. What you share will show your name."}
	if !member {
		return Reply{Form: &f}
	}
	return t.reply(func(v relationship.View) Reply {
		f := t.ownFields(v, f, relationship.Answer{Shared: true})
		return Reply{Form: &f}
	})
}

// preview shows the card of the channel as the other side will see it, drawn from what they read.
func (t *turn) preview() Reply {
	m := Plainly("This is what everybody in the channel would see of your answer. Nothing was recorded, and nobody was told.")
	m.Fallback, m.Blocks[0] = "Preview, not sent", Text{"Preview, not sent", m.Fallback}
	commit, err := t.Bot.jointOf(t.who.Relationship, t.who.Party, func(s *relationship.Shared) {
		v := relationship.Ledgers{Joint: s}.View("")
		m.Blocks = append(m.Blocks, t.cardOf(v, t.sample(s), "try").Blocks...)
	})
	t.commit, t.err = max(t.commit, commit), err
	m.Blocks = append(m.Blocks, Buttons{{Label: "Looks right, start for real", Words: "try real", Style: Primary}, {Label: "Try again", Words: "try"}})
	return saying(m)
}

// sample is a check-in such as could be open now, with this one answer.
func (t *turn) sample(s *relationship.Shared) *relationship.CheckIn {
	c := &relationship.CheckIn{ID: 1, From: t.now, To: t.now.Add(4 * 24 * time.Hour), Counts: map[string]*relationship.Count{}, Said: map[string]*relationship.SharedAnswer{}}
	if last := s.Latest(); last != nil {
		c.ID = last.ID + 1
	}
	for _, p := range s.All() {
		if p.State == relationship.PartyActive || p.State == relationship.PartyInvited {
			c.Counts[p.ID] = &relationship.Count{Asked: asks(s, p.ID)}
		}
	}
	if n := c.Counts[t.who.Party]; n != nil {
		n.Answered, n.First = 1, t.now
	}
	if !t.keepsInternal() { // audience: what the person chose in the form; mutate: s/!t.keepsInternal()/t != nil/
		c.Said[t.who.Person] = &relationship.SharedAnswer{Person: t.who.Person, At: t.now, Confidence: relationship.Confidence(t.value("confidence")),
			Part: t.value("part"), Need: t.value("need")}
	}
	return c
}

// asks is how many people of a party a check-in would ask, at least one.
func asks(s *relationship.Shared, party string) int {
	n := 0
	for _, p := range s.People(party) {
		if p.Active() && p.Role != relationship.Observer {
			n++
		}
	}
	return max(n, 1)
}

// forReal says that the check-ins come by themselves, and what is still to be done for them.
func (t *turn) forReal(v relationship.View) Message {
	text := "Check-ins begin by themselves once another organisation has joined: " + cadence(v.Shared.Cadence) + "."
	switch at := v.Shared.NextCheckIn(t.now); {
	case v.Shared.Pause != nil:
		text = v.Shared.Name + " is paused; check-ins begin when somebody resumes it."
	case !at.IsZero():
		text = "The next check-in comes by itself on " + t.at(at) + "."
	case v.Shared.Cadence.Days == 0:
		text = "No check-ins are planned; settings schedule sets their rhythm."
	}
	m := Plainly(text)
	if todo, ok := t.checklist(v, ""); ok {
		m.Blocks = append(m.Blocks, todo)
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "Begin with a template", Words: "template"}, {Label: "Status", Words: "status"}})
	return m
}
