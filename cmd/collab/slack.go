package main

import (
	"context"
	"time"

	"collab/bot"
	"collab/bot/slack"
	"collab/config"
)

// slackConfig is Slack's adapter on our bot and our store.
func (s *server) slackConfig() slack.Config {
	c := slackSettings(s.Config)
	c.Answer, c.Home, c.Inbox, c.Log, c.Limits = s.bot.Answer, s.bot.Home, s.inbox(slack.Platform), s.log, s.limits
	c.Channels, c.Shelf, c.Installer = s.channels(slack.Platform), s.slackShelf(), s.installer
	c.Welcome, c.Post = s.bot.Welcome, s.post
	return c
}

// slackShelf keeps in the store what workspaces gave us when they installed the app.
func (s *server) slackShelf() slack.Shelf {
	return slack.Shelf{
		All:  func() (map[string][]byte, error) { return s.store.Installations(slack.Platform) },
		Put:  func(home string, row []byte) error { return s.store.PutInstallation(slack.Platform, home, row) },
		Drop: func(home string) { s.store.DropInstallation(slack.Platform, home) },
	}
}

// installer lets whoever installed the app begin relationships.
func (s *server) installer(_ context.Context, a bot.Account) { s.store.Allow(a.String()) }

// slackSettings is what the settings say of Slack.
func slackSettings(c config.Config) slack.Config {
	s := slack.Config{
		Now: time.Now, BotToken: c.Slack.BotToken.Reveal(), AppToken: c.Slack.AppToken.Reveal(), SigningSecret: c.Slack.SigningSecret.Reveal(),
		ClientID: c.Slack.ClientID, ClientSecret: c.Slack.ClientSecret.Reveal(), BaseURL: c.BaseURL, Emoji: c.Slack.Emoji,
	}
	if c.Slack.APIURL != "" {
		s.APIURL, s.ResponseHost = apiAt(c.Slack.APIURL)
	}
	return s
}
