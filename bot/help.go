package bot

import (
	"slices"
	"strings"
)

// helping lists what one can say, or the examples of one word with buttons that run them.
func helping(t *turn) Reply {
	if word := strings.ToLower(t.s.arg(0)); word != "" {
		c, ok := t.find(word)
		if !ok {
			t.s.noun = word
			return saying(t.unknown())
		}
		return saying(helpOn(c))
	}
	items := Items{Title: "What you can say"}
	for _, c := range commands() {
		if !c.hidden {
			items.Items = append(items.Items, Item{Title: c.noun, Detail: c.summary, Button: Button{Label: "Show " + c.noun, Words: say("help", c.noun)}})
		}
	}
	return saying(Message{Fallback: "What you can say", Blocks: []Block{items,
		Note{"In our own chat the words work bare; in a channel begin with @collab, or with /collab where that is offered. Add \"for\" and a name when you take part in several relationships."}}})
}

// helpOn is help for one word: what it is for, and its examples, those that may be run with a button.
func helpOn(c command) Message {
	items := Items{Title: c.noun}
	for _, e := range c.examples {
		item := Item{Title: e}
		if mayRun(e) {
			item.Button = Button{Label: "Run", Words: e}
		}
		items.Items = append(items.Items, item)
	}
	m := Message{Fallback: c.noun + ": " + c.summary, Blocks: []Block{Text{Body: c.summary}, items}}
	if len(c.aliases) > 0 {
		m.Blocks = append(m.Blocks, Note{"Also understood: " + strings.Join(c.aliases, ", ")})
	}
	return m
}

// mayRun says whether an example may be run as it stands: it shows something or opens a form. One with invented values
// would stand on record as if somebody had meant it.
func mayRun(example string) bool {
	s, err := parse(example)
	return err == nil && len(s.args) <= 1 && !s.share
}

// stored says what is kept, who can read it and who runs the server; "stored mine", "stored words", "stored named" and
// "stored all" say what of it is about whoever asks.
func stored(t *turn) Reply {
	if verb := t.verb("mine", "words", "named", "all"); verb != "" && len(t.mine) > 0 {
		return map[string]func(*turn) Reply{"mine": (*turn).held, "words": (*turn).heldWords, "named": (*turn).heldNamed, "all": (*turn).heldAll}[verb](t)
	}
	summary, facts := WhatIsStored(t.Host)
	m := Message{Fallback: summary.Title, Blocks: []Block{summary, facts}}
	if len(t.mine) > 0 {
		m.Blocks = append(m.Blocks, Buttons{{Label: "What do you hold about me?", Words: "stored mine"}})
	}
	return saying(withNote(m, "Confidential is not anonymous: your account reaches the server with everything you send."))
}

// WhatIsStored says what is kept and who can read it, on a server that host runs; nobody knows who when that is empty.
func WhatIsStored(host string) (Text, Facts) {
	if host == "" {
		host = "whoever runs this server"
	}
	return Text{"What is stored", "Only what you send me: what you say to me, buttons, forms, and messages you log as evidence. I do not read along."},
		Facts{
			{Name: "Shared record", Value: "read by every party from its first entry; nothing in it is changed silently"},
			{Name: "Your own record", Value: "drafts, internal notes and answers, who was asked: read by your organisation alone"},
			{Name: "Not recorded", Value: "a form you closed without sending it, and a message you pointed at: kept at most 30 days, for you to go on with, protected like the record"},
			{Name: "Server", Value: "run by " + host + "; its administrators can technically read what is stored"},
			{Name: "Erasing", Value: "your words can be erased; that something was recorded, and when, stays"},
		}
}

// menu is where one lands without a word: what waits here, and the way on.
func menu(t *turn) Reply {
	if len(t.mine) == 0 {
		return saying(t.stranger())
	}
	if m, ok := t.choose(); !ok {
		return saying(m)
	}
	if t.err = t.arrive(); t.err != nil {
		return Reply{}
	}
	return t.show(t.menuOf)
}

// stranger is what somebody without a relationship is told: how to come in, and nothing else.
func (t *turn) stranger() Message {
	buttons := Buttons{{Label: "I have a code", Words: "join"}, {Label: "See what I ask", Words: "try"}, {Label: "What is stored", Words: "stored"}}
	if t.MayBegin != nil && t.MayBegin(t.q.By) {
		buttons = slices.Insert(buttons, 0, Button{Label: "Set up a relationship", Words: "new", Style: Primary})
	}
	return Message{Fallback: "You take part in no relationship yet.", Blocks: []Block{
		Text{Body: "I keep the shared record of business relationships: check-ins, promises, KPIs, evidence. You take part in none yet. A relationship manager can give you a code, or add you when you ask in the channel you share."},
		buttons}}
}
