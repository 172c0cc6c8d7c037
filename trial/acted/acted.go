// Package acted has plays acted on a platform: whatever people do in them goes through the adapter, as they would do it
// there, with the buttons and forms that were drawn for them. A play that is acted must go as it goes when it is only
// performed: the bot is asked the same, everybody sees the same words and nobody else does, and the record says the same
// in the end. Only tests import it.
package acted

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "time/tzdata" // the plays name zones, wherever they are acted

	"collab/bot"
	"collab/bot/play"
	"collab/store"
)

// Platform is where a play is acted. Nothing of it is called twice at a time.
type Platform interface {
	// Does brings to the bot what somebody did, as they do it there, and returns once all that came of it is done.
	Does(play.Gesture) error
	// Talks says something that is not for the bot, and that others can point at later.
	Talks(play.Said) error
	// Send and Edit say what nobody asked for; Edit puts it in the place of what was said under a reference.
	Send(ctx context.Context, p bot.Place, key string, m bot.Message) (ref string, err error)
	Edit(ctx context.Context, p bot.Place, ref string, m bot.Message) error
	// Drawn is what was drawn since it was asked last, in order.
	Drawn() []Drawn
	// Form is the text of the form that lies open for somebody, and of what is said to be wrong with it.
	Form(bot.Account) string
}

// Drawn is one thing that somebody sees on a platform.
type Drawn struct {
	// Place is the conversation it stands in, as [bot.Place.String] names it; empty when it stands in none, such as in a
	// dialog.
	Place string
	// To is the only account that sees it; the zero account is everybody in the place.
	To bot.Account
	// Text is all the text of it, in the order in which it is read.
	Text string
}

// House is what the platform is given: the conversation, and the clock of the play.
type House struct {
	Script *play.Script
	// Store and Bot are what the conversation is made of; the bot is to be asked through Answer.
	Store  *store.Store
	Bot    *bot.Bot
	Answer func(context.Context, bot.Request) bot.Reply
	Home   func(context.Context, bot.Account) bot.Message
	Now    func() time.Time
	// Bound says whether a relationship is linked to a place.
	Bound func(bot.Place) bool
	// Elsewhere takes what is said in places of other platforms, such as letters.
	Elsewhere func(context.Context, string, bot.Post) error
}

// place is the name of the channel that a platform calls so; empty when it is none of the play's.
func (h House) place(channel string) string {
	for _, c := range h.Script.Channels() {
		if c.Place().Channel == channel {
			return c.Place().String()
		}
	}
	return ""
}

// Play has the play in a file acted in a world, and compares. The platform is opened at the beginning and after every
// restart; what it knew before is known to whoever opens it.
func Play(t *testing.T, path string, w play.World, open func(House) Platform) {
	t.Helper()
	plainly := &acting{t: t, due: map[string]bool{}}
	plainly.perform(play.ReadFile, path, play.NewStage(filepath.Join(t.TempDir(), "plain.db")))
	a := &acting{t: t, open: open, keys: map[string]play.Gesture{}, refs: map[string]string{}, due: map[string]bool{}, unseen: map[string]bool{}}
	a.perform(w.ReadFile, path, play.NewStage(filepath.Join(t.TempDir(), "acted.db")))
	if t.Failed() {
		return
	}
	alike(t, "what is seen", plainly.seen, a.seen)
	alike(t, "the record", plainly.record, a.record)
}

// acting is a play while it is acted, or only performed when open is nil.
type acting struct {
	t      *testing.T
	open   func(House) Platform
	script *play.Script
	house  play.House
	on     Platform

	doing    play.Gesture
	reply    bot.Reply // to the gesture before
	mu       sync.Mutex
	asked    []asked
	keys     map[string]play.Gesture // of requests, and what they were made of
	refs     map[string]string       // what was said under which reference
	drawn    []Drawn                 // and not yet seen
	aside    bool                    // what was done now was done otherwise
	unseen   map[string]bool         // what came of such things: references of messages, and accounts with forms
	due      map[string]bool         // who sees something because of what happens now
	seen     []string
	unasked  time.Time // when what is said now by itself is said
	since    time.Time // when what was said last was, and where that begins in what was seen
	together int
	record   []string
}

type asked struct {
	bot.Request
	reply bot.Reply
}

