package slack

import (
	"context"

	"collab/bot"
)

// pointed is the message that a sentence points at: "evidence" and the address of a message, or "evidence" alone in a
// thread.
func (a *App) pointed(ctx context.Context, g gesture) (*bot.Source, error) { return nil, nil }

// quoted is the message that a shortcut was used on.
func (a *App) quoted(ctx context.Context, g gesture, in interaction) *bot.Source { return nil }

// reacted proposes a message as evidence to the person who put our emoji on it, and to nobody else.
func (a *App) reacted(ctx context.Context, g gesture, v event) error { return errUnknown }
