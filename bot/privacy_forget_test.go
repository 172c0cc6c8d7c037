package bot_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/web"
	"collab/relationship"
	"collab/store"

	"go.etcd.io/bbolt"
)

// copied is a copy of a closed store's file.
func copied(t testing.TB, path string) string {
	t.Helper()
	whole, err := os.ReadFile(path)
	to := filepath.Join(room(t), "copy.db")
	if err == nil {
		err = os.WriteFile(to, whole, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// room is a directory for a store. Where memory can be had as one, nothing waits for a disk.
func room(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "collab-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// forgetful deletes from a store's file what a party may not read. How rows look is written in package store.
type forgetful struct {
	t     testing.TB
	rel   string
	party string
	gone  int // rows
}

// forget is the file without every row that comes of what other parties keep to themselves: their ledgers and what was
// recorded of them in keys, their accounts and internal places, when they are due, what they were told, what they typed,
// and what they said, or were answered, where the party does not read.
func forget(t testing.TB, path, rel, party string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	f := &forgetful{t: t, rel: rel, party: party}
	err = db.Update(func(tx *bbolt.Tx) error {
		f.sweep(tx, "entry", f.entry)
		f.sweep(tx, "account", f.account)
		f.sweep(tx, "place", f.place)
		f.sweep(tx, "due of", func(k, v []byte) []byte { return f.unless(f.foreign(k), v) })
		f.sweep(tx, "due", func(k, v []byte) []byte { return f.unless(f.foreign(k[8:]), v) })
		told := map[string]bool{}
		f.sweep(tx, "delivery", func(k, v []byte) []byte { return f.delivery(told, k, v) })
		f.sweep(tx, "queue", func(k, v []byte) []byte { return f.unless(told[string(k[8:])], v) })
		f.sweep(tx, "talk", f.talk())
		return nil
	})
	if closed := db.Close(); err == nil {
		err = closed
	}
	if err != nil || f.gone < 50 {
		t.Fatalf("deleted %d rows: %v", f.gone, err)
	}
}

// sweep keeps of each row what keep says; nil deletes it.
func (f *forgetful) sweep(tx *bbolt.Tx, name string, keep func(k, v []byte) []byte) {
	b := tx.Bucket([]byte(name))
	type row struct{ k, v []byte }
	var rows []row
	_ = b.ForEach(func(k, v []byte) error { rows = append(rows, row{bytes.Clone(k), bytes.Clone(v)}); return nil })
	for _, r := range rows {
		kept := keep(r.k, r.v)
		switch {
		case kept == nil:
			f.gone++
			_ = b.Delete(r.k)
		case !bytes.Equal(kept, r.v):
			_ = b.Put(r.k, kept)
		}
	}
}

func (f *forgetful) unless(gone bool, v []byte) []byte {
	if gone {
		return nil
	}
	return append([]byte{}, v...)
}

// foreign says whether relationship ‖ 0 ‖ ledger is one that the party may not read.
func (f *forgetful) foreign(key []byte) bool {
	rel, ledger, _ := bytes.Cut(key, []byte{0})
	return string(rel) == f.rel && string(ledger) != relationship.Joint && string(ledger) != f.party
}

func (f *forgetful) entry(k, v []byte) []byte {
	rel, rest, _ := bytes.Cut(k, []byte{0})
	if string(rel) != f.rel {
		return v
	}
	if rest[0] == 1 {
		return f.key(v)
	}
	ledger, _, _ := bytes.Cut(rest, []byte{0})
	return f.unless(f.foreign(append(append(rel, 0), ledger...)), v)
}

// key is what remains of the row of a key: instant, person, party, values, and per ledger its name, first and count.
func (f *forgetful) key(v []byte) []byte {
	rest := v[8:]
	field := func() []byte {
		n, width := binary.Uvarint(rest)
		of := rest[width : width+int(n)]
		rest = rest[width+int(n):]
		return of
	}
	number := func() uint64 {
		n, width := binary.Uvarint(rest)
		rest = rest[width:]
		return n
	}
	field()
	field()
	field()
	out := slices.Clone(v[:len(v)-len(rest)])
	kept := 0
	for len(rest) > 0 {
		ledger, first, count := field(), number(), number()
		if l := string(ledger); l == relationship.Joint || l == f.party {
			out = append(binary.AppendUvarint(out, uint64(len(ledger))), ledger...)
			out = binary.AppendUvarint(binary.AppendUvarint(out, first), count)
			kept++
		}
	}
	if kept == 0 {
		return nil
	}
	return out
}

func (f *forgetful) account(k, v []byte) []byte {
	rel, party, _ := bytes.Cut(k[sha256.Size:], []byte{0})
	return f.unless(string(rel) == f.rel && string(party) != f.party, v)
}

func (f *forgetful) place(_, v []byte) []byte {
	rel, party, _ := bytes.Cut(v, []byte{0})
	return f.unless(string(rel) == f.rel && len(party) > 0 && string(party) != f.party, v)
}

func (f *forgetful) delivery(told map[string]bool, k, v []byte) []byte {
	var d store.Delivery
	if err := json.Unmarshal(v[8:], &d); err != nil {
		f.t.Fatal(err)
	}
	gone := d.Relationship == f.rel && d.Party != "" && d.Party != f.party
	told[string(k)] = gone
	return f.unless(gone, v)
}

// talk deletes what was said in places of others, and what was answered to others alone. The numbers of the rest stay.
func (f *forgetful) talk() func(k, v []byte) []byte {
	others := map[bot.Account]bool{}
	elsewhere := map[string]bool{}
	hash := func(p bot.Place) string { h := sha256.Sum256([]byte(p.String())); return string(h[:]) }
	for _, s := range cast {
		if s.party != f.party && slices.Contains(parties, s.party) {
			others[s.account()] = true
			elsewhere[hash(s.direct())] = true
			elsewhere[hash(inside(s.party))] = true
		}
	}
	asked := sha256.Sum256([]byte("asked/" + f.rel))
	return func(k, v []byte) []byte {
		if k[sha256.Size] == 1 {
			return v // where a reference stands
		}
		if bytes.HasPrefix(k, asked[:]) { // who asks a party to be added
			return f.unless(!bytes.Contains(v, []byte(`"Party":"`+f.party+`"`)), v)
		}
		var s web.Said
		if err := json.Unmarshal(v, &s); err != nil {
			f.t.Fatal(err)
		}
		return f.unless(elsewhere[string(k[:sha256.Size])] || others[s.To], v)
	}
}
