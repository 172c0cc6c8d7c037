package slack

import (
	"cmp"
	"encoding/json"
	"strings"
)

// The shapes below are our own and small on purpose: slack-go's drop context_team_id and context_enterprise_id,
// which tell a partner's team, and refuse a whole event for one block they do not know.

// envelope is what the Events API wraps an event in.
// https://docs.slack.dev/apis/events-api/#event-type-structure
type envelope struct {
	Type                string          `json:"type"`
	Challenge           string          `json:"challenge"`
	EventID             string          `json:"event_id"`
	TeamID              string          `json:"team_id"`
	EnterpriseID        string          `json:"enterprise_id"`
	ContextTeamID       string          `json:"context_team_id"`
	ContextEnterpriseID string          `json:"context_enterprise_id"`
	ExtShared           bool            `json:"is_ext_shared_channel"`
	Event               json.RawMessage `json:"event"`
	Authorizations      []struct {
		EnterpriseID string `json:"enterprise_id"`
		TeamID       string `json:"team_id"`
	} `json:"authorizations"`
}

// homes are the workspaces and organisations through whose installation an event may have come, the likeliest first.
// The order is that of Slack's own Bolt (slack_bolt/request/internals.py, extract_team_id).
func (e envelope) homes() (all []string) {
	for _, by := range e.Authorizations {
		all = append(all, by.TeamID, by.EnterpriseID)
	}
	return append(all, e.TeamID, e.EnterpriseID, e.ContextTeamID, e.ContextEnterpriseID)
}

// event is what we read of something said, of a reaction, and of what happened to a conversation.
type event struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	User        string `json:"user"`
	BotID       string `json:"bot_id"`
	Team        string `json:"team"`
	UserTeam    string `json:"user_team"`
	SourceTeam  string `json:"source_team"`
	Text        string `json:"text"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts"`
	Tab         string `json:"tab"`
	Reaction    string `json:"reaction"`
	ItemUser    string `json:"item_user"`
	Item        struct {
		Type    string `json:"type"`
		Channel string `json:"channel"`
		TS      string `json:"ts"`
	} `json:"item"`
	// What happened to a conversation: its ids before and after, who came, who went, and whether it is shared still.
	OldChannel   string `json:"old_channel_id"`
	NewChannel   string `json:"new_channel_id"`
	Connected    string `json:"connected_team_id"`
	Disconnected string `json:"previously_connected_team_id"`
	StillShared  bool   `json:"is_ext_shared"`
	// Tokens, of tokens_revoked, names the users whose tokens they were.
	Tokens struct {
		Bot []string `json:"bot"`
	} `json:"tokens"`
}

// UnmarshalJSON reads an event whose "channel" is an id or, in what happened to a conversation, an object.
func (v *event) UnmarshalJSON(text []byte) error {
	type plainly event
	read := struct {
		*plainly
		Channel named `json:"channel"`
		User    named `json:"user"`
	}{plainly: (*plainly)(v)}
	err := json.Unmarshal(text, &read)
	v.Channel, v.User = string(read.Channel), string(read.User)
	return err
}

// named is an id that Slack writes alone or inside an object; null is none.
type named string

// UnmarshalJSON reads either.
func (n *named) UnmarshalJSON(text []byte) error {
	var object struct {
		ID string `json:"id"`
	}
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, (*string)(n))
	}
	err := json.Unmarshal(text, &object)
	*n = named(object.ID)
	return err
}

// interaction is what a press, a form or a shortcut sends. Its outer "team" tells through which installation it came;
// in a shared channel that is not the team of the person who acted.
// https://docs.slack.dev/reference/interaction-payloads/
type interaction struct {
	Type string `json:"type"`
	User struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
		Name   string `json:"name"`
	} `json:"user"`
	Team        named  `json:"team"`
	Enterprise  named  `json:"enterprise"`
	CallbackID  string `json:"callback_id"`
	ActionTS    string `json:"action_ts"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	Channel     struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		ChannelID string `json:"channel_id"`
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message message `json:"message"`
	Actions []struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"actions"`
	View view `json:"view"`
}

// homes are the workspaces and organisations through whose installation it may have come, the likeliest first.
func (in interaction) homes() []string {
	return []string{in.View.AppInstalledTeamID, string(in.Team), in.User.TeamID, in.View.TeamID, string(in.Enterprise)}
}

// typing says whether somebody is still writing into a form.
func (in interaction) typing() bool {
	return in.View.CallbackID == callback && len(in.Actions) > 0 && in.Actions[0].Type != "button"
}

// view is a modal or Home as it comes back.
type view struct {
	ID                 string `json:"id"`
	Type               string `json:"type"`
	Hash               string `json:"hash"`
	TeamID             string `json:"team_id"`
	AppInstalledTeamID string `json:"app_installed_team_id"`
	CallbackID         string `json:"callback_id"`
	PrivateMetadata    string `json:"private_metadata"`
	Blocks             []struct {
		Type    string `json:"type"`
		BlockID string `json:"block_id"`
	} `json:"blocks"`
	State struct {
		Values map[string]map[string]input `json:"values"`
	} `json:"state"`
}

// input is what stands in one field of a modal, whatever its kind.
type input struct {
	Value           string   `json:"value"`
	SelectedDate    string   `json:"selected_date"`
	SelectedOption  option   `json:"selected_option"`
	SelectedOptions []option `json:"selected_options"`
	Files           []file   `json:"files"`
}

type option struct {
	Value string `json:"value"`
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
	return cmp.Or(in.Value, in.SelectedDate, in.SelectedOption.Value, strings.Join(chosen, "\n"))
}

// actorTeam is the team of the person an event is about, or "" when it cannot be told. In a channel shared between
// organisations the outer team may be either side's: only what the event says of the user counts there.
//
// It follows what Slack's own Bolt does (slack_bolt/request/internals.py, extract_actor_team_id), and is stricter in
// one case: a user_team that cannot be resolved is unknown, never the team of the channel.
func (e envelope) actorTeam(v event) string {
	said := cmp.Or(v.UserTeam, v.SourceTeam)
	switch {
	case said != "" && e.ExtShared && v.Type == "app_mention":
		return teamOnly(said)
	case said != "":
		return e.resolve(said)
	case v.Team != "":
		return e.resolve(v.Team)
	case e.ExtShared:
		return ""
	case len(e.Authorizations) > 0:
		return e.Authorizations[0].TeamID
	}
	return e.TeamID
}

// resolve turns an enterprise's id into the team the envelope names beside it.
func (e envelope) resolve(id string) string {
	switch {
	case teamOnly(id) != "":
		return id
	case id == e.EnterpriseID:
		return e.TeamID
	case id == e.ContextEnterpriseID:
		return e.ContextTeamID
	}
	return ""
}

// teamOnly is id when it is a team's, else "": an enterprise (E…) holds many.
func teamOnly(id string) string {
	if id == "" || id[0] != 'T' {
		return ""
	}
	return id
}
