package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"collab/relationship"
)

// letterLines say in a letter what a duty is about: # is the number of the thing, <until> an instant or a day, and <thing>
// the thing without its words. Mail crosses servers nobody here knows, so no word that somebody wrote stands in a letter
// but the name of the relationship, and no person is named.
var letterLines = map[relationship.DutyKind]string{
	relationship.DutyAsk:          "Check-in # is open until <until>",
	relationship.DutyRemind:       "Check-in # still waits for you, until <until>",
	relationship.DutySilent:       "Check-in # is closed",
	relationship.DutyForward:      "<thing> waits for some of your people, who need its link from you",
	relationship.DutyUnreached:    "Nothing reaches one of your people any more",
	relationship.DutyRecorded:     "Review # is recorded as held",
	relationship.DutyWait:         "<thing> waits for your word",
	relationship.DutyDue:          "Promise # falls due on <until>",
	relationship.DutyMissed:       "The day of promise # has passed: what happened?",
	relationship.DutyFirst:        "There is a private word for you about promise #",
	relationship.DutyHanded:       "<thing> has passed to somebody else",
	relationship.DutyMeasure:      "KPI # wants its reading, due <until>",
	relationship.DutyHit:          "KPI # has reached its target",
	relationship.DutyJoined:       "Another organisation has joined",
	relationship.DutyLost:         "A channel was lost",
	relationship.DutyPaused:       "You are not asked for check-ins any more until you say so",
	relationship.DutyInstead:      "Somebody who was to stand in for somebody cannot",
	relationship.DutyPrepare:      "Review # is being prepared",
	relationship.DutyMeeting:      "Review # meets soon",
	relationship.DutyAppointed:    "Somebody was appointed to speak for a party",
	relationship.DutyReviewMissed: "Review # was not held in time",
}

// letterNouns are what the things of the record are called in a letter.
var letterNouns = map[string]string{"commitment": "Promise #", "kpi": "KPI #", "check-in": "Check-in #", "cadence": "The schedule of check-ins",
	"party": "An invitation", "person": "A colleague"}

// mostNamed is how much of a relationship's name stands in a subject, so that what is asked stands there too.
const mostNamed = 36

// Letter says what is owed to a person now, in the words of a letter: composed from what every party reads, whatever else
// the store holds.
func (b *Bot) Letter(rel, person string, owed []relationship.Duty) (l Letter, err error) {
	_, err = b.joint(rel, func(s *relationship.Shared) {
		t := &turn{Bot: b, now: b.Now(), loc: time.UTC}
		if p := s.Persons[person]; p != nil {
			t.loc, err = relationship.Zone(p.Zone)
		}
		var lines []string
		for _, d := range owed {
			lines = append(lines, t.letterLine(s, d))
		}
		what := fmt.Sprintf("%d things wait for you", len(lines))
		if len(lines) == 1 {
			what = lower(lines[0])
		}
		l.Subject, l.Text = cut(s.Name, mostNamed)+": "+what, strings.Join(lines, ".\n")+"."
		l.Text = strings.ReplaceAll(l.Text, "?.", "?")
		l.Link, l.LinkLabel = b.Door+"/direct", "Open your page"
		l.Note = "You take part in " + s.Name + ". What you are asked stands on your page; nobody reads answers to this letter.\nTo get no more of them, say there: settings mail off"
	})
	return l, err
}

