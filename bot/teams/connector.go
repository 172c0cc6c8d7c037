package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"collab/bot"
)

// reference names a conversation, and says through which of Microsoft's doors it is written to.
type reference struct {
	// serviceURL is what the newest activity of the conversation came with; empty where none has come yet.
	serviceURL string
	// conversation is its id; in a channel followed by ";messageid=" and the root of the thread, if it is in one.
	conversation string
	// tenant is whose conversation it is.
	tenant string
}

// connector writes to Teams through Microsoft's Connector service, version 3, and keeps its limits.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
//
// Every error says what is known of the call: [bot.ErrGone], [bot.RetryAfter] and [bot.ErrUnsent] mean that nobody saw
// anything of it. After any other error of a message it may be there all the same. Teams cannot be asked: it takes no key
// with a message, and lets a bot read nothing back. So it is sent again or not; a living card is only ever put.
type connector struct {
	Config
	http *http.Client
	pass *pass
	pace bot.Pace
}

const (
	// mostAnswer is how much of an answer is read, in bytes: a page of members is the longest.
	mostAnswer = 1 << 20
	// persistence is how long after its beginning a call is tried again.
	persistence = 5 * time.Second
)

// newConnector is a connector that calls through a [client], which neither waits for ever nor follows a redirect.
func newConnector(c Config, client *http.Client) *connector {
	c.Limits = cmp.Or(c.Limits, documented)
	return &connector{Config: c, http: client, pass: newPass(c, client)}
}

// post says something in a conversation, and returns the id by which it can be put anew; empty when Teams took it and
// its id was lost on the way.
func (c *connector) post(ctx context.Context, to reference, out outgoing) (id string, err error) {
	return c.say(ctx, to, to.activities(), out)
}

// targeted says something in a conversation that one of its members alone sees, for a day. It is an error where the
// tenant has no such messages, and where the person is no member; a personal chat is the way then.
// https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages
func (c *connector) targeted(ctx context.Context, in reference, mri string, out outgoing) (id string, err error) {
	out.to = mri // audience: one member sees it; mutate: s/out.to = mri/_ = mri/
	a := in.activities()
	a.query.Set("isTargetedActivity", "true") // audience: without it everybody in the conversation sees it; mutate: s/"true"/"false"/
	return c.say(ctx, in, a, out)
}

func (c *connector) say(ctx context.Context, to reference, at address, out outgoing) (id string, err error) {
	body, err := c.activity(to, out)
	if err != nil {
		return "", err
	}
	said, err := c.call(ctx, to, ask{method: http.MethodPost, at: at, body: body})
	if err != nil {
		return "", err
	}
	return idIn(said), nil
}

// put replaces what was said under an id. It may be done twice. What people deleted meanwhile is [ErrDeleted].
func (c *connector) put(ctx context.Context, in reference, id string, out outgoing) error {
	body, err := c.activity(in, out)
	if err != nil {
		return err
	}
	_, err = c.call(ctx, in, ask{method: http.MethodPut, at: in.activities(id), body: body, twice: true})
	return err
}

// remove takes back what was said under an id; what is not there any more is no error.
func (c *connector) remove(ctx context.Context, in reference, id string) error {
	_, err := c.call(ctx, in, ask{method: http.MethodDelete, at: in.activities(id), twice: true})
	if errors.Is(err, ErrDeleted) {
		return nil
	}
	return err
}

// personal is the chat of a person with us, which is made if there is none: to ask twice makes no second one. Nothing is
// said in it. It fails for whoever is not of the tenant, and for whom the app is not installed.
func (c *connector) personal(ctx context.Context, serviceURL, tenant, mri string) (reference, error) {
	to := reference{serviceURL: serviceURL, conversation: "with " + mri, tenant: tenant}
	body, err := json.Marshal(newChat(c.us(), tenant, mri))
	if err != nil {
		return reference{}, err
	}
	said, err := c.call(ctx, to, ask{method: http.MethodPost, at: below("conversations"), body: body, twice: true})
	if err != nil {
		return reference{}, err
	}
	if to.conversation = idIn(said); to.conversation == "" {
		return reference{}, errUnreadable
	}
	return to, nil
}
