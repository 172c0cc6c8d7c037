package main

import (
	"time"

	"collab/bot/slack"
	"collab/config"
)

// slackConfig is Slack's adapter on our bot and our store.
func (s *server) slackConfig() slack.Config {
	c := slackSettings(s.Config)
	c.Answer, c.Home, c.Inbox, c.Log = s.bot.Answer, s.bot.Home, s.slackInbox(), s.log
	return c
}

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

// slackInbox keeps what cannot be answered yet in the store.
func (s *server) slackInbox() slack.Inbox {
	return slack.Inbox{Receive: s.store.Receive, Done: s.store.WorkedOff, Waiting: func(limit int) (waiting []slack.Received) {
		for _, r := range s.store.Inbox(limit) {
			waiting = append(waiting, slack.Received(r))
		}
		return waiting
	}}
}
