package bot_test

import (
	"cmp"
	"context"
	"strings"
	"testing"

	"collab/bot"
)

// Who asked to be added is told, in their own chat, once they are; who was declined is told nothing.
func TestWhoAskedIsTold(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	told := map[bot.Account]string{}
	w.bot.Tell = func(_ context.Context, to bot.Account, _ string, m bot.Message) error {
		told[to] += shown(bot.Reply{Message: &m})
		return nil
	}
	for i, user := range []string{"ada", "bob"} {
		who := bot.Account{Platform: "web", Home: "demo", User: user}
		r := w.bot.Answer(t.Context(), bot.Request{Key: "asks " + user, By: who, Place: common, Words: "ask", Values: map[string]string{"person": user, "of": "Acme"}})
		if text := shown(r); !strings.Contains(text, "Asked.") {
			t.Fatal(text)
		}
		number := askingOf(t, w, user)
		if i == 0 {
			w.must(kim, kim.direct(), "members admit "+number, map[string]string{"person": "Ada Cole", "zone": "Europe/London", "role": "member"})
			if !strings.Contains(told[who], "Kim Osei added you to") || !strings.Contains(told[who], "as a member of Acme") || len(told) != 1 {
				t.Errorf("%v", told)
			}
			continue
		}
		w.must(kim, kim.direct(), "members decline "+number, nil)
		if told[who] != "" {
			t.Errorf("who was declined is told %s", told[who])
		}
	}
}

// askingOf is the number under which somebody asks Kim to be added.
func askingOf(t *testing.T, w *world, name string) string {
	t.Helper()
	for words := "todo all"; words != ""; {
		next := ""
		for _, b := range w.ask(kim, kim.direct(), words, nil).Message.Blocks {
			items, _ := b.(bot.Items)
			for _, item := range items.Items {
				if strings.Contains(item.Title, ": "+name+" asks") {
					return strings.Fields(item.Button.Words)[2]
				}
			}
			next = cmp.Or(items.Rest.Words, next)
		}
		words = next
	}
	t.Fatalf("%s does not ask", name)
	return ""
}
