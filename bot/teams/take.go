package teams

import (
	"context"
	"errors"
	"time"

	"collab/bot"
)

const (
	// invokePatience is how much of the five seconds that Teams waits for an invoke is used: what comes later is said in
	// the chat.
	// https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/respond-to-task-module-submit
	invokePatience = 2800 * time.Millisecond
	// lookLimit is how long of that the roster may take.
	lookLimit = 1200 * time.Millisecond
)

var errUnknown = errors.New("nothing that is understood")

// installationType is the type of activities that say that the app was installed or removed.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events#installation-update-event
const installationType = "installationUpdate"

// take understands what Teams brought, and says what goes back with the receipt. Its errors are logged; Teams gets its
// receipt all the same, unless what it brought could be neither answered nor kept ([bot.ErrNotKept]).
func (a *App) take(ctx context.Context, act activity, raw []byte) (answer, error) {
	switch act.typ {
	case invokeType:
		return a.invoked(ctx, act)
	case messageType:
		return answer{}, a.brought(ctx, act, raw)
	case installationType, updateType:
		return answer{}, a.changed(ctx, act, raw)
	}
	return answer{}, errUnknown
}

// brought answers what somebody said. Whoever was not met lately is asked about in the roster, after the receipt.
func (a *App) brought(ctx context.Context, act activity, raw []byte) error {
	if act.from.id == "" || act.from.id == act.recipient.id || act.from.role == "bot" {
		return errUnknown
	}
	m, known := a.recalled(act)
	if !known {
		return a.inbox.Keep(act.tenant, act.from.id, messageType, raw)
	}
	return a.heard(ctx, act, m)
}

// resume answers an activity of the inbox.
func (a *App) resume(ctx context.Context, l bot.Arrival) error {
	act, err := readActivity(l.Raw)
	if err != nil {
		return err
	}
	if act.typ != messageType {
		return a.resumeChange(ctx, act)
	}
	m, err := a.identified(ctx, act)
	if err != nil {
		return err
	}
	return a.heard(ctx, act, m)
}

// heard answers what a member of the conversation said, or what a card brought as a message: once, since Teams repeats
// what it thinks lost, and the answer would be there twice.
func (a *App) heard(ctx context.Context, act activity, m member) error {
	if !a.admitted(m) {
		a.turnAway(ctx, act)
		return nil
	}
	a.meet(act, m)
	g := gestureOf(act, m)
	if s, err := submittedOf(act.value); err == nil {
		g = g.with(s)
	} else {
		g.words = act.words(a.AppID)
	}
	if a.wantsHome(g) {
		a.bringHome(ctx, g)
		return nil
	}
	if g.pointing() {
		g.source = g.topmost()
	}
	if reply := a.answer(ctx, g); !a.repeated(g) {
		a.later(ctx, g, reply)
	}
	return nil
}

// turnAway says, in the conversation, that somebody is nobody here. Nothing in it is private, and each is told once a while.
func (a *App) turnAway(ctx context.Context, act activity) {
	if !a.recent.Seen("stranger "+rosterKey(act), a.Now()) {
		a.announce(ctx, act, stranger())
	}
}

// announce says something in a conversation, for everybody there to read, once what happened there is acknowledged.
func (a *App) announce(ctx context.Context, act activity, m bot.Message) {
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() {
		if err := a.framework.say(ctx, act.ref(), outgoingCard(oneCard(m, origin{}), plain(m))); err != nil {
			a.Log.Warn("teams: could not speak up in a conversation", "type", act.typ, "error", err)
		}
	})
}

// soon asks the conversation within the time of ctx, since Teams waits. What comes later is said in the chat, once: Teams
// repeats what it waited for too long.
func (a *App) soon(ctx context.Context, g gesture) (bot.Reply, bool) {
	answered := make(chan bot.Reply, 1)
	go func() { answered <- a.answer(ctx, g) }()
	select {
	case reply := <-answered:
		return reply, true
	case <-ctx.Done():
		again := a.repeated(g)
		a.work.Go(func() {
			if reply := <-answered; !again {
				a.deliver(context.WithoutCancel(ctx), g, reply)
			}
		})
		return bot.Reply{}, false
	}
}
