package slack

import "encoding/json"

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
		TeamID string `json:"team_id"`
	} `json:"authorizations"`
}

// event is what we read of a message or mention.
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
}

// interaction is what a press or a submitted form sends. Its outer "team" is left out: in a shared channel it is
// not the team of the person who acted.
// https://docs.slack.dev/reference/interaction-payloads/
type interaction struct {
	Type string `json:"type"`
	User struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
		Name   string `json:"name"`
	} `json:"user"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	Channel     struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		ChannelID string `json:"channel_id"`
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
	} `json:"container"`
	Message struct {
		TS       string `json:"ts"`
		ThreadTS string `json:"thread_ts"`
	} `json:"message"`
	Actions []struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"actions"`
	View view `json:"view"`
}

// view is a modal as it comes back.
type view struct {
	ID              string `json:"id"`
	CallbackID      string `json:"callback_id"`
	PrivateMetadata string `json:"private_metadata"`
	Blocks          []struct {
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
}

type option struct {
	Value string `json:"value"`
}

// actorTeam is the team of the person an event is about, or "" when it cannot be told. In a channel shared between
// organisations the outer team may be either side's: only what the event says of the user counts there.
//
// It follows what Slack's own Bolt does (slack_bolt/request/internals.py, extract_actor_team_id), and is stricter in
// one case: a user_team that cannot be resolved is unknown, never the team of the channel.
func (e envelope) actorTeam(v event) string {
	said := first(v.UserTeam, v.SourceTeam)
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

func first(ids ...string) string {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}
