package web

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"time"

	"collab/bot"
	"collab/report"
)

// pen draws messages for one reader on one page.
type pen struct {
	zone  *time.Location
	in    string
	token string
	nonce func() string
}

type block struct {
	Kind        string
	Title, Body string
	Facts       []fact
	Items       []item
	More        string
	Rest        *press
	Picture     template.HTML
	Trend       report.Trend
	Buttons     []press
}

// fact is a name with a value. Rest is what stands behind a figure: "(6 of 7)".
type fact struct {
	Name, Value, Rest string
	At                *stamp
}

type item struct {
	Title, Detail, Link string
	At                  *stamp
	Button              *press
}

// press is a button as a form of its own: it works without a script, and the nonce makes pressing twice harmless.
type press struct {
	bot.Button
	Class            string
	In, Token, Nonce string
}

// stamp is an instant in the reader's zone, with the zone's label.
type stamp struct{ ISO, Text, Day string }

func (p pen) draw(m bot.Message) []block {
	var out []block
	for _, b := range m.Blocks {
		out = append(out, p.block(b))
	}
	if out == nil && m.Fallback != "" {
		out = []block{{Kind: "text", Body: m.Fallback}}
	}
	return out
}

func (p pen) block(b bot.Block) block {
	switch b := b.(type) {
	case bot.Text:
		return block{Kind: "text", Title: b.Title, Body: b.Body}
	case bot.Facts:
		return block{Kind: "facts", Facts: p.facts(b)}
	case bot.Items:
		return block{Kind: "items", Title: b.Title, Items: p.items(b.Items), More: b.More, Rest: p.press(b.Rest)}
	case bot.Chart:
		return block{Kind: "chart", Title: b.Title, Body: b.Alt, Trend: b.Trend, Picture: template.HTML(b.SVG())}
	case bot.Buttons:
		return block{Kind: "buttons", Buttons: p.buttons(b)}
	case bot.Note:
		return block{Kind: "note", Body: b.Body}
	}
	panic(fmt.Sprintf("web: unknown block %T", b))
}

func (p pen) facts(facts bot.Facts) []fact {
	var out []fact
	for _, f := range facts {
		value, rest := figure(f.Value)
		out = append(out, fact{Name: f.Name, Value: value, Rest: rest, At: p.stampOf(f.At)})
	}
	return out
}

// figure cuts a figure from what it is counted from, so that the one can be drawn larger than the other.
func figure(value string) (figure, rest string) {
	if i := strings.Index(value, " % ("); i > 0 && strings.HasSuffix(value, ")") {
		return value[:i+2], value[i+3:]
	}
	return value, ""
}

func (p pen) items(items []bot.Item) []item {
	var out []item
	for _, i := range items {
		out = append(out, item{Title: i.Title, Detail: i.Detail, Link: safeLink(i.Link), At: p.stampOf(i.At), Button: p.press(i.Button)})
	}
	return out
}

func (p pen) buttons(buttons bot.Buttons) []press {
	var out []press
	for _, b := range buttons {
		if drawn := p.press(b); drawn != nil {
			out = append(out, *drawn)
		}
	}
	return out
}

func (p pen) press(b bot.Button) *press {
	if b.Words == "" && b.Label == "" {
		return nil
	}
	class := map[bot.Style]string{bot.Primary: "primary", bot.Danger: "danger"}[b.Style]
	return &press{Button: b, Class: class, In: p.in, Token: p.token, Nonce: p.nonce()}
}

func (p pen) stampOf(at time.Time) *stamp {
	if at.IsZero() {
		return nil
	}
	return stampIn(at, p.zone)
}

func stampIn(at time.Time, zone *time.Location) *stamp {
	local := at.In(zone)
	return &stamp{
		ISO:  at.UTC().Format(time.RFC3339),
		Text: local.Format("Mon 2 Jan 2006, ") + bot.TimeOfDay(local),
		Day:  local.Format("Monday 2 January 2006"),
	}
}

// timeOfDay is the time alone, for messages that stand under their day.
func timeOfDay(at time.Time, zone *time.Location) *stamp {
	s := stampIn(at, zone)
	_, s.Text, _ = strings.Cut(s.Text, ", ")
	return s
}

// safeLink lets web addresses through; anything else is not drawn as a link.
func safeLink(link string) string {
	if strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "http://") {
		return link
	}
	return ""
}

// initials are the first letters of the first and last name.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first, last := []rune(words[0])[0], []rune(words[len(words)-1])[0]
	if len(words) == 1 {
		return strings.ToUpper(string(first))
	}
	return strings.ToUpper(string(first) + string(last))
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
