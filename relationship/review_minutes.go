package relationship

import (
	"fmt"
	"time"
)

// Minutes is what a review came to, in words that every party agrees, with the decisions and actions as they were when
// they were proposed. What is recorded later is in the next proposal.
type Minutes struct {
	Version   int
	By, Party string // who proposed them
	At        time.Time
	// Entry is the number of the joint entry that holds them.
	Entry   int
	Summary string
	// Differences is what the parties do not agree on, each in its own account: so both can sign what was said.
	Differences        string
	Decisions, Actions []int // numbers of decisions and of promises
	// Answers are those each party had given, as they then were.
	Answers map[string]map[ReviewQuestion]*ReviewAnswer
	// Agreed says by party who agreed this version; the party that proposed it did.
	Agreed map[string]Assent
	// Refusals are the vetoes against this and all earlier versions, oldest first.
	Refusals []MinutesRefusal
	// Closed is when every party that then took part had agreed; zero while they have not.
	Closed time.Time
}

// MinutesRefusal is a party's veto against a version of the minutes, with its reason.
type MinutesRefusal struct {
	Version        int
	By, Party, Why string
	At             time.Time
}

// Refused is the veto against this version; nil when there is none.
func (m *Minutes) Refused() *MinutesRefusal {
	if n := len(m.Refusals); n > 0 && m.Refusals[n-1].Version == m.Version {
		return &m.Refusals[n-1]
	}
	return nil
}

// Stuck says that minutes were refused twice or more: then each side's account belongs under the differences.
func (m *Minutes) Stuck() bool { return len(m.Refusals) > 1 }

// ProposeMinutes proposes what a review came to. One's own party agrees at once; an earlier version no longer waits.
type ProposeMinutes struct {
	byMember
	onlyJoint
	Review               int // 0 is the newest
	Summary, Differences string
}

func (c *ProposeMinutes) joint(s *Shared, p *Part[Shared]) error {
	r, err := s.openReview(c.Review, p.At)
	if err != nil {
		return err
	}
	if err := firstError(s.mustSign(r, p.By), s.together()); err != nil {
		return err
	}
	if r.Held == nil {
		return refuse("", fmt.Sprintf("Review %d was not held yet. Record first who was there: review held.", r.ID))
	}
	if err := firstError(nonEmpty("summary", c.Summary, 3000), atMost("differences", c.Differences, 3000)); err != nil {
		return err
	}
	e := &minutesProposed{worded: worded{map[string]string{"summary": c.Summary, "differences": c.Differences}},
		aboutReview: aboutReview{r.ID}, Version: r.proposals + 1, Decisions: r.Decisions}
	for _, a := range s.Actions(r.ID, p.At) {
		e.Actions = append(e.Actions, a.ID)
	}
	p.add(e)
	return nil
}

// AgreeMinutes agrees for one's party to the minutes of a review. With the last party's agreement the review is closed,
// and what was decided in it stands.
type AgreeMinutes struct {
	byMember
	onlyJoint
	Seen
	Review int // 0 is the newest
	// Version is the one the person read; 0 leaves it unchecked.
	Version int
}

func (c *AgreeMinutes) joint(s *Shared, p *Part[Shared]) error {
	r, err := s.minutesOf(c.Review, c.Version, c.Seen, p)
	if err != nil {
		return err
	}
	if _, done := r.Minutes.Agreed[p.By.Party]; done {
		return refuse("", s.PartyName(p.By.Party)+" has agreed these minutes already.")
	}
	p.add(&minutesAgreed{aboutReview: aboutReview{r.ID}, Version: r.Minutes.Version})
	return nil
}

// RefuseMinutes is a party's veto against minutes, with its reason.
type RefuseMinutes struct {
	byMember
	onlyJoint
	Seen
	Review, Version int // as in AgreeMinutes
	Why             string
}

func (c *RefuseMinutes) joint(s *Shared, p *Part[Shared]) error {
	r, err := s.minutesOf(c.Review, c.Version, c.Seen, p)
	if err != nil {
		return err
	}
	if r.Minutes.Party == p.By.Party {
		return refuse("", s.PartyName(p.By.Party)+" proposed these minutes. Propose them again with what should read otherwise: review minutes.")
	}
	if err := nonEmpty("why", c.Why, 2000); err != nil {
		return err
	}
	p.add(&minutesRefused{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutReview{r.ID}, r.Minutes.Version})
	return nil
}

// minutesOf is a review with minutes that wait for agreement, and that the person, who speaks for their party, read.
func (s *Shared) minutesOf(id, version int, seen Seen, p *Part[Shared]) (*Review, error) {
	r, err := s.openReview(id, p.At)
	if err != nil {
		return nil, err
	}
	if err := firstError(s.mustSign(r, p.By), s.together()); err != nil {
		return nil, err
	}
	m := r.Minutes
	switch {
	case m == nil:
		return nil, refuse("", fmt.Sprintf("No minutes of review %d are proposed. Propose them: review minutes.", r.ID))
	case version != 0 && version != m.Version || seen.Seen != 0 && seen.Seen < m.Entry:
		return nil, &Refusal{Thing: thing("review", r.ID), Last: m.Entry,
			Reason: s.nameOf(m.By) + fmt.Sprintf(" proposed version %d of these minutes since you opened this.", m.Version)}
	case m.Refused() != nil:
		return nil, refuse("", s.PartyName(m.Refused().Party)+fmt.Sprintf(" refused version %d of these minutes. ", m.Version)+m.wayOn())
	}
	return r, nil
}

// wayOn says how to go on after a veto. After the second one it is of no use to look for words that both like.
func (m *Minutes) wayOn() string {
	if m.Stuck() {
		return "Propose them again with both accounts under what we do not agree on, so that each side signs what was said: review minutes."
	}
	return "Propose them again with what should read otherwise: review minutes."
}
