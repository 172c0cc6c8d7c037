package bot

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// The sentences below are what people read when something did not go as they meant it. Each says what happened, why
// not, and what to do now; none is a dead end. Those about a field are errors, the others messages.

// badNumber is said at the field of a number that cannot be read.
func badNumber(input string) error {
	if strings.TrimSpace(input) == "" {
		return errors.New("Please give a number, such as 94.2 or 94,2 %.")
	}
	return fmt.Errorf("%s isn't a number I can store. Try 94.2 or 94,2 %%.", typed(input))
}

// badDate is said at the field of a date that cannot be read.
func badDate(input string) error {
	if strings.TrimSpace(input) == "" {
		return errors.New("Please give a day.")
	}
	return fmt.Errorf("%s isn't a date I can read. Try 14 Aug, next Friday or 2026-08-14.", typed(input))
}

// badRange is said at the field of an absence whose days cannot be read.
func badRange(input string) error {
	return fmt.Errorf("%s isn't a range of days I can read. Try 4-15 Aug.", typed(input))
}

// Plainly is a message of one sentence, with buttons if there are any.
func Plainly(sentence string, buttons ...Button) Message {
	m := Message{Fallback: sentence, Blocks: []Block{Text{Body: sentence}}}
	if len(buttons) > 0 {
		m.Blocks = append(m.Blocks, Buttons(buttons))
	}
	return m
}

// Corrections says what is wrong with a form, by the names of its fields, where none is open any more to say it in; a button
// says the words that open it again, unless they are empty.
func Corrections(wrong map[string]string, again string) Message {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(wrong)) {
		lines = append(lines, wrong[name])
	}
	if again == "" {
		return Plainly(strings.Join(lines, "\n"))
	}
	return Plainly(strings.Join(lines, "\n"), Button{Label: "Open again", Words: again})
}

// help is the button that ends most refusals.
func help() Button { return Button{Label: "Help", Words: "help"} }

// unknownWord answers a command that does not exist. Near is the command most likely meant, empty if none is; it is
// offered and never run by guess.
func unknownWord(input, near string) Message {
	if near == "" {
		return Plainly(fmt.Sprintf("I don't know %s.", typed(input)), help())
	}
	return Plainly(fmt.Sprintf("I don't know %s. Did you mean %s?", typed(input), near),
		Button{Label: "Run " + near, Words: say(near), Style: Primary}, help())
}

// unknownDeed answers a verb that is none of what can be done with a thing. "promise 3" names the thing, and shows it when it
// is said.
func unknownDeed(thing, verb string) Reply {
	return saying(Plainly(fmt.Sprintf("I don't know what to do with %s when you say %s.", thing, typed(verb)),
		Button{Label: "Show " + thing, Words: thing, Style: Primary}, help()))
}

// noSuch is said of a thing that the relationship does not have, with the button to those that it has.
func noSuch(thing string, list Button) Message {
	return Plainly(fmt.Sprintf("There is no %s here.", thing), list, help())
}

// notLinked is said in a conversation bound to no relationship. Mine are the relationships to go on with, value the
// sentence and label the name; link, if its words are set, binds this conversation.
func notLinked(mine []Option, link Button) Message {
	buttons := pick(mine)
	if link.Words != "" {
		buttons = append(buttons, link)
	}
	return Plainly("This channel isn't linked to a relationship.", append(buttons, help())...)
}

// pick offers one button for each option.
func pick(options []Option) []Button {
	var buttons []Button
	for _, option := range options {
		buttons = append(buttons, Button{Label: option.Label, Words: option.Value})
	}
	return buttons
}

// severalMatch is said when the beginning of a slug fits more than one relationship; choices carry the sentence meant,
// once for each, with its name.
func severalMatch(input string, slugs []string, choices []Option) Message {
	return Plainly(fmt.Sprintf("%s matches %s.", typed(input), all(slugs)), pick(choices)...)
}

// noMatch is said when nothing of one's own bears the name.
func noMatch(input string, mine []Option) Message {
	return Plainly(fmt.Sprintf("No relationship of yours is called %s.", typed(input)), append(pick(mine), help())...)
}

// all lists names as one says them: "a", "a and b", "a, b and c".
func all(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// notAllowed says who may do what the person may not: who "a relationship manager", what "change the schedule". Group
// ("Managers") names the people here who may; ask, if its words are set, asks one of them.
func notAllowed(who, what, group string, people []string, ask Button) Message {
	sentence := fmt.Sprintf("Only %s can %s.", who, what)
	if len(people) > 0 {
		sentence += " " + group + " here: " + strings.Join(people, ", ") + "."
	}
	if ask.Words == "" {
		return Plainly(sentence, help())
	}
	return Plainly(sentence, ask)
}

// unknownPerson is all that somebody of no party is told. Ask is the sentence that asks to be added.
func unknownPerson(ask string) Message {
	return Plainly("I can't tell which organisation you belong to, so I've shown nothing. A manager can add you.",
		Button{Label: "Ask to be added", Words: ask, Style: Primary}, Button{Label: "I have a code", Words: "join"})
}

// notHere is said where only joint things may be drawn, when the reason lies in what is internal; it gives no hint what
// that is. Open is the sentence that shows it on the person's own surface.
func notHere(open string) Message {
	return Plainly("Not possible here. Open with internal notes.", Button{Label: "Open with internal notes", Words: open, Style: Primary})
}

// conflict shows both values when somebody else recorded another one meanwhile. Keep and replace are the sentences of
// the two buttons; replace carries the number of the entry now newest.
func conflict(who, theirs, mine string, since time.Duration, keep, replace string) Message {
	return Plainly(fmt.Sprintf("%s recorded %s %s. You wrote %s.", who, theirs, before(since), mine),
		Button{Label: "Keep " + theirs, Words: keep}, Button{Label: "Replace with " + mine, Words: replace})
}

// changedSince is said to a button or form drawn before the newest entry about its thing: what happened, one line for
// each entry, and again, which draws it afresh.
func changedSince(thing string, happened []string, again string) Message {
	sentence := fmt.Sprintf("%s has changed since this was drawn. Nothing was recorded.", thing)
	m := Plainly(sentence)
	if len(happened) > 0 {
		items := Items{Title: "Since then"}
		for _, line := range happened {
			items.Items = append(items.Items, Item{Title: line})
		}
		m.Blocks = append(m.Blocks, items)
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "Open again", Words: again, Style: Primary}})
	return m
}

// before says roughly how long ago something was.
func before(since time.Duration) string {
	count := func(n int, one, many string) string {
		if n == 1 {
			return one + " ago"
		}
		return fmt.Sprintf("%d %s ago", n, many)
	}
	switch {
	case since < time.Minute:
		return "just now"
	case since < time.Hour:
		return count(int(since/time.Minute), "a minute", "minutes")
	case since < 24*time.Hour:
		return count(int(since/time.Hour), "an hour", "hours")
	}
	return count(int(since/(24*time.Hour)), "a day", "days")
}

// unexpected is said for every cause that is no business of the person; the operator finds it under the reference.
func unexpected(ref string) Message {
	return Plainly(fmt.Sprintf("Something broke on my side. Nothing was lost. Give your admin %s.", ref))
}
