package scheduler

import (
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are how much of each kind a platform takes. They say how fast things are offered to it, and in which order; the
// adapter of a platform may still ask to wait, as when people are answered meanwhile.
type Limits struct {
	// Posts are new messages, Edits changes of old ones, Looks searches for what may have been sent, Letters what goes to
	// accounts of e-mail, in the place of posts.
	Posts, Edits, Looks, Letters Class
}

// Class limits one kind in one conversation, and in all conversations of one home (workspace, tenant).
type Class struct{ Conversation, Home Limit }

// Limit is how many a second, and how many of those at once; the zero Limit is none.
type Limit struct {
	Rate  rate.Limit
	Burst int
}

var (
	// DefaultLimits keep below Slack's: one message per second and channel, and of "several hundred" a minute and
	// workspace 240; fifty edits a minute and workspace, and as many searches
	// (https://docs.slack.dev/apis/web-api/rate-limits). That one conversation is edited every three seconds at most is
	// our own: what happens meanwhile is shown at once. Teams allows more. Of letters one mailbox gets one in ten seconds, and
	// the server one a second: mail servers hold back who sends faster than people do, and say nowhere how fast that is.
	DefaultLimits = Limits{
		Posts:   Class{Conversation: Limit{1, 1}, Home: Limit{4, 4}},
		Edits:   Class{Conversation: Limit{1. / 3, 1}, Home: Limit{50. / 60, 5}},
		Looks:   Class{Home: Limit{50. / 60, 5}},
		Letters: Class{Conversation: Limit{1. / 10, 1}, Home: Limit{1, 5}},
	}
	// Unlimited is for a platform in this process.
	Unlimited = Limits{Posts: Class{Home: Limit{Rate: rate.Inf}}}
)

// class is which of the limits something counts towards.
type class string

const (
	posts class = "post"
	edits class = "edit"
	looks class = "look"
	// letters have a class of their own, since no other platform counts like a mail server.
	letters class = "letter"
)

// fresh is what a new message to a conversation counts towards.
func fresh(to string) class {
	if strings.HasPrefix(to, "mail/") {
		return letters
	}
	return posts
}

func (l Limits) of(c class) Class {
	switch c {
	case edits:
		return l.Edits
	case looks:
		return l.Looks
	case letters:
		return l.Letters
	}
	return l.Posts
}

// limiter keeps the limits, on the clock it is given with every question.
type limiter struct {
	Limits
	mu      sync.Mutex
	buckets map[string]*bucket // by class and conversation, and by class and home with a slash at its end
}

// bucket is one limit; nothing goes through before frozen has passed.
type bucket struct {
	*rate.Limiter
	frozen time.Time
}

func newLimiter(l Limits) *limiter { return &limiter{Limits: l, buckets: map[string]*bucket{}} }

// pair are the buckets of a conversation and of its home: what stands before the last slash of its name, with the slash.
func (l *limiter) pair(c class, to string) (conversation, home *bucket) {
	limits := l.of(c)
	return l.bucket(string(c)+" "+to, limits.Conversation), l.bucket(string(c)+" "+homeOf(to), limits.Home)
}

func homeOf(to string) string { return to[:strings.LastIndex(to, "/")+1] }

func (l *limiter) bucket(name string, limit Limit) *bucket {
	b := l.buckets[name]
	if b == nil {
		if limit == (Limit{}) {
			limit.Rate = rate.Inf
		}
		b = &bucket{Limiter: rate.NewLimiter(limit.Rate, limit.Burst)}
		l.buckets[name] = b
	}
	return b
}

// take lets one of a class through, or says how long it has to wait; then nothing was taken.
func (l *limiter) take(c class, to string, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	conversation, home := l.pair(c, to)
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

// wait says how long one of a class would have to wait, and takes nothing; all says that no other of the class may go
// to that home sooner.
func (l *limiter) wait(c class, to string, now time.Time) (wait time.Duration, all bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	conversation, home := l.pair(c, to)
	all = max(home.frozen.Sub(now), home.lack(now)) > 0
	return max(home.frozen.Sub(now), home.lack(now), conversation.lack(now), 0), all
}

// lack is how long it takes until one can go.
func (b *bucket) lack(now time.Time) time.Duration {
	if lack := 1 - b.TokensAt(now); lack > 0 && b.Limit() > 0 {
		return time.Duration(lack / float64(b.Limit()) * float64(time.Second))
	}
	return 0
}

// frozen says for how long a home is to be left alone with a class.
func (l *limiter) frozen(c class, to string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, home := l.pair(c, to)
	return home.frozen.Sub(now)
}

// freeze lets nothing of a class into the home of a conversation before an instant: platforms count calls of one kind
// per workspace.
func (l *limiter) freeze(c class, to string, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, home := l.pair(c, to); until.After(home.frozen) {
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
