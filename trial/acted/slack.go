package acted

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"collab/bot"
	"collab/bot/play"
)

// Of the Slack in which plays are acted: its one workspace, our bot user in it, and what Slack signs with.
const (
	slackTeam   = "T0ACME"
	slackBot    = "U0BOT"
	SlackSecret = "8f742231b10e8888abcd99yyyzzz85a5"
)

// InSlack is the world of plays in Slack: everybody is in one workspace.
func InSlack() play.World {
	id := func(word string) string { return strings.ToUpper(strings.NewReplacer("-", "", "_", "").Replace(word)) }
	return play.World{
		Account: func(p play.Person) bot.Account {
			return bot.Account{Platform: "slack", Home: slackTeam, User: "U0" + id(p.ID)}
		},
		Place: func(c play.Channel) bot.Place {
			return bot.Place{Platform: "slack", Home: slackTeam, Channel: "C0" + id(c.ID)}
		},
	}
}

// Slack is a Slack in which a play is acted. It stays what it is when the process begins anew.
type Slack struct {
	// Web is where the app finds Slack; its Web API is at /api/.
	Web *httptest.Server
	// App is opened whenever the process begins; Door is where Slack posts what people do.
	App  App
	Door string

	t      testing.TB
	house  House
	people map[bot.Account]play.Person

	mu      sync.Mutex
	next    int
	screens map[bot.Account][]slackScreen // the newest last
	modals  map[bot.Account]map[string]any
	wrong   map[bot.Account]string // what is said to be wrong with what was typed
	trigger map[string]bot.Account // who may be shown a modal
	last    map[bot.Account]posted
	drawn   []Drawn
}

// slackScreen is something that somebody sees: a message of a conversation, or a modal that has no channel.
type slackScreen struct {
	channel, ts string
	shown       any
}

// posted is a request of Slack's.
type posted struct{ kind, body string }

// NewSlack is a Slack with nobody in it.
func NewSlack(t testing.TB) *Slack {
	s := &Slack{t: t, people: map[bot.Account]play.Person{}, screens: map[bot.Account][]slackScreen{}, modals: map[bot.Account]map[string]any{},
		wrong: map[bot.Account]string{}, trigger: map[string]bot.Account{}, last: map[bot.Account]posted{}}
	s.Web = httptest.NewServer(s)
	t.Cleanup(s.Web.Close)
	return s
}

// Begin lets the people of a play in, when the process begins.
func (s *Slack) Begin(h House) {
	s.house = h
	for _, p := range h.Script.Cast() {
		if p.Account().Platform == "slack" {
			s.people[p.Account()] = p
		}
	}
}

// Drawn is what was drawn since it was asked last.
func (s *Slack) Drawn() (all []Drawn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, s.drawn = s.drawn, nil
	return all
}

// Form is the text of the modal that lies open for somebody, and of what is said to be wrong in it.
func (s *Slack) Form(who bot.Account) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return textIn(s.modals[who]) + s.wrong[who]
}

// Talks is nothing that Slack tells the app of.
func (s *Slack) Talks(play.Said) error { return nil }

// Send says what nobody asked for.
func (s *Slack) Send(ctx context.Context, p bot.Place, key string, m bot.Message) (string, error) {
	defer s.App.Wait()
	return s.App.Send(ctx, p, key, m)
}

// Edit changes it.
func (s *Slack) Edit(ctx context.Context, p bot.Place, ref string, m bot.Message) error {
	defer s.App.Wait()
	return s.App.Edit(ctx, p, ref, m)
}

// with is the direct message of the bot with somebody.
func with(user string) string { return "D" + strings.TrimPrefix(user, "U") }

