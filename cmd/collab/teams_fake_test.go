package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/teams"
	"collab/trial/botframework"
)

// The conversations of a Teams, and who is in them.
const (
	leesChat     = "a:lee-and-collab"
	talkTogether = "19:shared@thread.tacv2"
)

var (
	leeInTeams = botframework.Member{ID: "29:lee", Object: "0b000000-0000-4000-8000-000000000001", Tenant: botframework.OurTenant, Role: "user", Name: "Lee Park"}
	lee        = bot.Account{Platform: teams.Platform, Home: leeInTeams.Tenant, User: leeInTeams.Object}
)

// redmond is Microsoft, and Teams behind it.
type redmond struct {
	*testing.T
	*botframework.Microsoft
	teams *botframework.Connector
	next  int
}

func newRedmond(t *testing.T) *redmond {
	r := &redmond{T: t, Microsoft: botframework.At(t, time.Now()), teams: botframework.NewConnector(t)}
	r.Carries(r.teams)
	r.teams.Chat(leesChat, leeInTeams)
	r.teams.Chat(talkTogether, leeInTeams)
	return r
}

// variables configure a server for it.
func (r *redmond) variables() []string {
	return []string{"COLLAB_TEAMS_APP_ID=" + strings.ToUpper(botframework.AppID), "COLLAB_TEAMS_APP_PASSWORD=" + botframework.Secret, "COLLAB_TEAMS_TENANT=" + botframework.OurTenant,
		"COLLAB_TEAMS_OPENID_URL=" + r.URL + "/openid", "COLLAB_TEAMS_TOKEN_URL=" + r.URL + "/%s/oauth2/v2.0/token", "COLLAB_TEAMS_SERVICE_URL=" + r.ServiceURL()}
}

// config is an adapter's for it.
func (r *redmond) config() teams.Config {
	c := teams.Public
	c.OpenIDURL, c.TokenURL, c.ServiceURL, c.ServiceHosts = r.URL+"/openid", r.URL+"/%s/oauth2/v2.0/token", strings.TrimRight(r.ServiceURL(), "/"), []string{"127.0.0.1"}
	return teams.Config{AppID: botframework.AppID, AppPassword: botframework.Secret, Tenant: botframework.OurTenant, Cloud: c, Now: time.Now}
}

// says has lee say something in a conversation.
func (r *redmond) says(address, where, text string) {
	r.Helper()
	r.next++
	act := r.Activity(botframework.Done(leeInTeams, where, leeInTeams.Tenant, r.next), botframework.Set("text", text))
	if status, body := r.Brings(r, address+teams.MessagesPath, act); status != http.StatusOK {
		r.Fatalf("%d %s", status, body)
	}
}

// told waits until something was said in a conversation.
func (r *redmond) told(where, words string) {
	r.Helper()
	late := time.After(patience)
	for {
		_, more := r.teams.Changes()
		said := r.teams.Heard(where)
		for _, s := range said {
			if strings.Contains(s.Summary+s.Text, words) {
				return
			}
		}
		select {
		case <-more:
		case <-late:
			r.Fatalf("%q was never said, but %+v", words, said)
		}
	}
}
