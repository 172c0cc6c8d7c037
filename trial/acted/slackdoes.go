package acted

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"collab/bot"
	"collab/bot/play"
)

// Does what somebody does: they type, press, fill in a modal, close it, or use the menu of a message.
func (s *Slack) Does(g play.Gesture) error {
	switch {
	case g.Again:
		_, err := s.brings(g.By, s.last[g.By])
		return err
	case g.Form != nil:
		return s.fills(g)
	case g.Button.Words != "":
		return s.presses(g)
	case g.On != nil:
		return s.logs(g)
	}
	return s.types(g)
}

// conversation is where something is done, as Slack names it.
func (s *Slack) conversation(g play.Gesture) string {
	if g.Place.Kind == bot.Direct {
		return with(g.By.User)
	}
	return g.Place.Channel
}

// escaped is what somebody typed as Slack hands it on.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// types has somebody say something to the bot. The form that it leads to in a direct message is opened by the button under
// the answer.
func (s *Slack) types(g play.Gesture) error {
	if rest, command := strings.CutPrefix(g.Text, "/collab"); command {
		return s.commands(g, strings.TrimSpace(rest))
	}
	before := len(s.screens[g.By])
	if err := s.mentions(g); err != nil {
		return err
	}
	for _, one := range s.screens[g.By][min(before, len(s.screens[g.By])):] {
		if strings.HasPrefix(textIn(one.shown), "I need a few things for that.") {
			if b := buttonIn(one.shown, func(map[string]any) bool { return true }); b != nil {
				return s.press(g, one, b)
			}
		}
	}
	return nil
}

// commands is /collab. The answer may be the response.
func (s *Slack) commands(g play.Gesture, text string) error {
	where := s.conversation(g)
	form := url.Values{"command": {"/collab"}, "text": {escaped.Replace(text)}, "team_id": {slackTeam}, "user_id": {g.By.User}, "user_name": {g.Name},
		"channel_id": {where}, "trigger_id": {s.triggers(g.By)}, "response_url": {s.hook(g.By, where)}}
	body, err := s.brings(g.By, posted{"application/x-www-form-urlencoded", form.Encode()})
	if err != nil || len(body) == 0 {
		return err
	}
	var said map[string]any
	if err := json.Unmarshal(body, &said); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	to := g.By.User
	if said["response_type"] != "ephemeral" {
		to = ""
	}
	s.says(where, to, "", said)
	return nil
}

// mentions is a direct message, or a mention in a channel.
func (s *Slack) mentions(g play.Gesture) error {
	s.next++
	event := map[string]any{"type": "message", "channel_type": "im", "user": g.By.User, "team": slackTeam, "channel": s.conversation(g),
		"text": escaped.Replace(g.Text), "ts": s.stamp(s.next)}
	if g.Place.Kind != bot.Direct {
		_, rest, _ := strings.Cut(g.Text, " ")
		event["type"], event["text"] = "app_mention", "<@"+slackBot+"> "+escaped.Replace(rest)
		delete(event, "channel_type")
	}
	body, _ := json.Marshal(map[string]any{"type": "event_callback", "event_id": fmt.Sprint("Ev", s.next), "team_id": slackTeam, "event": event,
		"authorizations": []any{map[string]any{"team_id": slackTeam}}})
	_, err := s.brings(g.By, posted{"application/json", string(body)})
	return err
}

func (s *Slack) stamp(n int) string { return fmt.Sprintf("%d.%06d", s.house.Now().Unix(), n) }

// presses has somebody press a button that was drawn for them: the newest with its label and its words.
func (s *Slack) presses(g play.Gesture) error {
	for _, one := range slices.Backward(s.screens[g.By]) {
		b := buttonIn(one.shown, func(b map[string]any) bool {
			return b["value"] == g.Button.Words && letters(start(textIn(b["text"]))) == letters(start(g.Button.Label))
		})
		if b != nil {
			return s.press(g, one, b)
		}
	}
	return fmt.Errorf("nothing that %s sees in Slack has the button %q for %q", g.By, g.Button.Label, g.Button.Words)
}

// buttonIn is the first button in a drawing that is meant.
func buttonIn(v any, meant func(map[string]any) bool) map[string]any {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			if found := buttonIn(one, meant); found != nil {
				return found
			}
		}
	case map[string]any:
		if v["type"] == "button" && meant(v) {
			return v
		}
		for _, one := range v {
			if found := buttonIn(one, meant); found != nil {
				return found
			}
		}
	}
	return nil
}

func (s *Slack) press(g play.Gesture, on slackScreen, button map[string]any) error {
	p := map[string]any{"type": "block_actions", "trigger_id": s.triggers(g.By), "actions": []any{button}}
	if view, modal := on.shown.(map[string]any); modal {
		p["view"] = view
	} else {
		p["response_url"], p["channel"], p["message"] = s.hook(g.By, on.channel), map[string]any{"id": on.channel}, map[string]any{"ts": on.ts}
		p["container"] = map[string]any{"channel_id": on.channel, "message_ts": on.ts}
	}
	_, err := s.acts(g, p)
	return err
}

