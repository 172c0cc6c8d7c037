package teams

import (
	"errors"

	"collab/bot"
)

var (
	errTooLong = errors.New("the form is too long for Teams to carry")
	errNotOurs = errors.New("what came back carries nothing of ours")
)

// dialog is what a task module shows: the value of a task of type "continue".
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/invoking-task-modules#dialoginfo-object
type dialog struct {
	Title  string         `json:"title"`
	Width  string         `json:"width"`
	Height string         `json:"height"`
	Card   map[string]any `json:"card"`
}

// dialogOf draws a form. What is wrong about what was typed, by the name of the field, stands at the field; errors[""]
// concerns the form as a whole. The only forms that cannot be drawn are those that are too long for Teams to carry.
func dialogOf(f bot.Form, o origin, errors map[string]string) (dialog, error) {
	return dialog{}, errTooLong
}
