package teams

import (
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"collab/bot"
	"collab/trial/acted"
)

// TestActed has every play acted in Teams: each gesture is a signed activity, made of the cards and dialogs that were
// drawn before.
func TestActed(t *testing.T) {
	plays, err := filepath.Glob("../testdata/*.txt")
	if err != nil || len(plays) == 0 {
		t.Fatal("no plays", err)
	}
	for _, path := range plays {
		if filepath.Base(path) == "quarters.txt" {
			continue // nine months: as long as all others together, and nothing in it that is in none of them
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			teams := acted.NewTeams(t)
			peers := map[bot.Place][]byte{}
			acted.Play(t, path, acted.InTeams("Acme"), func(h acted.House) acted.Platform {
				opensIn(t, teams, h, peers)
				return teams
			})
		})
	}
}

// opensIn has the app's process begin.
func opensIn(t *testing.T, teams *acted.Teams, h acted.House, peers map[bot.Place][]byte) {
	teams.Begin(h)
	mail := &mailbox{}
	c := (&microsoft{teams.Microsoft}).config()
	c.Answer, c.Home, c.Post, c.Now, c.AllowedTenants, c.Limits = h.Answer, h.Home, h.Elsewhere, h.Now, teams.Tenants(), unhurried
	c.Channels.Bound = h.Bound
	c.Mail = bot.Mail{Receive: mail.receive, Waiting: mail.waiting, Done: mail.done}
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
