package store

import (
	"time"

	"collab/relationship"
)

// Appoint records, by the operator, that a person is now the relationship manager of a party that cannot help itself.
// Without a person, vacant says that nobody is left who could be named: then a newcomer has to be let in with a code. The
// error is a refusal that says who can act, or who can be named.
func (s *Store) Appoint(rel, party, person string, gone []string) (vacant bool, err error) {
	var fault error
	_, err = s.Read(rel, "", func(v relationship.View) { // audience: who takes part stands in joint, which is all the operator's question needs; mutate: s/""/"acme"/
		left, refusal := v.Shared.Appointable(party, gone)
		fault, vacant = refusal, len(left) == 0
	})
	if err == nil {
		err = fault
	}
	if err != nil || vacant {
		return vacant && err == nil, err
	}
	_, err = s.Record(rel, Key{}, relationship.ByOperator, &relationship.AppointLead{Party: party, Person: person, Gone: gone})
	return false, err
}

// CodeFor makes a code like [Store.Code] that is good for so long from now.
func (s *Store) CodeFor(purpose string, value []byte, good time.Duration) (code string, err error) {
	return s.Code(Key{}, purpose, value, s.Now().Add(good))
}
