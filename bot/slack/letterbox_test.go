package slack

import (
	"errors"
	"sync"
	"testing"
	"time"

	"collab/bot"
)

// letterbox is an inbox in memory, and the calls that were put off.
type letterbox struct {
	mu    sync.Mutex
	next  uint64
	rows  []bot.Received
	full  bool
	waits []time.Duration
	calls []func()
}

func (b *letterbox) inbox() bot.Mail {
	return bot.Mail{Receive: b.receive, Waiting: b.waiting, Done: b.done}
}

func (b *letterbox) receive(raw []byte) (uint64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full {
		return 0, errors.New("no room")
	}
	b.next++
	b.rows = append(b.rows, bot.Received{N: b.next, Raw: raw})
	return b.next, nil
}

func (b *letterbox) waiting(limit int) []bot.Received {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]bot.Received(nil), b.rows[:min(limit, len(b.rows))]...)
}

func (b *letterbox) done(n uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, r := range b.rows {
		if r.N == n {
			b.rows = append(b.rows[:i:i], b.rows[i+1:]...)
			return
		}
	}
}

func (b *letterbox) left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.rows)
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
	a.Inbox = b.inbox()
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
