package docs_test

import (
	"strconv"
	"strings"
	"testing"
)

func TestVector(t *testing.T) {
	e := vector()
	if e.lines[0].Link != firstLink || e.lines[1].Link != secondLink || e.head() != secondHead {
		t.Fatalf("the chain of this test is wrong: %s, head %s", e, e.head())
	}
	v := newVerifier(t)
	said, ok := v.run(e.String())
	if want := "ok: joint of r1, 2 entries, head " + secondHead; !ok || said != want {
		t.Errorf("got %q, want %q", said, want)
	}
	v.accepts(e.String(), "--head", secondHead)
}

func TestEveryShapeOfEntry(t *testing.T) {
	v := newVerifier(t)
	v.accepts(begin("joint").String())
	v.accepts(redacted().String())
	v.accepts(private().String())
}

func TestChangedByte(t *testing.T) {
	v := newVerifier(t)
	change := func(e *export, n int, of func(*line) *string) {
		t.Helper()
		value := *of(&e.lines[n-1])
		for at := 0; at < len(value); at += 1 + len(value)/6 { // half a dozen places in each string
			*of(&e.lines[n-1]) = value[:at] + other(value[at]) + value[at+1:]
			v.refuses("entry "+strconv.Itoa(n), e.String())
		}
		*of(&e.lines[n-1]) = value
	}
	facts := func(l *line) *string { return &l.Facts }
	link := func(l *line) *string { return &l.Link }
	change(vector(), 1, facts)
	change(vector(), 2, facts)
	change(vector(), 1, func(l *line) *string { return &l.Words })
	change(vector(), 1, func(l *line) *string { return &l.Salt })
	change(vector(), 1, link)
	change(vector(), 2, link)
	change(redacted(), 1, func(l *line) *string { return &l.W })
	change(redacted(), 3, facts)
	change(private(), 1, func(l *line) *string { return &l.F })
	change(private(), 2, func(l *line) *string { return &l.W })
}

// other is a byte of the same class as b, so that a hash stays hex and a word stays a word.
func other(b byte) string {
	if b == '7' {
		return "8"
	}
	return "7"
}

func TestChangedLines(t *testing.T) {
	v := newVerifier(t)
	all := strings.SplitAfter(vector().String(), "\n")
	header, first, second := all[0], all[1], all[2]
	v.refuses("header", first+second)
	v.refuses("entry 1", header+second)
	v.refuses("header", header+first)
	v.refuses("entry 1", header+second+first)
	v.refuses("entry 2", header+first+first+second)
	v.refuses("entry 3", header+first+second+second)
	v.refuses("entry 1", header+header+first+second)
	longer := strings.SplitAfter(redacted().String(), "\n")
	v.refuses("header", header+first+second+longer[3])
	v.refuses("entry 3", header+first+second+"\n")
	v.refuses("entry 1", header+"\n"+first+second)
	v.refuses("complete line", strings.TrimSuffix(header+first+second, "\n"))
	v.refuses("complete line", "")
	v.refuses("header", "\n")
}

func TestFalseRedaction(t *testing.T) {
	v := newVerifier(t)
	e := vector()
	e.erase(1)
	v.refuses("no later entry redacts", e.String())

	e = redacted()
	e.lines[1].W = strings.Repeat("0", 64)
	v.refuses("entry 2", e.String())

	for _, number := range []string{`"1"`, `[1]`, `3`, `4`, `0`, `true`, `1.0`} {
		e = vector()
		e.add(strings.Replace(erased, `"n":1}`, `"n":`+number+`}`, 1), "")
		e.erase(1)
		v.refuses("entry 3", e.String())
	}

	e = vector()
	e.withhold(1)
	v.refuses("joint", e.String())
}

