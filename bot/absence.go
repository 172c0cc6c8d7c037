package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// skipCheckIn is "checkin skip "travel"".
func (t *turn) skipCheckIn() Reply {
	why := t.s.rest(1)
	if t.submitted() {
		why = t.value("why")
	}
	if why == "" && !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			return Reply{Form: &Form{Title: "Skip this check-in", Words: "checkin skip", Submit: "Skip", Audience: t.internal(v.Shared),
				Intro:  "You are not asked again this time. The others see one person fewer asked, not who.",
				Fields: []Field{{Name: "why", Label: "Why", Max: 500}}}}
		})
	}
	return t.do(&relationship.SkipCheckIn{Why: why}, func(v relationship.View) Message {
		return withNote(plainly(fmt.Sprintf("Check-in %d: skipped. You can still answer while it is open.", v.Shared.Latest().ID)), t.internal(v.Shared).Face)
	})
}

// snooze is "checkin snooze 2h", "tomorrow" or "monday"; a day means that morning.
func (t *turn) snooze() Reply {
	text := t.s.rest(1)
	if text == "" {
		return saying(plainly("Until when?", Button{Label: "2 hours", Words: "checkin snooze 2h"}, Button{Label: "Tomorrow", Words: "checkin snooze tomorrow"}, Button{Label: "Monday", Words: "checkin snooze monday"}))
	}
	wait, day, err := readSpan(text, t.now, t.loc)
	if err != nil {
		return saying(plainly(err.Error(), help()))
	}
	until := t.now.Add(wait)
	if !day.IsZero() {
		until = relationship.Wall(day, relationship.Clock{Hour: 9}, t.loc)
	}
	return t.do(&relationship.SnoozePrompt{Until: until}, func(v relationship.View) Message {
		return withNote(plainly("I will ask you again on "+t.at(until)+"."), t.internal(v.Shared).Face)
	})
}

// away is "checkin away 4-15 Aug @delegate".
func (t *turn) away() Reply {
	if t.submitted() {
		return t.goAway(t.value("from")+" - "+t.value("to"), t.value("delegate"))
	}
	text := t.s.rest(1)
	if text == "" {
		return t.reply(func(v relationship.View) Reply { return Reply{Form: t.awayForm(v)} })
	}
	when, who, named := strings.Cut(text, "@")
	if !named {
		return t.goAway(when, "")
	}
	id, reply, ok := t.someone(who, true)
	if !ok {
		return reply
	}
	return t.goAway(when, id)
}

func (t *turn) awayForm(v relationship.View) *Form {
	options := []Option{{"", "Nobody"}}
	for _, p := range v.Shared.People(t.who.Party) {
		if p.ID != t.who.Person && p.Role != relationship.Observer {
			options = append(options, Option{p.ID, v.Shared.PersonName(p.ID)})
		}
	}
	return &Form{Title: "Away", Words: "checkin away", Submit: "I'm away", Audience: t.internal(v.Shared),
		Intro: "You are not asked on these days. The others see one person fewer asked, not who.",
		Fields: []Field{{Name: "from", Label: "First day", Kind: Day}, {Name: "to", Label: "Last day", Kind: Day},
			{Name: "delegate", Label: "Asked instead of you", Kind: Who, Options: options, Optional: true}}}
}

func (t *turn) goAway(when, delegate string) Reply {
	from, to, err := readRange(strings.TrimSpace(when), t.now, t.loc)
	if err != nil {
		if t.submitted() {
			return Reply{Errors: map[string]string{"to": err.Error()}}
		}
		return saying(plainly(err.Error(), help()))
	}
	return t.do(&relationship.SetAway{From: from, To: to, Delegate: delegate}, func(v relationship.View) Message {
		text := "Away from " + t.day(from) + " to " + t.day(to) + "; you are not asked then."
		if delegate != "" {
			text += " " + v.Shared.PersonName(delegate) + " is asked instead."
		}
		return withNote(plainly(text, Button{Label: "I'm back", Words: "checkin back"}), t.internal(v.Shared).Face)
	})
}

// leaveOut agrees for one's party that the next check-in is left out altogether.
func (t *turn) leaveOut() Reply {
	return t.do(&relationship.SkipSlot{Why: t.s.rest(1)}, func(v relationship.View) Message {
		party := v.Shared.PartyName(t.who.Party)
		var said *relationship.SlotSkip // the newest one's party agreed to
		for _, k := range v.Shared.Skips {
			if k.By(t.who.Party) && (said == nil || k.Slot.After(said.Slot)) {
				said = k
			}
		}
		if said != nil && said.Agreed(v.Shared.Active()) {
			return plainly("Agreed for " + party + ". So has every party: the check-in of " + t.day(said.Slot) + " is left out. Every party can see this.")
		}
		return plainly("Agreed for " + party + ": the next check-in is left out once every party agrees, before it opens. Every party can see this.")
	})
}

// snoozeButtons are the ways out every prompt offers.
func snoozeButtons(tail string) Buttons {
	return Buttons{{Label: "Snooze 2 hours", Words: "checkin snooze 2h" + tail}, {Label: "Snooze until tomorrow", Words: "checkin snooze tomorrow" + tail},
		{Label: "Skip, with a reason", Words: "checkin skip" + tail}, {Label: "I'm away", Words: "checkin away" + tail}}
}
