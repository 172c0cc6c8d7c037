package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

func TestSocketCarriesCommandFormAndMention(t *testing.T) {
	var a asked
	l := listen(t, a.kpi, nil)
	one, two := l.socket(), l.socket()

	one.bring("1", commandsKind, l.typed("U0KIM", "status"))
	said := one.receipt()
	if p, _ := said["payload"].(map[string]any); said["envelope_id"] != "1" || p["text"] != "On track." || p["response_type"] != "ephemeral" {
		t.Fatalf("the command was answered %v", said)
	}
	two.bring("2", commandsKind, l.typed("U0KIM", "kpi otif"))
	if said := two.receipt(); said["payload"] != nil {
		t.Fatalf("a form came with the receipt: %v", said)
	}
	one.bring("3", interactiveKind, submission(acme, "U0KIM", l.view(), map[string]any{"value": typedIn("about 90")}))
	encoded, _ := json.Marshal(one.receipt())
	if !strings.Contains(string(encoded), `"payload":{"errors":{"value":"Use a number, for example 94.2."},"response_action":"errors"}`) {
		t.Fatalf("the form was answered %s", encoded)
	}
	one.bring("4", interactiveKind, submission(acme, "U0KIM", l.view(), map[string]any{"value": typedIn("94.2")}))
	if said := one.receipt(); said["envelope_id"] != "4" || said["payload"] != nil {
		t.Fatalf("the form was answered %v", said)
	}
	l.app.Wait()
	two.bring("5", eventsKind, mention("Ev5"))
	two.receipt()
	if m := l.last(); m.How != "chat.postEphemeral" || m.To != "U0DANA" || a.last(t).By.Home != boreal {
		t.Errorf("the mention was answered %+v", m)
	}
}

// mention is somebody of the other organisation who mentions us in the channel.
func mention(event string) json.RawMessage {
	return json.RawMessage(`{"type":"event_callback","event_id":"` + event + `","team_id":"T0ACME","is_ext_shared_channel":true,"event":{"type":"app_mention",
		"channel":"C0SHARED","user":"U0DANA","team":"T0ACME","user_team":"T0BOREAL","text":"<@U0BOT> status","ts":"2.1","blocks":[{"type":"of tomorrow"}]}}`)
}

func TestSocketThatIsRefreshedLosesNothing(t *testing.T) {
	for _, reason := range []string{"warning", "refresh_requested"} {
		t.Run(reason, func(t *testing.T) {
			g := newGate()
			l := listen(t, func(bot.Request) bot.Reply { g.wait(); m := bot.Plainly("Here."); return bot.Reply{Message: &m} }, nil)
			one, two := l.socket(), l.socket()
			one.bring("before", commandsKind, l.typed("U0KIM", "status"))
			one.send(map[string]any{"type": "disconnect", "reason": reason})
			three := l.socket() // while the old one is still open
			one.bring("after", commandsKind, l.typed("U0DANA", "status"))
			close(g.open)
			if ids := one.receipt()["envelope_id"].(string) + one.receipt()["envelope_id"].(string); ids != "beforeafter" && ids != "afterbefore" {
				t.Errorf("receipts for %s", ids)
			}
			if n := l.live(one, two, three); n != 3 {
				t.Errorf("%d sockets are open", n)
			}
		})
	}
}

func TestSocketThatIsLeftIsClosedInTheEnd(t *testing.T) {
	l := listen(t, nil, func(_ *fake, a *App) { a.sockets.rhythm.linger = time.Millisecond })
	one := l.socket()
	one.send(map[string]any{"type": "disconnect", "reason": "warning"})
	one.gone()
}

func TestSocketThatBreaksIsReplaced(t *testing.T) {
	var a asked
	l := listen(t, a.kpi, nil)
	one, two := l.socket(), l.socket()
	one.conn.Close()
	two.bring("1", commandsKind, l.typed("U0KIM", "status"))
	two.receipt()
	three := l.socket()
	three.send(map[string]any{"type": "disconnect", "reason": "too_many_websockets"})
	four := l.socket()
	four.bring("2", commandsKind, l.typed("U0KIM", "status"))
	four.receipt()
	if a.count() != 2 {
		t.Errorf("asked %d times", a.count())
	}
}

