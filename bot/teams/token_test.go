package teams

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TestForgeries has every kind of token that is not Microsoft's word about this activity for us.
func TestForgeries(t *testing.T) {
	m := newMicrosoft(t)
	m.Publish(pair(0, "first", "msteams"), pair(1, "webchat's", "webchat"))
	public, err := x509.MarshalPKIXPublicKey(privateKey(0).Public())
	if err != nil {
		t.Fatal(err)
	}
	armoured := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	hmac := func(secret []byte) func(*papers) {
		return func(p *papers) { p.Method, p.Header["alg"], p.Key = jwt.SigningMethodHS256, "HS256", secret }
	}
	as := func(method jwt.SigningMethod) func(*papers) {
		return func(p *papers) { p.Method, p.Header["alg"] = method, method.Alg() }
	}
	hour := time.Hour
	at := func(d time.Duration) int64 { return m.Now().Add(d).Unix() }
	for name, fault := range map[string]func(*papers){
		"another audience":              with("aud", "another-bot"),
		"no audience":                   with("aud", nil),
		"an empty audience":             with("aud", ""),
		"an audience that is a number":  with("aud", 7),
		"two audiences":                 with("aud", []string{appID, "another-bot"}),
		"no audience in a list":         with("aud", []string{}),
		"the audience with a scheme":    with("aud", "api://"+appID),
		"another issuer":                with("iss", "https://api.botframework.us"),
		"the issuer with a slash":       with("iss", "https://api.botframework.com/"),
		"an issuer of Entra":            with("iss", "https://sts.windows.net/"+ourTenant+"/"),
		"no issuer":                     with("iss", nil),
		"another key under the same id": by(privateKey(2), "first"),
		"an unknown key":                by(privateKey(2), "third"),
		"no key id":                     by(privateKey(0), nil),
		"a key id that is a number":     by(privateKey(0), 1),
		"an empty key id":               by(privateKey(0), ""),
		"no algorithm": func(p *papers) {
			as(jwt.SigningMethodNone)(p)
			p.Key = crypto.PrivateKey(jwt.UnsafeAllowNoneSignatureType)
		},
		"HS256 with the public key":       hmac(public),
		"HS256 with the armoured key":     hmac(armoured),
		"HS256 with the modulus":          hmac(privateKey(0).N.Bytes()),
		"HS256 with nothing":              hmac(nil),
		"RS384":                           as(jwt.SigningMethodRS384),
		"RS512":                           as(jwt.SigningMethodRS512),
		"PS256":                           as(jwt.SigningMethodPS256),
		"one algorithm named, one used":   func(p *papers) { p.Method = jwt.SigningMethodRS512 },
		"expired":                         with("exp", at(-skew)),
		"expired long ago":                with("exp", at(-24*hour)),
		"no expiry":                       with("exp", nil),
		"an expiry that is no number":     with("exp", "tomorrow"),
		"not yet valid":                   with("nbf", at(skew+time.Second)),
		"made in the future":              with("iat", at(skew+time.Second)),
		"no service URL":                  with("serviceurl", nil),
		"an empty service URL":            with("serviceurl", ""),
		"a service URL that is a number":  with("serviceurl", 1),
		"another service URL":             with("serviceurl", m.URL+"/elsewhere"),
		"a service URL that goes further": with("serviceurl", m.URL+"/teams/x"),
		"a service URL with two slashes":  with("serviceurl", m.URL+"/teams//"),
		"a key endorsed for Web Chat":     by(privateKey(1), "webchat's"),
		"to be read in another way":       func(p *papers) { p.Header["crit"] = []string{"exp"} },
		"not encoded, it says":            func(p *papers) { p.Header["crit"], p.Header["b64"] = []string{"b64"}, false },
		"critical in nothing":             func(p *papers) { p.Header["crit"] = nil },
	} {
		t.Run(name, func(t *testing.T) {
			if err := m.judge(m.config()).admit(t.Context(), "Bearer "+m.Signed(fault), read(t, m.Activity())); !errors.Is(err, errForged) {
				t.Errorf("it was believed, or not for its token: %v", err)
			}
		})
	}
}

