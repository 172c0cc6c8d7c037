package teams

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"collab/bot"
)

const (
	fakeChannel = "19:abc@thread.tacv2"
	kimMRI      = "29:kimMRI"
)

var (
	someText = outgoing{Text: "Kept, says <at>Kim</at>.", TextFormat: "plain"}
	someCard = outgoingCard(card{Type: "AdaptiveCard", Version: "1.5", Fallback: "Kept.", Body: []element{{"type": "TextBlock", "text": "Kept."}}}, "Kept.")
)

func TestWhatIsSaidIsFoundAgain(t *testing.T) {
	f := newFakeConnector(t)
	c, in := f.connector(), f.chat(fakeChannel, fakeMember{ID: kimMRI})
	in.conversation += ";messageid=17"
	root, err := c.post(t.Context(), in, someText)
	if err != nil {
		t.Fatal(err)
	}
	id, err := c.post(t.Context(), in, someCard)
	if err != nil {
		t.Fatal(err)
	}
	heard := f.Heard(fakeChannel)
	if len(heard) != 2 || heard[0].ID != root || heard[0].Text != someText.Text || heard[0].Conversation != in.conversation ||
		heard[1].ID != id || heard[1].Summary != "Kept." || heard[1].Card["type"] != "AdaptiveCard" {
		t.Errorf("heard %+v", heard)
	}
	if from := heard[0].Raw["from"].(map[string]any); from["id"] != "28:"+appID || heard[0].Raw["type"] != "message" {
		t.Errorf("it came as %v", heard[0].Raw)
	}
	if err := c.put(t.Context(), in, id, someText); err != nil || f.Heard(fakeChannel)[1].Text != someText.Text || f.Heard(fakeChannel)[1].Puts != 1 {
		t.Errorf("%v, %+v", err, f.Heard(fakeChannel))
	}
	for range 2 { // what is not there is not taken back again
		if err := c.remove(t.Context(), in, id); err != nil || len(f.Heard(fakeChannel)) != 1 {
			t.Errorf("%v, %+v", err, f.Heard(fakeChannel))
		}
	}
	if err := c.put(t.Context(), in, id, someText); !errors.Is(err, ErrDeleted) || errors.Is(err, bot.ErrGone) || !refuses(err) {
		t.Error(err)
	}
}

// Text and card, or two cards, in one message would come apart, and could not be changed any more.
func TestACardGoesAlone(t *testing.T) {
	f := newFakeConnector(t)
	c, in := f.connector(), f.chat(fakeChannel)
	both, two := someCard, someCard
	both.Text, two.Attachments = "And?", append(two.Attachments, two.Attachments...)
	for _, out := range []outgoing{both, two, {}} {
		if _, err := c.post(t.Context(), in, out); !errors.Is(err, errMixed) || !errors.Is(err, bot.ErrUnsent) {
			t.Error(err)
		}
	}
	if len(f.Calls) != 0 {
		t.Errorf("called %v", f.Calls)
	}
}

func TestPrivacyOfTargetedMessages(t *testing.T) {
	f := newFakeConnector(t)
	c, in := f.connector(), f.chat(fakeChannel, fakeMember{ID: kimMRI}, fakeMember{ID: "29:lee"})
	if _, err := c.targeted(t.Context(), in, kimMRI, someCard); err != nil {
		t.Fatal(err)
	}
	if heard := f.Heard(fakeChannel); len(heard) != 1 || heard[0].To != kimMRI {
		t.Errorf("heard %+v", heard)
	}
	if _, err := c.targeted(t.Context(), in, "29:mallory", someCard); !refuses(err) || len(f.Heard(fakeChannel)) != 1 {
		t.Errorf("%v, %+v", err, f.Heard(fakeChannel))
	}
}

func TestAPersonalChatIsMadeOnce(t *testing.T) { synctest.Test(t, makesOneChat) }

func makesOneChat(t *testing.T) {
	f := newFakeConnector(t)
	c := f.connector()
	f.Fail(fakeFault{On: "POST /v3/conversations", Dropped: true})
	one, err := c.personal(t.Context(), "", ourTenant, kimMRI)
	again, err2 := c.personal(t.Context(), fakeCloud.ServiceURL, ourTenant, kimMRI)
	if err = errors.Join(err, err2); err != nil || one.conversation != again.conversation || len(f.Chats) != 1 {
		t.Fatalf("%v, %v, %v", one, again, err)
	}
	if _, err := c.post(t.Context(), one, someText); err != nil || len(f.Heard(one.conversation)) != 1 {
		t.Error(err)
	}
}

