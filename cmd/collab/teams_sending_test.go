package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"collab/relationship"
	"collab/store"
	"collab/trial/botframework"
)

const prompt = "Check-in 1"

// Whatever Teams does to one message: it is said, once, beyond what a lost answer makes unknowable; and what became of it
// stands with the delivery.
func TestWhateverTeamsDoesToAMessage(t *testing.T) {
	kims := "POST /v3/conversations/" + chatOf(kimThere)
	for _, c := range []struct {
		name     string
		faults   []botframework.Fault
		copies   int
		attempts int
	}{
		{"well", nil, 1, 1},
		{"put off for a while", []botframework.Fault{{On: kims, Status: 429, After: "90"}}, 1, 1},
		{"put off again and again", []botframework.Fault{{On: kims, Status: 429, After: "20", Times: 30}}, 1, 1},
		{"put off without a word", []botframework.Fault{{On: kims, Status: 429, Times: 3}}, 1, 1},
		{"an error of theirs", []botframework.Fault{{On: kims, Status: 500}}, 1, 2},
		{"a precondition", []botframework.Fault{{On: kims, Status: 412, Times: 2}}, 1, 1},
		{"a gateway that heard nothing", []botframework.Fault{{On: kims, Status: 504, Times: 7}}, 1, 3},
		{"not to be had", []botframework.Fault{{On: kims, Unreachable: true, Times: 3}}, 1, 4},
		{"an answer that is lost", []botframework.Fault{{On: kims, Dropped: true}}, 2, 2},
		{"two answers that are lost", []botframework.Fault{{On: kims, Dropped: true, Times: 2}}, 3, 3},
		{"every answer is lost", []botframework.Fault{{On: kims, Dropped: true, Times: 1e6}}, mostCopies, mostCopies + 1},
		{"no token for a moment", []botframework.Fault{{On: "token", Status: 500, Times: 2}}, 1, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				if c.name == "no token for a moment" {
					p.restarts()
				}
				p.world.Fail(c.faults...)
				p.after(3 * time.Hour)
				d := p.delivery(accountOf(kimThere).String(), string(relationship.DutyAsk))
				if n := p.copies(chatOf(kimThere), prompt); n != c.copies || d.State != store.Sent || d.Attempts > c.attempts {
					t.Errorf("said %d times: %+v", n, d)
				}
				for _, where := range []string{chatOf(samThere), chatOf(danaThere), sharedThere} {
					if n := p.copies(where, prompt); n != 1 {
						t.Errorf("said %d times in %s", n, where)
					}
				}
			})
		})
	}
}

// For an hour nothing leads to Microsoft, in one way or another, and meanwhile the program is started anew: afterwards
// everybody was told once, and nothing was given up.
func TestAnHourWithoutMicrosoft(t *testing.T) {
	for name, fault := range map[string]botframework.Fault{
		"no way there":   {Unreachable: true},
		"unavailable":    {Status: 503},
		"gateways":       {Status: 504},
		"in maintenance": {Status: 503, After: "600"},
		"no tokens":      {On: "token", Status: 503},
		"wrong secret":   {On: "token", Status: 401, Body: `{"error":"invalid_client","error_description":"AADSTS7000215"}`},
		"disabled":       {Status: 403, Word: "BotDisabledByAdmin"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				fault.Times = 1e9
				p.world.Expire()
				p.world.Fail(fault)
				p.after(30 * time.Minute)
				refused := fault.Status == 401 || fault.Word != ""
				if ready := p.readiness(); ready.Ready == refused || refused != (ready.Teams != "ready") {
					t.Errorf("meanwhile it is %+v", ready)
				}
				p.restarts()
				p.after(time.Hour)
				p.world.Mend()
				p.after(3 * time.Hour)
				for _, where := range []string{chatOf(kimThere), chatOf(samThere), chatOf(danaThere), sharedThere} {
					if n := p.copies(where, prompt); n != 1 {
						t.Errorf("said %d times in %s", n, where)
					}
				}
				if ready := p.readiness(); !ready.Ready {
					t.Errorf("afterwards it is %+v", ready)
				}
				for _, d := range p.store.Deliveries() {
					if d.State == store.Dead {
						t.Errorf("given up: %+v", d)
					}
				}
			})
		})
	}
}

