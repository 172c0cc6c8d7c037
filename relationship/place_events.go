package relationship

import (
	"fmt"
	"time"
)

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
	places := placesOf(s)
	p := &Place{Key: e.Place, Bound: by.at, name: e.Place, boundIn: by.n}
	if old := places[e.Place]; old != nil {
		p.name = old.name
	} else if taken(places, e.Place) {
		p.name = fmt.Sprintf("%s %d", e.Place, by.n)
	}
	places[e.Place] = p
}
func (e *placeBound[S]) binds(ledger string) []Binding { return []Binding{bindingOf(e.Place, ledger)} }

// taken says whether a place that has moved away is still known by a name.
func taken(places map[string]*Place, name string) bool {
	for _, p := range places {
		if p.name == name {
			return true
		}
	}
	return false
}

// bindingOf is the binding of a place that a ledger holds.
func bindingOf(key, ledger string) Binding {
	b := Binding{Key: key, Place: true}
	if ledger != Joint {
		b.Party = ledger
	}
	return b
}

type placeMoved[S any] struct {
	wordless
	givesNothing
	nameless
	From string `json:"from"`
	To   string `json:"to"`
}

func (*placeMoved[S]) kind() string { return "place moved" }
func (e *placeMoved[S]) apply(s *S, _ said) {
	places := placesOf(s)
	p := places[e.From]
	delete(places, e.From)
	if there := places[e.To]; p == nil || there != nil && there.Lost.IsZero() {
		return // somebody linked it under its new key before we heard of it
	}
	p.Key = e.To
	if p.Why == notFound { // it was only looked for under the key it had before
		p.Lost, p.Why, p.lostIn = time.Time{}, "", 0
	}
	places[e.To] = p
}
func (e *placeMoved[S]) binds(ledger string) []Binding {
	from := bindingOf(e.From, ledger)
	from.Gone = true
	return []Binding{from, bindingOf(e.To, ledger)}
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
		p.Lost, p.Why, p.lostIn = by.at, e.Why, by.n
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
