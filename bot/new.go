package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"collab/relationship"
)

// codeFor is how long a code one sends out of band can be used.
const codeFor = 14 * 24 * time.Hour

// ticket is what a code stands for: the other side's first person, or one of one's own people.
type ticket struct {
	Relationship string
	Party        string
	Invitation   int               // of the party whose lead joins; 0 for a colleague
	By           relationship.By   // who issued it
	Role         relationship.Role // of a colleague
}

const ticketPurpose = "join"

// begin begins a relationship: four questions, then a code for the other side.
func begin(t *turn) Reply {
	if t.MayBegin == nil || !t.MayBegin(t.q.By) {
		if code := t.s.arg(0); code != "" && t.Admit != nil && t.Admit(t.q.By, code) {
			return saying(plainly("This account can begin relationships now.", Button{Label: "Set up a relationship", Words: "new", Style: Primary}))
		}
		return saying(plainly("Beginning a relationship is for whoever installed me and those they name. Whoever runs this server has a code: new CODE.", help()))
	}
	if !t.submitted() {
		f := t.beginForm()
		return Reply{Form: &f}
	}
	return t.begun()
}

func (t *turn) zone() string {
	if _, err := relationship.Zone(t.q.Zone); err == nil {
		return t.q.Zone
	}
	return "UTC"
}

// firstThursday is the day proposed for the first check-in: a Thursday, at least four days off so that it can open.
func (t *turn) firstThursday() relationship.Date {
	loc, _ := relationship.Zone(t.zone())
	d := relationship.DateOf(t.now, loc).AddDays(4)
	for d.Weekday() != time.Thursday {
		d = d.AddDays(1)
	}
	return d
}

func (t *turn) beginForm() Form {
	return Form{Title: "Begin a relationship", Words: "new", Submit: "Begin",
		Intro:    "You become your organisation's relationship manager. Nothing is sent to the other side: you get a code to pass on.",
		Audience: Audience{Face: "Shared with the other organisation once it joins, from the beginning"},
		Fields: []Field{
			{Name: "party", Label: "Your organisation", Max: 80},
			{Name: "partner", Label: "The other organisation", Max: 80},
			{Name: "why", Label: "Why you work together", Hint: "One or two sentences both sides would sign", Kind: Long, Max: 2000},
			{Name: "person", Label: "Your name", Value: t.q.Name, Max: 80},
			{Name: "first", Label: "First check-in", Kind: Day, Value: t.firstThursday().String(),
				Hint: "At 10:00 in " + t.zone() + ", then every two weeks; settings schedule changes it"},
		}}
}

func (t *turn) begun() Reply {
	loc, _ := relationship.Zone(t.zone())
	first, err := readDate(t.value("first"), t.now, loc)
	if err != nil {
		return Reply{Errors: map[string]string{"first": err.Error()}}
	}
	ours, theirs := partyID(t.value("party")), partyID(t.value("partner"))
	if theirs == ours {
		return Reply{Errors: map[string]string{"partner": "The two organisations need different names."}}
	}
	c := &relationship.BeginRelationship{
		Name: t.value("party") + " × " + t.value("partner"), Why: t.value("why"), Start: relationship.DateOf(t.now, loc),
		Cadence: relationship.Cadence{Days: 14, First: first, At: relationship.Clock{Hour: 10}, Zone: t.zone()},
		Party:   ours, PartyName: t.value("party"), Account: t.q.By.String(),
		Person: relationship.NewPerson{Name: t.value("person"), Zone: t.zone()},
	}
	rel, a, err := t.Store.Begin(t.key(), c)
	if err != nil {
		return t.refused(err)
	}
	t.who.Relationship, t.who.Person, t.who.Party = rel, a.By.Person, a.By.Party
	t.commit = max(t.commit, a.Commit)
	if t.err = t.arrive(); t.err != nil {
		return Reply{}
	}
	return t.invite(theirs, t.value("partner"), "/invite")
}

// invite invites a party and answers with the code for its first person. The step keeps the key apart from that of
// the command it may be part of.
func (t *turn) invite(id, name, step string) Reply {
	key := t.key()
	key.ID += step
	a, err := t.Store.Record(t.who.Relationship, key, t.by(), &relationship.InviteParty{Party: id, Name: name})
	if err != nil {
		r := t.refused(err)
		if r.Errors["party"] != "" {
			return Reply{Errors: map[string]string{"partner": r.Errors["party"]}}
		}
		return r
	}
	t.commit = max(t.commit, a.Commit)
	return t.show(func(v relationship.View) Message { return t.invited(v, id) })
}

// invited gives the code by which the invited party's first person joins.
func (t *turn) invited(v relationship.View, party string) Message {
	p := v.Shared.Parties[party]
	code := t.code(ticket{Relationship: t.who.Relationship, Party: party, Invitation: p.Invitation, By: t.by()})
	m := Message{Fallback: fmt.Sprintf("%s is set up; %s is invited.", v.Shared.Name, p.Name), Blocks: []Block{
		Text{v.Shared.Name, fmt.Sprintf("Give this code to one person at %s, by telephone or in a private message. Whoever uses it becomes their relationship manager.", p.Name)},
		Facts{{Name: "Code", Value: code}, {Name: "They type", Value: "/collab join " + code}, {Name: "Valid until", Value: t.day(relationship.DateOf(t.now.Add(codeFor), t.loc))}},
		Buttons{{Label: "Share an objective", Words: "objective new for " + slug(v.Shared), Style: Primary}, {Label: "Add a colleague", Words: "members add for " + slug(v.Shared)}},
		Note{p.Name + " will read the shared record from its first entry."}}}
	if !v.Shared.Open(party) {
		m.Blocks = append(m.Blocks, Note{"The other parties have to agree before the code works; they are asked now."})
	}
	return m
}

// code issues a code; what goes wrong is kept for the log.
func (t *turn) code(k ticket) string {
	b, _ := json.Marshal(k) // a ticket always encodes
	code, err := t.Store.Code(t.key(), ticketPurpose, b, t.now.Add(codeFor))
	if err != nil {
		t.err = err
	}
	return code
}

// partyID makes the short name of an organisation from its name: small letters and digits, words joined by hyphens.
func partyID(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '.':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	id := strings.Trim(b.String(), "-")
	if len(id) > 40 {
		id = strings.Trim(id[:40], "-")
	}
	if id == "" || id == relationship.Joint || id == "clock" || id == "operator" {
		return fmt.Sprintf("party-%s", strings.ToLower(reference(name)))
	}
	return id
}
