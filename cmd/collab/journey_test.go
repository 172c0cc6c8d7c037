package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"collab/relationship"
)

// What people do with the whole program, in a Slack of somebody else's making: from the first command to a fortnight that
// is held and closed, and a record that verifies.
func TestJourney(t *testing.T) {
	for _, mode := range []string{byPost, bySocket} {
		t.Run(mode, func(t *testing.T) {
			l := newTown(t, mode)
			l.serves()
			l.begins()
			l.gathers()
			l.agrees()
			l.looks()
			l.logsMessages()
			l.checksIn()
			l.answersUnchanged()
			l.verifies()
		})
	}
}

// begins: whoever has the installer's code is welcomed, and begins a relationship in the channel that both share. A fault
// is said at its field. Everybody in the channel is told who is there now.
func (l *town) begins() {
	l.Helper()
	code := l.out.wait(l.T, `/collab new (\S+)`)
	welcome := l.types(kimHere, sharedHere, "new "+code, "can begin relationships now")
	f := l.opened(l.press(kimHere, welcome, "Set up a relationship"), kimHere, "Begin a relationship")
	f.refused(map[string]string{"partner": "ACME", "why": "Fewer late trucks"}, "partner", "different names")
	before := l.screen.changes()
	l.invited = f.send(map[string]string{"partner": "Borealis", "why": "Fewer late trucks"}, "Give this code to one person at Borealis")
	l.announced(before, "asked me to keep our shared record")
}

var codeToJoin = regexp.MustCompile(`join ([0-9A-Z-]{19})`)

// gathers: the partner's lead joins with the code, and a colleague with one of their own.
func (l *town) gathers() {
	l.Helper()
	l.joins(danaHere, l.invited, "Dana Reyes", "as a relationship manager of Borealis")
	f := l.opened(l.press(kimHere, l.invited, "Add a colleague"), kimHere, "Add a colleague")
	l.joins(samHere, f.send(nil, "Give this code to one colleague"), "Sam Ode", "as a member of Acme")
}

func (l *town) joins(who string, told *posting, name, as string) {
	l.Helper()
	code := codeToJoin.FindStringSubmatch(reads(told.Blocks))
	if code == nil {
		l.Fatalf("there is no code in %s", reads(told.Blocks))
	}
	l.asks(who, sharedHere, "join "+code[1], "Join").send(map[string]string{"person": name}, as)
}

// agrees: one side shares an objective and a KPI; the other hears of it in a direct message, and says yes with a button
// there and in words.
func (l *town) agrees() {
	l.Helper()
	before := l.screen.changes()
	l.asks(kimHere, sharedHere, "objective new", "New objective").send(map[string]string{
		"title": "Trucks leave on time", "good": "The dock is empty by six", "category": "quality", "target": "95 %", "due": l.day(90)}, "Shared as")
	l.asks(kimHere, sharedHere, "kpi new", "New KPI").send(map[string]string{
		"title": "On-time delivery", "formula": "trucks on time / all trucks", "objective": "1", "baseline": "71 %", "target": "95 %", "by": l.day(80)}, "Proposed as KPI 1")
	l.until(l.now().Add(time.Hour))
	asked := l.told(before, danaHere, "Trucks leave on time")
	l.told(l.press(danaHere, asked, "Confirm"), danaHere, "Borealis has confirmed objective 1")
	before = l.screen.changes()
	l.writes(danaHere, asked.Channel, "", "todo")
	waits := l.told(before, danaHere, "On-time delivery")
	shown := l.told(l.press(danaHere, waits, "Show KPI 1"), danaHere, "Agree to version 1") // she is told meanwhile that it waits, too
	l.told(l.press(danaHere, shown, "Agree to version 1"), danaHere, "Borealis agrees to KPI 1")
	l.types(kimHere, sharedHere, "kpi 1 agree 1", "KPI 1")
	l.joint(func(s *relationship.Shared) {
		if len(s.LiveKPIs()) != 1 || s.ObjectiveState(s.Objectives[1]) != relationship.ObjectiveActive {
			l.Errorf("KPIs that count: %d; the objective is %s", len(s.LiveKPIs()), s.ObjectiveState(s.Objectives[1]))
		}
	})
}

// looks: somebody mentions the app in the channel, and looks at its Home.
func (l *town) looks() {
	l.Helper()
	before := l.screen.changes()
	l.writes(danaHere, sharedHere, "", "<@U0BOT> status")
	m := l.told(before, danaHere, "Acme × Borealis")
	if m.To != danaHere {
		l.Errorf("everybody saw the answer: %+v", m)
	}
	before = l.screen.changes()
	l.act("open-home", map[string]any{"user": kimHere})
	var home view
	l.screen.until(l.T, "Kim's Home", func() bool { home = l.screen.homes[kimHere]; return l.screen.homeAt[kimHere] > before })
	for _, want := range []string{"Acme × Borealis", "Setting up"} {
		if !strings.Contains(reads(home.Blocks), want) {
			l.Errorf("Home does not say %s: %s", want, reads(home.Blocks))
		}
	}
}

