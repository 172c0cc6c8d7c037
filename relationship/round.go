package relationship

import (
	"fmt"
	"slices"
	"time"
)

// Confidence is how somebody sees what lies ahead.
type Confidence string

// The three words of confidence.
const (
	OnTrack  Confidence = "on track"
	AtRisk   Confidence = "at risk"
	OffTrack Confidence = "off track"
)

// Confidences lists the words of confidence, the best first.
var Confidences = []Confidence{OnTrack, AtRisk, OffTrack}

// Round is one party's side of a check-in: who of its people was asked, and what each did. The other parties see
// counts of it, never names.
type Round struct {
	Asked   []string
	Empty   bool               // nobody of the party was there: its leads are asked, and count as asked once they answer
	Answers map[string]*Answer // person → the newest answer
	Skips   map[string]string  // person → why they skip this one
	Snoozed map[string]time.Time
}

// Answer is what one person answered, as their own party keeps it.
type Answer struct {
	At         time.Time
	Confidence Confidence
	Part, Need string // empty when they were shared: then they stand in joint
	Note       string // for our team alone
	Shared     bool
	Late       bool
}

// counts is how many people count as asked and as answered: who skips with a reason, or is away and has not answered,
// leaves both.
func (o *Own) counts(id int, slot Date) Count {
	r := o.Rounds[id]
	if r == nil {
		return Count{}
	}
	n := Count{Answered: len(r.Answers), Asked: len(r.Answers)}
	for _, p := range r.Asked {
		if _, skips := r.Skips[p]; !r.Empty && r.Answers[p] == nil && !skips && o.awayOn(p, slot) == nil {
			n.Asked++
		}
	}
	return n
}

// counted says whether somebody counts as asked in a check-in and has done nothing yet.
func (o *Own) counted(c *CheckIn, person string) bool {
	r := o.Rounds[c.ID]
	return r != nil && !r.Empty && slices.Contains(o.Silent(c), person)
}

// Silent lists who was asked in a check-in and has neither answered nor skipped nor gone away.
func (o *Own) Silent(c *CheckIn) []string {
	r := o.Rounds[c.ID]
	if r == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Asked), func(p string) bool {
		_, skips := r.Skips[p]
		return r.Answers[p] != nil || skips || o.awayOn(p, c.Slot) != nil
	})
}

// AnswerCheckIn answers a check-in: at first, or again while it is open. What is shared shows the person's name to all
// parties; the note is for their own team alone.
type AnswerCheckIn struct {
	byMember
	CheckIn    int // 0 is the newest
	Confidence Confidence
	Part, Need string
	Share      bool
	Note       string
	lent       lentCount
}

// lentCount is the count a party lends to joint: what it will be once the command stands.
type lentCount struct {
	party string
	Count
}

// say is the event that counts, if the count changed.
func (l lentCount) event(c *CheckIn) []event[Shared] {
	if n := c.Counts[l.party]; n != nil && n.Asked == l.Asked && n.Answered == l.Answered {
		return nil
	}
	return []event[Shared]{&participationCounted{aboutCheckIn: aboutCheckIn{c.ID}, Asked: l.Asked, Answered: l.Answered}}
}

func (c *AnswerCheckIn) lend(v View, by By, _ time.Time) error {
	in, err := v.Shared.checkIn(c.CheckIn)
	if err != nil || v.Party != by.Party {
		return nil // joint refuses
	}
	n := v.Own.counts(in.ID, in.Slot)
	if r := v.Own.Rounds[in.ID]; r == nil || r.Answers[by.Person] == nil {
		n.Answered++
		if !v.Own.counted(in, by.Person) {
			n.Asked++ // they were excused, or not asked at all, and answer all the same
		}
	}
	c.lent = lentCount{by.Party, n}
	return nil
}

