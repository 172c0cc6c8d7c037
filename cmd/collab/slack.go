package main

import (
	"time"

	"collab/bot/slack"
)

// slackConfig is Slack's adapter on our bot and our store.
func (s *server) slackConfig() slack.Config {
	c := slack.Config{
		Answer: s.bot.Answer, Home: s.bot.Home, Inbox: s.slackInbox(), Now: time.Now, Log: s.log,
		SigningSecret: s.Slack.SigningSecret.Reveal(), BotToken: s.Slack.BotToken.Reveal(), AppToken: s.Slack.AppToken.Reveal(),
		ClientID: s.Slack.ClientID, ClientSecret: s.Slack.ClientSecret.Reveal(), BaseURL: s.BaseURL, Emoji: s.Slack.Emoji,
	}
	if s.Slack.APIURL != "" {
		c.APIURL, c.ResponseHost = apiAt(s.Slack.APIURL)
	}
	return c
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
