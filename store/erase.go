package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// Erased is what erasing a person does, or would do. Numbers alone: whoever runs the server is shown no words.
type Erased struct {
	// In are the relationships they take or took part in.
	In []ErasedIn
	// Beside counts what is dropped that is kept beside the record: forms, conversations, sessions, codes, what waits to be
	// told or was, and requests.
	Beside int
	// Installer says that they could begin relationships, which they cannot any more.
	Installer bool
}

// ErasedIn is what it does in one relationship.
type ErasedIn struct {
	// Relationship, Party and Person say where; Shown is what the person is called there afterwards.
	Relationship, Party, Person, Shown string
	// Words counts the entries whose words go: names, accounts, and what they wrote for their own party.
	Words int
	// Asked are the joint entries by or naming them, which the managers of those who wrote them are asked about.
	Asked []int
	// Unled are the parties concerned that are left without a relationship manager, who could decide.
	Unled []string
}

var errNobody = errors.New("nobody is known by that, or not any more. Give an account, such as dana@example.org or slack/T01/U01, or RELATIONSHIP/p3 for somebody who has left; collab verify lists relationships")

// Erase takes a person out of every relationship of theirs, by the operator, and drops what is kept beside the record
// for their accounts; when it returns, no byte of that is in the file. Person is an account, or a relationship and the
// id of somebody in it. Unless sure, nothing is changed, and what would be done is said. After a crash at any point,
// doing it again completes it; doing it twice does no harm.
func (s *Store) Erase(person string, sure bool) (done Erased, err error) {
	who, err := s.trace(person)
	if err != nil {
		return done, err
	}
	done.Beside, done.Installer = len(s.beside(who)), who.allowed(s)
	if len(who.members) == 0 && done.Beside == 0 && !done.Installer {
		return done, errNobody
	}
	if sure { // while the ledgers still say which accounts are theirs
		err = s.forgetBeside(who)
	}
	for i := len(who.members) - 1; i >= 0 && err == nil; i-- { // the one that leads to the others last
		m := who.members[i]
		in, naming, err := s.erasing(m, who)
		if err == nil && sure {
			_, err = s.Record(m.Relationship, Key{}, relationship.ByOperator, &relationship.ErasePerson{Person: m.Person, Naming: naming})
		}
		if err != nil {
			return done, err
		}
		done.In = append(done.In, in)
	}
	if err != nil || !sure {
		return done, err
	}
	if err := s.forgetBeside(who); err != nil { // what came meanwhile
		return done, err
	}
	if forget := s.forget.Load(); forget != nil {
		for account := range who.accounts {
			(*forget)(account)
		}
	}
	return done, s.Compact()
}

// erasing says what erasing a person does in one relationship, and which of its joint entries name them.
func (s *Store) erasing(m Membership, who traced) (in ErasedIn, naming []int, err error) {
	r, err := s.relation(m.Relationship, false)
	if err != nil {
		return in, nil, err
	}
	r.Lock()
	defer r.Unlock()
	list, err := s.ledger(r, relationship.Joint, 0)
	if err != nil {
		return in, nil, err
	}
	for i, e := range list {
		if who.named(wordsOf(e)) {
			naming = append(naming, i+1)
		}
	}
	l, err := s.ledgers(r, relationship.ByOperator)
	if err != nil {
		return in, nil, err
	}
	d, err := relationship.Decide(l, relationship.ByOperator, s.Now(), &relationship.ErasePerson{Person: m.Person, Naming: naming})
	in = ErasedIn{Relationship: m.Relationship, Party: m.Party, Person: m.Person, Words: len(d.Joint.Redacts()),
		Shown: fmt.Sprintf("former member %s of %s", strings.TrimPrefix(m.Person, "p"), l.Joint.PartyName(m.Party)), Asked: l.Joint.ToAsk(m.Person, naming)}
	for _, part := range d.Own {
		in.Words += len(part.Redacts())
	}
	in.Unled = unled(l.Joint, in)
	return in, naming, err
}

// unled lists the parties that lose their last relationship manager, or have none who could be asked.
func unled(s *relationship.Shared, in ErasedIn) (parties []string) {
	for _, p := range s.Active() {
		led := slices.ContainsFunc(s.Leads(p.ID), func(lead *relationship.Person) bool { return lead.ID != in.Person })
		concerned := p.ID == in.Party || slices.ContainsFunc(in.Asked, func(n int) bool { return s.Entries()[n-1].Party == p.ID })
		if concerned && !led {
			parties = append(parties, p.ID)
		}
	}
	return parties
}
