package relationship

import (
	"fmt"
	"time"
)

// DecisionState is where a decision stands.
type DecisionState string

// The states of a decision. One that another takes the place of stands until that other is decided.
const (
	DecisionProposed   DecisionState = "proposed"
	DecisionDecided    DecisionState = "decided"
	DecisionSuperseded DecisionState = "superseded" // another was decided in its place
	DecisionReversed   DecisionState = "reversed"   // it was decided that it no longer holds, and nothing in its place
)

// Decision is one line of the joint decision log: what was asked, which options there were, what came out and on which
// evidence. It is proposed until every party agreed to it: with the minutes of its review, or by itself.
type Decision struct {
	ID     int
	Review int // in which it came up; 0 outside a review
	// Question, Options and Outcome are in the words of who recorded it; Why is why it replaces another one.
	Question, Options, Outcome, Why string
	About                           []string // things, such as "objective 2"
	Evidence                        []int    // it rests on
	LookAgain                       Date     // when to ask whether it still holds; zero when nobody wants to
	By, Party                       string   // who recorded it
	At                              time.Time
	// Agreed says which parties have agreed to it by itself; minutes keep their own.
	Agreed  map[string]Assent
	Refusal *DecisionRefusal // the veto against it; nil without
	// Decided is when every party had agreed; zero while they have not.
	Decided time.Time
	// Replaces is the decision it takes the place of, and Reverses says that nothing is to hold in its place; 0 and
	// false for others.
	Replaces int
	Reverses bool
	// Replaced is the decision that took its place; 0 while none did.
	Replaced int
	reversed bool
}

// DecisionRefusal is a party's veto, with its reason.
type DecisionRefusal struct {
	By, Party, Why string
	At             time.Time
}

// State is where the decision stands.
func (d *Decision) State() DecisionState {
	switch {
	case d.reversed:
		return DecisionReversed
	case d.Replaced > 0:
		return DecisionSuperseded
	case !d.Decided.IsZero():
		return DecisionDecided
	}
	return DecisionProposed
}

// Title is what to call the decision; its number when the words were erased.
func (d *Decision) Title() string {
	if d.Question != "" {
		return d.Question
	}
	return thing("decision", d.ID)
}

// Resolution is what is decided, as somebody records it.
type Resolution struct {
	// Review is the one in which it came up; 0 outside a review.
	Review                     int
	Question, Options, Outcome string
	About                      []string // things, such as "objective 2"
	Evidence                   []int
	LookAgain                  Date
}

func (c Resolution) check(s *Shared, now time.Time) error {
	if c.Review != 0 {
		if _, err := s.openReview(c.Review, now); err != nil {
			return err
		}
	}
	if !c.LookAgain.IsZero() {
		if err := c.LookAgain.ahead(now, zoneOrUTC(s.zone())); err != nil {
			return asField("look again", err)
		}
	}
	if len(c.About) > mostLinks {
		return refuse("about", fmt.Sprintf("Name at most %d things.", mostLinks))
	}
	return firstError(nonEmpty("question", c.Question, 500), atMost("options", c.Options, 2000), s.known(c.About), s.citable(c.Evidence))
}

// ahead refuses a day that is none, or has passed.
func (d Date) ahead(now time.Time, loc *time.Location) error {
	if !d.real() {
		return errDate
	}
	if d.Before(DateOf(now, loc)) {
		return refuse("look again", "This day has passed. Choose today or a later one, or leave it out.")
	}
	return nil
}

// RecordDecision writes down what was decided. In a review it is decided once every party agreed the minutes that list
// it; outside one, once every party agreed to it. Whoever speaks for their party agrees by recording it.
type RecordDecision struct {
	byMember
	onlyJoint
	Resolution
}

func (c *RecordDecision) joint(s *Shared, p *Part[Shared]) error {
	if err := firstError(s.together(), c.check(s, p.At), nonEmpty("outcome", c.Outcome, 2000)); err != nil {
		return err
	}
	s.record(p, c.Resolution, &decisionRecorded{})
	return nil
}

// record adds the decision, with the word of a party whose agreer recorded it outside a review.
func (s *Shared) record(p *Part[Shared], c Resolution, e *decisionRecorded) {
	e.Decision, e.Review, e.About, e.Evidence, e.LookAgain = s.nextID("decision"), c.Review, c.About, c.Evidence, c.LookAgain
	if e.Words == nil {
		e.Words = map[string]string{}
	}
	e.Words["question"], e.Words["options"], e.Words["outcome"] = c.Question, c.Options, c.Outcome
	p.add(e)
	if c.Review == 0 && s.MayAgree(p.By.Person) {
		p.add(&decisionAgreed{aboutDecision: aboutDecision{e.Decision}})
	}
}

