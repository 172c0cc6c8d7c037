package bot

import (
	"fmt"
	"math/big"
	"strings"

	"collab/relationship"
)

// promisesKept puts the parties side by side: what became of the promises each gave, with counts and reasons. It shows
// parties and never persons, and says what can be learned, not who is to blame.
func (t *turn) promisesKept(v relationship.View) Message {
	f := v.Shared.SayDo(t.now, t.window())
	m := Message{Fallback: "How promises were kept", Blocks: []Block{Text{Title: "How promises were kept", Body: keptHeadline(v.Shared, f)}}}
	for _, p := range v.Shared.Active() {
		m.Blocks = append(m.Blocks, Text{Title: p.Name}, keptFacts(f.Of[p.ID]))
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "My own promises", Words: "promise mine"}, {Label: "All promises", Words: "promise all"}})
	return withNote(m, "Promises that fell due in the last 13 weeks, as of "+t.day(relationship.DateOf(t.now, t.loc))+". Every party reads the same; nobody is counted as a person.")
}

// keptHeadline is the relationship's own figure: that of the party with the least.
func keptHeadline(s *relationship.Shared, f relationship.SayDo) string {
	if !f.Kept.OK() {
		return "Kept on time, all together: " + f.Kept.String()
	}
	line := fmt.Sprintf("Kept on time, all together: that of the weakest party, %s, %s.", s.PartyName(f.Kept.Party), f.Kept.Ratio)
	if f.Apart {
		line += fmt.Sprintf(" The parties lie %s percentage points apart: worth a word.", f.Gap.FloatString(0))
	}
	return line
}

// keptFacts are the figures of one party; what is zero is left out.
func keptFacts(p relationship.Promises) Facts {
	f := Facts{{Name: "Kept on time", Value: p.Kept.String()}}
	if !p.Kept.OK() && !p.Renegotiated.OK() && p.HoursToAccept == nil {
		return f
	}
	add := func(name, value string) {
		if value != "" {
			f = append(f, Fact{Name: name, Value: value})
		}
	}
	if p.Kept.OK() {
		add("Kept on time or late", p.Eventually.String())
	}
	add("Late", listedNumbers(p.Late)+medianOf(p.DaysLate, "day", " late"))
	add("Missed", listedNumbers(p.Missed))
	add("Taken back alone", listedNumbers(p.GivenUp))
	add("Why", reasonsSaid(p))
	add("Not answered yet", listedNumbers(p.Unconfirmed))
	add("Accepted by silence", listedNumbers(p.BySilence))
	if p.Renegotiated.OK() && p.Renegotiated.K > 0 {
		add("Moved in time", p.Renegotiated.String())
	}
	add("Time to accept", strings.TrimPrefix(medianOf(p.HoursToAccept, "hour", " for what it received"), "; "))
	return f
}

// listedNumbers names promises by number; empty when there are none.
func listedNumbers(ids []int) string {
	var names []string
	for _, id := range ids {
		names = append(names, fmt.Sprint(id))
	}
	if len(names) == 0 {
		return ""
	}
	return counted(len(ids), "promise") + ": " + all(names)
}

// medianOf is a median in words, with one decimal where it is not whole; empty when there is none.
func medianOf(median *big.Rat, unit, behind string) string {
	switch {
	case median == nil:
		return ""
	case median.IsInt() && median.Cmp(big.NewRat(1, 1)) == 0:
		return "; median 1 " + unit + behind
	case median.IsInt():
		return "; median " + median.FloatString(0) + " " + unit + "s" + behind
	}
	return "; median " + median.FloatString(1) + " " + unit + "s" + behind
}

// reasonsSaid counts why promises were missed or late, the most frequent first.
func reasonsSaid(p relationship.Promises) string {
	var parts []string
	for _, r := range p.Reasons {
		parts = append(parts, fmt.Sprintf("%s %d", strings.ToLower(missWords(r.Reason)), r.Count))
	}
	if p.Unexplained > 0 {
		parts = append(parts, fmt.Sprintf("no reason yet %d", p.Unexplained))
	}
	return strings.Join(parts, ", ")
}

// ownPromises lists the promises one gave and those one received, past ones too, the newest first: for oneself alone.
// They are those of the person, handed over ones with who has them now.
func (t *turn) ownPromises(v relationship.View) Message {
	var gave, got []Item
	kept, due := 0, 0
	ids := sortedIDs(v.Shared.Commitments)
	for i := len(ids) - 1; i >= 0; i-- {
		c := v.Shared.Commitments[ids[i]]
		switch t.who.Person {
		case c.Giver.Person:
			gave = append(gave, t.promiseItem(v.Shared, c))
		case c.Receiver.Person:
			got = append(got, t.promiseItem(v.Shared, c))
			continue
		default:
			continue
		}
		state := c.State(t.now)
		if c.MissedDue(t.now) || state == relationship.CommitmentKept {
			due++
		}
		if state == relationship.CommitmentKept {
			kept++
		}
	}
	if len(gave)+len(got) == 0 {
		return Plainly("You have given and received no promise here yet.", promiseWays(false)...)
	}
	m := Message{Fallback: "Your own promises", Blocks: []Block{Text{Title: "Your own promises"}}}
	if due > 0 {
		m.Blocks = append(m.Blocks, Text{Body: fmt.Sprintf("Kept on time: %d of %d that are settled.", kept, due)})
	}
	m.Blocks = append(m.Blocks, t.ownList("Promised by you", gave), t.ownList("Promised to you", got), promiseWays(true))
	return withNote(m, "Only visible to you. Persons stand in no figure; parties do: promise kept.")
}

func (t *turn) ownList(title string, items []Item) Items {
	if len(items) == 0 {
		items = []Item{{Title: "None"}}
	}
	list := Items{Title: title, Items: items[:min(len(items), mostLines)]}
	return withMore(list, len(items)-len(list.Items), "promise all")
}
