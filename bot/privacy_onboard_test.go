package bot_test

import (
	"strings"
	"testing"

	"collab/bot"
	"collab/relationship"
)

// The preview of a test check-in shows what the others would see, and nothing else; nothing of it is recorded.
func TestPrivacyOfThePreview(t *testing.T) {
	w := build(t, nil)
	before := w.heads()
	answer := map[string]string{"confidence": "off track", "part": "Our part, said", "need": "Our need, said", "note": "Between us, said", "audience": "shared"}
	for _, where := range []bot.Place{kim.direct(), inside("acme"), common} {
		text := shown(w.ask(kim, where, "try", answer))
		if !strings.Contains(text, "Preview, not sent") || !strings.Contains(text, "Our part, said") || strings.Contains(text, "Between us, said") || strings.Contains(text, "hush") {
			t.Errorf("a shared answer is previewed in %s as\n%s", where.Channel, text)
		}
	}
	answer["audience"] = "internal"
	if text := shown(w.ask(kim, kim.direct(), "try", answer)); !strings.Contains(text, "Preview, not sent") || strings.Contains(text, ", said") {
		t.Errorf("an internal answer is previewed as\n%s", text)
	}
	if after := w.heads(); after != before {
		t.Errorf("a test was recorded: %s, was %s", after, before)
	}
}

// What a template drafts is written where only one's own people read.
func TestPrivacyOfATemplate(t *testing.T) {
	w := build(t, nil)
	before := w.draft("acme")
	for _, where := range []bot.Place{common, inside("acme")} {
		w.must(kim, where, "template small", map[string]string{"goals": "1", "kpis": ""})
		if d := w.draft("acme"); d != before {
			t.Errorf("draft d%d was written from %s", d, where.Channel)
		}
	}
	text := w.must(kim, kim.direct(), "template small", map[string]string{"goals": "1", "kpis": "1\n2"})
	if d := w.draft("acme"); d <= before || !strings.Contains(text, "1 objective drafted, 2 KPIs proposed") {
		t.Errorf("the newest draft is d%d, was d%d:\n%s", d, before, text)
	}
	_, err := w.store.Read(w.rel, "borealis", func(v relationship.View) {
		for _, k := range v.Shared.KPIs {
			if k.Title() == "On-time delivery" && k.Newest().Agreed("acme") {
				t.Error("a template agreed to a KPI for its lead")
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Where the platform knows the organisation, the form has four questions at most, and the channel is linked with it.
func TestFourQuestions(t *testing.T) {
	w := open(t, t.TempDir()+"/four.db", begins, 1)
	defer w.close()
	for _, where := range []bot.Place{common, kim.direct()} {
		q := bot.Request{Key: "opens " + where.Channel, By: kim.account(), Place: where, Words: "new", Name: kim.name, Zone: kim.zone, Org: "Acme"}
		f := w.bot.Answer(t.Context(), q).Form
		if f == nil || len(f.Fields) != 4 || !strings.Contains(f.Intro, "Acme") {
			t.Fatalf("in %s: %s", where.Channel, shown(bot.Reply{Form: f}))
		}
		values := map[string]string{}
		for _, field := range f.Fields {
			values[field.Name] = field.Value
		}
		values["partner"], values["why"] = "Partner of "+where.Channel, "Fewer late trucks"
		q.Key, q.Words, q.Values = "sends "+where.Channel, f.Words, values
		r := w.bot.Answer(t.Context(), q)
		if r.Message == nil || len(r.Errors) > 0 || (len(r.Posts) == 1) != (where == common) {
			t.Errorf("in %s: %s", where.Channel, shown(r))
		}
		if again := w.bot.Answer(t.Context(), q); again.Message == nil || bot.Draw(*again.Message, begins.Location()) != bot.Draw(*r.Message, begins.Location()) {
			t.Errorf("sent twice in %s: %s", where.Channel, shown(again))
		}
	}
	if all := w.bot.Relationships(t.Context(), kim.account()); len(all) != 2 || all[0].Name != "Acme × Partner of common" && all[1].Name != "Acme × Partner of common" {
		t.Errorf("begun: %+v", all)
	}
}

// A Home holds what is most important, whatever somebody takes part in; the installer is welcomed before there is any.
func TestHomeOfManyRelationships(t *testing.T) {
	w := open(t, t.TempDir()+"/home.db", begins, 1)
	defer w.close()
	if text := shown(bot.Reply{Message: ptr(w.bot.Welcome(t.Context(), kim.account()))}); !strings.Contains(text, "Nothing is posted until you link a channel") || !strings.Contains(text, "[* Set up a relationship] [Try it with sample data] [What I can read]") {
		t.Errorf("welcome: %s", text)
	}
	for _, partner := range strings.Split("Bach Berg Brahms Bruch Britten Bizet Borodin Bartok Bellini Berio Boulez Busoni Byrd", " ") {
		w.must(kim, kim.direct(), "new", map[string]string{"party": "Acme", "partner": partner, "why": "Music", "person": kim.name, "first": "12 Mar"})
	}
	m := w.bot.Home(t.Context(), kim.account())
	lines, checklists := 0, 0
	for _, b := range m.Blocks {
		if items, ok := b.(bot.Items); ok && strings.HasPrefix(items.Title, "Setting up") {
			checklists++
		} else if ok {
			lines += len(items.Items)
		}
	}
	text := bot.Draw(m, begins.Location())
	if lines > 20 || checklists != 3 || !strings.Contains(text, "and 3 more") || !strings.Contains(text, "[Show all relationships]") || !strings.Contains(text, "[Settings]") {
		t.Errorf("%d lines, %d checklists:\n%s", lines, checklists, text)
	}
}

func ptr[T any](v T) *T { return &v }
