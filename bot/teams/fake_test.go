package teams

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	appID     = "3f1c2d4e-0000-4000-8000-00000000c011"
	ourTenant = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa"
	partners  = "bbbbbbbb-2222-4222-8222-bbbbbbbbbbbb" // a tenant on the list
	strangers = "cccccccc-3333-4333-8333-cccccccccccc" // and one that is not
)

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// keyPair is a key that somebody signs with.
type keyPair struct {
	id      string
	private *rsa.PrivateKey
	// channels are the endorsements under which it is published.
	channels []string
}

// privates are keys that are made when they are needed, and once: each takes a while.
var privates [3]struct {
	once sync.Once
	key  *rsa.PrivateKey
}

func privateKey(i int) *rsa.PrivateKey {
	p := &privates[i]
	p.once.Do(func() { p.key, _ = rsa.GenerateKey(rand.Reader, 2048) }) // a reader that cannot fail
	return p.key
}

func pair(i int, id string, channels ...string) keyPair { return keyPair{id, privateKey(i), channels} }

// published is the key as Microsoft publishes it.
func (k keyPair) published() map[string]any {
	return map[string]any{
		"kty": "RSA", "use": "sig", "kid": k.id, "endorsements": k.channels,
		"n": base64.RawURLEncoding.EncodeToString(k.private.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.private.E)).Bytes()),
	}
}

// microsoft is the half of the Bot Framework that brings activities: it signs, and says with which keys.
type microsoft struct {
	*httptest.Server
	*clock

	mu      sync.Mutex
	keys    []keyPair
	broken  func(w http.ResponseWriter, r *http.Request) bool // answers in its place
	fetched int                                               // how often it was asked where the keys are
}

func newMicrosoft(t testing.TB) *microsoft {
	m := &microsoft{clock: newClock(), keys: []keyPair{pair(0, "first", "msteams", "webchat")}}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.Close)
	return m
}

func (m *microsoft) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r.URL.Path == "/openid" {
		m.fetched++
	}
	if m.broken != nil && m.broken(w, r) {
		return
	}
	switch r.URL.Path {
	case "/openid":
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": "https://api.botframework.com", "jwks_uri": m.URL + "/keys"})
	case "/keys":
		var all []any
		for _, k := range m.keys {
			all = append(all, k.published())
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": all})
	default:
		http.NotFound(w, r)
	}
}

// publish has these keys published from now on, and no others.
func (m *microsoft) publish(keys ...keyPair) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = keys
}

// breaks has something else answer; nil has it well again.
func (m *microsoft) breaks(how func(w http.ResponseWriter, r *http.Request) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = how
}

// asked is how often it was asked where the keys are.
func (m *microsoft) asked() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fetched
}

// cloud is Microsoft's public cloud, on this machine.
func (m *microsoft) cloud() Cloud {
	c := Public
	c.OpenIDURL, c.ServiceURL, c.ServiceHosts = m.URL+"/openid", m.URL+"/teams", []string{"127.0.0.1"}
	c.TokenURL = m.URL + "/%s/oauth2/v2.0/token"
	return c
}

func (m *microsoft) config() Config {
	return Config{Now: m.now, Log: slog.New(slog.DiscardHandler), AppID: appID, AppPassword: fakeSecret, Tenant: ourTenant,
		AllowedTenants: []string{partners}, Cloud: m.cloud()}
}

func (m *microsoft) judge(c Config) *judge {
	return newJudge(c, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
}

// papers are a token before it is signed.
type papers struct {
	header, claims map[string]any
	method         jwt.SigningMethod
	key            crypto.PrivateKey
}

// signed is a token as Microsoft makes it, or with a fault.
func (m *microsoft) signed(faults ...func(*papers)) string {
	p := &papers{
		header: map[string]any{"typ": "JWT", "alg": "RS256", "kid": "first"},
		claims: map[string]any{"iss": "https://api.botframework.com", "aud": appID, "serviceurl": m.URL + "/teams/",
			"nbf": m.now().Unix(), "iat": m.now().Unix(), "exp": m.now().Add(time.Hour).Unix()},
		method: jwt.SigningMethodRS256, key: privateKey(0),
	}
	for _, fault := range faults {
		fault(p)
	}
	token := &jwt.Token{Header: p.header, Claims: jwt.MapClaims(p.claims), Method: p.method}
	text, err := token.SignedString(p.key)
	if err != nil {
		panic(err)
	}
	return text
}

// activity is somebody's message in their chat with us, or with something changed in it.
func (m *microsoft) activity(changes ...func(map[string]any)) []byte {
	a := map[string]any{
		"type": "message", "id": "1772452800000", "timestamp": "2026-03-02T12:00:00.000Z", "channelId": "msteams",
		"serviceUrl": m.URL + "/teams/", "text": "status", "textFormat": "plain",
		"from":         map[string]any{"id": "29:kim", "name": "Kim", "aadObjectId": "0B000000-0000-4000-8000-000000000001"},
		"recipient":    map[string]any{"id": "28:" + appID, "name": "collab"},
		"conversation": map[string]any{"id": "a:kim-and-collab", "conversationType": "personal", "tenantId": ourTenant},
		"channelData":  map[string]any{"tenant": map[string]any{"id": ourTenant}},
	}
	for _, change := range changes {
		change(a)
	}
	raw, err := json.Marshal(a)
	if err != nil {
		panic(err)
	}
	return raw
}

// with changes one claim; nil takes it away.
func with(claim string, value any) func(*papers) {
	return func(p *papers) {
		if p.claims[claim] = value; value == nil {
			delete(p.claims, claim)
		}
	}
}

// by signs with another key, under an id.
func by(key crypto.PrivateKey, id any) func(*papers) {
	return func(p *papers) { p.key, p.header["kid"] = key, id }
}

// set changes one field of an activity; nil takes it away.
func set(field string, value any) func(map[string]any) {
	return func(a map[string]any) {
		if a[field] = value; value == nil {
			delete(a, field)
		}
	}
}

// read is an activity as it is understood.
func read(t testing.TB, raw []byte) activity {
	t.Helper()
	a, err := readActivity(raw)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", raw, err))
	}
	return a
}

// admit says why an activity that came with an Authorization header is not believed; nil when it is.
func (j *judge) admit(ctx context.Context, authorization string, act activity) error {
	said, err := j.hear(ctx, authorization)
	if err != nil {
		return err
	}
	return j.match(said, act)
}
