package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// reasoned is a verb on something numbered that wants words with it: a reason, an account, a note. Said without them it
// opens its form.
type reasoned struct {
	noun  string // as people say it: "promise"
	thing string // as the record names it: "commitment 3"
	id    int
	verb  string // one word or two: "decline", "newdate refuse"
	// field is the name under which a refusal speaks of the words.
	field, title, intro, label, submit string
	optional                           bool
	command                            func(words string) relationship.Command
	effect                             func(relationship.View) Message
}

// because does what a verb says with the words that came with it, or asks for them.
func (t *turn) because(r reasoned) Reply {
	words := t.s.rest(1 + len(strings.Fields(r.verb)))
	if t.submitted() {
		words = t.value(r.field)
	}
	if words == "" && !t.submitted() {
		if r, no := t.refusedAnyway(r.command(words), r.field); no {
			return r
		}
		return t.reply(func(v relationship.View) Reply { return t.form(r.form(t, v)) })
	}
	return t.carry(r.command(words), func(v relationship.View) Form { return r.form(t, v) }, r.effect)
}

// refusedAnyway says whether a command is refused whatever is filled into these fields: then no form is worth opening.
func (t *turn) refusedAnyway(c relationship.Command, fields ...string) (Reply, bool) {
	var err error
	t.read(func(v relationship.View) {
		_, err = relationship.Decide(relationship.Ledgers{Joint: v.Shared}, t.by(), t.now, c) // joint alone tells
	})
	var r *relationship.Refusal
	if !errors.As(err, &r) || r.Field != "" && slices.Contains(fields, r.Field) {
		return Reply{}, false
	}
	if r.Thing != "" {
		t.back(1) // what changed is read on the page of the thing
	}
	return t.refused(r), true
}

func (r reasoned) form(t *turn, v relationship.View) Form {
	return Form{Title: r.title, Intro: r.intro, Submit: r.submit, Audience: t.joint(v.Shared),
		Words:  fmt.Sprintf("%s %d %s%s", r.noun, r.id, r.verb, seen(v, r.thing)),
		Fields: []Field{{Name: r.field, Label: r.label, Kind: Long, Max: 1000, Optional: r.optional}}}
}

func (t *turn) form(f Form) Reply { return Reply{Form: &f} }

// carry records what a form asked for, like do. When its thing changed since the form was drawn, the form comes back
// with what happened and what was typed; sending it again then counts.
func (t *turn) carry(c relationship.Command, form func(relationship.View) Form, effect func(relationship.View) Message) Reply {
	if t.submitted() {
		var r *relationship.Refusal
		if _, err := t.record(c); errors.As(err, &r) && r.Thing != "" {
			return t.reply(func(v relationship.View) Reply { return t.form(t.changed(v, form(v), r.Thing)) })
		}
	}
	return t.act(c, effect) // what was recorded just now is answered alike under the same key
}

// act does something with a numbered thing. When it changed meanwhile, the way on leads to its page, not back into the
// same act.
func (t *turn) act(c relationship.Command, effect func(relationship.View) Message) Reply {
	return t.back(1).do(c, effect)
}

// changed is a form drawn afresh because its thing changed, with what was typed before.
func (t *turn) changed(v relationship.View, f Form, thing string) Form {
	lines := []string{t.titleOf(v.Shared, thing) + " has changed since you opened this. Nothing was recorded yet."}
	for _, e := range v.Shared.Entries() {
		if e.N > t.s.seen && !e.Withdrawn && slices.Contains(e.Things, thing) {
			lines = append(lines, t.mention(v, e))
		}
	}
	f.Intro = strings.Join(append(lines, "Send it again if it still holds."), "\n")
	return f.With(t.q.Values)
}

// everybody ends a confirmation about something shared: who can see it.
func (t *turn) everybody(v relationship.View, sentence string, buttons ...Button) Message {
	return withNote(Plainly(sentence, buttons...), t.joint(v.Shared).Face)
}
