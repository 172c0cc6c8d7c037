package teams

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"collab/bot"
	"collab/relationship"
)

// befell tells what happened to a conversation that a relationship is linked to.
func (a *App) befell(ctx context.Context, act activity) error {
	p := act.about()
	switch {
	case act.event == "channelDeleted":
		return a.Channels.Lost(ctx, p, gone["ConversationNotFound"])
	case act.leaves():
		return a.Channels.Lost(ctx, p, gone["BotNotInConversationRoster"])
	}
	homes, err := a.homesIn(ctx, p)
	switch {
	case err != nil && refuses(err):
		return nil // what is posted there next says why
	case err != nil:
		return fmt.Errorf("%w: %w", bot.ErrUnasked, err)
	case act.event == "channelUnshared" && len(homes) == 0:
		return a.Channels.Lost(ctx, p, relationship.LostConnection)
	case len(homes) == 0:
		return nil
	}
	return a.Channels.Grew(ctx, p, homes)
}

// Look finds out, once what is being answered is answered, which other tenants have people in a conversation that was just
// linked, and tells them. It tells nothing when Teams does not say.
func (a *App) Look(p bot.Place, tell func(homes []string)) {
	a.work.Go(func() {
		homes, err := a.homesIn(context.Background(), p)
		if err != nil {
			a.Log.Warn("teams: could not look who is in a conversation", "place", p.String(), "error", err)
			return
		}
		tell(homes)
	})
}

// homesIn are the other tenants that have people in a conversation, as its roster says, and where its guests come from.
func (a *App) homesIn(ctx context.Context, p bot.Place) (homes []string, err error) {
	ref, err := a.reach(ctx, whole(p))
	if err != nil {
		return nil, err
	}
	all, err := a.connector.members(ctx, ref)
	for _, m := range all {
		home := m.comesFrom()
		if home != "" && home != p.Home && !slices.Contains(homes, home) {
			homes = append(homes, home)
		}
	}
	return homes, err
}

// unknownHome stands for wherever those come from of whom the roster does not say it: they read along too.
const unknownHome = "somewhere unknown"

// comesFrom is the tenant of a member. Guests are in the directory of their host, so of them it is the domain of their
// address. Whoever joined without signing in is said to be of the host's tenant; a bot is nobody.
// https://learn.microsoft.com/microsoftteams/platform/apps-in-teams-meetings/build-apps-for-anonymous-user
func (m member) comesFrom() string {
	i := strings.LastIndex(m.email, "@")
	switch {
	case strings.HasPrefix(m.id, "28:"):
		return ""
	case m.ownPeople():
		return cmp.Or(strings.ToLower(m.tenantID), unknownHome)
	case i >= 0:
		return "guests of " + strings.ToLower(m.email[i+1:])
	}
	return unknownHome
}
