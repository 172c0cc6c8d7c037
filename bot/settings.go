package bot

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"collab/relationship"
)

// settings shows and changes what one sets for oneself and, for relationship managers, for the relationship.
func settings(t *turn) Reply {
	switch t.verb("zone", "hours", "schedule", "channel", "calendar", "holidays", "pause", "resume", "back", "away", "days", "account", "mail", "close", "keep", "name", "members", "export", "me") {
	case "me":
		return t.show(t.settingsOf)
	case "members":
		t.s.args = t.s.args[1:]
		return members(t)
	case "export":
		return export(t)
	case "zone":
		if len(t.s.args) == 1 {
			return saying(withNote(Plainly("Your time zone is "+t.person.Zone+"."), "Another one: settings zone Europe/London"))
		}
		return t.do(&relationship.SetZone{Zone: t.s.rest(1)}, func(v relationship.View) Message {
			return Plainly("Your time zone is " + v.Shared.Persons[t.who.Person].Zone + " now. Every party can see this.")
		})
	case "hours":
		return t.setHours()
	case "schedule":
		return t.schedule()
	case "channel":
		return t.link()
	case "calendar":
		return t.calendar()
	case "holidays":
		return t.holidays()
	case "pause":
		return t.pausing()
	case "resume":
		return t.announced(t.do(&relationship.ResumeRelationship{}, func(v relationship.View) Message {
			return Plainly(v.Shared.Name + " goes on. Every party can see this.")
		}), "goes on", "")
	case "account":
		t.s.args = t.s.args[1:]
		return account(t)
	case "mail":
		return t.setLetters()
	case "close":
		return t.ending()
	case "keep":
		return t.keeping()
	case "name":
		return t.naming()
	case "back":
		return t.comeBack()
	case "away":
		return t.absences()
	case "days":
		return t.setDays()
	}
	if said := t.s.arg(0); said != "" {
		return saying(Plainly(fmt.Sprintf("I don't know the setting %s. There are: zone, hours, days, away, schedule, channel, calendar, holidays, pause, resume, account, mail, name, keep, close.", typed(said)),
			Button{Label: "Show settings", Words: "settings", Style: Primary}, help()))
	}
	return t.show(t.settingsOf)
}

func (t *turn) settingsOf(v relationship.View) Message {
	me := t.aboutMe(v)
	cal := v.Shared.CalendarOf(t.who.Party)
	frozen := t.frozen(v.Shared)
	channels := fmt.Sprintf("%d linked for everyone", len(frozen)+v.Shared.Postable())
	if len(frozen) > 0 {
		channels += fmt.Sprintf(", %d of them frozen", len(frozen))
	}
	if v.Party != "" && len(v.Own.Places) > 0 {
		channels += fmt.Sprintf(", %d internal", len(v.Own.Places))
	}
	all := Facts{{Name: "Check-ins", Value: cadence(v.Shared.Cadence)},
		{Name: "Your working days", Value: weekdays(cal.Weekdays) + ", " + holidays(len(cal.Holidays))},
		{Name: "Channels", Value: channels}}
	if at := v.Shared.NextCheckIn(t.now); !at.IsZero() {
		all = append(all, Fact{Name: "Next check-in", At: at})
	}
	m := Message{Fallback: "Settings of " + v.Shared.Name, Blocks: []Block{Text{Title: v.Shared.Name}, append(me, all...)}}
	for _, said := range frozen {
		m.Blocks = append(m.Blocks, Text{Body: said})
	}
	if c := v.Shared.Closing; c != nil && c.Refused == nil && v.Shared.Closed.IsZero() {
		m.Blocks = append(m.Blocks, t.proposedEnd(v).Blocks...)
	}
	if p := v.Shared.Pause; p != nil {
		m.Blocks = append(m.Blocks, Facts{{Name: "Paused since", At: p.Since}, {Name: "Why", Value: orErased(p.Why)}}, Buttons{{Label: "Resume", Words: "settings resume", Style: Primary}})
	}
	if c, agreed, ok := v.Shared.ProposedCadence(); ok {
		m.Blocks = append(m.Blocks, Facts{{Name: "Proposed check-ins", Value: cadence(c)}})
		if !agreed(t.who.Party) {
			m.Blocks = append(m.Blocks, Buttons{{Label: "Agree to the new schedule", Words: "settings schedule agree", Style: Primary}, {Label: "Refuse", Words: "settings schedule refuse"}})
		}
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "What do you hold about me?", Words: "stored mine"}})
	return withNote(m, "Change them in words: settings zone Europe/London, settings hours 09:00 17:00, settings days Mon-Thu, settings schedule every 2 weeks from 14 Aug 10:00, settings calendar, settings holidays, settings name \"Northern supply\", settings pause \"why\".")
}

