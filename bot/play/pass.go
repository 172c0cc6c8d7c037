package play

import (
	"bytes"
	"fmt"
	"time"

	"collab/relationship"
)

// The acts of nobody: time passes, the process ends and begins anew, the store is checked.
type (
	passes struct {
		after func(now time.Time, zone *time.Location) (time.Time, error)
	}
	restarts struct{}
	verifies struct{}
)

func (a passes) happen(p *performance) error {
	to, err := a.after(p.now(), p.zone)
	if err != nil {
		return err
	}
	return p.pass(to)
}

// pass lets time go on to an instant, and everything happen that is due before.
func (p *performance) pass(to time.Time) error {
	now := p.now()
	if !to.After(now) {
		return fmt.Errorf("it is %s already; time does not go back", now.In(p.zone).Format("Mon 2 Jan 2006 15:04 MST"))
	}
	p.passing, p.shown = true, time.Time{}
	defer func() { p.passing = false }()
	if p.house.Advance != nil {
		if err := p.house.Advance(p.ctx, now, to, p.set); err != nil {
			return err
		}
	}
	return p.set(to)
}

func (restarts) happen(p *performance) error {
	if err := p.house.Store.Close(); err != nil {
		return err
	}
	return p.open()
}

func (verifies) happen(p *performance) error {
	if err := p.house.Store.Close(); err != nil {
		return err
	}
	if err := p.stage.Verify(); err != nil {
		return err
	}
	if err := p.open(); err != nil {
		return err
	}
	for _, rel := range p.house.Store.Relationships() {
		if err := p.exports(rel); err != nil {
			return err
		}
	}
	return nil
}

// exports checks what each party could take away and check alone.
func (p *performance) exports(rel string) error {
	var parties []string
	_, err := p.house.Store.Read(rel, "", func(v relationship.View) { // audience: which parties take part stands in joint; mutate: s/""/"acme"/
		for _, one := range v.Shared.All() {
			if one.State == relationship.PartyActive || one.State == relationship.PartyLeft {
				parties = append(parties, one.ID)
			}
		}
	})
	for _, party := range parties {
		for _, ledger := range []string{relationship.Joint, party} { // audience: a party takes joint and its own ledger, no other; mutate: s/, party}/, "borealis"}/
			if err == nil {
				err = p.export(rel, party, ledger)
			}
		}
	}
	return err
}

func (p *performance) export(rel, party, ledger string) error {
	var file bytes.Buffer
	if err := p.house.Store.Export(rel, party, ledger, &file); err != nil {
		return fmt.Errorf("export %s for %s: %w", ledger, party, err)
	}
	if _, err := relationship.VerifyExport(&file); err != nil {
		return fmt.Errorf("the export of %s for %s does not verify: %w", ledger, party, err)
	}
	return nil
}
