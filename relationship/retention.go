package relationship

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A party may set how long what its people wrote is kept: apart for its own ledger and for the joint one. The clock then
// erases the words of what is older, once a day at most; facts stay, so figures do not change. On the joint record, what
// is part of something agreed that is in force is kept as long as that is: see [Shared.inForce].

const (
	leastMonths, mostMonths = 3, 240
	// forgetAt is the hour of the day, in UTC, at which the clock erases.
	forgetAt = 3
)

// SetRetention says for how many months what one's party's people wrote is kept in a ledger: Joint or one's party's
// own. 0 keeps it for good.
type SetRetention struct {
	byLead
	Ledger string
	Months int
}

func (c *SetRetention) check(ledger string, before int) (skip bool, err error) {
	switch {
	case c.Ledger != ledger:
		return true, nil
	case c.Months != 0 && (c.Months < leastMonths || c.Months > mostMonths):
		return false, refuse("months", fmt.Sprintf("Say for how many months, from %d to %d, or off.", leastMonths, mostMonths))
	case c.Months == before:
		return false, refuse("months", "That is how it is already.")
	}
	return false, nil
}

func (c *SetRetention) joint(s *Shared, p *Part[Shared]) error {
	skip, err := c.check(Joint, s.Retention[p.By.Party])
	if err == nil && !skip {
		p.add(&retentionSet[Shared]{Party: p.By.Party, Months: c.Months})
	}
	return err
}

func (c *SetRetention) own(v View, p *Part[Own]) error {
	skip, err := c.check(p.Ledger, v.Own.Retention)
	if err == nil && !skip {
		p.add(&retentionSet[Own]{Party: p.Ledger, Months: c.Months})
	}
	return err
}

// ForgetOld is what the clock does by a party's rule: it erases words in a ledger that are older than they are to be
// kept.
type ForgetOld struct {
	byClock
	Ledger string
}

func (*ForgetOld) anytime() {}

func (c *ForgetOld) joint(s *Shared, p *Part[Shared]) error {
	if c.Ledger != Joint {
		return nil
	}
	for _, n := range s.Outlived(lastForgetting(p.At)) {
		p.add(&wordsRedacted[Shared]{N: n})
	}
	return nil
}

func (c *ForgetOld) own(v View, p *Part[Own]) error {
	if c.Ledger != p.Ledger {
		return nil
	}
	for _, n := range v.Own.Outlived(lastForgetting(p.At)) {
		p.add(&wordsRedacted[Own]{N: n})
	}
	return nil
}

// Outlived lists the joint entries whose words have been kept as long at now as their authors' parties keep them.
func (s *Shared) Outlived(now time.Time) (out []int) {
	s.ageing(func(n int, until time.Time) {
		if !until.After(now) {
			out = append(out, n)
		}
	})
	return out
}

// Outlived lists the entries of the party's own ledger whose words have been kept as long at now as it keeps them.
// Accounts stay while their people take part.
func (o *Own) Outlived(now time.Time) (out []int) {
	o.ageing(func(n int, until time.Time) {
		if !until.After(now) {
			out = append(out, n)
		}
	})
	return out
}

// ageing calls each with every entry whose words will go, and when.
func (s *Shared) ageing(each func(n int, until time.Time)) {
	said := keptUntil(s.Evidence)
	if len(s.Retention) == 0 && len(said) == 0 {
		return
	}
	for _, e := range s.entries {
		if until, own := said[e.N]; own && e.Worded {
			each(e.N, until)
			continue
		}
		if months := s.Retention[e.Party]; months > 0 && e.Worded && !s.inForce(e) {
			each(e.N, e.At.AddDate(0, months, 0))
		}
	}
}