func TestTruncatedOrRewritten(t *testing.T) {
	v := newVerifier(t)
	short, long := vector(), redacted()
	v.accepts(long.String(), "--head", secondHead)
	v.accepts(long.String(), "--since", v.file(short.String()))
	v.accepts(long.String(), "--since", v.file(long.String()), "--head", long.head())
	v.refuses("entry 3", short.String(), "--head", long.head())
	v.refuses("entry 3", short.String(), "--since", v.file(long.String()))

	rewritten := begin("joint")
	rewritten.add(begun, `{"why":"Fewer late trucks"}`)
	rewritten.add(cadence, "")
	v.accepts(rewritten.String())
	v.refuses("entry 2", rewritten.String(), "--head", secondHead)
	v.refuses("entry 1", rewritten.String(), "--since", v.file(short.String()))
	v.refuses("another ledger", private().String(), "--since", v.file(short.String()))
	v.refuses("not a head", short.String(), "--head", "2-T2VZ")
}

func TestMalformed(t *testing.T) {
	v := newVerifier(t)
	for _, c := range []struct{ about, old, new string }{
		{"head", secondHead, "2-T2VZ-M2PV-0X37-NWYW"},
		{"entries", `"entries":2`, `"entries":3`},
		{"header", `"entries":2`, `"entries":2.0`},
		{"entry 1", `"relationship":"r1"`, `"relationship":"r2"`},
		{"header", `"ledger":"joint"`, `"ledger":"borealis"`},
		{"header", `"for":"acme"`, `"for":"joint"`},
		{"header", `"collab":"record","v":1`, `"collab":"record","v":2`},
		{"header", `"collab":"record"`, `"collab":"record","more":1`},
		{"duplicate key", `"v":1,"relationship"`, `"v":1,"v":1,"relationship"`},
		{"duplicate key", `"salt":`, `"n":1,"salt":`},
		{"duplicate key", `"{\"v\":1`, `"{\"v\":1,\"v\":1`},
		{"entry 1", `"salt":`, `"pepper":1,"salt":`},
		{"entry 1", `{"n":1,`, `{`},
		{"entry 1", `{"n":1,`, `{"n":true,`},
		{"entry 1", `{"n":1,`, `{"n":NaN,`},
		{"entry 2", `{"n":2,`, `{"n":3,`},
		{"entry 1", firstLink, strings.ToUpper(firstLink)},
		{"entry 1", firstLink, firstLink[2:]},
		{"entry 1", "000102030405", "00010203040"},
		{"utf-8", "é", "\xe9"},
		{"header", `"relationship":"r1"`, `"relationship":"\ud800"`},
	} {
		changed := strings.Replace(vector().String(), c.old, c.new, 1)
		if changed == vector().String() {
			t.Fatalf("%q is not in the export", c.old)
		}
		v.refuses(c.about, changed)
	}
}

// Facts that are chained without fault and are wrong all the same.
func TestWrongFacts(t *testing.T) {
	v := newVerifier(t)
	for _, c := range []struct{ about, old, new string }{
		{"number", `"n":2`, `"n":3`},
		{"number", `"v":1`, `"v":2`},
		{"earlier", "09:00:00", "08:59:59"},
		{"instant", "00.000Z", "00Z"},
		{"entry 2", "03-02T", "02-30T"},
		{"keys", `"by"`, `"after":1,"by"`},
		{"keys", `"by"`, `"from":1,"by"`},
		{"keys", `,"data":{"days":14}`, ``},
		{"duplicate key", `"days":14`, `"days":14,"days":7`},
		{"NaN", `14`, `NaN`},
		{"kind", "cadence", "Cadence"},
		{"by", `"by":"p1",`, ``},
		{"by", `"by":"p1"`, `"by":"clock"`},
		{"r not", "AQ", "AR"},
		{"one line", `,"data"`, ",\n\"data\""},
	} {
		e := begin("joint")
		e.add(begun, why)
		e.add(strings.Replace(cadence, c.old, c.new, 1), "")
		v.refuses(c.about, e.String())
	}
	e := begin("acme")
	e.add(begun, why)
	v.refuses("keys", e.String())
}
