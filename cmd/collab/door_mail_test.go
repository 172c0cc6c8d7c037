package main

import (
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// TestDoorWithoutItsMailServer is a mail server that is down, refuses or is slow: whoever asks for a link is answered at
// once, whoever invites has one to pass on, and each letter comes once when the server takes letters again.
func TestDoorWithoutItsMailServer(t *testing.T) {
	p := openPorch(t, true)
	kim := p.hosts()
	kim.says("members invite Borealis dana@borealis.example")
	_, link := p.next()
	dana := p.joins(link, "Dana Reyes")

	p.mail.set(&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no Lee here"}, nil)
	kim.says("members add lee@acme.example member").wants(200, "The letter to lee@acme.example could not be sent: the mail server says that there is no such mailbox", "Give the code or the link yourself").lacks("no Lee here")
	hold := make(chan struct{})
	p.mail.set(nil, hold)
	dana.press("/leave").open("/").press("/letter", "address", "dana@borealis.example").wants(200, "Look into your mailbox")
	close(hold)
	dana.open(p.wayIn("dana@borealis.example")).press("/enter").wants(200, "Dana Reyes")

	p.mail.stop()
	kim.says("members add sam@acme.example member").wants(200, "The letter to sam@acme.example could not be sent: the mail server does not answer. Give the code or the link yourself")
	p.joins(kim.linkIn("in"), "Sam Patel").wants(200, "You have joined")
	dana.press("/leave").open("/").press("/letter", "address", "dana@borealis.example").wants(200, "Look into your mailbox")
	p.log.wait(t, `(a letter to sign in was not sent)`)
	p.mail.start(t)
	dana.open(p.wayIn("dana@borealis.example")).press("/enter").wants(200, "Dana Reyes")

	p.mail.stop()
	for days := 0; !p.log.says("could not tell somebody", 500*time.Millisecond); days++ {
		if days == 20 {
			t.Fatal("nothing was ever asked")
		}
		p.later(24 * time.Hour)
		p.serve()
	}
	before := p.posted()
	p.mail.start(t)
	p.later(2 * time.Minute)
	p.serve()
	if to, _ := p.next(); to != "dana@borealis.example" || p.posted() != before+1 {
		t.Errorf("%d letters, the last one to %s", p.posted()-before, to)
	}
	p.serve()
	if p.log.says(`"msg":"sent"`, 500*time.Millisecond) {
		t.Error("it is sent again")
	}
	dana.again("dana@borealis.example")
	dana.open("/direct").wants(200, "Check-in 1")
}

// set tells the mail server what to say of every recipient, and what to wait for first.
func (m *mailbox) set(says error, hold chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.says, m.hold = says, hold
}

// says reports whether a text is written within some time.
func (h *heard) says(text string, within time.Duration) bool {
	late := time.After(within)
	for {
		h.mu.Lock()
		found := strings.Contains(h.text.String(), text)
		if h.more == nil {
			h.more = make(chan struct{})
		}
		more := h.more
		h.mu.Unlock()
		if found {
			return true
		}
		select {
		case <-more:
		case <-late:
			return false
		}
	}
}
