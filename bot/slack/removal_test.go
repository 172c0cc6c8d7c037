package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
)

// rotating is Borealis where tokens live for twelve hours.
func rotating() tenant {
	in := borealis()
	in.lasts = 12 * 60 * 60
	return in
}

func (h *house) writes(home, user string) error {
	_, err := h.app.Send(h.t.Context(), bot.DirectTo(bot.Account{Platform: Platform, Home: home, User: user}), "a key "+user, bot.Plainly("A prompt."))
	h.app.Wait()
	return err
}

func TestTokensAreReplacedBeforeTheyEnd(t *testing.T) {
	h := newHouse(t, "")
	h.installs(rotating())
	o := h.app.offices.at(boreal)
	if got := o.installation(); got.Token != "xoxe.xoxb-1-1" || !got.Expires.Equal(noon.Add(12*time.Hour)) {
		t.Fatalf("%v", got.Expires)
	}
	h.later(9 * time.Hour)
	if err := h.writes(boreal, eva); err != nil || h.called("oauth.v2.access") != 1 {
		t.Errorf("%v, asked %d times", err, h.called("oauth.v2.access"))
	}
	h.later(90 * time.Minute) // good for another hour and a half
	if err := h.writes(boreal, eva); err != nil || o.token() != "xoxe.xoxb-1-2" || h.called("oauth.v2.access") != 2 {
		t.Errorf("%v, asked %d times", err, h.called("oauth.v2.access"))
	}
	h.later(13 * time.Hour) // over: first the token, then the message
	h.dies(boreal, "token_expired")
	if err := h.writes(boreal, eva); err != nil || o.token() != "xoxe.xoxb-1-3" {
		t.Errorf("%v", err)
	}
	if !strings.Contains(string(h.shelf[boreal]), "xoxe-1-3") {
		t.Error("the shelf holds a refresh token that was used")
	}
	if h.open(""); h.writes(boreal, eva) != nil {
		t.Error("a restart lost the token")
	}
}

// A refresh token is good once, so however many want the next token at the same time, Slack is asked once.
func TestARefreshTokenIsUsedOnce(t *testing.T) {
	h := newHouse(t, "")
	h.installs(rotating())
	for _, passed := range []time.Duration{11 * time.Hour, 13 * time.Hour} {
		h.later(passed)
		before := h.called("oauth.v2.access")
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() { h.app.offices.at(boreal).token() })
		}
		all.Wait()
		h.app.Wait()
		if got := h.called("oauth.v2.access") - before; got != 1 {
			t.Errorf("after %s Slack was asked %d times", passed, got)
		}
	}
	if len(h.app.Refused()) != 0 {
		t.Error(h.app.Refused())
	}
}

func TestTheNextTokenIsKeptBeforeItIsUsed(t *testing.T) {
	h := newHouse(t, "")
	h.installs(rotating())
	h.later(11 * time.Hour)
	h.mu.Lock()
	h.broken = errors.New("the disk is full")
	h.mu.Unlock()
	if err := h.writes(boreal, eva); err != nil {
		t.Error(err)
	}
	if got := h.app.offices.at(boreal).token(); got != "xoxe.xoxb-1-1" {
		t.Error("a token is used that a restart would not know")
	}
}

func TestAShortTroubleIsTriedAgain(t *testing.T) {
	h := newHouse(t, "")
	h.installs(rotating())
	for i, trouble := range []string{"500", "429 30", "service_unavailable"} {
		h.later(11 * time.Hour)
		h.fake.mu.Lock()
		h.refuse["oauth.v2.access"] = []string{trouble}
		h.fake.mu.Unlock()
		for range 3 {
			h.app.freshen(h.app.offices.at(boreal))
			h.app.Wait()
		}
		if got := h.called("oauth.v2.access"); got != 2*i+2 {
			t.Errorf("%s: asked %d times without a pause", trouble, got)
		}
		h.later(again)
		h.app.freshen(h.app.offices.at(boreal))
		h.app.Wait()
		if got, want := h.app.offices.at(boreal).token(), fmt.Sprintf("xoxe.xoxb-1-%d", i+2); got != want {
			t.Errorf("%s: no new token was got", trouble)
		}
	}
}

// When Slack gives no next token, the office stays, for its relationships, and says so until the app is installed anew.
func TestARefusedRefreshIsSaid(t *testing.T) {
	h := newHouse(t, "")
	h.installs(rotating())
	clear(h.refreshes)
	h.later(11 * time.Hour)
	for range 3 {
		if err := h.writes(boreal, eva); err != nil {
			t.Error(err)
		}
		h.later(time.Minute)
	}
	if got := h.app.Refused()[boreal]; got != "invalid_refresh_token" || h.called("oauth.v2.access") != 2 {
		t.Errorf("%q, asked %d times", got, h.called("oauth.v2.access"))
	}
	if len(h.gone) != 0 || !h.app.Installed(boreal) || !strings.Contains(h.log.String(), "could not renew a token") {
		t.Error("it was given up, or nobody was told")
	}
	h.later(2 * time.Hour)
	h.dies(boreal, "token_expired")
	if err := h.writes(boreal, eva); !errors.Is(err, bot.ErrGone) {
		t.Error(err)
	}
	if h.installs(rotating()); len(h.app.Refused()) != 0 || h.writes(boreal, eva) != nil {
		t.Error("installing it anew does not mend it")
	}
}

const uninstalledEvent = `{"type":"event_callback","event_id":"Ev%d","team_id":%q,"event":{"type":"app_uninstalled"}}`

