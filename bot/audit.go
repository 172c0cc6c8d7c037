package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// mostLines is how many entries or things one message lists; the rest is a click away.
const mostLines = 10

// audit shows what stands on record: its head, the newest entries, the history of one thing, or what was recorded in
// one's own name.
func audit(t *turn) Reply {
	if t.verb("mine") == "mine" {
		return t.show(func(v relationship.View) Message {
			return t.entries(v, "Recorded in your name", "audit mine", func(e relationship.Mention) bool { return e.By == t.who.Person })
		})
	}
	if about := strings.ToLower(t.s.rest(0)); about != "" && t.page() == 0 {
		return t.show(func(v relationship.View) Message {
			ofIt := func(e relationship.Mention) bool { return slices.Contains(e.Things, thingSaid(about)) }
			if !slices.ContainsFunc(v.Shared.Entries(), ofIt) && (v.Party == "" || !slices.ContainsFunc(v.Own.Entries(), ofIt)) {
				return Plainly(fmt.Sprintf("Nothing on record is called %s. Name a thing with its number, such as: audit objective 2, audit promise 1.", typed(about)),
					Button{Label: "Show the newest entries", Words: "audit", Style: Primary}, help())
			}
			return t.entries(v, "The history of "+about, say("audit", about), ofIt)
		})
	}
	return t.show(func(v relationship.View) Message {
		m := t.entries(v, "The newest entries", "audit", func(relationship.Mention) bool { return true })
		m.Blocks = slices.Insert(m.Blocks, 0, Block(t.heads(v)))
		m.Blocks = append(m.Blocks, Note{"Keep the head, in a mail to yourself for example. As long as you have it, nothing before it can be changed without your noticing. Whoever runs the server can export the record; anybody can check an export without it."})
		return m
	})
}

// thingSaid is the name of a thing in the record for what people call it.
func thingSaid(words string) string {
	noun, rest, _ := strings.Cut(words, " ")
	switch noun {
	case "promise":
		noun = "commitment"
	case "checkin":
		noun = "check-in"
	}
	return noun + " " + rest
}

// heads shows the newest point of each ledger the person may read here.
func (t *turn) heads(v relationship.View) Facts {
	f := Facts{{Name: "Relationship", Value: v.Shared.Name},
		{Name: "Shared record", Value: fmt.Sprintf("%s, head %s", entriesCounted(v.Shared.Head().N), v.Shared.Head())}}
	if v.Party != "" {
		f = append(f, Fact{Name: "Internal to " + v.Shared.PartyName(v.Party), Value: fmt.Sprintf("%s, head %s", entriesCounted(v.Own.Head().N), v.Own.Head())})
	}
	return f
}

// page is which page of entries is asked for: the number after "before", 0 for the newest.
func (t *turn) page() int {
	for i := range t.s.args {
		if t.s.arg(i) == "before" {
			if n, ok := t.s.number(i + 1); ok {
				return n
			}
		}
	}
	return 0
}

// entries lists the newest joint entries that match, and one's own party's where they may be read.
func (t *turn) entries(v relationship.View, title, words string, match func(relationship.Mention) bool) Message {
	m := Message{Fallback: title, Blocks: []Block{t.entryList(v, title, words, v.Shared.Entries(), match)}}
	if v.Party != "" {
		if own := t.entryList(v, title+", internal to "+v.Shared.PartyName(v.Party), "", v.Own.Entries(), match); len(own.Items) > 0 {
			m.Blocks = append(m.Blocks, own)
		}
	}
	return m
}

func (t *turn) entryList(v relationship.View, title, words string, of []relationship.Mention, match func(relationship.Mention) bool) Items {
	items := Items{Title: title}
	before := t.page()
	left := 0
	for _, e := range slices.Backward(of) {
		switch {
		case !match(e) || (before > 0 && words != "" && e.N >= before):
		case len(items.Items) < mostLines:
			items.Items = append(items.Items, Item{Title: fmt.Sprintf("%d. %s", e.N, t.entryLine(v, e)), At: e.At})
			items.Rest = Button{Label: "Show more", Words: fmt.Sprintf("%s before %d", words, e.N)}
		default:
			left++
		}
	}
	if left == 0 || words == "" {
		items.Rest = Button{}
	}
	if left > 0 {
		items.More = fmt.Sprintf("and %d more", left)
	}
	return items
}

// entryLine is one entry: what, by whom, about what.
func (t *turn) entryLine(v relationship.View, e relationship.Mention) string {
	line := entryKind(e.Kind) + " " + t.entryBy(v, e)
	if len(e.Things) > 0 {
		var about []string
		for _, thing := range e.Things {
			about = append(about, t.titleOf(v.Shared, thing))
		}
		line += " (" + strings.Join(about, ", ") + ")"
	}
	if e.Withdrawn {
		line += ", withdrawn"
	}
	if e.Redacted {
		line += ", words erased"
	}
	return line
}

// entryBy says who wrote an entry: "by Kim Osei of Acme".
func (t *turn) entryBy(v relationship.View, e relationship.Mention) string {
	switch {
	case e.By == relationship.ByClock.Person || e.By == relationship.ByOperator.Person:
		return "by the " + e.By
	case e.By != "":
		return "by " + v.Shared.PersonName(e.By) + " of " + v.Shared.PartyName(e.Party)
	}
	return "for " + v.Shared.PartyName(e.Party)
}

// entryKind is a kind of entry in the words people use.
func entryKind(kind string) string {
	return strings.NewReplacer("kpi ", "KPI ", "commitment ", "promise ", "cadence ", "schedule ", "place bound", "channel linked", "place lost", "channel lost", "place moved", "channel moved", "place released", "channel released").Replace(kind)
}

func entriesCounted(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
