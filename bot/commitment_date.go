package bot

import (
	"fmt"
	"strings"
	"time"

	"collab/relationship"
)

// renegotiate asks for another day: "promise 3 renegotiate 2026-04-01 "why"". A day said in other words comes back in
// full in the form before it counts.
func (t *turn) renegotiate(id int) Reply {
	day, why := t.dayAndWhy(2)
	if t.submitted() {
		day, why = t.value("due"), t.value("why")
	}
	form := func(v relationship.View) Form { return t.moveForm(v, id, day, why, "") }
	if !t.submitted() && (!isISO(day) || why == "") {
		if r, no := t.refusedAnyway(&relationship.ProposeNewDue{Seen: t.drawnAt(), Commitment: id}, "due", "why"); no {
			return r
		}
	}
	if day == "" && !t.submitted() {
		return t.promiseForm(id, form)
	}
	due, err := readDate(day, t.now, t.promiseZone(id))
	switch {
	case err != nil && t.submitted():
		return Reply{Errors: map[string]string{"due": err.Error()}}
	case err != nil:
		return saying(Plainly(err.Error(), Button{Label: "Ask for another date", Words: fmt.Sprintf("promise %d renegotiate", id)}, help()))
	case !isISO(day) || why == "" && !t.submitted():
		return t.promiseForm(id, func(v relationship.View) Form { return t.moveForm(v, id, due.String(), why, dayMeant(day, due)) })
	}
	c := &relationship.ProposeNewDue{Seen: t.drawnAt(), Commitment: id, Due: due, Why: why}
	return t.carry(c, form, t.promiseSaid(id, func(s *relationship.Shared, c *relationship.Commitment) string {
		return fmt.Sprintf("Proposed: %s, moves from %s to %s. It counts once %s agrees, before the present day has passed.",
			inWords(c), fullDay(c.Due), fullDay(due), t.otherSide(s, c))
	}))
}

// promiseForm opens a form about a promise that is on record.
func (t *turn) promiseForm(id int, form func(relationship.View) Form) Reply {
	return t.reply(func(v relationship.View) Reply {
		if v.Shared.Commitments[id] == nil {
			return t.promiseShown(id)
		}
		return t.form(form(v))
	})
}

// dayAndWhy cuts the words from argument i into a day and a reason: the reason is what stands in quotes or behind
// "because".
func (t *turn) dayAndWhy(i int) (day, why string) {
	var days []string
	for ; i < len(t.s.args); i++ {
		w := t.s.args[i]
		if w.quoted {
			return strings.Join(days, " "), t.s.rest(i)
		}
		if w.is("because") {
			return strings.Join(days, " "), t.s.rest(i + 1)
		}
		if len(days) > 0 || !w.is("to") {
			days = append(days, w.text)
		}
	}
	return strings.Join(days, " "), ""
}

// isISO says whether a day is written so that nobody can take it for another one: 2026-03-06.
func isISO(day string) bool {
	_, err := time.Parse(time.DateOnly, strings.TrimSpace(day))
	return err == nil
}

// dayMeant says which day was understood, when it was said in other words.
func dayMeant(said string, due relationship.Date) string {
	if isISO(said) {
		return fullDay(due)
	}
	return fmt.Sprintf("%s is %s. Is that right?", typed(said), fullDay(due))
}

// promiseZone is the zone in which the giver of a promise reads a day.
func (t *turn) promiseZone(id int) (loc *time.Location) {
	loc = t.loc
	t.read(func(v relationship.View) {
		if c := v.Shared.Commitments[id]; c != nil {
			loc = t.zoneAt(v.Shared, c.Giver)
		}
	})
	return loc
}

// zoneAt is the zone one side of a promise lives by.
func (t *turn) zoneAt(s *relationship.Shared, of relationship.Side) *time.Location {
	name := s.CalendarOf(of.Party).Zone
	if p := s.Persons[of.Person]; p != nil {
		name = p.Zone
	}
	if loc, err := relationship.Zone(name); err == nil {
		return loc
	}
	return time.UTC
}

// otherSide is the side of a promise that is not of the person's own party.
func (t *turn) otherSide(s *relationship.Shared, c *relationship.Commitment) string {
	if c.Giver.Party == t.who.Party {
		return side(s, c.Receiver)
	}
	return side(s, c.Giver)
}

func (t *turn) moveForm(v relationship.View, id int, day, why, meant string) Form {
	c := v.Shared.Commitments[id]
	if meant == "" {
		meant = "2026-04-01, 1 Apr or next Friday, as " + side(v.Shared, c.Giver) + " reads it"
	}
	return Form{Title: fmt.Sprintf("Another date for promise %d", id), Submit: "Propose it", Audience: t.joint(v.Shared),
		Words: fmt.Sprintf("promise %d renegotiate%s", id, seen(v, promiseThing(id))),
		Intro: fmt.Sprintf("%s\nDue %s now. Moving it in time is fine; it is counted apart from what was missed.", c.What, fullDay(c.Due)),
		Fields: []Field{{Name: "due", Label: "New date", Kind: Day, Value: day, Hint: meant},
			{Name: "why", Label: "Why", Kind: Long, Value: why, Max: 1000}}}
}

