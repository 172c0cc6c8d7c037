package slack

import (
	"sync"
	"testing"
	"time"

	"collab/bot"
	"collab/trial/corpus"
)

// letterbox is an inbox in memory, and the calls that were put off.
type letterbox struct {
	corpus.Mailbox
	mu    sync.Mutex
	waits []time.Duration
	calls []func()
}

func (b *letterbox) after(d time.Duration, f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waits, b.calls = append(b.waits, d), append(b.calls, f)
}

// ring makes the calls that were put off.
func (b *letterbox) ring() {
	b.mu.Lock()
	calls := b.calls
	b.calls = nil
	b.mu.Unlock()
	for _, f := range calls {
		f()
	}
}

// boxed is a fake whose app has an inbox, and whose people Slack knows.
func boxed(t *testing.T, answer func(bot.Request) bot.Reply) (*fake, *letterbox) {
	f, b := newFake(t, answer), &letterbox{}
	f.app.box(b)
	f.methods = map[string]func(map[string]any) map[string]any{"users.info": people}
	return f, b
}

// box gives the app an inbox.
func (a *App) box(b *letterbox) {
	a.Inbox = b.Mail()
	a.inbox = a.hire()
	a.inbox.After = b.after
}

// people is what Slack says of those it knows.
func people(args map[string]any) map[string]any {
	return map[string]any{"ok": true, "user": map[string]map[string]any{
		"U0KIM": {"id": "U0KIM", "team_id": acme}, "U0DANA": {"id": "U0DANA", "team_id": boreal},
		"U0EVE": {"id": "U0EVE", "team_id": "E0FAR", "enterprise_user": map[string]any{"teams": []string{"T0FAR", "T0OTHER"}}},
	}[args["user"].(string)]}
}

// unnamed is somebody of an organisation who presses a button, Slack not saying of which workspace.
func (f *fake) unnamed(user, words string) (int, string) {
	f.t.Helper()
	return f.press("E0WIDE", user, "C0SHARED", words)
}
