package relationship

import (
	"maps"
	"slices"
	"time"
)

// ClosingProposal asks to end the relationship. That ends once every party agreed; one refusal vetoes, with its reason.
type ClosingProposal struct {
	ID        int
	By, Party string
	At        time.Time
	Why       string
	// Refused is why it was vetoed; nil while it was not.
	Refused *Remark
	agreed  map[string]bool
}

// Agreed says whether a party agrees that the relationship ends.
func (c *ClosingProposal) Agreed(party string) bool { return c.agreed[party] }

// waits says that it has still to be agreed, and was not vetoed.
func (c *ClosingProposal) waits(s *Shared) bool {
	return c != nil && c.Refused == nil && s.Closed.IsZero()
}

// ProposeClosing asks to end the relationship; where no other party takes part it ends at once.
type ProposeClosing struct {
	byHead
	onlyJoint
	Why string
}

func (*ProposeClosing) anytime() {}

func (c *ProposeClosing) joint(s *Shared, p *Part[Shared]) error {
	if err := firstError(s.unclosed(), nonEmpty("why", c.Why, 2000)); err != nil {
		return err
	}
	if s.Closing.waits(s) {
		return refuse("", "It is proposed already that this relationship ends, by "+s.PartyName(s.Closing.Party)+". Agree or refuse: settings close agree, settings close refuse \"why\".")
	}
	id := s.nextID("closing")
	p.add(&closingProposed{worded: worded{map[string]string{"why": c.Why}}, aboutClosing: aboutClosing{id}})
	if len(s.Active()) < 2 {
		p.add(s.closing()...)
	}
	return nil
}

// AgreeClosing agrees for one's party. With the last party's word the relationship is closed, and promises that are
// open are cancelled mutually.
type AgreeClosing struct {
	byHead
	onlyJoint
}

func (*AgreeClosing) anytime() {}

func (c *AgreeClosing) joint(s *Shared, p *Part[Shared]) error {
	if err := s.closable(); err != nil {
		return err
	}
	if s.Closing.agreed[p.By.Party] {
		return refuse("", s.PartyName(p.By.Party)+" has agreed already. It ends once every party has.")
	}
	p.add(&closingAgreed{aboutClosing: aboutClosing{s.Closing.ID}})
	for _, other := range s.Others(p.By.Party) {
		if !s.Closing.agreed[other.ID] {
			return nil
		}
	}
	p.add(s.closing()...)
	return nil
}

// RefuseClosing is a party's veto, with its reason; the party that proposed it takes it back so.
type RefuseClosing struct {
	byHead
	onlyJoint
	Why string
}

func (*RefuseClosing) anytime() {}

func (c *RefuseClosing) joint(s *Shared, p *Part[Shared]) error {
	if err := firstError(s.closable(), nonEmpty("why", c.Why, 2000)); err != nil {
		return err
	}
	p.add(&closingRefused{worded: worded{map[string]string{"why": c.Why}}, aboutClosing: aboutClosing{s.Closing.ID}})
	return nil
}

// closing is what ends the relationship.
func (s *Shared) closing() []event[Shared] { return append(s.cancelOpen(""), &relationshipClosed{}) }

func (s *Shared) unclosed() error {
	if !s.Closed.IsZero() {
		return refuse("", "This relationship is closed already. Its record stays readable.")
	}
	return nil
}

func (s *Shared) closable() error {
	if err := s.unclosed(); err != nil {
		return err
	}
	if !s.Closing.waits(s) {
		return refuse("", "Nobody proposes to end this relationship. To do so: settings close \"why\".")
	}
	return nil
}

func (s *Shared) closingQuestions(party string) (out []Question) {
	if !s.Closing.waits(s) || s.Closing.agreed[party] {
		return nil
	}
	var heads []string
	for _, p := range s.People(party) {
		if p.Role == Lead || p.Role == Sponsor {
			heads = append(heads, p.ID)
		}
	}
	return []Question{{thing("closing", s.Closing.ID), AskAgree, heads, s.Closing.At}}
}

// ArchiveRelationship is what the clock does once a relationship is closed: nothing is posted about it any more, and
// the channels it was linked to are free for others.
type ArchiveRelationship struct{ byClock }

func (*ArchiveRelationship) anytime() {}

func (c *ArchiveRelationship) joint(s *Shared, p *Part[Shared]) error {
	if s.Closed.IsZero() || !s.Archived.IsZero() {
		return refuse("", "Only a relationship that was closed is archived, once.")
	}
	p.add(&relationshipArchived{})
	for _, key := range slices.Sorted(maps.Keys(s.Places)) {
		p.add(&placeReleased[Shared]{Place: key})
	}
	return nil
}

func (c *ArchiveRelationship) own(v View, p *Part[Own]) error {
	for _, key := range slices.Sorted(maps.Keys(v.Own.Places)) {
		p.add(&placeReleased[Own]{Place: key})
	}
	return nil
}

// archiving is owed by the clock once the relationship is closed.
func (v View) archiving() []Duty {
	s := v.Shared
	if v.Party != "" || s.Closed.IsZero() || !s.Archived.IsZero() {
		return nil
	}
	return []Duty{{Key: "archive", Kind: DutyArchive, Thing: "closing", At: s.Closed, Until: s.Closed.AddDate(ever, 0, 0)}}
}

// ever is for how many years something is owed that has no end.
const ever = 100

// aboutClosing is embedded by events about one proposal to end the relationship.
type aboutClosing struct {
	ID int `json:"closing"`
}

func (a aboutClosing) things() []string { return []string{thing("closing", a.ID)} }

type closingProposed struct {
	worded
	aboutClosing
}

func (*closingProposed) kind() string           { return "closing proposed" }
func (e *closingProposed) gives() (string, int) { return "closing", e.ID }
func (e *closingProposed) apply(s *Shared, by said) {
	s.Closing = &ClosingProposal{ID: e.ID, By: by.by, Party: by.party, At: by.at, Why: e.Words["why"], agreed: map[string]bool{by.party: true}}
}

type closingAgreed struct {
	wordless
	givesNothing
	aboutClosing
}

func (*closingAgreed) kind() string { return "closing agreed" }
func (e *closingAgreed) apply(s *Shared, by said) {
	if s.Closing != nil && s.Closing.ID == e.ID {
		s.Closing.agreed[by.party] = true
	}
}

type closingRefused struct {
	worded
	givesNothing
	aboutClosing
}

func (*closingRefused) kind() string { return "closing refused" }
func (e *closingRefused) apply(s *Shared, by said) {
	if s.Closing != nil && s.Closing.ID == e.ID {
		s.Closing.Refused = &Remark{By: by.by, Party: by.party, At: by.at, Text: e.Words["why"]}
	}
}

type relationshipArchived struct {
	wordless
	givesNothing
	nameless
}

func (*relationshipArchived) kind() string             { return "relationship archived" }
func (*relationshipArchived) apply(s *Shared, by said) { s.Archived = by.at }

type placeReleased[S any] struct {
	wordless
	givesNothing
	nameless
	Place string `json:"place"`
}

func (*placeReleased[S]) kind() string         { return "place released" }
func (e *placeReleased[S]) apply(s *S, _ said) { delete(placesOf(s), e.Place) }
func (e *placeReleased[S]) binds(ledger string) []Binding {
	b := bindingOf(e.Place, ledger)
	b.Gone = true
	return []Binding{b}
}
