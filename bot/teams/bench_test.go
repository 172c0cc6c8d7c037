package teams

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// BenchmarkSignedRequest is what a request costs until it is answered: an invoke, and a message, which goes through the
// Bot Framework's library. Bare is a handler that checks the token by one key and reads the activity into a map.
func BenchmarkSignedRequest(b *testing.B) {
	g := newGate(b)
	token := "Bearer " + g.Signed()
	invoke := g.Activity(set("type", invokeType), set("name", "adaptiveCard/action"),
		set("value", rawJSON(`{"action":{"type":"Action.Execute","verb":"collab","data":{"collab":{"w":"status"}}},"trigger":"manual"}`)))
	for _, c := range []struct {
		name    string
		handler http.Handler
		raw     []byte
	}{{"bare", bare{g.microsoft}, invoke}, {"invoke", g.App, invoke}, {"message", g.App, g.Activity()}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				g.took = g.took[:0]
				r := httptest.NewRequest(http.MethodPost, MessagesPath, bytes.NewReader(c.raw))
				r.Header.Set("Authorization", token)
				w := httptest.NewRecorder()
				if c.handler.ServeHTTP(w, r); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}

type bare struct{ *microsoft }

func (h bare) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, err := jwt.ParseWithClaims(r.Header.Get("Authorization")[len("Bearer "):], jwt.MapClaims{}, func(*jwt.Token) (any, error) { return privateKey(0).Public(), nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithAudience(appID), jwt.WithIssuer(Public.Issuer), jwt.WithTimeFunc(h.Now))
	raw, err2 := io.ReadAll(r.Body)
	var act map[string]any
	if err3 := json.Unmarshal(raw, &act); err != nil || err2 != nil || err3 != nil {
		w.WriteHeader(http.StatusForbidden)
	}
}
