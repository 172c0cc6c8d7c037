package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
	"collab/store"
)

// asking is somebody who asks to be added: kept beside the record, for the leads of the party they name.
type asking struct {
	Account, Name, Of, Party, Zone string
	Done                           bool
}

// askedOf is where a relationship's askings are kept.
func askedOf(rel string) string { return "asked/" + rel }

// ask asks to be added to the relationship this channel is linked to. The person learns nothing about it, not even who
// was asked.
func ask(t *turn) Reply {
	rel, linked := t.linked()
	for _, m := range t.mine {
		if m.Relationship == rel {
			return saying(Plainly("You take part in "+m.name+" already.", Button{Label: "Status", Words: "status for " + m.slug}))
		}
	}
	switch {
	case !linked && len(t.mine) > 0:
		return saying(Plainly("Ask in the channel that is linked to the relationship you mean. What you take part in: list.", Button{Label: "List", Words: "list", Style: Primary}))
	case !linked:
		return saying(t.stranger())
	}
	t.meet()
	if !t.submitted() {
		return Reply{Form: &Form{Title: "Ask to be added", Words: "ask", Submit: "Ask", Intro: "A relationship manager decides.",
			Audience: Audience{Face: "A relationship manager of this relationship"},
			Fields: []Field{{Name: "person", Label: "Your name", Value: t.q.Name, Max: 80},
				{Name: "of", Label: "Your organisation", Max: 80}}}}
	}
	return t.asked(rel)
}

func (t *turn) asked(rel string) Reply {
	a := asking{Account: t.q.By.String(), Name: t.value("person"), Of: t.value("of"), Zone: t.zone()}
	errors := map[string]string{}
	for field, v := range map[string]string{"person": a.Name, "of": a.Of} {
		if v == "" || len([]rune(v)) > 80 {
			errors[field] = "Please fill this in, in at most 80 characters."
		}
	}
	if len(errors) > 0 {
		return Reply{Errors: errors}
	}
	if _, a.Party, _ = t.Store.At(t.q.Place.String()); a.Party == "" { // those of an internal channel's own party alone hear of it
		_, t.err = t.Bot.joint(rel, func(s *relationship.Shared) { a.Party = partyAsked(s, a.Of) })
	}
	b, _ := json.Marshal(a) // plain strings always encode
	if t.err == nil {
		_, t.err = t.Store.Say(askedOf(rel), a.Account, b)
	}
	return saying(Plainly("Asked. A relationship manager decides; until you are added I show you nothing."))
}

// askedBefore closes what somebody asked who has joined with a code meanwhile, so that no other party adds them as well.
func (t *turn) askedBefore(rel string) {
	row, ok := t.Store.SaidUnder(askedOf(rel), t.q.By.String())
	var a asking
	if !ok || json.Unmarshal(row.Raw, &a) != nil || a.Done || !slices.ContainsFunc(t.mine, func(m membership) bool { return m.Relationship == rel }) {
		return
	}
	t.close(rel, a)
}

// partyAsked is the party whose name was said; otherwise the one that began, whose lead can pass it on.
func partyAsked(s *relationship.Shared, of string) string {
	active := s.Active()
	for _, p := range active {
		if strings.EqualFold(p.Name, of) || p.ID == partyID(of) {
			return p.ID
		}
	}
	if len(active) > 0 {
		return active[0].ID
	}
	return ""
}

// askings lists who asks this person, as a lead of their party, to be added.
func (t *turn) askings() (rows []store.Row, of []asking) {
	if !t.leads() || !t.q.Place.Own {
		return nil, nil
	}
	all, err := t.Store.Said(askedOf(t.who.Relationship), 0, 1000)
	if err != nil {
		t.err = err
	}
	for _, row := range all {
		var a asking
		if json.Unmarshal(row.Raw, &a) == nil && !a.Done && a.Party == t.who.Party { // audience: askings are shown to leads of the party they are for; mutate: s/ && a.Party == t.who.Party//
			rows, of = append(rows, row), append(of, a)
		}
	}
	return rows, of
}

