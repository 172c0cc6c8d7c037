package slack

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"collab/bot"
)

// reacts is somebody of whom Slack does not tell the workspace, through an installation.
func (f *fake) reacts(through string, n int) int {
	f.t.Helper()
	status, _ := f.event(fmt.Sprintf(`{"type":"event_callback","event_id":"Ev%s%d","authorizations":[{"team_id":%[1]q}],
		"event":{"type":"reaction_added","user":"U%[2]d","reaction":"pushpin","item":{"type":"message","channel":"C0SHARED","ts":"1772452800.000009"}}}`, through, n))
	return status
}

// A workspace that floods us while Slack cannot be asked fills its own part of the inbox; the others have theirs.
func TestTheInboxHasRoomForEveryWorkspace(t *testing.T) {
	var a asked
	f, b := boxed(t, a.kpi)
	f.app.enter(Installation{Team: "T0EVIL", User: "U0BOT2", Token: token, Installer: "U0MAL"})
	f.methods["users.info"] = func(map[string]any) map[string]any { return refused("internal_error") }
	resume := f.app.inbox.Answer
	f.app.inbox.Answer = func(context.Context, bot.Arrival) error { return bot.ErrUnasked }
	for i := range bot.MostKept {
		if err := f.app.inbox.Keep("T0EVIL", fmt.Sprint(i), eventsKind, []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	f.app.Wait()
	f.app.inbox.Answer = resume
	for i := range 20 {
		if status := f.reacts("T0EVIL", i); status != http.StatusOK {
			t.Errorf("acknowledged with %d", status)
		}
	}
	if f.app.Wait(); b.Came() != bot.MostKept {
		t.Errorf("%d more were kept", b.Came()-bot.MostKept)
	}
	f.unnamed("U0DANA", "status")
	if f.app.Wait(); b.Left() != bot.MostKept+1 {
		t.Error("there is no room for another workspace")
	}
	f.methods["users.info"] = people
	b.ring()
	if f.app.Wait(); a.count() != 1 || b.Left() != 0 {
		t.Errorf("answered %d, %d left", a.count(), b.Left())
	}
}

// Slack is asked once about somebody of whom nothing can be told, however often they press.
func TestWhoCannotBeToldIsAskedAboutOnce(t *testing.T) {
	var a asked
	f, b := boxed(t, a.kpi)
	for range 5 {
		f.unnamed("U0EVE", "status")
		f.app.Wait()
	}
	n := 0
	for _, call := range f.calls {
		if call == "users.info" {
			n++
		}
	}
	if n != 1 || a.count() != 0 || b.Left() != 0 {
		t.Errorf("asked Slack %d times, answered %d, %d left", n, a.count(), b.Left())
	}
}

// What breaks the answering of one request ends neither the process nor, from the inbox, every start after; and what
// people wrote does not get into the log with it.
func TestAFaultEndsNothing(t *testing.T) {
	var log bytes.Buffer
	f, b := boxed(t, nil)
	f.app.Log = slog.New(slog.NewTextHandler(&log, nil))
	f.app.inbox.Log = f.app.Log
	f.app.Channels.Bound = func(p bot.Place) bool { panic("words of hers in " + p.String()) }
	f.unnamed("U0DANA", "status")
	f.app.Wait()
	if status, _ := f.press(boreal, "U0DANA", "C0SHARED", "status"); status != http.StatusOK || b.Left() != 0 {
		t.Errorf("%d, %d left", status, b.Left())
	}
	if n := strings.Count(log.String(), "a fault at"); n != 2 || strings.Contains(log.String(), "words of hers") {
		t.Errorf("%d faults in the log:\n%s", n, log.String())
	}
}
