package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
	"collab/store"
)

// asked is a field of a form together with the part of a thing that it asks about: how it is shown, how it is read.
type asked[T any] struct {
	Field
	get func(T) string
	set func(*T, string) error
}

// askText asks about a text.
func askText[T any](f Field, at func(*T) *string) asked[T] {
	return asked[T]{f, func(v T) string { return *at(&v) }, func(v *T, s string) error { *at(v) = s; return nil }}
}

// askDay asks about a day, as the person writes days.
func askDay[T any](t *turn, f Field, at func(*T) *relationship.Date) asked[T] {
	f.Kind = Day
	return asked[T]{f, func(v T) string { return at(&v).String() }, func(v *T, s string) (err error) {
		*at(v) = relationship.Date{}
		if s != "" {
			*at(v), err = readDate(s, t.now, t.loc)
		}
		return err
	}}
}

// fieldsOf draws the named fields with what the thing says now.
func fieldsOf[T any](all []asked[T], of T, names ...string) []Field {
	var out []Field
	for _, name := range names {
		for _, a := range all {
			if a.Name == name {
				a.Value = a.get(of)
				out = append(out, a.Field)
			}
		}
	}
	return out
}

// fill reads what was filled in into the thing, in the order of the fields. Whatever cannot be read is told, by field,
// all at once.
func fill[T any](t *turn, all []asked[T], into *T) map[string]string {
	wrong := map[string]string{}
	for _, a := range all {
		if _, ok := t.q.Values[a.Name]; !ok {
			continue
		}
		if err := a.set(into, t.value(a.Name)); err != nil {
			wrong[a.Name] = err.Error()
		}
	}
	return wrong
}

// back leaves of the sentence only its first words: what refuses it then leads to the thing's page, where what changed
// can be read, and never back into the same act.
func (t *turn) back(words int) *turn {
	t.s.args = t.s.args[:min(words, len(t.s.args))]
	t.s.share = false
	return t
}

// make records a command that creates something, and confirms it by its number.
func (t *turn) make(noun string, c relationship.Command, effect func(v relationship.View, id int) Message) Reply {
	a, err := t.record(c)
	return t.confirmed(a, err, func(v relationship.View) Message { return effect(v, given(v, a, noun)) })
}

// confirmed says what a command that was recorded changed, with the way back; or why it was refused.
func (t *turn) confirmed(a store.Answer, err error, effect func(relationship.View) Message) Reply {
	if err != nil {
		return t.refused(err)
	}
	return t.show(func(v relationship.View) Message {
		if a.Differs {
			return t.differs(v)
		}
		return withUndo(effect(v), t.q.Key)
	})
}

// given is the number under which something new stands on record: the highest of its kind that the entries name, since
// numbers only rise. It is 0 when it cannot be read here.
func given(v relationship.View, a store.Answer, noun string) (id int) {
	find := func(entries []relationship.Mention, numbers []int) {
		for _, n := range numbers {
			for _, thing := range entries[n-1].Things {
				var number int
				fmt.Sscanf(thing, noun+" %d", &number)
				id = max(id, number)
			}
		}
	}
	find(v.Shared.Entries(), a.Numbers[relationship.Joint])
	if v.Party != "" {
		find(v.Own.Entries(), a.Numbers[v.Party])
	}
	return id
}

// amend records what a form changed. When somebody else changed the same thing since the form was drawn, the form comes
// back: what was typed stays in it, what stands now is said at each field that differs, and sending it again replaces.
func (t *turn) amend(form func(relationship.View) Form, c relationship.Command, effect func(relationship.View) Message) Reply {
	a, err := t.record(c)
	var stale *relationship.Refusal
	if !errors.As(err, &stale) || stale.Thing == "" || !t.submitted() || stale.Own && !t.q.Place.Own {
		return t.confirmed(a, err, effect)
	}
	return t.reply(func(v relationship.View) Reply {
		f := t.compared(form(v), t.happened(v, stale))
		return Reply{Form: &f}
	})
}

// happened says who changed a thing last, and when.
func (t *turn) happened(v relationship.View, r *relationship.Refusal) string {
	entries := v.Shared.Entries()
	if r.Own {
		entries = v.Own.Entries()
	}
	if r.Last < 1 || r.Last > len(entries) {
		return "Somebody changed this while you wrote."
	}
	e := entries[r.Last-1]
	return v.Shared.PersonName(e.By) + " changed this while you wrote, " + before(t.now.Sub(e.At)) + "."
}

