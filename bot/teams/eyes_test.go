package teams

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"collab/bot"
	"collab/trial"
	"collab/trial/corpus"
)

// chromium is the browser of all tests here.
var chromium trial.Browser

func TestMain(m *testing.M) {
	code := m.Run()
	chromium.Close()
	os.Exit(code)
}

// eyes look at cards as Microsoft's own renderer draws them.
type eyes struct {
	*testing.T
	ctx context.Context
}

// patience is how long a page may take on a machine that does much else.
const patience = time.Minute

func newEyes(t *testing.T) eyes {
	t.Helper()
	renderer := trial.AdaptiveCards(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/renderer.js" {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(renderer)
			return
		}
		http.ServeFile(w, r, "testdata/eyes.html")
	}))
	t.Cleanup(site.Close)
	e := eyes{t, chromium.Window(t)}
	e.do(chromedp.Navigate(site.URL))
	return e
}

func (e eyes) do(steps ...chromedp.Action[chromedp.Void]) {
	e.Helper()
	ctx, done := context.WithTimeout(e.ctx, patience)
	defer done()
	if _, err := chromedp.Run(ctx, chromedp.Steps(steps...)); err != nil {
		e.Fatal(err)
	}
}

// js evaluates an expression into a value.
func (e eyes) js(expression string, into any) {
	e.Helper()
	ctx, done := context.WithTimeout(e.ctx, patience)
	defer done()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string]("JSON.stringify("+expression+")"))
	if err != nil {
		e.Fatal(err, expression)
	}
	if err := json.Unmarshal([]byte(out), into); err != nil {
		e.Fatal(err, out)
	}
}

// window is how cards are looked at: as wide as a phone or a desk, in light or dark.
func (e eyes) window(width int64, scheme string) {
	e.Helper()
	e.do(chromedp.EmulateViewport(width, 800))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(e.ctx, emulation.SetEmulatedMedia, media); err != nil {
		e.Fatal(err)
	}
	e.do(chromedp.Reload())
}

// show draws cards; the renderer has nothing to say against them.
func (e eyes) show(all []json.RawMessage) {
	e.Helper()
	raw, _ := json.Marshal(all)
	var faults []string
	e.js("(show("+string(raw)+"), faults)", &faults)
	if len(faults) > 0 {
		e.Errorf("the renderer says %q", faults)
	}
}

// picture keeps what is seen in $COLLAB_SCREENSHOTS, for people.
func (e eyes) picture(name string) {
	e.Helper()
	if os.Getenv("COLLAB_SCREENSHOTS") == "" {
		return
	}
	png, err := chromedp.Run(e.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		e.Fatal(err)
	}
	trial.Keep(e.T, name, png)
}

// wide lists what is wider than the window, and buttons whose label is cut.
const wide = `[...document.querySelectorAll("#cards *")].filter(x => x.getBoundingClientRect().right > innerWidth + 1 ||
	x.matches("button") && x.scrollWidth > x.clientWidth + 1).map(x => x.className + " " + x.innerText.slice(0, 60))`

// TestCardsAreDrawn has every golden file drawn by Microsoft's renderer, on a phone and on a desk, in light and dark.
func TestCardsAreDrawn(t *testing.T) {
	e := newEyes(t)
	all := drawn(t)
	for _, look := range []struct {
		width  int64
		scheme string
	}{{360, "light"}, {360, "dark"}, {1000, "light"}, {1000, "dark"}} {
		e.window(look.width, look.scheme)
		for name, shown := range all {
			raw, err := encoded(shown)
			if err != nil {
				t.Fatal(err)
			}
			e.show(cardsIn(t, raw))
			var beyond, markdown []string
			if e.js(wide, &beyond); len(beyond) > 0 {
				t.Errorf("%s at %d: too wide: %q", name, look.width, beyond)
			}
			e.js("markdown", &markdown)
			for _, text := range markdown {
				if !unmarked(text) {
					t.Errorf("%s: Markdown is read in %q", name, text)
				}
			}
			e.picture(fmt.Sprintf("%s-%d-%s", name, look.width, look.scheme))
		}
	}
}

