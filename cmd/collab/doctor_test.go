package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"collab/store"
)

func TestDoctorOfNothingYet(t *testing.T) {
	d := sit(t)
	out := d.does("doctor", "--listen=127.0.0.1:0", d.store("collab.db"))
	for _, want := range []string{"warning  no platform is configured", "COLLAB_SECRET_KEY is not set", "time zones are part", "on a local disk", "is not there yet", "no backups are made by themselves"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing is said of %q:\n%s", want, out)
		}
	}
	if files, _ := os.ReadDir(d.dir); len(files) > 0 {
		t.Errorf("it left %v", files)
	}
}

// Every fault is found in one go, each with what to do.
func TestDoctorFindsFaults(t *testing.T) {
	d := sit(t)
	d.withSlack(`{"ok": false, "error": "invalid_auth"}`)
	taken := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(taken.Close)
	out, err := d.run("doctor", "--listen="+taken.Listener.Addr().String(), "--base-url="+taken.URL, d.store("nowhere/collab.db"))
	if err == nil || !strings.Contains(err.Error(), "3 things have to be mended") {
		t.Error(err)
	}
	for _, want := range []string{"fault    the bot token: Slack refuses it: invalid_auth", "fault    nothing can be written to " + d.path("nowhere"),
		"cannot be taken", "Choose another address with --listen", "warning  " + taken.URL + " reaches nothing that is alive"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing is said of %q:\n%s", want, out)
		}
	}
	out, err = d.run("doctor", "--listen=nowhere", "--store=bolt:"+d.file("no.db", strings.Repeat("no store ", 2000)))
	if err == nil || !strings.Contains(out, "fault    COLLAB_LISTEN is not an address") || !strings.Contains(out, "fault    the store: ") {
		t.Error(out, err)
	}
	if strings.Contains(out, "hunter2") {
		t.Error("a secret was said")
	}
}

// ready waits until the scheduler has looked at the clock for the first time.
func (d *desk) ready(at string) {
	d.Helper()
	for r := (readiness{}); !r.Ready; {
		_, body := get(d.T, at+"/readyz")
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			d.Fatal(err)
		}
	}
}

func TestDoctorOfWhatIsServed(t *testing.T) {
	d := sit(t)
	d.withSlack(ourTeam)
	d.record("collab.db", store.Live, 2)
	if out := d.does("doctor", "--listen=127.0.0.1:0", d.store("collab.db")); !strings.Contains(out, "collab.db is whole") {
		t.Error(out)
	}
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	at := d.address()
	d.answers("collab.db")
	d.ready(at)
	out := d.does("doctor", "--listen="+strings.TrimPrefix(at, "http://"), "--base-url="+at, d.store("collab.db"))
	for _, want := range []string{"the server is ready: Slack workspaces: 1", "is served by process", "relationships in it: 1", at + " reaches a server that is alive", "the bot token is that of U0BOT"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing is said of %q:\n%s", want, out)
		}
	}
}

func TestDoctorAsksTheServerThatRuns(t *testing.T) {
	sick := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusServiceUnavailable, readiness{Slack: "T0ACME token_revoked", Tick: 2})
	}))
	t.Cleanup(sick.Close)
	for listen, want := range map[string]string{
		strings.TrimPrefix(sick.URL, "http://"):          "fault: the server is not ready: Slack T0ACME token_revoked",
		strings.TrimPrefix(sick.URL, "http://127.0.0.1"): "fault: the server is not ready",
		"127.0.0.1:1": "warning: the server that has the store does not answer on 127.0.0.1:1",
	} {
		e := examination{served: true}
		e.Listen = listen
		e.address(t.Context())
		if len(e.Findings) != 1 || !strings.HasPrefix(string(e.Findings[0].Grade)+": "+e.Findings[0].Text, want) {
			t.Errorf("%s: %v", listen, e.Findings)
		}
	}
}
