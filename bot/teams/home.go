package teams

import (
	"context"
	"encoding/json"
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

// bringHome puts our Home into a person's chat, once when Teams repeats that they asked for it.
func (a *App) bringHome(ctx context.Context, g gesture) {
	if a.repeated(g) {
		return
	}
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() {
		c := a.home(ctx, g)
		if _, err := a.connector.post(ctx, g.ref(), outgoingCard(c, c.Fallback)); err != nil {
			a.Log.Warn("teams: could not show a Home", "error", err)
		}
	})
}

// homeButton leads to our Home: Teams has no tab for it that would be found by itself.
func homeButton() bot.Buttons { return bot.Buttons{{Label: "Home", Words: homeView}} }

// viewIn is the view that a client asks for; empty when what was pressed is something else.
func viewIn(data json.RawMessage) string {
	var asked struct {
		View string `json:"view"`
	}
	_ = json.Unmarshal(data, &asked) // of another kind it asks for none
	return asked.View
}

// asks is the action by which a client asks for a view.
func asks(view string) element {
	return element{"type": "Action.Execute", "title": "Show it", "verb": "view", "data": map[string]any{"view": view}}
}
