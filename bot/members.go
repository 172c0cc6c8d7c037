package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// members shows who takes part, and invites, adds, names and removes.
func members(t *turn) Reply {
	switch t.verb("invite", "add", "role", "remove", "agree", "name", "leave", "admit", "decline", "handover", "link", "withdraw") {
	case "invite":
		return t.inviting()
	case "add":
		return t.adding()
	case "role":
		return t.giveRole()
	case "link":
		return t.makingLink()
	case "admit":
		return t.admit()
	case "decline":
		return t.decline()
	case "remove":
		return t.remove()
	case "handover":
		return t.handOverAll()
	case "agree":
		return t.agreeInvitation()
	case "withdraw":
		return t.withdrawInvitation()
	case "name":
		return t.do(&relationship.NamePerson{Person: t.who.Person, Name: t.s.rest(1)}, func(v relationship.View) Message {
			return Plainly("You are called " + v.Shared.PersonName(t.who.Person) + " from now on.")
		})
	case "leave":
		return t.leaveForParty()
	}
	if t.s.arg(0) != "" {
		return t.unknownVerb("members", "members", "invite", "withdraw", "agree", "add", "admit", "decline", "role", "remove", "handover", "link", "name", "leave")
	}
	return t.show(t.roll)
}

// roll lists the parties and their people.
func (t *turn) roll(v relationship.View) Message {
	m := Message{Fallback: "Members of " + v.Shared.Name, Blocks: []Block{Text{Title: v.Shared.Name, Body: v.Shared.Why}}}
	for _, p := range v.Shared.All() {
		items := Items{Title: p.Name + partyNote(p)}
		for _, person := range v.Shared.People(p.ID) {
			items.Items = append(items.Items, Item{Title: v.Shared.PersonName(person.ID), Detail: roleOf(person)})
		}
		if p.State == relationship.PartyInvited && !p.Agreed(t.who.Party) {
			items.Items = append(items.Items, Item{Title: "Waits for " + v.Shared.PartyName(t.who.Party) + " to agree", Button: Button{Label: "Agree that " + p.Name + " joins", Words: say("members", "agree", p.ID)}})
		}
		if p.State == relationship.PartyInvited && p.Agreed(t.who.Party) && t.leads() {
			items.Items = append(items.Items, Item{Title: "Has not joined yet", Button: Button{Label: "Take the invitation back", Words: say("members", "withdraw", p.ID)}})
		}
		m.Blocks = append(m.Blocks, items)
	}
	if t.leads() && v.Shared.Closed.IsZero() {
		m.Blocks = append(m.Blocks, Buttons{{Label: "Add a colleague", Words: "members add"}, {Label: "Invite an organisation", Words: "members invite"}})
	}
	return m
}

func partyNote(p *relationship.Party) string {
	switch p.State {
	case relationship.PartyInvited:
		return " (invited)"
	case relationship.PartyLeft:
		return " (left)"
	case relationship.PartyWithdrawn:
		return " (invitation taken back)"
	}
	return ""
}

// aRole is a role as one belongs to it: "a member", "an observer".
func aRole(r relationship.Role) string {
	if r == relationship.Observer {
		return "an " + roleNames[r]
	}
	return "a " + roleNames[r]
}

// roleNames are the roles as people call them.
var roleNames = map[relationship.Role]string{relationship.Lead: "relationship manager", relationship.Sponsor: "sponsor",
	relationship.Member: "member", relationship.Observer: "observer"}

func roleOf(p *relationship.Person) string {
	role := roleNames[p.Role]
	if p.Agrees {
		role += ", agrees for the party"
	}
	return role + ", " + p.Zone
}

func (t *turn) inviting() Reply {
	address, name := t.s.addressAmong(1)
	if t.submitted() {
		name, address = t.value("partner"), t.value("address")
	}
	if name == "" {
		return t.reply(func(v relationship.View) Reply {
			return Reply{Form: &Form{Title: "Invite an organisation", Words: "members invite", Submit: "Invite", Audience: t.joint(v.Shared),
				Intro:  "It will read the shared record from its first entry. Every party here has to agree.",
				Fields: append([]Field{{Name: "partner", Label: "The organisation", Max: 80}}, t.addressField(address)...)}}
		})
	}
	if _, err := Mailbox(address); address != "" && err != nil {
		return t.badAddress(err)
	}
	id := partyID(name)
	var again bool
	t.read(func(v relationship.View) {
		p := v.Shared.Parties[id]
		again = p != nil && p.State == relationship.PartyInvited
	})
	if !again {
		return t.invite(id, name, address, "", nextSteps)
	}
	if !t.leads() {
		return t.onlyLeads("invite")
	}
	return t.invitation(id, address, nextSteps)
}

func (t *turn) leads() bool { return t.person.Role == relationship.Lead }

// onlyLeads says who may do what only relationship managers may.
func (t *turn) onlyLeads(what string) Reply {
	return t.show(func(v relationship.View) Message {
		var leads []string
		for _, p := range v.Shared.Leads(t.who.Party) {
			leads = append(leads, p.Name)
		}
		return notAllowed("a relationship manager", what, "Managers", leads, Button{})
	})
}

