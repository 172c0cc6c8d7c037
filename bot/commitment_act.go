package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// promiseSaid confirms something about a promise, with the way to it.
func (t *turn) promiseSaid(id int, sentence func(s *relationship.Shared, c *relationship.Commitment) string, more ...Button) func(relationship.View) Message {
	return func(v relationship.View) Message {
		c := v.Shared.Commitments[id]
		if c == nil {
			return Plainly("This was taken back.")
		}
		buttons := append(more, Button{Label: fmt.Sprintf("Show promise %d", id), Words: fmt.Sprintf("promise %d", id)})
		return t.everybody(v, sentence(v.Shared, c), buttons...)
	}
}

// inWords is a promise in a sentence: promise 3, the revised forecast.
func inWords(c *relationship.Commitment) string {
	if c.What == "" {
		return fmt.Sprintf("promise %d", c.ID)
	}
	return fmt.Sprintf("promise %d, %s", c.ID, strings.TrimRight(cut(strings.Join(strings.Fields(c.What), " "), 120), ".,;"))
}

func (t *turn) agreePromise(id int) Reply {
	return t.act(&relationship.AgreeCommitment{Seen: t.drawnAt(), Commitment: id},
		t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
			return fmt.Sprintf("Agreed: %s, from %s to %s, due %s.", inWords(c), side(s, c.Giver), side(s, c.Receiver), fullDay(c.Due))
		}))
}

func (t *turn) declining(id int) reasoned {
	return reasoned{noun: "promise", thing: promiseThing(id), id: id, verb: "decline", field: "why",
		title: fmt.Sprintf("Decline promise %d", id), label: "Why", submit: "Decline",
		intro: "Saying no early is part of honest promising. To agree to something else instead, answer with other terms.",
		command: func(why string) relationship.Command {
			return &relationship.DeclineCommitment{Seen: t.drawnAt(), Commitment: id, Why: why}
		},
		effect: t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
			return fmt.Sprintf("Declined: %s. %s reads why. It counts nowhere.", inWords(c), s.PersonName(c.Last().By))
		}, Button{Label: "Promise something else", Words: "promise new"})}
}

// donePromise is "promise 3 done", with a note if there is something to say.
func (t *turn) donePromise(id int) Reply {
	note := t.s.rest(2)
	if t.submitted() {
		note = t.value("note")
	}
	c := &relationship.ClaimCommitmentDone{Seen: t.drawnAt(), Commitment: id, Note: note}
	return t.act(c, func(v relationship.View) Message {
		more := []Button{{Label: "Add evidence", Words: fmt.Sprintf("evidence new promise %d", id), Style: Primary}}
		if p := v.Shared.Commitments[id]; p != nil && unexplained(p) {
			more = append(more, Button{Label: "Say why", Words: fmt.Sprintf("promise %d missed", id)})
		}
		return t.promiseSaid(id, t.saidDone, more...)(v)
	})
}

// unexplained says whether a promise is said to be done after its day, and nobody said why.
func unexplained(c *relationship.Commitment) bool {
	return c.Done != nil && c.Done.DaysLate > 0 && c.Reason == ""
}

// saidDone is what whoever says that a promise is done is told.
func (t *turn) saidDone(s *relationship.Shared, c *relationship.Commitment) string {
	if c.Done == nil {
		return upper(inWords(c)) + ", is open again."
	}
	text := fmt.Sprintf("Said to be done: %s. %s accepts it or says what is missing; silence until %s accepts it.",
		inWords(c), side(s, c.Receiver), t.at(c.Done.SilentAfter))
	if unexplained(c) {
		text += fmt.Sprintf(" It is %s late: say why, so that both can learn from it.", counted(c.Done.DaysLate, "day"))
	}
	return text
}

func (t *turn) acceptDelivery(id int) Reply {
	return t.act(&relationship.AcceptDelivery{Seen: t.drawnAt(), Commitment: id},
		t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
			return fmt.Sprintf("Accepted: %s. It counts as %s.", inWords(c), c.State(t.now))
		}))
}

