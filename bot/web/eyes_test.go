package web

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"collab/trial"
)

// patience is how long something may take to be seen, on a machine that has much else to do.
const patience = 90 * time.Second

func TestMain(m *testing.M) {
	code := m.Run()
	chromium.Close()
	os.Exit(code)
}

// chromium is the browser of all tests here.
var chromium trial.Browser

// eyes looks at pages: it walks with the keyboard, measures and takes pictures.
type eyes struct {
	*testing.T
	ctx  context.Context
	room *room
}

func (e eyes) do(steps ...chromedp.Action[chromedp.Void]) {
	e.Helper()
	run(e, chromedp.Steps(steps...))
}

// run does one thing in the browser; if it fails, the test ends and says what the page showed.
func run[T any](e eyes, a chromedp.Action[T]) T {
	e.Helper()
	ctx, cancel := context.WithTimeout(e.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, a)
	if err != nil {
		seen, _ := chromedp.Run(e.ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.body.innerText`))
		e.Fatalf("%v on %s", err, seen)
	}
	return out
}

func (e eyes) js(expression string) string {
	e.Helper()
	return run(e, chromedp.Evaluate[string]("String("+expression+")"))
}

// tabTo presses Tab until the focus is on what the selector names.
func (e eyes) tabTo(selector string) {
	e.Helper()
	for range 60 {
		e.do(chromedp.KeyEvent(kb.Tab))
		if e.js(`document.activeElement.matches(`+"`"+selector+"`"+`)`) == "true" {
			return
		}
	}
	e.Fatalf("the keyboard does not reach %s", selector)
}

// until waits for a condition, across pages too: one that is left while waiting is waited for on the next.
func (e eyes) until(condition string) {
	e.Helper()
	ctx, cancel := context.WithTimeout(e.ctx, patience)
	defer cancel()
	wait := `new Promise(done => { const look = () => (` + condition + `) ? done("yes") : setTimeout(look, 20); look() })`
	for {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[string](wait, chromedp.EvalAwaitPromise))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			e.Fatalf("never: %s on %s", condition, e.js(`location.pathname + "\n" + document.body.innerText`))
		}
	}
}

func (e eyes) open(path string) {
	e.Helper()
	e.do(chromedp.Navigate(e.room.URL+path), chromedp.WaitReady("body"))
}

func (e eyes) size(width, height int64, scheme string) {
	e.Helper()
	e.do(chromedp.EmulateViewport(width, height))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(e.ctx, emulation.SetEmulatedMedia, media); err != nil {
		e.Fatal(err)
	}
}

func (e eyes) picture(name string) {
	e.Helper()
	png := run(e, chromedp.CaptureScreenshot())
	trial.Keep(e.T, name, png)
}

// narrow fails if the page is wider than its window.
func (e eyes) narrow() {
	e.Helper()
	if wide := e.js(`document.documentElement.scrollWidth > innerWidth`); wide == "true" {
		e.Errorf("%s scrolls sideways: %s", e.js(`location.pathname`), e.js(`[...document.querySelectorAll("main *")].filter(x => x.getBoundingClientRect().right > innerWidth + 1).map(x => x.className || x.tagName).join(" ")`))
	}
}

// contrast lists the texts whose colour is too close to what is behind them (WCAG 2.2, 1.4.3: 4.5 to 1).
const contrast = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const over = (colours) => { canvas.fillStyle = "#fff"; canvas.fillRect(0, 0, 1, 1); for (const c of colours) { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); } return canvas.getImageData(0, 0, 1, 1).data; };
  const light = (d) => [0.2126, 0.7152, 0.0722].reduce((sum, k, i) => { const v = d[i] / 255; return sum + k * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); }, 0);
  const bad = [];
  for (const x of document.querySelectorAll("body *")) {
    if (![...x.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !x.checkVisibility() || x.closest(".hidden, .skip, dialog:not([open])")) continue;
    const grounds = [];
    for (let up = x; up; up = up.parentElement) grounds.unshift(getComputedStyle(up).backgroundColor);
    const ink = x.ownerSVGElement ? getComputedStyle(x).fill : getComputedStyle(x).color;
    const a = light(over([...grounds, ink])), b = light(over(grounds));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(ratio.toFixed(2) + " " + x.textContent.trim().slice(0, 40));
  }
  return bad.join("; ");
})()`

func (e eyes) readable(what string) {
	e.Helper()
	if bad := e.js(contrast); bad != "" {
		e.Errorf("%s: hard to read: %s", what, bad)
	}
}

// named fails if a control has no name for whoever hears the page.
func (e eyes) named(what string) {
	e.Helper()
	nameless := e.js(`[...document.querySelectorAll("button, a, input:not([type=hidden]), textarea, select")].filter(x =>
		!(x.labels?.length || x.textContent.trim() || x.ariaLabel)).map(x => x.outerHTML.slice(0, 80)).join("; ")`)
	if nameless != "" {
		e.Errorf("%s: controls without a name: %s", what, nameless)
	}
}

func (e eyes) be(p Person) {
	e.Helper()
	e.open("/")
	e.do(chromedp.Click(`.person[value="` + p.Account.String() + `"]`))
	e.until(`location.pathname === "/home" && document.readyState === "complete"`) // its script has begun
}

func (e eyes) look(name string) {
	e.Helper()
	e.narrow()
	e.readable(name)
	e.named(name)
	e.picture(name)
}
