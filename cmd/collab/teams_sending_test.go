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

const prompt = "Check-in 1"

// Whatever Teams does to one message: it is said, once, beyond what a lost answer makes unknowable; and what became of it
// stands with the delivery.
func TestWhateverTeamsDoesToAMessage(t *testing.T) {
	kims := "POST /v3/conversations/" + chatOf(kimThere)
	for _, c := range []struct {
		name     string
		faults   []botframework.Fault
		copies   int
		attempts int
	}{
		{"well", nil, 1, 1},
		{"put off for a while", []botframework.Fault{{On: kims, Status: 429, After: "90"}}, 1, 1},
		{"put off again and again", []botframework.Fault{{On: kims, Status: 429, After: "20", Times: 30}}, 1, 1},
		{"put off without a word", []botframework.Fault{{On: kims, Status: 429, Times: 3}}, 1, 1},
		{"an error of theirs", []botframework.Fault{{On: kims, Status: 500}}, 1, 2},
		{"a precondition", []botframework.Fault{{On: kims, Status: 412, Times: 2}}, 1, 1},
		{"a gateway that heard nothing", []botframework.Fault{{On: kims, Status: 504, Times: 7}}, 1, 3},
		{"not to be had", []botframework.Fault{{On: kims, Unreachable: true, Times: 3}}, 1, 4},
		{"an answer that is lost", []botframework.Fault{{On: kims, Dropped: true}}, 2, 2},
		{"two answers that are lost", []botframework.Fault{{On: kims, Dropped: true, Times: 2}}, 3, 3},
		{"every answer is lost", []botframework.Fault{{On: kims, Dropped: true, Times: 1e6}}, mostCopies, mostCopies + 1},
		{"no token for a moment", []botframework.Fault{{On: "token", Status: 500, Times: 2}}, 1, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				if c.name == "no token for a moment" {
					p.restarts()
				}
				p.world.Fail(c.faults...)
				p.after(3 * time.Hour)
				d := p.delivery(accountOf(kimThere).String(), string(relationship.DutyAsk))
				if n := p.copies(chatOf(kimThere), prompt); n != c.copies || d.State != store.Sent || d.Attempts > c.attempts {
					t.Errorf("said %d times: %+v", n, d)
				}
				for _, where := range []string{chatOf(samThere), chatOf(danaThere), sharedThere} {
					if n := p.copies(where, prompt); n != 1 {
						t.Errorf("said %d times in %s", n, where)
					}
				}
			})
		})
	}
}

// For an hour nothing leads to Microsoft, in one way or another, and meanwhile the program is started anew: afterwards
// everybody was told once, and nothing was given up.
func TestAnHourWithoutMicrosoft(t *testing.T) {
	for name, fault := range map[string]botframework.Fault{
		"no way there":   {Unreachable: true},
		"unavailable":    {Status: 503},
		"gateways":       {Status: 504},
		"in maintenance": {Status: 503, After: "600"},
		"no tokens":      {On: "token", Status: 503},
		"wrong secret":   {On: "token", Status: 401, Body: `{"error":"invalid_client","error_description":"AADSTS7000215"}`},
		"disabled":       {Status: 403, Word: "BotDisabledByAdmin"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				fault.Times = 1e9
				p.world.Expire()
				p.world.Fail(fault)
				p.after(30 * time.Minute)
				refused := fault.Status == 401 || fault.Word != ""
				if ready := p.readiness(); ready.Ready == refused || refused != (ready.Teams != "ready") {
					t.Errorf("meanwhile it is %+v", ready)
				}
				p.restarts()
				p.after(time.Hour)
				p.world.Mend()
				p.after(3 * time.Hour)
				for _, where := range []string{chatOf(kimThere), chatOf(samThere), chatOf(danaThere), sharedThere} {
					if n := p.copies(where, prompt); n != 1 {
						t.Errorf("said %d times in %s", n, where)
					}
				}
				if ready := p.readiness(); !ready.Ready {
					t.Errorf("afterwards it is %+v", ready)
				}
				for _, d := range p.store.Deliveries() {
					if d.State == store.Dead {
						t.Errorf("given up: %+v", d)
					}
				}
			})
		})
	}
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

