package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"collab/bot"
)

// linked is the channel that Acme shares with Borealis, as Acme linked it to the relationship.
var linked = bot.Place{Platform: Platform, Home: acme, Channel: "C0SHARED", Kind: bot.Shared}

// newPair is a relationship whose two sides have both installed the app.
func newPair(t *testing.T) *house {
	h := newHouse(t, token)
	h.installs(borealis())
	h.app.Channels.Bound = func(p bot.Place) bool {
		return p.Home == linked.Home && p.Channel == linked.Channel
	}
	return h
}

// said is an event as it comes through the installation of a team: eva says something.
func (h *house) hears(id, through, kind, channel, words string) {
	h.t.Helper()
	h.event(fmt.Sprintf(`{"type":"event_callback","event_id":%q,"team_id":%q,"is_ext_shared_channel":true,"authorizations":[{"team_id":%q}],
		"event":{"type":%q,"channel_type":%q,"user":"U0EVA","user_team":"T0BOREAL","team":"T0BOREAL","channel":%q,"ts":"1772452800.000009","text":%q}}`,
		id, through, through, kind, map[byte]string{'C': "channel", 'D': "im"}[channel[0]], channel, words))
	h.app.Wait()
}

func (h *house) requests() []bot.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

// Slack says it brings what happens in a channel of two installations once, and was seen to bring it twice.
func TestAnEventOfTwoInstallationsIsAnsweredOnce(t *testing.T) {
	h := newPair(t)
	for _, through := range []string{boreal, acme, boreal} {
		h.hears("Ev7", through, "app_mention", "C0SHARED", "<@U0THEIRBOT> status")
	}
	asked := h.requests()
	if len(asked) != 1 {
		t.Fatalf("it was answered %d times", len(asked))
	}
	if p := asked[0].Place; p.Home != acme || p.Channel != "C0SHARED" || p.Own {
		t.Errorf("it happened in %+v", p)
	}
}

// Whichever installation something comes through, the channel is the one that was linked, and one bot posts in it.
func TestPrivacyOfAChannelWithTwoInstallations(t *testing.T) {
	h := newPair(t)
	for i, through := range []string{acme, boreal} {
		h.hears(fmt.Sprint("Ev", i), through, "app_mention", "C0SHARED", "status")
		asked := h.requests()
		if p := asked[i].Place; !slices.Equal([]string{p.Home, p.Channel}, []string{acme, "C0SHARED"}) || p.Own || p.Kind != bot.Shared {
			t.Errorf("through %s it happened in %+v", through, p)
		}
		if asked[i].By.Home != boreal {
			t.Errorf("through %s it was somebody of %s", through, asked[i].By.Home)
		}
		if _, err := h.app.Send(t.Context(), asked[i].Place, fmt.Sprint("card ", i), bot.Plainly("The card.")); err != nil {
			t.Error(err)
		}
		if got := h.last(); got.By != acme || got.Channel != "C0SHARED" {
			t.Errorf("the card was posted by %s in %s", got.By, got.Channel)
		}
	}
}

// What a partner is told alone goes through the installation of their own workspace, or nowhere.
func TestPrivacyOfDirectMessagesOfTwoInstallations(t *testing.T) {
	h := newPair(t)
	if err := h.writes(boreal, eva); err != nil {
		t.Fatal(err)
	}
	if got := h.last(); got.By != boreal {
		t.Errorf("eva's prompt came from the bot of %s", got.By)
	}
	for i, through := range []string{boreal, acme} {
		h.hears(fmt.Sprint("Ev", i), through, "message", "D0EVA", "status")
		asked := h.requests()
		if p := asked[i].Place; p.Own != (through == boreal) || p.Kind != bot.Direct {
			t.Errorf("through %s it happened in %+v", through, p)
		}
		if got := h.last(); got.By != through {
			t.Errorf("what was said to the bot of %s was answered by that of %s", through, got.By)
		}
	}
	if got := h.app.offices.at(acme); got.covers(boreal) {
		t.Error("the partner's people are taken for our own")
	}
	before := len(h.said)
	h.dies(boreal, "token_revoked")
	for range 2 {
		if err := h.writes(boreal, eva); !errors.Is(err, bot.ErrGone) {
			t.Errorf("eva was written to all the same: %v", err)
		}
	}
	if len(h.said) != before || h.app.Installed(boreal) {
		t.Error("what eva is told alone went through another's installation")
	}
}

// With the installation that linked a channel, the way into it is gone. Nothing is posted through another: it may see the
// channel under other eyes. Who asks there is answered as in any channel that is not linked.
func TestPrivacyOfAChannelWhoseInstallationIsGone(t *testing.T) {
	h := newHouse(t, "")
	h.installs(borealis())
	h.installs(tenant{team: acme, bot: ourBot, installer: "U0KIM"})
	h.app.Channels.Bound = func(p bot.Place) bool { return p.Home == linked.Home && p.Channel == linked.Channel }
	h.dies(acme, "account_inactive")
	if _, err := h.app.Send(context.Background(), linked, "card", bot.Plainly("The card.")); !errors.Is(err, bot.ErrGone) {
		t.Error(err)
	}
	h.app.Wait()
	if len(h.gone) != 1 || !strings.HasPrefix(h.gone[0], acme) {
		t.Errorf("told: %v", h.gone)
	}
	if _, err := h.app.Send(context.Background(), linked, "card", bot.Plainly("The card.")); !errors.Is(err, bot.ErrGone) {
		t.Error(err)
	}
	h.hears("Ev9", boreal, "app_mention", "C0SHARED", "status")
	if asked := h.requests(); len(asked) != 1 || asked[0].Place.Home != boreal || asked[0].Place.Own {
		t.Errorf("%+v", asked)
	}
	h.installs(tenant{team: acme, bot: ourBot, installer: "U0KIM"})
	if _, err := h.app.Send(context.Background(), linked, "card", bot.Plainly("The card.")); err != nil {
		t.Error("installing it again does not mend it:", err)
	}
}
