package relationship

import (
	"maps"
	"time"
)

// reviewEvents are all kinds of entries about reviews in the joint ledger.
var reviewEvents = []event[Shared]{
	&reviewOpened{}, &reviewMoved{}, &reviewAnswered{}, &delegateNamed{}, &reviewHeld{}, &minutesProposed{},
	&minutesAgreed{}, &minutesRefused{},
}

// aboutReview is embedded by events about one review.
type aboutReview struct {
	Review int `json:"review"`
}

func (a aboutReview) things() []string { return []string{thing("review", a.Review)} }

// of is the review the event is about; an empty one, which nobody sees, when no entry opened it.
func (a aboutReview) of(s *Shared) *Review {
	if r := s.Reviews[a.Review]; r != nil {
		return r
	}
	return newReview()
}

func newReview() *Review {
	return &Review{Delegates: map[string]string{}, Answers: map[string]map[ReviewQuestion]*ReviewAnswer{}}
}

// span is a period as the record writes it: the day after the last one stands under to.
type span struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

type reviewOpened struct {
	wordless
	aboutReview
	Quarter span           `json:"quarter"`
	Slot    Date           `json:"slot"`
	At      stamp          `json:"at"`
	From    stamp          `json:"from"`
	To      stamp          `json:"to"`
	Passed  []span         `json:"passed,omitempty"`
	Asked   map[string]int `json:"asked"`
}

func (*reviewOpened) kind() string           { return "review opened" }
func (e *reviewOpened) gives() (string, int) { return "review", e.Review }
func (e *reviewOpened) apply(s *Shared, _ said) {
	r := newReview()
	r.ID, r.Quarter, r.Slot, r.At, r.From, r.To, r.Asked = e.Review, Period(e.Quarter), e.Slot, e.At.Time, e.From.Time, e.To.Time, e.Asked
	for _, q := range e.Passed {
		r.Passed = append(r.Passed, Period(q))
	}
	s.Reviews[e.Review] = r
}

type reviewMoved struct {
	wordless
	givesNothing
	aboutReview
	Slot Date  `json:"slot"`
	At   stamp `json:"at"`
}

func (*reviewMoved) kind() string { return "review moved" }
func (e *reviewMoved) apply(s *Shared, _ said) {
	r := e.of(s)
	r.Slot, r.At = e.Slot, e.At.Time
}

type reviewAnswered struct {
	worded
	givesNothing
	aboutReview
	Question ReviewQuestion `json:"question"`
	Verdict  ReviewVerdict  `json:"verdict"`
}

func (*reviewAnswered) kind() string { return "review answered" }
func (e *reviewAnswered) apply(s *Shared, by said) {
	r := e.of(s)
	if r.Answers[by.party] == nil {
		r.Answers[by.party] = map[ReviewQuestion]*ReviewAnswer{}
	}
	r.Answers[by.party][e.Question] = &ReviewAnswer{by.by, by.at, e.Verdict, e.Words["words"]}
}

type delegateNamed struct {
	wordless
	givesNothing
	aboutReview
	Person string `json:"person"`
}

func (*delegateNamed) kind() string { return "review delegate named" }
func (e *delegateNamed) apply(s *Shared, by said) {
	e.of(s).Delegates[by.party] = e.Person
}

// reviewHeld is recorded with a quorum alone.
type reviewHeld struct {
	wordless
	givesNothing
	aboutReview
	Day       Date     `json:"day"`
	Present   []string `json:"present"`
	MinutesBy stamp    `json:"minutes by"`
}

func (*reviewHeld) kind() string { return "review held" }
func (e *reviewHeld) apply(s *Shared, by said) {
	r := e.of(s)
	r.Held, r.Minutes = &ReviewHeld{e.Day, by.by, by.party, by.at, e.Present, e.MinutesBy.Time}, nil
}

type minutesProposed struct {
	worded
	givesNothing
	aboutReview
	Version   int   `json:"version"`
	Decisions []int `json:"decisions,omitempty"`
	Actions   []int `json:"actions,omitempty"`
}

