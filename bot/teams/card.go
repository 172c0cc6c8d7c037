// Package teams is the talk of the bot in Microsoft Teams.
package teams

import (
	"encoding/json"

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
	// Channel is the conversation, Thread the root message of the thread in it, as in a [bot.Place].
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"`
	// Reader is the party for which alone a form was drawn.
	Reader string `json:"a,omitempty"`
	// Message is the message that is asked about ("Log as evidence").
	Message string `json:"m,omitempty"`
	// Number names the form that was drawn: whoever sends it twice did one thing.
	Number string `json:"n,omitempty"`
}

// cardsOf draws a message, as many cards as it takes: nothing of it is lost because it is long.
func cardsOf(m bot.Message, o origin) []card { return []card{oneCard(m, o)} }

// oneCard draws a message as one card, for what can be no more: a card that takes the place of another. What has no room
// is counted.
func oneCard(m bot.Message, o origin) card {
	return newCard(plain(m), []element{{"type": "TextBlock", "text": plain(m), "wrap": true}})
}

// plain is a message in one line, for the notification and for whoever sees no cards.
func plain(m bot.Message) string { return m.Fallback }

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
	var carried struct {
		Collab struct {
			Words string `json:"w"`
			origin
		} `json:"collab"`
	}
	if err := json.Unmarshal(value, &carried); err != nil || carried.Collab.Words == "" {
		return submission{}, errNotOurs
	}
	return submission{words: carried.Collab.Words, origin: carried.Collab.origin}, nil
}
