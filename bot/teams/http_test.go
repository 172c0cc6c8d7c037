package teams

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"collab/bot"
)

// gate is the app as far as what comes in gets before it is answered.
type gate struct {
	*microsoft
	*App
	token string // signing takes a while
	took  []activity
	log   bytes.Buffer
	says  answer
	err   error
}

func newGate(t testing.TB) *gate {
	g := &gate{microsoft: newMicrosoft(t)}
	c := g.config()
	c.Log = slog.New(slog.NewTextHandler(&g.log, nil))
	g.App = &App{Config: c, judge: g.microsoft.judge(c)}
	g.App.framework = &framework{connector: newConnector(c, http.DefaultClient), take: func(_ context.Context, act activity, _ []byte) (answer, error) {
		g.took = append(g.took, act)
		return g.says, g.err
	}}
	return g
}

// post is what Teams hears when it posts something.
func (g *gate) post(raw []byte, faults ...func(*papers)) *httptest.ResponseRecorder {
	if g.token == "" || len(faults) > 0 {
		g.token = g.Signed(faults...)
	}
	r := httptest.NewRequest(http.MethodPost, MessagesPath, bytes.NewReader(raw))
	r.Header.Set("Authorization", "Bearer "+g.token)
	return g.serve(r)
}

func (g *gate) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	g.App.ServeHTTP(w, r)
	return w
}

func TestStatuses(t *testing.T) {
	deep := func(n int) string { return strings.Repeat(`[`, n) + strings.Repeat(`]`, n) }
	padded := func(g *gate, size int) []byte {
		raw := g.Activity()
		return append(raw, bytes.Repeat([]byte(" "), size-len(raw))...)
	}
	for _, c := range []struct {
		name   string
		raw    func(g *gate) []byte
		fault  func(*papers)
		status int
		taken  bool
	}{
		{"a message", func(g *gate) []byte { return g.Activity() }, nil, 200, true},
		{"an unknown type", func(g *gate) []byte { return g.Activity(set("type", "agentLifecycle")) }, nil, 200, true},
		{"a mebibyte", func(g *gate) []byte { return padded(g, maxBody) }, nil, 200, true},
		{"a mebibyte and a byte", func(g *gate) []byte { return padded(g, maxBody+1) }, nil, 413, false},
		{"a mebibyte and a byte, forged", func(g *gate) []byte { return padded(g, maxBody+1) }, with("aud", "x"), 401, false},
		{"nothing", func(*gate) []byte { return nil }, nil, 400, false},
		{"no JSON", func(*gate) []byte { return []byte("<html>") }, nil, 400, false},
		{"half an activity", func(g *gate) []byte { return g.Activity()[:100] }, nil, 400, false},
		{"two activities", func(g *gate) []byte { return append(g.Activity(), g.Activity()...) }, nil, 400, false},
		{"a list", func(g *gate) []byte { return []byte("[" + string(g.Activity()) + "]") }, nil, 400, false},
		{"null", func(*gate) []byte { return []byte("null") }, nil, 400, false},
		{"no type", func(g *gate) []byte { return g.Activity(set("type", nil)) }, nil, 400, false},
		{"a type that is an object", func(g *gate) []byte { return g.Activity(set("type", map[string]any{})) }, nil, 400, false},
		{"an id that never ends", func(g *gate) []byte { return g.Activity(set("id", strings.Repeat("1", longestID+1))) }, nil, 400, false},
		{"an id of two lines", func(g *gate) []byte { return g.Activity(set("id", "1\n2")) }, nil, 400, false},
		{"deep JSON", func(g *gate) []byte { return g.Activity(set("value", rawJSON(deep(5000)))) }, nil, 200, true},
		{"deeper JSON", func(*gate) []byte { return []byte(`{"type":"message","value":` + deep(500_000) + `}`) }, nil, 400, false},
		{"another service URL", func(g *gate) []byte { return g.Activity(set("serviceUrl", "https://evil.example")) }, nil, 403, false},
		{"another tenant", func(g *gate) []byte {
			return g.Activity(set("conversation", map[string]any{"id": "a:1", "tenantId": strangers}), set("channelData", nil))
		}, nil, 403, false},
		{"forged", func(g *gate) []byte { return g.Activity() }, with("iss", "x"), 401, false},
		{"forged, and no JSON", func(*gate) []byte { return []byte("<") }, with("exp", nil), 401, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGate(t)
			if c.fault == nil {
				c.fault = func(*papers) {}
			}
			if got := g.post(c.raw(g), c.fault); got.Code != c.status || (len(g.took) == 1) != c.taken {
				t.Errorf("%d, taken %d times; want %d, taken %v", got.Code, len(g.took), c.status, c.taken)
			}
			if strings.Contains(g.log.String(), "eyJ") || strings.Contains(g.log.String(), "html") {
				t.Errorf("the log knows what was sent:\n%s", g.log.String())
			}
		})
	}
}