// ServeHTTP is Slack's Web API, and where answers to what people did go.
func (s *Slack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	args := map[string]any{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		json.NewDecoder(r.Body).Decode(&args)
	} else {
		r.ParseForm()
		for name := range r.Form {
			args[name] = r.Form.Get(name)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if to, hook := strings.CutPrefix(r.URL.Path, "/hooks/"); hook {
		user, channel, _ := strings.Cut(to, "/")
		s.says(channel, user, "", args)
		io.WriteString(w, "ok")
		return
	}
	answer := s.answer(strings.TrimPrefix(r.URL.Path, "/api/"), args)
	answer["ok"] = answer["error"] == nil
	json.NewEncoder(w).Encode(answer)
}

func (s *Slack) answer(method string, args map[string]any) map[string]any {
	text := func(name string) string { v, _ := args[name].(string); return v }
	switch method {
	case "auth.test":
		return map[string]any{"team_id": slackTeam, "user_id": slackBot}
	case "conversations.open":
		return map[string]any{"channel": map[string]any{"id": with(text("users"))}}
	case "users.info":
		who := s.people[s.account(text("user"))]
		return map[string]any{"user": map[string]any{"id": text("user"), "team_id": slackTeam, "name": who.ID, "tz": who.Zone.String(),
			"profile": map[string]any{"real_name": who.Name}}}
	case "views.open", "views.update":
		return s.opens(text("trigger_id"), text("view_id"), args["view"])
	case "chat.postMessage":
		return s.says(text("channel"), "", "", args)
	case "chat.postEphemeral":
		return s.says(text("channel"), text("user"), "", args)
	case "chat.update":
		return s.says(text("channel"), "", text("ts"), args)
	}
	return map[string]any{"error": "not_allowed_token_type"}
}

func (s *Slack) account(user string) bot.Account {
	return bot.Account{Platform: "slack", Home: slackTeam, User: user}
}

// says shows a message: to one person, or to all in the conversation. One with the time of an earlier one takes its place.
func (s *Slack) says(channel, to, ts string, args map[string]any) map[string]any {
	if strings.HasPrefix(channel, "U") {
		channel = with(channel)
	}
	s.next++
	if ts == "" {
		ts = fmt.Sprintf("%d.%06d", s.house.Now().Unix(), s.next)
	}
	d := Drawn{Place: s.house.place(channel), Text: textIn(args["blocks"])}
	if args["blocks"] == nil {
		d.Text, _ = args["text"].(string)
	}
	for a := range s.people {
		if with(a.User) == channel {
			d.Place, d.To = bot.DirectTo(a).String(), a
		} else if a.User == to {
			d.To = a
		}
	}
	if args["delete_original"] != true {
		s.drawn = append(s.drawn, d)
	}
	for a := range s.people {
		if d.To == a || d.To == (bot.Account{}) {
			s.screens[a] = append(slices.DeleteFunc(s.screens[a], func(old slackScreen) bool { return old.ts == ts }), slackScreen{channel, ts, args["blocks"]})
		}
	}
	return map[string]any{"channel": channel, "ts": ts, "message_ts": ts}
}

// opens shows a modal, or another in the place of one that is open.
func (s *Slack) opens(trigger, id string, view any) map[string]any {
	v, _ := view.(map[string]any)
	who, ok := s.trigger[trigger]
	delete(s.trigger, trigger)
	for a, open := range s.modals {
		if id != "" && open["id"] == id {
			who, ok = a, true
		}
	}
	if !ok {
		return map[string]any{"error": "expired_trigger_id"}
	}
	s.shows(who, v)
	return map[string]any{"view": map[string]any{"id": v["id"], "blocks": []any{}}}
}

// shows puts a modal before somebody.
func (s *Slack) shows(who bot.Account, v map[string]any) {
	s.next++
	v["id"], v["hash"] = fmt.Sprint("V", s.next), fmt.Sprint("h", s.next)
	s.modals[who], s.wrong[who] = v, ""
	s.screens[who] = append(s.screens[who], slackScreen{shown: v})
	if v["callback_id"] != "collab" {
		s.drawn = append(s.drawn, Drawn{To: who, Text: textIn(v)})
	}
}

// Shows counts the messages with these words that stand before somebody in a channel.
func (s *Slack) Shows(who bot.Account, channel, words string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.screens[who] {
		if one.channel == channel && strings.Contains(textIn(one.shown), words) {
			n++
		}
	}
	return n
}

// brings posts a request of Slack's, and waits until all that came of it is done.
func (s *Slack) brings(who bot.Account, p posted) ([]byte, error) {
	s.last[who] = p
	req, err := http.NewRequest(http.MethodPost, s.Door, strings.NewReader(p.body))
	if err != nil {
		return nil, err
	}
	stamp := fmt.Sprint(s.house.Now().Unix())
	mac := hmac.New(sha256.New, []byte(SlackSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, p.body)
	req.Header.Set("Content-Type", p.kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	s.App.Wait()
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("Slack is answered %d to %s", res.StatusCode, p.body)
	}
	return body, err
}

// triggers is what lets the app show somebody a modal once.
func (s *Slack) triggers(who bot.Account) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	id := fmt.Sprintf("%d.trigger", s.next)
	s.trigger[id] = who
	return id
}

// hook is where answers to what somebody did in a conversation may be sent.
func (s *Slack) hook(who bot.Account, channel string) string {
	return s.Web.URL + "/hooks/" + url.PathEscape(who.User) + "/" + channel
}
