package relationship

import "time"

// Place is a conversation that belongs to the relationship: a channel every party reads, or an internal one of one
// party. What may be drawn there is fixed when it is bound.
type Place struct {
	// Key is the place in the form its platform gave it.
	Key   string
	Bound time.Time
	// Lost is when posting there became impossible (archived, unshared, outsiders in it), Why in a few words; the
	// relationship is frozen there until it is bound anew.
	Lost time.Time
	Why  string
}

// BindPlace links a channel to the relationship: one that all parties read, or an internal one of one's own party.
type BindPlace struct {
	byLead
	Place    string
	Internal bool
}

func (c *BindPlace) joint(s *Shared, p *Part[Shared]) error {
	b := s.Places[c.Place]
	bound := b != nil && b.Lost.IsZero()
	if c.Internal && bound {
		return refuse("", "Every party reads this channel already, so it cannot be internal.")
	}
	if c.Internal { // audience: an internal channel stands in its party's own ledger alone; mutate: s/c.Internal/c == nil/
		return nil
	}
	if bound {
		return refuse("", "This channel is linked to "+s.Name+" already.")
	}
	p.add(&placeBound[Shared]{Place: c.Place})
	return nil
}

func (c *BindPlace) own(v View, p *Part[Own]) error {
	if !c.Internal {
		return nil
	}
	if b := v.Own.Places[c.Place]; b != nil && b.Lost.IsZero() {
		return refuse("", "This channel is linked to "+v.Name+" already.")
	}
	p.add(&placeBound[Own]{Place: c.Place})
	return nil
}

// LosePlace records that nothing can be posted in a shared place any more.
type LosePlace struct {
	byClock
	onlyJoint
	Place, Why string
}

func (*LosePlace) anytime() {}

func (c *LosePlace) joint(s *Shared, p *Part[Shared]) error {
	if b := s.Places[c.Place]; b == nil || !b.Lost.IsZero() {
		return refuse("", "This place is not linked here.")
	}
	p.add(&placeLost{Place: c.Place, Why: c.Why})
	return nil
}

// placesOf is where a ledger's state keeps its places.
func placesOf[S any](s *S) map[string]*Place {
	switch s := any(s).(type) {
	case *Shared:
		return s.Places
	case *Own:
		return s.Places
	}
	return nil
}

type placeBound[S any] struct {
	wordless
	givesNothing
	nameless
	Place string `json:"place"`
}

func (*placeBound[S]) kind() string { return "place bound" }
func (e *placeBound[S]) apply(s *S, by said) {
	placesOf(s)[e.Place] = &Place{Key: e.Place, Bound: by.at}
}
func (e *placeBound[S]) binding(ledger string) Binding {
	b := Binding{Key: e.Place, Place: true}
	if ledger != Joint {
		b.Party = ledger
	}
	return b
}

type placeLost struct {
	wordless
	givesNothing
	nameless
	Place string `json:"place"`
	Why   string `json:"why"` // the platform's own error word
}

func (*placeLost) kind() string { return "place lost" }
func (e *placeLost) apply(s *Shared, by said) {
	if p := s.Places[e.Place]; p != nil {
		p.Lost, p.Why = by.at, e.Why
	}
}

// Bindings lists the places the joint ledger holds now.
func (s *Shared) Bindings() []Binding {
	var out []Binding
	for key := range s.Places {
		out = append(out, Binding{Key: key, Place: true})
	}
	return out
}
