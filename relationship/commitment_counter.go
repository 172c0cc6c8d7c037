package relationship

import (
	"strings"
	"time"
)

// Terms is one wording of a promise on the way to agreement: the offer or the request, or a counter-offer to it.
type Terms struct {
	What, Condition string
	Due             Date
	By, Party       string // who said it
	At              time.Time
}

// Last is what was said last on the way to agreement, and by whom. The other side is asked to answer it.
func (c *Commitment) Last() Terms {
	if len(c.Terms) == 0 {
		return Terms{}
	}
	return c.Terms[len(c.Terms)-1]
}

// asked is the side that has to answer what was said last.
func (c *Commitment) asked() Side { return c.other(c.Last().Party) }

// CounterCommitment answers an offer or a request with another one: other words, another condition of satisfaction,
// another day. Who gives and who receives stays. The other side then agrees, declines, or counters in turn.
type CounterCommitment struct {
	byMember
	onlyJoint
	Seen
	Commitment      int
	What, Condition string
	Due             Date
}

func (c *CounterCommitment) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *CounterCommitment) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openCommitment(c.Commitment, p.At, CommitmentRequested)
	if err != nil {
		return err
	}
	if err := firstError(s.mustAct(p.By, k.asked()), Promise{What: c.What, Condition: c.Condition}.check()); err != nil {
		return err
	}
	if strings.TrimSpace(c.What) == strings.TrimSpace(k.What) && strings.TrimSpace(c.Condition) == strings.TrimSpace(k.Condition) && c.Due == k.Due {
		return refuse("what", "This is what was said already. Agree to it, or change something.")
	}
	by, err := s.dueBy(p.At, c.Due, k.Giver)
	if err != nil {
		return err
	}
	p.add(&commitmentCountered{worded{map[string]string{"what": c.What, "condition": c.Condition}}, givesNothing{},
		aboutCommitment{k.ID}, c.Due, stamp{by}})
	return nil
}

type commitmentCountered struct {
	worded
	givesNothing
	aboutCommitment
	Due   Date  `json:"due"`
	DueBy stamp `json:"due by"`
}

func (*commitmentCountered) kind() string { return "commitment countered" }
func (e *commitmentCountered) apply(s *Shared, by said) {
	c := e.of(s)
	c.What, c.Condition = e.Words["what"], e.Words["condition"]
	c.Due, c.DueBy, c.OriginalDue = e.Due, e.DueBy.Time, e.Due
	c.Terms = append(c.Terms, Terms{c.What, c.Condition, c.Due, by.by, by.party, by.at})
}
