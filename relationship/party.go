package relationship

import "time"

// PartyState is where a party stands: invited, active, left; an invitation can be withdrawn.
type PartyState string

// The states of a party.
const (
	PartyInvited   PartyState = "invited"
	PartyActive    PartyState = "active"
	PartyLeft      PartyState = "left"
	PartyWithdrawn PartyState = "withdrawn" // invited, and the invitation was taken back
)

// Party is a partner organisation or a department of one. All parties have equal rights.
type Party struct {
	ID, Name string
	State    PartyState
	// Invitation numbers the invitation that is or was open for it.
	Invitation     int
	InvitedBy      string // person id
	Invited        time.Time
	Joined, Left   time.Time
	Calendar       Calendar
	CalendarSource string
	dayNames       map[Date]string // what its holidays are called
	agreed         map[string]bool // parties that agree to its invitation
}

// Agreed says whether a party agrees that this invited one joins and reads the joint ledger from its first entry.
func (p *Party) Agreed(party string) bool { return p.agreed[party] }

// InviteParty asks another organisation to join. It will read the joint ledger from entry 1, so every party that is
// already there has to agree.
type InviteParty struct {
	byLead
	onlyJoint
	Party, Name string
}

func (c *InviteParty) joint(s *Shared, p *Part[Shared]) error {
	if err := validParty(c.Party, c.Name); err != nil {
		return err
	}
	if old := s.Parties[c.Party]; old != nil && old.State != PartyWithdrawn {
		return refuse("party", old.Name+" is part of this relationship already, or was. Its own relationship manager adds people: members add.")
	}
	p.add(&partyInvited{worded{map[string]string{"name": c.Name}}, c.Party, s.nextID("invitation")})
	return nil
}

// AgreeInvitation agrees for one's party that the invited one joins.
type AgreeInvitation struct {
	byAgreer
	onlyJoint
	Party string
}

func (c *AgreeInvitation) joint(s *Shared, p *Part[Shared]) error {
	party, err := s.invited(c.Party)
	if err != nil {
		return err
	}
	if party.agreed[p.By.Party] {
		return refuse("", s.PartyName(p.By.Party)+" has agreed already.")
	}
	p.add(&invitationAgreed{aboutParty: aboutParty{c.Party}})
	return nil
}

// WithdrawInvitation takes an invitation back, by a lead of any party: one refusal is a veto.
type WithdrawInvitation struct {
	byLead
	onlyJoint
	Party string
}

func (c *WithdrawInvitation) joint(s *Shared, p *Part[Shared]) error {
	if _, err := s.invited(c.Party); err != nil {
		return err
	}
	p.add(&invitationWithdrawn{aboutParty: aboutParty{c.Party}})
	return nil
}

func (s *Shared) invited(party string) (*Party, error) {
	p := s.Parties[party]
	if p == nil || p.State != PartyInvited {
		return nil, refuse("party", "No invitation is open for "+s.PartyName(party)+".")
	}
	return p, nil
}

// Open says whether the party's invitation can be accepted: every active party agrees.
func (s *Shared) Open(party string) bool {
	p := s.Parties[party]
	if p == nil || p.State != PartyInvited {
		return false
	}
	for _, a := range s.Active() {
		if !p.agreed[a.ID] {
			return false
		}
	}
	return true
}

// AcceptInvitation joins the invited party to the relationship; the person who accepts becomes its lead. Whether this
// account may accept (a named account, or a code given out of band) is checked before, against what the store keeps.
type AcceptInvitation struct {
	byNobody
	Invitation int
	Party      string
	Person     NewPerson
	Account    string
}

func (c *AcceptInvitation) joint(s *Shared, p *Part[Shared]) error {
	party, err := s.invited(c.Party)
	if err != nil {
		return err
	}
	if party.Invitation != c.Invitation {
		return refuse("", "This invitation was replaced by a newer one. Ask for the new code.")
	}
	if !s.Open(c.Party) {
		return refuse("", "The other parties have not all agreed yet that "+party.Name+" joins.")
	}
	if err := c.Person.check(); err != nil {
		return err
	}
	c.Person.id = s.nextPerson()
	p.By = By{Person: c.Person.id, Party: c.Party}
	p.add(&partyJoined{aboutParty: aboutParty{c.Party}})
	p.add(c.Person.events(c.Party, Lead)...)
	return nil
}

func (c *AcceptInvitation) own(_ View, p *Part[Own]) error {
	p.add(&accountAdded{worded{map[string]string{"account": c.Account}}, c.Person.id})
	return nil
}

// LeaveRelationship takes one's party out. Its people keep the record up to now; its open promises are cancelled
// mutually. When one of the last two leaves, the relationship closes.
type LeaveRelationship struct {
	byHead
	onlyJoint
	Why string
}

func (*LeaveRelationship) anytime() {}

func (c *LeaveRelationship) joint(s *Shared, p *Part[Shared]) error {
	if err := atMost("why", c.Why, 2000); err != nil {
		return err
	}
	if !s.Closed.IsZero() {
		return s.live()
	}
	p.add(&partyLeft{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutParty{p.By.Party}})
	p.add(s.cancelOpen(p.By.Party)...)
	if len(s.Active()) <= 2 {
		p.add(&relationshipClosed{})
	}
	return nil
}

// SetCalendar says on which days one's party works. It takes the place of the whole calendar, so it is refused when
// somebody set another one since it was seen.
type SetCalendar struct {
	byAgreer
	onlyJoint
	Seen
	Calendar Calendar
	Names    map[Date]string // what the holidays are called, 20,000 characters at most
	Source   string          // where the holidays come from
}

func (c *SetCalendar) joint(s *Shared, p *Part[Shared]) error {
	names := namesText(c.Names)
	if err := firstError(s.unchanged("calendar "+p.By.Party, c.Seen.Seen), c.Calendar.Check(), atMost("names", names, mostNames),
		atMost("source", c.Source, 200)); err != nil {
		return asField("calendar", err)
	}
	if party := s.Parties[p.By.Party]; party != nil && party.works(c.Calendar) && namesText(party.dayNames) == names && party.CalendarSource == c.Source {
		return refuse("", "Nothing changes by this: these working days and holidays stand on record already. See settings calendar and settings holidays.")
	}
	words := map[string]string{"source": c.Source}
	if names != "" {
		words["names"] = names
	}
	p.add(&calendarSet{worded{words}, givesNothing{}, p.By.Party, c.Calendar})
	return nil
}

// Calendars lists the working calendars of the active parties; a party that set none works Monday to Friday in the
// relationship's zone.
func (s *Shared) Calendars() []Calendar {
	var out []Calendar
	for _, p := range s.Active() {
		out = append(out, s.CalendarOf(p.ID))
	}
	return out
}

// CalendarOf is the working calendar of one party.
func (s *Shared) CalendarOf(party string) Calendar {
	if p := s.Parties[party]; p != nil && len(p.Calendar.Weekdays) > 0 {
		return p.Calendar
	}
	return WorkingWeek(s.zone())
}

func (s *Shared) zone() string {
	if s.Zone == "" {
		return "UTC"
	}
	return s.Zone
}
