package teams

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
	"collab/trial/botframework"
)

// ledgerOfFaults is a log that is looked through.
type ledgerOfFaults struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (l *ledgerOfFaults) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.Write(p)
}

// take is what was logged since.
func (l *ledgerOfFaults) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.said.Reset()
	return l.said.String()
}

// FuzzWhatTeamsBrings brings whatever there may be, signed, as Teams would: with the fields that the token is about, and all
// others as they come. It is answered as the protocol wants; nothing breaks, and no words get into the log.
func FuzzWhatTeamsBrings(f *testing.F) {
	s := newScene(f, func(q bot.Request) bot.Reply {
		r := echo(q)
		if strings.Contains(q.Words, "new") && q.Values == nil {
			r = bot.Reply{Form: &bot.Form{Title: q.Words, Words: q.Words, Fields: []bot.Field{{Name: "title", Label: q.Name}}}}
		}
		return r
	})
	log := &ledgerOfFaults{}
	s.app.Log = slog.New(slog.NewTextHandler(log, nil))
	s.app.inbox.Log = s.app.Log
	s.app.connector.Limits = unhurried
	s.app.inbox.After = func(time.Duration, func()) {}
	s.app.Home, s.app.Welcome = welcoming, welcoming
	s.app.Channels = bot.Channels{Bound: func(bot.Place) bool { return false }}
	token := s.Signed()
	seeds := [][]byte{
		s.does(kim, kimsChat), s.does(ines, sharedTalk+";messageid="+root, set("text", "<at>collab</at> evidence")), s.does(lou, groupTalk),
		s.does(kim, kimsChat, invokeOf("adaptiveCard/action", pressed("status"))), s.does(kim, kimsChat, invokeOf("task/fetch", map[string]any{"data": forged("objective new", opens)})),
		s.does(kim, kimsChat, invokeOf("task/submit", map[string]any{"data": forged("objective new", fills)})), s.does(kim, sharedTalk, invokeOf("task/submit", map[string]any{"data": forged("status", says)})),
		s.does(kim, sharedTalk, invokeOf("composeExtension/fetchTask", map[string]any{"commandId": EvidenceCommand, "messagePayload": message()})),
		s.does(kim, sharedTalk, invokeOf("composeExtension/submitAction", map[string]any{"data": forged("evidence new", fills)})), s.does(kim, kimsChat, invokeOf("signin/verifyState", nil)),
		s.does(kim, kimsChat, set("type", "installationUpdate"), set("action", "add")), s.does(kim, sharedTalk, event("channelDeleted", sharedTalk)),
		s.does(kim, groupTalk, set("type", "conversationUpdate"), set("membersAdded", []any{map[string]any{"id": "28:" + appID}})), s.does(eve, sharedTalk), s.does(kim, kimsChat, set("type", "messageReaction")),
		[]byte(`{"type":"message","value":"x","from":7,"conversation":[],"text":{"a":1},"entities":{}}`), []byte(`{}`), []byte(`[]`), []byte(`nonsense`), nil,
	}
	for _, raw := range seeds {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		teams := botframework.NewConnector(t)
		for id, c := range s.teams.Chats {
			teams.Chat(id, c.Members...)
		}
		s.Carries(teams)
		s.app.connector.pass, s.asked = newPass(s.app.Config, client(nil)), nil
		r := httptest.NewRequest(http.MethodPost, MessagesPath, bytes.NewReader(s.addressed(raw)))
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		s.app.ServeHTTP(w, r)
		s.app.Wait()
		if !slices.Contains([]int{200, 400, 403, 413, 501}, w.Code) {
			t.Errorf("answered %d to %s", w.Code, raw)
		}
		if body, _ := io.ReadAll(w.Body); w.Code == http.StatusOK && len(body) > 0 && !json.Valid(body) {
			t.Errorf("answered %s", body)
		}
		if said := log.take(); strings.Contains(said, "a fault at") || strings.Contains(said, "You said") {
			t.Errorf("%s: the log says %s", raw, said)
		}
	})
}

// addressed is what may be an activity with what the token is about in it.
func (s *scene) addressed(raw []byte) []byte {
	var all map[string]any
	if json.Unmarshal(raw, &all) != nil || all == nil {
		return raw
	}
	all["channelId"], all["serviceUrl"] = "msteams", s.ServiceURL()
	if c, ok := all["conversation"].(map[string]any); ok {
		c["tenantId"] = ourTenant
	} else {
		all["channelData"] = map[string]any{"tenant": map[string]any{"id": ourTenant}}
	}
	out, err := json.Marshal(all)
	if err != nil {
		return raw
	}
	return out
}
