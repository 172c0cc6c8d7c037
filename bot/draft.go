package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"collab/relationship"
)

// unsent is what somebody typed into a form and did not send: the fields that differ from what stood in them.
type unsent struct {
	At time.Time
	// Seen is the entry that was newest about the form's thing: whoever goes on with the draft is shown what changed since.
	Seen   int
	Fields map[string]typing
}

// typing is what stood in a field, and what somebody typed over it.
type typing struct{ Stood, Typed string }

// draftOf names the drafts of a form in the store: its words without what changes from one drawing to the next, the
// relationship and party they are said for, and on what kind of surface they were typed.
func (t *turn) draftOf(words, surface string) string {
	s, _ := parse(words) // words of a form, which were parsed to be answered
	s.seen, s.forSlug = 0, ""
	return strings.Join([]string{t.meant.Relationship, t.meant.Party, s.String(), surface}, "\n")
}

// surfaces are the kinds of surface whose drafts may be drawn here; the first is the kind this is. What was typed where
// only one's own side reads may hold its internal words, so it is not found again where others read along.
func (t *turn) surfaces() []string {
	all := []string{"own", "internal", "shared"}
	switch {
	case t.q.Place.Own: // audience: drafts typed on an own surface are drawn on one alone; mutate: s/t.q.Place.Own/t != nil/
		return all
	case t.q.Place.Kind == Internal: // audience: drafts typed in an internal channel are drawn in none that others read; mutate: s/t.q.Place.Kind == Internal/t != nil/
		return all[1:]
	}
	return all[2:]
}

// unlessClosed is a reply, or nothing to a form that was closed: nobody waits for an answer then.
func (t *turn) unlessClosed(r Reply) Reply {
	if t.q.Closed {
		return Reply{}
	}
	return r
}

// withDraft is a reply with what drafts add to it: a form that is drawn has the draft in it, one that was closed is kept
// as a draft, and one that was sent has none any more.
func (t *turn) withDraft(r Reply, values map[string]string) Reply {
	switch {
	case t.fleeting:
		return t.unlessClosed(r)
	case t.q.Closed:
		return t.keepDraft(r.Form, values)
	case r.Form != nil && values == nil:
		return t.restored(r)
	case values != nil && r.Form == nil && len(r.Errors) == 0 && !t.denied:
		t.dropDrafts(t.q.Words)
	}
	return r
}

// keepDraft keeps what was typed into a form that was closed. The form is as it would be drawn now: only what differs
// from that was typed, and only its fields are kept.
func (t *turn) keepDraft(f *Form, values map[string]string) Reply {
	if f == nil {
		return Reply{}
	}
	said, _ := parse(t.q.Words) // it was parsed to draw the form
	u := unsent{At: t.now, Seen: said.seen, Fields: map[string]typing{}}
	for _, field := range f.Fields {
		if typed, ok := values[field.Name]; ok && strings.TrimSpace(typed) != strings.TrimSpace(field.Value) {
			u.Fields[field.Name] = typing{field.Value, typed}
		}
	}
	if len(u.Fields) == 0 {
		t.dropDrafts(t.q.Words)
		return Reply{}
	}
	b, _ := json.Marshal(u) // plain strings always encode
	if t.err = t.Store.PutDraft(t.q.By.String(), t.draftOf(t.q.Words, t.surfaces()[0]), b); t.err != nil {
		return Reply{}
	}
	said.seen = 0
	again := t.meaning(said.String())
	return saying(Plainly("Draft kept.", Button{Label: "Continue", Words: again, Style: Primary}, Button{Label: "Discard draft", Words: say("draft", "drop", again)}))
}

// draftFor is the draft that may stand in a form here; false when there is none.
func (t *turn) draftFor(words string) (u unsent, ok bool) {
	for _, surface := range t.surfaces() {
		typed, found := t.Store.Draft(t.q.By.String(), t.draftOf(words, surface))
		if found && json.Unmarshal(typed, &u) == nil {
			return u, true
		}
	}
	return unsent{}, false
}