// answerNewDate is "promise 3 newdate agree" or "… refuse why".
func (t *turn) answerNewDate(id int) Reply {
	switch strings.ToLower(t.s.arg(2)) {
	case "agree":
		return t.act(&relationship.AgreeNewDue{Seen: t.drawnAt(), Commitment: id},
			t.promiseSaid(id, func(_ *relationship.Shared, c *relationship.Commitment) string {
				return fmt.Sprintf("Agreed: %s, is due %s now.", inWords(c), fullDay(c.Due))
			}))
	case "refuse":
		return t.because(reasoned{noun: "promise", thing: promiseThing(id), id: id, verb: "newdate refuse", field: "why",
			title: fmt.Sprintf("Keep the date of promise %d", id), label: "Why", submit: "Keep the date",
			command: func(why string) relationship.Command {
				return &relationship.DeclineNewDue{Seen: t.drawnAt(), Commitment: id, Why: why}
			},
			effect: t.promiseSaid(id, func(_ *relationship.Shared, c *relationship.Commitment) string {
				return fmt.Sprintf("The date stays: %s, is due %s.", inWords(c), fullDay(c.Due))
			})})
	}
	return t.promiseShown(id)
}

// missWords is a reason for a miss as people read it.
func missWords(r relationship.MissReason) string {
	switch r {
	case relationship.OwnWorkload:
		return "Our own workload"
	case relationship.WaitingOther:
		return "Waited for somebody else"
	case relationship.ScopeUnclear:
		return "Unclear what was wanted"
	case relationship.External:
		return "Something outside both of us"
	case relationship.BadEstimate:
		return "The estimate was off"
	}
	return upper(string(r))
}

// missedPromise is "promise 3 missed forgotten "words"": why the day passed without what was promised.
func (t *turn) missedPromise(id int) Reply {
	reason, words := missSaid(t.s.rest(2))
	if t.submitted() {
		reason, words = relationship.MissReason(t.value("reason")), t.value("words")
	}
	form := func(v relationship.View) Form { return t.missForm(v, id, words) }
	if reason == "" && !t.submitted() {
		if r, no := t.refusedAnyway(&relationship.RecordMissReason{Seen: t.drawnAt(), Commitment: id, Reason: relationship.OtherReason}); no {
			return r
		}
		return t.promiseForm(id, form)
	}
	c := &relationship.RecordMissReason{Seen: t.drawnAt(), Commitment: id, Reason: reason, Words: words}
	return t.carry(c, form, func(v relationship.View) Message {
		c := v.Shared.Commitments[id]
		buttons := Buttons{{Label: fmt.Sprintf("Show promise %d", id), Words: fmt.Sprintf("promise %d", id)}}
		if c.Done == nil && c.Cancelled == nil {
			buttons = append(Buttons{{Label: "Done", Words: fmt.Sprintf("promise %d done%s", id, seen(v, promiseThing(id))), Style: Primary}}, buttons...)
		}
		return t.everybody(v, fmt.Sprintf("Why promise %d was missed: %s. Reasons are counted to learn from them, not to grade anybody.",
			c.ID, strings.ToLower(missWords(c.Reason))), buttons...)
	})
}

// missSaid cuts a typed reason into the reason of the list, whole or by its first word, and the words behind it; without
// a known reason all are words.
func missSaid(text string) (relationship.MissReason, string) {
	for _, r := range relationship.MissReasons {
		first, _, _ := strings.Cut(string(r), " ")
		for _, name := range []string{string(r), first} {
			if n := len(name); len(text) >= n && strings.EqualFold(text[:n], name) && (len(text) == n || text[n] == ' ') {
				return r, strings.TrimSpace(text[n:])
			}
		}
	}
	return "", text
}

func (t *turn) missForm(v relationship.View, id int, words string) Form {
	c := v.Shared.Commitments[id]
	var options []Option
	for _, r := range relationship.MissReasons {
		options = append(options, Option{string(r), missWords(r)})
	}
	return Form{Title: fmt.Sprintf("Why promise %d was missed", id), Submit: "Say why", Audience: t.joint(v.Shared),
		Words: fmt.Sprintf("promise %d missed%s", id, seen(v, promiseThing(id))),
		Intro: fmt.Sprintf("%s\nIt was due %s. What both can learn from it is the point.", c.What, fullDay(c.Due)),
		Fields: []Field{{Name: "reason", Label: "What was in the way", Kind: Choice, Value: string(c.Reason), Options: options},
			{Name: "words", Label: "In your words", Kind: Long, Value: words, Optional: true, Max: 1000}}}
}
