package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"collab/bot"
	"collab/bot/teams"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
	"collab/trial/botframework"
)

// newTeamsSender sends in Teams what the store's relationships owe, within the limits of both.
func newTeamsSender(s *store.Store, c teams.Config, limits scheduler.Limits, timeout time.Duration) (*server, error) {
	c.AppID, c.AppPassword, c.Tenant, c.AllowedTenants = botframework.AppID, botframework.Secret, botframework.OurTenant, []string{botframework.Partners}
	c.Now, c.Log, c.Peers = time.Now, slog.New(slog.DiscardHandler), (&server{store: s}).peers()
	app, err := teams.New(c)
	if err != nil {
		return nil, err
	}
	return between(s, chats{teams: app}, limits, timeout), nil
}

// cloudAt is Microsoft on this machine, at an address.
func cloudAt(address string) teams.Cloud {
	c := teams.Public
	c.OpenIDURL, c.TokenURL, c.ServiceURL, c.ServiceHosts = address+"/openid", address+"/%s/oauth2/v2.0/token", address+"/teams", []string{"127.0.0.1"}
	return c
}

// postroom sends in a Teams what a relationship owes: kim and sam of Acme, and dana of Borealis, are asked how it goes, and
// a channel of Acme's tenant is shown the check-in. Everything is real but Teams and the clock.
type postroom struct {
	*testing.T
	*server
	world *botframework.Connector
	file  string
	rel   string
	stop  func()
}

// slot is when the check-in opens, in a bubble of synctest.
var slot = time.Date(2000, time.January, 3, 10, 0, 0, 0, time.UTC)

func openPostroom(t *testing.T) *postroom {
	p := &postroom{T: t, world: botframework.NewConnector(t), file: filepath.Join(t.TempDir(), "collab.db")}
	for _, who := range []botframework.Member{kimThere, samThere, danaThere} {
		p.world.Chat(chatOf(who), who)
	}
	p.world.Chat(sharedThere, kimThere, samThere, danaThere)
	p.opens()
	p.begins()
	err := p.scheduler.Advance(t.Context(), time.Now(), slot.Add(-time.Minute), func(at time.Time) error { time.Sleep(time.Until(at)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	p.runs()
	return p
}

// opens opens the store, and all that sends.
func (p *postroom) opens() {
	p.Helper()
	s, err := store.Open("bolt:"+p.file, store.Options{Next: relationship.View.Next, Rules: "1"})
	if err != nil {
		p.Fatal(err)
	}
	if p.server, err = newTeamsSender(s, teams.Config{Cloud: cloudAt("http://127.0.0.1"), Transport: p.world}, scheduler.DefaultLimits, 0); err != nil {
		p.Fatal(err)
	}
}

// runs has the scheduler run, until it is stopped and everything closed.
func (p *postroom) runs() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.Context()))
	over := make(chan error, 1)
	go func(s *scheduler.Scheduler) { over <- s.Run(ctx) }(p.scheduler)
	p.stop = func() {
		cancel()
		if err := errors.Join(<-over, p.store.Close()); err != nil {
			p.Error(err)
		}
	}
}

// restarts stops everything and opens it anew.
func (p *postroom) restarts() {
	p.stop()
	p.opens()
	p.runs()
}

func accountOf(who botframework.Member) bot.Account {
	return bot.Account{Platform: teams.Platform, Home: who.Tenant, User: who.Object}
}

func (p *postroom) begins() {
	p.Helper()
	person := func(who botframework.Member) relationship.NewPerson {
		return relationship.NewPerson{Name: who.Name, Zone: "Europe/London"}
	}
	cadence := relationship.Cadence{Days: 14, First: relationship.Date{Year: 2000, Month: time.January, Day: 3}, At: relationship.Clock{Hour: 10}, Zone: "Europe/London"}
	var err error
	if p.rel, _, err = p.store.Begin(store.Key{}, &relationship.BeginRelationship{Name: "Acme × Borealis", Why: "Fewer late trucks", Cadence: cadence,
		Party: "acme", PartyName: "Acme", Person: person(kimThere), Account: accountOf(kimThere).String()}); err != nil {
		p.Fatal(err)
	}
	lead := relationship.By{Person: "p1", Party: "acme"}
	p.records(lead, &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	p.records(relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis", Person: person(danaThere), Account: accountOf(danaThere).String()})
	p.records(lead, &relationship.AddPerson{Person: person(samThere), Role: relationship.Member, Account: accountOf(samThere).String()})
	p.records(lead, &relationship.BindPlace{Place: shared.String()})
	for _, who := range []botframework.Member{kimThere, samThere, danaThere} {
		met, _ := json.Marshal(map[string]string{"service": "http://127.0.0.1/teams", "chat": chatOf(who), "user": who.ID, "side": "own"})
		if err := p.peers().Put(bot.DirectTo(accountOf(who)), met); err != nil {
			p.Fatal(err)
		}
	}
}

// shared is the channel.
var shared = bot.Place{Platform: teams.Platform, Home: botframework.OurTenant, Channel: sharedThere}

func (p *postroom) records(by relationship.By, c relationship.Command) {
	p.Helper()
	if _, err := p.store.Record(p.rel, store.Key{}, by, c); err != nil {
		p.Fatal(err)
	}
}

// after lets time pass until so long after the slot, and all that is due.
func (p *postroom) after(d time.Duration) {
	time.Sleep(time.Until(slot.Add(d)))
	synctest.Wait()
}

// copies is how often something was said in a conversation.
func (p *postroom) copies(where, want string) (n int) {
	for _, s := range p.world.Heard(where) {
		if strings.Contains(botframework.Reads(s.Card), want) {
			n++
		}
	}
	return n
}

// delivery is what is known of what is owed to somebody, or to a place, of a kind.
func (p *postroom) delivery(to, kind string) (found store.Delivery) {
	p.Helper()
	for _, d := range p.store.Deliveries() {
		if d.To == to && d.Kind == kind {
			found = d
		}
	}
	return found
}

func (p *postroom) readiness() (r readiness) {
	p.Helper()
	p.pulse.now() // on its clock the scheduler looks seldom
	w := httptest.NewRecorder()
	p.readyz(w, nil)
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || r.Ready != (w.Code == http.StatusOK) {
		p.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return r
}

// said is everything that stands anywhere.
func (p *postroom) said() string { return standsIn(p.world) }