// The token is no longer taken, in the midst of it all: there is a new one, and nobody notices.
func TestATokenThatEndsEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := openPostroom(t)
		defer func() { p.stop() }()
		p.world.Expire()
		p.after(time.Hour)
		for _, where := range []string{chatOf(kimThere), chatOf(samThere), chatOf(danaThere), sharedThere} {
			if n := p.copies(where, prompt); n != 1 {
				t.Errorf("said %d times in %s", n, where)
			}
		}
	})
}

// Somebody blocked the bot, or removed it: they are tried no more, and whoever leads their side hears of it.
func TestSomebodyWhoBlocksTheBot(t *testing.T) {
	for _, word := range []string{"ConversationBlockedByUser", "BotNotInConversationRoster"} {
		t.Run(word, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				p.world.Refuses(chatOf(samThere), word)
				p.after(3 * time.Hour)
				if d := p.delivery(accountOf(samThere).String(), string(relationship.DutyAsk)); d.State != store.Dead || d.Attempts != 1 {
					t.Errorf("%+v", d)
				}
				if p.copies(chatOf(kimThere), "Sam Ode") == 0 {
					t.Errorf("nobody hears of it: %s", p.said())
				}
				if n := p.copies(chatOf(danaThere), "Sam") + p.copies(sharedThere, "Sam"); n > 0 {
					t.Errorf("others hear of it: %s", p.said())
				}
			})
		})
	}
}

// The bot was removed from the channel: the place is lost, which is recorded with why, and the managers of all are told.
func TestAChannelWithoutTheBot(t *testing.T) {
	for word, why := range map[string]string{"BotNotInConversationRoster": "not_in_channel", "ConversationNotFound": "channel_not_found"} {
		t.Run(word, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := openPostroom(t)
				defer func() { p.stop() }()
				p.world.Refuses(sharedThere, word)
				p.after(3 * time.Hour)
				_, err := p.store.Read(p.rel, "", func(v relationship.View) {
					if place := v.Shared.Places[shared.String()]; place.Lost.IsZero() || place.Why != why {
						t.Errorf("the record says %+v", place)
					}
				})
				if err != nil {
					t.Error(err)
				}
				for _, where := range []string{chatOf(kimThere), chatOf(danaThere)} {
					if p.copies(where, "channel") == 0 {
						t.Errorf("nobody hears of it in %s: %s", where, p.said())
					}
				}
				p.world.Refuses(sharedThere, "")
				p.records(relationship.By{Person: "p2", Party: "borealis"}, &relationship.BindPlace{Place: shared.String()})
				p.after(4 * time.Hour)
				if n := p.copies(sharedThere, prompt); n != 1 {
					t.Errorf("linked anew, the check-in is shown %d times", n)
				}
			})
		})
	}
}

// A card that people deleted is shown anew, once, and lives on.
func TestACardThatIsDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := openPostroom(t)
		defer func() { p.stop() }()
		p.after(time.Hour)
		card := func() botframework.Said {
			s, _ := p.world.Last(0, func(s botframework.Said) bool {
				return s.Conversation == sharedThere && strings.Contains(botframework.Reads(s.Card), prompt)
			})
			return s
		}
		first := card()
		p.world.Remove(first.ID)
		p.records(relationship.By{Person: "p1", Party: "acme"}, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack, Part: "We confirm slots by noon", Share: true})
		p.after(2 * time.Hour)
		second := card()
		p.records(relationship.By{Person: "p2", Party: "borealis"}, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack, Part: "The revised forecast", Share: true})
		p.after(3 * time.Hour)
		third := card()
		if first.ID == "" || second.ID == "" || second.ID == first.ID || third.ID != second.ID || third.Puts == 0 || p.copies(sharedThere, prompt) != 1 {
			t.Errorf("first %+v\nthen %+v\nthen %+v", first, second, third)
		}
	})
}
