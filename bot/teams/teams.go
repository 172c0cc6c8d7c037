// Package teams lets people in Microsoft Teams talk with collab, and collab talk with them.
//
// Teams posts what people do to one URL ([App.ServeHTTP]). A request is read up to a limit; its token, signed by
// Microsoft, is judged; and only then does what it says mean anything. It ends in [App.take]. Whatever cannot be
// understood is answered with nothing, since Teams repeats what fails.
//
// Functions named for what a person did turn it into a [bot.Request]: heard (typed, or a card of an old client), pressed,
// opened, submitted and called ("Log as evidence" in the menu of a message). Who did it the roster of the conversation says,
// by tenant and object in its directory, and never a name: people of one channel may be of several tenants, as guests or
// through sharing. Whoever was not met lately waits in the inbox until the roster was asked; an invoke, which Teams
// waits for, asks it at once. A person whom the roster does not know, or whose tenant the operator did not let in, is
// nobody.
//
// The answer is drawn as Adaptive Cards. Nothing a person wrote ever becomes markup there. Forms are dialogs, opened by a
// button; what is wrong is said at its field, and what was typed stays. Only the person who acted sees an answer: it
// stands in the dialog, in their personal chat, or where they acted if Teams shows it to them alone; where none of these
// can be, a card in the conversation holds nothing but their name, and shows them the answer when their client asks.
//
// A change is recorded before it is acknowledged; what needs calls to Teams happens after that, and [App.Wait] waits for
// it. Teams cannot be asked whether something was said: an answer that may be there is not given again, and what is owed is,
// though not for ever. How people and conversations are reached is kept ([Peers]), since what is owed is said unasked.
package teams

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"collab/bot"
)

// Platform is the name of Teams in accounts and places.
const Platform = "teams"

// MessagesPath is where Teams posts what people do: the messaging endpoint of the Azure Bot.
const MessagesPath = "/api/messages"

// Config is everything the adapter is given. Answer, Now, Log, AppID, AppPassword and Tenant are required.
type Config struct {
	// Answer is the conversation. What it recorded is durable when it returns.
	Answer func(context.Context, bot.Request) bot.Reply
	// Home is the page that a person finds in our personal chat.
	Home func(context.Context, bot.Account) bot.Message
	// Welcome is what somebody is told who installed the app for themselves.
	Welcome func(context.Context, bot.Account) bot.Message
	// Peers keep how people and conversations are reached.
	Peers Peers
	// Channels are told what happens to conversations.
	Channels bot.Channels
	// Mail keeps what cannot be answered before the roster was asked.
	Mail bot.Mail
	// Post says something in a place of another platform; nil when there is none.
	Post func(ctx context.Context, key string, p bot.Post) error
	// Now is the clock that tokens are checked against.
	Now func() time.Time
	// Log never sees what people wrote.
	Log *slog.Logger
	// AppID and AppPassword are the bot's in Microsoft Entra, Tenant the one it is registered in.
	AppID, AppPassword, Tenant string
	// AllowedTenants may talk to the bot besides its own.
	AllowedTenants []string
	// Cloud is where Microsoft's services are; Public when it is empty.
	Cloud Cloud
	// Limits are how much Teams lets us call; what Microsoft documents when zero.
	Limits Limits
	// BaseURL is where people reach this server, for links; without a slash at its end.
	BaseURL string
	// Transport carries what is called; http.DefaultTransport when nil.
	Transport http.RoundTripper
}

// App is collab as an app of Teams.
type App struct {
	Config
	judge     *judge
	connector *connector
	framework *framework
	inbox     *bot.Inbox
	peers     peers
	members   bot.Memory[member] // of conversations, by conversation and id
	refused   bot.Memory[bool]   // ways that do not lead to somebody
	begun     bot.Memory[beginning]
	views     bot.Memory[view]
	zones     bot.Memory[string] // of people, by account: not everything that they do brings it
	recent    bot.Recent
	drawings  bot.Drawings
	work      bot.Work
}

// New makes the app, and takes up what waited in its mail. Its errors say which setting is missing.
func New(c Config) (*App, error) {
	if c.AppID == "" || c.AppPassword == "" || c.Tenant == "" {
		return nil, errors.New("Teams needs the app id, a client secret and the tenant of its Azure Bot")
	}
	if c.Cloud.OpenIDURL == "" {
		c.Cloud = Public
	}
	http := client(c.Transport)
	a := &App{Config: c, judge: newJudge(c, http), connector: newConnector(c, http), work: bot.Work{Log: c.Log}}
	a.framework = &framework{a.take, a.connector}
	a.inbox = bot.Hire(bot.Clerks{Mail: c.Mail, Platform: Platform, Answer: a.resume, Now: c.Now, Log: c.Log, Go: a.work.Go})
	return a, nil
}

// callLimit is how long one call may take.
const callLimit = 10 * time.Second

// client follows no redirects: neither a token nor an answer goes where a response points.
func client(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport, Timeout: callLimit, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Work works off what waited in the inbox, until ctx ends.
func (a *App) Work(ctx context.Context) error {
	a.inbox.WorkOff()
	<-ctx.Done()
	a.inbox.Close()
	return nil
}

// Wait returns when everything begun after an acknowledgement is done. It is called once nothing more comes in.
func (a *App) Wait() { a.work.Wait() }
