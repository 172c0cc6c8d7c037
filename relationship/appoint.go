package relationship

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// AppointLead gives a party that has lost everybody who may act for it a relationship manager: one of its people, or,
// when none of them is left, a newcomer whose account the operator let in. It is the operator's alone, since whoever
// does it decides who reads the party's own ledger; so it is refused while the party can help itself, it stands on
// record, and everybody is told.
type AppointLead struct {
	byOperator
	Party, Person string // Person is empty for a newcomer
	// Gone are those who may act on the record, and are known to have gone for good: they leave.
	Gone     []string
	Newcomer NewPerson
	Account  string
}

func (*AppointLead) anytime() {}

func (c *AppointLead) joint(s *Shared, p *Part[Shared]) error {
	left, err := s.Appointable(c.Party, c.Gone)
	if err != nil {
		return err
	}
	for _, gone := range c.Gone {
		p.add(&personLeft{aboutPerson: aboutPerson{gone}})
	}
	person := c.Person
	switch {
	case len(left) > 0 && !slices.ContainsFunc(left, func(one *Person) bool { return one.ID == person }):
		return refuse("person", "Appoint one of the people of "+s.PartyName(c.Party)+" by their id: "+idsOf(left)+".")
	case len(left) == 0:
		if err := c.Newcomer.check(); err != nil {
			return err
		}
		c.Newcomer.id = s.nextPerson()
		person = c.Newcomer.id
		p.add(c.Newcomer.events(c.Party, Member)...)
	}
	p.add(&leadAppointed{aboutPerson: aboutPerson{person}})
	return nil
}

func (c *AppointLead) own(v View, p *Part[Own]) error {
	if v.Party != c.Party { // audience: accounts stand in their own party's ledger alone; mutate: s/v.Party != c.Party/v.Party == ""/
		return nil
	}
	for _, gone := range c.Gone {
		for _, account := range v.Own.Accounts[gone] {
			p.add(&accountRemoved{worded{map[string]string{"account": account}}, gone})
		}
	}
	if c.Newcomer.id != "" {
		p.add(&accountAdded{worded{map[string]string{"account": c.Account}}, c.Newcomer.id})
	}
	return nil
}

// Appointable lists whom the operator may appoint as relationship manager of a party, once these have gone for good:
// nobody, when a newcomer has to be. It is refused while anybody is there who may act for the party, or appoint.
func (s *Shared) Appointable(party string, gone []string) (left []*Person, err error) {
	if !s.taking(party) {
		return nil, refuse("party", "No party that takes part is called "+party+". Parties here: "+partiesOf(s.Active())+".")
	}
	var acting []*Person
	for _, p := range s.People(party) {
		switch {
		case slices.Contains(gone, p.ID):
		case p.Role == Lead || p.Role == Sponsor:
			acting = append(acting, p)
		default:
			left = append(left, p)
		}
	}
	for _, id := range gone {
		if p := s.Persons[id]; p == nil || p.Party != party || !p.Active() {
			return nil, refuse("gone", id+" is nobody who takes part for "+s.PartyName(party)+".")
		}
	}
	if len(acting) > 0 {
		return nil, refuse("", s.PartyName(party)+" can appoint its relationship manager itself: "+idsOf(acting)+". Only if they have gone for good, name each of them as gone.")
	}
	return left, nil
}

// idsOf is people by name and id, as an operator may have to name them.
func idsOf(people []*Person) string {
	var all []string
	for _, p := range people {
		all = append(all, fmt.Sprintf("%s (%s, %s)", p.ID, p.Name, p.Role))
	}
	return strings.Join(all, ", ")
}

func partiesOf(parties []*Party) string {
	var all []string
	for _, p := range parties {
		all = append(all, p.ID)
	}
	return strings.Join(all, ", ")
}

// appointment is a relationship manager whom the operator gave to a party.
type appointment struct {
	n      int
	person string
	at     time.Time
}

// tellAppointed is for how many days people are told of an appointment.
const tellAppointed = 30

// appointments tells everybody that the operator appointed somebody: once in each shared place, and every relationship
// manager in private. A pause silences it no more than it kept the operator from appointing.
func (v View) appointments() (out []Duty) {
	for _, a := range v.Shared.appointed {
		d := Duty{Kind: DutyAppointed, Thing: "person " + a.person, At: a.at, Until: a.at.AddDate(0, 0, tellAppointed)}
		key := fmt.Sprintf("lead appointed %d ", a.n)
		if v.Party == "" {
			out = append(out, v.placed(d, key)...)
			continue
		}
		for _, lead := range v.Shared.Leads(v.Party) { // audience: a view tells the people of its party; mutate: s/v.Party/""/
			d.Key, d.Person, d.At = key+lead.ID, lead.ID, v.inHours(lead.ID, a.at)
			d.Until = d.At.AddDate(0, 0, tellAppointed)
			out = append(out, d)
		}
	}
	return out
}

// placed is a duty in every shared place that was linked by then.
func (v View) placed(d Duty, key string) (out []Duty) {
	for _, place := range v.Shared.Places {
		if place.Lost.IsZero() && !place.Bound.After(d.At) {
			d.Key, d.Place = key+place.name, place.Key
			out = append(out, d)
		}
	}
	return out
}

type leadAppointed struct {
	wordless
	givesNothing
	aboutPerson
}

func (*leadAppointed) kind() string { return "lead appointed" }
func (e *leadAppointed) apply(s *Shared, by said) {
	p := e.of(s)
	p.Role, p.Agrees = Lead, false
	s.appointed = append(s.appointed, appointment{by.n, e.Person, by.at})
}
