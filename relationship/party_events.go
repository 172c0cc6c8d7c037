package relationship

type partyInvited struct {
	worded
	Party      string `json:"party"`
	Invitation int    `json:"invitation,omitempty"`
}

func (*partyInvited) kind() string           { return "party invited" }
func (e *partyInvited) gives() (string, int) { return "invitation", e.Invitation }
func (e *partyInvited) things() []string     { return []string{"party " + e.Party} }
func (e *partyInvited) apply(s *Shared, by said) {
	if s.Parties[e.Party] == nil {
		s.order = append(s.order, e.Party)
	}
	s.Parties[e.Party] = &Party{ID: e.Party, Name: e.Words["name"], State: PartyInvited, Invitation: e.Invitation,
		InvitedBy: by.by, Invited: by.at, agreed: map[string]bool{by.party: true}}
	s.forgetFirst()
	s.callItself()
}

// aboutParty is embedded by events about one party.
type aboutParty struct {
	Party string `json:"party"`
}

func (a aboutParty) things() []string { return []string{"party " + a.Party} }

// of is the party the event is about; an empty one, which nobody sees, when no entry invited it.
func (a aboutParty) of(s *Shared) *Party {
	if p := s.Parties[a.Party]; p != nil {
		return p
	}
	return &Party{agreed: map[string]bool{}}
}

type invitationAgreed struct {
	wordless
	givesNothing
	aboutParty
}

func (*invitationAgreed) kind() string { return "invitation agreed" }
func (e *invitationAgreed) apply(s *Shared, by said) {
	e.of(s).agreed[by.party] = true
}

type invitationWithdrawn struct {
	wordless
	givesNothing
	aboutParty
}

func (*invitationWithdrawn) kind() string { return "invitation withdrawn" }
func (e *invitationWithdrawn) apply(s *Shared, _ said) {
	e.of(s).State = PartyWithdrawn
	s.callItself()
}

type partyJoined struct {
	wordless
	givesNothing
	aboutParty
}

func (*partyJoined) things() []string { return nil }
func (*partyJoined) kind() string     { return "party joined" }
func (e *partyJoined) apply(s *Shared, by said) {
	p := e.of(s)
	p.State, p.Joined = PartyActive, by.at
	s.callItself()
	if len(s.Active()) == 2 {
		s.slotsSince, s.reviewsSince = by.at, by.at
	}
}

type partyLeft struct {
	worded
	givesNothing
	aboutParty
}

func (*partyLeft) kind() string { return "party left" }
func (e *partyLeft) apply(s *Shared, by said) {
	p := e.of(s)
	p.State, p.Left = PartyLeft, by.at
	s.callItself()
	s.leftBehind(by)
}

type relationshipClosed struct {
	wordless
	givesNothing
	nameless
}

func (*relationshipClosed) kind() string             { return "relationship closed" }
func (*relationshipClosed) apply(s *Shared, by said) { s.Closed = by.at }

type calendarSet struct {
	worded
	givesNothing
	Party    string   `json:"party"`
	Calendar Calendar `json:"calendar"`
}

func (*calendarSet) kind() string       { return "calendar set" }
func (e *calendarSet) things() []string { return []string{"calendar " + e.Party} }
func (e *calendarSet) apply(s *Shared, _ said) {
	p := aboutParty{e.Party}.of(s)
	p.Calendar, p.CalendarSource, p.dayNames = e.Calendar, e.Words["source"], namesIn(e.Words["names"])
}
