package acted

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/play"
	"collab/trial/botframework"
)

// InTeams is the world of plays in Teams: each organisation has a tenant, the first of them that in which the bot is
// registered, and hosts the channels that all of them share.
func InTeams(first string) play.World {
	tenant := func(party string) string {
		if party == first || party == "" {
			return botframework.OurTenant
		}
		return uuid(party)
	}
	return play.World{
		Account: func(p play.Person) bot.Account {
			home := tenant(p.Party)
			if p.Party == "" {
				home = uuid("nobody's")
			}
			return bot.Account{Platform: "teams", Home: home, User: uuid(p.ID)}
		},
		Place: func(c play.Channel) bot.Place {
			return bot.Place{Platform: "teams", Home: tenant(c.Party), Channel: "19:" + c.ID + "@thread.tacv2"}
		},
	}
}

func uuid(name string) string {
	h := fmt.Sprintf("%x", sha256.Sum256([]byte(name)))
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:32]
}

// App is an adapter, as far as a platform needs it.
type App interface {
	http.Handler
	Send(ctx context.Context, p bot.Place, key string, m bot.Message) (ref string, err error)
	Edit(ctx context.Context, p bot.Place, ref string, m bot.Message) error
	Wait()
}

// Teams is a Teams in which a play is acted. It stays what it is when the process begins anew.
type Teams struct {
	*botframework.Microsoft
	// Connector is where the app talks with it.
	Connector *botframework.Connector
	// App is opened whenever the process begins; Door is where Teams reaches it.
	App  App
	Door string

	t      testing.TB
	house  House
	people map[bot.Account]botframework.Member
	next   int

	mu      sync.Mutex
	screens map[bot.Account][]screen // cards and dialogs, the newest last
	dialogs map[bot.Account]*screen  // that are open
	again   map[bot.Account][]byte   // what they did last
	drawn   []Drawn
}

// screen is a card or a dialog that somebody sees.
type screen struct {
	conversation, id string // of the message, or where the dialog was opened
	shown            map[string]any
	dialog, command  bool // command: opened from the menu of a message
}

// NewTeams is a Teams with nobody in it.
func NewTeams(t testing.TB) *Teams {
	m := &Teams{Microsoft: botframework.New(t), Connector: botframework.NewConnector(t), t: t, people: map[bot.Account]botframework.Member{},
		screens: map[bot.Account][]screen{}, dialogs: map[bot.Account]*screen{}, again: map[bot.Account][]byte{}}
	m.Carries(m.Connector)
	m.Connector.Watch = m.heard
	return m
}

// Begin lets the people of a play in, when the process begins.
func (m *Teams) Begin(h House) {
	m.house = h
	var all []botframework.Member
	for _, p := range h.Script.Cast() {
		if a := p.Account(); a.Platform == "teams" {
			who := botframework.Member{ID: "29:" + p.ID, Object: a.User, Tenant: a.Home, Role: "user", Name: p.Name}
			m.people[a] = who
			all = append(all, who)
			m.Connector.Chat("a:"+who.ID, who)
		}
	}
	for _, c := range h.Script.Channels() {
		if c.Place().Platform == "teams" {
			m.Connector.Chat(c.Place().Channel, all...)
		}
	}
}

// Tenants are those of everybody in the play.
func (m *Teams) Tenants() (all []string) {
	for _, who := range m.people {
		all = append(all, who.Tenant)
	}
	return all
}

// heard notes what the app says.
func (m *Teams) heard(s botframework.Said) {
	m.mu.Lock()
	defer m.mu.Unlock()
	channel, _, _ := strings.Cut(s.Conversation, ";messageid=")
	d := Drawn{Place: m.house.place(channel), Text: s.Text}
	if s.Card != nil {
		d.Text = textIn(s.Card)
	}
	for a, who := range m.people {
		if "a:"+who.ID == channel {
			d.Place, d.To = bot.DirectTo(a).String(), a
		} else if who.ID == s.To {
			d.To = a
		}
	}
	m.drawn = append(m.drawn, d)
	for a := range m.people {
		if d.To == a || d.To == (bot.Account{}) {
			m.sees(a, screen{conversation: s.Conversation, id: s.ID, shown: s.Card})
		}
	}
}

// sees puts a screen before somebody; a message that was changed stands where it stood.
func (m *Teams) sees(who bot.Account, s screen) {
	all := m.screens[who]
	if i := slices.IndexFunc(all, func(old screen) bool { return s.id != "" && old.id == s.id }); i >= 0 {
		all = slices.Delete(all, i, i+1)
	}
	m.screens[who] = append(all, s)
}

