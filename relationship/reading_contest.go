package relationship

import (
	"strings"
	"time"
)

// ContestReading doubts a reading, for another party than the one that reported it: with the value that party has, or
// with a reason. The KPI has no rating until the contest is resolved.
type ContestReading struct {
	byMember
	onlyJoint
	Seen
	Reading    int
	Value, Why string
}

func (c *ContestReading) on() (string, int) { return thing("reading", c.Reading), c.Seen.Seen }

func (c *ContestReading) joint(s *Shared, p *Part[Shared]) error {
	k, r, err := s.reading(c.Reading)
	if err != nil {
		return err
	}
	if err := firstError(s.contestable(r, p), number("value", c.Value), atMost("why", c.Why, 2000)); err != nil {
		return err
	}
	switch {
	case c.Value == "" && strings.TrimSpace(c.Why) == "":
		return refuse("value", "Give the value you have, or say what is wrong with this one.")
	case c.Value != "" && exact(c.Value).Cmp(r.exact()) == 0:
		return refuse("value", "This is the value that was reported: "+r.Value+". Give another, or leave it empty and say why.")
	}
	p.add(&readingContested{worded: worded{map[string]string{"why": c.Why}}, aboutReading: aboutReading{k.ID, r.ID},
		Value: c.Value, Issue: stamp{s.contestTooOld(p.At)}})
	return nil
}

func (s *Shared) contestable(r *Reading, p *Part[Shared]) error {
	switch {
	case r.Party == p.By.Party:
		return refuse("", s.PartyName(r.Party)+" reported this reading. Correct it instead.")
	case r.Contested():
		return refuse("", s.PartyName(r.Contest.Party)+" contests this reading already.")
	case r.State(p.At) == ReadingSilent:
		return refuse("", "This reading was confirmed by silence on "+r.Silent.Format("2 January 2006")+". Ask "+
			s.PersonName(r.By)+" to correct it.")
	case r.ConfirmedBy != "" && s.Persons[r.ConfirmedBy].Party == p.By.Party:
		return refuse("", s.PersonName(r.ConfirmedBy)+" confirmed this reading for "+s.PartyName(p.By.Party)+". Ask "+
			s.PersonName(r.By)+" to correct it.")
	}
	return nil
}

// contestTooOld is the end of the tenth day on which all parties work.
func (s *Shared) contestTooOld(at time.Time) time.Time {
	loc := zoneOrUTC(s.zone())
	return DayEnd(AddWorkingDays(DateOf(at, loc), contestedTooOld, s.Calendars()), loc)
}

// ResolveReading ends a contest by giving in: the contesting party accepts the value that was reported, or the owner's
// party accepts the value the contesting party has. Either way the reading is confirmed.
type ResolveReading struct {
	byMember
	onlyJoint
	Seen
	Reading int
}

func (c *ResolveReading) on() (string, int) { return thing("reading", c.Reading), c.Seen.Seen }

func (c *ResolveReading) joint(s *Shared, p *Part[Shared]) error {
	k, r, err := s.reading(c.Reading)
	switch {
	case err != nil:
		return err
	case !r.Contested():
		return refuse("", "Nobody contests this reading.")
	}
	e := &readingResolved{aboutReading: aboutReading{k.ID, r.ID}}
	if p.By.Party != r.Contest.Party {
		if err := s.byOwnerParty(k, p.By); err != nil {
			return err
		}
		if r.Contest.Value == "" {
			return refuse("", s.PartyName(r.Contest.Party)+" gave a reason but no value. Correct the reading instead.")
		}
		e.Value = r.Contest.Value
	}
	p.add(e)
	return nil
}
