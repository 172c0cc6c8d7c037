package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
	"collab/relationship"
)

// changed tells the relationships of a conversation, or of a workspace, what happened to it. Slack may tell twice, late,
// and through any installation: where it matters, it is asked whether the conversation still is so. When it cannot be
// asked, the event counts alone, if the installation that holds the place brought it. What another one brings may be true
// of its own side of the channel and of no other: nothing is moved or lost for it before the holder was asked.
//
// A new name is nothing to us, and neither is an invitation to share a channel: that somebody came is told apart. A channel
// that is back from the archive, or has us in it again, is linked anew by somebody who says so: nobody knows who reads
// there now.
func (a *App) changed(ctx context.Context, o *office, e envelope, v event) error {
	switch v.Type {
	case "app_uninstalled", "tokens_revoked":
		return a.removed(ctx, e, v)
	case "team_access_granted", "team_access_revoked":
		return a.workspaces(context.WithoutCancel(ctx), o)
	case "channel_id_changed":
		return a.moved(ctx, o, e, v)
	}
	p, linked := a.linkedIn(o, v.Channel)
	if !linked {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	switch v.Type {
	case "channel_archive", "group_archive", "channel_deleted", "group_deleted", "channel_left", "group_left", "channel_unshared":
		return a.lost(ctx, p, e, v)
	case "member_left_channel":
		if v.User == o.user() {
			return a.lost(ctx, p, e, v)
		}
	case "channel_shared", "member_joined_channel":
		return a.grew(ctx, p, e, v)
	}
	return nil
}

// linkedIn is the channel as a relationship knows it; false for one that no relationship has linked.
func (a *App) linkedIn(o *office, channel string) (bot.Place, bool) {
	if channel == "" || a.Channels.Bound == nil {
		return bot.Place{}, false
	}
	p := a.bound(bot.Place{Platform: Platform, Home: o.home, Channel: channel, Kind: bot.Shared})
	return p, a.Channels.Bound(p)
}

// broughtBy says whether an event came through an office, and not through the installation of somebody else who is in the
// same channel.
func (e envelope) broughtBy(o *office) bool {
	if len(e.Authorizations) > 0 {
		return o.is(cmp.Or(e.Authorizations[0].TeamID, e.Authorizations[0].EnterpriseID))
	}
	return o.is(cmp.Or(e.TeamID, e.EnterpriseID))
}

// moved tells that a conversation has another id: a private channel gets one as soon as it is shared. Somebody else's side
// of a channel gets one too, when they part.
func (a *App) moved(ctx context.Context, o *office, e envelope, v event) error {
	from, linked := a.linkedIn(o, v.OldChannel)
	if !linked || v.NewChannel == "" {
		return nil
	}
	ctx, to := context.WithoutCancel(ctx), from
	to.Channel = v.NewChannel
	if !e.broughtBy(a.offices.covering(from.Home)) { // audience: a relationship goes where its own side of the channel went; mutate: s/!e.broughtBy/e.broughtBy/
		switch there, err := a.holds(ctx, to); {
		case err != nil:
			return err
		case there == nil:
			return nil
		}
	}
	return a.Channels.Moved(ctx, from, to)
}

// holds is a channel as the installation that holds it sees it now; nil when that does not see it. The error says that it
// cannot be asked, and that Slack is to tell again.
func (a *App) holds(ctx context.Context, p bot.Place) (*slackgo.Channel, error) {
	now, err := a.look(ctx, p)
	switch {
	case err == nil:
		return now, nil
	case Word(err) == deleted, errors.Is(err, errNotInstalled):
		return nil, nil
	}
	return nil, fmt.Errorf("%w: %w", bot.ErrNotKept, err)
}

// lost tells that nothing can be posted in a channel any more, if it still is so.
func (a *App) lost(ctx context.Context, p bot.Place, e envelope, v event) error {
	holder := a.offices.covering(p.Home)
	own := e.broughtBy(holder)
	now, err := a.holds(ctx, p)
	if err != nil && !own { // audience: what befalls another's side of a channel is nothing to this one; mutate: s/!own/own/
		return err
	}
	if why := v.loses(now, holder, own); why != "" {
		return a.Channels.Lost(ctx, p, why)
	}
	return nil
}

// loses is why nothing can be posted in a channel any more; empty when it can. Now is the channel as its holder sees it, if
// it does; own says that the event is about the holder's own side.
func (v event) loses(now *slackgo.Channel, holder *office, own bool) string {
	switch v.Type {
	case "channel_archive", "group_archive":
		if now == nil || now.IsArchived {
			return archived
		}
	case "channel_deleted", "group_deleted":
		if now == nil {
			return deleted
		}
	case "channel_unshared":
		// Whoever stays in a channel that several organisations share still reads it, unless it was our side that left.
		if own && holder.is(v.Disconnected) || !v.StillShared && (now == nil || !now.IsExtShared) {
			return relationship.LostConnection
		}
	default:
		// Where both sides have installed the app, that the other one's bot left is nothing to the place.
		if own && (now == nil || !now.IsMember) {
			return thrownOut
		}
	}
	return ""
}

// grew tells which other workspaces and organisations are in a channel. Slack names them by workspace or by organisation,
// so a person who came is no news of their own as long as it can be asked who is there.
func (a *App) grew(ctx context.Context, p bot.Place, e envelope, v event) error {
	o := a.offices.covering(p.Home)
	if v.Type == "member_joined_channel" && !e.ExtShared && o.is(cmp.Or(e.actorTeam(v), v.Team)) {
		return nil
	}
	homes, err := a.homesIn(ctx, p)
	switch {
	case v.Type == "channel_shared":
		homes = append(homes, v.Connected)
	case err != nil:
		homes = []string{cmp.Or(e.actorTeam(v), v.Team)}
	}
	homes = slices.DeleteFunc(homes, func(home string) bool { return home == "" || o.is(home) })
	if len(homes) == 0 {
		return nil
	}
	return a.Channels.Grew(ctx, p, homes)
}

// is says whether an id is that of the office: its workspace, one of its workspaces, or its organisation.
func (o *office) is(id string) bool {
	return o != nil && (o.covers(id) || id != "" && id == o.installation().Enterprise)
}

// Look finds out, once what is being answered is answered, which other workspaces and organisations are in a channel that
// was just linked, and tells them. It tells nothing when Slack does not say.
func (a *App) Look(p bot.Place, tell func(homes []string)) {
	a.work.Go(func() {
		homes, err := a.homesIn(context.Background(), p)
		if err != nil {
			a.Log.Warn("slack: could not look who is in a channel", "place", p.String(), "error", err)
			return
		}
		tell(homes)
	})
}

// homesIn are the other workspaces and organisations in a channel.
func (a *App) homesIn(ctx context.Context, p bot.Place) (homes []string, err error) {
	c, err := a.look(ctx, p)
	if err != nil {
		return nil, err
	}
	o := a.offices.covering(p.Home)
	for _, home := range append(c.ConnectedTeamIDs, c.SharedTeamIDs...) {
		if !o.is(home) && !slices.Contains(c.InternalTeamIDs, home) && !slices.Contains(homes, home) {
			homes = append(homes, home)
		}
	}
	return homes, nil
}

// look asks Slack how a channel is now.
func (a *App) look(ctx context.Context, p bot.Place) (*slackgo.Channel, error) {
	o := a.offices.covering(p.Home)
	if o == nil {
		return nil, errNotInstalled
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	c, err := o.api().GetConversationInfoContext(ctx, &slackgo.GetConversationInfoInput{ChannelID: p.Channel})
	return c, failure(err)
}
