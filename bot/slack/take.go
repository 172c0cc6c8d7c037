package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// The kinds of what Slack brings, in the words of its socket.
// https://docs.slack.dev/apis/events-api/using-socket-mode/#receive
const (
	eventsKind      = "events_api"
	interactiveKind = "interactive"
	commandsKind    = "slash_commands"
)

// take understands what Slack brought, whichever way, and says what goes back with the receipt. Its errors are logged;
// Slack gets its receipt either way.
func (a *App) take(ctx context.Context, kind string, payload []byte) (acknowledgement, error) {
	switch kind {
	case eventsKind:
		return a.happened(ctx, payload)
	case interactiveKind:
		return a.interacted(ctx, payload)
	case commandsKind:
		var c command
		if err := json.Unmarshal(payload, &c); err != nil {
			return acknowledgement{}, err
		}
		return a.typed(ctx, c)
	}
	return acknowledgement{}, errUnknown
}

func (a *App) interacted(ctx context.Context, payload []byte) (acknowledgement, error) {
	in, g, err := a.readInteraction(payload)
	if err != nil {
		return acknowledgement{}, err
	}
	if g.by.Home = cmp.Or(g.by.Home, a.recall(g)); g.by.Home == "" {
		return acknowledgement{}, a.inbox.Keep(g.office.home, g.by.User, interactiveKind, payload)
	}
	return a.interaction(ctx, in, g)
}

// interaction answers what somebody did whose workspace is known.
func (a *App) interaction(ctx context.Context, in interaction, g gesture) (acknowledgement, error) {
	switch in.Type {
	case "block_actions":
		return acknowledgement{}, a.pressed(ctx, in, g)
	case "view_submission":
		return a.submitted(ctx, in, g)
	case "view_closed":
		return acknowledgement{}, a.closed(ctx, in, g)
	case "shortcut", "message_action":
		return acknowledgement{}, a.called(ctx, in, g)
	}
	return acknowledgement{}, errUnknown
}

// typed answers a slash command: with the receipt if that is ready in time, else on the response URL.
func (a *App) typed(ctx context.Context, c command) (acknowledgement, error) {
	g, err := a.readCommand(c)
	if err != nil {
		return acknowledgement{}, err
	}
	if a.pointing(ctx, g) {
		return acknowledgement{}, nil
	}
	g.words = a.named(ctx, g.office, c.Text)
	reply, inTime := a.answer(ctx, g)
	if !inTime {
		return acknowledgement{}, nil
	}
	var now acknowledgement
	if reply.Message != nil {
		if drawn, err := a.drawings.receipt(reply.Message); err == nil && drawn != nil {
			now = a.atOnce(ctx, g, drawn, bot.Reply{Message: reply.Message})
			reply.Message = nil
		}
	}
	a.later(ctx, g, reply)
	return now, nil
}

// pressed answers the press of a button, privately.
func (a *App) pressed(ctx context.Context, in interaction, g gesture) error {
	if in.typing() {
		a.typings.learn(in.form(g.by), in.View.values())
		return nil
	}
	g, err := readPress(in, g)
	if err != nil {
		return err
	}
	if !a.pointing(ctx, g) {
		a.respond(ctx, g)
	}
	return nil
}

// submitted answers a form: with what is wrong at its fields, with another form in its place, or by closing it.
func (a *App) submitted(ctx context.Context, in interaction, g gesture) (acknowledgement, error) {
	g, err := readSubmission(in, g)
	if err != nil {
		return acknowledgement{}, err
	}
	a.typings.take(in.form(g.by))
	reply, inTime := a.answer(ctx, g)
	if !inTime {
		return acknowledgement{}, fmt.Errorf("%w in the time that Slack waits", bot.ErrNotKept) // with a receipt the form would close as if it were
	}
	if len(reply.Errors) > 0 && len(g.fields) > 0 {
		return a.atOnce(ctx, g, slackgo.NewErrorsViewSubmissionResponse(errorsIn(g.fields, reply.Errors)), reply), nil
	}
	var now acknowledgement
	if reply.Form != nil {
		if next, err := modal(*reply.Form, g); err == nil {
			now = a.atOnce(ctx, g, slackgo.NewUpdateViewSubmissionResponse(&next), bot.Reply{Form: reply.Form})
			reply.Form = nil
		}
	}
	if reply.Message != nil && g.nowhere() { // there is no conversation to answer in but the form itself
		shown, fits := messageModal(*reply.Message, g)
		now.json = slackgo.NewUpdateViewSubmissionResponse(&shown)
		if fits { // the modal that is open is the one that shows it
			now = a.atOnce(ctx, g, now.json, bot.Reply{Message: reply.Message})
			reply.Message = nil
		}
		g.trigger = ""
	}
	a.later(ctx, g, reply)
	return now, nil
}

// closed keeps what stood in a form that was closed without being sent.
func (a *App) closed(ctx context.Context, in interaction, g gesture) error {
	g, err := readClosed(in, g, a.typings.take(in.form(g.by)))
	if err != nil {
		return err
	}
	a.respond(ctx, g)
	return nil
}

