package teams

import (
	"log/slog"
	"net/http/httptest"
	"testing"

	"collab/bot"
	"collab/trial/acted"
	"collab/trial/corpus"
)

// TestActed has every play acted in Teams: each gesture is a signed activity, made of the cards and dialogs that were
// drawn before.
func TestActed(t *testing.T) {
	acted.Plays(t, acted.InTeams("Acme"), func(t *testing.T) func(acted.House) acted.Platform {
		teams, peers := acted.NewTeams(t), map[bot.Place][]byte{}
		return func(h acted.House) acted.Platform {
			opensIn(t, teams, h, peers)
			return teams
		}
	})
}

// opensIn has the app's process begin.
func opensIn(t *testing.T, teams *acted.Teams, h acted.House, peers map[bot.Place][]byte) {
	teams.Begin(h)
	mail := &corpus.Mailbox{}
	c := (&microsoft{teams.Microsoft}).config()
	c.Answer, c.Home, c.Post, c.Now, c.AllowedTenants, c.Limits = h.Answer, h.Home, h.Elsewhere, h.Now, teams.Tenants(), unhurried
	c.Channels.Bound = h.Bound
	c.Mail = mail.Mail()
	c.Peers = Peers{Get: func(p bot.Place) ([]byte, bool) { row, ok := peers[p]; return row, ok }, Put: func(p bot.Place, row []byte) error { peers[p] = row; return nil }}
	c.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	app, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(app)
	t.Cleanup(door.Close)
	t.Cleanup(app.Wait)
	teams.App, teams.Door = app, door.URL+MessagesPath
}

// unhurried is a Teams that takes all that a play has people do at one instant.
var unhurried = Limits{
	Conversation: [2]bot.Limit{{Rate: 1e6, Burst: 1e6}, {Rate: 1e6, Burst: 1e6}}, Roster: [2]bot.Limit{{Rate: 1e6, Burst: 1e6}, {Rate: 1e6, Burst: 1e6}},
	Tenant: bot.Limit{Rate: 1e6, Burst: 1e6},
}
