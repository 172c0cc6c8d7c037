package relationship

import (
	"fmt"
	"slices"
	"time"
)

// Erasure is what is asked after a person was erased: which words on the joint record, written by them or naming them,
// are to go as well. Whether one does is for the managers of its author's party to say.
type Erasure struct {
	ID     int
	Person string
	At     time.Time
	// Entries are the joint entries asked about, by number; Kept those of them that stay as they are.
	Entries []int
	Kept    map[int]bool
}

// Undecided lists the entries of which a party has still to say whether their words go or stay.
func (s *Shared) Undecided(e *Erasure, party string) (open []int) {
	for _, n := range e.Entries {
		if n < 1 || n > len(s.entries) {
			continue
		}
		if m := s.entries[n-1]; m.Party == party && m.Worded && !e.Kept[n] {
			open = append(open, n)
		}
	}
	return open
}

// ErasePerson takes a person out of the record: their names, accounts and private words go, and they take part no more.
// Joint words by them or naming them are put before the managers of those who wrote them. By the operator alone.
type ErasePerson struct {
	Person string
	// Naming are the joint entries whose words name the person: the record does not look into words, whoever asks does.
	Naming []int
}

func (*ErasePerson) anytime() {}

func (*ErasePerson) may(_ *Shared, by By) error {
	if by == ByOperator {
		return nil
	}
	return refuse("", "Only whoever runs the server erases a person. You can erase your own words: erase 12.")
}

func (c *ErasePerson) joint(s *Shared, p *Part[Shared]) error {
	who := s.Persons[c.Person]
	if who == nil {
		return refuse("person", "There is no such person here.")
	}
	for _, n := range who.named {
		if s.entries[n-1].Worded {
			p.add(&wordsRedacted[Shared]{N: n})
		}
	}
	if who.Active() {
		p.add(&personLeft{aboutPerson: aboutPerson{c.Person}})
	}
	if ask := s.ToAsk(c.Person, c.Naming); len(ask) > 0 {
		p.add(&erasureAsked{ID: s.nextID("erasure"), aboutPerson: aboutPerson{c.Person}, Entries: ask})
	}
	return nil
}

// ToAsk lists the joint entries whose words are by a person or name them, but for names, and that nobody was asked about
// yet; naming are those that name them. What other people and parties are called is no word of whoever wrote it down.
func (s *Shared) ToAsk(person string, naming []int) (ask []int) {
	known, who := map[int]bool{}, s.Persons[person]
	if who == nil {
		return nil
	}
	for _, e := range s.Erasures {
		for _, n := range e.Entries {
			known[n] = known[n] || e.Person == who.ID
		}
	}
	for _, e := range s.entries {
		about := slices.Contains(naming, e.N) || e.By == who.ID && e.Kind != (*personNamed)(nil).kind() && e.Kind != (*partyInvited)(nil).kind()
		if about && e.Worded && !known[e.N] && !slices.Contains(who.named, e.N) {
			ask = append(ask, e.N)
		}
	}
	return ask
}

func (c *ErasePerson) own(v View, p *Part[Own]) error {
	who := v.Shared.Persons[c.Person]
	if who == nil || who.Party != p.Ledger {
		return nil
	}
	for _, e := range v.Own.Entries() {
		of := v.Own.accountOf(e.N)
		if e.Worded && (of == c.Person || of == "" && e.By == c.Person) {
			p.add(&wordsRedacted[Own]{N: e.N})
		}
	}
	return nil
}

// accountOf is whose account an entry says; empty when it says none. A colleague's stays when whoever added it is erased.
func (o *Own) accountOf(n int) (person string) {
	for one, numbers := range o.accounted {
		if slices.Contains(numbers, n) {
			return one
		}
	}
	return ""
}

// EraseAsked erases words that an erasure asks about; without numbers, all that one's party has still to decide on.
type EraseAsked struct {
	onlyJoint
	Erasure int
	Entries []int
}

