package teams

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"collab/bot"
)

// outgoing is one message: a text or one attachment, never both, since Teams makes two messages of it then and says the
// id of neither. What is empty is left out.
// https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
type outgoing struct {
	Text string `json:"text,omitempty"`
	// TextFormat is "plain" or "markdown", which Teams takes a text for when nothing is said.
	TextFormat string `json:"textFormat,omitempty"`
	// Summary is what a notification says of a card.
	Summary     string           `json:"summary,omitempty"`
	Attachments []map[string]any `json:"attachments,omitempty"`
	// Entities are the mentions in the text.
	Entities []json.RawMessage `json:"entities,omitempty"`

	replyTo string // the activity that is answered
	to      string // the MRI of whoever alone sees it
}

// carrying is a message that is one card.
func carrying(c card) outgoing {
	return outgoing{Summary: c.Fallback, Attachments: []map[string]any{c.attached()}}
}

// errMixed is a message that Teams would tear apart.
var errMixed = errors.New("a message is either a text or one card")

// identified is somebody, or a conversation, on the wire.
type identified struct {
	ID     string `json:"id"`
	Tenant string `json:"tenantId,omitempty"`
}

// us is the bot as Teams knows it.
func (c *connector) us() identified { return identified{ID: "28:" + c.AppID} }

// activity is a message on the wire.
func (c *connector) activity(to reference, out outgoing) ([]byte, error) {
	if (out.Text == "") == (len(out.Attachments) == 0) || len(out.Attachments) > 1 {
		return nil, fmt.Errorf("%w: %w", bot.ErrUnsent, errMixed)
	}
	said := struct {
		Type         string      `json:"type"`
		From         identified  `json:"from"`
		Conversation identified  `json:"conversation"`
		Recipient    *identified `json:"recipient,omitempty"`
		ReplyTo      string      `json:"replyToId,omitempty"`
		outgoing
	}{Type: "message", From: c.us(), Conversation: identified{ID: to.conversation, Tenant: to.tenant}, ReplyTo: out.replyTo, outgoing: out}
	if out.to != "" {
		said.Recipient = &identified{ID: out.to}
	}
	return encoded(said)
}

// encoded is JSON as short as it can be: <, > and & need no six bytes each.
func encoded(v any) ([]byte, error) {
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("%w: %w", bot.ErrUnsent, err)
	}
	return bytes.TrimSpace(body.Bytes()), nil
}

// newChat asks for a personal chat.
func newChat(us identified, tenant, mri string) any {
	type data struct {
		Tenant identified `json:"tenant"`
	}
	return struct {
		Bot         identified   `json:"bot"`
		Members     []identified `json:"members"`
		Tenant      string       `json:"tenantId"`
		ChannelData data         `json:"channelData"`
	}{us, []identified{{ID: mri}}, tenant, data{identified{ID: tenant}}}
}
