package slack

import (
	"context"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// opened draws our Home for a person who looks at it.
func (a *App) opened(ctx context.Context, g gesture) error {
	a.work.Go(func() { a.publish(context.WithoutCancel(ctx), g.office, g.by) })
	return nil
}

// publish draws our Home for a person. It is a surface of their own only where their own workspace runs it.
func (a *App) publish(ctx context.Context, o *office, by bot.Account) {
	m := bot.Plainly("Here I serve the people of this workspace. Use me in the channel you share with them: mention me, or press a button there.")
	if o.covers(by.Home) && a.Home != nil { // audience: our Home holds a party's own words, so it is drawn for the installation's own people; mutate: s/o.covers(by.Home) && //
		m = a.Home(ctx, by)
	}
	_, err := o.api().PublishViewContext(ctx, slackgo.PublishViewContextRequest{UserID: by.User, View: home(m)})
	if err != nil {
		a.Log.Warn("slack: could not draw a Home", "workspace", o.home, "error", failure(err))
	}
}

// home draws our Home. When it is full, two buttons lead to what has no room on it.
func home(m bot.Message) slackgo.HomeTabViewRequest {
	blocks, _ := viewBlocks(m, bot.Button{Label: "Show all that waits for me", Words: "todo all"}, bot.Button{Label: "Show all my relationships", Words: "list"})
	return slackgo.HomeTabViewRequest{Type: slackgo.VTHomeTab, CallbackID: shown, Blocks: slackgo.Blocks{BlockSet: blocks}}
}
