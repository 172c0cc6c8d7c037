package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"collab/bot"
	"collab/trial"
	"collab/trial/corpus"
)

// local is the workspace of local-slack (https://github.com/parvalabs/local-slack), a Slack of somebody else's
// making: what our own fake might have wrong, it has not from us.
type local struct {
	t    *testing.T
	base string
	app  *App
	ui   *websocket.Conn
}

const workspace = `{"workspace":{"teamId":"T0ACME"},
"apps":[{"botToken":"` + token + `","signingSecret":"` + secret + `","botUserId":"U0BOT","appToken":"` + appToken + `","mode":"MODE","requestUrl":"URL"}],
"users":[{"id":"U0KIM","name":"kim"}],
"channels":[{"id":"C0SHARED","name":"acme-borealis","members":["U0KIM","U0BOT"]}]}`

// The ways in which an app of local-slack hears what people do.
const (
	postedMode = "events"
	socketMode = "socket"
)

// newLocal starts local-slack from the folder COLLAB_LOCAL_SLACK: that of its npm package.
func newLocal(t *testing.T, mode string, answer func(bot.Request) bot.Reply) *local {
	var app http.Handler
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { app.ServeHTTP(w, r) }))
	t.Cleanup(door.Close)
	l := &local{t: t, base: trial.Slack(t, strings.NewReplacer("URL", door.URL+"/slack/events", "MODE", mode).Replace(workspace))}
	c := Config{
		Answer: answering(answer), Now: time.Now, Log: slog.New(slog.DiscardHandler), SigningSecret: secret,
		BotToken: token, APIURL: l.base + "/api/", ResponseHost: strings.TrimPrefix(l.base, "http://"),
	}
	opened := make(opened, 10)
	if mode == socketMode {
		c.SigningSecret, c.AppToken, c.Log = "", appToken, slog.New(slog.NewTextHandler(opened, nil))
	}
	var err error
	if l.app, err = New(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	app = l.app
	t.Cleanup(l.app.Wait)
	if mode == socketMode {
		l.listen(opened)
	}
	if l.ui, _, err = websocket.DefaultDialer.Dial(strings.Replace(l.base, "http", "ws", 1)+"/ui", nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.ui.Close() })
	return l
}

// opened hears from the log that a socket is open.
type opened chan bool

func (o opened) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("a socket is open")) {
		o <- true
	}
	return len(line), nil
}

// listen has the app listen until the test ends, and returns when all its sockets are open.
func (l *local) listen(opened opened) {
	l.t.Helper()
	l.app.sockets.rhythm.stagger = time.Millisecond
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.app.Listen(ctx) }()
	l.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			l.t.Error(err)
		}
	})
	for range openWires {
		select {
		case <-opened:
		case <-time.After(soon):
			l.t.Fatal("no socket was opened")
		}
	}
}

// act lets a person do something, and returns when the app has done all that follows from it.
func (l *local) act(what string, args map[string]any) {
	l.t.Helper()
	encoded, _ := json.Marshal(args)
	res, err := http.Post(l.base+"/_control/"+what, "application/json", bytes.NewReader(encoded))
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(res.Body)
		l.t.Fatalf("%s: %s %s", what, res.Status, body)
	}
	l.app.Wait()
}

// submit fills in the open modal and returns what the workspace shows then: as many frames of each kind as asked for,
// whichever comes first.
func (l *local) submit(value string, wanted map[string]int) map[string][]map[string]any {
	l.t.Helper()
	err := l.ui.WriteJSON(map[string]any{"t": "view_submit", "user": "U0KIM", "values": map[string]any{"value": typedIn(value)}})
	if err != nil {
		l.t.Fatal(err)
	}
	l.ui.SetReadDeadline(time.Now().Add(10 * time.Second))
	seen := map[string][]map[string]any{}
	for !holds(seen, wanted) {
		var shown map[string]any
		if err := l.ui.ReadJSON(&shown); err != nil {
			l.t.Fatalf("waiting for %v, seen %v: %v", wanted, seen, err)
		}
		kind, _ := shown["t"].(string)
		seen[kind] = append(seen[kind], shown)
	}
	return seen
}

func holds(seen map[string][]map[string]any, wanted map[string]int) bool {
	for kind, n := range wanted {
		if len(seen[kind]) < n {
			return false
		}
	}
	return true
}

// messages are what stands in a channel, oldest first.
func (l *local) messages(channel string) []map[string]any {
	l.t.Helper()
	res, err := http.Get(l.base + "/_control/messages/" + channel)
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	var got struct{ Messages []map[string]any }
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		l.t.Fatal(err)
	}
	return got.Messages
}

