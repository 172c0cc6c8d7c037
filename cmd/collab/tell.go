package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"collab/bot"
	"collab/bot/mail"
	"collab/bot/slack"
	"collab/bot/web"
	"collab/scheduler"
)

// teller tells people what the scheduler says is owed, on whichever platform they are.
type teller struct {
	bot   *bot.Bot
	slack *slack.App
	web   *web.Server
	mail  *mail.Mailer // nil when no mail server is configured
	// refused is Slack's word when it no longer takes our token; nil while it does.
	refused atomic.Pointer[string]
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
	return scheduler.Sent{Ref: ref}, t.understood(err)
}

// carry brings a notice to its platform.
func (t *teller) carry(ctx context.Context, n bot.Notice, task scheduler.Task) (ref string, err error) {
	switch {
	case bot.Account{Platform: n.Place.Platform}.Walks() && t.web != nil:
		return t.tellOnPage(ctx, n, task)
	case n.Place.Platform != slack.Platform || t.slack == nil:
		return "", fmt.Errorf("%w: %s is not configured", scheduler.ErrNotSent, n.Place.Platform)
	case task.Ref != "":
		return task.Ref, t.slack.Edit(ctx, n.Place, task.Ref, n.Message)
	}
	return t.slack.Send(ctx, n.Place, task.Key, n.Message)
}

// find looks for a message that may have been sent. What is said on the web under a key is said once, so it can be said
// again without looking. A letter cannot be looked for: it goes again, the same, but not for ever.
func (t *teller) find(ctx context.Context, task scheduler.Task) (ref string, found bool, err error) {
	p, ok := placeOf(task)
	if ok && p.Platform == mail.Platform && task.Attempt > mostCopies {
		return task.Key, true, nil
	}
	if !ok || p.Platform != slack.Platform || t.slack == nil {
		return "", false, errors.ErrUnsupported
	}
	ref, found, err = t.slack.Find(ctx, p, task.Key)
	if scope := slack.MissingScope(""); errors.As(err, &scope) {
		return "", false, fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return ref, found, t.understood(err)
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

// understood turns what Slack said into what the scheduler knows.
func (t *teller) understood(err error) error {
	word, ours := slack.Word(err), slack.RefusesUs(err) // nobody is given up for what the operator can mend, and no channel lost
	if t.slack != nil && !ours {
		t.refused.Store(nil)
	}
	wait, scope := bot.RetryAfter(0), slack.MissingScope("")
	switch {
	case errors.As(err, &wait):
		return scheduler.RetryAfter(wait)
	case errors.As(err, &scope):
		word = scope.Error()
		t.refused.Store(&word)
		return fmt.Errorf("%w: %w", scheduler.ErrNotSent, err)
	case ours:
		if word != notInstalled {
			t.refused.Store(&word)
		}
		return fmt.Errorf("%w: %w", scheduler.ErrNotSent, err)
	case errors.Is(err, bot.ErrGone):
		return &scheduler.Gone{Word: word}
	}
	return err
}

// apiAt is the address of another Web API, with its last slash, and the host of its response URLs.
func apiAt(address string) (api, host string) {
	u, err := url.Parse(address)
	if err != nil {
		return address, ""
	}
	return strings.TrimRight(address, "/") + "/", u.Host
}
