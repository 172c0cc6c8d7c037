package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"collab/bot"
)

// gesture is one thing a person did, as Slack tells it, and the ways back to that person.
type gesture struct {
	key     string
	by      bot.Account
	name    string
	words   string
	values  map[string]string
	channel string // where it happened; "" for a modal opened from nowhere
	thread  string
	im      bool   // Slack says the conversation is a direct message with us
	trigger string // opens a modal, within three seconds, once
	respond string // takes answers that only this person sees, five in thirty minutes
	fields  []string
	reader  string // the party for which alone a submitted form was drawn, if any
}

var (
	errUnknown = errors.New("not something we answer")
	errNobody  = errors.New("it does not say who did it")
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

// readCommand reads a slash command. Only members of a workspace that installed the app can type one, so team_id is
// the person's own team.
// https://docs.slack.dev/interactivity/implementing-slash-commands/
func readCommand(form url.Values) (gesture, error) {
	by := bot.Account{Platform: Platform, Home: form.Get("team_id"), User: form.Get("user_id")}
	if by.User == "" || form.Get("trigger_id") == "" {
		return gesture{}, errNobody
	}
	return gesture{
		key: key(by, "typed", form.Get("trigger_id")), by: by, name: form.Get("user_name"),
		words: plain(form.Get("text")), channel: form.Get("channel_id"),
		trigger: form.Get("trigger_id"), respond: form.Get("response_url"),
	}, nil
}

// readInteraction reads the common part of a press and a submitted form.
func readInteraction(payload []byte) (interaction, gesture, error) {
	var in interaction
	if err := json.Unmarshal(payload, &in); err != nil {
		return in, gesture{}, err
	}
	by := bot.Account{Platform: Platform, Home: in.User.TeamID, User: in.User.ID}
	if by.User == "" {
		return in, gesture{}, errNobody
	}
	return in, gesture{by: by, name: in.User.Name, trigger: in.TriggerID, respond: in.ResponseURL}, nil
}

// readPress reads the press of a button in a message: the button carries the sentence.
func readPress(in interaction, g gesture) (gesture, error) {
	if len(in.Actions) == 0 || in.Actions[0].Type != "button" || in.Actions[0].Value == "" {
		return gesture{}, errUnknown
	}
	g.words = in.Actions[0].Value
	g.channel = first(in.Channel.ID, in.Container.ChannelID)
	g.thread = first(in.Message.ThreadTS, in.Container.ThreadTS)
	message := first(in.Message.TS, in.Container.MessageTS)
	if message == "" {
		return gesture{}, errUnknown
	}
	g.key = key(g.by, "pressed", g.channel, message, digest(g.words))
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
	g.values, g.fields = in.View.values(), in.View.fields()
	return g, nil
}

// fields are the names of the fields in view, from the top.
func (v view) fields() []string {
	var names []string
	for _, b := range v.Blocks {
		if b.Type == "input" {
			names = append(names, b.BlockID)
		}
	}
	return names
}

// values is what was filled in, by the name of the field. It is never nil: a form without fields was submitted too.
func (v view) values() map[string]string {
	filled := make(map[string]string, len(v.State.Values))
	for name, elements := range v.State.Values {
		filled[name] = elements[fieldAction].text()
	}
	return filled
}

func (in input) text() string {
	chosen := make([]string, 0, len(in.SelectedOptions))
	for _, o := range in.SelectedOptions {
		chosen = append(chosen, o.Value)
	}
	return first(in.Value, in.SelectedDate, in.SelectedOption.Value, strings.Join(chosen, "\n"))
}

// readEvent reads a direct message to us or a mention of us. What bots say, edits and joins are nothing to answer.
func readEvent(e envelope, us string) (gesture, error) {
	var v event
	if err := json.Unmarshal(e.Event, &v); err != nil {
		return gesture{}, err
	}
	im := v.Type == "message" && v.ChannelType == "im"
	if !im && v.Type != "app_mention" {
		return gesture{}, errUnknown
	}
	if v.Subtype != "" || v.BotID != "" || v.User == "" || v.User == us || e.EventID == "" {
		return gesture{}, errUnknown
	}
	by := bot.Account{Platform: Platform, Home: e.actorTeam(v), User: v.User}
	return gesture{
		key: key(by, "event", e.EventID), by: by, words: plain(withoutMention(v.Text, us)),
		channel: v.Channel, thread: v.ThreadTS, im: im,
	}, nil
}

// withoutMention drops the mention of us that a sentence begins with.
func withoutMention(text, us string) string {
	text = strings.TrimSpace(text)
	rest, ours := strings.CutPrefix(text, "<@"+us)
	end := strings.IndexByte(rest, '>')
	if !ours || end < 0 || (end > 0 && rest[0] != '|') {
		return text
	}
	return strings.TrimSpace(rest[end+1:])
}

// plain undoes Slack's escaping of what a person typed: <@U1|dana> becomes @dana, a link its address.
// https://docs.slack.dev/messaging/formatting-message-text/#retrieving-messages
func plain(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<")
		inside, after, closed := strings.Cut(rest, ">")
		b.WriteString(before)
		if !found || !closed {
			b.WriteString(text[len(before):])
			break
		}
		b.WriteString(reference(inside))
		text = after
	}
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(b.String())
}

// reference is how a person would have typed what Slack put between < and >.
func reference(inside string) string {
	target, label, labelled := strings.Cut(inside, "|")
	if target == "" {
		return label
	}
	sign := map[byte]string{'@': "@", '#': "#", '!': "@"}[target[0]]
	switch {
	case sign == "" && strings.HasPrefix(target, "mailto:") && labelled:
		return label
	case sign == "":
		return target
	case labelled && target[0] != '!':
		return sign + label
	case labelled:
		return label
	}
	return sign + target[1:]
}
