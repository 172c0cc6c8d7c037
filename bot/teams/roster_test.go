package teams

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"collab/bot"
)

var dana = fakeMember{ID: "29:dana", Object: "0d0a", Tenant: partners, Role: "guest", Name: "Dana", Email: "dana@borealis.example"}

func TestARosterSaysWhoIsWho(t *testing.T) {
	f := newFakeConnector(t)
	c, in := f.connector(), f.chat(fakeChannel, fakeMember{ID: kimMRI}, dana)
	in.conversation += ";messageid=17" // a thread has no roster of its own
	want := member{id: dana.ID, aadObjectID: dana.Object, tenantID: partners, userRole: "guest", name: "Dana", email: dana.Email}
	for _, id := range []string{dana.ID, dana.Object} {
		if m, err := c.member(t.Context(), in, id); err != nil || m != want {
			t.Errorf("%+v, %v", m, err)
		}
	}
	if m, err := c.member(t.Context(), in, "29:mallory"); !refuses(err) || errors.Is(err, bot.ErrGone) || m != (member{}) {
		t.Errorf("%+v, %v", m, err)
	}
	f.Chats[fakeChannel].Refuses = "BotNotInConversationRoster"
	if _, err := c.members(t.Context(), in); !errors.Is(err, bot.ErrGone) {
		t.Error(err)
	}
}

// A roster is whole or it is not given: half of it would leave somebody out.
func TestARosterIsReadToItsEnd(t *testing.T) { synctest.Test(t, readToItsEnd) }

func readToItsEnd(t *testing.T) {
	f := newFakeConnector(t)
	var all []fakeMember
	for i := range 23 {
		all = append(all, fakeMember{ID: fmt.Sprint("29:", i), Tenant: ourTenant})
	}
	c, in := f.connector(), f.chat(fakeChannel, all...)
	for _, f.Paging = range []int{1, 5, 23, 500} {
		c.pace = bot.Pace{}
		got, err := c.members(t.Context(), in)
		if err != nil || len(got) != 23 || got[0].id != "29:0" || got[22].id != "29:22" {
			t.Errorf("%d: %d members, %v", f.Paging, len(got), err)
		}
	}
	f.Paging = 10
	for _, body := range []string{`{"members":[{"id":"29:1"`, `[]`, `{"members":{}}`, "hush"} {
		f.Fail(fakeFault{On: "GET", Status: 200, Body: body})
		if got, err := c.members(t.Context(), in); !errors.Is(err, errUnreadable) || got != nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
	f.Fail(fakeFault{On: "GET", Status: 200, Body: `{"members":[{"id":"29:1"}],"continuationToken":"2"}`}, fakeFault{On: "GET", Status: 500})
	if got, err := c.members(t.Context(), in); err == nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
	c.pace = bot.Pace{}
	c.Limits.Roster = [2]bot.Limit{{Rate: 1e6, Burst: 1e6}, {Rate: 1e6, Burst: 1e6}}
	f.Fail(fakeFault{On: "GET", Status: 200, Times: 1000, Body: `{"members":[{"id":"29:1"}],"continuationToken":"again"}`})
	if got, err := c.members(t.Context(), in); !errors.Is(err, errUnreadable) || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}

// What Connector says of people takes many forms; none of them makes somebody of nobody.
func FuzzRoster(f *testing.F) {
	f.Add([]byte(`{"id":"29:1","aadObjectId":"o","tenantId":"t","userRole":"user"}`))
	f.Add([]byte(`{"id":"29:1","objectId":"o","tenantId":7}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var m, again member
		if err := m.UnmarshalJSON(body); err != nil {
			if m != (member{}) {
				t.Errorf("%+v", m)
			}
			return
		}
		same, err := json.Marshal(fakeMember{ID: m.id, Object: m.aadObjectID, Tenant: m.tenantID, Role: m.userRole, Name: m.name, Email: m.email})
		if err != nil || again.UnmarshalJSON(same) != nil || again != m {
			t.Errorf("%+v is again %+v", m, again)
		}
	})
}

// What an answer says may be anything: nothing of it but a word of Microsoft's form is repeated.
func FuzzRefusal(f *testing.F) {
	for _, body := range []string{`{"error":{"code":"ConversationNotFound"}}`, `{"error":"invalid_client"}`, `{"error":{"code":"Kim wrote this"}}`, `{"error":[]}`, "<html>"} {
		f.Add(404, body)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		r := refused(&http.Response{StatusCode: status}, []byte(body))
		if r.word != "" && !wordForm.MatchString(r.word) {
			t.Errorf("%q", r.word)
		}
		if err := failure(r, false); err == nil || Word(err) != r.word {
			t.Errorf("%v", err)
		}
	})
}
