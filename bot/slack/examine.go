package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// Grade says how something is.
type Grade string

// How something can be: well; such that something will be missed; such that it does not work.
const (
	Fine    Grade = "ok"
	Warning Grade = "warning"
	Fault   Grade = "fault"
)

// Finding is how one thing is, and what to do about it when it is not well.
type Finding struct {
	Grade Grade
	Text  string
}

// Findings are what an examination found, in its order.
type Findings []Finding

// Add adds a finding.
func (f *Findings) Add(g Grade, format string, values ...any) {
	*f = append(*f, Finding{g, fmt.Sprintf(format, values...)})
}

// Examine asks Slack whether the tokens in the settings are good, and allow what we need. It changes nothing.
func Examine(ctx context.Context, c Config) (f Findings) {
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
		f.Add(Fine, "requests that Slack posts: the signing secret is set. Whether it is right shows with the first of them; if not, serve logs that the signature does not match")
	}
	if a.ClientID != "" {
		f.Add(Fine, "workspaces install the app at %s", a.BaseURL+InstallPath)
	}
	return f
}

// examineBot looks at the bot token, and returns the id of its app if Slack says it.
func (a *App) examineBot(ctx context.Context, f *Findings) (app string) {
	asked := a.Now()
	who, err := a.caller(a.BotToken).AuthTestContext(ctx)
	if who != nil {
		examineClock(f, who.Header, asked, a.Now())
	}
	if err != nil {
		f.Add(Fault, "the bot token: %s", whyRefused(err, "Take the one that begins with xoxb- from OAuth & Permissions of the app at api.slack.com, into COLLAB_SLACK_BOT_TOKEN"))
		return ""
	}
	f.Add(Fine, "the bot token is that of %s in %s (%s)", who.UserID, first(who.Team, "a workspace"), who.TeamID)
	examineScopes(f, scopeList(who.Header.Get("X-OAuth-Scopes")))
	a.examineChannels(ctx, f, who.UserID)
	if b, err := a.caller(a.BotToken).GetBotInfoContext(ctx, slackgo.GetBotInfoParameters{Bot: who.BotID}); err == nil {
		return b.AppID
	}
	return ""
}

// examineWay asks Slack what takes no token: where workspaces install the app there is none in the settings.
func (a *App) examineWay(ctx context.Context, f *Findings) {
	asked := a.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.APIURL+"api.test", nil)
	if err != nil {
		f.Add(Fault, "Slack: %v. Leave COLLAB_SLACK_API_URL out", err)
		return
	}
	res, err := a.http.Do(req)
	if err != nil {
		f.Add(Fault, "%s", whyRefused(err, ""))
		return
	}
	_ = res.Body.Close()
	f.Add(Fine, "Slack can be reached")
	examineClock(f, res.Header, asked, a.Now())
}

// whyRefused tells a refusal of Slack from not reaching it. Next is what to do about the refusal.
func whyRefused(err error, next string) string {
	var refused slackgo.SlackErrorResponse
	if errors.As(err, &refused) {
		return "Slack refuses it: " + refused.Err + ". " + next
	}
	return fmt.Sprintf("Slack cannot be reached: %v. This machine needs https to slack.com and its subdomains; a proxy is taken from HTTPS_PROXY", err)
}

// How far our clock may be from Slack's. Slack's own words give a second, the way there and back a few more.
const (
	clockOff   = time.Minute
	clockWrong = window
)

func examineClock(f *Findings, h http.Header, asked, answered time.Time) {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	off := asked.Add(answered.Sub(asked) / 2).Sub(theirs).Round(time.Second)
	switch {
	case off.Abs() >= clockWrong:
		f.Add(Fault, "the clock is %s from Slack's: what Slack posts is refused as too old, and prompts come at the wrong time. Set it, for example with systemd-timesyncd or chrony", off)
	case off.Abs() > clockOff:
		f.Add(Warning, "the clock is %s from Slack's; beyond %s what Slack posts is refused. Set it, for example with systemd-timesyncd or chrony", off, clockWrong)
	default:
		f.Add(Fine, "the clock agrees with Slack's")
	}
}

func examineScopes(f *Findings, have []string) {
	if len(have) == 0 {
		f.Add(Warning, "Slack does not say which scopes the token has. Compare OAuth & Permissions at api.slack.com with the table in the README")
		return
	}
	whole := true
	for _, s := range Scopes() {
		if slices.Contains(have, s.Name) {
			continue
		}
		grade := Fault
		if whole = false; s.Optional {
			grade = Warning
		}
		f.Add(grade, "the scope %s is missing, which is for: %s. Add it at api.slack.com/apps, under OAuth & Permissions, and reinstall the app", s.Name, s.Why)
	}
	if whole {
		f.Add(Fine, "every scope is there")
	}
}

// examineChannels says where the bot is. Without the scope for that, the scope has been complained of.
func (a *App) examineChannels(ctx context.Context, f *Findings, user string) {
	in, _, err := a.caller(a.BotToken).GetConversationsForUserContext(ctx, &slackgo.GetConversationsForUserParameters{
		UserID: user, Types: []string{"public_channel", "private_channel"}, Limit: foundPage, ExcludeArchived: true,
	})
	switch err = failure(err); {
	case errors.As(err, new(MissingScope)):
	case err != nil:
		f.Add(Warning, "the channels that the bot is in: Slack does not tell, %v", err)
	case len(in) == 0:
		f.Add(Warning, "the bot is in no channel. Type /invite @Collab in the one you share with your partner")
	default:
		var names []string
		for _, c := range in {
			names = append(names, "#"+bot.Legible(c.Name))
		}
		f.Add(Fine, "the bot is in %s. It posts in no other", strings.Join(names, ", "))
	}
}

// examineSocket looks at the app token. A token names its app: of another one, nothing would ever come down the socket.
func (a *App) examineSocket(ctx context.Context, f *Findings, app string) {
	const next = "Make one from Basic Information of the app at api.slack.com, App-Level Tokens, with the scope connections:write, and switch Socket Mode on"
	api := slackgo.New("", slackgo.OptionAppLevelToken(a.AppToken), slackgo.OptionHTTPClient(a.http), slackgo.OptionAPIURL(a.APIURL))
	if _, _, err := api.StartSocketModeContext(ctx); err != nil {
		f.Add(Fault, "the app token: %s", whyRefused(err, next))
		return
	}
	parts := strings.Split(a.AppToken, "-")
	if app != "" && len(parts) > 3 && strings.HasPrefix(parts[2], "A") && parts[2] != app {
		f.Add(Fault, "the app token is of the app %s, the bot token of %s: take both from the same app at api.slack.com", parts[2], app)
		return
	}
	f.Add(Fine, "the app token opens a socket")
}
