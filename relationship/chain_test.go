package relationship

import (
	"encoding/hex"
	"testing"
)

// The vector fixes the chain byte for byte: whoever implements a verifier in another language checks against it.
func TestChainVector(t *testing.T) {
	salt := make([]byte, 32)
	for i := range salt {
		salt[i] = byte(i)
	}
	entries := []Entry{
		{Facts: []byte(`{"v":1,"n":1,"at":"2026-03-02T09:00:00.000Z","by":"p1","party":"acme","kind":"relationship begun","data":{},"r":"AAAAAAAAAAAAAAAAAAAAAA"}`),
			Words: []byte(`{"why":"Fewer late trucks & é"}`), Salt: salt},
		{Facts: []byte(`{"v":1,"n":2,"at":"2026-03-02T09:00:00.000Z","by":"p1","party":"acme","kind":"cadence set","data":{"days":14},"r":"AAAAAAAAAAAAAAAAAAAAAQ"}`)},
	}
	want := []string{
		"062b02123f675073332ed93235b0bd8cc4266707468a17788e8c89c0e2556312",
		"d0b7fa0adb07467af3dbd3da77fc590e245efe76c2d1751edd85ea752759dc48",
	}
	h := Begin("r1", Joint)
	for i, e := range entries {
		h = h.next(e.hashes())
		if got := hex.EncodeToString(h.Link[:]); got != want[i] {
			t.Errorf("link[%d] = %s, want %s", i+1, got, want[i])
		}
	}
	if got := h.String(); got != "2-T2VZ-M2PV-0X37-NWYV" {
		t.Errorf("head = %s", got)
	}
	if r := entries[0].Redacted(); factsHash(r.Facts) != factsHash(entries[0].Facts) || wordsHash(salt, entries[0].Words) != Link(r.W) {
		t.Error("a redacted entry hashes differently")
	}
}
