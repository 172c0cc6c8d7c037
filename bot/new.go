package bot

import (
	"cmp"
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
	By           relationship.By   // who issued it; the operator, when whoever joins is appointed
	Role         relationship.Role // of a colleague
	Gone         []string          // who leaves, when the operator appoints
}

const ticketPurpose = "join"

// begin begins a relationship: four questions, then a code for the other side.
func begin(t *turn) Reply {
	if t.MayBegin == nil || !t.MayBegin(t.q.By) {
		if code := t.s.arg(0); code != "" && t.Admit != nil && t.Admit(t.q.By, code) {
			return saying(t.admitted())
		}
		return saying(Plainly("Beginning a relationship takes a code of whoever runs this server. With the code, say new and the code. To take part in one that exists, ask its relationship manager for a code to join.",
			Button{Label: "I have a code to join", Words: "join"}, help()))
	}
	t.meet()
	if _, err := relationship.Zone(t.s.arg(0)); err == nil {
		t.q.Zone = t.s.arg(0) // as the form said it, whatever the platform says by now
	}
	if !t.submitted() {
		f := t.beginForm()
		return Reply{Form: &f}
	}
	return t.begun()
}

// admitted is what whoever used the installer's code is told: that it worked, and what whoever installs the app is told.
func (t *turn) admitted() Message {
	const now = "This account can begin relationships now."
	m := t.Welcome(t.ctx, t.q.By)
	m.Fallback, m.Blocks = now+" "+m.Fallback, append([]Block{Text{Body: now}}, m.Blocks...)
	return m
}

