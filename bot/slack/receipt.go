package slack

import (
	"encoding/json"
	"runtime"
	"sync"
	"weak"

	"collab/bot"
)

// drawings keeps how messages were drawn for a receipt. The conversation may hand over the very same message again,
// which nobody changes; a drawing is forgotten with its message, and belongs to no other.
type drawings struct {
	of sync.Map // weak.Pointer[bot.Message] → json.RawMessage
}

// receipt is the message as a receipt carries it to the person who acted; empty where it cannot: it is too long for
// one, or holds a chart, which may be refused and must be drawn otherwise then.
func (d *drawings) receipt(m *bot.Message) (json.RawMessage, error) {
	key := weak.Make(m)
	if drawn, ok := d.of.Load(key); ok {
		return drawn.(json.RawMessage), nil
	}
	var drawn json.RawMessage
	if all := partsOf(*m); len(all) == 1 && !all[0].charted() {
		var err error
		if drawn, err = json.Marshal(ephemeral(all[0].on(pictures))); err != nil {
			return nil, err
		}
	}
	if _, known := d.of.LoadOrStore(key, drawn); !known {
		runtime.AddCleanup(m, func(key weak.Pointer[bot.Message]) { d.of.Delete(key) }, key)
	}
	return drawn, nil
}
