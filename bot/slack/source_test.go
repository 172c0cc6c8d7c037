package slack

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

const (
	wrote      = "1772445600.000100" // when Dana wrote
	danasWords = "The dock was closed &amp; nobody told <@U0KIM|kim>"
)

// evidence is a conversation that asks about a message in a form, and proposes one to whoever did not ask.
func (a *asked) evidence(req bot.Request) bot.Reply {
	a.add(req)
	m := bot.Plainly("What there is.")
	switch {
	case req.Values != nil:
		m = bot.Plainly("Logged.")
	case req.Unasked:
		m.Blocks = append(m.Blocks, bot.Buttons{{Label: "Log as evidence", Words: req.Words}, {Label: "No", Words: "evidence no"}})
	case req.Words == "evidence no":
		return bot.Reply{}
	case req.Source != nil || req.Words == "evidence message 0a0a0a0a0a0a":
		return bot.Reply{Form: &bot.Form{Title: "Log as evidence", Words: "evidence message 0a0a0a0a0a0a", Submit: "Log evidence",
			Fields: []bot.Field{{Name: "what", Label: "What was said", Kind: bot.Long}}}}
	}
	return bot.Reply{Message: &m}
}

// dock is a Slack in which Dana of Borealis wrote something in the shared channel, in a thread.
func dock(t *testing.T, a *asked) *fake {
	f := newFake(t, a.evidence)
	f.methods = map[string]func(map[string]any) map[string]any{
		"users.info": func(args map[string]any) map[string]any {
			return map[string]any{"ok": true, "user": map[string]any{"id": args["user"], "team_id": boreal, "profile": map[string]any{"real_name": "Dana Reyes"}}}
		},
		"chat.getPermalink": func(args map[string]any) map[string]any {
			return map[string]any{"ok": true, "permalink": fmt.Sprintf("https://acme.slack.com/archives/%s/p%s?thread_ts=1", args["channel"], strings.ReplaceAll(args["message_ts"].(string), ".", ""))}
		},
		"conversations.replies": func(args map[string]any) map[string]any {
			return map[string]any{"ok": true, "messages": []any{
				map[string]any{"ts": "1772445500.000100", "user": "U0KIM", "text": "What happened?"},
				danas(map[string]any{"ts": args["ts"]})}}
		},
	}
	f.files = map[string]http.HandlerFunc{}
	return f
}

func danas(more map[string]any) map[string]any {
	m := map[string]any{"ts": wrote, "thread_ts": "1772445500.000100", "user": "U0DANA", "user_team": boreal, "text": danasWords}
	for name, value := range more {
		m[name] = value
	}
	return m
}

// shortcut is Kim using "Log as evidence" on a message.
func (f *fake) shortcut(channel string, message map[string]any) {
	f.t.Helper()
	f.payload(map[string]any{"type": "message_action", "callback_id": evidenceShortcut, "trigger_id": f.newTrigger(),
		"response_url": f.web.URL + "/hooks/3", "team": map[string]any{"id": acme}, "user": map[string]any{"id": "U0KIM", "team_id": acme},
		"channel": map[string]any{"id": channel}, "message": message})
	f.app.Wait()
}

func called(f *fake, method string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.calls, method)
}

func TestAMessageIsLoggedInTwoClicksAndASubmit(t *testing.T) {
	var a asked
	f := dock(t, &a)
	f.shortcut("C0SHARED", danas(map[string]any{"edited": map[string]any{"user": "U0DANA", "ts": "1772445700.000000"}})) // clicks: more actions, Log as evidence
	src := a.last(t).Source
	want := bot.Source{Text: "The dock was closed & nobody told @kim", Author: bot.Account{Platform: Platform, Home: boreal, User: "U0DANA"},
		AuthorName: "Dana Reyes", At: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), Edited: time.Date(2026, 3, 2, 10, 1, 40, 0, time.UTC),
		Link: "https://acme.slack.com/archives/C0SHARED/p1772445600000100?thread_ts=1"}
	if src == nil || fmt.Sprint(*src) != fmt.Sprint(want) {
		t.Fatalf("asked about %+v", src)
	}
	if len(f.opened) != 2 || f.opened[0]["callback_id"] != shown || f.opened[1]["callback_id"] != callback || f.opened[0]["id"] != f.opened[1]["id"] {
		t.Fatalf("opened %v", f.opened)
	}
	if f.submit(acme, "U0KIM", f.view(), map[string]any{"what": typedIn("The dock was closed")}); a.last(t).Words != "evidence message 0a0a0a0a0a0a" {
		t.Errorf("submitted %+v", a.last(t))
	}
	if m := f.last(); m.To != "U0KIM" || m.Text != "Logged." {
		t.Errorf("told %+v", m)
	}
	if called(f, "conversations.replies") {
		t.Error("it read a conversation that the shortcut had brought along")
	}
}