// called answers a shortcut. What it leads to takes a look at Slack first, so a form opens at once and is filled then.
func (a *App) called(ctx context.Context, in interaction, g gesture) error {
	g, err := readShortcut(in, g)
	if err != nil {
		return err
	}
	if in.Type == "message_action" {
		g = a.unlinked(g)
		a.lookAt(ctx, g, func(ctx context.Context) *bot.Source { return a.quoted(ctx, g.office, in.Channel.ID, in.Message) })
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() {
		g.view = a.wait(ctx, g)
		if reply, inTime := a.answer(ctx, g); inTime {
			a.deliver(ctx, g, reply)
		}
	})
	return nil
}

// happened answers an event; it also proves to Slack that this address is ours.
func (a *App) happened(ctx context.Context, body []byte) (acknowledgement, error) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return acknowledgement{}, err
	}
	switch e.Type {
	case "url_verification":
		return acknowledgement{text: e.Challenge}, nil
	case "event_callback":
		return acknowledgement{}, a.event(ctx, e, body)
	}
	return acknowledgement{}, errUnknown
}

// event sorts events: what somebody said, what happened to a conversation, what happened to us.
func (a *App) event(ctx context.Context, e envelope, body []byte) error {
	var v event
	if err := json.Unmarshal(e.Event, &v); err != nil {
		return err
	}
	o := a.offices.receiving(e.homes()...)
	if o == nil {
		return errNoOffice
	}
	switch v.Type {
	case "message", "app_mention", "reaction_added", "app_home_opened":
		g, err := a.readEvent(e, v, o)
		if err != nil {
			return err
		}
		if g = g.of(cmp.Or(g.by.Home, a.recall(g)), e); g.by.Home == "" {
			return a.inbox.Keep(o.home, g.by.User, eventsKind, body)
		}
		return a.heard(ctx, g, v)
	}
	return a.changed(ctx, o, e, v)
}

// heard answers what somebody said to us or did to a message, once: Slack repeats an event it thinks lost, and the
// answer would be there twice.
func (a *App) heard(ctx context.Context, g gesture, v event) error {
	if a.recent.Seen(g.key, a.Now()) {
		return nil
	}
	if g.im {
		g.office.direct.learn(g.by.User, g.channel)
	}
	switch v.Type {
	case "app_home_opened":
		return a.opened(ctx, g)
	case "reaction_added":
		return a.reacted(ctx, g, v)
	}
	g.mentioned = v.Type == "app_mention"
	if a.pointing(ctx, g) {
		return nil
	}
	g.words = a.named(ctx, g.office, withoutMention(v.Text, g.office.user()))
	a.respond(ctx, g)
	return nil
}

// respond answers a gesture whose receipt carries nothing.
func (a *App) respond(ctx context.Context, g gesture) {
	if reply, inTime := a.answer(ctx, g); inTime {
		a.later(ctx, g, reply)
	}
}

// answer asks the conversation. A reply that comes too late for the receipt goes the later way whole; meanwhile, as
// long as the person's trigger lives, something opens that says so. A form that was sent stays open instead: sent once
// more it has the same key.
func (a *App) answer(ctx context.Context, g gesture) (bot.Reply, bool) {
	ctx, began := context.WithoutCancel(ctx), time.Now()
	place := a.place(ctx, g)
	if g.reader != "" && !place.Own { // audience: what was drawn for one party alone comes back only from its own surface; mutate: s/!place.Own/false/
		return bot.Reply{Errors: map[string]string{"": "This form cannot be sent from here. Ask for it in our direct message."}}, true
	}
	req := bot.Request{Key: g.key, By: g.by, Place: place, Words: g.words, Values: g.values, Closed: g.closed, Source: g.source, Unasked: g.unasked,
		Name: g.name, Files: a.attachments(ctx, g), Org: g.office.employs(g.by.Home)}
	answered := make(chan bot.Reply, 1)
	go func() { answered <- a.Answer(ctx, req) }()
	soon := time.NewTimer(a.patienceWith(g) - time.Since(began))
	defer soon.Stop()
	select {
	case reply := <-answered:
		return reply, true
	case <-soon.C:
		a.work.Go(func() {
			if g.sent() {
				g.trigger = ""
			}
			g.view = a.wait(ctx, g)
			a.deliver(ctx, g, <-answered)
		})
		return bot.Reply{}, false
	}
}

// patienceWith is how long the receipt waits for the answer to a gesture. A form that was sent opens nothing more, so
// nearly all the time that Slack waits is left for recording it.
func (a *App) patienceWith(g gesture) time.Duration {
	if g.sent() {
		return a.patience * 5 / 3
	}
	return a.patience
}

// atOnce is a receipt that carries part of a reply, and the later way for that part.
func (a *App) atOnce(ctx context.Context, g gesture, said any, part bot.Reply) acknowledgement {
	return acknowledgement{json: said, late: sync.OnceFunc(func() { a.later(ctx, g, part) })}
}

// later does what needs the Web API, after the receipt.
func (a *App) later(ctx context.Context, g gesture, reply bot.Reply) {
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() { a.deliver(ctx, g, reply) })
}