// meet asks the platform about whoever speaks, for a form that is filled with what it says.
func (t *turn) meet() {
	if t.Profile == nil {
		return
	}
	p := t.Profile(t.ctx, t.q.By, t.q.Place)
	t.q.Zone, t.q.Name = cmp.Or(p.Zone, t.q.Zone), cut(clean(limit(cmp.Or(p.Name, t.q.Name), 200)), 80)
	t.partner = cut(clean(limit(p.Partner, 200)), 80)
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

// beginForm asks what nobody else can say: with the organisation known to the platform, four things.
func (t *turn) beginForm() Form {
	f := Form{Title: "Begin a relationship", Words: say("new", t.zone()), Submit: "Begin", Intro: t.beginIntro(),
		Audience: Audience{Face: "Shared with the other organisation once it joins, from the beginning"}}
	ask := func(when bool, field Field) {
		if when {
			f.Fields = append(f.Fields, field)
		}
	}
	ask(t.q.Org == "", Field{Name: "party", Label: "Your organisation", Max: 80})
	ask(true, Field{Name: "partner", Label: "The other organisation", Value: t.partner, Max: 80})
	ask(true, Field{Name: "why", Label: "Why you work together", Hint: "One or two sentences both sides would sign", Kind: Long, Max: 2000})
	ask(t.linkable(), Field{Name: "channel", Label: "Where I post", Kind: Choice, Value: "here", Options: []Option{
		{"here", "In this channel: everybody in it reads what I post"}, {"later", "Nowhere yet"}}})
	ask(!t.known(), Field{Name: "person", Label: "Your name", Value: t.q.Name, Max: 80})
	ask(true, Field{Name: "first", Label: "First check-in", Kind: Day, Value: t.firstThursday().String(),
		Hint: "At 10:00 in " + t.zone() + ", then every two weeks; settings schedule changes it"})
	return f
}

// known says whether the platform tells who begins, so that it need not be asked where there is enough to ask already.
func (t *turn) known() bool { return t.q.Org != "" && t.q.Name != "" && t.linkable() }

// linkable says whether one speaks in a channel that several sides read and that is linked to nothing.
func (t *turn) linkable() bool {
	_, _, linked := t.Store.At(t.q.Place.String())
	return t.q.Place.Kind == Shared && !linked
}

func (t *turn) beginIntro() string {
	switch {
	case t.known():
		return fmt.Sprintf("You, %s, become the relationship manager of %s. Nothing is sent to the other side: you get a code to pass on.", t.q.Name, t.q.Org)
	case t.q.Org != "":
		return fmt.Sprintf("You become the relationship manager of %s. Nothing is sent to the other side: you get a code to pass on.", t.q.Org)
	}
	return "You become your organisation's relationship manager. Nothing is sent to the other side: you get a code to pass on."
}

// said is what was filled in, or else what the platform says where that was not asked.
func (t *turn) said(field, known string) string {
	if _, asked := t.q.Values[field]; asked {
		return t.value(field)
	}
	return known
}

func (t *turn) begun() Reply {
	loc, _ := relationship.Zone(t.zone())
	first, err := readDate(t.value("first"), t.now, loc)
	if err != nil {
		return Reply{Errors: map[string]string{"first": err.Error()}}
	}
	if first.Before(relationship.DateOf(t.now, loc)) {
		return Reply{Errors: map[string]string{"first": "This day is past. Give one that is to come."}}
	}
	party, partner := t.said("party", t.q.Org), t.value("partner")
	if blank := blanks(map[string]string{"party": party, "partner": partner}); len(blank) > 0 {
		return Reply{Errors: blank}
	}
	ours, theirs := partyID(party), partyID(partner)
	if theirs == ours {
		return Reply{Errors: map[string]string{"partner": "The two organisations need different names."}}
	}
	c := &relationship.BeginRelationship{
		Name: party + " × " + partner, Why: t.value("why"), Start: relationship.DateOf(t.now, loc),
		Cadence: relationship.Cadence{Days: 14, First: first, At: relationship.Clock{Hour: 10}, Zone: t.zone()},
		Party:   ours, PartyName: party, Account: t.q.By.String(),
		Person: relationship.NewPerson{Name: t.said("person", t.q.Name), Zone: t.zone()},
	}
	rel, a, err := t.Store.Begin(t.key(), c)
	if err != nil {
		return t.refused(err)
	}
	t.who.Relationship, t.who.Person, t.who.Party = rel, a.By.Person, a.By.Party
	t.commit, t.fresh = max(t.commit, a.Commit), !a.Repeated
	if t.err = t.arrive(); t.err != nil {
		return Reply{}
	}
	if a.Differs {
		return t.show(t.differs)
	}
	r := t.invite(theirs, partner, "", "/invite", t.firstSteps)
	if t.value("channel") == "here" && r.Message != nil {
		r.Posts = t.linkFirst()
	}
	return r
}

// blanks says of the fields that were left empty that they are needed.
func blanks(values map[string]string) map[string]string {
	wrong := map[string]string{}
	for field, value := range values {
		if value == "" {
			wrong[field] = "Please fill this in."
		}
	}
	return wrong
}

// linkFirst links the channel in which the relationship begins, and introduces it there.
func (t *turn) linkFirst() []Post {
	if _, err := t.step("/channel", &relationship.BindPlace{Place: t.q.Place.String()}); err != nil {
		t.refused(err)
		return nil
	}
	return t.introduced()
}

// firstSteps are what one does with a relationship that has just begun.
func (t *turn) firstSteps(v relationship.View) []Block {
	tail := " for " + slug(v.Shared)
	blocks := []Block{Buttons{{Label: "Send me a test check-in", Words: "try" + tail, Style: Primary}, {Label: "Begin with a template", Words: "template" + tail},
		{Label: "Share an objective", Words: "objective new" + tail}, {Label: "Add a colleague", Words: "members add" + tail}}}
	if t.value("channel") != "here" && !t.PagesAlone {
		blocks = append(blocks, Note{"I post nothing until a channel is linked: say @collab settings channel in the one you share."})
	}
	if _, asked := t.q.Values["person"]; !asked {
		blocks = append(blocks, Note{fmt.Sprintf("You are called %s here. Another name: %s", t.person.Name, say("members", "name", "Your Name"))})
	}
	return blocks
}

// invite invites a party and answers with the code for its first person, and what to do next. The step keeps the key
// apart from that of the command it may be part of; the address may be empty.
func (t *turn) invite(id, name, address, step string, next func(relationship.View) []Block) Reply {
	if _, err := t.step(step, &relationship.InviteParty{Party: id, Name: name}); err != nil {
		r := t.refused(err)
		if r.Errors["party"] != "" {
			return Reply{Errors: map[string]string{"partner": r.Errors["party"]}}
		}
		return r
	}
	return t.invitation(id, address, next)
}

// whereMissing is how a code is used by somebody whose workspace has not installed the app.
var whereMissing = Note{"Where I am not installed, they press Join with a code under my introduction in the channel you share, and type the code there."}

// invitation gives the code by which the invited party's first person joins, and sends it to their address if one was
// said.
func (t *turn) invitation(party, address string, next func(relationship.View) []Block) Reply {
	k := ticket{Relationship: t.who.Relationship, Party: party, By: t.by()}
	t.read(func(v relationship.View) { k.Invitation = v.Shared.Parties[party].Invitation })
	code := t.code(k)
	r := t.show(func(v relationship.View) Message { return t.invited(v, party, code, next(v)) })
	r.Message.Blocks = append(r.Message.Blocks, t.sentTo(address, code)...)
	return r
}

// invited is what whoever invites a party reads.
func (t *turn) invited(v relationship.View, party, code string, next []Block) Message {
	p := v.Shared.Parties[party]
	m := Message{Fallback: fmt.Sprintf("%s is set up; %s is invited.", v.Shared.Name, p.Name), Blocks: []Block{
		Text{v.Shared.Name, fmt.Sprintf("Give this code to one person at %s, by telephone or in a private message. Whoever uses it becomes their relationship manager.", p.Name)},
		t.codeFacts(code)}}
	m.Blocks = append(append(append(m.Blocks, whereMissing), next...), Note{p.Name + " will read the shared record from its first entry."})
	if !v.Shared.Open(party) {
		m.Blocks = append(m.Blocks, Note{"The other parties have to agree before the code works; they are asked now."})
	}
	return m
}

// nextSteps are what one does after inviting a party to what exists.
func nextSteps(v relationship.View) []Block {
	return []Block{Buttons{{Label: "Share an objective", Words: "objective new for " + slug(v.Shared), Style: Primary}, {Label: "Add a colleague", Words: "members add for " + slug(v.Shared)}}}
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
