package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot/teams"
	"collab/trial/botframework"
)

// campus is Microsoft Teams with the whole program as its app: Acme's tenant, in which the bot is registered, and
// Borealis', which is let in. Borealis' people are in a channel that Acme shares with them.
type campus struct {
	*site
	*redmond
	n    int    // how much was done
	head string // of the record, as it was posted
}

// The people of the campus, and where they meet.
var (
	kimThere  = botframework.Member{ID: "29:kim", Object: "0b000000-0000-4000-8000-000000000001", Tenant: botframework.OurTenant, Role: "user", Name: "Kim Osei"}
	samThere  = botframework.Member{ID: "29:sam", Object: "0b000000-0000-4000-8000-000000000002", Tenant: botframework.OurTenant, Role: "user", Name: "Sam Ode"}
	danaThere = botframework.Member{ID: "29:dana", Object: "0b000000-0000-4000-8000-000000000003", Tenant: botframework.Partners, Role: "user", Name: "Dana Reyes"}
)

const sharedThere = "19:shared@thread.tacv2"

// chatOf is somebody's personal chat with the bot.
func chatOf(who botframework.Member) string { return "a:" + who.ID }

func newCampus(t *testing.T) *campus {
	c := &campus{site: newSite(t), redmond: newRedmond(t)}
	for _, who := range []botframework.Member{kimThere, samThere, danaThere} {
		c.teams.Chat(chatOf(who), who)
	}
	c.teams.Chat(sharedThere, kimThere, samThere, danaThere)
	c.desk.variables = append(c.desk.variables, append(c.redmond.variables(), "COLLAB_TEAMS_ALLOWED_TENANTS="+botframework.Partners)...)
	return c
}

// does has somebody do something in a conversation, and returns how often something had been said before, and the answer.
func (c *campus) does(who botframework.Member, where string, changes ...func(map[string]any)) (before int, answer map[string]any) {
	c.Helper()
	before, _ = c.teams.Changes()
	status, body := c.brings(c.doing(who, where, changes...))
	if status != http.StatusOK {
		c.Fatalf("%s in %s: %d %s", who.Name, where, status, body)
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &answer); err != nil {
			c.Fatalf("%s: %v", body, err)
		}
	}
	return before, answer
}

// doing is an activity of somebody.
func (c *campus) doing(who botframework.Member, where string, changes ...func(map[string]any)) []byte {
	c.n++
	tenant := botframework.OurTenant
	if where == chatOf(who) {
		tenant = who.Tenant
	}
	return c.Activity(append([]func(map[string]any){botframework.Done(who, where, tenant, c.n)}, changes...)...)
}

func (c *campus) brings(raw []byte) (status int, body []byte) {
	c.Helper()
	return c.Brings(c, c.at()+teams.MessagesPath, raw)
}

// says has somebody say something, to the bot in a channel.
func (c *campus) says(who botframework.Member, where, text string) (before int) {
	c.Helper()
	changes := []func(map[string]any){botframework.Set("text", text)}
	if where != chatOf(who) {
		us := map[string]any{"type": "mention", "text": "<at>Collab</at>", "mentioned": map[string]any{"id": "28:" + botframework.AppID, "name": "Collab"}}
		changes = []func(map[string]any){botframework.Set("text", "<at>Collab</at> "+text), botframework.Set("entities", []any{us})}
	}
	before, _ = c.does(who, where, changes...)
	return before
}

// sight is a card in front of somebody: said in a conversation, or in a dialog.
type sight struct {
	where, id string
	card      map[string]any
	puts      int
	at        int
}

func (s sight) holds(want string) bool { return strings.Contains(botframework.Reads(s.card), want) }

// told wants somebody to be told something after a change, where nobody else sees it.
func (c *campus) told(after int, who botframework.Member, want string) sight {
	c.Helper()
	return c.seen(after, who.Name+" is told "+want, func(s botframework.Said) bool {
		return s.To == who.ID || s.To == "" && s.Conversation == chatOf(who)
	}, want)
}

// announced wants something to be said in the channel, to everybody.
func (c *campus) announced(after int, want string) sight {
	c.Helper()
	return c.seen(after, "the channel is told "+want, func(s botframework.Said) bool {
		return s.To == "" && strings.HasPrefix(s.Conversation, sharedThere)
	}, want)
}

func (c *campus) seen(after int, what string, where func(botframework.Said) bool, want string) sight {
	c.Helper()
	late := time.After(patience)
	for {
		_, more := c.teams.Changes()
		if s, ok := c.teams.Last(after, func(s botframework.Said) bool { return where(s) && strings.Contains(botframework.Reads(s.Card), want) }); ok {
			return sight{s.Conversation, s.ID, s.Card, s.Puts, s.At}
		}
		select {
		case <-more:
		case <-late:
			c.Fatalf("never seen: %s. There is\n%s\n%s", what, standsIn(c.teams), c.log)
		}
	}
}

