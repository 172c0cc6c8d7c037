package botframework

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Elements are all objects in a card, however deep, in the order in which they are drawn.
func Elements(card any) (all []map[string]any) {
	switch v := card.(type) {
	case map[string]any:
		all = append(all, v)
		names := slices.SortedFunc(maps.Keys(v), func(a, b string) int { return cmp.Or(drawnAt(a)-drawnAt(b), strings.Compare(a, b)) })
		for _, name := range names {
			if name != "fallback" && name != "data" {
				all = append(all, Elements(v[name])...)
			}
		}
	case []any:
		for _, e := range v {
			all = append(all, Elements(e)...)
		}
	}
	return all
}

// drawnAt is where a part of a card stands in it: the body above the actions.
func drawnAt(name string) int {
	if name == "actions" {
		return 10
	}
	return 0
}

// Reads are the words in a card that somebody reads without pressing anything, one below the other.
func Reads(card any) string {
	var words []string
	for _, e := range Elements(card) {
		for _, name := range []string{"title", "label", "text", "value"} {
			if text, ok := e[name].(string); ok && text != "" {
				words = append(words, text)
			}
		}
	}
	return strings.Join(words, "\n")
}

// Button is the action of a title in a card; nil when there is none. What asks for confirmation first is the action that
// follows.
func Button(card any, title string) map[string]any {
	for _, e := range Elements(card) {
		if kind, _ := e["type"].(string); e["title"] == title && (kind == "Action.Execute" || kind == "Action.Submit") {
			return e
		}
	}
	return nil
}

// Pressed is the invoke that a client makes of an action: its name and its value. Inputs are those of the card.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/invoking-task-modules
func Pressed(action map[string]any, inputs map[string]string) (name string, value map[string]any) {
	data := map[string]any{}
	carried, _ := action["data"].(map[string]any)
	maps.Copy(data, carried)
	for id, typed := range inputs {
		data[id] = typed
	}
	if action["type"] == "Action.Execute" {
		act := map[string]any{"type": "Action.Execute", "verb": action["verb"], "data": data}
		return "adaptiveCard/action", map[string]any{"action": act, "trigger": "manual"}
	}
	name = "task/submit"
	if teams, _ := data["msteams"].(map[string]any); teams["type"] == "task/fetch" {
		name = "task/fetch"
	}
	return name, map[string]any{"data": data, "context": map[string]any{"theme": "default"}}
}

// Inputs are what stands in the fields of a card, by their ids.
func Inputs(card any) map[string]string {
	all := map[string]string{}
	for _, e := range Elements(card) {
		if kind, _ := e["type"].(string); strings.HasPrefix(kind, "Input.") {
			id, _ := e["id"].(string)
			all[id], _ = e["value"].(string)
		}
	}
	return all
}

// Typed is what somebody leaves or types in an input of a card: what stands in it, else its last choice, else something of
// the right kind.
func Typed(input map[string]any) any {
	choices, _ := input["choices"].([]any)
	value, _ := input["value"].(string)
	switch {
	case value != "":
		return value
	case len(choices) > 0:
		return choices[len(choices)-1].(map[string]any)["value"]
	case input["type"] == "Input.Date":
		return "2027-03-02"
	}
	return "94 %"
}