// Shows counts the cards with these words that stand before somebody in a channel.
func (m *Teams) Shows(who bot.Account, channel, words string) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.screens[who] {
		if s.conversation == channel && strings.Contains(textIn(s.shown), words) {
			n++
		}
	}
	return n
}

// Drawn is what was drawn since it was asked last.
func (m *Teams) Drawn() (all []Drawn) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all, m.drawn = m.drawn, nil
	return all
}

// Form is the text of the dialog that lies open for somebody.
func (m *Teams) Form(who bot.Account) string {
	if d := m.dialogs[who]; d != nil {
		return textIn(d.shown)
	}
	return ""
}

// Talks is nothing that Teams tells the app of.
func (m *Teams) Talks(play.Said) error { return nil }

// Send says what nobody asked for.
func (m *Teams) Send(ctx context.Context, p bot.Place, key string, said bot.Message) (string, error) {
	m.ticks()
	defer m.App.Wait()
	return m.App.Send(ctx, p, key, said)
}

// Edit changes it.
func (m *Teams) Edit(ctx context.Context, p bot.Place, ref string, said bot.Message) error {
	m.ticks()
	defer m.App.Wait()
	return m.App.Edit(ctx, p, ref, said)
}

// ticks sets Microsoft's clock to that of the play.
func (m *Teams) ticks() { m.Pass(m.house.Now().Sub(m.Now())) }

// Does what somebody does: they type, press, fill in a dialog, or use the menu of a message.
func (m *Teams) Does(g play.Gesture) error {
	m.ticks()
	switch {
	case g.Again:
		_, err := m.brings(m.again[g.By])
		return err
	case g.Closed:
		m.dialogs[g.By] = nil
		return Otherwise("Teams tells nobody that a dialog was closed")
	case g.Form != nil:
		return m.fills(g)
	case g.Button.Words != "":
		return m.presses(g)
	case g.On != nil:
		return m.logs(g)
	}
	return m.types(g)
}

// conversation is where something is done, as Teams names it.
func (m *Teams) conversation(g play.Gesture) string {
	if g.Place.Kind == bot.Direct {
		return "a:" + m.people[g.By].ID
	}
	return g.Place.Channel
}

// types has somebody say something to the bot. The form that it leads to is opened by the button under the answer.
func (m *Teams) types(g play.Gesture) error {
	m.next++
	where, id := m.conversation(g), fmt.Sprint(m.house.Now().UnixMilli()+int64(m.next))
	changes := []func(map[string]any){func(a map[string]any) { a["text"] = html.EscapeString(g.Text) }}
	if g.Place.Kind != bot.Direct {
		where += ";messageid=" + id
		changes = append(changes, func(a map[string]any) { a["text"] = addressed(a, g) })
	}
	before := len(m.screens[g.By])
	if _, err := m.brings(m.act(g, where, append(changes, botframework.Set("id", id))...)); err != nil {
		return err
	}
	for _, s := range m.screens[g.By][min(before, len(m.screens[g.By])):] {
		if text := textIn(s.shown); strings.HasPrefix(text, "I need a few things for that.") {
			return m.press(g, s, first(s.shown, func(action map[string]any) bool { return action["data"] != nil }))
		}
	}
	return nil
}

// addressed is a text with the command or the mention by which Teams says that it is for the bot.
func addressed(a map[string]any, g play.Gesture) string {
	rest, command := strings.CutPrefix(g.Text, "/collab")
	if command {
		a["recipient"].(map[string]any)["isTargeted"] = true
		return html.EscapeString(strings.TrimSpace(rest))
	}
	_, rest, _ = strings.Cut(g.Text, " ")
	at := "<at>collab</at>"
	a["entities"] = []any{map[string]any{"type": "mention", "text": at, "mentioned": a["recipient"]}}
	return at + " " + html.EscapeString(rest)
}

// act is an activity of somebody.
func (m *Teams) act(g play.Gesture, where string, changes ...func(map[string]any)) []byte {
	m.next++
	who := m.people[g.By]
	tenant := g.Place.Home
	all := []func(map[string]any){botframework.Done(who, where, tenant, m.next), botframework.Set("localTimezone", g.Zone),
		botframework.Set("timestamp", m.house.Now().UTC().Format(time.RFC3339Nano))}
	raw := m.Activity(append(all, changes...)...)
	m.again[g.By] = raw
	return raw
}

// brings posts an activity, and waits until all that came of it is done.
func (m *Teams) brings(raw []byte) (map[string]any, error) {
	status, body := m.Brings(m.t, m.Door, raw)
	m.App.Wait()
	if status != http.StatusOK {
		return nil, fmt.Errorf("Teams is answered %d to %s", status, raw)
	}
	var said map[string]any
	if len(body) == 0 {
		return nil, nil
	}
	return said, json.Unmarshal(body, &said)
}
