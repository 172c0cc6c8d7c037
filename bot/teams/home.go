package teams

import (
	"context"
	"strings"

	"collab/bot"
)

// homeView is what the card of our Home asks for when somebody looks at it again.
const homeView = "home"

// wantsHome says whether somebody asks for our Home where it may be shown.
func (a *App) wantsHome(g gesture) bool {
	return a.Home != nil && g.place().Own && g.values == nil && strings.EqualFold(strings.TrimSpace(g.words), "home") // audience: our Home holds a party's own words, so it is drawn in a chat of its own people alone; mutate: s/g.place().Own/g.personal()/
}

// home draws our Home for a person. It stands in their personal chat, and their client asks for it anew when they look at
// it: so it is never old.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/up-to-date-views
func (a *App) home(ctx context.Context, g gesture) card {
	c := oneCard(a.Home(ctx, g.by), g.origin(), // when it is full, two buttons lead to what has no room on it
		bot.Button{Label: "Show all that waits for me", Words: "todo all"}, bot.Button{Label: "Show all my relationships", Words: "list"})
	c.Refresh = element{"action": asks(homeView), "userIds": []string{g.from.id}}
	return c
}

// showHome puts our Home into a person's chat.
func (a *App) showHome(ctx context.Context, g gesture) {
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() {
		c := a.home(ctx, g)
		if _, err := a.connector.post(ctx, g.ref(), outgoingCard(c, c.Fallback)); err != nil {
			a.Log.Warn("teams: could not show a Home", "error", err)
		}
	})
}

// asks is the action by which a client asks for a view.
func asks(view string) element {
	return element{"type": "Action.Execute", "title": "Show it", "verb": "view", "data": map[string]any{"view": view}}
}
