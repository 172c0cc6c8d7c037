package bot

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

var (
	breaks   = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n")
	brackets = strings.NewReplacer("[", "(", "]", ")")
)

// linesOf cuts a text into its lines, tabs made spaces and other control characters dropped. There is at least one.
func linesOf(text string) []string {
	if ordinary(text) {
		return []string{text}
	}
	text = strings.TrimSpace(text)
	if !strings.ContainsFunc(text, breaksLine) {
		return []string{text}
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r != '\n' && unicode.IsControl(r):
			return -1
		}
		return r
	}, breaks.Replace(text))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return lines
}

// ordinary says whether a text is nothing but printable ASCII with single blanks between its words. Most texts are, and
// need no further look.
func ordinary(text string) bool {
	before := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' '
}

// breaksLine says whether a character does anything but stand in its line.
func breaksLine(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// marked says whether a line begins as one of the bot's marks does.
func marked(line string) bool { return line != "" && strings.ContainsRune("[(-=|", rune(line[0])) }

// oneLine is a text with its line breaks made spaces.
func oneLine(text string) string {
	if ordinary(text) {
		return text
	}
	return strings.Join(strings.Fields(strings.Join(linesOf(text), " ")), " ")
}

// wide is how many columns a text takes.
func wide(s string) int {
	if ordinary(s) {
		return len(s)
	}
	return uniseg.StringWidth(s)
}
