package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"collab/relationship"
	"collab/trial/botframework"
)

// What people do with the whole program in Microsoft Teams: two tenants, from the installer's code to a fortnight that is
// held and closed, and a record that verifies.
func TestJourneyInTeams(t *testing.T) {
	c := newCampus(t)
	c.serves()
	c.gathers()
	c.agrees()
	c.logsMessages()
	c.checksIn()
	c.answersUnchanged()
	c.verifies()
}

// begins: whoever has the installer's code is welcomed in their chat, and begins a relationship in a dialog, in which a fault
// is said.
func (c *campus) begins() (invited sight) {
	c.Helper()
	code := c.out.wait(c.T, `in the chat with Collab:\s+new (\S+)`)
	welcome := c.told(c.says(kimThere, chatOf(kimThere), "new "+code), kimThere, "can begin relationships now")
	f := c.opens(kimThere, welcome, "Set up a relationship", "Begin a relationship")
	f = f.refused(map[string]string{"party": "Acme", "partner": "ACME", "why": "Fewer late trucks"}, "different names")
	return f.send(map[string]string{"partner": "Borealis"}, "Give this code to one person at Borealis")
}

// gathers: the partner's lead, of another tenant, joins with the code, and a colleague with one of their own. The channel
// that both are in is linked.
func (c *campus) gathers() {
	c.Helper()
	invited := c.begins()
	c.joins(danaThere, invited, "as a relationship manager of Borealis")
	c.joins(samThere, c.opens(kimThere, invited, "Add a colleague", "Add a colleague").send(nil, "Give this code to one colleague"), "as a member of Acme")
	before := c.says(kimThere, sharedThere, "settings channel")
	c.told(before, kimThere, "linked")
	c.announced(before, "asked me to keep our shared record")
}

func (c *campus) joins(who botframework.Member, told sight, as string) {
	c.Helper()
	found := code.FindStringSubmatch(botframework.Reads(told.card))
	if found == nil {
		c.Fatalf("there is no code in %s", botframework.Reads(told.card))
	}
	c.asks(who, chatOf(who), "join "+found[1], "Join").send(nil, as)
}

// asks says something that takes a form, and opens it with the button that is the answer.
func (c *campus) asks(who botframework.Member, where, words, title string) sheet {
	c.Helper()
	needs := c.told(c.says(who, where, words), who, "I need a few things for that")
	actions := botframework.Elements(needs.card)
	for _, a := range actions {
		if label, _ := a["title"].(string); label != "" && botframework.Button(needs.card, label) != nil {
			return c.opens(who, needs, label, title)
		}
	}
	c.Fatalf("there is no button in %s", botframework.Reads(needs.card))
	return sheet{}
}

// agrees: one side shares an objective and promises something; the other hears of it in a chat of their own, and says yes
// with a button there.
func (c *campus) agrees() {
	c.Helper()
	before, _ := c.teams.Changes()
	c.asks(kimThere, chatOf(kimThere), "objective new", "New objective").send(map[string]string{
		"title": "Trucks leave on time", "good": "The dock is empty by six", "category": "quality", "target": "95 %", "due": c.day(90)}, "Shared as")
	offered := c.told(c.says(kimThere, sharedThere, "promise @dana slots two days ahead by in 10 days"), kimThere, "slots two days ahead")
	c.presses(kimThere, offered, "Promise this", "Offered to Dana Reyes")
	c.until(c.now().Add(time.Hour))
	c.presses(danaThere, c.told(before, danaThere, "Trucks leave on time"), "Confirm", "Borealis has confirmed objective 1")
	promised := c.presses(danaThere, c.told(before, danaThere, "slots two days ahead"), "Show promise 1", "Promise 1")
	c.presses(danaThere, promised, "Agree", "Agreed: promise 1")
	status := c.told(c.says(samThere, sharedThere, "status"), samThere, "Acme × Borealis")
	if status.where != sharedThere || !status.holds("romises") {
		c.Errorf("status says in %s %s", status.where, botframework.Reads(status.card))
	}
	c.joint(func(s *relationship.Shared) {
		if s.ObjectiveState(s.Objectives[1]) != relationship.ObjectiveActive {
			c.Errorf("the objective is %s", s.ObjectiveState(s.Objectives[1]))
		}
	})
}

