package teams

import (
	"time"

	"collab/bot"
)

// viewsKept is how long somebody can look at an answer that a card in a conversation shows to them alone.
const viewsKept = 6 * time.Hour

// view is what a card shows to one person.
type view struct {
	by      bot.Account
	message bot.Message
	origin  origin
}

// veiled is a card that holds nothing but whose answer it is. The client of that person, and of nobody else, asks for what
// stands behind it; so does the button, for whoever's client does not ask by itself.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views
func (a *App) veiled(g gesture, m bot.Message) card {
	number := number()
	a.views.Put(number, view{g.by, m, g.origin()}, a.Now(), viewsKept)
	line := "An answer for whoever asked. Nobody else can open it."
	c := newCard(line, []element{{"type": "TextBlock", "text": line, "wrap": true}})
	c.Actions, c.Refresh = []element{asks(number)}, element{"action": asks(number), "userIds": []string{g.from.id}}
	return c
}

// unveiled is what stands behind such a card for somebody; false for everybody else.
func (a *App) unveiled(number string, by bot.Account) (view, bool) {
	v, ok := a.views.Get(number, a.Now(), viewsKept)
	return v, ok && v.by == by // audience: an answer is shown to the person it was given to; mutate: s/v.by == by/true/
}
