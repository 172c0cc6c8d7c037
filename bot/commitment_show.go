package bot

import (
	"fmt"
	"strings"
	"time"

	"collab/relationship"
)

// promiseOf is one promise in full.
func (t *turn) promiseOf(v relationship.View, c *relationship.Commitment) Message {
	title := cut(t.titleOf(v.Shared, promiseThing(c.ID)), 120)
	m := Message{Fallback: title + ": " + t.promiseLine(v.Shared, c),
		Blocks: []Block{Text{Title: title}, append(t.promiseFacts(v.Shared, c), t.promiseStory(v.Shared, c)...)}}
	if shown := t.evidenceItems(v, v.Shared.EvidenceAbout(promiseThing(c.ID))); len(shown) > 0 {
		m.Blocks = append(m.Blocks, listed("Evidence", shown))
	}
	m.Blocks = append(m.Blocks, t.notesOn(v, promiseThing(c.ID))...)
	if b := t.promiseButtons(v, c); len(b) > 0 {
		m.Blocks = append(m.Blocks, b)
	}
	return withNote(m, t.joint(v.Shared).Face)
}

// promiseFacts are what was promised, between whom, until when, and how it stands.
func (t *turn) promiseFacts(s *relationship.Shared, c *relationship.Commitment) Facts {
	f := Facts{{Name: "From", Value: side(s, c.Giver)}, {Name: "To", Value: side(s, c.Receiver)},
		{Name: "Due", Value: fullDay(c.Due) + ", until", At: c.DueBy}}
	if c.Condition != "" {
		f = append(f, Fact{Name: "Done when", Value: c.Condition})
	}
	if c.About != "" {
		f = append(f, Fact{Name: "About", Value: t.titleOf(s, c.About)})
	}
	f = append(f, t.promiseState(s, c))
	var waits []string
	for _, w := range c.WaitsFor(t.now) {
		waits = append(waits, side(s, w.Side)+" to "+waitWords(w.What))
	}
	if len(waits) > 0 {
		f = append(f, Fact{Name: "Waits for", Value: strings.Join(waits, "; ")})
	}
	if p := c.Proposed; p != nil && c.State(t.now) == relationship.CommitmentAgreed {
		f = append(f, Fact{Name: "Proposed day", Value: fmt.Sprintf("%s, by %s: %s", fullDay(p.Due), s.PersonName(p.By), p.Why)})
	}
	return f
}

// waitWords says what somebody still has to do about a promise.
func waitWords(w relationship.Wait) string {
	switch w {
	case relationship.WaitAnswer:
		return "agree or decline"
	case relationship.WaitNewDue:
		return "answer the proposed day"
	case relationship.WaitDelivery:
		return "deliver"
	case relationship.WaitReason:
		return "say why it was missed"
	case relationship.WaitConfirmation:
		return "accept or reject"
	}
	return "agree that it is taken back"
}

// promiseState says how the promise stands, and what that means where the word alone does not.
func (t *turn) promiseState(s *relationship.Shared, c *relationship.Commitment) Fact {
	f := Fact{Name: "State", Value: string(c.State(t.now))}
	switch c.State(t.now) {
	case relationship.CommitmentRequested:
		f.Value = "offered, not agreed yet"
		if c.ByParty == c.Receiver.Party {
			f.Value = "asked for, not agreed yet"
		}
		if len(c.Terms) > 1 {
			f.Value = "other terms proposed by " + s.PersonName(c.Last().By) + ", not agreed yet"
		}
	case relationship.CommitmentLapsed:
		f.Value = "lapsed: its day passed before anybody answered"
	case relationship.CommitmentDeclined:
		f.Value = "declined: " + c.DeclinedWhy
	case relationship.CommitmentAgreed:
		f.Value = "agreed on " + t.day(relationship.DateOf(c.Agreed, t.loc))
	case relationship.CommitmentUnconfirmed:
		f.Value, f.At = "said to be done; without an answer it counts as accepted", c.Done.SilentAfter
	case relationship.CommitmentKept, relationship.CommitmentKeptLate:
		if c.BySilence(t.now) {
			f.Value += ", accepted by silence"
		}
	case relationship.CommitmentCancelled, relationship.CommitmentMissed:
		if c.Cancelled != nil {
			f.Value += ", " + takenBack(s, c)
		}
	}
	return f
}

// takenBack says who took a promise back, why, and what that means for the count.
func takenBack(s *relationship.Shared, c *relationship.Commitment) string {
	k := c.Cancelled
	why := ""
	if k.Why != "" {
		why = ": " + k.Why
	}
	switch {
	case k.Side == relationship.ByReceiver:
		return "no longer needed by " + s.PartyName(c.Receiver.Party) + why
	case k.Side == relationship.Mutually && k.Why == "":
		return "ended when a party left"
	case k.Side == relationship.Mutually:
		return "taken back, both agreed" + why
	case c.Agreed.IsZero() || !k.At.Before(c.DueBy):
		return "taken back by " + s.PartyName(c.Giver.Party) + why
	}
	return "taken back by " + s.PartyName(c.Giver.Party) + " alone and counts as not kept" + why
}

