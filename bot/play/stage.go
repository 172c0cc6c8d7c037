package play

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"collab/bot"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// Stage is where a play is performed: a store, and what works on it.
type Stage struct {
	// Open opens them, at the beginning and after every restart, with what the play gives. The store must be a demo's.
	Open func(Given) (House, error)
	// Verify checks the closed store.
	Verify func() error
	// Said, when set, is told everything that is said, by people and by the bot, as it is said, with the store it was
	// said on: to keep it there, for pages that show conversations.
	Said func(*store.Store, Said) error
	// Opened, when set, is told every form that lies open for somebody, as it is drawn.
	Opened func(bot.Form)
	// Ask, when set, has the bot asked by whatever brings it there what people do, such as a platform with its adapter,
	// and returns what it answered. When nil, the bot is asked at once.
	Ask func(context.Context, Gesture) (bot.Reply, error)
	// Answered, when set, is told every request as it is answered.
	Answered func(bot.Request, bot.Reply)
	// Starts, when set, is when the play begins instead of when it says: for the demo, whose history ends today. Such a
	// play lets time pass with later, and until a weekday.
	Starts time.Time
}

// Gesture is one thing somebody did, with the request that the bot is to see.
type Gesture struct {
	bot.Request
	// Text is what they typed, with the command or the mention that stands before it in a channel; empty when they typed
	// nothing.
	Text string
	// On is what they pressed a button on, or logged.
	On *Said
	// Button is what they pressed.
	Button bot.Button
	// Form is what they filled in, or closed.
	Form *bot.Form
	// Again says that the platform brings the same once more.
	Again bool
}

// Given is what a play gives instead of the world: its clock, its randomness, and its people to tell.
type Given struct {
	Now    func() time.Time
	Random io.Reader
	// Log takes what the operator would read; an error in it ends the play.
	Log *slog.Logger
	// Send says something that nobody asked for in a place. What has the same reference as something said there before
	// takes its place.
	Send func(ctx context.Context, ref string, p bot.Post) error
}

// House is an open store and what works on it.
type House struct {
	Store *store.Store
	Bot   *bot.Bot
	// Advance lets time pass from one instant to another: it stops at every instant at which something is due, calls set
	// with it, and sends what is to be sent. When nil, nothing happens by itself.
	Advance func(ctx context.Context, from, to time.Time, set func(time.Time) error) error
}

// NewStage is the stage of a demo store in this file, which is created when there is none. Everybody may begin
// relationships on it, and nothing limits how many messages are sent at once.
func NewStage(path string) Stage {
	return Stage{
		Open: func(g Given) (House, error) {
			s, err := store.Open("bolt:"+path, store.Options{Mark: store.Demo, Now: g.Now, Random: g.Random, Log: g.Log,
				Next: relationship.View.Next})
			if err != nil {
				return House{}, err
			}
			return furnish(s, g), nil
		},
		Verify: func() error {
			_, err := store.VerifyFile(path, nil)
			return err
		},
	}
}

// furnish puts the bot and the scheduler on a store.
func furnish(s *store.Store, g Given) House {
	b := &bot.Bot{Store: s, Log: g.Log, MayBegin: func(bot.Account) bool { return true }, Host: "the people of this play"}
	due := scheduler.New(scheduler.Config{Store: s, Now: s.Now, Log: g.Log, Random: rand.NewPCG(1, 1),
		Limits: scheduler.Unlimited,
		Send: func(ctx context.Context, t scheduler.Task) (scheduler.Sent, error) {
			n, ok, err := b.Compose(t.Relationship, t.Party, t.Duty)
			if err != nil || !ok { // without an error there is nothing to say any more
				return scheduler.Sent{}, err
			}
			ref := cmp.Or(t.Ref, t.Key)
			return scheduler.Sent{Ref: ref}, g.Send(ctx, ref, bot.Post{Place: n.Place, Message: n.Message})
		}})
	return House{Store: s, Bot: b, Advance: due.Advance}
}

// Said is one thing said in a play.
type Said struct {
	Place bot.Place
	// Author is who said it; the zero account is the bot. AuthorName is their name.
	Author     bot.Account
	AuthorName string
	At         time.Time
	// Text is what a person wrote; Message is what the bot said. One of them is set.
	Text    string
	Message *bot.Message
	// To is the only account that sees it; the zero account means everybody in the place.
	To bot.Account
	// Ref names what it replaces when it is said again in the same place.
	Ref string
}

// byBot says whether the bot said it.
func (s Said) byBot() bool { return s.Message != nil }

// visibleTo says whether somebody sees it, who is in the place or not.
func (s Said) visibleTo(p Person, in []Channel) bool {
	if s.To != (bot.Account{}) {
		return s.To == p.Account() // audience: an answer in a channel is seen by the one it answers; mutate: s/s.To == p.Account()/true/
	}
	if s.Place.Kind == bot.Direct {
		return s.Place.String() == p.Direct().String() // audience: a direct message is seen by its person; mutate: s/s.Place.String() == p.Direct().String()/true/
	}
	for _, c := range in {
		if c.Place().String() == s.Place.String() {
			return c.admits(p)
		}
	}
	return false
}

// clock is the play's time. It moves only when it is set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// faults keeps what broke while the play ran.
type faults struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (f *faults) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.text.Write(line)
}

// take is what broke since it was asked last.
func (f *faults) take() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.text.Reset()
	if text := strings.TrimSpace(f.text.String()); text != "" {
		return errors.New("something broke: " + text)
	}
	return nil
}
