package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"collab/bot"
	"collab/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The corpus: one message with every block, one form with every kind of field, and both again with the longest
// content there is.
func everyBlock() bot.Message {
	target := 95.0
	return bot.Message{
		Fallback: "Check-in 12, Acme × Borealis: 5 of 7 answered",
		Blocks: []bot.Block{
			bot.Text{Title: "Check-in 12", Body: "5 of 7 answered.\nIt closes on Friday."},
			bot.Facts{{Name: "Stage", Value: "Staying together"}, {Name: "Next check-in", At: noon}, {Name: "Closes", Value: "Friday,", At: noon}},
			bot.Items{
				Title: "Waiting for you",
				Items: []bot.Item{
					{Title: "Objective 2", Detail: "Fewer late trucks", Button: bot.Button{Label: "Confirm objective 2", Words: "objective 2 confirm", Style: bot.Primary}},
					{Title: "Minutes signed", Link: "https://example.com/minutes?a=1&b=2", At: noon},
					{Title: "Promise 3", Detail: "The revised forecast", At: noon, Link: "https://example.com/f",
						Button: bot.Button{Label: "Kept", Words: "promise 3 kept"}},
				},
				More: "and 12 more", Rest: bot.Button{Label: "Show all", Words: "todo all"},
			},
			bot.Chart{Trend: report.Trend{Title: "On-time delivery", Unit: "%", Alt: "From 91 to 94.2 per cent; the target is 95.",
				Points: []report.Point{{Label: "20 Feb", Value: 91}, {Label: "6 Mar", Value: 94.2}}, Target: &target}},
			bot.Buttons{
				{Label: "Answer", Words: "checkin", Style: bot.Primary},
				{Label: "Start exit", Words: "exit", Style: bot.Danger, Confirm: "Both sides are told. Joint records stay."},
			},
			bot.Note{Body: "Only visible to you."},
		},
	}
}

func longestMessage() bot.Message {
	m := bot.Message{Fallback: long("fallback", 50000)}
	for _, b := range everyBlock().Blocks {
		switch b := b.(type) {
		case bot.Text:
			m.Blocks = append(m.Blocks, bot.Text{Title: long("title", 10000), Body: long("body", 10000)})
		case bot.Items:
			for i := range 80 {
				b.Items = append(b.Items, bot.Item{Title: long("item", 400), Detail: fmt.Sprint(i), Button: bot.Button{Label: long("label", 200), Words: fmt.Sprint("item ", i)}})
			}
			m.Blocks = append(m.Blocks, b)
		case bot.Buttons:
			for i := range 30 {
				b = append(b, bot.Button{Label: long("label", 100), Words: fmt.Sprint("do ", i), Confirm: long("sure", 500)})
			}
			m.Blocks = append(m.Blocks, append(b, bot.Button{Label: "Too long", Words: long("words", 2001)}))
		default:
			m.Blocks = append(m.Blocks, b)
		}
	}
	return m
}

func everyField() bot.Form {
	return bot.Form{
		Title: "Report", Intro: "Last time it was 93.8 %.", Words: "kpi otif after 7", Submit: "Report",
		Audience: bot.Audience{Face: "Shared with Borealis"},
		Fields: []bot.Field{
			{Name: "title", Label: "In one line", Kind: bot.Line, Value: "Two late trucks", Max: 80},
			{Name: "why", Label: "Why", Hint: "Only if it got worse.", Kind: bot.Long, Optional: true},
			{Name: "value", Label: "Value", Kind: bot.Number, Value: "about 90", Error: "Use a number, for example 94.2."},
			{Name: "day", Label: "Measured on", Kind: bot.Day, Value: "2026-03-02"},
			{Name: "due", Label: "Due", Kind: bot.Day, Value: "next Friday"},
			{Name: "confidence", Label: "Confidence", Kind: bot.Choice, Value: "risk", Options: three()},
			{Name: "mood", Label: "Mood", Kind: bot.Choice, Optional: true, Options: three()},
			{Name: "topics", Label: "Topics", Kind: bot.Choices, Value: "on\noff", Options: three()},
			{Name: "who", Label: "Who", Kind: bot.Who, Value: "p2", Options: many(7)},
			{Name: "nobody", Label: "Deputy", Kind: bot.Who},
			{Name: "note", Label: "For our team", Kind: bot.Long, Optional: true, Audience: &bot.Audience{Party: "acme", Face: "Internal to Acme"}},
		},
	}
}

func three() []bot.Option {
	return []bot.Option{{Value: "on", Label: "On track"}, {Value: "risk", Label: "At risk"}, {Value: "off", Label: "Off track"}}
}

func many(n int) []bot.Option {
	var all []bot.Option
	for i := range n {
		all = append(all, bot.Option{Value: fmt.Sprint("p", i), Label: fmt.Sprint("Person ", i)})
	}
	return all
}

