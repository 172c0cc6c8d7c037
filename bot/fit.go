package bot

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"collab/report"
)

// What every platform with limits of its own needs to draw a message: texts of a measured length, and the choice of what
// has room.

// Legible makes a text valid UTF-8 without control characters other than line breaks and tabs, and "" of mere space.
func Legible(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s
}

// Length is the length of a text in UTF-16 units, the strictest way in which a platform may count characters.
func Length(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// Shorten cuts a legible text to a [Length] of at most n, marking that it did.
func Shorten(s string, n int) string {
	s = Legible(s)
	if Length(s) <= n {
		return s
	}
	return s[:within(s, n-1)] + "…"
}

// within is how many bytes of s, in whole characters, have at most the length n.
func within(s string, n int) int {
	for i, r := range s {
		if n -= max(1, utf16.RuneLen(r)); n < 0 {
			return i
		}
	}
	return len(s)
}

// Split parts a text into legible pieces of a [Length] of at most n, after a line break or space where there is one in the
// second half.
func Split(s string, n int) []string {
	var pieces []string
	for s = Legible(s); s != ""; {
		end := within(s, n)
		if end < len(s) {
			if space := strings.LastIndexAny(s[:end], "\n "); space > end/2 {
				end = space + 1
			}
		}
		if piece := Legible(s[:end]); piece != "" {
			pieces = append(pieces, piece)
		}
		s = s[end:]
	}
	return pieces
}

// InUTC is an instant for whoever cannot see it in their own zone.
func InUTC(at time.Time) string { return at.UTC().Format("2 Jan 2006 15:04 UTC") }

// Address is a link fit to be drawn as one, else "": http or https, with a host.
func Address(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.String()
}

// ToType says how to do what a button cannot: its words are too long for one.
func (b Button) ToType() string {
	if Legible(b.Words) == "" {
		return ""
	}
	return fmt.Sprintf("%s: type %s", b.Label, b.Words)
}

// Readings writes a trend down: as many of its newest points, then target and baseline.
func (c Chart) Readings(newest int) Facts {
	var rows Facts
	add := func(label string, value float64) {
		number := strconv.FormatFloat(value, 'f', -1, 64)
		rows = append(rows, Fact{Name: label, Value: strings.TrimSpace(number + " " + Legible(c.Unit))})
	}
	for _, p := range c.Points[max(0, len(c.Points)-newest):] {
		add(p.Label, p.Value)
	}
	if c.Target != nil {
		add("Target", *c.Target)
	}
	if c.Baseline != nil {
		add("Baseline", *c.Baseline)
	}
	return rows
}

// Drawable says whether every number of a trend is one that JSON can hold.
func (c Chart) Drawable() bool {
	finite := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	for _, level := range []*float64{c.Target, c.Baseline} {
		if level != nil && !finite(*level) {
			return false
		}
	}
	return !slices.ContainsFunc(c.Points, func(p report.Point) bool { return !finite(p.Value) })
}

// Distinct are names of a [Length] of at most n, none of them empty, each otherwise than those before it: charts tell their
// points apart by that.
func Distinct(names []string, n int) []string {
	out := make([]string, 0, len(names))
	for i, name := range names {
		name = Shorten(name, n)
		if name == "" {
			name = "-"
		}
		if slices.Contains(out, name) {
			number := fmt.Sprintf(" (%d)", i+1)
			name = Shorten(name, n-len(number)) + number
		}
		out = append(out, name)
	}
	return out
}

// Piece is one part of a message as a platform draws it.
type Piece[T any] struct {
	Drawn T
	// Kept pieces get their room before the others do, where there is room for a part alone: a message one cannot act on
	// is a dead end.
	Kept bool
	// Lines is how many things are missing when this one is left out.
	Lines int
}

// Kept counts the pieces that are kept.
func Kept[T any](pieces []Piece[T]) (n int) {
	for _, p := range pieces {
		if p.Kept {
			n++
		}
	}
	return n
}

// Fit chooses the pieces that have room, those that are kept first, and puts what more says about the number of the
// others where the first of them is missing. Take makes room for a piece, and says whether there is enough.
func Fit[T any](pieces []Piece[T], take func(T) bool, more func(missing int) T) []Piece[T] {
	chosen := make([]bool, len(pieces))
	for _, kept := range []bool{true, false} {
		full := false
		for i, p := range pieces {
			if p.Kept == kept && !full {
				chosen[i] = take(p.Drawn)
				full = !chosen[i] && !kept
			}
		}
	}
	return assemble(pieces, chosen, more)
}

func assemble[T any](pieces []Piece[T], chosen []bool, more func(int) T) []Piece[T] {
	var all []Piece[T]
	missing, at := 0, 0
	for i, p := range pieces {
		if chosen[i] {
			all = append(all, p)
			continue
		}
		if missing == 0 {
			at = len(all)
		}
		missing += p.Lines
	}
	if missing == 0 {
		return all
	}
	return slices.Insert(all, at, Piece[T]{Drawn: more(missing)})
}

// LeftOut counts what has no room.
func LeftOut(n int) string { return fmt.Sprintf("and %d more, too long to be shown here", n) }

// Portions parts pieces among as many messages as they take, one at least; fresh is the room of an empty one, which may be
// too small for a piece.
func Portions[T any](pieces []Piece[T], fresh func() (take func(T) bool)) [][]Piece[T] {
	all := [][]Piece[T]{nil}
	take := fresh()
	for _, p := range pieces {
		last := len(all) - 1
		if !take(p.Drawn) && len(all[last]) > 0 {
			all, last = append(all, nil), last+1
			take = fresh()
			take(p.Drawn)
		}
		all[last] = append(all[last], p)
	}
	return all
}

// Portion says which of several messages one is.
func Portion(i, of int) string { return fmt.Sprintf("Part %d of %d", i+1, of) }

// Line is a message in one line of at most n characters: its Fallback, else its first text, else nothing.
func (m Message) Line(n int) string {
	line := Shorten(m.Fallback, n)
	for _, b := range m.Blocks {
		if t, ok := b.(Text); ok && line == "" {
			line = Shorten(t.Title, n)
			if line == "" {
				line = Shorten(t.Body, n)
			}
		}
	}
	return line
}
