package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"collab/bot"
)

func TestPrivacyOfAnAnsweredCommand(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	status, body := f.command("U0KIM", "C0SHARED", "status")
	var got outgoingRead
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 {
		t.Fatal(status, body, err)
	}
	if got.ResponseType != "ephemeral" || got.Text != "On track." || len(got.Blocks) != 2 {
		t.Errorf("got %s", body)
	}
	req := a.last(t)
	if req.By != (bot.Account{Platform: Platform, Home: acme, User: "U0KIM"}) || req.Words != "status" {
		t.Errorf("asked %+v", req)
	}
	if req.Place != (bot.Place{Platform: Platform, Home: acme, Channel: "C0SHARED", Kind: bot.Shared}) {
		t.Errorf("in %+v", req.Place)
	}
}

type outgoingRead struct {
	ResponseType string `json:"response_type"`
	Text         string `json:"text"`
	Blocks       []any  `json:"blocks"`
}

func TestPrivacyOfAPartnersPressAndForm(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	f.press(boreal, "U0DANA", "C0SHARED", "kpi otif")
	if by := a.last(t).By; by != (bot.Account{Platform: Platform, Home: boreal, User: "U0DANA"}) {
		t.Errorf("by %v", by)
	}
	f.submit(boreal, "U0DANA", f.view(), map[string]any{"value": typedIn("95")})
	if req := a.last(t); req.By.Home != boreal || req.Place.Own || req.Place.Home != acme {
		t.Errorf("asked %+v", req)
	}
	f.app.Wait()
	f.press(boreal, "U0DANA", "C0SHARED", "status")
	if m := f.last(); m.How != "response_url" || m.Raw["response_type"] != "ephemeral" || m.Raw["replace_original"] != false {
		t.Errorf("answered %+v", m)
	}
}

func TestPrivacyOfDirectMessages(t *testing.T) {
	for _, tt := range []struct {
		name, user, team, channel string
		kind                      bot.Kind
		own                       bool
	}{
		{"our person with us", "U0KIM", acme, direct("U0KIM"), bot.Direct, true},
		{"the partner with us", "U0DANA", boreal, direct("U0DANA"), bot.Direct, false},
		{"our person with the partner", "U0KIM", acme, "D0KIMDANA", bot.Between, false},
		{"our person in a channel", "U0KIM", acme, "C0SHARED", bot.Shared, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var a asked
			f := newFake(t, a.kpi)
			f.press(tt.team, tt.user, tt.channel, "kpi otif")
			check := func(what string) {
				if p := a.last(t).Place; p.Kind != tt.kind || p.Own != tt.own || p.Home != acme {
					t.Errorf("%s: in %+v", what, p)
				}
			}
			check("pressed")
			f.submit(tt.team, tt.user, f.view(), map[string]any{"value": typedIn("95")})
			check("submitted")
		})
	}
}

func TestPrivacyOfAFormDrawnForOneParty(t *testing.T) {
	asked := 0
	f := newFake(t, func(req bot.Request) bot.Reply {
		asked++
		return bot.Reply{Form: &bot.Form{
			Title: "For our team", Words: "note 3", Fields: []bot.Field{{Name: "note"}},
			Audience: bot.Audience{Party: "acme", Face: "Internal to Acme"},
		}}
	})
	f.press(acme, "U0KIM", direct("U0KIM"), "note")
	view := f.view()
	f.submit(acme, "U0KIM", view, map[string]any{"note": typedIn("between us")})
	if asked != 2 {
		t.Errorf("the form of one's own direct message was not taken: asked %d times", asked)
	}
	view["private_metadata"] = strings.Replace(view["private_metadata"].(string), direct("U0KIM"), "C0SHARED", 1)
	_, body := f.submit(acme, "U0KIM", view, map[string]any{"note": typedIn("between us")})
	if asked != 2 || !strings.Contains(body, `"note":"This form cannot be sent from here`) {
		t.Errorf("a form moved to a channel was taken: %s", body)
	}
}

func TestPrivacyOfMentions(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	f.event(`{"type":"event_callback","event_id":"Ev1","team_id":"T0ACME","authorizations":[{"team_id":"T0ACME"}],
		"event":{"type":"message","channel_type":"im","channel":"D0KIM","user":"U0KIM","team":"T0ACME","text":"status","ts":"1.1"}}`)
	if m := f.last(); m.How != "chat.postMessage" || m.Channel != "D0KIM" || m.Text != "On track." {
		t.Errorf("in the direct message: %+v", m)
	}
	if p := a.last(t).Place; !p.Own || p.Kind != bot.Direct || p.Channel != "@U0KIM" {
		t.Errorf("in %+v", p)
	}
	f.event(`{"type":"event_callback","event_id":"Ev2","team_id":"T0ACME","is_ext_shared_channel":true,
		"event":{"type":"app_mention","channel":"C0SHARED","user":"U0DANA","team":"T0ACME","user_team":"T0BOREAL",
		"text":"<@U0BOT> status","ts":"2.1","thread_ts":"2.0"}}`)
	if m := f.last(); m.How != "chat.postEphemeral" || m.To != "U0DANA" || m.Thread != "2.0" {
		t.Errorf("in the channel: %+v", m)
	}
	if req := a.last(t); req.By.Home != boreal || req.Words != "status" || req.Place.Own || req.Place.Thread != "2.0" {
		t.Errorf("asked %+v", req)
	}
}

func TestPrivacyOfAnAnswerThatFindsAnotherWay(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	f.refuse["hook"] = []string{"expired_url"}
	f.press(acme, "U0KIM", "C0SHARED", "status")
	if m := f.last(); m.How != "chat.postEphemeral" {
		t.Errorf("%+v", m)
	}
	f.refuse["hook"] = []string{"expired_url"}
	f.refuse["chat.postEphemeral"] = []string{"user_not_in_channel"}
	f.press(acme, "U0KIM", "C0SHARED", "status")
	if m := f.last(); m.How != "chat.postMessage" || m.Channel != direct("U0KIM") {
		t.Errorf("%+v", m)
	}
}
