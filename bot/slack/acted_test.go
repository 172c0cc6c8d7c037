package slack

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"collab/bot"
	"collab/trial/acted"
)

// TestActed has every play acted in Slack: each gesture is a signed request, made of the messages and modals that were drawn
// before.
func TestActed(t *testing.T) {
	acted.Plays(t, acted.InSlack(), func(t *testing.T) func(acted.House) acted.Platform {
		slack := acted.NewSlack(t)
		return func(h acted.House) acted.Platform {
			opensIn(t, slack, h)
			return slack
		}
	})
}

// opensIn has the app's process begin.
func opensIn(t *testing.T, slack *acted.Slack, h acted.House) {
	slack.Begin(h)
	app, err := New(t.Context(), Config{Answer: h.Answer, Home: h.Home, Post: h.Elsewhere, Channels: bot.Channels{Bound: h.Bound}, Now: h.Now,
		Log:           slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
		SigningSecret: acted.SlackSecret, BotToken: token, Limits: unhurried,
		APIURL: slack.Web.URL + "/api/", ResponseHost: strings.TrimPrefix(slack.Web.URL, "http://")})
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(app)
	t.Cleanup(door.Close)
	t.Cleanup(app.Wait)
	slack.App, slack.Door = app, door.URL+"/slack/events"
}

// unhurried is a Slack that takes all that a play has people do at one instant.
var unhurried = func() Limits {
	all := bot.Limit{Rate: 1e6, Burst: 1e6}
	return Limits{all, all, [4]bot.Limit{all, all, all, all}}
}()
