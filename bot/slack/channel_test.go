package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"collab/bot"
)

// linkedTo is a fake whose relationships have linked these places, and what they are told of them.
func linkedTo(t *testing.T, places ...string) (f *fake, told *[]string) {
	f, told = newFake(t, nil), new([]string)
	say := func(format string, args ...any) error {
		*told = append(*told, fmt.Sprintf(format, args...))
		return nil
	}
	f.app.Channels = bot.Channels{
		Bound: func(p bot.Place) bool { return slices.Contains(places, p.String()) },
		Lost:  func(_ context.Context, p bot.Place, why string) error { return say("%s lost: %s", p, why) },
		Moved: func(_ context.Context, from, to bot.Place) error { return say("%s moved to %s", from, to) },
		Grew:  func(_ context.Context, p bot.Place, homes []string) error { return say("%s holds %v", p, homes) },
		Gone:  func(_ context.Context, home, why string) error { return say("%s gone: %s", home, why) },
	}
	f.info = map[string]map[string]any{}
	return f, told
}

// befalls is an event about a conversation, brought by an installation.
func (f *fake) befalls(through, event string) {
	f.t.Helper()
	shared := strings.Contains(event, `"U0PARTNER"`)
	body := fmt.Sprintf(`{"type":"event_callback","event_id":"Ev1","team_id":%q,"authorizations":[{"team_id":%[1]q}],"is_ext_shared_channel":%t,"event":%s}`,
		through, shared, event)
	if status, _ := f.event(body); status != 200 {
		f.t.Errorf("an event was answered with %d", status)
	}
	f.app.Wait()
}

func TestWhatHappensToAChannelIsTold(t *testing.T) {
	const shared = "slack/T0ACME/C0SHARED"
	for _, tt := range []struct{ name, event, info, want string }{
		{"archived", `{"type":"channel_archive","channel":"C0SHARED","user":"U0KIM"}`, "", shared + " lost: is_archived"},
		{"a private one archived", `{"type":"group_archive","channel":"C0SHARED"}`, `{"is_archived":true}`, shared + " lost: is_archived"},
		{"archived, and back meanwhile", `{"type":"channel_archive","channel":"C0SHARED"}`, `{"is_archived":false,"is_member":true}`, ""},
		{"back from the archive", `{"type":"channel_unarchive","channel":"C0SHARED","user":"U0KIM"}`, "", ""},
		{"deleted", `{"type":"channel_deleted","channel":"C0SHARED"}`, "", shared + " lost: channel_not_found"},
		{"renamed", `{"type":"channel_rename","channel":{"id":"C0SHARED","name":"new","created":1}}`, "", ""},
		{"we were thrown out", `{"type":"channel_left","channel":"C0SHARED"}`, "", shared + " lost: not_in_channel"},
		{"we left a private one", `{"type":"group_left","channel":"C0SHARED"}`, `{"is_member":false}`, shared + " lost: not_in_channel"},
		{"we left, and are back", `{"type":"group_left","channel":"C0SHARED"}`, `{"is_member":true}`, ""},
		{"we left, as members do", `{"type":"member_left_channel","channel":"C0SHARED","user":"U0BOT","team":"T0ACME"}`, "", shared + " lost: not_in_channel"},
		{"somebody left", `{"type":"member_left_channel","channel":"C0SHARED","user":"U0KIM","team":"T0ACME"}`, "", ""},
		{"another id", `{"type":"channel_id_changed","old_channel_id":"C0SHARED","new_channel_id":"C0NEW"}`, "", shared + " moved to slack/T0ACME/C0NEW"},
		{"shared no more", `{"type":"channel_unshared","channel":"C0SHARED","previously_connected_team_id":"T0BOREAL","is_ext_shared":false}`, "", shared + " lost: unshared"},
		{"shared no more with one of several", `{"type":"channel_unshared","channel":"C0SHARED","previously_connected_team_id":"T0ELSE","is_ext_shared":true}`, "", ""},
		{"shared no more, and anew meanwhile", `{"type":"channel_unshared","channel":"C0SHARED","previously_connected_team_id":"T0BOREAL"}`, `{"is_ext_shared":true}`, ""},
		{"our side was disconnected", `{"type":"channel_unshared","channel":"C0SHARED","previously_connected_team_id":"T0ACME","is_ext_shared":true}`, "", shared + " lost: unshared"},
		{"shared", `{"type":"channel_shared","channel":"C0SHARED","connected_team_id":"E0BOREAL"}`, "", shared + " holds [E0BOREAL]"},
		{"shared with one more", `{"type":"channel_shared","channel":"C0SHARED","connected_team_id":"T0ELSE"}`,
			`{"connected_team_ids":["T0ACME","T0BOREAL"],"shared_team_ids":["T0ACME","T0BOREAL","T0TOO"],"internal_team_ids":["T0TOO"]}`, shared + " holds [T0BOREAL T0ELSE]"},
		{"an invitation to share it", `{"type":"shared_channel_invite_accepted","channel":{"id":"C0SHARED"},"invite":{"id":"I1"}}`, "", ""},
		{"a colleague came", `{"type":"member_joined_channel","channel":"C0SHARED","user":"U0SAM","team":"T0ACME"}`, "", ""},
		{"a partner came", `{"type":"member_joined_channel","channel":"C0SHARED","user":"U0PARTNER","team":"T0BOREAL"}`, "", shared + " holds [T0BOREAL]"},
		{"a partner came, whom Slack names by ours", `{"type":"member_joined_channel","channel":"C0SHARED","user":"U0PARTNER","team":"T0ACME"}`,
			`{"connected_team_ids":["T0BOREAL"]}`, shared + " holds [T0BOREAL]"},
		{"in a channel nobody linked", `{"type":"channel_archive","channel":"C0OTHER"}`, "", ""},
		{"another id of a channel nobody linked", `{"type":"channel_id_changed","old_channel_id":"C0OTHER","new_channel_id":"C0NEW"}`, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, told := linkedTo(t, shared)
			if tt.info != "" {
				var c map[string]any
				if err := json.Unmarshal([]byte(tt.info), &c); err != nil {
					t.Fatal(err)
				}
				c["id"] = "C0SHARED"
				f.info["C0SHARED"] = c
			}
			f.befalls(acme, tt.event)
			if got := strings.Join(*told, "; "); got != tt.want {
				t.Errorf("told %q, not %q", got, tt.want)
			}
		})
	}
}

