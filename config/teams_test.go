package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const (
	aBot    = "5e0c5d3f-3f0e-4c6e-9d0f-0a1b2c3d4e5f"
	aTenant = "0b1d2c3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e"
	another = "9c8b7a6d-5e4f-4a3b-9c2d-1e0f9a8b7c6d"
)

// teamsGiven is a bot of Teams as it should be.
func teamsGiven() Given {
	g := given()
	g.TeamsAppID, g.TeamsAppPassword, g.TeamsTenant = aBot, "hunter2", aTenant
	return g
}

func TestTeamsFaults(t *testing.T) {
	for _, one := range []struct {
		name   string
		change func(*Given)
		faults []string
	}{
		{"no app", func(g *Given) { g.TeamsAppID = "" }, []string{"COLLAB_TEAMS_APP_ID is missing. Take the Microsoft App ID under Configuration of the Azure Bot"}},
		{"no app, by far", func(g *Given) { *g = given(); g.TeamsCloud = "usgov" }, []string{"COLLAB_TEAMS_APP_ID is missing", "COLLAB_TEAMS_APP_PASSWORD is missing", "COLLAB_TEAMS_TENANT is missing"}},
		{"nothing but blanks for an app", func(g *Given) { *g = given(); g.TeamsAppID = " " }, []string{"COLLAB_TEAMS_APP_ID is missing", "COLLAB_TEAMS_APP_PASSWORD", "COLLAB_TEAMS_TENANT"}},
		{"a bot's handle", func(g *Given) { g.TeamsAppID = "collab-bot" }, []string{"COLLAB_TEAMS_APP_ID is not the id of an app"}},
		{"no secret", func(g *Given) { g.TeamsAppPassword = "\n" }, []string{"COLLAB_TEAMS_APP_PASSWORD is missing. Make a client secret"}},
		{"the id of the secret", func(g *Given) { g.TeamsAppPassword = another }, []string{"COLLAB_TEAMS_APP_PASSWORD is the id of a client secret, not its value"}},
		{"no tenant", func(g *Given) { g.TeamsTenant = "" }, []string{"COLLAB_TEAMS_TENANT is missing"}},
		{"a tenant by name", func(g *Given) { g.TeamsTenant = "acme.onmicrosoft.com" }, []string{"COLLAB_TEAMS_TENANT is not the id of a tenant"}},
		{"a bot of many tenants", func(g *Given) { g.TeamsTenant = "botframework.com" }, []string{"COLLAB_TEAMS_TENANT is not the id of a tenant"}},
		{"everybody", func(g *Given) { g.TeamsAllowedTenants = another + ", *" }, []string{"COLLAB_TEAMS_ALLOWED_TENANTS holds what is not the id of a tenant"}},
		{"no cloud", func(g *Given) { g.TeamsCloud = "moon" }, []string{"COLLAB_TEAMS_CLOUD is no cloud of Microsoft's. Give public, usgov or china"}},
		{"odd addresses", func(g *Given) {
			g.TeamsOpenIDURL, g.TeamsTokenURL, g.TeamsServiceURL, g.TeamsServiceHosts = "x", "ftp://x/%s", "y", "https://x"
		}, []string{"COLLAB_TEAMS_SERVICE_HOSTS", "COLLAB_TEAMS_OPENID_URL", "COLLAB_TEAMS_TOKEN_URL", "COLLAB_TEAMS_SERVICE_URL"}},
		{"a token in the open", func(g *Given) { g.TeamsTokenURL = "http://login.example/%s" }, []string{"COLLAB_TEAMS_TOKEN_URL is not https"}},
		{"hosts of everybody", func(g *Given) { g.TeamsServiceHosts = "*.com" }, []string{"COLLAB_TEAMS_SERVICE_HOSTS holds what is not the name of a host"}},
	} {
		t.Run(one.name, func(t *testing.T) {
			g := teamsGiven()
			one.change(&g)
			_, err := Check(g)
			if err == nil {
				t.Fatal("no fault was found")
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(one.faults) {
				t.Errorf("%d faults: %v", len(lines), err)
			}
			for i, want := range one.faults {
				if i < len(lines) && !strings.Contains(lines[i], want) {
					t.Errorf("%q does not say %q", lines[i], want)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("a secret was printed: %v", err)
			}
		})
	}
}

func TestTeamsIsUnderstood(t *testing.T) {
	g := teamsGiven()
	g.TeamsAppID, g.TeamsAppPassword, g.TeamsTenant = " "+strings.ToUpper(aBot)+"\n", "hunter2\n", strings.ToUpper(aTenant)
	g.TeamsAllowedTenants = strings.ToUpper(another) + ",\n" + aBot
	c, err := Check(g)
	if err != nil || !c.Teams.On() || c.Slack.On() {
		t.Fatal(err)
	}
	if c.Teams.AppID != aBot || c.Teams.AppPassword.Reveal() != "hunter2" || c.Teams.Tenant != aTenant || !slices.Equal(c.Teams.AllowedTenants, []string{another, aBot}) {
		t.Errorf("%+v", c.Teams)
	}
	if c.Teams.Cloud != "public" || c.Teams.OpenIDURL != "" || len(c.Teams.ServiceHosts) != 0 {
		t.Errorf("%+v", c.Teams)
	}
	g.TeamsCloud, g.TeamsTokenURL, g.TeamsServiceURL, g.TeamsServiceHosts = "China", "http://127.0.0.1:9/%s/token", "http://127.0.0.1:9/", "127.0.0.1 *.Botframework.azure.cn"
	c, err = Check(g)
	if got := fmt.Sprint(c.Teams.Cloud, c.Teams.TokenURL, c.Teams.ServiceURL, c.Teams.ServiceHosts); err != nil || got != "chinahttp://127.0.0.1:9/%s/tokenhttp://127.0.0.1:9[127.0.0.1 *.botframework.azure.cn]" {
		t.Error(got, err)
	}
	if c, err := Check(given()); err != nil || c.Teams.On() {
		t.Error("Teams is on by itself", err)
	}
}