func TestSocketThatFallsSilentIsReplaced(t *testing.T) {
	l := listen(t, nil, func(f *fake, a *App) { f.deaf.Store(true); a.sockets.rhythm.silence = 50 * time.Millisecond })
	one, two := l.socket(), l.socket()
	l.deaf.Store(false)
	three, four := l.socket(), l.socket()
	if n := l.live(three, four); n != 2 {
		t.Errorf("%d sockets are open", n)
	}
	one.conn.Close()
	two.conn.Close()
}

func TestSocketsBringOneRequestTwice(t *testing.T) {
	g := newGate()
	var a asked
	l := listen(t, func(req bot.Request) bot.Reply { g.wait(); return a.kpi(req) }, nil)
	one, two := l.socket(), l.socket()
	command := l.typed("U0KIM", "status")
	one.bring("1", commandsKind, command)
	two.bring("1", commandsKind, command)
	close(g.open)
	first, second := one.receipt(), two.receipt()
	if fmt.Sprint(first) != fmt.Sprint(second) || a.count() != 1 {
		t.Errorf("asked %d times: %v, %v", a.count(), first, second)
	}
	two.bring("2", commandsKind, command) // Slack made a new envelope of it
	two.receipt()
	if a.all[0].Key != a.all[1].Key {
		t.Errorf("two keys: %q, %q", a.all[0].Key, a.all[1].Key)
	}
	event := mention("Ev1")
	one.bring("3", eventsKind, event)
	two.send(map[string]any{"envelope_id": "4", "type": eventsKind, "payload": event, "retry_attempt": 1, "retry_reason": "timeout"})
	one.receipt()
	two.receipt()
	if l.app.Wait(); a.count() != 3 {
		t.Errorf("a repeated event was answered: asked %d times", a.count())
	}
	one.send(map[string]any{"envelope_id": "5", "type": eventsKind, "payload": mention("Ev2"), "retry_attempt": 3, "retry_reason": "timeout"})
	one.receipt()
	if l.app.Wait(); a.count() != 4 {
		t.Errorf("a retry of what we never saw was dropped: asked %d times", a.count())
	}
}

func TestSocketWhoseReceiptWouldBeTooBigFollowsLater(t *testing.T) {
	long := bot.Plainly("Here.")
	for range 12 {
		long.Blocks = append(long.Blocks, bot.Text{Body: strings.Repeat("€", 900)})
	}
	l := listen(t, func(req bot.Request) bot.Reply {
		if req.Words == "kpi otif" {
			f := bot.Form{Title: "All", Words: "kpi all", Intro: strings.Repeat("€", 9000), Fields: []bot.Field{{Name: "value"}}}
			return bot.Reply{Form: &f}
		}
		return bot.Reply{Message: &long}
	}, nil)
	one := l.socket()
	one.bring("1", commandsKind, l.typed("U0KIM", "status"))
	if said := one.receipt(); said["payload"] != nil {
		t.Errorf("a receipt of %d bytes", len(fmt.Sprint(said)))
	}
	l.stop()
	l.end()
	if m := l.last(); m.How != "response_url" || m.Text != "Here." {
		t.Errorf("%+v", m)
	}
}

func TestSocketThatBreaksBeforeTheReceiptIsAnsweredOtherwise(t *testing.T) {
	g := newGate()
	l := listen(t, func(bot.Request) bot.Reply { g.wait(); m := bot.Plainly("Here."); return bot.Reply{Message: &m} }, nil)
	one := l.socket()
	one.bring("1", commandsKind, l.typed("U0KIM", "status"))
	one.conn.Close()
	l.socket()
	l.socket() // the app knows now
	close(g.open)
	l.stop()
	if err := l.end(); err != nil {
		t.Fatal(err)
	}
	if m := l.last(); m.How != "response_url" || m.Text != "Here." {
		t.Errorf("%+v", m)
	}
}

