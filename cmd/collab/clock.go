package main

import (
	"context"
	"time"

	"collab/relationship"
)

// next moves the demo's clock to the next instant at which something is due, and says what happened.
func (c *console) next(ctx context.Context) (string, error) {
	now := c.store.Now()
	at := c.scheduler.Stop(now)
	if at.IsZero() {
		return "Nothing is due any more.", nil
	}
	return c.move(ctx, now, at)
}

// later moves the demo's clock by days, with every instant on the way at which something is due, and says what happened.
func (c *console) later(ctx context.Context, days int) (string, error) {
	now := c.store.Now()
	return c.move(ctx, now, now.In(c.script.Zone()).AddDate(0, 0, days))
}

// move moves the clock. Whoever pressed may have closed the page meanwhile; the clock does not stop half-way for that.
func (c *console) move(ctx context.Context, from, to time.Time) (string, error) {
	before := c.known()
	if err := c.scheduler.Advance(context.WithoutCancel(ctx), from, to, c.set); err != nil {
		return "", err
	}
	c.scheduler.Wake()
	return c.since(before)
}

func (c *console) set(at time.Time) error {
	c.store.SetOffset(time.Until(at))
	return nil
}

// known is how many joint entries each relationship has.
func (c *console) known() map[string]int {
	n := map[string]int{}
	for _, rel := range c.store.Relationships() {
		if h, err := c.store.Head(rel, relationship.Joint); err == nil {
			n[rel] = h.N
		}
	}
	return n
}

// since says what was recorded jointly since then: everybody in the demo reads it.
func (c *console) since(before map[string]int) (string, error) {
	var fresh []relationship.Mention
	for _, rel := range c.store.Relationships() {
		if err := c.joint(rel, func(v relationship.View) {
			for _, e := range v.Shared.Entries() {
				if e.N > before[rel] {
					fresh = append(fresh, e)
				}
			}
		}); err != nil {
			return "", err
		}
	}
	if len(fresh) == 0 {
		return "Nothing new stands on the shared record. What was due is in direct messages and channels.", nil
	}
	return told(fresh), nil
}