func TestARemovedApp(t *testing.T) {
	for name, remove := range map[string]func(*house){
		"Slack says so": func(h *house) { h.event(fmt.Sprintf(uninstalledEvent, 1, boreal)) },
		"Slack says that our bot's tokens are revoked": func(h *house) {
			h.event(`{"type":"event_callback","event_id":"Ev1","team_id":"T0BOREAL","event":{"type":"tokens_revoked","tokens":{"oauth":["U0EVA"],"bot":["U0THEIRBOT"]}}}`)
		},
		"a message is refused": func(h *house) { _ = h.writes(boreal, eva) },
		"a page is refused": func(h *house) {
			h.app.publish(h.t.Context(), h.app.offices.at(boreal), bot.Account{Home: boreal, User: eva})
		},
	} {
		for _, word := range ended {
			t.Run(name+", "+word, func(t *testing.T) {
				h := newHouse(t, token)
				h.installs(borealis())
				h.dies(boreal, word)
				remove(h)
				h.app.Wait()
				h.event(fmt.Sprintf(uninstalledEvent, 2, boreal)) // Slack tells of both, in any order
				h.app.Wait()
				if len(h.gone) != 1 || !strings.HasPrefix(h.gone[0], boreal+" ") {
					t.Errorf("told: %v", h.gone)
				}
				if len(h.shelf) != 0 || !slices.Equal(h.app.Homes(), []string{acme}) {
					t.Errorf("kept: %d, in %v", len(h.shelf), h.app.Homes())
				}
				if err := h.writes(boreal, eva); !errors.Is(err, bot.ErrGone) {
					t.Error(err)
				}
				h.installs(borealis())
				if !h.app.Installed(boreal) || len(h.greeted()) != 2 {
					t.Error("it cannot be installed again")
				}
			})
		}
	}
}

// The news of an old removal may come late, and that of one workspace is not about another.
func TestNewsThatIsNotAboutUs(t *testing.T) {
	for name, event := range map[string]string{
		"a removal before the present installation": fmt.Sprintf(uninstalledEvent, 1, boreal),
		"in a workspace that has no office":         fmt.Sprintf(uninstalledEvent, 1, "T0ELSE"),
		"a person's token":                          `{"type":"event_callback","event_id":"Ev1","team_id":"T0BOREAL","event":{"type":"tokens_revoked","tokens":{"oauth":["U0EVA"]}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, "")
			h.installs(borealis())
			if name == "a person's token" {
				h.dies(boreal, "token_revoked") // nothing asks
			}
			h.event(event)
			h.app.Wait()
			if !h.app.Installed(boreal) || len(h.shelf) != 1 || len(h.gone) != 0 {
				t.Error("the office was closed")
			}
		})
	}
}

// Relationships hear of it before it is forgotten: a crash between the two is told again, not lost.
func TestARemovalThatCannotBeToldIsNotForgotten(t *testing.T) {
	h := newHouse(t, "")
	h.installs(borealis())
	gone := h.app.Channels.Gone
	h.app.Channels.Gone = func(context.Context, string, string) error { return errors.New("not now") }
	h.dies(boreal, "account_inactive")
	_ = h.writes(boreal, eva)
	if len(h.shelf) != 1 {
		t.Fatal("it was forgotten")
	}
	h.app.Channels.Gone = gone
	_ = h.writes(boreal, eva)
	if len(h.shelf) != 0 || len(h.gone) != 1 {
		t.Errorf("kept: %d, told: %v", len(h.shelf), h.gone)
	}
}

// What is configured is the operator's: it is not forgotten, and readiness hears of it until Slack takes it again.
func TestAConfiguredTokenThatIsRevoked(t *testing.T) {
	h := newHouse(t, token)
	h.dies(acme, "token_revoked")
	for range 3 {
		_ = h.writes(acme, "U0KIM")
	}
	if n := strings.Count(h.log.String(), "level=ERROR"); n != 1 {
		t.Errorf("the operator was told %d times", n)
	}
	if h.app.Refused()[acme] != "token_revoked" || len(h.gone) != 0 || !h.app.Installed(acme) {
		t.Errorf("%v, told: %v", h.app.Refused(), h.gone)
	}
	h.dies(acme, "")
	if err := h.writes(acme, "U0KIM"); err != nil || len(h.app.Refused()) != 0 {
		t.Error(err, h.app.Refused())
	}
}

// A token that is merely not taken may be so for a network's sake: nobody is given up for it.
func TestATokenThatIsNotTaken(t *testing.T) {
	h := newHouse(t, "")
	h.installs(borealis())
	h.dies(boreal, "invalid_auth")
	_ = h.writes(boreal, eva)
	if h.app.Refused()[boreal] != "invalid_auth" || len(h.shelf) != 1 || len(h.gone) != 0 {
		t.Errorf("%v, told: %v", h.app.Refused(), h.gone)
	}
}

// Tokens are looked after while nobody needs them, too.
func TestRotateLooksAfterEveryOffice(t *testing.T) {
	h := newHouse(t, "")
	h.installs(rotating())
	h.installs(tenant{enterprise: orion, bot: "U0ORIONBOT", installer: "U0IDA", teams: []string{"T0ORION1"}, lasts: 12 * 60 * 60})
	h.later(11 * time.Hour)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := h.app.Rotate(ctx); err != nil {
		t.Error(err)
	}
	h.app.Wait()
	for _, o := range h.app.offices.all() {
		if got := o.installation().Expires; !got.Equal(h.now.Add(12 * time.Hour)) {
			t.Errorf("%s: until %s", o.home, got)
		}
	}
	if got := h.called("auth.teams.list"); got != 2 {
		t.Errorf("workspaces were asked for %d times", got)
	}
}
