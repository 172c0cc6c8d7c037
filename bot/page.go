package bot

import (
	"context"
	"fmt"
	"slices"

	"collab/relationship"
)

// Named is one relationship of a person: how one says which is meant, and its name.
type Named struct{ Slug, Name string }

// Relationships names the relationships an account takes part in.
func (b *Bot) Relationships(ctx context.Context, a Account) (all []Named) {
	mine, err := b.memberships(a)
	if err != nil {
		b.Log.ErrorContext(ctx, "relationships not listed", "error", err)
	}
	for _, m := range mine {
		all = append(all, Named{m.slug, m.name})
	}
	return all
}

// visitor is a turn of a person who looks at a page of their own, where nobody reads along.
func (b *Bot) visitor(ctx context.Context, a Account) (*turn, error) {
	p := DirectTo(a)
	p.Own = true // audience: a page is the person's own surface, as a web session is; mutate: s/true/false/
	t := &turn{Bot: b, ctx: ctx, q: Request{Key: "page/" + a.String(), By: a, Place: p}, now: b.Now()}
	var err error
	t.mine, err = b.memberships(a)
	return t, err
}

// broken is what a page shows when it cannot be drawn; the error goes to the log under the same reference.
func (t *turn) broken(err error) Message {
	ref := reference(t.q.Key)
	t.Log.ErrorContext(t.ctx, "page failed", "ref", ref, "error", err)
	return unexpected(ref)
}

// Home is the page a person finds first: what waits for them, their relationships, and what those that are being set up
// still need.
func (b *Bot) Home(ctx context.Context, a Account) Message {
	t, err := b.visitor(ctx, a)
	if err != nil {
		return t.broken(err)
	}
	if len(t.mine) == 0 {
		return t.stranger()
	}
	waits, all := todo(t), list(t)
	if t.err != nil {
		return t.broken(t.err)
	}
	m := capped(*waits.Message, Button{Label: "Show all that waits for me", Words: "todo all"})
	m.Blocks = append(m.Blocks, capped(*all.Message, Button{Label: "Show all relationships", Words: "list"}).Blocks...)
	m.Blocks = append(m.Blocks, t.settingUp()...)
	if t.err != nil {
		return t.broken(t.err)
	}
	b.Store.Wait(t.commit)
	m.Blocks = append(m.Blocks, Buttons{{Label: "Make a promise", Words: "promise new"}, {Label: "Log evidence", Words: "evidence new"},
		{Label: "Settings", Words: "settings"}, {Label: "What you hold about me", Words: "stored mine"}, {Label: "Help", Words: "help"}})
	return m
}

// mostHome bounds the lines of one kind on a Home, whatever somebody takes part in.
const mostHome = 10

// capped is a message with at most so many lines in its lists; the button shows the rest.
func capped(m Message, rest Button) Message {
	var blocks []Block
	left, more := mostHome, 0
	for _, b := range m.Blocks {
		items, ok := b.(Items)
		if !ok {
			blocks = append(blocks, b)
			continue
		}
		n := min(left, len(items.Items))
		more, left = more+len(items.Items)-n, left-n
		if items.Items = items.Items[:n:n]; n > 0 {
			blocks = append(blocks, items)
		}
	}
	if last, ok := blocks[len(blocks)-1].(Items); ok && more > 0 {
		last.More, last.Rest = fmt.Sprintf("and %d more", more), rest
		blocks[len(blocks)-1] = last
	}
	return Message{m.Fallback, blocks}
}

// settingUp are the checklists of the relationships that the person leads and that do not work by themselves yet.
func (t *turn) settingUp() (blocks []Block) {
	for _, who := range t.mine {
		t.who = who
		if t.err = t.arrive(); t.err != nil || !t.leads() || len(blocks) == mostSettingUp {
			continue
		}
		tail := ""
		if len(t.mine) > 1 {
			tail = " for " + who.slug
		}
		t.read(func(v relationship.View) {
			if items, ok := t.checklist(v, tail); ok && v.Shared.Closed.IsZero() {
				blocks = append(blocks, items)
			}
		})
	}
	return blocks
}

// mostSettingUp is how many checklists a Home shows.
const mostSettingUp = 3

// Welcome is what whoever installed the app is told, and nobody else. Where everybody installs it for themselves, they are
// led to what they may do.
func (b *Bot) Welcome(ctx context.Context, a Account) Message {
	t, err := b.visitor(ctx, a)
	if err != nil {
		return t.broken(err)
	}
	who := "your organisation"
	for _, m := range t.mine {
		if _, err = b.jointOf(m.Relationship, m.Party, func(s *relationship.Shared) { who = s.PartyName(m.Party) }); err != nil {
			return t.broken(err)
		}
	}
	const keeps = "I'm Collab. I keep the record of how %s works with a partner: check-ins, KPIs, evidence, reviews. Nothing is posted until %s a channel."
	stored := Button{Label: "What I can read", Words: "stored"}
	if b.MayBegin != nil && b.MayBegin(a) {
		return Plainly(fmt.Sprintf(keeps, who, "you link"),
			Button{Label: "Set up a relationship", Words: "new", Style: Primary}, Button{Label: "Try it with sample data", Words: "try"}, stored)
	}
	m := fmt.Sprintf(keeps, who, "a relationship manager links")
	if len(t.mine) > 0 {
		return Plainly(m, Button{Label: "What waits for me", Words: "todo", Style: Primary}, Button{Label: "My relationships", Words: "list"}, stored)
	}
	return Plainly(m, Button{Label: "I have a code", Words: "join", Style: Primary}, Button{Label: "See what I ask", Words: "try"}, stored)
}

// Relationship is the page of one relationship as this person may see it: how it stands, its KPIs over time, the open
// check-in and the newest entries. False when they take no part in one of that name.
func (b *Bot) Relationship(ctx context.Context, a Account, slug string) (Message, bool) {
	t, err := b.visitor(ctx, a)
	if err != nil {
		return t.broken(err), true
	}
	i := slices.IndexFunc(t.mine, func(m membership) bool { return m.slug == slug }) // audience: a relationship is shown to who takes part in it; mutate: s/m.slug == slug/true/
	if i < 0 {
		return Message{}, false
	}
	t.who = t.mine[i]
	if t.err = t.arrive(); t.err != nil {
		return t.broken(t.err), true
	}
	r := t.told(t.show(t.relationshipPage))
	if t.err != nil {
		return t.broken(t.err), true
	}
	b.Store.Wait(t.commit)
	return *r.Message, true
}

func (t *turn) relationshipPage(v relationship.View) Message {
	m := t.statusOf(v, t.who.Party)
	for _, k := range v.Shared.LiveKPIs() {
		if chart, ok := t.kpiChart(k); ok {
			m.Blocks = append(m.Blocks, chart)
		}
	}
	if c := v.Shared.Latest(); c != nil && !c.Closed(t.now) {
		m.Blocks = append(m.Blocks, t.checkInOf(v, c.ID).Blocks...)
	}
	if r := v.Shared.LatestReview(); r != nil && !r.Closed() {
		m.Blocks = append(m.Blocks, t.reviewCard(v, r).Blocks...)
	}
	newest := t.entries(v, "The newest entries", "audit", func(relationship.Mention) bool { return true })
	return Message{m.Fallback, append(append(m.Blocks, newest.Blocks...), t.heads(v))}
}
