package relationship

import (
	"fmt"
	"slices"
)

// evidenceIn finds the evidence and refuses it unless it is in one of these states.
func (s *Shared) evidenceIn(id int, states ...EvidenceState) (*Evidence, error) {
	e, err := s.evidence(id)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(states, e.judged()) {
		return nil, refuse("", fmt.Sprintf("Evidence %d is %s, so this is not possible. %s", e.ID, e.State(), e.instead()))
	}
	return e, nil
}

// instead is what can be done with evidence in the state it is in.
func (e *Evidence) instead() string {
	switch e.judged() {
	case EvidenceLogged, EvidenceLinked:
		return "Another party accepts or challenges it first."
	case EvidenceChallenged:
		return "Whoever challenged it upholds it, or whoever logged it gives it up."
	}
	return "Log new evidence of what is different."
}

// unjudged finds evidence that nobody has judged yet, for somebody of another party than the one that logged it.
func (s *Shared) unjudged(id int, by By) (*Evidence, error) {
	e, err := s.evidenceIn(id, EvidenceLogged, EvidenceLinked)
	if err == nil {
		err = e.unexpired("")
	}
	if err == nil && e.Party == by.Party {
		return nil, refuse("", s.PartyName(e.Party)+" logged this evidence. Another party accepts or challenges it.")
	}
	return e, err
}

// unexpired refuses evidence whose words were kept long enough and are gone.
func (e *Evidence) unexpired(field string) error {
	if e.Expired.IsZero() {
		return nil
	}
	return refuse(field, fmt.Sprintf("Evidence %d expired on %s: its words were kept until then and are gone. Log it anew if you still have it.", e.ID, e.Expired.Format("2 January 2006")))
}

// AcceptEvidence says, for another party than the one that logged it, that the evidence is sound.
type AcceptEvidence struct {
	byMember
	onlyJoint
	Seen
	Evidence int
}

func (c *AcceptEvidence) on() (string, int) { return thing("evidence", c.Evidence), c.Seen.Seen }

func (c *AcceptEvidence) joint(s *Shared, p *Part[Shared]) error {
	e, err := s.unjudged(c.Evidence, p.By)
	if err != nil {
		return err
	}
	p.add(&evidenceAccepted{aboutEvidence: aboutEvidence{e.ID}})
	return nil
}

// ChallengeEvidence doubts evidence of another party, and says why. It stays on record and still counts until it is
// rejected; the challenge is shown with it.
type ChallengeEvidence struct {
	byMember
	onlyJoint
	Seen
	Evidence int
	Why      string
}

func (c *ChallengeEvidence) on() (string, int) { return thing("evidence", c.Evidence), c.Seen.Seen }

func (c *ChallengeEvidence) joint(s *Shared, p *Part[Shared]) error {
	e, err := s.unjudged(c.Evidence, p.By)
	if err := firstError(err, nonEmpty("why", c.Why, 1000)); err != nil {
		return err
	}
	p.add(&evidenceChallenged{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutEvidence{e.ID}})
	return nil
}

// UpholdEvidence ends a challenge: the challenging party is satisfied, or a third party finds the evidence sound. The
// party that logged it cannot uphold its own.
type UpholdEvidence struct {
	byMember
	onlyJoint
	Seen
	Evidence int
	Why      string
}

func (c *UpholdEvidence) on() (string, int) { return thing("evidence", c.Evidence), c.Seen.Seen }

func (c *UpholdEvidence) joint(s *Shared, p *Part[Shared]) error {
	e, err := s.evidenceIn(c.Evidence, EvidenceChallenged)
	if err == nil && e.Party == p.By.Party {
		err = refuse("", s.PartyName(e.Party)+" logged this evidence. The party that challenged it, or a third one, upholds it.")
	}
	if err := firstError(err, atMost("why", c.Why, 1000)); err != nil {
		return err
	}
	p.add(&evidenceUpheld{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutEvidence{e.ID}})
	return nil
}

// RejectEvidence ends a challenge the other way: the party that logged the evidence gives it up, or a third party finds
// it unsound. The challenger cannot reject what it challenged: nobody is judge in their own cause.
type RejectEvidence struct {
	byMember
	onlyJoint
	Seen
	Evidence int
	Why      string
}

func (c *RejectEvidence) on() (string, int) { return thing("evidence", c.Evidence), c.Seen.Seen }

func (c *RejectEvidence) joint(s *Shared, p *Part[Shared]) error {
	e, err := s.evidenceIn(c.Evidence, EvidenceChallenged)
	if err == nil && e.Challenge.Party == p.By.Party {
		err = refuse("", s.PartyName(p.By.Party)+" challenged this evidence. "+s.PartyName(e.Party)+", or a third party, decides whether it is given up.")
	}
	if err := firstError(err, nonEmpty("why", c.Why, 1000)); err != nil {
		return err
	}
	p.add(&evidenceRejected{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutEvidence{e.ID}})
	return nil
}