// standsIn is everything that stands anywhere in a Teams.
func standsIn(world *botframework.Connector) string {
	var b strings.Builder
	for _, where := range slices.Sorted(maps.Keys(world.Chats)) {
		for _, s := range world.Heard(where) {
			b.WriteString(s.Conversation + " →" + s.To + ": " + strings.ReplaceAll(botframework.Reads(s.Card), "\n", " | ") + "\n")
		}
	}
	return b.String()
}

// press presses a button of a card. What is answered at once is returned; the rest is told.
func (c *campus) press(who botframework.Member, s sight, title string) (before int, answer map[string]any) {
	c.Helper()
	return c.sends(who, s, title, nil)
}

func (c *campus) sends(who botframework.Member, s sight, title string, inputs map[string]string) (before int, answer map[string]any) {
	c.Helper()
	action := botframework.Button(s.card, title)
	if action == nil {
		c.Fatalf("there is no button %q in %s", title, botframework.Reads(s.card))
	}
	name, value := botframework.Pressed(action, inputs)
	changes := []func(map[string]any){botframework.Invoke(name, value)}
	if s.id != "" {
		changes = append(changes, botframework.Set("replyToId", s.id))
	}
	return c.does(who, s.where, changes...)
}

// presses presses a button, and wants to be told something.
func (c *campus) presses(who botframework.Member, s sight, title, want string) sight {
	c.Helper()
	before, _ := c.press(who, s, title)
	return c.told(before, who, want)
}

// sheet is an open dialog in front of a person.
type sheet struct {
	*campus
	who botframework.Member
	sight
	submit string // how it is sent: the invoke of a message extension is another
}

// opens presses a button, and wants a dialog of a title.
func (c *campus) opens(who botframework.Member, s sight, button, title string) sheet {
	c.Helper()
	_, answer := c.press(who, s, button)
	return c.opened(who, s.where, answer, title)
}

// opened is the dialog in an answer.
func (c *campus) opened(who botframework.Member, where string, answer map[string]any, title string) sheet {
	c.Helper()
	card, said := dialogIn(answer)
	if card == nil || !strings.Contains(said, title) {
		c.Fatalf("no dialog %q was opened, but %v", title, answer)
	}
	return sheet{c, who, sight{where: where, card: card}, "task/submit"}
}

// dialogIn is the card of a dialog in an answer, and its title.
func dialogIn(answer map[string]any) (card map[string]any, title string) {
	task, _ := answer["task"].(map[string]any)
	value, _ := task["value"].(map[string]any)
	attached, _ := value["card"].(map[string]any)
	card, _ = attached["content"].(map[string]any)
	title, _ = value["title"].(string)
	return card, title
}

// fill sends the dialog, with what stands in it and these values.
func (f sheet) fill(values map[string]string) (before int, answer map[string]any) {
	f.Helper()
	inputs := botframework.Inputs(f.card)
	for name, value := range values {
		id := slices.IndexFunc(slices.Sorted(maps.Keys(inputs)), func(id string) bool { return strings.TrimLeft(id, "fm") == "."+name })
		if id < 0 {
			f.Fatalf("there is no field %s in %v", name, inputs)
		}
		inputs[slices.Sorted(maps.Keys(inputs))[id]] = value
	}
	actions, _ := f.card["actions"].([]any)
	action, _ := actions[0].(map[string]any)
	title, _ := action["title"].(string)
	_, value := botframework.Pressed(botframework.Button(f.card, title), inputs)
	if f.submit != "task/submit" {
		value["commandId"], value["commandContext"] = teams.EvidenceCommand, "message"
	}
	return f.does(f.who, f.where, botframework.Invoke(f.submit, value))
}

// send sends the dialog, and wants to be told something: in it, or in their chat once it is closed.
func (f sheet) send(values map[string]string, want string) sight {
	f.Helper()
	before, answer := f.fill(values)
	if card, _ := dialogIn(answer); card != nil {
		s := sight{where: f.where, card: card}
		if !s.holds(want) {
			f.Fatalf("the dialog says\n%s", botframework.Reads(card))
		}
		return s
	}
	return f.told(before, f.who, want)
}

// refused sends the dialog, and wants something to be said in it; what was typed stands in it still.
func (f sheet) refused(values map[string]string, want string) sheet {
	f.Helper()
	_, answer := f.fill(values)
	card, _ := dialogIn(answer)
	again := sheet{f.campus, f.who, sight{where: f.where, card: card}, f.submit}
	typed := botframework.Inputs(card)
	for name, value := range values {
		if !again.holds(want) || typed["f."+name] != value {
			f.Fatalf("the dialog says\n%s\nand has %v", botframework.Reads(card), typed)
		}
	}
	return again
}