// TestTornTokens has what is no token, or a good one that was changed on the way.
func TestTornTokens(t *testing.T) {
	m := newMicrosoft(t)
	good := m.Signed()
	part := strings.Split(good, ".")
	other := strings.Split(m.Signed(with("aud", "another-bot")), ".")
	for name, authorization := range map[string]string{
		"nothing":                      "",
		"no scheme":                    good,
		"another scheme":               "Basic " + good,
		"a scheme alone":               "Bearer",
		"a scheme and a space":         "Bearer ",
		"two spaces":                   "Bearer  " + good,
		"garbage":                      "Bearer garbage",
		"dots":                         "Bearer ..",
		"a letter more":                "Bearer " + good + "x",
		"a part more":                  "Bearer " + good + "." + part[2],
		"no signature":                 "Bearer " + part[0] + "." + part[1] + ".",
		"another token's claims":       "Bearer " + part[0] + "." + other[1] + "." + part[2],
		"another token's signature":    "Bearer " + part[0] + "." + part[1] + "." + other[2],
		"the same signature otherwise": "Bearer " + good[:len(good)-1] + string(good[len(good)-1]+1),
		"padding":                      "Bearer " + good + "=",
		"a header that is no object":   "Bearer " + base64.RawURLEncoding.EncodeToString([]byte(`[]`)) + "." + part[1] + "." + part[2],
		"a header of null":             "Bearer " + base64.RawURLEncoding.EncodeToString([]byte(`null`)) + "." + part[1] + "." + part[2],
		"claims of null":               "Bearer " + part[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`null`)) + "." + part[2],
		"more than any token is":       "Bearer " + m.Signed(with("more", strings.Repeat("x", longestToken))),
		"two tokens":                   "Bearer " + good + " " + good,
		"two tokens, parted by commas": "Bearer " + good + ", Bearer " + good,
	} {
		t.Run(name, func(t *testing.T) {
			err := m.judge(m.config()).admit(t.Context(), authorization, read(t, m.Activity()))
			if !errors.Is(err, errForged) && !errors.Is(err, errUnsigned) {
				t.Errorf("it was believed, or not for its token: %v", err)
			}
			if err != nil && (strings.Contains(err.Error(), part[2]) || bytes.ContainsAny([]byte(err.Error()), "{}")) {
				t.Errorf("the error says what stands in the token: %v", err)
			}
		})
	}
}

