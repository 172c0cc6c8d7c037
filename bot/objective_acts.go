package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// confirmObjective agrees for one's party to what an objective says now.
func (t *turn) confirmObjective(id int) Reply {
	c := &relationship.ConfirmObjective{Objective: id, Seen: t.drawnAt()}
	return t.back(1).do(c, func(v relationship.View) Message {
		o := v.Shared.Objectives[id]
		return Plainly(fmt.Sprintf("%s has confirmed %s. %s Every party can see this.", v.Shared.PartyName(t.who.Party), calledObjective(o), t.objectiveWaits(v.Shared, o)),
			showObjective(id))
	})
}

// acknowledgeObjective says for one's party that it has read what another party wants for itself.
func (t *turn) acknowledgeObjective(id int) Reply {
	c := &relationship.AcknowledgeObjective{Objective: id, Seen: t.drawnAt()}
	return t.back(1).do(c, func(v relationship.View) Message {
		s, o := v.Shared, v.Shared.Objectives[id]
		m := Plainly(fmt.Sprintf("%s has read %s and takes it into account. Every party can see this.", s.PartyName(t.who.Party), calledObjective(o)))
		if ask := t.linkQuestions(s, o); len(ask.Items) > 0 {
			m.Blocks = append(m.Blocks, ask)
		}
		return m
	})
}

// declineObjective refuses a joint objective for one's party, with the reason.
func (t *turn) declineObjective(id int) Reply {
	why := t.why(2)
	if why == "" && !t.submitted() {
		return t.askReason(fmt.Sprintf("Decline objective %d", id), withSeen(fmt.Sprintf("objective %d decline", id), t.s.seen), "Decline", "Why, and what would make it acceptable")
	}
	c := &relationship.DeclineObjective{Objective: id, Why: why, Seen: t.drawnAt()}
	return t.back(1).do(c, func(v relationship.View) Message {
		return Plainly(fmt.Sprintf("%s has declined %s. It can be revised, or confirmed after all. Every party can see this, and the reason.",
			v.Shared.PartyName(t.who.Party), calledObjective(v.Shared.Objectives[id])), showObjective(id))
	})
}

// closeObjective ends an objective: one's own at once, a joint one when all say the same.
func (t *turn) closeObjective(id int) Reply {
	result, why := relationship.ObjectiveState(strings.ToLower(t.s.arg(2))), t.why(3)
	if t.submitted() {
		result = relationship.ObjectiveState(t.value("result"))
	}
	known := slices.Contains(relationship.Results, result)
	if !t.submitted() && (!known || why == "" && result != relationship.ObjectiveAchieved) {
		return t.reply(func(v relationship.View) Reply {
			o := v.Shared.Objectives[id]
			if said := t.unclosable(v.Shared, o); said != "" {
				return saying(Plainly(said, showObjective(id)))
			}
			f := t.closeForm(v, o, result)
			return Reply{Form: &f}
		})
	}
	c := &relationship.CloseObjective{Objective: id, Result: result, Why: why, Seen: t.drawnAt()}
	return t.back(1).do(c, func(v relationship.View) Message { return t.closedObjective(v, id, result) })
}

// unclosable says why this person cannot close an objective; empty when they may try.
func (t *turn) unclosable(s *relationship.Shared, o *relationship.Objective) string {
	if o.Open() && !o.Joint() && o.Owner != t.who.Party {
		return "This is " + s.PartyName(o.Owner) + "'s own objective. Only its own people close it."
	}
	if said := t.unrevisable(s, o); said != "" || t.agrees(s) {
		return said
	}
	return t.agreers(s)
}

func (t *turn) closeForm(v relationship.View, o *relationship.Objective, result relationship.ObjectiveState) Form {
	intro := "It stays on record with its history."
	if o.Joint() {
		intro = "A shared objective ends when every party says the same."
	}
	for _, p := range v.Shared.All() {
		if c, ok := o.Closing[p.ID]; ok && p.ID != t.who.Party {
			intro += fmt.Sprintf(" %s says: %s.", p.Name, because(string(c.Result), strings.TrimRight(c.Why, ".")))
			if result == "" {
				result = c.Result
			}
		}
	}
	var options []Option
	for _, r := range relationship.Results {
		options = append(options, Option{string(r), upper(string(r))})
	}
	return Form{Title: fmt.Sprintf("Close objective %d", o.ID), Submit: "Close it", Audience: t.joint(v.Shared), Intro: intro,
		Words: fmt.Sprintf("objective %d close", o.ID) + seen(v, fmt.Sprintf("objective %d", o.ID)),
		Fields: []Field{{Name: "result", Label: "How it ended", Kind: Choice, Value: string(result), Options: options},
			{Name: "why", Label: "Why", Hint: "Needed unless it was achieved", Kind: Long, Max: 2000, Optional: true}}}
}

// closedObjective says whether it ended, or who is still to say so.
func (t *turn) closedObjective(v relationship.View, id int, result relationship.ObjectiveState) Message {
	s, o := v.Shared, v.Shared.Objectives[id]
	if !o.Open() {
		return Plainly(fmt.Sprintf("%s ended: %s. Every party can see this.", upper(calledObjective(o)), result), showObjective(id),
			Button{Label: "Log evidence for it", Words: "evidence new"})
	}
	var waits []string
	for _, p := range s.Others(t.who.Party) {
		if o.Closing[p.ID].Result != result {
			waits = append(waits, p.Name)
		}
	}
	return Plainly(fmt.Sprintf("%s proposes to close %s as %s. It ends once %s says the same. Every party can see this.",
		s.PartyName(t.who.Party), calledObjective(o), result, all(waits)), showObjective(id))
}
