package teams

import (
	"encoding/json"
	"net/http"

	"collab/bot"
)

// What goes back as the response to an invoke.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards#response-format
const (
	messageAnswer = "application/vnd.microsoft.activity.message"
	errorAnswer   = "application/vnd.microsoft.error"
)

func onCard(status int, kind string, value any) answer {
	return answer{status: http.StatusOK, body: map[string]any{"statusCode": status, "type": kind, "value": value}}
}

// saidOnCard says a sentence at the card, to whoever pressed.
func saidOnCard(text string) answer { return onCard(http.StatusOK, messageAnswer, text) }

// shownOnCard shows another card in the place of the one that was pressed on, to whoever pressed.
func shownOnCard(c card) answer { return onCard(http.StatusOK, cardType, c) }

func refusedOnCard(code, text string) answer {
	return onCard(http.StatusBadRequest, errorAnswer, map[string]string{"code": code, "message": text})
}

// continued goes on with a dialog.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots#respond-to-taskfetch-or-tasksubmit
func continued(d dialog) answer {
	return answer{status: http.StatusOK, body: map[string]any{"task": map[string]any{"type": "continue", "value": d}}}
}

// saidInDialog says a sentence in the dialog, which then is done.
func saidInDialog(text string) answer {
	return answer{status: http.StatusOK, body: map[string]any{"task": map[string]any{"type": "message", "value": text}}}
}

// closed closes the dialog.
func closed() answer { return answer{status: http.StatusOK} }

// surface is where a message is shown in a response.
type surface struct {
	origin
	dialog bool
}

// drawnOnCard shows a message in the place of the card that was pressed on, to whoever pressed.
func (a *App) drawnOnCard(m *bot.Message, o origin) (answer, error) {
	return a.drawn(m, surface{o, false}, func() answer { return shownOnCard(oneCard(*m, o)) })
}

// drawnInDialog shows a message in a dialog.
func (a *App) drawnInDialog(m *bot.Message, o origin) (answer, error) {
	return a.drawn(m, surface{o, true}, func() answer { return continued(dialogSaying(*m, o)) })
}

// drawn is an answer that shows a message, drawn once for each surface that it is shown on.
func (a *App) drawn(m *bot.Message, on surface, draw func() answer) (answer, error) {
	raw, err := a.drawings.Of(m, on, func() (json.RawMessage, error) { return encoded(draw().body) })
	return answer{status: http.StatusOK, body: raw}, err
}

// formed is a form in a dialog.
func formed(f bot.Form, o origin, said map[string]string) (answer, error) {
	if o.Number == "" {
		o.Number = number()
	}
	d, err := dialogOf(f, o, said)
	if err != nil {
		return saidInDialog("That is too long to put into a form here. Say it in fewer words."), nil
	}
	return continued(d), nil
}
