package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// another is a second browser, which knows nothing of the first, in the same process.
func (v *visitor) another(width, height int64, scheme string) *visitor {
	return v.tab(chromedp.WithNewBrowserContext(), width, height, scheme)
}

// second is another tab of the same browser.
func (v *visitor) second() *visitor {
	own := chromedp.WithExistingBrowserContext(chromedp.FromContext(v.ctx).BrowserContextID)
	return v.tab(own, 360, 740, "light")
}

func (v *visitor) tab(of chromedp.ContextOption, width, height int64, scheme string) *visitor {
	v.Helper()
	ctx, done := chromedp.NewContext(v.ctx, of)
	v.Cleanup(done)
	if err := chromedp.Do(ctx); err != nil {
		v.Fatal(err)
	}
	w := &visitor{T: v.T, ctx: ctx, at: v.at}
	w.complains()
	w.size(width, height, scheme)
	return w
}

// warned keeps what the page warns of in a window of its own, and closes that.
func (v *visitor) warned() (said chan string) {
	v.Helper()
	said = make(chan string, 10)
	err := chromedp.Listen(v.ctx, func(event any) {
		if e, ok := event.(*page.EventJavascriptDialogOpening); ok {
			said <- e.Message
			go chromedp.Call(v.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}
	})
	if err != nil {
		v.Fatal(err)
	}
	return said
}

// reads is all that a page says.
func (v *visitor) reads(path string) string {
	v.Helper()
	v.open(path)
	v.fits()
	return v.js(`document.querySelector("main").innerText`)
}

// like fails unless a link says exactly what one says that nobody ever made.
func (v *visitor) like(picture, link, unknown string) {
	v.Helper()
	kind, _, _ := strings.Cut(link[1:], "/")
	never := v.reads("/" + kind + "/0000-0000-0000-0000")
	if seen := v.reads(link); seen != never || !strings.Contains(seen, unknown) || !strings.Contains(seen, "Nothing was changed") {
		v.Errorf("%s\nreads\n%s\nand not\n%s", link, seen, never)
	}
	v.picture(picture)
}

// shapes takes pictures of the page in every size and colour, each of which it has to fit.
func (v *visitor) shapes(name string) {
	v.Helper()
	for _, width := range []int64{1280, 360} {
		for _, scheme := range []string{"light", "dark"} {
			v.size(width, 740, scheme)
			v.fits()
			v.picture("misuse-" + name + "-" + map[int64]string{360: "360", 1280: "1280"}[width] + "-" + scheme)
		}
	}
}

// tampered is a link with another letter in its code.
func tampered(link string) string {
	other := "7"
	if strings.HasSuffix(link, other) {
		other = "8"
	}
	return link[:len(link)-1] + other
}

const (
	notInvited = "This invitation cannot be used"
	notIn      = "This link does not sign you in"
)

// TestMisuseOfTheDoor is a link that is opened by a scanner first, then used late, twice, by somebody else, or with another
// letter in it, in real browsers. Whoever tries is told what to do, and nothing that a link which never was would not say.
func TestMisuseOfTheDoor(t *testing.T) {
	p := openPorch(t, true)
	dana := &visitor{T: t, ctx: chromium.Window(t), at: p.at}
	dana.complains()
	dana.size(360, 740, "dark")
	eve := dana.another(1280, 900, "light")
	kim := p.hosts()
	kim.says("members invite Borealis dana@borealis.example").wants(200, "A letter went to dana@borealis.example.")
	_, invitation := p.next()
	p.scanned(invitation)
	eve.like("misuse-tampered-invitation", tampered(invitation), notInvited)
	dana.open(invitation)
	dana.shapes("invited")
	dana.joins(invitation)
	eve.like("misuse-invitation-of-another", invitation, notInvited)
	dana.like("misuse-invitation-twice", invitation, notInvited)

	dana.leaves("main form[action='/leave'] button")
	dana.shapes("door")
	way := dana.asksForLetter(p)
	dana.shapes("letter")
	p.scanned(way)
	eve.like("misuse-link-of-another", way, notIn)
	dana.like("misuse-tampered-link", tampered(way), notIn)
	dana.open(way)
	dana.shapes("enter")
	dana.enters()
	eve.like("misuse-link-of-another-used", way, notIn)
	dana.reads(way)
	dana.sees("You are signed in as Dana Reyes")
	dana.shapes("link-twice")
	dana.leaves("main form[action='/leave'] button")
	dana.like("misuse-link-twice", way, notIn)
	late := dana.asksForLetter(p)
	dana.open(late)
	dana.sees("You sign in as Dana Reyes")
	p.later(16 * time.Minute)
	dana.submits("/enter")
	dana.sees(notIn)
	dana.like("misuse-link-late", late, notIn)
	kim.says("members add sam@acme.example member").wants(200, "A letter went to sam@acme.example.")
	_, invitation = p.next()
	p.later(15 * 24 * time.Hour)
	eve.like("misuse-invitation-late", invitation, notInvited)
	eve.open("/in/" + strings.Repeat("%20x", 300))
	eve.sees(notInvited)
}

// scanned is a link that a machine looks at before anybody else does.
func (p *porch) scanned(link string) {
	p.Helper()
	scanner := p.guest()
	for range 2 {
		scanner.send(http.MethodHead, link, nil)
		scanner.open(link).lacks("Dana Reyes")
	}
}

// leaves signs out, and sees that it is so.
func (v *visitor) leaves(button string) {
	v.Helper()
	v.open("/account")
	v.js(`(document.querySelector("` + button + `").click(), true)`)
	v.sees("You are signed out.")
}

// asksForLetter asks for a link, by the keyboard alone, and returns it.
func (v *visitor) asksForLetter(p *porch) (link string) {
	v.Helper()
	v.open("/")
	v.tabTo("#address")
	v.do(chromedp.SendKeys("#address", "dana@borealis.example"), chromedp.KeyEvent(kb.Enter))
	v.sees("a letter with a link is on its way")
	return p.wayIn("dana@borealis.example")
}

// enters presses the button of a link that was opened, by the keyboard alone.
func (v *visitor) enters() {
	v.Helper()
	v.tabTo("form[action='/enter'] button")
	v.do(chromedp.KeyEvent(kb.Enter))
	v.until(`location.pathname !== "/enter" && document.readyState === "complete"`)
}

// tabTo presses Tab until the focus is on what the selector names, where it has to be seen.
func (v *visitor) tabTo(selector string) {
	v.Helper()
	for range 40 {
		v.do(chromedp.KeyEvent(kb.Tab))
		if v.js(`document.activeElement.matches("`+selector+`")`) == "true" {
			if v.js(`getComputedStyle(document.activeElement).outlineStyle`) == "none" {
				v.Errorf("%s has the focus, and nobody sees it", selector)
			}
			return
		}
	}
	v.Fatalf("the keyboard does not reach %s on %s", selector, v.page())
}

// TestDraftAtTheDoor is Dana, who writes into a form and into the conversation while her session ends elsewhere: she is told,
// loses no word, signs in again in another tab, and sends both from where she wrote them.
func TestDraftAtTheDoor(t *testing.T) {
	p := openPorch(t, true)
	start := &visitor{T: t, ctx: chromium.Window(t), at: p.at}
	dana := start.another(360, 740, "light")
	warned := dana.warned()
	kim := p.hosts()
	kim.says("members invite Borealis dana@borealis.example").wants(200, "A letter went to dana@borealis.example.")
	_, invitation := p.next()
	dana.joins(invitation)
	dana.open("/direct")
	dana.say("/direct", "objective new")
	dana.field("title", "Nobody waits at the gate")
	dana.field("good", "Not for longer than twenty minutes.")
	dana.field("category", "time")
	talk := dana.second()
	talk.open("/direct")
	talk.do(chromedp.Click("#text"), chromedp.SendKeys("#text", `evidence "gate log" https://example.org/log`))
	elsewhere := start.another(1280, 900, "dark")
	elsewhere.open(elsewhere.asksForLetter(p))
	elsewhere.enters()
	elsewhere.leaves("main form[action='/leave'] button[value='everywhere']")

	talk.sees("You are signed out here. What you typed still stands")
	talk.fits()
	talk.picture("draft-01-gone")
	dana.send()
	dana.told(warned, "You are signed out, so nothing was recorded.")
	dana.picture("draft-02-kept")
	again := dana.second()
	again.open(again.asksForLetter(p))
	again.enters()
	dana.fill()
	dana.sees("Nobody waits at the gate")
	talk.do(chromedp.Click("#text"), chromedp.KeyEvent(kb.Enter))
	talk.sees("Share it")
	kim.says("objective").wants(200, "Nobody waits at the gate")
}

// told waits for a warning.
func (v *visitor) told(warned chan string, want string) {
	v.Helper()
	select {
	case said := <-warned:
		if !strings.Contains(said, want) {
			v.Errorf("the page warns: %s", said)
		}
	case <-time.After(patience):
		v.Fatalf("never warned of %s: %s", want, v.page())
	}
}
