package bot

import "strings"

// Mention is how somebody who is mentioned stands in a sentence: by name, as one word of it. What stands between quotes
// already, as the end of the text before it says, is text and needs none.
func Mention(name, before string) string {
	name = "@" + strings.ReplaceAll(name, `"`, "")
	open := len(strings.FieldsFunc(" "+before+" ", func(r rune) bool { return strings.ContainsRune(`"“”„‟«»`, r) }))%2 == 0
	if open || !strings.ContainsRune(name, ' ') {
		return name
	}
	return `"` + name + `"`
}
