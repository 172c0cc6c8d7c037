package relationship

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "append new parts to testdata/record.jsonl, and rewrite its golden state")

const recordFile, goldenFile = "testdata/record.jsonl", "testdata/record.golden.json"

// storedLine is an entry as the file holds it. Each part is a relationship of its own, all of the same name.
type storedLine struct {
	Part   int    `json:"part"`
	Ledger string `json:"ledger"`
	Facts  string `json:"facts"`
	Words  string `json:"words,omitempty"`
	Salt   string `json:"salt,omitempty"`
	W      string `json:"w,omitempty"`
	Link   string `json:"link"`
}

func lineOf(part int, ledger string, e Entry) storedLine {
	return storedLine{part, ledger, string(e.Facts), string(e.Words), hex.EncodeToString(e.Salt), hex.EncodeToString(e.W), hex.EncodeToString(e.Link[:])}
}

func (l storedLine) entry(t testing.TB) (e Entry) {
	t.Helper()
	e.Facts = []byte(l.Facts)
	for text, to := range map[string]*[]byte{l.Salt: &e.Salt, l.W: &e.W} {
		if text != "" {
			*to = unhex(t, text)
		}
	}
	if l.Words != "" {
		e.Words = []byte(l.Words)
	}
	copy(e.Link[:], unhex(t, l.Link))
	return e
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stored reads the file: the entries of each part, by ledger.
func stored(t testing.TB) (list []map[string][]Entry) {
	t.Helper()
	b, err := os.ReadFile(recordFile)
	if err != nil && !(*update && os.IsNotExist(err)) {
		t.Fatal(err)
	}
	for text := range bytes.Lines(b) {
		var l storedLine
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatal(err)
		}
		if l.Part > len(list) {
			list = append(list, map[string][]Entry{})
		}
		list[l.Part-1][l.Ledger] = append(list[l.Part-1][l.Ledger], l.entry(t))
	}
	return list
}

// appendParts plays the parts that are not stored yet and puts their lines at the end of the file.
func appendParts(t *testing.T) {
	t.Helper()
	var b bytes.Buffer
	for part := len(stored(t)); part < len(parts); part++ {
		sc := newScene(t)
		parts[part](sc)
		for _, ledger := range []string{Joint, "acme", "borealis"} {
			for _, e := range sc.entries[ledger] {
				text, err := encode(lineOf(part+1, ledger, e))
				if err != nil {
					t.Fatal(err)
				}
				b.Write(append(text, '\n'))
			}
		}
	}
	f, err := os.OpenFile(recordFile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(b.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// What was stored once is read for ever: every kind there is, with its chain, into the state it always meant.
func TestRecordReplays(t *testing.T) {
	if *update {
		appendParts(t)
	}
	kinds := map[string]map[string]bool{Joint: {}, "own": {}}
	golden := []any{}
	for _, part := range stored(t) {
		l := Ledgers{Joint: NewShared("r1"), Own: map[string]*Own{}}
		for ledger, entries := range part {
			of := Joint
			if ledger != Joint {
				of, l.Own[ledger] = "own", NewOwn("r1", ledger)
			}
			chained(t, ledger, entries, kinds[of])
			if err := l.fold(ledger, entries); err != nil {
				t.Fatalf("%s: %v", ledger, err)
			}
		}
		golden = append(golden, l.golden())
	}
	for _, kind := range slices.Concat(missing(jointKinds, kinds[Joint]), missing(ownKinds, kinds["own"])) {
		t.Errorf("no entry of the kind %q is stored: add a part to this test, and append it with -update", kind)
	}
	compare(t, golden)
}

// missing lists the kinds that no stored entry has.
func missing[S any](known kinds[S], seen map[string]bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(known)), func(kind string) bool { return seen[kind] })
}

// chained checks the chain of a ledger, and gathers its kinds.
func chained(t *testing.T, ledger string, entries []Entry, seen map[string]bool) {
	t.Helper()
	h := Begin("r1", ledger)
	for _, e := range entries {
		var err error
		if h, err = e.Follows(h); err != nil {
			t.Fatal(err)
		}
		var f struct{ Kind string }
		if err := json.Unmarshal(e.Facts, &f); err != nil {
			t.Fatal(err)
		}
		seen[f.Kind] = true
	}
}

func (l Ledgers) fold(ledger string, entries []Entry) error {
	if ledger == Joint {
		return l.Joint.Fold(entries)
	}
	return l.Own[ledger].Fold(entries)
}

// golden is the state of a relationship and its figures, as anybody can read them.
func (l Ledgers) golden() any {
	now := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	quarter := Trailing(now, OperationsDays)
	figures := []any{l.Joint.Alignment(now), l.Joint.SayDo(now, quarter), l.Joint.Adherence(now), l.Joint.EvidenceCoverage(now, quarter), l.Joint.Delivery(now)}
	return map[string]any{"joint": readable(reflect.ValueOf(l.Joint)), "own": readable(reflect.ValueOf(l.Own)), "figures": readable(reflect.ValueOf(figures)),
		"entries": readable(reflect.ValueOf(l.Joint.Entries()))}
}

// readable is what is exported and not empty of a value, under the names of Go: words too, which have no name in JSON.
func readable(v reflect.Value) any {
	if text, ok := v.Interface().(encoding.TextMarshaler); ok {
		b, _ := text.MarshalText()
		return string(b)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return readable(v.Elem())
	case reflect.Struct:
		return readableFields(v)
	case reflect.Map:
		m := map[string]any{}
		for _, key := range v.MapKeys() {
			m[fmt.Sprint(key)] = readable(v.MapIndex(key))
		}
		return m
	case reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, readable(v.Index(i)))
		}
		return list
	}
	return v.Interface()
}

func readableFields(v reflect.Value) any {
	m := map[string]any{}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && !v.Field(i).IsZero() {
			m[f.Name] = readable(v.Field(i))
		}
	}
	return m
}

// compare checks the state against the golden one; with -update it takes its place.
func compare(t *testing.T, state any) {
	t.Helper()
	got, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(goldenFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		at := 0
		for at < min(len(got), len(want)) && got[at] == want[at] {
			at++
		}
		t.Errorf("the stored record replays to another state; at byte %d it says\n%s\nand did say\n%s", at, around(got, at), around(want, at))
	}
}

// around is the text near a byte.
func around(b []byte, at int) []byte { return b[max(0, at-200):min(len(b), at+200)] }
