package main

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
)

// A link that a relationship manager makes signs in an account. Where that account takes part in something they do not
// lead, they get none: it would open that as well. One that was made before is not good any more.
func TestPrivacyOfLinksAcrossRelationships(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	sam := p.colleague(kim, "Sam Patel")
	kim.says("members link @sam")
	before := kim.linkIn("enter")
	p.guest().open(before).wants(200, "You sign in as Sam Patel")
	kim.says("new").press("/submit", "f.party", "Acme", "f.partner", "Cassini", "f.why", "Another one.", "f.person", "Kim Osei")
	sam.open(kim.linkIn("in")).press("/in").press("/in/join", "f.person", "Sam Patel").wants(200, "You have joined as a relationship manager of Cassini")
	kim.says("members link @sam for acme-borealis").wants(200, "has no account that a link of yours can open")
	eve := p.guest().open(before).wants(http.StatusGone, "This link does not sign you in").lacks("Sam Patel")
	if eve.open("/home"); eve.path != "/" {
		t.Error("whoever leads one relationship reads another")
	}
	kim.says("members link @kim for acme-borealis").wants(200, "Give this link to Kim Osei")
	p.guest().open(kim.linkIn("enter")).press("/enter").wants(200, "Acme × Cassini")
}

// Signing out everywhere ends the sessions of every account one has, and the links that wait to be used: it is what
// somebody is told to do when a link was made in their name.
func TestPrivacyOfSigningOutEverywhere(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	sam := p.colleague(kim, "Sam Patel")
	sam.says("account code")
	second := p.guest().open("/elsewhere").press("/elsewhere", "code", codeOn(sam)).wants(200, "are one person now")
	kim.says("members link @sam")
	link := kim.linkIn("enter")
	second.open("/account").press("/leave", "where", "everywhere").wants(200, "You are signed out.")
	if sam.open("/home"); sam.path != "/" {
		t.Error("the session of the other account goes on")
	}
	p.guest().open(link).wants(http.StatusGone, "This link does not sign you in").lacks("Sam Patel")
	kim.says("members link @sam")
	p.guest().open(kim.linkIn("enter")).press("/enter").wants(200, "Sam Patel")
}

// at once sends the same form from several browsers at the same time, and counts those that are in afterwards.
func (p *porch) atOnce(browsers []*guest, action string, values ...string) (in int) {
	p.Helper()
	var all sync.WaitGroup
	for _, g := range browsers {
		form := g.form(action)
		for i := 0; i < len(values); i += 2 {
			form.Set(values[i], values[i+1])
		}
		all.Go(func() { g.send(http.MethodPost, action, form) })
	}
	all.Wait()
	for _, g := range browsers {
		if g.open("/home"); g.path == "/home" {
			in++
		}
	}
	return in
}

// An invitation lets one in, and a link signs in once, however many use it at the same instant.
func TestPrivacyOfUsingALinkAtOnce(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	var joining, entering []*guest
	for range 6 {
		joining = append(joining, p.guest().open(kim.linkIn("in")).press("/in"))
	}
	if n := p.atOnce(joining, "/in/join", "f.person", "Dana Reyes"); n != 1 {
		t.Errorf("%d joined by one invitation", n)
	}
	p.colleague(kim, "Sam Patel")
	kim.says("members link @sam")
	for range 6 {
		entering = append(entering, p.guest().open(kim.linkIn("enter")))
	}
	if n := p.atOnce(entering, "/enter"); n != 1 {
		t.Errorf("%d signed in by one link", n)
	}
}

// An account of one side cannot become that of somebody on the other side, even where both want it.
func TestPrivacyOfSpeakingForTwoSides(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	dana := p.joins(kim.linkIn("in"), "Dana Reyes")
	kim.says("account code")
	dana.says("account "+codeOn(kim)).wants(200, "Nobody speaks for two sides")
	dana.open("/account").wants(200, "Your accounts").lacks("are one person now")
	dana.says("members add").wants(200, "joins for Borealis")
}

// A browser that is signed in may have lost the cookie of what it came for. A link it asks for is still good there alone.
func TestPrivacyOfLinksAskedForWhileSignedIn(t *testing.T) {
	p := openPorch(t, true)
	kim := p.hosts()
	kim.says("members add sam@acme.example member").wants(200, "A letter went to sam@acme.example.")
	_, link := p.next()
	p.joins(link, "Sam Patel").wants(200, "You have joined")
	eve := p.guest()
	eve.setCookie("collab-pass", kim.cookie("collab-pass"))
	token := eve.open("/direct").form("/say").Get("token")
	eve.send(http.MethodPost, "/letter", url.Values{"address": {"sam@acme.example"}, "token": {token}})
	_, link = p.next()
	p.guest().open(link).wants(http.StatusGone, "This link does not sign you in").lacks("Sam Patel")
}

