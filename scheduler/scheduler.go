// Package scheduler makes the rhythm happen: it notices that time has passed, and sees to it that people are told.
//
// It decides nothing. What is owed, to whom and from when, package relationship computes from the record; the scheduler
// asks for it when the store's due index says that an instant has passed, and keeps no list of its own. A program that
// was down for three weeks therefore finds what is owed now, not three weeks of what was.
//
// # Noticing
//
// [Scheduler.Notice] goes through the relationships of which something is due. What the clock itself owes, opening a
// check-in, is recorded first. Then the deliveries that are missing are written, in one transaction with the instant at
// which the relationship is due next. The key of a delivery is the natural key of its duty, so noticing twice, or
// again after a crash, adds nothing. A living message, posted once and edited after, has a key for its post and one for
// each revision.
//
// # Sending
//
// [Scheduler.Send] takes what is ready, in the order of its deadlines, and looks at the record again: a duty that has
// vanished is dropped. The message is composed by whoever sends it, from the record as it then is. A delivery goes
//
//	queued → sending → sent | queued (put off, definitely not sent) | unknown (perhaps sent) | dead
//
// and is in "sending" on disk before anything goes over the wire. Whatever is found in "sending" or "unknown" once its
// request cannot be under way any more is looked up before it is sent again: so after a kill nothing is lost, and where
// the platform can be searched nothing comes twice. A place that is gone is recorded; a person who cannot be reached
// is not, that stays with the delivery.
//
// One bucket per conversation and one per home (workspace, tenant) keep the platforms' limits, for new messages, for edits
// and for look-ups each. A platform that asks to wait is left alone until then with what it was asked, and with nothing
// else. What is ready is taken in the order of deadlines; of a long queue only what the limits let through is opened.
//
// # Time
//
// Cron ticks on real time, and every tick asks the given clock. The clock of a demo or a play is moved by
// [Scheduler.Advance], which stops at every instant on the way at which there is something to do. Nothing sleeps, no
// wall-clock arithmetic happens here, and no text a person wrote ever reaches a parser of schedules.
package scheduler

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"collab/relationship"
	"collab/store"
)

// Config says what a scheduler works with. Store, Now and Send are needed.
type Config struct {
	Store *store.Store
	// Now is the store's clock, which in a demo can be moved.
	Now func() time.Time
	// Send composes and sends what a task is about. Its errors say what is known of the message: [RetryAfter],
	// [ErrGone] and [ErrNotSent] mean that it was not sent, any other error that it may have been.
	Send func(context.Context, Task) (Sent, error)
	// Find looks for a message that may have been sent. Without it, or when its error wraps errors.ErrUnsupported, such
	// a message is sent again.
	Find func(context.Context, Task) (ref string, found bool, err error)
	// Reach chooses the account by which a person is told something; the first one when nil. Empty when none will do.
	Reach func(accounts []string) string
	// Limits of the platforms; DefaultLimits when zero.
	Limits Limits
	// Timeout is how long one request may take; 30 s when 0. What it led to is looked up no sooner than that.
	Timeout time.Duration
	// Workers is how many relationships are noticed, and how many messages are sent, at the same time; 1 when 0, which
	// makes a written conversation come out the same each time.
	Workers int
	// Random spreads out repeated attempts; a random seed when nil.
	Random rand.Source
	// Settled is told what came of each attempt to tell somebody something: the kind of duty, or "edit", to whom, and the
	// state the delivery is in then. Nil tells nobody.
	Settled func(kind, to string, state store.DeliveryState, err error)
	Log     *slog.Logger
}

// Task is one thing to be said, or one message to be edited.
type Task struct {
	// Key names the delivery, on every attempt alike: what a platform can be searched for.
	Key                 string
	Relationship, Party string // the view it is composed from; Party is empty for joint alone
	Duty                relationship.Duty
	// To is the account or the place, in the form its platform gave it.
	To string
	// Ref is the message to edit; empty for a new one.
	Ref     string
	Attempt int // from 1
	// Doubts is how many of the attempts before may have sent it.
	Doubts int
}

// Sent is what a platform says of a message it took.
type Sent struct {
	// Ref is what the platform calls the message, for later edits. Of an edit it is another than the task's when the message
	// had been deleted, and was said anew.
	Ref string
}

// RetryAfter is the error of a sending that the platform put off: nothing was sent, and nothing should go to that home
// sooner than this.
type RetryAfter time.Duration

// Error says how long.
func (r RetryAfter) Error() string { return "asked to wait " + time.Duration(r).String() }

// Unsure is the error of a message that may have been sent, and is not to be sent again sooner.
type Unsure time.Duration

// Error says for how long it is left.
func (u Unsure) Error() string {
	return "perhaps sent; not tried again for " + time.Duration(u).String()
}

var (
	// ErrGone is wrapped by the error of a sending that trying again cannot mend: the channel is archived, the person
	// has left. See [Gone] for the word the platform used.
	ErrGone = errors.New("gone for good")
	// ErrNotSent is wrapped by the error of a sending that certainly did not reach anybody, but may the next time.
	ErrNotSent = errors.New("not sent")
)

// Gone is an [ErrGone] with the platform's own word for it, such as is_archived, which is recorded with a lost place.
type Gone struct{ Word string }

// Error is the word.
func (g *Gone) Error() string { return ErrGone.Error() + ": " + g.Word }

// Unwrap is ErrGone.
func (g *Gone) Unwrap() error { return ErrGone }

// Scheduler notices what is due and sends what is owed. There is one for a store. All its methods may be used at the
// same time.
type Scheduler struct {
	Config
	limits *limiter
	random *rand.Rand
	memory
	wake chan struct{} // has room for one

	noticing, sending sync.Mutex // one Notice and one Send at a time
}

// memory is what is remembered between two rounds, and forgotten with the process.
type memory struct {
	mu      sync.Mutex
	resume  time.Time            // when the limits let the next message through; zero when none waits
	failing map[string]time.Time // relationships that could not be noticed → when to try again
}

// New makes a scheduler; nothing happens before it is asked to.
func New(c Config) *Scheduler {
	c.Limits = cmp.Or(c.Limits, DefaultLimits)
	c.Timeout = cmp.Or(c.Timeout, 30*time.Second)
	c.Workers = max(c.Workers, 1)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Random == nil {
		c.Random = rand.NewPCG(rand.Uint64(), rand.Uint64())
	}
	if c.Reach == nil {
		c.Reach = first
	}
	return &Scheduler{Config: c, limits: newLimiter(c.Limits), random: rand.New(c.Random),
		memory: memory{failing: map[string]time.Time{}}, wake: make(chan struct{}, 1)}
}

// first is the account a person had first.
func first(accounts []string) string {
	if len(accounts) == 0 {
		return ""
	}
	return accounts[0]
}

// each does something with every item, as many at a time as there are workers, and stops beginning when ctx ends.
func each[T any](ctx context.Context, workers int, items []T, do func(T)) {
	var all sync.WaitGroup
	slots := make(chan struct{}, workers)
	for _, item := range items {
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		all.Go(func() {
			defer func() { <-slots }()
			do(item)
		})
	}
	all.Wait()
}