// adding gives a code for one of one's own people; with it they join in the name of the lead who issued it.
func (t *turn) adding() Reply {
	if !t.leads() {
		return t.onlyLeads("add colleagues")
	}
	address, said := t.s.addressAmong(1)
	if t.submitted() {
		said, address = t.value("role"), t.value("address")
	}
	role := relationship.Role(strings.ToLower(said))
	if !t.submitted() && (address == "" || !slices.Contains(relationship.Roles, role)) {
		return t.reply(func(v relationship.View) Reply {
			return Reply{Form: &Form{Title: "Add a colleague", Words: "members add", Submit: "Make a code", Audience: t.internal(v.Shared),
				Intro:  "You get a code to pass on. Whoever uses it joins for " + v.Shared.PartyName(t.who.Party) + "; their name is then shared with every party.",
				Fields: append([]Field{{Name: "role", Label: "Their role", Kind: Choice, Value: string(relationship.Member), Options: roleOptions()}}, t.addressField(address)...)}}
		})
	}
	if _, err := Mailbox(address); address != "" && err != nil {
		return t.badAddress(err)
	}
	code := t.code(ticket{Relationship: t.who.Relationship, Party: t.who.Party, By: t.by(), Role: role})
	var party string
	t.read(func(v relationship.View) { party = v.Shared.PartyName(t.who.Party) })
	return saying(Message{Fallback: "A code for your colleague", Blocks: append([]Block{
		Text{Body: "Give this code to one colleague. Whoever uses it joins for " + party + "."},
		t.codeFacts(code), whereMissing}, t.sentTo(address, code)...)})
}

// addressField asks for an address where letters can be sent.
func (t *turn) addressField(said string) []Field {
	if t.Write == nil || t.Door == "" {
		return nil
	}
	return []Field{{Name: "address", Label: "Their e-mail address", Value: said, Max: mostAddress, Optional: true,
		Hint: "A letter with a link goes there; without one you pass the link on yourself"}}
}

// badAddress says at its field what is wrong with an address.
func (t *turn) badAddress(err error) Reply {
	if t.submitted() {
		return Reply{Errors: map[string]string{"address": err.Error()}}
	}
	return saying(Plainly(err.Error(), help()))
}

// giveRole is "members role @sam sponsor", with "agrees" at the end to let them agree for the party.
func (t *turn) giveRole() Reply {
	id, reply, ok := t.someone(t.s.arg(1), true)
	if !ok {
		return reply
	}
	c := &relationship.SetRole{Person: id, Role: relationship.Role(strings.ToLower(t.s.arg(2))), Agrees: strings.EqualFold(t.s.arg(3), "agrees")}
	return t.do(c, func(v relationship.View) Message {
		p := v.Shared.Persons[id]
		text := v.Shared.PersonName(id) + " is now " + aRole(p.Role) + " of " + v.Shared.PartyName(p.Party)
		if p.Agrees {
			text += " and agrees for it"
		}
		m := Plainly(text + ". Every party can see this.")
		if p.Role == relationship.Observer {
			m.Blocks = append(m.Blocks, t.leftBehind(v, id)...)
		}
		return m
	})
}

func (t *turn) remove() Reply {
	id, reply, ok := t.someone(t.s.rest(1), true)
	if !ok {
		return reply
	}
	return t.do(&relationship.RemovePerson{Person: id}, func(v relationship.View) Message {
		m := Plainly(v.Shared.PersonName(id) + " no longer takes part. What they did stays on record.")
		m.Blocks = append(m.Blocks, t.leftBehind(v, id)...)
		if r := v.Shared.LatestReview(); r != nil && r.Held == nil && r.Delegates[t.who.Party] == id {
			m.Blocks = append(m.Blocks, Text{Body: fmt.Sprintf("They stood in for the sponsor in review %d. Without anybody it does not count as held.", r.ID)},
				Buttons{{Label: "Name another", Words: "review delegate"}})
		}
		return m
	})
}

func (t *turn) agreeInvitation() Reply {
	return t.do(&relationship.AgreeInvitation{Party: partyID(t.s.rest(1))}, func(v relationship.View) Message {
		return Plainly("Agreed for " + v.Shared.PartyName(t.who.Party) + ".")
	})
}

// withdrawInvitation takes back the invitation of an organisation: one party's word is enough, as long as it has not
// joined.
func (t *turn) withdrawInvitation() Reply {
	id := partyID(t.s.rest(1))
	return t.do(&relationship.WithdrawInvitation{Party: id}, func(v relationship.View) Message {
		return Plainly("The invitation of " + v.Shared.PartyName(id) + " is taken back; its code opens nothing any more.")
	})
}

// someone finds a person of the relationship by what was typed: "@dana", "Dana Reyes", "p2". Own limits it to one's
// own people. When nobody or several fit, the reply says so.
func (t *turn) someone(text string, own bool) (id string, r Reply, ok bool) {
	wanted := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(text), "@"))
	var found []*relationship.Person
	var names []string
	t.read(func(v relationship.View) {
		for _, p := range v.Shared.People("") {
			if own && p.Party != t.who.Party {
				continue
			}
			name := strings.ToLower(v.Shared.PersonName(p.ID))
			names = append(names, v.Shared.PersonName(p.ID))
			if wanted != "" && (p.ID == wanted || name == wanted) {
				found, names = []*relationship.Person{p}, nil
				return
			}
			if wanted != "" && (strings.HasPrefix(name, wanted) || strings.HasPrefix(strings.ReplaceAll(name, " ", ""), wanted)) {
				found = append(found, p)
			}
		}
	})
	switch len(found) {
	case 1:
		return found[0].ID, r, true
	case 0:
		return "", saying(Plainly("I don't know "+typed(text)+" here. People here: "+all(names)+".", help())), false
	}
	names = nil
	for _, p := range found {
		names = append(names, p.Name)
	}
	return "", saying(Plainly(typed(text)+" could be "+strings.Join(names, " or ")+". Write the whole name in quotes.", help())), false
}
