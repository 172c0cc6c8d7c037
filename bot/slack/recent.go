package slack

import (
	"sync"
	"time"
)

// remembered is longer than Slack repeats an event (five minutes after the second time, an hour with delayed
// events on). https://docs.slack.dev/apis/events-api/#retries
const remembered = 2 * time.Hour

// recent remembers the events of the last hours, so that a repeated one is not answered twice while we run. It
// saves a second message, nothing more: that nothing is recorded twice is the business of the keys.
type recent struct {
	mu     sync.Mutex
	young  map[string]bool
	old    map[string]bool
	turned time.Time
}

// seen says whether the key was there before, and remembers it for one to two times the span.
func (r *recent) seen(key string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.turned) > remembered {
		r.old, r.young, r.turned = r.young, map[string]bool{}, now
	}
	if r.young[key] || r.old[key] {
		return true
	}
	r.young[key] = true
	return false
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
