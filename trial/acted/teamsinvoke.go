package acted

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"collab/bot"
	"collab/bot/play"
	"collab/trial/botframework"
)

// presses has somebody press a button that was drawn for them: the newest with its label and its words.
func (m *Teams) presses(g play.Gesture) error {
	for _, s := range slices.Backward(m.screens[g.By]) {
		if s.dialog && (m.dialogs[g.By] == nil || m.dialogs[g.By].shown["title"] == nil) {
			continue // it was closed
		}
		if action := first(s.shown, func(a map[string]any) bool { return carries(a, g.Button) }); action != nil {
			return m.press(g, s, action)
		}
	}
	return fmt.Errorf("nothing that %s sees in Teams has the button %q for %q", g.By, g.Button.Label, g.Button.Words)
}

func carries(action map[string]any, b bot.Button) bool {
	data, _ := action["data"].(map[string]any)
	ours, _ := data["collab"].(map[string]any)
	title, _ := action["title"].(string)
	return ours["w"] == b.Words && letters(start(title)) == letters(start(b.Label))
}

// first is the first action in a drawing that is meant.
func first(drawing any, meant func(map[string]any) bool) map[string]any {
	for _, e := range botframework.Elements(drawing) {
		if kind, _ := e["type"].(string); strings.HasPrefix(kind, "Action.") && kind != "Action.ShowCard" && meant(e) {
			return e
		}
	}
	return nil
}

// press sends what pressing an action sends.
func (m *Teams) press(g play.Gesture, s screen, action map[string]any) error {
	data, _ := action["data"].(map[string]any)
	teams, _ := data["msteams"].(map[string]any)
	switch {
	case s.dialog:
		return m.invokes(g, s, "task/submit", map[string]any{"data": data})
	case teams["type"] == "task/fetch":
		return m.invokes(g, s, "task/fetch", map[string]any{"data": data})
	case action["type"] == "Action.Execute":
		return m.invokes(g, s, "adaptiveCard/action", map[string]any{"action": action, "trigger": "manual"})
	}
	return fmt.Errorf("a press of %v leads nowhere", action)
}

// invokes sends an invoke from a card or a dialog, and shows the answer.
func (m *Teams) invokes(g play.Gesture, s screen, name string, value map[string]any) error {
	changes := []func(map[string]any){botframework.Invoke(name, value)}
	if s.id != "" {
		changes = append(changes, botframework.Set("replyToId", s.id))
	}
	answer, err := m.brings(m.act(g, s.conversation, changes...))
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if task, ok := answer["task"].(map[string]any); ok {
		s.command = s.command || strings.HasPrefix(name, "composeExtension")
		m.inDialog(g.By, s, task)
		return nil
	}
	if s.dialog {
		m.dialogs[g.By] = nil
	}
	return m.onCard(g.By, s, answer)
}

// inDialog shows what is said or drawn in a dialog.
func (m *Teams) inDialog(who bot.Account, s screen, task map[string]any) {
	if task["type"] == "message" {
		m.dialogs[who] = nil
		m.drawn = append(m.drawn, Drawn{To: who, Text: fmt.Sprint(task["value"])})
		return
	}
	shown, _ := task["value"].(map[string]any)
	d := screen{conversation: s.conversation, shown: shown, dialog: true, command: s.command}
	m.dialogs[who] = &d
	m.sees(who, d)
	if first(shown, isForm) == nil {
		m.drawn = append(m.drawn, Drawn{To: who, Text: textIn(shown)})
	}
}

// onCard shows what is said at a card, or shown in its place.
func (m *Teams) onCard(who bot.Account, s screen, answer map[string]any) error {
	switch value := answer["value"].(type) {
	case map[string]any:
		if answer["statusCode"] != 200.0 {
			return fmt.Errorf("Teams is answered %v", answer)
		}
		m.sees(who, screen{conversation: s.conversation, id: s.id, shown: value})
		m.drawn = append(m.drawn, Drawn{To: who, Text: textIn(value)})
	case string:
		m.drawn = append(m.drawn, Drawn{To: who, Text: value})
	}
	return nil
}

func isForm(action map[string]any) bool {
	data, _ := action["data"].(map[string]any)
	ours, _ := data["collab"].(map[string]any)
	return ours["i"] != nil || ours["f"] == 2.0
}

// fills has somebody fill in the dialog that lies open, as far as it can be filled in so, and send it.
func (m *Teams) fills(g play.Gesture) error {
	d := m.dialogs[g.By]
	if d == nil {
		return fmt.Errorf("no dialog lies open for %s", g.By)
	}
	send := first(d.shown, isForm)
	if send == nil {
		return fmt.Errorf("the dialog before %s is no form: %v", g.By, d.shown)
	}
	if len(g.Files) > 0 {
		m.dialogs[g.By] = nil
		return Otherwise("no file can be attached to a dialog")
	}
	data, err := completed(d.shown, send, filled(g.Request))
	if err != nil {
		return err
	}
	name, value := "task/submit", map[string]any{"data": data}
	if d.command {
		name, value["commandId"] = "composeExtension/submitAction", "evidence"
	}
	return m.invokes(g, *d, name, value)
}

// completed is what the button of a dialog sends: what it carries, and what was typed or chosen in each field.
func completed(dialog any, send map[string]any, typed map[string]string) (map[string]any, error) {
	data := maps.Clone(send["data"].(map[string]any))
	for _, input := range inputs(dialog) {
		id, _ := input["id"].(string)
		kind, field, _ := strings.Cut(id, ".")
		value, err := entered(input, kind == "m", typed[field])
		if err != nil {
			return nil, err
		}
		data[id] = value
		delete(typed, field)
	}
	if len(typed) > 0 {
		return nil, fmt.Errorf("the dialog has no field for %v", typed)
	}
	return data, nil
}

// entered is what Teams sends of a field in which this was typed or chosen, if that can be done there.
func entered(input map[string]any, many bool, typed string) (string, error) {
	if input["type"] != "Input.ChoiceSet" {
		return typed, nil
	}
	var values []string
	for _, one := range strings.Split(typed, "\n") {
		if many {
			one = strings.NewReplacer("%", "%25", ",", "%2C").Replace(one)
		}
		offered := one == "" || slices.ContainsFunc(input["choices"].([]any), func(c any) bool { return c.(map[string]any)["value"] == one })
		if !offered {
			return "", fmt.Errorf("%q is not among the choices of %v", one, input["label"])
		}
		values = append(values, one)
	}
	return strings.Join(values, ","), nil
}

// inputs are the fields in a drawing.
func inputs(drawing any) (all []map[string]any) {
	for _, e := range botframework.Elements(drawing) {
		if kind, _ := e["type"].(string); strings.HasPrefix(kind, "Input.") {
			all = append(all, e)
		}
	}
	return all
}

// logs has somebody use "Log as evidence" in the menu of a message.
func (m *Teams) logs(g play.Gesture) error {
	author := m.people[g.On.Author]
	message := map[string]any{
		"id": fmt.Sprint(g.On.At.UnixMilli()), "createdDateTime": g.On.At.UTC().Format(time.RFC3339Nano),
		"body": map[string]any{"contentType": "text", "content": g.On.Text},
		"from": map[string]any{"user": map[string]any{"id": author.Object, "displayName": author.Name, "userIdentityType": "aadUser"}},
	}
	value := map[string]any{"commandId": "evidence", "commandContext": "message", "messagePayload": message}
	return m.invokes(g, screen{conversation: m.conversation(g), command: true}, "composeExtension/fetchTask", value)
}
