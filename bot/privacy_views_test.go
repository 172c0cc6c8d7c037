package bot_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"collab/bot"
	"collab/bot/teams"
	"collab/relationship"
	"collab/trial/botframework"
)

// behindCards draws what the lead of a party is shown by cards that others see too: our Home, and answers where nobody can be
// written to alone.
func (w *world) behindCards(lead somebody) *drawing {
	d := &drawing{w: w}
	x := d.tenantOf(lead)
	x.looks()
	x.abroad(lead)
	return d
}

// What cards show to one person stays the same when everything that other parties keep to themselves is deleted; and what
// everybody sees of such a card says nothing of what is behind it.
func TestNonInterferenceOfViewsInTeams(t *testing.T) {
	leadsSee(t, (*world).behindCards, 300)
}

// asking is the invoke of a client that shows a card, and asks for what stands behind it.
func asking(refresh any) func(map[string]any) {
	action, _ := refresh.(map[string]any)
	return botframework.Invoke("adaptiveCard/action", map[string]any{"action": action["action"], "trigger": "automatic"})
}

// refreshing is a card that was said after so many things, and that asks for another view; nil when there is none.
func (x *tenant) refreshing(after int) (found *botframework.Said) {
	for _, said := range x.connector.All[after:] {
		if said.Card["refresh"] != nil {
			found = said
		}
	}
	return found
}

// looks has the lead look at our Home again, which their client asks for by itself, in their chat and where it is not to be
// shown.
func (x *tenant) looks() {
	x.brings(leadsChat, "their own", botframework.Set("text", "objective d1"))
	before := len(x.connector.All)
	x.brings(leadsChat, "Home", botframework.Set("text", "home"))
	home := x.refreshing(before)
	if home == nil {
		x.w.t.Fatal("our Home asks for nothing")
	}
	x.brings(leadsChat, "Home again", asking(home.Card["refresh"]))
	if shown := x.brings(dock, "Home elsewhere", asking(home.Card["refresh"])); !strings.Contains(shown, "was for somebody else") {
		x.w.t.Errorf("our Home is shown in a channel: %s", shown)
	}
}

// abroad has the lead come into the channel from another tenant, where nobody can be written to alone: what they are answered
// stands behind a card that says nothing, and is shown to their client and to no other.
func (x *tenant) abroad(lead somebody) {
	at, other := x.lead, botframework.Member{ID: "29:other", Object: "other", Tenant: botframework.Partners, Role: "user"}
	away := botframework.Member{ID: "29:away", Object: "abroad-of-" + lead.party, Tenant: botframework.Partners, Role: "user", Name: lead.name}
	x.w.do(lead, &relationship.AddAccount{Account: bot.Account{Platform: teams.Platform, Home: away.Tenant, User: away.Object}.String()})
	x.connector.Chat(dock, at, other, away)
	x.connector.Fail(botframework.Fault{On: "POST /v3/conversations/" + dock, Status: http.StatusBadRequest, Word: "BadArgument", Times: 1})
	x.lead = away
	x.brings(dock, "arriving from abroad", botframework.Invoke("adaptiveCard/action", map[string]any{"action": map[string]any{"data": map[string]any{"collab": map[string]string{"w": "help"}}}}))
	base := ""
	for i, words := range x.w.spoken() {
		if raced && i%12 != 0 {
			continue
		}
		before := len(x.connector.All)
		x.lead = away
		x.brings(dock, "from abroad "+words, botframework.Set("text", words))
		said := x.refreshing(before)
		if said == nil {
			continue // there was nothing to answer
		}
		base = x.veiled(said, base)
		x.brings(dock, "from abroad looking at "+words, asking(said.Card["refresh"]))
		x.lead = other
		if shown := x.brings(dock, "somebody else looking at "+words, asking(said.Card["refresh"])); !strings.Contains(shown, "was for somebody else") {
			x.w.t.Errorf("%s is shown to somebody else: %s", words, shown)
		}
	}
	if x.lead = at; base == "" {
		x.w.t.Error("nothing was behind a card")
	}
}

// veiled says that a card which everybody sees is the same whatever stands behind it, but for whom it asks and its number.
func (x *tenant) veiled(said *botframework.Said, base string) string {
	x.w.t.Helper()
	refresh, _ := said.Card["refresh"].(map[string]any)
	if to, _ := refresh["userIds"].([]any); !slices.Equal(to, []any{x.lead.ID}) || said.To != "" {
		x.w.t.Errorf("it asks for %v, and is for %q", to, said.To)
	}
	card := byChance.ReplaceAllString(encoded(said.Raw["attachments"]), "chance")
	if base != "" && card != base {
		x.w.t.Errorf("everybody sees %s\nand %s", base, card)
	}
	var again any
	if err := json.Unmarshal([]byte(encoded(said.Card["body"])), &again); err != nil || len(botframework.Elements(again)) != 1 {
		x.w.t.Errorf("more than one line stands there: %v", again)
	}
	return card
}