func (c *AnswerCheckIn) joint(s *Shared, p *Part[Shared]) error {
	in, err := s.checkIn(c.CheckIn)
	if err != nil {
		return err
	}
	if in != s.Latest() {
		return refuse("", fmt.Sprintf("Check-in %d is long closed; check-in %d is the newest. Answer that one: checkin.", in.ID, s.Latest().ID))
	}
	if !slices.Contains(Confidences, c.Confidence) {
		return refuse("confidence", "Choose how things look: on track, at risk or off track.")
	}
	if err := firstError(atMost("part", c.Part, 3000), atMost("need", c.Need, 3000), atMost("note", c.Note, 3000)); err != nil {
		return err
	}
	if c.Share { // audience: an answer goes to all parties by its author's choice alone; mutate: s/c.Share/c != nil/
		p.add(&checkInShared{worded{map[string]string{"part": c.Part, "need": c.Need}}, givesNothing{}, aboutCheckIn{in.ID}, c.Confidence})
	}
	p.add(c.lent.event(in)...)
	return nil
}

func (c *AnswerCheckIn) own(v View, p *Part[Own]) error {
	in, err := v.Shared.checkIn(c.CheckIn)
	if err != nil {
		return err
	}
	if r := v.Own.Rounds[in.ID]; r != nil && r.Answers[p.By.Person] != nil && in.Closed(p.At) {
		return refuse("", fmt.Sprintf("Check-in %d is closed and you have answered it; what you said stays.", in.ID))
	}
	e := &checkInAnswered{aboutCheckIn: aboutCheckIn{in.ID}, Confidence: c.Confidence, Shared: c.Share, Late: in.Closed(p.At),
		worded: worded{map[string]string{"note": c.Note}}}
	if !c.Share {
		e.Words["part"], e.Words["need"] = c.Part, c.Need
	}
	p.add(e)
	return nil
}

// SkipCheckIn leaves one check-in out, with a reason one's own party keeps.
type SkipCheckIn struct {
	byMember
	CheckIn int
	Why     string
	lent    lentCount
}

func (c *SkipCheckIn) lend(v View, by By, _ time.Time) error {
	in, err := v.Shared.checkIn(c.CheckIn)
	if err != nil || v.Party != by.Party {
		return nil
	}
	n := v.Own.counts(in.ID, in.Slot)
	if v.Own.counted(in, by.Person) {
		n.Asked--
	}
	c.lent = lentCount{by.Party, n}
	return nil
}

func (c *SkipCheckIn) joint(s *Shared, p *Part[Shared]) error {
	in, err := s.checkIn(c.CheckIn)
	if err != nil {
		return err
	}
	if in.Closed(p.At) {
		return refuse("", fmt.Sprintf("Check-in %d is closed. The next one can be skipped once it is open.", in.ID))
	}
	if err := nonEmpty("why", c.Why, 500); err != nil {
		return err
	}
	p.add(c.lent.event(in)...)
	return nil
}

func (c *SkipCheckIn) own(v View, p *Part[Own]) error {
	in, err := v.Shared.checkIn(c.CheckIn)
	if err != nil {
		return err
	}
	if r := v.Own.Rounds[in.ID]; r != nil && r.Answers[p.By.Person] != nil {
		return refuse("", "You have answered this check-in already; there is nothing to skip.")
	}
	p.add(&checkInSkipped{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutCheckIn{in.ID}})
	return nil
}

// SnoozePrompt puts off being asked about the open check-in; only one's own party knows.
type SnoozePrompt struct {
	byMember
	onlyOwn
	CheckIn int
	Until   time.Time
}

func (c *SnoozePrompt) own(v View, p *Part[Own]) error {
	in, err := v.Shared.checkIn(c.CheckIn)
	switch {
	case err != nil:
		return err
	case in.Closed(p.At):
		return refuse("", fmt.Sprintf("Check-in %d is closed; there is nothing left to ask.", in.ID))
	case v.Own.Rounds[in.ID] != nil && v.Own.Rounds[in.ID].Answers[p.By.Person] != nil:
		return refuse("", "You have answered this check-in already; there is nothing left to ask.")
	case !c.Until.After(p.At):
		return refuse("until", "This time has passed. Try 2h, tomorrow or Monday.")
	case c.Until.After(in.To):
		return refuse("until", "The check-in closes before that, on "+in.To.Format("2 January")+". Skip it with a reason instead.")
	}
	p.add(&promptSnoozed{aboutCheckIn: aboutCheckIn{in.ID}, Until: stamp{c.Until.UTC()}})
	return nil
}
