package relationship

import "strings"

// A relationship is called after its parties, as they come and go, until somebody gives it a name. Records begun long ago
// carry the first two names as if they had been given; they follow the parties all the same.

// NameRelationship gives the relationship a name; without one it is called after its parties again.
type NameRelationship struct {
	byLead
	onlyJoint
	Name string
}

func (c *NameRelationship) joint(s *Shared, p *Part[Shared]) error {
	if err := firstError(atMost("name", c.Name, nameMost), addressless("name", c.Name)); err != nil {
		return err
	}
	if c.Name == s.ownName {
		return refuse("name", "That is what it is called already.")
	}
	p.add(&relationshipNamed{worded: worded{map[string]string{"name": c.Name}}})
	return nil
}

// callItself sets the name to the given one, or to those of the parties that take part; of those invited, too, while
// there are no two.
func (s *Shared) callItself() {
	if s.ownName != "" {
		s.Name = s.ownName
		return
	}
	var active, all []string
	for _, p := range s.All() {
		name := s.PartyName(p.ID)
		if p.State == PartyActive {
			active = append(active, name)
		}
		if p.State == PartyActive || p.State == PartyInvited {
			all = append(all, name)
		}
	}
	if len(active) < 2 {
		active = all
	}
	if len(active) > 1 || s.Name == "" { // who is left alone remembers with whom it was
		s.Name = afterParties(active)
	}
}

// forgetFirst takes a name that is but those of the first two parties for none given.
func (s *Shared) forgetFirst() {
	if len(s.order) == 2 && s.ownName == afterParties([]string{s.PartyName(s.order[0]), s.PartyName(s.order[1])}) {
		s.ownName = ""
	}
}

func afterParties(names []string) string { return strings.Join(names, " × ") }

type relationshipNamed struct {
	worded
	givesNothing
}

func (*relationshipNamed) kind() string     { return "relationship named" }
func (*relationshipNamed) things() []string { return []string{"name"} }
func (e *relationshipNamed) apply(s *Shared, by said) {
	s.ownName, s.nameEntry = e.Words["name"], by.n
	s.callItself()
}