func withNote(m Message, note string) Message {
	m.Blocks = append(m.Blocks, Note{note})
	return m
}

// cadence is the rhythm of check-ins in words.
func cadence(c relationship.Cadence) string {
	switch {
	case c.Days == 0:
		return "none"
	case c.Days%7 == 0:
		weeks := c.Days / 7
		every := "every week"
		if weeks > 1 {
			every = fmt.Sprintf("every %d weeks", weeks)
		}
		return fmt.Sprintf("%s on %s at %s, %s", every, c.First.Weekday(), c.At, c.Zone)
	}
	return fmt.Sprintf("every %d days at %s, %s", c.Days, c.At, c.Zone)
}

// scheduleWords is a schedule with its first day, as one reads it before agreeing to it.
func (t *turn) scheduleWords(c relationship.Cadence) string {
	if c.Days == 0 {
		return "no check-ins from now on"
	}
	return cadence(c) + ", first on " + t.day(c.First)
}

// schedule is "settings schedule every 2 weeks from 14 Aug 10:00", "… none", "… agree" or "… refuse".
func (t *turn) schedule() Reply {
	switch strings.ToLower(t.s.arg(1)) {
	case "agree", "refuse":
		refuse := strings.EqualFold(t.s.arg(1), "refuse")
		return t.do(&relationship.AgreeCadence{Refuse: refuse}, func(v relationship.View) Message {
			if refuse {
				return Plainly("Refused. Check-ins stay as they are: " + cadence(v.Shared.Cadence) + ".")
			}
			return Plainly("Agreed for " + v.Shared.PartyName(t.who.Party) + ". Check-ins: " + cadence(v.Shared.Cadence) + ".")
		})
	case "":
		return t.show(t.settingsOf)
	}
	if t.person.Role != relationship.Lead && !t.person.Agrees {
		return t.onlyLeads("change the schedule")
	}
	var zone string
	t.read(func(v relationship.View) { zone = cmp.Or(v.Shared.Cadence.Zone, t.loc.String()) }) // after "none" that of whoever begins anew
	c, err := t.readCadence(t.s.rest(1), zone)
	if err != nil {
		return saying(Plainly(err.Error(), help()))
	}
	return t.do(&relationship.ProposeCadence{Cadence: c}, func(v relationship.View) Message {
		if _, _, waits := v.Shared.ProposedCadence(); waits {
			return Plainly("Proposed: " + t.scheduleWords(c) + ". It holds once " + t.others(v) + " has agreed too, and is asked now.")
		}
		return Plainly("Check-ins: " + t.scheduleWords(v.Shared.Cadence) + ".")
	})
}

// readCadence reads "every 2 weeks from 14 Aug 10:00" or "none"; the zone stays what it was unless one is named at the end.
func (t *turn) readCadence(text, zone string) (c relationship.Cadence, err error) {
	hint := fmt.Errorf("Write the schedule like this: settings schedule every 2 weeks from 14 Aug 10:00.")
	f := strings.Fields(strings.ToLower(text))
	if len(f) == 1 && f[0] == "none" {
		return c, nil
	}
	if len(f) < 5 || f[0] != "every" {
		return c, hint
	}
	c.Zone = zone
	if z := strings.Fields(text)[len(f)-1]; strings.Contains(z, "/") {
		c.Zone, f = z, f[:len(f)-1]
	}
	if c.Days, f, err = everyDays(f[1:]); err != nil || len(f) < 3 || f[0] != "from" {
		return c, hint
	}
	if c.At, err = relationship.ParseClock(f[len(f)-1]); err != nil {
		return c, err
	}
	c.First, err = readDate(strings.Join(f[1:len(f)-1], " "), t.now, t.loc)
	return c, err
}

