package slack

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"collab/bot"
)

const (
	secret = "8f742231b10e8888abcd99yyyzzz85a5"
	token  = "xoxb-a-token"
	ourBot = "U0BOT"
	acme   = "T0ACME"
	boreal = "T0BOREAL"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// fake is a small Slack: one workspace, a channel shared with another, and the Web API we use, with its errors. The
// rest of this file's functions are people in it.
type fake struct {
	t       *testing.T
	web     *httptest.Server // Slack
	door    *httptest.Server // the app's URL
	app     *App
	mu      sync.Mutex
	said    []said
	opened  []map[string]any    // views, in order
	trigger map[string]bool     // still good
	refuse  map[string][]string // method → errors of the next calls; "429 n" waits n seconds, "missing_scope s" needs s
	calls   []string
	info    map[string]map[string]any // channels we may ask about, as conversations.info says
	next    int
	methods map[string]func(args map[string]any) map[string]any // that a test answers itself
	files   map[string]http.HandlerFunc                         // by path
	workspaces
	sockets chan *socket // that the app opened
	deaf    atomic.Bool  // new sockets are not read, and no ping is answered
}

// said is one message: To is the only person who sees it, if it is for one; By is the workspace whose bot said it.
type said struct {
	By, How, Channel, To, Text, TS, Thread string
	Blocks                                 []any
	Metadata                               any
	Raw                                    map[string]any
}

func newFake(t *testing.T, answer func(bot.Request) bot.Reply) *fake {
	f := emptyFake(t)
	f.serve()
	app, err := New(t.Context(), f.config(answer))
	if err != nil {
		t.Fatal(err)
	}
	f.app = app
	f.door = httptest.NewServer(app)
	t.Cleanup(f.door.Close)
	t.Cleanup(app.Wait)
	return f
}

// serve opens Slack's side.
func (f *fake) serve() {
	f.web = httptest.NewServer(f)
	f.t.Cleanup(f.web.Close)
}

func emptyFake(t *testing.T) *fake {
	f := &fake{t: t, trigger: map[string]bool{}, refuse: map[string][]string{}, workspaces: oneWorkspace(), sockets: make(chan *socket, 100)}
	f.tokens[appToken] = tenant{}
	return f
}

func (f *fake) config(answer func(bot.Request) bot.Reply) Config {
	return Config{
		Answer: answering(answer), Now: func() time.Time { return noon },
		Log: slog.New(slog.DiscardHandler), SigningSecret: secret, BotToken: token,
		APIURL: f.web.URL + "/api/", ResponseHost: strings.TrimPrefix(f.web.URL, "http://"),
	}
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/link" {
		f.connect(w, r)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if strings.HasPrefix(r.URL.Path, "/hooks/") {
		f.hook(w, r)
		return
	}
	if file := f.files[r.URL.Path]; file != nil {
		file(w, r)
		return
	}
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	f.calls = append(f.calls, method)
	args := arguments(r)
	f.speaks(r, args)
	answer := refused(f.speaker.dead)
	if f.speaker.dead == "" || method == "oauth.v2.access" {
		answer = f.answer(method, args, w)
	}
	if answer == nil {
		return
	}
	json.NewEncoder(w).Encode(answer)
}

// arguments reads JSON or a form, as Slack's methods do.
func arguments(r *http.Request) map[string]any {
	args := map[string]any{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		json.NewDecoder(r.Body).Decode(&args)
		return args
	}
	r.ParseForm()
	for name := range r.Form {
		args[name] = r.Form.Get(name)
	}
	return args
}

func refused(why string) map[string]any { return map[string]any{"ok": false, "error": why} }

func (f *fake) answer(method string, args map[string]any, w http.ResponseWriter) map[string]any {
	if planned := f.refuse[method]; len(planned) > 0 {
		f.refuse[method] = planned[1:]
		if planned[0] != "" { // "" is a call that succeeds before one that does not
			return fail(planned[0], w)
		}
	}
	if answer := f.methods[method]; answer != nil {
		return answer(args)
	}
	channel, _ := args["channel"].(string)
	switch method {
	case "auth.test":
		return map[string]any{"ok": true, "team_id": f.speaker.team, "user_id": f.speaker.bot}
	case "conversations.open":
		user, _ := args["users"].(string)
		return map[string]any{"ok": true, "channel": map[string]any{"id": direct(user)}}
	case "views.open":
		return f.open(args)
	case "views.update":
		return f.redraw(args)
	case "apps.connections.open":
		return map[string]any{"ok": true, "url": strings.Replace(f.web.URL, "http", "ws", 1) + "/link?ticket=" + ticket}
	case "chat.postMessage", "chat.postEphemeral", "chat.update":
		return f.post(method, channel, args)
	case "conversations.history", "conversations.replies":
		return f.history(channel)
	case "conversations.info":
		if c := f.info[channel]; c != nil {
			return map[string]any{"ok": true, "channel": c}
		}
		return refused("channel_not_found")
	}
	return f.install(method, args)
}

func fail(planned string, w http.ResponseWriter) map[string]any {
	if wait, limited := strings.CutPrefix(planned, "429 "); limited {
		w.Header().Set("Retry-After", wait)
		w.WriteHeader(http.StatusTooManyRequests)
		return nil
	}
	if planned == "500" {
		w.WriteHeader(http.StatusInternalServerError)
		return nil
	}
	if needed, ok := strings.CutPrefix(planned, "missing_scope "); ok {
		return map[string]any{"ok": false, "error": "missing_scope", "needed": needed, "provided": "commands,chat:write,im:history"}
	}
	return refused(planned)
}

func direct(user string) string { return "D" + strings.TrimPrefix(user, "U") }

func (f *fake) open(args map[string]any) map[string]any {
	id, _ := args["trigger_id"].(string)
	good, known := f.trigger[id]
	switch {
	case !known:
		return refused("invalid_trigger_id")
	case !good:
		return refused("exchanged_trigger_id")
	}
	f.trigger[id] = false
	view := args["view"].(map[string]any)
	checkView(f.t, view)
	f.next++
	view["id"] = fmt.Sprintf("V%d", f.next)
	f.opened = append(f.opened, view)
	return map[string]any{"ok": true, "view": map[string]any{"id": view["id"], "blocks": []any{}}}
}

// redraw puts another view in the place of one that is open.
func (f *fake) redraw(args map[string]any) map[string]any {
	id, view := args["view_id"], args["view"].(map[string]any)
	if !slices.ContainsFunc(f.opened, func(v map[string]any) bool { return v["id"] == id }) {
		return refused("not_found")
	}
	checkView(f.t, view)
	view["id"] = id
	f.opened = append(f.opened, view)
	return map[string]any{"ok": true, "view": map[string]any{"id": id, "blocks": []any{}}}
}

// post takes a message as Slack does: only where the bot is, and only what is within the limits.
func (f *fake) post(method, channel string, args map[string]any) map[string]any {
	known := []string{"C0SHARED", "C0OTHER", direct("U0KIM"), direct("U0DANA"), direct("U0EVA"), direct("U0IDA")}
	if method == "chat.postMessage" && strings.HasPrefix(channel, "U") {
		channel = direct(channel) // nothing but posting takes a person for a conversation
	}
	switch {
	case channel == "C0OLD":
		return refused("is_archived")
	case !slices.Contains(known, channel):
		return refused("channel_not_found")
	}
	m := f.keep(method, args)
	m.Channel = channel
	if method == "chat.update" {
		m.TS, _ = args["ts"].(string)
	}
	f.said = append(f.said, m)
	return map[string]any{"ok": true, "channel": channel, "ts": m.TS, "message_ts": m.TS}
}

func (f *fake) keep(how string, args map[string]any) said {
	f.next++
	m := said{By: f.speaker.team, How: how, TS: fmt.Sprintf("1772452800.%06d", f.next), Metadata: args["metadata"], Raw: args}
	m.Text, _ = args["text"].(string)
	m.To, _ = args["user"].(string)
	m.Thread, _ = args["thread_ts"].(string)
	m.Blocks, _ = args["blocks"].([]any)
	if args["delete_original"] != true {
		checkMessage(f.t, m.Text, m.Blocks)
	}
	return m
}

func (f *fake) history(channel string) map[string]any {
	messages := []any{}
	for _, m := range f.said {
		if m.Channel == channel && m.To == "" {
			messages = append(messages, map[string]any{
				"type": "message", "user": ourBot, "ts": m.TS, "text": m.Text, "metadata": m.Metadata,
			})
		}
	}
	return map[string]any{"ok": true, "messages": messages}
}

// last is the newest message anybody can see.
func (f *fake) last() said {
	f.t.Helper()
	f.app.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.said) == 0 {
		f.t.Fatal("nothing was said")
	}
	return f.said[len(f.said)-1]
}
