package slack

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"collab/bot"
)

// What a party keeps to itself stands on the Home of an installation of its own: a guest from elsewhere who looks at
// ours gets a sentence, and so does one who presses a button there.
func TestPrivacyOfHome(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	f.app.Home = func(_ context.Context, by bot.Account) bot.Message {
		return bot.Plainly("What waits for " + by.String())
	}
	seen := map[string]string{}
	f.methods = map[string]func(map[string]any) map[string]any{"views.publish": func(args map[string]any) map[string]any {
		view, _ := json.Marshal(args["view"])
		seen[args["user_id"].(string)] = string(view)
		return map[string]any{"ok": true}
	}}
	looks := func(team, user string) {
		t.Helper()
		f.event(`{"type":"event_callback","event_id":"Ev` + user + `","team_id":"T0ACME","authorizations":[{"team_id":"T0ACME"}],
			"event":{"type":"app_home_opened","tab":"home","user":"` + user + `","team":"` + team + `"}}`)
		f.app.Wait()
	}
	looks(acme, "U0KIM")
	looks(boreal, "U0DANA")
	if !strings.Contains(seen["U0KIM"], "What waits for slack/T0ACME/U0KIM") {
		t.Errorf("our person sees %s", seen["U0KIM"])
	}
	if home := seen["U0DANA"]; home == "" || strings.Contains(home, "What waits") {
		t.Errorf("the guest sees %q", home)
	}
}
