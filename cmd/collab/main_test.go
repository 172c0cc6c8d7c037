package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/relationship"
	"collab/store"
)

// asProgram makes the test binary be the program: what it starts to check files is itself.
const asProgram = "COLLAB_AS_PROGRAM"

func TestMain(m *testing.M) {
	switch os.Getenv(asProgram) {
	case "":
		code := m.Run()
		chromium.Close()
		os.Exit(code)
	case "crash":
		os.Exit(2) // as the runtime does after SIGSEGV
	case "sender":
		if err := sendUntilKilled(os.Getenv(killedPath), os.Getenv(killedURL), os.Getenv(killedAt)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	main()
}

// heard is an output that a test can wait on.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed when something was written
	over chan struct{} // closed when nothing will be any more; nil when that is not known
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.more != nil {
		close(h.more)
		h.more = nil
	}
	return h.text.Write(p)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// wait returns the first group of what is written sooner or later.
func (h *heard) wait(t *testing.T, pattern string) string {
	t.Helper()
	wanted := regexp.MustCompile(pattern)
	late := time.After(patience)
	for {
		h.mu.Lock()
		found := wanted.FindStringSubmatch(h.text.String())
		if h.more == nil {
			h.more = make(chan struct{})
		}
		more := h.more
		h.mu.Unlock()
		if found != nil {
			return found[1]
		}
		select {
		case <-more:
		case <-h.over:
			t.Fatalf("%s was never said, but %s", pattern, h)
		case <-late:
			t.Fatalf("%s was never said, but %s", pattern, h)
		}
	}
}

// desk is somebody at a command line.
type desk struct {
	*testing.T
	dir       string
	variables []string
	out, log  *heard
}

func sit(t *testing.T) *desk {
	return &desk{T: t, dir: t.TempDir(), variables: append(clean(os.Environ()), asProgram+"=yes"), out: &heard{}, log: &heard{}}
}

// clean is an environment without settings.
func clean(variables []string) []string {
	return slices.DeleteFunc(variables, func(v string) bool { return strings.HasPrefix(v, "COLLAB_") })
}

func (d *desk) path(name string) string  { return filepath.Join(d.dir, name) }
func (d *desk) store(name string) string { return "--store=bolt:" + d.path(name) }

// run runs the program and returns what it printed.
func (d *desk) run(args ...string) (string, error) {
	d.Helper()
	d.out, d.log = &heard{}, &heard{}
	err := run(d.Context(), args, environment{variables: d.variables, out: d.out, log: d.log})
	return d.out.String(), err
}

func (d *desk) does(args ...string) string {
	d.Helper()
	out, err := d.run(args...)
	if err != nil {
		d.Fatalf("collab %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// refuses runs what must fail, and wants each of these said, on one line.
func (d *desk) refuses(args []string, wanted ...string) {
	d.Helper()
	_, err := d.run(args...)
	if err == nil {
		d.Fatalf("collab %s did not fail", strings.Join(args, " "))
	}
	for _, want := range wanted {
		if !strings.Contains(err.Error(), want) {
			d.Errorf("collab %s: %q does not say %q", strings.Join(args, " "), err, want)
		}
	}
}

// start runs the program until the test stops it.
func (d *desk) start(args ...string) (stop func()) {
	d.Helper()
	ctx, cancel := context.WithCancel(d.Context())
	done := make(chan error, 1)
	over := make(chan struct{})
	d.out, d.log = &heard{over: over}, &heard{over: over}
	env := environment{variables: d.variables, out: d.out, log: d.log}
	go func() {
		defer close(over)
		done <- run(ctx, args, env)
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			d.Errorf("collab %s: %v\n%s", strings.Join(args, " "), err, d.log)
		}
	})
	d.Cleanup(stop)
	return stop
}

// record makes a store with a relationship and adds notes to the party's own ledger and ends of the joint one.
func (d *desk) record(name, mark string, notes int) (rel string) {
	d.Helper()
	s, err := store.Open("bolt:"+d.path(name), store.Options{Mark: mark})
	if err != nil {
		d.Fatal(err)
	}
	if all := s.Relationships(); len(all) > 0 {
		rel = all[0]
	} else {
		rel = begin(d.T, s)
	}
	ann := relationship.By{Person: "p1", Party: "acme"}
	for range notes {
		if _, err := s.Record(rel, store.Key{}, ann, &relationship.AddNote{Thing: "cadence", Text: "Ask for two weeks more."}); err != nil {
			d.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		d.Fatal(err)
	}
	return rel
}

func begin(t *testing.T, s *store.Store) string { t.Helper(); return beginAs(t, s, "begin") }

func beginAs(t *testing.T, s *store.Store, key string) string {
	t.Helper()
	rel, _, err := s.Begin(store.Key{ID: key}, &relationship.BeginRelationship{Name: "Acme × Borealis", Why: "Fewer late trucks",
		Cadence: relationship.Cadence{Zone: "Europe/London"}, Party: "acme", PartyName: "Acme", Account: "web/demo/ann",
		Person: relationship.NewPerson{Name: "Ann", Zone: "Europe/London"}})
	if err != nil {
		t.Fatal(err)
	}
	return rel
}

func TestVersionSaysWhatItWasBuiltFrom(t *testing.T) {
	if out := sit(t).does("version"); !strings.HasPrefix(out, "collab ") || !strings.Contains(out, "go1.") {
		t.Error(out)
	}
}

func TestHelpNamesEveryVerb(t *testing.T) {
	out := sit(t).does("--help")
	for _, verb := range []string{"demo", "serve", "verify", "backup", "restore", "export", "play", "version", "COLLAB_SECRET_KEY"} {
		if !strings.Contains(out, verb) {
			t.Errorf("help does not name %s", verb)
		}
	}
	if strings.Contains(out, "--here") || strings.Contains(out, "secret-key") {
		t.Errorf("help shows what is not for people: %s", out)
	}
}

func TestUnknownVerb(t *testing.T) {
	sit(t).refuses([]string{"serv"}, "serv", "collab --help")
}

func TestPlayPrintsWhatWasSeen(t *testing.T) {
	d := sit(t)
	file := d.path("hello.txt")
	script := "the clock starts at 2026-03-02 09:00 Europe/London\n\nperson kim \"Kim Osei\" of Acme in Europe/London\n\nkim: stauts\n"
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := d.does("play", file); !strings.Contains(out, "status") {
		t.Error(out)
	}
	if out := d.does("play", file, d.store("demo.db")); !strings.Contains(out, "status") {
		t.Error(out)
	}
	d.record("live.db", store.Live, 1)
	d.refuses([]string{"play", file, d.store("live.db")}, "live record")
}
