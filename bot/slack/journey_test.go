package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
)

func answering(answer func(bot.Request) bot.Reply) func(context.Context, bot.Request) bot.Reply {
	return func(_ context.Context, req bot.Request) bot.Reply { return answer(req) }
}

// asked keeps every request, in order.
type asked struct {
	mu  sync.Mutex
	all []bot.Request
}

func (a *asked) add(req bot.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all = append(a.all, req)
}

func (a *asked) last(t *testing.T) bot.Request {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.all) == 0 {
		t.Fatal("nobody was asked")
	}
	return a.all[len(a.all)-1]
}

func (a *asked) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.all)
}

// kpi is a conversation about one figure: a form, a refusal at its field, and news for the channel.
func (a *asked) kpi(req bot.Request) bot.Reply {
	a.add(req)
	switch {
	case req.Words == "status":
		m := bot.Plainly("On track.")
		m.Blocks = append(m.Blocks, bot.Buttons{{Label: "Report", Words: "kpi otif"}})
		return bot.Reply{Message: &m}
	case req.Values == nil:
		return bot.Reply{Form: &bot.Form{
			Title: "On-time delivery", Words: "kpi otif after 7", Submit: "Report",
			Audience: bot.Audience{Face: "Shared with Borealis"},
			Fields:   []bot.Field{{Name: "value", Label: "This fortnight", Kind: bot.Number, Value: "94.2"}},
		}}
	case req.Values["value"] == "about 90":
		return bot.Reply{Errors: map[string]string{"value": "Use a number, for example 94.2."}}
	}
	m := bot.Plainly("On-time delivery is 94.2 %.")
	return bot.Reply{Message: &m, Posts: []bot.Post{{
		Place: bot.Place{Platform: Platform, Home: acme, Channel: "C0SHARED"}, Message: bot.Plainly("A KPI was reported."),
	}}}
}

func TestFormWithAnErrorAtItsFieldThenSuccess(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	if status, body := f.command("U0KIM", "C0SHARED", "kpi otif"); status != 200 || body != "" {
		t.Fatal(status, body)
	}
	view := f.view()
	status, body := f.submit(acme, "U0KIM", view, map[string]any{"value": typedIn("about 90")})
	want := `{"response_action":"errors","errors":{"value":"Use a number, for example 94.2."}}`
	if status != 200 || strings.TrimSpace(body) != want {
		t.Fatalf("%d %s", status, body)
	}
	if status, body = f.submit(acme, "U0KIM", view, map[string]any{"value": typedIn("94.2")}); status != 200 || body != "" {
		t.Fatal(status, body)
	}
	req := a.last(t)
	if req.Words != "kpi otif after 7" || req.Values["value"] != "94.2" || req.Place.Own || req.Place.Channel != "C0SHARED" {
		t.Errorf("asked %+v", req)
	}
	f.app.Wait()
	private, public := f.said[0], f.said[1]
	if private.How != "chat.postEphemeral" || private.To != "U0KIM" || private.Channel != "C0SHARED" {
		t.Errorf("the person was told %+v", private)
	}
	if public.How != "chat.postMessage" || public.Channel != "C0SHARED" || public.Text != "A KPI was reported." {
		t.Errorf("the channel was told %+v", public)
	}
}

func TestRepeatedGesturesHaveTheSameKeyAndOneAnswer(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	event := `{"type":"event_callback","event_id":"Ev1","team_id":"T0ACME",
		"event":{"type":"message","channel_type":"im","channel":"D0KIM","user":"U0KIM","text":"status","ts":"1.1"}}`
	for range 3 {
		if status, _ := f.event(event); status != 200 {
			t.Error("a repeated event must be acknowledged", status)
		}
	}
	f.app.Wait()
	if a.count() != 1 || len(f.said) != 1 {
		t.Errorf("asked %d times, said %d", a.count(), len(f.said))
	}
	f.press(acme, "U0KIM", "C0SHARED", "status")
	f.press(acme, "U0KIM", "C0SHARED", "status")
	if a.all[1].Key != a.all[2].Key || a.all[0].Key == a.all[1].Key {
		t.Errorf("keys %q %q %q", a.all[0].Key, a.all[1].Key, a.all[2].Key)
	}
	f.press(boreal, "U0DANA", "C0SHARED", "status")
	if a.all[3].Key == a.all[2].Key {
		t.Error("two people's presses of one button have one key")
	}
}

func TestSlowAnswerIsAcknowledgedFirst(t *testing.T) {
	release := make(chan bool)
	m := bot.Plainly("Here it is.")
	f := newFake(t, func(bot.Request) bot.Reply { <-release; return bot.Reply{Message: &m} })
	f.app.patience = time.Millisecond
	if status, body := f.command("U0KIM", "C0SHARED", "status"); status != 200 || body != "" {
		t.Error(status, body)
	}
	close(release)
	if v := f.view(); len(f.opened) != 2 || v["callback_id"] != shown || !strings.Contains(fmt.Sprint(v), "Here it is.") {
		t.Errorf("%v", f.opened)
	}
}

