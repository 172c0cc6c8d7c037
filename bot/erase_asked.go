package bot

import (
	"fmt"
	"slices"

	"collab/relationship"
)

// eraseAsked is "erase asked 1": the words by or naming somebody who was erased, and whether they go as well; "erase
// asked 1 keep 12" and "erase asked 1 gone 12" decide on one of them, without its number on all.
func (t *turn) eraseAsked() Reply {
	id, _ := t.s.number(1)
	var numbers []int
	if n, ok := t.s.number(3); ok {
		numbers = []int{n}
	}
	switch t.s.arg(2) {
	case "keep":
		return t.do(&relationship.KeepAsked{Erasure: id, Entries: numbers}, func(v relationship.View) Message { return t.undecided(v, id) })
	case "gone":
		return t.do(&relationship.EraseAsked{Erasure: id, Entries: numbers}, func(v relationship.View) Message { return t.undecided(v, id) })
	}
	return t.show(func(v relationship.View) Message { return t.undecided(v, id) })
}

// undecided lists what the person's party has still to decide on.
func (t *turn) undecided(v relationship.View, id int) Message {
	e := v.Shared.Erasures[id]
	if e == nil {
		return Plainly(fmt.Sprintf("Nothing is asked under the number %d.", id), Button{Label: "Audit", Words: "audit"})
	}
	who := v.Shared.PersonName(e.Person)
	open := v.Shared.Undecided(e, t.who.Party)
	if len(open) == 0 {
		return Plainly("Nothing by or naming "+who+" waits for your word any more.", Button{Label: "Audit", Words: "audit"})
	}
	items := Items{Title: fmt.Sprintf("%s by or naming %s", entriesCounted(len(open)), who)}
	for _, n := range open[:min(len(open), mostLines)] {
		var words string
		if t.q.Place.Own { // audience: who is named in them asked to be forgotten, so no more eyes than must; mutate: s/t.q.Place.Own/t != nil/
			words = cut(wordsSaid(v.Shared.Words(n)), around)
		}
		items.Items = append(items.Items, Item{Title: fmt.Sprintf("%d. %s", n, t.entryLine(v, v.Shared.Entries()[n-1])), Detail: words,
			Button: Button{Label: fmt.Sprintf("Erase the words of %d", n), Words: fmt.Sprintf("erase asked %d gone %d", id, n), Style: Danger}})
	}
	if more := len(open) - len(items.Items); more > 0 {
		items.More = fmt.Sprintf("and %d more", more)
	}
	return withNote(Message{Fallback: items.Title, Blocks: slices.Concat([]Block{items}, []Block{Buttons{
		{Label: "Keep all of it", Words: fmt.Sprintf("erase asked %d keep", id)},
		{Label: "Erase all of it", Words: fmt.Sprintf("erase asked %d gone", id), Style: Danger, Confirm: "The words are gone for good; that it was recorded stays."}}})},
		"They asked to be forgotten, so their names and their own notes are erased. What your organisation wrote is for you to decide on, once.")
}
