// Package botframework is a small Bot Framework for tests: Microsoft, which signs what it brings and says with which keys
// ([Microsoft]), and Teams behind its Connector, with conversations, rosters, and whatever can go wrong ([Connector]). Only
// tests import it.
package botframework

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The bot as Microsoft knows it, and the tenants there are.
const (
	AppID     = "3f1c2d4e-0000-4000-8000-00000000c011"
	Secret    = "hush~secret"
	OurTenant = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa"
	Partners  = "bbbbbbbb-2222-4222-8222-bbbbbbbbbbbb" // a tenant on the list
	Strangers = "cccccccc-3333-4333-8333-cccccccccccc" // and one that is not
)

// Issuer is who the tokens say to be from, Scope what ours are asked for.
const (
	Issuer = "https://api.botframework.com"
	Scope  = "https://api.botframework.com/.default"
)

// Clock is a clock that a test moves.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the time that it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Pass moves it on, or back.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// KeyPair is a key that somebody signs with.
type KeyPair struct {
	ID      string
	Private *rsa.PrivateKey
	// Channels are the endorsements under which it is published.
	Channels []string
}

// privates are keys that are made when they are needed, and once: each takes a while.
var privates [3]struct {
	once sync.Once
	key  *rsa.PrivateKey
}

// PrivateKey is one of three keys: the first is Microsoft's, unless a test publishes others.
func PrivateKey(i int) *rsa.PrivateKey {
	p := &privates[i]
	p.once.Do(func() { p.key, _ = rsa.GenerateKey(rand.Reader, 2048) }) // a reader that cannot fail
	return p.key
}

// Pair is one of the three keys under an id, endorsed for channels.
func Pair(i int, id string, channels ...string) KeyPair { return KeyPair{id, PrivateKey(i), channels} }

// Published is the key as Microsoft publishes it.
func (k KeyPair) Published() map[string]any {
	return map[string]any{
		"kty": "RSA", "use": "sig", "kid": k.ID, "endorsements": k.Channels,
		"n": base64.RawURLEncoding.EncodeToString(k.Private.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.Private.E)).Bytes()),
	}
}

// Microsoft is the half of the Bot Framework that brings activities, on a clock of its own.
type Microsoft struct {
	*httptest.Server
	*Clock

	mu      sync.Mutex
	keys    []KeyPair
	broken  func(w http.ResponseWriter, r *http.Request) bool // answers in its place
	fetched int                                               // how often it was asked where the keys are
}

// New is Microsoft at noon of a day in March.
func New(t testing.TB) *Microsoft { return At(t, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)) }

// At is Microsoft at some time.
func At(t testing.TB, now time.Time) *Microsoft {
	m := &Microsoft{Clock: &Clock{at: now}, keys: []KeyPair{Pair(0, "first", "msteams", "webchat")}}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.Close)
	return m
}

// ServeHTTP is where the keys are, at /openid, and the keys.
func (m *Microsoft) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	if r.URL.Path == "/openid" {
		m.fetched++
	}
	broken, keys := m.broken, m.keys
	m.mu.Unlock()
	if broken != nil && broken(w, r) {
		return
	}
	switch r.URL.Path {
	case "/openid":
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": Issuer, "jwks_uri": m.URL + "/keys"})
	case "/keys":
		var all []any
		for _, k := range keys {
			all = append(all, k.Published())
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": all})
	default:
		http.NotFound(w, r)
	}
}

// Publish has these keys published from now on, and no others.
func (m *Microsoft) Publish(keys ...KeyPair) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = keys
}

// Breaks has something else answer; nil has it well again.
func (m *Microsoft) Breaks(how func(w http.ResponseWriter, r *http.Request) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = how
}

// Carries has a Connector answer what is not about keys.
func (m *Microsoft) Carries(c http.Handler) {
	m.Breaks(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/openid" || r.URL.Path == "/keys" {
			return false
		}
		c.ServeHTTP(w, r)
		return true
	})
}

// Asked is how often it was asked where the keys are.
func (m *Microsoft) Asked() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fetched
}

// Papers are a token before it is signed.
type Papers struct {
	Header, Claims map[string]any
	Method         jwt.SigningMethod
	Key            crypto.PrivateKey
}

// Signed is a token as Microsoft makes it, or with a fault.
func (m *Microsoft) Signed(faults ...func(*Papers)) string {
	p := &Papers{
		Header: map[string]any{"typ": "JWT", "alg": "RS256", "kid": "first"},
		Claims: map[string]any{"iss": Issuer, "aud": AppID, "serviceurl": m.ServiceURL(),
			"nbf": m.Now().Unix(), "iat": m.Now().Unix(), "exp": m.Now().Add(time.Hour).Unix()},
		Method: jwt.SigningMethodRS256, Key: PrivateKey(0),
	}
	for _, fault := range faults {
		fault(p)
	}
	token := &jwt.Token{Header: p.Header, Claims: jwt.MapClaims(p.Claims), Method: p.Method}
	text, err := token.SignedString(p.Key)
	if err != nil {
		panic(err)
	}
	return text
}

// With changes one claim; nil takes it away.
func With(claim string, value any) func(*Papers) {
	return func(p *Papers) {
		if p.Claims[claim] = value; value == nil {
			delete(p.Claims, claim)
		}
	}
}

// By signs with another key, under an id.
func By(key crypto.PrivateKey, id any) func(*Papers) {
	return func(p *Papers) { p.Key, p.Header["kid"] = key, id }
}
