package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"collab/bot"
)

// Said is one thing said in a place.
type Said struct {
	// N counts from 1 within the place.
	N int
	// Place is the conversation, as [bot.Place.String] names it.
	Place string
	// Author is who said it; the zero account is the bot. AuthorName is the name at the time.
	Author     bot.Account
	AuthorName string
	At         time.Time
	// Text is what a person wrote; Message is what the bot said. One of them is set.
	Text    string
	Message *bot.Message
	// To is the only account that sees it; the zero account means everybody in the place.
	To bot.Account
	// Ref names what can be replaced: saying something else under the same Ref in the same place edits it.
	Ref string
}

// byBot says whether the bot said it.
func (s Said) byBot() bool { return s.Author == bot.Account{} }

// visibleTo says whether this person sees it.
func (s Said) visibleTo(a bot.Account) bool {
	return s.To == (bot.Account{}) || s.To == a // audience: a private answer is drawn for the one it answers; mutate: s/s.To == a/s.Place != ""/
}

// stored is Said as JSON, with blocks that know their kind.
type stored struct {
	N                int
	Place            string
	Author, To       *bot.Account `json:",omitempty"`
	AuthorName, Text string       `json:",omitempty"`
	At               time.Time
	Fallback         *string       `json:",omitempty"`
	Blocks           []storedBlock `json:",omitempty"`
	Ref              string        `json:",omitempty"`
}

// storedBlock has one of its fields set. The names stand in stored messages and must not change.
type storedBlock struct {
	Text    *bot.Text    `json:"text,omitempty"`
	Facts   *bot.Facts   `json:"facts,omitempty"`
	Items   *bot.Items   `json:"items,omitempty"`
	Chart   *bot.Chart   `json:"chart,omitempty"`
	Buttons *bot.Buttons `json:"buttons,omitempty"`
	Note    *bot.Note    `json:"note,omitempty"`
}

// MarshalJSON encodes what was said so that [Said.UnmarshalJSON] gives it back, blocks included.
func (s Said) MarshalJSON() ([]byte, error) {
	out := stored{N: s.N, Place: s.Place, Author: present(s.Author), To: present(s.To),
		AuthorName: s.AuthorName, Text: s.Text, At: s.At, Ref: s.Ref}
	if s.Message == nil {
		return json.Marshal(out)
	}
	out.Fallback = &s.Message.Fallback
	for _, b := range s.Message.Blocks {
		out.Blocks = append(out.Blocks, store(b))
	}
	return json.Marshal(out)
}

// UnmarshalJSON decodes what [Said.MarshalJSON] encoded; a block of a kind it does not know is an error.
func (s *Said) UnmarshalJSON(data []byte) error {
	var in stored
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*s = Said{N: in.N, Place: in.Place, Author: account(in.Author), To: account(in.To),
		AuthorName: in.AuthorName, Text: in.Text, At: in.At, Ref: in.Ref}
	if in.Fallback == nil {
		return nil
	}
	s.Message = &bot.Message{Fallback: *in.Fallback}
	for _, b := range in.Blocks {
		block := b.block()
		if block == nil {
			return fmt.Errorf("message %d in %s has a block of unknown kind", in.N, in.Place)
		}
		s.Message.Blocks = append(s.Message.Blocks, block)
	}
	return nil
}

func store(b bot.Block) storedBlock {
	switch b := b.(type) {
	case bot.Text:
		return storedBlock{Text: &b}
	case bot.Facts:
		b = append(bot.Facts{}, b...) // an empty table is stored as one, too
		return storedBlock{Facts: &b}
	case bot.Items:
		return storedBlock{Items: &b}
	case bot.Chart:
		return storedBlock{Chart: &b}
	case bot.Buttons:
		b = append(bot.Buttons{}, b...)
		return storedBlock{Buttons: &b}
	case bot.Note:
		return storedBlock{Note: &b}
	}
	panic(fmt.Sprintf("web: unknown block %T", b))
}

func (b storedBlock) block() bot.Block {
	switch {
	case b.Text != nil:
		return *b.Text
	case b.Facts != nil:
		return *b.Facts
	case b.Items != nil:
		return *b.Items
	case b.Chart != nil:
		return *b.Chart
	case b.Buttons != nil:
		return *b.Buttons
	case b.Note != nil:
		return *b.Note
	}
	return nil
}

func present(a bot.Account) *bot.Account {
	if a == (bot.Account{}) {
		return nil
	}
	return &a
}

func account(a *bot.Account) bot.Account {
	if a == nil {
		return bot.Account{}
	}
	return *a
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
