package bot

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"collab/relationship"
)

// find looks for words in everything the person may read here: in the relationship that is meant, else in all of
// theirs. Capitals and accents do not matter; every word has to be there.
func find(t *turn) Reply {
	wanted := t.wanted()
	if len(wanted) == 0 {
		return saying(Plainly("Say what to look for. I look in everything you may read: objectives, promises, evidence, what was said in check-ins. Quotes keep words together.",
			Button{Label: "Status", Words: "status"}, help()))
	}
	where, reply, ok := t.lookedIn()
	if !ok {
		return reply
	}
	var hits []Item
	for _, who := range where {
		t.who = who
		if t.err = t.arrive(); t.err != nil {
			return Reply{}
		}
		t.read(func(v relationship.View) {
			for _, item := range t.found(v, wanted) {
				if len(where) > 1 {
					item.Title = v.Shared.Name + ": " + item.Title
				}
				hits = append(hits, item)
			}
		})
	}
	return saying(t.foundDrawn(hits))
}

// wanted is what is looked for: each word or quoted text, as it is compared. The page of a longer list stands behind
// "from".
func (t *turn) wanted() (wanted []string) {
	said, _ := t.findSaid()
	for _, w := range said {
		if text := comparable(w.text); text != "" {
			wanted = append(wanted, text)
		}
	}
	return wanted
}

// findSaid takes apart what to look for and which page of it.
func (t *turn) findSaid() (said []word, page int) {
	last := len(t.s.args) - 1
	if n, ok := t.s.number(last); ok && last > 1 && t.s.args[last-1].is("page") {
		return t.s.args[:last-1], n
	}
	return t.s.args, 1
}

// lookedIn is where to look: in the relationship that was said or that this channel is linked to, else in all of them.
func (t *turn) lookedIn() (where []membership, r Reply, ok bool) {
	if _, linked := t.linked(); t.s.forSlug == "" && !linked {
		if len(t.mine) == 0 {
			return nil, saying(t.stranger()), false
		}
		return t.mine, r, true
	}
	m, ok := t.choose()
	return []membership{t.who}, saying(m), ok
}

// found are the entries of a relationship that hold every word, one line for each thing they are about, the newest
// first; on the person's own surface also what their party keeps for itself.
func (t *turn) found(v relationship.View, wanted []string) []Item {
	items := t.foundIn(v, v.Shared.Entries(), v.Shared.Words, wanted)
	if v.Party == "" {
		return items
	}
	face := t.internal(v.Shared).Face
	for _, item := range t.foundIn(v, v.Own.Entries(), v.Own.Words, wanted) {
		item.Detail = face + ": " + item.Detail
		items = append(items, item)
	}
	return items
}

func (t *turn) foundIn(v relationship.View, entries []relationship.Mention, words func(int) map[string]string, wanted []string) (out []Item) {
	seen := map[string]bool{}
	for _, e := range slices.Backward(entries) {
		typed := words(e.N)
		if e.Kind == "account added" || t.hidesEntry(v, e) || !holds(typed, wanted) {
			continue
		}
		if len(e.Things) > 0 {
			if seen[e.Things[0]] {
				continue
			}
			seen[e.Things[0]] = true
		}
		out = append(out, t.foundItem(v, e, excerptOf(typed, wanted)))
	}
	return out
}

// hidesEntry says that an entry is about a claim that this person may not be shown yet.
func (t *turn) hidesEntry(v relationship.View, e relationship.Mention) bool {
	return slices.ContainsFunc(e.Things, func(thing string) bool {
		noun, id, _ := strings.Cut(thing, " ")
		n, _ := digitsOf(id)
		c := v.Shared.Claims[n]
		return noun == "claim" && c != nil && t.hides(c) // audience: what a claim without evidence says is found by its own party alone; mutate: s/t.hides(c)/false/
	})
}

// foundItem is one hit: what it is about, the words around it, who typed them and when.
func (t *turn) foundItem(v relationship.View, e relationship.Mention, text string) Item {
	tail := " for " + t.who.slug
	item := Item{Title: upper(entryKind(e.Kind)), Detail: text + " (" + t.entryBy(v, e) + ")", At: e.At}
	if len(e.Things) == 0 {
		return item
	}
	if item.Title = t.thingName(v, e.Things[0]); strings.Contains(item.Title, text) {
		item.Detail = upper(t.entryBy(v, e)) + "," // the title says it already
	}
	noun, id, _ := strings.Cut(e.Things[0], " ")
	if word := shownBy(noun); word != "" {
		item.Button = Button{Label: "Show " + all(t.shortNames(e.Things[:1])), Words: word + " " + id + tail}
	}
	return item
}

// shownBy is the word that shows a thing of this noun; empty where none does.
func shownBy(noun string) string {
	switch noun {
	case "objective", "kpi", "evidence", "claim", "decision", "review":
		return noun
	case "commitment":
		return "promise"
	case "check-in":
		return "checkin show"
	case "draft":
		return "objective"
	}
	return ""
}

func (t *turn) foundDrawn(hits []Item) Message {
	said, n := t.findSaid()
	words := sentence{noun: "find", args: said, forSlug: t.s.forSlug}.String()
	if len(hits) == 0 {
		return Plainly("Nothing you may read here holds these words. Capitals and accents do not matter; fewer words find more.", help())
	}
	page, more, rest := pageOf(max(n, 1), hits, "Show more", words+" page")
	title := "Found " + counted(len(hits), "thing")
	return Message{Fallback: title, Blocks: []Block{Items{Title: title, Items: page, More: more, Rest: rest}}}
}

// holds says whether every wanted word stands somewhere in what was typed.
func holds(typed map[string]string, wanted []string) bool {
	if len(typed) == 0 {
		return false
	}
	var texts strings.Builder
	for _, text := range typed {
		texts.WriteString(comparable(text))
		texts.WriteByte('\n')
	}
	whole := texts.String()
	return !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(whole, w) })
}

// around is how much of a text is shown with what was found in it, in characters.
const around = 160

// excerptOf is the part of what was typed around the first wanted word, the fields in order of their names.
func excerptOf(typed map[string]string, wanted []string) string {
	for _, field := range slices.Sorted(maps.Keys(typed)) {
		text := oneLine(typed[field])
		at := strings.Index(comparable(text), wanted[0])
		if at < 0 {
			continue
		}
		all := []rune(text)
		from := max(0, min(len([]rune(comparable(text)[:at])), len(all))-around/4)
		if from == 0 {
			return cut(text, around)
		}
		return "… " + cut(string(all[from:]), around)
	}
	return ""
}

// comparable is a text without capitals and accents, on one line.
func comparable(text string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn))), text)
	if err != nil {
		plain = text
	}
	return strings.ToLower(strings.Join(strings.Fields(plain), " "))
}
