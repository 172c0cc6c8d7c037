package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// window is how far a request's own time may be from ours, in the past or the future.
// https://docs.slack.dev/authentication/verifying-requests-from-slack/
const window = 5 * time.Minute

var (
	errUnsigned = errors.New("not signed")
	errStale    = errors.New("signed too long ago, or ahead of time")
	errForged   = errors.New("the signature does not match")
)

// verify says whether Slack signed exactly these bytes, and lately. A request may pass twice within the window:
// keys make the second harmless.
func (a *App) verify(h http.Header, body []byte) error {
	stamp, signature := h.Get("X-Slack-Request-Timestamp"), h.Get("X-Slack-Signature")
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || signature == "" || a.SigningSecret == "" { // without a secret of ours anybody could sign
		return errUnsigned
	}
	if a.Now().Sub(time.Unix(at, 0)).Abs() > window {
		return errStale
	}
	if !hmac.Equal([]byte(signature), []byte(sign(a.SigningSecret, stamp, body))) {
		return errForged
	}
	return nil
}

// sign is Slack's signature of a body sent at stamp (Unix seconds).
func sign(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:", stamp)
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}
