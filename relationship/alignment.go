package relationship

import (
	"slices"
	"time"
)

// Alignment says how well the joint objectives carry what each party wants for itself (ISO 44001: objectives are
// shared by all and support each party's own). It counts the open joint objectives, agreed or not, and the parties'
// own active ones. Everything is a census: percentages are shown however small the numbers.
type Alignment struct {
	At time.Time
	// Validity is valid joint objectives of open ones. Without any it is 0 %, not absent: see [Alignment.ValidityText].
	Validity Ratio
	// NoneActive says that no joint objective is agreed as it stands. Without one the collaboration is unlikely to
	// succeed, whatever the other figures say.
	NoneActive bool
	// Valid lists the valid joint objectives, Invalid the others with what each of them lacks.
	Valid   []int
	Invalid []Invalid
	// Coverage is per active party, in the order in which they came.
	Coverage []Coverage
	// Headline is the coverage of the weakest party, named by Weakest; or, when a party has no figure, that party.
	Headline Ratio
	Weakest  string
	// Acknowledgement is, of all pairs of a party's own objective and another party, those acknowledged.
	Acknowledgement Ratio
	// Freshness is, of the confirmations that open joint objectives need, those on the current version and not older
	// than [ConfirmationFresh] days.
	Freshness Ratio
	// Conflicts lists the links that say two objectives conflict and were not resolved, oldest first.
	Conflicts []Conflict
	// Until is when a confirmation grows too old next; zero when none will.
	Until time.Time
}

// Coverage is how much of one party's own objectives the joint ones carry.
type Coverage struct {
	Party string
	// Ratio is, of the party's own active objectives, those that a valid joint objective supports or complements. A
	// party without any has no figure.
	Ratio
	// Uncovered lists those that none does.
	Uncovered []int
}

// Invalid says what a joint objective lacks to be valid.
type Invalid struct {
	Objective int
	// Alone says that there is no second party yet to share it with.
	Alone bool
	// Unconfirmed lists the parties that have not confirmed what it says now, Stale those that did so more than
	// [ConfirmationHolds] days ago.
	Unconfirmed, Stale []string
	// Unsupported lists the parties with objectives of their own of which it supports none by an agreed link.
	Unsupported []string
	// Conflicts lists the links that say it conflicts with a party's own, unresolved.
	Conflicts []int
}

// Conflict is a conflict between a joint objective and a party's own that was not resolved yet.
type Conflict struct {
	Link, From, To int
	Since          time.Time
}

// ValidityText is the validity as people read it: 0 % when there is no shared objective, since that is a finding.
func (a Alignment) ValidityText() string {
	if !a.Validity.OK() {
		return "0 % (0 of 0)"
	}
	return a.Validity.String()
}

// Alignment is how the objectives fit together at now.
func (s *Shared) Alignment(now time.Time) Alignment {
	a := Alignment{At: now, NoneActive: true,
		Validity:        Ratio{Census: true, None: "there is no shared objective"},
		Acknowledgement: Ratio{Census: true, None: "no party has shared an objective of its own"},
		Freshness:       Ratio{Census: true, None: "there is no shared objective"}}
	f := s.aims()
	for _, o := range f.joint {
		a.judge(f, o)
	}
	for _, p := range f.parties {
		a.cover(f, p.ID)
	}
	for _, l := range f.links {
		if l.Unresolved() {
			a.Conflicts = append(a.Conflicts, Conflict{l.ID, l.From, l.To, l.At})
		}
	}
	a.weakest()
	return a
}

// aims is what an alignment looks at, gathered once: who takes part, what they want together and each for itself, and
// the links that bear on it.
type aims struct {
	*Shared
	parties []*Party
	joint   []*Objective
	own     map[string][]*Objective // active ones, by party
	links   []*AlignmentLink
}

func (s *Shared) aims() aims {
	f := aims{Shared: s, parties: s.Active(), own: map[string][]*Objective{},
		links: slices.DeleteFunc(inOrder(s.Links), func(l *AlignmentLink) bool { return !s.Counts(l) })}
	for _, o := range inOrder(s.Objectives) {
		switch {
		case o.Joint() && o.Open():
			f.joint = append(f.joint, o)
		case !o.Joint() && s.ObjectiveState(o) == ObjectiveActive:
			f.own[o.Owner] = append(f.own[o.Owner], o)
		}
	}
	return f
}

