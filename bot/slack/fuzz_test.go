package slack

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"collab/bot"
)

// FuzzWhatSlackBrings sends what could come from Slack, however garbled, whichever way: nothing of it ends the process.
func FuzzWhatSlackBrings(f *testing.F) {
	for _, seed := range []string{
		`{"type":"block_actions","user":{"id":"U0KIM","team_id":"T0ACME"},"team":{"id":"T0ACME"},"channel":{"id":"C0SHARED"},"message":{"ts":"1.1"},"actions":[{"type":"button","value":"status"}]}`,
		`{"type":"view_submission","user":{"id":"U0KIM","team_id":"T0ACME"},"team":null,"view":{"id":"V1","callback_id":"collab","private_metadata":"{\"w\":\"new\"}","blocks":[{"type":"input","block_id":"a"}],"state":{"values":{"a":{"value":{"value":"x","selected_option":null,"selected_options":[{"value":"y"}]}}}}}}`,
		`{"type":"view_closed","user":{"id":"U0KIM","team_id":"E1"},"enterprise":"E1","view":{"id":"V1","callback_id":"collab","private_metadata":"{\"w\":\"new\"}"}}`,
		`{"type":"message_action","callback_id":"evidence","trigger_id":"1","user":{"id":"U0KIM","team_id":"T0ACME"},"channel":{"id":"C0SHARED"},"message":{"ts":"1772452800.000001","user":"U1","text":"<@U1|d> <http://x|y>","files":[{"id":"F1","file_access":"check_file_info"}]}}`,
		`{"type":"event_callback","event_id":"E1","team_id":"T0ACME","event":{"type":"message","channel_type":"im","user":"U0KIM","channel":"D0KIM","text":"evidence https://a.slack.com/archives/C0SHARED/p1772452800000001","ts":"1.2"}}`,
		`{"type":"event_callback","event_id":"E1","authorizations":[{"team_id":"T0ACME"}],"event":{"type":"reaction_added","reaction":"pushpin::skin-tone-2","user":"U0KIM","item":{"type":"message","channel":"C0SHARED","ts":"1772452800.000001"}}}`,
		`{"type":"event_callback","event_id":"E1","team_id":"T0ACME","event":{"type":"channel_id_changed","old_channel_id":"C0SHARED","new_channel_id":"C1"}}`,
		`{"type":"event_callback","event_id":"E1","team_id":"T0ACME","event":{"type":"tokens_revoked","tokens":{"bot":["U0BOT"]}}}`,
		`{"command":"/collab","text":"status <!channel>","team_id":"T0ACME","user_id":"U0KIM","channel_id":"D0KIM","trigger_id":"1.1"}`,
	} {
		f.Add(seed)
	}
	app := fuzzed(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []string{eventsKind, interactiveKind, commandsKind} {
			said, err := app.take(t.Context(), kind, []byte(text))
			if err == nil {
				_ = said.write(httptest.NewRecorder())
			}
			said.follow()
			app.Wait()
		}
	})
}

// fuzzed is an app that answers everything with everything, and a Slack that takes all of it.
func fuzzed(f *testing.F) *App {
	const yes = `{"ok":true,"team_id":"T0ACME","user_id":"U0BOT","channel":{"id":"D0KIM"},"view":{"id":"V1"}}`
	boxes := &letterbox{}
	fast := rate.Limit(1e9)
	all := bot.Limit{Rate: fast, Burst: 1e9}
	app, err := New(f.Context(), Config{
		Answer: answering(func(r bot.Request) bot.Reply {
			m := bot.Plainly(r.Words)
			return bot.Reply{Message: &m, Form: &bot.Form{Title: r.Words, Words: r.Words}, Errors: map[string]string{"": "no", "a": "no"}}
		}),
		Log: slog.New(slog.DiscardHandler), SigningSecret: secret, BotToken: token, Inbox: boxes.Mail(), Now: func() time.Time { return noon },
		Limits: Limits{all, all, [4]bot.Limit{all, all, all, all}},
		Transport: tripping(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(yes)), Request: r}, nil
		}),
	})
	if err != nil {
		f.Fatal(err)
	}
	return app
}

type tripping func(*http.Request) (*http.Response, error)

func (t tripping) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }
