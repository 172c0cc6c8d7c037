package slack

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// unfit are Slack's words for blocks that it does not take. https://docs.slack.dev/reference/methods/chat.postMessage#errors
var unfit = []string{
	"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "only_one_table_allowed", "unsupported_block",
}

// refusal is the word among unfit that a response says, if it says one.
func refusal(said []byte) string {
	for _, word := range unfit {
		if bytes.Contains(said, []byte(`"`+word+`"`)) || string(bytes.TrimSpace(said)) == word {
			return word
		}
	}
	return ""
}

// refusesBlocks says whether something plainer might be taken.
func refusesBlocks(err error) bool {
	var said slackgo.SlackErrorResponse
	return errors.As(err, &said) && refusal([]byte(said.Err)) != ""
}

// write puts a part where it belongs, as well drawn as Slack takes it: a chart that is refused is drawn as a table, a
// table as text, and whatever else is refused is said in plain words. What was refused once is not tried again soon.
func (a *App) write(o *office, p part, put func(outgoing) error) error {
	best := o.plain.now(a.Now())
	for r := best; ; r = p.below(r) {
		err := put(p.on(r))
		if err == nil && r > best && r < bare {
			o.plain.learn(r, a.Now())
		}
		if r == bare || !refusesBlocks(err) {
			return err
		}
		a.Log.Warn("slack: blocks were refused; drawn more plainly", "workspace", o.home, "rung", int(r), "error", err)
	}
}

// plainness is how plainly a workspace wants its charts: it is remembered for a day, since Slack brings new blocks to
// one workspace after the other.
type plainness struct {
	mu    sync.Mutex
	rung  rung
	until time.Time
}

func (p *plainness) now(at time.Time) rung {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !at.Before(p.until) {
		return pictures
	}
	return p.rung
}

func (p *plainness) learn(r rung, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rung, p.until = r, at.Add(24*time.Hour)
}

// sendParts says the parts of a message in a place, one after the other. The last alone carries the key for [App.Find]:
// a message that was broken off is one that was not sent. Sent again, it goes on where it was broken off.
func (a *App) sendParts(ctx context.Context, p bot.Place, key string, parts []part) (string, error) {
	o, err := a.carrier(p)
	if err != nil {
		return "", fmt.Errorf("post to %s: %w", p, err)
	}
	sent, _ := a.begun.Get(key, a.Now(), begunKept)
	a.begun.Drop(key)
	for i := sent.parts; i < len(parts); i++ {
		out := outgoing{Channel: p.Channel, Thread: p.Thread, ClientMsgID: messageID(partKey(key, i))}
		if i == len(parts)-1 {
			out.Metadata = &slackgo.SlackMetadata{EventType: eventType, EventPayload: map[string]any{"key": digest(key)}}
		}
		said, err := a.sendPart(ctx, o, parts[i], out)
		if err != nil {
			if i > 0 {
				a.begun.Put(key, beginning{i, sent.ref}, a.Now(), begunKept)
			}
			return "", fmt.Errorf("post to %s: %w", p, err)
		}
		sent.ref = cmp.Or(sent.ref, sentAs(said.Channel, said.TS))
	}
	return sent.ref, nil
}

func (a *App) sendPart(ctx context.Context, o *office, p part, to outgoing) (said posted, err error) {
	err = a.write(o, p, func(out outgoing) error {
		to.Text, to.Blocks = out.Text, out.Blocks
		said, err = a.postIn(ctx, o, to.Channel, to)
		return err
	})
	return said, err
}

// partKey names a part of what is sent under a key; the first bears the key itself.
func partKey(key string, i int) string {
	if i == 0 {
		return key
	}
	return fmt.Sprintf("%s/%d", key, i+1)
}

// begunKept is how long it is remembered of a message that only its first parts were said.
const begunKept = 24 * time.Hour

// beginning is how many parts of a message are said, and the reference of the first.
type beginning struct {
	parts int
	ref   string
}
