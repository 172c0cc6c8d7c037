package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"collab/bot"
	"collab/bot/teams"
	"collab/relationship"
	"collab/trial/botframework"
)

// tenant is the Teams of a party, in which its lead has a chat with the bot, and a channel that others read. Everything that
// goes there, and back as an answer, is drawn.
type tenant struct {
	*drawing
	framework *botframework.Microsoft
	connector *botframework.Connector
	app       *teams.App
	token     string
	lead      botframework.Member
	done      int
	seen      int // of what was said there
}

const (
	leadsChat = "a:lead"
	dock      = "19:dock@thread.tacv2"
)

// tenantOf has the lead of a party begin to talk in Teams too.
func (d *drawing) tenantOf(lead somebody) *tenant {
	x := &tenant{drawing: d, framework: botframework.At(d.w.t, d.w.at), connector: botframework.NewConnector(d.w.t),
		lead: botframework.Member{ID: "29:lead", Object: "lead-of-" + lead.party, Tenant: botframework.OurTenant, Role: "user", Name: lead.name}}
	d.w.do(lead, &relationship.AddAccount{Account: bot.Account{Platform: teams.Platform, Home: x.lead.Tenant, User: x.lead.Object}.String()})
	x.framework.Carries(x.connector)
	x.connector.Chat(leadsChat, x.lead)
	x.connector.Chat(dock, x.lead, botframework.Member{ID: "29:other", Object: "other", Tenant: botframework.Partners, Role: "user"})
	cloud, most := teams.Public, bot.Limit{Rate: 1e6, Burst: 1e6}
	cloud.OpenIDURL, cloud.ServiceURL, cloud.ServiceHosts = x.framework.URL+"/openid", x.framework.URL+"/teams", []string{"127.0.0.1"}
	cloud.TokenURL = x.framework.URL + "/%s/oauth2/v2.0/token"
	app, err := teams.New(teams.Config{Answer: d.w.bot.Answer, Home: d.w.bot.Home, Welcome: d.w.bot.Welcome, Now: x.framework.Now, Cloud: cloud,
		Log: slog.New(slog.NewJSONHandler(&d.w.log, nil)), AppID: botframework.AppID, AppPassword: botframework.Secret, Tenant: botframework.OurTenant, AllowedTenants: []string{botframework.Partners},
		Limits: teams.Limits{Conversation: [2]bot.Limit{most, most}, Roster: [2]bot.Limit{most, most}, Tenant: most},
		Post: func(_ context.Context, _ string, p bot.Post) error {
			d.add("elsewhere", p.Place.String()+" "+shown(bot.Reply{Message: &p.Message}))
			return nil
		}})
	if err != nil {
		d.w.t.Fatal(err)
	}
	x.app, x.token = app, x.framework.Signed()
	x.brings(leadsChat, "arriving", botframework.Invoke("adaptiveCard/action", map[string]any{"action": map[string]any{"data": map[string]any{"collab": map[string]string{"w": "help"}}}}))
	return x
}

// byChance are the numbers of forms and views and codes, which nobody could guess, and what is made of them.
var byChance = regexp.MustCompile(`"[A-Z2-7]{26}"|/submitted/[0-9a-f]{32}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}`)

// brings has the lead do something, and draws all that comes of it: the answer, and what is said anywhere.
func (x *tenant) brings(where, what string, did func(map[string]any)) (answer string) {
	x.w.t.Helper()
	x.done++
	raw := x.framework.Activity(botframework.Done(x.lead, where, botframework.OurTenant, x.done), did)
	r := httptest.NewRequest(http.MethodPost, teams.MessagesPath, bytes.NewReader(raw))
	r.Header.Set("Authorization", "Bearer "+x.token)
	rec := httptest.NewRecorder()
	x.app.ServeHTTP(rec, r)
	x.app.Wait()
	all := fmt.Sprint(rec.Code, " ", rec.Body)
	for _, said := range x.connector.All[x.seen:] {
		line := encoded(said.Raw)
		if all += "\n" + said.Conversation + " to " + said.To + ": " + line; said.Conversation != leadsChat && strings.Contains(line, "hush") {
			x.w.t.Errorf("%s: where others read along stands %s", what, line)
		}
	}
	x.seen = len(x.connector.All)
	if where != leadsChat && strings.Contains(rec.Body.String(), "hush") {
		x.w.t.Errorf("%s: it shows what is internal where others read along: %s", what, rec.Body)
	}
	x.add("Teams: "+what+" in "+where, byChance.ReplaceAllString(all, "chance"))
	return all
}

