package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	slackgo "github.com/slack-go/slack"
)

// Where tokens are rotated they live for twelve hours. https://docs.slack.dev/authentication/using-token-rotation/
const (
	early       = 2 * time.Hour    // before its end a token is replaced while it is still good
	lookEvery   = time.Minute      // at the tokens
	listEvery   = time.Hour        // the workspaces of organisations
	again       = 30 * time.Second // after Slack could not be asked
	teamsOnPage = 200
)

// passing are Slack's words for what another try may mend. Any other refusal of a refresh token stays.
var passing = []string{"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}

// Rotate sees to it, until ctx ends, that tokens are replaced before they end, and knows the workspaces of
// organisations.
func (a *App) Rotate(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		for _, o := range a.offices.all() {
			a.freshen(o)
			a.relist(context.WithoutCancel(ctx), o) // what was begun is finished
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// freshen replaces the token of an office: beside the work while it is still good, before it when it is not.
func (a *App) freshen(o *office) {
	in, now := o.installation(), a.Now()
	switch {
	case in.Refresh == "" || in.Expires.Sub(now) > early:
	case in.Expires.After(now):
		a.work.Go(func() {
			if o.turning.TryLock() {
				defer o.turning.Unlock()
				a.turn(o)
			}
		})
	default:
		o.turning.Lock()
		defer o.turning.Unlock()
		a.turn(o)
	}
}

// turn replaces the token of an office, which is held by its lock meanwhile: Slack takes a refresh token once. The new
// pair is on the shelf before it is used.
func (a *App) turn(o *office) {
	in, now := o.installation(), a.Now()
	if o.closed || o.spent != "" || in.Expires.Sub(now) > early || now.Before(o.next) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	next, err := a.refreshed(ctx, in)
	if err == nil {
		err = a.shelve(next)
	}
	if err == nil {
		a.furnish(o, next)
		return
	}
	o.next = now.Add(again)
	if refused := new(slackgo.SlackErrorResponse); errors.As(err, refused) && !slices.Contains(passing, refused.Err) {
		o.mu.Lock()
		o.spent = refused.Err
		o.mu.Unlock()
	}
	a.Log.Error("slack: could not renew a token; when that stays, the app must be installed there again", "workspace", o.home, "until", in.Expires, "error", err)
}

// refreshed is the installation with its next token.
func (a *App) refreshed(ctx context.Context, in Installation) (Installation, error) {
	r, err := slackgo.RefreshOAuthV2TokenContext(ctx, asApp{a}, a.ClientID, "", in.Refresh, slackgo.OAuthOptionAPIURL(a.APIURL))
	if err != nil {
		return in, fmt.Errorf("oauth.v2.access: %w", err)
	}
	return in.with(r, a.Now())
}

// relist asks now and then which workspaces an organisation has.
func (a *App) relist(ctx context.Context, o *office) {
	o.mu.Lock()
	due := o.in.Team == "" && !a.Now().Before(o.listed.Add(listEvery))
	o.mu.Unlock()
	if due {
		a.list(ctx, o)
	}
}

// list has the office of an organisation know its workspaces. When Slack cannot be asked it knows those of before.
func (a *App) list(ctx context.Context, o *office) {
	if err := a.workspaces(ctx, o); err != nil {
		a.Log.Warn("slack: could not ask for the workspaces of an organisation", "organisation", o.home, "error", err)
	}
}

// workspaces asks Slack which workspaces of an organisation the app is in: those are its own. Nothing that comes with an
// event is believed instead, since a partner's workspace may stand there.
func (a *App) workspaces(ctx context.Context, o *office) error {
	if o.installation().Team != "" {
		return nil
	}
	ids, err := teamsOf(ctx, o)
	if err != nil {
		return err
	}
	o.turning.Lock()
	defer o.turning.Unlock()
	in := o.installation()
	if o.closed {
		return nil
	}
	if !slices.Equal(ids, in.Teams) {
		in.Teams = ids // audience: whose own surfaces are drawn through the organisation's installation; mutate: s|ids|append(ids, "T0BOREAL")|
		if err := a.shelve(in); err != nil {
			return err
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.in.Teams, o.listed = in.Teams, a.Now()
	return nil
}

// teamsOf are the workspaces of an organisation, in order, as Slack lists them.
func teamsOf(ctx context.Context, o *office) (ids []string, err error) {
	for cursor := ""; ; {
		page, next, err := o.api().ListTeamsContext(ctx, slackgo.ListTeamsParameters{Limit: teamsOnPage, Cursor: cursor})
		if err != nil {
			return nil, failure(err)
		}
		for _, t := range page {
			ids = append(ids, t.ID)
		}
		if cursor = next; cursor == "" {
			slices.Sort(ids)
			return ids, nil
		}
	}
}
