package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"collab/relationship"
)

// counted compares how many interactions something took with what docs/steps.md says of it.
func (l *town) counted(what string, n int) {
	l.Helper()
	said, most := stepsOf(l.T, what)
	if n != said || n > most {
		l.Errorf("%s took %d interactions; docs/steps.md says %d, and at most %d", what, n, said, most)
	}
}

// stepsOf reads a row of docs/steps.md: what it takes, and what it may take.
func stepsOf(t *testing.T, what string) (taken, most int) {
	t.Helper()
	text, err := os.ReadFile("../../docs/steps.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(what) + ` \| (\d+) \| (\d+) \|`).FindSubmatch(text)
	if row == nil {
		t.Fatalf("docs/steps.md does not say how many interactions it takes to %s", what)
	}
	taken, _ = strconv.Atoi(string(row[1]))
	most, _ = strconv.Atoi(string(row[2]))
	return taken, most
}

// mostToFirstAnswer is how long people may take from nothing to the first answer on record. A script is much faster; it
// shows that nothing on the way waits for anything.
const mostToFirstAnswer = 5 * time.Minute

// TestFromInstallToFirstAnswer is what an operator and two people do from nothing until the first check-in was answered,
// in a Slack of somebody else's making, down a socket. Only the days until the check-in are skipped.
func TestFromInstallToFirstAnswer(t *testing.T) {
	l := newTown(t, bySocket)
	began := time.Now()
	if out := l.does("manifest", "slack"); !json.Valid([]byte(out)) {
		t.Fatal(out)
	}
	if out := l.does("doctor", "--listen=127.0.0.1:0", l.desk.store("collab.db")); !strings.Contains(out, "the app token opens a socket") {
		t.Error(out)
	}
	l.serves()
	l.ready()
	l.begins()
	l.joins(danaHere, l.invited, "Dana Reyes", "as a relationship manager of Borealis")
	l.tries()
	l.counted("Set up a relationship, try a check-in", l.gestures)
	before := l.screen.changes()
	l.until(l.checkIn().Add(time.Minute))
	l.answers(kimHere, before, map[string]string{"confidence": "on track"})
	l.joint(func(s *relationship.Shared) {
		if n := s.Latest().Counts["acme"].Answered; n != 1 {
			t.Errorf("%d answers are on record", n)
		}
	})
	took := time.Since(began)
	if took > mostToFirstAnswer {
		t.Errorf("it took %s", took)
	}
	t.Logf("%d interactions, %s", l.gestures, took.Round(time.Millisecond))
}

// ready waits until the server says that it is.
func (l *town) ready() {
	l.Helper()
	for r := (readiness{}); !r.Ready; {
		_, body := get(l.T, l.at()+"/readyz")
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			l.Fatal(err)
		}
	}
}

// tries: a check-in is tried before there is one. What the others would see is shown, to whoever tries and nobody else.
func (l *town) tries() {
	l.Helper()
	f := l.opened(l.press(kimHere, l.invited, "Send me a test check-in"), kimHere, "Test check-in")
	f.send(map[string]string{"confidence": "on track", "part": "We changed the order twice."}, "Preview, not sent")
	l.joint(func(s *relationship.Shared) {
		if s.Latest() != nil {
			l.Error("a test was recorded")
		}
	})
}
