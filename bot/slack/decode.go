package slack

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"collab/bot"
)

// surface is what a gesture was made on, which decides where its answer can be shown.
type surface int

const (
	inChat  surface = iota // a conversation: a message, a command, a shortcut
	inModal                // a modal of ours
	onHome                 // our Home
)

// gesture is one thing a person did, as Slack tells it, and the ways back to that person.
type gesture struct {
	office *office // the installation through which it came
	key    string
	by     bot.Account
	name   string
	words  string
	values map[string]string
	files  map[string]file // attached to the form, by the name of the field
	closed bool            // the form was closed without being sent
	source *bot.Source
	// A proposal of ours and the two ways it comes about: somebody marked a message (unasked), or mentioned us.
	unasked, mentioned, proposed bool
	channel                      string // where it happened; "" for a modal opened from nowhere
	thread                       string
	im                           bool // Slack says the conversation is a direct message with us
	surface                      surface
	view                         string // the modal to show the answer in, if one is open
	trigger                      string // opens a modal, within three seconds, once
	respond                      string // takes answers that only this person sees, five in thirty minutes
	fields                       []string
	reader                       string // the party for which alone a submitted form was drawn, if any
	quiet                        bool   // no answer was asked for
}

// sent says that a form was filled in and sent.
func (g gesture) sent() bool { return g.values != nil && !g.closed }

// nowhere says that there is no conversation to answer in.
func (g gesture) nowhere() bool { return g.channel == "" }

var (
	errUnknown  = errors.New("not something we answer")
	errNoOffice = errors.New("it came through no installation of ours")
)

// key names a gesture so that its retry is recognised: who did it, and what Slack says identifies it.
func key(by bot.Account, what ...string) string {
	return by.String() + "/" + strings.Join(what, "/")
}

// digest stands for a text where others may read along: a button's words in a key (keys are logged, words are not),
// a key in a message's metadata.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// command is a slash command, posted as a form or brought as JSON.
// https://docs.slack.dev/interactivity/implementing-slash-commands/
type command struct {
	Command      string `json:"command"`
	Text         string `json:"text"`
	TeamID       string `json:"team_id"`
	EnterpriseID string `json:"enterprise_id"`
	UserID       string `json:"user_id"`
	UserName     string `json:"user_name"`
	ChannelID    string `json:"channel_id"`
	TriggerID    string `json:"trigger_id"`
	ResponseURL  string `json:"response_url"`
}

func commandOf(form url.Values) command {
	return command{form.Get("command"), form.Get("text"), form.Get("team_id"), form.Get("enterprise_id"), form.Get("user_id"),
		form.Get("user_name"), form.Get("channel_id"), form.Get("trigger_id"), form.Get("response_url")}
}

// readCommand reads a slash command. Only members of a workspace that installed the app can type one, so team_id is
// the person's own team.
func (a *App) readCommand(c command) (gesture, error) {
	by := bot.Account{Platform: Platform, Home: teamOnly(c.TeamID), User: c.UserID}
	if c.Command == "" {
		return gesture{}, errUnknown
	}
	if by.User == "" || by.Home == "" || c.TriggerID == "" {
		return gesture{}, bot.ErrNobody
	}
	g := gesture{
		office: a.offices.receiving(c.TeamID, c.EnterpriseID),
		key:    key(by, "typed", c.TriggerID), by: by, name: c.UserName,
		words: plain(c.Text), channel: c.ChannelID, trigger: c.TriggerID, respond: c.ResponseURL,
	}
	if g.office == nil {
		return g, errNoOffice
	}
	return g, nil
}

// readInteraction reads the common part of whatever somebody did with what we drew. The home of the person is empty
// when Slack names no workspace: then it has to be asked.
func (a *App) readInteraction(payload []byte) (interaction, gesture, error) {
	var in interaction
	if err := json.Unmarshal(payload, &in); err != nil {
		return in, gesture{}, err
	}
	by := bot.Account{Platform: Platform, Home: teamOnly(in.User.TeamID), User: in.User.ID}
	if by.User == "" {
		return in, gesture{}, bot.ErrNobody
	}
	g := gesture{office: a.offices.receiving(in.homes()...), by: by, name: in.User.Name, trigger: in.TriggerID, respond: in.ResponseURL}
	if g.office == nil {
		return in, g, errNoOffice
	}
	return in, g, nil
}

