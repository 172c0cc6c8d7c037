package slack

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// Slack's words for why nothing can be posted in a channel. https://docs.slack.dev/reference/methods/chat.postMessage#errors
const (
	archived  = "is_archived"
	deleted   = "channel_not_found"
	thrownOut = "not_in_channel"
)

// gone are Slack's words for a place or a person that stays out of reach.
var gone = []string{deleted, archived, thrownOut, "user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot"}

// notInstalled is Slack's word, and ours, for a workspace that has not installed the app, or no longer.
const notInstalled = "app_missing"

// Word is Slack's own word for why it refused a call; empty when it did not.
func Word(err error) string {
	var refused slackgo.SlackErrorResponse
	errors.As(err, &refused)
	return refused.Err
}

// RefusesUs says whether an error is about our token or installation, not about a place or a person: the operator, or
// whoever installed the app, can mend it.
func RefusesUs(err error) bool {
	word := Word(err)
	return word == notInstalled || slices.Contains(refusing, word)
}

// failure turns what a call ended with into the errors of this package. Slack's own word stays in the text.
func failure(err error) error {
	var refused slackgo.SlackErrorResponse
	var limited *slackgo.RateLimitedError
	switch {
	case errors.As(err, &limited):
		return bot.RetryAfter(limited.RetryAfter)
	case errors.As(err, &refused) && refused.Err == "missing_scope":
		return missing(refused)
	case slices.Contains(gone, refused.Err), RefusesUs(err):
		return fmt.Errorf("%w: %w", bot.ErrGone, refused)
	}
	return err
}

// posted is what Slack says of a message it took.
type posted struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`
}

// call posts a message through one method of the Web API.
func (a *App) call(ctx context.Context, o *office, method string, out outgoing) (said posted, err error) {
	req, err := jsonRequest(ctx, a.APIURL+method, out)
	if err != nil {
		return said, err
	}
	return said, a.perform(o, req, out.Channel, &said)
}

// read calls a method of the Web API that reads. slack-go's own drop of which workspace an author is.
func (a *App) read(ctx context.Context, o *office, method string, args url.Values, answer any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.APIURL+method, strings.NewReader(args.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return a.perform(o, req, "", answer)
}

// perform makes a call in the name of an office, in its turn, and reads the answer. The token goes in the header alone.
// Channel is where something is posted.
func (a *App) perform(o *office, req *http.Request, channel string, answer any) error {
	method := path.Base(req.URL.Path)
	req.Header.Set("Authorization", "Bearer "+o.token())
	body, err := answered(o.pace.paced(a.http.Do, req, channel))
	if err != nil {
		return fmt.Errorf("%s: %w", method, failure(err))
	}
	var said slackgo.SlackResponse
	if err := json.Unmarshal(body, &said); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	a.heed(o, said.Error)
	if !said.Ok {
		refused := slackgo.SlackErrorResponse{Err: cmp.Or(said.Error, "no reason given"), Needed: said.Needed, Provided: said.Provided}
		return fmt.Errorf("%s: %w", method, failure(refused))
	}
	return json.Unmarshal(body, answer)
}

// hook posts an answer to a response URL.
func (a *App) hook(ctx context.Context, address string, out outgoing) error {
	req, err := jsonRequest(ctx, address, out)
	if err != nil {
		return err
	}
	said, err := answered(a.http.Do(req))
	if word := refusal(said); err == nil && word != "" {
		return slackgo.SlackErrorResponse{Err: word}
	}
	return err
}

func jsonRequest(ctx context.Context, address string, body any) (*http.Request, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(encoded))
	if err != nil {
		return nil, withoutAddress(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	return req, nil
}

// withoutAddress is an error that does not say what was called: a response URL is a secret, and so is the ticket in that of
// a socket.
func withoutAddress(err error) error {
	if called := new(url.Error); errors.As(err, &called) {
		return called.Err
	}
	return err
}

// answered is the body of a 200.
func answered(res *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, withoutAddress(err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
		return io.ReadAll(io.LimitReader(res.Body, maxBody))
	case http.StatusTooManyRequests:
		return nil, bot.RetryAfter(bot.AsksFor(res))
	}
	said, _ := io.ReadAll(io.LimitReader(res.Body, maxBody)) // a response URL says in any status that it takes no blocks
	if word := refusal(said); word != "" {
		return nil, slackgo.SlackErrorResponse{Err: word}
	}
	return nil, fmt.Errorf("Slack answered %s", res.Status)
}
