package slack

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

func TestMissingScopeIsNamed(t *testing.T) {
	for needed, want := range map[string]string{
		"channels:history,groups:history,mpim:history,im:history": "channels:history or groups:history",
		"chat:write:bot": "chat:write:bot", // not one that we ask for: Slack's word is all we have
		"reactions:read": "reactions:read",
		"":               "another scope",
	} {
		f := newFake(t, nil)
		var log bytes.Buffer
		f.app.Log = slog.New(slog.NewTextHandler(&log, nil))
		f.refuse["conversations.history"] = []string{"missing_scope " + needed, "missing_scope " + needed}
		for range 2 {
			_, _, err := f.app.Find(t.Context(), shared, "k1")
			var scope MissingScope
			if !errors.As(err, &scope) || string(scope) != want || errors.Is(err, bot.ErrGone) {
				t.Errorf("%q: %v", needed, err)
			}
		}
		if strings.Count(log.String(), "a scope is missing") != 1 {
			t.Errorf("the operator was not told once: %s", &log)
		}
	}
}

func TestMissingScopeIsSaidToThePerson(t *testing.T) {
	f := newFake(t, nil)
	f.app.BaseURL = "https://collab.example.org"
	o := f.app.offices.all()[0]
	said := f.app.lacks(o, "To look at that message", MissingScope("channels:history"))
	if said != "To look at that message I need channels:history, which this workspace has not given me. Ask whoever installed me to "+
		"add it at api.slack.com/apps, under OAuth & Permissions, and to reinstall me. Everything else works." {
		t.Error(said)
	}
	o.in.Installer = "U0KIM"
	if said := f.app.lacks(o, "For that", MissingScope("files:read")); !strings.Contains(said, "install me again at https://collab.example.org/slack/install and to allow it") {
		t.Error(said)
	}
	if said := f.app.lacks(o, "For that", bot.ErrGone); said != "" {
		t.Error(said)
	}
}

// Whoever shared something hears why it is not there, and what to do.
func TestWhyAPostFailed(t *testing.T) {
	for refusal, want := range map[string]string{
		"not_in_channel":           "type /invite @Collab there",
		"channel_not_found":        "type /invite @Collab there",
		"is_archived":              "/collab settings channel",
		"missing_scope chat:write": "I need chat:write, which this workspace has not given me. Ask whoever installed me",
		"account_inactive":         "Invite me",
		"internal_error":           "share it again in a while",
	} {
		f := newFake(t, func(bot.Request) bot.Reply {
			return bot.Reply{Posts: []bot.Post{{Place: shared, Message: bot.Plainly("News.")}}}
		})
		f.refuse["chat.postMessage"] = []string{refusal}
		f.command("U0KIM", "C0SHARED", "share")
		if m := f.last(); m.How != "response_url" || !strings.HasPrefix(m.Text, "This is recorded, but I could not post it. ") || !strings.Contains(m.Text, want) {
			t.Errorf("%s: %+v", refusal, m)
		}
	}
}

func TestMissingScopesAreLoggedAtTheStart(t *testing.T) {
	s := healthy()
	var log bytes.Buffer
	web := s.open([]string{"commands", "chat:write"})
	defer web.Close()
	_, err := New(t.Context(), Config{Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil)), BotToken: "xoxb-hunter2", SigningSecret: "hunter2", APIURL: web.URL + "/api/"})
	if err != nil || strings.Count(log.String(), "a scope is missing") != len(Scopes())-2 || !strings.Contains(log.String(), "scope=im:write") || strings.Contains(log.String(), "hunter2") {
		t.Errorf("%v, %s", err, &log)
	}
}
