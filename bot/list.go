package bot

import (
	"fmt"
	"slices"

	"collab/relationship"
)

// list shows the relationships the person takes part in, each with a line from its joint record.
func list(t *turn) Reply {
	if len(t.mine) == 0 {
		return saying(t.stranger())
	}
	items := Items{Title: "Your relationships"}
	among := t.running()
	if t.verb("archived") != "" {
		items.Title = "Relationships that are over"
		among = slices.DeleteFunc(slices.Clone(t.mine), func(m membership) bool { return !m.archived })
	} else if over := len(t.mine) - len(among); over > 0 {
		items.More, items.Rest = fmt.Sprintf("and %d archived", over), Button{Label: "Show archived", Words: "list archived"}
	}
	for _, m := range among {
		item := Item{Title: m.name, Button: Button{Label: "Status of " + m.name, Words: "status for " + m.slug}}
		commit, err := t.Bot.jointOf(m.Relationship, m.Party, func(s *relationship.Shared) {
			item.Detail, item.At = t.standing(s), s.NextCheckIn(t.now)
		})
		if err != nil {
			t.err = err
			return Reply{}
		}
		t.commit = max(t.commit, commit)
		items.Items = append(items.Items, item)
	}
	switch {
	case len(items.Items) > 0:
	case t.verb("archived") != "":
		return saying(Plainly("No relationship of yours is archived.", Button{Label: "My relationships", Words: "list"}))
	default:
		return saying(Plainly("You take part in no relationship now.", items.Rest))
	}
	return saying(Message{Fallback: fmt.Sprintf("You take part in %s.", counted(len(items.Items), "relationship")), Blocks: []Block{items}})
}

// running are the person's relationships that are not over.
func (t *turn) running() []membership {
	return slices.DeleteFunc(slices.Clone(t.mine), func(m membership) bool { return m.archived })
}

// standing is how a relationship stands, in a few words; it ends so that the next check-in can follow.
func (t *turn) standing(s *relationship.Shared) string {
	switch {
	case !s.Closed.IsZero():
		return "closed"
	case s.Pause != nil:
		return "paused since " + s.Pause.Since.Format("2 January")
	case len(s.Active()) < 2:
		return "waiting for the other side to join"
	case s.NextCheckIn(t.now).IsZero():
		return "running, without check-ins"
	}
	return "running; next check-in"
}

// counted is a number with its noun: "1 promise", "3 promises".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