// acts posts what somebody did with what was drawn.
func (s *Slack) acts(g play.Gesture, p map[string]any) ([]byte, error) {
	p["user"], p["team"] = map[string]any{"id": g.By.User, "team_id": slackTeam, "name": g.Name}, map[string]any{"id": slackTeam}
	payload, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return s.brings(g.By, posted{"application/x-www-form-urlencoded", url.Values{"payload": {string(payload)}}.Encode()})
}

// logs has somebody use the shortcut on a message.
func (s *Slack) logs(g play.Gesture) error {
	s.next++
	where := s.conversation(g)
	message := map[string]any{"ts": fmt.Sprintf("%d.%06d", g.On.At.Unix(), s.next), "user": g.On.Author.User, "team": slackTeam, "text": escaped.Replace(g.On.Text)}
	_, err := s.acts(g, map[string]any{"type": "message_action", "callback_id": "evidence", "trigger_id": s.triggers(g.By),
		"response_url": s.hook(g.By, where), "channel": map[string]any{"id": where}, "message": message})
	return err
}

// fills has somebody fill in the modal that lies open, as far as it can be filled in so, and send or close it.
func (s *Slack) fills(g play.Gesture) error {
	view := s.modals[g.By]
	if view == nil {
		return fmt.Errorf("no modal lies open for %s", g.By)
	}
	if len(g.Files) > 0 {
		return Otherwise("files are uploaded to Slack first")
	}
	state, err := stateOf(view, filled(g.Request))
	if err != nil {
		return err
	}
	view["state"] = map[string]any{"values": state}
	kind := map[bool]string{true: "view_closed", false: "view_submission"}[g.Closed]
	body, err := s.acts(g, map[string]any{"type": kind, "view": view, "trigger_id": s.triggers(g.By)})
	if err != nil {
		return err
	}
	return s.sent(g.By, view, body)
}

// stateOf is what stands in the fields of a modal once this was typed or chosen in them.
func stateOf(view map[string]any, typed map[string]string) (map[string]any, error) {
	state := map[string]any{}
	for _, b := range view["blocks"].([]any) {
		block := b.(map[string]any)
		element, ok := block["element"].(map[string]any)
		if name, _ := block["block_id"].(string); ok && block["type"] == "input" {
			input, err := filledIn(element, typed[name])
			if err != nil {
				return nil, err
			}
			state[name] = map[string]any{element["action_id"].(string): input}
			delete(typed, name)
		}
	}
	if len(typed) > 0 {
		return nil, fmt.Errorf("the modal has no field for %v", typed)
	}
	return state, nil
}

// sent is what becomes of a modal that was sent: it shows what is wrong, or another, or closes.
func (s *Slack) sent(who bot.Account, view map[string]any, body []byte) error {
	var said struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   map[string]any    `json:"view"`
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &said); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch said.Action {
	case "errors":
		s.wrong[who] = ""
		for _, sentence := range said.Errors {
			s.wrong[who] += "\n" + sentence
		}
	case "update":
		s.shows(who, said.View)
	case "":
		if s.modals[who]["id"] == view["id"] {
			delete(s.modals, who)
		}
	default:
		return errors.New("Slack knows no " + said.Action)
	}
	return nil
}

// filledIn is what Slack sends of a field in which this was typed or chosen, if that can be done there.
func filledIn(element map[string]any, typed string) (map[string]any, error) {
	input := map[string]any{"type": element["type"]}
	offered := func(value string) bool {
		return holds(element, func(o map[string]any) bool { return o["value"] == value })
	}
	switch element["type"] {
	case "datepicker": // Slack sends the day that is picked; the play says it in words
		input["selected_date"] = typed
	case "radio_buttons", "static_select":
		if typed != "" && !offered(typed) {
			return nil, fmt.Errorf("%q cannot be chosen", typed)
		}
		input["selected_option"] = map[string]any{"value": typed}
	case "checkboxes", "multi_static_select":
		var chosen []any
		for _, one := range strings.Split(typed, "\n") {
			if one != "" && !offered(one) {
				return nil, fmt.Errorf("%q cannot be chosen", one)
			}
			if one != "" {
				chosen = append(chosen, map[string]any{"value": one})
			}
		}
		input["selected_options"] = chosen
	default:
		input["value"] = typed
	}
	return input, nil
}

// holds says whether something in a drawing is meant.
func holds(v any, meant func(map[string]any) bool) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, func(one any) bool { return holds(one, meant) })
	case map[string]any:
		if meant(v) {
			return true
		}
		for _, one := range v {
			if holds(one, meant) {
				return true
			}
		}
	}
	return false
}
