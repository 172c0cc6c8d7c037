package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// What was sent after the session was over comes back without a script too, and is recorded when it is sent once more;
// by nobody else.
func TestPrivacyOfWhatWasSentTooLate(t *testing.T) {
	p := openPorch(t, true)
	kim := p.hosts()
	kim.says("members invite Borealis dana@borealis.example")
	_, link := p.next()
	dana := p.joins(link, "Dana Reyes")
	words, form := dana.open("/direct").form("/say"), dana.says("objective new").form("/submit")
	words.Set("text", "objective <b>&\nmore")
	form.Set("f.title", "Nobody waits at the gate")
	form.Set("f.good", "Not for longer than twenty minutes.")
	form.Set("f.category", "time")
	p.later(13 * time.Hour)
	dana.send(http.MethodPost, "/submit", form)
	dana.wants(http.StatusForbidden, "You are signed out, so nothing was recorded.", "What is to be reached", "Nobody waits at the gate", "sign in in another tab").lacks("Acme × Borealis")
	late := dana.form("/submit")
	dana.send(http.MethodPost, "/say", words)
	dana.wants(http.StatusForbidden, "You are signed out", "objective <b>&\nmore")

	dana.again("dana@borealis.example")
	dana.says("objective").lacks("Nobody waits at the gate")
	dana.send(http.MethodPost, "/submit", late)
	dana.wants(http.StatusForbidden, "You signed in again since this page was opened.", "Nobody waits at the gate")
	dana.press("/submit").wants(200, "Nobody waits at the gate")
	dana.send(http.MethodPost, "/say", words)
	dana.wants(http.StatusForbidden, "You signed in again", "objective <b>&\nmore").press("/say", "text", "status <b>").wants(200, "status <b>")

	dana.says("members add").press("/submit", "f.role", "member")
	sam := p.joins(dana.linkIn("in"), "Sam Patel").wants(200, "You have joined as a member of Borealis")
	sam.send(http.MethodPost, "/submit", late)
	sam.wants(http.StatusForbidden, "signed in with another account").lacks("Nobody waits at the gate")
	late.Set("token", strings.Repeat("A", 43))
	sam.send(http.MethodPost, "/say", late)
	sam.wants(http.StatusForbidden, "signed in with another account").lacks("Nobody waits")
}
