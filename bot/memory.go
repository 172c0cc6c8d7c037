package bot

import (
	"maps"
	"sync"
	"time"
)

// mostRemembered bounds each half of a memory: more than a busy app is told in an hour (30,000 events).
const mostRemembered = 40_000

// Memory keeps values for one to two times a span, and forgets the older half when it grows too big. The zero memory is
// empty and ready.
type Memory[V any] struct {
	mu     sync.Mutex
	young  map[string]V
	old    map[string]V
	turned time.Time
}

// Put remembers a value, unless there is one under the key: then it returns that.
func (m *Memory[V]) Put(key string, v V, now time.Time, span time.Duration) (there V, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if there, known = m.look(key, now, span); known {
		return there, true
	}
	m.young[key] = v
	return v, false
}

// Get is what was remembered under the key.
func (m *Memory[V]) Get(key string, now time.Time, span time.Duration) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.look(key, now, span)
}

func (m *Memory[V]) look(key string, now time.Time, span time.Duration) (V, bool) {
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

// Drop forgets what is under the key.
func (m *Memory[V]) Drop(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.young, key)
	delete(m.old, key)
}

// Forget forgets everything of a kind.
func (m *Memory[V]) Forget(kind func(key string, v V) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, half := range []map[string]V{m.young, m.old} {
		maps.DeleteFunc(half, kind)
	}
}

// remembered is longer than a platform repeats an event (Slack five minutes after the second time, an hour with delayed
// events on; Teams after fifteen seconds). https://docs.slack.dev/apis/events-api/#retries
const remembered = 2 * time.Hour

// Recent remembers the events of the last hours, so that a repeated one is not answered twice while we run. It
// saves a second message, nothing more: that nothing is recorded twice is the business of the keys.
type Recent struct{ seen Memory[bool] }

// Seen says whether the key was there before, and remembers it for two to four hours.
func (r *Recent) Seen(key string, now time.Time) bool {
	_, known := r.seen.Put(key, true, now, remembered)
	return known
}
