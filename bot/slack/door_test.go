package slack

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

const status = "command=%2Fcollab&text=status&team_id=T0ACME&user_id=U0KIM&channel_id=C0SHARED&trigger_id=1.2"

func TestRefusedBeforeAnythingIsAsked(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	payload := "payload=" + url.QueryEscape(`{"type":"block_actions"}`)
	for _, tt := range []struct {
		name string
		want int
		make func(address string) *http.Request
	}{
		{"forged", 401, func(u string) *http.Request {
			r := signed(u, form, status, noon)
			r.Header.Set("X-Slack-Signature", sign("another secret", r.Header.Get("X-Slack-Request-Timestamp"), []byte(status)))
			return r
		}},
		{"unsigned", 401, func(u string) *http.Request {
			r := signed(u, form, status, noon)
			r.Header.Del("X-Slack-Signature")
			return r
		}},
		{"without a time", 401, func(u string) *http.Request {
			r := signed(u, form, status, noon)
			r.Header.Set("X-Slack-Request-Timestamp", "noon")
			return r
		}},
		{"replayed after six minutes", 401, func(u string) *http.Request { return signed(u, form, status, noon.Add(-6*time.Minute)) }},
		{"six minutes ahead", 401, func(u string) *http.Request { return signed(u, form, status, noon.Add(6*time.Minute)) }},
		{"replayed under a new time", 401, func(u string) *http.Request {
			r := signed(u, form, status, noon.Add(-6*time.Minute))
			r.Header.Set("X-Slack-Request-Timestamp", "1772452800")
			return r
		}},
		{"truncated", 401, func(u string) *http.Request {
			r := signed(u, form, status, noon)
			return with(r, u, form, status[:len(status)-9])
		}},
		{"oversized", 413, func(u string) *http.Request {
			return signed(u, form, status+"&x="+strings.Repeat("x", maxBody), noon)
		}},
		{"another payload in the query", 200, func(u string) *http.Request {
			r := signed(u, form, "token=x", noon)
			r.URL.RawQuery = payload + "&" + status
			return r
		}},
		{"a signed body with a query that overrides it", 200, func(u string) *http.Request {
			r := signed(u, form, "ssl_check=1", noon)
			r.URL.RawQuery = status
			return r
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := 0
			f := newFake(t, func(bot.Request) bot.Reply { asked++; return bot.Reply{} })
			got, body := f.do(tt.make(f.door.URL))
			if got != tt.want || asked != 0 || strings.Contains(body, "collab") {
				t.Errorf("status %d, asked %d times: %s", got, asked, body)
			}
		})
	}
}

// with is a request under another's headers.
func with(signed *http.Request, address, kind, body string) *http.Request {
	r, err := http.NewRequest(http.MethodPost, address+"/slack/events", strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Header = signed.Header.Clone()
	r.Header.Set("Content-Type", kind)
	return r
}

func TestConnectionThatBreaksOffIsRefused(t *testing.T) {
	asked := 0
	f := newFake(t, func(bot.Request) bot.Reply { asked++; return bot.Reply{} })
	req := signed(f.door.URL, "application/x-www-form-urlencoded", status, noon)
	req.ContentLength = int64(len(status) + 10)
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close()
		t.Error("a body shorter than promised was taken")
	}
	if asked != 0 {
		t.Error("somebody was asked")
	}
}

func TestWhatIsNotUnderstoodIsAcknowledged(t *testing.T) {
	asked := 0
	f := newFake(t, func(bot.Request) bot.Reply { asked++; return bot.Reply{} })
	const form, text = "application/x-www-form-urlencoded", "application/json"
	for _, tt := range []struct{ kind, body string }{
		{form, "payload=" + url.QueryEscape(`{"type":"shortcut","user":{"id":"U0KIM"}}`)},
		{form, "payload=%7Bnot+json"},
		{form, "%zz"},
		{form, ""},
		{text, `{"type":"event_callback","event":{"type":"user_change","user":{"id":"U1"}}}`},
		{text, `{"type":"event_callback","event_id":"E","event":{"type":"message","channel_type":"im","bot_id":"B1","user":"U9","text":"status"}}`},
		{text, `{"type":"event_callback","event_id":"E","event":{"type":"message","channel_type":"channel","user":"U9","text":"status"}}`},
		{text, `{"type":"event_callback","event_id":"E","event":{"type":"message","subtype":"message_changed","channel_type":"im","user":"U9"}}`},
		{text, `[]`},
		{"text/plain", "hello"},
		{"", "hello"},
	} {
		if got, body := f.do(signed(f.door.URL, tt.kind, tt.body, noon)); got != 200 || body != "" {
			t.Errorf("%s %s: %d %q", tt.kind, tt.body, got, body)
		}
	}
	if asked != 0 {
		t.Errorf("asked %d times", asked)
	}
}

func TestURLVerification(t *testing.T) {
	f := newFake(t, nil)
	if got, body := f.event(`{"type":"url_verification","challenge":"3eZbrw1a"}`); got != 200 || body != "3eZbrw1a" {
		t.Error(got, body)
	}
}

