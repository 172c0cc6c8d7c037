package slack

import (
	"encoding/json"
	"net/url"
	"strings"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// The addresses that Slack, and whoever installs the app, reach us at.
const (
	EventsPath  = "/slack/events"
	InstallPath = "/slack/install"
	OAuthPath   = "/slack/oauth"
)

// subscribed are the events that Slack tells us of. What is said in channels is not among them: we hear what is said to
// us, and what happens to a channel. https://docs.slack.dev/reference/events/
func subscribed() []string {
	return []string{
		"app_home_opened", "app_mention", "message.im", "reaction_added",
		"channel_archive", "channel_deleted", "channel_left", "channel_id_changed", "channel_shared", "channel_unshared",
		"group_archive", "group_deleted", "group_left",
		"member_joined_channel", "member_left_channel",
		"app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked",
	}
}

// manifest is slack-go's, except that a direct message with us must be said to be writable: left out, it is not.
type manifest struct {
	slackgo.Manifest
	Features features `json:"features"`
}

type features struct {
	slackgo.Features
	AppHome appHome `json:"app_home"`
}

type appHome struct {
	slackgo.AppHome
	ReadOnly bool `json:"messages_tab_read_only_enabled"`
}

// Manifest is the app as api.slack.com makes it, in JSON: what the code answers to, and what it needs for that. Without
// an address that Slack can reach us by, everything comes down a socket.
// https://docs.slack.dev/reference/app-manifest/
func Manifest(baseURL string) ([]byte, error) {
	m := manifest{Manifest: slackgo.Manifest{
		Metadata: slackgo.ManifestMetadata{MajorVersion: 1, MinorVersion: 1},
		Display: slackgo.Display{
			Name: "Collab", BackgroundColor: "#1f3a4d",
			Description: "Keeps the joint record of a business relationship, and makes its rhythm happen",
		},
		OAuthConfig: slackgo.OAuthConfig{Scopes: slackgo.OAuthScopes{Bot: scopeNames(), BotOptional: optionalScopes()}},
		Settings: slackgo.Settings{
			EventSubscriptions: &slackgo.EventSubscriptions{BotEvents: subscribed()},
			Interactivity:      &slackgo.Interactivity{IsEnabled: true},
			OrgDeployEnabled:   true, SocketModeEnabled: baseURL == "",
		},
	}, Features: offered()}
	if baseURL != "" {
		m.reachedAt(baseURL)
	}
	return json.MarshalIndent(m, "", "  ")
}

// offered is what people see of us: Home and the direct message, the command, and the shortcuts.
func offered() features {
	return features{
		AppHome: appHome{AppHome: slackgo.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true}},
		Features: slackgo.Features{
			BotUser: slackgo.BotUser{DisplayName: "Collab", AlwaysOnline: true},
			SlashCommands: []slackgo.ManifestSlashCommand{{
				Command: "/collab", Description: "The record you keep with a partner", UsageHint: usage(), ShouldEscape: true,
			}},
			Shortcuts: []slackgo.Shortcut{
				{Name: "What waits for me", CallbackID: todoShortcut, Type: slackgo.GlobalShortcut, Description: "What waits for you, across relationships"},
				{Name: "Log as evidence", CallbackID: evidenceShortcut, Type: slackgo.MessageShortcut, Description: "Log this message as evidence, with its thread and context"},
			},
		},
	}
}

// usage is what Slack shows behind the command while somebody types it.
func usage() string {
	var all []string
	for _, c := range bot.List() {
		all = append(all, c.Word)
	}
	return "[" + strings.Join(all, " | ") + "]"
}

// reachedAt has everything posted to us, and lets workspaces install the app.
func (m *manifest) reachedAt(baseURL string) {
	baseURL = strings.TrimRight(baseURL, "/")
	events := baseURL + EventsPath
	m.Settings.EventSubscriptions.RequestUrl, m.Settings.Interactivity.RequestUrl = events, events
	m.Features.SlashCommands[0].Url = events
	m.OAuthConfig.RedirectUrls = []string{baseURL + OAuthPath}
}

// NewAppLink is the page of api.slack.com that makes an app of a manifest. It is as long as the manifest, so the manifest
// is written without spaces.
func NewAppLink(manifest []byte) (string, error) {
	var read json.RawMessage
	if err := json.Unmarshal(manifest, &read); err != nil {
		return "", err
	}
	compact, err := json.Marshal(read)
	return "https://api.slack.com/apps?new_app=1&manifest_json=" + url.QueryEscape(string(compact)), err
}
