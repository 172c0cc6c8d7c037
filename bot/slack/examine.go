package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// Examine asks Slack whether the tokens in the settings are good, and allow what we need. It changes nothing.
func Examine(ctx context.Context, c Config) (f bot.Findings) {
	a := &App{Config: c.complete(), http: client(c.Transport)}
	app := ""
	if a.BotToken != "" {
		app = a.examineBot(ctx, &f)
	}
	if a.AppToken != "" {
		a.examineSocket(ctx, &f, app)
	}
	if a.BotToken == "" && a.AppToken == "" {
		a.examineWay(ctx, &f)
	}
	if a.SigningSecret != "" {
		f.Add(bot.Fine, "requests that Slack posts: the signing secret is set. Whether it is right shows with the first of them; if not, serve logs that the signature does not match")
	}
	if a.ClientID != "" {
		f.Add(bot.Fine, "workspaces install the app at %s", a.BaseURL+InstallPath)
	}
	return f
}

// examineBot looks at the bot token, and returns the id of its app if Slack says it.
func (a *App) examineBot(ctx context.Context, f *bot.Findings) (app string) {
	asked := a.Now()
	who, err := a.caller(a.BotToken).AuthTestContext(ctx)
	if who != nil {
		f.Clock("Slack", who.Header, asked, a.Now(), window, tooOld)
	}
	if err != nil {
		f.Add(bot.Fault, "the bot token: %s", whyRefused(err, "Take the one that begins with xoxb- from OAuth & Permissions of the app at api.slack.com, into COLLAB_SLACK_BOT_TOKEN"))
		return ""
	}
	f.Add(bot.Fine, "the bot token is that of %s in %s (%s)", who.UserID, cmp.Or(who.Team, "a workspace"), who.TeamID)
	examineScopes(f, scopeList(who.Header.Get("X-OAuth-Scopes")))
	a.examineChannels(ctx, f, who.UserID)
	if b, err := a.caller(a.BotToken).GetBotInfoContext(ctx, slackgo.GetBotInfoParameters{Bot: who.BotID}); err == nil {
		return b.AppID
	}
	return ""
}

// examineWay asks Slack what takes no token: where workspaces install the app there is none in the settings.
func (a *App) examineWay(ctx context.Context, f *bot.Findings) {
	asked := a.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.APIURL+"api.test", nil)
	if err != nil {
		f.Add(bot.Fault, "Slack: %v. Leave COLLAB_SLACK_API_URL out", err)
		return
	}
	res, err := a.http.Do(req)
	if err != nil {
		f.Add(bot.Fault, "%s", whyRefused(err, ""))
		return
	}
	_ = res.Body.Close()
	f.Add(bot.Fine, "Slack can be reached")
	f.Clock("Slack", res.Header, asked, a.Now(), window, tooOld)
}

// whyRefused tells a refusal of Slack from not reaching it. Next is what to do about the refusal.
func whyRefused(err error, next string) string {
	var refused slackgo.SlackErrorResponse
	if errors.As(err, &refused) {
		return "Slack refuses it: " + refused.Err + ". " + next
	}
	return fmt.Sprintf("Slack cannot be reached: %v. This machine needs https to slack.com and its subdomains; a proxy is taken from HTTPS_PROXY", err)
}

// tooOld is what happens when our clock is not Slack's.
const tooOld = "what Slack posts is refused as too old"

func examineScopes(f *bot.Findings, have []string) {
	if len(have) == 0 {
		f.Add(bot.Warning, "Slack does not say which scopes the token has. Compare OAuth & Permissions at api.slack.com with the table in the README")
		return
	}
	whole := true
	for _, s := range Scopes() {
		if slices.Contains(have, s.Name) {
			continue
		}
		grade := bot.Fault
		if whole = false; s.Optional {
			grade = bot.Warning
		}
		f.Add(grade, "the scope %s is missing, which is for: %s. Add it at api.slack.com/apps, under OAuth & Permissions, and reinstall the app", s.Name, s.Why)
	}
	if whole {
		f.Add(bot.Fine, "every scope is there")
	}
}

// examineChannels says where the bot is. Without the scope for that, the scope has been complained of.
func (a *App) examineChannels(ctx context.Context, f *bot.Findings, user string) {
	in, _, err := a.caller(a.BotToken).GetConversationsForUserContext(ctx, &slackgo.GetConversationsForUserParameters{
		UserID: user, Types: []string{"public_channel", "private_channel"}, Limit: foundPage, ExcludeArchived: true,
	})
	switch err = failure(err); {
	case errors.As(err, new(MissingScope)):
	case err != nil:
		f.Add(bot.Warning, "the channels that the bot is in: Slack does not tell, %v", err)
	case len(in) == 0:
		f.Add(bot.Warning, "the bot is in no channel. Type /invite @Collab in the one you share with your partner")
	default:
		var names []string
		for _, c := range in {
			names = append(names, "#"+bot.Legible(c.Name))
		}
		f.Add(bot.Fine, "the bot is in %s. It posts in no other", strings.Join(names, ", "))
	}
}

// examineSocket looks at the app token. A token names its app: of another one, nothing would ever come down the socket.
func (a *App) examineSocket(ctx context.Context, f *bot.Findings, app string) {
	const next = "Make one from Basic Information of the app at api.slack.com, App-Level Tokens, with the scope connections:write, and switch Socket Mode on"
	api := slackgo.New("", slackgo.OptionAppLevelToken(a.AppToken), slackgo.OptionHTTPClient(a.http), slackgo.OptionAPIURL(a.APIURL))
	if _, _, err := api.StartSocketModeContext(ctx); err != nil {
		f.Add(bot.Fault, "the app token: %s", whyRefused(err, next))
		return
	}
	parts := strings.Split(a.AppToken, "-")
	if app != "" && len(parts) > 3 && strings.HasPrefix(parts[2], "A") && parts[2] != app {
		f.Add(bot.Fault, "the app token is of the app %s, the bot token of %s: take both from the same app at api.slack.com", parts[2], app)
		return
	}
	f.Add(bot.Fine, "the app token opens a socket")
}
