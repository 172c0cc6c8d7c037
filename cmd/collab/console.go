package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"collab/bot"
	"collab/bot/play"
	"collab/bot/web"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// console is the demo behind its pages: what is said in them is kept in the store, beside the record.
type console struct {
	store     *store.Store
	bot       *bot.Bot
	scheduler *scheduler.Scheduler
	web       *web.Server
	script    *play.Script
}

func (c *console) say(_ context.Context, one web.Said) error { return keep(c.store, one) }

// mostSaid is how much of a conversation a page gets at once.
const mostSaid = 100_000

func (c *console) said(_ context.Context, place string, after int) (all []web.Said, err error) {
	return saidIn(c.store, place, after)
}

func saidIn(s *store.Store, place string, after int) (all []web.Said, err error) {
	rows, err := s.Said(place, after, mostSaid)
	for _, row := range rows {
		one, bad := said(row)
		if bad != nil {
			return nil, bad
		}
		all = append(all, one)
	}
	return all, err
}

// secret signs the sessions of the pages. It is kept where no conversation can be, so that a demo that is opened again
// knows its visitors.
func (c *console) secret() ([]byte, error) {
	const place, ref = "session secret", "demo"
	if row, ok := c.store.SaidUnder(place, ref); ok {
		return row.Raw, nil
	}
	secret := []byte(rand.Text())
	_, err := c.store.Say(place, ref, secret)
	return secret, err
}

// people are the cast of the play, each as the record knows them; those it does not know yet, as the play does.
func (c *console) people() (all []web.Person, err error) {
	for _, one := range c.script.Cast() {
		p := web.Person{Account: one.Account(), Name: one.Name, Party: strings.ToLower(one.Party), PartyName: one.Party, Zone: one.Zone.String()}
		for _, m := range c.store.Memberships(p.Account.String()) {
			if err := c.joint(m.Relationship, func(v relationship.View) {
				p.Party, p.PartyName = m.Party, v.Shared.PartyName(m.Party)
				if known := v.Shared.Persons[m.Person]; known != nil {
					p.Role = inWords(known.Role)
				}
			}); err != nil {
				return nil, err
			}
		}
		all = append(all, p)
	}
	return all, nil
}

// joint shows a relationship as nobody in particular reads it: who takes part, and what the header tells everybody.
func (c *console) joint(rel string, show func(relationship.View)) error {
	_, err := c.store.Read(rel, "", show) // audience: everybody in the demo reads it, so joint alone; mutate: s/""/"acme"/
	return err
}

// inWords is a role as people call it.
func inWords(r relationship.Role) string {
	if r == relationship.Lead {
		return "relationship manager"
	}
	return string(r)
}

// channels are those of the play, each with who may enter it.
func (c *console) channels(people []web.Person) (all []web.Channel) {
	for _, one := range c.script.Channels() {
		ch := web.Channel{Place: one.Place(), Title: "#" + one.ID}
		var names []string
		for _, p := range people {
			if p.Party == "" || slices.Contains(ch.Parties, p.Party) || one.Party != "" && one.Party != p.PartyName { // audience: an internal channel admits its own organisation alone; mutate: s/ || one.Party != "" && one.Party != p.PartyName//
				continue
			}
			ch.Parties, names = append(ch.Parties, p.Party), append(names, p.PartyName)
		}
		ch.Note = "Everybody of " + strings.Join(names, " and ") + " reads this"
		if one.Party != "" {
			ch.Note = "Internal to " + one.Party
		}
		all = append(all, ch)
	}
	return all
}

func (c *console) relationships(ctx context.Context, who bot.Account) []web.Link {
	return linksOf(c.bot.Relationships(ctx, who))
}

// mostHappened is how many of the entries made on the way are told when the clock was moved.
const mostHappened = 4

// told says in sentences what new entries are about: "Check-in 3 opened." Kinds begin with their noun where they have one.
func told(entries []relationship.Mention) string {
	var lines []string
	for i, e := range entries {
		if i == mostHappened {
			lines = append(lines, fmt.Sprintf("And %d more.", len(entries)-i))
			break
		}
		line := e.Kind
		if len(e.Things) > 0 {
			noun, number, _ := strings.Cut(e.Things[0], " ")
			line = strings.TrimPrefix(noun+" "+number+" "+strings.TrimPrefix(e.Kind, noun), " ")
			line = strings.Join(strings.Fields(line), " ")
		}
		lines = append(lines, strings.ToUpper(line[:1])+line[1:]+".")
	}
	return strings.Join(lines, " ")
}