// KeepAsked keeps them as they are; without numbers, all that one's party has still to decide on.
type KeepAsked struct {
	onlyJoint
	Erasure int
	Entries []int
}

func (*EraseAsked) anytime() {}
func (*KeepAsked) anytime()  {}

func (*EraseAsked) may(s *Shared, by By) error { return byManager(s, by) }
func (*KeepAsked) may(s *Shared, by By) error  { return byManager(s, by) }

// byManager lets a relationship manager through, also of a party that has left.
func byManager(s *Shared, by By) error {
	if s.manages(by) {
		return nil
	}
	return s.only("Only a relationship manager can do this.", by.Party)
}

// manages says whether the author is a relationship manager of their party who was not taken out of it.
func (s *Shared) manages(by By) bool {
	p := s.Persons[by.Person]
	return p != nil && p.Party == by.Party && p.Role == Lead && p.Active()
}

func (c *EraseAsked) joint(s *Shared, p *Part[Shared]) error {
	numbers, err := s.deciding(c.Erasure, c.Entries, p.By.Party)
	for _, n := range numbers {
		p.add(&wordsRedacted[Shared]{N: n})
	}
	return err
}

func (c *KeepAsked) joint(s *Shared, p *Part[Shared]) error {
	numbers, err := s.deciding(c.Erasure, c.Entries, p.By.Party)
	if err == nil {
		p.add(&wordsKept{aboutErasure: aboutErasure{c.Erasure}, Entries: numbers})
	}
	return err
}

// deciding is which of an erasure's entries a party decides on now.
func (s *Shared) deciding(erasure int, numbers []int, party string) ([]int, error) {
	e := s.Erasures[erasure]
	if e == nil {
		return nil, refuse("", fmt.Sprintf("Nothing is asked under the number %d.", erasure))
	}
	open := s.Undecided(e, party)
	for _, n := range numbers {
		if !slices.Contains(open, n) {
			return nil, refuse("", fmt.Sprintf("Entry %d is not among what your organisation has still to decide on.", n))
		}
	}
	if len(open) == 0 {
		return nil, refuse("", "Your organisation has decided on all of it already.")
	}
	if len(numbers) > 0 {
		return numbers, nil
	}
	return open, nil
}

// erasureQuestions asks the managers of a party what is to happen with words by or naming somebody who was erased.
func (s *Shared) erasureQuestions(party string) (out []Question) {
	var leads []string
	for _, p := range s.Leads(party) {
		leads = append(leads, p.ID)
	}
	for _, e := range inOrder(s.Erasures) {
		if len(s.Undecided(e, party)) > 0 {
			out = append(out, Question{thing("erasure", e.ID), AskErase, leads, e.At})
		}
	}
	return out
}

type erasureAsked struct {
	wordless
	aboutPerson
	ID      int   `json:"erasure"`
	Entries []int `json:"entries"`
}

func (*erasureAsked) kind() string           { return "erasure asked" }
func (e *erasureAsked) gives() (string, int) { return "erasure", e.ID }
func (e *erasureAsked) things() []string {
	return []string{thing("erasure", e.ID), "person " + e.Person}
}
func (e *erasureAsked) apply(s *Shared, by said) {
	s.Erasures[e.ID] = &Erasure{ID: e.ID, Person: e.Person, At: by.at, Entries: e.Entries, Kept: map[int]bool{}}
}

// aboutErasure is embedded by events about one erasure.
type aboutErasure struct {
	ID int `json:"erasure"`
}

func (a aboutErasure) things() []string { return []string{thing("erasure", a.ID)} }

type wordsKept struct {
	wordless
	aboutErasure
	Entries []int `json:"entries"`
}

func (*wordsKept) kind() string         { return "words kept" }
func (*wordsKept) gives() (string, int) { return "", 0 }
func (e *wordsKept) apply(s *Shared, _ said) {
	if asked := s.Erasures[e.ID]; asked != nil {
		for _, n := range e.Entries {
			asked.Kept[n] = true
		}
	}
}
