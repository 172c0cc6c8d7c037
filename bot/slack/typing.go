package slack

import (
	"maps"
	"slices"
	"sync"

	"collab/bot"
)

// mostTyping is how many open forms are remembered; the forms of people who wander off are forgotten first.
const mostTyping = 2_000

// typings remembers what stands in forms that are open. Slack tells while somebody writes, and may leave it out when
// the form is closed. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload/#view_closed
type typings struct {
	mu    sync.Mutex
	of    map[string]map[string]string // form → field → what stands in it
	order []string
}

// form names an open form, and who writes in it.
func (in interaction) form(by bot.Account) string { return by.String() + " " + in.View.ID }

// learn remembers what stands in a form while it is written.
func (t *typings) learn(form string, values map[string]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]map[string]string{}
	}
	if t.of[form] == nil {
		t.of[form] = map[string]string{}
		t.order = append(t.order, form)
	}
	maps.Copy(t.of[form], values)
	for len(t.order) > mostTyping {
		delete(t.of, t.order[0])
		t.order = t.order[1:]
	}
}

// take is what stood in a form; it is forgotten.
func (t *typings) take(form string) map[string]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	values, known := t.of[form]
	if known {
		delete(t.of, form)
		t.order = slices.DeleteFunc(t.order, func(other string) bool { return other == form })
	}
	return values
}