func TestWhatNobodyWroteIsNoEvidence(t *testing.T) {
	var a asked
	f := dock(t, &a)
	for _, message := range []map[string]any{
		{"ts": wrote, "subtype": "channel_join", "user": "U0DANA", "text": "has joined"},
		{"ts": wrote, "subtype": "bot_message", "user": ourBot, "bot_id": "B0BOT", "text": "A check-in"},
		{"ts": wrote, "subtype": "tombstone", "text": "This message was deleted."},
	} {
		f.shortcut("C0SHARED", message)
		if v := f.view(); a.count() != 0 || !strings.Contains(fmt.Sprint(v), "Nothing is recorded") || !strings.Contains(fmt.Sprint(v), "evidence new") {
			t.Errorf("%v: %v", message, v)
		}
	}
	f.shortcut("C0SHARED", map[string]any{"ts": wrote, "subtype": "bot_message", "bot_id": "B0JIRA", "username": "Jira", "text": "DOCK-7 closed"})
	if src := a.last(t).Source; src == nil || src.AuthorName != "Jira" || src.Organisation != "an app" || src.Author != (bot.Account{}) {
		t.Errorf("of another app: %+v", src)
	}
}

// A shortcut on a message of a conversation that no relationship is linked to is between the person and us.
func TestPrivacyOfAMessageFromElsewhere(t *testing.T) {
	var a asked
	f := dock(t, &a)
	f.app.Channels.Bound = func(p bot.Place) bool { return p.Channel == "C0SHARED" }
	f.shortcut("C0OTHER", danas(nil))
	if p := a.last(t).Place; p.Kind != bot.Direct || !p.Own || p.Channel != "@U0KIM" {
		t.Errorf("asked in %+v", p)
	}
	f.shortcut("C0SHARED", danas(nil))
	if p := a.last(t).Place; p.Kind != bot.Shared || p.Own || p.Channel != "C0SHARED" {
		t.Errorf("asked in %+v", p)
	}
}

// mentions is somebody of Borealis mentioning us in a thread of the shared channel.
func (f *fake) mentions(id, text string) {
	f.t.Helper()
	f.event(fmt.Sprintf(`{"type":"event_callback","event_id":%q,"team_id":%q,"context_team_id":%q,"is_ext_shared_channel":true,
		"authorizations":[{"team_id":%q}],"event":{"type":"app_mention","user":"U0DANA","team":%q,"user_team":%q,"source_team":%q,
		"text":%q,"channel":"C0SHARED","ts":"1772452900.000100","thread_ts":%q}}`, id, acme, boreal, acme, acme, boreal, boreal, "<@"+ourBot+"> "+text, wrote))
	f.app.Wait()
}

// The partner, who has no shortcuts, mentions us in a thread and gets a button, which opens the form.
func TestPartnerLogsTheMessageOfAThread(t *testing.T) {
	var a asked
	f := dock(t, &a)
	f.mentions("E1", "evidence")
	asked := a.last(t)
	if asked.Source == nil || asked.Source.AuthorName != "Dana Reyes" || !asked.Source.At.Equal(time.Unix(1772445600, 0)) || asked.By.Home != boreal {
		t.Fatalf("asked %+v about %+v", asked, asked.Source)
	}
	m := f.last()
	if m.How != "chat.postEphemeral" || m.To != "U0DANA" || m.Thread != wrote || !strings.Contains(fmt.Sprint(m.Blocks), "Log as evidence") {
		t.Fatalf("told %+v", m)
	}
	f.press(boreal, "U0DANA", "C0SHARED", "evidence message 0a0a0a0a0a0a")
	if f.view()["callback_id"] != callback {
		t.Errorf("opened %v", f.view())
	}
	f.submit(boreal, "U0DANA", f.view(), map[string]any{"what": typedIn("The dock was closed")})
	if m := f.last(); m.To != "U0DANA" || m.Text != "Logged." {
		t.Errorf("told %+v", m)
	}
}

func TestEvidenceInAThreadOfOursListsIt(t *testing.T) {
	var a asked
	f := dock(t, &a)
	f.methods["conversations.replies"] = func(map[string]any) map[string]any {
		return map[string]any{"ok": true, "messages": []any{map[string]any{"ts": wrote, "user": ourBot, "bot_id": "B0BOT", "text": "Check-in 2"}}}
	}
	if f.mentions("E1", "evidence"); a.last(t).Source != nil || f.last().Text != "What there is." {
		t.Errorf("asked %+v", a.last(t))
	}
}