// Forms in other shapes than our own pages send are not read, nor one of thousands of files.
func TestPrivacyOfStrangeForms(t *testing.T) {
	p := openPorch(t, false)
	kim := p.hosts()
	var body strings.Builder
	parts := multipart.NewWriter(&body)
	for name, values := range kim.open("/direct").form("/say") {
		_ = parts.WriteField(name, values[0])
	}
	for i := range 2000 {
		file, _ := parts.CreateFormFile(fmt.Sprint("file", i), "x.exe")
		_, _ = io.WriteString(file, "x")
	}
	_ = parts.Close()
	for kind, want := range map[string]int{parts.FormDataContentType(): http.StatusBadRequest, "text/plain": http.StatusForbidden, "application/json": http.StatusForbidden} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, p.at+"/say", strings.NewReader(body.String()))
		req.Header.Set("Content-Type", kind)
		res, err := kim.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d", kind, res.StatusCode)
		}
	}
}

// Nobody uses up the letters of somebody else: who asks for them from elsewhere has their own.
func TestPrivacyOfLettersAskedForByOthers(t *testing.T) {
	p := openPorch(t, true)
	p.variables = append(p.variables, "COLLAB_WEB_PROXIES=127.0.0.0/8")
	p.serve()
	ask := func(from string) *guest {
		g := p.guest()
		g.header.Set("X-Forwarded-For", from)
		return g.open("/").press("/letter", "address", "dana@borealis.example")
	}
	for range 3 {
		ask("203.0.113.7").wants(200, "Look into your mailbox")
	}
	for range 5 {
		ask("203.0.113.7").wants(http.StatusTooManyRequests, "Too many letters were asked for")
	}
	ask("198.51.100.9").wants(200, "Look into your mailbox")
	for i := range 20 {
		if g := ask(fmt.Sprintf("198.51.100.%d", 100+i)); (g.status == 200) != (i < 8) {
			t.Errorf("letter %d to one address: %d", i, g.status)
		}
	}
}

// A server that sends whatever its users want to whomever they name would be used for that.
func TestPrivacyOfLettersToStrangers(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	a, eve, kim := newAsked(), bot.AtDoor("eve"), bot.AtDoor("kim")
	sent := func(by bot.Account, to string) bool { return a.may(now, bot.Letter{By: by, To: to}) == nil }
	n := 0
	for i := range 200 {
		if sent(eve, fmt.Sprintf("stranger-%d@elsewhere.example", i)) {
			n++
		}
	}
	if n != mostByOne {
		t.Errorf("eve sent %d letters", n)
	}
	for i := range 10 {
		if ok := sent(kim, "dana@borealis.example"); ok != (i < mostToOne) {
			t.Errorf("letter %d to one address: %v", i, ok)
		}
	}
	if !sent(kim, "noor@borealis.example") || !sent(bot.Account{}, "dana@borealis.example") {
		t.Error("nobody else can send")
	}
	now = now.Add(byOneEvery)
	if !sent(eve, "friend@elsewhere.example") || sent(eve, "friend@elsewhere.example") {
		t.Error("after a while there is one more")
	}
	for i := range 100 {
		sent(bot.AtDoor(fmt.Sprint(i)), fmt.Sprintf("%d@elsewhere.example", i))
	}
	if sent(bot.AtDoor("another"), "x@elsewhere.example") {
		t.Error("all together sent without end")
	}
}

// Whoever sends a form from no session gets it back once, however often a field stands in it: one of a megabyte must not
// become a page of gigabytes.
func TestPrivacyOfFormsMadeToBeLarge(t *testing.T) {
	p := openPorch(t, false)
	in := url.Values{"token": {"x"}, "in": {"direct"}, "f.x": {strings.Repeat("y", 100_000)}}
	in.Set("form", `{"Fields":[{"Name":"x","Label":"Once"}`+strings.Repeat(`,{"Name":"x","Label":"More"}`, 200)+`]}`)
	guest := p.guest()
	guest.send(http.MethodPost, "/submit", in)
	guest.wants(http.StatusForbidden, "You are signed out")
	if len(guest.body) > 500_000 {
		t.Errorf("%d bytes came back", len(guest.body))
	}
}
