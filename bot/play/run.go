package play

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"collab/bot"
)

// Run performs a play. The transcript holds what was seen, up to where the play ended; the error says where and why it
// could not go on. That something else was seen than expected is no error: see [Transcript.Diff].
func Run(ctx context.Context, s *Script, on Stage) (Transcript, error) {
	p := &performance{Script: s, ctx: ctx, stage: on, random: s.random(), actors: map[string]*actor{}}
	for _, who := range s.cast {
		p.actors[who.ID] = &actor{Person: who}
	}
	t := Transcript{script: s}
	if err := p.open(); err != nil {
		return t, err
	}
	for _, st := range s.steps {
		err := p.perform(st)
		t.said = append(t.said, p.drawn)
		if err != nil {
			return t, errors.Join(fmt.Errorf("%s:%d: %w", s.name, st.first+1, err), p.house.Store.Close())
		}
	}
	return t, p.house.Store.Close()
}

// File performs the play in a file on a stage of its own, which is gone afterwards, unless one is given. Beside the
// transcript, the error says what went wrong, or how what was seen differs from what the play expects.
func File(ctx context.Context, path string, on *Stage) (Transcript, error) {
	s, err := ReadFile(path)
	if err != nil {
		return Transcript{}, err
	}
	if on == nil {
		dir, err := os.MkdirTemp("", "collab-play-")
		if err != nil {
			return Transcript{}, err
		}
		defer os.RemoveAll(dir)
		own := NewStage(filepath.Join(dir, "play.db"))
		on = &own
	}
	t, err := Run(ctx, s, *on)
	if diff := t.Diff(); err == nil && diff != "" && s.Expects() {
		err = errors.New("something else was seen than the play expects\n" + diff)
	}
	return t, err
}

// performance is a play while it is performed.
type performance struct {
	*Script
	ctx      context.Context
	stage    Stage
	house    House
	clock    clock
	random   io.Reader
	broke    faults
	actors   map[string]*actor
	room     []Said   // everything said, in order
	codes    []string // as they were shown first
	gestures int
	drawn    []string  // what is seen because of the step in hand
	passing  bool      // time passes
	shown    time.Time // the last instant drawn while it does
}

// actor is a person with what is before them.
type actor struct {
	Person
	form   *open
	last   *Gesture
	answer string // to it
}

// open is a form that lies open for somebody.
type open struct {
	bot.Form
	key    string
	place  bot.Place
	source *bot.Source
}

func (p *performance) perform(s step) error {
	p.drawn = nil
	if err := p.ctx.Err(); err != nil {
		return err
	}
	return errors.Join(s.act.happen(p), p.broke.take())
}

// open opens the stage. A store that was used before may be ahead of the play; time does not go back.
func (p *performance) open() (err error) {
	if p.clock.now().IsZero() {
		p.clock.set(p.Starts())
		if !p.stage.Starts.IsZero() {
			p.clock.set(p.stage.Starts)
		}
	}
	p.house, err = p.stage.Open(Given{Now: p.clock.now, Random: p.random, Send: p.send,
		Log: slog.New(slog.NewTextHandler(&p.broke, &slog.HandlerOptions{Level: slog.LevelError}))})
	if err != nil {
		return fmt.Errorf("open the stage: %w", err)
	}
	return p.set(p.now())
}

// now is the store's time, which in a demo that went on before is ahead of the clock given to it.
func (p *performance) now() time.Time { return p.house.Store.Now() }

func (p *performance) set(at time.Time) error {
	p.clock.set(at.Add(-p.house.Store.Offset()))
	return nil
}

// send is what nobody asked for, told by whatever notices that it is due.
func (p *performance) send(_ context.Context, ref string, post bot.Post) error {
	m := post.Message
	return p.say(Said{Place: post.Place, Message: &m, Ref: ref})
}

// say keeps what was said, replaces what it edits, and tells whoever listens.
func (p *performance) say(s Said) error {
	s.At = p.now()
	edited := false
	if s.Ref != "" {
		for i, old := range p.room {
			if old.Ref == s.Ref && old.Place.String() == s.Place.String() {
				p.room = append(p.room[:i], p.room[i+1:]...)
				edited = true
				break
			}
		}
	}
	p.room = append(p.room, s)
	if s.byBot() {
		p.draw(s, edited)
	}
	if p.stage.Said == nil {
		return nil
	}
	return p.stage.Said(p.house.Store, s)
}