// judge takes one open joint objective into the figures.
func (a *Alignment) judge(f aims, o *Objective) {
	v := Invalid{Objective: o.ID, Alone: len(f.parties) < 2, Unconfirmed: f.Unconfirmed(o)}
	for _, p := range f.parties {
		a.freshen(&v, o, p.ID)
		if own := f.own[p.ID]; len(own) > 0 && !f.supports(o.ID, own) {
			v.Unsupported = append(v.Unsupported, p.ID)
		}
	}
	for _, l := range f.links {
		if l.From == o.ID && l.Unresolved() {
			v.Conflicts = append(v.Conflicts, l.ID)
		}
	}
	a.NoneActive = a.NoneActive && f.ObjectiveState(o) != ObjectiveActive
	a.Validity.N++
	if v.valid() {
		a.Validity.K++
		a.Valid = append(a.Valid, o.ID)
		return
	}
	a.Invalid = append(a.Invalid, v)
}

func (v Invalid) valid() bool {
	return !v.Alone && len(v.Unconfirmed)+len(v.Stale)+len(v.Unsupported)+len(v.Conflicts) == 0
}

// freshen counts one party's confirmation of a joint objective by its age.
func (a *Alignment) freshen(v *Invalid, o *Objective, party string) {
	a.Freshness.N++
	c, ok := o.Confirmations[party]
	if !ok {
		return
	}
	age := c.age(a.At)
	switch {
	case age > ConfirmationHolds:
		v.Stale = append(v.Stale, party)
	case age > ConfirmationFresh:
		a.until(c.fades(ConfirmationHolds))
	default:
		a.Freshness.K++
		a.until(c.fades(ConfirmationFresh))
	}
}

// until notes an instant at which the figures change by time alone.
func (a *Alignment) until(t time.Time) {
	if a.Until.IsZero() || t.Before(a.Until) {
		a.Until = t
	}
}

// cover takes one party's own objectives into the figures; the joint ones were judged before.
func (a *Alignment) cover(f aims, party string) {
	c := Coverage{Party: party, Ratio: Ratio{Census: true, None: f.PartyName(party) + " has no active objective of its own"}}
	for _, o := range f.own[party] {
		c.N++
		if a.carried(o.ID, f.links) {
			c.K++
		} else {
			c.Uncovered = append(c.Uncovered, o.ID)
		}
		a.acknowledge(f, o)
	}
	a.Coverage = append(a.Coverage, c)
}

// acknowledge counts who of the others has acknowledged a party's own objective.
func (a *Alignment) acknowledge(f aims, o *Objective) {
	for _, p := range f.parties {
		if p.ID == o.Owner {
			continue
		}
		a.Acknowledgement.N++
		if _, ok := o.Acknowledgements[p.ID]; ok {
			a.Acknowledgement.K++
		}
	}
}

// carried says whether a valid joint objective supports or complements the party's own one by an agreed link.
func (a *Alignment) carried(own int, links []*AlignmentLink) bool {
	return slices.ContainsFunc(links, func(l *AlignmentLink) bool {
		return l.To == own && (l.Type == Supports || l.Type == Complements) && l.State() == LinkAgreed && slices.Contains(a.Valid, l.From)
	})
}

// supports says whether an agreed link says that the joint objective supports one of a party's own.
func (f aims) supports(joint int, own []*Objective) bool {
	return slices.ContainsFunc(f.links, func(l *AlignmentLink) bool {
		return l.From == joint && l.Type == Supports && l.State() == LinkAgreed &&
			slices.ContainsFunc(own, func(o *Objective) bool { return o.ID == l.To })
	})
}

// weakest finds the headline.
func (a *Alignment) weakest() {
	of := map[string]Ratio{}
	var order []string
	for _, c := range a.Coverage {
		of[c.Party] = c.Ratio
		order = append(order, c.Party)
	}
	a.Weakest, a.Headline, _ = Weakest(of, order)
	if a.Weakest == "" {
		a.Headline = Ratio{Census: true, None: "nobody takes part"}
	}
}
