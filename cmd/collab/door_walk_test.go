package main

import (
	"strings"
	"testing"
	"time"
)

// TestDoorWalkOfAPartnerWithoutChat is a partner with neither Slack nor Teams in a real browser, on a telephone: invited
// by letter, joins, answers a check-in, logs evidence, and signs in again. Agreeing minutes belongs at the end of it.
func TestDoorWalkOfAPartnerWithoutChat(t *testing.T) {
	ctx := chromium(t)
	p := openPorch(t, true)
	kim := p.hosts()
	kim.says("members invite Borealis dana@borealis.example").wants(200, "A letter went to dana@borealis.example.")
	_, link := p.next()
	p.guest().open(link) // a scanner is first
	v := &visitor{T: t, ctx: ctx, at: p.at, dir: t.TempDir()}
	v.size(360, 740, "dark")
	v.open(link)
	v.sees("Kim Osei of Acme invites you to Acme × Borealis.")
	if at := v.js(`location.pathname`); at != "/in" {
		t.Errorf("the code stays in the address: %s", at)
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
	v.sees("gate log")
	v.picture("door-05-evidence")
	for _, page := range []string{"/home", "/direct", "/settings", "/account", "/stored", "/relationship/acme-borealis"} {
		v.open(page)
		v.fits()
	}
	v.open("/account")
	v.js(`(document.querySelector("main form[action='/leave'] button").click(), true)`)
	v.sees("You are signed out.")
	v.picture("door-06-out")
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
	_, link := p.next()
	if !strings.HasPrefix(link, "/enter/") {
		_, link = p.next()
	}
	v.open(link)
	v.submits("/enter")
	v.until(`location.pathname !== "/enter"`)
	v.open("/home")
}
