package main

import (
	"cmp"
	"net/url"
	"time"

	"collab/bot"
	"collab/bot/teams"
	"collab/config"
	"collab/store"
)

// teamsConfig is Teams' adapter on our bot and our store.
func (s *server) teamsConfig() teams.Config {
	c := teamsSettings(s.Config)
	c.Answer, c.Home, c.Welcome, c.Post = s.bot.Answer, s.bot.Home, s.bot.Welcome, s.post
	c.Channels, c.Mail, c.Peers, c.Log, c.Limits = s.channels(teams.Platform), s.inbox(teams.Platform), s.peers(), s.log, s.teamsLimits
	return c
}

// teamsSettings is what the settings say of Teams.
func teamsSettings(c config.Config) teams.Config {
	return teams.Config{Now: time.Now, AppID: c.Teams.AppID, AppPassword: c.Teams.AppPassword.Reveal(), Tenant: c.Teams.Tenant,
		AllowedTenants: c.Teams.AllowedTenants, Cloud: cloudOf(c.Teams), BaseURL: c.BaseURL}
}

// cloudOf is where Microsoft's services are, with what the settings say otherwise. A host that is to be written to first may
// have our token.
func cloudOf(t config.Teams) teams.Cloud {
	cloud := map[string]teams.Cloud{"usgov": teams.USGovernment, "china": teams.China}[t.Cloud]
	if cloud.OpenIDURL == "" {
		cloud = teams.Public
	}
	cloud.OpenIDURL, cloud.Issuer = cmp.Or(t.OpenIDURL, cloud.OpenIDURL), cmp.Or(t.Issuer, cloud.Issuer)
	cloud.TokenURL, cloud.Scope = cmp.Or(t.TokenURL, cloud.TokenURL), cmp.Or(t.Scope, cloud.Scope)
	if len(t.ServiceHosts) > 0 {
		cloud.ServiceHosts = t.ServiceHosts
	}
	if u, err := url.Parse(t.ServiceURL); t.ServiceURL != "" && err == nil {
		cloud.ServiceURL, cloud.ServiceHosts = t.ServiceURL, append([]string{u.Hostname()}, cloud.ServiceHosts...)
	}
	return cloud
}

// peers keep in the store how people and conversations are reached. What is kept of a person lies in their own conversation
// with us, so it is erased with them.
func (s *server) peers() teams.Peers {
	return teams.Peers{
		Get: func(p bot.Place) ([]byte, bool) {
			row, ok := s.store.SaidUnder(p.String(), store.Reached)
			return row.Raw, ok
		},
		Put: func(p bot.Place, row []byte) error {
			_, err := s.store.Say(p.String(), store.Reached, row)
			return err
		},
	}
}
