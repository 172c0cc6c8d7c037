package teams

import (
	"net/http"
	"slices"
	"testing"

	"collab/bot"
)

// Somebody talks with us where they are, and reads the answer alone.
func TestTalk(t *testing.T) {
	for _, c := range []struct {
		name, where, text string
		who               fakeMember
		place             bot.Place
		heard             map[string][]string
	}{
		{"in their own chat", kimsChat, "status", kim,
			bot.Place{Platform: Platform, Home: ourTenant, Channel: "@" + kim.Object, Kind: bot.Direct, Own: true},
			map[string][]string{kimsChat: {"You said status"}}},
		{"as a guest, in whose chat nothing is their own", "a:lou", "status", lou,
			bot.Place{Platform: Platform, Home: ourTenant, Channel: "@" + lou.Object, Kind: bot.Direct},
			map[string][]string{"a:lou": {"You said status"}}},
		{"in a channel", sharedTalk + ";messageid=" + root, "status", kim,
			bot.Place{Platform: Platform, Home: ourTenant, Channel: sharedTalk, Thread: root},
			map[string][]string{sharedTalk: {"to 29:kim: You said status"}}},
		{"in a channel, from another tenant", sharedTalk + ";messageid=" + root, "status", ines,
			bot.Place{Platform: Platform, Home: ourTenant, Channel: sharedTalk, Thread: root},
			map[string][]string{sharedTalk: {"to 29:ines: You said status"}}},
		{"in a group", groupTalk, "status", kim,
			bot.Place{Platform: Platform, Home: ourTenant, Channel: groupTalk},
			map[string][]string{groupTalk: {"to 29:kim: You said status"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, echo)
			s.says(c.who, c.where, c.text)
			asked := s.requests()
			if len(asked) != 1 || asked[0].Place != c.place || asked[0].Words != c.text || asked[0].By.User != c.who.Object || asked[0].By.Home != c.who.Tenant {
				t.Errorf("asked %+v", asked)
			}
			for where, want := range c.heard {
				if got := s.lines(where); !slices.Equal(got, want) {
					t.Errorf("%s: %q", where, got)
				}
			}
		})
	}
}

// What can be neither answered nor kept has no receipt, so Teams brings it again; then it is answered once.
func TestWhatCouldNotBeKeptIsBroughtAgain(t *testing.T) {
	s := newScene(t, echo)
	raw := s.does(kim, kimsChat, set("text", "status"))
	s.mail.Fill(true)
	if status, _ := s.brings(raw); status != http.StatusServiceUnavailable {
		t.Errorf("what is lost gets %d", status)
	}
	s.mail.Fill(false)
	if status, _ := s.brings(raw); status != http.StatusOK {
		t.Errorf("brought again it gets %d", status)
	}
	s.app.Wait()
	if got := s.lines(kimsChat); !slices.Equal(got, []string{"You said status"}) || len(s.requests()) != 1 {
		t.Errorf("said %q", got)
	}
}
