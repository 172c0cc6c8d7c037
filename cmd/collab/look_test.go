package main

import (
	"bytes"
	"os"
	"testing"
)

// TestLookAtTheDemo opens the pages of the demo with its history, wide and narrow, light and dark. Nothing may be wider
// than the window, of a conversation only the messages scroll, and every control has a name. Who sets COLLAB_SCREENSHOTS to a directory gets the pictures.
func TestLookAtTheDemo(t *testing.T) {
	v, _ := visit(t, false)
	v.be("dana")
	for _, shape := range []struct {
		name          string
		width, height int64
	}{{"1280", 1280, 900}, {"360", 360, 760}} {
		for _, scheme := range []string{"light", "dark"} {
			v.size(shape.width, shape.height, scheme)
			for _, page := range [][2]string{{"choose", "/"}, {"home", "/home"}, {"relationship", "/relationship/acme-borealis"}, {"channel", channel}, {"direct", "/direct"}} {
				v.open(page[1])
				v.fits()
				v.picture("demo-" + shape.name + "-" + scheme + "-" + page[0])
			}
			v.open("/home")
			v.press("Answer")
			v.fits()
			v.picture("demo-" + shape.name + "-" + scheme + "-form")
		}
	}
	v.whole("demo-1280-whole-relationship", "/relationship/acme-borealis")
	v.whole("demo-1280-whole-home", "/home")
}

// fits fails if the page is wider than its window, or a control has no name for whoever hears the page.
func (v *visitor) fits() {
	v.Helper()
	if v.js(`document.documentElement.scrollWidth > innerWidth`) == "true" {
		v.Errorf("%s scrolls sideways", v.js("location.pathname"))
	}
	if v.js(`document.querySelector("[data-log]") && document.documentElement.scrollHeight > innerHeight`) == "true" {
		v.Errorf("%s scrolls as a whole, not only its messages", v.js("location.pathname"))
	}
	if cut := v.js(`[...document.querySelectorAll("nav a, header a, header button, main button")].filter(x => x.checkVisibility()).filter(x => { const r = x.getBoundingClientRect();
		return r.left < 0 || r.right > innerWidth }).map(x => x.textContent.trim()).join("; ")`); cut != "" {
		v.Errorf("%s: cut off by the edge: %s", v.js("location.pathname"), cut)
	}
	if nameless := v.js(`[...document.querySelectorAll("button, a, input:not([type=hidden]), textarea, select")].filter(x =>
		!(x.labels?.length || x.textContent.trim() || x.ariaLabel)).map(x => x.outerHTML.slice(0, 80)).join("; ")`); nameless != "" {
		v.Errorf("%s: controls without a name: %s", v.js("location.pathname"), nameless)
	}
}

// whole takes a picture of a page from top to bottom.
func (v *visitor) whole(name, path string) {
	v.Helper()
	v.size(1280, 900, "light")
	v.open(path)
	v.size(1280, 2600, "light")
	v.picture(name)
}

// mostBytes is how large the picture of the README may be.
const mostBytes = 300_000

// TestPictureOfTheReadme checks that the picture is there and small; with -update it is taken anew:
//
//	go test ./cmd/collab -run PictureOfTheReadme -update
func TestPictureOfTheReadme(t *testing.T) {
	const path = "../../docs/demo.png"
	if *update {
		v, _ := visit(t, false)
		v.be("dana")
		v.open(channel)
		v.size(1280, 940, "light")
		v.js(`(document.querySelector("[data-log]").scrollTop = [...document.querySelectorAll("article.bot")].at(-1).offsetTop)`) // the check-in
		if err := os.WriteFile(path, v.picture("readme"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	png, err := os.ReadFile(path)
	if err != nil || len(png) > mostBytes || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("%d bytes: %v", len(png), err)
	}
}
