package relationship

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// A scan may refuse what encoding/json takes, but never read anything else.
func TestScanReadsWhatJSONReads(t *testing.T) {
	sc := newScene(t)
	o := sc.ours()
	sc.measured(otif(o))
	sc.do(p3, &ReadKPI{KPI: 1, Value: "71.5", Comment: "as the dock log has it: é"})
	sc.promise(p3, p4, DateOf(sc.at, time.UTC).AddDays(3))
	odd := []byte(`{"}:,\u09-. zé` + "\x00\xff")
	random := rand.New(rand.NewPCG(1, 2))
	for ledger, entries := range sc.entries {
		for _, e := range entries {
			if _, ok := scanFacts(e.Facts, lexicon{}); !ok {
				t.Errorf("%s: not read at once: %s", ledger, e.Facts)
			}
			sameFacts(t, e.Facts)
			for range 2000 {
				sameFacts(t, changed(e.Facts, odd, random))
				sameWords(t, changed(e.Words, odd, random))
			}
		}
	}
}

// changed is b with a byte replaced, added or dropped.
func changed(b, by []byte, random *rand.Rand) []byte {
	if len(b) == 0 {
		return nil
	}
	i, n := random.IntN(len(b)), random.IntN(3)
	out := bytes.Clone(b[:i])
	if n > 0 {
		out = append(out, by[random.IntN(len(by))])
	}
	return append(out, b[i+n/2:]...)
}

func sameFacts(t *testing.T, b []byte) {
	t.Helper()
	got, ok := scanFacts(b, lexicon{})
	if !ok || !json.Valid(got.Data) {
		return
	}
	want, err := readFacts(b)
	got.R, want.R, got.Data = "", "", bytes.TrimSpace(got.Data)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%q is read as %+v, not %+v (%v)", b, got, want, err)
	}
}

func sameWords(t *testing.T, b []byte) {
	t.Helper()
	got, ok := scanWords(b, lexicon{})
	if !ok {
		return
	}
	var want map[string]string
	if err := json.Unmarshal(b, &want); err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%q is read as %v, not %v (%v)", b, got, want, err)
	}
}
