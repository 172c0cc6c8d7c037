package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"collab/bot"
)

// Said is one thing said in a place. Its JSON is what is kept of it.
type Said struct {
	// N counts from 1 within the place.
	N int
	// Place is the conversation, as [bot.Place.String] names it.
	Place string
	// Author is who said it; the zero account is the bot. AuthorName is the name at the time.
	Author     bot.Account `json:",omitzero"`
	AuthorName string      `json:",omitempty"`
	At         time.Time
	// Text is what a person wrote; Message is what the bot said. One of them is set.
	Text    string       `json:",omitempty"`
	Message *bot.Message `json:",omitempty"`
	// To is the only account that sees it; the zero account means everybody in the place.
	To bot.Account `json:",omitzero"`
	// Ref names what can be replaced: saying something else under the same Ref in the same place edits it.
	Ref string `json:",omitempty"`
}

// byBot says whether the bot said it.
func (s Said) byBot() bool { return s.Author == bot.Account{} }

// visibleTo says whether this person sees it.
func (s Said) visibleTo(a bot.Account) bool {
	return s.To == (bot.Account{}) || s.To == a // audience: a private answer is drawn for the one it answers; mutate: s/s.To == a/s.Place != ""/
}

// fingerprint is a short fingerprint of a value, by which the script and the browser notice a change.
func fingerprint(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic("web: " + err.Error()) // only our own types come here
	}
	sum := sha256.Sum256(data)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
