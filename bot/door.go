package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// Known is who an account is, as its pages show it: of which parties, by id and by name.
type Known struct{ Name, Party, Parties, Role, Zone string }

// Known is who an account is in what it takes part in, or may begin; false when it may do neither.
func (b *Bot) Known(ctx context.Context, a Account) (who Known, ok bool) {
	mine, err := b.memberships(a)
	if err != nil {
		b.Log.ErrorContext(ctx, "an account is not known", "error", err)
		return who, false
	}
	who.Name, ok = "You", len(mine) > 0 || b.MayBegin != nil && b.MayBegin(a)
	if a.Platform == byMail {
		who.Name = a.User
	}
	var parties []string
	for _, m := range mine {
		_, err := b.joint(m.Relationship, func(s *relationship.Shared) {
			if p := s.Persons[m.Person]; p != nil {
				who.Name, who.Zone, who.Role = s.PersonName(m.Person), p.Zone, roleNames[p.Role]
			}
			if name := s.PartyName(m.Party); !slices.Contains(parties, name) {
				parties = append(parties, name)
			}
			who.Party = m.Party
		})
		if err != nil {
			return who, false
		}
	}
	who.Parties = strings.Join(parties, ", ")
	return who, ok
}

// letterPurpose is that of a code which opens an invitation by the letter it came in.
const letterPurpose = "join by letter"

// byLetter is what such a code stands for: the code that can be passed on, and the address the letter went to, which
// having this one proves.
type byLetter struct{ Code, Address string }

// opened is what a code stands for, if it is still good: the plain one of an invitation, or that of its letter.
func (b *Bot) opened(code string) (k ticket, plain string, to Account, ok bool) {
	plain = code
	if row, found := b.Store.Look(code, letterPurpose); found {
		var l byLetter
		if json.Unmarshal(row, &l) != nil {
			return k, plain, to, false
		}
		plain = l.Code
		to, _ = AccountOf(l.Address)
	}
	row, ok := b.Store.Look(plain, ticketPurpose)
	return k, plain, to, ok && json.Unmarshal(row, &k) == nil
}

// Invited is what the code of an invitation is for; false when it is not good, or not any more. Nothing is used up.
func (b *Bot) Invited(code string) (inv Invited, ok bool) {
	k, _, to, ok := b.opened(code)
	if !ok {
		return inv, false
	}
	_, err := b.joint(k.Relationship, func(s *relationship.Shared) {
		inv = Invited{Sentence: inviting(s, k), Words: say("join", code), Account: to}
		if p := s.Parties[k.Party]; k.Invitation > 0 {
			ok = p != nil && p.State == relationship.PartyInvited && p.Invitation == k.Invitation
		}
	})
	return inv, ok && err == nil
}

// inviting says who invites to what.
func inviting(s *relationship.Shared, k ticket) string {
	if k.appoints() {
		return fmt.Sprintf("Nobody of %s is left in %s who could act for it. Whoever runs this server asks you to.", s.PartyName(k.Party), s.Name)
	}
	return fmt.Sprintf("%s of %s invites you to %s.", s.PersonName(k.By.Person), s.PartyName(k.By.Party), s.Name)
}

// News is something to be told to somebody, and the key under which it is told once.
type News struct {
	Key     string
	Message Message
}

// News is what somebody is told when they sign in: which links were made to sign in as them.
func (b *Bot) News(ctx context.Context, a Account) (all []News) {
	t, err := b.visitor(ctx, a)
	if err != nil {
		b.Log.ErrorContext(ctx, "news not listed", "error", err)
		return nil
	}
	for _, t.who = range t.mine {
		if t.err = t.arrive(); t.err != nil {
			b.Log.ErrorContext(ctx, "news not listed", "error", t.err)
			return all
		}
		t.read(func(v relationship.View) {
			for _, l := range v.Own.Links {
				if l.For == t.who.Person { // audience: a link is told of to whom it signs in; mutate: s/l.For == t.who.Person/l.For != ""/
					all = append(all, t.madeFor(v, l))
				}
			}
		})
	}
	return all
}

// madeFor tells somebody that a link was made to sign in as them.
func (t *turn) madeFor(v relationship.View, l relationship.MadeLink) News {
	return News{fmt.Sprintf("link made/%s/%d", t.who.Relationship, l.N), withNote(
		Plainly(fmt.Sprintf("%s made a link by which one signs in as you, on %s.", v.Shared.PersonName(l.By), t.at(l.At)),
			Button{Label: "What was recorded in your name", Words: "audit mine for " + t.who.slug}),
		"If you did not ask for it, ask them why, and sign out everywhere under Your accounts.")}
}

// Page is what the bot says to a word that records nothing, as a page of the person's own.
func (b *Bot) Page(ctx context.Context, a Account, word string) Message {
	t, err := b.visitor(ctx, a)
	if err != nil {
		return t.broken(err)
	}
	t.s = sentence{noun: word}
	r := t.told(t.run(nil))
	if t.err != nil {
		return t.broken(t.err)
	}
	b.Store.Wait(t.commit)
	return *r.Message
}