func longestForm() bot.Form {
	f := everyField()
	f.Title, f.Intro, f.Submit = long("title", 200), long("intro", 4000), long("submit", 100)
	f.Words = long("words", 2800)
	for i := range f.Fields {
		field := &f.Fields[i]
		if i < 2 {
			field.Label, field.Hint, field.Error = long("label", 3000), long("hint", 3000), long("error", 1000)
		}
		switch {
		case field.Name == "topics" || field.Name == "who":
			field.Options = append(many(101), bot.Option{Value: long("value", 76), Label: "too long"}, bot.Option{Value: "last", Label: long("label", 90)})
			field.Value = "p3\np4"
		case len(field.Options) == 0 && field.Kind != bot.Day:
			field.Value = long("value", 5000)
		}
	}
	return f
}

// long is a text of n characters in which each word tells where it stands.
func long(word string, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%s%d ", word, i)
	}
	return b.String()[:n-1] + "."
}

func TestGolden(t *testing.T) {
	form, err := modal(everyField(), gesture{channel: "C0SHARED"})
	if err != nil {
		t.Fatal(err)
	}
	longest, err := modal(longestForm(), gesture{channel: "C0SHARED"})
	if err != nil {
		t.Fatal(err)
	}
	for name, shown := range map[string]any{
		"message": drawn(everyBlock()), "message-longest": drawn(longestMessage()), "form": form, "form-longest": longest,
	} {
		golden(t, name, shown)
	}
}

func golden(t *testing.T, name string, shown any) {
	t.Helper()
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(shown); err != nil {
		t.Fatal(err)
	}
	check(t, got.Bytes())
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s is not what it was; -update accepts it:\n%s", path, got.Bytes())
	}
}

func check(t *testing.T, encoded []byte) {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(encoded, &o); err != nil {
		t.Fatal(err)
	}
	if o["type"] == "modal" {
		checkView(t, o)
		return
	}
	text, _ := o["text"].(string)
	blocks, _ := o["blocks"].([]any)
	checkMessage(t, text, blocks)
}

// zoo is what people write to see what happens.
var zoo = []string{
	"<!channel> <!here> <!everyone> @channel @here", "<@U0KIM> <#C0SHARED> <!subteam^S1>", "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
	"<https://evil.example|https://acme.example>", "https://evil.example <mailto:a@b.c|x>", "*bold* _it_ ~no~ `code` ```block```",
	"> quote\n• list\n1. one", ":tada: :skull_and_crossbones:", "Acme & Globex <ltd>", "\u202Eright to left\u202C", "a\x00b\x07c\x1b[31m",
	"\xff\xfe broken", "<!date^1^{date}|now>", "👩‍👩‍👧‍👦 Zoë Ż ß 株式会社 مرحبا", "\u200b\u2060", "   ", strings.Repeat("𝔘", 4000), `{"type":"mrkdwn"}`,
}

// TestNothingAPersonWroteBecomesMarkup puts every animal of the zoo in every place a person's text can come to, and
// looks at each markup object of what is drawn: only dates and links of our own are there.
func TestNothingAPersonWroteBecomesMarkup(t *testing.T) {
	for _, text := range zoo {
		m := bot.Message{Fallback: text, Blocks: []bot.Block{
			bot.Text{Title: text, Body: text}, bot.Facts{{Name: text, Value: text, At: noon}},
			bot.Items{Title: text, More: text, Rest: bot.Button{Label: text, Words: "all"}, Items: []bot.Item{
				{Title: text, Detail: text, Link: text, At: noon},
				{Title: text, Detail: text, Link: "https://example.com/" + text, At: noon, Button: bot.Button{Label: text, Words: "go", Confirm: text}},
			}},
			bot.Chart{Trend: report.Trend{Title: text, Unit: text, Alt: text, Points: []report.Point{{Label: text}}}},
			bot.Buttons{{Label: text, Words: "go", Confirm: text}}, bot.Note{Body: text},
		}}
		view, err := modal(bot.Form{
			Title: text, Intro: text, Words: "w", Submit: text, Audience: bot.Audience{Face: text},
			Fields: []bot.Field{{Name: "a", Label: text, Hint: text, Value: text, Error: text, Audience: &bot.Audience{Face: text}},
				{Name: "b", Label: text, Kind: bot.Choice, Options: []bot.Option{{Value: "v", Label: text}}}},
		}, gesture{})
		if err != nil {
			t.Fatal(err)
		}
		for _, shown := range []any{drawn(m), view} {
			encoded, err := json.Marshal(shown)
			if err != nil {
				t.Fatal(err)
			}
			check(t, encoded)
			markup(t, encoded)
		}
	}
}

