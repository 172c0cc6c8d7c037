package relationship

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"
	"time"
)

// An entry that came with somebody else's export may say anything. It is refused or folded, as the first of a ledger
// and behind the stored record; nothing else happens.
func FuzzFold(f *testing.F) {
	parts := stored(f)
	for _, part := range parts {
		for _, entries := range part {
			for _, e := range entries {
				f.Add(e.Facts, e.Words)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text, words []byte) {
		e := Entry{Facts: text, Words: words}
		s, o := NewShared("r1"), NewOwn("r1", "acme")
		if err := s.Fold([]Entry{e}); err == nil && len(s.Entries()) != 1 {
			t.Fatalf("one entry folded, %d on record", len(s.Entries()))
		}
		_ = o.Fold([]Entry{e})
		behind(t, parts[0], e)
	})
}

// behind folds the entry after the stored ones of a ledger, with the number that is next there.
func behind(t *testing.T, part map[string][]Entry, e Entry) {
	var f facts
	if json.Unmarshal(e.Facts, &f) != nil || !json.Valid(f.Data) {
		return
	}
	for _, ledger := range []string{Joint, "acme"} {
		entries := part[ledger]
		f.N = len(entries) + 1
		text, err := encode(f)
		if err != nil {
			t.Fatal(err)
		}
		l := Ledgers{Joint: NewShared("r1"), Own: map[string]*Own{"acme": NewOwn("r1", "acme")}}
		if err := l.fold(ledger, entries); err != nil {
			t.Fatal(err)
		}
		_ = l.fold(ledger, []Entry{{Facts: text, Words: e.Words}})
	}
}

// bytesFirst gives numbers from bytes while there are some, then others for ever.
type bytesFirst struct {
	bytes []byte
	then  *rand.PCG
}

func (b *bytesFirst) Uint64() uint64 {
	if len(b.bytes) < 2 {
		return b.then.Uint64()
	}
	n := binary.BigEndian.Uint16(b.bytes)
	b.bytes = b.bytes[2:]
	return uint64(n) << 48
}

// Whatever is asked for by whom and when, it is refused with a sentence or written, and a replay gives what folding
// gave.
func FuzzDecideSequence(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("Acme and Borealis begin a relationship, and bytes choose what becomes of it."))
	f.Add([]byte{0xff, 0xff, 0, 0, 0x80, 0, 0x7f, 0xff, 0x20, 0x20, 0xc0, 0, 0, 1, 0xff, 0})
	f.Fuzz(func(t *testing.T, choices []byte) {
		x := dice{rand.New(&bytesFirst{choices, rand.NewPCG(44001, 1)})}
		sc := newScene(t)
		sc.measured(otif(sc.ours()))
		for range min(10+len(choices)/8, 60) {
			sc.later(pick(x, 0, time.Minute, 5*time.Hour, 30*time.Hour))
			by := pick(x, p1, p2, p3, p4, ByClock)
			c := pick(x, anything(x, sc.l.Joint, by, sc.at)...)
			if by == ByClock {
				c = clocks(x)
			}
			var r *Refusal
			if _, err := sc.try(by, c); err != nil && (!errors.As(err, &r) || r.Reason == "") {
				t.Fatalf("%T by %s: %v", c, by.Person, err)
			}
		}
		sc.sameAfterReplay()
	})
}