func (t *turn) dropDrafts(words string) {
	for _, surface := range t.surfaces() {
		name := t.draftOf(words, surface)
		if _, ok := t.Store.Draft(t.q.By.String(), name); ok { // most forms have none, and looking costs no write
			t.Store.DropDraft(t.q.By.String(), name)
		}
	}
}

// restored is a reply whose form has in it what the person typed before and did not send. A form that a sentence, or
// a message, has begun otherwise than that one stays as it is.
func (t *turn) restored(r Reply) Reply {
	u, ok := t.draftFor(r.Form.Words)
	s, _ := parse(r.Form.Words) // words of a form are parsed when it is sent
	f := *r.Form
	if !ok || s.seen == 0 && u.begunOtherwise(f) || !u.fill(&f) {
		return r
	}
	f.Intro = strings.TrimSpace("Your draft of " + t.when(u.At) + " stands in it. To discard it, close this and press Discard draft. " + f.Intro)
	f.Audience = t.facing(f)
	if s.seen > 0 && u.Seen > 0 {
		s.seen = u.Seen
		f.Words = s.String()
	}
	return Reply{Form: &f}
}

// begunOtherwise says whether something else stands in a form than what was typed over.
func (u unsent) begunOtherwise(f Form) bool {
	return slices.ContainsFunc(f.Fields, func(f Field) bool {
		over, ok := u.Fields[f.Name]
		return ok && over.Stood != f.Value
	})
}

// fill puts what was typed into the fields that can still hold it, and says whether there is one.
func (u unsent) fill(f *Form) (any bool) {
	f.Fields = slices.Clone(f.Fields)
	for i := range f.Fields {
		if over, ok := u.Fields[f.Fields[i].Name]; ok && takes(f.Fields[i], over.Typed) {
			f.Fields[i].Value, any = over.Typed, true
		}
	}
	return any
}

// facing is the audience on the face of a form whose values changed: the one that is chosen in it, if one can choose.
func (t *turn) facing(f Form) Audience {
	who := f.Audience
	for _, field := range f.Fields {
		if field.Name != "audience" {
			continue
		}
		t.read(func(v relationship.View) {
			who = t.joint(v.Shared)
			if field.Value == "internal" {
				who = t.internal(v.Shared) // audience: the face is that of the audience the draft chose; mutate: s/internal/joint/
			}
		})
	}
	return who
}

// takes says whether a field can still hold what was typed into it.
func takes(f Field, typed string) bool {
	has := func(value string) bool {
		return value == "" || slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value })
	}
	switch f.Kind {
	case Choice, Who:
		return has(typed)
	case Choices:
		return !slices.ContainsFunc(strings.Split(typed, "\n"), func(v string) bool { return !has(v) })
	}
	return true
}

// when shows an instant to somebody of whom perhaps only the platform knows the zone.
func (t *turn) when(at time.Time) string {
	if t.loc == nil {
		t.loc, _ = relationship.Zone(t.zone())
	}
	return t.at(at)
}

// discard is "draft drop" and the sentence of a form: what was typed into it is forgotten.
func discard(t *turn) Reply {
	words := t.s.rest(1)
	inner, err := parse(words)
	c, ok := t.find(inner.noun)
	if t.verb("drop") == "" || err != nil || !ok {
		return saying(Plainly("A draft is what you typed into a form and did not send. It stands in the form when you open it again.", help()))
	}
	if t.s = inner; !c.alone {
		if m, ok := t.choose(); !ok {
			return saying(m)
		}
	}
	t.meant = t.who
	if _, ok := t.draftFor(words); !ok {
		return saying(Plainly("There is no draft any more.", Button{Label: "Open the form", Words: words}))
	}
	t.dropDrafts(words)
	return saying(Plainly("Draft discarded.", Button{Label: "Open the form", Words: words}))
}
