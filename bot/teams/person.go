package teams

import (
	"context"
	"time"

	"collab/bot"
)

// zonesKept is how long it is remembered where somebody lives.
const zonesKept = 24 * time.Hour

// Profile is what Teams says about somebody: what they are called, and where they live, which their client told with what they
// did last. What it does not say in time is empty: whoever waits for the answer does not wait long. The names of organisations
// are in no roster.
func (a *App) Profile(ctx context.Context, by bot.Account, p bot.Place) bot.Profile {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	zone, _ := a.zones.Get(by.String(), a.Now(), zonesKept)
	ref, err := a.reach(ctx, whole(p))
	user := a.peer(bot.DirectTo(by)).User
	if err != nil || user == "" {
		return bot.Profile{Zone: zone}
	}
	m, known := a.members.Get(memberKey(ref.conversation, user), a.Now(), membersKept)
	if !known {
		if m, err = a.connector.member(ctx, ref, user); err != nil {
			a.Log.Info("teams: could not ask who somebody is", "error", err)
		}
	}
	if m.account() != by {
		return bot.Profile{Zone: zone}
	}
	return bot.Profile{Name: m.name, Zone: zone}
}

// Reaches says whether somebody can be written to in a chat of their own that their own organisation holds: they were met
// there, and not as a guest.
func (a *App) Reaches(by bot.Account) bool {
	if by.Platform != Platform || !a.allows(by.Home) { // audience: into tenants that the operator allows, or not at all; mutate: s/ || !a.allows(by.Home)//
		return false
	}
	return a.peer(bot.DirectTo(by)).Side == ownSide // audience: a notice may hold internal words, which lie with the host in a guest's chat; mutate: s/== ownSide/!= ""/
}