func (t *turn) rejecting(id int) reasoned {
	return reasoned{noun: "promise", thing: promiseThing(id), id: id, verb: "reject", field: "why",
		title: fmt.Sprintf("Reject what was delivered for promise %d", id), label: "What is missing", submit: "Reject",
		intro: "The promise is open again, with the same due day.",
		command: func(why string) relationship.Command {
			return &relationship.RejectDelivery{Seen: t.drawnAt(), Commitment: id, Why: why}
		},
		effect: t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
			return fmt.Sprintf("Not accepted: %s, is open again, due %s. %s reads what is missing.", inWords(c), fullDay(c.Due), side(s, c.Giver))
		})}
}

// cancelling takes a promise back; what that means stands on the form, before it is sent.
func (t *turn) cancelling(id int) reasoned {
	r := reasoned{noun: "promise", thing: promiseThing(id), id: id, verb: "cancel", field: "why",
		title: fmt.Sprintf("Take promise %d back", id), label: "Why", submit: "Take it back",
		command: func(why string) relationship.Command {
			return &relationship.CancelCommitment{Seen: t.drawnAt(), Commitment: id, Why: why}
		},
		effect: t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
			if c.Cancelled == nil {
				return upper(inWords(c)) + ", stands again."
			}
			return strings.TrimSuffix(fmt.Sprintf("%s, is %s", upper(inWords(c)), takenBack(s, c)), ".") + "." + t.releaseHint(s, c)
		})}
	t.read(func(v relationship.View) {
		c := v.Shared.Commitments[id]
		if c == nil {
			return
		}
		r.intro = t.cancelIntro(v.Shared, c)
		if !c.Agreed.IsZero() && c.Giver.Party != t.who.Party {
			r.title, r.submit = fmt.Sprintf("Promise %d is no longer needed", id), "No longer needed"
		}
	})
	return r
}

func (t *turn) cancelIntro(s *relationship.Shared, c *relationship.Commitment) string {
	switch {
	case c.Agreed.IsZero():
		return "It is not agreed yet, so taking it back counts nowhere."
	case !t.now.Before(c.DueBy):
		return "Its day has passed: the miss stands, and nobody waits for it any more."
	case c.Giver.Party != t.who.Party:
		return side(s, c.Giver) + " is free of it then. It counts nowhere."
	}
	return fmt.Sprintf("Taken back by you alone it counts as not kept. %s can agree to it until the end of %s; then it counts nowhere.",
		side(s, c.Receiver), fullDay(c.Due))
}

// releaseHint says who can still free the giver of a promise that was taken back.
func (t *turn) releaseHint(s *relationship.Shared, c *relationship.Commitment) string {
	for _, w := range c.WaitsFor(t.now) {
		if w.What == relationship.WaitRelease {
			return fmt.Sprintf(" %s is asked to agree; then it counts nowhere.", side(s, w.Side))
		}
	}
	return ""
}

func (t *turn) releasePromise(id int) Reply {
	return t.act(&relationship.AgreeCancellation{Seen: t.drawnAt(), Commitment: id},
		t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
			return fmt.Sprintf("Agreed: %s is free of %s. It counts nowhere.", side(s, c.Giver), inWords(c))
		}))
}

// pledged confirms a promise made or asked for.
func (t *turn) pledged(v relationship.View, id int) Message {
	c := v.Shared.Commitments[id]
	if c == nil {
		return Plainly("This was taken back.")
	}
	text := fmt.Sprintf("Offered to %s: %s, due %s.", side(v.Shared, c.Receiver), inWords(c), fullDay(c.Due))
	if c.ByParty == c.Receiver.Party {
		text = fmt.Sprintf("Asked of %s: %s, due %s.", side(v.Shared, c.Giver), inWords(c), fullDay(c.Due))
	}
	if o := c.Origin; o.Kind == relationship.FromReview {
		text = fmt.Sprintf("An action of review %d. ", o.Number) + text
	}
	return t.everybody(v, text+" It counts once they agree; they are asked now.",
		Button{Label: fmt.Sprintf("Show promise %d", id), Words: fmt.Sprintf("promise %d", id)})
}
