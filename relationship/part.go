package relationship

import (
	"encoding/base64"
	"fmt"
	"io"
	"time"
)

// Part is what a command adds to one ledger: events in order, with one author and one instant.
type Part[S any] struct {
	Ledger string
	By     By
	At     time.Time
	// After is the number of joint entries once the command's joint part is written; it stands in entries of a
	// party's own ledger and orders the two against each other.
	After  int
	events []event[S]
}

func (p *Part[S]) add(events ...event[S]) { p.events = append(p.events, events...) }

// Len is how many entries the part adds.
func (p Part[S]) Len() int { return len(p.events) }

// Seal encodes the part's events as entries that continue the chain at h, and returns them with the new head. Random
// must give fresh random bytes: they keep equal entries apart and words from being guessed.
func (p Part[S]) Seal(h Head, random io.Reader) ([]Entry, Head, error) {
	entries := make([]Entry, 0, len(p.events))
	for _, v := range p.events {
		e, err := p.seal(h, v, random)
		if err != nil {
			return nil, h, fmt.Errorf("seal %s: %w", v.kind(), err)
		}
		h = h.next(e.hashes())
		e.Link = h.Link
		entries = append(entries, e)
	}
	return entries, h, nil
}

func (p Part[S]) seal(h Head, v event[S], random io.Reader) (e Entry, err error) {
	r := make([]byte, 16)
	if _, err = io.ReadFull(random, r); err != nil {
		return e, err
	}
	f := facts{V: version, N: h.N + 1, At: stamp{p.At}, By: p.By.Person, Party: p.By.Party, Kind: v.kind(),
		R: base64.RawURLEncoding.EncodeToString(r)}
	if p.Ledger != Joint {
		f.After = &p.After
	}
	if a, ok := v.(unsigned); ok {
		f.By = a.author()
	}
	if f.Data, err = encode(v); err != nil {
		return e, err
	}
	if e.Facts, err = encode(f); err != nil {
		return e, err
	}
	return e, e.addWords(v.words(), random)
}

// unsigned is an event whose facts do not name the person behind it: counts of who answered.
type unsigned interface{ author() string }

// addWords encodes the words that are not empty, with fresh salt; without any the entry stays without words.
func (e *Entry) addWords(words *map[string]string, random io.Reader) (err error) {
	if words == nil {
		return nil
	}
	kept := map[string]string{}
	for k, w := range *words {
		if w != "" {
			kept[k] = w
		}
	}
	if len(kept) == 0 {
		return nil
	}
	e.Salt = make([]byte, 32)
	if _, err = io.ReadFull(random, e.Salt); err != nil {
		return err
	}
	e.Words, err = encode(kept)
	return err
}

// Binding says that an account or a place belongs to a relationship, for the indexes a store keeps beside the ledgers.
type Binding struct {
	// Key is the account or place in the form its platform gave it.
	Key string
	// Place says that Key is a place; otherwise it is an account of Person.
	Place  bool
	Party  string // whose account, or whose internal place; empty for a place all parties read
	Person string
	// Gone says that the binding ended.
	Gone bool
}

// Bindings lists what the part binds or releases.
func (p Part[S]) Bindings() []Binding {
	var out []Binding
	for _, v := range p.events {
		if b, ok := v.(interface{ binds(ledger string) []Binding }); ok {
			out = append(out, b.binds(p.Ledger)...)
		}
	}
	return out
}