// lower begins a sentence in the middle of another one.
func lower(s string) string {
	if first, _, _ := strings.Cut(s, " "); first == "KPI" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// letterLine is one duty in a letter. Only its kind and the number of its thing are read from it: its instants follow from
// what its own party keeps to itself.
func (t *turn) letterLine(s *relationship.Shared, d relationship.Duty) string {
	noun, number, _ := strings.Cut(d.Thing, " ")
	named, known := letterNouns[noun]
	if !known {
		named = upper(noun) + " #"
	}
	line, known := letterLines[d.Kind]
	if !known {
		line = letterLines[relationship.DutyWait]
	}
	line = strings.NewReplacer("<thing>", named, "<until>", t.letterUntil(s, noun, number)).Replace(line)
	if _, err := strconv.Atoi(number); err != nil {
		number = ""
	}
	return strings.TrimSpace(strings.ReplaceAll(line, "#", number))
}

// letterUntil is until when something is asked, as the joint record has it.
func (t *turn) letterUntil(s *relationship.Shared, noun, number string) string {
	id, _ := strconv.Atoi(number)
	switch noun {
	case "check-in":
		if c := s.CheckIns[id]; c != nil {
			return t.at(c.To)
		}
	case "commitment":
		if c := s.Commitments[id]; c != nil {
			return t.day(c.Due)
		}
	case "kpi":
		if k := s.KPIs[id]; k != nil {
			return t.day(k.DueOn())
		}
	}
	return "soon"
}

// Owed lists what is owed to a person now, as their own party reads it.
func (b *Bot) Owed(rel, party, person string) (owed []relationship.Duty, err error) {
	_, err = b.Store.Read(rel, party, func(v relationship.View) { // audience: what is owed to a person, their own party's ledger says; mutate: s/rel, party/rel, "acme"/
		owed = slices.DeleteFunc(v.Duties(b.Now()), func(d relationship.Duty) bool { return d.Person != person })
	})
	return owed, err
}

// setLetters turns letters on and off.
func (t *turn) setLetters() Reply {
	word := strings.ToLower(t.s.arg(1))
	if word != "on" && word != "off" {
		return saying(Plainly("Letters by e-mail go to whoever has no chat. What they say stands on your page, too. To stop or resume them:",
			Button{Label: "Stop letters", Words: "settings mail off"}, Button{Label: "Send letters", Words: "settings mail on"}))
	}
	return t.do(&relationship.SetLetters{Off: word == "off"}, func(v relationship.View) Message {
		if word == "off" {
			return Plainly("You get no more letters. What you are asked stands on your page. Only "+v.Shared.PartyName(t.who.Party)+" sees this.",
				Button{Label: "Letters again", Words: "settings mail on"})
		}
		return Plainly("You get letters again, if you are reached by e-mail. Only " + v.Shared.PartyName(t.who.Party) + " sees this.")
	})
}

// forwardNote asks a lead to bring the link to those of their own people who only have a page. The link holds nothing and
// signs nobody in.
func (t *turn) forwardNote(v relationship.View, of, tail string) Message {
	var names []string
	var links Buttons
	for _, p := range v.Unheard(of, t.now) {
		if p == t.who.Person {
			continue
		}
		name := v.Shared.PersonName(p)
		names = append(names, name)
		if len(links) < 3 {
			links = append(links, Button{Label: "Make a link for " + name, Words: say("members", "link", p) + tail})
		}
	}
	m := Plainly(fmt.Sprintf("%s Nothing tells %s before they look at their page: please send them its address, %s/direct.",
		t.waitsFor(v, of, all(names)), all(names), t.Door), links...)
	return withNote(m, t.internal(v.Shared).Face+". Whoever has to sign in there needs a link that you make for them.")
}

// waitsFor says what waits for people, and until when if the record has it.
func (t *turn) waitsFor(v relationship.View, of, whom string) string {
	noun, number, _ := strings.Cut(of, " ")
	id, _ := strconv.Atoi(number)
	if c := v.Shared.CheckIns[id]; noun == "check-in" && c != nil {
		return fmt.Sprintf("Check-in %d with %s is open until %s.", id, t.others(v), t.at(c.To))
	}
	if c := v.Shared.Commitments[id]; noun == "commitment" && c != nil {
		return fmt.Sprintf("%s waits for %s; it is due %s.", t.titleOf(v.Shared, of), whom, t.day(c.Due))
	}
	if r := v.Shared.Reviews[id]; noun == "review" && r != nil && r.Held == nil {
		return fmt.Sprintf("Review %d waits for %s; the parties meet %s.", id, whom, t.at(r.At))
	}
	return fmt.Sprintf("%s waits for %s.", t.titleOf(v.Shared, of), whom)
}

// unreachedNote tells a lead whom of their own people nothing reaches any more.
func (t *turn) unreachedNote(v relationship.View, person, tail string) Message {
	name := v.Shared.PersonName(person)
	text := fmt.Sprintf("Nothing reaches %s any more: the account or the mailbox I wrote to is gone. What is asked of them stands on their page. They add another account with settings account, or you remove them: members remove.", name)
	m := Plainly(text, Button{Label: "Members", Words: "members" + tail})
	if t.Door != "" {
		m = Plainly(text, Button{Label: "Make a link for " + name, Words: say("members", "link", person) + tail}, Button{Label: "Members", Words: "members" + tail})
	}
	return withNote(m, t.internal(v.Shared).Face+".")
}
