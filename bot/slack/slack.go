// Package slack lets people in Slack talk with collab, and collab talk with them.
//
// Slack brings what people do in one of two ways: it posts to one URL ([App.ServeHTTP]), or down a socket we opened
// ([App.Listen]). A posted request is read up to a limit, its signature is checked on the exact bytes, and only then
// is anything parsed, and only those bytes: the query string is never looked at. Both ways end in [App.take]. Whatever
// cannot be understood is answered with nothing, since Slack repeats what fails.
//
// Functions named for what a person did turn it into a [bot.Request]: typed, pressed, submitted, closed, called (a
// shortcut) and heard. What the request says about who and where comes from Slack alone. The organisation of a person
// is the team of the person, never the team the message came through: in a channel shared by two organisations these
// differ (https://docs.slack.dev/apis/slack-connect/). Where Slack leaves it out, the request is put into an inbox,
// acknowledged, and worked off once Slack was asked; a person whose team cannot be told is nobody.
//
// The answer is drawn in Block Kit. Nothing a person wrote ever stands in Slack's markup: words go into plain_text
// and rich_text elements, where <!channel>, <@U1> and *stars* are just characters; markup carries only dates and
// links of our own making. Slack's limits are kept by splitting: what is too long for one message goes on in the next.
// Only a message that is edited, and our Home, are one whatever happens: they count what they leave out. What a
// workspace does not take, such as a chart, is drawn ever more plainly, in words at last.
//
// Of what people say to each other nothing is read until one of them points at a message: with the shortcut, by saying
// "evidence" in its thread or with its address, or by pressing what our emoji on it proposed. That one message is read
// then, if it stands where they pointed at it from; of its files only the hash is kept. A file that somebody attaches to a
// form is read once, while Slack waits for the receipt, and kept nowhere; where that cannot be, they paste what is in it.
//
// Workspaces install the app from one link ([App.ServeInstall], [App.ServeOAuth]). Each installation is an office: it has
// its own token, which is renewed before it ends ([App.Rotate]), and is the only way to the people of its workspace. An
// office whose workspace removed the app is closed, after its relationships were told. Where the partner installed the
// app too, a channel that both share stays the one that was linked, whichever installation something came through.
//
// What happens to a linked channel, that it is archived, unshared, moved, or joined by another organisation, is told to
// its relationship ([bot.Channels]), once Slack was asked whether it is so where the channel was linked.
//
// A change is recorded before it is acknowledged. Slack gives three seconds for that: the answer to a command is in
// the HTTP response when it is ready in time, and follows on the response URL otherwise. Everything that needs the
// Web API happens after the acknowledgement; [App.Wait] waits for it. Slack's limits are kept for each installation, in one
// place that every call of an office passes: it waits a moment for its turn, or is not made. Nothing that is sent is
// retried here: who sends, decides when to try again ([bot.RetryAfter]), when to stop ([bot.ErrGone]) and when to look first ([App.Find]).
package slack

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"collab/bot"
)

// Platform is the name of Slack in accounts and places.
const Platform = "slack"

const (
	patience  = 1500 * time.Millisecond // of the three seconds that Slack waits and a trigger lives; the rest opens a form
	lookLimit = time.Second             // of those, for a call we cannot answer without
	callLimit = 10 * time.Second        // for any other call of the Web API
)

// Config is everything the adapter is given. Answer, Now and Log are required; so is one way in (SigningSecret, for
// requests that Slack posts, or AppToken, for a socket) and one installation (BotToken, or ClientID and ClientSecret).
type Config struct {
	// Answer is the conversation. What it recorded is durable when it returns.
	Answer func(context.Context, bot.Request) bot.Reply
	// Home is the page that a person finds under the app's name.
	Home func(context.Context, bot.Account) bot.Message
	// Welcome is what whoever installed the app is told first.
	Welcome func(context.Context, bot.Account) bot.Message
	// Installer is told who installed the app; it may be told again.
	Installer func(context.Context, bot.Account)
	// Post says something in a place of another platform; nil when there is none.
	Post func(ctx context.Context, key string, p bot.Post) error
	// Channels are told what happens to conversations.
	Channels bot.Channels
	// Shelf keeps the installations that people made.
	Shelf Shelf
	// Inbox keeps what cannot be answered before a call of the Web API.
	Inbox bot.Mail
	// Now is the clock that signatures are checked against.
	Now func() time.Time
	// Log never sees what people wrote.
	Log *slog.Logger
	// SigningSecret and BotToken stand in the app's settings: "Basic Information" and "OAuth & Permissions"; AppToken,
	// for Socket Mode, under "Basic Information" too.
	SigningSecret, BotToken, AppToken string
	// ClientID and ClientSecret ("Basic Information") let people install the app in their workspace.
	ClientID, ClientSecret string
	// BaseURL is where people reach this server, for links; without a slash at its end.
	BaseURL string
	// Emoji is the reaction that proposes a message as evidence, without colons; empty means pushpin.
	Emoji string
	// Limits are how much Slack lets each installation call; SlackLimits when zero.
	Limits Limits
	// Transport carries what is called; http.DefaultTransport when nil.
	Transport http.RoundTripper
	// APIURL is the address of the Web API, with its last slash; empty means Slack's own.
	APIURL string
	// ResponseHost is the only host (with its port, if any) that answers on a response URL are sent to; empty means
	// hooks.slack.com. Plain http is accepted on a loopback address alone.
	ResponseHost string
}