func TestSlowAnswerComesOnTheResponseURLWhenTheModalWasClosed(t *testing.T) {
	release := make(chan bool)
	m := bot.Plainly("Here it is.")
	f := newFake(t, func(bot.Request) bot.Reply { <-release; return bot.Reply{Message: &m} })
	f.app.patience = time.Millisecond
	f.refuse["views.update"] = []string{"not_found"}
	f.command("U0KIM", "C0SHARED", "status")
	close(release)
	if got := f.last(); got.How != "response_url" || got.Text != "Here it is." {
		t.Errorf("%+v", got)
	}
}

func TestExpiredTriggerOffersToOpenAgain(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	f.refuse["views.open"] = []string{"expired_trigger_id"}
	f.command("U0KIM", "C0SHARED", "kpi otif")
	m := f.last()
	encoded, _ := json.Marshal(m.Blocks)
	if !strings.Contains(m.Text, "closed that form") || !strings.Contains(string(encoded), `"value":"kpi otif"`) {
		t.Errorf("%s", encoded)
	}
}

func TestFailedPostIsToldToThePerson(t *testing.T) {
	f := newFake(t, func(bot.Request) bot.Reply {
		return bot.Reply{Posts: []bot.Post{{Place: bot.Place{Platform: Platform, Home: acme, Channel: "C0OLD"}, Message: bot.Plainly("News.")}}}
	})
	f.command("U0KIM", "C0SHARED", "share")
	if m := f.last(); !strings.HasPrefix(m.Text, "This is recorded, but I could not post it.") {
		t.Errorf("%+v", m)
	}
}

func TestErrorsThatHaveNoFieldAreSaidAtTheFirst(t *testing.T) {
	got := errorsIn([]string{"a", "b"}, map[string]string{"": "Somebody was faster.", "gone": "No such field.", "b": "Use a date."})
	if got["a"] != "Somebody was faster. No such field." || got["b"] != "Use a date." || len(got) != 2 {
		t.Errorf("%v", got)
	}
}

func TestFormWithoutFieldsIsRefusedInWords(t *testing.T) {
	f := newFake(t, func(req bot.Request) bot.Reply {
		if req.Values == nil {
			return bot.Reply{Form: &bot.Form{Title: "Exit", Intro: "Both sides are told.", Words: "exit yes after 7"}}
		}
		return bot.Reply{Errors: map[string]string{"": "Borealis has left meanwhile."}}
	})
	f.command("U0KIM", "C0SHARED", "exit")
	if status, body := f.submit(acme, "U0KIM", f.view(), nil); status != 200 || body != "" {
		t.Error(status, body)
	}
	m := f.last()
	encoded, _ := json.Marshal(m.Blocks)
	if m.Text != "Borealis has left meanwhile." || m.To != "U0KIM" || !strings.Contains(string(encoded), `"value":"exit yes after 7"`) {
		t.Errorf("%+v", m)
	}
}

func TestSubmissionAnsweredWithAFormShowsItInTheSamePlace(t *testing.T) {
	f := newFake(t, func(req bot.Request) bot.Reply {
		return bot.Reply{Form: &bot.Form{Title: "Dana recorded 94.6", Words: "kpi otif after 8", Fields: []bot.Field{{Name: "value"}}}}
	})
	f.command("U0KIM", "C0SHARED", "kpi otif")
	_, body := f.submit(acme, "U0KIM", f.view(), map[string]any{"value": typedIn("94.2")})
	var said struct {
		Action string         `json:"response_action"`
		View   map[string]any `json:"view"`
	}
	if err := json.Unmarshal([]byte(body), &said); err != nil || said.Action != "update" {
		t.Fatal(body, err)
	}
	checkView(t, said.View)
	if back, err := readBack(said.View["private_metadata"].(string)); err != nil || back.Channel != "C0SHARED" || back.Words != "kpi otif after 8" {
		t.Errorf("%+v %v", back, err)
	}
}

func TestPostForAnotherPlatformGoesThere(t *testing.T) {
	elsewhere := bot.Place{Platform: "web", Home: "borealis", Channel: "acme-borealis"}
	f := newFake(t, func(bot.Request) bot.Reply {
		return bot.Reply{Posts: []bot.Post{{Place: elsewhere, Message: bot.Plainly("News.")}}}
	})
	got := make(chan bot.Place, 1)
	f.app.Post = func(_ context.Context, _ string, p bot.Post) error { got <- p.Place; return nil }
	f.command("U0KIM", "C0SHARED", "share")
	if place := <-got; place != elsewhere {
		t.Errorf("posted to %v", place)
	}
}
