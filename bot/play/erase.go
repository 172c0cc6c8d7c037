package play

import "fmt"

// erases is the operator who takes somebody out of every record.
type erases struct{ who Person }

func (p *parser) erases(part []string) error {
	who, ok := p.person(part[0])
	if !ok {
		return fmt.Errorf("%s is nobody of this play", part[0])
	}
	return p.act(erases{who})
}

func (e erases) happen(p *performance) error {
	if _, err := p.house.Store.Erase(e.who.Account().String(), true); err != nil {
		return err
	}
	return p.settle()
}
