package relationship

import "fmt"

// ProposeNewDue asks, before the due day ends, to move a promise to another day. Renegotiating in time is legitimate
// and counted apart from misses; a newer proposal replaces the one before it.
type ProposeNewDue struct {
	byMember
	onlyJoint
	Seen
	Commitment int
	Due        Date
	Why        string
}

func (c *ProposeNewDue) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *ProposeNewDue) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openCommitment(c.Commitment, p.At, CommitmentAgreed)
	if err != nil {
		return err
	}
	if !s.acts(p.By, k.Giver) && !s.acts(p.By, k.Receiver) {
		return s.mustAct(p.By, k.sideOf(p.By.Party))
	}
	if c.Due == k.Due {
		return refuse("due", fmt.Sprintf("Promise %d is due on %s already. Choose another day.", k.ID, k.Due))
	}
	by, err := s.dueBy(p.At, c.Due, k.Giver)
	if err := firstError(err, nonEmpty("why", c.Why, 1000)); err != nil {
		return err
	}
	p.add(&dueProposed{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutCommitment{k.ID}, c.Due, stamp{by}})
	return nil
}

// sideOf is the side of the promise that belongs to the party; the receiver's for a party that is none of the two.
func (c *Commitment) sideOf(party string) Side {
	if c.Giver.Party == party {
		return c.Giver
	}
	return c.Receiver
}

// AgreeNewDue moves the promise to the day that was proposed, by the other side and before the present due day ended.
type AgreeNewDue struct {
	byMember
	onlyJoint
	Seen
	Commitment int
}

func (c *AgreeNewDue) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *AgreeNewDue) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.proposedDue(c.Commitment, p)
	if err != nil {
		return err
	}
	if !p.At.Before(k.Proposed.DueBy) {
		return refuse("", fmt.Sprintf("%s has passed meanwhile. Propose another day.", k.Proposed.Due))
	}
	p.add(&commitmentRenegotiated{aboutCommitment: aboutCommitment{k.ID}, Due: k.Proposed.Due, DueBy: stamp{k.Proposed.DueBy}})
	return nil
}

// DeclineNewDue keeps the present due day, and says why.
type DeclineNewDue struct {
	byMember
	onlyJoint
	Seen
	Commitment int
	Why        string
}

func (c *DeclineNewDue) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *DeclineNewDue) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.proposedDue(c.Commitment, p)
	if err != nil {
		return err
	}
	if err := nonEmpty("why", c.Why, 1000); err != nil {
		return err
	}
	p.add(&dueDeclined{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutCommitment{k.ID}})
	return nil
}

// proposedDue finds a promise whose new date waits for the one who asks.
func (s *Shared) proposedDue(id int, p *Part[Shared]) (*Commitment, error) {
	k, err := s.commitment(id)
	switch {
	case err != nil:
		return nil, err
	case k.Proposed != nil && k.State(p.At) == CommitmentMissed:
		return nil, refuse("", fmt.Sprintf("The due day of promise %d ended on %s before this was agreed, so the miss stands.", k.ID, k.Due))
	}
	if k, err = s.openCommitment(id, p.At, CommitmentAgreed); err != nil {
		return nil, err
	}
	if k.Proposed == nil {
		return nil, refuse("", fmt.Sprintf("No new date is proposed for promise %d. It is due on %s.", k.ID, k.Due))
	}
	return k, s.mustAct(p.By, k.other(k.Proposed.Party))
}
