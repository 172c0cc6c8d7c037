package slack

import (
	"fmt"
	"net/http"
	"strings"
)

const (
	clientID     = "1234567890.987654321"
	clientSecret = "a-client-secret"
	eva          = "U0EVA" // of Borealis, who installs the app there
	orion        = "E0ORION"
	base         = "https://collab.example.org"
)

// workspaces are those that have installed the app, or will with a code.
type workspaces struct {
	tokens    map[string]tenant
	codes     map[string]tenant
	refreshes map[string]tenant
	speaker   tenant // whose token came with the call
	given     int
	basic     bool // the app proved who it is in the header
}

// tenant is one, or a whole organisation with several.
type tenant struct {
	team, enterprise, bot, installer string
	lasts                            int // seconds, with rotation
	teams                            []string
	dead                             string // Slack's word for why the token is good no more
}

func oneWorkspace() workspaces {
	return workspaces{tokens: map[string]tenant{token: {team: acme, bot: ourBot}}, codes: map[string]tenant{}, refreshes: map[string]tenant{}}
}

// speaks notes whose token a call came with.
func (w *workspaces) speaks(r *http.Request, args map[string]any) {
	given := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if in, ok := args["token"].(string); ok {
		given = in
	}
	id, password, _ := r.BasicAuth()
	w.basic = id == clientID && password == clientSecret
	known := false
	if w.speaker, known = w.tokens[given]; !known {
		w.speaker.dead = "invalid_auth"
	}
}

// install is Slack's part of an installation.
func (w *workspaces) install(method string, args map[string]any) map[string]any {
	switch method {
	case "oauth.v2.access":
		return w.access(args)
	case "auth.teams.list":
		var list []any
		for _, id := range w.speaker.teams {
			list = append(list, map[string]any{"id": id, "name": id})
		}
		return map[string]any{"ok": true, "teams": list}
	case "users.info":
		return map[string]any{"ok": true, "user": map[string]any{"id": args["user"], "team_id": orion, "enterprise_user": map[string]any{"teams": w.speaker.teams}}}
	}
	return refused("unknown_method")
}

// access gives tokens for codes and refresh tokens, each once.
func (w *workspaces) access(args map[string]any) map[string]any {
	by, from := "code", w.codes
	if args["grant_type"] == "refresh_token" {
		by, from = "refresh_token", w.refreshes
	}
	key, _ := args[by].(string)
	in, known := from[key]
	delete(from, key)
	switch {
	case !w.basic || args["client_secret"] != nil:
		return refused("bad_client_secret")
	case !known:
		return refused("invalid_" + by)
	case by == "code" && args["redirect_uri"] != base+OAuthPath:
		return refused("bad_redirect_uri")
	}
	return w.grant(in)
}

func (w *workspaces) grant(in tenant) map[string]any {
	w.given++
	said := map[string]any{"ok": true, "token_type": "bot", "app_id": "A0COLLAB", "access_token": fmt.Sprintf("xoxb-given-%d", w.given),
		"bot_user_id": in.bot, "scope": "commands,chat:write", "authed_user": map[string]any{"id": in.installer}, "is_enterprise_install": in.team == ""}
	if in.team != "" {
		said["team"] = map[string]any{"id": in.team, "name": "Borealis & Sons"}
	}
	if in.enterprise != "" {
		said["enterprise"] = map[string]any{"id": in.enterprise, "name": "Orion"}
	}
	if in.lasts > 0 {
		refresh := fmt.Sprintf("xoxe-1-%d", w.given)
		said["access_token"], said["refresh_token"], said["expires_in"] = fmt.Sprintf("xoxe.xoxb-1-%d", w.given), refresh, in.lasts
		w.refreshes[refresh] = in
	}
	w.tokens[said["access_token"].(string)] = in
	return said
}

// dies has Slack take a workspace's tokens no more.
func (f *fake) dies(team, word string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for t, in := range f.tokens {
		if in.team == team || in.enterprise == team {
			in.dead = word
			f.tokens[t] = in
		}
	}
}

// browser is somebody's, with the cookie it was given.
type browser struct {
	cookie *http.Cookie
	state  string
}

func borealis() tenant { return tenant{team: boreal, bot: "U0THEIRBOT", installer: eva} }
