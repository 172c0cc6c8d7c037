package teams

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"collab/bot"
	"collab/trial/botframework"
)

// Our Home is a card in somebody's own chat that their client asks for anew; a guest has none, and elsewhere it is a word
// like others.
func TestHome(t *testing.T) {
	s := newScene(t, echo)
	drawn := 0
	s.app.Home = func(_ context.Context, a bot.Account) bot.Message {
		drawn++
		return bot.Plainly(fmt.Sprintf("Home of %s, drawn %d", a.User, drawn))
	}
	s.says(kim, kimsChat, "Home")
	said := s.teams.Heard(kimsChat)
	if len(said) != 1 || len(s.requests()) > 0 {
		t.Fatalf("%+v, asked %v", said, s.requests())
	}
	refresh, _ := said[0].Card["refresh"].(map[string]any)
	again, _ := json.Marshal(s.invokes(kim, kimsChat, "adaptiveCard/action", map[string]any{"action": refresh["action"], "trigger": "automatic"}))
	if !strings.Contains(string(again), "Home of "+kim.Object+", drawn 2") {
		t.Errorf("shown again: %s", again)
	}
	elsewhere, _ := json.Marshal(s.invokes(lou, "a:lou", "adaptiveCard/action", map[string]any{"action": refresh["action"]}))
	if strings.Contains(string(elsewhere), "Home of") {
		t.Errorf("a guest is shown %s", elsewhere)
	}
	s.says(lou, "a:lou", "home")
	s.says(kim, sharedTalk, "home")
	if asked := s.requests(); len(asked) != 2 || drawn != 2 {
		t.Errorf("asked %+v, drawn %d times", asked, drawn)
	}
}

// Whoever is welcomed finds their Home by its name, and by a button; a guest, who has none, is told of none.
func TestTheWelcomeLeadsHome(t *testing.T) {
	s := newScene(t, echo)
	s.app.Welcome = welcoming
	s.app.Home = func(_ context.Context, a bot.Account) bot.Message { return bot.Plainly("Home of " + a.User) }
	s.happens(kim, kimsChat, set("type", "installationUpdate"), set("action", "add"))
	home := botframework.Button(s.teams.Heard(kimsChat)[0].Card, "Home")
	if home == nil {
		t.Fatalf("no button: %+v", s.teams.Heard(kimsChat))
	}
	name, value := botframework.Pressed(home, nil)
	s.invokes(kim, kimsChat, name, value)
	s.app.Wait()
	if got := s.lines(kimsChat); len(got) != 2 || got[1] != "Home of "+kim.Object || len(s.requests()) > 0 {
		t.Errorf("%q, asked %v", got, s.requests())
	}
	s.happens(lou, "a:lou", set("type", "installationUpdate"), set("action", "add"))
	if said := s.teams.Heard("a:lou"); len(said) != 1 || botframework.Button(said[0].Card, "Home") != nil {
		t.Errorf("a guest is told %+v", said)
	}
}
