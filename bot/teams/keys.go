package teams

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"sync"
	"time"
)

const (
	// How long Microsoft's keys are believed without a look for new ones, and how long they are while no look succeeds.
	// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-4-verify-the-jwt-token
	keysFresh, keysBelieved = 24 * time.Hour, 5 * 24 * time.Hour
	// The least between two looks: whoever forges tokens makes us look no oftener. Without any keys nobody is understood,
	// so the next look comes sooner.
	keysFloor, firstKeysFloor = time.Minute, 5 * time.Second
	// A look takes at most this long: Teams waits five seconds for the answer to an invoke.
	keysWithin = 3 * time.Second
	// Microsoft's documents have a few kilobytes, and tens of kilobytes.
	longestOpenID, longestKeys, mostKeys = 64 << 10, 1 << 20, 200
	// The strength of a key that is believed, in bits; more than the most costs too much to try.
	weakestKey, strongestKey = 2048, 8192
)

var (
	// errNoKeys says that nobody's token can be checked for now, which is no fault of the token.
	errNoKeys     = errors.New("Microsoft's keys are not to be had")
	errUnknownKey = errors.New("signed with a key that is not Microsoft's")
)

// signingKey is one of Microsoft's, and for which channels it may sign.
type signingKey struct {
	public       *rsa.PublicKey
	endorsements map[string]bool
}

// keyring is Microsoft's keys as they were last seen, by their ids. Keys go out of date while it is used: then it looks
// for new ones beside the work. Only whoever needs a key that it has not waits for a look.
type keyring struct {
	cloud Cloud
	http  *http.Client
	now   func() time.Time
	log   *slog.Logger

	mu     sync.Mutex
	keys   map[string]signingKey
	seen   time.Time     // when keys were last seen
	looked time.Time     // when the last look began
	look   chan struct{} // closed when the look that is under way ends; nil when none is
}

// find is the key of an id. It is errNoKeys when no key can be known.
func (k *keyring) find(ctx context.Context, id string) (signingKey, error) {
	key, known, look := k.held(id)
	if known {
		return key, nil
	}
	if look != nil {
		select {
		case <-look:
		case <-ctx.Done():
			return signingKey{}, fmt.Errorf("%w: %w", errNoKeys, ctx.Err())
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.believed() {
		return signingKey{}, errNoKeys
	}
	if key, known = k.keys[id]; !known {
		return signingKey{}, errUnknownKey
	}
	return key, nil
}

// held is the key of an id if it is at hand. It begins a look for new ones where one is due, and returns the end of the
// look that is under way.
func (k *keyring) held(id string) (key signingKey, known bool, look <-chan struct{}) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.believed() {
		key, known = k.keys[id]
	}
	floor := keysFloor
	if !k.believed() {
		floor = firstKeysFloor
	}
	due := !known || k.since(k.seen) >= keysFresh
	if due && k.look == nil && k.since(k.looked) >= floor {
		k.look, k.looked = make(chan struct{}), k.now()
		go k.renew()
	}
	return key, known, k.look
}

// believed says whether keys were seen lately enough.
func (k *keyring) believed() bool { return k.since(k.seen) < keysBelieved }

// since is how far a time is from now, on either side of it: a clock that was put right neither keeps keys young nor
// puts off a look. The zero time is very far.
func (k *keyring) since(t time.Time) time.Duration { return k.now().Sub(t).Abs() }

// renew looks for new keys. When it fails those at hand stay.
func (k *keyring) renew() {
	ctx, cancel := context.WithTimeout(context.Background(), keysWithin)
	defer cancel()
	keys, err := k.fetch(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		k.keys, k.seen = keys, k.now()
	} else {
		k.log.Warn("teams: cannot look for Microsoft's keys", "error", err, "seen", k.seen)
	}
	close(k.look)
	k.look = nil
}

// fetch gets the keys that the cloud signs with now.
func (k *keyring) fetch(ctx context.Context) (map[string]signingKey, error) {
	var openID struct {
		Keys string `json:"jwks_uri"`
	}
	if err := k.get(ctx, k.cloud.OpenIDURL, longestOpenID, &openID); err != nil {
		return nil, err
	}
	var set struct {
		Keys []publishedKey `json:"keys"`
	}
	if err := k.get(ctx, openID.Keys, longestKeys, &set); err != nil {
		return nil, err
	}
	keys := keysIn(set.Keys)
	if len(keys) == 0 {
		return nil, errors.New("the list of keys has none that can be used")
	}
	return keys, nil
}

// get reads a JSON document that is not longer than so many bytes.
func (k *keyring) get(ctx context.Context, address string, longest int64, into any) error {
	if !k.cloud.keeps(address) {
		return errors.New("keys are named that are not kept by the cloud, over https")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := k.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", request.URL.Host, response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, longest+1))
	if err != nil {
		return err
	}
	if int64(len(body)) > longest {
		return fmt.Errorf("%s answers with more than %d bytes", request.URL.Host, longest)
	}
	return json.Unmarshal(body, into)
}

// publishedKey is a key as Microsoft publishes it.
// https://www.rfc-editor.org/rfc/rfc7518#section-6.3.1
type publishedKey struct {
	Kind         string   `json:"kty"`
	Use          string   `json:"use"`
	ID           string   `json:"kid"`
	Modulus      string   `json:"n"`
	Exponent     string   `json:"e"`
	Endorsements []string `json:"endorsements"`
}

// keysIn are the keys of a list that can be used. Of two with the same id the first counts.
func keysIn(list []publishedKey) map[string]signingKey {
	keys := map[string]signingKey{}
	for _, p := range list[:min(len(list), mostKeys)] {
		public := p.public()
		if _, twice := keys[p.ID]; public == nil || twice {
			continue
		}
		key := signingKey{public, map[string]bool{}}
		for _, channel := range p.Endorsements {
			key.endorsements[channel] = true
		}
		keys[p.ID] = key
	}
	return keys
}

// public is the key itself; nil when it is none that signs, or none of a strength that is believed.
func (p publishedKey) public() *rsa.PublicKey {
	if p.Kind != "RSA" || p.ID == "" || p.Use != "" && p.Use != "sig" {
		return nil
	}
	n, err := base64.RawURLEncoding.DecodeString(p.Modulus)
	e, err2 := base64.RawURLEncoding.DecodeString(p.Exponent)
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e)
	if err != nil || err2 != nil || modulus.BitLen() < weakestKey || modulus.BitLen() > strongestKey || modulus.Bit(0) == 0 {
		return nil
	}
	if exponent.BitLen() > 31 || exponent.Int64() < 3 || exponent.Bit(0) == 0 {
		return nil
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}
}
