package slack

import (
	"cmp"
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// eventType marks our messages' metadata. Everybody in the workspace can read it, so it holds the key only as a
// digest: a key may say who was asked what.
const eventType = "collab_delivery"

// outgoing is one message on the wire, for the Web API and for response URLs alike. slack-go's own call cannot
// carry client_msg_id.
type outgoing struct {
	Channel      string                 `json:"channel,omitempty"`
	User         string                 `json:"user,omitempty"`
	TS           string                 `json:"ts,omitempty"`
	Thread       string                 `json:"thread_ts,omitempty"`
	ResponseType string                 `json:"response_type,omitempty"`
	Replace      *bool                  `json:"replace_original,omitempty"`
	Delete       bool                   `json:"delete_original,omitempty"`
	Text         string                 `json:"text"`
	Blocks       []slackgo.Block        `json:"blocks,omitzero"` // none clears those of a message that is edited
	Metadata     *slackgo.SlackMetadata `json:"metadata,omitempty"`
	ClientMsgID  string                 `json:"client_msg_id,omitempty"`
	Mrkdwn       bool                   `json:"mrkdwn"`
	LinkNames    bool                   `json:"link_names"`
	UnfurlLinks  bool                   `json:"unfurl_links"`
	UnfurlMedia  bool                   `json:"unfurl_media"`
}

func ephemeral(out outgoing) outgoing {
	out.ResponseType, out.Replace = "ephemeral", new(bool) // audience: only the person who acted sees it; mutate: s/ephemeral/in_channel/
	return out
}

// Send says a message in a place and returns the reference by which [App.Edit] finds it again. The key goes along
// for [App.Find]. An error that is neither [bot.RetryAfter] nor [bot.ErrGone] may mean that the message is there all the
// same: look before sending it again.
func (a *App) Send(ctx context.Context, p bot.Place, key string, m bot.Message) (string, error) {
	return a.sendParts(ctx, p, key, partsOf(m))
}

// postIn posts in a channel, or in the direct message of the person whose id stands after an @. That one need not be
// known: Slack takes the id of the person for it, and says where it put the message. To ask beforehand would be a call
// for each person, of a method that takes fifty a minute. Where Slack does not know the person by that id, as it may be
// with people of another organisation, it is asked all the same.
// https://docs.slack.dev/reference/methods/chat.postMessage#app_home
func (a *App) postIn(ctx context.Context, o *office, channel string, out outgoing) (said posted, err error) {
	user, direct := bot.UserOf(channel)
	if !direct {
		out.Channel = channel
		return a.call(ctx, o, posting, out)
	}
	out.Channel = cmp.Or(o.direct.with(user), user)
	said, err = a.call(ctx, o, posting, out)
	if out.Channel == user && Word(err) == deleted {
		if out.Channel, err = a.directWith(ctx, o, user); err == nil {
			said, err = a.call(ctx, o, posting, out)
		}
	}
	if err == nil && strings.HasPrefix(said.Channel, "D") {
		o.direct.learn(user, said.Channel)
	}
	return said, err
}

// Edit puts another message in the place of the one sent to a place under a reference.
func (a *App) Edit(ctx context.Context, p bot.Place, ref string, m bot.Message) error {
	o := a.offices.covering(p.Home)
	if o == nil {
		return fmt.Errorf("edit %s: %w", ref, errNotInstalled)
	}
	channel, ts, _ := strings.Cut(ref, "/")
	if p.Channel != "" && !strings.HasPrefix(p.Channel, "@") {
		channel = p.Channel // it may have another id than when the message was sent
	}
	err := a.write(o, onePart(m), func(out outgoing) error {
		out.Channel, out.TS = channel, ts
		_, err := a.call(ctx, o, "chat.update", out)
		return err
	})
	if err != nil {
		return fmt.Errorf("edit %s: %w", ref, err)
	}
	return nil
}

// sentAs is the reference of a message: Slack knows it by its channel and the time it was given.
func sentAs(channel, ts string) string { return channel + "/" + ts }

// errNotInstalled is the error of a place in a workspace that has not installed the app, or no longer.
var errNotInstalled = fmt.Errorf("%w: %w", bot.ErrGone, slackgo.SlackErrorResponse{Err: notInstalled})

// carrier is the office that carries a place.
func (a *App) carrier(p bot.Place) (*office, error) {
	if p.Platform != Platform {
		return nil, errors.New("not a place in Slack")
	}
	if o := a.offices.covering(p.Home); o != nil { // audience: through the installation of its own workspace, or not at all; mutate: s/a.offices.covering(p.Home)/a.offices.receiving(append([]string{p.Home}, a.Homes()...)...)/
		return o, nil
	}
	return nil, errNotInstalled
}

// conversation is the office that carries a place, and the id of the conversation.
func (a *App) conversation(ctx context.Context, p bot.Place) (*office, string, error) {
	o, err := a.carrier(p)
	if err != nil {
		return nil, "", err
	}
	if user, direct := bot.UserOf(p.Channel); direct {
		channel, err := a.directWith(ctx, o, user)
		return o, channel, err
	}
	return o, p.Channel, nil
}

// directWith is the direct message of a person with us, opened if there was none.
func (a *App) directWith(ctx context.Context, o *office, user string) (string, error) {
	if known := o.direct.with(user); known != "" {
		return known, nil
	}
	c, _, _, err := o.api().OpenConversationContext(ctx, &slackgo.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", failure(err)
	}
	o.direct.learn(user, c.ID)
	return c.ID, nil
}

// messageID is the UUID (version 5) of a key, in a namespace of our own: Slack can tell by it that a message came
// twice. That is not documented; the metadata is what is relied on.
func messageID(key string) string {
	sum := sha1.Sum([]byte("collab delivery\x00" + key))
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