func (l *local) last(channel string) map[string]any {
	l.t.Helper()
	all := l.messages(channel)
	if len(all) == 0 {
		l.t.Fatalf("nothing stands in %s", channel)
	}
	return all[len(all)-1]
}

func TestLocalSlack(t *testing.T) {
	for _, mode := range []string{postedMode, socketMode} {
		t.Run(mode, func(t *testing.T) {
			var a asked
			newLocal(t, mode, a.kpi).journey(&a)
		})
	}
}

// journey is what a person does in Slack: a command, a form, a mention, a direct message, a look at Home.
func (l *local) journey(a *asked) {
	t := l.t
	t.Helper()

	l.act("command", map[string]any{"user": "U0KIM", "channel": "C0SHARED", "command": "/collab", "text": "status"})
	answer := l.last("C0SHARED")
	if answer["ephemeral_to"] != "U0KIM" || answer["text"] != "On track." {
		t.Fatalf("the command was answered %v", answer)
	}

	l.act("interact", map[string]any{"user": "U0KIM", "channel": "C0SHARED", "messageTs": answer["ts"],
		"action": map[string]any{"type": "button", "action_id": "say-1", "value": "kpi otif"}})
	said := l.submit("about 90", map[string]int{"view_errors": 1})["view_errors"][0]
	if at, _ := said["errors"].(map[string]any); at["value"] != "Use a number, for example 94.2." {
		t.Fatalf("the field says %v", said)
	}
	shown := l.submit("94.2", map[string]int{"view": 1, "message": 2})
	if stack, _ := shown["view"][0]["stack"].([]any); len(stack) != 0 {
		t.Errorf("the form is still open: %v", stack)
	}
	told, _ := shown["message"][0]["message"].(map[string]any)
	posted, _ := shown["message"][1]["message"].(map[string]any)
	if told["ephemeral_to"] != "U0KIM" || told["text"] != "On-time delivery is 94.2 %." {
		t.Errorf("the person was told %v", told)
	}
	if posted["ephemeral_to"] != nil || posted["text"] != "A KPI was reported." || posted["channel"] != "C0SHARED" {
		t.Errorf("the channel was told %v", posted)
	}
	l.prompt()
	l.conversation(a)
	l.mention(a)
}

// mention says something to us in the channel, where the person is not on an own surface.
func (l *local) mention(a *asked) {
	l.t.Helper()
	before := a.count()
	l.act("message", map[string]any{"user": "U0KIM", "channel": "C0SHARED", "text": "<@U0BOT> status"})
	if m := l.last("C0SHARED"); m["text"] != "On track." || m["ephemeral_to"] != "U0KIM" || a.count() != before+1 {
		l.t.Errorf("asked %d times, answered %v", a.count()-before, m)
	}
	if p := a.last(l.t).Place; p.Own || p.Kind != bot.Shared {
		l.t.Errorf("in %+v", p)
	}
}

// prompt sends a prompt to the direct message and edits it.
func (l *local) prompt() {
	l.t.Helper()
	kim := bot.Account{Platform: Platform, Home: acme, User: "U0KIM"}
	ref, err := l.app.Send(l.t.Context(), bot.DirectTo(kim), "ask p1", corpus.EveryBlock())
	if err != nil {
		l.t.Fatal(err)
	}
	channel, _, _ := strings.Cut(ref, "/")
	if m := l.last(channel); !strings.HasPrefix(channel, "D") || len(m["blocks"].([]any)) < 10 {
		l.t.Errorf("the prompt in %s is %v", channel, m)
	}
	if err := l.app.Edit(l.t.Context(), bot.DirectTo(kim), ref, bot.Plainly("Answered.")); err != nil || l.last(channel)["text"] != "Answered." {
		l.t.Errorf("edited: %v %v", l.last(channel), err)
	}
}

// conversation says something in the direct message, where the person is on an own surface.
func (l *local) conversation(a *asked) {
	l.t.Helper()
	channel := l.app.offices.all()[0].direct.with("U0KIM")
	l.act("message", map[string]any{"user": "U0KIM", "channel": channel, "text": "status"})
	if m := l.last(channel); m["text"] != "On track." || m["user"] != "U0BOT" {
		l.t.Errorf("answered %v", m)
	}
	if p := a.last(l.t).Place; !p.Own || p.Kind != bot.Direct {
		l.t.Errorf("in %+v", p)
	}
}
