package teams

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"collab/bot"
)

// asking answers with a form to fill in, refuses a number that is none, and says what was reported.
func asking(q bot.Request) bot.Reply {
	switch {
	case q.Values == nil:
		return bot.Reply{Form: &bot.Form{Title: "Report a reading", Words: "kpi 1 read", Submit: "Report", Fields: []bot.Field{{Name: "value", Label: "Value", Value: "93.8"}, {Name: "why", Label: "Why", Optional: true}}}}
	case q.Values["value"] == "about 90":
		return bot.Reply{Errors: map[string]string{"value": "That isn't a number."}}
	}
	m := bot.Plainly("Reported " + q.Values["value"])
	return bot.Reply{Message: &m, Posts: []bot.Post{{Place: bot.Place{Platform: Platform, Home: ourTenant, Channel: sharedTalk}, Message: bot.Plainly("A reading was reported")}}}
}

// dialogIn is the dialog of an answer, and what its button carries.
func dialogIn(t *testing.T, answer map[string]any) (drawn string, carried map[string]any) {
	t.Helper()
	var said struct {
		Task struct {
			Type  string
			Value struct {
				Card struct {
					Content struct {
						Body    json.RawMessage
						Actions []struct{ Data map[string]any }
					}
				}
			}
		}
	}
	raw, _ := json.Marshal(answer)
	if err := json.Unmarshal(raw, &said); err != nil || said.Task.Type != "continue" || len(said.Task.Value.Card.Content.Actions) == 0 {
		t.Fatalf("no form: %s", raw)
	}
	return string(said.Task.Value.Card.Content.Body), said.Task.Value.Card.Content.Actions[0].Data
}

// typedInto is what a dialog sends back: what its button carries, and what stands in its fields.
func typedInto(carried map[string]any, fields map[string]string) map[string]any {
	data := map[string]any{}
	for name, v := range carried {
		data[name] = v
	}
	for name, v := range fields {
		data[oneOf+name] = v
	}
	return map[string]any{"data": data}
}

// A form is filled in, refused with what was typed in it and what is wrong at its field, corrected, and done with: once, also
// when it is sent twice. In one's own chat it closes and the answer stands there; elsewhere it stands in the dialog.
func TestAFormIsCorrected(t *testing.T) {
	for where, who := range map[string]fakeMember{kimsChat: kim, sharedTalk: ines} {
		t.Run(where, func(t *testing.T) {
			s := newScene(t, asking)
			_, carried := dialogIn(t, s.invokes(who, where, "task/fetch", map[string]any{"data": map[string]any{"collab": map[string]any{"w": "kpi 1 read"}}}))
			drawn, carried := dialogIn(t, s.invokes(who, where, "task/submit", typedInto(carried, map[string]string{"value": "about 90", "why": "A strike"})))
			for _, stands := range []string{"about 90", "A strike", "That isn't a number."} {
				if !strings.Contains(drawn, stands) {
					t.Errorf("%q is not in %s", stands, drawn)
				}
			}
			answer, _ := json.Marshal(s.invokes(who, where, "task/submit", typedInto(carried, map[string]string{"value": "90", "why": "A strike"})))
			s.invokes(who, where, "task/submit", typedInto(carried, map[string]string{"value": "90", "why": "A strike"}))
			if said := string(answer); strings.Contains(said, "Reported 90") != (where == sharedTalk) {
				t.Errorf("answered %s", said)
			}
			if got := s.lines(kimsChat); where == kimsChat && !slices.Contains(got, "Reported 90") {
				t.Errorf("in the chat: %q", got)
			}
			if got := s.lines(sharedTalk); !slices.Contains(got, "A reading was reported") {
				t.Errorf("in the channel: %q", got)
			}
			keys := map[string]bool{}
			for _, q := range s.requests() {
				if q.Values != nil {
					keys[q.Key] = true
				}
				if q.Place.Own != (where == kimsChat) || q.Values != nil && q.Values["why"] != "A strike" {
					t.Errorf("asked %+v", q)
				}
			}
			if len(keys) != 1 {
				t.Errorf("keys %v", keys)
			}
		})
	}
}

// Words that lead to a form are answered with a button that opens it, where no dialog can be opened.
func TestAFormIsOffered(t *testing.T) {
	s := newScene(t, asking)
	s.says(kim, kimsChat, "kpi 1 read")
	drawn, _ := json.Marshal(s.teams.Heard(kimsChat)[0].Card)
	if !strings.Contains(string(drawn), "task/fetch") || !strings.Contains(string(drawn), "Report a reading") {
		t.Errorf("shown %s", drawn)
	}
}

// What was drawn for one party alone is sent from a surface of its own, or not at all.
func TestPrivacyOfDialogsForOneParty(t *testing.T) {
	s := newScene(t, asking)
	carried := map[string]any{"collab": map[string]any{"w": "kpi 1 read", "a": "acme", "f": fills}}
	answer, _ := json.Marshal(s.invokes(kim, sharedTalk, "task/submit", typedInto(carried, map[string]string{"value": "90"})))
	for _, q := range s.requests() {
		if q.Values != nil {
			t.Errorf("asked %+v", q)
		}
	}
	if !strings.Contains(string(answer), "cannot be sent from here") {
		t.Errorf("answered %s", answer)
	}
}
