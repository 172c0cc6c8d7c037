package teams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// trying admits the same activity with tokens of different keys.
type trying struct {
	*microsoft
	t *testing.T
	j *judge
}

func newTrying(t *testing.T) trying {
	m := newMicrosoft(t)
	return trying{m, t, m.judge(m.config())}
}

// admits says how a token fares; nil is well. A look for new keys that began meanwhile has ended when it returns.
func (y trying) admits(faults ...func(*papers)) error {
	err := y.j.admit(y.t.Context(), "Bearer "+y.Signed(faults...), read(y.t, y.Activity()))
	y.settle()
	return err
}

func (y trying) settle() {
	y.j.keys.mu.Lock()
	look := y.j.keys.look
	y.j.keys.mu.Unlock()
	if look != nil {
		<-look
	}
}

// wants checks how a token fared, and how often Microsoft has been asked for keys in all.
func (y trying) wants(err, want error, asked int) {
	y.t.Helper()
	if !errors.Is(err, want) || (err == nil) != (want == nil) {
		y.t.Errorf("%v, want %v", err, want)
	}
	if got := y.Asked(); got != asked {
		y.t.Errorf("Microsoft was asked %d times for keys, want %d", got, asked)
	}
}

func badGateway(w http.ResponseWriter, _ *http.Request) bool {
	w.WriteHeader(http.StatusBadGateway)
	return true
}

func TestKeysAreLookedForOnce(t *testing.T) {
	y := newTrying(t)
	for range 100 {
		y.wants(y.admits(), nil, 1)
	}
}

// TestForgersMakeUsLookNoOftener has 300 requests in three minutes, each with a key of its own.
func TestForgersMakeUsLookNoOftener(t *testing.T) {
	y := newTrying(t)
	y.wants(y.admits(), nil, 1)
	for i := range 300 {
		y.Pass(600 * time.Millisecond)
		if err := y.admits(by(privateKey(2), fmt.Sprint("forged ", i))); !errors.Is(err, errUnknownKey) {
			t.Fatal(err)
		}
	}
	y.wants(y.admits(), nil, 4)
}

// TestForgersBeforeAnythingElse has them come before any key was seen, all within a moment.
func TestForgersBeforeAnythingElse(t *testing.T) {
	y := newTrying(t)
	for i := range 300 {
		y.wants(y.admits(by(privateKey(2), fmt.Sprint("forged ", i))), errUnknownKey, 1)
	}
}

// TestNobodyIsAskedAboutWhatCannotBeGood has unknown keys in tokens that have another fault too.
func TestNobodyIsAskedAboutWhatCannotBeGood(t *testing.T) {
	for name, fault := range map[string]func(*papers){
		"audience":    with("aud", "another-bot"),
		"issuer":      with("iss", "https://evil.example"),
		"expiry":      with("exp", nil),
		"expired":     with("exp", 1),
		"not yet":     with("nbf", 1<<40),
		"service URL": with("serviceurl", nil),
		"key id":      by(privateKey(2), ""),
	} {
		t.Run(name, func(t *testing.T) {
			y := newTrying(t)
			y.wants(y.admits(by(privateKey(2), "unknown"), fault), errForged, 0)
		})
	}
}

func TestRotation(t *testing.T) {
	y := newTrying(t)
	y.wants(y.admits(), nil, 1)
	y.Publish(pair(0, "first", "msteams"), pair(1, "second", "msteams"))
	y.Pass(keysFloor)
	y.wants(y.admits(by(privateKey(1), "second")), nil, 2) // an unknown key is looked for
	y.Publish(pair(1, "second", "msteams"))
	y.wants(y.admits(), nil, 2) // the first is known still
	y.Pass(keysFresh)
	y.wants(y.admits(), nil, 3)           // and is believed once more while we look beside
	y.wants(y.admits(), errUnknownKey, 3) // then it is not
	y.wants(y.admits(by(privateKey(1), "second")), nil, 3)
}

func TestAKeyThatChangesUnderItsID(t *testing.T) {
	y := newTrying(t)
	y.wants(y.admits(), nil, 1)
	y.Publish(pair(1, "first", "msteams"))
	y.Pass(keysFresh)
	y.wants(y.admits(), nil, 2)
	y.wants(y.admits(), errForged, 2)
	y.wants(y.admits(by(privateKey(1), "first")), nil, 2)
}

func TestOutage(t *testing.T) {
	y := newTrying(t)
	y.wants(y.admits(), nil, 1)
	y.Breaks(badGateway)
	y.Pass(keysFresh)
	y.wants(y.admits(), nil, 2)
	y.wants(y.admits(), nil, 2) // the floor holds for looks that fail too
	y.Pass(keysFloor)
	y.wants(y.admits(), nil, 3)
	y.Pass(keysBelieved - keysFresh - keysFloor - time.Second)
	y.wants(y.admits(), nil, 4)
	y.Pass(time.Second)
	y.wants(y.admits(), errNoKeys, 4)
	y.Pass(firstKeysFloor)
	y.wants(y.admits(), errNoKeys, 5)
	y.Breaks(nil)
	y.Pass(firstKeysFloor)
	y.wants(y.admits(), nil, 6)
}

// TestAClockThatWasPutRight goes back by a year: keys are looked for again, and no look is put off.
func TestAClockThatWasPutRight(t *testing.T) {
	y := newTrying(t)
	y.wants(y.admits(), nil, 1)
	y.Pass(-365 * 24 * time.Hour)
	y.wants(y.admits(), nil, 2)
}

