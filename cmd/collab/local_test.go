package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

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
	*site
	base    string // of local-slack
	mode    string
	screen  *screen
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
	l := &town{site: newSite(t), mode: mode}
	door := httptest.NewServer(http.HandlerFunc(l.posted))
	t.Cleanup(door.Close)
	l.base = trial.Slack(t, strings.NewReplacer("URL", door.URL+slack.EventsPath, "MODE", mode).Replace(townsfolk))
	l.variables = append(l.variables, "COLLAB_SLACK_BOT_TOKEN=xoxb-hunter2", "COLLAB_SLACK_API_URL="+l.base+"/api",
		map[string]string{byPost: "COLLAB_SLACK_SIGNING_SECRET=hunter2", bySocket: "COLLAB_SLACK_APP_TOKEN=xapp-hunter2"}[mode])
	l.screen = watch(t, l.base)
	return l
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

// serves starts the program, and returns when it is ready.
func (l *town) serves() {
	l.Helper()
	l.site.serves()
	if l.mode == bySocket {
		l.log.wait(l.T, `(a socket is open)`)
	}
}
