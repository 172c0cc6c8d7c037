package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/play"
	"collab/relationship"
	"collab/store"
)

// moments are when somebody may open the demo first: the story must work whatever the calendar says of its weeks. The
// clocks change in it, or a year ends.
var moments = []string{"2026-08-28T15:30:00Z", "2027-01-04T06:00:00Z", "2027-04-11T23:59:00Z", "2028-03-02T12:00:00Z"}

func history(t *testing.T) *play.Script {
	t.Helper()
	script, err := play.Parse("demo.txt", demoPlay)
	if err != nil {
		t.Fatal(err)
	}
	return script
}

// lived is the demo's history, which ends in the days after now: performed once, for all tests that begin with it.
var lived = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "collab-demo-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	script, err := play.Parse("demo.txt", demoPlay)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "demo.db")
	if err := makeHistory(context.Background(), script, path, time.Now()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// lived puts a demo with its history on the desk.
func (d *desk) lived() {
	d.Helper()
	whole, err := lived()
	if err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(d.path("demo.db"), whole, 0o600); err != nil {
		d.Fatal(err)
	}
}

// TestHistory performs the play of the demo at every moment, at one with the race detector on.
func TestHistory(t *testing.T) {
	whenever := moments
	if raced {
		whenever = moments[1:2]
	}
	for _, moment := range whenever {
		t.Run(moment, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, moment)
			if err != nil {
				t.Fatal(err)
			}
			script, path := history(t), sit(t).path("demo.db")
			seen, err := liveThrough(t.Context(), script, path, now)
			if err != nil {
				t.Fatal(err)
			}
			hasNoRefusal(t, seen)
			endsWithSomethingToDo(t, script, path, now)
		})
	}
}

// hasNoRefusal finds nothing in what was seen to which the bot said no: a refusal is the only answer that offers nothing
// but help, or it stands at a field.
func hasNoRefusal(t *testing.T, seen play.Transcript) {
	t.Helper()
	for i, line := range strings.Split(seen.String(), "\n") {
		for _, no := range []string{"| [Help]", "Please change:", "I don't know", "cannot be"} {
			if strings.Contains(line, no) {
				t.Errorf("line %d: %s", i+1, line)
			}
		}
	}
}

// asked is what the bot answers somebody of the demo in a direct message.
func (c *console) asked(t *testing.T, person, words string) string {
	t.Helper()
	by := bot.Account{Platform: play.Platform, Home: play.Home, User: person}
	place := bot.DirectTo(by)
	place.Own = true
	r := c.bot.Answer(t.Context(), bot.Request{Key: fmt.Sprint(t.Name(), person, words), By: by, Place: place, Words: words})
	if r.Message == nil {
		t.Fatalf("%s: %s: no message", person, words)
	}
	return bot.Draw(*r.Message, time.UTC)
}

// endsWithSomethingToDo opens the demo after its history: a check-in is open, things wait for most people, and the figures
// are worth a look.
func endsWithSomethingToDo(t *testing.T, script *play.Script, path string, now time.Time) {
	t.Helper()
	s, err := store.Open("bolt:"+path, store.Options{Mark: store.Demo, Next: relationship.View.Next, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if ahead := s.Now().Sub(now); ahead < 0 || ahead > 7*24*time.Hour {
		t.Errorf("the history ends %v later", ahead)
	}
	c, err := newConsole(s, script, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	c.ends(t)
}

func (c *console) ends(t *testing.T) {
	t.Helper()
	if err := c.joint(c.store.Relationships()[0], func(v relationship.View) {
		if in := v.Shared.Latest(); in == nil || in.Closed(c.store.Now()) {
			t.Error("no check-in is open")
		}
		if first := v.Shared.Reviews[1]; first == nil || first.State(c.store.Now()) != relationship.ReviewClosed {
			t.Error("the minutes of the first review are not agreed")
		}
	}); err != nil {
		t.Fatal(err)
	}
	busy := 0
	for _, p := range c.script.Cast() {
		if !strings.Contains(c.asked(t, p.ID, "todo"), "Nothing waits") {
			busy++
		}
	}
	if busy < 4 {
		t.Errorf("something waits for %d people alone", busy)
	}
	status := c.asked(t, "kim", "status")
	for _, figure := range []string{"86 % (6 of 7)", "71 % (5 of 7)", "67 % (2 of 3)", "100 % (1 of 1)", "requires improvement", "unconfirmed"} {
		if !strings.Contains(status, figure) {
			t.Errorf("status does not say %s:\n%s", figure, status)
		}
	}
	said, err := c.said(t.Context(), "web/demo/acme-borealis", 0)
	if err != nil || len(said) == 0 || said[len(said)-1].At.After(c.store.Now()) {
		t.Errorf("%d things were said, some of them later: %v", len(said), err)
	}
}
