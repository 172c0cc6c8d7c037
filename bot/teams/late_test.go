package teams

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"collab/bot"
)

// bubble is the app and its Teams without a network, so that time is the test's.
func bubble(t *testing.T, answer func(bot.Request) bot.Reply) (*App, *fakeConnector) {
	f := newFakeConnector(t)
	f.chat(kimsChat, kim)
	c := f.config()
	c.Now, c.Log = time.Now, slog.New(slog.DiscardHandler)
	c.Answer = func(_ context.Context, q bot.Request) bot.Reply { return answer(q) }
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return a, f
}

// An answer that takes longer than Teams waits is said in the chat; the invoke is answered in time, and what was done is done
// once.
func TestLate(t *testing.T) {
	for name, value := range map[string]any{"adaptiveCard/action": pressed("status"), "task/submit": map[string]any{"data": map[string]any{"collab": map[string]any{"w": "status"}}}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, f := bubble(t, func(q bot.Request) bot.Reply {
					time.Sleep(20 * time.Second)
					return echo(q)
				})
				raw, _ := json.Marshal(value)
				act := activity{typ: invokeType, name: name, id: "1", serviceURL: fakeCloud.ServiceURL, tenant: ourTenant, value: raw,
					from: account{id: kim.ID}, conversation: conversation{id: kimsChat, kind: "personal"}}
				for range 3 { // Teams brings it again when it has no answer after five seconds, or does not like it
					began := time.Now()
					said, err := a.take(t.Context(), act, nil)
					if took := time.Since(began); err != nil || said.body == nil || took > 3*time.Second {
						t.Errorf("answered %+v, %v, after %v", said, err, took)
					}
					time.Sleep(5 * time.Second)
				}
				a.Wait()

				var lines []string
				for _, s := range f.Heard(kimsChat) {
					lines = append(lines, s.Summary)
				}
				if !slices.Equal(lines, []string{"You said status"}) {
					t.Errorf("in the chat: %q", lines)
				}
			})
		})
	}
}
