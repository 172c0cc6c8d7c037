package scheduler

import (
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are how many messages a second may go into one conversation, and into all conversations of one home
// (workspace, tenant), and how many of those at once.
type Limits struct {
	Conversation, Home           rate.Limit
	ConversationBurst, HomeBurst int
}

// DefaultLimits keep below Slack's: one message per second and channel, "several hundred" a minute and workspace
// (https://docs.slack.dev/apis/web-api/rate-limits). Teams allows more.
var DefaultLimits = Limits{Conversation: 1, ConversationBurst: 1, Home: 4, HomeBurst: 4}

// limiter keeps the limits, on the clock it is given with every question.
type limiter struct {
	Limits
	mu      sync.Mutex
	buckets map[string]*bucket // by conversation, and by home with a slash at its end
}

// bucket is one limit; nothing goes through before frozen has passed.
type bucket struct {
	*rate.Limiter
	frozen time.Time
}

func newLimiter(l Limits) *limiter { return &limiter{Limits: l, buckets: map[string]*bucket{}} }

// of are the buckets of a conversation and of its home: what stands before the last slash of its name, with the slash.
func (l *limiter) of(to string) (conversation, home *bucket) {
	return l.bucket(to, l.Conversation, l.ConversationBurst), l.bucket(homeOf(to), l.Home, l.HomeBurst)
}

func homeOf(to string) string { return to[:strings.LastIndex(to, "/")+1] }

func (l *limiter) bucket(name string, limit rate.Limit, burst int) *bucket {
	b := l.buckets[name]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(limit, burst)}
		l.buckets[name] = b
	}
	return b
}

// take lets one message through, or says how long it has to wait; then nothing was taken.
func (l *limiter) take(to string, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	conversation, home := l.of(to)
	if home.frozen.After(now) {
		return home.frozen.Sub(now)
	}
	a, b := conversation.ReserveN(now, 1), home.ReserveN(now, 1)
	if wait = max(a.DelayFrom(now), b.DelayFrom(now)); wait > 0 {
		a.CancelAt(now)
		b.CancelAt(now)
	}
	return wait
}

// wait says how long a message would have to wait, and takes nothing.
func (l *limiter) wait(to string, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	conversation, home := l.of(to)
	wait = max(home.frozen.Sub(now), 0)
	for _, b := range []*bucket{conversation, home} {
		if lack := 1 - b.TokensAt(now); lack > 0 && b.Limit() > 0 {
			wait = max(wait, time.Duration(lack/float64(b.Limit())*float64(time.Second)))
		}
	}
	return wait
}

// frozen says for how long the home of a conversation is to be left alone.
func (l *limiter) frozen(to string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, home := l.of(to)
	return home.frozen.Sub(now)
}

// freeze lets nothing into the home of a conversation before an instant: platforms count per workspace.
func (l *limiter) freeze(to string, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, home := l.of(to); until.After(home.frozen) {
		home.frozen = until
	}
}

// forget drops buckets that are full: a new one would be no different.
func (l *limiter) forget(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, b := range l.buckets {
		if !b.frozen.After(now) && b.TokensAt(now) >= float64(b.Burst()) {
			delete(l.buckets, name)
		}
	}
}
