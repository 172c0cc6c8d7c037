package relationship

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// exportOf is an export of the record's test vector, made by hand.
func exportOf(lines ...string) string {
	return `{"collab":"record","v":1,"relationship":"r1","ledger":"joint","for":"acme","entries":2,"head":"2-T2VZ-M2PV-0X37-NWYV"}` +
		"\n" + strings.Join(lines, "\n") + "\n"
}

var vectorLines = []string{
	`{"n":1,"facts":"{\"v\":1,\"n\":1,\"at\":\"2026-03-02T09:00:00.000Z\",\"by\":\"p1\",\"party\":\"acme\",\"kind\":\"relationship begun\",\"data\":{},\"r\":\"AAAAAAAAAAAAAAAAAAAAAA\"}","words":"{\"why\":\"Fewer late trucks & é\"}","salt":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f","link":"062b02123f675073332ed93235b0bd8cc4266707468a17788e8c89c0e2556312"}`,
	`{"n":2,"facts":"{\"v\":1,\"n\":2,\"at\":\"2026-03-02T09:00:00.000Z\",\"by\":\"p1\",\"party\":\"acme\",\"kind\":\"cadence set\",\"data\":{\"days\":14},\"r\":\"AAAAAAAAAAAAAAAAAAAAAQ\"}","link":"d0b7fa0adb07467af3dbd3da77fc590e245efe76c2d1751edd85ea752759dc48"}`,
}

func TestVerifyExportOfTheVector(t *testing.T) {
	head, then, err := VerifyExportAt(strings.NewReader(exportOf(vectorLines...)), 1)
	if err != nil || head.String() != "2-T2VZ-M2PV-0X37-NWYV" {
		t.Fatal(head, err)
	}
	if hex.EncodeToString(then.Link[:2]) != "062b" || then.N != 1 {
		t.Error(then)
	}
	if _, _, err := VerifyExportAt(strings.NewReader(exportOf(vectorLines...)), 3); err == nil {
		t.Error("an export of two entries has a third")
	}
	if n, err := PostedNumber("2-T2VZ-M2PV-0X37-NWYV"); n != 2 || err != nil {
		t.Error(n, err)
	}
	if _, err := PostedNumber("2-T2VZ"); err == nil {
		t.Error("half a head is taken")
	}
}

func TestVerifyExportRefuses(t *testing.T) {
	whole := exportOf(vectorLines...)
	for _, c := range []struct{ about, old, new string }{
		{"head", "NWYV", "NWYW"},
		{"announced", `"entries":2`, `"entries":3`},
		{"count", `"entries":2`, `"entries":2.0`},
		{"entry 1", `"relationship":"r1"`, `"relationship":"r2"`},
		{"read", `"ledger":"joint"`, `"ledger":"borealis"`},
		{"read", `"for":"acme"`, `"for":"joint"`},
		{"version", `"record","v":1`, `"record","v":2`},
		{"unknown", `"record","v":1`, `"record","more":1,"v":1`},
		{"duplicate key", `"record","v":1`, `"record","v":1,"v":1`},
		{"duplicate key", `"salt":`, `"n":1,"salt":`},
		{"duplicate key", `{\"v\":1`, `{\"v\":1,\"v\":1`},
		{"unknown", `"salt":`, `"pepper":1,"salt":`},
		{"number", `{"n":2,`, `{"n":3,`},
		{"number", `{"n":1,`, `{"n":true,`},
		{"JSON", `{"n":1,`, `{"n":NaN,`},
		{"hex", "062b02", "062B02"},
		{"hex", "000102", "0001"},
		{"UTF-8", "é", "\xe9"},
		{"surrogate", `"r1"`, `"\ud800"`},
		{"surrogate", `"r1"`, `"\ud800A"`},
		{"surrogate", `"r1"`, `"\udc00"`},
		{"by", `\"by\":\"p1\",`, ``},
		{"by", `\"by\":\"p1\"`, `\"by\":\"clock\"`},
		{"instant", `09:00:00.000Z`, `09:00:00Z`},
		{"instant", `03-02T`, `02-30T`},
		{"kind", `cadence set`, `Cadence set`},
		{"keys", `\"data\":{\"days\":14},`, ``},
		{"erased", `,"link":"d0b7`, `,"w":"` + strings.Repeat("0", 64) + `","link":"d0b7`},
		{"spaces", `{"n":2`, ` {"n":2`},
	} {
		changed := strings.Replace(whole, c.old, c.new, 1)
		if changed == whole {
			t.Fatalf("%q is not in the export", c.old)
		}
		if _, err := VerifyExport(strings.NewReader(changed)); err == nil || !strings.Contains(err.Error(), c.about) {
			t.Errorf("%s → %s: %v", c.old, c.new, err)
		}
	}
	for _, text := range []string{"", "\n", strings.TrimSuffix(whole, "\n"), whole + "\n", "{}" + whole,
		strings.Replace(whole, "cadence", strings.Repeat("c", longestExportLine), 1)} {
		if _, err := VerifyExport(strings.NewReader(text)); err == nil {
			t.Errorf("%.80q passes", text)
		}
	}
}

func TestFalseRedaction(t *testing.T) {
	words := wordsHash(vectorSalt(), []byte(`{"why":"Fewer late trucks & é"}`))
	gone := strings.Replace(vectorLines[0], vectorLines[0][strings.Index(vectorLines[0], `"words"`):strings.Index(vectorLines[0], `"link"`)],
		fmt.Sprintf(`"w":"%x",`, words[:]), 1)
	_, err := VerifyExport(strings.NewReader(exportOf(gone, vectorLines[1])))
	if err == nil || !strings.Contains(err.Error(), "entry 1: its words are gone") {
		t.Error(err)
	}
}

func vectorSalt() []byte {
	salt := make([]byte, 32)
	for i := range salt {
		salt[i] = byte(i)
	}
	return salt
}

// FuzzVerifyExport looks for exports that pass and are not what was hashed: whatever passes must have the head it says.
func FuzzVerifyExport(f *testing.F) {
	f.Add(exportOf(vectorLines...))
	f.Add(exportOf(vectorLines[0]))
	f.Add("{}\n")
	f.Fuzz(func(t *testing.T, text string) {
		head, err := VerifyExport(strings.NewReader(text))
		if err == nil && !strings.Contains(text, head.String()) {
			t.Errorf("head %s stands nowhere", head)
		}
	})
}