// promiseStory is what happened on the way: who said what until both agreed, in whose hands it was, moves, deliveries,
// rejections, the reason of a miss.
func (t *turn) promiseStory(s *relationship.Shared, c *relationship.Commitment) Facts {
	f := append(t.exchange(s, c), handedFacts(s, c.Handovers)...)
	if o := c.Origin; o.Kind == relationship.FromReview {
		f = append(f, Fact{Name: "An action of", Value: fmt.Sprintf("review %d", o.Number)})
	}
	if c.Renegotiations > 0 {
		f = append(f, Fact{Name: "Moved in time", Value: fmt.Sprintf("%s; first due %s", counted(c.Renegotiations, "time"), fullDay(c.OriginalDue))})
	}
	for _, r := range c.Rejections {
		f = append(f, Fact{Name: "Not accepted", Value: s.PersonName(r.By) + ": " + r.Why + ",", At: r.When})
	}
	if d := c.Done; d != nil {
		f = append(f, Fact{Name: "Said to be done", Value: doneWords(d), At: d.At})
		if !d.Accepted.IsZero() {
			f = append(f, Fact{Name: "Accepted by", Value: s.PersonName(d.AcceptedBy) + ",", At: d.Accepted})
		}
	}
	if c.Reason != "" {
		f = append(f, Fact{Name: "Why it was missed", Value: strings.TrimSuffix(missWords(c.Reason)+": "+c.ReasonWords, ": ")})
	}
	return f
}

func doneWords(d *relationship.Completion) string {
	var parts []string
	if d.DaysLate > 0 {
		parts = append(parts, counted(d.DaysLate, "day")+" late")
	}
	if d.Note != "" {
		parts = append(parts, d.Note)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ": ") + ","
}

// promiseButtons are what this person can do with the promise now; nothing for those who only read.
func (t *turn) promiseButtons(v relationship.View, c *relationship.Commitment) Buttons {
	if t.observes() {
		return nil
	}
	tail := seen(v, promiseThing(c.ID))
	var b Buttons
	for _, w := range c.WaitsFor(t.now) {
		if v.Shared.Acts(t.who.Person, w.Side) {
			b = append(b, t.waitButtons(c, w.What)...)
		}
	}
	b = append(b, t.otherWays(v.Shared, c)...)
	for i := range b {
		b[i].Words = fmt.Sprintf("promise %d %s%s", c.ID, b[i].Words, tail)
	}
	return append(b, Button{Label: "Add evidence", Words: fmt.Sprintf("evidence new promise %d", c.ID)})
}

// waitButtons answer what the promise waits for; their words are completed by promiseButtons.
func (t *turn) waitButtons(c *relationship.Commitment, w relationship.Wait) Buttons {
	switch w {
	case relationship.WaitAnswer:
		return Buttons{{Label: "Agree", Words: "agree", Style: Primary}, {Label: "Other terms", Words: "counter"}, {Label: "Decline", Words: "decline"}}
	case relationship.WaitNewDue:
		return Buttons{{Label: "Agree to " + t.day(c.Proposed.Due), Words: "newdate agree", Style: Primary},
			{Label: "Keep " + t.day(c.Due), Words: "newdate refuse"}}
	case relationship.WaitDelivery:
		return Buttons{{Label: "Done", Words: "done", Style: Primary}}
	case relationship.WaitReason:
		return Buttons{{Label: "Say why", Words: "missed", Style: Primary}}
	case relationship.WaitConfirmation:
		return Buttons{{Label: "Accept", Words: "accept", Style: Primary}, {Label: "Reject", Words: "reject"}}
	}
	return Buttons{{Label: "Agree to release", Words: "release", Style: Primary}}
}

// otherWays are what somebody may do with a promise that does not wait for it.
func (t *turn) otherWays(s *relationship.Shared, c *relationship.Commitment) (b Buttons) {
	giver, receiver := s.Acts(t.who.Person, c.Giver), s.Acts(t.who.Person, c.Receiver)
	state := c.State(t.now)
	if state == relationship.CommitmentAgreed && (giver || receiver) {
		b = append(b, Button{Label: "Another date", Words: "renegotiate"})
	}
	if giver && state != relationship.CommitmentMissed && c.MissedDue(t.now) && c.Reason == "" {
		b = append(b, Button{Label: "Say why", Words: "missed"})
	}
	if receiver && c.BySilence(t.now) {
		b = append(b, Button{Label: "Accept", Words: "accept"})
	}
	if label := cancelLabel(c, t.now, giver, receiver); label != "" {
		b = append(b, Button{Label: label, Words: "cancel"})
	}
	if c.Open(t.now) && (giver || receiver || t.leads() && t.ours(c).Party == t.who.Party) && len(t.colleagues(s)) > 1 {
		b = append(b, Button{Label: "Hand over", Words: "handover"})
	}
	return b
}

// cancelLabel names what taking the promise back means for this person; empty when they cannot.
func cancelLabel(c *relationship.Commitment, now time.Time, giver, receiver bool) string {
	state := c.State(now)
	said := c.Last().Party // last: its side may take it back, the other answers
	wrote := giver && said == c.Giver.Party || receiver && said == c.Receiver.Party
	switch {
	case !c.Open(now) || state == relationship.CommitmentUnconfirmed:
		return ""
	case state == relationship.CommitmentRequested && wrote:
		return "Take it back"
	case state == relationship.CommitmentRequested:
		return ""
	case receiver:
		return "No longer needed"
	case giver:
		return "Take it back"
	}
	return ""
}

// fullDay is a day that nobody can take for another one: Friday 6 March 2026.
func fullDay(d relationship.Date) string {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format("Monday 2 January 2006")
}
