package teams

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"collab/bot"
	"collab/trial/corpus"
)

// TestEverythingTheBotSaysFits performs every written play and the history of the demo, and holds whatever is said, every
// form that opens and everybody's Home against the schema and the weight of a card, in each way it can be drawn, and what
// they carry against what cards may.
func TestEverythingTheBotSaysFits(t *testing.T) {
	corpus.Plays(t, func(t *testing.T, once *corpus.Once) corpus.Shown {
		w := &watcher{t: t, once: once}
		return corpus.Shown{Message: w.message, Home: func(m bot.Message) { w.card(oneCard(m, here), "") }, Form: w.form, Post: func(m bot.Message) {
			for _, c := range cardsOf(m, here) {
				carrying{t, chance}.card(c, "")
			}
		}}
	})
}

// watcher looks at what is shown, each thing once.
type watcher struct {
	t    *testing.T
	once *corpus.Once
}

// card looks at a card that is for one person, and drawn for a party, if it is for one alone.
func (w *watcher) card(c card, party string) {
	w.t.Helper()
	raw, err := encoded(c)
	if err != nil {
		w.t.Fatal(err)
	}
	if !w.once.New(raw) {
		return
	}
	checkRaw(w.t, raw)
	carrying{w.t, personal}.card(c, party)
	if len(raw) >= 28_000 {
		w.t.Errorf("%d bytes: %s", len(raw), raw)
	}
}

func (w *watcher) message(m bot.Message) {
	cards := cardsOf(m, here)
	for _, c := range cards {
		w.card(c, "")
	}
	if len(cards) > 1 {
		w.t.Logf("%q takes %d cards", strings.TrimSpace(m.Fallback), len(cards))
	}
	w.card(oneCard(m, here), "")
	w.card(dialogSaying(m, here).Card["content"].(card), "")
}

// form looks at a form, and sends it back as it was drawn: what stands in it is what is said.
func (w *watcher) form(f bot.Form) {
	d, err := dialogOf(f, here, nil)
	if err != nil {
		w.t.Errorf("%s: %v", f.Title, err)
		return
	}
	c := d.Card["content"].(card)
	w.card(c, f.Audience.Party)
	s := sentBack(w.t, c)
	want := map[string]string{}
	for _, field := range f.Fields {
		if field.Kind != bot.Upload && (len(field.Options) > 0 || !chooses(field.Kind)) {
			want[field.Name] = standing(field)
		}
	}
	if s.words != f.Words || !maps.Equal(s.values, want) {
		w.t.Errorf("%s: %q came back with %q, want %q", f.Title, s.words, s.values, want)
	}
}

// standing is what stands in a field of a form as it is opened.
func standing(f bot.Field) string {
	if !chooses(f.Kind) {
		return bot.Legible(f.Value)
	}
	var chosen []string
	for _, value := range strings.Split(f.Value, "\n") {
		for _, o := range f.Options {
			if o.Value == value && value != "" {
				chosen = append(chosen, value)
			}
		}
	}
	return strings.Join(chosen, "\n")
}

// sentBack is a form as Teams sends it: what it carries, and the value of each input.
func sentBack(t *testing.T, c card) submission {
	t.Helper()
	data := maps.Clone(c.Actions[0]["data"].(map[string]any))
	for _, e := range c.Body {
		if id, ok := e["id"].(string); ok && e["value"] != nil && e["value"] != "" {
			data[id] = e["value"]
		}
	}
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	s, err := submittedOf(raw)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func chooses(k bot.FieldKind) bool { return k == bot.Choice || k == bot.Choices || k == bot.Who }