func TestLogNeverHoldsWhatPeopleWroteOrASecret(t *testing.T) {
	var log bytes.Buffer
	f := newFake(t, func(bot.Request) bot.Reply { m := bot.Plainly("an answer"); return bot.Reply{Message: &m} })
	f.app.Log = slog.New(slog.NewTextHandler(&log, nil))
	f.refuse["hook"] = []string{"gone"}
	f.refuse["chat.postEphemeral"] = []string{"500"}
	f.refuse["chat.postMessage"] = []string{"token_revoked"}
	f.press(acme, "U0KIM", "C0SHARED", "a word of mine")
	f.app.Wait()
	f.do(signed(f.door.URL, "application/json", `{"words":"a word of mine"`, noon))
	f.do(signed(f.door.URL, "application/json", `{"words":"a word of mine"`, noon.Add(-time.Hour)))
	for _, never := range []string{"a word of mine", "an answer", secret, token, "/hooks/"} {
		if strings.Contains(log.String(), never) {
			t.Errorf("the log holds %q:\n%s", never, log.String())
		}
	}
	if !strings.Contains(log.String(), "could not answer") || !strings.Contains(log.String(), "refused a request") {
		t.Errorf("the log does not say what happened:\n%s", log.String())
	}
}

func TestResponseURLIsTrustedOnlyOnSlacksHost(t *testing.T) {
	a := App{Config: Config{ResponseHost: "hooks.slack.com"}}
	for address, want := range map[string]bool{
		"https://hooks.slack.com/commands/1":      true,
		"http://hooks.slack.com/commands/1":       false,
		"https://hooks.slack.com.evil.example/1":  false,
		"https://evil.example/hooks.slack.com":    false,
		"https://hooks.slack.com@evil.example/":   false,
		"https://someone@hooks.slack.com/":        false,
		"https://hooks.slack.com:8443/":           false,
		"http://169.254.169.254/latest/meta-data": false,
		"":                    false,
		"javascript:alert(1)": false,
		"https://hooks.slack.com%2eevil.example/path": false,
	} {
		if got := a.trusted(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

// TestNothingIsTouchedBeforeVerification gives the app parts that none of which survives being used.
func TestNothingIsTouchedBeforeVerification(t *testing.T) {
	f := newFake(t, func(bot.Request) bot.Reply { panic("answered") })
	f.app.Home = func(context.Context, bot.Account) bot.Message { panic("drew a Home") }
	f.app.Welcome = f.app.Home
	f.app.Post = func(context.Context, string, bot.Post) error { panic("posted") }
	f.app.Inbox = bot.Mail{Receive: func([]byte) (uint64, error) { panic("kept") }, Waiting: func(int) []bot.Received { panic("looked") }, Done: func(uint64) { panic("done") }}
	f.app.inbox = f.app.hire()
	f.app.Channels = bot.Channels{Bound: func(bot.Place) bool { panic("looked for a channel") },
		Lost: func(context.Context, bot.Place, string) error { panic("lost a channel") }, Moved: func(context.Context, bot.Place, bot.Place) error { panic("moved a channel") },
		Grew: func(context.Context, bot.Place, []string) error { panic("grew a channel") }, Gone: func(context.Context, string, string) error { panic("left a workspace") }}
	f.app.Shelf = Shelf{All: func() (map[string][]byte, error) { panic("looked at installations") }, Put: func(string, []byte) error { panic("installed") }, Drop: func(string) { panic("uninstalled") }}
	calls := len(f.calls)
	const form, text = "application/x-www-form-urlencoded", "application/json"
	for kind, bodies := range map[string][]string{
		form: {status, "payload=" + url.QueryEscape(`{"type":"block_actions","user":{"id":"U0KIM"},"actions":[{"type":"button","value":"status"}],"channel":{"id":"C0SHARED"},"message":{"ts":"1.1"}}`)},
		text: {`{"type":"event_callback","event_id":"E1","team_id":"T0ACME","event":{"type":"app_uninstalled"}}`,
			`{"type":"event_callback","event_id":"E2","team_id":"T0ACME","event":{"type":"app_home_opened","user":"U0KIM","tab":"home"}}`,
			`{"type":"event_callback","event_id":"E3","team_id":"T0ACME","event":{"type":"channel_archive","channel":"C0SHARED"}}`,
			`{"type":"event_callback","event_id":"E4","team_id":"T0ACME","event":{"type":"reaction_added","reaction":"pushpin","user":"U0KIM","item":{"type":"message","channel":"C0SHARED","ts":"1.1"}}}`},
	} {
		for _, body := range bodies {
			for _, bad := range []*http.Request{signed(f.door.URL, kind, body, noon.Add(-6*time.Minute)), with(signed(f.door.URL, kind, body+" ", noon), f.door.URL, kind, body)} {
				if got, said := f.do(bad); got != http.StatusUnauthorized || len(f.calls) != calls {
					t.Errorf("%s: %d %s", body, got, said)
				}
			}
		}
	}
}

func TestWithoutASigningSecretNothingPostedIsTaken(t *testing.T) {
	asked := 0
	f := newFake(t, func(bot.Request) bot.Reply { asked++; return bot.Reply{} })
	f.app.SigningSecret = ""
	r := signed(f.door.URL, "application/x-www-form-urlencoded", status, noon)
	r.Header.Set("X-Slack-Signature", sign("", r.Header.Get("X-Slack-Request-Timestamp"), []byte(status)))
	if got, _ := f.do(r); got != http.StatusUnauthorized || asked != 0 {
		t.Errorf("status %d, asked %d times", got, asked)
	}
}
