package docs_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// The record's test vector. The chain below is written out a third time, apart from the program's and the script's own,
// so that no two of them can share a mistake.
const (
	begun   = `{"v":1,"n":1,"at":"2026-03-02T09:00:00.000Z","by":"p1","party":"acme","kind":"relationship begun","data":{},"r":"AAAAAAAAAAAAAAAAAAAAAA"}`
	why     = `{"why":"Fewer late trucks & é"}`
	cadence = `{"v":1,"n":2,"at":"2026-03-02T09:00:00.000Z","by":"p1","party":"acme","kind":"cadence set","data":{"days":14},"r":"AAAAAAAAAAAAAAAAAAAAAQ"}`
	erased  = `{"v":1,"n":3,"at":"2026-03-02T09:00:00.001Z","by":"operator","kind":"words redacted","data":{"n":1},"r":"AAAAAAAAAAAAAAAAAAAAAg"}`

	firstLink  = "062b02123f675073332ed93235b0bd8cc4266707468a17788e8c89c0e2556312"
	secondLink = "d0b7fa0adb07467af3dbd3da77fc590e245efe76c2d1751edd85ea752759dc48"
	secondHead = "2-T2VZ-M2PV-0X37-NWYV"
)

// line is an entry of an export; a field left empty is not written.
type line struct {
	N     int    `json:"n"`
	Facts string `json:"facts,omitempty"`
	Words string `json:"words,omitempty"`
	Salt  string `json:"salt,omitempty"`
	F     string `json:"f,omitempty"`
	W     string `json:"w,omitempty"`
	Link  string `json:"link"`
}

// export is a ledger of relationship r1, made out for acme.
type export struct {
	ledger string
	links  [][]byte
	lines  []line
}

func begin(ledger string) *export {
	named := []byte("collab/record/1\n")
	for _, name := range []string{"r1", ledger} {
		named = append(binary.BigEndian.AppendUint64(named, uint64(len(name))), name...)
	}
	return &export{ledger: ledger, links: [][]byte{sum(named)}}
}

// add chains an entry; words may be empty, which means none.
func (e *export) add(facts, words string) {
	l := line{N: len(e.links), Facts: facts, Words: words}
	w := make([]byte, 32)
	if words != "" {
		salt := make([]byte, 32)
		for i := range salt {
			salt[i] = byte(i)
		}
		l.Salt = hex.EncodeToString(salt)
		w = sum([]byte{2}, salt, []byte(words))
	}
	number := binary.BigEndian.AppendUint64(nil, uint64(l.N))
	link := sum([]byte{3}, e.links[l.N-1], number, sum([]byte{1}, []byte(facts)), w)
	l.Link = hex.EncodeToString(link)
	e.links, e.lines = append(e.links, link), append(e.lines, l)
}

// erase leaves of entry n what an erasure leaves: facts, and the hash of its words.
func (e *export) erase(n int) {
	l := &e.lines[n-1]
	salt, _ := hex.DecodeString(l.Salt)
	l.W = hex.EncodeToString(sum([]byte{2}, salt, []byte(l.Words)))
	l.Words, l.Salt = "", ""
}

// withhold leaves of entry n its hashes alone.
func (e *export) withhold(n int) {
	if e.lines[n-1].Words != "" {
		e.erase(n)
	}
	l := &e.lines[n-1]
	l.F, l.Facts = hex.EncodeToString(sum([]byte{1}, []byte(l.Facts))), ""
	if l.W == "" {
		l.W = strings.Repeat("0", 64)
	}
}

func (e *export) head() string {
	n := len(e.links) - 1
	crockford := base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").EncodeToString(e.links[n][:10])
	return fmt.Sprintf("%d-%s-%s-%s-%s", n, crockford[:4], crockford[4:8], crockford[8:12], crockford[12:])
}

func (e *export) String() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"collab":"record","v":1,"relationship":"r1","ledger":%q,"for":"acme","entries":%d,"head":%q}`+"\n",
		e.ledger, len(e.lines), e.head())
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	for _, l := range e.lines {
		_ = to.Encode(l) // a buffer takes everything, and every line encodes
	}
	return b.String()
}

func sum(parts ...[]byte) []byte {
	h := sha256.Sum256(bytes.Join(parts, nil))
	return h[:]
}

// vector is the test vector's ledger, as the whole export it is.
func vector() *export {
	e := begin("joint")
	e.add(begun, why)
	e.add(cadence, "")
	return e
}

// redacted is the vector with the words of entry 1 erased by entry 3.
func redacted() *export {
	e := vector()
	e.add(erased, "")
	e.erase(1)
	return e
}

// private is acme's own ledger: three entries, of which it withholds the first two.
func private() *export {
	after := func(facts string, after int) string {
		return strings.Replace(facts, `,"at"`, fmt.Sprintf(`,"after":%d,"at"`, after), 1)
	}
	e := begin("acme")
	e.add(after(begun, 1), why)
	e.add(after(cadence, 1), "")
	e.add(after(strings.Replace(cadence, `"n":2`, `"n":3`, 1), 2), why)
	e.withhold(1)
	e.withhold(2)
	return e
}
