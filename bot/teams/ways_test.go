package teams

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"collab/bot"
)

// refusesTargeted has Teams know no messages that one person alone sees, as in a tenant that does not have them.
func (s *scene) refusesTargeted() {
	s.teams.Fail(fakeFault{On: "POST /v3/conversations/19:", Status: http.StatusBadRequest, Word: "BadArgument"})
}

// Where Teams has no messages that one person alone sees, the answer is in their own chat, which is opened if need be, and
// there from then on.
func TestAnAnswerInTheirOwnChat(t *testing.T) {
	s := newScene(t, echo)
	s.refusesTargeted()
	s.says(kim, groupTalk, "status")
	s.says(kim, groupTalk, "todo")
	if got := s.lines("a:29:kim"); !slices.Equal(got, []string{"You said status", "You said todo"}) {
		t.Errorf("in their chat: %q", got)
	}
	if got := s.lines(groupTalk); len(got) > 0 {
		t.Errorf("in the group: %q", got)
	}
	if n := s.teams.Called("POST /v3/conversations/" + groupTalk); n != 1 {
		t.Errorf("tried in the group %d times", n)
	}
}

// Whoever is of another tenant cannot be written to, so a card that holds nothing shows them the answer, and nobody else.
func TestAnAnswerThroughAView(t *testing.T) {
	s := newScene(t, echo)
	s.refusesTargeted()
	s.says(ines, sharedTalk+";messageid="+root, "status")
	said := s.teams.Heard(sharedTalk)
	if len(said) != 1 || said[0].To != "" {
		t.Fatalf("%+v", said)
	}
	if drawn, _ := json.Marshal(said[0].Raw); strings.Contains(string(drawn), "You said") {
		t.Errorf("everybody reads %s", drawn)
	}
	refresh, _ := said[0].Card["refresh"].(map[string]any)
	if ids, _ := refresh["userIds"].([]any); len(ids) != 1 || ids[0] != ines.ID {
		t.Errorf("asked for by the clients of %v", refresh["userIds"])
	}
	value := map[string]any{"action": refresh["action"], "trigger": "automatic"}
	for who, sees := range map[fakeMember]bool{ines: true, kim: false} {
		shown, _ := json.Marshal(s.invokes(who, sharedTalk, "adaptiveCard/action", value))
		if strings.Contains(string(shown), "You said status") != sees {
			t.Errorf("%s is shown %s", who.Name, shown)
		}
	}
}

// When it cannot be known whether an answer was said, it is not said another way.
func TestAnAnswerThatMayHaveBeenSaid(t *testing.T) {
	s := newScene(t, echo)
	s.teams.Fail(fakeFault{On: "POST /v3/conversations/19:", Dropped: true})
	s.says(kim, groupTalk, "status")
	if got := s.lines(groupTalk); len(got) != 1 {
		t.Errorf("in the group: %q", got)
	}
	if got := s.lines("a:29:kim"); len(got) > 0 {
		t.Errorf("said again in their chat: %q", got)
	}
}

// Whoever the roster does not know, or is of a tenant that nobody let in, is nobody: they are told so once, and nothing is
// asked in their name. So is whoever lies about their directory: what counts is the roster.
func TestStrangers(t *testing.T) {
	liar := kim
	liar.ID = "29:eve"
	for name, who := range map[string]fakeMember{"of a tenant not let in": eve, "not in the roster": {ID: "29:nobody", Object: kim.Object, Name: "Kim"}, "who says to be Kim": liar} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, echo)
			s.says(who, sharedTalk, "status")
			s.says(who, sharedTalk, "todo")
			if asked := s.requests(); len(asked) > 0 {
				t.Errorf("asked %+v", asked)
			}
			if got := s.lines(sharedTalk); len(got) != 1 || !strings.HasPrefix(got[0], "I can't tell which organisation") {
				t.Errorf("said %q", got)
			}
			answer := s.invokes(who, sharedTalk, "adaptiveCard/action", pressed("status"))
			if said, _ := answer["value"].(string); !strings.HasPrefix(said, "I can't tell") || len(s.requests()) > 0 {
				t.Errorf("answered %v, asked %v", answer, s.requests())
			}
		})
	}
}

// What Teams brings twice is answered once.
func TestRepeated(t *testing.T) {
	s := newScene(t, echo)
	raw := s.does(kim, kimsChat, set("text", "status"))
	for range 3 {
		s.brings(raw)
		s.app.Wait()
	}
	if got := s.lines(kimsChat); len(got) != 1 {
		t.Errorf("said %q", got)
	}
	keys := map[string]bool{}
	for _, q := range s.requests() {
		keys[q.Key] = true
	}
	if len(keys) != 1 {
		t.Errorf("keys %v", keys)
	}
}

// While the roster cannot be asked, what is said waits, and an invoke says so.
func TestARosterThatDoesNotAnswer(t *testing.T) {
	s := newScene(t, echo)
	s.teams.Fail(fakeFault{On: "GET /v3/conversations/" + kimsChat + "/members", Status: http.StatusInternalServerError, Times: 2})
	s.says(kim, kimsChat, "status")
	if s.mail.Left() != 1 || len(s.requests()) > 0 {
		t.Fatalf("waiting %d, asked %v", s.mail.Left(), s.requests())
	}
	answer := s.invokes(kim, kimsChat, "adaptiveCard/action", pressed("status"))
	if said, _ := answer["value"].(string); !strings.HasPrefix(said, "I can't find out who you are") {
		t.Errorf("answered %v", answer)
	}
	s.invokes(kim, kimsChat, "adaptiveCard/action", pressed("todo"))
	s.app.inbox.WorkOff()
	s.app.Wait()
	if asked := s.requests(); len(asked) != 1 || asked[0].Words != "todo" {
		t.Errorf("asked %+v", asked)
	}
}

// The same is pressed twice on one card, or pressed and brought as a message by an old client: one thing, under one key.
func TestPressed(t *testing.T) {
	s := newScene(t, echo)
	s.invokes(kim, kimsChat, "adaptiveCard/action", pressed("checkin 3"), set("replyToId", "17"))
	s.invokes(kim, kimsChat, "adaptiveCard/action", pressed("checkin 3"), set("replyToId", "17"))
	s.brings(s.does(kim, kimsChat, set("text", nil), set("replyToId", "17"), set("value", map[string]any{"collab": map[string]any{"w": "checkin 3"}})))
	s.app.Wait()
	asked := s.requests()
	if len(asked) != 3 || asked[0].Key != asked[1].Key || asked[0].Key != asked[2].Key || asked[2].Words != "checkin 3" {
		t.Errorf("asked %+v", asked)
	}
	other := s.invokes(ines, sharedTalk, "adaptiveCard/action", pressed("status"))
	if other["type"] != messageAnswer || other["value"] == "" {
		t.Errorf("answered %v", other)
	}
	if got := s.lines(sharedTalk); !slices.Equal(got, []string{"to 29:ines: You said status"}) {
		t.Errorf("in the channel: %q", got)
	}
	if asked = s.requests(); asked[3].Place.Own || asked[3].By == (bot.Account{}) {
		t.Errorf("asked %+v", asked[3])
	}
}
