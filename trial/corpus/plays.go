package corpus

import (
	"path/filepath"
	"sync"
	"testing"

	_ "time/tzdata" // the plays name zones, wherever they are performed

	"collab/bot"
	"collab/bot/play"
	"collab/store"
)

// Shown takes what is shown in a play: what the bot says, the forms that lie open, and everybody's Home as it goes on.
type Shown struct {
	Message, Home func(bot.Message)
	Form          func(bot.Form)
	// Post is besides shown what is said to everybody in a channel; nil when nobody asks.
	Post func(bot.Message)
}

// Once lets everything through once that is shown in a play.
type Once struct {
	mu   sync.Mutex
	seen map[string]bool
}

// New says whether something was not shown before.
func (o *Once) New(drawn []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	known := o.seen[string(drawn)]
	o.seen[string(drawn)] = true
	return !known
}

// Plays performs every written play and the history of the demo, each in a test of its own. It is called by the tests of
// a package in bot, which say what they were shown by once.
func Plays(t *testing.T, watch func(t *testing.T, once *Once) Shown) {
	plays, err := filepath.Glob("../testdata/*.txt")
	if err != nil || len(plays) == 0 {
		t.Fatal("no plays", err)
	}
	more, _ := filepath.Glob("../play/testdata/*.txt")
	for _, path := range append(append(plays, more...), "../../cmd/collab/demo.txt") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			once := &Once{seen: map[string]bool{}}
			perform(t, path, watch(t, once))
			if len(once.seen) < 3 {
				t.Errorf("only %d things were shown", len(once.seen))
			}
		})
	}
}

// said shows what was said, to whom it was said.
func (to Shown) said(s play.Said) {
	to.Message(*s.Message)
	if to.Post != nil && s.To == (bot.Account{}) && s.Place.Kind != bot.Direct {
		to.Post(*s.Message)
	}
}

func perform(t *testing.T, path string, to Shown) {
	script, err := play.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var house play.House
	stage := play.NewStage(filepath.Join(t.TempDir(), "play.db"))
	open := stage.Open
	stage.Open = func(g play.Given) (play.House, error) {
		h, err := open(g)
		house = h
		return h, err
	}
	stage.Said = func(_ *store.Store, s play.Said) error {
		if s.Message == nil {
			return nil
		}
		to.said(s)
		for _, p := range script.Cast() {
			if s.To == p.Account() && house.Bot != nil {
				to.Home(house.Bot.Home(t.Context(), p.Account()))
			}
		}
		return nil
	}
	stage.Opened = to.Form
	if _, err := play.Run(t.Context(), script, stage); err != nil {
		t.Fatal(err)
	}
}
