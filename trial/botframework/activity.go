package botframework

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// ServiceURL is where answers to what it brings go.
func (m *Microsoft) ServiceURL() string { return m.URL + "/teams/" }

// Activity is somebody's message in their chat with us, or with something changed in it.
func (m *Microsoft) Activity(changes ...func(map[string]any)) []byte {
	a := map[string]any{
		"type": "message", "id": "1772452800000", "timestamp": "2026-03-02T12:00:00.000Z", "channelId": "msteams",
		"serviceUrl": m.ServiceURL(), "text": "status", "textFormat": "plain",
		"from":         map[string]any{"id": "29:kim", "name": "Kim", "aadObjectId": "0B000000-0000-4000-8000-000000000001"},
		"recipient":    map[string]any{"id": "28:" + AppID, "name": "collab"},
		"conversation": map[string]any{"id": "a:kim-and-collab", "conversationType": "personal", "tenantId": OurTenant},
		"channelData":  map[string]any{"tenant": map[string]any{"id": OurTenant}},
	}
	for _, change := range changes {
		change(a)
	}
	raw, err := json.Marshal(a)
	if err != nil {
		panic(err)
	}
	return raw
}

// Set changes one field of an activity; nil takes it away.
func Set(field string, value any) func(map[string]any) {
	return func(a map[string]any) {
		if a[field] = value; value == nil {
			delete(a, field)
		}
	}
}

// Done has somebody do it in a conversation of a tenant, as the n-th thing that is done at all. What kind of conversation it
// is the id says: "a:…" is a personal chat, "…@thread.v2" one of a group, and others are channels.
func Done(who Member, where, tenant string, n int) func(map[string]any) {
	channel, _, _ := strings.Cut(where, ";messageid=")
	kind := "channel"
	switch {
	case strings.HasPrefix(where, "a:"):
		kind = "personal"
	case strings.HasSuffix(channel, "@thread.v2"):
		kind = "groupChat"
	}
	return func(a map[string]any) {
		a["id"] = strconv.Itoa(1_772_452_800_000 + n)
		a["from"] = map[string]any{"id": who.ID, "name": who.Name, "aadObjectId": who.Object}
		a["conversation"] = map[string]any{"id": where, "conversationType": kind, "tenantId": tenant, "isGroup": kind != "personal"}
		a["channelData"] = map[string]any{"tenant": map[string]any{"id": tenant}}
	}
}

// Invoke makes it an invoke of a name, with a value.
func Invoke(name string, value any) func(map[string]any) {
	return func(a map[string]any) {
		a["type"], a["name"], a["value"] = "invoke", name, value
		delete(a, "text")
	}
}

// Brings posts an activity, signed, and returns the answer.
func (m *Microsoft) Brings(t testing.TB, address string, raw []byte) (status int, body []byte) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+m.Signed())
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, body
}
