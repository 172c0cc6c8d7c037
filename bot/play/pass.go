package play

import (
	"fmt"
	"time"
)

// The acts of nobody: time passes, the process ends and begins anew, the store is checked.
type (
	passes struct {
		after func(now time.Time, zone *time.Location) time.Time
	}
	reaches  struct{ moment }
	restarts struct{}
	verifies struct{}
)

func (a passes) happen(p *performance) error { return p.pass(a.after(p.now(), p.zone)) }

func (a reaches) happen(p *performance) error {
	zone := p.zone
	if a.zone != nil {
		zone = a.zone
	}
	at := a.after(p.now(), p.zone)
	if a.weekday != "" && at.In(zone).Format("Mon") != a.weekday {
		return fmt.Errorf("%s is a %s", at.In(zone).Format("2 January 2006"), at.In(zone).Weekday())
	}
	return p.pass(at)
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
	return p.open()
}
