package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"collab/bot"
)

// What stands everywhere but where the person who acted reads alone holds nothing of an answer to them.
func TestPrivacyOfAnswers(t *testing.T) {
	for _, c := range []struct {
		name       string
		who        fakeMember
		where      string
		noTargeted bool
		want       map[string][]string
	}{
		{"in a channel", kim, sharedTalk + ";messageid=" + root, false, map[string][]string{sharedTalk: {"to 29:kim: You said status"}}},
		{"in a group", kim, groupTalk, false, map[string][]string{groupTalk: {"to 29:kim: You said status"}}},
		{"in a group where only chats of one's own are private", kim, groupTalk, true, map[string][]string{groupTalk: nil, "a:29:kim": {"You said status"}}},
		{"of somebody whom we cannot write to", ines, sharedTalk, true, map[string][]string{sharedTalk: {"An answer for whoever asked"}}},
		{"in their own chat", kim, kimsChat, true, map[string][]string{kimsChat: {"You said status"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, echo)
			if c.noTargeted {
				s.refusesTargeted()
			}
			s.says(c.who, c.where, "status")
			for where, want := range c.want {
				if got := s.lines(where); !slices.Equal(got, want) {
					t.Errorf("in %s stands %q", where, got)
				}
				for _, said := range s.teams.Heard(where) {
					if said.To == "" && !strings.HasPrefix(where, "a:") && strings.Contains(encodedAs(t, said.Raw), "You said") {
						t.Errorf("everybody in %s reads %v", where, said.Raw)
					}
				}
			}
		})
	}
}

// Where nobody can be written to alone, whoever presses reads the answer in the response.
func TestPrivacyOfAPress(t *testing.T) {
	s := newScene(t, echo)
	s.app.avoid(targeted, gesture{activity: activity{tenant: ourTenant}, by: accountOf(ines)})
	shown := encodedAs(t, s.invokes(ines, sharedTalk, "adaptiveCard/action", pressed("status")))
	if !strings.Contains(shown, "You said status") || len(s.lines(sharedTalk)) > 0 {
		t.Errorf("shown %s, in the channel %q", shown, s.lines(sharedTalk))
	}
}

// An answer behind a card is shown to nobody but the person it was for, whatever number they ask for, and from wherever.
func TestPrivacyOfViews(t *testing.T) {
	s := newScene(t, echo)
	s.refusesTargeted()
	s.says(ines, sharedTalk, "status")
	refresh, _ := s.teams.Heard(sharedTalk)[0].Card["refresh"].(map[string]any)
	value := map[string]any{"action": refresh["action"], "trigger": "automatic"}
	for _, who := range []fakeMember{kim, lou, eve} {
		for _, where := range []string{sharedTalk, groupTalk, kimsChat} {
			if shown := encodedAs(t, s.invokes(who, where, "adaptiveCard/action", value)); strings.Contains(shown, "You said") {
				t.Errorf("%s is shown %s in %s", who.Name, shown, where)
			}
		}
	}
	if shown := encodedAs(t, s.invokes(ines, sharedTalk, "adaptiveCard/action", value)); !strings.Contains(shown, "You said status") {
		t.Errorf("Ines is shown %s", shown)
	}
}

// Nobody is somebody whose tenant the operator did not let in, and nothing is said or changed in such a tenant.
func TestPrivacyOfTenantsThatAreNotLetIn(t *testing.T) {
	s := newScene(t, echo)
	s.says(eve, sharedTalk, "status")
	s.invokes(eve, sharedTalk, "task/fetch", map[string]any{"data": map[string]any{"collab": map[string]any{"w": "objective new"}}})
	if asked := s.requests(); len(asked) > 0 {
		t.Errorf("asked %+v", asked)
	}
	s.teams.chat("19:theirs@thread.tacv2", eve)
	there := bot.Place{Platform: Platform, Home: strangers, Channel: "19:theirs@thread.tacv2"}
	if _, err := s.app.Send(t.Context(), there, "k", bot.Plainly("hush")); !errors.Is(err, bot.ErrGone) {
		t.Error(err)
	}
	if err := s.app.Edit(t.Context(), there, "19:theirs@thread.tacv2/1", bot.Plainly("hush")); !errors.Is(err, bot.ErrGone) {
		t.Error(err)
	}
	if got := s.teams.Called("POST /v3/conversations/19:theirs") + s.teams.Called("PUT /v3/conversations/19:theirs"); got > 0 {
		t.Errorf("%d calls", got)
	}
}

