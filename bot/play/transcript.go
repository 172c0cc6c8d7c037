package play

import (
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// Transcript is a play with what was seen when it was performed.
type Transcript struct {
	script *Script
	said   [][]string // for each step that was performed
}

// String is the whole play as it would be written with what was seen in place of what was expected. Lines that agree
// stay as they were written, and so does everything else.
func (t Transcript) String() string {
	if t.script == nil {
		return ""
	}
	var b strings.Builder
	at := 0
	write := func(until int, without []int) {
		for ; at < until; at++ {
			if !slices.Contains(without, at) {
				b.WriteString(t.script.lines[at] + "\n")
			}
		}
	}
	for i, s := range t.script.steps {
		if i >= len(t.said) || t.alike(i) {
			continue
		}
		write(s.next, nil)
		for _, line := range t.said[i] {
			b.WriteString(line + "\n")
		}
		if len(s.expects) > 0 {
			write(s.expects[len(s.expects)-1]+1, s.expects)
		}
	}
	write(len(t.script.lines), nil)
	return b.String()
}

// Diff shows how what was seen differs from what the play expects, as a unified diff with the lines of the play; empty
// when it does not differ.
func (t Transcript) Diff() string {
	if t.script == nil {
		return ""
	}
	written := strings.Join(t.script.lines, "\n") + "\n"
	return string(diff.Diff(t.script.name+" as written", []byte(written), t.script.name+" as performed", []byte(t.String())))
}

// alike says whether a step was seen as expected, however the lines are indented.
func (t Transcript) alike(i int) bool {
	expects := t.script.steps[i].expects
	if t.script.partly {
		return t.within(expects, t.said[i])
	}
	if len(expects) != len(t.said[i]) {
		return false
	}
	for j, line := range expects {
		if plain(t.script.lines[line]) != plain(t.said[i][j]) {
			return false
		}
	}
	return true
}

// within says whether the lines that are expected are among what was seen, in their order.
func (t Transcript) within(expects []int, said []string) bool {
	for _, line := range said {
		if len(expects) > 0 && plain(t.script.lines[expects[0]]) == plain(line) {
			expects = expects[1:]
		}
	}
	return len(expects) == 0
}

// plain is a line of what is seen without its indentation.
func plain(line string) string {
	viewer, text, _ := strings.Cut(line, "|")
	return strings.TrimSpace(viewer) + "|" + strings.TrimRight(text, " ")
}
