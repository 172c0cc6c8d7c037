package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// localSlack is a workspace of local-slack (https://github.com/parvalabs/local-slack), as one sees it in a browser.
type localSlack struct {
	*testing.T
	base  string
	ui    *websocket.Conn
	steps int // what people did: typed, pressed, sent
}

const acmeWorkspace = `{"workspace":{"teamId":"T0ACME"},
"apps":[{"botToken":"xoxb-hunter2","appToken":"xapp-hunter2","botUserId":"U0BOT","mode":"socket"}],
"users":[{"id":"U0KIM","name":"kim"},{"id":"U0DANA","name":"dana"}],
"channels":[{"id":"C0SHARED","name":"acme-borealis","members":["U0KIM","U0DANA","U0BOT"]}]}`

var apiBase = regexp.MustCompile(`Web API base:\s+(http://\S+)/api/`)

// enter starts local-slack from the folder COLLAB_LOCAL_SLACK: that of its npm package.
func enter(t *testing.T) *localSlack {
	binary := filepath.Join(os.Getenv("COLLAB_LOCAL_SLACK"), "bin/local-slack")
	if _, err := os.Stat(binary); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("COLLAB_LOCAL_SLACK must name the folder of the npm package local-slack-linux-x64: %v", err)
		}
		t.Skip("COLLAB_LOCAL_SLACK does not name the folder of the npm package local-slack-linux-x64")
	}
	config := filepath.Join(t.TempDir(), "workspace.json")
	if err := os.WriteFile(config, []byte(acmeWorkspace), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), binary, "--config", config, "--port", "0", "--base-host", "127.0.0.1", "--files-dir", t.TempDir())
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill(); command.Wait() })
	o := &localSlack{T: t}
	for lines := bufio.NewScanner(out); o.base == "" && lines.Scan(); {
		if found := apiBase.FindStringSubmatch(lines.Text()); found != nil {
			o.base = found[1]
		}
	}
	go io.Copy(io.Discard, out)
	if o.ui, _, err = websocket.DefaultDialer.Dial(strings.Replace(o.base, "http", "ws", 1)+"/ui", nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.ui.Close() })
	return o
}

// frame is something that the workspace shows.
type frame struct {
	T       string
	Message struct {
		Text, Channel string
		To            string `json:"ephemeral_to"`
		Blocks        json.RawMessage
	}
	User   string
	Stack  []json.RawMessage
	Errors map[string]string
}

// shows waits for something that is shown.
func (o *localSlack) shows(what string, fits func(frame) bool) frame {
	o.Helper()
	o.ui.SetReadDeadline(time.Now().Add(8 * time.Second))
	var last frame
	for {
		var f frame
		if err := o.ui.ReadJSON(&f); err != nil {
			o.Fatalf("waiting for %s: %v; the last message was %s", what, err, last.Message.Text)
		}
		if f.T == "message" {
			last = f
		}
		if f.T == "view_errors" {
			o.Fatalf("waiting for %s: the form says %v", what, f.Errors)
		}
		if fits(f) {
			return f
		}
	}
}

// says is true of a message with these words, in its text or its blocks.
func (f frame) says(words string) bool {
	return f.T == "message" && (strings.Contains(f.Message.Text, words) || strings.Contains(string(f.Message.Blocks), words))
}

// asks is true when a form of this title is open.
func (f frame) asks(title string) bool {
	return f.T == "view" && len(f.Stack) > 0 && strings.Contains(string(f.Stack[len(f.Stack)-1]), title)
}

func (o *localSlack) reads(words string) frame {
	o.Helper()
	return o.shows(words, func(f frame) bool { return f.says(words) })
}

func (o *localSlack) form(title string) {
	o.Helper()
	o.shows("the form "+title, func(f frame) bool { return f.asks(title) })
}

func (o *localSlack) does(what string, args map[string]any) {
	o.Helper()
	o.steps++
	encoded, _ := json.Marshal(args)
	res, err := http.Post(o.base+"/_control/"+what, "application/json", bytes.NewReader(encoded))
	if err != nil {
		o.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(res.Body)
		o.Fatalf("%s: %s %s", what, res.Status, body)
	}
}

func (o *localSlack) types(user, text string) {
	o.Helper()
	o.does("command", map[string]any{"user": user, "channel": "C0SHARED", "command": "/collab", "text": text})
}

// sends fills in the form that is open.
func (o *localSlack) sends(user string, filled map[string]any) {
	o.Helper()
	o.steps++
	values := map[string]any{}
	for name, value := range filled {
		values[name] = map[string]any{"value": value}
	}
	if err := o.ui.WriteJSON(map[string]any{"t": "view_submit", "user": user, "values": values}); err != nil {
		o.Fatal(err)
	}
}

func words(text string) any {
	return map[string]any{"type": "plain_text_input", "value": text}
}

func choice(value string) any {
	return map[string]any{"type": "radio_buttons", "selected_option": map[string]any{"value": value}}
}

func day(date string) any { return map[string]any{"type": "datepicker", "selected_date": date} }

// TestFromInstallToTestCheckIn is what an operator and two people do from nothing until the relationship stands and its
// check-in was tried, in a Slack of somebody else's making, down a socket.
func TestFromInstallToTestCheckIn(t *testing.T) {
	began := time.Now()
	today := began.UTC().Format(time.DateOnly)
	o, d := enter(t), sit(t)
	if out := d.does("manifest", "slack"); !json.Valid([]byte(out)) {
		t.Fatal(out)
	}
	d.variables = append(d.variables, "COLLAB_SLACK_BOT_TOKEN=xoxb-hunter2", "COLLAB_SLACK_APP_TOKEN=xapp-hunter2", "COLLAB_SLACK_API_URL="+o.base+"/api")
	if out := d.does("doctor", "--listen=127.0.0.1:0", d.store("collab.db")); !strings.Contains(out, "the app token opens a socket") {
		t.Error(out)
	}
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	at := d.address()
	for r := (readiness{}); !r.Ready; {
		_, body := get(t, at+"/readyz")
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			t.Fatal(err)
		}
	}
	o.types("U0KIM", "new "+d.out.wait(t, `/collab new (\S+)`))
	if f := o.reads("I'm Collab"); f.Message.To != "U0KIM" {
		t.Errorf("others are told too: %+v", f)
	}
	o.types("U0KIM", "new")
	o.form("Begin a relationship")
	o.sends("U0KIM", map[string]any{"partner": words("Borealis"), "why": words("Fewer late trucks."), "channel": choice("here"), "first": day(today)})
	invited := o.reads("They type")
	o.reads("asked me to keep our shared record")
	o.types("U0DANA", regexp.MustCompile(`join [0-9A-Z-]+`).FindString(string(invited.Message.Blocks)))
	o.form("Join")
	o.sends("U0DANA", map[string]any{"person": words("Dana Reyes"), "zone": words("America/New_York")})
	o.reads("You have joined")
	o.types("U0KIM", "try")
	o.form("Test check-in")
	o.sends("U0KIM", map[string]any{"confidence": choice("on track"), "part": words("We changed the order twice.")})
	o.reads("Preview, not sent")
	t.Logf("%d steps, %s", o.steps, time.Since(began).Round(time.Millisecond))
}