// askingIn is the lines of a lead's list for who asks to be added.
func (t *turn) askingIn(tail string) []Item {
	var out []Item
	rows, of := t.askings()
	for i, a := range of {
		out = append(out, Item{Title: a.Name + " asks to be added", Detail: "says they belong to " + a.Of,
			Button: Button{Label: "Look at it", Words: fmt.Sprintf("members admit %d%s", rows[i].N, tail)}})
	}
	return out
}

// askerCalled is somebody who asks, and where they can be told by it how their account is known: the name they chose
// themselves.
func (t *turn) askerCalled(a asking) string {
	by, _ := AccountOf(a.Account) // written by us
	if by.Platform == byDoor {
		return a.Name
	}
	return a.Name + " (" + t.called(by) + ")"
}

// asker finds the asking with a number.
func (t *turn) asker(n int) (asking, bool) {
	rows, of := t.askings()
	for i, row := range rows {
		if row.N == n {
			return of[i], true
		}
	}
	return asking{}, false
}

// admit adds somebody who asked, as one of one's own people, with the role chosen.
func (t *turn) admit() Reply {
	n, _ := t.s.number(1)
	a, ok := t.asker(n)
	if !ok {
		return saying(Plainly("Nobody asks to be added under this number any more.", Button{Label: "Members", Words: "members"}))
	}
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			return Reply{Form: &Form{Title: "Add " + a.Name, Words: fmt.Sprintf("members admit %d", n), Submit: "Add", Audience: t.joint(v.Shared),
				Intro: fmt.Sprintf("%s says they belong to %s. Only add them if you know that this account is theirs. To decline: members decline %d.", t.askerCalled(a), a.Of, n),
				Fields: []Field{{Name: "person", Label: "Name", Value: a.Name, Max: 80}, {Name: "zone", Label: "Time zone", Value: a.Zone, Max: 60},
					{Name: "role", Label: "Their role", Kind: Choice, Value: string(relationship.Member), Options: roleOptions()}}}}
		})
	}
	c := &relationship.AddPerson{Person: relationship.NewPerson{Name: t.value("person"), Zone: t.value("zone")},
		Role: relationship.Role(t.value("role")), Account: a.Account}
	r := t.do(c, func(v relationship.View) Message {
		return Plainly(v.Shared.PersonName(c.Person.ID()) + " takes part now, for " + v.Shared.PartyName(t.who.Party) + ". Every party can see this.")
	})
	if t.fresh {
		t.answered(a)
		t.tellAdmitted(a, c.Role)
	}
	return r
}

// tellAdmitted tells somebody who asked that they take part now: they saw nothing until then.
func (t *turn) tellAdmitted(a asking, role relationship.Role) {
	t.Store.Wait(t.commit)
	to, _ := AccountOf(a.Account) // audience: who asked is told that they were added; mutate: s/AccountOf(a.Account)/t.q.By, a/
	var m Message
	t.read(func(v relationship.View) {
		m = Plainly(fmt.Sprintf("%s added you to %s, as %s of %s.", t.person.Name, v.Shared.Name, aRole(role), v.Shared.PartyName(t.who.Party)),
			Button{Label: "Status", Words: "status for " + t.who.slug, Style: Primary}, Button{Label: "What is stored", Words: "stored"})
	})
	t.tell(to, "admitted/"+t.q.Key, m)
}

// decline closes an asking without adding anybody.
func (t *turn) decline() Reply {
	n, _ := t.s.number(1)
	a, ok := t.asker(n)
	if !ok {
		return saying(Plainly("Nobody asks to be added under this number any more.", Button{Label: "Members", Words: "members"}))
	}
	t.answered(a)
	return saying(Plainly("Declined. " + a.Name + " is told nothing."))
}

func (t *turn) answered(a asking) { t.close(t.who.Relationship, a) }

// close marks an asking as answered.
func (t *turn) close(rel string, a asking) {
	a.Done = true
	b, _ := json.Marshal(a) // plain strings always encode
	if _, err := t.Store.Say(askedOf(rel), a.Account, b); err != nil {
		t.err = err
	}
}

// roleOptions are the roles to choose from.
func roleOptions() []Option {
	return []Option{{"member", "Member: works, reports, promises"}, {"sponsor", "Sponsor: the senior executive responsible"},
		{"lead", "Relationship manager"}, {"observer", "Observer: reads the shared record"}}
}
