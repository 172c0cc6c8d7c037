package slack

import (
	"maps"
	"sync"
)

// mostTyping is how many open forms are remembered; the forms of people who wander off are forgotten first.
const mostTyping = 2_000

// typings remembers what stands in forms that are open. Slack tells while somebody writes, and may leave it out when
// the form is closed. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload/#view_closed
type typings struct {
	mu    sync.Mutex
	of    map[string]map[string]string // view → field → what stands in it
	order []string
}

// typing remembers what stands in a form while it is written.
func (a *App) typing(in interaction, g gesture) {
	a.typings.learn(g.by.String()+" "+in.View.ID, in.View.values())
}

func (t *typings) learn(view string, values map[string]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]map[string]string{}
	}
	if t.of[view] == nil {
		t.of[view] = map[string]string{}
		t.order = append(t.order, view)
	}
	maps.Copy(t.of[view], values)
	for len(t.order) > mostTyping {
		delete(t.of, t.order[0])
		t.order = t.order[1:]
	}
}

// take is what stood in a form; it is forgotten.
func (t *typings) take(view string) map[string]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	values := t.of[view]
	delete(t.of, view)
	return values
}
