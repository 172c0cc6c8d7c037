package bot

import (
	"strings"
	"unicode"
)

// Mention is how somebody who is mentioned stands in a sentence: by name, as one word of it. What stands between quotes
// already, as the end of the text before it says, is text and needs none. People choose what they are called: nothing in a
// name ends a quotation, or is a word of the sentence by itself.
func Mention(name, before string) string {
	name = strings.Join(strings.Fields(noQuotes.Replace(clean(name))), " ")
	switch {
	case name == "":
		return ""
	case unclosed(clean(before)) || !strings.Contains(name, " "):
		return "@" + name
	}
	return `"@` + name + `"`
}

// noQuotes takes away what could close a quotation.
var noQuotes = strings.NewReplacer(`"`, "", "“", "", "”", "", "„", "", "‟", "", "«", "", "»", "")

// unclosed says whether the input ends within a quoted word.
func unclosed(input string) bool {
	for closed := true; ; {
		if input = strings.TrimLeftFunc(input, unicode.IsSpace); input == "" {
			return !closed
		}
		if closed = true; opensQuote(input) {
			_, input, closed = quoted(input)
		} else {
			_, input = bare(input)
		}
	}
}
