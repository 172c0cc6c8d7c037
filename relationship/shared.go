package relationship

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Shared is the state of the joint ledger: everything every party can read, and nothing else.
type Shared struct {
	log
	// Name is what people call the relationship; Why, Scope and Value are its reason, what it works on and the value
	// it adds, kept apart because the reason is shown first.
	Name, Why, Scope, Value string
	Begun                   time.Time
	Start                   Date   // anchor of the relationship's quarters
	Zone                    string // IANA zone of its own rhythm
	Cadence                 Cadence
	Pause                   *Pause // nil while it runs
	Closed                  time.Time
	Archived                time.Time        // when the clock put a closed one away
	Closing                 *ClosingProposal // the newest proposal to end it; nil when there was none
	Retention               map[string]int   // party → months for which words by its people are kept; for good where none stand

	Erasures     map[int]*Erasure
	Parties      map[string]*Party
	Persons      map[string]*Person
	Places       map[string]*Place
	Objectives   map[int]*Objective
	Links        map[int]*AlignmentLink
	Commitments  map[int]*Commitment
	Evidence     map[int]*Evidence
	Claims       map[int]*Claim
	KPIs         map[int]*KPI
	CheckIns     map[int]*CheckIn
	Skips        map[string]*SlotSkip // by the date of the slot
	Carried      map[int]*Topic       // topics, those that are closed, too
	Reviews      map[int]*Review
	Decisions    map[int]*Decision
	order        []string // party ids, in the order in which they came
	ownName      string   // a name that is not just the parties'; empty while it is called after them
	nameEntry    int      // the entry that gave it; 0 when it has been given none since it began
	proposed     *cadenceProposal
	appointed    []appointment // by the operator
	slotsSince   time.Time     // check-ins before it are nobody's: the relationship was not complete, or rested
	reviewsSince time.Time     // the same of reviews, which a new rhythm of check-ins leaves alone
}

// NewShared is the joint state before any entry.
func NewShared(relationship string) *Shared {
	return &Shared{log: newLog(relationship, Joint), Parties: map[string]*Party{}, Persons: map[string]*Person{},
		Places: map[string]*Place{}, Objectives: map[int]*Objective{}, Links: map[int]*AlignmentLink{},
		Commitments: map[int]*Commitment{}, Evidence: map[int]*Evidence{}, Claims: map[int]*Claim{},
		KPIs: map[int]*KPI{}, CheckIns: map[int]*CheckIn{}, Skips: map[string]*SlotSkip{}, Carried: map[int]*Topic{},
		Erasures: map[int]*Erasure{}, Retention: map[string]int{},
		Reviews: map[int]*Review{}, Decisions: map[int]*Decision{}}
}

// Fold brings entries of the joint ledger into the state, in order. A fresh state takes the whole ledger at once; a
// state that has folded entries gives [ErrReplay] for one that changes what those meant.
func (s *Shared) Fold(entries []Entry) error { return fold(s, &s.log, jointKinds, entries) }

// Pause says since when, by whom and why a relationship rests: no check-ins, no prompts, no commands but resume.
type Pause struct {
	Since  time.Time
	Person string
	Why    string
}

// live refuses what a paused or closed relationship does not take.
func (s *Shared) live() error {
	switch {
	case !s.Closed.IsZero():
		return refuse("", "This relationship is closed. Its record stays readable.")
	case s.Pause != nil:
		return refuse("", "This relationship is paused since "+s.Pause.Since.Format("2 January 2006")+". Resume it first: settings resume.")
	}
	return nil
}

// Active lists the parties that take part now, in the order in which they came.
func (s *Shared) Active() []*Party {
	var out []*Party
	for _, id := range s.order {
		if p := s.Parties[id]; p.State == PartyActive {
			out = append(out, p)
		}
	}
	return out
}

// All lists every party there ever was, in the order in which they came.
func (s *Shared) All() []*Party {
	var out []*Party
	for _, id := range s.order {
		out = append(out, s.Parties[id])
	}
	return out
}

// Others lists the active parties but this one.
func (s *Shared) Others(party string) []*Party {
	return slices.DeleteFunc(s.Active(), func(p *Party) bool { return p.ID == party })
}

// People lists the persons of a party who take part now, by person id; of all parties when party is empty.
func (s *Shared) People(party string) []*Person {
	var out []*Person
	for i := 1; i <= s.given["person"]; i++ {
		p := s.Persons[fmt.Sprintf("p%d", i)]
		if p != nil && p.Active() && (party == "" || p.Party == party) {
			out = append(out, p)
		}
	}
	return out
}

// Leads lists the relationship managers of a party; of all parties when party is empty.
func (s *Shared) Leads(party string) []*Person {
	return slices.DeleteFunc(s.People(party), func(p *Person) bool { return p.Role != Lead })
}

// nameOf is what to call a person, the clock or the operator.
func (s *Shared) nameOf(by string) string {
	switch {
	case by == "":
		return "Somebody"
	case s.Persons[by] != nil:
		return s.PersonName(by)
	}
	return "The " + by
}

// PersonName is the name to show for a person id. An erased or unnamed person is shown by number and party.
func (s *Shared) PersonName(id string) string {
	p := s.Persons[id]
	switch {
	case p == nil:
		return "somebody"
	case p.Name != "":
		return p.Name
	case p.Active():
		return "member " + strings.TrimPrefix(id, "p") + " of " + s.PartyName(p.Party)
	}
	return "former member " + strings.TrimPrefix(id, "p") + " of " + s.PartyName(p.Party)
}

// PartyName is the name to show for a party id; the id itself when its name was erased.
func (s *Shared) PartyName(id string) string {
	if p := s.Parties[id]; p != nil && p.Name != "" {
		return p.Name
	}
	return id
}

// names joins names as a sentence does: "Acme, Borealis and Cassini".
func names(list []string) string {
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
	}
	return strings.Join(list, "")
}
