package store

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

// Verified is what a check of a file found whole.
type Verified struct {
	Relationships, Ledgers, Entries int
	// Heads are the heads of all ledgers, by relationship and ledger, in the order of the file.
	Heads []relationship.Head
}

// VerifyFile checks a store that no process has open: every entry's facts, words, salt, number and link, every other
// row, then bbolt's own pages. The error names the first entry or gap. Damage can end the process that checks, with
// SIGSEGV or out of stack, which no program can catch: a server has it done in a process of its own.
func VerifyFile(path string, secret []byte) (Verified, error) { return VerifyEach(path, secret, nil) }

// VerifyEach is [VerifyFile], and calls seen with the head of a ledger after each of its entries: what was posted or
// exported once is compared with them.
func VerifyEach(path string, secret []byte, seen func(relationship.Head)) (found Verified, err error) {
	if err := verifyHeaders(path); err != nil {
		return found, err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = corrupt(path, fmt.Sprintf("page structure damaged %s: %v", found.behind(), p))
		}
	}()
	o := boltOptions()
	o.ReadOnly = true
	db, err := bbolt.Open(path, 0o600, o)
	if err != nil {
		return found, refuseFile(path, err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error { return verifyTx(tx, path, sealer{secret}, &found, seen) })
	return found, err
}

// verifyHeaders wants both header pages whole: with one damaged, bbolt would silently show the commit before the last.
func verifyHeaders(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return refuseFile(path, err)
	}
	defer f.Close()
	a, b, err := headers(f)
	if err != nil {
		return refuseFile(path, err)
	}
	if !a.valid || !b.valid {
		return corrupt(path, "one of its two header pages is damaged; the newest commit may be missing")
	}
	return nil
}

func verifyTx(tx *bbolt.Tx, path string, secret sealer, found *Verified, seen func(relationship.Head)) error {
	m, want, err := readMeta(tx)
	if err != nil {
		return corrupt(path, err.Error())
	}
	if m.Schema < 1 || m.Schema > schema {
		return &Fault{ErrNewer, path, fmt.Sprintf("its layout is version %d", m.Schema), "Verify it with the collab that wrote it"}
	}
	if err := secret.fits(path, m.Check); err != nil {
		return err
	}
	got := tally{clock: want.clock}
	if err := verifyEntries(tx, secret, &got, found, seen); err != nil {
		return corrupt(path, err.Error())
	}
	if err := verifyRows(tx, bucketsOf(m.Schema), &got, want); err != nil {
		return corrupt(path, err.Error())
	}
	for err := range tx.Check() {
		return corrupt(path, err.Error())
	}
	return nil
}

// chainCheck walks the entry bucket in the order of its keys.
type chainCheck struct {
	found  *Verified
	secret sealer
	seen   func(relationship.Head) // may be nil
	rel    string
	aead   cipher.AEAD
	head   relationship.Head
}

func verifyEntries(tx *bbolt.Tx, secret sealer, got *tally, found *Verified, seen func(relationship.Head)) error {
	b := tx.Bucket(entries.name())
	if b == nil {
		return errors.New("the entries are missing")
	}
	c := chainCheck{found: found, secret: secret, seen: seen}
	var before []byte
	err := b.ForEach(func(k, v []byte) error {
		if bytes.Compare(before, k) >= 0 {
			return fmt.Errorf("rows are out of order %s", found.behind())
		}
		before = append(before[:0], k...)
		got.add(entries, k, v)
		return c.row(k, v)
	})
	c.close()
	return err
}

// row checks an entry against the one before it, and that a key can be read.
func (c *chainCheck) row(k, v []byte) error {
	rel, rest, ok := bytes.Cut(k, []byte{0})
	if !ok || len(rest) < 2 {
		return fmt.Errorf("a key was changed %s", c.found.behind())
	}
	if rest[0] == 1 {
		if _, _, err := decodeKey(v); err != nil || len(rest) != 33 {
			return fmt.Errorf("a key of relationship %s was changed", rel)
		}
		return nil
	}
	ledger, number, ok := bytes.Cut(rest, []byte{0})
	if !ok || len(number) != 8 {
		return fmt.Errorf("the key of an entry was changed %s", c.found.behind())
	}
	c.enter(string(rel), string(ledger))
	if n := binary.BigEndian.Uint64(number); n != uint64(c.head.N+1) {
		return fmt.Errorf("relationship %s: entry %d of %s: missing", rel, c.head.N+1, ledger)
	}
	e, err := decodeEntry(v, c.aead, k)
	if err != nil {
		return fmt.Errorf("relationship %s: entry %d of %s: %w", rel, c.head.N+1, ledger, err)
	}
	next, err := e.Follows(c.head)
	if err != nil {
		return fmt.Errorf("relationship %s: %w", rel, err)
	}
	c.head = next
	c.found.Entries++
	if c.seen != nil {
		c.seen(next)
	}
	return nil
}

// enter begins the next ledger, when it is another.
func (c *chainCheck) enter(rel, ledger string) {
	if c.head.Relationship == rel && c.head.Ledger == ledger {
		return
	}
	c.close()
	if rel != c.rel {
		c.rel, c.aead = rel, c.secret.wordsAEAD(rel)
		c.found.Relationships++
	}
	c.head = relationship.Begin(rel, ledger)
}

func (c *chainCheck) close() {
	if c.head.N > 0 {
		c.found.Ledgers++
		c.found.Heads = append(c.found.Heads, c.head)
	}
}

// behind says how far the check came.
func (v *Verified) behind() string {
	if v.Entries == 0 {
		return "at the first entry"
	}
	h := "the first ledger"
	if n := len(v.Heads); n > 0 {
		h = v.Heads[n-1].Ledger + " of relationship " + v.Heads[n-1].Relationship
	}
	return fmt.Sprintf("behind entry %d of the file, after %s", v.Entries, h)
}

// verifyRows compares the tally with what is there: a row that is gone, new or changed in any bucket shows.
func verifyRows(tx *bbolt.Tx, buckets int, got *tally, want tally) error {
	for b := bucket(1); int(b) < buckets; b++ {
		rows := tx.Bucket(b.name())
		if rows == nil {
			return fmt.Errorf("the rows of %s are missing", b.name())
		}
		before := []byte(nil)
		if err := rows.ForEach(func(k, v []byte) error {
			if bytes.Compare(before, k) >= 0 {
				return fmt.Errorf("rows of %s are out of order", b.name())
			}
			before = append(before[:0], k...)
			got.add(b, k, v)
			return nil
		}); err != nil {
			return err
		}
	}
	for b := range bucket(buckets) {
		if got.count[b] != want.count[b] {
			return fmt.Errorf("%s has %d rows where %d were written", b.name(), got.count[b], want.count[b])
		}
		if got.sum[b] != want.sum[b] {
			return fmt.Errorf("a row of %s was changed", b.name())
		}
	}
	return nil
}
