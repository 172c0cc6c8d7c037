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

	to string // the MRI of whoever alone sees it
}

// outgoingCard is a message that is one card. Summary is what its notification says.
func outgoingCard(c card, summary string) outgoing {
	return outgoing{Summary: summary, Attachments: []map[string]any{c.attached()}}
}

// errMixed is a message that Teams would tear apart.
var errMixed = errors.New("a message is either a text or one card")

// addressee is somebody, or a conversation, on the wire.
type addressee struct {
	ID     string `json:"id"`
	Tenant string `json:"tenantId,omitempty"`
}

// us is the bot as Teams knows it.
func (c *connector) us() addressee { return addressee{ID: "28:" + c.AppID} }

// activity is a message on the wire.
func (c *connector) activity(to reference, out outgoing) ([]byte, error) {
	if (out.Text == "") == (len(out.Attachments) == 0) || len(out.Attachments) > 1 {
		return nil, fmt.Errorf("%w: %w", bot.ErrUnsent, errMixed)
	}
	said := struct {
		Type         string     `json:"type"`
		From         addressee  `json:"from"`
		Conversation addressee  `json:"conversation"`
		Recipient    *addressee `json:"recipient,omitempty"`
		outgoing
	}{Type: "message", From: c.us(), Conversation: addressee{ID: to.conversation, Tenant: to.tenant}, outgoing: out}
	if out.to != "" {
		said.Recipient = &addressee{ID: out.to}
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
func newChat(us addressee, tenant, mri string) any {
	type data struct {
		Tenant addressee `json:"tenant"`
	}
	return struct {
		Bot         addressee   `json:"bot"`
		Members     []addressee `json:"members"`
		Tenant      string      `json:"tenantId"`
		ChannelData data        `json:"channelData"`
	}{us, []addressee{{ID: mri}}, tenant, data{addressee{ID: tenant}}}
}
