package slack

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/trial/corpus"
)

var shared = bot.Place{Platform: Platform, Home: acme, Channel: "C0SHARED"}

func TestPromptGoesToTheDirectMessageAndIsEdited(t *testing.T) {
	f := newFake(t, nil)
	kim := bot.Account{Platform: Platform, Home: acme, User: "U0KIM"}
	ref, err := f.app.Send(t.Context(), bot.DirectTo(kim), "ask p1 check-in 12", corpus.EveryBlock())
	if err != nil {
		t.Fatal(err)
	}
	m := f.last()
	if m.Channel != direct("U0KIM") || slices.Contains(f.calls, "conversations.open") || m.Raw["unfurl_links"] != false || m.Raw["unfurl_media"] != false || m.Raw["link_names"] != false {
		t.Errorf("%+v", m.Raw)
	}
	meta := m.Metadata.(map[string]any)
	if meta["event_type"] != "collab_delivery" || meta["event_payload"].(map[string]any)["key"] != digest("ask p1 check-in 12") {
		t.Errorf("metadata %v", meta)
	}
	if err := f.app.Edit(t.Context(), bot.Place{Platform: Platform, Home: acme}, ref, bot.Plainly("Answered.")); err != nil {
		t.Fatal(err)
	}
	if e := f.last(); e.How != "chat.update" || e.Channel != m.Channel || e.TS != m.TS {
		t.Errorf("%+v", e)
	}
}

func TestFindLooksBeforeSendingAgain(t *testing.T) {
	f := newFake(t, nil)
	if _, found, err := f.app.Find(t.Context(), shared, "k1"); found || err != nil {
		t.Fatal(found, err)
	}
	sent, err := f.app.Send(t.Context(), shared, "k1", bot.Plainly("News."))
	if err != nil {
		t.Fatal(err)
	}
	if ref, found, err := f.app.Find(t.Context(), shared, "k1"); ref != sent || !found || err != nil {
		t.Errorf("%q %v %v, want %q", ref, found, err, sent)
	}
	if _, found, _ := f.app.Find(t.Context(), shared, "k2"); found {
		t.Error("another key was found")
	}
	thread := shared
	thread.Thread = "1.0"
	if ref, found, err := f.app.Find(t.Context(), thread, "k1"); ref != sent || !found || err != nil {
		t.Errorf("in the thread: %q %v %v", ref, found, err)
	}
	f.refuse["conversations.history"] = []string{"missing_scope"}
	if _, _, err := f.app.Find(t.Context(), shared, "k1"); err == nil || errors.Is(err, bot.ErrGone) || !strings.Contains(err.Error(), "missing_scope") {
		t.Error(err)
	}
}

func TestWhatASendFailsWith(t *testing.T) {
	for _, tt := range []struct {
		refusal string
		gone    bool
		wait    time.Duration
	}{
		{"channel_not_found", true, 0}, {"is_archived", true, 0}, {"account_inactive", true, 0}, {"token_revoked", true, 0},
		{"invalid_auth", true, 0}, {"not_in_channel", true, 0}, {"429 7", false, 7 * time.Second}, {"429 soon", false, 30 * time.Second},
		{"500", false, 0}, {"internal_error", false, 0},
	} {
		t.Run(tt.refusal, func(t *testing.T) {
			f := newFake(t, nil)
			f.refuse["chat.postMessage"] = []string{tt.refusal}
			_, err := f.app.Send(t.Context(), shared, "k", bot.Plainly("News."))
			var wait bot.RetryAfter
			errors.As(err, &wait)
			if err == nil || errors.Is(err, bot.ErrGone) != tt.gone || time.Duration(wait) != tt.wait {
				t.Errorf("%v", err)
			}
			if n := f.called("chat.postMessage"); n != 1 || strings.Contains(err.Error(), token) {
				t.Errorf("%d calls, error %v", n, err)
			}
		})
	}
}

func TestLimitOnOpeningADirectMessageIsTheSendersToo(t *testing.T) {
	f := newFake(t, nil)
	f.refuse["chat.postMessage"] = []string{"channel_not_found", "channel_not_found"}
	f.refuse["conversations.open"] = []string{"429 1", "user_not_found"}
	to := bot.DirectTo(bot.Account{Platform: Platform, Home: acme, User: "U0KIM"})
	var wait bot.RetryAfter
	if _, err := f.app.Send(t.Context(), to, "k", bot.Plainly("x")); !errors.As(err, &wait) || time.Duration(wait) != time.Second {
		t.Error(err)
	}
	if _, err := f.app.Send(t.Context(), to, "k", bot.Plainly("x")); !errors.Is(err, bot.ErrGone) {
		t.Error(err)
	}
	if _, err := f.app.Send(t.Context(), bot.Place{Platform: "teams"}, "k", bot.Plainly("x")); err == nil {
		t.Error("sent to Teams")
	}
}

func TestStartSaysWhatIsMissing(t *testing.T) {
	f := newFake(t, nil)
	if _, err := New(t.Context(), Config{}); err == nil || !strings.Contains(err.Error(), "signing secret") {
		t.Error(err)
	}
	c := f.config(nil)
	c.BotToken = "xoxb-another"
	if _, err := New(t.Context(), c); !errors.Is(err, bot.ErrGone) || !strings.Contains(err.Error(), "invalid_auth") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New(ctx, f.config(nil)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if !f.app.Installed(acme) || len(f.app.Homes()) != 1 {
		t.Error(f.app.Homes())
	}
}

func TestMessageIDIsAVersion5UUIDOfTheKey(t *testing.T) {
	a, b := messageID("k1"), messageID("k2")
	if a == b || a != messageID("k1") || len(a) != 36 || a[14] != '5' || !strings.ContainsRune("89ab", rune(a[19])) {
		t.Error(a, b)
	}
}
