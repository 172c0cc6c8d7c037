package bot

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A sentence is what a person said to the bot: a noun that names the command, what follows it, and the flags that
// stood at the very end. Typed words and buttons become the same sentence.
type sentence struct {
	noun     string
	args     []word
	forSlug  string // "for acme": the relationship meant, in lower case
	internal bool   // "internal": for one's own party alone
	shared   bool   // "shared": for every party
	share    bool   // "share": post the answer where everybody reads it
	seen     int    // "~17": the entry that was newest when the button or form was drawn; 0 when none was said
}

// A word is one value of a sentence. A quoted word is text and nothing else: never a flag, never a number.
type word struct {
	text   string
	quoted bool
}

// parse reads a sentence. "/collab status", "collab status" and "status" are the same; capitals matter only after
// the noun. Values with spaces stand in double quotes, straight or typographic; inside straight quotes a doubled
// quote is one quote and a backslash is a backslash; a quote never closed runs to the end.
//
// Flags count only unquoted at the tail, each once, in any order, so that "promise @dana data to share by Friday"
// keeps its words. The error is a sentence for the person.
func parse(input string) (sentence, error) {
	words := split(input)
	if len(words) > 0 && addressed(words[0]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return sentence{}, nil
	}
	s := sentence{noun: strings.TrimSpace(strings.ToLower(words[0].text)), args: words[1:]}
	for s.takeFlag() {
	}
	if len(s.args) == 0 {
		s.args = nil
	}
	if s.internal && s.shared {
		return sentence{}, errors.New("Say internal or shared, not both.")
	}
	return s, nil
}

// addressed says whether a word only calls the bot.
func addressed(w word) bool {
	if w.quoted {
		return false
	}
	switch strings.ToLower(w.text) {
	case "/collab", "@collab", "collab":
		return true
	}
	return false
}

// takeFlag moves one flag from the end of the arguments to where it belongs, and says whether there was one.
func (s *sentence) takeFlag() bool {
	last := len(s.args) - 1
	if last < 0 || s.args[last].quoted {
		return false
	}
	text := strings.ToLower(s.args[last].text)
	if flag := s.flag(text); flag != nil && !*flag {
		*flag = true
		s.args = s.args[:last]
		return true
	}
	if n, ok := seenNumber(text); ok && s.seen == 0 {
		s.seen = n
		s.args = s.args[:last]
		return true
	}
	if s.forSlug != "" || last < 1 || !s.args[last-1].is("for") || !isSlug(text) {
		return false
	}
	s.forSlug = text
	s.args = s.args[:last-1]
	return true
}

// flag is the place of a flag that is one word, nil if the text is none.
func (s *sentence) flag(text string) *bool {
	switch text {
	case "internal":
		return &s.internal
	case "shared":
		return &s.shared
	case "share":
		return &s.share
	}
	return nil
}

func seenNumber(text string) (int, bool) {
	digits, ok := strings.CutPrefix(text, "~")
	if !ok {
		return 0, false
	}
	return digitsOf(digits)
}

