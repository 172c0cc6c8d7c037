package slack

import "sync"

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