func markup(t *testing.T, encoded []byte) {
	t.Helper()
	var o map[string]any
	json.Unmarshal(encoded, &o)
	if fallback, _ := o["text"].(string); strings.ContainsAny(fallback, "<>") {
		t.Errorf("the fallback is open to markup: %q", fallback)
	}
	var walk func(any)
	walk = func(at any) {
		switch at := at.(type) {
		case []any:
			for _, inside := range at {
				walk(inside)
			}
		case map[string]any:
			text, _ := at["text"].(string)
			if at["type"] == "mrkdwn" && !ours(text) {
				t.Errorf("markup %q", text)
			}
			if at["type"] == "plain_text" && at["emoji"] != false {
				t.Errorf("emoji names are drawn in %q", text)
			}
			for _, inside := range at {
				walk(inside)
			}
		}
	}
	walk(o)
}

// ours says whether markup is one date or one link, and nothing around it.
func ours(text string) bool {
	inside, closed := strings.CutSuffix(strings.TrimPrefix(text, "<"), ">")
	begins := strings.HasPrefix(text, "<!date^1772452800^"+dateFormat+"|") || strings.HasPrefix(text, "<https://")
	return closed && begins && !strings.ContainsAny(inside, "<>") && strings.Count(inside, "|") <= 1
}

func TestEveryMessageFits(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := bot.Message{Fallback: anyText(r)}
		for range rapid.IntRange(0, 12).Draw(r, "blocks") {
			m.Blocks = append(m.Blocks, anyBlock(r))
		}
		encoded, err := json.Marshal(drawn(m))
		if err != nil {
			r.Fatal(err)
		}
		check(t, encoded)
		if t.Failed() {
			r.Fatal("see above")
		}
	})
}

func anyText(r *rapid.T) string {
	n := rapid.SampledFrom([]int{0, 1, 30, 74, 75, 76, 150, 151, 2000, 2999, 3000, 3001, 7000}).Draw(r, "length")
	unit := rapid.SampledFrom([]string{"a", "a ", "é", "𝔘", "\n", "<", "&"}).Draw(r, "unit")
	return strings.Repeat(unit, n/max(1, len([]rune(unit))))
}

func anyBlock(r *rapid.T) bot.Block {
	button := func() bot.Button { return bot.Button{Label: anyText(r), Words: anyText(r), Confirm: anyText(r)} }
	n := rapid.IntRange(0, 40).Draw(r, "n")
	switch rapid.IntRange(0, 5).Draw(r, "kind") {
	case 0:
		return bot.Text{Title: anyText(r), Body: anyText(r)}
	case 1:
		return bot.Facts{{Name: anyText(r), Value: anyText(r), At: noon}, {Name: anyText(r), Value: anyText(r)}}
	case 2:
		items := bot.Items{Title: anyText(r), More: anyText(r), Rest: button()}
		for range n {
			items.Items = append(items.Items, bot.Item{Title: anyText(r), Detail: anyText(r), Link: "https://example.com/" + anyText(r), At: noon, Button: button()})
		}
		return items
	case 3:
		return bot.Chart{Trend: report.Trend{Title: anyText(r), Alt: anyText(r), Points: []report.Point{{Label: anyText(r), Value: 1}}}}
	case 4:
		var row bot.Buttons
		for range n {
			row = append(row, button())
		}
		return row
	}
	return bot.Note{Body: anyText(r)}
}

func TestButtonsStayWhenTextDoesNotFit(t *testing.T) {
	encoded, _ := json.Marshal(drawn(bot.Message{Blocks: []bot.Block{
		bot.Text{Body: long("body", 40000)}, bot.Note{Body: "small print"}, bot.Buttons{{Label: "Answer", Words: "checkin"}},
	}}))
	for _, want := range []string{`"value":"checkin"`, "more, too long for one message"} {
		if !strings.Contains(string(encoded), want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestLongTextIsSplitWithoutLoss(t *testing.T) {
	text := long("body", 9000)
	if got := strings.Join(split(text, maxText), ""); got != text {
		t.Error("splitting changed the text")
	}
}

func TestFormWhoseWordsDoNotFitIsRefusedInWords(t *testing.T) {
	if _, err := modal(bot.Form{Words: long("words", 3000)}, gesture{}); err != errTooLong {
		t.Error(err)
	}
	f := newFake(t, func(bot.Request) bot.Reply { return bot.Reply{Form: &bot.Form{Words: long("words", 3000)}} })
	f.command("U0KIM", "C0SHARED", "x")
	if m := f.last(); !strings.Contains(m.Text, "too long") {
		t.Errorf("%+v", m)
	}
}

func BenchmarkDraw(b *testing.B) {
	m := everyBlock()
	for b.Loop() {
		if _, err := json.Marshal(drawn(m)); err != nil {
			b.Fatal(err)
		}
	}
}
