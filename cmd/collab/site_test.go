package main

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/time/rate"

	"collab/bot"
	"collab/bot/slack"
	"collab/bot/teams"
	"collab/relationship"
)

// site is the whole program, for people who are on a platform of somebody else's making. Only the clock of the record is
// the test's.
type site struct {
	*desk
	server *server
	stop   func()
	clock  struct {
		sync.Mutex
		at time.Time
	}
}

func newSite(t *testing.T) *site {
	l := &site{desk: sit(t)}
	l.clock.at = monday(time.Now())
	return l
}

// monday is nine o'clock on the Monday after a day: what people write in local-slack, now, is past then.
func monday(day time.Time) time.Time {
	at := time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, time.UTC).AddDate(0, 0, 1)
	for at.Weekday() != time.Monday {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// at is where the program listens.
func (l *site) at() string { return "http://" + l.server.listener.Addr().String() }

// handed is serve as the test runs it: it hands out the server that it runs.
type handed struct {
	serve
	server chan *server
}

// Run opens the server and runs it until ctx ends.
func (h *handed) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := h.check(verb)
	if err != nil {
		return err
	}
	s, err := newServer(ctx, c, env)
	if err != nil {
		return err
	}
	s.announce()
	h.server <- s
	return s.running().run(ctx)
}

// serves starts the program, on the clock of the test, and returns when it is ready.
func (l *site) serves() {
	l.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	l.out, l.log = &heard{}, &heard{}
	env := environment{variables: l.variables, out: l.out, log: l.log, now: l.now, limits: unlimited(), teamsLimits: unlimitedTeams()}
	h := &handed{server: make(chan *server, 1)}
	parser, err := kong.New(h, kong.Bind(env), kong.Resolvers(env.resolver()))
	if err != nil {
		l.Fatal(err)
	}
	verb, err := parser.Parse([]string{"--listen=127.0.0.1:0", l.desk.store("collab.db")})
	if err != nil {
		l.Fatal(err)
	}
	verb.BindTo(ctx, (*context.Context)(nil))
	ended := make(chan error, 1)
	go func() { ended <- verb.Run() }()
	l.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			l.Errorf("serve: %v\n%s", err, l.log)
		}
	})
	l.Cleanup(func() {
		l.stop()
		if l.Failed() {
			l.Logf("the program logged:\n%s", l.log)
		}
	})
	select {
	case l.server = <-h.server:
	case err := <-ended:
		ended <- nil
		l.Fatal(err)
	}
}

// unlimited is for a fortnight that passes in seconds: what Slack's limits let through in it would not be half of it.
func unlimited() slack.Limits {
	all := bot.Limit{Rate: rate.Inf, Burst: 1}
	return slack.Limits{Channel: all, Workspace: all, Tiers: [4]bot.Limit{all, all, all, all}}
}

func unlimitedTeams() teams.Limits {
	all := bot.Limit{Rate: rate.Inf, Burst: 1}
	return teams.Limits{Conversation: [2]bot.Limit{all, all}, Roster: [2]bot.Limit{all, all}, Tenant: all}
}

func (l *site) now() time.Time {
	l.clock.Lock()
	defer l.clock.Unlock()
	return l.clock.at
}

// until moves the clock to an instant, with everything on the way that is due.
func (l *site) until(at time.Time) {
	l.Helper()
	err := l.server.scheduler.Advance(l.Context(), l.now(), at, func(at time.Time) error {
		l.clock.Lock()
		defer l.clock.Unlock()
		l.clock.at = at
		return nil
	})
	if err != nil {
		l.Fatal(err)
	}
}

func (l *site) day(ahead int) string { return l.now().AddDate(0, 0, ahead).Format(time.DateOnly) }

// checkIn is when the next check-in is.
func (l *site) checkIn() (at time.Time) {
	l.Helper()
	l.joint(func(s *relationship.Shared) { at = s.NextCheckIn(l.now()) })
	return at
}

// joint shows what every party reads.
func (l *site) joint(show func(*relationship.Shared)) {
	l.Helper()
	if _, err := l.server.store.Read(l.server.store.Relationships()[0], "", func(v relationship.View) { show(v.Shared) }); err != nil {
		l.Fatal(err)
	}
}
