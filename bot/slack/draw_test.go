package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"collab/bot"
	"collab/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden holds how the corpus is drawn: a message on every rung of the ladder, in a modal and on our Home; forms.
func TestGolden(t *testing.T) {
	form, err := modal(everyField(), gesture{channel: "C0SHARED"})
	if err != nil {
		t.Fatal(err)
	}
	longest, err := modal(longestForm(), gesture{channel: "C0SHARED"})
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := messageModal(everyBlock(), gesture{channel: "C0SHARED"})
	for name, drawn := range map[string]any{
		"message": drawn(everyBlock(), pictures), "message-tables": drawn(everyBlock(), tables), "message-texts": drawn(everyBlock(), texts),
		"message-bare": drawn(everyBlock(), bare), "message-longest": drawn(longestMessage(), pictures),
		"message-edited": []outgoing{onePart(longestMessage()).on(pictures)}, "form": form, "form-longest": longest,
		"modal": shown, "home-longest": home(longestHome()),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, drawn) })
	}
}

// drawn are the parts of a message as they go to Slack.
func drawn(m bot.Message, r rung) (all []outgoing) {
	for _, p := range partsOf(m) {
		all = append(all, p.on(r))
	}
	return all
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

// check holds what was drawn, a view or the parts of a message, against Slack's limits.
func check(t *testing.T, encoded []byte) {
	t.Helper()
	var shown any
	if err := json.Unmarshal(encoded, &shown); err != nil {
		t.Fatal(err)
	}
	for _, o := range objects(shown) {
		if o["type"] == "modal" || o["type"] == "home" {
			checkView(t, o)
			continue
		}
		text, _ := o["text"].(string)
		blocks, _ := o["blocks"].([]any)
		checkMessage(t, text, blocks)
	}
}

func objects(of any) (all []map[string]any) {
	if one, ok := of.(map[string]any); ok {
		return []map[string]any{one}
	}
	list, _ := of.([]any)
	for _, o := range list {
		all = append(all, o.(map[string]any))
	}
	return all
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
		all := []any{view}
		for way := range 7 {
			all = append(all, shownAs(m, way))
		}
		for _, shown := range all {
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
	var all any
	json.Unmarshal(encoded, &all)
	for _, o := range objects(all) {
		if fallback, _ := o["text"].(string); strings.ContainsAny(fallback, "<>") {
			t.Errorf("the fallback is open to markup: %q", fallback)
		}
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
	walk(all)
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
		encoded, err := json.Marshal(shownAs(m, rapid.IntRange(0, 6).Draw(r, "as")))
		if err != nil {
			r.Fatal(err)
		}
		check(t, encoded)
		if t.Failed() {
			r.Fatal("see above")
		}
	})
}

// shownAs is a message in each of the ways it can be shown.
func shownAs(m bot.Message, way int) any {
	switch way {
	case 4:
		return onePart(m).on(tables)
	case 5:
		return home(m)
	case 6:
		shown, _ := messageModal(m, gesture{})
		return shown
	}
	return drawn(m, rung(way))
}

func anyText(r *rapid.T) string {
	if animal := rapid.IntRange(0, 3*len(zoo)).Draw(r, "animal"); animal < len(zoo) {
		return zoo[animal]
	}
	n := rapid.SampledFrom([]int{0, 1, 30, 74, 75, 76, 150, 151, 2000, 2999, 3000, 3001, 7000}).Draw(r, "length")
	unit := rapid.SampledFrom([]string{"a", "a ", "é", "𝔘", "\n", "<", "&", "\"", "\\", "\u2028"}).Draw(r, "unit")
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
		return anyChart(r)
	case 4:
		var row bot.Buttons
		for range n {
			row = append(row, button())
		}
		return row
	}
	return bot.Note{Body: anyText(r)}
}

func anyChart(r *rapid.T) bot.Block {
	trend := report.Trend{Title: anyText(r), Unit: anyText(r), Alt: anyText(r)}
	value := rapid.SampledFrom([]float64{0, -3, 94.25, 1e300, math.NaN(), math.Inf(1)})
	for range rapid.IntRange(0, 30).Draw(r, "points") {
		trend.Points = append(trend.Points, report.Point{Label: anyText(r), Value: value.Draw(r, "value")})
	}
	if rapid.Bool().Draw(r, "target") {
		target := value.Draw(r, "value")
		trend.Target = &target
	}
	return bot.Chart{Trend: trend}
}

// TestNothingIsLostBecauseItIsLong looks for every word, button and row of the longest message in its parts, on every
// rung.
func TestNothingIsLostBecauseItIsLong(t *testing.T) {
	m := longestMessage()
	for _, r := range []rung{pictures, tables, texts, bare} {
		encoded, _ := json.Marshal(drawn(m, r))
		all := string(encoded)
		for i := range 80 {
			for _, want := range []string{fmt.Sprintf("item %d", i), fmt.Sprintf("body%d ", i*10)} {
				if !strings.Contains(all, want) {
					t.Errorf("on rung %d, %q is missing", r, want)
				}
			}
		}
		if got := len(partsOf(m)); got < 3 || !strings.Contains(all, fmt.Sprintf("Part %d of %d", got, got)) {
			t.Errorf("in %d parts", got)
		}
	}
}

func TestAnEditedMessageStaysOneWithItsButtons(t *testing.T) {
	encoded, _ := json.Marshal(onePart(bot.Message{Blocks: []bot.Block{
		bot.Text{Body: long("body", 40000)}, bot.Note{Body: "small print"}, bot.Buttons{{Label: "Answer", Words: "checkin"}},
	}}).on(pictures))
	for _, want := range []string{`"value":"checkin"`, "more, too long to be shown here"} {
		if !strings.Contains(string(encoded), want) {
			t.Errorf("%s is missing", want)
		}
	}
}

// TestAHomeThatIsFullLeadsToTheRest looks at the Home of somebody for whom more waits than a Home holds.
func TestAHomeThatIsFullLeadsToTheRest(t *testing.T) {
	encoded, _ := json.Marshal(home(longestHome()))
	for _, want := range []string{`"value":"todo all"`, `"value":"list"`, "more, too long to be shown here"} {
		if !strings.Contains(string(encoded), want) {
			t.Errorf("%s is missing", want)
		}
	}
	encoded, _ = json.Marshal(home(everyBlock()))
	if strings.Contains(string(encoded), `"value":"list"`) {
		t.Error("a Home that fits says that it does not")
	}
}

func TestAFormOfferingManyPeopleOffersThemAll(t *testing.T) {
	f := bot.Form{Words: "w", Fields: []bot.Field{
		{Name: "a", Kind: bot.Who, Value: "p249", Options: many(250)}, {Name: "b", Kind: bot.Choices, Value: "p3\np249", Options: many(250)}}}
	view, err := modal(f, gesture{})
	if err != nil {
		t.Fatal(err)
	}
	encoded, _ := json.Marshal(view)
	check(t, encoded)
	for i := range 250 {
		if got := strings.Count(string(encoded), fmt.Sprintf(`"value":"p%d"`, i)); got < 2 {
			t.Errorf("person %d is offered %d times", i, got)
		}
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
		if _, err := json.Marshal(drawn(m, pictures)); err != nil {
			b.Fatal(err)
		}
	}
}
