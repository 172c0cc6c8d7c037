package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"collab/bot"
)

// closes is a form that somebody opened with these words, typed into and closed.
func (w *world) closes(who somebody, where bot.Place, words string, typed map[string]string) bot.Reply {
	w.t.Helper()
	opened := w.ask(who, where, words, nil)
	if opened.Form == nil {
		w.t.Fatalf("%s opens no form: %s", words, shown(opened))
	}
	values := map[string]string{}
	for _, f := range opened.Form.Fields {
		values[f.Name] = f.Value
	}
	for name, text := range typed {
		values[name] = text
	}
	w.keys++
	return w.bot.Answer(w.t.Context(), bot.Request{Key: fmt.Sprintf("%s/%d", who.id, w.keys), By: who.account(), Place: where,
		Words: opened.Form.Words, Values: values, Closed: true, Name: who.name, Zone: who.zone})
}

// A draft is drawn for the one who typed it, and only where those who could read along where it was typed read along.
func TestPrivacyOfDrafts(t *testing.T) {
	w := build(t, nil)
	places := []bot.Place{common, inside("acme"), kim.direct()} // from what most read to what fewest do
	for typedIn, where := range places {
		for _, words := range []string{"objective new", "checkin 7", "evidence new"} {
			text := fmt.Sprint("Typed at ", typedIn)
			field := map[string]string{"objective new": "good", "checkin 7": "part", "evidence new": "what"}[words]
			r := w.closes(kim, where, words, map[string]string{field: text})
			if r.Message == nil || !strings.Contains(shown(r), "Draft kept.") || strings.Contains(shown(r), text) {
				t.Fatalf("closing %s in %s is answered with %s", words, where.Channel, shown(r))
			}
			for seenIn, there := range places {
				drawn := strings.Contains(shown(w.ask(kim, there, words, nil)), text)
				if drawn != (seenIn >= typedIn) {
					t.Errorf("%s, typed in %s, is drawn in %s: %v", words, where.Channel, there.Channel, drawn)
				}
			}
			for _, other := range []somebody{lee, dana} {
				if r := w.ask(other, other.direct(), words, nil); strings.Contains(shown(r), text) {
					t.Errorf("%s is drawn for %s", words, other.id)
				}
			}
		}
	}
}

// The face of a form with a draft in it is that of the audience chosen in the draft.
func TestPrivacyOfADraftsFace(t *testing.T) {
	w := build(t, nil)
	for _, audience := range []string{"internal", "shared"} {
		w.closes(kim, kim.direct(), "evidence new", map[string]string{"what": "Seen at the gate", "audience": audience})
		f := w.ask(kim, kim.direct(), "evidence new", nil).Form
		if f == nil || !asksAudience(*f) || startsInternal(*f) != (audience == "internal") || f.Audience.Internal() != (audience == "internal") {
			t.Errorf("a draft that is %s: %s", audience, shown(bot.Reply{Form: f}))
		}
	}
}

// Closing a form records nothing, whatever words it carried.
func TestAClosedFormRecordsNothing(t *testing.T) {
	w := build(t, nil)
	before := w.heads()
	for _, words := range w.spoken() {
		w.keys++
		r := w.bot.Answer(t.Context(), bot.Request{Key: fmt.Sprintf("kim/%d", w.keys), By: kim.account(), Place: kim.direct(), Words: words,
			Values: map[string]string{"title": "Closed", "what": "Closed", "why": "Closed"}, Closed: true})
		if r.Ref != "" {
			t.Errorf("%s breaks", words)
		}
	}
	if after := w.heads(); after != before {
		t.Errorf("recorded: %s, was %s", after, before)
	}
}

// heads are the heads of all ledgers of the scene, in one text.
func (w *world) heads() string {
	var out []string
	for _, ledger := range append([]string{"joint"}, parties...) {
		h, err := w.store.Head(w.rel, ledger)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, h.String())
	}
	return strings.Join(out, " ")
}