func (*minutesProposed) kind() string { return "minutes proposed" }
func (e *minutesProposed) things() []string {
	all := e.aboutReview.things()
	for _, id := range e.Decisions {
		all = append(all, thing("decision", id))
	}
	for _, id := range e.Actions {
		all = append(all, thing("commitment", id))
	}
	return all
}
func (e *minutesProposed) apply(s *Shared, by said) {
	r := e.of(s)
	m := &Minutes{Version: e.Version, By: by.by, Party: by.party, At: by.at, Entry: by.n, Summary: e.Words["summary"],
		Differences: e.Words["differences"], Decisions: e.Decisions, Actions: e.Actions,
		Answers: map[string]map[ReviewQuestion]*ReviewAnswer{}, Agreed: map[string]Assent{by.party: e.assent(by)}, Refusals: r.refusals}
	for party, answers := range r.Answers {
		m.Answers[party] = maps.Clone(answers)
	}
	r.Minutes, r.proposals = m, e.Version
}

func (e *minutesProposed) assent(by said) Assent {
	return Assent{Person: by.by, At: by.at, First: by.at, Version: e.Version}
}

type minutesAgreed struct {
	wordless
	givesNothing
	aboutReview
	Version int `json:"version"`
}

func (*minutesAgreed) kind() string { return "minutes agreed" }
func (e *minutesAgreed) apply(s *Shared, by said) {
	if r := e.of(s); r.Minutes != nil && r.Minutes.Version == e.Version {
		r.Minutes.Agreed[by.party] = Assent{Person: by.by, At: by.at, First: by.at, Version: e.Version}
		s.conclude(r, by)
	}
}

type minutesRefused struct {
	worded
	givesNothing
	aboutReview
	Version int `json:"version"`
}

func (*minutesRefused) kind() string { return "minutes refused" }
func (e *minutesRefused) apply(s *Shared, by said) {
	r := e.of(s)
	r.refusals = append(r.refusals, MinutesRefusal{e.Version, by.by, by.party, e.Words["why"], by.at})
	if r.Minutes != nil {
		r.Minutes.Refusals = r.refusals
	}
}

// conclude closes a review if every party that takes part, and there is more than one, has agreed its minutes: then
// what they list as decided is.
func (s *Shared) conclude(r *Review, by said) {
	m := r.Minutes
	if m == nil || r.Closed() || m.Refused() != nil || !s.assented(m.Agreed) {
		return
	}
	m.Closed = by.at
	for _, id := range m.Decisions {
		if d := s.Decisions[id]; d != nil {
			s.decide(d, by.at)
		}
	}
}

// assented says whether several parties take part and all of them have given their word.
func (s *Shared) assented(agreed map[string]Assent) bool {
	active := s.Active()
	for _, p := range active {
		if _, ok := agreed[p.ID]; !ok {
			return false
		}
	}
	return len(active) > 1
}

// leftBehind closes what only waited for a party that has left.
func (s *Shared) leftBehind(by said) {
	for _, r := range inOrder(s.Reviews) {
		if r.Closed() {
			continue
		}
		if s.conclude(r, by); r.Closed() {
			r.settled = by.n
		}
	}
	for _, d := range inOrder(s.Decisions) {
		if d.Decided.IsZero() && d.Refusal == nil && s.assented(d.Agreed) {
			s.decide(d, by.at)
		}
	}
}

// rest marks the review that was to meet or to end while the relationship paused: nobody could hold it.
func (s *Shared) rest(since, until time.Time) {
	r := s.LatestReview()
	if r != nil && r.Held == nil && !r.To.Before(since) && !until.Before(r.To) {
		r.rested = true
	}
}

// reviewAsked says in a party's own ledger who of its people were asked to prepare a review.
type reviewAsked struct {
	wordless
	givesNothing
	aboutReview
	Persons []string `json:"persons"`
}

func (*reviewAsked) kind() string           { return "review members asked" }
func (e *reviewAsked) apply(o *Own, _ said) { o.Preparing[e.Review] = e.Persons }
