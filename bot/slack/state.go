package slack

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Between the link that installs the app and Slack's answer, a browser carries a state, through Slack, and a cookie that
// only we see. The answer counts when both come back together, soon, and once: so nobody can have another person's
// browser install something, or install with an answer they found. Nothing is kept here until an answer comes.
const (
	stateFor   = 10 * time.Minute
	nonceBytes = 16
	stateBytes = nonceBytes + 8 + sha256.Size // nonce ‖ end, in seconds ‖ MAC
	// mostUsed is how many answers are remembered: more in ten minutes are no installations.
	mostUsed = 10_000
)

var (
	errState = errors.New("the state is not one of ours, or not this browser's")
	errOld   = errors.New("the state is too old")
	errUsed  = errors.New("the state was used before")
)

// newState is a state, and the cookie of the browser that carries it.
func (a *App) newState() (state string, cookie *http.Cookie) {
	browser := rand.Text()
	b := make([]byte, nonceBytes, stateBytes)
	rand.Read(b) // never fails
	b = binary.BigEndian.AppendUint64(b, uint64(a.Now().Add(stateFor).Unix()))
	b = append(b, a.stateMAC(b, browser)...)
	return base64.RawURLEncoding.EncodeToString(b), a.cookie(browser, int(stateFor.Seconds()))
}

// stateMAC binds the beginning of a state to a browser, under a key that only this app has.
func (a *App) stateMAC(begin []byte, browser string) []byte {
	mac := hmac.New(sha256.New, []byte(a.ClientSecret))
	mac.Write([]byte("collab install\x00"))
	mac.Write(begin)
	mac.Write([]byte(browser))
	return mac.Sum(nil)
}

// cookie lasts as long as the state; a maximal age below zero takes it back. Slack's answer is a link that the browser
// follows from another site, so it comes along with Lax and not with Strict.
func (a *App) cookie(value string, age int) *http.Cookie {
	secure := strings.HasPrefix(a.BaseURL, "https://")
	return &http.Cookie{Name: cookieName(secure), Value: value, Path: "/", MaxAge: age, Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// cookieName is one that no neighbour under the same domain can set, where the browser can see to that.
func cookieName(secure bool) string {
	if secure {
		return "__Host-collab_install"
	}
	return "collab_install"
}

// checkState says whether a state came back in the browser it was given to, in time and for the first time.
func (a *App) checkState(r *http.Request, state string) error {
	b, err := base64.RawURLEncoding.Strict().DecodeString(state)
	cookie, none := r.Cookie(a.cookie("", 0).Name)
	if err != nil || none != nil || len(b) != stateBytes {
		return errState
	}
	begin, mac := b[:nonceBytes+8], b[nonceBytes+8:]
	if !hmac.Equal(mac, a.stateMAC(begin, cookie.Value)) {
		return errState
	}
	end := time.Unix(int64(binary.BigEndian.Uint64(begin[nonceBytes:])), 0)
	if !a.Now().Before(end) {
		return errOld
	}
	return a.states.use(string(begin[:nonceBytes]), a.Now(), end)
}

// states are those that were used and are not too old yet.
type states struct {
	mu   sync.Mutex
	used map[string]time.Time
}

func (s *states) use(nonce string, now, end time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for other, end := range s.used {
		if !now.Before(end) {
			delete(s.used, other)
		}
	}
	if _, before := s.used[nonce]; before || len(s.used) >= mostUsed {
		return errUsed
	}
	if s.used == nil {
		s.used = map[string]time.Time{}
	}
	s.used[nonce] = end
	return nil
}