// Slack tells of a channel that two organisations share through whichever installation it likes; the relationship knows
// it by the one through which it was linked.
func TestWhatHappensIsToldWhicheverInstallationBringsIt(t *testing.T) {
	f, told := linkedTo(t, "slack/T0ACME/C0SHARED")
	f.app.enter(Installation{Team: boreal, User: "U0BOT2", Token: token, Installer: "U0DANA"})
	f.befalls(boreal, `{"type":"channel_archive","channel":"C0SHARED"}`)
	f.befalls(boreal, `{"type":"channel_left","channel":"C0SHARED"}`) // their bot left; ours is still there
	f.befalls(boreal, `{"type":"channel_unshared","channel":"C0SHARED","previously_connected_team_id":"T0BOREAL","is_ext_shared":false}`)
	want := []string{"slack/T0ACME/C0SHARED lost: is_archived", "slack/T0ACME/C0SHARED lost: unshared"}
	if !slices.Equal(*told, want) {
		t.Errorf("told %q", *told)
	}
}

func TestAnEventThatCannotBeRecordedIsLogged(t *testing.T) {
	f, _ := linkedTo(t, "slack/T0ACME/C0SHARED")
	var log strings.Builder
	f.app.Log = logger(&log)
	f.app.Channels.Lost = func(context.Context, bot.Place, string) error { return errors.New("the store is closed") }
	f.befalls(acme, `{"type":"channel_archive","channel":"C0SHARED"}`)
	if !strings.Contains(log.String(), "the store is closed") {
		t.Errorf("the log holds %q", log.String())
	}
}

func TestLookingWhoIsInALinkedChannel(t *testing.T) {
	f, _ := linkedTo(t, "slack/T0ACME/C0SHARED")
	f.info["C0SHARED"] = map[string]any{"id": "C0SHARED", "connected_team_ids": []string{boreal}, "shared_team_ids": []string{acme, boreal}}
	var seen [][]string
	for _, channel := range []string{"C0SHARED", "C0OTHER"} {
		f.app.Look(bot.Place{Platform: Platform, Home: acme, Channel: channel}, func(homes []string) { seen = append(seen, homes) })
		f.app.Wait()
	}
	if len(seen) != 1 || !slices.Equal(seen[0], []string{boreal}) {
		t.Errorf("seen %v", seen)
	}
}

func TestACardIsEditedWhereTheChannelIsNow(t *testing.T) {
	f := newFake(t, nil)
	if err := f.app.Edit(t.Context(), bot.Place{Platform: Platform, Home: acme, Channel: "C0OTHER"}, "C0SHARED/1.1", bot.Plainly("News.")); err != nil {
		t.Fatal(err)
	}
	if m := f.last(); m.Channel != "C0OTHER" || m.TS != "1.1" {
		t.Errorf("edited %s in %s", m.TS, m.Channel)
	}
	if err := f.app.Edit(t.Context(), bot.DirectTo(bot.Account{Platform: Platform, Home: acme, User: "U0KIM"}), "D0KIM/1.2", bot.Plainly("News.")); err != nil {
		t.Fatal(err)
	}
	if m := f.last(); m.Channel != "D0KIM" {
		t.Errorf("edited %s in %s", m.TS, m.Channel)
	}
}

func logger(w *strings.Builder) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }
