package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// deliver brings a reply to the person, and what is said elsewhere to its place. The form is first: its trigger
// lives three seconds.
func (a *App) deliver(ctx context.Context, g gesture, reply bot.Reply) {
	if reply.Form != nil {
		a.open(ctx, g, *reply.Form)
	}
	if len(reply.Errors) > 0 {
		a.tell(ctx, g, bot.Corrections(reply.Errors, g.again()))
	}
	if reply.Message != nil {
		a.tell(ctx, g, *reply.Message)
	}
	if g.proposed && reply.Form == nil && reply.Message == nil && len(reply.Errors) == 0 {
		a.withdraw(ctx, g)
	}
	for i, p := range reply.Posts {
		a.post(ctx, g, fmt.Sprintf("%s/%d", g.key, i), p)
	}
	if g.surface == onHome || g.nowhere() {
		a.publish(ctx, g.office, g.by) // what was done there may have changed it
	}
}

// open shows a form: in the modal that is open, or in a new one. Slack allows that once and soon after the gesture;
// when it refuses, a button asks again.
func (a *App) open(ctx context.Context, g gesture, f bot.Form) {
	drawn, err := modal(f, g)
	if errors.Is(err, errTooLong) {
		a.tell(ctx, g, bot.Plainly("That is too long to put into a form here. Say it in fewer words."))
		return
	}
	m := bot.Plainly("Slack closed that form before I could open it.")
	if g.trigger == "" {
		m = bot.Plainly("I need a few things for that.")
	}
	if err = a.show(ctx, &g, drawn); err == nil {
		return
	}
	g.refusedFiles(f, err)
	a.Log.Warn("slack: could not open a form", "key", g.key, "error", err)
	m.Blocks = append(m.Blocks, bot.Buttons{f.Opener(g.said(), maxValue)})
	a.tell(ctx, g, m)
}

// said is what was said, where saying it again means the same: neither a form nor a message came along.
func (g gesture) said() string {
	if g.source != nil || g.values != nil {
		return ""
	}
	return g.words
}

// show puts something into the modal of a gesture, opening one if none is. Whether or not that works, neither the modal
// nor the trigger can be used again when the person has closed the one, or Slack has taken the other.
func (a *App) show(ctx context.Context, g *gesture, drawn slackgo.ModalViewRequest) (err error) {
	if g.view != "" {
		_, err = g.office.api().UpdateViewContext(ctx, drawn, "", "", g.view)
	} else {
		_, err = g.office.api().OpenViewContext(ctx, g.trigger, drawn)
	}
	if err != nil {
		g.view, g.trigger = "", ""
	}
	return failure(err)
}

// wait opens a modal that says that its content is on its way, unless one is open, and returns the id of that which is;
// empty when Slack did not open it.
func (a *App) wait(ctx context.Context, g gesture) string {
	if g.view != "" || g.trigger == "" {
		return g.view
	}
	opened, err := g.office.api().OpenViewContext(ctx, g.trigger, loadingModal(g))
	if err != nil {
		a.Log.Warn("slack: could not open a form", "key", g.key, "error", failure(err))
		return ""
	}
	return opened.ID
}

// post says something elsewhere. When that fails the person hears of it: what was recorded stays.
func (a *App) post(ctx context.Context, g gesture, key string, p bot.Post) {
	err := a.say(ctx, key, p)
	if err == nil {
		return
	}
	a.Log.Error("slack: could not post", "key", key, "place", p.Place.String(), "error", err)
	a.tell(ctx, g, a.unposted(g.office, err))
}

func (a *App) say(ctx context.Context, key string, p bot.Post) error {
	if p.Place.Platform != Platform && a.Post != nil {
		return a.Post(ctx, key, p)
	}
	_, err := a.Send(ctx, p.Place, key, p.Message)
	return err
}

// tell says something to the person who acted, and to nobody else: in the modal that is open, if all of it fits there,
// else part by part.
func (a *App) tell(ctx context.Context, g gesture, m bot.Message) {
	if g.view != "" || g.nowhere() && g.trigger != "" {
		view, fits := messageModal(m, g)
		if err := a.show(ctx, &g, view); err == nil && fits {
			return
		}
	}
	for i, p := range partsOf(m) {
		if err := a.tellPart(ctx, g, i, p); err != nil {
			a.Log.Error("slack: could not answer", "key", g.key, "part", i+1, "error", err)
		}
	}
}

// tellPart says one part of an answer: on the response URL of the gesture, which takes five, in the conversation where
// it happened, or else in our direct message.
func (a *App) tellPart(ctx context.Context, g gesture, i int, p part) error {
	err := errNoURL
	if a.trusted(g.respond) {
		err = a.write(g.office, p, func(out outgoing) error { return a.hook(ctx, g.respond, ephemeral(out)) })
	}
	if err != nil && g.channel != "" {
		err = a.write(g.office, p, func(out outgoing) error { return a.inConversation(ctx, g, out) })
	}
	if err != nil {
		_, err = a.sendParts(ctx, bot.DirectTo(g.by), partKey(g.key+"/told", i), []part{p}) // audience: the person who acted; mutate: s|bot.DirectTo(g.by)|bot.Place{Platform: Platform, Channel: g.channel}|
	}
	return err
}

var errNoURL = errors.New("there is no response URL to be trusted")

// withdraw takes back what only this person saw, and to which there is nothing more to say.
func (a *App) withdraw(ctx context.Context, g gesture) {
	if !a.trusted(g.respond) {
		return
	}
	if err := a.hook(ctx, g.respond, outgoing{Delete: true}); err != nil {
		a.Log.Info("slack: could not take back a proposal", "key", g.key, "error", err)
	}
}

// trusted says whether an answer may go to a response URL: Slack's host alone, or the one configured for tests.
func (a *App) trusted(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host != a.ResponseHost || u.User != nil {
		return false
	}
	return u.Scheme == "https" || (u.Scheme == "http" && net.ParseIP(u.Hostname()).IsLoopback())
}

func (a *App) inConversation(ctx context.Context, g gesture, out outgoing) error {
	out.Channel, out.Thread = g.channel, g.thread
	method := "chat.postMessage"
	if g.channel != g.office.direct.with(g.by.User) { // audience: elsewhere than in our direct message only this person sees it; mutate: s/!=/==/
		out.User, method = g.by.User, "chat.postEphemeral"
	}
	_, err := a.call(ctx, g.office, method, out)
	return err
}

// again is the words that open a form of which something is wrong; empty when none was sent.
func (g gesture) again() string {
	if g.values == nil {
		return ""
	}
	return g.words
}
