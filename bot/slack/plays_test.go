package slack

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "time/tzdata"

	"collab/bot"
	"collab/bot/play"
	"collab/store"
)

// TestEverythingTheBotSaysFits performs every written play and the history of the demo, and holds whatever is said,
// every form that opens and everybody's Home at the end against Slack's limits, in each way it can be drawn.
func TestEverythingTheBotSaysFits(t *testing.T) {
	plays, err := filepath.Glob("../testdata/*.txt")
	if err != nil || len(plays) == 0 {
		t.Fatal("no plays", err)
	}
	more, _ := filepath.Glob("../play/testdata/*.txt")
	for _, path := range append(append(plays, more...), "../../cmd/collab/demo.txt") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			drawPlay(t, path)
		})
	}
}

func drawPlay(t *testing.T, path string) {
	script, err := play.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	corpus := &corpus{t: t, seen: map[string]bool{}}
	stage := play.NewStage(filepath.Join(t.TempDir(), "play.db"))
	open := stage.Open
	stage.Open = func(g play.Given) (play.House, error) {
		h, err := open(g)
		corpus.bot = h.Bot
		return h, err
	}
	stage.Said = func(_ *store.Store, s play.Said) error {
		if s.Message != nil {
			corpus.message(*s.Message)
			for _, p := range script.Cast() {
				if s.To == p.Account() {
					corpus.home(p)
				}
			}
		}
		return nil
	}
	stage.Opened = corpus.form
	if _, err := play.Run(t.Context(), script, stage); err != nil {
		t.Fatal(err)
	}
	if len(corpus.seen) < 3 {
		t.Errorf("only %d things were seen", len(corpus.seen))
	}
}

// corpus holds what is shown against Slack's limits, each thing once.
type corpus struct {
	t    *testing.T
	mu   sync.Mutex
	bot  *bot.Bot
	seen map[string]bool
}

func (c *corpus) check(shown any) {
	c.t.Helper()
	encoded, err := json.Marshal(shown)
	if err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	known := c.seen[string(encoded)]
	c.seen[string(encoded)] = true
	c.mu.Unlock()
	if known {
		return
	}
	before := c.t.Failed()
	check(c.t, encoded)
	if c.t.Failed() && !before {
		c.t.Errorf("that was %s", encoded)
	}
}

func (c *corpus) message(m bot.Message) {
	for way := range 7 {
		c.check(shownAs(m, way))
	}
	if n := len(partsOf(m)); n > 1 {
		c.t.Logf("%q takes %d parts", strings.TrimSpace(m.Fallback), n)
	}
}

func (c *corpus) form(f bot.Form) {
	office := &office{in: Installation{Team: acme, Scopes: scopeNames()}}
	for _, g := range []gesture{{}, {office: office, by: bot.Account{Home: acme}}} { // with files, and without
		g.channel, g.thread = "C0SHARED", "1772452800.000001"
		view, err := modal(f, g)
		if err != nil {
			c.t.Errorf("%s: %v", f.Title, err)
		}
		c.check(view)
	}
	if strings.HasPrefix(f.Title, "Check-in ") {
		checkIn(c.t, f)
	}
}

// home draws what somebody finds on our Home.
func (c *corpus) home(p play.Person) {
	if c.bot != nil {
		c.check(home(c.bot.Home(c.t.Context(), p.Account())))
	}
}

// checkIn holds the form that people see most against what it promises: at most five things are asked, each says what
// it is for, and the answers last given stand in it.
func checkIn(t *testing.T, f bot.Form) {
	t.Helper()
	if len(f.Fields) > 5 {
		t.Errorf("%s asks %d things", f.Title, len(f.Fields))
	}
	for _, field := range f.Fields {
		element, left := element(field)
		kind := fmt.Sprintf("%T", element)
		if field.Name == "audience" && !strings.Contains(kind, "RadioButtons") || left > 0 || field.Label == "" {
			t.Errorf("%s: %q is a %s without %d of its options", f.Title, field.Label, kind, left)
		}
	}
}
