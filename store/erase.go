package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"collab/relationship"
)

// Erased is what erasing a person does in one of their relationships. Numbers alone: whoever runs the server is shown
// no words.
type Erased struct {
	// Relationship, Party and Person say where; Shown is what the person is called there afterwards.
	Relationship, Party, Person, Shown string
	// Words counts the entries whose words go: names, accounts, and what they wrote for their own party.
	Words int
	// Asked are the joint entries by or naming them, which the managers of those who wrote them are asked about.
	Asked []int
}

var errNobody = errors.New("nobody is known by that. Give an account, such as mail/-/dana@example.org, or RELATIONSHIP/p3 for somebody who has left; collab verify lists relationships")

// Erase takes a person out of every relationship of theirs, by the operator, and drops what is kept beside the record
// for their accounts; when it returns, no byte of that is in the file. Person is an account, or a relationship and the
// id of somebody in it. Unless sure, nothing is changed, and what would be done is said. Doing it again does no harm.
func (s *Store) Erase(person string, sure bool) (all []Erased, err error) {
	who, err := s.trace(person)
	if err != nil {
		return nil, err
	}
	if sure { // first: after a crash, the accounts still lead here
		s.update(func(r *rows) { who.drop(s, r) })
	}
	for _, m := range who.members {
		e, naming, err := s.erasing(m, who)
		if err == nil && sure {
			_, err = s.Record(m.Relationship, Key{}, relationship.ByOperator, &relationship.ErasePerson{Person: m.Person, Naming: naming})
		}
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
	if !sure {
		return all, nil
	}
	return all, s.Compact()
}

// traced is everything one person is: in which relationships, by which names and accounts.
type traced struct {
	members         []Membership
	names, accounts map[string]bool
}

// trace follows a person from one relationship to the next by their accounts.
func (s *Store) trace(person string) (who traced, err error) {
	who = traced{names: map[string]bool{}, accounts: map[string]bool{}}
	next := s.Memberships(person)
	if len(next) > 0 {
		who.accounts[person] = true
	} else if rel, id, _ := strings.Cut(person, "/"); s.exists(rel) {
		_, err = s.Read(rel, "", func(v relationship.View) { // audience: who somebody is stands in joint, which is all that is asked here; mutate: s/""/"acme"/
			if p := v.Shared.Persons[id]; p != nil {
				next = []Membership{{rel, p.Party, id}}
			}
		})
	}
	for err == nil && len(next) > 0 {
		m := next[0]
		next = next[1:]
		if slices.Contains(who.members, m) {
			continue
		}
		who.members = append(who.members, m)
		var found []string
		found, err = s.learn(m, who)
		for _, account := range found {
			next = append(next, s.Memberships(account)...)
		}
	}
	if err == nil && len(who.members) == 0 {
		err = errNobody
	}
	return who, err
}

// learn adds the names and accounts of a person in one relationship, and returns those accounts.
func (s *Store) learn(m Membership, who traced) (accounts []string, err error) {
	joint, own, err := s.both(m)
	for _, e := range joint {
		if name := wordsOf(e)["name"]; name != "" && factsOf(e).Kind == "person named" && factsOf(e).Data.Person == m.Person {
			who.names[name] = true
		}
	}
	for _, e := range own {
		if account := wordsOf(e)["account"]; account != "" && factsOf(e).Data.Person == m.Person {
			who.accounts[account], accounts = true, append(accounts, account)
		}
	}
	return accounts, err
}

// both are the entries of joint and of the person's own party.
func (s *Store) both(m Membership) (joint, own []relationship.Entry, err error) {
	r, err := s.relation(m.Relationship, false)
	if err != nil {
		return nil, nil, err
	}
	r.Lock()
	defer r.Unlock()
	if joint, err = s.ledger(r, relationship.Joint, 0); err == nil {
		own, err = s.ledger(r, m.Party, 0)
	}
	return joint, own, err
}

// facts are those of an entry that say whom it is about.
type facts struct {
	Kind, By string
	Data     struct{ Person string }
}

func factsOf(e relationship.Entry) (f facts) {
	_ = json.Unmarshal(e.Facts, &f)
	return f
}

// erasing says what erasing a person does in one relationship, and which of its joint entries name them.
func (s *Store) erasing(m Membership, who traced) (e Erased, naming []int, err error) {
	e = Erased{Relationship: m.Relationship, Party: m.Party, Person: m.Person}
	joint, own, err := s.both(m)
	for i, entry := range joint {
		f, words := factsOf(entry), wordsOf(entry)
		switch {
		case len(words) == 0:
		case f.Kind == "person named" && f.Data.Person == m.Person:
			e.Words++
		case who.named(words):
			naming = append(naming, i+1)
			fallthrough
		case f.By == m.Person:
			e.Asked = append(e.Asked, i+1)
		}
	}
	for _, entry := range own {
		f, words := factsOf(entry), wordsOf(entry)
		if len(words) > 0 && (f.By == m.Person || words["account"] != "" && f.Data.Person == m.Person) {
			e.Words++
		}
	}
	if err != nil {
		return e, nil, err
	}
	_, err = s.Read(m.Relationship, "", func(v relationship.View) { // audience: how somebody is shown once their name is gone, to everybody; mutate: s/""/"acme"/
		e.Shown = fmt.Sprintf("former member %s of %s", strings.TrimPrefix(m.Person, "p"), v.Shared.PartyName(m.Party))
	})
	return e, naming, err
}

// named says whether words hold a name or an account of the person, or a part of a name of three letters or more.
func (who traced) named(words map[string]string) bool {
	text := " " + spaced(strings.Join(slices.Collect(maps.Values(words)), " ")) + " "
	for name := range who.names {
		for _, part := range append(strings.Fields(spaced(name)), spaced(name)) {
			if len([]rune(part)) >= 3 && strings.Contains(text, " "+part+" ") {
				return true
			}
		}
	}
	for account := range who.accounts {
		if strings.Contains(text, " "+spaced(account)+" ") {
			return true
		}
	}
	return false
}

// spaced is a text in lower case with nothing between its words but one space.
func spaced(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// drop takes out what is kept beside the record for the person: forms, conversations, sessions, codes and links, what
// they were or are to be told, and what they asked.
func (who traced) drop(s *Store, r *rows) {
	for account := range who.accounts {
		r.dropAll(drafts, nameHash(account))
		r.dropAll(talk, nameHash(conversation(account)))
		r.dropUnder(account)
	}
	r.sweep(codes, func(k, v []byte) bool {
		f := reader{rest: v[min(8, len(v)):]}
		f.field()
		value, err := s.openRow(codes, bytes.Clone(k), f.rest)
		return err == nil && who.in(value)
	})
	r.sweep(deliveries, func(k, v []byte) bool {
		d, err := s.openDelivery(bytes.Clone(k), v)
		return err == nil && who.told(d)
	})
	r.sweep(queue, func(k, _ []byte) bool { return r.get(deliveries, k[8:]) == nil })
}

func (who traced) in(value []byte) bool {
	for account := range who.accounts {
		if bytes.Contains(value, []byte(account)) {
			return true
		}
	}
	return false
}

func (who traced) told(d Delivery) bool {
	return who.accounts[d.To] || slices.ContainsFunc(who.members, func(m Membership) bool {
		return d.Person != "" && m.Relationship == d.Relationship && m.Person == d.Person
	})
}

// dropAll drops the rows whose keys begin so.
func (r *rows) dropAll(b bucket, prefix []byte) {
	r.sweep(b, func(k, _ []byte) bool { return bytes.HasPrefix(k, prefix) })
}

// dropUnder drops what is kept under the name in any place, such as who asks to be added.
func (r *rows) dropUnder(name string) {
	var numbered [][]byte
	under := append([]byte{1}, nameHash(name)...)
	r.sweep(talk, func(k, v []byte) bool {
		found := len(k) == 65 && bytes.HasSuffix(k, under) && len(v) == 8
		if found {
			numbered = append(numbered, append(append(bytes.Clone(k[:32]), 0), v...))
		}
		return found
	})
	for _, k := range numbered {
		r.drop(talk, k)
	}
}
