package play

import (
	"cmp"
	"fmt"
)

// appoints is the operator who gives a party a relationship manager, in the relationship that a channel is linked to.
type appoints struct {
	in        Channel
	who, gone Person // gone is nobody when its word is empty
}

func (p *parser) appoints(part []string) (err error) {
	var a appoints
	var ok bool
	if a.in, err = p.known(part[1]); err != nil {
		return err
	}
	if a.who, ok = p.person(part[0]); !ok {
		return fmt.Errorf("%s is nobody of this play", part[0])
	}
	if a.gone, ok = p.person(part[2]); part[2] != "" && !ok {
		return fmt.Errorf("%s is nobody of this play", part[2])
	}
	return p.act(a)
}

func (a appoints) happen(p *performance) error {
	rel, _, ok := p.house.Store.At(a.in.Place().String())
	if !ok {
		return fmt.Errorf("#%s is linked to no relationship", a.in.ID)
	}
	party, person := p.takesPart(rel, a.who)
	var gone []string
	if _, id := p.takesPart(rel, a.gone); id != "" {
		gone = append(gone, id)
	}
	if person == "" {
		return fmt.Errorf("%s takes no part in it", cmp.Or(a.who.ID, "nobody"))
	}
	if _, err := p.house.Store.Appoint(rel, party, person, gone); err != nil {
		return err
	}
	return p.settle()
}

// takesPart is as whom somebody takes part in a relationship; nobody when they do not.
func (p *performance) takesPart(rel string, who Person) (party, person string) {
	for _, m := range p.house.Store.Memberships(who.Account().String()) {
		if m.Relationship == rel {
			return m.Party, m.Person
		}
	}
	return "", ""
}
