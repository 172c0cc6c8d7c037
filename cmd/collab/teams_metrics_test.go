package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"collab/bot/teams"
	"collab/trial/botframework"
)

// Whatever Teams does to what is sent, the figures say it, by Microsoft's own word where there is one.
func TestWhatIsCountedOfTeams(t *testing.T) {
	kims, theirs := "POST /v3/conversations/"+chatOf(kimThere), "POST /v3/conversations/"+sharedThere
	const errs, dead = "collab_send_errors_total ", "collab_deliveries_dead_total"
	for _, c := range []struct {
		name    string
		refuses map[string]string // everything in a conversation, with a word
		faults  []botframework.Fault
		want    map[string]float64
	}{
		{"well", nil, nil, map[string]float64{errs: 0, dead: 0, "collab_deliveries_total sent": 4}},
		{"put off for a while", nil, []botframework.Fault{{On: kims, Status: 429, After: "90"}}, map[string]float64{errs + "ratelimited": 1, errs: 1, dead: 0}},
		{"put off for a moment", nil, []botframework.Fault{{On: kims, Status: 429, After: "1"}}, map[string]float64{errs: 0, dead: 0}},
		{"an error of theirs", nil, []botframework.Fault{{On: kims, Status: 500}}, map[string]float64{errs + "5xx": 1, errs: 1, dead: 0}},
		{"a gateway", nil, []botframework.Fault{{On: kims, Status: 504, Times: 40}}, map[string]float64{errs + "5xx": 2, dead: 0}},
		{"a word that is not in the list", nil, []botframework.Fault{{On: kims, Status: 500, Word: "Kim"}}, map[string]float64{errs + "5xx": 1, errs + "Kim": 0, errs: 1}},
		{"an answer that is lost", nil, []botframework.Fault{{On: kims, Dropped: true}}, map[string]float64{errs + untold: 1, errs: 1, dead: 0}},
		{"not to be had", nil, []botframework.Fault{{On: kims, Unreachable: true, Times: 2}}, map[string]float64{errs + untold: 2, dead: 0}},
		{"no token", nil, []botframework.Fault{{On: "token", Status: 503, Times: 40}}, map[string]float64{errs + "ratelimited": 4, errs + "5xx": 0, dead: 0}},
		{"a wrong secret", nil, []botframework.Fault{{On: "token", Status: 401, Body: `{"error":"invalid_client"}`, Times: 1e9}},
			map[string]float64{errs + "invalid_client": 4, "collab_teams_refused": 1, "collab_deliveries_waiting queued": 4, dead: 0}},
		{"blocked", map[string]string{chatOf(samThere): "ConversationBlockedByUser"}, nil,
			map[string]float64{errs + "ConversationBlockedByUser": 1, dead: 1, "collab_deliveries_total dead": 1, "collab_teams_refused": 0}},
		{"removed from a chat", map[string]string{chatOf(samThere): "BotNotInConversationRoster"}, nil, map[string]float64{errs + "BotNotInConversationRoster": 1, dead: 1}},
		{"a channel that is gone", map[string]string{sharedThere: "ConversationNotFound"}, nil, map[string]float64{errs + "ConversationNotFound": 1, dead: 1}},
		{"too big", nil, []botframework.Fault{{On: theirs, Status: 413, Word: "MessageSizeTooBig"}}, map[string]float64{errs + "MessageSizeTooBig": 1, dead: 0}},
		{"disabled", nil, []botframework.Fault{{Status: 403, Word: "BotDisabledByAdmin", Times: 1e9}}, map[string]float64{errs + "BotDisabledByAdmin": 4, "collab_teams_refused": 1, dead: 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				p.restarts() // so that a token is asked for
				for where, word := range c.refuses {
					p.world.Refuses(where, word)
				}
				p.world.Fail(c.faults...)
				p.after(30 * time.Minute)
				p.figures(c.want)
			})
		})
	}
}

// figures wants figures of Teams, by their name and a label: so much exactly, where nothing is to be there, else at least so
// much.
func (p *postroom) figures(want map[string]float64) {
	p.Helper()
	for of, least := range want {
		name, label, labelled := strings.Cut(of, " ")
		var labels []string
		if labelled && !strings.HasSuffix(name, "waiting") {
			labels = append(labels, `"`+teams.Platform+`"`)
		}
		if label != "" {
			labels = append(labels, `"`+label+`"`)
		}
		if got := figure(p.T, p.server, name, labels...); got < least || least <= 1 && got != least {
			p.Errorf("%s is %v, not %v", of, got, least)
		}
	}
}
