package relationship

import "time"

// decisionEvents are all kinds of entries about decisions.
var decisionEvents = []event[Shared]{&decisionRecorded{}, &decisionAgreed{}, &decisionRefused{}}

// aboutDecision is embedded by events about one decision.
type aboutDecision struct {
	Decision int `json:"decision"`
}

func (a aboutDecision) things() []string { return []string{thing("decision", a.Decision)} }

// of is the decision the event is about; an empty one, which nobody sees, when its entry was withdrawn.
func (a aboutDecision) of(s *Shared) *Decision {
	if d := s.Decisions[a.Decision]; d != nil {
		return d
	}
	return &Decision{Agreed: map[string]Assent{}}
}

type decisionRecorded struct {
	worded
	aboutDecision
	Review    int      `json:"review,omitempty"`
	About     []string `json:"about,omitempty"`
	Evidence  []int    `json:"evidence,omitempty"`
	LookAgain Date     `json:"look again,omitzero"`
	Replaces  int      `json:"replaces,omitempty"`
	Reverses  bool     `json:"reverses,omitempty"`
}

func (*decisionRecorded) kind() string           { return "decision recorded" }
func (e *decisionRecorded) gives() (string, int) { return "decision", e.Decision }
func (e *decisionRecorded) things() []string {
	all := append(e.aboutDecision.things(), evidenceThings(e.Evidence)...)
	if e.Replaces > 0 {
		all = append(all, thing("decision", e.Replaces))
	}
	return append(all, e.About...)
}
func (e *decisionRecorded) apply(s *Shared, by said) {
	s.Decisions[e.Decision] = &Decision{ID: e.Decision, Review: e.Review, Question: e.Words["question"], Options: e.Words["options"],
		Outcome: e.Words["outcome"], Why: e.Words["why"], About: e.About, Evidence: e.Evidence, LookAgain: e.LookAgain,
		By: by.by, Party: by.party, At: by.at, Agreed: map[string]Assent{}, Replaces: e.Replaces, Reverses: e.Reverses}
	if r := s.Reviews[e.Review]; r != nil {
		r.Decisions = append(r.Decisions, e.Decision)
	}
	s.cite(e.Evidence, thing("decision", e.Decision))
}

type decisionAgreed struct {
	wordless
	givesNothing
	aboutDecision
}

func (*decisionAgreed) kind() string { return "decision agreed" }
func (e *decisionAgreed) apply(s *Shared, by said) {
	d := e.of(s)
	d.Agreed[by.party] = Assent{Person: by.by, At: by.at, First: by.at}
	if d.ID > 0 && d.Refusal == nil && s.assented(d.Agreed) {
		s.decide(d, by.at)
	}
}

type decisionRefused struct {
	worded
	givesNothing
	aboutDecision
}

func (*decisionRefused) kind() string { return "decision refused" }
func (e *decisionRefused) apply(s *Shared, by said) {
	e.of(s).Refusal = &DecisionRefusal{by.by, by.party, e.Words["why"], by.at}
}

// decide makes a decision one that was taken, and ends the one it takes the place of.
func (s *Shared) decide(d *Decision, at time.Time) {
	if !d.Decided.IsZero() {
		return
	}
	d.Decided = at
	if old := s.Decisions[d.Replaces]; old != nil && old.Replaced == 0 {
		old.Replaced, old.reversed = d.ID, d.Reverses
	}
}
