package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// promise lists promises, makes one, asks for one, and does with one whatever its state allows. A promise is agreed by
// both sides before it counts, and the one it was made to says whether it was kept.
func promise(t *turn) Reply {
	id, numbered := t.s.number(0)
	switch {
	case numbered:
		return t.promiseVerb(id)
	case t.saidAll():
		return t.show(t.allPromises)
	case len(t.s.args) == 1 && t.verb("mine") != "":
		return t.show(t.ownPromises)
	case len(t.s.args) == 1 && t.verb("kept") != "":
		return t.show(t.promisesKept)
	case len(t.s.args) > 0 || t.submitted():
		return t.pledging(0, 0)
	}
	return t.show(t.promises)
}

// promiseVerb does one thing with one promise, or shows it.
func (t *turn) promiseVerb(id int) Reply {
	verb := strings.ToLower(t.s.arg(1))
	switch verb {
	case "", "show":
		return t.promiseShown(id)
	case "agree":
		return t.agreePromise(id)
	case "decline":
		return t.because(t.declining(id))
	case "counter":
		return t.counterPromise(id)
	case "handover":
		return t.handOverPromise(id)
	case "done":
		return t.donePromise(id)
	case "accept":
		return t.acceptDelivery(id)
	case "reject":
		return t.because(t.rejecting(id))
	case "renegotiate", "move":
		return t.renegotiate(id)
	case "newdate":
		return t.answerNewDate(id)
	case "missed":
		return t.missedPromise(id)
	case "cancel":
		return t.because(t.cancelling(id))
	case "release":
		return t.releasePromise(id)
	}
	return unknownDeed(fmt.Sprintf("promise %d", id), verb)
}

// promiseShown shows one promise with everything known of it, and what this person can do with it now.
func (t *turn) promiseShown(id int) Reply {
	return t.show(func(v relationship.View) Message {
		c := v.Shared.Commitments[id]
		if c == nil {
			return noSuch(fmt.Sprintf("promise %d", id), Button{Label: "Promises", Words: "promise"})
		}
		return t.promiseOf(v, c)
	})
}

// promises lists the open promises: what the person promised, what was promised to them, then all others; in each the
// one due first on top.
func (t *turn) promises(v relationship.View) Message {
	var mine, theirs, others []Item
	open := t.openPromises(v.Shared)
	for _, c := range open {
		item := t.promiseItem(v.Shared, c)
		switch {
		case v.Shared.Acts(t.who.Person, c.Giver):
			mine = append(mine, item)
		case v.Shared.Acts(t.who.Person, c.Receiver):
			theirs = append(theirs, item)
		default:
			others = append(others, item)
		}
	}
	m := Message{Fallback: counted(len(open), "open promise")}
	for _, part := range []struct {
		title string
		items []Item
	}{{"Promised by you", mine}, {"Promised to you", theirs}, {"Other open promises", others}} {
		if len(part.items) > 0 {
			list := listed(part.title, part.items)
			if list.More != "" {
				list.Rest = Button{Label: "Show all promises", Words: "promise all"}
			}
			m.Blocks = append(m.Blocks, list)
		}
	}
	if len(open) == 0 {
		m = Plainly("No promise is open.")
	}
	m.Blocks = append(m.Blocks, promiseWays(len(open) < len(v.Shared.Commitments)))
	return withNote(m, "One sentence is enough: promise @name what by when. "+t.joint(v.Shared).Face+".")
}

// promiseWays are the ways on from a list of promises; past says that some are over.
func promiseWays(past bool) Buttons {
	b := Buttons{{Label: "Make a promise", Words: "promise new", Style: Primary}, {Label: "Ask for a promise", Words: "promise ask"}}
	if past {
		b = append(b, Button{Label: "Past promises too", Words: "promise all"}, Button{Label: "How they were kept", Words: "promise kept"})
	}
	return b
}

// openPromises lists the promises that still ask something of somebody, the one due first on top.
func (t *turn) openPromises(s *relationship.Shared) []*relationship.Commitment {
	var open []*relationship.Commitment
	for _, id := range sortedIDs(s.Commitments) {
		if c := s.Commitments[id]; c.Open(t.now) {
			open = append(open, c)
		}
	}
	slices.SortStableFunc(open, func(a, b *relationship.Commitment) int { return a.DueBy.Compare(b.DueBy) })
	return open
}

func (t *turn) promiseItem(s *relationship.Shared, c *relationship.Commitment) Item {
	return Item{Title: promiseName(c), Detail: t.promiseLine(s, c),
		Button: Button{Label: fmt.Sprintf("Show promise %d", c.ID), Words: fmt.Sprintf("promise %d", c.ID)}}
}

// allPromises lists every promise there ever was, the newest first, a page at a time: "promise all 2" is the second.
func (t *turn) allPromises(v relationship.View) Message {
	ids := sortedIDs(v.Shared.Commitments)
	slices.Reverse(ids)
	page, more, rest := paged(t, ids, "Show older ones", "promise all")
	items := Items{Title: "All promises, the newest first", More: more, Rest: rest}
	for _, id := range page {
		items.Items = append(items.Items, t.promiseItem(v.Shared, v.Shared.Commitments[id]))
	}
	if len(items.Items) == 0 {
		return Plainly("No promises here yet.", promiseWays(false)...)
	}
	return Message{Fallback: counted(len(ids), "promise"), Blocks: []Block{items, promiseWays(false)}}
}

// paged is the page of a list that is asked for, the second in "promise all 2"; how many lines it leaves, and the button
// that shows them.
func paged[T any](t *turn, all []T, label, words string) (page []T, more string, rest Button) {
	n, _ := t.s.number(1)
	return pageOf(max(n, 1), all, label, words)
}

// pageOf is page n of a list.
func pageOf[T any](n int, all []T, label, words string) (page []T, more string, rest Button) {
	if left := len(all) - n*mostLines; left > 0 {
		more, rest = fmt.Sprintf("and %d more", left), Button{Label: label, Words: fmt.Sprintf("%s %d", words, n+1)}
	}
	return all[min(len(all), (n-1)*mostLines):min(len(all), n*mostLines)], more, rest
}

// saidAll says that the whole list is wanted, "all" or "all 2", and not something whose text begins with the word.
func (t *turn) saidAll() bool {
	_, page := t.s.number(1)
	return t.verb("all") == "all" && (len(t.s.args) == 1 || page && len(t.s.args) == 2)
}

// promiseThing is how the record names a promise.
func promiseThing(id int) string { return fmt.Sprintf("commitment %d", id) }