// TestOddValues has kinds of values that the library refuses and Teams sends, or might: each is taken, by us alone.
func TestOddValues(t *testing.T) {
	g := newGate(t)
	for _, field := range []string{"value", "channelData", "timestamp", "localTimestamp", "entities", "attachments", "text", "id", "replyToId",
		"from", "recipient", "membersAdded", "membersRemoved", "reactionsAdded", "suggestedActions", "name", "locale", "relatesTo", "importance"} {
		for _, value := range []string{`"word"`, `""`, `17`, `1e99999`, `true`, `null`, `[]`, `[1,"two",{"id":3},null,[]]`, `{}`, `{"id":{"id":[]},"type":7,"text":[]}`} {
			for _, typ := range []string{messageType, updateType, invokeType, "installationUpdate", "x"} {
				g.took = nil
				raw := g.Activity(set("type", typ), set(field, rawJSON(value)))
				if got := g.post(raw); got.Code != http.StatusOK || len(g.took) != 1 {
					t.Errorf("%s: %s in %s: %d, taken %d times", typ, value, field, got.Code, len(g.took))
				}
			}
		}
	}
	for _, at := range []string{"2026-03-02T12:00:00", "2026-03-02T12:00:00.1234567", "", "yesterday", "0001-01-01T00:00:00"} {
		g.took = nil
		if got := g.post(g.Activity(set("timestamp", at), set("localTimestamp", at))); got.Code != http.StatusOK || len(g.took) != 1 {
			t.Errorf("at %q: %d, taken %d times", at, got.Code, len(g.took))
		}
	}
}

func TestOtherRequests(t *testing.T) {
	g := newGate(t)
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodHead, http.MethodDelete, http.MethodOptions} {
		r := httptest.NewRequest(method, MessagesPath, bytes.NewReader(g.Activity()))
		r.Header.Set("Authorization", "Bearer "+g.Signed())
		if got := g.serve(r); got.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, got.Code)
		}
	}
	if got := g.serve(httptest.NewRequest(http.MethodPost, MessagesPath, bytes.NewReader(g.Activity()))); got.Code != http.StatusUnauthorized || got.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("without a token: %d", got.Code)
	}
	torn := httptest.NewRequest(http.MethodPost, MessagesPath, tornBody{})
	torn.Header.Set("Authorization", "Bearer "+g.Signed())
	if got := g.serve(torn); got.Code != http.StatusBadRequest {
		t.Errorf("a body that breaks off: %d", got.Code)
	}
	if len(g.took) > 0 {
		t.Error("something was taken")
	}
}

type tornBody struct{}

func (tornBody) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

// TestReceipts says what goes back for each end that taking an activity can come to.
func TestReceipts(t *testing.T) {
	for _, c := range []struct {
		name   string
		says   answer
		err    error
		status int
		body   string
	}{
		{"nothing to say", answer{}, nil, 200, ""},
		{"an answer", answer{body: map[string]any{"a": "<b>"}}, nil, 200, `{"a":"<b>"}`},
		{"an answer with a status", answer{status: 501}, nil, 501, ""},
		{"what is not understood", answer{}, errors.New("what is this"), 200, ""},
		{"what could not be kept", answer{}, fmt.Errorf("full: %w", bot.ErrNotKept), 503, "Service Unavailable\n"},
		{"what cannot be written", answer{body: func() {}}, nil, 200, ""},
	} {
		for _, typ := range []string{messageType, updateType, invokeType} {
			t.Run(c.name+", "+typ, func(t *testing.T) {
				g := newGate(t)
				g.says, g.err = c.says, c.err
				if got := g.post(g.Activity(set("type", typ))); got.Code != c.status || got.Body.String() != c.body {
					t.Errorf("%d %q, want %d %q", got.Code, got.Body, c.status, c.body)
				}
			})
		}
	}
}

// TestAFaultEndsNothing has taking an activity panic, in the library's hands and past it.
func TestAFaultEndsNothing(t *testing.T) {
	for _, typ := range []string{messageType, invokeType} {
		g := newGate(t)
		g.App.framework.take = func(context.Context, activity, []byte) (answer, error) { panic("dana's secret") }
		if got := g.post(g.Activity(set("type", typ))); got.Code != http.StatusOK {
			t.Errorf("%s: %d", typ, got.Code)
		}
		if log := g.log.String(); strings.Contains(log, "secret") || !strings.Contains(log, "fault") {
			t.Errorf("%s: the log says %s", typ, log)
		}
	}
}

// TestWithoutKeysItIsBroughtAgain has Microsoft's keys be away from the start.
func TestWithoutKeysItIsBroughtAgain(t *testing.T) {
	g := newGate(t)
	g.Breaks(badGateway)
	if got := g.post(g.Activity()); got.Code != http.StatusServiceUnavailable {
		t.Error(got.Code)
	}
	g.Breaks(nil)
	g.Pass(firstKeysFloor)
	if got := g.post(g.Activity()); got.Code != http.StatusOK || len(g.took) != 1 {
		t.Error(got.Code)
	}
}
