package relationship

import (
	"fmt"
	"slices"
)

// ShareObjective puts an objective before all parties: one's own party's, or a joint one. Whoever may agree for their
// party confirms it for the party in doing so.
type ShareObjective struct {
	byMember
	// Ours makes it a joint objective; otherwise it is that of one's own party.
	Ours bool
	Goal
	// Draft is the private draft it comes from; 0 without one. What the draft says travels in Goal, and only one's own
	// ledger remembers that there was a draft.
	Draft int
	id    int
}

func (c *ShareObjective) joint(s *Shared, p *Part[Shared]) error {
	if err := c.Goal.complete(s, p.At, Date{}); err != nil {
		return err
	}
	c.id = s.nextID("objective")
	e := &objectiveShared{worded: c.typed(), Objective: c.id, Goal: c.Goal}
	if !c.Ours {
		e.Owner = p.By.Party
	}
	p.add(e)
	s.confirmAtOnce(p, c.id, 1)
	return nil
}

func (c *ShareObjective) own(v View, p *Part[Own]) error {
	if c.Draft == 0 {
		return nil
	}
	if _, err := v.Own.openDraft(c.Draft); err != nil {
		return err
	}
	p.add(&draftShared{aboutDraft: aboutDraft{c.Draft}, Objective: c.id})
	return nil
}

// confirmAtOnce adds the confirmation of a version by the party of who wrote it, if they may agree for it.
func (s *Shared) confirmAtOnce(p *Part[Shared], id, version int) {
	if s.MayAgree(p.By.Person) {
		p.add(&objectiveConfirmed{aboutVersion: aboutVersion{aboutObjective{id}, version}})
	}
}

// AcknowledgeObjective says for one's party that it has read an objective another party shared and takes it into
// account. It is no agreement.
type AcknowledgeObjective struct {
	byMember
	onlyJoint
	Objective int
	Seen
}

func (c *AcknowledgeObjective) joint(s *Shared, p *Part[Shared]) error {
	o, err := s.openObjective(c.Objective, c.Seen.Seen)
	if err != nil {
		return err
	}
	if o.Owner == p.By.Party || o.Joint() && o.Party == p.By.Party {
		return refuse("", "Your own party shared this objective. It is for the others to acknowledge it.")
	}
	if a, ok := o.Acknowledgements[p.By.Party]; ok {
		return refuse("", s.PersonName(a.Person)+" has acknowledged this for "+s.PartyName(p.By.Party)+" already.")
	}
	p.add(&objectiveAcknowledged{aboutVersion: aboutVersion{aboutObjective{o.ID}, o.Number}})
	return nil
}

// ConfirmObjective agrees for one's party to what an objective says now, what good looks like included. It is asked
// again each quarter.
type ConfirmObjective struct {
	byAgreer
	onlyJoint
	Objective int
	Seen
}

func (c *ConfirmObjective) joint(s *Shared, p *Part[Shared]) error {
	o, err := s.openObjective(c.Objective, c.Seen.Seen)
	if err != nil {
		return err
	}
	if err := s.confirmable(o, p.By.Party); err != nil {
		return err
	}
	if a, ok := o.Confirmations[p.By.Party]; ok && a.age(p.At) < ConfirmationRenew {
		return refuse("", fmt.Sprintf("%s confirmed objective %d on %s already. It can be confirmed again from %s.",
			s.PartyName(p.By.Party), o.ID, a.At.Format("2 January"), a.fades(ConfirmationRenew-1).Format("2 January 2006")))
	}
	p.add(&objectiveConfirmed{aboutVersion: aboutVersion{aboutObjective{o.ID}, o.Number}})
	return nil
}

// confirmable refuses a confirmation that is not this party's to give. A party speaks for its own objective alone;
// a joint one needs another party to agree with.
func (s *Shared) confirmable(o *Objective, party string) error {
	if o.Joint() {
		return s.together()
	}
	if o.Owner == party {
		return nil
	}
	return refuse("", "This is "+s.PartyName(o.Owner)+"'s own objective. You can acknowledge it, or link a shared objective to it.")
}

// ReviseObjective changes what an objective says. That makes a new version: what was confirmed and acknowledged
// before no longer counts, but stays on record, and the target agreed first stays the yardstick.
type ReviseObjective struct {
	byMember
	onlyJoint
	Objective int
	Goal
	Seen
}

