package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// note writes down something about a thing for one's own people, "note promise 3 ask Kim first", or lists what they
// wrote. Only a surface of their own shows it.
func note(t *turn) Reply {
	if !t.q.Place.Own { // audience: internal notes are drawn on an own surface alone; mutate: s/!t.q.Place.Own/t == nil/
		return t.notHere()
	}
	about := t.thingsSaid(0)
	switch {
	case t.submitted():
		return t.noted(t.value("about"), t.value("note"))
	case about != nil && t.s.rest(2) != "":
		return t.noted(about[0], t.s.rest(2))
	case about != nil || t.s.arg(0) != "" && !t.saidAll():
		return t.noting(about)
	}
	return t.show(t.noteList)
}

// noting opens the form of a note; what was typed without a thing stands in it.
func (t *turn) noting(about []string) Reply {
	if t.observes() {
		return t.noted("", "") // which is refused, with whom to ask
	}
	text := t.s.rest(0)
	if about != nil || t.verb("new") == "new" {
		text = t.s.rest(2)
	}
	return t.reply(func(v relationship.View) Reply {
		options := t.aboutOptions(v, about)
		if len(options) == 0 {
			return saying(Plainly("There is nothing to write about yet: no objective, promise, KPI or claim.", help()))
		}
		chosen := strings.Join(about, "")
		if len(options) == 1 {
			chosen = options[0].Value
		}
		return t.form(Form{Title: "Internal note", Words: "note new", Submit: "Keep", Audience: t.internal(v.Shared), // audience: a note stays with one's own party; mutate: s/t.internal/t.joint/
			Fields: []Field{{Name: "about", Label: "About", Kind: Choice, Value: chosen, Options: options},
				{Name: "note", Label: "Note", Kind: Long, Value: text, Max: 3000, Hint: "Your own people read it on the page of the thing"}}})
	})
}

func (t *turn) noted(thing, text string) Reply {
	known := false
	t.read(func(v relationship.View) { known = v.Shared.Last(thing) > 0 })
	if wrong := "Please say what the note is about: an objective, a promise, a KPI or a claim."; !known && t.submitted() {
		return Reply{Errors: map[string]string{"about": wrong}}
	} else if !known && !t.observes() {
		if thing != "" {
			noun, id, _ := strings.Cut(thing, " ")
			wrong = fmt.Sprintf("There is no %q on the shared record.", shownBy(noun)+" "+id)
		}
		return saying(Plainly(wrong, Button{Label: "Write a note", Words: "note new", Style: Primary}))
	}
	return t.do(&relationship.AddNote{Thing: thing, Text: text}, func(v relationship.View) Message {
		return Plainly("Kept as a note about "+all(t.shortNames([]string{thing}))+". "+t.internal(v.Shared).Face+".",
			showThing(t, thing), Button{Label: "Internal notes", Words: "note"})
	})
}

// showThing is the button that shows a thing.
func showThing(t *turn, thing string) Button {
	noun, id, _ := strings.Cut(thing, " ")
	return Button{Label: "Show " + all(t.shortNames([]string{thing})), Words: shownBy(noun) + " " + id}
}

// noteList lists the notes of one's own people, the newest first, a page at a time.
func (t *turn) noteList(v relationship.View) Message {
	type about struct {
		relationship.Note
		thing string
	}
	var notes []about
	for thing, written := range v.Own.Notes {
		for _, n := range written {
			notes = append(notes, about{n, thing})
		}
	}
	slices.SortFunc(notes, func(a, b about) int { return cmp.Compare(b.N, a.N) })
	page, more, rest := paged(t, notes, "Show older notes", "note all")
	items := Items{Title: "Internal notes, the newest first", More: more, Rest: rest}
	for _, n := range page {
		item := t.noteItem(v, n.Note)
		item.Title, item.Detail = t.thingName(v, n.thing), item.Title+" ("+strings.TrimSuffix(item.Detail, ",")+")"
		item.Button = showThing(t, n.thing)
		items.Items = append(items.Items, item)
	}
	m := Plainly("No internal notes here yet.")
	if len(items.Items) > 0 {
		m = Message{Fallback: counted(len(notes), "internal note"), Blocks: []Block{items}}
	}
	if !t.observes() {
		m.Blocks = append(m.Blocks, Buttons{{Label: "Write a note", Words: "note new", Style: Primary}})
	}
	return withNote(m, t.internal(v.Shared).Face+".")
}

func (t *turn) noteItem(v relationship.View, n relationship.Note) Item {
	return Item{Title: orErased(n.Text), Detail: v.Shared.PersonName(n.By) + ",", At: n.At}
}

// notesOn are what one's own people wrote about a thing, for its page on a surface of their own; no block when there is
// nothing.
func (t *turn) notesOn(v relationship.View, thing string) (b []Block) {
	if v.Own == nil || len(v.Own.Notes[thing]) == 0 {
		return nil
	}
	notes := v.Own.Notes[thing]
	items := Items{Title: "Notes. " + t.internal(v.Shared).Face}
	for _, n := range notes[max(0, len(notes)-mostLines):] {
		items.Items = append(items.Items, t.noteItem(v, n))
	}
	if left := len(notes) - mostLines; left > 0 {
		items.More, items.Rest = fmt.Sprintf("and %d older", left), Button{Label: "Internal notes", Words: "note"}
	}
	return []Block{items}
}
