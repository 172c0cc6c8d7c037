package teams

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"collab/bot"
)

// ask is a call of Connector.
type ask struct {
	method string
	at     address
	body   []byte
	twice  bool // made again it changes nothing, so it is when no answer came
}

// The first wait before a call is made again, and the longest: anything up to a bound that doubles.
const (
	backoffFirst = 500 * time.Millisecond
	backoffMost  = 4 * time.Second
)

// call asks Connector for something about a conversation, as often as it takes within [persistence], and returns its
// answer. Only what Microsoft says may be tried again is, and what changes nothing when it is done twice.
func (c *connector) call(ctx context.Context, about reference, q ask) ([]byte, error) {
	at, err := c.at(about, q.at)
	if err != nil {
		return nil, err
	}
	var doubt error // of a try that may have been done: no later one is surer
	for end, try := time.Now().Add(persistence), 0; ; try++ {
		body, err := c.authorised(ctx, about, at, q)
		if err == nil {
			return body, nil
		}
		if !q.twice && unclear(err) {
			doubt = err
		}
		wait, again := c.again(about, q, err, try)
		if !again || time.Now().Add(wait).After(end) || !slept(ctx, wait) {
			return nil, fmt.Errorf("%s: %w", q.method, cmp.Or(doubt, failure(err, q.twice)))
		}
	}
}

// again says whether a call that failed is tried again at once, and how long to wait before. The conversation is left
// alone for as long, if that was asked.
func (c *connector) again(about reference, q ask, err error, try int) (time.Duration, bool) {
	said, wait := new(refusal), backoff(try)
	if !errors.As(err, &said) || said.ours {
		return wait, q.twice && errors.Is(err, errUnanswered)
	}
	wait += said.wait
	if said.status == http.StatusTooManyRequests {
		c.pace.Heed(c.turn(about, q).Name, wait)
	}
	return wait, said.later()
}

// backoff is how long to wait after so many tries before this one: anything up to a bound that doubles.
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ calls it full jitter.
func backoff(before int) time.Duration {
	return time.Millisecond + rand.N(min(backoffFirst<<min(before, 8), backoffMost))
}

// slept waits, and says whether that was not given up.
func slept(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// authorised makes a call in its turn, with our token. One that Microsoft takes no longer is renewed, once.
func (c *connector) authorised(ctx context.Context, about reference, at string, q ask) ([]byte, error) {
	for renewed := false; ; renewed = true {
		if err := c.pace.Turn(ctx, c.turn(about, q)); err != nil {
			return nil, err
		}
		token, err := c.pass.token(ctx)
		if err != nil {
			return nil, err
		}
		body, err := c.made(ctx, at, token, q)
		said := new(refusal)
		if renewed || !errors.As(err, &said) || said.status != http.StatusUnauthorized || !c.pass.spoiled(token) {
			return body, err
		}
	}
}

// made makes a call, once.
func (c *connector) made(ctx context.Context, at, token string, q ask) ([]byte, error) {
	var begun atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { begun.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, q.method, at, bytes.NewReader(q.body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", bot.ErrUnsent, errForeign)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if q.body != nil {
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	res, err := c.http.Do(req)
	switch {
	case err != nil && !begun.Load():
		return nil, fmt.Errorf("%w: %w", bot.ErrUnsent, withoutAddress(err))
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errUnanswered, withoutAddress(err))
	}
	return answered(res)
}

// answered is the body of a 2xx. What was cut off of it is no failure: the call was done.
func answered(res *http.Response) ([]byte, error) {
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if res.StatusCode/100 != 2 {
		return nil, refused(res, body)
	}
	return body, nil
}

// withoutAddress is an error that does not say what was called: ids of people and conversations stand in it.
func withoutAddress(err error) error {
	if called := new(url.Error); errors.As(err, &called) {
		return called.Err
	}
	return err
}
