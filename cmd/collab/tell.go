package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"collab/bot"
	"collab/bot/mail"
	"collab/bot/slack"
	"collab/bot/teams"
	"collab/bot/web"
	"collab/scheduler"
)

// teller tells people what the scheduler says is owed, on whichever platform they are.
type teller struct {
	bot *bot.Bot
	chats
	web  *web.Server
	mail *mail.Mailer // nil when no mail server is configured
	// refused holds, by the name of a platform, its word for why it takes nothing from us.
	refused sync.Map
	// unmailed is why the mail server takes no letters from us; nil while it does.
	unmailed atomic.Pointer[string]
}

// carryWithin is how long one message may take. It is let finish when the server stops, so it is less than grace.
const carryWithin = 8 * time.Second

// send composes what a task is about, from the record as it is now, and says it or edits what was said.
func (t *teller) send(ctx context.Context, task scheduler.Task) (scheduler.Sent, error) {
	n, owed, err := t.bot.Compose(task.Relationship, task.Party, task.Duty)
	if err != nil {
		return scheduler.Sent{}, fmt.Errorf("%w: %w", scheduler.ErrNotSent, err)
	}
	if !owed {
		return scheduler.Sent{}, nil // it vanished since the scheduler looked
	}
	within := carryWithin
	if n.Letter && t.mail != nil {
		within = writeWithin
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	ref, err := t.carry(ctx, n, task)
	if n.Letter && err == nil {
		t.unmailed.Store(nil)
	}
	if known, ours := t.lettered(err); ours {
		return scheduler.Sent{Ref: ref}, known
	}
	return scheduler.Sent{Ref: ref}, unsure(t.understood(n.Place.Platform, err), n.Place.Platform, task)
}

// lastCopy is how long what may have been said in Teams is left before it is said for the last time: whatever keeps answers
// from us may keep messages from people, and that lasts longer than a minute.
const lastCopy = 2 * time.Hour

// unsure puts off the last copy of what cannot be looked for.
func unsure(err error, platform string, task scheduler.Task) error {
	known := err == nil || errors.As(err, new(scheduler.RetryAfter)) || errors.Is(err, scheduler.ErrNotSent) || errors.Is(err, scheduler.ErrGone)
	if known || platform != teams.Platform || task.Doubts != mostCopies-2 {
		return err
	}
	return fmt.Errorf("%w: %w", scheduler.Unsure(lastCopy), err)
}

// carry brings a notice to its platform.
func (t *teller) carry(ctx context.Context, n bot.Notice, task scheduler.Task) (ref string, err error) {
	c := t.on(n.Place.Platform)
	switch {
	case bot.Account{Platform: n.Place.Platform}.Walks() && t.web != nil:
		return t.tellOnPage(ctx, n, task)
	case c == nil:
		return "", fmt.Errorf("%w: %s is not configured", scheduler.ErrNotSent, n.Place.Platform)
	case task.Ref == "":
		return c.Send(ctx, n.Place, task.Key, n.Message)
	}
	if err = c.Edit(ctx, n.Place, task.Ref, n.Message); !deleted(err) {
		return task.Ref, err
	}
	return c.Send(ctx, n.Place, task.Key, n.Message)
}

// deleted says whether what was to be edited was deleted meanwhile, by whoever may do that. It is said anew.
func deleted(err error) bool {
	return errors.Is(err, teams.ErrDeleted) || slack.Word(err) == "message_not_found"
}

// find looks for a message that may have been sent. What is said on the web under a key is said once, so it can be said
// again without looking. A letter, and what is said in Teams, cannot be looked for: it goes again, the same, but not for ever.
func (t *teller) find(ctx context.Context, task scheduler.Task) (ref string, found bool, err error) {
	p, ok := placeOf(task)
	if ok && p.Platform == mail.Platform && task.Doubts >= mostCopies {
		return task.Key, true, nil
	}
	if ok && p.Platform == teams.Platform && task.Doubts >= mostCopies {
		return task.Ref, true, nil
	}
	if !ok || p.Platform != slack.Platform || t.slack == nil {
		return "", false, errors.ErrUnsupported
	}
	ref, found, err = t.slack.Find(ctx, p, task.Key)
	if scope := slack.MissingScope(""); errors.As(err, &scope) {
		return "", false, fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return ref, found, t.understood(p.Platform, err)
}

// placeOf is where a task is to be said.
func placeOf(task scheduler.Task) (bot.Place, bool) {
	if task.Duty.Place != "" {
		return bot.PlaceOf(task.To)
	}
	a, ok := bot.AccountOf(task.To)
	return bot.DirectTo(a), ok
}

// notInstalled is the word for a workspace that removed the app, or never had it: others still work.
const notInstalled = "app_missing"

// understood turns what a platform said into what the scheduler knows.
func (t *teller) understood(platform string, err error) error {
	word, ours := cmp.Or(slack.Word(err), teams.Word(err)), slack.RefusesUs(err) || teams.RefusesUs(err) // nobody is given up for what the operator can mend, and no channel lost
	if !ours {
		t.refused.Delete(platform)
	}
	wait, scope := bot.RetryAfter(0), slack.MissingScope("")
	switch {
	case errors.As(err, &wait):
		return scheduler.RetryAfter(wait)
	case errors.As(err, &scope):
		word = scope.Error()
		t.refused.Store(platform, word)
		return fmt.Errorf("%w: %w", scheduler.ErrNotSent, err)
	case ours:
		if word != notInstalled {
			t.refused.Store(platform, word)
		}
		return fmt.Errorf("%w: %w", scheduler.ErrNotSent, err)
	case errors.Is(err, bot.ErrGone):
		return fmt.Errorf("%w: %w", &scheduler.Gone{Word: cmp.Or(teams.Lost(err), word)}, err)
	case errors.Is(err, bot.ErrUnsent):
		return fmt.Errorf("%w: %w", scheduler.ErrNotSent, err)
	}
	return err
}

// refusal is a platform's word for why it takes nothing from us; empty while it does.
func (t *teller) refusal(platform string) string {
	word, _ := t.refused.Load(platform)
	said, _ := word.(string)
	return said
}

// apiAt is the address of another Web API, with its last slash, and the host of its response URLs.
func apiAt(address string) (api, host string) {
	u, err := url.Parse(address)
	if err != nil {
		return address, ""
	}
	return strings.TrimRight(address, "/") + "/", u.Host
}
