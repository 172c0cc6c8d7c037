package bot

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// unknown answers a word that is no command with the nearest one, never run by guess.
func (t *turn) unknown() Message {
	var words []string
	for _, c := range commands() {
		words = append(words, c.noun)
		if c.noun != "thanks" { // what is said instead is short, and near to everything
			words = append(words, c.aliases...)
		}
	}
	near := nearest(t.s.noun, words)
	if near == "thanks" { // mistyped politeness needs no question
		return *courtesy(t).Message
	}
	if near == "" {
		near = t.further()
	}
	return unknownWord(t.s.noun, near)
}

// further is the first word of a sentence after its beginning that is a command: people ask "what is our status?".
func (t *turn) further() string {
	for _, w := range t.s.args {
		if c, ok := t.find(strings.ToLower(strings.TrimRight(w.text, "?"))); ok && !c.hidden && !w.quoted {
			return c.noun
		}
	}
	return ""
}

// nearest is the candidate a mistyped word most likely meant, empty if none is near: at most two letters off, and less
// than half of the word. It is for suggesting; nothing runs by guess. Of equals the first one wins.
func nearest(word string, among []string) string {
	const longest = 40
	best, least := "", 3
	length := len([]rune(word))
	if length > longest {
		return ""
	}
	for _, candidate := range among {
		if off := apart(word, candidate); off < least && 2*off < length {
			best, least = candidate, off
		}
	}
	return best
}

// apart counts the letters to add, drop or change; two neighbours in the wrong order count once.
func apart(a, b string) int {
	if swapped([]rune(a), []rune(b)) {
		return 1
	}
	return levenshtein.ComputeDistance(a, b)
}

// swapped says whether two words differ only in the order of two neighbours.
func swapped(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
	}
	return false
}
