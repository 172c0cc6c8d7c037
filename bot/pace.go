package bot

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// ErrGone is wrapped by every error of a platform that trying again cannot mend: the channel is archived or not there,
// the bot was removed, the person has left, nobody lets us in any more.
var ErrGone = errors.New("no longer reachable")

// ErrUnsent is wrapped by every error of a message that certainly reached nobody, but may the next time. An error of a
// sending that is neither this, nor [ErrGone], nor [RetryAfter] may mean that the message is there all the same.
var ErrUnsent = errors.New("not sent")

// RetryAfter is the error of a call that a platform put off: it was not done, and should not be tried again sooner.
type RetryAfter time.Duration

// Error says how long the platform asks to wait.
func (r RetryAfter) Error() string { return "asked to wait " + time.Duration(r).String() }

const (
	// unsaid is how long a platform is left alone when it does not say how long it wants to be.
	unsaid = 30 * time.Second
	// longest is how long one is left alone at most: no limit that is documented counts in more than hours.
	longest = time.Hour
)

// AsksFor is how long a platform wants to be left alone, by the Retry-After of its answer, in seconds or as a date; 30
// seconds when it does not say, and an hour at most. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
func AsksFor(res *http.Response) time.Duration {
	said := res.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(said, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, longest)
	}
	if at, err := http.ParseTime(said); err == nil {
		return min(max(time.Until(at), 0), longest)
	}
	return unsaid
}

// Limit is how many calls a second, and how many of those at once.
type Limit struct {
	Rate  rate.Limit
	Burst int
}

// Bucket is a limit that calls share by its name.
type Bucket struct {
	Name string
	Limit
}

// Call is something asked of a platform.
type Call struct {
	// Name is what the platform puts off, when it does, as one: other calls go on.
	Name string
	// Within are the buckets that the call takes from.
	Within []Bucket
	// Hurried calls are made at once or not at all, whatever the buckets say: somebody looks at the screen for them.
	Hurried bool
}

const (
	// shortly is how long a call waits for its turn. What would have to wait longer is not made: whoever calls knows
	// better what to do meanwhile.
	shortly = 2 * time.Second
	// mostBuckets is how many buckets are remembered before those that can take everything again are forgotten.
	mostBuckets = 10_000
)

// Pace keeps a platform's limits for one installation. It is the one place where they are kept: prompts and answers to
// people alike pass it with every call. What the scheduler keeps is the order, and a pace at which nothing has to wait
// here. The zero value is ready; all its methods may be used at the same time.
type Pace struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	frozen  map[string]time.Time // by the name of a call, as the platform asked
}

// Turn waits until a call may be made, or says that it may not soon ([RetryAfter]).
func (p *Pace) Turn(ctx context.Context, c Call) error {
	wait, reserved := p.reserve(c, time.Now())
	switch {
	case !reserved:
		return RetryAfter(wait)
	case wait <= 0 || c.Hurried:
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

// reserve takes the next turn of a call if it comes shortly, and says how long that, or another try, has to wait.
func (p *Pace) reserve(c Call, now time.Time) (wait time.Duration, reserved bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait = max(p.frozen[c.Name].Sub(now), 0); wait > shortly || wait > 0 && c.Hurried {
		return wait, false
	}
	var turns []*rate.Reservation
	for _, b := range c.Within {
		r := p.bucket(b, now).ReserveN(now, 1)
		wait = max(wait, r.DelayFrom(now))
		turns = append(turns, r)
	}
	if wait <= shortly || c.Hurried {
		return wait, true
	}
	for _, r := range turns {
		r.CancelAt(now)
	}
	return wait, false
}

func (p *Pace) bucket(of Bucket, now time.Time) *rate.Limiter {
	b := p.buckets[of.Name]
	if b == nil {
		if len(p.buckets) >= mostBuckets {
			maps.DeleteFunc(p.buckets, func(_ string, b *rate.Limiter) bool { return b.TokensAt(now) >= float64(b.Burst()) })
		}
		if p.buckets == nil {
			p.buckets = map[string]*rate.Limiter{}
		}
		b = rate.NewLimiter(of.Rate, of.Burst)
		p.buckets[of.Name] = b
	}
	return b
}

// Heed leaves a call alone for as long as the platform asked; calls of other names go on.
func (p *Pace) Heed(name string, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if len(p.frozen) >= mostBuckets {
		maps.DeleteFunc(p.frozen, func(_ string, until time.Time) bool { return !until.After(now) })
	}
	if p.frozen == nil {
		p.frozen = map[string]time.Time{}
	}
	if until := now.Add(wait); until.After(p.frozen[name]) {
		p.frozen[name] = until
	}
}
