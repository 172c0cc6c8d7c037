package teams

import (
	"cmp"
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

// menus is how many options a menu offers: the fewer the heavier the form is.
var menus = []int{1000, 300, 100, 30}

// dialogOf draws a form. What is wrong about what was typed, by the name of the field, stands at the field; wrong[""]
// concerns the form as a whole. The only forms that cannot be drawn are those that are too long for Teams to carry.
func dialogOf(f bot.Form, o origin, wrong map[string]string) (dialog, error) {
	f, o.Reader = f.Refused(wrong), f.Audience.Party
	for _, menu := range menus {
		d := drawing{origin: o, inDialog: true, menu: menu}
		if c, ok := d.form(f, wrong); ok {
			return dialogWith(cmp.Or(bot.Legible(f.Title), "Collab"), c, len(f.Fields)), nil
		}
	}
	return dialog{}, errTooLong
}

// dialogSaying shows a message in a dialog. What has no room is counted.
func dialogSaying(m bot.Message, o origin) dialog {
	d := drawing{origin: o, inDialog: true}
	return dialogWith("Collab", d.one(m), 0)
}

func dialogWith(title string, c card, fields int) dialog {
	height := "medium"
	if fields > 3 {
		height = "large"
	}
	return dialog{Title: bot.Shorten(title, maxTitle), Width: "medium", Height: height, Card: c.attached()}
}

// form draws a form as a card, and says whether all its fields are there: what stands above and below them gives way.
func (d *drawing) form(f bot.Form, wrong map[string]string) (card, bool) {
	d.above(f, wrong)
	for _, field := range f.Fields {
		d.field(field)
	}
	if len(d.pieces) == 0 { // a card of nothing is refused
		d.add(lines(cmp.Or(bot.Legible(f.Title), "Collab"), ordinary, "Default")...)
	}
	send := element{"type": "Action.Submit", "title": bot.Shorten(cmp.Or(bot.Legible(f.Submit), "Submit"), maxLabel),
		"data": map[string]any{"collab": carries{Words: f.Words, origin: d.origin, Kind: fills, Fields: d.fields}}}
	c := newCard(bot.Shorten(cmp.Or(bot.Legible(f.Title), "Collab"), maxFallback), nil)
	c.Actions = []element{send}
	r := room{maxDialog - characters(c), characters}
	drawn := bot.Fit(d.pieces, r.take, leftOut)
	c.Body = elementsOf(drawn)
	return c, bot.Kept(drawn) == bot.Kept(d.pieces) && r.left >= 0 && weight(send["data"]) <= maxCarried
}

// above draws what stands above the fields: the whole title where the dialog's has no room for it, who reads what is written,
// what is wrong with the form as a whole, and what it is for.
func (d *drawing) above(f bot.Form, wrong map[string]string) {
	if bot.Length(f.Title) > maxTitle {
		d.add(heading(f.Title, "Default")...)
	}
	if face := bot.Legible(f.Audience.Face); face != "" {
		d.add(lines("Who reads this: "+face, bold, "Default")...)
	}
	for _, sentence := range f.Homeless(wrong) {
		d.add(lines(sentence, alarming, "Default")...)
	}
	d.add(lines(f.Intro, ordinary, "Default")...)
}