func (o *Own) ageing(each func(n int, until time.Time)) {
	said := keptUntil(o.Noted)
	if o.Retention == 0 && len(said) == 0 {
		return
	}
	var held []int
	for person := range o.Accounts {
		held = append(held, o.accounted[person]...)
	}
	for _, e := range o.entries {
		until, own := said[e.N]
		switch {
		case !e.Worded:
		case own:
			each(e.N, until)
		case o.Retention > 0 && e.Party == o.head.Ledger && !slices.Contains(held, e.N):
			each(e.N, e.At.AddDate(0, o.Retention, 0))
		}
	}
}

// keptUntil is when the words of evidence go that was logged with a last day, by the entry that logged it: once that day
// has ended in UTC, whatever its party's rule and whatever it is about.
func keptUntil(all map[int]*Evidence) (until map[int]time.Time) {
	for _, e := range all {
		if e.Keep.IsZero() || !e.Expired.IsZero() {
			continue
		}
		if until == nil {
			until = map[int]time.Time{}
		}
		until[e.entry] = e.Keep.AddDays(1).midnight()
	}
	return until
}

// inForce says whether an entry's words are kept whatever its party's rule: those of the charter, of minutes, of who
// takes part, and of objectives, KPIs, links, promises and decisions that hold.
func (s *Shared) inForce(e Mention) bool {
	switch e.Kind {
	case (*relationshipBegun)(nil).kind(), (*partyInvited)(nil).kind():
		return true
	case (*relationshipNamed)(nil).kind():
		return e.N == s.nameEntry
	case (*personNamed)(nil).kind():
		return slices.ContainsFunc(s.People(e.Party), func(p *Person) bool { return p.named[len(p.named)-1] == e.N })
	}
	return slices.ContainsFunc(e.Things, s.holds)
}

// holds says whether a thing is in force.
func (s *Shared) holds(thing string) bool {
	noun, number, _ := strings.Cut(thing, " ")
	id, _ := strconv.Atoi(number)
	switch noun {
	case "objective":
		o := s.Objectives[id]
		return o != nil && o.Open()
	case "link":
		l := s.Links[id]
		return l != nil && s.Counts(l)
	case "commitment":
		c := s.Commitments[id]
		return c != nil && c.Declined.IsZero() && c.Cancelled == nil && (c.Done == nil || c.Done.Accepted.IsZero())
	case "kpi":
		k := s.KPIs[id]
		return k != nil && k.Retired.IsZero()
	case "decision":
		d := s.Decisions[id]
		return d != nil && d.State() == DecisionDecided
	case "review":
		return true
	}
	return false
}

// lastForgetting is the newest instant up to now at which the clock erases.
func lastForgetting(now time.Time) time.Time {
	now = now.UTC()
	at := time.Date(now.Year(), now.Month(), now.Day(), forgetAt, 0, 0, 0, time.UTC)
	if at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

// forgetting is owed by the clock on the day after something has been kept long enough.
func (v View) forgetting() []Duty {
	var first time.Time
	ledger, each := Joint, func(_ int, until time.Time) { first = earlierOf(first, until) }
	if v.Party == "" {
		v.Shared.ageing(each)
	} else {
		ledger = v.Party
		v.Own.ageing(each)
	}
	if first.IsZero() {
		return nil
	}
	at := lastForgetting(first)
	if at.Before(first) {
		at = at.AddDate(0, 0, 1)
	}
	return []Duty{{Key: "forget " + ledger + " " + at.Format(time.DateOnly), Kind: DutyForget, Thing: ledger, At: at, Until: at.AddDate(ever, 0, 0)}}
}

// retentionSet is a party's rule for one ledger.
type retentionSet[S any] struct {
	wordless
	givesNothing
	Party  string `json:"party"`
	Months int    `json:"months"`
}

func (*retentionSet[S]) kind() string       { return "retention set" }
func (e *retentionSet[S]) things() []string { return []string{"retention " + e.Party} }
func (e *retentionSet[S]) apply(s *S, _ said) {
	switch s := any(s).(type) {
	case *Shared:
		if s.Retention[e.Party] = e.Months; e.Months == 0 {
			delete(s.Retention, e.Party)
		}
	case *Own:
		s.Retention = e.Months
	}
}
