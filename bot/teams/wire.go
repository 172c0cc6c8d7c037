package teams

import (
	"encoding/json"
	"strings"
	"unicode"

	"collab/relationship"
)

// wire is an activity as it comes.
type wire struct {
	Type         word                    `json:"type"`
	Name         word                    `json:"name"`
	Action       word                    `json:"action"`
	ID           word                    `json:"id"`
	ReplyToID    word                    `json:"replyToId"`
	ChannelID    word                    `json:"channelId"`
	ServiceURL   word                    `json:"serviceUrl"`
	Zone         word                    `json:"localTimezone"`
	Text         word                    `json:"text"`
	Value        json.RawMessage         `json:"value"`
	Data         odd[wireData]           `json:"channelData"`
	From         odd[wireAccount]        `json:"from"`
	Recipient    odd[wireAccount]        `json:"recipient"`
	Conversation odd[wireConversation]   `json:"conversation"`
	Added        odd[[]odd[wireAccount]] `json:"membersAdded"`
	Removed      odd[[]odd[wireAccount]] `json:"membersRemoved"`
	Entities     odd[[]odd[wireEntity]]  `json:"entities"`
}

type wireAccount struct {
	ID          word `json:"id"`
	AadObjectID word `json:"aadObjectId"`
	TenantID    word `json:"tenantId"`
	Name        word `json:"name"`
	Role        word `json:"role"`
}

type wireConversation struct {
	ID       word      `json:"id"`
	Type     word      `json:"conversationType"`
	IsGroup  odd[bool] `json:"isGroup"`
	Name     word      `json:"name"`
	TenantID word      `json:"tenantId"`
}

type wireEntity struct {
	Type      word             `json:"type"`
	Text      word             `json:"text"`
	Mentioned odd[wireAccount] `json:"mentioned"`
	Timezone  word             `json:"timezone"`
}

// wireData is what Teams adds to an activity.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#teams-channel-data
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
type wireData struct {
	EventType word `json:"eventType"`
	Tenant    odd[struct {
		ID word `json:"id"`
	}] `json:"tenant"`
	Channel odd[struct {
		ID word `json:"id"`
	}] `json:"channel"`
	Team odd[struct {
		Group word `json:"aadGroupId"`
	}] `json:"team"`
}

// odd is a value that may be of another kind than it should, and then is nothing. Of two under the same name the last
// counts, alone.
type odd[T any] struct{ is T }

// UnmarshalJSON never fails.
func (o *odd[T]) UnmarshalJSON(raw []byte) error {
	var is T
	if json.Unmarshal(raw, &is) != nil {
		var none T
		is = none
	}
	o.is = is
	return nil
}

// word is a text; a number counts as its digits.
type word string

// UnmarshalJSON never fails.
func (w *word) UnmarshalJSON(raw []byte) error {
	*w = ""
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*w = word(s)
		return nil
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		*w = word(n)
	}
	return nil
}

// lower is an id that means the same in capitals.
func (w word) lower() string { return strings.ToLower(string(w)) }

// name is what somebody calls themselves, in one line that is not too long.
func (w word) name() string {
	s := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, string(w))
	if all := []rune(s); len(all) > longestName {
		s = string(all[:longestName])
	}
	return strings.TrimSpace(s)
}

func (w wire) activity() activity {
	data := w.Data.is
	a := activity{
		typ: string(w.Type), name: string(w.Name), action: string(w.Action), id: string(w.ID), replyTo: string(w.ReplyToID),
		channelID: string(w.ChannelID), serviceURL: string(w.ServiceURL), zone: w.zone(),
		from: w.From.is.account(), recipient: w.Recipient.is.account(), conversation: w.Conversation.is.conversation(),
		text: string(w.Text), value: given(w.Value),
		event: string(data.EventType), concerned: string(data.Channel.is.ID), team: string(data.Team.is.Group),
		mentions: w.mentions(), added: accounts(w.Added.is), removed: accounts(w.Removed.is),
	}
	for _, t := range []word{w.Conversation.is.TenantID, data.Tenant.is.ID} {
		if t != "" {
			a.tenants = append(a.tenants, t.lower())
		}
	}
	if len(a.tenants) > 0 {
		a.tenant = a.tenants[0]
	}
	return a
}

// given is nil for JSON's null.
func given(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

func (w wire) mentions() (all []mention) {
	for _, e := range w.Entities.is {
		if e.is.Type == "mention" && e.is.Text != "" {
			all = append(all, mention{string(e.is.Text), e.is.Mentioned.is.account()})
		}
	}
	return all
}

// zone is the time zone of whoever did it, where one of the two places that may say it names one as the IANA does: the names
// of Windows are nothing to us.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-basics
func (w wire) zone() string {
	all := []word{w.Zone}
	for _, e := range w.Entities.is {
		if e.is.Type == "clientInfo" {
			all = append(all, e.is.Timezone)
		}
	}
	for _, name := range all {
		if _, err := relationship.Zone(string(name)); err == nil {
			return string(name)
		}
	}
	return ""
}

func (w wireAccount) account() account {
	return account{string(w.ID), w.AadObjectID.lower(), w.TenantID.lower(), w.Name.name(), string(w.Role)}
}

func (w wireConversation) conversation() conversation {
	return conversation{string(w.ID), string(w.Type), w.IsGroup.is, w.Name.name()}
}

func accounts(of []odd[wireAccount]) (all []account) {
	for _, w := range of {
		all = append(all, w.is.account())
	}
	return all
}