// An id that somebody made up leads into no other conversation.
func TestAnIDStaysOneSegment(t *testing.T) {
	f := newFakeConnector(t)
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.RequestURI)
		f.ServeHTTP(w, r)
	}))
	defer server.Close()
	c := f.connector()
	c.http.Transport = nil
	c.Cloud.ServiceURL, c.pass.at = server.URL+"/teams/", server.URL+"/"+ourTenant+"/oauth2/v2.0/token"
	const wily = "19:a/../../b?x=1#y;z%2F"
	f.chat(wily)
	if err := c.put(t.Context(), reference{conversation: wily}, "1/../2", someText); !errors.Is(err, ErrDeleted) {
		t.Fatal(err)
	}
	if want := "/teams/v3/conversations/19:a%2F..%2F..%2Fb%3Fx=1%23y%3Bz%252F/activities/1%2F..%2F2"; asked[1] != want || len(f.Heard(wily)) != 0 {
		t.Errorf("asked %q, heard %v", asked, f.All)
	}
	for _, id := range []string{"", ".", ".."} {
		if _, err := c.post(t.Context(), reference{conversation: id}, someText); !errors.Is(err, errNowhere) || !errors.Is(err, bot.ErrUnsent) {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := c.targeted(t.Context(), reference{conversation: id}, kimMRI, someText); !errors.Is(err, errNowhere) {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := c.members(t.Context(), reference{conversation: id}); !errors.Is(err, errNowhere) {
			t.Errorf("%q: %v", id, err)
		}
		if err := c.remove(t.Context(), reference{conversation: wily}, id); !errors.Is(err, errNowhere) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked %q", asked)
	}
}

// An address that came with an activity gets a token only where Microsoft is, and none is even fetched for another.
func TestNoTokenLeavesMicrosoft(t *testing.T) {
	f := newFakeConnector(t)
	c := f.connector()
	for _, service := range []string{
		"https://evil.example/teams", "http://smba.trafficmanager.net/teams", "https://smba.trafficmanager.net.evil.example", "https://xsmba.trafficmanager.net",
		"https://smba.trafficmanager.net@evil.example/", "https://smba.trafficmanager.net:8443/", "https://smba.trafficmanager.net/?to=", "https://smba.trafficmanager.net/#",
		"ftp://smba.trafficmanager.net", "//smba.trafficmanager.net", "smba.trafficmanager.net", "https:smba.trafficmanager.net", "https://[::1", "http://localhost/", "http://10.0.0.1/",
	} {
		_, err := c.post(t.Context(), reference{serviceURL: service, conversation: fakeChannel}, someText)
		if !errors.Is(err, errForeign) || !errors.Is(err, bot.ErrUnsent) || strings.Contains(err.Error(), "evil") {
			t.Errorf("%s: %v", service, err)
		}
	}
	c.Cloud.OpenIDURL = Public.OpenIDURL // a cloud elsewhere is reached over https alone
	if _, err := c.post(t.Context(), reference{serviceURL: "http://127.0.0.1/teams", conversation: fakeChannel}, someText); !errors.Is(err, errForeign) {
		t.Error(err)
	}
	c.pass.at = "http://login.microsoftonline.com/x/oauth2/v2.0/token"
	if _, err := c.post(t.Context(), reference{serviceURL: "https://smba.trafficmanager.net/emea", conversation: fakeChannel}, someText); !errors.Is(err, errForeign) {
		t.Error(err)
	}
	if len(f.Calls) != 0 {
		t.Errorf("called %v", f.Calls)
	}
}

// A redirect is followed by neither token nor secret.
func TestARedirectIsNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("went to %s", r.URL) }))
	defer elsewhere.Close()
	f := newFakeConnector(t)
	in, turned := f.chat(fakeChannel), ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(callName(r), turned) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
			return
		}
		f.ServeHTTP(w, r)
	}))
	defer server.Close()
	for _, turned = range []string{"POST ", "token "} {
		c := f.connector()
		c.http.Transport, in.serviceURL, c.pass.at = nil, server.URL+"/teams", server.URL+"/"+ourTenant+"/oauth2/v2.0/token"
		if _, err := c.post(t.Context(), in, someText); !errors.Is(err, bot.ErrUnsent) {
			t.Errorf("%s: %v", turned, err)
		}
	}
}

// endless is a body that does not end.
type endless struct{ read int }

func (e *endless) Read(b []byte) (int, error) { e.read += len(b); return len(b), nil }
func (e *endless) Close() error               { return nil }

type roundTrip func(*http.Request) (*http.Response, error)

func (do roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return do(r) }

func TestAnAnswerIsReadUpToABound(t *testing.T) {
	f, body := newFakeConnector(t), &endless{}
	c, in := f.connector(), f.chat(fakeChannel)
	for _, status := range []int{http.StatusOK, http.StatusForbidden} {
		c.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.HasPrefix(callName(r), "token") {
				return f.RoundTrip(r)
			}
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: body}, nil
		})
		if _, err := c.post(t.Context(), in, someText); (err == nil) != (status == http.StatusOK) {
			t.Error(err)
		}
	}
	if body.read > 3*mostAnswer {
		t.Errorf("read %d", body.read)
	}
}

func TestAMessageOnTheWireHasNoIdleBytes(t *testing.T) {
	c := newFakeConnector(t).connector()
	body, err := c.activity(reference{conversation: "a:1"}, someText)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"type":"message","from":{"id":"28:` + appID + `"},"conversation":{"id":"a:1"},"text":"Kept, says <at>Kim</at>.","textFormat":"plain"}`
	if string(body) != want {
		t.Errorf("%s", body)
	}
	if _, err := c.activity(reference{}, outgoing{Attachments: []map[string]any{{"content": func() {}}}}); !errors.Is(err, bot.ErrUnsent) {
		t.Error(err)
	}
	if !json.Valid(body) || strings.HasSuffix(string(body), "\n") {
		t.Error("not JSON alone")
	}
}
