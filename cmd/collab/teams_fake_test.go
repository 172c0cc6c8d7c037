package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"collab/bot"
	"collab/bot/teams"
)

const (
	teamsBot    = "5e0c5d3f-3f0e-4c6e-9d0f-0a1b2c3d4e5f"
	acmeTenant  = "0b1d2c3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e"
	teamsTalk   = "19:shared@thread.tacv2"
	teamsSecret = "hunter2~value"
)

// signer is made once: it takes a while.
var signer = sync.OnceValue(func() *rsa.PrivateKey {
	key, _ := rsa.GenerateKey(rand.Reader, 2048) // a reader that cannot fail
	return key
})

// redmond is a small Microsoft: it signs activities, says with which key, gives tokens, and takes what is said.
type redmond struct {
	*testing.T
	web *httptest.Server

	mu      sync.Mutex
	said    []string // method, conversation and what a notification says, in order
	deleted map[string]bool
	refuses string // the word for why it gives no token
	next    int
	more    chan struct{} // something was said
}

func newRedmond(t *testing.T) *redmond {
	r := &redmond{T: t, deleted: map[string]bool{}, more: make(chan struct{}, 1)}
	r.web = httptest.NewServer(r)
	t.Cleanup(r.web.Close)
	return r
}

// variables configure a server for it.
func (r *redmond) variables() []string {
	at := r.web.URL
	return []string{"COLLAB_TEAMS_APP_ID=" + strings.ToUpper(teamsBot), "COLLAB_TEAMS_APP_PASSWORD=" + teamsSecret, "COLLAB_TEAMS_TENANT=" + acmeTenant,
		"COLLAB_TEAMS_OPENID_URL=" + at + "/openid", "COLLAB_TEAMS_TOKEN_URL=" + at + "/%s/token", "COLLAB_TEAMS_SERVICE_URL=" + at + "/teams/"}
}

// config is an adapter's for it.
func (r *redmond) config() teams.Config {
	c := teams.Public
	c.OpenIDURL, c.TokenURL, c.ServiceURL, c.ServiceHosts = r.web.URL+"/openid", r.web.URL+"/%s/token", r.web.URL+"/teams", []string{"127.0.0.1"}
	return teams.Config{AppID: teamsBot, AppPassword: teamsSecret, Tenant: acmeTenant, Cloud: c, Now: time.Now}
}

func (r *redmond) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	says := func(status int, v any) { w.WriteHeader(status); _ = json.NewEncoder(w).Encode(v) }
	switch path := q.URL.Path; {
	case path == "/openid":
		says(200, map[string]any{"issuer": "https://api.botframework.com", "jwks_uri": r.web.URL + "/keys"})
	case path == "/keys":
		says(200, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "use": "sig", "kid": "one", "endorsements": []string{"msteams"},
			"n": base64.RawURLEncoding.EncodeToString(signer().N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(signer().E)).Bytes())}}})
	case path == "/"+acmeTenant+"/token" && r.refuses != "":
		says(401, map[string]any{"error": r.refuses})
	case path == "/"+acmeTenant+"/token":
		says(200, map[string]any{"access_token": "token", "expires_in": 3600})
	case q.Header.Get("Authorization") != "Bearer token":
		says(401, nil)
	default:
		says(r.connector(q.Method, strings.Split(strings.TrimPrefix(q.URL.EscapedPath(), "/teams/v3/conversations"), "/")[1:], body))
	}
}

// connector answers what is asked about conversations.
func (r *redmond) connector(method string, names []string, body []byte) (int, any) {
	r.next++
	for i, n := range names {
		names[i], _ = url.PathUnescape(n)
	}
	var said struct{ Summary, Text string }
	_ = json.Unmarshal(body, &said)
	switch {
	case len(names) == 0: // a personal chat
		return 201, map[string]string{"id": "a:opened"}
	case names[1] == "pagedMembers":
		return 200, map[string]any{"members": []any{member("29:kim")}}
	case names[1] == "members":
		return 200, member(names[2])
	case method == http.MethodPut && r.deleted[names[2]]:
		return 404, map[string]any{"error": map[string]string{"code": "ActivityNotFoundInConversation"}}
	}
	select {
	case r.more <- struct{}{}:
	default:
	}
	r.said = append(r.said, strings.Join([]string{method, names[0], said.Summary + said.Text}, " "))
	return 200, map[string]string{"id": fmt.Sprint("m", r.next)}
}

func member(id string) any {
	return map[string]string{"id": id, "aadObjectId": objectOf(id), "tenantId": acmeTenant, "userRole": "user", "name": "Kim Osei"}
}

// objectOf is who an id is in the directory.
func objectOf(id string) string {
	return strings.TrimPrefix(id, "29:") + "-0000-4000-8000-000000000001"
}

// inTeams is the account of somebody.
func inTeams(who string) bot.Account {
	return bot.Account{Platform: teams.Platform, Home: acmeTenant, User: objectOf(who)}
}

// all is what was said and edited since it was last asked for.
func (r *redmond) all() (said []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	said, r.said = r.said, nil
	return said
}

// deletes has people delete a message.
func (r *redmond) deletes(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deleted[id] = true
}

// posts is somebody who says something, brought by Teams and signed, or not.
func (r *redmond) posts(address, who, where, text string, signed bool) int {
	r.Helper()
	r.mu.Lock()
	r.next++
	id := fmt.Sprint(1772452800000 + r.next)
	r.mu.Unlock()
	kind := "channel"
	if strings.HasPrefix(where, "a:") {
		kind = "personal"
	}
	act, _ := json.Marshal(map[string]any{"type": "message", "id": id, "channelId": "msteams", "serviceUrl": r.web.URL + "/teams/", "text": text,
		"from": map[string]string{"id": "29:" + who, "aadObjectId": objectOf(who), "name": "Kim Osei"}, "recipient": map[string]string{"id": "28:" + teamsBot},
		"conversation": map[string]any{"id": where, "conversationType": kind, "tenantId": acmeTenant}})
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, address+teams.MessagesPath, bytes.NewReader(act))
	if err != nil {
		r.Fatal(err)
	}
	if signed {
		now := time.Now()
		token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": "https://api.botframework.com", "aud": teamsBot, "serviceurl": r.web.URL + "/teams/",
			"nbf": now.Unix(), "exp": now.Add(time.Hour).Unix()})
		token.Header["kid"] = "one"
		text, err := token.SignedString(signer())
		if err != nil {
			r.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+text)
	}
	status, _ := fetch(r.T, req)
	return status
}
