package relationship

import (
	"fmt"
	"slices"
	"time"
)

// Question is something that waits for the word of certain people before it can go on.
type Question struct {
	// Thing is what waits, such as "commitment 4"; Kind what is asked for, such as "agree".
	Thing, Kind string
	// Persons may answer it, by id; all are of one party.
	Persons []string
	// At is since when it waits.
	At time.Time
}

// The kinds of question, as they stand in the keys of duties.
const (
	AskAgree       = "agree"
	AskConfirm     = "confirm"
	AskReconfirm   = "confirm again"
	AskAcknowledge = "acknowledge"
	AskNewDate     = "new date"
	AskDelivery    = "confirmation"
	AskRelease     = "release"
	AskRetire      = "retire"
	AskResolve     = "resolve"
	AskAccount     = "account"
	AskHeld        = "held"    // say whether a review was held, and who was there
	AskMinutes     = "minutes" // write the minutes of a review, or write them anew
	AskAct         = "act"     // an objective moved too far: decide or promise something about it
	AskErase       = "erase or keep"
)

// Questions lists what waits for somebody's word, oldest first.
func (s *Shared) Questions(now time.Time) []Question {
	var out []Question
	for _, p := range s.Active() {
		out = append(out, s.questionsTo(p.ID, now)...)
	}
	slices.SortStableFunc(out, func(a, b Question) int { return a.At.Compare(b.At) })
	return slices.DeleteFunc(out, func(q Question) bool { return len(q.Persons) == 0 || q.At.After(now) })
}

// questionsTo lists what waits for the people of one party, or will by time alone. What was asked while a party had
// nobody to agree with waits since another one joined.
func (s *Shared) questionsTo(party string, now time.Time) []Question {
	agreers := s.agreers(party)
	list := slices.Concat(s.joiningQuestions(party, agreers), s.closingQuestions(party), s.erasureQuestions(party))
	if len(s.Active()) > 1 {
		list = slices.Concat(list, s.objectiveQuestions(party, agreers), s.promiseQuestions(party, now),
			s.kpiQuestions(party, agreers, now), s.claimQuestions(party, agreers, now),
			s.reviewQuestions(party, now), s.decisionQuestions(party, agreers), s.actQuestions(party, agreers))
	}
	since := s.accompanied(party)
	for i := range list {
		list[i].At = laterOf(list[i].At, since)
	}
	return list
}

// accompanied is when the party and another one had joined.
func (s *Shared) accompanied(party string) time.Time {
	var other time.Time
	for _, p := range s.All() {
		if p.ID != party {
			other = earlierOf(other, p.Joined)
		}
	}
	return laterOf(s.Parties[party].Joined, other)
}

// answering lists who is asked about what a side owes: the person named, or whoever agrees for the party.
func (s *Shared) answering(side Side) []string {
	if p := s.named(side); p != nil {
		return []string{p.ID}
	}
	return s.agreers(side.Party)
}

// agreers lists who agrees for a party: its leads and those they named.
func (s *Shared) agreers(party string) (out []string) {
	for _, p := range s.People(party) {
		if s.MayAgree(p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

func (s *Shared) joiningQuestions(party string, agreers []string) (out []Question) {
	for _, p := range s.All() {
		if p.State == PartyInvited && !p.Agreed(party) {
			out = append(out, Question{"party " + p.ID, AskAgree, agreers, p.Invited})
		}
	}
	if s.proposed != nil && !s.proposed.agreed[party] {
		out = append(out, Question{"cadence", AskAgree, agreers, s.proposed.at})
	}
	return out
}

func (s *Shared) objectiveQuestions(party string, agreers []string) (out []Question) {
	for _, o := range inOrder(s.Objectives) {
		if q, waits := o.confirming(party); waits {
			q.Persons = agreers
			out = append(out, q)
		}
	}
	for _, o := range s.ToAcknowledge(party) {
		out = append(out, Question{thing("objective", o.ID), AskAcknowledge, agreers, o.Confirmations[o.Owner].First})
	}
	for _, l := range s.LinksToAgree(party) {
		out = append(out, Question{thing("link", l.ID), AskAgree, agreers, l.At})
	}
	return out
}

// confirming is what the objective asks of the party: to confirm what it says now, and again when that is a quarter old.
func (o *Objective) confirming(party string) (q Question, waits bool) {
	if _, refused := o.Objections[party]; refused || !o.Open() || !o.Joint() && o.Owner != party {
		return q, false
	}
	q = Question{Thing: thing("objective", o.ID), Kind: AskConfirm, At: o.At}
	if a, again := o.Confirmations[party]; again {
		q.Kind, q.At = AskReconfirm, a.fades(ConfirmationFresh)
	}
	return q, true
}

func (s *Shared) promiseQuestions(party string, now time.Time) (out []Question) {
	for _, c := range s.unaccepted() {
		for _, w := range c.WaitsFor(now) {
			if w.Party != party {
				continue
			}
			q := Question{Thing: thing("commitment", c.ID), Persons: s.answering(w.Side)}
			switch w.What {
			case WaitAnswer:
				q.Kind, q.At = AskAgree, c.Last().At
			case WaitNewDue:
				q.Kind, q.At = AskNewDate, c.Proposed.At
			case WaitConfirmation:
				q.Kind, q.At = AskDelivery, c.Done.At
			case WaitRelease:
				q.Kind, q.At = AskRelease, c.Cancelled.At
			default:
				continue // what the giver owes is a duty of its own
			}
			out = append(out, q)
		}
	}
	return out
}

// unaccepted lists the promises whose delivery nobody has accepted in words, by number. After years these are few.
func (s *Shared) unaccepted() (out []*Commitment) {
	for _, c := range s.Commitments {
		if c.Done == nil || c.Done.Accepted.IsZero() {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *Commitment) int { return a.ID - b.ID })
	return out
}

// kpiQuestions asks to agree to no version that has a gap: its proposer closes that first.
func (s *Shared) kpiQuestions(party string, agreers []string, now time.Time) (out []Question) {
	for _, k := range inOrder(s.KPIs) {
		t := thing("kpi", k.ID)
		if !k.Retired.IsZero() {
			continue
		}
		if v := k.Proposed; v != nil && v.Refusal == nil && !v.Agreed(party) && s.gap(k, v, now) == nil {
			out = append(out, Question{t, AskAgree, agreers, v.At})
		}
		if k.Ending != nil && !k.Ending.Agreed(party) {
			out = append(out, Question{t, AskRetire, agreers, k.Ending.At})
		}
		for _, r := range k.Readings {
			if r.Contested() && s.ownerParty(k.Terms()) == party {
				out = append(out, Question{thing("reading", r.ID), AskResolve, s.answering(Side{k.Terms().Owner, party}), r.Contest.At})
			}
		}
	}
	return out
}

func (s *Shared) claimQuestions(party string, agreers []string, now time.Time) (out []Question) {
	for _, c := range inOrder(s.Claims) {
		if c.Against == party && c.Visible() && c.Withdrawn == nil && c.AwaitsAccount(now) {
			out = append(out, Question{thing("claim", c.ID), AskAccount, agreers, c.AccountAsked})
		}
	}
	return out
}

// Key is the natural key of telling one person of the question.
func (q Question) Key(person string) string {
	return fmt.Sprintf("%s %s %d %s", q.Thing, q.Kind, q.At.UnixMilli(), person)
}
