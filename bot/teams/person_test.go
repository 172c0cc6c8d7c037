package teams

import (
	"strings"
	"testing"

	"collab/bot"
)

// Where somebody lives their client tells with some of what they do, in one of two places. It is proposed as what their chat
// says of them, if it is a zone that we know.
func TestWhereSomebodyLives(t *testing.T) {
	client := func(zone string) func(map[string]any) {
		return set("entities", []any{map[string]any{"type": "clientInfo", "locale": "en-GB", "timezone": zone}})
	}
	s := newScene(t, echo)
	for i, one := range []struct {
		says func(map[string]any)
		want string
	}{
		{set("localTimezone", "W. Europe Standard Time"), ""},
		{client("Europe/Berlin"), "Europe/Berlin"},
		{set("localTimezone", "America/New_York"), "America/New_York"},
		{set("locale", "en-GB"), "America/New_York"}, // nothing is said of it
		{client("nowhere"), "America/New_York"},
	} {
		s.brings(s.does(kim, kimsChat, set("text", "status"), one.says))
		s.app.Wait()
		if got := s.app.Profile(t.Context(), accountOf(kim), bot.DirectTo(accountOf(kim))); got != (bot.Profile{Name: "Kim", Zone: one.want}) {
			t.Errorf("%d: %+v", i, got)
		}
	}
	if got := s.app.Profile(t.Context(), accountOf(ines), bot.DirectTo(accountOf(ines))); got.Zone != "" {
		t.Errorf("of somebody else: %+v", got)
	}
}

// Who was erased is forgotten at once: how they are reached, their name, their zone, and what waits for anybody to look at it.
func TestForgotten(t *testing.T) {
	s := newScene(t, echo)
	s.refusesTargeted()
	s.brings(s.does(kim, kimsChat, set("text", "status"), set("localTimezone", "Europe/London")))
	s.app.Wait()
	s.says(ines, sharedTalk+";messageid="+root, "status")
	refresh, _ := s.teams.Heard(sharedTalk)[0].Card["refresh"].(map[string]any)
	clear(s.peers) // as it goes from the store
	asked := s.teams.Called("GET ")
	s.app.Forget(accountOf(kim))
	if s.app.Reaches(accountOf(kim)) {
		t.Error("it is remembered how they are reached")
	}
	if _, known := s.app.members.Get(memberKey(kimsChat, kim.ID), s.app.Now(), membersKept); known || s.teams.Called("GET ") != asked {
		t.Error("it is remembered who they are")
	}
	if got := s.app.Profile(t.Context(), accountOf(kim), bot.DirectTo(accountOf(kim))); got != (bot.Profile{}) {
		t.Errorf("%+v is remembered", got)
	}
	shown := encodedAs(t, s.invokes(ines, sharedTalk, "adaptiveCard/action", map[string]any{"action": refresh["action"], "trigger": "automatic"}))
	if strings.Contains(shown, "You said status") {
		t.Errorf("an answer from before is shown: %s", shown)
	}
}
