package slack

import (
	"time"

	"collab/bot"
)

// How long what a gesture brought along is good for.
// https://docs.slack.dev/interactivity/handling-user-interaction/
const triggerLives, respondLives = 3 * time.Second, 30 * time.Minute

// hire has the inbox worked off by this app.
func (a *App) hire() *bot.Inbox {
	return bot.Hire(bot.Clerks{Mail: a.Inbox, Platform: Platform, Answer: a.resume, Log: a.Log, Go: a.work.Go,
		Now: func() time.Time { return a.Now() }})
}
