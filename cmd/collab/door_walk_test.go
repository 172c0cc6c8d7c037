package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
)

// TestDoorWalkOfAPartnerWithoutChat is a partner with neither Slack nor Teams in a real browser, on a telephone: invited
// by letter, joins, answers a check-in, logs evidence, takes part in a review until its minutes are agreed, and signs out.
// Whatever the browser complains of fails it: the pages ask for no script or style that their own policy forbids.
func TestDoorWalkOfAPartnerWithoutChat(t *testing.T) {
	p := openPorch(t, true)
	v := &visitor{T: t, ctx: chromium.Window(t), at: p.at}
	v.complains()
	v.size(360, 740, "dark")
	kim := p.hosts()
	kim.says("account add kim@acme.example")
	kim.says("account "+p.inLetter("kim@acme.example")).wants(200, "kim@acme.example and Web pages")
	kim.says("members invite Borealis dana@borealis.example").wants(200, "A letter went to dana@borealis.example.")
	_, link := p.next()
	p.guest().open(link) // a scanner is first
	v.joins(link)
	v.answersCheckIn(p)
	v.agreesMinutes(p, kim)
	for _, page := range []string{"/home", "/direct", "/settings", "/account", "/stored", "/relationship/acme-borealis"} {
		v.open(page)
		v.fits()
	}
	v.open("/account")
	v.js(`(document.querySelector("main form[action='/leave'] button").click(), true)`)
	v.sees("You are signed out.")
	v.picture("door-09-out")
}

// complains fails the test when the browser writes a fault into its log, such as a script or a style that is not let run.
func (v *visitor) complains() {
	v.Helper()
	err := chromedp.Listen(v.ctx, func(event any) {
		if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			v.Errorf("the browser says: %s %s", e.Entry.Text, e.Entry.URL)
		}
	})
	if err != nil {
		v.Fatal(err)
	}
}

// joins is Dana, from the link in her letter to her own pages.
func (v *visitor) joins(link string) {
	v.Helper()
	v.open(link)
	v.sees("Kim Osei of Acme invites you to Acme × Borealis.")
	if at := v.js(`location.pathname`); at != "/in" {
		v.Errorf("the code stays in the address: %s", at)
	}
	v.fits()
	v.picture("door-01-invited")
	v.submits("/in")
	v.until(`document.querySelector("input[name='f.person']")`)
	v.js(`(document.querySelector("input[name='f.person']").value = "Dana Reyes", true)`)
	v.fits()
	v.picture("door-02-join")
	v.submits("/in/join")
	v.sees("You have joined as a relationship manager of Borealis")
	v.fits()
	v.picture("door-03-home")
}

// answersCheckIn answers the first check-in, and logs evidence.
func (v *visitor) answersCheckIn(p *porch) {
	v.Helper()
	for range 9 { // the scheduler looks at the clock when it begins
		p.later(24 * time.Hour)
		p.serve()
		if v.again(p); v.js(`document.body.innerText.includes("Check-in 1")`) == "true" {
			break
		}
	}
	v.press("Answer")
	v.fill("confidence", "on track", "part", "Nothing owed.")
	v.sees("have answered")
	v.picture("door-04-answered")
	v.say("/direct", `evidence "gate log" https://example.org/log`)
	v.press("Share it")
	v.sees("Logged as evidence 1: gate log.")
	v.picture("door-05-evidence")
}

// agreesMinutes is the first review, which Dana prepares and in which she stands in for the sponsor Borealis does not
// have; Kim writes its minutes.
func (v *visitor) agreesMinutes(p *porch, kim *guest) {
	v.Helper()
	p.later(76 * 24 * time.Hour) // the pack comes two weeks before the quarter ends
	p.serve()
	kim.again("kim@acme.example")
	v.again(p)
	v.until(`document.body.innerText.includes("Answer the questions") || (location.reload(), false)`)
	v.press("Answer the questions")
	v.picture("door-06-questions")
	v.fill("projection", "yes")
	v.sees("Borealis answers 1 of 6 questions.")
	v.say("/direct", "review delegate @dana")
	v.sees("Dana Reyes stands in for the sponsor of Borealis")
	kim.says("review delegate @kim").wants(200, "Kim Osei stands in for the sponsor of Acme")

	p.later(14 * 24 * time.Hour)
	p.serve()
	v.again(p)
	v.say("/direct", "review held")
	v.fill()
	v.sees("Review 1 was held on")
	kim.again("kim@acme.example")
	kim.says("review minutes").press("/submit", "f.summary", "Trucks were late twice.").wants(200, "they hold once Borealis has agreed too")
	v.open("/home")
	v.press("Read the minutes")
	v.sees("Trucks were late twice.")
	v.fits()
	v.picture("door-07-minutes")
	v.press("Agree to the minutes")
	v.sees("Every party has agreed: the review is closed.")
	v.picture("door-08-agreed")
	kim.says("review").wants(200, "Agreed, Borealis", "Dana Reyes", "Trucks were late twice.")
}

// submits presses the first button of the form that is sent to an address.
func (v *visitor) submits(action string) {
	v.Helper()
	v.until(`document.querySelector("form[action='` + action + `'] button")`)
	v.js(`(document.querySelector("form[action='` + action + `'] button").click(), true)`)
}

// again signs in by letter when the session became too old.
func (v *visitor) again(p *porch) {
	v.Helper()
	v.open("/home")
	if v.js(`location.pathname`) != "/" {
		return
	}
	v.js(`(document.querySelector("#address").value = "dana@borealis.example", true)`)
	v.submits("/letter")
	v.sees("a letter with a link is on its way")
	v.open(p.wayIn("dana@borealis.example"))
	v.submits("/enter")
	v.until(`location.pathname !== "/enter"`)
	v.open("/home")
}

// again signs in by letter.
func (g *guest) again(address string) {
	g.Helper()
	g.open("/").press("/letter", "address", address)
	g.open(g.wayIn(address)).press("/enter").wants(200, "Acme × Borealis")
}

// wayIn waits for the newest link to sign in that was sent to an address and not used yet.
func (p *porch) wayIn(address string) string {
	p.Helper()
	for {
		p.next() // what was sent behind it meanwhile, such as a reminder, may be newer
		p.mail.mu.Lock()
		letters := slices.Clone(p.mail.letters)
		p.mail.mu.Unlock()
		for _, l := range slices.Backward(letters) {
			if link := p.linkIn(l); l.to == address && strings.HasPrefix(link, "/enter/") && !p.used[link] {
				p.used[link] = true
				return link
			}
		}
	}
}
