package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"collab/bot"
)

// Inbox keeps requests, as they came, that cannot be answered before Slack was asked who did it. What it was given is
// on disk when Receive returns.
type Inbox struct {
	Receive func(raw []byte) (n uint64, err error)
	Waiting func(limit int) []Received
	Done    func(n uint64)
}

// Received is one request that was kept, and its number in the inbox.
type Received struct {
	N   uint64
	Raw []byte
}

// letter is a request in the inbox: what take was given, when, and through which installation.
type letter struct {
	Kind string
	At   time.Time
	Home string
	Raw  json.RawMessage
}

// errNotKept says that a request could be neither answered nor kept. It is not acknowledged: Slack brings it again.
var errNotKept = errors.New("it could not be kept")

const (
	clerks     = 8              // work on the inbox at once
	mostListed = 200            // requests looked at, besides those in hand
	tooOld     = 24 * time.Hour // to be answered at all
	// mostKept is how many requests of one installation wait at once: who floods us fills neither the disk nor the day of
	// the others.
	mostKept = 1_000
	// How long what a gesture brought along is good for.
	// https://docs.slack.dev/interactivity/handling-user-interaction/
	triggerLives, respondLives = 3 * time.Second, 30 * time.Minute
	// How long a failed look is put off: doubled each time, up to the most.
	firstDelay, mostDelay = 2 * time.Second, 10 * time.Minute
)

// inbox is what is done about the requests that wait.
type inbox struct {
	mu       sync.Mutex
	closed   bool
	looking  bool
	again    bool            // something came while we were looking
	inHand   map[uint64]bool // being worked on, or put off
	kept     map[string]int  // how many wait, by installation
	failures map[uint64]int
	slots    chan struct{}
	after    func(time.Duration, func()) // calls back when so much time has passed
}

func newInbox() inbox {
	return inbox{inHand: map[uint64]bool{}, failures: map[uint64]int{}, kept: map[string]int{},
		slots: make(chan struct{}, clerks),
		after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
}

// errFull says that an installation has too many requests waiting. The request is lost; Slack is not asked to bring it
// again, since that would be one more.
var errFull = errors.New("too many requests of the workspace wait in the inbox")

// keep puts a request into the inbox, and sees to it that it is worked off.
func (a *App) keep(o *office, kind string, payload []byte) error {
	if a.Inbox.Receive == nil {
		return errNobody
	}
	if !a.inbox.room(o.home) {
		return errFull
	}
	row, err := json.Marshal(letter{kind, a.Now(), o.home, payload})
	if err == nil {
		_, err = a.Inbox.Receive(row)
	}
	if err != nil {
		a.inbox.out(o.home)
		return fmt.Errorf("%w: %w", errNotKept, err)
	}
	a.workOff()
	return nil
}

// room makes room for a request of an installation, unless too many wait.
func (i *inbox) room(home string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.kept[home] >= mostKept {
		return false
	}
	i.kept[home]++
	return true
}

// out gives back the room of a request. Those that waited before the start were not counted.
func (i *inbox) out(home string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.kept[home]--; i.kept[home] <= 0 {
		delete(i.kept, home)
	}
}

// workOff works on whatever waits. Whoever looks already looks once more.
func (a *App) workOff() {
	if a.Inbox.Waiting == nil || !a.inbox.look() {
		return
	}
	a.work.Go(func() {
		for {
			for _, r := range a.inbox.take(a.Inbox.Waiting) {
				a.inbox.slots <- struct{}{}
				a.work.Go(func() {
					defer func() { <-a.inbox.slots }()
					a.clear(r)
				})
			}
			if !a.inbox.more() {
				return
			}
		}
	})
}

// look says whether the caller is to look; if not, somebody else will.
func (i *inbox) look() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed || i.looking {
		i.again = true
		return false
	}
	i.looking = true
	return true
}

// more says whether to look again.
func (i *inbox) more() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.looking, i.again = i.again && !i.closed, false
	return i.looking
}

// close ends the looking: what waits then, waits for the next start.
func (i *inbox) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
}

// take takes in hand what waits and nobody has in hand.
func (i *inbox) take(waiting func(int) []Received) (mine []Received) {
	i.mu.Lock()
	defer i.mu.Unlock()
	most := len(i.inHand) + mostListed
	listed := waiting(most)
	for _, r := range listed {
		if !i.inHand[r.N] && !i.closed {
			i.inHand[r.N] = true
			mine = append(mine, r)
		}
	}
	i.again = i.again || len(mine) > 0 && len(listed) == most
	return mine
}

// done forgets a request that is out of the inbox.
func (i *inbox) done(n uint64) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.inHand, n)
	delete(i.failures, n)
}

// putOff leaves a request alone for a while, and returns for how long.
func (i *inbox) putOff(n uint64, why error, then func()) time.Duration {
	i.mu.Lock()
	defer i.mu.Unlock()
	wait := min(firstDelay<<min(i.failures[n], 12), mostDelay)
	if asked := bot.RetryAfter(0); errors.As(why, &asked) {
		wait = max(wait, time.Duration(asked)) // many that wait do not come back together, ever again
	}
	i.failures[n]++
	i.after(wait, func() {
		i.mu.Lock()
		delete(i.inHand, n)
		i.mu.Unlock()
		then()
	})
	return wait
}

// clear works off one request: it is out of the inbox when it was answered, or never can be.
func (a *App) clear(r Received) {
	var l letter
	err := json.Unmarshal(r.Raw, &l)
	if err == nil {
		err = surviving(func() error { return a.resume(context.Background(), l) })
	}
	if errors.Is(err, errUnasked) && a.Now().Sub(l.At) < tooOld {
		wait := a.inbox.putOff(r.N, err, a.workOff)
		a.Log.Warn("slack: a request waits in the inbox", "number", r.N, "error", err, "again", wait)
		return
	}
	if err != nil {
		a.Log.Info("slack: ignored a request of the inbox", "number", r.N, "reason", err)
	}
	a.Inbox.Done(r.N)
	a.inbox.done(r.N)
	a.inbox.out(l.Home)
}

// surviving makes an error of a fault in answering one request: it ends the process for nobody, again at every start. What
// the fault says may be what people wrote, so where it is stands there alone.
func surviving(answer func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("a fault at\n%s", debug.Stack())
		}
	}()
	return answer()
}
