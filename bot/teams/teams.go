// Package teams lets people in Microsoft Teams talk with collab, and collab talk with them.
package teams

import (
	"context"
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
	// Limits are how much Teams lets us call; TeamsLimits when zero.
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
	framework *framework
}
