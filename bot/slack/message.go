package slack

import (
	"cmp"
	"context"
	"net/url"

	"collab/bot"
)

// message is what somebody wrote in a conversation, as a shortcut or a look at the conversation gives it.
type message struct {
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
	Subtype  string `json:"subtype"`
	User     string `json:"user"`
	BotID    string `json:"bot_id"`
	Username string `json:"username"`
	Profile  struct {
		Name string `json:"name"`
	} `json:"bot_profile"`
	Team       string `json:"team"`
	UserTeam   string `json:"user_team"`
	SourceTeam string `json:"source_team"`
	Text       string `json:"text"`
	Edited     struct {
		TS string `json:"ts"`
	} `json:"edited"`
	Files []file `json:"files"`
}

// quoted is a message as a candidate for evidence; nil when no person and no other app wrote it.
func (a *App) quoted(ctx context.Context, o *office, channel string, m message) *bot.Source {
	at := mark{channel, m.TS}
	if a.ourOwn(m) || !written(m.Subtype) || at.at().IsZero() {
		return nil
	}
	src := bot.Source{Text: plain(m.Text), At: at.at(), Edited: instant(m.Edited.TS), Link: a.linkTo(ctx, o, at)}
	a.sign(ctx, o, m, &src)
	src.Files, src.Lacks = a.fingerprints(ctx, o, m.Files)
	if src.Text == "" && len(src.Files) == 0 {
		src.Lacks = append(src.Lacks, "It holds no text that I can read; say what it shows.")
	}
	return &src
}

// written says whether a subtype is one of what people and apps write, and not of what Slack notes.
func written(subtype string) bool {
	switch subtype {
	case "", "file_share", "thread_broadcast", "bot_message", "me_message":
		return true
	}
	return false
}

func (a *App) ourOwn(m message) bool {
	for _, o := range a.offices.all() {
		if m.User != "" && m.User == o.user() {
			return true
		}
	}
	return false
}

// sign says who wrote the message. In a channel shared between organisations the message names the author's workspace,
// or else Slack is asked; a name is asked for in any case, for people who are no members.
func (a *App) sign(ctx context.Context, o *office, m message, src *bot.Source) {
	if m.BotID != "" || m.User == "" {
		if src.AuthorName = cmp.Or(m.Username, m.Profile.Name); src.AuthorName != "" {
			src.Organisation = "an app"
		}
		return
	}
	who := a.profile(ctx, o, m.User)
	src.AuthorName = cmp.Or(who.name, m.Username)
	home := cmp.Or(teamOnly(m.UserTeam), teamOnly(m.SourceTeam), teamOnly(who.team), teamOnly(m.Team))
	src.Author = bot.Account{Platform: Platform, Home: home, User: m.User}
	if theirs := a.offices.covering(home); theirs != nil {
		src.Organisation = theirs.installation().Name
	}
}

// linkTo is the permanent address of a message; it names the thread too. Empty when Slack does not say it.
func (a *App) linkTo(ctx context.Context, o *office, at mark) string {
	var said struct {
		Permalink string `json:"permalink"`
	}
	if err := a.read(ctx, o, "chat.getPermalink", url.Values{"channel": {at.channel}, "message_ts": {at.ts}}, &said); err != nil {
		a.Log.Info("slack: could not ask for the address of a message", "error", err)
	}
	return said.Permalink
}

// fetched is the message that stands somewhere, read now. Where it cannot be read, the rest of it can still be logged,
// and why is said. It is nil when nobody wrote it.
func (a *App) fetched(ctx context.Context, g gesture, at mark) *bot.Source {
	var said struct {
		Messages []message `json:"messages"`
	}
	err := a.read(ctx, g.office, "conversations.replies", url.Values{"channel": {at.channel}, "ts": {at.ts},
		"latest": {at.ts}, "oldest": {at.ts}, "inclusive": {"true"}, "limit": {"2"}}, &said)
	for _, m := range said.Messages {
		if m.TS == at.ts {
			return a.quoted(ctx, g.office, at.channel, m)
		}
	}
	a.Log.Info("slack: could not read a message", "error", err)
	return &bot.Source{At: at.at(), Link: a.linkTo(ctx, g.office, at), Lacks: []string{a.unread(g.office, err)}}
}

// unread says why a message could not be read, and what would change that.
func (a *App) unread(o *office, err error) string {
	why := "Slack did not let me read the message now; try again in a while."
	scope := a.lacks(o, "To read that message", err)
	switch word := Word(err); {
	case scope != "":
		why = scope
	case err == nil, word == "thread_not_found", word == "message_not_found":
		why = "The message is not there any more."
	case word == thrownOut, word == deleted:
		why = "I cannot read this conversation: type /invite @Collab here and try again."
	}
	return why + " Or say yourself below what it says."
}
