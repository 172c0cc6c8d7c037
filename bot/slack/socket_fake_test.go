package slack

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"collab/bot"
)

const (
	appToken = "xapp-a-token"
	ticket   = "a-ticket"
	soon     = 10 * time.Second // after which a test gives up
)

// socket is Slack's side of a socket that the app opened.
type socket struct {
	t    *testing.T
	conn *websocket.Conn
	said chan map[string]any // receipts; closed when the app has hung up
}

// connect takes a socket, and greets.
func (f *fake) connect(w http.ResponseWriter, r *http.Request) {
	conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if errors.As(err, new(websocket.HandshakeError)) {
		f.t.Error(err)
	}
	if err != nil {
		return // the app was ending, and hung up at once
	}
	s := &socket{f.t, conn, make(chan map[string]any, 1000)}
	if conn.WriteJSON(map[string]any{"type": "hello", "num_connections": 1}) != nil {
		return // the app was ending, and hung up at once
	}
	f.sockets <- s
	if f.deaf.Load() {
		return
	}
	defer close(s.said)
	for {
		var receipt map[string]any
		if conn.ReadJSON(&receipt) != nil {
			return
		}
		s.said <- receipt
	}
}

func (s *socket) send(frame any) {
	s.t.Helper()
	if err := s.conn.WriteJSON(frame); err != nil {
		s.t.Error(err)
	}
}

// bring delivers what somebody did, in an envelope.
func (s *socket) bring(id, kind string, payload any) {
	s.t.Helper()
	s.send(map[string]any{"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": kind != eventsKind})
}

// receipt is the next receipt on this socket.
func (s *socket) receipt() map[string]any {
	s.t.Helper()
	select {
	case said, open := <-s.said:
		if !open {
			s.t.Fatal("the app has hung up")
		}
		return said
	case <-time.After(soon):
		s.t.Fatal("no receipt came")
	}
	return nil
}

// gone waits until the app has hung up, whatever it says before.
func (s *socket) gone() {
	s.t.Helper()
	late := time.After(soon)
	for {
		select {
		case _, open := <-s.said:
			if !open {
				return
			}
		case <-late:
			s.t.Fatal("the app has not hung up")
		}
	}
}

// socket is the next one that the app opens.
func (f *fake) socket() *socket {
	f.t.Helper()
	select {
	case s := <-f.sockets:
		return s
	case <-time.After(soon):
		f.t.Fatal("no socket was opened")
	}
	return nil
}

// phone is a fake whose app listens on sockets; hang up by calling stop, which returns what Listen returned.
type phone struct {
	*fake
	ended chan error
	stop  context.CancelFunc
}

// brisk is a rhythm in which nobody waits for long.
var brisk = rhythm{first: time.Millisecond, most: 10 * time.Millisecond, stagger: time.Millisecond, silence: time.Minute, linger: time.Minute, steady: time.Hour}

func listen(t *testing.T, answer func(bot.Request) bot.Reply, change func(*fake, *App)) *phone {
	t.Helper()
	f := emptyFake(t)
	f.serve()
	c := f.config(answer)
	c.SigningSecret, c.AppToken = "", appToken
	app, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	f.app, app.sockets.rhythm = app, brisk
	if change != nil {
		change(f, app)
	}
	ctx, stop := context.WithCancel(context.Background())
	l := &phone{f, make(chan error, 1), stop}
	go func() { l.ended <- app.Listen(ctx) }()
	t.Cleanup(app.Wait)
	t.Cleanup(stop)
	return l
}

// end is what Listen returned.
func (l *phone) end() error {
	l.t.Helper()
	select {
	case err := <-l.ended:
		return err
	case <-time.After(soon):
		l.t.Fatal("Listen has not returned")
	}
	return nil
}

// typing is somebody typing /collab, as the socket brings it.
func (f *fake) typed(user, text string) map[string]any {
	return map[string]any{
		"command": "/collab", "text": text, "team_id": acme, "user_id": user, "user_name": "kim", "channel_id": "C0SHARED",
		"trigger_id": f.newTrigger(), "response_url": f.web.URL + "/hooks/1",
	}
}

// live is how many sockets are open in the eyes of the app, once it has read all that came down these.
func (l *phone) live(of ...*socket) int {
	l.t.Helper()
	for _, s := range of {
		s.bring("are you there", "nothing we know", nil)
		s.receipt()
	}
	return l.app.Connected()
}

// gate lets answers wait, and counts how many do.
type gate struct {
	open    chan struct{}
	now     atomic.Int32
	highest atomic.Int32
}

func newGate() *gate { return &gate{open: make(chan struct{})} }

func (g *gate) wait() {
	n := g.now.Add(1)
	for high := g.highest.Load(); n > high && !g.highest.CompareAndSwap(high, n); high = g.highest.Load() {
	}
	<-g.open
	g.now.Add(-1)
}
