package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"collab/bot"
	"collab/bot/teams"
	"collab/store"
	"collab/trial/botframework"
)

// fatal is a Teams in which something happens to messages before or after they are taken.
type fatal struct {
	*killing
	world *botframework.Connector
	lost  map[string]int // conversation → how many answers to what was taken there were lost
}

func (f *fatal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := botframework.CallName(r)
	where, _, posted := strings.Cut(strings.TrimPrefix(name, "POST /v3/conversations/"), "/activities")
	if !posted {
		f.world.ServeHTTP(w, r)
		return
	}
	if instead := f.what(false); instead != nil {
		instead(w)
		return
	}
	taken := httptest.NewRecorder()
	f.world.ServeHTTP(taken, r)
	if instead := f.what(true); instead != nil {
		f.mu.Lock()
		f.lost[where]++
		f.mu.Unlock()
		instead(w)
		return
	}
	w.WriteHeader(taken.Code)
	_, _ = w.Write(taken.Body.Bytes()) // whoever asked may have been killed
}

// Two hundred people are asked by processes that are killed one after the other, in a Teams that drops answers and fails.
// Teams cannot be asked what was said: so everybody is asked, and twice only where an answer was lost, or with what the
// killed process had under way.
func TestNobodyInTeamsIsAskedNeverWhateverIsKilled(t *testing.T) {
	const home, relationships = teams.Platform + "/" + botframework.OurTenant, 20
	file, slot := dueAtOnce(t, home, relationships)
	world := botframework.NewConnector(t)
	f := &fatal{&killing{platform: teams.Platform, random: rand.New(rand.NewPCG(7, 8))}, world, map[string]int{}}
	microsoft := httptest.NewServer(f)
	defer microsoft.Close()
	meetAll(t, file, home, relationships, world, microsoft.URL)
	f.runs(t, file, microsoft.URL, slot)
	asked, more := 0, 0
	for where := range world.Chats {
		n := 0
		for _, s := range world.Heard(where) {
			if strings.Contains(botframework.Reads(s.Card), "Check-in 1") {
				n++
			}
		}
		if asked += min(n, 1); n > 1 {
			more += max(n-1-f.lost[where], 0)
		}
		if n > mostCopies {
			t.Errorf("%s was asked %d times", where, n)
		}
	}
	t.Logf("%d were asked, %d processes killed, %d mishaps, %d said again without a lost answer", asked, f.kills, f.mishaps, more)
	if asked != 10*relationships || f.kills == 0 || f.mishaps == 0 || more > workers*f.kills {
		t.Error("somebody was not asked, or asked again for no reason")
	}
}

// meetAll has everybody of a crowd have a chat with the bot.
func meetAll(t *testing.T, file, home string, relationships int, world *botframework.Connector, address string) {
	t.Helper()
	s, err := store.Open("bolt:"+file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	peers := (&server{store: s}).peers()
	for r := range relationships {
		for p := 1; p <= 10; p++ {
			to, _ := bot.AccountOf(fmt.Sprintf("%s/U%04d%03d", home, r, p)) // as a crowd has it
			who := botframework.Member{ID: "29:" + to.User, Object: to.User, Tenant: to.Home, Role: "user", Name: "Somebody"}
			world.Chat(chatOf(who), who)
			met, _ := json.Marshal(map[string]string{"service": address + "/teams", "chat": chatOf(who), "user": who.ID, "side": "own"})
			if err := peers.Put(bot.DirectTo(to), met); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
