package slack

import (
	"cmp"
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"collab/bot"
)

// profilesKept is how long what Slack says of a person is believed without asking again.
const profilesKept = time.Hour

// profile is what Slack says of a person: of which workspace they are, what they are called, and where they live.
type profile struct{ team, name, zone string }

// Profile is what Slack says about somebody, and about the channel they speak in. What it does not say within a second is
// empty: whoever waits for the answer has three.
func (a *App) Profile(ctx context.Context, by bot.Account, p bot.Place) (said bot.Profile) {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	var both sync.WaitGroup
	both.Go(func() { said.Partner = a.partner(ctx, p) })
	o := a.offices.covering(by.Home)
	if o == nil {
		o = a.offices.covering(p.Home)
	}
	who := a.profile(ctx, o, by.User)
	both.Wait()
	said.Name, said.Zone = who.name, who.zone
	return said
}

// profile is what Slack says of a person through an installation; the zero profile when it says nothing in time.
func (a *App) profile(ctx context.Context, o *office, user string) profile {
	if o == nil {
		return profile{}
	}
	key := o.home + " " + user
	if who, known := a.profiles.Get(key, a.Now(), profilesKept); known {
		return who
	}
	u, err := o.api().GetUserInfoContext(ctx, user)
	if err != nil {
		a.Log.Info("slack: could not ask who somebody is", "workspace", o.home, "error", failure(err))
		return profile{}
	}
	who := profile{team: u.TeamID, name: cmp.Or(u.Profile.RealName, u.RealName, u.Profile.DisplayName, u.Name), zone: u.TZ}
	who, _ = a.profiles.Put(key, who, a.Now(), profilesKept)
	return who
}

// Forget has us forget at once what Slack says of somebody who was erased.
func (a *App) Forget(by bot.Account) {
	theirs := func(key string) bool { return strings.HasSuffix(key, " "+by.User) }
	a.profiles.Forget(func(key string, _ profile) bool { return theirs(key) })
	a.teams.Forget(func(key, _ string) bool { return theirs(key) })
}

// partner is what the other organisation in a channel is called; empty unless there is exactly one, and it can be told.
func (a *App) partner(ctx context.Context, p bot.Place) string {
	if p.Kind != bot.Shared || p.Platform != Platform {
		return ""
	}
	homes, err := a.homesIn(ctx, p)
	if err != nil || len(homes) != 1 {
		return ""
	}
	if theirs := a.offices.covering(homes[0]); theirs != nil {
		return theirs.installation().Name
	}
	o := a.offices.covering(p.Home)
	team, err := o.api().GetOtherTeamInfoContext(ctx, homes[0])
	if err != nil {
		a.lacks(o, "", failure(err)) // the operator finds it in the log; the name is asked for anyway
		return ""
	}
	return team.Name
}

// mentions are people as Slack puts them into what somebody typed.
var mentions = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^>]*)?>`)

const (
	mostNamed = 5                      // people asked about for one sentence
	nameLimit = 500 * time.Millisecond // for all of them: the sentence is answered after that
)

// named is what a person typed, with the people they mention by the names that Slack knows them by: an id, or the short
// name one logs in with, is not what anybody is called in a record.
func (a *App) named(ctx context.Context, o *office, text string) string {
	found := mentions.FindAllStringSubmatchIndex(text, mostNamed)
	if found == nil {
		return plain(text)
	}
	ctx, cancel := context.WithTimeout(ctx, nameLimit)
	defer cancel()
	var b strings.Builder
	end := 0
	for _, at := range found {
		b.WriteString(text[end:at[0]])
		if name := a.profile(ctx, o, text[at[2]:at[3]]).name; name == "" {
			b.WriteString(text[at[0]:at[1]])
		} else {
			b.WriteString(escape(bot.Mention(name, text[:at[0]])))
		}
		end = at[1]
	}
	return plain(b.String() + text[end:])
}
