package main

import (
	"net/http"
	"strings"
	"testing"
)

// hosts is kim of Acme, who came in by the link that was printed and began a relationship with Borealis.
func (p *porch) hosts() *guest {
	p.Helper()
	kim := p.guest().open(strings.TrimPrefix(p.out.wait(p.T, `(http://\S+/in/\S+)`), p.at))
	kim.wants(200, "Whoever runs this server invites you to begin relationships here.")
	kim.press("/in").wants(200, "can begin relationships now")
	kim.says("new").press("/submit", "f.party", "Acme", "f.partner", "Borealis", "f.why", "Fewer late trucks.", "f.person", "Kim Osei")
	return kim.wants(200, "Give this code to one person at Borealis").lacks("settings channel")
}

// joins is somebody who opens an invitation and joins by it.
func (p *porch) joins(link, name string) *guest {
	p.Helper()
	return p.guest().open(link).press("/in").press("/in/join", "f.person", name)
}

func TestPrivacyFromInvitationToSigningInAgain(t *testing.T) {
	p := openPorch(t, true)
	kim := p.hosts()
	kim.says("members invite Borealis Dana@BOREALIS.example").wants(200, "A letter went to dana@borealis.example.")
	to, link := p.next()
	if to != "dana@borealis.example" {
		t.Errorf("the invitation went to %s", to)
	}
	scanner := p.guest()
	for range 3 {
		scanner.send(http.MethodHead, link, nil)
		scanner.open(link).wants(200, "Kim Osei of Acme invites you to Acme × Borealis.").lacks("Fewer late trucks")
	}
	dana := p.guest().open(link)
	if dana.path != "/in" {
		t.Errorf("the code stays in the address: %s", dana.path)
	}
	dana.wants(200, "It was sent to dana@borealis.example").press("/in").wants(200, "Your name", "Every party: your name is shared")
	dana.press("/in/join", "f.person", "").wants(http.StatusUnprocessableEntity, "Please fill this in")
	dana.press("/in/join", "f.person", "Dana Reyes", "f.zone", "America/New_York").wants(200, "You have joined as a relationship manager of Borealis", "Dana Reyes")
	p.guest().open(link).wants(http.StatusGone, "This invitation cannot be used").lacks("Kim Osei", "Acme", "Dana")
	scanner.press("/in").wants(http.StatusGone, "This invitation cannot be used").lacks("Dana")
	kim.says("members").wants(200, "Dana Reyes")

	dana.open("/home").press("/leave").wants(200, "You are signed out.")
	dana.open("/home").lacks("Dana Reyes")
	dana.open("/").press("/letter", "address", "dana@borealis.example").wants(200, "If dana@borealis.example takes part here")
	_, link = p.next()
	p.guest().open(link).wants(http.StatusGone, "This link does not sign you in").lacks("Dana Reyes")
	dana.open(link).wants(200, "You sign in as Dana Reyes")
	before := dana.cookie("collab-errand")
	dana.press("/enter").wants(200, "Dana Reyes", "Acme × Borealis")
	if dana.cookie("collab-errand") == before || dana.cookie("collab-pass") == "" {
		t.Error("signing in left the browser as it was")
	}
	dana.open(link).wants(http.StatusGone, "This link does not sign you in")
}
