package main

import "collab/bot"

// inbox keeps in the store what a platform brought and cannot be answered yet.
func (s *server) inbox(platform string) bot.Mail {
	return bot.Mail{
		Receive: func(raw []byte) (uint64, error) { return s.store.Receive(platform, raw) },
		Waiting: func(limit int) (waiting []bot.Received) {
			for _, r := range s.store.Inbox(platform, limit) {
				waiting = append(waiting, bot.Received(r))
			}
			return waiting
		},
		Done: s.store.WorkedOff,
	}
}
