package slack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// Socket Mode: Slack brings what people do down a WebSocket that we open with the app token, and needs no address of
// ours. It closes a socket every few hours and says so some seconds before. So two are open at any time, and the one
// that is to close is read until its successor is there; what was asked on a socket is answered on the same one.
//
// slack-go opens the socket. Its client for what comes down is not used: it hides why Slack ends a socket, hangs up
// before it calls again, sends receipts that wait down the next socket, which did not ask, and drops an event for one
// block that it does not know.
//
// https://docs.slack.dev/apis/events-api/using-socket-mode/

// openWires is how many sockets are open. Slack allows ten for an app.
const openWires = 2

// atOnce is how many requests of all sockets are answered at the same time. When they are that many, we read on when
// one is done; none takes longer than a receipt may.
const atOnce = 256

// rhythm is how long the sockets wait for what.
type rhythm struct {
	first, most time.Duration // before a socket is opened again after a failure; doubled each time
	stagger     time.Duration // between the two: they do not grow old together
	silence     time.Duration // until a socket that says nothing is dead; three pings are sent within
	linger      time.Duration // that a socket is read after Slack said that it closes it
	steady      time.Duration // how old a socket must grow for its end to be nothing unusual
}

var usual = rhythm{time.Second, time.Minute, time.Minute, 30 * time.Second, 30 * time.Second, time.Minute}

// sockets is what all sockets share.
type sockets struct {
	live     atomic.Int32
	slots    chan struct{}
	receipts bot.Memory[*receipt]
	rhythm   rhythm
}

func newSockets() sockets {
	return sockets{slots: make(chan struct{}, atOnce), rhythm: usual}
}

// Connected is how many sockets are open. Without one, nothing that people do in Slack reaches an app in Socket Mode.
func (a *App) Connected() int { return int(a.sockets.live.Load()) }

// Listen works until ctx ends: it takes what comes down the socket, when there is an app token to open one, and works
// off what waits in the inbox. What fails for now is tried again; the error says what only people can mend.
func (a *App) Listen(ctx context.Context) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	a.inbox.WorkOff()
	defer a.inbox.Close()
	var parts sync.WaitGroup
	for i := range openWires {
		if a.AppToken == "" {
			break
		}
		parts.Go(func() {
			if err := a.hold(ctx, &parts, time.Duration(i)*a.sockets.rhythm.stagger); err != nil {
				fail(err)
			}
		})
	}
	<-ctx.Done()
	parts.Wait()
	if cause := context.Cause(ctx); errors.As(cause, new(barredError)) {
		return cause
	}
	return nil
}

// hold keeps one socket open: whenever it ends, or is about to, the next one is opened.
func (a *App) hold(ctx context.Context, wires *sync.WaitGroup, wait time.Duration) error {
	failures := 0
	for pause(ctx, wait) {
		began := time.Now()
		err := a.wire(ctx, wires)
		if errors.As(err, new(barredError)) {
			return err
		}
		if err == nil || time.Since(began) > a.sockets.rhythm.steady {
			failures = 0
		}
		if wait = 0; err != nil && ctx.Err() == nil {
			wait = a.sockets.rhythm.backoff(failures, err)
			failures++
			a.Log.Warn("slack: a socket is down", "error", err, "next", wait)
		}
	}
	return nil
}

// wire opens a socket and returns when another one must be: nil when Slack said in time that it closes this one, which
// is then read for a while yet.
func (a *App) wire(ctx context.Context, wires *sync.WaitGroup) error {
	w, err := a.dial(ctx)
	if err != nil {
		return err
	}
	wires.Go(func() { w.run(ctx) })
	<-w.leaving
	return w.why
}

// backoff is how long to wait after a failure that follows n others.
func (r rhythm) backoff(n int, err error) time.Duration {
	if asked := bot.RetryAfter(0); errors.As(err, &asked) {
		return time.Duration(asked)
	}
	return min(r.first<<min(n, 10), r.most)
}

// pause waits, and says whether to go on.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return ctx.Err() == nil
	}
}

// barredError is why Slack will never open a socket, as things stand, and what to do.
type barredError struct{ word, next string }

// Error says both.
func (e barredError) Error() string {
	return fmt.Sprintf("Slack opens no socket for the app token (%s). %s", e.word, e.next)
}

const (
	newToken = "Make one with the scope connections:write under Basic Information, App-Level Tokens, of the app at api.slack.com"
	switchOn = "Switch Socket Mode on in the settings of the app at api.slack.com, or have Slack post to this server"
	askAdmin = "Whoever runs the workspace has to let the app in again"
)

// barred are Slack's words for what trying again cannot mend.
// https://docs.slack.dev/reference/methods/apps.connections.open/#errors
var barred = map[string]string{
	"invalid_auth": newToken, "not_authed": newToken, "token_revoked": newToken, "token_expired": newToken,
	"not_allowed_token_type": newToken, "missing_scope": newToken, "no_permission": newToken,
	"link_disabled": switchOn, "socket_mode_disabled": switchOn,
	"account_inactive": askAdmin, "team_disabled": askAdmin, "forbidden_team": askAdmin, "access_denied": askAdmin,
	"team_access_not_granted": askAdmin, "user_removed_from_team": askAdmin,
}

// opening is what opening a socket ended with.
func opening(err error) error {
	if refused := new(slackgo.SlackErrorResponse); errors.As(err, refused) && barred[refused.Err] != "" {
		return barredError{refused.Err, barred[refused.Err]}
	}
	return fmt.Errorf("apps.connections.open: %w", failure(err))
}
