package relationship

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Joint is the name of the ledger that every party reads. A party's own ledger has the name of the party.
const Joint = "joint"

// Entry is one line of a ledger as it is stored and hashed: byte strings, encoded once and never marshalled again.
type Entry struct {
	// Facts is one line of JSON without free text.
	Facts []byte
	// Words is a JSON object of what was typed, field name to text; nil when there is none or it was redacted.
	Words []byte
	// Salt is 32 random bytes hashed with Words; nil without Words.
	Salt []byte
	// W stands in for Words and Salt once they were redacted: their hash, 32 bytes; nil otherwise.
	W []byte
	// Link is the chain's link at this entry.
	Link Link
}

// hashes returns what the chain takes from the entry's facts and words.
func (e Entry) hashes() (f, w Link) {
	if e.W != nil {
		return factsHash(e.Facts), Link(e.W)
	}
	return factsHash(e.Facts), wordsHash(e.Salt, e.Words)
}

// Redacted is the entry without its words: the hash of words and salt stays in their place, so the chain still holds.
// An entry without words is returned as it is.
func (e Entry) Redacted() Entry {
	if e.Words == nil {
		return e
	}
	w := wordsHash(e.Salt, e.Words)
	return Entry{Facts: e.Facts, W: w[:], Link: e.Link}
}

// Links checks that the entry's hashes continue the chain at h and returns the head with it. What its facts say it does
// not look at: Fold does.
func (e Entry) Links(h Head) (Head, error) {
	next := h.next(e.hashes())
	if next.Link != e.Link {
		return h, fmt.Errorf("entry %d of %s: facts, words, salt or link were changed", next.N, h.Ledger)
	}
	return next, nil
}

// Follows checks that the entry continues the chain at h and returns the head with it. It checks hashes, number and
// format, not meaning.
func (e Entry) Follows(h Head) (Head, error) {
	next, err := e.Links(h)
	if err != nil {
		return h, err
	}
	f, err := e.numbered(next, lexicon{})
	if err == nil && !json.Valid(f.Data) {
		err = fmt.Errorf("entry %d of %s: data are not JSON", next.N, h.Ledger)
	}
	if err != nil {
		return h, err
	}
	return next, nil
}

// numbered reads the entry's facts, which must give it the number it has at h. Their data may be no JSON yet.
func (e Entry) numbered(h Head, known lexicon) (facts, error) {
	f, ok := scanFacts(e.Facts, known)
	var err error
	if !ok {
		f, err = readFacts(e.Facts)
	}
	if err == nil && f.N != h.N {
		err = fmt.Errorf("its facts say it is entry %d", f.N)
	}
	if err != nil {
		err = fmt.Errorf("entry %d of %s: %w", h.N, h.Ledger, err)
	}
	return f, err
}

// stamp is an instant as it stands in facts: RFC 3339 in UTC with exactly three decimals.
type stamp struct{ time.Time }

const stampLayout = "2006-01-02T15:04:05.000Z"

func (s stamp) MarshalJSON() ([]byte, error) {
	return s.UTC().AppendFormat(nil, `"`+stampLayout+`"`), nil
}

func (s *stamp) UnmarshalJSON(b []byte) (err error) {
	s.Time, err = time.Parse(`"`+stampLayout+`"`, string(b))
	return err
}

// facts is the envelope of an entry's facts; the order of its fields is the order in which they are written.
type facts struct {
	V     int             `json:"v"`
	N     int             `json:"n"`
	After *int            `json:"after,omitempty"`
	At    stamp           `json:"at"`
	By    string          `json:"by,omitempty"`
	Party string          `json:"party,omitempty"`
	Kind  string          `json:"kind"`
	Data  json.RawMessage `json:"data"`
	R     string          `json:"r"`
}

// version is the only version of facts there is yet.
const version = 1

// readFacts reads facts however they are spelled.
func readFacts(b []byte) (facts, error) {
	var f facts
	if err := json.Unmarshal(b, &f); err != nil {
		return f, fmt.Errorf("facts cannot be read: %w", err)
	}
	if f.V != version {
		return f, fmt.Errorf("facts are of version %d; this collab reads version %d", f.V, version)
	}
	return f, nil
}

// encode is the one place where JSON of the record is made: compact, nothing escaped that need not be.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