// TestDocumentsThatAreNoneOfMicrosofts leaves us with the keys that we had.
func TestDocumentsThatAreNoneOfMicrosofts(t *testing.T) {
	evil := newMicrosoft(t)
	evil.Publish(pair(2, "evil", "msteams"))
	published, err := json.Marshal(map[string]any{"keys": []any{pair(2, "evil", "msteams").Published()}})
	if err != nil {
		t.Fatal(err)
	}
	text := func(at, body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != at {
				return false
			}
			fmt.Fprint(w, body)
			return true
		}
	}
	moved := func(at, to string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == at {
				http.Redirect(w, r, to, http.StatusFound)
			}
			return r.URL.Path == at
		}
	}
	weak := pair(0, "first", "msteams").Published()
	weak["n"] = "AQAB"
	for name, broken := range map[string]func(http.ResponseWriter, *http.Request) bool{
		"gone":                       badGateway,
		"no JSON":                    text("/openid", "<html>"),
		"no keys named":              text("/openid", "{}"),
		"keys of a number":           text("/openid", `{"jwks_uri":1}`),
		"keys on another host":       text("/openid", `{"jwks_uri":"https://evil.example/keys"}`),
		"keys on a host with a name": text("/openid", `{"jwks_uri":"`+strings.Replace(evil.URL, "127.0.0.1", "localhost", 1)+`/keys"}`),
		"keys in a file":             text("/openid", `{"jwks_uri":"file:///etc/passwd"}`),
		"keys with a password":       text("/openid", `{"jwks_uri":"http://a:b@127.0.0.1/keys"}`),
		"a document that never ends": text("/openid", `{"jwks_uri":"`+strings.Repeat("x", longestOpenID)+`"}`),
		"keys that never end":        text("/keys", `{"keys":[`+strings.Repeat(" ", longestKeys)),
		"keys, and much more":        text("/keys", string(published)+strings.Repeat(" ", longestKeys)),
		"keys that are an error": func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/keys" {
				w.WriteHeader(http.StatusInternalServerError)
			}
			return text("/keys", string(published))(w, r)
		},
		"no list":              text("/keys", `{"keys":{}}`),
		"an empty list":        text("/keys", `{"keys":[]}`),
		"null":                 text("/keys", `null`),
		"keys of another kind": text("/keys", `{"keys":[{"kty":"oct","kid":"first","k":"AQAB"}]}`),
		"a weak key":           text("/keys", fmt.Sprintf(`{"keys":[{"kty":"RSA","kid":"first","n":%q,"e":"AQAB"}]}`, weak["n"])),
		"an even exponent":     text("/keys", fmt.Sprintf(`{"keys":[{"kty":"RSA","kid":"first","n":%q,"e":"AQAA"}]}`, pair(0, "", "").Published()["n"])),
		"the document moved":   moved("/openid", evil.URL+"/openid"),
		"the keys moved":       moved("/keys", evil.URL+"/keys"),
	} {
		t.Run(name, func(t *testing.T) {
			y := newTrying(t)
			y.wants(y.admits(), nil, 1)
			y.Breaks(broken)
			y.Pass(keysFresh)
			y.wants(y.admits(), nil, 2)
			y.wants(y.admits(), nil, 2)
			y.wants(y.admits(by(privateKey(2), "evil")), errUnknownKey, 2)
		})
	}
}

// TestAtOnce has many requests come before anything is known; run with -race.
func TestAtOnce(t *testing.T) {
	y := newTrying(t)
	act := read(t, y.Activity())
	for range 3 {
		good, unknown := "Bearer "+y.Signed(), "Bearer "+y.Signed(by(privateKey(2), "unknown"))
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := y.j.admit(t.Context(), good, act); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				if err := y.j.admit(t.Context(), unknown, act); !errors.Is(err, errUnknownKey) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		y.settle()
		y.Pass(keysFresh)
	}
	if got := y.Asked(); got != 3 {
		t.Errorf("Microsoft was asked %d times, want 3", got)
	}
}

// TestWhoeverGoesAwayWaitsNoLonger does not end the look for the others.
func TestWhoeverGoesAwayWaitsNoLonger(t *testing.T) {
	y := newTrying(t)
	held := make(chan struct{})
	y.Breaks(func(http.ResponseWriter, *http.Request) bool { <-held; return false })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := y.j.admit(ctx, "Bearer "+y.Signed(), read(t, y.Activity())); !errors.Is(err, errNoKeys) {
		t.Error(err)
	}
	y.Pass(keysFloor)
	if err := y.j.admit(ctx, "Bearer "+y.Signed(), read(t, y.Activity())); !errors.Is(err, errNoKeys) { // there is one look at a time
		t.Error(err)
	}
	close(held)
	y.settle()
	y.wants(y.admits(), nil, 1)
}

// FuzzKeys reads whatever might be published: what is believed of it can sign, and is not weak.
func FuzzKeys(f *testing.F) {
	for _, list := range []any{
		[]any{map[string]any{"kty": "RSA", "kid": "first", "n": strings.Repeat("_", 342), "e": "AQAB", "endorsements": []any{"msteams"}}},
		[]any{map[string]any{"kty": "RSA", "kid": "x", "n": "AQAB", "e": ""}}, []any{nil}, "x",
	} {
		raw, err := json.Marshal(list)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var list []publishedKey
		if json.Unmarshal(raw, &list) != nil {
			return
		}
		keys := keysIn(list)
		if len(keys) > mostKeys {
			t.Errorf("%d keys", len(keys))
		}
		for id, key := range keys {
			if bits := key.public.N.BitLen(); id == "" || bits < weakestKey || bits > strongestKey || key.public.E < 3 {
				t.Errorf("%q has %d bits and the exponent %d", id, bits, key.public.E)
			}
		}
	})
}
