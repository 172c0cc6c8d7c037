package main

import (
	"context"
	"fmt"

	"collab/bot"
	"collab/bot/slack"
	"collab/bot/teams"
)

// chat is a platform whose messages can be edited.
type chat interface {
	Send(ctx context.Context, p bot.Place, key string, m bot.Message) (ref string, err error)
	Edit(ctx context.Context, p bot.Place, ref string, m bot.Message) error
}

// chats are those that are configured; nil stands for one that is not.
type chats struct {
	slack *slack.App
	teams *teams.App
}

// on is the platform of that name; nil when it is not configured, or is no chat.
func (c chats) on(platform string) chat {
	switch {
	case platform == slack.Platform && c.slack != nil:
		return c.slack
	case platform == teams.Platform && c.teams != nil:
		return c.teams
	}
	return nil
}

// none says whether nobody chats.
func (c chats) none() bool { return c.slack == nil && c.teams == nil }

// wait returns when everything is done that was begun after an acknowledgement.
func (c chats) wait() {
	if c.slack != nil {
		c.slack.Wait()
	}
	if c.teams != nil {
		c.teams.Wait()
	}
}

// profile is what somebody's platform says about them.
func (c chats) profile(ctx context.Context, by bot.Account, p bot.Place) bot.Profile {
	switch {
	case by.Platform == slack.Platform && c.slack != nil:
		return c.slack.Profile(ctx, by, p)
	case by.Platform == teams.Platform && c.teams != nil:
		return c.teams.Profile(ctx, by, p)
	}
	return bot.Profile{}
}

// forget has the platforms forget what they remember of an account that was erased.
func (c chats) forget(account string) {
	a, ok := bot.AccountOf(account)
	switch {
	case !ok:
	case a.Platform == slack.Platform && c.slack != nil:
		c.slack.Forget(a)
	case a.Platform == teams.Platform && c.teams != nil:
		c.teams.Forget(a)
	}
}

// look tells who is in a channel besides the people of its home.
func (c chats) look(p bot.Place, tell func(homes []string)) {
	switch {
	case p.Platform == slack.Platform && c.slack != nil:
		c.slack.Look(p, tell)
	case p.Platform == teams.Platform && c.teams != nil:
		c.teams.Look(p, tell)
	}
}

// post says in a place what was caused on another platform.
func (s *server) post(ctx context.Context, key string, p bot.Post) (err error) {
	c := s.on(p.Place.Platform)
	switch {
	case c != nil:
		_, err = c.Send(ctx, p.Place, key, p.Message)
	case s.door != nil && bot.Account{Platform: p.Place.Platform}.Walks():
		_, err = s.door.Send(ctx, p.Place, key, p.Message)
	default:
		err = fmt.Errorf("post to %s: it is not configured", p.Place.Platform)
	}
	return err
}

// tell tells an account something in its direct message, once under a key.
func (s *server) tell(ctx context.Context, a bot.Account, key string, m bot.Message) error {
	if !s.reaches(a) {
		return fmt.Errorf("%s does not reach that account", a.Platform)
	}
	place := bot.DirectTo(a) // audience: who is told, in their own direct message; mutate: s/DirectTo(a)/DirectTo(bot.AtDoor("eve"))/
	return s.post(ctx, key, bot.Post{Place: place, Message: m})
}
