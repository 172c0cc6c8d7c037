package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"collab/bot"
	"collab/trial"
	"collab/trial/corpus"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden holds how the corpus is drawn: a message on every rung of the ladder, in a modal and on our Home; forms.
func TestGolden(t *testing.T) {
	form, err := modal(corpus.EveryField(), gesture{channel: "C0SHARED"})
	if err != nil {
		t.Fatal(err)
	}
	longest, err := modal(corpus.LongestForm(), gesture{channel: "C0SHARED"})
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := messageModal(corpus.EveryBlock(), gesture{channel: "C0SHARED"})
	for name, drawn := range map[string]any{
		"message": drawn(corpus.EveryBlock(), pictures), "message-tables": drawn(corpus.EveryBlock(), tables), "message-texts": drawn(corpus.EveryBlock(), texts),
		"message-bare": drawn(corpus.EveryBlock(), bare), "message-longest": drawn(corpus.LongestMessage(), pictures),
		"message-edited": []outgoing{onePart(corpus.LongestMessage()).on(pictures)}, "form": form, "form-longest": longest,
		"modal": shown, "home-longest": home(corpus.LongestHome()),
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
	trial.Golden(t, filepath.Join("testdata", name+".json"), got.Bytes(), *update)
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

// TestNothingAPersonWroteBecomesMarkup puts every animal of the corpus.Zoo in every place a person's text can come to, and
// looks at each markup object of what is drawn: only dates and links of our own are there.
func TestNothingAPersonWroteBecomesMarkup(t *testing.T) {
	for _, text := range corpus.Zoo {
		m := corpus.Everywhere(text)
		view, err := modal(corpus.EveryLabel(text), gesture{})
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
		m := corpus.AnyMessage(r)
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

// TestNothingIsLostBecauseItIsLong looks for every word, button and row of the longest message in its parts, on every
// rung.
func TestNothingIsLostBecauseItIsLong(t *testing.T) {
	m := corpus.LongestMessage()
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
		bot.Text{Body: corpus.Long("body", 40000)}, bot.Note{Body: "small print"}, bot.Buttons{{Label: "Answer", Words: "checkin"}},
	}}).on(pictures))
	for _, want := range []string{`"value":"checkin"`, "more, too long to be shown here"} {
		if !strings.Contains(string(encoded), want) {
			t.Errorf("%s is missing", want)
		}
	}
}

// TestAHomeThatIsFullLeadsToTheRest looks at the Home of somebody for whom more waits than a Home holds.
func TestAHomeThatIsFullLeadsToTheRest(t *testing.T) {
	encoded, _ := json.Marshal(home(corpus.LongestHome()))
	for _, want := range []string{`"value":"todo all"`, `"value":"list"`, "more, too long to be shown here"} {
		if !strings.Contains(string(encoded), want) {
			t.Errorf("%s is missing", want)
		}
	}
	encoded, _ = json.Marshal(home(corpus.EveryBlock()))
	if strings.Contains(string(encoded), `"value":"list"`) {
		t.Error("a Home that fits says that it does not")
	}
}

func TestAFormOfferingManyPeopleOffersThemAll(t *testing.T) {
	f := bot.Form{Words: "w", Fields: []bot.Field{
		{Name: "a", Kind: bot.Who, Value: "p249", Options: corpus.Many(250)}, {Name: "b", Kind: bot.Choices, Value: "p3\np249", Options: corpus.Many(250)}}}
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
	if _, err := modal(bot.Form{Words: corpus.Long("words", 3000)}, gesture{}); err != errTooLong {
		t.Error(err)
	}
	f := newFake(t, func(bot.Request) bot.Reply { return bot.Reply{Form: &bot.Form{Words: corpus.Long("words", 3000)}} })
	f.command("U0KIM", "C0SHARED", "x")
	if m := f.last(); !strings.Contains(m.Text, "too long") {
		t.Errorf("%+v", m)
	}
}

func BenchmarkDraw(b *testing.B) {
	m := corpus.EveryBlock()
	for b.Loop() {
		if _, err := json.Marshal(drawn(m, pictures)); err != nil {
			b.Fatal(err)
		}
	}
}
