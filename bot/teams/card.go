package teams

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"collab/bot"
)

// cardType is the content type of an attachment that holds a card.
const cardType = "application/vnd.microsoft.card.adaptive"

// card is an Adaptive Card, version 1.5, as it goes to Teams: the content of an attachment.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference#adaptive-card
type card struct {
	Type    string `json:"type"`
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	// Fallback is what a client too old for the card shows instead, Speak what a voice reads.
	Fallback string    `json:"fallbackText,omitempty"`
	Speak    string    `json:"speak,omitempty"`
	Body     []element `json:"body"`
	Actions  []element `json:"actions,omitempty"`
	// Refresh is what the clients of some people ask for when they show the card.
	Refresh element `json:"refresh,omitempty"`
}

// element is one part of a card: an element, an input or an action.
type element map[string]any

func newCard(fallback string, body []element) card {
	return card{
		Type: "AdaptiveCard", Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Version: "1.5",
		Fallback: fallback, Speak: fallback, Body: body,
	}
}

// attached is the card as an attachment of an activity.
func (c card) attached() map[string]any {
	return map[string]any{"contentType": cardType, "content": c}
}

// origin is where a button or a form was shown; it comes back with what is pressed or filled in there.
type origin struct {
	// Thread is the root message of the thread in the conversation, as in a [bot.Place]; the conversation Teams says itself.
	Thread string `json:"t,omitempty"`
	// Reader is the party for which alone a form was drawn.
	Reader string `json:"a,omitempty"`
	// Asked is what was said to have a form, where that says more than the form's own words.
	Asked string `json:"q,omitempty"`
	// Number names the form that was drawn: whoever sends it twice did one thing.
	Number string `json:"n,omitempty"`
}

// cardsOf draws a message, as many cards as it takes: nothing of it is lost because it is long.
func cardsOf(m bot.Message, o origin) (all []card) {
	d := drawing{origin: o}
	portions := bot.Portions(d.drawAll(m), func() func(element) bool { r := roomIn(m); return r.take })
	for i, some := range portions {
		c := newCard(plain(m), elementsOf(some))
		if len(portions) > 1 {
			part := lines(bot.Portion(i, len(portions)), small, "Default")
			at := min(i, 1) * len(c.Body) // the first says at its end that it goes on, the others begin with it
			c.Body = slices.Insert(c.Body, len(c.Body)-at, part...)
		}
		all = append(all, c)
	}
	return all
}

// oneCard draws a message as one card, for what can be no more: a card that takes the place of another. What has no room
// is counted, and the buttons, if there are any, lead to it.
func oneCard(m bot.Message, o origin, rest ...bot.Button) card {
	d := drawing{origin: o}
	return d.one(m, rest...)
}

func (d *drawing) one(m bot.Message, rest ...bot.Button) card {
	r, fits := roomIn(m), true
	for _, p := range d.drawAll(m) {
		fits = r.take(p.Drawn) && fits
	}
	if !fits {
		d.buttons(rest)
		r = roomIn(m)
		d.pieces = bot.Fit(d.pieces, r.take, leftOut)
	}
	return newCard(plain(m), elementsOf(d.pieces))
}

func elementsOf(pieces []piece) []element {
	all := make([]element, len(pieces))
	for i, p := range pieces {
		all[i] = p.Drawn
	}
	return all
}

// leftOut counts what has no room.
func leftOut(n int) element { return lines(bot.LeftOut(n), small, "Medium")[0] }

// room is what is left of a card.
type room struct {
	left  int
	weigh func(any) int
}

// roomIn is the room of a card for a message. Some of it is kept for the line that says what is elsewhere.
func roomIn(m bot.Message) room { return room{maxCard - weight(newCard(plain(m), nil)) - 300, weight} }

// take makes room for an element; false when there is not enough.
func (r *room) take(e element) bool {
	w := r.weigh(e) + 1
	if w > r.left {
		return false
	}
	r.left -= w
	return true
}

// characters is how many characters something takes on its way.
func characters(v any) int {
	raw, err := encoded(v)
	if err != nil {
		return maxDialog + 1
	}
	return bot.Length(string(raw))
}

// submission is what came back from a button or a form of ours.
type submission struct {
	words string
	// values are the fields of a form, name → text; nil when a button was pressed.
	values map[string]string
	origin origin
	// opens says that the button leads to a form.
	opens bool
}

// submittedOf reads what a button or a form of ours carried, from the data of an Action.Execute, an Action.Submit or a
// dialog. It is no proof of anything: Teams says who presses; the words are read again with that person's rights.
func submittedOf(value json.RawMessage) (submission, error) {
	var all map[string]json.RawMessage
	if json.Unmarshal(value, &all) != nil || len(all["collab"]) > maxBack {
		return submission{}, errNotOurs
	}
	var c carries
	if json.Unmarshal(all["collab"], &c) != nil || c.Words == "" || oddID(c.Thread) || oddID(c.Reader) || oddID(c.Number) {
		return submission{}, errNotOurs
	}
	s := submission{words: c.Words, origin: c.origin, opens: c.Kind == opens}
	if c.Kind == fills {
		s.values = filled(all, c.Fields)
	}
	return s, nil
}

// filled are the values of a form. Of what was left empty Teams may send nothing.
func filled(all map[string]json.RawMessage, fields []string) map[string]string {
	values := map[string]string{}
	for _, name := range fields {
		values[name] = textOf(all[oneOf+name])
		if many := textOf(all[manyOf+name]); many != "" {
			chosen := strings.Split(many, ",")
			for i := range chosen {
				chosen[i] = unescapeComma.Replace(chosen[i])
			}
			values[name] = strings.Join(chosen, "\n")
		}
	}
	return values
}

// textOf is a value as text, whatever a client made of it.
func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] != '{' && raw[0] != '[' && raw[0] != '"' && raw[0] != 'n' {
		return string(raw)
	}
	return ""
}