// logsMessages: what was written in the channel becomes evidence: by the menu of the message for somebody of the channel's own
// tenant, and by a mention in its thread for the partner, whose client has no such menu.
func (c *campus) logsMessages() {
	c.Helper()
	root := fmt.Sprint(c.now().UnixMilli())
	thread := sharedThere + ";messageid=" + root
	written := map[string]any{"commandId": "evidence", "commandContext": "message", "messagePayload": map[string]any{
		"id": root, "createdDateTime": c.now().Format(time.RFC3339), "linkToMessage": "https://teams.microsoft.com/l/message/" + sharedThere + "/" + root,
		"from": map[string]any{"user": map[string]any{"id": danaThere.Object, "displayName": "Dana Reyes"}},
		"body": map[string]any{"contentType": "html", "content": "<p>48 of 50 trucks left on time</p>"}}}
	before, answer := c.does(kimThere, thread, botframework.Invoke("composeExtension/fetchTask", written))
	f := c.opened(kimThere, thread, answer, "evidence")
	if !f.holds("48 of 50 trucks") {
		c.Errorf("the dialog does not quote the message: %s", botframework.Reads(f.card))
	}
	f.submit = "composeExtension/submitAction"
	f.send(nil, "Logged as evidence 1")
	needs := c.told(c.says(danaThere, thread, "evidence"), danaThere, "I need a few things for that")
	c.opens(danaThere, needs, "Log as evidence", "evidence").send(map[string]string{"what": "The dock was empty at five"}, "Logged as evidence 2")
	c.joint(func(s *relationship.Shared) {
		if len(s.Evidence) != 2 {
			c.Errorf("%d pieces of evidence; after %d there is\n%s", len(s.Evidence), before, standsIn(c.teams))
		}
	})
}

// checksIn: a check-in opens, is shown in the channel and asked for in everybody's own chat, whichever tenant they are of. Both
// sides answer; who is silent is reminded; the one card in the channel follows, and holds the record's head at the end.
func (c *campus) checksIn() {
	c.Helper()
	before, _ := c.teams.Changes()
	c.until(c.checkIn().Add(time.Minute))
	card := c.announced(before, "Check-in 1")
	c.answers(kimThere, before, map[string]string{"confidence": "on track", "part": "We changed the order twice."})
	c.answers(danaThere, before, map[string]string{"confidence": "at risk", "need": "A forecast by Friday."})
	c.told(before, samThere, "Check-in 1 with Borealis is open")
	before, _ = c.teams.Changes()
	var closes time.Time
	c.joint(func(s *relationship.Shared) { closes = s.Latest().To })
	c.until(closes.Add(-time.Hour))
	c.told(before, samThere, "still waits for you")
	for _, want := range []string{"1 of 2 answered", "1 of 1 answered", "A forecast by Friday."} {
		if now := c.announced(card.at, want); now.id != card.id || now.puts == 0 {
			c.Errorf("the card was said again: %s", botframework.Reads(now.card))
		}
	}
	c.until(closes.Add(time.Hour))
	closed := c.announced(before, "Closed")
	c.told(before, kimThere, "Not answered: Sam Ode")
	if closed.id != card.id || closed.holds("Sam") || botframework.Button(closed.card, "Answer") != nil {
		c.Errorf("the card reads %s", botframework.Reads(closed.card))
	}
	if _, ok := c.teams.Last(before, func(s botframework.Said) bool {
		return s.Conversation != chatOf(samThere) && strings.Contains(botframework.Reads(s.Card), "still waits")
	}); ok {
		c.Error("who had answered was reminded")
	}
	c.head = postedHead.FindStringSubmatch(botframework.Reads(closed.card))[1]
}

// answers the prompt that came after a change.
func (c *campus) answers(who botframework.Member, after int, values map[string]string) {
	c.Helper()
	c.opens(who, c.told(after, who, " is open"), "Answer", "Check-in").send(values, "have answered")
}

// answersUnchanged: what did not change since the last time is answered as it stands.
func (c *campus) answersUnchanged() {
	c.Helper()
	before, _ := c.teams.Changes()
	c.until(c.checkIn().Add(time.Minute))
	c.announced(before, "Check-in 2")
	c.answers(kimThere, before, nil)
}

// verifies: what was posted when the check-in closed is still in the record, and nothing that people wrote was logged.
func (c *campus) verifies() {
	c.Helper()
	rel := c.server.store.Relationships()[0]
	c.stop()
	log := c.log.String()
	if out := c.site.does("verify", c.desk.store("collab.db"), "--head", c.head); !strings.Contains(out, "is whole") {
		c.Error(out)
	}
	for _, party := range []string{"acme", "borealis"} {
		c.site.does("export", rel, "--for", party, "-o", c.path(party), c.desk.store("collab.db"))
		for _, ledger := range []string{"joint", party} {
			c.site.does("verify", filepath.Join(c.path(party), ledger+".jsonl"))
		}
	}
	for _, private := range []string{"forecast", botframework.Secret, "trucks"} {
		if strings.Contains(log, private) {
			c.Errorf("%q was logged", private)
		}
	}
}
