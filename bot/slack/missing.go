package slack

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// MissingScope is the error of a call that the workspace has not allowed us. Nothing was done. It names the scope; several
// stand beside each other where any would do, depending on the kind of conversation.
type MissingScope string

// Error keeps Slack's word.
func (m MissingScope) Error() string { return "missing_scope: " + string(m) }

// missing reads which scope Slack wants. It names those for every kind of conversation: what we have already is not what
// is missing, and of the others we can ask for ours.
func missing(refused slackgo.SlackErrorResponse) MissingScope {
	have, ours := scopeList(refused.Provided), scopeNames()
	var wanted []string
	for _, s := range scopeList(refused.Needed) {
		if slices.Contains(ours, s) && !slices.Contains(have, s) {
			wanted = append(wanted, s)
		}
	}
	return MissingScope(cmp.Or(strings.Join(wanted, " or "), refused.Needed, "another scope"))
}

// scopeList reads scopes as Slack writes them in answers and headers.
func scopeList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// lacks is the sentence for a person when what they asked for needs a scope that the workspace has not given us, and ""
// when that is not what an error says. Doing is what it would have been, such as "To look at that message". The operator
// finds it in the log, once.
func (a *App) lacks(o *office, doing string, err error) string {
	var scope MissingScope
	if !errors.As(err, &scope) {
		return ""
	}
	a.logMissing(o, scope)
	return doing + " I need " + string(scope) + ", which this workspace has not given me. Ask whoever installed me to " + a.remedy(o) + ". Everything else works."
}

func (a *App) logMissing(o *office, scope MissingScope) {
	if _, told := a.missed.LoadOrStore(o.home+" "+string(scope), true); !told {
		a.Log.Warn("slack: a scope is missing", "workspace", o.home, "scope", string(scope), "remedy", a.remedy(o))
	}
}

// logAbsent tells the operator at once what people would otherwise find out.
func (a *App) logAbsent(o *office) {
	have := o.installation().Scopes
	for _, s := range Scopes() {
		if len(have) > 0 && !slices.Contains(have, s.Name) {
			a.logMissing(o, MissingScope(s.Name))
		}
	}
}

// remedy is how a scope is added: where the app was made, or by installing it again where workspaces do that themselves.
func (a *App) remedy(o *office) string {
	if o.installation().Installer != "" && a.BaseURL != "" {
		return "install me again at " + a.BaseURL + InstallPath + " and to allow it"
	}
	return "add it at api.slack.com/apps, under OAuth & Permissions, and to reinstall me"
}

// unposted is what a person hears when something could not be said elsewhere: what they did stands on record.
func (a *App) unposted(o *office, err error) bot.Message {
	next := "Slack did not take it; share it again in a while."
	word := Word(err)
	switch scope := a.lacks(o, "For that", err); {
	case scope != "":
		next = scope
	case word == thrownOut || word == deleted:
		next = "I'm not in that channel: type /invite @Collab there, then share it again, for example with /collab status share."
	case word == archived:
		next = "That channel is archived: bring it back, or type /collab settings channel in another one."
	case errors.Is(err, bot.ErrGone):
		next = "Invite me to the channel and share it again."
	}
	return bot.Plainly("This is recorded, but I could not post it. " + next)
}
