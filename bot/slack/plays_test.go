package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"collab/bot"
	"collab/trial/corpus"
)

// TestEverythingTheBotSaysFits performs every written play and the history of the demo, and holds whatever is said,
// every form that opens and everybody's Home against Slack's limits, in each way it can be drawn.
func TestEverythingTheBotSaysFits(t *testing.T) {
	corpus.Plays(t, func(t *testing.T, once *corpus.Once) corpus.Shown {
		w := &watcher{t: t, once: once}
		return corpus.Shown{Message: w.message, Home: func(m bot.Message) { w.check(home(m)) }, Form: w.form}
	})
}

// watcher holds what is shown against Slack's limits, each thing once.
type watcher struct {
	t    *testing.T
	once *corpus.Once
}

func (w *watcher) check(shown any) {
	w.t.Helper()
	encoded, err := json.Marshal(shown)
	if err != nil {
		w.t.Fatal(err)
	}
	if !w.once.New(encoded) {
		return
	}
	before := w.t.Failed()
	check(w.t, encoded)
	if w.t.Failed() && !before {
		w.t.Errorf("that was %s", encoded)
	}
}

func (w *watcher) message(m bot.Message) {
	for way := range 7 {
		w.check(shownAs(m, way))
	}
	if n := len(partsOf(m)); n > 1 {
		w.t.Logf("%q takes %d parts", strings.TrimSpace(m.Fallback), n)
	}
}

func (w *watcher) form(f bot.Form) {
	office := &office{in: Installation{Team: acme, Scopes: scopeNames()}}
	for _, g := range []gesture{{}, {office: office, by: bot.Account{Home: acme}}} { // with files, and without
		g.channel, g.thread = "C0SHARED", "1772452800.000001"
		view, err := modal(f, g)
		if err != nil {
			w.t.Errorf("%s: %v", f.Title, err)
		}
		w.check(view)
	}
	if strings.HasPrefix(f.Title, "Check-in ") {
		checkIn(w.t, f)
	}
}

// checkIn holds the form that people see most against what it promises: at most five things are asked, each says what
// it is for, and the answers last given stand in it.
func checkIn(t *testing.T, f bot.Form) {
	t.Helper()
	if len(f.Fields) > 5 {
		t.Errorf("%s asks %d things", f.Title, len(f.Fields))
	}
	for _, field := range f.Fields {
		element, left := element(field)
		kind := fmt.Sprintf("%T", element)
		if field.Name == "audience" && !strings.Contains(kind, "RadioButtons") || left > 0 || field.Label == "" {
			t.Errorf("%s: %q is a %s without %d of its options", f.Title, field.Label, kind, left)
		}
	}
}
