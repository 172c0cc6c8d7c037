package bot

import (
	"fmt"

	"collab/relationship"
)

// packed is one piece of evidence in the pack: which objective it bears on, 0 for none, and which party logged it.
type packed struct {
	objective int
	party     string
	*relationship.Evidence
}

// reviewPack is everything that shows how the quarter went: the figures, and the evidence logged since the last review
// by objective and by party, a page at a time.
func (t *turn) reviewPack(v relationship.View, r *relationship.Review) Message {
	s, a := v.Shared, v.Shared.Agenda(r, t.now)
	title := fmt.Sprintf("Evidence pack of review %d", r.ID)
	m := Message{Fallback: title, Blocks: []Block{Text{title, fmt.Sprintf("Everything since %s, by objective and by party.", t.day(a.Since))}, t.agendaFacts(s, a)}}
	var all []packed
	for _, of := range a.Evidence {
		for _, e := range of.Evidence {
			all = append(all, packed{of.Objective, of.Party, e})
		}
	}
	if len(all) == 0 {
		m.Blocks = append(m.Blocks, Text{Body: "No evidence was logged since. What shows how things are can still be: log it, and the pack has it."})
	}
	n, _ := t.s.number(2)
	page, more, rest := pageOf(max(n, 1), all, "Show more evidence", fmt.Sprintf("review %d pack", r.ID))
	m.Blocks = append(m.Blocks, t.packBlocks(v, page, more, rest)...)
	if claims := t.agendaClaims(v, a); len(claims) > 0 {
		m.Blocks = append(m.Blocks, agendaPart("Claims to settle", claims, "claim"))
	}
	m.Blocks = append(m.Blocks, Buttons{showReview(r.ID), {Label: "Log evidence", Words: "evidence new"}})
	return withNote(m, t.joint(s).Face)
}

// packBlocks groups a page of evidence by its objective.
func (t *turn) packBlocks(v relationship.View, page []packed, more string, rest Button) (blocks []Block) {
	for i, e := range page {
		line := t.evidenceItems(v, []*relationship.Evidence{e.Evidence})[0]
		if last := len(blocks) - 1; i > 0 && page[i-1].objective == e.objective && page[i-1].party == e.party {
			list := blocks[last].(Items)
			list.Items = append(list.Items, line)
			blocks[last] = list
			continue
		}
		title := "About no objective"
		if e.objective > 0 {
			title = t.titleOf(v.Shared, fmt.Sprintf("objective %d", e.objective))
		}
		blocks = append(blocks, Items{Title: cut(title, 100) + ", from " + v.Shared.PartyName(e.party), Items: []Item{line}})
	}
	if last := len(blocks) - 1; last >= 0 {
		list := blocks[last].(Items)
		list.More, list.Rest = more, rest
		blocks[last] = list
	}
	return blocks
}