// TestGoodTokens has what Microsoft may send, a little off in ways that do not matter.
func TestGoodTokens(t *testing.T) {
	m := newMicrosoft(t)
	at := func(d time.Duration) int64 { return m.Now().Add(d).Unix() }
	for name, change := range map[string]func(*papers){
		"as it is":                           func(*papers) {},
		"the audience in a list":             with("aud", []string{appID}),
		"a clock that is ahead":              with("nbf", at(skew-time.Second)),
		"made a little later":                with("iat", at(skew-time.Second)),
		"a clock that is behind":             with("exp", at(-skew+time.Second)),
		"no nbf and no iat":                  func(p *papers) { delete(p.Claims, "nbf"); delete(p.Claims, "iat") },
		"a service URL without its slash":    with("serviceurl", m.URL+"/teams"),
		"a service URL in capitals":          with("serviceurl", strings.ToUpper(m.URL+"/teams/")),
		"claims that nobody has heard of":    with("tid", map[string]any{"a": []int{1}}),
		"a header that nobody has heard of":  func(p *papers) { p.Header["x5t"] = "first" },
		"an expiry with a fraction":          with("exp", float64(at(time.Hour))+0.5),
		"an audience that looks like a list": with("aud", []any{appID}),
	} {
		t.Run(name, func(t *testing.T) {
			if err := m.judge(m.config()).admit(t.Context(), "bearer "+m.Signed(change), read(t, m.Activity())); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestWhatTheTokenIsAbout has good tokens with activities that they say nothing of.
func TestWhatTheTokenIsAbout(t *testing.T) {
	m := newMicrosoft(t)
	elsewhere := "https://smba.trafficmanager.net.evil.example/teams/"
	conversation := func(tenant any) func(map[string]any) {
		return set("conversation", map[string]any{"id": "a:kim-and-collab", "conversationType": "personal", "tenantId": tenant})
	}
	data := func(tenant any) func(map[string]any) {
		return set("channelData", map[string]any{"tenant": map[string]any{"id": tenant}})
	}
	both := func(tenant any) func(map[string]any) {
		return func(a map[string]any) { conversation(tenant)(a); data(tenant)(a) }
	}
	for _, c := range []struct {
		name    string
		change  func(map[string]any)
		refusal error
	}{
		{"as it is", func(map[string]any) {}, nil},
		{"another channel", set("channelId", "webchat"), errForged},
		{"another channel that the key is endorsed for", set("channelId", "emulator"), errForged},
		{"the channel in capitals", set("channelId", "MSTeams"), errForged},
		{"no channel", set("channelId", nil), errForged},
		{"no service URL", set("serviceUrl", nil), errForged},
		{"another service URL", set("serviceUrl", elsewhere), errForged},
		{"our tenant in capitals", both(strings.ToUpper(ourTenant)), nil},
		{"a partner's tenant", both(partners), nil},
		{"a tenant that is not on the list", both(strangers), errOutside},
		{"a conversation of another tenant", conversation(strangers), errOutside},
		{"data of another tenant", data(strangers), errOutside},
		{"data that is a list", set("channelData", []any{map[string]any{"tenant": map[string]any{"id": strangers}}}), nil},
		{"no tenant", both(nil), errOutside},
		{"an empty tenant", both(""), errOutside},
		{"a tenant that is an object", both(map[string]any{"id": ourTenant}), errOutside},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := m.judge(m.config()).admit(t.Context(), "Bearer "+m.Signed(), read(t, m.Activity(c.change))); !errors.Is(err, c.refusal) || (err == nil) != (c.refusal == nil) {
				t.Errorf("%v, want %v", err, c.refusal)
			}
		})
	}
	t.Run("a service URL that is none of Microsoft's", func(t *testing.T) {
		err := m.judge(m.config()).admit(t.Context(), "Bearer "+m.Signed(with("serviceurl", elsewhere)), read(t, m.Activity(set("serviceUrl", elsewhere))))
		if !errors.Is(err, errForged) {
			t.Error(err)
		}
	})
}

// TestNobodyIsAllowedByDefault leaves settings out: none of them opens a door.
func TestNobodyIsAllowedByDefault(t *testing.T) {
	m := newMicrosoft(t)
	if (Config{AllowedTenants: []string{""}}).allows("") {
		t.Error("nobody's tenant is allowed")
	}
	theirs := m.Activity(set("conversation", map[string]any{"tenantId": partners}), set("channelData", nil))
	for name, c := range map[string]struct {
		forget func(*Config)
		token  string
		raw    []byte
	}{
		"no app id":                     {func(c *Config) { c.AppID = "" }, m.Signed(), m.Activity()},
		"no app id, and no audience":    {func(c *Config) { c.AppID = "" }, m.Signed(with("aud", "")), m.Activity()},
		"no app id, and an empty list":  {func(c *Config) { c.AppID = "" }, m.Signed(with("aud", []string{""})), m.Activity()},
		"no cloud":                      {func(c *Config) { c.Cloud = Cloud{} }, m.Signed(), m.Activity()},
		"no issuer":                     {func(c *Config) { c.Cloud.Issuer = "" }, m.Signed(with("iss", "")), m.Activity()},
		"no hosts":                      {func(c *Config) { c.Cloud.ServiceHosts = nil }, m.Signed(), m.Activity()},
		"nobody on the list":            {func(c *Config) { c.AllowedTenants = nil }, m.Signed(), theirs},
		"nothing on the list":           {func(c *Config) { c.AllowedTenants = []string{""} }, m.Signed(), m.Activity(set("conversation", nil), set("channelData", nil))},
		"no tenant of ours, and no one": {func(c *Config) { c.Tenant, c.AllowedTenants = "", nil }, m.Signed(), m.Activity()},
	} {
		t.Run(name, func(t *testing.T) {
			config := m.config()
			c.forget(&config)
			if m.judge(config).admit(t.Context(), "Bearer "+c.token, read(t, c.raw)) == nil {
				t.Error("it was believed")
			}
		})
	}
}

// FuzzToken has whatever might stand where a token should: only the one that Microsoft made is believed.
func FuzzToken(f *testing.F) {
	m := newMicrosoft(f)
	j, good, act := m.judge(m.config()), m.Signed(), read(f, m.Activity())
	if err := j.admit(f.Context(), "Bearer "+good, act); err != nil { // now it has the keys
		f.Fatal(err)
	}
	f.Add("Bearer " + good)
	f.Add("bearer " + good + "=")
	f.Add("Bearer " + m.Signed(with("aud", "another-bot")))
	f.Add("Bearer " + m.Signed(by(privateKey(0), "third"), with("exp", 1e300)))
	f.Add("Basic x.y.z")
	f.Fuzz(func(t *testing.T, authorization string) {
		scheme, token, _ := strings.Cut(authorization, " ")
		if err := j.admit(t.Context(), authorization, act); (err == nil) != (strings.EqualFold(scheme, "Bearer") && token == good) {
			t.Errorf("%q: %v", authorization, err)
		}
	})
}
