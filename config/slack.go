package config

import (
	"errors"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// Slack is what stands in the app's settings at api.slack.com. A workspace speaks through the bot token; several can
// install the app themselves when there are client id and client secret. Slack brings what people do down a socket that
// the app token opens, or posts it, signed with the signing secret.
type Slack struct {
	BotToken, AppToken, SigningSecret Secret
	ClientID                          string
	ClientSecret                      Secret
	// Emoji is the reaction that proposes a message as evidence, without colons; empty means the usual one.
	Emoji string
	// APIURL is empty, or another address of the Web API, for tests.
	APIURL string
}

// On says whether Slack is configured.
func (s Slack) On() bool { return s.BotToken != "" || s.Installs() }

// Installs says whether workspaces can install the app themselves.
func (s Slack) Installs() bool { return s.ClientID != "" }

// Socket says whether Slack brings what people do down a socket.
func (s Slack) Socket() bool { return s.AppToken != "" }

// given says whether anything was said about Slack that only matters when Slack is on.
func (s Slack) given() bool {
	return s.BotToken != "" || s.AppToken != "" || s.SigningSecret != "" || s.ClientID != "" || s.ClientSecret != ""
}

func slackOf(g Given) Slack {
	return Slack{
		BotToken: pasted(g.SlackBotToken), AppToken: pasted(g.SlackAppToken), SigningSecret: pasted(g.SlackSigningSecret),
		ClientID: strings.TrimSpace(g.SlackClientID), ClientSecret: pasted(g.SlackClientSecret),
		Emoji: strings.Trim(g.SlackEmoji, ": "), APIURL: g.SlackAPIURL,
	}
}

// pasted is a secret without the line end that comes along when it is copied or read from a file.
func pasted(s Secret) Secret { return Secret(strings.TrimSpace(s.Reveal())) }

// Where the values stand in the settings of the app, https://api.slack.com/apps.
const (
	onBasic    = " from Basic Information of the app at api.slack.com"
	onAppToken = "Take it" + onBasic + ", App-Level Tokens, with the scope connections:write"
	onBotToken = "Take the one that begins with xoxb- from OAuth & Permissions of the app at api.slack.com"
)

// checkSlack reports what is missing or wrong for the ways that what is given can be meant. A key that was given and is
// wrong has been complained of.
func checkSlack(c Config, keyGiven bool) error {
	s := c.Slack
	var faults []error
	if s.given() {
		faults = append(faults, checkTokens(s), checkWay(s), checkInstalls(s))
	}
	if s.Installs() {
		faults = append(faults, checkHost(c.BaseURL, keyGiven))
	}
	return errors.Join(append(faults, checkEmoji(s.Emoji), checkURL("slack-api-url", s.APIURL, "https://slack.com/api/"))...)
}

var emojiName = regexp.MustCompile(`^[\p{Ll}\p{Lo}\p{N}_+'-]*$`)

func checkEmoji(name string) error {
	if emojiName.MatchString(name) {
		return nil
	}
	return fault("slack-emoji", "is not the name of an emoji", "Give it as Slack writes it between colons, such as pushpin, or leave it out.")
}

// checkTokens sees that there is an installation, and that no token was taken for another.
func checkTokens(s Slack) error {
	var faults []error
	switch {
	case s.BotToken == "" && !s.Installs() && s.ClientSecret == "":
		faults = append(faults, fault("slack-bot-token", "is missing", onBotToken+", or unset every COLLAB_SLACK_…."))
	case s.BotToken != "" && !strings.HasPrefix(s.BotToken.Reveal(), "xoxb-"):
		faults = append(faults, fault("slack-bot-token", "is not a bot's token", onBotToken+"."))
	}
	if s.AppToken != "" && !strings.HasPrefix(s.AppToken.Reveal(), "xapp-") {
		faults = append(faults, fault("slack-app-token", "is not an app's token: it begins with xapp-", onAppToken+"."))
	}
	return errors.Join(faults...)
}

// checkWay sees that what people do can reach us.
func checkWay(s Slack) error {
	if s.AppToken != "" || s.SigningSecret != "" {
		return nil
	}
	return fault("slack-app-token", "is missing", onAppToken+": it needs no public address. Where Slack can reach this server, COLLAB_SLACK_SIGNING_SECRET from the same page serves instead.")
}

// oneWorkspace is the way out for whoever wanted less.
const oneWorkspace = ", or unset COLLAB_SLACK_CLIENT_ID and COLLAB_SLACK_CLIENT_SECRET: one workspace needs neither."

func checkInstalls(s Slack) error {
	switch {
	case s.ClientID == "" && s.ClientSecret != "":
		return fault("slack-client-id", "is missing", "Take it"+onBasic+oneWorkspace)
	case s.ClientID != "" && s.ClientSecret == "":
		return fault("slack-client-secret", "is missing", "Take it"+onBasic+oneWorkspace)
	}
	return nil
}

// checkHost sees that a workspace that installs the app is sent back to an address that is ours, and that its token is
// sealed: it speaks for people who do not run this server.
func checkHost(address string, sealed bool) error {
	var faults []error
	if u, err := url.Parse(address); address == "" || err == nil && u.Scheme == "http" && !loopback(u.Hostname()) {
		faults = append(faults, fault("base-url", "is not an https address, which a workspace that installs the app is sent back to",
			"Give the one that people reach this server by, such as https://collab.example.org"+oneWorkspace))
	}
	if !sealed {
		faults = append(faults, fault("secret-key", "is missing, which seals the tokens of the workspaces that install the app",
			"Make one with openssl rand -base64 32"+oneWorkspace))
	}
	return errors.Join(faults...)
}

func loopback(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }
