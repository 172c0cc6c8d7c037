package main

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"

	"collab/bot"
	"collab/bot/play"
	"collab/bot/slack"
	"collab/bot/teams"
	"collab/bot/web"
	"collab/scheduler"
	"collab/trial/acted"
	"collab/trial/botframework"
)

// eachTheirOwn is the world in which Acme is in Slack, Borealis in Teams, and everybody else comes to the pages.
func eachTheirOwn() play.World {
	in := map[string]play.World{"Acme": acted.InSlack(), "Borealis": acted.InTeams("Borealis")}
	world := func(name string) play.World {
		if w, ok := in[name]; ok {
			return w
		}
		return acted.OnTheWeb()
	}
	return play.World{
		Account: func(p play.Person) bot.Account { return world(p.Party).Account(p) },
		Place: func(c play.Channel) bot.Place {
			return world(map[string]string{"acme-talk": "Acme", "borealis-talk": "Borealis"}[c.ID]).Place(c)
		},
	}
}

// together is one server on three platforms.
type together struct {
	*server
	slack *acted.Slack
	teams *acted.Teams
	web   *acted.Web
	cast  []play.Person
}

// TestOnePartyOnEachPlatform acts a relationship of three organisations, each of which is somewhere else. It has a channel
// in Slack and one in Teams: each card stands in both and is changed there; each person is asked where they live; the record
// is the same as if all were in one place.
func TestOnePartyOnEachPlatform(t *testing.T) {
	all := &together{slack: acted.NewSlack(t), teams: acted.NewTeams(t), web: acted.NewWeb(t)}
	acted.Play(t, "../../bot/testdata/platforms.txt", eachTheirOwn(), func(h acted.House) acted.Platform {
		all.begin(t, h)
		return all
	})
	const onCardsAlone = "Record head"
	if n := all.slack.Shows(all.account("kim"), "C0ACMETALK", onCardsAlone); n != 1 {
		t.Errorf("%d cards of the check-in stand in Slack", n)
	}
	if n := all.teams.Shows(all.account("dana"), "19:borealis-talk@thread.tacv2", onCardsAlone); n != 1 {
		t.Errorf("%d cards of the check-in stand in Teams", n)
	}
}

// begin has the process begin.
func (a *together) begin(t *testing.T, h acted.House) {
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	a.cast = h.Script.Cast()
	a.server = &server{log: log, store: h.Store, bot: h.Bot}
	a.slack.Begin(h)
	a.teams.Begin(h)
	a.beginSlack(t, h)
	a.beginTeams(t, h)
	a.beginPages(h)
	h.Bot.Reaches = a.reaches
	a.server.teller = &teller{bot: h.Bot, chats: a.chats, web: a.door}
}

func (a *together) beginSlack(t *testing.T, h acted.House) {
	c := a.slackConfig()
	c.Answer, c.Now, c.SigningSecret, c.BotToken = h.Answer, h.Now, acted.SlackSecret, "xoxb-x"
	c.APIURL, c.ResponseHost = apiAt(a.slack.Web.URL + "/api/")
	c.Limits = slack.Limits{Channel: unhurried, Workspace: unhurried, Tiers: [4]bot.Limit{unhurried, unhurried, unhurried, unhurried}}
	app, err := slack.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(app)
	t.Cleanup(door.Close)
	t.Cleanup(app.Wait)
	a.chats.slack, a.slack.App, a.slack.Door = app, app, door.URL+slack.EventsPath
}

func (a *together) beginTeams(t *testing.T, h acted.House) {
	c := a.teamsConfig()
	c.Answer, c.Now, c.AppID, c.AppPassword, c.Tenant = h.Answer, h.Now, botframework.AppID, botframework.Secret, botframework.OurTenant
	c.Cloud = (&redmond{Microsoft: a.teams.Microsoft}).config().Cloud
	c.Limits = teams.Limits{Conversation: [2]bot.Limit{unhurried, unhurried}, Roster: [2]bot.Limit{unhurried, unhurried}, Tenant: unhurried}
	app, err := teams.New(c)
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(app)
	t.Cleanup(door.Close)
	t.Cleanup(app.Wait)
	a.chats.teams, a.teams.App, a.teams.Door = app, app, door.URL+teams.MessagesPath
}

// unhurried is a limit that no play comes to.
var unhurried = bot.Limit{Rate: 1e6, Burst: 1e6}

func (a *together) beginPages(h acted.House) {
	c := web.Config{Answer: h.Answer, Home: h.Home, Said: a.saidAtDoor, Post: a.post, Now: h.Now}
	for _, p := range h.Script.Cast() {
		if p.Account().Platform == web.Platform {
			c.People = append(c.People, web.Person{Account: p.Account(), Name: p.Name, Party: p.Party, PartyName: p.Party, Zone: p.Zone.String()})
		}
	}
	c.Say = func(ctx context.Context, one web.Said) error {
		if err := a.saysAtDoor(ctx, one); err != nil || one.Message == nil {
			return err
		}
		all, err := a.saidAtDoor(ctx, one.Place, 0)
		for _, kept := range all {
			if kept.Ref == one.Ref {
				a.web.Keeps(one.Place, one.To, kept.N)
			}
		}
		return err
	}
	a.door = web.New(c)
	a.web.SendTo = a.door.Send
	a.web.Begin(h, a.door)
}

// account is that of somebody of the play.
func (a *together) account(id string) bot.Account {
	for _, p := range a.cast {
		if p.ID == id {
			return p.Account()
		}
	}
	return bot.Account{}
}

// Does has it done where whoever does it lives.
func (a *together) Does(g play.Gesture) error {
	switch g.By.Platform {
	case slack.Platform:
		return a.slack.Does(g)
	case teams.Platform:
		return a.teams.Does(g)
	}
	return a.web.Does(g)
}

// Talks is said on the pages alone: the others do not tell us.
func (a *together) Talks(s play.Said) error {
	if s.Author.Platform == web.Platform {
		return a.web.Talks(s)
	}
	return nil
}

// Send says what nobody asked for where it belongs.
func (a *together) Send(ctx context.Context, p bot.Place, key string, m bot.Message) (string, error) {
	return a.teller.carry(ctx, bot.Notice{Place: p, Message: m}, scheduler.Task{Key: key})
}

// Edit changes it.
func (a *together) Edit(ctx context.Context, p bot.Place, ref string, m bot.Message) error {
	_, err := a.teller.carry(ctx, bot.Notice{Place: p, Message: m}, scheduler.Task{Key: ref, Ref: ref})
	return err
}

// Drawn is what was drawn on any of them.
func (a *together) Drawn() []acted.Drawn {
	return append(append(a.slack.Drawn(), a.teams.Drawn()...), a.web.Drawn()...)
}

// Form is what lies open for somebody where they live.
func (a *together) Form(who bot.Account) string {
	switch who.Platform {
	case slack.Platform:
		return a.slack.Form(who)
	case teams.Platform:
		return a.teams.Form(who)
	}
	return a.web.Form(who)
}