// compared is a form with what was typed, and at each field that differs from it what stands now.
func (t *turn) compared(f Form, happened string) Form {
	f.Intro = strings.TrimSpace(happened + " Sending it again replaces what stands now. " + f.Intro)
	for i, field := range f.Fields {
		typed, ok := t.q.Values[field.Name]
		if now := t.shown(field); ok && strings.TrimSpace(typed) != field.Value && now != "" {
			f.Fields[i].Hint = "Now: " + cut(now, 100)
		}
	}
	return f.With(t.q.Values)
}

// shown is what stands in a field, as people read it.
func (t *turn) shown(f Field) string {
	if i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == f.Value }); i >= 0 {
		return f.Options[i].Label
	}
	if d, err := relationship.ParseDate(f.Value); f.Kind == Day && err == nil {
		return t.day(d)
	}
	return f.Value
}

// movedErrors puts sentences about fields that a form does not have at those that it has.
func (r Reply) movedErrors(to map[string]string) Reply {
	for from, at := range to {
		if said, ok := r.Errors[from]; ok {
			delete(r.Errors, from)
			r.Errors[at] = said
		}
	}
	return r
}

// askWhy asks for the reason that an act needs.
func (t *turn) askWhy(title, words, submit, label string) Reply {
	if t.observes() {
		return t.onlyReads()
	}
	return t.reply(func(v relationship.View) Reply {
		return Reply{Form: &Form{Title: title, Words: words, Submit: submit, Audience: t.joint(v.Shared),
			Fields: []Field{{Name: "why", Label: label, Kind: Long, Max: 2000}}}}
	})
}

// why is the reason given in the form, or in the sentence from argument i on.
func (t *turn) why(i int) string {
	if t.submitted() {
		return t.value("why")
	}
	return t.s.rest(i)
}

// observes says that the person only reads, so that buttons for acting would lead nowhere.
func (t *turn) observes() bool { return t.person.Role == relationship.Observer }

// observersRead is said before an observer fills in a form in vain.
const observersRead = "Observers read; they do not change anything. A relationship manager can give you another role."

func (t *turn) onlyReads() Reply { return saying(Plainly(observersRead, help())) }

// askReason asks for the reason of an act that only those who agree for their party can do; the others learn who they
// are before they write.
func (t *turn) askReason(title, words, submit, label string) (r Reply) {
	t.read(func(v relationship.View) {
		if !t.observes() && !t.agrees(v.Shared) {
			r = saying(Plainly(t.agreers(v.Shared), help()))
		}
	})
	if r.Message != nil {
		return r
	}
	return t.askWhy(title, words, submit, label)
}

// agreers says who agrees for this person's party.
func (t *turn) agreers(s *relationship.Shared) string {
	var names []string
	for _, p := range s.People(t.who.Party) {
		if s.MayAgree(p.ID) {
			names = append(names, s.PersonName(p.ID))
		}
	}
	return "Only a relationship manager, or somebody they named, agrees for " + s.PartyName(t.who.Party) + ". Ask " + strings.Join(names, " or ") + "."
}

// agrees says whether the person agrees for their party.
func (t *turn) agrees(s *relationship.Shared) bool { return s.MayAgree(t.who.Person) }

// withUndo adds the way back to a confirmation, by the keys of what was recorded: among its other buttons, above the small
// print.
func withUndo(m Message, keys ...string) Message {
	undo := Button{Label: "Undo", Words: say(append([]string{"undo"}, keys...)...)}
	end := len(m.Blocks)
	for end > 0 && isNote(m.Blocks[end-1]) {
		end--
	}
	above, row := m.Blocks[:end], Buttons{undo}
	if end > 0 {
		if last, ok := m.Blocks[end-1].(Buttons); ok {
			above, row = m.Blocks[:end-1], append(last[:len(last):len(last)], undo)
		}
	}
	m.Blocks = slices.Concat(above, []Block{row}, m.Blocks[end:])
	return m
}

func isNote(b Block) bool {
	_, ok := b.(Note)
	return ok
}
