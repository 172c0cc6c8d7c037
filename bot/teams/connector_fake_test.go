package teams

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	fakeSecret = "hush~secret"
)

// fakeCloud is where fakeConnector is: an address that only its own transport leads to, on this machine.
var fakeCloud = Cloud{
	OpenIDURL: "http://127.0.0.1/openid", Issuer: "https://api.botframework.com", TokenURL: "http://127.0.0.1/%s/oauth2/v2.0/token",
	Scope: "https://api.botframework.com/.default", ServiceURL: "http://127.0.0.1/teams", ServiceHosts: []string{"127.0.0.1", "smba.trafficmanager.net"},
}

// fakeConnector is a small Teams behind its Connector: a token endpoint, conversations with their rosters, and what was
// said in them. It is an [http.RoundTripper] that needs no network, so that its clock may be a test's, and a handler for a
// server.
type fakeConnector struct {
	t      testing.TB
	mu     sync.Mutex
	chats  map[string]*fakeChat // by the id of the conversation, without its thread
	said   []*fakeSaid          // in order, with what was deleted since
	calls  []string             // "POST /v3/conversations/…", "token", in order
	faults []fakeFault
	tokens map[string]bool // those that still serve
	lasts  int             // how long a token does, in seconds
	paging int             // how many members a page has at most
	next   int
}

// fakeChat is one conversation. Refuses is the word that everything said in it is refused with.
type fakeChat struct {
	Refuses string
	Members []fakeMember
}

// fakeMember is somebody in a roster, in Connector's names.
type fakeMember struct {
	ID     string `json:"id"`
	Object string `json:"aadObjectId,omitempty"`
	Tenant string `json:"tenantId,omitempty"`
	Role   string `json:"userRole,omitempty"`
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`
}

// fakeSaid is one message. To is the only person who sees it, if it is for one; Card the content of its card.
type fakeSaid struct {
	Conversation, ID, To, ReplyTo, Text, Summary string
	Card                                         map[string]any
	Raw                                          map[string]any // as it came last
	Puts                                         int
	Deleted                                      bool
}

// fakeFault is what goes wrong with the next calls that begin with On ("POST /v3/conversations/19:…", "token"); any when
// empty.
type fakeFault struct {
	On          string
	Times       int    // once when 0
	Status      int    // what is answered instead, without doing it
	Word, After string // of the answer, and its Retry-After
	Body        string // the whole answer
	Unreachable bool   // the call does not arrive
	Dropped     bool   // it is done, and no answer comes
	Meanwhile   func() // what else happens
}

func newFakeConnector(t testing.TB) *fakeConnector {
	return &fakeConnector{t: t, chats: map[string]*fakeChat{}, tokens: map[string]bool{}, lasts: 3600, paging: 500}
}

// config is what an adapter needs to talk with this Teams.
func (f *fakeConnector) config() Config {
	return Config{AppID: appID, AppPassword: fakeSecret, Tenant: ourTenant, Cloud: fakeCloud, Transport: f}
}

// connector is a connector to this Teams.
func (f *fakeConnector) connector() *connector {
	return newConnector(f.config(), client(f))
}

// chat makes a conversation.
func (f *fakeConnector) chat(id string, members ...fakeMember) reference {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.chats[id] = &fakeChat{Members: members}
	return reference{serviceURL: fakeCloud.ServiceURL, conversation: id, tenant: ourTenant}
}

func (f *fakeConnector) fail(faults ...fakeFault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, faults...)
}

// expire takes the tokens back that were given so far.
func (f *fakeConnector) expire() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.tokens)
}

// called counts the calls that begin so.
func (f *fakeConnector) called(prefix string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}

// heard is what was said in a conversation and its threads, and is there still.
func (f *fakeConnector) heard(conversation string) (all []fakeSaid) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.said {
		if channel, _, _ := strings.Cut(s.Conversation, ";messageid="); !s.Deleted && channel == conversation {
			all = append(all, *s)
		}
	}
	return all
}

// remove deletes a message as people do.
func (f *fakeConnector) remove(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.said {
		s.Deleted = s.Deleted || s.ID == id
	}
}

// RoundTrip answers without a network, as one would.
func (f *fakeConnector) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	name := callName(r)
	bad := f.faulty(name)
	if bad.Unreachable {
		return nil, fmt.Errorf("dial tcp: connection refused")
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	w := httptest.NewRecorder()
	f.answer(w, r, name, bad)
	if bad.Dropped {
		return nil, io.ErrUnexpectedEOF
	}
	return w.Result(), nil
}

// ServeHTTP is the same as a server's handler.
func (f *fakeConnector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := callName(r)
	bad := f.faulty(name)
	if bad.Dropped {
		f.answer(httptest.NewRecorder(), r, name, bad)
		panic(http.ErrAbortHandler)
	}
	f.answer(w, r, name, bad)
}

func callName(r *http.Request) string {
	if strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/token") {
		return "token " + r.URL.Path
	}
	path, _ := url.PathUnescape(strings.TrimPrefix(r.URL.EscapedPath(), "/teams"))
	return r.Method + " " + path
}

// faulty notes a call and says what goes wrong with it.
func (f *fakeConnector) faulty(name string) fakeFault {
	f.mu.Lock()
	f.calls = append(f.calls, name)
	i := slices.IndexFunc(f.faults, func(b fakeFault) bool { return strings.HasPrefix(name, b.On) })
	var bad fakeFault
	if i >= 0 {
		bad = f.faults[i]
		if f.faults[i].Times--; f.faults[i].Times <= 0 {
			f.faults = slices.Delete(f.faults, i, i+1)
		}
	}
	f.mu.Unlock()
	if bad.Meanwhile != nil {
		bad.Meanwhile()
	}
	return bad
}

func (f *fakeConnector) answer(w http.ResponseWriter, r *http.Request, name string, bad fakeFault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case bad.Status != 0:
		if bad.After != "" {
			w.Header().Set("Retry-After", bad.After)
		}
		f.refuse(w, bad.Status, bad.Word, bad.Body)
	case strings.HasPrefix(name, "token "):
		f.token(w, r)
	case !f.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]:
		f.refuse(w, http.StatusUnauthorized, "", `{"message":"Authorization has been denied for this request."}`)
	default:
		f.serve(w, r)
	}
}

func (f *fakeConnector) refuse(w http.ResponseWriter, status int, word, body string) {
	w.WriteHeader(status)
	if body == "" && word != "" {
		body = `{"error":{"code":` + strconv.Quote(word) + `,"message":"No, Kim."}}`
	}
	io.WriteString(w, body)
}

// token gives a token for our credentials, in our tenant alone.
func (f *fakeConnector) token(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	if r.URL.Path != "/"+ourTenant+"/oauth2/v2.0/token" || r.PostForm.Get("client_id") != appID || r.PostForm.Get("client_secret") != fakeSecret ||
		r.PostForm.Get("grant_type") != "client_credentials" || r.PostForm.Get("scope") != fakeCloud.Scope {
		f.refuse(w, http.StatusUnauthorized, "", `{"error":"invalid_client","error_description":"AADSTS7000215: no."}`)
		return
	}
	f.next++
	token := "token-" + strconv.Itoa(f.next)
	f.tokens[token] = true
	json.NewEncoder(w).Encode(map[string]any{"token_type": "Bearer", "access_token": token, "expires_in": f.lasts})
}
