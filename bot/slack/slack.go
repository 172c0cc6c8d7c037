// Package slack lets people in Slack talk with collab, and collab talk with them.
//
// One URL takes everything Slack sends: slash commands, presses, submitted forms and events. A request is read up to
// a limit, its signature is checked on the exact bytes, and only then is anything parsed, and only those bytes: the
// query string is never looked at. Whatever cannot be understood is answered with an empty 200, since Slack repeats
// what fails.
//
// Four functions turn what happened into a [bot.Request]: typed, pressed, submitted and heard. What the request
// says about who and where comes from Slack alone. The organisation of a person is the team of the person, never
// the team the message came through: in a channel shared by two organisations these differ
// (https://docs.slack.dev/apis/slack-connect/). A person whose team cannot be told is nobody.
//
// The answer is drawn in Block Kit. Nothing a person wrote ever stands in Slack's markup: words go into plain_text
// and rich_text elements, where <!channel>, <@U1> and *stars* are just characters; markup carries only dates and
// links of our own making. Slack's limits are kept by splitting, shortening labels, and saying "and n more".
//
// A change is recorded before it is acknowledged. Slack gives three seconds for that: the answer to a command is in
// the HTTP response when it is ready in time, and follows on the response URL otherwise. Everything that needs the
// Web API happens after the acknowledgement; [App.Wait] waits for it. Nothing here retries: who sends, decides when
// to try again ([RetryAfter]), when to stop ([ErrGone]) and when to look first ([App.Find]).
package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// Platform is the name of Slack in accounts and places.
const Platform = "slack"

const (
	patience  = 2500 * time.Millisecond // of the three seconds Slack waits for an acknowledgement
	lookLimit = time.Second             // of those, for a call we cannot answer without
	callLimit = 10 * time.Second        // for any other call of the Web API
)

// Config is everything the adapter is given. Answer, Now, Log, SigningSecret and BotToken are required.
type Config struct {
	// Answer is the conversation. What it recorded is durable when it returns.
	Answer func(context.Context, bot.Request) bot.Reply
	// Post says something in a place of another platform; nil when there is none.
	Post func(ctx context.Context, key string, p bot.Post) error
	// Now is the clock that signatures are checked against.
	Now func() time.Time
	// Log never sees what people wrote.
	Log *slog.Logger
	// SigningSecret and BotToken stand in the app's settings: "Basic Information" and "OAuth & Permissions".
	SigningSecret, BotToken string
	// APIURL is the address of the Web API, with its last slash; empty means Slack's own.
	APIURL string
	// ResponseHost is the only host (with its port, if any) that answers on a response URL are sent to; empty means
	// hooks.slack.com. Plain http is accepted on a loopback address alone.
	ResponseHost string
}

// App is collab as one Slack workspace has installed it.
type App struct {
	Config
	api      *slackgo.Client
	http     *http.Client
	team     string // the workspace that installed the app
	user     string // the app's bot user in it
	patience time.Duration
	recent   recent
	direct   directs
	work     sync.WaitGroup
}

// New asks Slack who the token belongs to (auth.test) and returns the app of that workspace. Its errors say which
// setting is missing or refused.
func New(ctx context.Context, c Config) (*App, error) {
	if c.SigningSecret == "" || c.BotToken == "" {
		return nil, errors.New("Slack needs a signing secret (Basic Information) and a bot token (OAuth & Permissions)")
	}
	if c.APIURL == "" {
		c.APIURL = slackgo.APIURL
	}
	if c.ResponseHost == "" {
		c.ResponseHost = "hooks.slack.com"
	}
	a := &App{Config: c, http: client(), patience: patience}
	a.api = slackgo.New(c.BotToken, slackgo.OptionHTTPClient(a.http), slackgo.OptionAPIURL(c.APIURL))
	who, err := a.api.AuthTestContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("Slack refused the bot token: %w", failure(err))
	}
	if a.team, a.user = who.TeamID, who.UserID; a.team == "" || a.user == "" {
		return nil, errors.New("Slack does not say whose the bot token is: it must be a bot's, and begins with xoxb-")
	}
	return a, nil
}

// client follows no redirects: neither a token nor an answer goes where a response points.
func client() *http.Client {
	return &http.Client{
		Timeout:       callLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Team is the id of the workspace that installed the app: the home of every place it carries.
func (a *App) Team() string { return a.team }

// Wait returns when everything begun after an acknowledgement is done. It is called once the HTTP server has
// stopped taking requests.
func (a *App) Wait() { a.work.Wait() }

// ask lets the conversation answer. When that takes longer than Slack waits, it returns false, and late gets the
// reply when it comes. The request may end meanwhile; what was begun goes on.
func (a *App) ask(ctx context.Context, req bot.Request, wait time.Duration, late func(bot.Reply)) (bot.Reply, bool) {
	answered := make(chan bot.Reply, 1)
	go func() { answered <- a.Answer(ctx, req) }()
	soon := time.NewTimer(wait)
	defer soon.Stop()
	select {
	case reply := <-answered:
		return reply, true
	case <-soon.C:
		a.work.Go(func() { late(<-answered) })
		return bot.Reply{}, false
	}
}

// place says where a gesture happened. A conversation whose id begins with D holds two people; only the one that
// Slack names as the bot's own with this person is a direct message with us: a command typed to a colleague, or to
// the partner, is not.
func (a *App) place(ctx context.Context, by bot.Account, channel, thread string) bot.Place {
	p := bot.Place{Platform: Platform, Home: a.team, Channel: channel, Thread: thread, Kind: bot.Shared}
	if !strings.HasPrefix(channel, "D") {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	ours, err := a.directWith(ctx, by.User)
	if err != nil || ours != channel { // audience: what two people say to each other is not between one and us; mutate: s/ours != channel/ours == ""/
		return p
	}
	p.Channel, p.Kind = "@"+by.User, bot.Direct
	p.Own = by.Home == a.team // audience: a direct message of the installation in the person's own workspace; mutate: s/by.Home == a.team/true/
	return p
}