func (a *acting) perform(read func(string) (*play.Script, error), path string, on play.Stage) {
	a.t.Helper()
	var err error
	if a.script, err = read(path); err != nil {
		a.t.Fatal(err)
	}
	open := on.Open
	on.Open = func(g play.Given) (play.House, error) { return a.opened(g, open) }
	on.Said, on.Opened = a.said, a.form
	if a.open != nil {
		on.Ask = a.ask
	}
	if _, err = play.Run(a.t.Context(), a.script, on); err == nil {
		err = a.settled()
	}
	if err != nil {
		a.t.Fatal(err)
	}
	house, err := open(play.Given{Now: a.house.Store.Now, Log: quiet})
	if err != nil {
		a.t.Fatal(err)
	}
	defer house.Store.Close()
	a.record = a.recorded(house.Store)
}

// opened opens the stage, and the platform on it.
func (a *acting) opened(g play.Given, open func(play.Given) (play.House, error)) (h play.House, err error) {
	send := g.Send
	g.Send = func(ctx context.Context, ref string, p bot.Post) error {
		a.unasked = g.Now()
		defer func() { a.unasked = time.Time{} }()
		if err := a.tell(ctx, ref, p); err != nil {
			return err
		}
		return send(ctx, ref, p)
	}
	if a.house, err = open(g); err == nil && a.open != nil {
		a.house.Bot.Profile = a.profile
		a.on = a.open(House{Script: a.script, Store: a.house.Store, Bot: a.house.Bot, Answer: a.answer, Home: a.house.Bot.Home, Now: g.Now, Bound: a.bound,
			Elsewhere: func(context.Context, string, bot.Post) error { return nil }})
	}
	return a.house, err
}

// profile is what a platform says of its people when it is asked.
func (a *acting) profile(_ context.Context, who bot.Account, _ bot.Place) bot.Profile {
	for _, p := range a.script.Cast() {
		if p.Account() == who {
			return bot.Profile{Name: p.Name, Zone: p.Zone.String()}
		}
	}
	return bot.Profile{}
}

func (a *acting) bound(p bot.Place) bool {
	_, _, ok := a.house.Store.At(p.String())
	return ok
}

// answer is asked by the adapter.
func (a *acting) answer(ctx context.Context, q bot.Request) bot.Reply {
	for _, c := range a.script.Channels() {
		if c.Place().String() == q.Place.String() {
			q.Place.Kind = c.Place().Kind // no chat says that a channel is one organisation's
		}
	}
	reply := a.house.Bot.Answer(ctx, q)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, asked{q, reply})
	return reply
}

// ask has somebody do something, and looks at what the bot is asked.
func (a *acting) ask(ctx context.Context, g play.Gesture) (bot.Reply, error) {
	if err := a.settled(); err != nil {
		return bot.Reply{}, err
	}
	a.mu.Lock()
	a.doing, a.asked = g, nil
	a.mu.Unlock()
	if g.On != nil && a.unseen[g.On.Ref] || g.Form != nil && a.unseen[g.By.String()] {
		return a.otherwise(ctx, g, "it is not there")
	}
	err := a.on.Does(g)
	a.drawn = append(a.drawn, a.on.Drawn()...)
	if err == nil {
		err = a.judge(g)
	}
	if not := Otherwise(""); errors.As(err, &not) {
		return a.otherwise(ctx, g, string(not))
	}
	return a.reply, err
}

// Otherwise is the error of a platform on which something cannot be done as the play has it done. Then the bot is asked as
// the play asks it, and what it answers is not looked for on the platform.
type Otherwise string

// Error says what cannot be done.
func (o Otherwise) Error() string { return "elsewhere than here: " + string(o) }

// otherwise has the bot asked as the play asks it.
func (a *acting) otherwise(ctx context.Context, g play.Gesture, why string) (bot.Reply, error) {
	a.t.Logf("%q is done otherwise: %s", g.Words, why)
	a.aside, a.drawn = true, nil
	return a.house.Bot.Answer(ctx, g.Request), nil
}

// tell says by the platform what nobody asked for.
func (a *acting) tell(ctx context.Context, ref string, p bot.Post) error {
	if a.on == nil || a.foreign(p.Place) {
		return nil
	}
	at := p.Place.String() + " " + ref
	var err error
	if before, known := a.refs[at]; known {
		err = a.on.Edit(ctx, p.Place, before, p.Message)
	} else {
		a.refs[at], err = a.on.Send(ctx, p.Place, ref, p.Message)
	}
	a.drawn = append(a.drawn, a.on.Drawn()...)
	return err
}
