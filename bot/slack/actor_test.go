package slack

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// The payloads are those Slack was seen to send for people of another organisation: see the tests of Bolt for Python
// (tests/slack_bolt/request/test_internals.py) and its issues 734 and 767.
func TestActorsOrganisationOfEvents(t *testing.T) {
	for _, tt := range []struct{ name, envelope, want string }{
		{"in our own channel",
			`{"team_id":"T0ACME","event":{"type":"message","user":"U1","team":"T0ACME"}}`, acme},
		{"in our own channel, the event naming no team",
			`{"team_id":"T0ELSE","authorizations":[{"team_id":"T0ACME"}],"event":{"type":"message","user":"U1"}}`, acme},
		{"a partner's message, delivered under their team",
			`{"team_id":"T0BOREAL","context_team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"message","user":"U1","team":"T0BOREAL"}}`, boreal},
		{"a partner's message, delivered under ours",
			`{"team_id":"T0ACME","context_team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"message","user":"U1","team":"T0ACME","user_team":"T0BOREAL"}}`, boreal},
		{"a partner's mention, delivered under ours",
			`{"team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"app_mention","user":"U1","team":"T0ACME","user_team":"T0BOREAL","source_team":"T0BOREAL"}}`, boreal},
		{"a mention that names only the source",
			`{"team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"app_mention","user":"U1","team":"T0ACME","source_team":"T0BOREAL"}}`, boreal},
		{"a mention without user_team",
			`{"team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"app_mention","user":"U1","team":"T0BOREAL"}}`, boreal},
		{"a mention by somebody of an enterprise",
			`{"team_id":"T0ACME","enterprise_id":null,"is_ext_shared_channel":true,"event":{"type":"app_mention","user":"U1","team":"T0ACME","user_team":"E0BOREAL","source_team":"E0BOREAL"}}`, ""},
		{"a message by somebody of the enterprise it was delivered under",
			`{"team_id":"T0BOREAL","enterprise_id":"E0BOREAL","context_team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"message","user":"U1","user_team":"E0BOREAL"}}`, boreal},
		{"a message by somebody of the enterprise in context",
			`{"team_id":"T0ACME","enterprise_id":"E0ACME","context_team_id":"T0BOREAL","context_enterprise_id":"E0BOREAL","is_ext_shared_channel":true,"event":{"type":"message","user":"U1","user_team":"E0BOREAL"}}`, boreal},
		{"a message by an enterprise that nothing resolves",
			`{"team_id":"T0ACME","context_team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"message","user":"U1","team":"T0ACME","user_team":"E0BOREAL"}}`, ""},
		{"a shared channel and no word of the user's team",
			`{"team_id":"T0ACME","authorizations":[{"team_id":"T0ACME"}],"is_ext_shared_channel":true,"event":{"type":"message","user":"U1"}}`, ""},
		{"an unshared channel that names another team all the same",
			`{"team_id":"T0ACME","event":{"type":"message","user":"U1","team":"T0ACME","user_team":"T0BOREAL"}}`, boreal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var e envelope
			var v event
			if json.Unmarshal([]byte(tt.envelope), &e) != nil || json.Unmarshal(e.Event, &v) != nil {
				t.Fatal("bad payload")
			}
			if got := e.actorTeam(v); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestActorsOrganisationOfInteractions(t *testing.T) {
	for _, tt := range []struct{ name, payload, want string }{
		{"our person", `{"user":{"id":"U1","team_id":"T0ACME"},"team":{"id":"T0ACME"}}`, acme},
		{"a partner's press: the message is ours", `{"user":{"id":"U1","team_id":"T0BOREAL"},"team":{"id":"T0ACME"}}`, boreal},
		{"a partner's form: the outer team is theirs",
			`{"user":{"id":"U1","team_id":"T0BOREAL"},"team":{"id":"T0BOREAL"},"view":{"team_id":"T0ACME","app_installed_team_id":"T0ACME"}}`, boreal},
		{"an organisation-wide installation: team is null", `{"user":{"id":"U1","team_id":"T0ACME"},"team":null,"enterprise":{"id":"E1"}}`, acme},
		{"team is a string", `{"user":{"id":"U1","team_id":"T0BOREAL"},"team":"T0ACME"}`, boreal},
		{"no team of the user", `{"user":{"id":"U1"},"team":{"id":"T0ACME"}}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, g, err := atAcme().readInteraction([]byte(tt.payload))
			if err != nil || g.by.Home != tt.want {
				t.Errorf("got %q (%v), want %q", g.by.Home, err, tt.want)
			}
		})
	}
	if _, _, err := atAcme().readInteraction([]byte(`{"user":{"team_id":"T0ACME"}}`)); err == nil {
		t.Error("an interaction of nobody was read")
	}
}

func TestWordsAsThePersonTypedThem(t *testing.T) {
	for text, want := range map[string]string{
		"promise <@U012|dana> the forecast":            "promise @dana the forecast",
		"promise <@U012> it":                           "promise @U012 it",
		"see <#C1|sales> and <#C2>":                    "see #sales and #C2",
		"evidence <https://example.com/a?b=1&amp;c=2>": "evidence https://example.com/a?b=1&c=2",
		"<https://example.com|example.com>":            "https://example.com",
		"<mailto:dana@example.com|dana@example.com>":   "dana@example.com",
		"<!channel> <!here|here> <!subteam^S1|@leads>": "@channel here @leads",
		"a &lt;!channel&gt; &amp;lt; b":                "a <!channel> &lt; b",
		"1 < 2 and a <b":                               "1 < 2 and a <b",
		"<>":                                           "",
		"otif 94,2 %":                                  "otif 94,2 %",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"<@U0BOT> status": "status", " <@U0BOT|collab>  status": "status", "<@U0BOTTLE> status": "<@U0BOTTLE> status",
		"status": "status", "<@U0BOT>": "", "<@U0BOT": "<@U0BOT",
	} {
		if got := withoutMention(text, ourBot); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// atAcme is an app that one workspace has installed.
func atAcme() *App {
	a := &App{}
	a.enter(Installation{Team: acme, User: ourBot, Token: token})
	return a
}

func FuzzReading(f *testing.F) {
	f.Add("command", status)
	f.Add("interaction", `{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"team":null,"channel":{"id":"C1"},"message":{"ts":"1.1"},"actions":[{"type":"button","value":"status"}]}`)
	f.Add("interaction", `{"type":"view_submission","user":{"id":"U1","team_id":"T1"},"view":{"id":"V1","callback_id":"collab","private_metadata":"{\"w\":\"kpi\",\"c\":\"C1\"}","blocks":[{"type":"input","block_id":"a"}],"state":{"values":{"a":{"value":{"selected_options":[{"value":"x"},{"value":"y"}]}},"b":{"value":{"selected_date":"2026-03-02"}},"c":{"value":null},"d":null}}}}`)
	f.Add("event", `{"type":"event_callback","event_id":"Ev1","team_id":"T1","is_ext_shared_channel":true,"context_enterprise_id":"E1","event":{"type":"app_mention","user":"U1","user_team":"E1","text":"<@U0BOT> <@U2|x> &lt;","ts":"1.1"}}`)
	f.Add("event", `{"authorizations":[],"event":{"type":"message","channel_type":"im","user":"U1"}}`)
	f.Fuzz(func(t *testing.T, kind, body string) {
		if g, ok := read(kind, body); ok {
			judge(t, g)
		}
	})
}

func read(kind, body string) (gesture, bool) {
	switch kind {
	case "command":
		form, err := url.ParseQuery(body)
		if err != nil {
			return gesture{}, false
		}
		g, err := atAcme().readCommand(commandOf(form))
		return g, err == nil
	case "event":
		var e envelope
		var v event
		if json.Unmarshal([]byte(body), &e) != nil || json.Unmarshal(e.Event, &v) != nil {
			return gesture{}, false
		}
		app := atAcme()
		g, err := app.readEvent(e, v, app.offices.all()[0])
		return g, err == nil
	}
	in, g, err := atAcme().readInteraction([]byte(body))
	if err != nil {
		return gesture{}, false
	}
	if in.Type == "view_submission" {
		g, err = readSubmission(in, g)
	} else {
		g, err = readPress(in, g)
	}
	return g, err == nil
}

// judge says what holds for whatever is read: somebody did it, under a key that begins with who.
func judge(t *testing.T, g gesture) {
	if g.by.Platform != Platform || g.by.User == "" {
		t.Errorf("nobody did it: %+v", g.by)
	}
	if !strings.HasPrefix(g.key, g.by.String()+"/") || len(g.key) == len(g.by.String())+1 {
		t.Errorf("key %q of %v", g.key, g.by)
	}
}
