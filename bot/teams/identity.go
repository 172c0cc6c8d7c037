package teams

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"collab/bot"
)

// membersKept is how long the roster is believed about a person without asking again.
const membersKept = 5 * time.Minute

// userRole is the role of people of a tenant itself in a roster; guests and anonymous people have others.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#fetching-the-roster-or-user-profile
const (
	userRole      = "user"
	anonymousRole = "anonymous"
)

// account is by which a person of a roster is known: their tenant and their object in its directory. The zero account
// stands for somebody who has none, such as whoever joined a meeting without signing in. Names prove nothing.
func (m member) account() bot.Account {
	if m.tenantID == "" || m.aadObjectID == "" || strings.EqualFold(m.userRole, anonymousRole) {
		return bot.Account{}
	}
	return bot.Account{Platform: Platform, Home: strings.ToLower(m.tenantID), User: strings.ToLower(m.aadObjectID)}
}

// ownPeople says whether a tenant counts somebody among its own people. Whose role is not said is a guest.
func (m member) ownPeople() bool { return strings.EqualFold(m.userRole, userRole) }

// recalled is whoever did something, if the roster was asked about them lately.
func (a *App) recalled(act activity) (member, bool) {
	return a.members.Get(rosterKey(act), a.Now(), membersKept)
}

func rosterKey(act activity) string { return memberKey(act.channel(), act.from.id) }

// memberKey names somebody in a conversation.
func memberKey(channel, id string) string { return channel + "\x00" + id }

// identified asks the roster of the conversation who did something. That somebody is not in it, is remembered too: who
// presses on uses up no calls of the others. The error is [bot.ErrUnasked] when it cannot be asked for now.
func (a *App) identified(ctx context.Context, act activity) (member, error) {
	if m, known := a.recalled(act); known {
		return m, nil
	}
	m, err := a.connector.member(ctx, act.ref(), act.from.id)
	if err != nil && refuses(err) {
		m, err = a.fromChat(ctx, act, err)
	}
	if err != nil && !refuses(err) {
		return member{}, fmt.Errorf("%w: the roster: %w", bot.ErrUnasked, err)
	}
	if err != nil {
		a.Log.Info("teams: it cannot be told who somebody is", "error", err)
		m = member{}
	}
	a.members.Put(rosterKey(act), m, a.Now(), membersKept)
	return m, nil
}

// onMessages begins the names of what comes of the menu of a message, and of the dialog that it opens.
// https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/respond-to-task-module-submit
const onMessages = "composeExtension/"

// fromChat asks the roster of the personal chat with a person, where the conversation has none for us: they used what we add
// to the menu of every message in a conversation that we are not in. Whatever else comes of a conversation in which its
// author is not is nobody's.
func (a *App) fromChat(ctx context.Context, act activity, refused error) (member, error) {
	if !strings.HasPrefix(act.name, onMessages) {
		return member{}, refused
	}
	chat := a.peer(bot.DirectTo(bot.Account{Platform: Platform, Home: act.tenant, User: act.from.aadObjectID}))
	if chat.Conversation == "" || chat.Conversation == act.conversation.id {
		return member{}, refused
	}
	return a.connector.member(ctx, reference{serviceURL: chat.ServiceURL, conversation: chat.Conversation, tenant: act.tenant}, act.from.id)
}

var errStranger = errors.New("somebody whom the roster does not know, or of a tenant that is not let in")

// admitted is the account of a member who may talk with us at all: their tenant must be one that was allowed.
func (a *App) admitted(m member) bool {
	by := m.account()
	return by.User != "" && a.allows(by.Home) // audience: only people of tenants that the operator allows are somebody; mutate: s/a.allows(by.Home)/true/
}

// stranger is what somebody is told of whom nothing is known, and nothing else.
func stranger() bot.Message {
	return bot.Plainly("I can't tell which organisation you belong to, or it isn't let in here yet, so I've shown nothing and recorded nothing. Whoever runs this server can let your organisation's tenant in.")
}
