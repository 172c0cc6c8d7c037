package store

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

// What is kept beside the record for a person: what they typed and did not send, what they and the bot said to each
// other, their sessions, codes and links, what they were or are to be told, what they asked, and the keys of what they
// recorded. What others keep of them goes too: a message of theirs that somebody pointed at, a link they made.

// place is where a row lies.
type place struct {
	bucket bucket
	key    []byte
}

// searching looks for the rows that are kept for a person.
type searching struct {
	*Store
	traced
	tx    *bbolt.Tx
	found []place
}

// beside lists the rows that are kept for the person.
func (s *Store) beside(who traced) []place {
	f := searching{Store: s, traced: who}
	_ = s.db.View(func(tx *bbolt.Tx) error {
		f.tx = tx
		f.look(drafts, nil, f.typed)
		f.look(talk, nil, f.talked)
		f.look(codes, nil, f.coded)
		f.look(deliveries, nil, f.told)
		f.look(inbox, nil, f.asked)
		for _, m := range who.members {
			f.look(entries, keysOf(m.Relationship), func(_, v []byte) bool {
				a, _, err := decodeKey(v)
				return err == nil && a.By.Person == m.Person
			})
		}
		return nil
	})
	return f.found
}

// look goes through the rows whose keys begin so. What cannot be read is nobody's; verifying says so.
func (f *searching) look(b bucket, prefix []byte, theirs func(k, v []byte) bool) {
	c := f.tx.Bucket(b.name()).Cursor()
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if theirs(k, v) {
			f.found = append(f.found, place{b, bytes.Clone(k)})
		}
	}
}

func (f *searching) opened(b bucket, k, v []byte) []byte {
	raw, _ := f.openRow(b, bytes.Clone(k), v)
	return raw
}

func (f *searching) typed(k, v []byte) bool {
	return f.hashed(k, func(account string) string { return account }) || f.field(f.opened(drafts, k, v[min(8, len(v)):]), "Author")
}

// talked finds what is said to them alone, what they said, and what is kept under their name, such as that they ask to be
// added.
func (f *searching) talked(k, v []byte) bool {
	const hash = 32
	switch {
	case f.hashed(k, conversation):
		return true
	case len(k) == 2*hash+1 && k[hash] == 1:
		under := len(v) == hash/4 && f.hashed(k[hash+1:], func(account string) string { return account })
		if under {
			f.found = append(f.found, place{talk, slices.Concat(k[:hash], []byte{0}, v)})
		}
		return under
	}
	raw := f.opened(talk, k, v)
	return f.field(raw, "To") || f.field(raw, "Author")
}

// hashed says whether a key begins with the hash of what one of their accounts is made into.
func (f *searching) hashed(k []byte, made func(account string) string) bool {
	for account := range f.accounts {
		if bytes.HasPrefix(k, nameHash(made(account))) {
			return true
		}
	}
	return false
}

// coded finds codes that stand for an account of theirs, anywhere in them, and links that they made.
func (f *searching) coded(k, v []byte) bool {
	r := reader{rest: v[min(8, len(v)):]}
	r.field()
	raw := f.opened(codes, k, r.rest)
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return f.accounts[string(raw)]
	}
	if link, ok := value.(map[string]any); ok {
		if by, ok := link["By"].(string); ok && f.names[by] {
			return true
		}
	}
	return holds(raw, f.account)
}

func (f *searching) told(k, v []byte) bool {
	d, err := f.openDelivery(bytes.Clone(k), v)
	theirs := err == nil && (f.accounts[d.To] || slices.ContainsFunc(f.members, func(m Membership) bool {
		return d.Person != "" && m.Relationship == d.Relationship && m.Person == d.Person
	}))
	if theirs {
		f.found = append(f.found, place{queue, slices.Concat(v[:8], k)})
	}
	return theirs
}

// asked finds requests of theirs that wait: a platform says who asks as the user, by an id that nobody else has there.
func (f *searching) asked(k, v []byte) bool {
	var request struct {
		Raw struct {
			User  any
			Event struct{ User any }
			From  struct{ AADObjectID any }
		}
	}
	_ = json.Unmarshal(f.opened(inbox, k, v), &request) // of another form it is somebody else's
	for _, user := range []any{request.Raw.User, request.Raw.Event.User, request.Raw.From.AADObjectID} {
		if whole, ok := user.(map[string]any); ok {
			user = whole["id"]
		}
		id, _ := user.(string)
		for account := range f.accounts {
			if id != "" && strings.EqualFold(id, account[strings.LastIndex(account, "/")+1:]) {
				return true
			}
		}
	}
	return false
}

// field says whether a field of a row of JSON is one of their accounts.
func (f *searching) field(raw []byte, name string) bool {
	var row map[string]any
	return json.Unmarshal(raw, &row) == nil && f.account(row[name])
}

// account says whether a value is one of their accounts, in one word or in its parts.
func (f *searching) account(value any) bool {
	return isAccount(value, slices.Collect(maps.Keys(f.accounts)))
}

// forgetBeside drops what is kept beside the record for the person, and their right to begin relationships. Their
// addresses are taken out of what others keep who took part in anything with them, and may have invited them.
func (s *Store) forgetBeside(who traced) error {
	others, err := s.others(who)
	if err != nil {
		return err
	}
	found := s.beside(who)
	s.update(func(r *rows) {
		for _, p := range found {
			r.drop(p.bucket, p.key)
		}
		others.write(s, r)
	})
	if who.allowed(s) {
		s.change(func(m *meta) {
			m.Installers = slices.DeleteFunc(slices.Clone(m.Installers), func(hash string) bool { return who.installs(hash) })
		})
	}
	return nil
}

// others is what to take out of what others keep.
func (s *Store) others(who traced) (sc scrubbing, err error) {
	sc = scrubbing{places: map[string]bool{}, accounts: map[string]bool{}}
	for account := range who.accounts {
		if user := account[strings.LastIndex(account, "/")+1:]; strings.Contains(user, "@") {
			sc.texts = append(sc.texts, user)
		}
		sc.texts = append(sc.texts, account)
	}
	for _, m := range who.members {
		if err := s.reachAll(m.Relationship, sc); err != nil {
			return sc, err
		}
	}
	return sc, nil
}

// reachAll adds the conversations and forms of everybody who ever took part in a relationship.
func (s *Store) reachAll(rel string, sc scrubbing) error {
	r, err := s.relation(rel, false)
	if err != nil {
		return err
	}
	r.Lock()
	defer r.Unlock()
	joint, err := s.joint(r)
	if err != nil {
		return err
	}
	return s.reach(r, append(partiesOf(joint), relationship.Joint), sc)
}

// installs says whether a hash is that of an account of theirs.
func (who traced) installs(hash string) bool {
	for account := range who.accounts {
		if installer(account) == hash {
			return true
		}
	}
	return false
}

// allowed says whether the person may begin relationships.
func (who traced) allowed(s *Store) bool {
	for account := range who.accounts {
		if s.Allowed(account) {
			return true
		}
	}
	return false
}
