package teams

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"

	"collab/bot"
)

// fetching is the value of a form that is asked for, or sent.
func fetching(carried map[string]any, fields ...string) map[string]any {
	data := map[string]any{"collab": carried}
	for _, f := range fields {
		data["f."+f] = "x"
	}
	return map[string]any{"data": data}
}

// What names a thing in what a button or a form carries is an id, or the whole is none of ours: it is for the thread that
// things are said in, and for the key of what is recorded.
func TestPlacesThatAreForged(t *testing.T) {
	for name, id := range map[string]string{"long": strings.Repeat("9", longestID+1), "in lines": "1\n2", "nothing": "1\x00", "turned": "1\u202e2"} {
		for _, key := range []string{"t", "a", "n"} {
			s := newScene(t, echo)
			for _, in := range []string{"task/fetch", "task/submit"} {
				if said := encodedAs(t, s.invokes(kim, sharedTalk, in, fetching(map[string]any{"w": "status", key: id}))); !strings.Contains(said, "carries nothing I know") {
					t.Errorf("%s %s in %s: %s", name, key, in, said)
				}
			}
			if asked := s.requests(); len(asked) > 0 {
				t.Errorf("%s %s: asked %+v", name, key, asked)
			}
		}
	}
}

// A thread that is forged leads into no other conversation.
func TestAThreadThatIsForged(t *testing.T) {
	for _, thread := range []string{"../../../19:group@thread.v2/activities", "1/../..", "1;messageid=2", "%2e%2e%2f", "1?isTargetedActivity=false#", "😀", "..", "."} {
		s := newScene(t, func(q bot.Request) bot.Reply {
			return bot.Reply{Message: new(bot.Plainly("Done")), Posts: []bot.Post{{Place: q.Place, Message: bot.Plainly("Kim did it")}}}
		})
		s.invokes(kim, sharedTalk, "task/submit", fetching(map[string]any{"w": "promise 3 done", "t": thread, "f": fills, "n": "7"}))
		for _, said := range s.teams.All {
			if said.Conversation != sharedTalk+";messageid="+thread {
				t.Errorf("%s: it is said in %s", thread, said.Conversation)
			}
		}
		for _, where := range []string{groupTalk, kimsChat} {
			if n := len(s.lines(where)); n > 0 {
				t.Errorf("%s: %d are said in %s", thread, n, where)
			}
		}
	}
}

// Words that a form pretends to have been asked for with are the person's own: what comes of them is said where others are
// to hear of it, and a button that is refused is not tried a second time.
func TestWhatAFormSaysToHaveBeenAskedWith(t *testing.T) {
	s := newScene(t, func(q bot.Request) bot.Reply {
		if q.Words == "promise 3 accept" {
			return bot.Reply{Message: new(bot.Plainly("Accepted")), Posts: []bot.Post{{Place: bot.Place{Platform: Platform, Home: ourTenant, Channel: groupTalk}, Message: bot.Plainly("Kim accepted")}}}
		}
		return bot.Reply{Errors: map[string]string{"title": "Say more."}}
	})
	said := encodedAs(t, s.invokes(kim, kimsChat, "task/submit", fetching(map[string]any{"w": "objective new", "q": "promise 3 accept", "f": fills, "i": []string{"title"}, "n": "7"}, "title")))
	if !strings.Contains(said, "Say more.") || fmt.Sprint(s.lines(groupTalk)) != "[Kim accepted]" {
		t.Errorf("answered %s, in the group %q", said, s.lines(groupTalk))
	}
	before := len(s.requests())
	said = encodedAs(t, s.invokes(kim, kimsChat, "task/submit", fetching(map[string]any{"w": "objective 3 share", "q": "promise 3 accept"})))
	if n := len(s.requests()) - before; n != 1 || !strings.Contains(said, "Say more.") {
		t.Errorf("asked %d times, answered %s", n, said)
	}
}

// A chat that is said to lie with two tenants is nobody's own, whichever is named first, and no way to be told internal things.
func TestPrivacyOfAChatOfTwoTenants(t *testing.T) {
	for _, first := range []string{ourTenant, partners} {
		second := map[string]string{ourTenant: partners, partners: ourTenant}[first]
		s := newScene(t, echo)
		two := func(a map[string]any) {
			homeIs(first)(a)
			a["channelData"] = map[string]any{"tenant": map[string]any{"id": second}}
		}
		s.teams.chat("a:ines", ines)
		for where, who := range map[string]fakeMember{kimsChat: kim, "a:ines": ines} {
			if status, _ := s.brings(s.does(who, where, two)); status != http.StatusOK {
				t.Errorf("answered %d", status)
			}
			s.app.Wait()
			if s.reaches(who) {
				t.Errorf("%s is told internal things there", who.Name)
			}
		}
		for _, q := range s.requests() {
			if q.Place.Own {
				t.Errorf("%s, then %s: asked %+v", first, second, q)
			}
		}
	}
}

// What is learned of somebody at the same time is kept together: neither forgets what the other found.
func TestWhatIsLearnedAtOnce(t *testing.T) {
	s := newScene(t, echo)
	put := s.app.Peers.Put
	s.app.Peers.Put = func(p bot.Place, row []byte) error {
		for range 100 {
			runtime.Gosched() // a disk takes longer than the others take to come
		}
		return put(p, row)
	}
	for n := range 200 {
		kims := bot.DirectTo(bot.Account{Platform: Platform, Home: ourTenant, User: fmt.Sprint("kim-", n)})
		var done sync.WaitGroup
		for _, p := range []peer{{ServiceURL: "https://smba.trafficmanager.net/teams"}, {Conversation: kimsChat}, {User: kim.ID}, {Side: ownSide}} {
			done.Go(func() { s.app.learn(kims, p) })
		}
		done.Wait()
		s.app.peers.known = nil // as after a restart
		if got, want := s.app.peer(kims), (peer{"https://smba.trafficmanager.net/teams", kimsChat, kim.ID, ownSide}); got != want {
			t.Fatalf("kept is %+v", got)
		}
	}
}

// Somebody whom we know from their own chat does nothing in one in which they are not. What we add to the menu of a message
// they may use in conversations that we are not in.
func TestWhoIsNotInAChat(t *testing.T) {
	for name, does := range map[string]func(*scene) any{
		"press": func(s *scene) any { return s.invokes(kim, inesChat, "adaptiveCard/action", pressed("status")) },
		"form": func(s *scene) any {
			return s.invokes(kim, inesChat, "task/fetch", fetching(map[string]any{"w": "status"}))
		},
		"words": func(s *scene) any { s.says(kim, inesChat, "status"); return nil },
		"menu": func(s *scene) any {
			return s.invokes(kim, inesChat, "composeExtension/fetchTask", map[string]any{"commandId": EvidenceCommand, "messagePayload": message()})
		},
	} {
		s := newScene(t, echo)
		s.teams.chat(inesChat, ines)
		s.says(kim, kimsChat, "status")
		before := len(s.requests())
		does(s)
		if asked := len(s.requests()) - before; (asked > 0) != (name == "menu") {
			t.Errorf("%s: %d things were asked", name, asked)
		}
	}
}

const inesChat = "a:ines-and-collab"
