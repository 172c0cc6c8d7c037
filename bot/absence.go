package bot

import (
	"fmt"
	"slices"
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
		return withNote(Plainly(fmt.Sprintf("Check-in %d: skipped. You can still answer while it is open.", v.Shared.Latest().ID)), t.internal(v.Shared).Face)
	})
}

// snooze is "checkin snooze 2h", "tomorrow" or "monday"; a day means that morning.
func (t *turn) snooze() Reply {
	text := t.s.rest(1)
	if text == "" {
		return saying(Plainly("Until when?", Button{Label: "2 hours", Words: "checkin snooze 2h"}, Button{Label: "Tomorrow", Words: "checkin snooze tomorrow"}, Button{Label: "Monday", Words: "checkin snooze monday"}))
	}
	wait, day, err := readSpan(text, t.now, t.loc)
	if err != nil {
		return saying(Plainly(err.Error(), help()))
	}
	until := t.now.Add(wait)
	if !day.IsZero() {
		until = relationship.Wall(day, relationship.Clock{Hour: 9}, t.loc)
	}
	return t.do(&relationship.SnoozePrompt{Until: until}, func(v relationship.View) Message {
		return withNote(Plainly("I will ask you again on "+t.at(until)+"."), t.internal(v.Shared).Face)
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
		return saying(Plainly(err.Error(), help()))
	}
	return t.do(&relationship.SetAway{From: from, To: to, Delegate: delegate}, func(v relationship.View) Message {
		text := "Away from " + t.day(from) + " to " + t.day(to) + "; you are not asked then."
		if said := t.insteadWords(v, relationship.Absence{From: from, To: to, Delegate: delegate}); said != "" {
			text += " " + said
		}
		for _, of := range t.standsInFor(v, from, to) {
			text += fmt.Sprintf(" You were to be asked instead of %s then; %s.", v.Shared.PersonName(of), t.insteadOfMe(v, delegate))
		}
		return withNote(Plainly(text, Button{Label: "I'm back", Words: "checkin back"}), t.internal(v.Shared).Face)
	})
}

// insteadWords says who is asked instead of somebody who is away; empty when nobody was named.
func (t *turn) insteadWords(v relationship.View, a relationship.Absence) string {
	name := v.Shared.PersonName(a.Delegate)
	switch who := v.StandIn(a); {
	case a.Delegate == "":
		return ""
	case v.Party == "" || who == a.Delegate:
		return name + " is asked instead."
	case who == "":
		return name + " cannot be asked on " + t.day(a.From) + ", so nobody is then."
	default:
		return name + " is away then too; " + v.Shared.PersonName(who) + " is asked instead."
	}
}

func (t *turn) insteadOfMe(v relationship.View, delegate string) string {
	if delegate == "" {
		return "now nobody is"
	}
	return "now it is " + v.Shared.PersonName(delegate)
}

// standsInFor lists who counts on this person between two days.
func (t *turn) standsInFor(v relationship.View, from, to relationship.Date) (of []string) {
	for _, person := range sortedKeys(v.Own.Away) {
		for _, a := range v.Own.Ahead(person, from) {
			if a.Delegate == t.who.Person && !a.From.After(to) && !slices.Contains(of, person) {
				of = append(of, person)
			}
		}
	}
	return of
}

func (t *turn) comeBack() Reply {
	return t.do(&relationship.ComeBack{}, func(v relationship.View) Message {
		m := Plainly("Welcome back. You will be asked again.")
		if c := v.Shared.Latest(); c != nil && !c.Closed(t.now) {
			m = Plainly("Welcome back. You will be asked again.", Button{Label: "Answer the check-in", Words: "checkin", Style: Primary})
		}
		return m
	})
}

// absences lists who of one's party is or will be away, and whose prompts are paused: to its relationship managers all
// of them, to everybody else their own.
func (t *turn) absences() Reply {
	if !t.q.Place.Own {
		return t.notHere()
	}
	return t.show(func(v relationship.View) Message {
		var items []Item
		for _, p := range v.Shared.People(t.who.Party) {
			if p.ID != t.who.Person && t.person.Role != relationship.Lead {
				continue
			}
			items = append(items, t.absencesOf(v, p)...)
		}
		if len(items) == 0 {
			return withNote(Plainly("Nobody is away.", Button{Label: "Say when I'm away", Words: "checkin away"}), t.internal(v.Shared).Face)
		}
		page, more, rest := paged(t, items, "Show more", "settings away")
		return Message{Fallback: "Who is away", Blocks: []Block{Items{Title: "Who is away", Items: page, More: more, Rest: rest},
			Buttons{{Label: "Say when I'm away", Words: "checkin away"}}, Note{t.internal(v.Shared).Face}}}
	})
}

func (t *turn) absencesOf(v relationship.View, p *relationship.Person) (items []Item) {
	name := v.Shared.PersonName(p.ID)
	for _, a := range v.Own.Ahead(p.ID, relationship.DateOf(t.now, t.loc)) {
		detail := "away from " + t.day(a.From) + " to " + t.day(a.To) + "."
		if said := t.insteadWords(v, a); said != "" {
			detail += " " + said
		}
		items = append(items, Item{Title: name, Detail: detail})
	}
	if v.Paused(p.ID, t.now) {
		items = append(items, Item{Title: name, Detail: "not prompted any more, after three check-ins in silence; still counted as asked."})
	}
	return items
}

// resumePrompts has oneself prompted again.
func (t *turn) resumePrompts() Reply {
	return t.do(&relationship.ResumePrompts{}, func(v relationship.View) Message {
		m := Plainly("You will be asked again.")
		if c := v.Shared.Latest(); c != nil && !c.Closed(t.now) {
			m = Plainly("You will be asked again.", Button{Label: "Answer the check-in", Words: "checkin", Style: Primary})
		}
		return withNote(m, t.internal(v.Shared).Face)
	})
}

// pausedNote tells somebody that they are not prompted any more.
func (t *turn) pausedNote(v relationship.View, tail string) Message {
	text := "Three check-ins in a row passed without a word from you, so I have paused your prompts"
	if leads := t.otherLeads(v); len(leads) > 0 {
		text += " and told " + all(leads)
	}
	return withNote(Plainly(text+". You can answer at any time.", Button{Label: "Resume", Words: "checkin resume" + tail, Style: Primary},
		Button{Label: "Answer", Words: "checkin" + tail}, Button{Label: "I'm away", Words: "checkin away" + tail}), t.internal(v.Shared).Face+". The others see counts alone.")
}

// otherLeads are the names of the relationship managers of one's party, but one's own.
func (t *turn) otherLeads(v relationship.View) (names []string) {
	for _, p := range v.Shared.Leads(v.Party) {
		if p.ID != t.who.Person {
			names = append(names, v.Shared.PersonName(p.ID))
		}
	}
	return names
}

// insteadNote tells that who was to be asked instead of somebody cannot be any more.
func (t *turn) insteadNote(v relationship.View, person, tail string) Message {
	var text string
	for _, a := range v.Own.Ahead(person, relationship.DateOf(t.now, t.loc)) {
		if a.Delegate == "" || v.StandIn(a) != "" {
			continue
		}
		who := v.Shared.PersonName(person) + " is away"
		if person == t.who.Person {
			who = "You are away"
		}
		text = fmt.Sprintf("%s from %s to %s. %s was to be asked instead, and takes no part any more; nobody is asked then.",
			who, t.day(a.From), t.day(a.To), v.Shared.PersonName(a.Delegate))
		if person == t.who.Person {
			again := fmt.Sprintf("checkin away %s to %s", a.From, a.To)
			return withNote(Plainly(text+" Name somebody else: "+again+" @colleague.", Button{Label: "Name somebody else", Words: "checkin away" + tail, Style: Primary}),
				t.internal(v.Shared).Face)
		}
	}
	return withNote(Plainly(text+" They can name somebody else; until then you may answer for your side.", Button{Label: "Who is away", Words: "settings away" + tail}),
		t.internal(v.Shared).Face)
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
			return Plainly("Agreed for " + party + ". So has every party: the check-in of " + t.day(said.Slot) + " is left out. Every party can see this.")
		}
		return Plainly("Agreed for " + party + ": the next check-in is left out once every party agrees, before it opens. Every party can see this.")
	})
}

// snoozeButtons are the ways out every prompt offers.
func snoozeButtons(tail string) Buttons {
	return Buttons{{Label: "Snooze 2 hours", Words: "checkin snooze 2h" + tail}, {Label: "Snooze until tomorrow", Words: "checkin snooze tomorrow" + tail},
		{Label: "Skip, with a reason", Words: "checkin skip" + tail}, {Label: "I'm away", Words: "checkin away" + tail}}
}
