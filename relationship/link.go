package relationship

import (
	"fmt"
	"slices"
	"time"
)

// LinkType says what a joint objective does to a party's own.
type LinkType string

// The types of an alignment link. Objectives need not be the same, but they should be complementary.
const (
	Supports    LinkType = "supports"    // reaching the joint one helps to reach the other
	Complements LinkType = "complements" // both go well together
	Neutral     LinkType = "neutral"
	Conflicts   LinkType = "conflicts" // reaching the one hinders the other
)

// LinkTypes lists the types of an alignment link.
var LinkTypes = []LinkType{Supports, Complements, Neutral, Conflicts}

// LinkState is where an alignment link stands.
type LinkState string

// The states of an alignment link.
const (
	LinkProposed LinkState = "proposed"
	LinkAgreed   LinkState = "agreed"
	LinkDisputed LinkState = "disputed"
	LinkResolved LinkState = "resolved" // a conflict, once it is none any more
	LinkReplaced LinkState = "replaced" // by a link of another type
)

// AlignmentLink says how a joint objective relates to one party's own. It is agreed by the owner of that one and one
// other party.
type AlignmentLink struct {
	ID       int
	From, To int // the joint objective, and the party's own
	Owner    string
	Type     LinkType
	Why      string
	Person   string // who proposed it
	Party    string
	At       time.Time
	// Agreements, Disputes and Resolutions are kept by party.
	Agreements  map[string]Assent
	Disputes    map[string]Statement
	Resolutions map[string]Statement
	// Replaced is the link that took its place; 0 while it stands.
	Replaced int
}

// State is where the link stands.
func (l *AlignmentLink) State() LinkState {
	switch {
	case l.Replaced > 0:
		return LinkReplaced
	case l.Type == Conflicts && bySomeOther(l.Resolutions, l.Owner):
		return LinkResolved
	case len(l.Disputes) > 0:
		return LinkDisputed
	case bySomeOther(l.Agreements, l.Owner):
		return LinkAgreed
	}
	return LinkProposed
}

// bySomeOther says whether the owner and at least one other party gave their word.
func bySomeOther[T any](words map[string]T, owner string) bool {
	_, ok := words[owner]
	return ok && len(words) > 1
}

// Unresolved says that the link is a conflict which was not resolved yet, whether or not both sides see it so.
func (l *AlignmentLink) Unresolved() bool {
	return l.Type == Conflicts && l.State() != LinkResolved && l.State() != LinkReplaced
}

// Counts says whether the link bears on the alignment now: nothing replaced it, both its objectives are open, and the
// owner of the one takes part.
func (s *Shared) Counts(l *AlignmentLink) bool {
	from, to := s.Objectives[l.From], s.Objectives[l.To]
	return l.Replaced == 0 && from != nil && to != nil && from.Open() && to.Open() && s.taking(to.Owner)
}

// LinksOf lists the links that bear on the alignment now and touch the objective at either end.
func (s *Shared) LinksOf(objective int) []*AlignmentLink {
	return slices.DeleteFunc(inOrder(s.Links), func(l *AlignmentLink) bool {
		return !s.Counts(l) || l.From != objective && l.To != objective
	})
}

// LinksToAgree lists the proposed links that wait for this party's word: those to its own objectives, and those to
// other parties' while no party but the owner has agreed.
func (s *Shared) LinksToAgree(party string) []*AlignmentLink {
	return slices.DeleteFunc(inOrder(s.Links), func(l *AlignmentLink) bool {
		_, done := l.Agreements[party]
		owned := l.Agreements[l.Owner].Person != ""
		return !s.Counts(l) || l.State() != LinkProposed || done || !owned && party != l.Owner && len(l.Agreements) > 0
	})
}

// standing is the link with this number, if nothing replaced it and both its objectives are open.
func (s *Shared) standing(id int) (*AlignmentLink, error) {
	l := s.Links[id]
	switch {
	case l == nil:
		return nil, refuse("link", fmt.Sprintf("There is no link %d here. Its objectives list their links.", id))
	case l.Replaced > 0:
		return nil, refuse("link", fmt.Sprintf("Link %d was replaced by link %d. Look at that one instead.", id, l.Replaced))
	case !s.Counts(l):
		return nil, refuse("link", fmt.Sprintf("Link %d no longer counts, since one of its objectives ended.", id))
	}
	return l, nil
}

// between is the link from one objective to another that nothing has replaced; nil when there is none.
func (s *Shared) between(from, to int) *AlignmentLink {
	for _, l := range s.Links {
		if l.From == from && l.To == to && l.Replaced == 0 {
			return l
		}
	}
	return nil
}

// ProposeLink says how a joint objective relates to one party's own. A link of another type between the two is
// replaced; an unresolved conflict has to be resolved first, so that nobody can make it disappear alone.
type ProposeLink struct {
	byMember
	onlyJoint
	From, To int
	Type     LinkType
	Why      string
}

