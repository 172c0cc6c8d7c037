package teams

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"collab/bot"
	"collab/report"
	"collab/trial"
	"collab/trial/corpus"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// ourDate is a date as we write it.
var ourDate = regexp.MustCompile(`^ ?\{\{DATE\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, SHORT\)\}\} \{\{TIME\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)\}\}$`)

var here = origin{Thread: "1772452800000"}

func one(blocks ...bot.Block) bot.Message { return bot.Message{Fallback: "Something", Blocks: blocks} }

// drawn is everything of the corpus that has a golden file.
func drawn(t *testing.T) map[string]any {
	t.Helper()
	target := 95.0
	form := func(f bot.Form, wrong map[string]string) dialog {
		t.Helper()
		d, err := dialogOf(f, here, wrong)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return map[string]any{
		"message":        cardsOf(corpus.EveryBlock(), here),
		"message-edited": oneCard(corpus.LongestMessage(), here),
		"home":           oneCard(corpus.LongestHome(), here, bot.Button{Label: "Show all that waits for me", Words: "todo all"}),
		"zoo":            cardsOf(corpus.Everywhere("*bold* [a](https://evil.example) <at>Kim</at> {{DATE(2026-01-01T00:00:00Z)}} &lt;b&gt;\n1. one\n\n# two"), here),
		"text":           cardsOf(one(bot.Text{Title: "Check-in 12", Body: "5 of 7 answered.\nIt closes on Friday.\n\nThen it counts."}, bot.Note{Body: "Only visible to you."}), here),
		"facts":          cardsOf(one(bot.Facts{{Name: "Stage", Value: "Staying together"}, {Name: "Next", At: corpus.Noon}, {Name: "Why", Value: "one\ntwo", At: corpus.Noon}}), here),
		"items": cardsOf(one(bot.Items{Title: "Waiting for you", More: "and 12 more", Rest: bot.Button{Label: "Show all", Words: "todo all"}, Items: []bot.Item{
			{Title: "Promise 3", Detail: "The revised forecast", At: corpus.Noon, Button: bot.Button{Label: "Done", Words: "promise 3 done"}},
			{Title: "Objective 2", Detail: "Fewer late trucks", Button: bot.Button{Label: "Revise objective 2", Words: "objective 2 revise"}},
			{Title: "Minutes signed", Link: "https://example.com/minutes?a=1&b=2"}}}), here),
		"chart": cardsOf(one(bot.Chart{Trend: report.Trend{Title: "On-time delivery", Unit: "%", Alt: "On-time delivery: from 91 to 94.2 %; the target is 95.",
			Points: []report.Point{{Label: "20 Feb", Value: 91}, {Label: "6 Mar", Value: 94.2}}, Target: &target}}), here),
		"buttons": cardsOf(one(bot.Buttons{{Label: "Answer", Words: "checkin", Style: bot.Primary}, {Label: "Status", Words: "status"}, {Label: "Undo", Words: "undo 1"},
			{Label: "A button whose label is as long as only a name of a project can be", Words: "help"},
			{Label: "End it", Words: "settings close agree", Style: bot.Danger, Confirm: "Nothing can be recorded any more then."}}), here),
		"form":         form(corpus.EveryField(), nil),
		"form-refused": form(corpus.EveryField(), map[string]string{"why": "Say why it got worse.", "": "Nothing is different from what stands."}),
		"form-longest": form(corpus.LongestForm(), nil),
		"dialog":       dialogSaying(corpus.EveryBlock(), here),
	}
}

// TestGolden holds how the corpus is drawn.
func TestGolden(t *testing.T) {
	for name, drawn := range drawn(t) {
		t.Run(name, func(t *testing.T) { golden(t, name, drawn) })
	}
}

func golden(t *testing.T, name string, shown any) {
	t.Helper()
	raw, err := encoded(shown)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cardsIn(t, raw) {
		checkRaw(t, c)
	}
	var got bytes.Buffer
	if err := json.Indent(&got, raw, "", " "); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	trial.Golden(t, filepath.Join("testdata", name+".json"), got.Bytes(), *update)
}

// cardsIn are the cards in what was drawn: one, several, or that of a dialog.
func cardsIn(t *testing.T, raw []byte) (all []json.RawMessage) {
	t.Helper()
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	var d struct {
		Card struct {
			Content json.RawMessage `json:"content"`
		} `json:"card"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	if d.Card.Content != nil {
		return []json.RawMessage{d.Card.Content}
	}
	return []json.RawMessage{raw}
}

// shown are all ways in which a message is shown, each held against the schema and its weight.
func shown(t *testing.T, m bot.Message) {
	t.Helper()
	for _, c := range append(cardsOf(m, here), oneCard(m, here)) {
		check(t, c)
		if n := weight(c); n > 28_000 {
			t.Errorf("a card of %d bytes, its heaviest part %.300s", n, heaviest(c))
		}
	}
	if d := dialogSaying(m, here); weight(d) > 28_500 {
		t.Errorf("a dialog of %d bytes", weight(d))
	}
}

func heaviest(c card) (most []byte) {
	for _, e := range c.Body {
		if raw, _ := encoded(e); len(raw) > len(most) {
			most = raw
		}
	}
	return most
}

// TestNothingAPersonWroteBecomesMarkup puts every animal of the zoo in every place a person's text can come to; check looks
// at every text of what is drawn.
func TestNothingAPersonWroteBecomesMarkup(t *testing.T) {
	for _, text := range append(corpus.Zoo, "{{DATE(2026-01-01T00:00:00Z, LONG)}}", "{{{{TIME(2026-01-01T00:00:00Z)}}", "<at>Kim</at>", "&amp;&#64;", "Fine", "www.evil.example", "1. one", "a  b") {
		shown(t, corpus.Everywhere(text))
		d, err := dialogOf(corpus.EveryLabel(text), here, map[string]string{"": text, "a": text})
		if err != nil {
			t.Fatal(err)
		}
		check(t, d.Card["content"].(card))
	}
}

func TestEveryMessageFits(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		shown(t, corpus.AnyMessage(r))
		if t.Failed() {
			r.Fatal("see above")
		}
	})
}

// TestNothingIsLostBecauseItIsLong looks for every word, button and row of the longest message in its cards.
func TestNothingIsLostBecauseItIsLong(t *testing.T) {
	cards := cardsOf(corpus.LongestMessage(), here)
	raw, _ := encoded(cards)
	all := string(raw)
	for i := range 80 {
		for _, want := range []string{fmt.Sprintf(`"w":"item %d"`, i), fmt.Sprintf("body%d ", i*10)} {
			if !strings.Contains(all, want) {
				t.Errorf("%q is missing", want)
			}
		}
	}
	if n := len(cards); n < 3 || !strings.Contains(all, fmt.Sprintf("Part %d of %d", n, n)) {
		t.Errorf("%d cards", n)
	}
}

func TestACardThatIsEditedStaysOneWithItsButtons(t *testing.T) {
	raw, _ := encoded(oneCard(one(bot.Text{Body: corpus.Long("body", 40000)}, bot.Note{Body: "small print"}, bot.Buttons{{Label: "Answer", Words: "checkin"}}), here))
	for _, want := range []string{`"w":"checkin"`, "more, too long to be shown here"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	m := corpus.EveryBlock()
	for b.Loop() {
		if _, err := encoded(cardsOf(m, here)); err != nil {
			b.Fatal(err)
		}
	}
}