func (c *ReviseObjective) joint(s *Shared, p *Part[Shared]) error {
	o, err := s.openObjective(c.Objective, c.Seen.Seen)
	if err != nil {
		return err
	}
	if !o.Joint() && o.Owner != p.By.Party {
		return refuse("", "This is "+s.PartyName(o.Owner)+"'s own objective. Only its own people change it.")
	}
	if err := c.Goal.complete(s, p.At, o.Due); err != nil {
		return err
	}
	if c.Goal == o.Goal {
		return refuse("", "Nothing is different from what stands. Change something, or leave it as it is.")
	}
	p.add(&objectiveRevised{worded: c.typed(), aboutVersion: aboutVersion{aboutObjective{o.ID}, o.Number + 1}, Goal: c.Goal})
	s.confirmAtOnce(p, o.ID, o.Number+1)
	return nil
}

// DeclineObjective refuses a joint objective for one's party, with a reason. One refusal is enough to keep it from
// being agreed; it stays to be read, with the refusal, until it is revised or that party confirms it after all.
type DeclineObjective struct {
	byAgreer
	onlyJoint
	Objective int
	Why       string
	Seen
}

func (c *DeclineObjective) joint(s *Shared, p *Part[Shared]) error {
	o, err := s.openObjective(c.Objective, c.Seen.Seen)
	if err != nil {
		return err
	}
	switch {
	case !o.Joint():
		return refuse("", "A party's own objective is not for others to decline. Link it to a shared objective as a conflict instead.")
	case s.ObjectiveState(o) == ObjectiveActive:
		return refuse("", "Every party has agreed this objective. Revise it, or close it together.")
	case o.Objections[p.By.Party].Person != "":
		return refuse("", s.PartyName(p.By.Party)+" has declined this already.")
	}
	if err := nonEmpty("why", c.Why, 2000); err != nil {
		return err
	}
	p.add(&objectiveDeclined{worded: worded{map[string]string{"why": c.Why}}, aboutVersion: aboutVersion{aboutObjective{o.ID}, o.Number}})
	return nil
}

// CloseObjective ends an objective as achieved, missed or retired. A party closes its own; a joint one is closed once
// every party has asked for the same result.
type CloseObjective struct {
	byAgreer
	onlyJoint
	Objective int
	Result    ObjectiveState
	Why       string
	Seen
}

func (c *CloseObjective) joint(s *Shared, p *Part[Shared]) error {
	o, err := s.openObjective(c.Objective, c.Seen.Seen)
	if err != nil {
		return err
	}
	if err := c.check(s, o); err != nil {
		return err
	}
	why := worded{map[string]string{"why": c.Why}}
	closed := &objectiveClosed{worded: why, aboutObjective: aboutObjective{o.ID}, Result: c.Result}
	if !o.Joint() {
		if o.Owner != p.By.Party {
			return refuse("", "This is "+s.PartyName(o.Owner)+"'s own objective. Only its own people close it.")
		}
		p.add(closed)
		return nil
	}
	return c.together(s, o, p, closed)
}

// together proposes the result for one's party, and closes the joint objective if all others proposed it already.
func (c *CloseObjective) together(s *Shared, o *Objective, p *Part[Shared], closed *objectiveClosed) error {
	if err := s.together(); err != nil {
		return err
	}
	waits := slices.ContainsFunc(s.Others(p.By.Party), func(q *Party) bool { return o.Closing[q.ID].Result != c.Result })
	if waits && o.Closing[p.By.Party].Result == c.Result {
		return refuse("", s.PartyName(p.By.Party)+" has proposed this already. It waits for the others.")
	}
	p.add(&objectiveClosingProposed{worded: closed.worded, aboutObjective: aboutObjective{o.ID}, Result: c.Result})
	if !waits {
		closed.worded = worded{} // the reason stands in the proposal
		p.add(closed)
	}
	return nil
}

func (c *CloseObjective) check(s *Shared, o *Objective) error {
	if !slices.Contains(Results, c.Result) {
		return refuse("result", "Choose how it ended: achieved, missed or retired.")
	}
	if c.Result != ObjectiveRetired && s.FirstAgreed(o) == nil {
		return refuse("result", "This objective was never agreed, so it can only be retired.")
	}
	if c.Result == ObjectiveAchieved {
		return atMost("why", c.Why, 2000)
	}
	return nonEmpty("why", c.Why, 2000)
}
