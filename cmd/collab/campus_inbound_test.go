package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/teams"
	"collab/relationship"
	"collab/trial/botframework"
)

// What is acknowledged before anybody could be asked who did it is worked off by the next process, once; and what Teams brings
// again to that one changes nothing.
func TestWhatTeamsBroughtOutlivesTheProcess(t *testing.T) {
	c := newCampus(t)
	c.serves()
	c.gathers()
	c.teams.Fail(botframework.Fault{On: "GET", Status: http.StatusInternalServerError, Times: 1e9})
	c.restarts()
	raw := c.doing(danaThere, chatOf(danaThere), botframework.Set("text", "promise @kim the forecast every Friday by in 10 days"))
	if status, body := c.brings(raw); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	before, _ := c.teams.Changes()
	c.stop()
	c.teams.Mend()
	c.serves()
	echoed := c.told(before, danaThere, "the forecast every Friday")
	c.presses(danaThere, echoed, "Promise this", "Offered to Kim Osei")
	c.restarts()
	if status, body := c.brings(raw); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	c.press(danaThere, echoed, "Promise this")
	c.stop()
	c.serves()
	c.joint(func(s *relationship.Shared) {
		if len(s.Commitments) != 1 {
			t.Errorf("%d promises are on record", len(s.Commitments))
		}
	})
}

// restarts stops the program and starts it anew.
func (c *campus) restarts() {
	c.Helper()
	c.stop()
	c.serves()
}

// Who is erased while the program runs is forgotten by it at once.
func TestWhoIsErasedIsForgottenByTeams(t *testing.T) {
	c := newCampus(t)
	c.serves()
	c.gathers()
	dana := bot.Account{Platform: teams.Platform, Home: danaThere.Tenant, User: danaThere.Object}
	if !c.server.teams.Reaches(dana) {
		t.Fatal("Dana is not reached")
	}
	c.site.does("erase", dana.String(), "--yes", c.desk.store("collab.db"))
	if c.server.teams.Reaches(dana) {
		t.Error("it is remembered how Dana is reached")
	}
}

// What nobody has heard of is acknowledged, and what is pressed that we do not offer is said not to be; neither ends anything.
func TestOddThingsThatTeamsBrings(t *testing.T) {
	c := newCampus(t)
	c.serves()
	for kind, want := range map[string]int{"messageReaction": 200, "messageUpdate": 200, "messageDelete": 200, "typing": 200, "event": 200, "endOfConversation": 200,
		"installationUpdate": 200, "conversationUpdate": 200, "agentLifecycle": 200, "invoke": http.StatusNotImplemented} {
		for _, value := range []any{nil, "text", 7, []any{1}, map[string]any{"data": "x"}} {
			raw := c.doing(kimThere, chatOf(kimThere), botframework.Set("type", kind), botframework.Set("name", "config/fetch"), botframework.Set("value", value),
				botframework.Set("timestamp", "2026-03-02T12:00:00"), botframework.Set("channelData", value))
			if status, body := c.brings(raw); status != want {
				t.Errorf("%s of %v: %d %s", kind, value, status, body)
			}
		}
	}
	if status, _ := c.brings(c.doing(kimThere, chatOf(kimThere), botframework.Set("text", strings.Repeat("x", 1<<20)))); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too much gets %d", status)
	}
	if status, _ := get(t, c.at()+"/healthz"); status != http.StatusOK {
		t.Errorf("afterwards it is %d", status)
	}
}

// While what is owed waits for an answer of Teams, whoever presses something has theirs.
func TestTeamsIsAnsweredWhileItIsToldThings(t *testing.T) {
	c := newCampus(t)
	c.serves()
	c.gathers()
	sending, goOn := make(chan bool), make(chan bool)
	c.teams.Fail(botframework.Fault{On: "POST /v3/conversations/" + sharedThere, Meanwhile: func() { sending <- true; <-goOn }})
	before, _ := c.teams.Changes()
	over := make(chan bool)
	go func() { c.until(c.checkIn().Add(time.Minute)); close(over) }()
	<-sending
	release := sync.OnceFunc(func() { close(goOn); <-over })
	defer release()
	c.asks(kimThere, chatOf(kimThere), "checkin", "Check-in").send(map[string]string{"confidence": "on track"}, "have answered")
	release()
	c.announced(before, "Check-in 1")
}
