package slack

import (
	"bytes"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

func TestPrivacyOfSomebodyWhomSlackMustBeAskedAbout(t *testing.T) {
	var a asked
	f, b := boxed(t, a.kpi)
	for user, home := range map[string]string{"U0KIM": acme, "U0DANA": boreal} {
		if status, body := f.unnamed(user, "status"); status != 200 || body != "" {
			t.Fatal(status, body)
		}
		f.app.Wait()
		if by := a.last(t).By; by != (bot.Account{Platform: Platform, Home: home, User: user}) {
			t.Errorf("by %v", by)
		}
		if !strings.HasPrefix(a.last(t).Key, "slack/"+home+"/"+user+"/pressed/") {
			t.Errorf("under %q", a.last(t).Key)
		}
	}
	if b.Left() != 0 || b.Came() != 2 {
		t.Errorf("%d of %d requests are left", b.Left(), b.Came())
	}
	f.unnamed("U0DANA", "status")
	if f.app.Wait(); b.Came() != 2 || a.count() != 3 {
		t.Errorf("asked about again: %d kept, %d answered", b.Came(), a.count())
	}
	f.app.Now = func() time.Time { return noon.Add(2*teamsKept + time.Second) }
	if home := f.app.recall(gesture{office: f.app.offices.all()[0], by: bot.Account{User: "U0DANA"}}); home != "" {
		t.Error("a workspace is believed for ever")
	}
}

func TestPrivacyOfSomebodyWhoseWorkspaceCannotBeTold(t *testing.T) {
	var a asked
	f, b := boxed(t, a.kpi)
	f.unnamed("U0EVE", "status")
	m := f.last()
	if a.count() != 0 || b.Left() != 0 || m.How != "response_url" || !strings.HasPrefix(m.Text, "I can't tell which organisation") {
		t.Errorf("asked %d times, %d left, told %+v", a.count(), b.Left(), m)
	}
	if !strings.Contains(fmt.Sprint(m.Blocks), "value:ask") {
		t.Errorf("there is no way to ask: %v", m.Blocks)
	}
	f.refuse["users.info"] = []string{"user_not_found"}
	f.unnamed("U0KIM", "status")
	if f.last(); a.count() != 0 || b.Left() != 0 {
		t.Errorf("asked %d times, %d left", a.count(), b.Left())
	}
}

func TestWorkspaceOfAPerson(t *testing.T) {
	one, wide := Installation{Team: acme}, Installation{Enterprise: "E0ACME", Teams: []string{acme, "T0ACME2"}}
	person := func(team string, stranger bool, teams ...string) slackgo.User {
		return slackgo.User{TeamID: team, IsStranger: stranger, Enterprise: slackgo.EnterpriseUser{Teams: teams}}
	}
	for _, tt := range []struct {
		name string
		u    slackgo.User
		in   Installation
		want string
	}{
		{"ours", person(acme, false), one, acme},
		{"a partner's", person(boreal, false), one, boreal},
		{"a partner's, unknown in our channels", person(boreal, true), one, boreal},
		{"of an organisation, of our workspace too", person("T0ELSE", false, "T0ELSE", acme), one, acme},
		{"of an organisation that names no workspace of ours", person("E0FAR", false, "T0FAR", "T0FAR2"), one, ""},
		{"of an organisation of one workspace", person("E0FAR", false, "T0FAR"), one, "T0FAR"},
		{"a stranger who claims our workspace", person("E0FAR", true, acme, "T0FAR"), one, ""},
		{"of one of our organisation's workspaces", person("E0ACME", false, "T0ACME2", "T0HR"), wide, "T0ACME2"},
		{"of several of them", person("E0ACME", false, acme, "T0ACME2"), wide, ""},
		{"nothing said", person("", false), one, ""},
	} {
		if got := homeOf(tt.u, tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestInboxTriesAgainLater(t *testing.T) {
	var log bytes.Buffer
	var a asked
	f, b := boxed(t, a.kpi)
	f.app.Log = slog.New(slog.NewTextHandler(&log, nil))
	f.app.inbox.Log = f.app.Log
	f.refuse["users.info"] = []string{"500", "internal_error", "429 0", "500"}
	f.unnamed("U0DANA", "kpi otif, a word of mine")
	for range 4 {
		f.app.Wait()
		if a.count() != 0 || b.Left() != 1 {
			t.Fatalf("asked %d times, %d left", a.count(), b.Left())
		}
		b.ring()
	}
	f.app.Wait()
	if a.count() != 1 || b.Left() != 0 || fmt.Sprint(b.waits) != "[2s 4s 8s 16s]" {
		t.Errorf("asked %d times, %d left, waits %v", a.count(), b.Left(), b.waits)
	}
	f.refuse["users.info"] = []string{"500"}
	f.unnamed("U0KIM", "status")
	f.app.Wait()
	f.app.Now = func() time.Time { return noon.Add(25 * time.Hour) }
	f.refuse["users.info"] = []string{"500"}
	b.ring()
	if f.app.Wait(); a.count() != 1 || b.Left() != 0 {
		t.Errorf("a request of yesterday: asked %d times, %d left", a.count(), b.Left())
	}
	if strings.Contains(log.String(), "a word of mine") || !strings.Contains(log.String(), "ignored a request of the inbox") {
		t.Errorf("the log:\n%s", log.String())
	}
}

func TestInboxHoldsNobodyUp(t *testing.T) {
	var a asked
	f, b := boxed(t, a.kpi)
	f.unlimited()
	const lost = 250 // more than are looked at together
	f.refuse["users.info"] = slicesOf("500", lost)
	for i := range lost {
		f.payload(anonymous(fmt.Sprintf("U0LOST%d", i)))
	}
	f.app.Wait()
	f.unnamed("U0DANA", "status")
	if f.app.Wait(); a.count() != 1 || b.Left() != lost {
		t.Errorf("asked %d times, %d left", a.count(), b.Left())
	}
}

func slicesOf(word string, n int) (all []string) {
	for range n {
		all = append(all, word)
	}
	return all
}

// anonymous is a press by somebody of whom Slack says only the organisation.
func anonymous(user string) map[string]any {
	return map[string]any{"type": "block_actions", "user": map[string]any{"id": user, "team_id": "E0WIDE"}, "team": map[string]any{"id": acme},
		"channel": map[string]any{"id": "C0SHARED"}, "message": map[string]any{"ts": "1.1"}, "actions": []any{map[string]any{"type": "button", "value": "status"}}}
}

func TestInboxIsWorkedOffAtTheNextStart(t *testing.T) {
	var a asked
	f, b := boxed(t, a.kpi)
	f.app.inbox.Close() // as if it ended right after the acknowledgement
	f.unnamed("U0DANA", "kpi otif")
	f.event(`{"type":"event_callback","event_id":"Ev1","team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"app_mention","channel":"C0SHARED",
		"user":"U0DANA","team":"T0ACME","user_team":"E0WIDE","text":"<@U0BOT> status","ts":"2.1"}}`)
	if f.app.Wait(); a.count() != 0 || b.Left() != 2 {
		t.Fatalf("asked %d times, %d left", a.count(), b.Left())
	}
	l := listen(t, a.kpi, func(g *fake, next *App) {
		g.methods = f.methods
		next.box(b)
		next.Now = func() time.Time { return noon.Add(time.Hour) }
	})
	l.socket()
	l.app.Wait()
	if a.count() != 2 || b.Left() != 0 || len(l.opened) != 0 {
		t.Errorf("asked %d times, %d left, %d forms opened", a.count(), b.Left(), len(l.opened))
	}
	var told []string
	for _, m := range l.said {
		told = append(told, m.How+" "+m.To+" "+m.Text)
	}
	if all := strings.Join(told, "\n"); len(told) != 2 || !strings.Contains(all, "chat.postEphemeral U0DANA I need a few things") || !strings.Contains(all, "chat.postEphemeral U0DANA On track.") {
		t.Errorf("told %s", all)
	}
}

func TestInboxAnswersAFormThatIsClosedByThen(t *testing.T) {
	var a asked
	f, _ := boxed(t, a.kpi)
	f.unnamed("U0KIM", "kpi otif")
	view := f.view()
	f.app.teams = bot.Memory[string]{}
	if status, body := f.submit("E0WIDE", "U0KIM", view, map[string]any{"value": typedIn("about 90")}); status != 200 || body != "" {
		t.Fatal(status, body)
	}
	if m := f.last(); m.To != "U0KIM" || m.Text != "Use a number, for example 94.2." || !strings.Contains(fmt.Sprint(m.Blocks), "Open again") {
		t.Errorf("told %+v", m)
	}
}

func TestNotKeptIsNotAcknowledged(t *testing.T) {
	var a asked
	f, b := boxed(t, a.kpi)
	b.Fill(true)
	if status, _ := f.unnamed("U0KIM", "status"); status != 500 {
		t.Errorf("acknowledged with %d", status)
	}
	l := listen(t, a.kpi, func(_ *fake, app *App) { app.box(b) })
	one := l.socket()
	one.bring("1", interactiveKind, anonymous("U0KIM"))
	one.bring("2", commandsKind, l.typed("U0KIM", "status"))
	if said := one.receipt(); said["envelope_id"] != "2" {
		t.Errorf("acknowledged %v", said)
	}
	for len(l.app.sockets.slots) > 0 {
		runtime.Gosched() // the first is answered beside the second: what comes again meanwhile is the same
	}
	b.mu.Lock()
	b.Fill(false)
	b.mu.Unlock()
	one.bring("1", interactiveKind, anonymous("U0KIM"))
	if said := one.receipt(); said["envelope_id"] != "1" || b.Came() != 1 {
		t.Errorf("acknowledged %v", said)
	}
}