func TestMessageThatCannotBeRead(t *testing.T) {
	for refusal, want := range map[string]string{
		"missing_scope channels:history,groups:history": "I need channels:history or groups:history",
		"channel_not_found":                             "/invite",
		"thread_not_found":                              "not there any more",
		"429 3":                                         "try again in a while",
	} {
		var a asked
		f := dock(t, &a)
		f.refuse["conversations.replies"] = []string{refusal}
		f.command("U0KIM", "C0SHARED", "evidence https://acme.slack.com/archives/C0SHARED/p1772445600000100")
		f.app.Wait()
		src := a.last(t).Source
		if src == nil || src.Text != "" || src.Link == "" || len(src.Lacks) != 1 || !strings.Contains(src.Lacks[0], want) || src.At.IsZero() {
			t.Errorf("%s: %+v", refusal, src)
		}
		if f.view()["callback_id"] != callback {
			t.Errorf("%s: opened %v", refusal, f.view())
		}
	}
}

// Nobody has us read a conversation for them in which they do not stand.
func TestPrivacyOfWhatIsPointedAt(t *testing.T) {
	for _, words := range []string{"evidence C0OTHER/" + wrote, "evidence https://acme.slack.com/archives/C0OTHER/p1772445600000100"} {
		var a asked
		f := dock(t, &a)
		f.press(acme, "U0KIM", "C0SHARED", words)
		f.command("U0KIM", "C0SHARED", words)
		f.app.Wait()
		if called(f, "conversations.replies") || a.last(t).Source != nil {
			t.Errorf("%s: read %+v", words, a.last(t).Source)
		}
	}
}

// A reaction of ours proposes, to the person who reacted alone; the message is read when they say yes.
func TestPrivacyOfAReaction(t *testing.T) {
	var a asked
	f := dock(t, &a)
	f.app.Channels.Bound = func(p bot.Place) bool { return p.Channel == "C0SHARED" }
	for _, c := range []struct {
		kind, emoji, channel, by string
		proposes                 bool
	}{
		{"reaction_added", "pushpin", "C0SHARED", "U0DANA", true},
		{"reaction_added", "pushpin", "C0SHARED", ourBot, false},
		{"reaction_added", "tada", "C0SHARED", "U0DANA", false},
		{"reaction_added", "pushpin", "C0OTHER", "U0DANA", false},
		{"reaction_removed", "pushpin", "C0SHARED", "U0DANA", false},
	} {
		before := len(f.said)
		v := event{Type: c.kind, User: "U0KIM", Reaction: c.emoji, ItemUser: c.by}
		v.Item.Type, v.Item.Channel, v.Item.TS = "message", c.channel, wrote
		if g, err := f.app.readEvent(envelope{EventID: c.kind + c.emoji + c.channel + c.by, TeamID: acme}, v, f.app.offices.all()[0]); err == nil && c.kind == "reaction_added" {
			g.by.Home = acme // as whoever works off the inbox was told
			if err := f.app.heard(t.Context(), g, v); err != nil {
				t.Error(err)
			}
		}
		f.app.Wait()
		if (len(f.said) > before) != c.proposes {
			t.Errorf("%+v: said %d things", c, len(f.said)-before)
		}
	}
	m := f.last()
	if m.How != "chat.postEphemeral" || m.To != "U0KIM" || m.Channel != "C0SHARED" || called(f, "conversations.replies") || !a.last(t).Unasked {
		t.Fatalf("told %+v", m)
	}
	f.press(acme, "U0KIM", "C0SHARED", a.last(t).Words)
	if f.app.Wait(); a.last(t).Source == nil || a.last(t).Source.AuthorName != "Dana Reyes" || f.view()["callback_id"] != callback {
		t.Errorf("pressed: %+v", a.last(t).Source)
	}
}

func TestNoTakesTheProposalBack(t *testing.T) {
	f := dock(t, &asked{})
	f.payload(map[string]any{"type": "block_actions", "user": map[string]any{"id": "U0KIM", "team_id": acme}, "team": map[string]any{"id": acme},
		"trigger_id": f.newTrigger(), "response_url": f.web.URL + "/hooks/4", "channel": map[string]any{"id": "C0SHARED"},
		"container": map[string]any{"type": "message", "message_ts": wrote, "channel_id": "C0SHARED", "is_ephemeral": true},
		"actions":   []any{map[string]any{"type": "button", "action_id": "say-2", "value": "evidence no"}}})
	if m := f.last(); m.How != "response_url" || m.Raw["delete_original"] != true {
		t.Errorf("said %+v", m)
	}
}
