package teams

import (
	"cmp"
	"strings"

	"collab/bot"
)

// verb is what all our buttons that act are called.
const verb = "say"

// What somebody who presses leads to.
const (
	says  = iota // an answer
	opens        // a form
	fills        // what a form was filled in with
)

// carries is what comes back from a button or form of ours.
type carries struct {
	Words string `json:"w"`
	origin
	Kind int `json:"f,omitempty"`
	// Fields are the names of a form's fields.
	Fields []string `json:"i,omitempty"`
}

// buttons draws rows of buttons, each no wider than a phone. What is too long for a button is said.
func (d *drawing) buttons(all bot.Buttons) {
	var row []element
	width, spacing := 0, "Medium"
	flush := func() {
		if len(row) > 0 {
			set := actions(row...)
			set["spacing"] = spacing
			d.pieces = append(d.pieces, piece{Drawn: set, Kept: true, Lines: len(row)})
		}
		row, width, spacing = nil, 0, "Small"
	}
	for _, b := range all {
		drawn := d.button(b)
		if drawn == nil {
			d.note(b.ToType())
			continue
		}
		wide := buttonWidth + letterWidth*bot.Length(drawn["title"].(string))
		if width+wide > rowWidth || len(row) == maxRow || weight(drawn) > maxPiece/2 {
			flush()
		}
		row, width = append(row, drawn), width+wide
	}
	flush()
}

func actions(all ...element) element {
	return element{"type": "ActionSet", "spacing": "Small", "actions": all}
}

// button is nil when the words do not fit in one: cutting them would change what they say. What is to be confirmed first
// shows what it means, and then the button itself.
func (d *drawing) button(b bot.Button) element {
	if bot.Legible(b.Words) == "" || bot.Length(b.Words) > maxWords {
		return nil
	}
	label := cmp.Or(bot.Legible(b.Label), bot.Legible(b.Words))
	press := d.press(b)
	press["title"] = bot.Shorten(label, maxLabel)
	if bot.Length(label) > maxLabel {
		press["tooltip"] = bot.Shorten(label, maxName)
	}
	if b.Confirm == "" {
		return press
	}
	asked := element{"type": "Container", "style": "attention", "items": lines(bot.Shorten(cmp.Or(bot.Legible(b.Confirm), "Are you sure?"), maxAsked), ordinary, "None")}
	return element{"type": "Action.ShowCard", "title": strings.TrimSuffix(bot.Shorten(label, maxLabel-1), "…") + "…", "card": element{"type": "AdaptiveCard", "body": []element{asked, actions(press)}}}
}

// press is the action of a button. A form is opened by Teams at the first press; anything else is executed, or submitted
// where that is not understood.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots
// https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model
func (d *drawing) press(b bot.Button) element {
	data := map[string]any{"collab": carries{Words: b.Words, origin: d.origin}}
	submit := element{"type": "Action.Submit", "data": data}
	switch {
	case d.inDialog:
		return submit
	case b.Opens():
		data["collab"] = carries{Words: b.Words, origin: d.origin, Kind: opens}
		data["msteams"] = map[string]string{"type": "task/fetch"}
		return submit
	}
	submit["title"] = bot.Shorten(cmp.Or(bot.Legible(b.Label), bot.Legible(b.Words)), maxLabel)
	return element{"type": "Action.Execute", "verb": verb, "data": data, "fallback": submit}
}
