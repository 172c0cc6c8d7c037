package slack

import (
	"sync"
	"time"
)

// remembered is longer than Slack repeats an event (five minutes after the second time, an hour with delayed
// events on). https://docs.slack.dev/apis/events-api/#retries
const remembered = 2 * time.Hour

// mostRemembered bounds each half of a memory: more than a busy app is told in an hour (30,000 events).
const mostRemembered = 40_000

// memory keeps values for one to two times a span, and forgets the older half when it grows too big.
type memory[V any] struct {
	mu     sync.Mutex
	young  map[string]V
	old    map[string]V
	turned time.Time
}

// put remembers a value, unless there is one under the key: then it returns that.
func (m *memory[V]) put(key string, v V, now time.Time, span time.Duration) (there V, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if there, known = m.look(key, now, span); known {
		return there, true
	}
	m.young[key] = v
	return v, false
}

// get is what was remembered under the key.
func (m *memory[V]) get(key string, now time.Time, span time.Duration) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.look(key, now, span)
}

func (m *memory[V]) look(key string, now time.Time, span time.Duration) (V, bool) {
	for m.young == nil || now.Sub(m.turned) > span || len(m.young) >= mostRemembered {
		m.old = m.young
		if now.Sub(m.turned) > 2*span {
			m.old = nil
		}
		m.young, m.turned = map[string]V{}, now
	}
	if v, known := m.young[key]; known {
		return v, true
	}
	v, known := m.old[key]
	return v, known
}

func (m *memory[V]) drop(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.young, key)
	delete(m.old, key)
}

// recent remembers the events of the last hours, so that a repeated one is not answered twice while we run. It
// saves a second message, nothing more: that nothing is recorded twice is the business of the keys.
type recent struct{ memory[bool] }

// seen says whether the key was there before, and remembers it for one to two times the span.
func (r *recent) seen(key string, now time.Time) bool {
	_, known := r.put(key, true, now, remembered)
	return known
}

// directs knows the direct message of a person with us. Slack never gives one another id.
type directs struct {
	mu sync.Mutex
	of map[string]string
}

func (d *directs) learn(user, channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.of == nil {
		d.of = map[string]string{}
	}
	d.of[user] = channel
}

func (d *directs) with(user string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.of[user]
}