// The token is no longer taken, in the midst of it all: there is a new one, and nobody notices.
func TestATokenThatEndsEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := openPostroom(t)
		defer func() { p.stop() }()
		p.world.Expire()
		p.after(time.Hour)
		for _, where := range []string{chatOf(kimThere), chatOf(samThere), chatOf(danaThere), sharedThere} {
			if n := p.copies(where, prompt); n != 1 {
				t.Errorf("said %d times in %s", n, where)
			}
		}
	})
}

// Somebody blocked the bot, or removed it: they are tried no more, and whoever leads their side hears of it.
func TestSomebodyWhoBlocksTheBot(t *testing.T) {
	for _, word := range []string{"ConversationBlockedByUser", "BotNotInConversationRoster"} {
		t.Run(word, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				p.world.Refuses(chatOf(samThere), word)
				p.after(3 * time.Hour)
				if d := p.delivery(accountOf(samThere).String(), string(relationship.DutyAsk)); d.State != store.Dead || d.Attempts != 1 {
					t.Errorf("%+v", d)
				}
				if p.copies(chatOf(kimThere), "Sam Ode") == 0 {
					t.Errorf("nobody hears of it: %s", p.said())
				}
				if n := p.copies(chatOf(danaThere), "Sam") + p.copies(sharedThere, "Sam"); n > 0 {
					t.Errorf("others hear of it: %s", p.said())
				}
			})
		})
	}
}

// The bot was removed from the channel: the place is lost, which is recorded with why, and the managers of all are told.
func TestAChannelWithoutTheBot(t *testing.T) {
	for word, why := range map[string]string{"BotNotInConversationRoster": "not_in_channel", "ConversationNotFound": "channel_not_found"} {
		t.Run(word, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				p.world.Refuses(sharedThere, word)
				p.after(3 * time.Hour)
				_, err := p.store.Read(p.rel, "", func(v relationship.View) {
					if place := v.Shared.Places[shared.String()]; place.Lost.IsZero() || place.Why != why {
						t.Errorf("the record says %+v", place)
					}
				})
				if err != nil {
					t.Error(err)
				}
				for _, where := range []string{chatOf(kimThere), chatOf(danaThere)} {
					if p.copies(where, "channel") == 0 {
						t.Errorf("nobody hears of it in %s: %s", where, p.said())
					}
				}
				p.world.Refuses(sharedThere, "")
				p.records(relationship.By{Person: "p2", Party: "borealis"}, &relationship.BindPlace{Place: shared.String()})
				p.after(4 * time.Hour)
				if n := p.copies(sharedThere, prompt); n != 1 {
					t.Errorf("linked anew, the check-in is shown %d times", n)
				}
			})
		})
	}
}

// A card that people deleted is shown anew, once, and lives on.
func TestACardThatIsDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := openPostroom(t)
		defer func() { p.stop() }()
		p.after(time.Hour)
		card := func() botframework.Said {
			s, _ := p.world.Last(0, func(s botframework.Said) bool {
				return s.Conversation == sharedThere && strings.Contains(botframework.Reads(s.Card), prompt)
			})
			return s
		}
		first := card()
		p.world.Remove(first.ID)
		p.records(relationship.By{Person: "p1", Party: "acme"}, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack, Part: "We confirm slots by noon", Share: true})
		p.after(2 * time.Hour)
		second := card()
		p.records(relationship.By{Person: "p2", Party: "borealis"}, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack, Part: "The revised forecast", Share: true})
		p.after(3 * time.Hour)
		third := card()
		if first.ID == "" || second.ID == "" || second.ID == first.ID || third.ID != second.ID || third.Puts == 0 || p.copies(sharedThere, prompt) != 1 {
			t.Errorf("first %+v\nthen %+v\nthen %+v", first, second, third)
		}
	})
}

// said is everything that stands anywhere.
func (p *postroom) said() string { return standsIn(p.world) }
