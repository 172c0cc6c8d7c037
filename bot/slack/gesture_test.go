package slack

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

func (f *fake) newTrigger() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	id := fmt.Sprintf("%d.trigger", f.next)
	f.trigger[id] = true
	return id
}

// command is somebody typing /collab.
func (f *fake) command(user, channel, text string) (int, string) {
	f.t.Helper()
	return f.send(url.Values{
		"command": {"/collab"}, "text": {text}, "team_id": {acme}, "user_id": {user}, "user_name": {"kim"},
		"channel_id": {channel}, "trigger_id": {f.newTrigger()}, "response_url": {f.web.URL + "/hooks/1"},
	})
}

// press is somebody of a team pressing the button with these words.
func (f *fake) press(team, user, channel, words string) (int, string) {
	f.t.Helper()
	return f.payload(map[string]any{
		"type": "block_actions", "user": map[string]any{"id": user, "team_id": team},
		"team": map[string]any{"id": acme}, "trigger_id": f.newTrigger(), "response_url": f.web.URL + "/hooks/2",
		"channel": map[string]any{"id": channel}, "message": map[string]any{"ts": "1772452800.000001"},
		"actions": []any{map[string]any{"type": "button", "action_id": "say-1", "value": words}},
	})
}

// submit is somebody sending the form, with these values in its fields.
func (f *fake) submit(team, user string, view map[string]any, values map[string]any) (int, string) {
	f.t.Helper()
	return f.payload(submission(team, user, view, values))
}

func submission(team, user string, view map[string]any, values map[string]any) map[string]any {
	back := map[string]any{"state": map[string]any{"values": values}, "app_installed_team_id": acme}
	for _, name := range []string{"id", "callback_id", "private_metadata", "blocks"} {
		back[name] = view[name]
	}
	return map[string]any{
		"type": "view_submission", "user": map[string]any{"id": user, "team_id": team},
		"team": map[string]any{"id": team}, "view": back,
	}
}

func (f *fake) payload(p map[string]any) (int, string) {
	f.t.Helper()
	encoded, err := json.Marshal(p)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.send(url.Values{"payload": {string(encoded)}})
}

func (f *fake) event(envelope string) (int, string) {
	f.t.Helper()
	return f.do(signed(f.door.URL, "application/json", envelope, noon))
}

func (f *fake) send(form url.Values) (int, string) {
	f.t.Helper()
	return f.do(signed(f.door.URL, "application/x-www-form-urlencoded", form.Encode(), noon))
}

func (f *fake) do(req *http.Request) (int, string) {
	f.t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(body)
}

// signed is a request as Slack signs it at an instant.
func signed(address, kind, body string, at time.Time) *http.Request {
	req, err := http.NewRequest(http.MethodPost, address+"/slack/events", strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", sign(secret, stamp, []byte(body)))
	return req
}

func typedIn(text string) map[string]any {
	return map[string]any{fieldAction: map[string]any{"type": "plain_text_input", "value": text}}
}

func (f *fake) hook(w http.ResponseWriter, r *http.Request) {
	if planned := f.refuse["hook"]; len(planned) > 0 {
		f.refuse["hook"] = planned[1:]
		http.Error(w, planned[0], http.StatusNotFound)
		return
	}
	m := f.keep("response_url", arguments(r))
	f.said = append(f.said, m)
	io.WriteString(w, "ok")
}

func (f *fake) view() map[string]any {
	f.t.Helper()
	f.app.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.opened) == 0 {
		f.t.Fatal("no form was opened")
	}
	return f.opened[len(f.opened)-1]
}
