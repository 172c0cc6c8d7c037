package relationship

import (
	"time"
)

// BeginRelationship starts a relationship: its name and reason, its first party, and the person who begins it, who
// becomes that party's lead.
type BeginRelationship struct {
	byNobody
	Name, Why, Scope, Value string
	Start                   Date
	Cadence                 Cadence
	Party, PartyName        string
	Person                  NewPerson
	Account                 string
}

func (c *BeginRelationship) joint(s *Shared, p *Part[Shared]) error {
	if s.head.N > 0 {
		return refuse("", "This relationship has begun already.")
	}
	if err := firstError(called("name", c.Name), atMost("why", c.Why, 2000), atMost("scope", c.Scope, 2000),
		atMost("value", c.Value, 2000), validParty(c.Party, c.PartyName), c.Person.check(), c.Cadence.Check()); err != nil {
		return asField("cadence", err)
	}
	c.Person.id = s.nextPerson()
	p.By = By{Person: c.Person.id, Party: c.Party}
	p.add(&relationshipBegun{worded: worded{map[string]string{"name": c.Name, "why": c.Why, "scope": c.Scope, "value": c.Value}},
		Start: c.Start, Zone: c.Cadence.Zone})
	p.add(&partyInvited{worded: worded{map[string]string{"name": c.PartyName}}, Party: c.Party}, &partyJoined{aboutParty: aboutParty{c.Party}})
	p.add(c.Person.events(c.Party, Lead)...)
	p.add(&cadenceSet{Cadence: c.Cadence})
	return nil
}

func (c *BeginRelationship) own(_ View, p *Part[Own]) error {
	p.add(&accountAdded{worded{map[string]string{"account": c.Account}}, c.Person.id})
	return nil
}

// PauseRelationship lets the relationship rest until it is resumed.
type PauseRelationship struct {
	byLead
	onlyJoint
	Why string
}

func (c *PauseRelationship) joint(_ *Shared, p *Part[Shared]) error {
	if err := nonEmpty("why", c.Why, 2000); err != nil {
		return err
	}
	p.add(&relationshipPaused{worded: worded{map[string]string{"why": c.Why}}})
	return nil
}

// ResumeRelationship ends a pause.
type ResumeRelationship struct {
	byLead
	onlyJoint
}

func (*ResumeRelationship) anytime() {}

func (c *ResumeRelationship) joint(s *Shared, p *Part[Shared]) error {
	if err := s.unclosed(); err != nil {
		return err
	}
	if s.Pause == nil {
		return refuse("", "This relationship is not paused.")
	}
	p.add(&relationshipResumed{})
	return nil
}

// ProposeCadence asks for another rhythm of informal check-ins. It is in force once every party agreed; before a
// second party joined, at once.
type ProposeCadence struct {
	byAgreer
	onlyJoint
	Cadence Cadence
}

func (c *ProposeCadence) joint(s *Shared, p *Part[Shared]) error {
	if err := c.Cadence.Check(); err != nil {
		return asField("cadence", err)
	}
	if len(s.Active()) < 2 {
		p.add(&cadenceSet{Cadence: c.Cadence})
		return nil
	}
	p.add(&cadenceProposed{Cadence: c.Cadence})
	return nil
}

// AgreeCadence agrees for one's party to the rhythm that was proposed, or refuses it.
type AgreeCadence struct {
	byAgreer
	onlyJoint
	Refuse bool
}

func (c *AgreeCadence) joint(s *Shared, p *Part[Shared]) error {
	if s.proposed == nil {
		return refuse("", "No change of the schedule is proposed.")
	}
	if c.Refuse {
		p.add(&cadenceRefused{})
		return nil
	}
	if s.proposed.agreed[p.By.Party] {
		return refuse("", s.PartyName(p.By.Party)+" has agreed already.")
	}
	p.add(&cadenceAgreed{})
	for _, other := range s.Others(p.By.Party) {
		if !s.proposed.agreed[other.ID] {
			return nil
		}
	}
	p.add(&cadenceSet{Cadence: s.proposed.cadence})
	return nil
}

// ProposedCadence is the rhythm that waits for agreement, and by which parties it is agreed already; false when none
// is proposed.
func (s *Shared) ProposedCadence() (c Cadence, agreed func(party string) bool, ok bool) {
	if s.proposed == nil {
		return Cadence{}, nil, false
	}
	return s.proposed.cadence, func(p string) bool { return s.proposed.agreed[p] }, true
}

type cadenceProposal struct {
	cadence Cadence
	agreed  map[string]bool
	at      time.Time
}

type relationshipBegun struct {
	worded
	givesNothing
	nameless
	Start Date   `json:"start,omitzero"`
	Zone  string `json:"zone,omitempty"`
}

func (*relationshipBegun) kind() string { return "relationship begun" }
func (e *relationshipBegun) apply(s *Shared, by said) {
	s.ownName, s.Why, s.Scope, s.Value = e.Words["name"], e.Words["why"], e.Words["scope"], e.Words["value"]
	s.Name = s.ownName
	s.Begun, s.Start, s.Zone = by.at, e.Start, e.Zone
	if s.Start.IsZero() {
		s.Start = DateOf(by.at, time.UTC)
	}
}

type relationshipPaused struct {
	worded
	givesNothing
	aboutRhythm
}

func (*relationshipPaused) kind() string { return "relationship paused" }
func (e *relationshipPaused) apply(s *Shared, by said) {
	s.Pause = &Pause{by.at, by.by, e.Words["why"]}
}

type relationshipResumed struct {
	wordless
	givesNothing
	aboutRhythm
}

func (*relationshipResumed) kind() string { return "relationship resumed" }
func (*relationshipResumed) apply(s *Shared, by said) {
	if s.Pause != nil {
		s.rest(s.Pause.Since, by.at)
	}
	s.Pause, s.slotsSince, s.reviewsSince = nil, by.at, by.at
}

// aboutRhythm is embedded by events about when the relationship meets, so that they can be undone and followed.
type aboutRhythm struct{}

func (aboutRhythm) things() []string { return []string{"cadence"} }

type cadenceSet struct {
	wordless
	givesNothing
	aboutRhythm
	Cadence
}

func (*cadenceSet) kind() string { return "cadence set" }
func (e *cadenceSet) apply(s *Shared, by said) {
	s.Cadence, s.proposed, s.slotsSince = e.Cadence, nil, by.at
}

type cadenceProposed struct {
	wordless
	givesNothing
	aboutRhythm
	Cadence
}

func (*cadenceProposed) kind() string { return "cadence proposed" }
func (e *cadenceProposed) apply(s *Shared, by said) {
	s.proposed = &cadenceProposal{e.Cadence, map[string]bool{by.party: true}, by.at}
}

type cadenceAgreed struct {
	wordless
	givesNothing
	aboutRhythm
}

func (*cadenceAgreed) kind() string { return "cadence agreed" }
func (*cadenceAgreed) apply(s *Shared, by said) {
	if s.proposed != nil {
		s.proposed.agreed[by.party] = true
	}
}

type cadenceRefused struct {
	wordless
	givesNothing
	aboutRhythm
}

func (*cadenceRefused) kind() string            { return "cadence refused" }
func (*cadenceRefused) apply(s *Shared, _ said) { s.proposed = nil }