// App is collab as an app of Slack, in every workspace that has installed it.
type App struct {
	Config
	http     *http.Client
	offices  offices
	typings  typings
	patience time.Duration
	recent   bot.Recent
	begun    bot.Memory[beginning] // messages of which only the first parts were said, by key
	missed   sync.Map              // the scopes that were missed, each logged once
	drawings drawings
	sockets  sockets
	inbox    *bot.Inbox
	teams    bot.Memory[string]  // of people, by office and user
	profiles bot.Memory[profile] // alike
	work     bot.Work
	states   states
	// exchanges is how many codes may still be tried.
	exchanges *rate.Limiter
	// installing lets one installation be made at a time.
	installing sync.Mutex
}

// New makes the app, with the installation that is configured, if one is (Slack is asked whose its token is), and
// those that people made. Its errors say which setting is missing or refused.
func New(ctx context.Context, c Config) (*App, error) {
	if c.SigningSecret == "" && c.AppToken == "" {
		return nil, errors.New("Slack needs a signing secret or an app token (both under Basic Information)")
	}
	if c.BotToken == "" && (c.ClientID == "" || c.ClientSecret == "" || c.BaseURL == "" || c.Shelf.Put == nil) {
		return nil, errors.New("Slack needs a bot token (OAuth & Permissions), or client id and client secret (Basic Information) and a place to keep installations")
	}
	a := &App{Config: c.complete(), http: client(c.Transport), patience: patience, sockets: newSockets(), exchanges: newExchanges(), work: bot.Work{Log: c.Log}}
	a.inbox = a.hire()
	if c.BotToken != "" {
		if err := a.configured(ctx); err != nil {
			return nil, err
		}
	}
	return a, a.unshelve()
}

// complete has what was left out.
func (c Config) complete() Config {
	c.APIURL = cmp.Or(c.APIURL, slackgo.APIURL)
	c.ResponseHost = cmp.Or(c.ResponseHost, "hooks.slack.com")
	c.Emoji = cmp.Or(c.Emoji, "pushpin")
	c.Limits = cmp.Or(c.Limits, SlackLimits)
	return c
}

// client follows no redirects: neither a token nor an answer goes where a response points.
func client(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     transport,
		Timeout:       callLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Wait returns when everything begun after an acknowledgement is done. It is called once nothing more comes in.
func (a *App) Wait() { a.work.Wait() }

// place says where a gesture happened. A conversation whose id begins with D holds two people; only the one that
// Slack names as the bot's own with this person is a direct message with us: a command typed to a colleague, or to
// the partner, is not. What happens on our Home is between one and us.
func (a *App) place(ctx context.Context, g gesture) bot.Place {
	p := bot.Place{Platform: Platform, Home: g.office.home, Channel: g.channel, Thread: g.thread, Kind: bot.Shared}
	switch {
	case g.surface == onHome || g.channel == "":
	case !strings.HasPrefix(g.channel, "D"):
		return a.bound(p)
	default:
		ctx, cancel := context.WithTimeout(ctx, lookLimit)
		defer cancel()
		ours, err := a.directWith(ctx, g.office, g.by.User)
		if err != nil || ours != g.channel { // audience: what two people say to each other is not between one and us; mutate: s/ours != g.channel/ours == ""/
			p.Kind = bot.Between
			return p
		}
	}
	p.Channel, p.Kind = "@"+g.by.User, bot.Direct
	p.Own = g.office.covers(g.by.Home) // audience: a direct message of the installation in the person's own workspace; mutate: s/g.office.covers(g.by.Home)/true/
	return p
}

// bound is the place as a relationship knows it. In a channel that two organisations share, which have both installed
// the app, what happens comes through either installation: the channel is the one that was linked.
func (a *App) bound(p bot.Place) bot.Place {
	if a.Channels.Bound == nil || a.Channels.Bound(p) {
		return p
	}
	for _, o := range a.offices.all() {
		other := p
		if other.Home = o.home; a.Channels.Bound(other) {
			return other
		}
	}
	return p
}
