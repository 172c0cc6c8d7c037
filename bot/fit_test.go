package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"collab/report"
)

func TestLongTextIsSplitWithoutLoss(t *testing.T) {
	text := strings.Repeat("where it stands, 𝔘 ", 500)
	pieces := Split(text, 3000)
	if got := strings.Join(pieces, ""); got != text {
		t.Error("splitting changed the text")
	}
	for _, p := range pieces {
		if Length(p) > 3000 {
			t.Errorf("a piece of %d", Length(p))
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"short", 5, "short"}, {"longer", 5, "long…"}, {"𝔘𝔘𝔘", 5, "𝔘𝔘…"}, {"a\x00b\u2028c", 9, "ab\nc"}, {" \u200a\t", 9, ""}, {"\xff", 2, "\uFFFD"},
	} {
		if got := Shorten(c.text, c.n); got != c.want || !utf8.ValidString(got) {
			t.Errorf("%q in %d is %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func TestFitKeepsWhatOneCanActOn(t *testing.T) {
	room := 3
	take := func(string) bool { room--; return room >= 0 }
	got := Fit([]Piece[string]{{Drawn: "a", Lines: 1}, {Drawn: "b", Lines: 2}, {Drawn: "c", Lines: 4}, {Drawn: "press", Kept: true}, {Drawn: "d", Lines: 1}},
		take, LeftOut)
	var drawn []string
	for _, p := range got {
		drawn = append(drawn, p.Drawn)
	}
	if said := strings.Join(drawn, "|"); said != "a|b|and 5 more, too long to be shown here|press" {
		t.Error(said)
	}
}

func TestPortionsTakeEveryPiece(t *testing.T) {
	fresh := func() func(int) bool {
		room := 10
		return func(n int) bool {
			if n > room {
				return false
			}
			room -= n
			return true
		}
	}
	var all []Piece[int]
	for _, n := range []int{4, 5, 2, 99, 1, 9} {
		all = append(all, Piece[int]{Drawn: n})
	}
	got := Portions(all, fresh)
	if len(got) != 3 || len(got[0]) != 2 || got[2][0].Drawn != 99 || got[2][2].Drawn != 9 {
		t.Error(got)
	}
	if len(Portions(nil, fresh)) != 1 {
		t.Error("a message without anything is none")
	}
}

func TestAddress(t *testing.T) {
	for link, want := range map[string]string{
		"https://example.com/a?b=c": "https://example.com/a?b=c", "http://x": "http://x", "javascript:alert(1)": "", "https://": "", "//x": "", "ftp://x": "", "": "",
	} {
		if got := Address(link); got != want {
			t.Errorf("%q is %q", link, got)
		}
	}
}

func TestReadingsOfATrend(t *testing.T) {
	target := 95.0
	c := Chart{report.Trend{Unit: "%", Target: &target, Points: []report.Point{{Label: "1 Feb", Value: 90}, {Label: "1 Mar", Value: 91.5}}}}
	got := c.Readings(1)
	if len(got) != 2 || got[0] != (Fact{Name: "1 Mar", Value: "91.5 %"}) || got[1] != (Fact{Name: "Target", Value: "95 %"}) || !c.Drawable() {
		t.Error(got)
	}
}
