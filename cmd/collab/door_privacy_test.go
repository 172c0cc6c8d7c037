package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// colleague is somebody of Acme who has no address.
func (p *porch) colleague(kim *guest, name string) *guest {
	p.Helper()
	kim.says("members add").press("/submit", "f.role", "member")
	return p.joins(kim.linkIn("in"), name).wants(200, "You have joined as a member of Acme")
}

// A session ends with the membership, at the next request; also for a cookie that was copied before.
func TestPrivacyOfDoorSessions(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	sam := p.colleague(kim, "Sam Patel")
	copied := p.guest()
	copied.setCookie("collab-pass", sam.cookie("collab-pass"))
	copied.open("/home").wants(200, "Sam Patel")
	kim.says("members remove @sam").wants(200, "no longer takes part")
	for _, g := range []*guest{sam, copied} {
		for _, path := range []string{"/home", "/direct", "/settings", "/relationship/acme-borealis"} {
			if g.open(path); g.path != "/" || strings.Contains(g.body, "Sam Patel") || strings.Contains(g.body, "Borealis") {
				t.Errorf("%s leads to %s: %s", path, g.path, bodyOf(g.body))
			}
		}
	}
}

func TestPrivacyOfSigningOut(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	here, there := kim.cookie("collab-pass"), p.guest()
	kim.says("account code")
	there.open("/elsewhere").press("/elsewhere", "code", codeOn(kim)).wants(200, "are one person now")
	stolen := p.guest()
	stolen.setCookie("collab-pass", here)
	kim.press("/leave")
	if stolen.open("/home"); stolen.path != "/" {
		t.Error("a session goes on after signing out")
	}
	again := p.guest()
	again.setCookie("collab-pass", there.cookie("collab-pass"))
	again.open("/home").wants(200, "Kim Osei")
	there.open("/account").wants(200, "Sign out everywhere").press("/leave", "where", "everywhere")
	if again.open("/home"); again.path != "/" {
		t.Error("a session goes on after signing out everywhere")
	}
}

var codeShown = regexp.MustCompile(`account ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})`)

func codeOn(g *guest) string {
	g.Helper()
	found := codeShown.FindAllStringSubmatch(g.body, -1)
	if found == nil {
		g.Fatalf("no code: %s", bodyOf(g.body))
	}
	return found[len(found)-1][1]
}

// Forged, cut and replayed cookies are nobody's.
func TestPrivacyOfForgedPasses(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	pass, errand := kim.cookie("collab-pass"), kim.cookie("collab-errand")
	for _, value := range []string{"", "x", pass[:len(pass)-1], pass + "A", errand, strings.ToUpper(pass)} {
		g := p.guest()
		g.setCookie("collab-pass", value)
		if g.open("/home"); g.path != "/" {
			t.Errorf("%q is let in", value)
		}
	}
	text, mac, _ := strings.Cut(errand, ".")
	for _, value := range []string{text + "." + mac[:len(mac)-2] + "AA", text + "x." + mac, text} {
		g := p.guest()
		g.setCookie("collab-errand", value)
		if g.open("/"); g.cookie("collab-errand") == value {
			t.Errorf("an errand of somebody else's making is kept: %q", value)
		}
	}
}

// A session that was there before signing in is not the one afterwards: who set the cookie of somebody else's browser
// gains nothing.
func TestPrivacyOfFixedSessions(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	kim.says("members add").press("/submit", "f.role", "member")
	eve, sam := p.guest().open("/"), p.guest()
	sam.setCookie("collab-errand", eve.cookie("collab-errand"))
	sam.setCookie("collab-pass", "of eve's choosing")
	sam.open(kim.linkIn("in")).press("/in").press("/in/join", "f.person", "Sam Patel").wants(200, "You have joined")
	if sam.cookie("collab-pass") == "of eve's choosing" || sam.cookie("collab-errand") == eve.cookie("collab-errand") {
		t.Error("the session is one that was there before")
	}
	if eve.open("/home"); eve.path != "/" {
		t.Error("eve is in")
	}
}

// An invitation can be passed on, so it signs in nobody who takes part already.
func TestPrivacyOfInvitationsPassedOn(t *testing.T) {
	p := openPorch(t, true)
	kim := p.hosts()
	kim.says("members add sam@acme.example member").wants(200, "A letter went to sam@acme.example.")
	_, link := p.next()
	p.joins(link, "Sam Patel").wants(200, "You have joined")
	kim.says("new").press("/submit", "f.party", "Acme", "f.partner", "Cassini", "f.why", "Another one.", "f.person", "Kim Osei")
	kim.says("members add sam@acme.example member for acme-cassini").wants(200, "A letter went to sam@acme.example.")
	_, link = p.next()
	eve := p.guest().open(link).press("/in").wants(http.StatusConflict, "Sign in first")
	if eve.cookie("collab-pass") != "" || eve.open("/home").path != "/" {
		t.Error("whoever the letter was passed on to is signed in")
	}
	sam := p.guest().open(link).press("/in").press("/letter", "address", "sam@acme.example")
	to, way := p.next()
	if to != "sam@acme.example" {
		t.Errorf("the link that signs sam in went to %s", to)
	}
	sam.open(way).press("/enter").wants(200, "invites you to Acme × Cassini", "You accept it as Sam Patel")
	sam.press("/in").press("/in/join", "f.person", "Sam Patel").wants(200, "You have joined")
}

