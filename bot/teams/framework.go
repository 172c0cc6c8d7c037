package teams

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/core"
	turns "github.com/infracloudio/msbotbuilder-go/core/activity"
	"github.com/infracloudio/msbotbuilder-go/schema"
)

// framework is the one place that knows msbotbuilder-go: its types, its adapter, with our judge and our connector in the
// place of its own, and its handlers of messages and of updates of conversations. What else Teams sends goes past it. It
// posts the answer to an invoke where nobody waits for it, makes an error of every other type, and takes fewer kinds of
// values than come: what it cannot take goes past it too.
type framework struct {
	take      func(context.Context, activity, []byte) (answer, error)
	connector *connector
}

// adapter is the library's, for one activity or for one thing to say.
func (f *framework) adapter(ctx context.Context, act activity) core.BotFrameworkAdapter {
	return core.BotFrameworkAdapter{
		AdapterSetting: core.AdapterSetting{AppID: f.connector.AppID},
		TokenValidator: judged{act},
		Client:         courier{ctx, f.connector},
	}
}

// turn has an activity taken, through the library where it can take it.
func (f *framework) turn(ctx context.Context, act activity, raw []byte) (said answer, err error) {
	if act.typ != messageType && act.typ != updateType {
		return f.take(ctx, act, raw)
	}
	adapter := f.adapter(ctx, act)
	seen, odd := adapter.ParseRequest(ctx, request(ctx, raw))
	if odd != nil {
		return f.take(ctx, act, raw)
	}
	took := func(*turns.TurnContext) (schema.Activity, error) {
		said, err = f.take(ctx, act, raw)
		return schema.Activity{}, err // what there is to say is said after the receipt
	}
	_ = adapter.ProcessActivity(ctx, seen, turns.HandlerFuncs{OnMessageFunc: took, OnConversationUpdateFunc: took}) // its error is that of took
	return said, err
}

// request is what the library reads an activity from. What was sent along to prove who sent it stays with the judge.
func request(ctx context.Context, raw []byte) *http.Request {
	r := &http.Request{Method: http.MethodPost, Header: http.Header{"Authorization": {"judged"}}, Body: io.NopCloser(bytes.NewReader(raw))}
	return r.WithContext(ctx)
}

// say says something in a conversation, as the library has a bot speak up by itself.
func (f *framework) say(ctx context.Context, to reference, out outgoing) error {
	adapter := f.adapter(ctx, activity{})
	there := schema.ConversationReference{
		ChannelID: teamsChannel, ServiceURL: to.serviceURL, Bot: schema.ChannelAccount{ID: f.connector.us().ID},
		Conversation: schema.ConversationAccount{ID: to.conversation, TenantID: to.tenant},
	}
	return adapter.ProactiveMessage(ctx, there, turns.HandlerFuncs{OnMessageFunc: func(t *turns.TurnContext) (schema.Activity, error) {
		return t.SendActivity(func(a *schema.Activity) error {
			a.Text, a.TextFormat, a.Summary = out.Text, schema.TextFormatTypes(out.TextFormat), out.Summary
			for _, one := range out.Attachments {
				kind, _ := one["contentType"].(string)
				a.Attachments = append(a.Attachments, schema.Attachment{ContentType: kind, Content: one["content"]})
			}
			return nil
		})
	}})
}

// judged is the library's check of an activity that was judged already: that it read the same.
type judged struct{ activity }

var errMisread = errors.New("it was read in two ways")

// AuthenticateRequest says whether the library read what was judged.
func (j judged) AuthenticateRequest(_ context.Context, a schema.Activity, _ string, _ auth.CredentialProvider, _ string) (auth.ClaimsIdentity, error) {
	if string(a.Type) != j.typ || a.ID != j.id || a.ChannelID != j.channelID || a.ServiceURL != j.serviceURL || a.Conversation.ID != j.conversation.id {
		return nil, errMisread
	}
	return auth.NewClaimIdentity(nil, true), nil
}

// courier carries what the library has to say to Connector. The address that the library makes is not followed: an id
// could lead it astray. What a handler leaves empty is not said.
type courier struct {
	ctx       context.Context
	connector *connector
}

// Post says something in the conversation of an activity.
func (c courier) Post(_ url.URL, a schema.Activity) error {
	if a.Type == "" {
		return nil
	}
	_, err := c.connector.post(c.ctx, referenceOf(a), outgoingOf(a))
	return err
}

// Put replaces what was said under the id of an activity.
func (c courier) Put(_ url.URL, a schema.Activity) error {
	return c.connector.put(c.ctx, referenceOf(a), a.ID, outgoingOf(a))
}

// Delete takes back what was said under the id of an activity.
func (c courier) Delete(_ url.URL, a schema.Activity) error {
	return c.connector.remove(c.ctx, referenceOf(a), a.ID)
}

func referenceOf(a schema.Activity) reference {
	return reference{serviceURL: a.ServiceURL, conversation: a.Conversation.ID, tenant: a.Conversation.TenantID}
}

// outgoingOf is what the library has to say without what it adds to everything: empty objects, and times in the year 1.
func outgoingOf(a schema.Activity) outgoing {
	out := outgoing{Text: a.Text, TextFormat: string(a.TextFormat), Summary: a.Summary}
	for _, one := range a.Attachments {
		out.Attachments = append(out.Attachments, map[string]any{"contentType": one.ContentType, "content": one.Content})
	}
	return out
}