// logsMessages: what was written in the channel becomes evidence in three ways, each without typing it again.
func (l *town) logsMessages() {
	l.Helper()
	ts := l.writes(samHere, sharedHere, "", "48 of 50 trucks left on time")
	began, before := l.gestures, l.screen.changes()
	l.writes(danaHere, sharedHere, ts, "<@U0BOT> evidence")
	m := l.told(before, danaHere, "I need a few things for that")
	l.logs(l.press(danaHere, m, "Log as evidence"), danaHere, "48 of 50 trucks", 1)
	l.counted("Log a message as evidence, by a mention in its thread", l.gestures-began)

	ts = l.writes(danaHere, sharedHere, "", "The dock was empty at five")
	began, before = l.gestures, l.screen.changes()
	l.act("reaction", map[string]any{"user": kimHere, "channel": sharedHere, "ts": ts, "name": "pushpin"})
	m = l.told(before, kimHere, "Log this as evidence?")
	l.logs(l.press(kimHere, m, "Log as evidence"), kimHere, "empty at five", 2)
	l.counted("Log a message as evidence, by a reaction", l.gestures-began)

	if l.mode == byPost {
		l.usesShortcuts()
	}
}

// usesShortcuts uses those on a message and anywhere, which local-slack does not have: what Slack would post is posted.
func (l *town) usesShortcuts() {
	l.Helper()
	ts := l.writes(samHere, sharedHere, "", "All 50 trucks left on time")
	l.types(samHere, sharedHere, "status", "Acme × Borealis") // for its trigger
	began := l.gestures
	l.logs(l.calls(samHere, "evidence", ts, "All 50 trucks left on time"), samHere, "All 50 trucks", 3)
	l.counted("Log a message as evidence, with the shortcut", l.gestures-began)
	l.told(l.calls(samHere, "todo", "", ""), samHere, "Nothing waits for you")
}

// calls uses a shortcut: two clicks, one for the menu and one in it.
func (l *town) calls(who, name, ts, text string) (before int) {
	l.Helper()
	said := map[string]any{"type": "shortcut", "callback_id": name, "trigger_id": *l.trigger.Load(), "team": map[string]any{"id": "T0ACME"},
		"user": map[string]any{"id": who, "team_id": "T0ACME"}}
	if ts != "" {
		said["type"], said["channel"], said["message_ts"] = "message_action", map[string]any{"id": sharedHere}, ts
		said["message"] = map[string]any{"type": "message", "user": samHere, "ts": ts, "text": text}
	}
	encoded, err := json.Marshal(said)
	if err != nil {
		l.Fatal(err)
	}
	before = l.screen.changes()
	l.posts(l.at(), url.Values{"payload": {string(encoded)}}.Encode())
	l.gestures += 2
	return before
}

// logs sends the form that quotes a message.
func (l *town) logs(after int, who, quoted string, number int) {
	l.Helper()
	f := l.opened(after, who, "Log as evidence")
	if said := string(f.view.Blocks); !strings.Contains(said, quoted) {
		l.Errorf("the form does not quote the message: %s", said)
	}
	f.send(nil, fmt.Sprintf("Logged as evidence %d", number))
}

// checksIn: a check-in opens, is shown in the channel and asked for in direct messages. Both sides answer; who is silent
// is reminded; the one message in the channel follows, names nobody who is silent, and at the end holds the record's head.
func (l *town) checksIn() {
	l.Helper()
	before := l.screen.changes()
	l.until(l.checkIn().Add(time.Minute))
	card := l.announced(before, "Check-in 1")
	l.answers(kimHere, before, map[string]string{"confidence": "on track", "part": "We changed the order twice."})
	l.answers(danaHere, before, map[string]string{"confidence": "at risk", "need": "A forecast by Friday."})
	silent := l.told(before, samHere, "Check-in 1 with Borealis is open")
	before = l.screen.changes()
	var closes time.Time
	l.joint(func(s *relationship.Shared) { closes = s.Latest().To })
	l.until(closes.Add(-time.Hour))
	l.told(before, samHere, "still waits for you")
	for _, want := range []string{"1 of 2 answered", "1 of 1 answered", "A forecast by Friday."} {
		if now := l.announced(card.at, want); now.TS != card.TS || now.versions < 2 {
			l.Errorf("the card was said again: %s", now)
		}
	}
	l.until(closes.Add(time.Hour))
	closed := l.announced(before, "Closed")
	l.told(before, kimHere, "Not answered: Sam Ode")
	if closed.TS != card.TS || closed.holds("Sam") || buttonIn(closed.Blocks, "Answer") != "" {
		l.Errorf("the card reads %s", closed)
	}
	if m := l.screen.find(before, func(m *posting) bool { return m.Channel != silent.Channel && m.holds("still waits") }); m != nil {
		l.Errorf("who had answered was reminded: %s", m)
	}
	l.head = postedHead.FindStringSubmatch(reads(closed.Blocks))[1]
}

var postedHead = regexp.MustCompile(`Record head (\S+)\. `)

// answers the prompt that came after a change.
func (l *town) answers(who string, after int, values map[string]string) {
	l.Helper()
	prompt := l.told(after, who, " is open")
	l.opened(l.press(who, prompt, "Answer"), who, "Check-in").send(values, "have answered")
}

// answersUnchanged: what did not change since the last time is answered as it stands.
func (l *town) answersUnchanged() {
	l.Helper()
	before := l.screen.changes()
	l.until(l.checkIn().Add(time.Minute))
	l.announced(before, "Check-in 2")
	began := l.gestures
	l.answers(kimHere, before, nil)
	l.counted("Answer an unchanged check-in", l.gestures-began)
}

// verifies: what was posted when the check-in closed is still in the record.
func (l *town) verifies() {
	l.Helper()
	l.stop()
	if out := l.does("verify", l.desk.store("collab.db"), "--head", l.head); !strings.Contains(out, "is whole") {
		l.Error(out)
	}
	if strings.Contains(l.log.String(), "forecast") || strings.Contains(l.log.String(), "hunter2") {
		l.Error("what people wrote, or a secret, was logged")
	}
}
