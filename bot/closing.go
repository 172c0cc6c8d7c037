package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// ending is "settings close" and why, "settings close agree" or "settings close refuse" and why: a relationship ends once
// every party agreed.
func (t *turn) ending() Reply {
	why := t.s.rest(1)
	if t.submitted() {
		why = t.value("why")
	}
	switch strings.ToLower(t.s.arg(1)) {
	case "agree":
		return t.ended(t.do(&relationship.AgreeClosing{}, t.closingSaid))
	case "refuse":
		if why = t.s.rest(2); t.submitted() {
			why = t.value("why")
		}
		if why == "" && !t.submitted() {
			return t.closingForm("Keep it going", "settings close refuse", "Refuse", "The relationship goes on. Every party reads why.")
		}
		return t.do(&relationship.RefuseClosing{Why: why}, func(v relationship.View) Message {
			return Plainly(v.Shared.Name+" goes on: "+v.Shared.PartyName(t.who.Party)+" does not agree that it ends. Every party can see this, and why.",
				Button{Label: "Settings", Words: "settings"})
		})
	case "":
		if !t.submitted() {
			return t.closingAsked()
		}
	}
	return t.ended(t.do(&relationship.ProposeClosing{Why: why}, t.closingSaid))
}

// leaveForParty is "members leave": one's organisation goes. It is asked first what that means, since it cannot be undone and a
// colleague who goes is another matter.
func (t *turn) leaveForParty() Reply {
	if !t.submitted() {
		if denied, ok := t.refusedAnyway(&relationship.LeaveRelationship{}, "why"); ok {
			return denied
		}
		return t.leavingForm()
	}
	return t.ended(t.do(&relationship.LeaveRelationship{Why: t.value("why")}, func(v relationship.View) Message {
		return Plainly(v.Shared.PartyName(t.who.Party) + " has left. The record up to now stays readable for you.")
	}))
}

func (t *turn) leavingForm() Reply {
	return t.reply(func(v relationship.View) Reply {
		name := v.Shared.PartyName(t.who.Party)
		intro := "All of " + name + " takes part no more, and its open promises are cancelled mutually. This cannot be undone. Its people keep the record up to now."
		if len(v.Shared.Active()) <= 2 {
			intro += " It closes the relationship, since one organisation alone has none."
		}
		return Reply{Form: &Form{Title: name + " leaves", Words: "members leave", Submit: name + " leaves", Audience: t.joint(v.Shared),
			Intro:  intro + " For one person say members remove @name.",
			Fields: []Field{{Name: "why", Label: "Why", Kind: Long, Max: 2000, Optional: true, Value: t.s.rest(1)}}}}
	})
}

// closingAsked is the form that proposes an end, or what is proposed already.
func (t *turn) closingAsked() (r Reply) {
	t.read(func(v relationship.View) {
		if c := v.Shared.Closing; c != nil && c.Refused == nil && v.Shared.Closed.IsZero() {
			r = saying(t.proposedEnd(v))
		}
	})
	if r.Message != nil {
		return r
	}
	if denied, ok := t.refusedAnyway(&relationship.ProposeClosing{}, "why"); ok {
		return denied
	}
	return t.closingForm("Close the relationship", "settings close", "Propose", "It ends once every party agreed: no prompts, no new entries, open promises are cancelled mutually. The record stays readable and can be exported.")
}

func (t *turn) closingForm(title, words, submit, intro string) Reply {
	return t.reply(func(v relationship.View) Reply {
		return Reply{Form: &Form{Title: title, Words: words, Submit: submit, Audience: t.joint(v.Shared), Intro: intro,
			Fields: []Field{{Name: "why", Label: "Why", Kind: Long, Max: 2000}}}}
	})
}

// proposedEnd is who wants the relationship to end, and why.
func (t *turn) proposedEnd(v relationship.View) Message {
	c := v.Shared.Closing
	m := Plainly(fmt.Sprintf("%s proposes to close %s.", v.Shared.PartyName(c.Party), v.Shared.Name))
	m.Blocks = append(m.Blocks, Facts{{Name: "Why", Value: orErased(c.Why)}, {Name: "Proposed", At: c.At}})
	if c.Agreed(t.who.Party) {
		return withNote(m, "It ends once every other party has agreed.")
	}
	return Message{m.Fallback, append(m.Blocks, Buttons{{Label: "Agree that it ends", Words: "settings close agree", Style: Danger, Confirm: "Nothing can be recorded any more then."},
		{Label: "Refuse", Words: "settings close refuse"}})}
}

// closingSaid is what stands after somebody proposed or agreed to an end.
func (t *turn) closingSaid(v relationship.View) Message {
	s := v.Shared
	if s.Closed.IsZero() {
		var waits []string
		for _, p := range s.Active() {
			if !s.Closing.Agreed(p.ID) {
				waits = append(waits, p.Name)
			}
		}
		return Plainly("Proposed to close " + s.Name + ". It ends once " + all(waits) + " has agreed, and is asked now.")
	}
	m := Plainly(s.Name + " is closed. Nothing more is asked or recorded; the record stays readable, and words in it can still be erased. It stands in list archived.")
	if cancelled := t.cancelledAtTheEnd(s); len(cancelled.Items) > 0 {
		m.Blocks = append(m.Blocks, cancelled)
	}
	return withNote(m, "Record head "+s.Head().String()+". Whoever runs the server can export the record to you.")
}

// cancelledAtTheEnd lists the promises that were open when the relationship was closed.
func (t *turn) cancelledAtTheEnd(s *relationship.Shared) Items {
	items := Items{Title: "Cancelled mutually"}
	for _, id := range sortedKeys(s.Commitments) {
		if c := s.Commitments[id]; c.Cancelled != nil && c.Cancelled.At.Equal(s.Closed) {
			items.Items = append(items.Items, Item{Title: t.titleOf(s, promiseThing(id)), Detail: side(s, c.Giver) + " to " + side(s, c.Receiver)})
		}
	}
	return items
}

// ended adds to a reply that ended the relationship what its channels read last: the head of the record.
func (t *turn) ended(r Reply) Reply {
	if !t.fresh || t.err != nil {
		return r
	}
	t.read(func(v relationship.View) {
		if v.Shared.Closed.IsZero() {
			return
		}
		m := withNote(Plainly(v.Shared.Name+" is closed. I post nothing here any more."),
			"Record head "+v.Shared.Head().String()+". Keep it: it shows later that nothing before it was changed.")
		for _, p := range t.postable(v.Shared) {
			r.Posts = append(r.Posts, Post{p, m})
		}
	})
	return r
}