// digitsOf reads up to nine digits and nothing else.
func digitsOf(text string) (int, bool) {
	if text == "" || len(text) > 9 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// isSlug says whether a lower-case text has the form of a relationship's slug.
func isSlug(text string) bool {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return false
	}
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// is compares an unquoted word, whatever its capitals.
func (w word) is(text string) bool { return !w.quoted && strings.EqualFold(w.text, text) }

// arg is the text of argument i, empty when there are fewer.
func (s sentence) arg(i int) string {
	if i < 0 || i >= len(s.args) {
		return ""
	}
	return s.args[i].text
}

// rest is everything from argument i on, joined by single spaces.
func (s sentence) rest(i int) string {
	var texts []string
	for ; i >= 0 && i < len(s.args); i++ {
		texts = append(texts, s.args[i].text)
	}
	return strings.Join(texts, " ")
}

// number reads argument i as the number of something shared: "4" or "#4".
func (s sentence) number(i int) (int, bool) {
	kind, n, ok := s.ref(i)
	return n, ok && kind == 0
}

// ref reads argument i as a short id: "4" and "#4" are shared things (kind 0), "d4" a private draft (kind 'd').
func (s sentence) ref(i int) (kind byte, n int, ok bool) {
	if i < 0 || i >= len(s.args) || s.args[i].quoted {
		return 0, 0, false
	}
	text := strings.TrimPrefix(strings.ToLower(s.args[i].text), "#")
	if digits, draft := strings.CutPrefix(text, "d"); draft {
		kind, text = 'd', digits
	}
	n, ok = digitsOf(text)
	if !ok || n == 0 {
		return 0, 0, false
	}
	return kind, n, true
}

// keepFor puts "for slug" back among the words: for texts such as "the report for finance", once it is known that
// no relationship is called so.
func (s sentence) keepFor() sentence {
	if s.forSlug != "" {
		s.args = append(s.args[:len(s.args):len(s.args)], word{text: "for"}, word{text: s.forSlug})
		s.forSlug = ""
	}
	return s
}

// String is the sentence as one would type it; parse gives the same sentence back.
func (s sentence) String() string {
	words := []string{s.noun}
	for _, w := range s.args {
		words = append(words, w.text)
	}
	tail := []string{say(words...)}
	if s.forSlug != "" {
		tail = append(tail, "for", s.forSlug)
	}
	for _, name := range []string{"internal", "shared", "share"} {
		if *s.flag(name) {
			tail = append(tail, name)
		}
	}
	return withSeen(strings.Join(tail, " "), s.seen)
}

// say writes a sentence for a button: the noun, then its values, quoted where they would be read otherwise. No value
// of it becomes a flag; flags are written behind it.
func say(words ...string) string {
	written := make([]string, len(words))
	for i, text := range words {
		plain := !addressed(word{text: text})
		if i > 0 {
			plain = !flagLike(text)
		}
		written[i] = text
		if !plain || text == "" || strings.ContainsFunc(text, unicode.IsSpace) || opensQuote(text) {
			written[i] = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
	}
	return strings.Join(written, " ")
}

// withSeen adds the number of the entry that is newest while a button or form is drawn.
func withSeen(words string, entry int) string {
	if entry == 0 {
		return words
	}
	return words + " ~" + strconv.Itoa(entry)
}

// flagLike says whether a value, unquoted at the tail, could be taken for a flag.
func flagLike(text string) bool {
	lower := strings.ToLower(text)
	return lower == "for" || new(sentence).flag(lower) != nil || strings.HasPrefix(lower, "~")
}

// typographic are the double quotes that phones and chat clients put in place of straight ones.
const typographic = "“”„‟«»"

func opensQuote(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r == '"' || strings.ContainsRune(typographic, r)
}

// split cuts the input into words. A double quote counts only where a word begins, so 12" stays a measure.
func split(input string) []word {
	var words []word
	for input = strings.TrimSpace(input); input != ""; input = strings.TrimLeftFunc(input, unicode.IsSpace) {
		var w word
		w.quoted = opensQuote(input)
		if w.quoted {
			w.text, input, _ = quoted(input)
		} else {
			w.text, input = bare(input)
		}
		words = append(words, w)
	}
	return words
}

// bare cuts a word that is not quoted.
func bare(input string) (text, rest string) {
	end := strings.IndexFunc(input, unicode.IsSpace)
	if end < 0 {
		return input, ""
	}
	return input[:end], input[end:]
}

// quoted cuts a quoted word, and says whether it was closed. What a typographic quote opened, any double quote closes; what
// a straight one opened, only a straight one closes, and a doubled one is part of the text.
func quoted(input string) (text, rest string, closed bool) {
	if opener, size := utf8.DecodeRuneInString(input); opener != '"' {
		return cutAny(input[size:], typographic+`"`)
	}
	var b strings.Builder
	rest = input[1:]
	for {
		part, after, closed := cutAny(rest, `"`)
		b.WriteString(part)
		if !closed || !strings.HasPrefix(after, `"`) {
			return b.String(), after, closed
		}
		b.WriteByte('"')
		rest = after[1:]
	}
}

// cutAny cuts around the first of the given characters.
func cutAny(s, chars string) (before, after string, found bool) {
	i := strings.IndexAny(s, chars)
	if i < 0 {
		return s, "", false
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[:i], s[i+size:], true
}
