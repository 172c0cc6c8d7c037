package web

import (
	"context"
	"testing"

	"collab/trial/acted"
)

// enough plays use every noun of the conversation, every kind of field and every kind of block, and a file that is attached.
var enough = []string{"calendar", "claim", "closing", "decision", "draft", "erase", "evidence_refused", "find", "kpi_refused", "note",
	"objective_refused", "onboarding", "place", "relationship", "relationship_refused", "review_refused", "stored", "topic"}

// TestActed has plays acted on the pages: each gesture is a form that was read out of a page and sent in a session.
func TestActed(t *testing.T) {
	acted.Plays(t, acted.OnTheWeb(), func(t *testing.T) func(acted.House) acted.Platform {
		people, room := acted.NewWeb(t), &room{said: map[string][]Said{}}
		return func(h acted.House) acted.Platform {
			pages := New(configOf(h, room, people))
			people.SendTo = pages.Send
			people.Begin(h, pages)
			return people
		}
	}, enough...)
}

// configOf is a server for the people of a play.
func configOf(h acted.House, r *room, people *acted.Web) Config {
	c := Config{Answer: h.Answer, Home: h.Home, Said: r.list, Post: h.Elsewhere, Now: h.Now}
	c.Say = func(ctx context.Context, one Said) error {
		if err := r.say(ctx, one); err != nil || one.Message == nil {
			return err
		}
		people.Keeps(one.Place, one.To, r.number(one))
		return nil
	}
	everybody := []string{"nobody's"}
	for _, p := range h.Script.Cast() {
		party := p.Party
		if party == "" {
			party = "nobody's"
		}
		everybody = append(everybody, party)
		c.People = append(c.People, Person{Account: p.Account(), Name: p.Name, Party: party, PartyName: party, Zone: p.Zone.String()})
	}
	for _, one := range h.Script.Channels() {
		parties := everybody
		if one.Party != "" {
			parties = []string{one.Party}
		}
		c.Channels = append(c.Channels, Channel{Place: one.Place(), Title: one.ID, Parties: parties})
	}
	return c
}

// number is that of what was said last under a reference.
func (r *room) number(of Said) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.said[of.Place]
	for _, one := range all {
		if of.Ref != "" && one.Ref == of.Ref {
			return one.N
		}
	}
	return len(all)
}
