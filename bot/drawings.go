package bot

import (
	"encoding/json"
	"runtime"
	"sync"
	"weak"
)

// mostDrawings is how many drawings of one message are kept: few people look at the same one in more places.
const mostDrawings = 16

// Drawings keep how messages were drawn for a response, in one way or another. The conversation may hand over the very same message
// again, which nobody changes; a drawing is forgotten with its message, and belongs to no other. The zero value is ready, and
// may be used by many at the same time.
type Drawings struct {
	of sync.Map // weak.Pointer[Message] → *sketches
}

// sketches are one message, in the ways in which it was drawn.
type sketches struct {
	mu  sync.Mutex
	how map[any]json.RawMessage
}

// Of is a message as draw draws it, which must depend on nothing but the message and how: a value that can be compared.
func (d *Drawings) Of(m *Message, how any, draw func() (json.RawMessage, error)) (json.RawMessage, error) {
	one := d.one(m)
	one.mu.Lock()
	defer one.mu.Unlock()
	if known, ok := one.how[how]; ok {
		return known, nil
	}
	now, err := draw()
	if err != nil {
		return nil, err
	}
	if one.how == nil || len(one.how) >= mostDrawings {
		one.how = map[any]json.RawMessage{}
	}
	one.how[how] = now
	return now, nil
}

func (d *Drawings) one(m *Message) *sketches {
	key := weak.Make(m)
	if there, ok := d.of.Load(key); ok {
		return there.(*sketches)
	}
	there, known := d.of.LoadOrStore(key, &sketches{})
	if !known {
		runtime.AddCleanup(m, func(key weak.Pointer[Message]) { d.of.Delete(key) }, key)
	}
	return there.(*sketches)
}
