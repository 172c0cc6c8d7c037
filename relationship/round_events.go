package relationship

import "time"

type participationCounted struct {
	wordless
	givesNothing
	aboutCheckIn
	Asked    int `json:"asked"`
	Answered int `json:"answered"`
}

func (*participationCounted) kind() string { return "participation counted" }

// author is nobody: joint must not tell who answered.
func (*participationCounted) author() string { return "" } // audience: who answered stays with their party; mutate: s/""/"p1"/
func (e *participationCounted) apply(s *Shared, by said) {
	c := s.CheckIns[e.CheckIn]
	if c == nil {
		return
	}
	n := c.Counts[by.party]
	if n == nil {
		n = &Count{}
		c.Counts[by.party] = n
	}
	if n.First.IsZero() && e.Answered > 0 {
		n.First = by.at
	}
	n.Asked, n.Answered = e.Asked, e.Answered
}

type checkInShared struct {
	worded
	givesNothing
	aboutCheckIn
	Confidence Confidence `json:"confidence"`
}

func (*checkInShared) kind() string { return "check-in shared" }
func (e *checkInShared) apply(s *Shared, by said) {
	if c := s.CheckIns[e.CheckIn]; c != nil {
		c.Said[by.by] = &SharedAnswer{by.by, by.at, e.Confidence, e.Words["part"], e.Words["need"], c.Closed(by.at)}
	}
}

// roundOf is the round of a check-in in a party's own ledger.
func (o *Own) roundOf(id int) *Round {
	r := o.Rounds[id]
	if r == nil {
		r = &Round{Answers: map[string]*Answer{}, Skips: map[string]string{}, Snoozed: map[string]time.Time{}}
		o.Rounds[id] = r
	}
	return r
}

type membersAsked struct {
	wordless
	givesNothing
	aboutCheckIn
	Persons []string `json:"persons"`
	Empty   bool     `json:"empty,omitempty"` // nobody of the party is there, so its leads are asked
}

func (*membersAsked) kind() string { return "members asked" }
func (e *membersAsked) apply(o *Own, _ said) {
	r := o.roundOf(e.CheckIn)
	r.Asked, r.Empty = e.Persons, e.Empty
}

type checkInAnswered struct {
	worded
	givesNothing
	aboutCheckIn
	Confidence Confidence `json:"confidence"`
	Shared     bool       `json:"shared,omitempty"`
	Late       bool       `json:"late,omitempty"`
}

func (*checkInAnswered) kind() string { return "check-in answered" }
func (e *checkInAnswered) apply(o *Own, by said) {
	o.roundOf(e.CheckIn).Answers[by.by] = &Answer{At: by.at, Confidence: e.Confidence, Part: e.Words["part"],
		Need: e.Words["need"], Note: e.Words["note"], Shared: e.Shared, Late: e.Late}
}

type checkInSkipped struct {
	worded
	givesNothing
	aboutCheckIn
}

func (*checkInSkipped) kind() string { return "check-in skipped" }
func (e *checkInSkipped) apply(o *Own, by said) {
	o.roundOf(e.CheckIn).Skips[by.by] = e.Words["why"]
}

type promptSnoozed struct {
	wordless
	givesNothing
	aboutCheckIn
	Until stamp `json:"until"`
}

func (*promptSnoozed) kind() string { return "prompt snoozed" }
func (e *promptSnoozed) apply(o *Own, by said) {
	o.roundOf(e.CheckIn).Snoozed[by.by] = e.Until.Time
}

var checkInEvents = []event[Shared]{&checkInOpened{}, &participationCounted{}, &checkInShared{}, &skipAgreed{}, &topicCarried{}, &topicClosed{}}
var roundEvents = []event[Own]{&membersAsked{}, &checkInAnswered{}, &checkInSkipped{}, &promptSnoozed{}, &awaySet{},
	&awayEnded{}, &hoursSet{}, &workingDaysSet{}, &promptsResumed{}, &lettersSet{}}