// readPress reads the press of a button: the button carries the sentence.
func readPress(in interaction, g gesture) (gesture, error) {
	if len(in.Actions) == 0 || in.Actions[0].Type != "button" || in.Actions[0].Value == "" {
		return gesture{}, errUnknown
	}
	g.words = in.Actions[0].Value
	if in.View.ID != "" {
		return pressedIn(in.View, g), nil
	}
	g.channel = cmp.Or(in.Channel.ID, in.Container.ChannelID)
	g.thread, g.proposed = cmp.Or(in.Message.ThreadTS, in.Container.ThreadTS), in.Container.Ephemeral
	message := cmp.Or(in.Message.TS, in.Container.MessageTS)
	if message == "" {
		return gesture{}, errUnknown
	}
	g.key = key(g.by, "pressed", g.channel, message, digest(g.words))
	return g, nil
}

// pressedIn reads where a button stood that was not in a message. The hash of the view changes each time it is drawn.
func pressedIn(v view, g gesture) gesture {
	g.key = key(g.by, "pressed", v.ID, v.Hash, digest(g.words))
	if g.surface = onHome; v.Type != "home" {
		g.surface, g.view = inModal, v.ID
		b, _ := readBack(v.PrivateMetadata) // without one it came from nowhere
		g.channel, g.thread = b.Channel, b.Thread
	}
	return g
}

// The shortcuts of the app, by the name under which the manifest lists them, and what using each of them says.
const (
	todoShortcut     = "todo"
	evidenceShortcut = "evidence"
)

// readShortcut reads a shortcut: one that is used anywhere, or one on a message.
// https://docs.slack.dev/interactivity/implementing-shortcuts/
func readShortcut(in interaction, g gesture) (gesture, error) {
	if in.CallbackID != todoShortcut && in.CallbackID != evidenceShortcut || in.TriggerID == "" {
		return gesture{}, errUnknown
	}
	g.key = key(g.by, "called", in.TriggerID)
	g.words, g.channel, g.thread = in.CallbackID, in.Channel.ID, in.Message.ThreadTS
	return g, nil
}

// readSubmission reads a submitted modal of ours.
func readSubmission(in interaction, g gesture) (gesture, error) {
	if in.View.ID == "" || in.View.CallbackID != callback {
		return gesture{}, errUnknown
	}
	back, err := readBack(in.View.PrivateMetadata)
	if err != nil {
		return gesture{}, err
	}
	g.key = key(g.by, "submitted", in.View.ID)
	g.words, g.channel, g.thread, g.reader = back.Words, back.Channel, back.Thread, back.Reader
	g.values, g.files, g.fields, g.surface = in.View.values(), in.View.attached(), in.View.fields(), inModal
	return g, nil
}

// readClosed reads a form of ours that was closed. Slack may leave out what stood in it; typed is what we saw of it
// while it was written.
func readClosed(in interaction, g gesture, typed map[string]string) (gesture, error) {
	g, err := readSubmission(in, g)
	if err != nil {
		return g, err
	}
	g.key, g.closed = key(g.by, "closed", in.View.ID), true
	for name, value := range typed {
		g.values[name] = cmp.Or(g.values[name], value)
	}
	return g, nil
}

// readEvent reads what somebody said to us or did to a message: a direct message, a mention of us, a reaction, a look at
// our Home. What bots say, edits and joins are nothing to answer. A reaction never says of which workspace its author is.
func (a *App) readEvent(e envelope, v event, o *office) (gesture, error) {
	im := v.Type == "message" && v.ChannelType == "im"
	if !im && v.Type == "message" || v.BotID != "" || v.User == "" || v.User == o.user() || e.EventID == "" {
		return gesture{}, errUnknown
	}
	if v.Subtype != "" && v.Subtype != "file_share" && v.Subtype != "thread_broadcast" {
		return gesture{}, errUnknown
	}
	if v.Type == "reaction_added" && (!a.ours(v.Reaction) || v.Item.Type != "message" || v.ItemUser == o.user()) {
		return gesture{}, errUnknown
	}
	by := bot.Account{Platform: Platform, Home: e.actorTeam(v), User: v.User}
	if v.Type == "reaction_added" {
		by.Home = ""
	}
	return gesture{
		office: o, by: by, words: plain(withoutMention(v.Text, o.user())),
		channel: cmp.Or(v.Channel, v.Item.Channel), thread: v.ThreadTS, im: im,
	}.of(by.Home, e), nil
}
