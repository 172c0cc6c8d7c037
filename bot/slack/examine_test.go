package slack

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

// clinic is a Slack that answers an examination as it was told to.
type clinic map[string]map[string]any

func healthy() clinic {
	return clinic{
		"auth.test":             {"ok": true, "team": "Acme", "team_id": acme, "user_id": ourBot, "bot_id": "B1"},
		"bots.info":             {"ok": true, "bot": map[string]any{"id": "B1", "app_id": "A1"}},
		"users.conversations":   {"ok": true, "channels": []any{map[string]any{"id": "C1", "name": "acme-borealis"}}},
		"apps.connections.open": {"ok": true, "url": "wss://slack.test/link"},
	}
}

func (s clinic) open(scopes []string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", noon.UTC().Format(http.TimeFormat))
		w.Header().Set("X-OAuth-Scopes", strings.Join(scopes, ","))
		json.NewEncoder(w).Encode(s[strings.TrimPrefix(r.URL.Path, "/api/")])
	}))
}

// examine has the clinic examine a bot whose token has these scopes, with our clock ahead of Slack's.
func (s clinic) examine(t *testing.T, scopes []string, ahead time.Duration) bot.Findings {
	t.Helper()
	web := s.open(scopes)
	defer web.Close()
	return Examine(t.Context(), Config{Now: func() time.Time { return noon.Add(ahead) }, BotToken: "xoxb-hunter2",
		AppToken: "xapp-1-A1-2-hunter2", SigningSecret: "hunter2", APIURL: web.URL + "/api/"})
}

// worst is what was found that is not well.
func worst(f bot.Findings) (all []string) {
	for _, one := range f {
		if one.Grade != bot.Fine {
			all = append(all, string(one.Grade)+": "+one.Text)
		}
	}
	return all
}

func TestExaminationOfWhatIsWell(t *testing.T) {
	f := healthy().examine(t, scopeNames(), 30*time.Second)
	if found := worst(f); len(found) > 0 {
		t.Error(found)
	}
	var all strings.Builder
	for _, one := range f {
		all.WriteString(one.Text + "\n")
	}
	for _, want := range []string{"U0BOT in Acme (T0ACME)", "agrees with Slack's", "every scope", "#acme-borealis", "opens a socket", "signing secret is set"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("nothing is said of %q:\n%s", want, &all)
		}
	}
}

func TestExaminationFindsWhatIsWrong(t *testing.T) {
	without := func(gone ...string) (names []string) {
		for _, s := range scopeNames() {
			if !strings.Contains(strings.Join(gone, " "), s) {
				names = append(names, s)
			}
		}
		return names
	}
	for _, tt := range []struct {
		name   string
		method string // answers otherwise
		answer map[string]any
		scopes []string
		ahead  time.Duration
		want   string
	}{
		{"a clock that is a little off", "", nil, scopeNames(), 90 * time.Second, "warning: the clock is 1m30s ahead of Slack's"},
		{"a clock that is wrong", "", nil, scopeNames(), -6 * time.Minute, "fault: the clock is 6m0s behind Slack's: what Slack posts is refused"},
		{"a scope we need", "", nil, without("im:write"), 0, "fault: the scope im:write is missing, which is for: prompts come as direct messages. Add it at api.slack.com/apps"},
		{"a scope one may refuse", "", nil, without("reactions:read"), 0, "warning: the scope reactions:read is missing"},
		{"no word of scopes", "", nil, nil, 0, "warning: Slack does not say which scopes"},
		{"a revoked token", "auth.test", refused("token_revoked"), scopeNames(), 0, "fault: the bot token: Slack refuses it: token_revoked. Take the one that begins with xoxb-"},
		{"another kind of app token", "apps.connections.open", refused("not_allowed_token_type"), scopeNames(), 0, "fault: the app token: Slack refuses it: not_allowed_token_type. Make one from Basic Information"},
		{"another app", "bots.info", map[string]any{"ok": true, "bot": map[string]any{"app_id": "A2"}}, scopeNames(), 0, "fault: the app token is of the app A1, the bot token of A2"},
		{"no channel", "users.conversations", map[string]any{"ok": true}, scopeNames(), 0, "warning: the bot is in no channel. Type /invite @Collab"},
		{"channels that Slack does not tell", "users.conversations", refused("internal_error"), scopeNames(), 0, "warning: the channels that the bot is in"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := healthy()
			if tt.answer != nil {
				s[tt.method] = tt.answer
			}
			found := worst(s.examine(t, tt.scopes, tt.ahead))
			if len(found) != 1 || !strings.HasPrefix(found[0], tt.want) {
				t.Errorf("%q, want %q", found, tt.want)
			}
			if strings.Contains(strings.Join(found, ""), "hunter2") {
				t.Error("a secret was said")
			}
		})
	}
}

func TestExaminationWithoutSlack(t *testing.T) {
	f := Examine(t.Context(), Config{Now: time.Now, BotToken: "xoxb-hunter2", AppToken: "xapp-hunter2", APIURL: "http://127.0.0.1:1/api/"})
	found := strings.Join(worst(f), "\n")
	if strings.Count(found, "Slack cannot be reached") != 2 || strings.Contains(found, "hunter2") {
		t.Error(found)
	}
}

// Where workspaces install the app there is no token to look at, but still a clock.
func TestExaminationBeforeAnybodyInstalled(t *testing.T) {
	web := healthy().open(nil)
	c := Config{Now: func() time.Time { return noon.Add(-6 * time.Minute) }, SigningSecret: "hunter2", ClientID: "1.2", ClientSecret: "hunter2", APIURL: web.URL + "/api/"}
	if found := worst(Examine(t.Context(), c)); len(found) != 1 || !strings.HasPrefix(found[0], "fault: the clock is 6m0s behind Slack's") {
		t.Error(found)
	}
	web.Close()
	if found := worst(Examine(t.Context(), c)); len(found) != 1 || !strings.HasPrefix(found[0], "fault: Slack cannot be reached") {
		t.Error(found)
	}
}
