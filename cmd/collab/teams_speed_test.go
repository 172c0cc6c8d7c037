package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"collab/bot"
	"collab/bot/teams"
	"collab/relationship"
	"collab/store"
	"collab/trial/botframework"
)

// branch is collab in Teams on a real store, behind a real listener. Teams says who somebody is, and that it shows nothing to
// one person alone; beside that it is silent.
type branch struct {
	*bureau
	microsoft *botframework.Microsoft
	app       *teams.App
	door      *httptest.Server
}

func openBranch(t testing.TB) *branch {
	o := &branch{bureau: &bureau{TB: t, at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}, microsoft: botframework.At(t, time.Now())}
	var err error
	o.store, err = store.Open("bolt:"+t.TempDir()+"/speed.db", store.Options{Now: func() time.Time { return o.at }, Next: relationship.View.Next})
	if err != nil {
		t.Fatal(err)
	}
	world := botframework.NewConnector(t)
	world.Chat(sharedThere, danaThere)
	world.Fail(botframework.Fault{On: "POST", Status: http.StatusBadRequest, Word: "BadArgument", Times: 1e9})
	o.microsoft.Carries(world)
	quiet := slog.New(slog.DiscardHandler)
	s := &server{store: o.store, log: quiet}
	b := &bot.Bot{Store: o.store, Log: quiet}
	o.app, err = teams.New(teams.Config{Answer: b.Answer, Peers: s.peers(), Channels: bot.Channels{Bound: s.bound}, Mail: s.inbox(teams.Platform), Now: time.Now, Log: quiet,
		AppID: botframework.AppID, AppPassword: botframework.Secret, Tenant: botframework.OurTenant, AllowedTenants: []string{botframework.Partners}, Cloud: cloudAt(o.microsoft.URL)})
	if err != nil {
		t.Fatal(err)
	}
	o.door = httptest.NewServer(o.app)
	t.Cleanup(func() {
		o.door.Close()
		o.app.Wait()
		if err := o.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// wire is one request as it goes over the wire, signed: the n-th press of Status on a card in the channel.
func (o *branch) wire(token string, n int) []byte {
	action := map[string]any{"type": "Action.Execute", "verb": "say", "data": map[string]any{"collab": map[string]any{"w": "status", "c": sharedThere}}}
	name, value := botframework.Pressed(action, nil)
	body := o.microsoft.Activity(botframework.Done(danaThere, sharedThere, botframework.OurTenant, n), botframework.Invoke(name, value), botframework.Set("replyToId", "1772452800000"))
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\nAuthorization: Bearer %s\r\n\r\n%s",
		teams.MessagesPath, len(body), token, body)
}

// vouched is a handler that only verifies the token, by the one key, and answers a constant.
func (o *branch) vouched(answer []byte) http.Handler {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer(botframework.Issuer), jwt.WithAudience(botframework.AppID), jwt.WithExpirationRequired())
	key := botframework.PrivateKey(0).Public()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		_, fault := parser.Parse(r.Header.Get("Authorization")[len("Bearer "):], func(*jwt.Token) (any, error) { return key, nil })
		if err != nil || fault != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(answer)
	})
}

// BenchmarkSignedStatusInTeams defends that a signed press of Status, with its real answer from 500 entries, reaches half of
// what a handler does that only verifies the token and answers a constant as long, and that 99 in 100 are answered within
// 50 ms. Both are asked in turn, over 16 connections.
func BenchmarkSignedStatusInTeams(b *testing.B) {
	o := openBranch(b)
	rel := o.beginAs("C0SPEED", 2, 0, func(i int) string {
		return []string{accountOf(kimThere).String(), accountOf(danaThere).String(), accountOf(samThere).String(), "teams/x/y"}[i]
	})
	o.do(rel, relationship.By{Person: "p1", Party: "acme"}, &relationship.BindPlace{Place: shared.String()})
	o.fill(rel, 500)
	token := o.microsoft.Signed()
	o.settles(token)
	var sample answered
	sample.read(b, o.door.URL, o.wire(token, 0))
	floor := httptest.NewServer(o.vouched(sample.body))
	defer floor.Close()
	compare(b, floor.URL, o.door.URL, len(sample.body), func(n int) []byte { return o.wire(token, n) })
}

// settles lets the adapter find out that the answer is best given in the response.
func (o *branch) settles(token string) {
	o.Helper()
	fire(o, o.door.URL, 1, [][]byte{o.wire(token, 1<<30)})
	o.app.Wait()
}
