package relationship

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Person is somebody who represents a party in the relationship. Membership is explicit: no workspace, e-mail domain
// or tenant makes anyone a member.
type Person struct {
	ID, Name, Party string
	Role            Role
	// Agrees says that the party's lead named this person to agree for the party.
	Agrees       bool
	Zone         string // IANA zone they live by
	Joined, Left time.Time
	named        []int // entries that say their name
}

// Active says whether the person takes part now.
func (p *Person) Active() bool { return p.Left.IsZero() }

// NamesOf lists the names that a person was ever called by and that are not erased, the first one first.
func (s *Shared) NamesOf(person string) (names []string) {
	if p := s.Persons[person]; p != nil {
		for _, n := range p.named {
			if name := s.Words(n)["name"]; name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// NewPerson is somebody about to join: the name to be called by, and their zone.
type NewPerson struct {
	Name, Zone string
	id         string
}

func (n NewPerson) check() error {
	if _, err := Zone(n.Zone); err != nil {
		return asField("zone", err)
	}
	return called("person", n.Name)
}

// ID is the id the person got when the command was decided.
func (n NewPerson) ID() string { return n.id }

func (n NewPerson) events(party string, role Role) []event[Shared] {
	return []event[Shared]{
		&personJoined{aboutPerson: aboutPerson{n.id}, Party: party, Role: role, Zone: n.Zone},
		&personNamed{worded{map[string]string{"name": n.Name}}, givesNothing{}, aboutPerson{n.id}},
	}
}

func (s *Shared) nextPerson() string { return fmt.Sprintf("p%d", s.nextID("person")) }

// AddPerson brings one of one's own people into the relationship; a party names its own people and nobody else's.
type AddPerson struct {
	byLead
	Person  NewPerson
	Role    Role
	Account string
}

func (c *AddPerson) joint(s *Shared, p *Part[Shared]) error {
	if !validRole(c.Role) {
		return refuse("role", "Choose a role: lead, sponsor, member or observer.")
	}
	if err := c.Person.check(); err != nil {
		return err
	}
	c.Person.id = s.nextPerson()
	p.add(c.Person.events(p.By.Party, c.Role)...)
	return nil
}

func (c *AddPerson) own(v View, p *Part[Own]) error {
	if v.Own.PersonOf(c.Account) != "" {
		return refuse("account", "This account belongs to "+v.PersonName(v.Own.PersonOf(c.Account))+" already.")
	}
	p.add(&accountAdded{worded{map[string]string{"account": c.Account}}, c.Person.id})
	return nil
}

// NamePerson changes the name a person is called by: their own, or that of one of one's own people.
type NamePerson struct {
	byMember
	onlyJoint
	Person, Name string
}

func (c *NamePerson) joint(s *Shared, p *Part[Shared]) error {
	if err := firstError(s.ownPerson(p.By, c.Person, true), called("name", c.Name)); err != nil {
		return err
	}
	p.add(&personNamed{worded{map[string]string{"name": c.Name}}, givesNothing{}, aboutPerson{c.Person}})
	return nil
}

// SetRole gives one of one's own people another role, or names them to agree for the party. A sponsor may appoint
// the lead.
type SetRole struct {
	byHead
	onlyJoint
	Person string
	Role   Role
	Agrees bool
}

func (c *SetRole) joint(s *Shared, p *Part[Shared]) error {
	if err := s.ownPerson(p.By, c.Person, false); err != nil {
		return err
	}
	if !validRole(c.Role) {
		return refuse("role", "Choose a role: lead, sponsor, member or observer.")
	}
	if c.Role != Lead && s.lastLead(c.Person) {
		return refuse("role", s.onlyLead(c.Person))
	}
	p.add(&roleSet{aboutPerson: aboutPerson{c.Person}, Role: c.Role, Agrees: c.Agrees && c.Role != Observer})
	return nil
}

// SetZone says in which zone a person lives: one's own.
type SetZone struct {
	byReader
	onlyJoint
	Zone string
}

func (c *SetZone) joint(_ *Shared, p *Part[Shared]) error {
	if _, err := Zone(c.Zone); err != nil {
		return asField("zone", err)
	}
	p.add(&zoneSet{aboutPerson: aboutPerson{p.By.Person}, Zone: c.Zone})
	return nil
}

// lastLead says whether the person is the only relationship manager their party has.
func (s *Shared) lastLead(person string) bool {
	p := s.Persons[person]
	return p.Role == Lead && len(s.Leads(p.Party)) == 1
}

func (s *Shared) onlyLead(person string) string {
	return s.PersonName(person) + " is the only relationship manager of " + s.PartyName(s.Persons[person].Party) +
		", and a party needs one. Name another one first: members role @name lead."
}

// RemovePerson takes one of one's own people out of the relationship. What they did stays on record; what they have in
// hand waits for those who agree for the party until it is handed over.
type RemovePerson struct {
	byLead
	Person string
}

func (c *RemovePerson) joint(s *Shared, p *Part[Shared]) error {
	if err := s.ownPerson(p.By, c.Person, false); err != nil {
		return err
	}
	if s.lastLead(c.Person) {
		return refuse("", s.onlyLead(c.Person))
	}
	p.add(&personLeft{aboutPerson: aboutPerson{c.Person}})
	return nil
}

func (c *RemovePerson) own(v View, p *Part[Own]) error {
	for _, account := range v.Own.Accounts[c.Person] {
		p.add(&accountRemoved{worded{map[string]string{"account": account}}, c.Person})
	}
	return nil
}

// ownPerson refuses what concerns a person of another party, or oneself's elder unless self is enough.
func (s *Shared) ownPerson(by By, person string, self bool) error {
	p := s.Persons[person]
	if p == nil || !p.Active() {
		return refuse("person", "There is no such person here.")
	}
	if p.Party != by.Party {
		return refuse("person", p.Name+" belongs to "+s.PartyName(p.Party)+". Each party names its own people.")
	}
	if self && by.Person != person && s.Persons[by.Person].Role != Lead {
		return s.only("Only "+p.Name+" or a relationship manager can do this.", by.Party)
	}
	return nil
}

// aboutPerson is embedded by events about one person.
type aboutPerson struct {
	Person string `json:"person"`
}

func (a aboutPerson) things() []string { return []string{"person " + a.Person} }

// of is the person the event is about; an empty one, which nobody sees, when no entry let them join.
func (a aboutPerson) of(s *Shared) *Person {
	if p := s.Persons[a.Person]; p != nil {
		return p
	}
	return &Person{}
}

type personJoined struct {
	wordless
	aboutPerson
	Party string `json:"party"`
	Role  Role   `json:"role"`
	Zone  string `json:"zone"`
}

// things is empty: joining and naming are not undone but followed by another name or a leaving.
func (*personJoined) things() []string { return nil }
func (*personJoined) kind() string     { return "person joined" }
func (e *personJoined) gives() (string, int) {
	n, _ := strconv.Atoi(strings.TrimPrefix(e.Person, "p"))
	return "person", n
}
func (e *personJoined) apply(s *Shared, by said) {
	s.Persons[e.Person] = &Person{ID: e.Person, Party: e.Party, Role: e.Role, Zone: e.Zone, Joined: by.at}
}

type personNamed struct {
	worded
	givesNothing
	aboutPerson
}

func (*personNamed) things() []string { return nil }
func (*personNamed) kind() string     { return "person named" }
func (e *personNamed) apply(s *Shared, by said) {
	p := e.of(s)
	p.Name, p.named = e.Words["name"], append(p.named, by.n)
}

type roleSet struct {
	wordless
	givesNothing
	aboutPerson
	Role   Role `json:"role"`
	Agrees bool `json:"agrees,omitempty"`
}

func (*roleSet) kind() string { return "role set" }
func (e *roleSet) apply(s *Shared, _ said) {
	p := e.of(s)
	p.Role, p.Agrees = e.Role, e.Agrees
}

type zoneSet struct {
	wordless
	givesNothing
	aboutPerson
	Zone string `json:"zone"`
}

func (*zoneSet) kind() string              { return "zone set" }
func (e *zoneSet) apply(s *Shared, _ said) { e.of(s).Zone = e.Zone }

type personLeft struct {
	wordless
	givesNothing
	aboutPerson
}

func (*personLeft) kind() string               { return "person left" }
func (e *personLeft) apply(s *Shared, by said) { e.of(s).Left = by.at }