func (c *ProposeLink) joint(s *Shared, p *Part[Shared]) error {
	if err := firstError(s.linkable(c.From, c.To), atMost("why", c.Why, 2000)); err != nil {
		return err
	}
	if !slices.Contains(LinkTypes, c.Type) {
		return refuse("type", "Choose a type: supports, complements, neutral or conflicts.")
	}
	e := &linkProposed{worded: worded{map[string]string{"why": c.Why}}, Link: s.nextID("link"), From: c.From, To: c.To, Type: c.Type}
	if old := s.between(c.From, c.To); old != nil {
		if err := old.replaceable(c.Type); err != nil {
			return err
		}
		e.Replaces = old.ID
	}
	p.add(e)
	if s.MayAgree(p.By.Person) {
		p.add(&linkAgreed{aboutLink: aboutLink{e.Link}})
	}
	return nil
}

// linkable refuses ends that a link cannot have.
func (s *Shared) linkable(from, to int) error {
	f, err := s.openObjective(from, 0)
	if err != nil {
		return atField("from", err)
	}
	t, err := s.openObjective(to, 0)
	switch {
	case err != nil:
		return atField("to", err)
	case !f.Joint():
		return refuse("from", fmt.Sprintf("Objective %d is not a shared one. A link goes from a shared objective to a party's own.", from))
	case t.Joint():
		return refuse("to", fmt.Sprintf("Objective %d is a shared one. A link goes from a shared objective to a party's own.", to))
	case !s.taking(t.Owner):
		return refuse("to", s.PartyName(t.Owner)+" has left. Choose an objective of a party that takes part.")
	}
	return nil
}

// atField puts a refusal at the field of the form that it concerns.
func atField(field string, err error) error {
	if r, ok := err.(*Refusal); ok {
		at := *r
		at.Field = field
		return &at
	}
	return err
}

// replaceable refuses another link of this type in place of the one that stands.
func (l *AlignmentLink) replaceable(t LinkType) error {
	switch {
	case l.Unresolved():
		return refuse("type", fmt.Sprintf("Link %d says that these two conflict. Resolve it together first.", l.ID))
	case l.Type == t && l.State() == LinkAgreed:
		return refuse("type", fmt.Sprintf("Link %d says this already, and it is agreed.", l.ID))
	case l.Type == t && l.State() == LinkProposed:
		return refuse("type", fmt.Sprintf("Link %d says this already. Agree to it, or dispute it.", l.ID))
	}
	return nil
}

// AgreeLink agrees for one's party to what a link says.
type AgreeLink struct {
	byAgreer
	onlyJoint
	Link int
}

func (c *AgreeLink) joint(s *Shared, p *Part[Shared]) error {
	l, err := s.standing(c.Link)
	if err := firstError(err, s.together()); err != nil {
		return err
	}
	if _, ok := l.Agreements[p.By.Party]; ok {
		return refuse("", s.PartyName(p.By.Party)+" has agreed to this link already.")
	}
	p.add(&linkAgreed{aboutLink: aboutLink{l.ID}})
	return nil
}

// DisputeLink refuses for one's party what a link says, with a reason. An agreed link counts no more then; a conflict
// that was resolved is one again.
type DisputeLink struct {
	byAgreer
	onlyJoint
	Link int
	Why  string
}

func (c *DisputeLink) joint(s *Shared, p *Part[Shared]) error {
	l, err := s.standing(c.Link)
	if err := firstError(err, nonEmpty("why", c.Why, 2000)); err != nil {
		return err
	}
	if l.Disputes[p.By.Party].Person != "" && l.State() == LinkDisputed {
		return refuse("", s.PartyName(p.By.Party)+" disputes this link already.")
	}
	p.add(&linkDisputed{worded: worded{map[string]string{"why": c.Why}}, aboutLink: aboutLink{l.ID}})
	return nil
}

// ResolveLink says for one's party that a conflict between two objectives is resolved, and how. It is resolved once
// the owner of the one and another party have said so.
type ResolveLink struct {
	byAgreer
	onlyJoint
	Link int
	Why  string
}

func (c *ResolveLink) joint(s *Shared, p *Part[Shared]) error {
	l, err := s.standing(c.Link)
	if err := firstError(err, s.together()); err != nil {
		return err
	}
	switch {
	case l.Type != Conflicts:
		return refuse("", fmt.Sprintf("Link %d is no conflict. Agree to it, or propose a link of another type.", l.ID))
	case l.State() == LinkResolved:
		return refuse("", "This conflict is resolved already.")
	case l.Resolutions[p.By.Party].Person != "":
		return refuse("", s.PartyName(p.By.Party)+" has said so already. It waits for the other side.")
	}
	check := nonEmpty
	if len(l.Resolutions) > 0 {
		check = atMost // the second agrees to what the first wrote
	}
	if err := check("why", c.Why, 2000); err != nil {
		return err
	}
	p.add(&linkResolved{worded: worded{map[string]string{"why": c.Why}}, aboutLink: aboutLink{l.ID}})
	return nil
}
