package relationship

import (
	"fmt"
	"slices"
	"time"
)

// mostTopics is how many topics may wait at once: more is no agenda.
const mostTopics = 20

// Topic is something somebody wants to talk about. It is carried from one check-in, or review, to the next until
// somebody of any party closes it.
type Topic struct {
	ID        int
	Text      string
	By, Party string // who brought it up
	At        time.Time
	// Closed is zero while it is carried; ClosedBy closed it, and Outcome, which may be empty, says what came of it.
	Closed   time.Time
	ClosedBy string
	Outcome  string
}

// Topics lists the topics that are carried now, the oldest first.
func (s *Shared) Topics() []*Topic {
	return slices.DeleteFunc(inOrder(s.Carried), func(t *Topic) bool { return !t.Closed.IsZero() })
}

// TopicsOf lists what there is to talk about in a check-in: what was carried before it closed and not closed before it
// opened, the oldest first.
func (s *Shared) TopicsOf(c *CheckIn) []*Topic {
	return slices.DeleteFunc(inOrder(s.Carried), func(t *Topic) bool {
		return !t.At.Before(c.To) || !t.Closed.IsZero() && t.Closed.Before(c.From)
	})
}

// topicRevision is the newest entry about a topic of the check-in, for the message that lists them.
func (s *Shared) topicRevision(c *CheckIn) (last int) {
	for _, t := range s.TopicsOf(c) {
		last = max(last, s.Last(thing("topic", t.ID)))
	}
	return last
}

// CarryTopic brings up something to talk about in the next check-in or review.
type CarryTopic struct {
	byMember
	onlyJoint
	Text string
}

func (c *CarryTopic) joint(s *Shared, p *Part[Shared]) error {
	if err := nonEmpty("topic", c.Text, 300); err != nil {
		return err
	}
	if len(s.Topics()) >= mostTopics {
		return refuse("topic", fmt.Sprintf("%d topics wait already; nobody talks about more. Close one first: checkin topic.", mostTopics))
	}
	p.add(&topicCarried{worded{map[string]string{"topic": c.Text}}, s.nextID("topic")})
	return nil
}

// CloseTopic says that a topic was talked about, or needs it no more.
type CloseTopic struct {
	byMember
	onlyJoint
	Topic   int
	Outcome string
}

func (c *CloseTopic) joint(s *Shared, p *Part[Shared]) error {
	t := s.Carried[c.Topic]
	switch {
	case t == nil:
		return refuse("", fmt.Sprintf("There is no topic %d. See which there are: checkin topic.", c.Topic))
	case !t.Closed.IsZero():
		return refuse("", fmt.Sprintf("Topic %d is closed already, by %s.", t.ID, s.PersonName(t.ClosedBy)))
	}
	if err := atMost("outcome", c.Outcome, 500); err != nil {
		return err
	}
	p.add(&topicClosed{worded{map[string]string{"outcome": c.Outcome}}, givesNothing{}, c.Topic})
	return nil
}

type topicCarried struct {
	worded
	Topic int `json:"topic"`
}

func (*topicCarried) kind() string           { return "topic carried" }
func (e *topicCarried) gives() (string, int) { return "topic", e.Topic }
func (e *topicCarried) things() []string     { return []string{thing("topic", e.Topic)} }
func (e *topicCarried) apply(s *Shared, by said) {
	s.Carried[e.Topic] = &Topic{ID: e.Topic, Text: e.Words["topic"], By: by.by, Party: by.party, At: by.at}
}

type topicClosed struct {
	worded
	givesNothing
	Topic int `json:"topic"`
}

func (*topicClosed) kind() string       { return "topic closed" }
func (e *topicClosed) things() []string { return []string{thing("topic", e.Topic)} }
func (e *topicClosed) apply(s *Shared, by said) {
	if t := s.Carried[e.Topic]; t != nil {
		t.Closed, t.ClosedBy, t.Outcome = by.at, by.by, e.Words["outcome"]
	}
}
