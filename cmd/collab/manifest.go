package main

import (
	"fmt"
	"os"
	"strings"

	"collab/bot/slack"
	"collab/bot/teams"
	"collab/config"
)

type manifest struct {
	Platform string `arg:"" help:"The platform that takes it: slack or teams."`
	BaseURL  string `name:"base-url" placeholder:"URL" help:"Where the platform reaches this server (COLLAB_BASE_URL). Without it Slack is answered down a socket, which needs no address."`
	Link     bool   `help:"Print only the link that makes the app of Slack."`
	AppID    string `name:"teams-app-id" placeholder:"ID" help:"The Microsoft App ID of the Azure Bot (COLLAB_TEAMS_APP_ID), for Teams."`
	Operator string `name:"operator" placeholder:"NAME" help:"Who runs the server, as Teams says under the app (COLLAB_OPERATOR)."`
	Out      string `placeholder:"FILE" help:"Where the app for Teams is written; collab-teams.zip when left out."`
}

// Run prints the manifest or writes the app, and says where it goes.
func (m *manifest) Run(env environment) error {
	switch m.Platform {
	case slack.Platform:
		return m.slack(env)
	case teams.Platform:
		return m.teams(env)
	}
	return fmt.Errorf("there is no manifest for %q. Say collab manifest slack or collab manifest teams", m.Platform)
}

func (m *manifest) slack(env environment) error {
	if m.BaseURL != "" && !strings.HasPrefix(m.BaseURL, "https://") {
		return fmt.Errorf("Slack posts to https addresses only, not to %s. Leave --base-url out to be answered down a socket", m.BaseURL)
	}
	text, err := slack.Manifest(m.BaseURL)
	if err != nil {
		return err
	}
	link, err := slack.NewAppLink(text)
	if err != nil || m.Link {
		fmt.Fprintln(env.out, link)
		return err
	}
	fmt.Fprintln(env.log, "This link makes the app. Or paste the manifest at https://api.slack.com/apps, Create New App, From a manifest.\n\n"+link+"\n")
	_, err = fmt.Fprintln(env.out, string(text))
	return err
}

// teams writes the package that Teams is given, and says what is to be done with it.
func (m *manifest) teams(env environment) error {
	id, ok := config.MicrosoftID(m.AppID)
	switch {
	case !ok:
		return fmt.Errorf("the app for Teams needs the Microsoft App ID of its Azure Bot, in COLLAB_TEAMS_APP_ID or with --teams-app-id")
	case !strings.HasPrefix(m.BaseURL, "https://"):
		return fmt.Errorf("Teams posts to https addresses only. Give the one that reaches this server in COLLAB_BASE_URL or with --base-url, such as https://collab.example.org")
	}
	base := strings.TrimRight(m.BaseURL, "/")
	packed, err := teams.Package(teams.Listing{AppID: id, BaseURL: base, Operator: m.Operator})
	if err != nil {
		return err
	}
	if m.Out == "" {
		m.Out = "collab-teams.zip"
	}
	if err := os.WriteFile(m.Out, packed, 0o644); err != nil {
		return fmt.Errorf("the app cannot be written: %w", err)
	}
	_, err = fmt.Fprintf(env.out, "%s is the app. Upload it in Teams: Apps, Manage your apps, Upload an app, Upload a custom app; or for everybody at https://admin.teams.microsoft.com, Teams apps, Manage apps, Upload new app.\n\nThe messaging endpoint of the Azure Bot is %s\n",
		m.Out, base+teams.MessagesPath)
	return err
}
