package bot

import (
	"fmt"

	"collab/relationship"
)

// check is one thing that a new relationship needs before it works by itself.
type check struct {
	what, how string // what is to be so, and how it comes to be
	done      bool
	button    Button
}

// checklist says what a relationship that is being set up has and what it still needs; false when it has everything.
// It is drawn from what every party reads.
func (t *turn) checklist(v relationship.View, tail string) (Items, bool) {
	checks, done := t.checks(v.Shared, tail), 0
	var items Items
	for _, c := range checks {
		item := Item{Title: c.what, Detail: "done"}
		if c.done {
			done++
		} else {
			item.Detail, item.Button = "to do: "+c.how, c.button
		}
		items.Items = append(items.Items, item)
	}
	items.Title = fmt.Sprintf("Setting up %s: %d of %d done", v.Shared.Name, done, len(checks))
	return items, done < len(checks)
}

func (t *turn) checks(s *relationship.Shared, tail string) []check {
	all := []check{{what: "I am connected", done: true}, {what: "The relationship is set up", done: true}}
	if !t.PagesAlone {
		all = append(all, check{what: "A channel is linked", how: "say @collab settings channel in the channel you share", done: len(t.postable(s)) > 0})
	}
	return append(all, t.partnerCheck(s, tail), check{what: "Two KPIs are proposed", how: "say what you want to see get better", done: proposedKPIs(s) > 1,
		button: Button{Label: "Define a KPI", Words: "kpi new" + tail}})
}

// partnerCheck is whether the other side has joined and answered; until then, what helps.
func (t *turn) partnerCheck(s *relationship.Shared, tail string) check {
	c := check{what: "The other side has answered a check-in", how: "the next check-in asks them"}
	for _, in := range s.CheckIns {
		for party, n := range in.Counts {
			c.done = c.done || party != t.who.Party && n.Answered > 0
		}
	}
	for _, p := range s.All() {
		if p.State == relationship.PartyInvited && p.Agreed(t.who.Party) {
			c.how = p.Name + " has not joined yet; a new code can be given to them"
			c.button = Button{Label: "Invite " + p.Name + " again", Words: say("members", "invite", p.Name) + tail}
		}
	}
	return c
}

// proposedKPIs is how many KPIs there are, agreed or not.
func proposedKPIs(s *relationship.Shared) (n int) {
	for _, k := range s.KPIs {
		if k.Retired.IsZero() {
			n++
		}
	}
	return n
}