// TestWhatPeopleWriteIsSeenAsItIs looks at the letters on the page.
func TestWhatPeopleWriteIsSeenAsItIs(t *testing.T) {
	e := newEyes(t)
	for _, text := range []string{"*bold* _it_ ~no~ `code`", "[a](https://evil.example)", "<at>Kim</at> <b>x</b>", "{{DATE(2026-01-01T00:00:00Z, LONG)}} {{TIME(2026-01-01T00:00:00Z)}}",
		"&lt;b&gt; &amp; &#64;", "1. one", "- two", "# three", "> four", "www.evil.example", "${title}", "𝔘 株式会社 مرحبا"} {
		var all []json.RawMessage
		for _, c := range cardsOf(corpus.Everywhere(text), here) {
			raw, _ := encoded(c)
			all = append(all, raw)
		}
		e.show(all)
		var seen string
		e.js(`document.querySelector("#cards").innerText`, &seen)
		if n := strings.Count(seen, text); n < 9 { // title and body, name and value, two things of a list, small print
			t.Errorf("%q is seen %d times in\n%s", text, n, seen)
		}
		var links []string
		e.js(`[...document.querySelectorAll("#cards a")].map(a => a.href)`, &links)
		for _, l := range links {
			if !strings.HasPrefix(l, "https://example.com/") {
				t.Errorf("%q leads to %s", text, l)
			}
		}
	}
}

// TestAFormIsFilledIn types into a form in the browser and sends it: the renderer asks for what is missing, and what it
// sends is read.
func TestAFormIsFilledIn(t *testing.T) {
	e := newEyes(t)
	d, err := dialogOf(corpus.EveryField(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := encoded(d.Card["content"])
	e.show([]json.RawMessage{raw})
	set := func(name, value string) {
		t.Helper()
		e.js(fmt.Sprintf(`(() => { const i = cards[0].getAllInputs().find(i => i.id === %q), x = document.getElementById(i.renderedInputControlElement?.id ?? "") ?? i._renderedInputControlElement;
			const at = x.matches("input, textarea, select") ? x : x.querySelector("input, textarea, select"); at.value = %q; at.dispatchEvent(new Event("input")); at.dispatchEvent(new Event("change")); return 1 })()`, name, value), new(int))
	}
	press := func() (pressed []struct{ Data json.RawMessage }) {
		t.Helper()
		e.js(`([...document.querySelectorAll("button")].at(-1).click(), pressed)`, &pressed)
		return pressed
	}
	set("f.title", "")
	if sent := press(); len(sent) > 0 {
		t.Errorf("a form without what is required was sent: %s", sent[0].Data)
	}
	var said string
	if e.js(`document.querySelector("#cards").innerText`, &said); !strings.Contains(said, "Please fill this in.") {
		t.Errorf("nothing says what is missing: %s", said)
	}
	set("f.title", "Three *late* trucks, ")
	set("f.value", "94,2 %")
	set("f.day", "2026-03-09")
	set("f.mood", "off")
	sent := press()
	if len(sent) != 1 {
		e.js(`document.querySelector("#cards").innerText`, &said)
		t.Fatalf("%d were sent: %s", len(sent), said)
	}
	s, err := submittedOf(sent[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"title": "Three *late* trucks, ", "value": "94,2 %", "day": "2026-03-09", "due": "next Friday", "mood": "off",
		"confidence": "risk", "topics": "on\noff", "who": "p2", "why": "", "note": ""} {
		if got, ok := s.values[name]; got != want || !ok {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if s.words != corpus.EveryField().Words || s.origin != here {
		t.Errorf("%+v", s)
	}
}

// TestWhatCannotBeUndoneIsAsked presses a button with a confirmation: the first press only asks.
func TestWhatCannotBeUndoneIsAsked(t *testing.T) {
	e := newEyes(t)
	raw, _ := encoded(oneCard(one(bot.Buttons{{Label: "End it", Words: "settings close agree", Confirm: "Nothing can be recorded any more then."}}), here))
	e.show([]json.RawMessage{raw})
	var pressed []struct {
		Type string
		Data json.RawMessage
	}
	var seen string
	e.js(`(document.querySelector("button").click(), document.querySelector("#cards").innerText)`, &seen)
	e.js("pressed", &pressed)
	for _, p := range pressed {
		if p.Type != "Action.ShowCard" {
			t.Errorf("the first press does %s", p.Type)
		}
	}
	if !strings.Contains(seen, "Nothing can be recorded any more then.") {
		t.Error(seen)
	}
	e.picture("asked")
	e.js(`([...document.querySelectorAll("button")].at(-1).click(), pressed)`, &pressed)
	last := pressed[len(pressed)-1]
	if s, err := submittedOf(last.Data); err != nil || last.Type != "Action.Execute" || s.words != "settings close agree" {
		t.Errorf("%+v, %v", last, err)
	}
}
