package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// installedHere is what a Slack answers in which kim installs the app.
const installedHere = `{"ok": true, "team_id": "T0ACME", "user_id": "U0BOT", "channel": "D0KIM", "ts": "1.0", "token_type": "bot",
	"access_token": "xoxb-hunter2", "bot_user_id": "U0BOT", "app_id": "A0COLLAB", "scope": "commands,chat:write",
	"team": {"id": "T0ACME", "name": "Acme"}, "authed_user": {"id": "U0KIM"}}`

// follow sends a browser with a cookie to an address, and goes no further.
func follow(t *testing.T, address string, cookie *http.Cookie) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if cookie != nil {
		req.AddCookie(cookie)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

// A server that no workspace has installed the app of yet says where to, keeps what it is given sealed, and lets whoever
// installed it begin; a restart changes nothing of that.
func TestWorkspacesInstallTheApp(t *testing.T) {
	d := sit(t)
	d.variables = append(d.variables, "COLLAB_SLACK_CLIENT_ID=1.2", "COLLAB_SLACK_CLIENT_SECRET=hunter2", "COLLAB_SLACK_SIGNING_SECRET=hunter2",
		"COLLAB_SECRET_KEY="+strings.Repeat("A", 43), "COLLAB_BASE_URL=http://127.0.0.1:8080", "COLLAB_SLACK_API_URL="+slackOf(t, installedHere))
	stop := d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	at := d.address()
	d.out.wait(t, `(http://127.0.0.1:8080/slack/install)`)
	begun := follow(t, at+"/slack/install", nil)
	to, err := url.Parse(begun.Header.Get("Location"))
	if err != nil || len(begun.Cookies()) != 1 || to.Query().Get("redirect_uri") != "http://127.0.0.1:8080/slack/oauth" {
		t.Fatalf("%d to %q", begun.StatusCode, to)
	}
	back := at + "/slack/oauth?" + url.Values{"state": {to.Query().Get("state")}, "code": {"a-code"}}.Encode()
	if res := follow(t, back, begun.Cookies()[0]); res.StatusCode != http.StatusOK {
		t.Fatal(res.StatusCode)
	}
	if said := d.says(at, "U0EVE", "new"); !strings.Contains(said, "code") {
		t.Errorf("another may begin: %s", said)
	}
	if said := d.says(at, "U0KIM", "new"); strings.Contains(said, "code") {
		t.Errorf("whoever installed it may not begin: %s", said)
	}
	stop()
	file, err := os.ReadFile(d.path("collab.db"))
	if err != nil || bytes.Contains(file, []byte("xoxb-hunter2")) {
		t.Error("the token stands in the file as it is", err)
	}
	d.does("verify", d.store("collab.db"))
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	if _, body := get(t, d.address()+"/readyz"); !strings.Contains(body, `"slack":"workspaces: 1"`) || strings.Contains(body, "T0ACME") {
		t.Error(body)
	}
	for _, secret := range []string{"hunter2", "a-code", to.Query().Get("state")} {
		if strings.Contains(d.log.String(), secret) {
			t.Errorf("%q was logged", secret)
		}
	}
}
