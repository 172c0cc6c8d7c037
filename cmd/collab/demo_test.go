package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot/play"
	"collab/bot/web"
	"collab/relationship"
	"collab/store"
)

// browser is somebody at the demo's pages.
type browser struct {
	*testing.T
	client *http.Client
	at     string
}

func (b *browser) read(res *http.Response, err error) string {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s\n%s", res.Request.URL, res.Status, body)
	}
	return string(body)
}

func (b *browser) open(path string) string {
	b.Helper()
	return b.read(b.client.Get(b.at + path))
}

var hiddenField = regexp.MustCompile(`name="(token|nonce|in)" value="([^"]*)"`)

// post sends the first form of a page with further values.
func (b *browser) post(page, path string, values url.Values) string {
	b.Helper()
	for _, f := range hiddenField.FindAllStringSubmatch(page, -1) {
		if !values.Has(f[1]) {
			values.Set(f[1], f[2])
		}
	}
	return b.read(b.client.PostForm(b.at+path, values))
}

func (d *desk) demo() (b *browser, stop func()) {
	d.Helper()
	stop = d.start("demo", "--listen=127.0.0.1:0", d.store("demo.db"))
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.Fatal(err)
	}
	return &browser{d.T, &http.Client{Jar: jar}, d.out.wait(d.T, `(http://127\.0\.0\.1:\d+)`)}, stop
}

func TestDemoIsUsableAndContinuesWhereItStopped(t *testing.T) {
	d := sit(t)
	began := time.Now()
	b, stop := d.demo()
	front := b.open("/")
	t.Logf("usable after %v", time.Since(began).Round(time.Millisecond))
	home := b.post(front, "/be", url.Values{"account": {"web/demo/kim"}})
	for _, want := range []string{"Kim Osei", "#acme-team", "Acme × Borealis"} {
		if !strings.Contains(home, want) {
			t.Errorf("home does not show %s", want)
		}
	}
	if strings.Contains(home, "#borealis-team") {
		t.Error("kim is let into the channel of the other side")
	}
	if page := b.open("/relationship/acme-borealis"); !strings.Contains(page, "The newest entries") {
		t.Error(page)
	}
	moved := b.post(home, "/clock", url.Values{"step": {"weeks"}})
	if !strings.Contains(moved, "shared record") && !strings.Contains(moved, "opened") {
		t.Errorf("the clock says nothing: %s", moved)
	}
	talk := b.post(b.open("/channel/acme-borealis"), "/say", url.Values{"text": {"See you on Thursday."}})
	if !strings.Contains(talk, "See you on Thursday.") {
		t.Error(talk)
	}
	stop()
	restarted := time.Now()
	again, _ := d.demo()
	b.at = again.at // the same browser: its session is still good
	if page := b.open("/channel/acme-borealis"); !strings.Contains(page, "See you on Thursday.") {
		t.Errorf("what was said is gone, or the session: %s", page)
	}
	t.Logf("usable again after %v", time.Since(restarted).Round(time.Millisecond))
	if strings.Contains(d.out.String(), "takes a few seconds") {
		t.Error("the history was made again")
	}
}

func TestDemoKeepsItsClock(t *testing.T) {
	d := sit(t)
	d.lived()
	b, stop := d.demo()
	b.post(b.post(b.open("/"), "/be", url.Values{"account": {"web/demo/dana"}}), "/clock", url.Values{"step": {"weeks"}})
	stop()
	s, err := store.Open("bolt:"+d.path("demo.db"), store.Options{Mark: store.Demo})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if ahead := s.Offset(); ahead < 13*24*time.Hour {
		t.Errorf("the clock is %v ahead", ahead)
	}
}

func TestPrivacyOfDemoChannels(t *testing.T) {
	script, err := play.Parse("demo.txt", demoPlay)
	if err != nil {
		t.Fatal(err)
	}
	d := sit(t)
	d.lived()
	s, err := store.Open("bolt:"+d.path("demo.db"), store.Options{Mark: store.Demo})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if ahead := time.Until(s.Now()); ahead > 7*24*time.Hour {
		t.Errorf("the history ends %v after today", ahead)
	}
	c := &console{store: s, script: script}
	people, err := c.people()
	if err != nil || len(people) != 6 {
		t.Fatal(people, err)
	}
	for _, p := range people {
		if p.Party == "" || p.Role == "" || p.Zone == "" {
			t.Errorf("%+v", p)
		}
	}
	if err := c.joint(s.Relationships()[0], func(v relationship.View) {
		if v.Party != "" {
			t.Errorf("the header is drawn for %s", v.Party)
		}
	}); err != nil {
		t.Fatal(err)
	}
	talk, err := c.said(t.Context(), "web/demo/acme-borealis", 0)
	if err != nil || !slices.ContainsFunc(talk, func(one web.Said) bool { return one.To == people[0].Account }) {
		t.Errorf("no answer in the channel is kim's alone: %v", err)
	}
	for _, ch := range c.channels(people) {
		want := 1
		if ch.Title == "#acme-borealis" {
			want = 2
		}
		if len(ch.Parties) != want {
			t.Errorf("%s is open to %v", ch.Title, ch.Parties)
		}
	}
}

func TestInterruptedHistoryLeavesNoDemo(t *testing.T) {
	d := sit(t)
	script, err := play.Parse("broken.txt", "the clock starts at 2026-03-02 09:00 Europe/London\nperson kim \"Kim\" of Acme in UTC\nkim presses \"Nothing\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := makeHistory(t.Context(), script, d.path("demo.db"), time.Now()); err == nil {
		t.Fatal("it was made")
	}
	if left, err := os.ReadDir(d.dir); err != nil || len(left) != 0 {
		t.Error(left, err)
	}
}

func TestDemoRefuses(t *testing.T) {
	d := sit(t)
	d.refuses([]string{"demo", "--listen=0.0.0.0:8080"}, "0.0.0.0:8080 is not an address on this machine")
	d.record("live.db", store.Live, 1)
	d.refuses([]string{"demo", "--listen=127.0.0.1:0", d.store("live.db")}, "live record", "--store")
}

func TestNextFreePort(t *testing.T) {
	first, err := listenHere("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := listenHere(first.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if first.Addr().String() == second.Addr().String() {
		t.Error(first.Addr())
	}
}

func TestWhatHappenedInSentences(t *testing.T) {
	entries := []relationship.Mention{{Kind: "check-in opened", Things: []string{"check-in 3"}}, {Kind: "objective confirmed", Things: []string{"objective 2"}}, {Kind: "relationship paused"}}
	if got := told(entries); got != "Check-in 3 opened. Objective 2 confirmed. Relationship paused." {
		t.Error(got)
	}
	if got := told(append(entries, entries...)); !strings.HasSuffix(got, "And 2 more.") {
		t.Error(got)
	}
}
