package main

import (
	"regexp"
	"testing"
)

// Whoever runs the server invites by letter: the address is the account, by which one signs in again.
func TestPrivacyOfAnInvitationByLetter(t *testing.T) {
	p := openPorch(t, true)
	if out := p.does("invite", "--mail=Lee@ACME.example", p.store("door.db")); !regexp.MustCompile(`^A letter with a link went to lee@acme.example\.`).MatchString(out) || regexp.MustCompile(`/in/`).MatchString(out) {
		t.Error(out)
	}
	to, link := p.next()
	if to != "lee@acme.example" {
		t.Errorf("the invitation went to %s", to)
	}
	p.guest().open(link).wants(200, "Whoever runs this server invites you to begin relationships here.") // a scanner is first
	lee := p.guest().open(link).wants(200, "It was sent to lee@acme.example")
	lee.press("/in").wants(200, "can begin relationships now")
	p.guest().open(link).wants(410, "This invitation cannot be used")
	lee.says("new").press("/submit", "f.party", "Acme", "f.partner", "Borealis", "f.why", "Fewer late trucks.", "f.person", "Lee Ito")
	lee.wants(200, "Give this code to one person at Borealis")
	lee.open("/home").press("/leave").wants(200, "You are signed out.")
	lee.open("/").press("/letter", "address", "lee@acme.example")
	_, link = p.next()
	lee.open(link).press("/enter").wants(200, "Lee Ito", "Acme × Borealis")
}

// A newcomer who is appointed is shown to the pages as well.
func TestAppointingOnThePages(t *testing.T) {
	p := openPorch(t, false)
	p.hosts()
	out := p.does("verify", p.store("door.db"))
	rel := regexp.MustCompile(`(?m)^(\S+)\tacme\t`).FindStringSubmatch(out)
	if rel == nil {
		t.Fatal(out)
	}
	out = p.does("appoint", rel[1], "acme", "--gone=p1", p.store("door.db"))
	link := regexp.MustCompile(regexp.QuoteMeta(p.at) + `(/in/\S+)\n`).FindStringSubmatch(out)
	if link == nil {
		t.Fatal(out)
	}
	p.guest().open(link[1]).wants(200, "Whoever runs this server asks you to.").press("/in").
		press("/in/join", "f.person", "Noor Haddad").wants(200, "Noor Haddad")
}

// Without a letter the link is printed, and whoever opens it may begin.
func TestInvitingToThePages(t *testing.T) {
	p := openPorch(t, false)
	out := p.does("invite", p.store("door.db"))
	link := regexp.MustCompile(`open this in a browser:\n\n    ` + regexp.QuoteMeta(p.at) + `(/in/\S+)\n`).FindStringSubmatch(out)
	if link == nil || regexp.MustCompile(`Slack`).MatchString(out) {
		t.Fatal(out)
	}
	p.guest().open(link[1]).press("/in").wants(200, "can begin relationships now")
	p.guest().open(link[1]).wants(410, "This invitation cannot be used")
	p.refuses([]string{"invite", "--mail=lee@acme.example", p.store("door.db")}, "COLLAB_SMTP_URL", "leave --mail out")
}

func TestInvitingAnAddressThatIsNone(t *testing.T) {
	p := openPorch(t, true)
	p.refuses([]string{"invite", "--mail=lee", p.store("door.db")}, "dana@example.org")
	p.variables = append(p.variables, "COLLAB_SMTP_URL=smtp://127.0.0.1:1")
	p.refuses([]string{"invite", "--mail=lee@acme.example", p.store("door.db")}, "the letter was not sent", "without --mail")
}
