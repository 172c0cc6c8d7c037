package main

import (
	"context"
	"log/slog"
	"testing"

	"collab/bot"
	"collab/bot/slack"
	"collab/relationship"
	"collab/store"
)

// joined is a relationship of acme, which has linked a channel of its workspace and an internal one, and of borealis if
// it has come.
type joined struct {
	*testing.T
	*server
	rel      string
	channel  bot.Place
	internal bot.Place
}

func newJoined(t *testing.T) *joined {
	t.Helper()
	j := &joined{T: t, server: &server{store: freshStore(t), log: slog.New(slog.DiscardHandler)},
		channel:  bot.Place{Platform: slack.Platform, Home: "T0ACME", Channel: "C0SHARED"},
		internal: bot.Place{Platform: slack.Platform, Home: "T0ACME", Channel: "C0TEAM"}}
	rel, _, err := j.store.Begin(store.Key{}, &relationship.BeginRelationship{Name: "Acme × Borealis", Why: "Fewer late trucks", Party: "acme",
		PartyName: "Acme", Person: relationship.NewPerson{Name: "Kim Osei", Zone: "UTC"}, Account: "slack/T0ACME/U0KIM"})
	if err != nil {
		t.Fatal(err)
	}
	j.rel = rel
	lead := relationship.By{Person: "p1", Party: "acme"}
	j.record(lead, &relationship.BindPlace{Place: j.channel.String()})
	j.record(lead, &relationship.BindPlace{Place: j.internal.String(), Internal: true})
	j.record(lead, &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	return j
}

func (j *joined) record(by relationship.By, c relationship.Command) {
	j.Helper()
	if _, err := j.store.Record(j.rel, store.Key{}, by, c); err != nil {
		j.Fatal(err)
	}
}

func (j *joined) accepts() {
	j.Helper()
	j.record(relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis",
		Person: relationship.NewPerson{Name: "Dana Reyes", Zone: "UTC"}, Account: "slack/T0BOREAL/U0DANA"})
}

// holds tells that workspaces are in the channel, twice, as Slack does; and says whether it is frozen then.
func (j *joined) holds(homes ...string) (why string) {
	j.Helper()
	for range 2 {
		if err := j.placeGrew(context.Background(), j.channel, homes); err != nil {
			j.Fatal(err)
		}
	}
	return j.why(j.channel)
}

func (j *joined) why(p bot.Place) (why string) {
	j.Helper()
	_, err := j.store.Read(j.rel, "", func(v relationship.View) {
		if place := v.Shared.Places[p.String()]; place != nil {
			why = place.Why
		} else {
			why = "not linked"
		}
	})
	if err != nil {
		j.Fatal(err)
	}
	return why
}

// A partner is in the channel before its first person has joined. Who comes after everybody has is an outsider, whatever
// accounts a party's own ledger holds, until a relationship manager links the channel anew.
func TestPrivacyOfAChannelThatOutsidersJoin(t *testing.T) {
	j := newJoined(t)
	if why := j.holds("T0BOREAL"); why != "" {
		t.Fatalf("the partner froze the channel: %s", why)
	}
	j.accepts()
	if why := j.holds("T0BOREAL"); why != "" {
		t.Fatalf("who was there before froze the channel: %s", why)
	}
	if why := j.holds("T0BOREAL", "T0ELSE"); why != relationship.LostToOutsiders {
		t.Fatalf("outsiders came and it says %q", why)
	}
	j.record(relationship.By{Person: "p2", Party: "borealis"}, &relationship.BindPlace{Place: j.channel.String()})
	if err := j.setRoster(j.channel, []string{"T0BOREAL", "T0ELSE"}); err != nil { // as when it is linked
		t.Fatal(err)
	}
	if why := j.holds("T0BOREAL", "T0ELSE"); why != "" {
		t.Errorf("whom a manager let read along froze the channel: %s", why)
	}
	if err := j.placeGrew(context.Background(), bot.Place{Platform: slack.Platform, Home: "T0ACME", Channel: "C0NEVER"}, []string{"T0ELSE"}); err != nil {
		t.Error(err)
	}
}

func TestAChannelMovesWithWhoIsInIt(t *testing.T) {
	j := newJoined(t)
	j.holds("T0BOREAL")
	j.accepts()
	to := j.channel
	to.Channel = "C0NEW"
	for range 2 {
		if err := j.placeMoved(t.Context(), j.channel, to); err != nil {
			t.Fatal(err)
		}
	}
	if !j.bound(to) || j.bound(j.channel) {
		t.Fatal("it is not found where it is")
	}
	if j.channel = to; j.holds("T0BOREAL") != "" {
		t.Error("who was there before it moved is an outsider after")
	}
	team := j.internal
	team.Channel = "C0SQUAD"
	if err := j.placeMoved(t.Context(), j.internal, team); err != nil || !j.bound(team) {
		t.Errorf("an internal channel did not move: %v", err)
	}
}

// A channel may get the id of one that another relationship has linked: then it is lost, not taken over.
func TestPrivacyOfAChannelThatMovesIntoAnotherRelationship(t *testing.T) {
	j := newJoined(t)
	other, _, err := j.store.Begin(store.Key{}, &relationship.BeginRelationship{Name: "Acme × Cassini", Why: "Parts", Party: "acme",
		PartyName: "Acme", Person: relationship.NewPerson{Name: "Kim Osei", Zone: "UTC"}, Account: "slack/T0ACME/U0KIM"})
	if err != nil {
		t.Fatal(err)
	}
	theirs := bot.Place{Platform: slack.Platform, Home: "T0ACME", Channel: "C0CASSINI"}
	if _, err := j.store.Record(other, store.Key{}, relationship.By{Person: "p1", Party: "acme"}, &relationship.BindPlace{Place: theirs.String()}); err != nil {
		t.Fatal(err)
	}
	if err := j.placeMoved(t.Context(), j.channel, theirs); err != nil {
		t.Fatal(err)
	}
	if rel, _, _ := j.store.At(theirs.String()); rel != other || j.why(j.channel) != relationship.LostConnection {
		t.Errorf("the channel belongs to %s now, ours is %q", rel, j.why(j.channel))
	}
}

func TestPrivacyOfAWorkspaceThatRemovesTheApp(t *testing.T) {
	j := newJoined(t)
	j.accepts()
	for _, home := range []string{"T0BOREAL", "T0ACME", "T0ACME"} {
		if err := j.homeGone(slack.Platform, home); err != nil {
			t.Fatal(err)
		}
		if why := j.why(j.channel); (why == "") != (home == "T0BOREAL") {
			t.Errorf("%s removed the app and the channel is %q", home, why)
		}
	}
	if why := j.why(j.channel); why != relationship.LostApp {
		t.Error(why)
	}
	if err := j.placeLost(t.Context(), j.internal, "is_archived"); err != nil || j.why(j.internal) != "not linked" {
		t.Errorf("joint heard of an internal channel: %v", err)
	}
}