// A guest's chat lies with their host: nothing there is their own side's, not even by a form that says so, or our Home; nor
// is the chat of somebody that another tenant than theirs holds.
func TestPrivacyOfChatsThatOthersHold(t *testing.T) {
	s := newScene(t, echo)
	s.app.Home = welcoming
	abroad, unsaid := ines, kim
	unsaid.ID, unsaid.Role = "29:unsaid", ""
	s.teams.chat("a:ines", abroad)
	s.teams.chat("a:unsaid", unsaid)
	for where, who := range map[string]fakeMember{"a:lou": lou, "a:ines": abroad, "a:unsaid": unsaid} {
		s.says(who, where, "home")
		s.says(who, where, "status")
		form := map[string]any{"data": map[string]any{"collab": map[string]any{"w": "objective new", "a": "borealis", "f": 2, "i": []string{"title"}, "n": "7"}, "f.title": "hush"}}
		if got := encodedAs(t, s.invokes(who, where, "task/submit", form)); !strings.Contains(got, "This form cannot be sent from here") {
			t.Errorf("%s: %s", where, got)
		}
	}
	asked := s.requests()
	if len(asked) != 6 {
		t.Errorf("asked %d times", len(asked))
	}
	for _, q := range asked {
		if q.Place.Own || q.Place.Kind != bot.Direct || q.Words == "objective new" {
			t.Errorf("asked %+v", q)
		}
	}
}

// A form that was drawn for one party is taken where its people alone read, and nowhere else.
func TestPrivacyOfFormsForOneParty(t *testing.T) {
	s := newScene(t, echo)
	form := map[string]any{"data": map[string]any{"collab": map[string]any{"w": "objective new", "a": "acme", "f": 2, "i": []string{"title"}, "n": "7"}, "f.title": "hush"}}
	for where, who := range map[string]fakeMember{sharedTalk: kim, groupTalk: kim} {
		if got := encodedAs(t, s.invokes(who, where, "task/submit", form)); !strings.Contains(got, "This form cannot be sent from here") || len(s.requests()) > 0 {
			t.Errorf("%s: %s, asked %v", where, got, s.requests())
		}
	}
	s.invokes(kim, kimsChat, "task/submit", form)
	if asked := s.requests(); len(asked) != 1 || !asked[0].Place.Own || asked[0].Values["title"] != "hush" {
		t.Errorf("asked %+v", asked)
	}
}

// Internal words reach people in their own chat: nobody whom we never met, no guest, nobody in a chat that lies elsewhere, and
// nobody of a tenant that is not let in any more.
func TestPrivacyOfWhoCanBeWrittenTo(t *testing.T) {
	s := newScene(t, echo)
	s.teams.chat("a:ines", ines)
	for where, who := range map[string]fakeMember{groupTalk: kim, "a:lou": lou, "a:ines": ines} {
		s.says(who, where, "status")
	}
	if s.reaches(ines) || s.app.peer(bot.DirectTo(accountOf(ines))).Conversation != "" {
		t.Error("a chat that another tenant holds is taken for her own")
	}
	s.teams.chat("a:at-home", ines)
	s.brings(s.does(ines, "a:at-home", homeIs(partners)))
	s.app.Wait()
	never := fakeMember{Object: "never", Tenant: ourTenant}
	for who, want := range map[fakeMember]bool{kim: true, ines: true, lou: false, eve: false, never: false} {
		if s.reaches(who) != want {
			t.Errorf("%s can be written to: %v", cmp.Or(who.Name, "somebody whom we never met"), !want)
		}
	}
	s.app.AllowedTenants = nil
	if s.reaches(ines) || !s.reaches(kim) {
		t.Error("a tenant is let in that is not any more")
	}
	if got := s.app.peer(bot.DirectTo(accountOf(kim))); got.User != kim.ID || len(s.peers) != 4 {
		t.Errorf("of Kim is kept %+v; %d are kept", got, len(s.peers))
	}
}

func (s *scene) reaches(who fakeMember) bool { return s.app.Reaches(accountOf(who)) }

func accountOf(who fakeMember) bot.Account {
	return bot.Account{Platform: Platform, Home: who.Tenant, User: who.Object}
}

// homeIs has something happen in a conversation of another tenant.
func homeIs(tenant string) func(map[string]any) {
	return func(a map[string]any) {
		a["channelData"] = map[string]any{"tenant": map[string]any{"id": tenant}}
		if c, ok := a["conversation"].(map[string]any); ok {
			c["tenantId"] = tenant
		}
	}
}

func encodedAs(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Which organisations have people in a channel its roster says; a person's name is told to whoever asks about them alone.
func TestPrivacyOfProfiles(t *testing.T) {
	s := newScene(t, echo)
	s.says(kim, kimsChat, "status")
	for by, want := range map[bot.Account]string{accountOf(kim): "Kim", accountOf(lou): "", {Platform: Platform, Home: partners, User: kim.Object}: ""} {
		p := bot.DirectTo(accountOf(kim))
		if got := s.app.Profile(context.Background(), by, p); got.Name != want {
			t.Errorf("%v is called %q", by, got.Name)
		}
	}
}