// The address an invitation was sent to is proved by the letter alone: the link that is shown to whoever invites does not
// make them its owner.
func TestPrivacyOfTheLinkThatIsShown(t *testing.T) {
	p := openPorch(t, true)
	kim := p.hosts()
	kim.says("members invite Borealis dana@borealis.example")
	_, letters := p.next()
	shown := kim.linkIn("in")
	if shown == letters {
		t.Error("the letter's link is shown to whoever invites")
	}
	p.guest().open(shown).wants(200, "Kim Osei of Acme invites you").lacks("dana@borealis.example")
	noor := p.joins(shown, "Noor Haddad").wants(200, "You have joined as a relationship manager of Borealis")
	p.guest().open(letters).wants(http.StatusGone, "This invitation cannot be used")
	noor.open("/account").wants(200, "Web pages").lacks("dana@borealis.example")
	before := p.posted()
	p.guest().open("/").press("/letter", "address", "dana@borealis.example").wants(200, "If dana@borealis.example takes part here")
	p.guest().open("/").press("/letter", "address", "nobody@nowhere.example").wants(200, "If nobody@nowhere.example takes part here")
	kim.says("members add sam@acme.example member").wants(200, "A letter went to sam@acme.example.")
	to, link := p.next()
	p.joins(link, "Sam Patel")
	p.guest().open("/").press("/letter", "address", "sam@acme.example").wants(200, "If sam@acme.example takes part here")
	if again, _ := p.next(); to != "sam@acme.example" || again != to || p.posted() != before+2 { // letters go in their order
		t.Error("a letter goes to an address that takes part in nothing")
	}
}

// A relationship manager can let their own people in, and they hear of it: nobody acts in another's name unseen.
func TestPrivacyOfLinksMadeForOthers(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	dana := p.joins(kim.linkIn("in"), "Dana Reyes")
	sam := p.colleague(kim, "Sam Patel")
	const made = "made a link by which one signs in as you"
	kim.says("members link @dana").wants(200, "I don't know \"@dana\" here").lacks("/enter/")
	sam.says("members link @kim").wants(200, "Only a relationship manager can").lacks("/enter/")
	kim.says("members link @sam").wants(200, "whoever opens it acts in their name")
	link := kim.linkIn("enter")
	sam.open("/direct").wants(200, "Kim Osei "+made)
	dana.open("/direct").lacks(made)
	scanner := p.guest()
	scanner.send(http.MethodHead, link, nil)
	elsewhere := p.guest().open(link).wants(200, "You sign in as Sam Patel.", "Kim Osei made this link for you")
	elsewhere.press("/enter").wants(200, "Kim Osei "+made)
	if n := strings.Count(elsewhere.body, made); n != 1 {
		t.Errorf("told %d times", n)
	}
	p.guest().open(link).wants(http.StatusGone, "This link does not sign you in").lacks("Sam Patel")
	kim.says("members link @kim")
	own := kim.linkIn("enter")
	p.guest().open(own).press("/enter").wants(200, "Kim Osei "+made)
	kim.open("/direct")
	if n := strings.Count(kim.body, made); n != 1 {
		t.Errorf("kim is told of %d links", n)
	}
	kim.says("members link @sam")
	late := kim.linkIn("enter")
	open := p.guest().open(late)
	p.later(16 * time.Minute)
	open.press("/enter").wants(http.StatusGone, "does not sign you in")
	open.open(late).wants(200, "You sign in as Sam Patel.")
	p.later(3 * 24 * time.Hour)
	open.open(late).wants(http.StatusGone, "does not sign you in")
	p.colleagueless(kim)
}

// colleagueless is kim after a pause: her session is too old.
func (p *porch) colleagueless(kim *guest) {
	p.Helper()
	if kim.open("/home"); kim.path != "/" {
		p.Error("a session goes on though nothing was done in it for three days")
	}
}

// An account is joined by whoever has both, and each is shown what is theirs alone.
func TestPrivacyOfAccounts(t *testing.T) {
	p := openPorch(t, true)
	kim := p.hosts()
	sam := p.colleague(kim, "Sam Patel")
	kim.says("account add kim@acme.example").wants(200, "A letter went to kim@acme.example.")
	code := p.inLetter("kim@acme.example")
	sam.says("account "+code).wants(200, "This code is not good")
	kim.says("account "+code).wants(200, "kim@acme.example and Web pages")
	kim.open("/account").wants(200, "kim@acme.example")
	sam.open("/account").wants(200, "Your accounts").lacks("kim@acme.example")
	kim.says("account code")
	joined := codeOn(kim)
	other := p.guest().open("/elsewhere").press("/elsewhere", "code", strings.ToLower(joined)).wants(200, "are one person now", "Kim Osei")
	kim.open("/direct").wants(200, "was joined to your account")
	p.guest().open("/elsewhere").press("/elsewhere", "code", joined).wants(http.StatusUnprocessableEntity, "This code is not good", joined)
	other.says("account remove mail/-/kim@acme.example").wants(200, "was taken away")
	other.open("/account").lacks("kim@acme.example")
	kim.says("account code")
	late := codeOn(kim)
	p.later(16 * time.Minute)
	p.guest().open("/elsewhere").press("/elsewhere", "code", late).wants(http.StatusUnprocessableEntity, "This code is not good")
}

// inLetter waits for a letter to an address, and returns the code that is to be typed.
func (p *porch) inLetter(to string) string {
	p.Helper()
	<-p.mail.more
	p.mail.mu.Lock()
	defer p.mail.mu.Unlock()
	l := p.mail.letters[len(p.mail.letters)-1]
	code := codeShown.FindStringSubmatch(strings.ReplaceAll(l.raw, "=\r\n", ""))
	if l.to != to || code == nil {
		p.Fatalf("to %s: %s", l.to, l.raw)
	}
	return code[1]
}
