package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"collab/relationship"
)

// heldWords is "stored words": what the person wrote, the newest first, each with the button that erases it.
func (t *turn) heldWords() Reply {
	return t.heldList("Words you wrote", "You wrote nothing that is still kept here.", func(v relationship.View) []Item {
		items := t.wordsIn(v, v.Shared.Entries(), v.Shared.Words, "")
		if v.Party != "" {
			items = append(items, t.wordsIn(v, v.Own.Entries(), v.Own.Words, " internal")...)
		}
		return items
	})
}

// heldList is a list of entries of one relationship, or of all of them, ten at a time.
func (t *turn) heldList(title, none string, of func(relationship.View) []Item) Reply {
	where, reply, ok := t.lookedIn()
	if !ok {
		return reply
	}
	var all []Item
	for _, t.who = range where {
		if t.err = t.arrive(); t.err != nil {
			return Reply{}
		}
		t.read(func(v relationship.View) {
			for _, item := range of(v) {
				if len(where) > 1 {
					item.Title = v.Shared.Name + ": " + item.Title
				}
				all = append(all, item)
			}
		})
	}
	m := Plainly(none, Button{Label: "What I hold about you", Words: "stored mine"})
	if len(all) > 0 {
		n, _ := t.s.number(2)
		said := sentence{noun: "stored", args: []word{{text: t.s.arg(0)}, {text: "page"}}, forSlug: t.s.forSlug}
		page, more, rest := pageOf(min(max(n, 1), (len(all)+mostLines-1)/mostLines), all, "Show more", said.String())
		m = Message{Fallback: title, Blocks: []Block{Items{Title: title, Items: page, More: more, Rest: rest}}}
	}
	if !t.q.Place.Own {
		return saying(withNote(t.more(m), "This is what stands on the shared record. The rest is shown where you alone read along."))
	}
	return saying(m)
}

// wordsIn lists the entries of a ledger that the person wrote and whose words are there.
func (t *turn) wordsIn(v relationship.View, entries []relationship.Mention, words func(int) map[string]string, flag string) (items []Item) {
	for _, e := range slices.Backward(entries) {
		if e.By != t.who.Person || !e.Worded { // audience: what colleagues wrote is theirs to ask for; mutate: s/e.By != t.who.Person/false/
			continue
		}
		item := Item{Title: fmt.Sprintf("%d%s. %s", e.N, flag, upper(entryKind(e.Kind))), Detail: cut(wordsSaid(words(e.N)), around) + ",", At: e.At}
		switch {
		case e.Withdrawn:
			item.Detail, item.Button = "taken back; the words are still kept,", t.eraser(e.N, flag)
		case e.Kind == accountAdded: // it may be a colleague's, and without it they could no longer speak here
			item.Detail = "for you or a colleague,"
		default:
			item.Button = t.eraser(e.N, flag)
		}
		items = append(items, item)
	}
	return items
}

// eraser asks for the words of an entry to be erased.
func (t *turn) eraser(n int, flag string) Button {
	return Button{Label: fmt.Sprintf("Erase the words of %d", n), Words: fmt.Sprintf("erase %d for %s%s", n, t.who.slug, flag), Style: Danger}
}

// wordsSaid is what was typed, the fields in order of their names.
func wordsSaid(words map[string]string) string {
	var said []string
	for _, field := range slices.Sorted(maps.Keys(words)) {
		if text := oneLine(words[field]); text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, " · ")
}

// heldNamed is "stored named": where others name the person on the shared record.
func (t *turn) heldNamed() Reply {
	return t.heldList("Where you are named", "Nothing of others names you here.", func(v relationship.View) (items []Item) {
		for _, e := range slices.Backward(t.namedIn(v)) {
			item := t.foundItem(v, e, cut(wordsSaid(v.Shared.Words(e.N)), around))
			if e.Kind == "person named" {
				item.Button = t.eraser(e.N, "")
			}
			items = append(items, item)
		}
		return items
	})
}

// namedIn are the shared entries of others that are about the person or have a name of theirs in their words. What one
// party's people wrote about a colleague for themselves is theirs, and not among it.
func (t *turn) namedIn(v relationship.View) (out []relationship.Mention) {
	names := v.Shared.NamesOf(t.who.Person)
	for _, e := range v.Shared.Entries() {
		about := slices.Contains(e.Things, "person "+t.who.Person) || saysName(v.Shared.Words(e.N), names)
		if about && e.By != t.who.Person && !t.hidesEntry(v, e) {
			out = append(out, e)
		}
	}
	return out
}

// saysName says whether words hold one of the names whole, or its first or last part as a word of three letters or more.
func saysName(words map[string]string, names []string) bool {
	for _, text := range words {
		in := " " + wordByWord(text) + " "
		for _, name := range names {
			for _, part := range append(strings.Fields(wordByWord(name)), wordByWord(name)) {
				if len([]rune(part)) >= 3 && strings.Contains(in, " "+part+" ") {
					return true
				}
			}
		}
	}
	return false
}

// wordByWord is a text as it is compared, with one space between its words and nothing else.
func wordByWord(text string) string {
	return strings.Join(strings.FieldsFunc(comparable(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
