package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/teams"
	"collab/config"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
	"collab/trial/botframework"
)

func TestServeAnswersTeamsAndStops(t *testing.T) {
	d, r := sit(t), newRedmond(t)
	d.variables = append(d.variables, r.variables()...)
	stop := d.start("serve", "--listen=127.0.0.1:0", "--operator=Acme IT", d.store("collab.db"))
	at := d.address()
	code := d.out.wait(t, `in the chat with Collab:\s+new (\S+)`)
	if strings.Contains(d.out.String(), "Slack") {
		t.Error(d.out.String())
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+teams.MessagesPath, bytes.NewReader(r.Activity(botframework.Set("text", "new "+code))))
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := fetch(t, req); status != http.StatusUnauthorized {
		t.Errorf("somebody whom Microsoft does not vouch for gets %d", status)
	}
	r.says(at, leesChat, "new "+code)
	r.told(leesChat, "can begin relationships now")
	status, page := get(t, at+teams.AboutPath)
	for _, want := range []string{"run by Acme IT", `id="privacy"`, `id="terms"`, "read by every party from its first entry"} {
		if status != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("the page says nothing of %q: %d %s", want, status, page)
		}
	}
	d.ready(at)
	if _, body := get(t, at+"/readyz"); !strings.Contains(body, `"teams":"ready"`) {
		t.Error(body)
	}
	stop()
	for _, line := range strings.Split(strings.TrimSpace(d.log.String()), "\n") {
		if !json.Valid([]byte(line)) || strings.Contains(line, botframework.Secret) || strings.Contains(line, code) {
			t.Errorf("logged: %s", line)
		}
	}
}

// withTeams gives an office a Teams beside its Slack.
func (o *office) withTeams() *redmond {
	o.Helper()
	r := newRedmond(o.T)
	c := r.config()
	c.Log, c.Peers, c.Channels = o.log, o.peers(), o.server.channels(teams.Platform)
	app, err := teams.New(c)
	if err != nil {
		o.Fatal(err)
	}
	o.server.teams, o.teller.teams = app, app
	o.bot.Reaches = o.reaches
	return r
}

