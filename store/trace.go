package store

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"collab/relationship"
)

// traced is everything one person is: in which relationships, by which names and accounts.
type traced struct {
	members         []Membership // each was found by an account of one before it
	names, accounts map[string]bool
}

// trace follows a person from one relationship to the next by their accounts, also those they have had. An account that
// was passed on is whose it was last in each relationship.
func (s *Store) trace(person string) (who traced, err error) {
	who = traced{names: map[string]bool{}, accounts: map[string]bool{}}
	known, err := s.held()
	if err != nil {
		return who, err
	}
	next := known.by(person)
	if rel, id, _ := strings.Cut(person, "/"); s.exists(rel) {
		next, err = s.somebody(rel, id)
	} else if strings.Count(person, "/") > 1 {
		who.accounts[person] = true
	}
	for err == nil && len(next) > 0 {
		m := next[0]
		next = next[1:]
		if slices.Contains(who.members, m) {
			continue
		}
		who.members = append(who.members, m)
		for _, account := range known.accounts[m] {
			if holders := known.by(account); slices.Contains(holders, m) {
				who.accounts[account] = true
				next = append(next, holders...)
			}
		}
		err = s.called(m, who.names)
	}
	return who, err
}

// somebody is the person with an id in a relationship, if there is one.
func (s *Store) somebody(rel, id string) (all []Membership, err error) {
	r, err := s.relation(rel, false)
	if err != nil {
		return nil, err
	}
	r.Lock()
	defer r.Unlock()
	joint, err := s.joint(r)
	if err == nil && joint.Persons[id] != nil {
		all = []Membership{{rel, joint.Persons[id].Party, id}}
	}
	return all, err
}

// holdings are who has had which account, in the order in which it was given to them.
type holdings struct {
	holders  map[string][]Membership
	accounts map[Membership][]string
}

// by is whose an account is, or was last, in each relationship.
func (h holdings) by(account string) (all []Membership) {
	seen := map[string]bool{}
	for _, m := range slices.Backward(h.holders[account]) {
		if !seen[m.Relationship] {
			seen[m.Relationship] = true
			all = append(all, m)
		}
	}
	return all
}

// held reads the accounts in every ledger: the index has those alone that somebody has now.
func (s *Store) held() (h holdings, err error) {
	h = holdings{map[string][]Membership{}, map[Membership][]string{}}
	for _, rel := range s.Relationships() {
		given, err := s.givenIn(rel)
		if err != nil {
			return h, err
		}
		for _, g := range given {
			h.holders[g.account] = append(h.holders[g.account], g.to)
			h.accounts[g.to] = append(h.accounts[g.to], g.account)
		}
	}
	return h, nil
}

// given is that an account was given to somebody.
type given struct {
	at, account string
	to          Membership
}

func (s *Store) givenIn(rel string) (all []given, err error) {
	r, err := s.relation(rel, false)
	if err != nil {
		return nil, err
	}
	r.Lock()
	defer r.Unlock()
	joint, err := s.joint(r)
	if err != nil {
		return nil, err
	}
	for _, p := range joint.All() {
		list, err := s.ledger(r, p.ID, 0) // it gives accounts; no view of it is ever drawn
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			if f, account := factsOf(e), wordsOf(e)["account"]; f.Kind == "account added" && account != "" {
				all = append(all, given{f.At, account, Membership{rel, p.ID, f.Data.Person}})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b given) int { return strings.Compare(a.at, b.at) })
	return all, nil
}

// called adds what a person was ever called in a relationship.
func (s *Store) called(m Membership, names map[string]bool) error {
	r, err := s.relation(m.Relationship, false)
	if err != nil {
		return err
	}
	r.Lock()
	defer r.Unlock()
	list, err := s.ledger(r, relationship.Joint, 0)
	for _, e := range list {
		if f, name := factsOf(e), wordsOf(e)["name"]; f.Kind == "person named" && f.Data.Person == m.Person && name != "" {
			names[name] = true
		}
	}
	return err
}

// facts are those of an entry that say whom or which place it is about.
type facts struct {
	At, Kind string
	Data     struct{ Person, Place, To string }
}

func factsOf(e relationship.Entry) (f facts) {
	_ = json.Unmarshal(e.Facts, &f) // fields of other kinds may be called so and hold something else
	return f
}

// leastNamed is how many letters a part of a name has, at least, that is looked for by itself.
const leastNamed = 3

// named says whether words hold a name or an account of the person, or a part of a name.
func (who traced) named(words map[string]string) bool {
	if len(words) == 0 {
		return false
	}
	text := " " + spaced(strings.Join(slices.Collect(maps.Values(words)), " ")) + " "
	has := func(part string) bool { return strings.Contains(text, " "+part+" ") }
	for name := range who.names {
		if has(spaced(name)) || slices.ContainsFunc(strings.Fields(spaced(name)), func(part string) bool {
			return len([]rune(part)) >= leastNamed && has(part)
		}) {
			return true
		}
	}
	for account := range who.accounts {
		if has(spaced(account)) || has(spaced(account[strings.LastIndex(account, "/")+1:])) {
			return true
		}
	}
	return false
}

// spaced is a text in lower case with nothing between its words but one space.
func spaced(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
