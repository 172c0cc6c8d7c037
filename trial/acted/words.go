package acted

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"collab/bot"
)

// linesIn are the lines of text in a message, in the order in which they are read. Instants are left out: each platform
// writes them its own way.
func linesIn(m bot.Message) (all []string) {
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case bot.Text:
			all = append(all, b.Title, b.Body)
		case bot.Facts:
			for _, f := range b {
				all = append(all, f.Name, f.Value)
			}
		case bot.Items:
			all = append(all, b.Title)
			for _, i := range b.Items {
				all = append(append(all, i.Title, i.Detail, i.Link), label(i.Button)...)
			}
			all = append(append(all, b.More), label(b.Rest)...)
		case bot.Chart:
			all = append(all, b.Alt)
		case bot.Buttons:
			for _, one := range b {
				all = append(all, label(one)...)
			}
		case bot.Note:
			all = append(all, b.Body)
		}
	}
	if len(m.Blocks) == 0 {
		all = []string{m.Fallback}
	}
	return split(all)
}

// label is what stands on a button, as far as every platform has room for it, and what is asked before it acts.
func label(b bot.Button) []string {
	if b.Words == "" {
		return nil
	}
	return []string{start(b.Label), b.Confirm}
}

// roomy is how many letters of a name each platform has room for.
const roomy = 45

func start(text string) string { return startOf(text, roomy) }

func startOf(text string, n int) string { return string([]rune(text)[:min(n, len([]rune(text)))]) }

// formLines are the lines of text of a form, without what is wrong with it.
func formLines(f bot.Form) []string {
	all := []string{startOf(f.Title, 20), f.Audience.Face, f.Intro}
	for _, one := range f.Fields {
		all = append(all, one.Label)
		for _, o := range one.Options {
			if o.Value == "" {
				continue // none of them: each platform says that its own way
			}
			all = append(all, start(o.Label))
		}
	}
	return split(append(all, startOf(f.Submit, 20)))
}

func split(texts []string) (lines []string) {
	for _, text := range texts {
		lines = append(lines, strings.Split(bot.Legible(text), "\n")...)
	}
	return lines
}

// missing is the first of some lines that does not stand in a text behind the one before; empty when all do. Letters and
// digits count: what stands between them each platform draws its own way.
func missing(text string, lines []string) string {
	rest := letters(text)
	for _, line := range lines {
		_, after, found := strings.Cut(rest, letters(line))
		if !found {
			return line
		}
		rest = after
	}
	return ""
}

func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// Where texts stand in what platforms draw, in the order in which people read them; what is not among them is no text, or
// holds some.
var (
	texts  = []string{"title", "text", "label", "alt_text", "url"}
	inside = []string{"title", "label", "text", "inlines", "elements", "body", "blocks", "items", "columns", "rows", "element", "options", "option_groups", "description", "choices", "fields",
		"hint", "confirm", "card", "accessory", "actions", "submit", "content", "attachments"}
)

// textIn is all text in a drawing, as JSON has it, in the order in which it is read.
func textIn(drawing any) string {
	raw, _ := json.Marshal(drawing) // of what was JSON before
	var v any
	_ = json.Unmarshal(raw, &v)
	var b strings.Builder
	read(&b, v)
	return b.String()
}

func read(b *strings.Builder, v any) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			read(b, one)
		}
	case map[string]any:
		for _, name := range append(inside, slices.Sorted(maps.Keys(v))...) {
			text, ok := v[name].(string)
			if ok && slices.Contains(texts, name) {
				b.WriteString(text + "\n")
			}
			if !ok && slices.Contains(inside, name) {
				read(b, v[name])
			}
			delete(v, name)
		}
	}
}
