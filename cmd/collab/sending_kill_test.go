package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/slack"
	"collab/bot/teams"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// The environment by which this test binary knows that it is to be a process that sends and is killed.
const (
	killedPath = "COLLAB_TEST_KILLED_PATH"
	killedURL  = "COLLAB_TEST_KILLED_URL"
	killedAt   = "COLLAB_TEST_KILLED_AT"
	killedOn   = "COLLAB_TEST_KILLED_ON" // the platform
)

// hastened is how much more than usual is sent and taken.
const hastened = 100

// sendUntilKilled sends what the store owes from an instant on, in real time, until nothing is left. Where nothing is to be
// done for longer than a second, nothing is under way either, and that time is skipped.
func sendUntilKilled(file, url, at string) error {
	from, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return err
	}
	began, skipped := time.Now(), atomic.Int64{}
	s, err := store.Open("bolt:"+file, store.Options{Next: relationship.View.Next, Rules: "1",
		Now: func() time.Time { return from.Add(time.Since(began) + time.Duration(skipped.Load())) }})
	if err != nil {
		return err
	}
	ctx := context.Background()
	o, err := senderOn(ctx, os.Getenv(killedOn), s, url)
	if err != nil {
		return err
	}
	for err = o.scheduler.Turn(ctx); err == nil; err = o.scheduler.Turn(ctx) {
		if _, waits := s.EarliestReady(); !waits {
			break
		}
		now := s.Now()
		if wait := o.scheduler.Stop(now).Sub(now); wait > time.Second {
			skipped.Add(int64(wait))
		} else {
			time.Sleep(wait)
		}
	}
	return errors.Join(err, s.Close())
}

// senderOn sends on a platform at an address.
func senderOn(ctx context.Context, platform string, s *store.Store, url string) (*server, error) {
	if platform == teams.Platform {
		return newTeamsSender(s, teams.Config{Cloud: cloudAt(url), Limits: unlimitedTeams()}, hurriedly(), perhaps)
	}
	o, err := newSender(ctx, s, slack.Config{APIURL: url, Limits: hasten()}, hurriedly(), perhaps)
	if err != nil {
		return nil, err
	}
	return o.server, nil
}

// perhaps is how long a request may be under way: a little more than the teller lets it.
const perhaps = carryWithin + time.Second

func hasten() slack.Limits {
	l := slack.SlackLimits
	for _, limit := range []*bot.Limit{&l.Channel, &l.Workspace, &l.Tiers[0], &l.Tiers[1], &l.Tiers[2], &l.Tiers[3]} {
		limit.Rate *= hastened
	}
	return l
}

func hurriedly() scheduler.Limits {
	l := scheduler.DefaultLimits
	for _, c := range []*scheduler.Class{&l.Posts, &l.Edits, &l.Looks} {
		c.Conversation.Rate *= hastened
		c.Home.Rate *= hastened
	}
	return l
}

// killing is a platform that kills who posts, drops answers, and fails, each at any moment.
type killing struct {
	mu             sync.Mutex
	platform       string
	random         *rand.Rand
	process        *os.Process // nil while there is none to kill
	kills, mishaps int
	next           int // how many messages the process may post before it is killed
}

const mostKills = 10

// what happens before or after a message was taken; nil when nothing does.
func (k *killing) what(bool) func(http.ResponseWriter) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.next--; k.next <= 0 && k.process != nil && k.kills < mostKills {
		_ = k.process.Kill() // SIGKILL: nothing is tidied up
		k.process, k.kills = nil, k.kills+1
		return abort
	}
	switch k.random.IntN(200) {
	case 0:
		k.mishaps++
		return abort
	case 1:
		k.mishaps++
		return func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) }
	}
	return nil
}

func abort(http.ResponseWriter) { panic(http.ErrAbortHandler) }

// A thousand people are asked at a hundred times the usual pace by processes of which ten are killed, through a Slack
// that drops one answer in a hundred and fails as often, before or after it took the message. Everybody is asked once.
func TestNobodyIsAskedTwiceOrNeverWhateverIsKilled(t *testing.T) {
	file, slot := dueAtOnce(t, "slack/T0ACME", 100)
	m := newMetered(hasten())
	k := &killing{platform: slack.Platform, random: rand.New(rand.NewPCG(7, 8))}
	m.fate = k.what
	slackServer := httptest.NewServer(m)
	defer slackServer.Close()
	k.runs(t, file, slackServer.URL+"/api/", slot)
	t.Logf("%d messages, %d processes killed, %d answers lost, %d look-ups, refused: %v", m.posts, k.kills, k.mishaps, m.calls["conversations.history"], m.refused)
	if len(m.posted) != 1000 || k.kills != mostKills || k.mishaps == 0 {
		t.Errorf("%d were asked, %d processes killed, %d answers lost", len(m.posted), k.kills, k.mishaps)
	}
	m.once(t)
}

// dueAtOnce is a store in which everybody of a crowd, ten in each relationship, is to be asked at one instant.
func dueAtOnce(t *testing.T, home string, relationships int) (file string, slot time.Time) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "collab.db")
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	s, err := store.Open("bolt:"+file, store.Options{Next: relationship.View.Next, Rules: "1", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	crowd(t, s, home, relationships, 10, relationship.Date{Year: 2026, Month: time.March, Day: 12}, 0)
	slot = time.Date(2026, time.March, 12, 10, 0, 0, 0, time.UTC)
	quiet := scheduler.New(scheduler.Config{Store: s, Now: s.Now, Limits: scheduler.Unlimited,
		Send: func(context.Context, scheduler.Task) (scheduler.Sent, error) { return scheduler.Sent{Ref: "x"}, nil }})
	err = quiet.Advance(t.Context(), now, slot.Add(-time.Second), func(at time.Time) error { now = at; return nil })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return file, slot
}

// runs lets processes send, one after the other, until one lived until nothing was left.
func (k *killing) runs(t *testing.T, file, url string, at time.Time) {
	t.Helper()
	for !k.run(t, file, url, at) {
		at = at.Add(perhaps + time.Second) // whoever was killed has nothing under way any more
	}
}

// run lets a process of its own send; it says whether that lived until nothing was left.
func (k *killing) run(t *testing.T, file, url string, at time.Time) (survived bool) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), asProgram+"=sender", killedPath+"="+file, killedURL+"="+url, killedAt+"="+at.Format(time.RFC3339), killedOn+"="+k.platform)
	var said bytes.Buffer
	child.Stderr = &said
	k.mu.Lock()
	err := child.Start()
	k.process, k.next = child.Process, 60+k.random.IntN(40)
	k.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	err = child.Wait()
	k.mu.Lock()
	k.process = nil
	k.mu.Unlock()
	exit := new(exec.ExitError)
	if errors.As(err, &exit) && exit.ExitCode() == -1 {
		return false
	}
	if err != nil {
		t.Fatal(fmt.Errorf("%w: %s", err, said.String()))
	}
	return true
}
