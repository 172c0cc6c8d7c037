package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/time/rate"

	"collab/bot"
	"collab/bot/slack"
	"collab/trial"
)

// The two ways in which local-slack brings what people do, as it calls them.
const (
	byPost   = "events"
	bySocket = "socket"
)

// town is a workspace of local-slack (https://github.com/parvalabs/local-slack), a Slack of somebody else's making, with
// the whole program as its app. Only the clock of the record is the test's.
type town struct {
	*desk
	base   string // of local-slack
	mode   string
	server *server
	stop   func()
	screen *screen
	clock  struct {
		sync.Mutex
		at time.Time
	}
	invited *posting               // what whoever began the relationship was told, with the partner's code
	head    string                 // of the record, as it was posted
	trigger atomic.Pointer[string] // of a command, which local-slack takes more than once
	// gestures counts what people did: each word they said, button they pressed and form they sent is one.
	gestures int
}

const townsfolk = `{"workspace":{"teamId":"T0ACME","name":"Acme"},
"apps":[{"botToken":"xoxb-hunter2","signingSecret":"hunter2","botUserId":"U0BOT","appToken":"xapp-hunter2","mode":"MODE","requestUrl":"URL"}],
"users":[{"id":"U0KIM","name":"kim","real_name":"Kim Osei","tz":"Europe/London"},{"id":"U0SAM","name":"sam","tz":"Europe/London"},
{"id":"U0DANA","name":"dana","tz":"Europe/Berlin"}],
"channels":[{"id":"C0SHARED","name":"acme-borealis","members":["U0KIM","U0SAM","U0DANA","U0BOT"]}]}`

// newTown starts local-slack from the folder COLLAB_LOCAL_SLACK: that of its npm package.
func newTown(t *testing.T, mode string) *town {
	t.Helper()
	l := &town{desk: sit(t), mode: mode}
	l.clock.at = monday(time.Now())
	door := httptest.NewServer(http.HandlerFunc(l.posted))
	t.Cleanup(door.Close)
	l.base = trial.Slack(t, strings.NewReplacer("URL", door.URL+slack.EventsPath, "MODE", mode).Replace(townsfolk))
	l.variables = append(l.variables, "COLLAB_SLACK_BOT_TOKEN=xoxb-hunter2", "COLLAB_SLACK_API_URL="+l.base+"/api",
		map[string]string{byPost: "COLLAB_SLACK_SIGNING_SECRET=hunter2", bySocket: "COLLAB_SLACK_APP_TOKEN=xapp-hunter2"}[mode])
	l.screen = watch(t, l.base)
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

// posted hands on what local-slack posts, as a proxy in front of the program does. It remembers the last trigger.
func (l *town) posted(w http.ResponseWriter, r *http.Request) {
	to, err := url.Parse(l.at())
	if err != nil {
		panic(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // local-slack hung up
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if form, err := url.ParseQuery(string(body)); err == nil && form.Get("trigger_id") != "" {
		l.trigger.Store(new(form.Get("trigger_id")))
	}
	httputil.NewSingleHostReverseProxy(to).ServeHTTP(w, r)
}

// at is where the program listens.
func (l *town) at() string { return "http://" + l.server.listener.Addr().String() }

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
func (l *town) serves() {
	l.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	l.out, l.log = &heard{}, &heard{}
	env := environment{variables: l.variables, out: l.out, log: l.log, now: l.now, limits: unlimited()}
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
	l.Cleanup(l.stop)
	select {
	case l.server = <-h.server:
	case err := <-ended:
		ended <- nil
		l.Fatal(err)
	}
	if l.mode == bySocket {
		l.log.wait(l.T, `(a socket is open)`)
	}
}

// unlimited is for a fortnight that passes in seconds: what Slack's limits let through in it would not be half of it.
func unlimited() slack.Limits {
	all := bot.Limit{Rate: rate.Inf, Burst: 1}
	return slack.Limits{Channel: all, Workspace: all, Tiers: [4]bot.Limit{all, all, all, all}}
}

func (l *town) now() time.Time {
	l.clock.Lock()
	defer l.clock.Unlock()
	return l.clock.at
}

// until moves the clock to an instant, with everything on the way that is due.
func (l *town) until(at time.Time) {
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