// within are the data of all that can be pressed in something that was drawn, and of its forms what stands in them.
func within(drawn string) (pressed []string, filled []map[string]any) {
	var look func(v any, form map[string]any)
	look = func(v any, form map[string]any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				look(e, form)
			}
		case map[string]any:
			if id, ok := v["id"].(string); ok {
				form[id] = botframework.Typed(v)
			}
			data, _ := v["data"].(map[string]any)
			carried, _ := data["collab"].(map[string]any)
			switch {
			case carried["i"] != nil:
				form["collab"] = carried
			case carried != nil:
				pressed = append(pressed, encoded(data))
			}
			for _, name := range []string{"task", "value", "card", "content", "body", "items", "columns", "actions", "fallback", "attachments"} {
				look(v[name], form)
			}
		}
	}
	for line := range strings.Lines(drawn) {
		var v any
		form := map[string]any{}
		if i := strings.Index(line, "{"); i >= 0 && json.Unmarshal([]byte(line[i:]), &v) == nil {
			if look(v, form); form["collab"] != nil {
				filled = append(filled, form)
			}
		}
	}
	return pressed, filled
}

// everythingInTeams draws what the lead of a party is shown in Teams: what they say, the forms of what they say, sent as they
// are and with nothing in them, what can be pressed, our Home, and what is owed.
func (w *world) everythingInTeams(lead somebody) *drawing {
	d := &drawing{w: w}
	x := d.tenantOf(lead)
	for _, where := range []string{dock, leadsChat} { // there they may share
		seen := map[string]bool{}
		for i, words := range append(w.spoken(), "home") {
			if raced && i%12 != 0 {
				continue
			}
			said := x.brings(where, words, botframework.Set("text", words))
			x.opens(where, words)
			pressed, _ := within(said)
			for _, data := range pressed[:min(len(pressed), 2)] {
				if !seen[data] {
					seen[data] = true
					x.brings(where, "pressing "+data, botframework.Invoke("adaptiveCard/action", map[string]any{"action": map[string]any{"data": json.RawMessage(data)}}))
				}
			}
		}
	}
	x.unseen()
	x.owed(lead)
	return d
}

// opens asks for the form of some words, and sends it empty, which is refused, and filled in.
func (x *tenant) opens(where, words string) {
	fetched := x.brings(where, "opening "+words, botframework.Invoke("task/fetch", map[string]any{"data": map[string]any{"collab": map[string]any{"w": words, "f": 1}}}))
	_, forms := within(fetched)
	for _, form := range forms {
		x.brings(where, "sending nothing to "+words, botframework.Invoke("task/submit", map[string]any{"data": map[string]any{"collab": form["collab"]}}))
		x.brings(where, "filling in "+words, botframework.Invoke("task/submit", map[string]any{"data": form}))
	}
}

// unseen has Teams show nothing to one person alone: what is answered in the channel stands in the chat.
func (x *tenant) unseen() {
	x.connector.Fail(botframework.Fault{On: "POST /v3/conversations/" + dock, Status: http.StatusBadRequest, Word: "BadArgument", Times: 1})
	for _, words := range []string{"status", "objective d1", "todo"} {
		x.brings(dock, "unseen "+words, botframework.Set("text", words))
	}
}

// owed draws what is owed to the party, as Teams is sent it.
func (x *tenant) owed(lead somebody) {
	for _, of := range []string{"", lead.party} {
		var owed []relationship.Duty
		if _, err := x.w.store.Read(x.w.rel, of, func(v relationship.View) { owed = v.Duties(x.w.at) }); err != nil {
			x.w.t.Fatal(err)
		}
		for i, duty := range owed {
			n, ok, err := x.w.bot.Compose(x.w.rel, of, duty)
			if err != nil || !ok {
				continue
			}
			to := bot.Place{Platform: teams.Platform, Home: x.lead.Tenant, Channel: dock}
			if of != "" {
				to = bot.DirectTo(bot.Account{Platform: teams.Platform, Home: x.lead.Tenant, User: x.lead.Object})
			}
			ref, err := x.app.Send(context.Background(), to, fmt.Sprint("owed ", of, i), n.Message)
			if err == nil {
				err = x.app.Edit(context.Background(), to, ref, n.Message)
			}
			if err != nil {
				x.w.t.Errorf("%+v: %v", duty, err)
			}
			x.brings(leadsChat, fmt.Sprintf("being told %+v", duty), botframework.Set("text", "help"))
		}
	}
}

// What Teams is sent for a party's people, cards, dialogs, views, notifications and what buttons carry, stays the same when
// everything that other parties keep to themselves is deleted; where others read along, nothing in it is anybody's own.
func TestNonInterferenceDrawnInTeams(t *testing.T) {
	leadsSee(t, (*world).everythingInTeams, 1000)
}

// leadsSee draws what the lead of each party is shown in Teams, at least so much.
func leadsSee(t *testing.T, draw func(*world, somebody) *drawing, least int) {
	w := build(t, nil)
	w.close()
	for _, lead := range []somebody{kim, dana} {
		t.Run(lead.party, func(t *testing.T) {
			a := w.undisturbed(t, lead.party, func(w *world) *drawing { return draw(w, lead) })
			a.hushed(t, lead.party)
			if len(a.drawn) < fewer(least) {
				t.Errorf("only %d things were drawn", len(a.drawn))
			}
		})
	}
}
