package play_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/play"
	"collab/store"
)

var update = flag.Bool("update", false, "write into the plays what is seen when they are performed")

// TestPlays performs every play of the house. What differs from the play is to be read, word for word, before it is
// written back with -update.
func TestPlays(t *testing.T) {
	for _, dir := range []string{"testdata", "../testdata"} {
		paths, err := filepath.Glob(filepath.Join(dir, "*.txt"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no plays in %s: %v", dir, err)
		}
		for _, path := range paths {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
				t.Parallel()
				perform(t, path)
			})
		}
	}
}

func perform(t *testing.T, path string) {
	s, err := play.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := play.Run(t.Context(), s, play.NewStage(filepath.Join(t.TempDir(), "play.db")))
	if err != nil {
		t.Fatalf("%v\n%s", err, seen.Diff())
	}
	diff := seen.Diff()
	if diff == "" {
		return
	}
	if !*update {
		t.Fatalf("something else was seen than the play expects; read this, then run with -update\n%s", diff)
	}
	if err := os.WriteFile(path, []byte(seen.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// head sets a scene of two organisations and a stranger.
const head = `the clock starts at 2026-03-02 09:00 Europe/London
person kim "Kim Osei" of Acme in Europe/London
person dana "Dana Reyes" of Borealis Foods in America/New_York
person eve "Eve Stone" in UTC
channel #acme-borealis for everyone
channel #acme-team for Acme
`

// TestRun says of single acts what is seen because of them, or why the play cannot go on.
func TestRun(t *testing.T) {
	for name, c := range map[string]struct{ acts, seen, fault string }{
		"a direct message":        {acts: "kim: stauts", seen: `kim | I don't know "stauts". Did you mean status?`},
		"a command in a channel":  {acts: "kim in #acme-borealis: /collab stauts", seen: `    kim | I don't know "stauts"`},
		"a mention in a channel":  {acts: "kim in #acme-borealis: @collab stauts", seen: `    kim | I don't know "stauts"`},
		"talk is not heard":       {acts: "kim in #acme-borealis: status?", seen: "status?\n<end>"},
		"further lines line up":   {acts: "kim: stauts", seen: "\n        | [* Run status] [Help]\n"},
		"a button":                {acts: "kim: stauts\nkim presses \"help\"", seen: "kim | What you can say"},
		"a button beside a text":  {acts: "kim: help\nkim presses \"Show kpi\" on \"kpi\"", seen: "kim | The measures"},
		"no such button":          {acts: "kim: stauts\nkim presses \"Agree\"", fault: `scene:8: kim sees no button "Agree"; the newest buttons are "Run status", "Help"`},
		"no button beside it":     {acts: "kim: stauts\nkim presses \"Help\" on \"promise\"", fault: `on "promise"`},
		"another's private reply": {acts: "kim in #acme-borealis: /collab stauts\ndana presses \"Help\"", fault: "nor any other"},
		"no form":                 {acts: "kim fills", fault: "kim has no form open"},
		"no form to close":        {acts: "kim closes the form", fault: "kim has no form open"},
		"a form":                  {acts: "kim: join", seen: "form kim | == Join with a code =="},
		"a form closed":           {acts: "kim: join\nkim closes the form\nkim fills", fault: "kim has no form open"},
		"a field by its label":    {acts: "kim: join\nkim fills\n    Code: nonsense", seen: "Please change: This code is not valid"},
		"a field by its name":     {acts: "kim: join\nkim fills\n    code: nonsense", seen: "Please change: This code is not valid"},
		"no such field":           {acts: "kim: join\nkim fills\n    Colour: red", fault: `line 9: the form has no field "Colour"; it has "Code"`},
		"no code yet":             {acts: "kim: join {code}", fault: "{code} was not shown yet"},
		"nothing said to log":     {acts: "kim logs \"on time\"", fault: `nobody said "on time" where kim can see it`},
		"an internal channel":     {acts: "kim in #acme-team: on time\ndana logs \"on time\"", fault: `nobody said "on time"`},
		"again":                   {acts: "kim: stauts\nkim says again", seen: "kim says again\n<end>"},
		"nothing to say again":    {acts: "kim says again", fault: "kim asked the bot for nothing yet"},
		"time goes on":            {acts: "later 14 days\nuntil Mon 16 Mar 09:01\nuntil 2026-03-16 05:02 America/New_York", seen: "<end>"},
		"time does not go back":   {acts: "later 14 days\nuntil 2026-03-16 09:00", fault: "it is Mon 16 Mar 2026 09:00 GMT already"},
		"the next weekday":        {acts: "until Mon 08:59\nuntil 09:00\nuntil 2026-03-09 09:01", seen: "<end>"},
		"a wrong weekday":         {acts: "until Fri 12 Mar 10:00", fault: "12 March 2026 is a Thursday"},
		"a restart":               {acts: "restart\nkim: stauts", seen: `kim | I don't know "stauts"`},
		"a check":                 {acts: "verify\nkim: stauts", seen: `kim | I don't know "stauts"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen, err := play.Run(t.Context(), script(t, head+c.acts), play.NewStage(filepath.Join(t.TempDir(), "play.db")))
			if c.fault == "" && err != nil || c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
				t.Fatalf("error %v, want %q", err, c.fault)
			}
			if !strings.Contains(seen.String()+"<end>", c.seen) {
				t.Errorf("not seen: %s\nin:\n%s", c.seen, seen)
			}
		})
	}
}

// TestMilestones checks what of a play must be seen in which only milestones are written: all of them, in their order.
func TestMilestones(t *testing.T) {
	for name, c := range map[string]struct {
		acts   string
		differ bool
	}{
		"the first lines":              {"kim: help kpi\n    kim | The measures: define one, report a reading, look at the trend", false},
		"lines from within":            {"kim: help kpi\n    | - kpi new\n    |   [Run]\nkim: help", false},
		"none":                         {"kim: help kpi", false},
		"another order":                {"kim: x\n    | [Help]\n    kim | I don't know \"x\".", true},
		"one that is not seen":         {"kim: x\n    kim | I don't know \"x\".\n    kim | I know it now.", true},
		"seen because of the next act": {"kim: help kpi\n    kim | I don't know \"x\".\nkim: x", true},
		"of nobody's message":          {"kim: x\n    dana | I don't know \"x\".", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen, err := play.Run(t.Context(), script(t, head+"only milestones are written\n"+c.acts), play.NewStage(filepath.Join(t.TempDir(), "play.db")))
			if err != nil {
				t.Fatal(err)
			}
			if (seen.Diff() != "") != c.differ {
				t.Errorf("differs: %t\n%s", !c.differ, seen)
			}
		})
	}
}

func script(t *testing.T, text string) *play.Script {
	t.Helper()
	s, err := play.Parse("scene", text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSaid checks that whoever listens hears everybody, the bot's private answers with the one they are for.
func TestSaid(t *testing.T) {
	var heard []play.Said
	on := play.NewStage(filepath.Join(t.TempDir(), "play.db"))
	on.Said = func(_ *store.Store, s play.Said) error { heard = append(heard, s); return nil }
	acts := "kim in #acme-borealis: good morning\nkim in #acme-borealis: /collab stauts\nkim: stauts"
	if _, err := play.Run(t.Context(), script(t, head+acts), on); err != nil {
		t.Fatal(err)
	}
	if len(heard) != 4 {
		t.Fatalf("heard %d things, want 4: %+v", len(heard), heard)
	}
	talk, private, asked, answer := heard[0], heard[1], heard[2], heard[3]
	switch {
	case talk.Text != "good morning" || talk.AuthorName != "Kim Osei" || talk.Author.String() != "web/demo/kim" || talk.To.User != "":
		t.Errorf("talk: %+v", talk)
	case private.Message == nil || private.To.User != "kim" || private.Place.String() != "web/demo/acme-borealis":
		t.Errorf("private answer: %+v", private)
	case asked.Text != "stauts" || asked.Place.String() != "web/demo/@kim":
		t.Errorf("asked directly: %+v", asked)
	case answer.Message == nil || answer.To.User != "" || answer.Place.String() != "web/demo/@kim":
		t.Errorf("answered directly: %+v", answer)
	}
}

// TestFile checks what `collab play` says of a play that expects, that expects something else, and that expects nothing.
func TestFile(t *testing.T) {
	for name, c := range map[string]struct {
		acts   string
		differ bool
	}{
		"as expected":        {"later 2 days\nkim: x\n    kim | I don't know \"x\".\n     | [Help]\n", false},
		"expects nothing":    {"kim: x", false},
		"something else":     {"later 2 days\nkim: x\n    kim | I know \"x\".\n", true},
		"more than expected": {"kim: x\nkim: x\n    kim | I don't know \"x\".\n     | [Help]\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "play.txt")
			if err := os.WriteFile(path, []byte(head+c.acts), 0o600); err != nil {
				t.Fatal(err)
			}
			seen, err := play.File(t.Context(), path, nil)
			if (err != nil) != c.differ {
				t.Fatalf("%v\n%s", err, seen)
			}
			if c.differ && !strings.Contains(err.Error(), "\n+    kim | I don't know") {
				t.Errorf("the difference is not shown: %v", err)
			}
			if !strings.Contains(seen.String(), "    kim | I don't know") {
				t.Errorf("not seen in:\n%s", seen)
			}
		})
	}
}

// TestAdvance checks that what is sent while time passes is seen with the time, and that what is sent again under the
// same reference replaces it.
func TestAdvance(t *testing.T) {
	on := play.NewStage(filepath.Join(t.TempDir(), "play.db"))
	open := on.Open
	on.Open = func(g play.Given) (play.House, error) {
		h, err := open(g)
		h.Advance = func(ctx context.Context, from, _ time.Time, set func(time.Time) error) error {
			channel := bot.Place{Platform: play.Platform, Home: play.Home, Channel: "acme-borealis"}
			dana := bot.DirectTo(bot.Account{Platform: play.Platform, Home: play.Home, User: "dana"})
			return errors.Join(set(from.Add(25*time.Hour)), g.Send(ctx, "card", said(channel, "0 of 2")), g.Send(ctx, "ask", said(dana, "How is it?")),
				set(from.Add(26*time.Hour)), g.Send(ctx, "card", said(channel, "1 of 2")))
		}
		return h, err
	}
	seen, err := play.Run(t.Context(), script(t, head+"later 2 days\n"), on)
	if err != nil {
		t.Fatal(err)
	}
	want := head + `later 2 days
    clock | Tue 3 Mar 10:00 GMT
    #acme-borealis | 0 of 2
    dana | How is it?
    clock | Tue 3 Mar 11:00 GMT
    #acme-borealis edited | 1 of 2
`
	if seen.String() != want {
		t.Errorf("seen\n%s\nwant\n%s", seen, want)
	}
}

func said(in bot.Place, text string) bot.Post {
	return bot.Post{Place: in, Message: bot.Message{Fallback: text}}
}

// TestBrokenEndsThePlay checks that an answer that broke is not taken for one that was meant.
func TestBrokenEndsThePlay(t *testing.T) {
	on := play.NewStage(filepath.Join(t.TempDir(), "play.db"))
	open := on.Open
	on.Open = func(g play.Given) (play.House, error) {
		g.Log.Info("opened")
		h, err := open(g)
		h.Advance = func(context.Context, time.Time, time.Time, func(time.Time) error) error {
			g.Log.Error("request failed", "error", "disk on fire")
			return nil
		}
		return h, err
	}
	_, err := play.Run(t.Context(), script(t, head+"later 2 days"), on)
	if err == nil || !strings.Contains(err.Error(), "scene:7: something broke") || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("error %v", err)
	}
}
