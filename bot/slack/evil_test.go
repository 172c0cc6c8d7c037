package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"collab/bot"
)

// evil is a workspace that has installed the app, of no relationship, where somebody has the id of kim in ours.
const evil = "T0EVIL"

// invaded is a Slack with a relationship, and an installation of somebody else's.
func invaded(t *testing.T) *fake {
	f := connected(t)
	f.tokens["xoxb-evil"] = tenant{team: evil, bot: "U0EVILBOT"}
	f.app.Limits = Limits{bot.Limit{Rate: 1e6, Burst: 1e6}, bot.Limit{Rate: 1e6, Burst: 1e6}, [4]bot.Limit{{Rate: 1e6, Burst: 1e6}, {Rate: 1e6, Burst: 1e6}, {Rate: 1e6, Burst: 1e6}, {Rate: 1e6, Burst: 1e6}}}
	f.app.offices.all()[0].pace = newPace(f.app.Limits)
	f.app.enter(Installation{Team: evil, Name: "Acme", User: "U0EVILBOT", Token: "xoxb-evil", Installer: "U0KIM"})
	return f
}

// tries are what somebody of that workspace can have Slack sign, in places that are their own, and in one with the id of the
// channel that we share with our partner.
func tries(f *fake) map[string]func(words, channel string) string {
	press := func(channel string, also map[string]any) string {
		p := map[string]any{"type": "block_actions", "user": map[string]any{"id": "U0KIM", "team_id": evil}, "team": map[string]any{"id": evil},
			"trigger_id": f.newTrigger(), "response_url": f.web.URL + "/hooks/6", "channel": map[string]any{"id": channel}, "message": map[string]any{"ts": "1772452800.000009"}}
		for name, value := range also {
			p[name] = value
		}
		_, body := f.payload(p)
		return body
	}
	carried := func(words, channel string) string {
		b, _ := json.Marshal(back{Words: words, Channel: channel, Reader: "acme"})
		return string(b)
	}
	button := func(words string) []any { return []any{map[string]any{"type": "button", "value": words}} }
	event := func(format string, values ...any) string {
		f.next++
		_, body := f.event(fmt.Sprintf(`{"type":"event_callback","event_id":"Ev%d","team_id":%q,"authorizations":[{"team_id":%[2]q}],"event":%s}`, f.next, evil, fmt.Sprintf(format, values...)))
		return body
	}
	return map[string]func(words, channel string) string{
		"a command": func(words, channel string) string {
			_, body := f.send(url.Values{"command": {"/collab"}, "text": {words}, "team_id": {evil}, "user_id": {"U0KIM"}, "user_name": {"kim"},
				"channel_id": {channel}, "trigger_id": {f.newTrigger()}, "response_url": {f.web.URL + "/hooks/6"}})
			return body
		},
		"a button": func(words, channel string) string { return press(channel, map[string]any{"actions": button(words)}) },
		"a button on Home": func(words, _ string) string {
			return press("", map[string]any{"actions": button(words), "view": map[string]any{"id": "V6", "type": "home"}})
		},
		"a button in a modal": func(words, channel string) string {
			return press("", map[string]any{"actions": button(words), "view": map[string]any{"id": "V6", "type": "modal", "private_metadata": carried(words, channel)}})
		},
		"a form": func(words, channel string) string {
			return press("", map[string]any{"type": "view_submission", "view": map[string]any{"id": "V6", "callback_id": callback, "team_id": acme, "private_metadata": carried(words, channel)}})
		},
		"a form that is closed": func(words, channel string) string {
			return press("", map[string]any{"type": "view_closed", "view": map[string]any{"id": "V6", "callback_id": callback, "team_id": acme, "private_metadata": carried(words, channel)}})
		},
		"a shortcut": func(string, string) string {
			return press("", map[string]any{"type": "shortcut", "callback_id": todoShortcut})
		},
		"a shortcut on a message": func(_, channel string) string {
			return press(channel, map[string]any{"type": "message_action", "callback_id": evidenceShortcut, "message": map[string]any{"ts": "1772452800.000009", "user": "U0DANA", "team": boreal, "text": "Yes"}})
		},
		"a direct message": func(words, _ string) string {
			return event(`{"type":"message","channel_type":"im","channel":"D0KIM","user":"U0KIM","team":%q,"ts":"2.1","text":%q}`, evil, words)
		},
		"a direct message that does not say of whom": func(words, _ string) string {
			return event(`{"type":"message","channel_type":"im","channel":"D0KIM","user":"U0KIM","ts":"2.1","text":%q}`, words)
		},
		"a mention": func(words, channel string) string {
			return event(`{"type":"app_mention","channel":%q,"user":"U0KIM","team":%q,"ts":"2.1","text":%q}`, channel, evil, "<@U0EVILBOT> "+words)
		},
		"a look at Home": func(string, string) string {
			return event(`{"type":"app_home_opened","tab":"home","user":"U0KIM","channel":"D0KIM"}`)
		},
		"a reaction": func(_, channel string) string {
			return event(`{"type":"reaction_added","user":"U0KIM","reaction":"pushpin","item":{"type":"message","channel":%q,"ts":"1772452800.000009"}}`, channel)
		},
	}
}

// Nothing of a relationship is shown to a workspace that has no part in it, whatever it says it is and wherever it says it.
func TestNonInterferenceOfAWorkspaceThatHasOnlyInstalledTheApp(t *testing.T) {
	f := invaded(t)
	f.methods = map[string]func(map[string]any) map[string]any{
		"users.info": func(args map[string]any) map[string]any {
			return map[string]any{"ok": true, "user": map[string]any{"id": args["user"], "team_id": evil}}
		},
		"views.publish": func(args map[string]any) map[string]any {
			f.said = append(f.said, said{How: "views.publish", Raw: args})
			return map[string]any{"ok": true}
		},
	}
	b := &letterbox{}
	f.app.box(b)
	f.app.Home = func(_ context.Context, by bot.Account) bot.Message { return bot.Plainly("The Home of " + by.String()) }
	if _, seen := f.command("U0KIM", "C0SHARED", "status"); !strings.Contains(seen, ofBoth) {
		t.Fatalf("kim is shown %s", seen)
	}
	for name, try := range tries(f) {
		for _, words := range []string{"status", "todo", "list", "objective", "draft drop objective new", "export", "settings", "status for acme", "undo slack/T0ACME/U0KIM/typed/1",
			"objective show d1", "evidence", "evidence C0SHARED/1772452800.000009", "settings channel", "members", "checkin", "try"} {
			for _, channel := range []string{"C0SHARED", "C0EVIL", "D0KIM", "D0ELSE"} {
				seen := try(words, channel) + f.shown()
				for _, secret := range []string{acmesOwn, borealsOwn, "not counted", ofBoth, "Fewer late trucks", "Kim Osei", "Dana Reyes", "Home of slack/T0ACME"} {
					if strings.Contains(seen, secret) {
						t.Fatalf("%s, %q in %s: shown %s", name, words, channel, seen)
					}
				}
			}
		}
	}
}
