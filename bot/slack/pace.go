package slack

import (
	"context"
	"maps"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit is how many calls a second, and how many of those at once.
type Limit struct {
	Rate  rate.Limit
	Burst int
}

// Limits are what Slack lets one installation call. https://docs.slack.dev/apis/web-api/rate-limits
type Limits struct {
	// Channel limits what is posted in one conversation, Workspace in all of them.
	Channel, Workspace Limit
	// Tiers limit every other method, each on its own; Tiers[3] is Slack's tier 4.
	Tiers [4]Limit
}

// SlackLimits are what Slack documents. It calls 240 messages a minute "several hundred", and leaves open how many it
// takes at once beyond "generous".
var SlackLimits = Limits{
	Channel: Limit{1, 5}, Workspace: Limit{4, 20},
	Tiers: [4]Limit{{1. / 60, 1}, {20. / 60, 5}, {50. / 60, 10}, {100. / 60, 20}},
}

// tiers are the methods we call whose tier Slack documents.
// https://docs.slack.dev/reference/methods/conversations.history, and so on
var tiers = map[string]int{
	"views.open": 4, "views.update": 4, "views.publish": 4, "chat.postEphemeral": 4, "users.info": 4, "files.info": 4,
	"chat.update": 3, "conversations.history": 3, "conversations.replies": 3, "conversations.info": 3, "conversations.open": 3,
	"team.info": 3, "auth.teams.list": 2,
}

const (
	posting = "chat.postMessage"
	// shortly is how long a call waits for its turn. What would have to wait longer is not made: whoever calls knows
	// better what to do meanwhile.
	shortly = 2 * time.Second
	// unsaid is how long Slack is left alone when it does not say how long it wants to be.
	unsaid = 30 * time.Second
	// mostBuckets is how many conversations are remembered before those that can take everything again are forgotten.
	mostBuckets = 10_000
)

// hurried are the methods that somebody looks at the screen for: their trigger lives three seconds, so they go at once,
// on the burst that Slack calls generous.
func hurried(method string) bool {
	return strings.HasPrefix(method, "views.") && method != "views.publish"
}

// pace keeps Slack's limits for one installation. It is the one place where they are kept: prompts and answers to people
// alike pass it with every call. What the scheduler keeps is the order, and a pace at which nothing has to wait here.
type pace struct {
	Limits
	mu      sync.Mutex
	buckets map[string]*rate.Limiter // by method, and by channel for what is posted
	frozen  map[string]time.Time     // by method, as Slack asked
}

func newPace(l Limits) *pace {
	return &pace{Limits: l, buckets: map[string]*rate.Limiter{}, frozen: map[string]time.Time{}}
}

// turn waits until a method may be called, or says that it may not soon ([RetryAfter]). Channel is where something is to
// be posted.
func (p *pace) turn(ctx context.Context, method, channel string) error {
	wait, reserved := p.reserve(method, channel, time.Now())
	switch {
	case !reserved:
		return RetryAfter(wait)
	case wait <= 0 || hurried(method):
		return nil
	}
	turn := time.NewTimer(wait + time.Millisecond) // what is rounded must not be early
	defer turn.Stop()
	select {
	case <-turn.C:
		return nil
	case <-ctx.Done():
		return RetryAfter(wait)
	}
}

// reserve takes the next turn of a method if it comes shortly, and says how long that, or another try, has to wait.
func (p *pace) reserve(method, channel string, now time.Time) (wait time.Duration, reserved bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait = max(p.frozen[method].Sub(now), 0); wait > shortly || wait > 0 && hurried(method) {
		return wait, false
	}
	var turns []*rate.Reservation
	for _, b := range p.limiting(method, channel, now) {
		r := b.ReserveN(now, 1)
		wait = max(wait, r.DelayFrom(now))
		turns = append(turns, r)
	}
	if wait <= shortly || hurried(method) {
		return wait, true
	}
	for _, r := range turns {
		r.CancelAt(now)
	}
	return wait, false
}

// limiting are the buckets that a call takes from.
func (p *pace) limiting(method, channel string, now time.Time) (all []*rate.Limiter) {
	if method == posting {
		return []*rate.Limiter{p.bucket(channel, p.Channel, now), p.bucket(method, p.Workspace, now)}
	}
	if tier := tiers[method]; tier > 0 {
		all = append(all, p.bucket(method, p.Tiers[tier-1], now))
	}
	return all
}

func (p *pace) bucket(name string, limit Limit, now time.Time) *rate.Limiter {
	b := p.buckets[name]
	if b == nil {
		if len(p.buckets) >= mostBuckets {
			maps.DeleteFunc(p.buckets, func(_ string, b *rate.Limiter) bool { return b.TokensAt(now) >= float64(b.Burst()) })
		}
		b = rate.NewLimiter(limit.Rate, limit.Burst)
		p.buckets[name] = b
	}
	return b
}

// heed leaves a method alone for as long as Slack asked; other methods go on.
func (p *pace) heed(method string, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(wait); until.After(p.frozen[method]) {
		p.frozen[method] = until
	}
}

// paced makes a call of the Web API in its turn.
func (p *pace) paced(do func(*http.Request) (*http.Response, error), r *http.Request, channel string) (*http.Response, error) {
	method := path.Base(r.URL.Path)
	if err := p.turn(r.Context(), method, channel); err != nil {
		return nil, err
	}
	res, err := do(r)
	if err == nil && res.StatusCode == http.StatusTooManyRequests {
		p.heed(method, asksFor(res))
	}
	return res, err
}

// asksFor is how long Slack wants to be left alone.
func asksFor(res *http.Response) time.Duration {
	seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if err != nil {
		return unsaid
	}
	return time.Duration(seconds) * time.Second
}
