package store

import (
	"encoding/hex"
	"slices"
)

// Who may begin relationships is kept with what the store knows about itself: they are few, and asked for by hash.

func installer(account string) string { return hex.EncodeToString(nameHash(account)) }

// Allow lets an account begin relationships from now on. It is on disk when it returns.
func (s *Store) Allow(account string) {
	if s.Allowed(account) {
		return
	}
	s.change(func(m *meta) { m.Installers = append(slices.Clip(m.Installers), installer(account)) })
}

// Allowed says whether an account may begin relationships.
func (s *Store) Allowed(account string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.meta.Installers, installer(account))
}

// Installed says whether anybody may begin relationships.
func (s *Store) Installed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.meta.Installers) > 0
}
