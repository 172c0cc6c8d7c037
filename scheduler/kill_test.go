package scheduler_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"collab/scheduler"
)

// The environment by which this test binary knows that it is to be the process that is killed.
const (
	killedPath = "COLLAB_TEST_KILLED_PATH"
	killedURL  = "COLLAB_TEST_KILLED_URL"
	killedAt   = "COLLAB_TEST_KILLED_AT"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(killedPath); path != "" {
		if err := beKilled(path, os.Getenv(killedURL), os.Getenv(killedAt)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// beKilled sends everything that is owed within an hour of its clock to a platform in another process.
func beKilled(path, url, at string) error {
	clock := &wall{now: instant(at)}
	s := openStore(nobody{}, path, clock.read)
	call := func(ctx context.Context, method string, task scheduler.Task) (answer struct{ Ref string }, err error) {
		body, _ := json.Marshal(task)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+method, bytes.NewReader(body))
		if err != nil {
			return answer, err
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return answer, err
		}
		defer res.Body.Close()
		return answer, json.NewDecoder(res.Body).Decode(&answer)
	}
	sends := scheduler.New(scheduler.Config{Store: s, Now: s.Now, Workers: 4,
		Send: func(ctx context.Context, task scheduler.Task) (scheduler.Sent, error) {
			answer, err := call(ctx, "/send", task)
			return scheduler.Sent{Ref: answer.Ref}, err
		},
		Find: func(ctx context.Context, task scheduler.Task) (string, bool, error) {
			answer, err := call(ctx, "/find", task)
			return answer.Ref, answer.Ref != "", err
		}})
	if err := sends.Advance(context.Background(), clock.read(), clock.read().Add(time.Hour), clock.set); err != nil {
		return err
	}
	return s.Close()
}

// nobody is what a process that is no test reports to.
type nobody struct{ testing.TB }

func (nobody) Helper()           {}
func (nobody) Fatal(args ...any) { fmt.Fprintln(os.Stderr, args...); os.Exit(1) }

// platform takes messages, and kills who sends them: before it took one, or after it did and before it said so.
type platform struct {
	mu      sync.Mutex
	random  *rand.Rand
	arrived map[string]int // key → times
	killing *os.Process    // nil once enough were killed
	kills   int
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var task scheduler.Task
	if err := json.NewDecoder(r.Body).Decode(&task); err != nil {
		return // killed by another request
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.URL.Path == "/find" {
		ref := ""
		if p.arrived[task.Key] > 0 {
			ref = task.Key
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"Ref": ref})
		return
	}
	fate := p.random.IntN(12)
	if fate == 0 && p.kill() {
		panic(http.ErrAbortHandler)
	}
	p.arrived[task.Key]++
	if fate == 1 && p.kill() {
		panic(http.ErrAbortHandler)
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"Ref": task.Key})
}

func (p *platform) kill() bool {
	if p.killing == nil {
		return false
	}
	_ = p.killing.Kill() // SIGKILL: nothing is tidied up
	p.killing, p.kills = nil, p.kills+1
	return true
}

func TestKilledWhileSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2026-03-02T09:00:00Z")
	for i := range 15 {
		w.begin(fmt.Sprint(i), fortnightly("Europe/London", "2026-03-12", "10:00"))
	}
	w.advance(instant("2026-03-12T09:59:59Z"))
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	p := &platform{random: rand.New(rand.NewPCG(3, 4)), arrived: map[string]int{}}
	server := httptest.NewServer(p)
	defer server.Close()
	at, survived := instant("2026-03-12T10:00:00Z"), false
	for range 40 {
		if survived = p.run(t, w.path, server.URL, at); survived {
			break
		}
		at = at.Add(time.Minute)
	}
	if !survived {
		t.Fatal("never survived")
	}
	w.open()
	if len(p.arrived) != 60 || p.kills == 0 {
		t.Errorf("%d of 60 messages arrived, %d processes were killed", len(p.arrived), p.kills)
	}
	for key, times := range p.arrived {
		if times != 1 {
			t.Errorf("%s arrived %d times", key, times)
		}
	}
	t.Logf("%d processes were killed", p.kills)
}

// run lets a process of its own send; it says whether it lived to the end.
func (p *platform) run(t *testing.T, path, url string, at time.Time) bool {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), killedPath+"="+path, killedURL+"="+url, killedAt+"="+at.Format(time.RFC3339))
	var said bytes.Buffer
	child.Stderr = &said
	p.mu.Lock()
	err := child.Start()
	p.killing = child.Process
	p.mu.Unlock()
	if err == nil {
		err = child.Wait()
	}
	p.mu.Lock()
	p.killing = nil
	p.mu.Unlock()
	exit := new(exec.ExitError)
	if errors.As(err, &exit) && exit.ExitCode() == -1 {
		return false
	}
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	return true
}
