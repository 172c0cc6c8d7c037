package teams

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"collab/bot"
	"collab/relationship"
)

func welcoming(_ context.Context, a bot.Account) bot.Message {
	return bot.Plainly("Welcome, " + a.User)
}

// Whoever installs the app for themselves is welcomed once; a conversation that we came into is greeted once, and nobody in
// it is told anything alone.
func TestInstalled(t *testing.T) {
	s := newScene(t, echo)
	s.app.Welcome = welcoming
	for range 2 {
		s.happens(kim, kimsChat, set("type", "installationUpdate"), set("action", "add"))
		s.happens(kim, kimsChat, set("type", "conversationUpdate"), set("membersAdded", []any{map[string]any{"id": "28:" + appID}}))
		s.happens(kim, groupTalk, set("type", "conversationUpdate"), set("membersAdded", []any{map[string]any{"id": "28:" + appID}, map[string]any{"id": kim.ID}}))
	}
	s.happens(kim, groupTalk, set("type", "conversationUpdate"), set("membersAdded", []any{map[string]any{"id": lou.ID}}))
	if got := s.lines(kimsChat); !slices.Equal(got, []string{"Welcome, " + kim.Object}) {
		t.Errorf("in the chat: %q", got)
	}
	if got := s.lines(groupTalk); len(got) != 1 || !strings.HasPrefix(got[0], "I'm Collab.") {
		t.Errorf("in the group: %q", got)
	}
}

// happens brings what happened to a conversation.
func (s *scene) happens(who fakeMember, where string, changes ...func(map[string]any)) {
	s.t.Helper()
	s.brings(s.does(who, where, append([]func(map[string]any){set("text", nil)}, changes...)...))
	s.app.Wait()
}

// event is what Teams says beside a change of a team.
func event(word, channel string) func(map[string]any) {
	return func(a map[string]any) {
		a["type"] = "conversationUpdate"
		a["channelData"] = map[string]any{"tenant": map[string]any{"id": ourTenant}, "eventType": word, "team": map[string]any{"id": "19:team@thread.tacv2"}, "channel": map[string]any{"id": channel}}
	}
}

// What befalls a linked channel is told to its relationship; what befalls another is nothing to us.
func TestWhatBefallsAChannel(t *testing.T) {
	added := set("membersAdded", []any{map[string]any{"id": eve.ID}})
	out := set("membersRemoved", []any{map[string]any{"id": "28:" + appID}})
	for _, c := range []struct {
		name    string
		where   string
		changes []func(map[string]any)
		members []fakeMember
		told    []string
	}{
		{"deleted", "19:team@thread.tacv2", []func(map[string]any){event("channelDeleted", sharedTalk)}, nil, []string{"lost channel_not_found"}},
		{"another deleted", "19:team@thread.tacv2", []func(map[string]any){event("channelDeleted", "19:other@thread.tacv2")}, nil, nil},
		{"we were taken out", sharedTalk, []func(map[string]any){set("type", "conversationUpdate"), out}, nil, []string{"lost not_in_channel"}},
		{"the app was removed", sharedTalk, []func(map[string]any){set("type", "installationUpdate"), set("action", "remove")}, nil, []string{"lost not_in_channel"}},
		{"somebody came", sharedTalk, []func(map[string]any){set("type", "conversationUpdate"), added}, []fakeMember{kim, ines, eve, lou}, []string{"grew " + partners + " " + strangers + " guests of borealis.example"}},
		{"somebody came without signing in", sharedTalk, []func(map[string]any){set("type", "conversationUpdate"), added},
			[]fakeMember{kim, {ID: "29:anon", Tenant: ourTenant, Role: "anonymous", Name: "Anon (Guest)"}}, []string{"grew " + unknownHome}},
		{"a guest came without an address", sharedTalk, []func(map[string]any){set("type", "conversationUpdate"), added},
			[]fakeMember{kim, {ID: "29:x", Object: lou.Object, Tenant: ourTenant, Role: "guest"}}, []string{"grew " + unknownHome}},
		{"somebody of no tenant came", sharedTalk, []func(map[string]any){set("type", "conversationUpdate"), added},
			[]fakeMember{kim, {ID: "29:x", Object: lou.Object, Role: "user"}}, []string{"grew " + unknownHome}},
		{"a bot came", sharedTalk, []func(map[string]any){set("type", "conversationUpdate"), added}, []fakeMember{kim, {ID: "28:other", Name: "Polls"}}, nil},
		{"somebody of ours came", sharedTalk, []func(map[string]any){set("type", "conversationUpdate"), added}, []fakeMember{kim}, nil},
		{"unshared", "19:team@thread.tacv2", []func(map[string]any){event("channelUnshared", sharedTalk)}, []fakeMember{kim}, []string{"lost " + relationship.LostConnection}},
		{"shared still", "19:team@thread.tacv2", []func(map[string]any){event("channelUnshared", sharedTalk)}, []fakeMember{kim, ines}, []string{"grew " + partners}},
		{"renamed", "19:team@thread.tacv2", []func(map[string]any){event("channelRenamed", sharedTalk)}, []fakeMember{kim}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, echo)
			var told []string
			s.app.Channels = bot.Channels{
				Bound: func(p bot.Place) bool { return p.String() == Platform+"/"+ourTenant+"/"+sharedTalk },
				Lost:  func(_ context.Context, _ bot.Place, why string) error { told = append(told, "lost "+why); return nil },
				Grew: func(_ context.Context, _ bot.Place, homes []string) error {
					told = append(told, "grew "+strings.Join(homes, " "))
					return nil
				},
			}
			s.teams.chat(sharedTalk, c.members...)
			s.happens(kim, c.where, c.changes...)
			if !slices.Equal(told, c.told) {
				t.Errorf("told %q", told)
			}
		})
	}
}

// Who is in a channel that was just linked is looked up, page by page.
func TestLook(t *testing.T) {
	s := newScene(t, echo)
	s.teams.Paging = 2
	var homes []string
	s.app.Look(bot.Place{Platform: Platform, Home: ourTenant, Channel: sharedTalk}, func(found []string) { homes = found })
	s.app.Wait()
	if want := []string{"guests of borealis.example", partners, strangers}; fmt.Sprint(homes) != fmt.Sprint(want) {
		t.Errorf("%q", homes)
	}
}
