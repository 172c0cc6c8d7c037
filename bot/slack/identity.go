package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// teamsKept is how long a person's workspace is believed without asking again.
const teamsKept = 5 * time.Minute

// resume answers a request of the inbox, as if it had come with the workspace of the person.
func (a *App) resume(ctx context.Context, l bot.Arrival) error {
	switch l.Kind {
	case interactiveKind:
		in, g, err := a.readInteraction(l.Raw)
		if err != nil {
			return err
		}
		if g, err = a.identified(ctx, in.where(g), l.At); err != nil || g.by.Home == "" {
			return err
		}
		said, err := a.interaction(ctx, in, g)
		said.follow()
		return err
	case eventsKind:
		return a.resumeEvent(ctx, l)
	}
	return errUnknown
}

func (a *App) resumeEvent(ctx context.Context, l bot.Arrival) error {
	var e envelope
	var v event
	if err := errors.Join(json.Unmarshal(l.Raw, &e), json.Unmarshal(e.Event, &v)); err != nil {
		return err
	}
	o := a.offices.receiving(e.homes()...)
	if o == nil {
		return errNoOffice
	}
	g, err := a.readEvent(e, v, o)
	if err != nil {
		return err
	}
	g.quiet = v.Type == "reaction_added" || v.Type == "app_home_opened"
	if g, err = a.identified(ctx, g, l.At); err != nil || g.by.Home == "" {
		return err
	}
	return a.heard(ctx, g.of(g.by.Home, e), v)
}

// where is a gesture with the conversation in which it was made, or in which its form was asked for.
func (in interaction) where(g gesture) gesture {
	b, _ := readBack(in.View.PrivateMetadata) // without one it came from nowhere
	g.channel = cmp.Or(in.Channel.ID, in.Container.ChannelID, b.Channel)
	g.thread = cmp.Or(in.Message.ThreadTS, in.Container.ThreadTS, b.Thread)
	return g
}

// of is what somebody of a workspace did, as an event tells it.
func (g gesture) of(home string, e envelope) gesture {
	g.by.Home = home
	g.key = key(g.by, "event", e.EventID)
	return g
}

// identified is a gesture with the workspace of whoever made it, as Slack tells when it is asked. Whoever has none
// that can be told is told so, and nothing else. What the gesture brought along may be of no use any more.
func (a *App) identified(ctx context.Context, g gesture, at time.Time) (gesture, error) {
	age := a.Now().Sub(at)
	if age > triggerLives {
		g.trigger = ""
	}
	if age > respondLives {
		g.respond = ""
	}
	home, err := a.ask(ctx, g.office, g.by.User)
	if errors.Is(err, bot.ErrUnasked) {
		return g, err
	}
	if g.by.Home = home; home == "" {
		a.nobody(ctx, g, err)
	}
	return g, nil
}

// nobody says what somebody is told of whom nothing is known. The button comes back with a workspace, often, where a
// message did not.
func (a *App) nobody(ctx context.Context, g gesture, why error) {
	scope := a.lacks(g.office, "To tell which organisation you belong to", why)
	if g.quiet {
		return
	}
	m := bot.Plainly(cmp.Or(scope, "I can't tell which organisation you belong to, so I've shown nothing. A manager can add you."))
	m.Blocks = append(m.Blocks, bot.Buttons{{Label: "Ask to be added", Words: "ask", Style: bot.Primary}, {Label: "I have a code", Words: "join"}})
	g.key = key(g.by, "nobody", digest(g.key))
	a.tell(ctx, g, m)
}

// recall is the workspace of a person who was asked about lately.
func (a *App) recall(g gesture) string {
	home, _ := a.teams.Get(g.office.home+" "+g.by.User, a.Now(), teamsKept)
	return home
}

// ask asks Slack of which workspace a person is; empty when that cannot be told.
func (a *App) ask(ctx context.Context, o *office, user string) (string, error) {
	name := o.home + " " + user
	if home, known := a.teams.Get(name, a.Now(), teamsKept); known {
		return home, nil
	}
	u, err := o.api().GetUserInfoContext(ctx, user)
	if refused := new(slackgo.SlackErrorResponse); errors.As(err, refused) && refused.Err != "token_expired" && !slices.Contains(passing, refused.Err) {
		a.Log.Info("slack: it cannot be told of which workspace somebody is", "workspace", o.home, "error", refused.Err)
		return "", failure(err)
	}
	if err != nil {
		return "", fmt.Errorf("%w: users.info: %w", bot.ErrUnasked, failure(err))
	}
	home := homeOf(*u, o.installation())
	a.teams.Put(name, home, a.Now(), teamsKept) // that nobody can tell, too: who presses on uses up no calls of the others
	return home, nil
}

// homeOf is the workspace of a person. Somebody of an organisation may have several: the one that is the
// installation's counts, else the only one there is. Which of several it would be, is not guessed.
func homeOf(u slackgo.User, in Installation) string {
	var ours []string
	for _, team := range u.Enterprise.Teams {
		if team == in.Team || slices.Contains(in.Teams, team) {
			ours = append(ours, team)
		}
	}
	switch {
	case len(ours) == 1 && !u.IsStranger:
		return teamOnly(ours[0])
	case teamOnly(u.TeamID) != "":
		return u.TeamID // audience: who is of the installation's own workspace reads its party's words; mutate: s/u.TeamID/in.home()/
	case len(u.Enterprise.Teams) == 1:
		return teamOnly(u.Enterprise.Teams[0])
	}
	return ""
}
