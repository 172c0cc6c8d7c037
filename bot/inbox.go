package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Mail keeps requests, as they came, that cannot be answered before a platform was asked who did it. What it was given
// is on disk when Receive returns. It is one platform's alone.
type Mail struct {
	Receive func(raw []byte) (n uint64, err error)
	// Waiting lists what is kept, the oldest first.
	Waiting func(limit int) []Received
	Done    func(n uint64)
}

// Received is one request that was kept, and its number in the mail.
type Received struct {
	N   uint64
	Raw []byte
}

// Arrival is a request that was kept: what a platform brought, when, through which of its installations, and who did it, as
// far as that is known. Its JSON is stored: fields are added, never renamed. Kind is a word of the adapter's own.
type Arrival struct {
	Platform string `json:",omitempty"`
	Kind     string
	At       time.Time
	Home     string
	By       string `json:",omitempty"`
	Raw      json.RawMessage
}

var (
	// ErrNotKept says that a request could be neither answered nor kept. It is not acknowledged: who brought it, brings it
	// again.
	ErrNotKept = errors.New("it could not be kept")
	// ErrUnasked says that a platform could not be asked who somebody is, for now.
	ErrUnasked = errors.New("it cannot be asked who did it")
	// ErrFull says that an installation, or a person of it, has too many requests waiting. The request is lost; nobody is
	// asked to bring it again, since that would be one more.
	ErrFull = errors.New("too many requests of the same organisation or person wait in the inbox")
	// ErrNobody says that a request does not tell who did it, and that nobody can be asked.
	ErrNobody = errors.New("it does not say who did it")
)

const (
	clerks     = 8              // work on the inbox at once
	mostListed = 200            // requests looked at, besides those in hand
	tooOld     = 24 * time.Hour // to be answered at all
	// MostKept is how many requests of one installation wait at once: who floods us fills neither the disk nor the day of
	// the others.
	MostKept = 1_000
	// MostOfOne is how many of those are one person's: who floods us keeps their own colleagues out no more than others.
	MostOfOne = 100
	// How long a failed look is put off: doubled each time, up to the most.
	firstDelay, mostDelay = 2 * time.Second, 10 * time.Minute
)

// Clerks are who works off an inbox, and with what. After alone may be nil.
type Clerks struct {
	Mail     Mail
	Platform string
	// Answer answers one request. Its error is ErrUnasked when it is to be tried later; any other is final.
	Answer func(context.Context, Arrival) error
	Now    func() time.Time
	Log    *slog.Logger
	// Go begins work that is waited for when everything ends.
	Go func(func())
	// After calls back when so much time has passed; time.AfterFunc when nil.
	After func(time.Duration, func())
}

// Inbox is what is done about the requests that wait.
type Inbox struct {
	Clerks
	mu       sync.Mutex
	closed   bool
	looking  bool
	again    bool            // something came while we were looking
	inHand   map[uint64]bool // being worked on, or put off
	kept     map[string]int  // how many wait, by installation, and by installation and person
	failures map[uint64]int
	slots    chan struct{}
}

// Hire makes an inbox that these clerks work off.
func Hire(c Clerks) *Inbox {
	if c.After == nil {
		c.After = func(d time.Duration, f func()) { time.AfterFunc(d, f) }
	}
	return &Inbox{Clerks: c, inHand: map[uint64]bool{}, failures: map[uint64]int{}, kept: map[string]int{},
		slots: make(chan struct{}, clerks)}
}

// Keep puts a request of an installation, and of somebody there if it says of whom, into the inbox, and sees to it that it
// is worked off. It is on disk when Keep returns nil; the errors are ErrNobody without mail, ErrFull and ErrNotKept.
func (i *Inbox) Keep(home, by, kind string, raw []byte) error {
	if i.Mail.Receive == nil {
		return ErrNobody
	}
	if !i.room(home, by) {
		return ErrFull
	}
	row, err := json.Marshal(Arrival{i.Platform, kind, i.Now(), home, by, raw})
	if err == nil {
		_, err = i.Mail.Receive(row)
	}
	if err != nil {
		i.out(home, by)
		return fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	i.WorkOff()
	return nil
}

// room makes room for a request of somebody of an installation, unless too many wait.
func (i *Inbox) room(home, by string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.kept[home] >= MostKept || by != "" && i.kept[person(home, by)] >= MostOfOne {
		return false
	}
	i.kept[home]++
	if by != "" {
		i.kept[person(home, by)]++
	}
	return true
}

// person is by what somebody of an installation is counted; what an installation is called has no such sign in it.
func person(home, by string) string { return home + "\x00" + by }

// out gives back the room of a request. Those that waited before the start were not counted.
func (i *Inbox) out(home, by string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, name := range []string{home, person(home, by)} {
		if i.kept[name]--; i.kept[name] <= 0 {
			delete(i.kept, name)
		}
	}
}

// WorkOff works on whatever waits. Whoever looks already looks once more.
func (i *Inbox) WorkOff() {
	if i.Mail.Waiting == nil || !i.look() {
		return
	}
	i.Go(func() {
		for {
			for _, r := range i.take() {
				i.slots <- struct{}{}
				i.Go(func() {
					defer func() { <-i.slots }()
					i.clear(r)
				})
			}
			if !i.more() {
				return
			}
		}
	})
}

// look says whether the caller is to look; if not, somebody else will.
func (i *Inbox) look() bool {
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
func (i *Inbox) more() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.looking, i.again = i.again && !i.closed, false
	return i.looking
}

// Close ends the looking: what waits then, waits for the next start.
func (i *Inbox) Close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
}

// take takes in hand what waits and nobody has in hand.
func (i *Inbox) take() (mine []Received) {
	i.mu.Lock()
	defer i.mu.Unlock()
	most := len(i.inHand) + mostListed
	listed := i.Mail.Waiting(most)
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
func (i *Inbox) done(n uint64) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.inHand, n)
	delete(i.failures, n)
}

// putOff leaves a request alone for a while, and returns for how long.
func (i *Inbox) putOff(n uint64, why error) time.Duration {
	i.mu.Lock()
	defer i.mu.Unlock()
	wait := min(firstDelay<<min(i.failures[n], 12), mostDelay)
	if asked := RetryAfter(0); errors.As(why, &asked) {
		wait = max(wait, time.Duration(asked)) // many that wait do not come back together, ever again
	}
	i.failures[n]++
	i.After(wait, func() {
		i.mu.Lock()
		delete(i.inHand, n)
		i.mu.Unlock()
		i.WorkOff()
	})
	return wait
}

// clear works off one request: it is out of the inbox when it was answered, or never can be.
func (i *Inbox) clear(r Received) {
	var l Arrival
	err := json.Unmarshal(r.Raw, &l)
	if err == nil {
		err = Surviving(func() error { return i.Answer(context.Background(), l) })
	}
	if errors.Is(err, ErrUnasked) && i.Now().Sub(l.At) < tooOld {
		wait := i.putOff(r.N, err)
		i.Log.Warn("a request waits in the inbox", "platform", i.Platform, "number", r.N, "error", err, "again", wait)
		return
	}
	if err != nil {
		i.Log.Info("ignored a request of the inbox", "platform", i.Platform, "number", r.N, "reason", err)
	}
	i.Mail.Done(r.N)
	i.done(r.N)
	i.out(l.Home, l.By)
}

// Surviving makes an error of a fault in answering one request: it ends the process for nobody, nor, from the inbox, at
// every start. What the fault says may be what people wrote, so where it is stands there alone.
func Surviving(answer func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("a fault at\n%s", debug.Stack())
		}
	}()
	return answer()
}
