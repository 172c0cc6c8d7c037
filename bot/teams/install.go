package teams

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"collab/bot"
)

// changed takes note of what happened to a conversation, or to us in it. What has to be asked about is kept, and asked
// after the receipt.
func (a *App) changed(ctx context.Context, act activity, raw []byte) error {
	switch {
	case act.conversation.id == "":
		return errUnknown
	case act.joins() && act.conversation.kind == personalChat:
		return a.inbox.Keep(act.tenant, act.from.id, act.typ, raw)
	case act.joins():
		a.greet(ctx, act)
	case a.Channels.Bound != nil && a.Channels.Bound(act.about()):
		return a.inbox.Keep(act.tenant, act.from.id, act.typ, raw)
	}
	return nil
}

// resumeChange is what came of something that happened, once it can be asked about.
func (a *App) resumeChange(ctx context.Context, act activity) error {
	if !act.joins() {
		return a.befell(ctx, act)
	}
	m, err := a.identified(ctx, act)
	if err != nil {
		return err
	}
	return a.arrived(ctx, act, m)
}

// joins says whether we came into the conversation: by an installation, or as a new member.
func (act activity) joins() bool {
	return act.typ == installationType && (act.action == "add" || act.action == "add-upgrade") || names(act.added, act.recipient.id)
}

// leaves says whether we were taken out of the conversation.
func (act activity) leaves() bool {
	return act.typ == installationType && strings.HasPrefix(act.action, "remove") || names(act.removed, act.recipient.id)
}

func names(members []account, id string) bool {
	return id != "" && slices.ContainsFunc(members, func(m account) bool { return m.id == id })
}

// about is the conversation that a change is about: a channel of the team it is told in, or the conversation itself.
func (act activity) about() bot.Place {
	return bot.Place{Platform: Platform, Home: act.tenant, Channel: cmp.Or(act.concerned, act.channel()), Kind: bot.Shared}
}

// arrived welcomes somebody who installed the app for themselves, once.
func (a *App) arrived(ctx context.Context, act activity, m member) error {
	if !a.admitted(m) {
		return errStranger
	}
	a.meet(act, m)
	g := gestureOf(act, m)
	if a.recent.Seen("welcome "+g.by.String(), a.Now()) || a.Welcome == nil {
		return nil
	}
	w := a.Welcome(ctx, g.by)
	if g.place().Own {
		w.Blocks = append(w.Blocks, bot.Note{Body: "Say home to find what waits for you, and where to go. It is up to date whenever you look at it."}, homeButton())
	}
	a.later(ctx, g, bot.Reply{Message: &w})
	return nil
}

// greet says in a conversation into which we came what we do there, once. Nothing private stands in it.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages#best-practices-for-proactive-messaging
func (a *App) greet(ctx context.Context, act activity) {
	if a.recent.Seen("greeted "+act.channel(), a.Now()) {
		return
	}
	a.learn(bot.Place{Platform: Platform, Home: act.tenant, Channel: act.channel()}, peer{ServiceURL: act.serviceURL})
	a.announce(ctx, act, bot.Plainly("I'm Collab. I keep the record of how organisations work together: check-ins, KPIs, evidence, reviews. Nothing is posted here until a relationship manager links this conversation. Mention me and say help."))
}
