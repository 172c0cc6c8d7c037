package relationship

import (
	"fmt"
	"slices"
	"time"
)

// furthestDue is how far ahead a promise may fall due, in years: what lies further is a hope or an objective.
const furthestDue = 5

// Promise is what is offered or asked for: what, how both will know that it is done, by which day, where it came up, and
// to what on the shared record it is an answer, such as "objective 2".
type Promise struct {
	What, Condition string
	Due             Date
	Origin          Origin
	About           string
}

func (c Promise) check() error {
	if k := c.Origin.Kind; c.Origin.Number < 0 || k == "" && c.Origin.Number > 0 ||
		k != "" && !slices.Contains([]OriginKind{FromCheckIn, FromReview, FromConversation, FromIssue}, k) {
		return refuse("origin", "Choose where this came up: check-in, review, conversation or issue.")
	}
	return firstError(nonEmpty("what", c.What, 500), atMost("condition", c.Condition, 1000))
}

// OfferCommitment promises something to another party, or to one of its people. It counts once that side agrees.
type OfferCommitment struct {
	byMember
	onlyJoint
	Promise
	Receiver Side
}

func (c *OfferCommitment) joint(s *Shared, p *Part[Shared]) error {
	to, err := s.otherSide(p.By, "receiver", c.Receiver)
	if err != nil {
		return err
	}
	e, err := s.promise(p, c.Promise, Side{p.By.Person, p.By.Party}, to)
	if err != nil {
		return err
	}
	p.add(&commitmentOffered{e})
	return nil
}

// RequestCommitment asks a person of another party for a promise to oneself.
type RequestCommitment struct {
	byMember
	onlyJoint
	Promise
	Giver string // person
}

func (c *RequestCommitment) joint(s *Shared, p *Part[Shared]) error {
	if c.Giver == "" {
		return refuse("giver", "Name the person you ask. A promise is given by somebody.")
	}
	from, err := s.otherSide(p.By, "giver", Side{Person: c.Giver})
	if err != nil {
		return err
	}
	e, err := s.promise(p, c.Promise, from, Side{p.By.Person, p.By.Party})
	if err != nil {
		return err
	}
	p.add(&commitmentRequested{e})
	return nil
}

// otherSide completes the other end of a promise and refuses one that is not of another active party.
func (s *Shared) otherSide(by By, field string, side Side) (Side, error) {
	if err := s.together(); err != nil {
		return side, err
	}
	if side.Person != "" {
		who := s.Persons[side.Person]
		if who == nil || !who.Active() {
			return side, refuse(field, "There is no such person here.")
		}
		if who.Role == Observer && who.Party != by.Party {
			return side, refuse(field, s.PersonName(who.ID)+" only reads here. Name somebody else of "+s.PartyName(who.Party)+".")
		}
		side.Party = who.Party
	}
	if side.Party == by.Party {
		return side, refuse(field, "A promise needs somebody in another organisation who accepts it. Keep tasks inside "+
			s.PartyName(by.Party)+" where your team keeps them.")
	}
	if p := s.Parties[side.Party]; p == nil || p.State != PartyActive {
		return side, refuse(field, "Name an organisation that takes part here, or one of its people.")
	}
	return side, nil
}

func (s *Shared) promise(p *Part[Shared], c Promise, giver, receiver Side) (promised, error) {
	if err := c.check(); err != nil {
		return promised{}, err
	}
	if c.About != "" {
		if err := s.known([]string{c.About}); err != nil {
			return promised{}, err
		}
	}
	by, err := s.dueBy(p.At, c.Due, giver)
	return promised{worded: worded{map[string]string{"what": c.What, "condition": c.Condition}},
		aboutCommitment: aboutCommitment{s.nextID("commitment")}, Giver: giver, Receiver: receiver, Due: c.Due,
		DueBy: stamp{by}, Origin: c.Origin, About: c.About}, err
}

// dueBy is the instant at which the due day ends where the giver lives. It refuses a day that is over or too far ahead.
func (s *Shared) dueBy(at time.Time, due Date, giver Side) (time.Time, error) {
	if !due.real() {
		return time.Time{}, asField("due", errDate)
	}
	loc := s.zoneOf(giver)
	today := DateOf(at, loc)
	switch {
	case due.Before(today):
		return time.Time{}, refuse("due", fmt.Sprintf("%s has passed. Choose today or a later day.", due))
	case due.After(today.AddMonths(12 * furthestDue)):
		return time.Time{}, refuse("due", fmt.Sprintf("%s is more than %d years ahead. Choose an earlier day, or make it an objective.", due, furthestDue))
	}
	return DayEnd(due, loc), nil
}

// zoneOf is the zone a side of a promise lives by: the person's, or that of the party's calendar.
func (s *Shared) zoneOf(side Side) *time.Location {
	if p := s.Persons[side.Person]; p != nil {
		return zoneOrUTC(p.Zone)
	}
	return zoneOrUTC(s.CalendarOf(side.Party).Zone)
}

// commitment finds a promise that is on record.
func (s *Shared) commitment(id int) (*Commitment, error) {
	c := s.Commitments[id]
	if c == nil {
		return nil, refuse("commitment", fmt.Sprintf("There is no promise %d here.", id))
	}
	return c, nil
}

// openCommitment finds the promise and refuses it unless it is in one of these states and nobody took it back.
func (s *Shared) openCommitment(id int, now time.Time, states ...CommitmentState) (*Commitment, error) {
	k, err := s.commitment(id)
	if err != nil {
		return nil, err
	}
	state := k.State(now)
	if k.Cancelled == nil && slices.Contains(states, state) {
		return k, nil
	}
	reason := fmt.Sprintf("Promise %d is %s, so this is not possible now.", k.ID, k.standing(now))
	if state == CommitmentLapsed {
		reason += " Its day passed before both agreed. Say it anew: promise new."
	}
	return nil, refuse("", reason)
}

// standing is how a sentence says where the promise stands.
func (c *Commitment) standing(now time.Time) string {
	switch state := c.State(now); {
	case c.Cancelled != nil:
		return "cancelled"
	case state == CommitmentRequested:
		return "not agreed yet"
	case state == CommitmentUnconfirmed:
		return "said to be done"
	default:
		return string(state)
	}
}

// AgreeCommitment makes it a promise, as it was said last: by the receiver of an offer, the giver of what was asked, or
// whoever a counter-offer was made to.
type AgreeCommitment struct {
	byMember
	onlyJoint
	Seen
	Commitment int
}

func (c *AgreeCommitment) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *AgreeCommitment) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openCommitment(c.Commitment, p.At, CommitmentRequested)
	if err != nil {
		return err
	}
	if err := s.mustAct(p.By, k.asked()); err != nil {
		return err
	}
	p.add(&commitmentAgreed{aboutCommitment: aboutCommitment{k.ID}})
	return nil
}

// DeclineCommitment says no to an offer or a request, and why. Saying no early is part of honest promising.
type DeclineCommitment struct {
	byMember
	onlyJoint
	Seen
	Commitment int
	Why        string
}

func (c *DeclineCommitment) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *DeclineCommitment) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openCommitment(c.Commitment, p.At, CommitmentRequested)
	if err != nil {
		return err
	}
	if err := firstError(s.mustAct(p.By, k.asked()), nonEmpty("why", c.Why, 1000)); err != nil {
		return err
	}
	p.add(&commitmentDeclined{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutCommitment{k.ID}})
	return nil
}