// One party is on Slack and the other on Teams: each card lives in both channels, and each person is told where they are.
func TestOneRelationshipOnTwoPlatforms(t *testing.T) {
	o := newOffice(t)
	r := o.withTeams()
	said := o.says(kim, "", "new", map[string]string{"party": "Acme", "partner": "Borealis", "why": "Fewer late trucks", "person": "Kim Osei", "first": "2026-03-12"})
	o.says(kim, "C0SHARED", "settings channel", nil)
	o.says(lee, "", "join "+code.FindStringSubmatch(said)[1], map[string]string{"person": "Lee Park", "zone": "Europe/London"})
	if err := o.peers().Put(bot.DirectTo(lee), []byte(`{"side":"own"}`)); err != nil { // as when they said it
		t.Fatal(err)
	}
	linked := o.bot.Answer(t.Context(), bot.Request{Key: "link", By: lee, Words: "settings channel",
		Place: bot.Place{Platform: teams.Platform, Home: botframework.OurTenant, Channel: talkTogether}})
	if linked.Message == nil || len(linked.Errors) > 0 {
		t.Fatalf("%+v", linked)
	}
	err := o.scheduler.Advance(t.Context(), o.now, o.now.AddDate(0, 0, 21), func(at time.Time) error { o.now = at; return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"chat.postMessage C0SHARED", "chat.update C0SHARED", "chat.postMessage U0KIM"} {
		if !slices.Contains(o.slack.posted, want) {
			t.Errorf("no %s in Slack: %v", want, o.slack.posted)
		}
	}
	cards, prompts := r.teams.Heard(talkTogether), r.teams.Heard("a:"+leeInTeams.ID)
	if len(cards) == 0 || cards[0].Puts == 0 || len(prompts) == 0 {
		t.Errorf("in Teams, %d cards, %d prompts", len(cards), len(prompts))
	}
	if row, ok := o.store.SaidUnder(bot.DirectTo(lee).String(), store.Reached); !ok || !strings.Contains(string(row.Raw), "a:"+leeInTeams.ID) {
		t.Errorf("how lee is reached is not kept: %s", row.Raw)
	}
}

// A card that people deleted is said anew, and is known by its new name.
func TestADeletedCardIsSaidAnewInTeams(t *testing.T) {
	o := newOffice(t)
	r := o.withTeams()
	n := bot.Notice{Place: bot.Place{Platform: teams.Platform, Home: botframework.OurTenant, Channel: talkTogether}, Message: bot.Message{Fallback: "The card"}}
	ref, err := o.teller.carry(t.Context(), n, scheduler.Task{Key: "card"})
	if err != nil {
		t.Fatal(err)
	}
	task := scheduler.Task{Key: "card revision 2", Ref: ref}
	if again, err := o.teller.carry(t.Context(), n, task); err != nil || again != ref {
		t.Errorf("edited %q as %q: %v", ref, again, err)
	}
	r.teams.Remove(ref[strings.LastIndex(ref, "/")+1:])
	if anew, err := o.teller.carry(t.Context(), n, task); err != nil || anew == ref || anew == "" {
		t.Errorf("%q is still %q: %v", ref, anew, err)
	}
	if all := r.teams.Heard(talkTogether); len(all) != 1 || all[0].Puts != 0 {
		t.Errorf("%+v", all)
	}
}

// What Microsoft says is what the scheduler understands: nobody is given up for what the operator can mend.
func TestWhatMicrosoftSaysIsUnderstood(t *testing.T) {
	o := newOffice(t)
	r := o.withTeams()
	n := bot.Notice{Place: bot.Place{Platform: teams.Platform, Home: botframework.OurTenant, Channel: talkTogether}, Message: bot.Message{Fallback: "Words"}}
	sends := func() error {
		_, err := o.teller.carry(t.Context(), n, scheduler.Task{Key: "one"})
		return o.teller.understood(teams.Platform, err)
	}
	r.teams.Fail(botframework.Fault{On: "token", Status: 401, Body: `{"error":"invalid_client"}`})
	if err := sends(); !errors.Is(err, scheduler.ErrNotSent) || errors.Is(err, scheduler.ErrGone) || o.teller.refusal(teams.Platform) != "invalid_client" {
		t.Errorf("%v, %q", err, o.teller.refusal(teams.Platform))
	}
	if o.teller.refusal("slack") != "" {
		t.Error("what Microsoft refuses is said of Slack")
	}
	_ = o.teller.understood(teams.Platform, nil)
	if o.teller.refusal(teams.Platform) != "" {
		t.Error("what was mended is still said")
	}
	gone := new(scheduler.Gone)
	n.Place.Home = "another-tenant"
	if err := sends(); !errors.As(err, &gone) {
		t.Errorf("a tenant that is not let in: %v", err)
	}
}

func TestCloudsOfTheSettings(t *testing.T) {
	for name, want := range map[string]teams.Cloud{"public": teams.Public, "usgov": teams.USGovernment, "china": teams.China} {
		if got := cloudOf(config.Teams{Cloud: name}); got.Issuer != want.Issuer || got.TokenURL != want.TokenURL || got.ServiceURL != want.ServiceURL || !slices.Equal(got.ServiceHosts, want.ServiceHosts) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	got := cloudOf(config.Teams{Cloud: "public", ServiceURL: "https://smba.example.org:8443/teams", Issuer: "x"})
	if got.Issuer != "x" || got.ServiceURL != "https://smba.example.org:8443/teams" || !slices.Contains(got.ServiceHosts, "smba.example.org") || len(got.ServiceHosts) != len(teams.Public.ServiceHosts)+1 || len(teams.Public.ServiceHosts) != 3 {
		t.Errorf("%+v", got)
	}
	if got := cloudOf(config.Teams{ServiceHosts: []string{"*.example.org"}}); !slices.Equal(got.ServiceHosts, []string{"*.example.org"}) {
		t.Errorf("%+v", got)
	}
}

// What is kept of how somebody is reached goes when they are erased.
func TestPrivacyOfHowPeopleAreReached(t *testing.T) {
	o := newOffice(t)
	o.withTeams()
	peers, ann := o.peers(), bot.DirectTo(bot.Account{Platform: lee.Platform, Home: lee.Home, User: "0b000000-0000-4000-8000-000000000002"})
	for _, p := range []bot.Place{bot.DirectTo(lee), ann, {Platform: teams.Platform, Home: botframework.OurTenant, Channel: talkTogether}} {
		if err := peers.Put(p, []byte(`{"chat":"a:1"}`)); err != nil {
			t.Fatal(err)
		}
	}
	said := o.says(kim, "", "new", map[string]string{"party": "Acme", "partner": "Borealis", "why": "Fewer late trucks", "person": "Kim Osei", "first": "2026-03-12"})
	o.says(lee, "", "join "+code.FindStringSubmatch(said)[1], map[string]string{"person": "Lee Park", "zone": "Europe/London"})
	if held := o.says(lee, "", "stored mine", nil) + o.says(lee, "", "stored all", nil); !strings.Contains(held, "How I reach you") || !strings.Contains(held, `"chat":"a:1"`) || strings.Contains(held, "Said on pages") {
		t.Errorf("of how Lee is reached is told %s", held)
	}
	if _, err := o.store.Erase(lee.String(), true); err != nil {
		t.Fatal(err)
	}
	_, lees := peers.Get(bot.DirectTo(lee))
	_, anns := peers.Get(ann)
	if lees || !anns {
		t.Errorf("of lee %v, of ann %v", lees, anns)
	}
}

// The operator hears of a workspace or tenant that removed the app; only its own channels are lost.
func TestATenantThatRemovesTheApp(t *testing.T) {
	o := newOffice(t)
	o.withTeams()
	o.together()
	if err := o.server.channels(teams.Platform).Gone(t.Context(), "T0ACME", "removed"); err != nil {
		t.Fatal(err)
	}
	_, err := o.store.Read(o.store.Relationships()[0], "", func(v relationship.View) {
		for key, p := range v.Shared.Places {
			if !p.Lost.IsZero() {
				t.Errorf("%s is lost with a tenant of the same name", key)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDoctorOfTeams(t *testing.T) {
	d, r := sit(t), newRedmond(t)
	d.variables = append(d.variables, r.variables()...)
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	at := d.address()
	d.ready(at)
	served := []string{"doctor", "--listen=" + strings.TrimPrefix(at, "http://"), "--base-url=" + at, d.store("collab.db")}
	out, err := d.run(served...)
	if err == nil || !strings.Contains(err.Error(), "one thing has to be mended") || !strings.Contains(out, "fault    COLLAB_BASE_URL is not https, and Teams posts to nothing else") {
		t.Error(err, out)
	}
	for _, want := range []string{"ok       the bot of Teams gets its token", "ok       Microsoft's keys are to be had", "ok       " + at + "/api/messages is reached, and refuses what Microsoft did not sign", "only people of the bot's own tenant"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing is said of %q:\n%s", want, out)
		}
	}
	r.teams.Fail(botframework.Fault{On: "token", Status: 401, Body: `{"error":"invalid_client"}`})
	if out, err := d.run(served...); err == nil || !strings.Contains(out, "fault    the bot of Teams gets no token: Microsoft answered 401 invalid_client") || strings.Contains(out, botframework.Secret) {
		t.Error(err, out)
	}
}
