package main

import (
	"context"
	"encoding/json"
	"flag"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"collab/store"
	"collab/trial"
)

var update = flag.Bool("update", false, "take the picture of the README anew")

// chromium is the browser of all tests here.
var chromium trial.Browser

// visitor is a new user in front of the demo: they see pages, type, choose and press, and nothing else.
type visitor struct {
	*testing.T
	ctx context.Context
	at  string // the address of the demo

}

// visit opens a demo in a browser: one without any history when it is to be empty.
func visit(t *testing.T, empty bool) (*visitor, *desk) {
	t.Helper()
	v, d := &visitor{T: t, ctx: chromium.Window(t)}, sit(t)
	if empty { // a store that is there already gets no history
		s, err := store.Open("bolt:"+d.path("demo.db"), store.Options{Mark: store.Demo})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	} else {
		d.lived()
	}
	b, stop := d.demo()
	v.at = b.at
	t.Cleanup(stop)
	v.size(1280, 900, "light")
	return v, d
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Steps(steps...)); err != nil {
		v.Fatalf("%v on %s", err, v.page())
	}
}

// page is what stands on the page, for faults.
func (v *visitor) page() string {
	seen, _ := chromedp.Run(v.ctx, chromedp.Evaluate[string](`location.pathname + "\n" + (document.querySelector("dialog[open]") ?? document.body).innerText + "\nfocus: " + document.activeElement.outerHTML.slice(0, 300) + " = " + document.querySelector("#text")?.value + JSON.stringify(document.querySelector(".composer")?.dataset)`))
	return seen
}

func (v *visitor) js(expression string) string {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		v.Fatalf("%v on %s", err, v.page())
	}
	return out
}

// until waits for a condition, across pages too: one that is left while waiting is waited for on the next.
func (v *visitor) until(condition string) {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	wait := `new Promise(done => { const look = () => (` + condition + `) ? done("yes") : setTimeout(look, 20); look() })`
	for {
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](wait, chromedp.EvalAwaitPromise)); err == nil {
			return
		}
		if ctx.Err() != nil {
			v.Fatalf("never: %s on %s", condition, v.page())
		}
	}
}

// sees waits until a text is on the page.
func (v *visitor) sees(text string) {
	v.Helper()
	v.until(`document.body.innerText.includes(` + quoted(text) + `)`)
}

func quoted(text string) string {
	out, _ := json.Marshal(text)
	return string(out)
}

func (v *visitor) size(width, height int64, scheme string) {
	v.Helper()
	v.do(chromedp.EmulateViewport(width, height))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, media); err != nil {
		v.Fatal(err)
	}
}

// picture takes a picture of the window, and keeps it for people.
func (v *visitor) picture(name string) []byte {
	v.Helper()
	png, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		v.Fatal(err)
	}
	trial.Keep(v.T, name, png)
	return png
}

func (v *visitor) open(path string) {
	v.Helper()
	v.do(chromedp.Navigate(v.at+path), chromedp.WaitReady("body"))
	v.until(`document.readyState === "complete"`)
}

func (v *visitor) be(who string) {
	v.Helper()
	v.open("/")
	v.do(chromedp.Click(`.person[value="web/demo/` + who + `"]`))
	v.until(`location.pathname === "/home" && document.readyState === "complete"`)
}

// shown is the newest thing the bot said, as the page in view shows it.
const shown = `(document.querySelector("[data-log]") ? [...document.querySelectorAll("article.bot")].at(-1) : document.querySelector(".answer"))`

// say types a message and waits for what it leads to: an answer, or a form.
func (v *visitor) say(path, text string) {
	v.Helper()
	if v.js("location.pathname") != path {
		v.open(path)
	}
	awaited := "article.bot" // one's own words can be there a moment before the answer
	if path != "/direct" && !strings.HasPrefix(text, "/collab") {
		awaited = "article"
	}
	v.js(`window.before = document.querySelectorAll("` + awaited + `").length`)
	v.do(chromedp.Click("#text"), chromedp.SendKeys("#text", text))
	v.until(`document.querySelector("#text").value === ` + quoted(text))
	v.do(chromedp.KeyEvent(kb.Enter))
	v.until(`document.querySelector("dialog[open] [data-form]") || document.querySelectorAll("` + awaited + `").length > window.before`)
}

// press clicks the newest button with this label, and waits for what it leads to.
func (v *visitor) press(label string) {
	v.Helper()
	v.until(`(() => { const all = [...document.querySelectorAll("main button, dialog[open] button")].filter(b => b.checkVisibility() && b.firstChild.textContent.trim() === ` + quoted(label) + `);
		document.querySelectorAll("[data-walk]").forEach(b => delete b.dataset.walk);
		if (all.length) all.at(-1).dataset.walk = "here"; return all.length })()`)
	v.js(`(window.answer = ` + shown + `?.id + ` + shown + `?.innerText, true)`)
	v.do(chromedp.Click(`[data-walk="here"]`))
	v.until(`document.querySelector("dialog[open] [data-form]") || ` + shown + `?.id + ` + shown + `?.innerText !== window.answer`)
}

// fill fills in the form that is open, sends it, and waits until it is gone. A field is named as in its address.
func (v *visitor) fill(fields ...string) {
	v.Helper()
	v.until(`document.querySelector("dialog[open] [data-form]")`)
	for i := 0; i+1 < len(fields); i += 2 {
		v.field(fields[i], fields[i+1])
	}
	v.send()
	v.until(`!document.querySelector("dialog").open || document.querySelector("dialog .error")`)
	if wrong := v.js(`[...document.querySelectorAll("dialog[open] .error")].map(e => e.innerText).join("; ")`); wrong != "" {
		v.Fatalf("the form says %s: %s", wrong, v.page())
	}
}

func (v *visitor) send() {
	v.Helper()
	v.do(chromedp.Click(`dialog[open] footer button`))
}

func (v *visitor) field(name, value string) {
	v.Helper()
	in := `dialog[open] [name="f.` + name + `"]`
	switch v.js(`(x => x.tagName + x.type)(document.querySelector(` + quoted(in) + `))`) {
	case "INPUTradio", "INPUTcheckbox":
		v.do(chromedp.Click(in + `[value="` + value + `"]`))
	case "SELECTselect-one":
		v.do(chromedp.SetValue(in, value))
	default:
		v.js(`(document.querySelector(` + quoted(in) + `).value = "")`)
		v.do(chromedp.SendKeys(in, value))
	}
}

// code reads the newest code on the page.
func (v *visitor) code() string {
	v.Helper()
	v.sees("They say to me")
	_, code, _ := strings.Cut(v.js(`[...document.body.innerText.matchAll(/join ([0-9A-Z-]{19})/g)].at(-1)[0]`), "join ")
	return code
}
