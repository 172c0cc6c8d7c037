package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"collab/bot"
	"collab/trial/corpus"
)

// scene is Teams, with its people, and the app in it. What the app answers the test says; what it asks for, and whatever it
// says, the test sees.
type scene struct {
	*microsoft
	t     testing.TB
	teams *fakeConnector
	app   *App
	door  *httptest.Server

	mu    sync.Mutex
	asked []bot.Request
	mail  corpus.Mailbox
	peers map[bot.Place][]byte
	next  int
}

// The people of a scene, and where they are: Kim of our tenant, Lou a guest in it, Eve of a tenant that nobody let in, and
// Ines of a partner's tenant, in a channel that is shared with it.
var (
	kim  = fakeMember{ID: "29:kim", Object: "0b000000-0000-4000-8000-000000000001", Tenant: ourTenant, Role: "user", Name: "Kim"}
	lou  = fakeMember{ID: "29:lou", Object: "0b000000-0000-4000-8000-000000000002", Tenant: ourTenant, Role: "guest", Name: "Lou", Email: "lou@borealis.example"}
	ines = fakeMember{ID: "29:ines", Object: "0b000000-0000-4000-8000-000000000003", Tenant: partners, Role: "user", Name: "Ines"}
	eve  = fakeMember{ID: "29:eve", Object: "0b000000-0000-4000-8000-000000000004", Tenant: strangers, Role: "user", Name: "Eve"}
)

const (
	kimsChat   = "a:kim-and-collab"
	sharedTalk = "19:shared@thread.tacv2"
	groupTalk  = "19:group@thread.v2"
	root       = "1772452800000"
)

func newScene(t testing.TB, answer func(bot.Request) bot.Reply) *scene {
	s := &scene{microsoft: newMicrosoft(t), t: t, teams: newFakeConnector(t), peers: map[bot.Place][]byte{}}
	s.Carries(s.teams)
	s.teams.chat(kimsChat, kim)
	s.teams.chat("a:lou", lou)
	s.teams.chat(sharedTalk, kim, lou, ines, eve)
	s.teams.chat(groupTalk, kim, lou)
	c := s.config()
	c.Answer = func(_ context.Context, q bot.Request) bot.Reply {
		s.mu.Lock()
		s.asked = append(s.asked, q)
		s.mu.Unlock()
		return answer(q)
	}
	c.Mail = s.mail.Mail()
	c.Peers = Peers{Get: func(p bot.Place) ([]byte, bool) { row, ok := s.peers[p]; return row, ok }, Put: func(p bot.Place, row []byte) error { s.peers[p] = row; return nil }}
	c.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	var err error
	if s.app, err = New(c); err != nil {
		t.Fatal(err)
	}
	s.door = httptest.NewServer(s.app)
	t.Cleanup(s.door.Close)
	t.Cleanup(s.app.Wait)
	t.Cleanup(s.app.inbox.Close) // what is put off comes back by the clock on the wall, also after the test
	return s
}

// does is an activity of somebody in a conversation.
func (s *scene) does(who fakeMember, where string, changes ...func(map[string]any)) []byte {
	s.next++
	return s.Activity(append([]func(map[string]any){doneBy(who, where, ourTenant, s.next)}, changes...)...)
}

// says has somebody say something in a conversation, and waits until all that came of it is done.
func (s *scene) says(who fakeMember, where, text string) {
	s.t.Helper()
	status, _ := s.brings(s.does(who, where, set("text", text)))
	if status != http.StatusOK {
		s.t.Fatalf("answered %d", status)
	}
	s.app.Wait()
}

// invokes has somebody press or send something, and returns the answer.
func (s *scene) invokes(who fakeMember, where, name string, value any, changes ...func(map[string]any)) map[string]any {
	s.t.Helper()
	status, body := s.brings(s.does(who, where, append([]func(map[string]any){invokeOf(name, value)}, changes...)...))
	var said map[string]any
	if len(body) > 0 {
		if err := json.Unmarshal(body, &said); err != nil {
			s.t.Fatalf("%d %s: %v", status, body, err)
		}
	}
	s.app.Wait()
	return said
}

// brings posts an activity, signed.
func (s *scene) brings(raw []byte) (status int, body []byte) {
	s.t.Helper()
	return s.Brings(s.t, s.door.URL+MessagesPath, raw)
}

// requests are what the app asked the conversation, in order.
func (s *scene) requests() []bot.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]bot.Request(nil), s.asked...)
}

// lines are what stands in a conversation, as the notifications of its messages say it, with who alone sees each.
func (s *scene) lines(conversation string) (all []string) {
	for _, said := range s.teams.Heard(conversation) {
		line := cmp.Or(said.Summary, said.Text)
		if said.To != "" {
			line = "to " + said.To + ": " + line
		}
		all = append(all, line)
	}
	return all
}

// echo answers with what was said.
func echo(q bot.Request) bot.Reply {
	m := bot.Plainly("You said " + q.Words)
	return bot.Reply{Message: &m}
}

// pressed is the value of a button that was pressed.
func pressed(words string) map[string]any {
	return map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": "say", "data": map[string]any{"collab": map[string]any{"w": words}}}, "trigger": "manual"}
}