func TestSocketAnswersManyAtOnceWithinBounds(t *testing.T) {
	g := newGate()
	l := listen(t, func(bot.Request) bot.Reply { g.wait(); return bot.Reply{} }, func(_ *fake, a *App) {
		a.sockets.slots, a.patience = make(chan struct{}, 4), 20*time.Millisecond
	})
	one := l.socket()
	for i := range 40 { // none is ever answered, all are acknowledged
		one.bring(fmt.Sprint(i), commandsKind, l.typed("U0KIM", "status"))
	}
	for range 40 {
		one.receipt()
	}
	close(g.open)
}

func TestSocketStopsInOrder(t *testing.T) {
	g := newGate()
	began := make(chan bool, 1)
	l := listen(t, func(bot.Request) bot.Reply {
		began <- true
		g.wait()
		m := bot.Plainly("Here.")
		return bot.Reply{Message: &m}
	}, nil)
	one := l.socket()
	one.bring("1", commandsKind, l.typed("U0KIM", "status"))
	<-began
	l.stop()
	close(g.open)
	if said := one.receipt(); said["payload"] == nil {
		t.Errorf("what was under way was answered %v", said)
	}
	one.gone()
	if err := l.end(); err != nil || l.app.Connected() != 0 {
		t.Error(err, l.app.Connected())
	}
}

func TestSocketThatSlackWillNeverOpenEndsTheListening(t *testing.T) {
	for word, next := range map[string]string{
		"invalid_auth": "connections:write", "not_authed": "App-Level Tokens", "token_revoked": "App-Level Tokens",
		"not_allowed_token_type": "App-Level Tokens", "account_inactive": "Whoever runs the workspace",
	} {
		l := listen(t, nil, func(f *fake, _ *App) { f.refuse["apps.connections.open"] = []string{word, word} })
		err := l.end()
		if err == nil || !strings.Contains(err.Error(), word) || !strings.Contains(err.Error(), next) {
			t.Errorf("%s: %v", word, err)
		}
	}
	l := listen(t, nil, nil)
	l.socket().send(map[string]any{"type": "disconnect", "reason": "link_disabled"})
	if err := l.end(); err == nil || !strings.Contains(err.Error(), "Switch Socket Mode on") {
		t.Error(err)
	}
}

func TestSocketIsOpenedAgainAfterWhatPasses(t *testing.T) {
	l := listen(t, nil, func(f *fake, _ *App) {
		f.refuse["apps.connections.open"] = []string{"500", "internal_error", "429 0", "500", "fatal_error"}
	})
	if n := l.live(l.socket(), l.socket()); n != 2 {
		t.Errorf("%d sockets are open", n)
	}
	r := usual
	for n, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		if got := r.backoff(n, errUnknown); got != want {
			t.Errorf("after %d failures: %v", n, got)
		}
	}
	if r.backoff(60, errUnknown) != time.Minute || r.backoff(0, fmt.Errorf("no: %w", bot.RetryAfter(7*time.Second))) != 7*time.Second {
		t.Error("the wait is not bounded, or not Slack's")
	}
}

func TestSocketIgnoresWhatItCannotRead(t *testing.T) {
	var log bytes.Buffer
	var a asked
	l := listen(t, a.kpi, func(_ *fake, app *App) { app.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	one := l.socket()
	if err := one.conn.WriteMessage(1, []byte(`{"words":"a word of mine"`)); err != nil {
		t.Fatal(err)
	}
	one.bring("", commandsKind, l.typed("U0KIM", "a word of mine"))
	for id, payload := range map[string]any{"1": "a word of mine", "2": nil, "3": map[string]any{"type": "a word of mine"}} {
		for _, kind := range []string{eventsKind, interactiveKind, commandsKind, "tomorrow"} {
			one.bring(id+kind, kind, payload)
			one.receipt()
		}
	}
	one.bring("4", commandsKind, l.typed("U0KIM", "status"))
	one.receipt()
	l.stop()
	l.end()
	if a.count() != 1 {
		t.Errorf("asked %d times", a.count())
	}
	for _, never := range []string{"a word of mine", ticket, appToken, token, "On track"} {
		if strings.Contains(log.String(), never) {
			t.Errorf("the log holds %q:\n%s", never, log.String())
		}
	}
}
