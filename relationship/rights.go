package relationship

import "slices"

// Role is what a person does in the relationship for their party.
type Role string

// The roles. A lead is the party's relationship manager; a sponsor its Senior Executive Responsible (ISO 44001), who
// signs for it; a member works, reports, promises; an observer reads.
const (
	Lead     Role = "lead"
	Sponsor  Role = "sponsor"
	Member   Role = "member"
	Observer Role = "observer"
)

// Roles lists the roles, the weightiest first.
var Roles = []Role{Lead, Sponsor, Member, Observer}

// The rights a command embeds: who may ask for it.
type (
	byMember struct{} // anyone active who is not an observer
	byReader struct{} // anyone active
	byAgreer struct{} // a lead, or whom the lead named to agree for the party
	byLead   struct{} // a relationship manager
	byHead   struct{} // a relationship manager or a sponsor
	byClock  struct{} // what falls due by itself
	// byOperator is for what whoever runs the server does when a party cannot.
	byOperator struct{}
	byNobody   struct{} // people who are not in the relationship yet
)

func (byReader) may(s *Shared, by By) error { _, err := s.person(by); return err }

func (byMember) may(s *Shared, by By) error {
	p, err := s.person(by)
	if err == nil && p.Role == Observer {
		return refuse("", "Observers read; they do not change anything. A relationship manager can give you another role.")
	}
	return err
}

func (byAgreer) may(s *Shared, by By) error {
	p, err := s.person(by)
	if err != nil || p.Role == Lead || p.Agrees {
		return err
	}
	return s.only("Only a relationship manager, or somebody they named, agrees for "+s.PartyName(by.Party)+".", by.Party)
}

func (byLead) may(s *Shared, by By) error {
	p, err := s.person(by)
	if err != nil || p.Role == Lead {
		return err
	}
	party := ""
	if len(s.Leads(by.Party)) == 0 {
		party = by.Party // what the other parties' leads may do is no help then
	}
	return s.only("Only a relationship manager can do this.", party)
}

func (byHead) may(s *Shared, by By) error {
	p, err := s.person(by)
	if err != nil || p.Role == Lead || p.Role == Sponsor {
		return err
	}
	return s.only("Only a relationship manager or a sponsor can do this.", by.Party)
}

func (byClock) may(_ *Shared, by By) error {
	if by == ByClock {
		return nil
	}
	return refuse("", "This happens by itself when it is due; nobody can ask for it.")
}

func (byOperator) may(_ *Shared, by By) error {
	if by == ByOperator {
		return nil
	}
	return refuse("", "Only whoever runs the server can do this.")
}

func (byNobody) may(_ *Shared, by By) error {
	if by.Person == "" {
		return nil
	}
	return refuse("", "You are part of this relationship already.")
}

// person is the active person behind an author.
func (s *Shared) person(by By) (*Person, error) {
	p := s.Persons[by.Person]
	if p == nil || !p.Active() || p.Party != by.Party {
		return nil, refuse("", "You are not part of this relationship. A relationship manager can add you.")
	}
	if party := s.Parties[p.Party]; party == nil || party.State != PartyActive {
		return nil, refuse("", s.PartyName(p.Party)+" has left this relationship. Its record stays readable.")
	}
	return p, nil
}

// only refuses and names who may, of a party or of all.
func (s *Shared) only(sentence, party string) error {
	r := &Refusal{Reason: sentence}
	var who []string
	for _, p := range s.Leads(party) {
		who = append(who, p.Name)
		r.Ask = append(r.Ask, p.ID)
	}
	if len(who) > 0 {
		r.Reason += " Managers here: " + names(who) + "."
	} else if party != "" {
		r.Reason += s.withoutLead(party, r)
	}
	return r
}

// withoutLead says who can name a relationship manager for a party that has none, and adds them to whom to ask.
func (s *Shared) withoutLead(party string, r *Refusal) string {
	var who []string
	for _, p := range s.People(party) {
		if p.Role == Sponsor {
			who = append(who, s.PersonName(p.ID))
			r.Ask = append(r.Ask, p.ID)
		}
	}
	if len(who) == 0 {
		return " " + s.PartyName(party) + " has no relationship manager now. Whoever runs this server can name one: collab appoint."
	}
	return " " + s.PartyName(party) + " has no relationship manager now. " + names(who) + " can name one: members role @name lead."
}

// MayAgree says whether the person agrees for their party: its lead, or whom the lead named.
func (s *Shared) MayAgree(person string) bool {
	p := s.Persons[person]
	return p != nil && p.Active() && (p.Role == Lead || p.Agrees)
}

// together refuses what needs another party while there is none: until an invitation is accepted, the inviting party
// may draft, share and log, but nothing is agreed with oneself.
func (s *Shared) together() error {
	if len(s.Active()) > 1 {
		return nil
	}
	for _, p := range s.All() {
		if p.State == PartyInvited {
			return refuse("", p.Name+" has not joined yet. Agreeing waits until it has.")
		}
	}
	return refuse("", "There is no other party yet. Invite one first: members invite.")
}

// validRole reports whether r is one of the roles.
func validRole(r Role) bool { return slices.Contains(Roles, r) }
