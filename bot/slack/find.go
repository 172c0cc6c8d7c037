package slack

import (
	"context"
	"errors"
	"fmt"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// How far back Find looks: what was being sent when we stopped is among the newest.
const (
	foundPages = 5
	foundPage  = 200
)

// Find looks for the message that was sent to a place under a key. It needs the history scope of that kind of
// conversation (channels:history, groups:history, im:history); without it the error says so.
func (a *App) Find(ctx context.Context, p bot.Place, key string) (ref string, found bool, err error) {
	o, channel, err := a.conversation(ctx, p)
	if err != nil {
		return "", false, fmt.Errorf("look in %s: %w", p, err)
	}
	cursor := ""
	for range foundPages {
		messages, next, err := page(ctx, o, channel, p.Thread, cursor)
		if err != nil {
			err = failure(err)
			if scope := MissingScope(""); errors.As(err, &scope) {
				a.logMissing(o, scope) // whoever asked sends it again without looking
			}
			return "", false, fmt.Errorf("look in %s: %w", p, err)
		}
		for _, m := range messages {
			if o.carries(m, key) {
				return sentAs(channel, m.Timestamp), true, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return "", false, nil
}

// carries says whether a message is ours and was sent under the key: any app could write the same metadata.
func (o *office) carries(m slackgo.Message, key string) bool {
	return m.User == o.user() && m.Metadata.EventType == eventType && m.Metadata.EventPayload["key"] == digest(key)
}

func page(ctx context.Context, o *office, channel, thread, cursor string) ([]slackgo.Message, string, error) {
	if thread != "" {
		messages, _, next, err := o.api().GetConversationRepliesContext(ctx, &slackgo.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Cursor: cursor, Limit: foundPage, IncludeAllMetadata: true,
		})
		return messages, next, err
	}
	h, err := o.api().GetConversationHistoryContext(ctx, &slackgo.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Limit: foundPage, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, "", err
	}
	return h.Messages, h.ResponseMetaData.NextCursor, nil
}
