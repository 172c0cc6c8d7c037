package store

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"collab/relationship"
)

// Words are erased from their entry, and from what is kept beside the record: what was typed into forms and said in
// conversations that this store keeps. Only rows of people and places that could read the entry are looked at: whether
// somebody else wrote the same, nobody is to learn. What a platform keeps is its own.

// erasedText stands where words were erased.
const erasedText = "(words erased)"

const (
	// leastErased is how long a text must be to be looked for: shorter ones are in everything.
	leastErased = 4
	// cutAfter is how much of a text was left, at least, where it was drawn cut short.
	cutAfter = 24
)

// scrubbing takes texts out of the rows of these conversations and accounts, by the hashes that name them.
type scrubbing struct {
	texts    []string
	places   map[string]bool
	accounts map[string]bool
}

// conversation is the place of what an account and the bot say to each other alone: its name is the account's, with an @
// before the user.
func conversation(account string) string {
	i := strings.LastIndex(account, "/") + 1
	return account[:i] + "@" + account[i:]
}

// scrubs is what to take out of the rows beside the record when the ledger's entries are emptied.
func (w *recording) scrubs(ledger string, bindings []relationship.Binding) (scrubbing, error) {
	sc := scrubbing{texts: w.texts[ledger], places: map[string]bool{}, accounts: map[string]bool{}}
	for _, b := range bindings {
		if b.Place {
			sc.places[string(nameHash(b.Key))] = true
		}
	}
	readers := []string{ledger}
	if ledger == relationship.Joint {
		joint, err := w.joint(w.r)
		if err != nil {
			return sc, err
		}
		readers = partiesOf(joint)
	}
	return sc, w.reach(w.r, readers, sc)
}

func partiesOf(joint *relationship.Shared) (all []string) {
	for _, p := range joint.All() {
		all = append(all, p.ID)
	}
	return all
}

// reach adds the conversations and forms of everybody who could ever read these ledgers of a relationship.
func (s *Store) reach(r *relation, ledgers []string, sc scrubbing) error {
	for _, ledger := range ledgers {
		list, err := s.ledger(r, ledger, 0) // it gives the accounts and places of who could read it; no view of it is ever drawn
		if err != nil {
			return err
		}
		for _, place := range placesIn(list) {
			sc.places[string(nameHash(place))] = true
		}
		for _, account := range accountsIn(list) {
			sc.accounts[string(nameHash(account))], sc.places[string(nameHash(conversation(account)))] = true, true
		}
	}
	return nil
}

// accountsIn lists every account that entries name, also of people who have left.
func accountsIn(list []relationship.Entry) (all []string) {
	for _, e := range list {
		if account := wordsOf(e)["account"]; account != "" && !slices.Contains(all, account) {
			all = append(all, account)
		}
	}
	return all
}

// placesIn lists every internal place that entries name: what is drawn there may say joint words too.
func placesIn(list []relationship.Entry) (all []string) {
	for _, e := range list {
		if f := factsOf(e); f.Kind == "place bound" || f.Kind == "place moved" {
			all = append(all, f.Data.Place+f.Data.To)
		}
	}
	return all
}

func wordsOf(e relationship.Entry) (words map[string]string) {
	_ = json.Unmarshal(e.Words, &words) // without words there are none
	return words
}