// SupersedeDecision proposes another decision in the place of one, or, with Reverse, that it no longer holds. It is
// decided like every other; until then the old one stands.
type SupersedeDecision struct {
	byMember
	onlyJoint
	Seen
	// Review is the one in which it came up; 0 outside a review.
	Review, Decision int
	// Outcome is what is to hold instead; empty when Reverse is set.
	Outcome, Why string
	Reverse      bool
	LookAgain    Date
}

func (c *SupersedeDecision) on() (string, int) { return thing("decision", c.Decision), c.Seen.Seen }

func (c *SupersedeDecision) joint(s *Shared, p *Part[Shared]) error {
	old, err := s.decision(c.Decision)
	if err != nil {
		return err
	}
	if old.Replaced > 0 {
		return refuse("", fmt.Sprintf("Decision %d is %s: decision %d took its place. Replace that one.", old.ID, old.State(), old.Replaced))
	}
	r := Resolution{Review: c.Review, Question: old.Title(), Options: old.Options, Outcome: c.Outcome, About: old.About, LookAgain: c.LookAgain}
	if c.Reverse {
		r.Outcome = ""
	} else if err := nonEmpty("outcome", c.Outcome, 2000); err != nil {
		return err
	}
	if err := firstError(s.together(), r.check(s, p.At), nonEmpty("why", c.Why, 2000)); err != nil {
		return err
	}
	s.record(p, r, &decisionRecorded{worded: worded{map[string]string{"why": c.Why}}, Replaces: old.ID, Reverses: c.Reverse})
	return nil
}

// decision finds a decision that is on record.
func (s *Shared) decision(id int) (*Decision, error) {
	if d := s.Decisions[id]; d != nil {
		return d, nil
	}
	return nil, refuse("decision", fmt.Sprintf("There is no decision %d here. List them with: decision.", id))
}

// proposedDecision is a decision that waits for the parties' agreement.
func (s *Shared) proposedDecision(id int) (*Decision, error) {
	d, err := s.decision(id)
	switch {
	case err != nil:
		return nil, err
	case !d.Decided.IsZero():
		return nil, refuse("", fmt.Sprintf("Decision %d was decided on %s. Propose another in its place: decision %d replace.", d.ID, d.Decided.Format("2 January 2006"), d.ID))
	case d.Refusal != nil:
		return nil, refuse("", fmt.Sprintf("%s refused decision %d. Record another one that both can agree to.", s.PartyName(d.Refusal.Party), d.ID))
	}
	return d, s.together()
}

// AgreeDecision agrees for one's party to a decision that waits. With the last party's word it is decided.
type AgreeDecision struct {
	byAgreer
	onlyJoint
	Seen
	Decision int
}

func (c *AgreeDecision) on() (string, int) { return thing("decision", c.Decision), c.Seen.Seen }

func (c *AgreeDecision) joint(s *Shared, p *Part[Shared]) error {
	d, err := s.proposedDecision(c.Decision)
	if err != nil {
		return err
	}
	if _, done := d.Agreed[p.By.Party]; done {
		return refuse("", s.PartyName(p.By.Party)+" has agreed already.")
	}
	if old := s.Decisions[d.Replaces]; old != nil && old.Replaced > 0 {
		return refuse("", fmt.Sprintf("Decision %d is %s meanwhile: decision %d took its place. Refuse this one, and replace that one.", old.ID, old.State(), old.Replaced))
	}
	p.add(&decisionAgreed{aboutDecision: aboutDecision{d.ID}})
	return nil
}

// RefuseDecision is a party's veto against a decision that waits, with its reason.
type RefuseDecision struct {
	byAgreer
	onlyJoint
	Seen
	Decision int
	Why      string
}

func (c *RefuseDecision) on() (string, int) { return thing("decision", c.Decision), c.Seen.Seen }

func (c *RefuseDecision) joint(s *Shared, p *Part[Shared]) error {
	d, err := s.proposedDecision(c.Decision)
	if err := firstError(err, nonEmpty("why", c.Why, 2000)); err != nil {
		return err
	}
	p.add(&decisionRefused{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutDecision{d.ID}})
	return nil
}
