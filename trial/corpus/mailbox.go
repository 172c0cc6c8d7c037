package corpus

import (
	"bytes"
	"errors"
	"slices"
	"sync"

	"collab/bot"
)

// Mailbox keeps in memory what a platform brought, until it is worked off.
type Mailbox struct {
	mu   sync.Mutex
	next uint64
	rows []bot.Received
	full bool
}

// Mail is the box, as an inbox uses it.
func (m *Mailbox) Mail() bot.Mail {
	return bot.Mail{Receive: m.receive, Waiting: m.waiting, Done: m.done}
}

// Fill has nothing be kept any more, or something again.
func (m *Mailbox) Fill(full bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.full = full
}

// Came is how much was kept since the beginning.
func (m *Mailbox) Came() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.next
}

// Left is how much is not worked off yet.
func (m *Mailbox) Left() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows)
}

func (m *Mailbox) receive(raw []byte) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.full {
		return 0, errors.New("the disk is full")
	}
	m.next++
	m.rows = append(m.rows, bot.Received{N: m.next, Raw: bytes.Clone(raw)})
	return m.next, nil
}

func (m *Mailbox) waiting(limit int) []bot.Received {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.rows[:min(limit, len(m.rows))])
}

func (m *Mailbox) done(n uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows = slices.DeleteFunc(m.rows, func(r bot.Received) bool { return r.N == n })
}