// textsOf lists what is looked for when the words of an entry are erased: each text, and each line of it.
func textsOf(e relationship.Entry) (all []string) {
	words := wordsOf(e)
	for _, field := range slices.Sorted(maps.Keys(words)) {
		for _, text := range append(strings.Split(words[field], "\n"), words[field]) {
			if text = strings.TrimSpace(text); utf8.RuneCountInString(text) >= leastErased && !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// write takes the texts out.
func (sc scrubbing) write(s *Store, r *rows) {
	if len(sc.texts) == 0 {
		return
	}
	for place := range sc.places {
		sc.clean(s, r, talk, append([]byte(place), 0), 0)
	}
	for account := range sc.accounts {
		sc.clean(s, r, drafts, []byte(account), 8)
	}
}

// clean takes the texts out of the rows of a bucket whose keys begin so, and whose sealed part begins at an offset.
func (sc scrubbing) clean(s *Store, r *rows, b bucket, prefix []byte, offset int) {
	changed := map[string][]byte{}
	c := r.tx.Bucket(b.name()).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		raw, err := s.openRow(b, bytes.Clone(k), v[min(offset, len(v)):])
		if err != nil {
			continue // it is unreadable, and verifying says so
		}
		if cleaned, found := sc.without(raw); found {
			sealed, err := s.sealRow(b, bytes.Clone(k), cleaned)
			r.keep(err)
			changed[string(k)] = append(bytes.Clone(v[:offset]), sealed...)
		}
	}
	for k, v := range changed {
		r.put(b, []byte(k), v)
	}
}

// without is a row of JSON with the texts taken out of what people read in it; false when they are not in it.
func (sc scrubbing) without(raw []byte) (cleaned []byte, found bool) {
	var row any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&row) != nil {
		return nil, false
	}
	if row = sc.walk(row, &found); !found {
		return nil, false
	}
	cleaned, err := json.Marshal(row)
	return cleaned, err == nil
}

// structural are the fields of rows that hold no text anybody wrote.
const structural = " at kind style place ref platform home user account party seen n "

func (sc scrubbing) walk(value any, found *bool) any {
	switch v := value.(type) {
	case string:
		for _, text := range sc.texts {
			v = takeOut(v, text, found)
		}
		return v
	case []any:
		for i := range v {
			v[i] = sc.walk(v[i], found)
		}
	case map[string]any:
		for name := range v {
			if !strings.Contains(structural, " "+strings.ToLower(name)+" ") {
				v[name] = sc.walk(v[name], found)
			}
		}
	}
	return value
}

// takeOut replaces a text where it stands, and what is left of it where it was cut short.
func takeOut(in, text string, found *bool) string {
	for from := 0; ; {
		at := strings.Index(in[from:], text)
		if at < 0 {
			break
		}
		at += from
		if from = at + len(text); separate(in, at, from) {
			in = in[:at] + erasedText + in[from:]
			from, *found = at+len(erasedText), true
		}
	}
	for at, end := holed(in, text); end > at; at, end = holed(in, text) {
		in, *found = in[:at]+erasedText+in[end:], true
	}
	if runes := []rune(text); len(runes) > cutAfter {
		if at := strings.Index(in, string(runes[:cutAfter])); at >= 0 {
			in, *found = in[:at]+erasedText, true
		}
	}
	return in
}

// holed finds a text out of which something was taken before, such as a name: what stands before the hole begins the text,
// what stands behind ends it, and what stands between two holes lies between.
func holed(in, text string) (at, end int) {
	for from := 0; ; {
		hole := strings.Index(in[from:], erasedText)
		if hole < 0 {
			return 0, 0
		}
		hole += from
		from = hole + len(erasedText)
		begun := overlap(in[:hole], text)
		if end := begunBefore(in, text[begun:], from); end > 0 && begun+end-from >= leastErased && separate(in, hole-begun, end) {
			return hole - begun, end
		}
	}
}

// begunBefore is where the rest of a text ends whose beginning is a hole that ends at from; 0 when it does not go on so.
func begunBefore(in, rest string, from int) (end int) {
	next := strings.Index(in[from:], erasedText)
	if next > 0 {
		if _, after, ok := strings.Cut(rest, in[from:from+next]); ok && after != "" {
			return begunBefore(in, after, from+next+len(erasedText))
		}
	}
	for n := min(len(rest)-1, len(in)-from); n >= 0; n-- {
		if strings.HasSuffix(rest, in[from:from+n]) {
			return from + n
		}
	}
	return 0
}

// overlap is how much of a text, at most, one ends with.
func overlap(one, text string) int {
	for n := min(len(one), len(text)-1); n > 0; n-- {
		if strings.HasSuffix(one, text[:n]) {
			return n
		}
	}
	return 0
}

// separate says whether what stands from one byte to another is no part of a longer word.
func separate(in string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(in[:from])
	after, _ := utf8.DecodeRuneInString(in[to:])
	letter := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return !letter(before) && !letter(after)
}
