package botframework

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

// Connector is a small Teams behind its Connector: a token endpoint, conversations with their rosters, and what was
// said in them. It is an [http.RoundTripper] that needs no network, so that its clock may be a test's, and a handler for a
// server.
type Connector struct {
	t       testing.TB
	mu      sync.Mutex
	faults  []Fault
	tokens  map[string]bool // those that still serve
	next    int
	changes int
	more    chan struct{} // closed when something is said, changed or deleted

	// Chats are by the id of the conversation, without its thread.
	Chats map[string]*Chat
	// All is what was said, in order, with what was deleted since.
	All []*Said
	// Calls are "POST /v3/conversations/…", "token", in order.
	Calls []string
	// Watch, when set, is told of everything that is said or changed.
	Watch func(Said)
	// Lasts is how long a token does, in seconds; Paging how many members a page has at most.
	Lasts, Paging int
}

// Chat is one conversation. Refuses is the word that everything said in it is refused with.
type Chat struct {
	Refuses string
	Members []Member
}

// Member is somebody in a roster, in Connector's names.
type Member struct {
	ID     string `json:"id"`
	Object string `json:"aadObjectId,omitempty"`
	Tenant string `json:"tenantId,omitempty"`
	Role   string `json:"userRole,omitempty"`
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`
}

// Said is one message. To is the only person who sees it, if it is for one; Card the content of its card.
type Said struct {
	Conversation, ID, To, Text, Summary string
	Card                                map[string]any
	Raw                                 map[string]any // as it came last
	Puts                                int
	Deleted                             bool
	// At counts what was said, changed and deleted before it was said or changed.
	At int
}

// Fault is what goes wrong with the next calls that begin with On ("POST /v3/conversations/19:…", "token"); any when
// empty.
type Fault struct {
	On          string
	Times       int    // once when 0
	Status      int    // what is answered instead, without doing it
	Word, After string // of the answer, and its Retry-After
	Body        string // the whole answer
	Unreachable bool   // the call does not arrive
	Dropped     bool   // it is done, and no answer comes
	Meanwhile   func() // what else happens
}

// NewConnector is a Teams in which there is nothing yet.
func NewConnector(t testing.TB) *Connector {
	return &Connector{t: t, Chats: map[string]*Chat{}, tokens: map[string]bool{}, more: make(chan struct{}), Lasts: 3600, Paging: 500}
}

// Chat makes a conversation.
func (f *Connector) Chat(id string, members ...Member) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Chats[id] = &Chat{Members: members}
}

// Refuses has everything that is said in a conversation refused with a word; none has it taken again.
func (f *Connector) Refuses(id, word string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Chats[id].Refuses = word
}

// Fail has something go wrong with calls to come.
func (f *Connector) Fail(faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, faults...)
}

// Mend has everything go well again.
func (f *Connector) Mend() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = nil
}

// Expire takes the tokens back that were given so far.
func (f *Connector) Expire() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.tokens)
}

// Called counts the calls that begin so.
func (f *Connector) Called(prefix string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.Calls {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}

// Heard is what was said in a conversation and its threads, and is there still.
func (f *Connector) Heard(conversation string) (all []Said) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.All {
		if channel, _, _ := strings.Cut(s.Conversation, ";messageid="); !s.Deleted && channel == conversation {
			all = append(all, *s)
		}
	}
	return all
}

// Remove deletes a message as people do.
func (f *Connector) Remove(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.All {
		if s.ID == id {
			s.Deleted = true
			f.changed(s)
		}
	}
}

// Changes is how much was said, changed and deleted so far, and a channel that is closed when more is.
func (f *Connector) Changes() (n int, more <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changes, f.more
}

func (f *Connector) changed(s *Said) {
	if f.Watch != nil {
		f.Watch(*s)
	}
	f.changes++
	s.At = f.changes
	close(f.more)
	f.more = make(chan struct{})
}

// Last is what was said or changed last, after so many changes, and fits.
func (f *Connector) Last(after int, fits func(Said) bool) (last Said, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.All {
		if !s.Deleted && s.At > max(after, last.At) && fits(*s) {
			last, ok = *s, true
		}
	}
	return last, ok
}

// RoundTrip answers without a network, as one would.
func (f *Connector) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	name := CallName(r)
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
func (f *Connector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := CallName(r)
	bad := f.faulty(name)
	if bad.Dropped {
		f.answer(httptest.NewRecorder(), r, name, bad)
		panic(http.ErrAbortHandler)
	}
	f.answer(w, r, name, bad)
}

// CallName is a call as [Connector] has it in its Calls.
func CallName(r *http.Request) string {
	if strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/token") {
		return "token " + r.URL.Path
	}
	path, _ := url.PathUnescape(strings.TrimPrefix(r.URL.EscapedPath(), "/teams"))
	return r.Method + " " + path
}

// faulty notes a call and says what goes wrong with it.
func (f *Connector) faulty(name string) Fault {
	f.mu.Lock()
	f.Calls = append(f.Calls, name)
	i := slices.IndexFunc(f.faults, func(b Fault) bool { return strings.HasPrefix(name, b.On) })
	var bad Fault
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

func (f *Connector) answer(w http.ResponseWriter, r *http.Request, name string, bad Fault) {
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

func (f *Connector) refuse(w http.ResponseWriter, status int, word, body string) {
	w.WriteHeader(status)
	if body == "" && word != "" {
		body = `{"error":{"code":` + strconv.Quote(word) + `,"message":"No, Kim."}}`
	}
	io.WriteString(w, body)
}

// token gives a token for our credentials, in our tenant alone.
func (f *Connector) token(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	if r.URL.Path != "/"+OurTenant+"/oauth2/v2.0/token" || r.PostForm.Get("client_id") != AppID || r.PostForm.Get("client_secret") != Secret ||
		r.PostForm.Get("grant_type") != "client_credentials" || r.PostForm.Get("scope") != Scope {
		f.refuse(w, http.StatusUnauthorized, "", `{"error":"invalid_client","error_description":"AADSTS7000215: no."}`)
		return
	}
	f.next++
	token := "token-" + strconv.Itoa(f.next)
	f.tokens[token] = true
	json.NewEncoder(w).Encode(map[string]any{"token_type": "Bearer", "access_token": token, "expires_in": f.Lasts})
}