// everyDays reads "2 weeks", "week" or "10 days" at the start of f and returns what follows.
func everyDays(f []string) (days int, rest []string, err error) {
	n := 1
	if v, err := strconv.Atoi(f[0]); err == nil {
		n, f = v, f[1:]
	}
	if len(f) == 0 || n < 1 || n > 366 {
		return 0, nil, strconv.ErrRange
	}
	switch strings.TrimSuffix(f[0], "s") {
	case "week":
		return 7 * n, f[1:], nil
	case "day":
		return n, f[1:], nil
	}
	return 0, nil, strconv.ErrSyntax
}

// link links the channel one speaks in to the relationship.
func (t *turn) link() Reply {
	if t.q.Place.Kind == Direct || t.q.Place.Kind == Between {
		return saying(Plainly("Say this in the channel you mean: @collab settings channel. Add the word internal for a channel of your own people.", help()))
	}
	if rel, _, ok := t.Store.At(t.q.Place.String()); ok && rel != t.who.Relationship {
		return saying(Plainly("This channel is linked to another relationship already.", help()))
	}
	internal := t.s.internal || strings.EqualFold(t.s.arg(1), "internal")
	if t.q.Place.Kind == Internal {
		internal = true
	}
	r := t.do(&relationship.BindPlace{Place: t.q.Place.String(), Internal: internal}, func(v relationship.View) Message {
		if internal {
			return Plainly("This channel is linked to " + v.Shared.Name + ". " + t.internal(v.Shared).Face + ".")
		}
		return Plainly("This channel is linked to " + v.Shared.Name + ". Everybody here can read what is posted; check-ins will show here.")
	})
	if !internal {
		r.Posts = t.introduced()
	}
	return r
}

// introduced is what a channel that was linked just now reads first.
func (t *turn) introduced() (posts []Post) {
	if t.err == nil && t.fresh {
		if t.Linked != nil {
			t.Linked(t.q.Place)
		}
		t.read(func(v relationship.View) { posts = []Post{{t.q.Place, t.introduction(v)}} })
	}
	return posts
}

// introduction is what a channel reads first, once: who asked for it, what will happen, and what is not read.
func (t *turn) introduction(v relationship.View) Message {
	s := v.Shared
	text := fmt.Sprintf("%s of %s asked me to keep our shared record. I ask three questions in check-ins (%s). You answer here, with a button; there is nothing to install. I don't read your messages; I see only what you send me.",
		t.person.Name, s.PartyName(t.who.Party), cadence(s.Cadence))
	host := t.Host
	if host == "" {
		host = "whoever installed me"
	}
	return Message{Fallback: text, Blocks: []Block{Text{Title: s.Name, Body: text},
		Buttons{{Label: "Answer a sample", Words: "try", Style: Primary}, {Label: "What is stored", Words: "stored"}, {Label: "Join with a code", Words: "join"},
			{Label: "I am not in it yet", Words: "ask"}, {Label: "Status", Words: "status"}},
		Note{"The server is run by " + host + "; its administrators can technically read what is stored."}}}
}

func (t *turn) pausing() Reply {
	why := t.s.rest(1)
	if t.submitted() {
		why = t.value("why")
	}
	if why == "" && !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			return Reply{Form: &Form{Title: "Pause " + v.Shared.Name, Words: "settings pause", Submit: "Pause", Audience: t.joint(v.Shared),
				Intro: "No check-ins and no prompts until somebody resumes it.", Fields: []Field{{Name: "why", Label: "Why", Kind: Long, Max: 2000}}}}
		})
	}
	return t.announced(t.do(&relationship.PauseRelationship{Why: why}, func(v relationship.View) Message {
		return Plainly(v.Shared.Name+" is paused. Every party can see this.", Button{Label: "Resume", Words: "settings resume"})
	}), "is paused, no check-ins and no prompts until somebody resumes it", why)
}

// announced adds to the reply of what was just recorded a line for everybody in the linked channels: that the
// relationship rests or goes on is news for both sides.
func (t *turn) announced(r Reply, what, why string) Reply {
	if !t.fresh || t.err != nil {
		return r
	}
	t.read(func(v relationship.View) {
		m := Plainly(fmt.Sprintf("%s %s, says %s of %s.", v.Shared.Name, what, t.person.Name, v.Shared.PartyName(t.who.Party)))
		if why != "" {
			m.Blocks = append(m.Blocks, Facts{{Name: "Why", Value: why}})
		}
		for _, p := range t.postable(v.Shared) {
			r.Posts = append(r.Posts, Post{p, m})
		}
	})
	return r
}
