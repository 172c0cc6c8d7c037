package main

import (
	"fmt"
	"strings"

	"collab/bot/slack"
)

type manifest struct {
	Platform string `arg:"" help:"The platform that takes it: slack."`
	BaseURL  string `name:"base-url" placeholder:"URL" help:"Where Slack reaches this server (COLLAB_BASE_URL). Without it Slack is answered down a socket, which needs no address."`
	Link     bool   `help:"Print only the link that makes the app."`
}

// Run prints the manifest, and says where it goes.
func (m *manifest) Run(env environment) error {
	if m.Platform != slack.Platform {
		return fmt.Errorf("there is no manifest for %q yet. Slack's is collab manifest slack", m.Platform)
	}
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
