package bot

import (
	"fmt"
	"strconv"
	"strings"

	"collab/relationship"
)

// keeping is "settings keep internal 24 months" or "settings keep shared off": how long what one's own people wrote is
// kept.
func (t *turn) keeping() Reply {
	if t.s.arg(1) == "" && !t.s.internal {
		return t.show(t.keptFor)
	}
	words := strings.Fields(strings.ToLower(t.s.rest(1)))
	shared := len(words) > 0 && words[0] == "shared"
	internal := t.s.internal || len(words) > 0 && words[0] == "internal"
	if shared || len(words) > 0 && words[0] == "internal" {
		words = words[1:]
	}
	months, ok := monthsSaid(words)
	if shared == internal || !ok {
		return saying(Plainly("Write it like this: settings keep internal 24 months, settings keep shared 84 months, or off instead of a number.",
			Button{Label: "How long words are kept", Words: "settings keep", Style: Primary}))
	}
	c := &relationship.SetRetention{Ledger: relationship.Joint, Months: months}
	if internal {
		if !t.q.Place.Own {
			return t.notHere()
		}
		c.Ledger = t.who.Party // audience: what one's own record keeps is set in it; mutate: s/t.who.Party/relationship.Joint/
	}
	return t.do(c, t.keptFor)
}

// monthsSaid reads "24 months", "24" or "off".
func monthsSaid(words []string) (months int, ok bool) {
	if len(words) == 1 && words[0] == "off" {
		return 0, true
	}
	if len(words) == 2 && strings.HasPrefix(words[1], "month") {
		words = words[:1]
	}
	if len(words) != 1 {
		return 0, false
	}
	months, err := strconv.Atoi(words[0])
	return months, err == nil && months != 0
}

// keptFor says how long words are kept, and how many go next.
func (t *turn) keptFor(v relationship.View) Message {
	s := v.Shared
	f := Facts{}
	for _, p := range s.Active() {
		f = append(f, Fact{Name: "Shared words of " + p.Name, Value: monthsKept(s.Retention[p.ID])})
	}
	going := s.Outlived(t.now)
	if v.Party != "" {
		f = append(f, Fact{Name: "Internal to " + s.PartyName(v.Party), Value: monthsKept(v.Own.Retention)})
		going = append(going, v.Own.Outlived(t.now)...)
	}
	m := Message{Fallback: "How long words are kept", Blocks: []Block{Text{Title: "How long words are kept"}, f}}
	if len(going) > 0 {
		m.Blocks = append(m.Blocks, Text{Body: fmt.Sprintf("The words of %s are older than that, and go at 03:00 UTC. They are gone for good then.", entriesCounted(len(going)))})
	}
	return withNote(m, "That something was recorded, by whom and when, stays, and so do all figures. The charter, minutes, names of who takes part, and what belongs to an objective, KPI, promise or decision in force are kept as long as that is. A relationship manager changes it for their own people: settings keep internal 24 months, settings keep shared off.")
}

func monthsKept(months int) string {
	if months == 0 {
		return "for good"
	}
	return counted(months, "month")
}
