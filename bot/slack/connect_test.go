package slack

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"collab/bot"
	"collab/relationship"
	"collab/store"
)

// Words that stand in the ledgers of the two parties and in joint, and tell what somebody was shown.
const (
	acmesOwn, borealsOwn = "A price that Acme keeps to itself", "A doubt that Borealis keeps to itself"
	ofBoth               = "Acme × Borealis"
)

// connected is a Slack in which our workspace shares a channel with the partner's, with the real bot behind the app: kim
// leads for Acme, dana for Borealis, and each side has something of its own on record.
func connected(t *testing.T) *fake {
	t.Helper()
	s, err := store.Open("bolt:"+filepath.Join(t.TempDir(), "collab.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	b := &bot.Bot{Store: s, Log: slog.New(slog.DiscardHandler)}
	f := newFake(t, nil)
	t.Cleanup(func() {
		f.app.Wait()
		_ = s.Close()
	})
	f.app.Answer = b.Answer
	f.app.Channels.Bound = func(p bot.Place) bool {
		_, _, ok := s.At(p.String())
		return ok
	}
	rel, _, err := s.Begin(store.Key{}, &relationship.BeginRelationship{Name: ofBoth, Why: "Fewer late trucks", Party: "acme", PartyName: "Acme",
		Person: relationship.NewPerson{Name: "Kim Osei", Zone: "UTC"}, Account: "slack/" + acme + "/U0KIM"})
	if err != nil {
		t.Fatal(err)
	}
	kim, dana := relationship.By{Person: "p1", Party: "acme"}, relationship.By{Person: "p2", Party: "borealis"}
	draft := func(title string) *relationship.DraftObjective {
		return &relationship.DraftObjective{Goal: relationship.Goal{Title: title}}
	}
	for _, step := range []struct {
		by relationship.By
		c  relationship.Command
	}{
		{kim, &relationship.BindPlace{Place: "slack/" + acme + "/C0SHARED"}},
		{kim, &relationship.InviteParty{Party: "borealis", Name: "Borealis"}},
		{relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis",
			Person: relationship.NewPerson{Name: "Dana Reyes", Zone: "UTC"}, Account: "slack/" + boreal + "/U0DANA"}},
		{kim, draft(acmesOwn)}, {dana, draft(borealsOwn)},
	} {
		if _, err := s.Record(rel, store.Key{}, step.by, step.c); err != nil {
			t.Fatalf("%T: %v", step.c, err)
		}
	}
	return f
}

// shown is everything that was said and opened since, with the channel and the one who sees it.
func (f *fake) shown() string {
	f.t.Helper()
	f.app.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	b, err := json.Marshal([]any{f.said, f.opened})
	if err != nil {
		f.t.Fatal(err)
	}
	f.said, f.opened = nil, nil
	return string(b)
}

// Every shape in which Slack was seen to tell what somebody of another organisation said in a shared channel, and what
// they are shown: joint to whom a party named, nothing to anybody else.
func TestPrivacyOfEveryShapeOfAMention(t *testing.T) {
	for i, tt := range []struct {
		name, outer, event string
		known              bool
	}{
		{"ours", `"team_id":"T0ACME"`, `"user":"U0KIM","team":"T0ACME","user_team":"T0ACME"`, true},
		{"the partner's, delivered under ours", `"team_id":"T0ACME"`, `"user":"U0DANA","team":"T0ACME","user_team":"T0BOREAL","source_team":"T0BOREAL"`, true},
		{"the partner's, delivered under theirs", `"team_id":"T0BOREAL","context_team_id":"T0ACME","authorizations":[{"team_id":"T0ACME"}]`, `"user":"U0DANA","team":"T0BOREAL"`, true},
		{"the partner's, that names the source alone", `"team_id":"T0ACME"`, `"user":"U0DANA","team":"T0ACME","source_team":"T0BOREAL"`, true},
		{"the partner's, without user_team", `"team_id":"T0ACME"`, `"user":"U0DANA","team":"T0BOREAL"`, true},
		{"an enterprise's, that nothing resolves", `"team_id":"T0ACME","enterprise_id":null`, `"user":"U0DANA","team":"T0ACME","user_team":"E0BOREAL","source_team":"E0BOREAL"`, false},
		{"no word of the team", `"team_id":"T0ACME","authorizations":[{"team_id":"T0ACME"}]`, `"user":"U0KIM"`, false},
		{"a stranger's", `"team_id":"T0ACME"`, `"user":"U0EVE","team":"T0ACME","user_team":"T0EVE"`, false},
		{"a stranger's with the id of one of us", `"team_id":"T0ACME"`, `"user":"U0KIM","team":"T0ACME","user_team":"T0EVE"`, false},
		{"the partner's id in our workspace", `"team_id":"T0ACME"`, `"user":"U0DANA","team":"T0ACME","user_team":"T0ACME"`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := connected(t)
			f.event(fmt.Sprintf(`{"type":"event_callback","event_id":"Ev%d",%s,"is_ext_shared_channel":true,
				"event":{"type":"app_mention","channel":"C0SHARED","text":"<@U0BOT> status","ts":"2.1",%s}}`, i, tt.outer, tt.event))
			f.judge(tt.known)
		})
	}
}

// judge says that somebody saw the relationship in the channel, or that nobody saw anything of it; and never what a party
// keeps to itself.
func (f *fake) judge(known bool) {
	f.t.Helper()
	seen := f.shown()
	if strings.Contains(seen, ofBoth) != known {
		f.t.Errorf("known: %t, shown %s", known, seen)
	}
	for _, own := range []string{acmesOwn, borealsOwn, "not counted"} {
		if strings.Contains(seen, own) {
			f.t.Errorf("shown %q in a shared channel", own)
		}
	}
	if !known && (strings.Contains(seen, "Fewer late trucks") || strings.Contains(seen, "Kim Osei") || strings.Contains(seen, "Dana Reyes")) {
		f.t.Errorf("a stranger is shown %s", seen)
	}
}

func TestPrivacyOfEveryShapeOfAPress(t *testing.T) {
	for _, tt := range []struct {
		name, user, team, outer string
		known                   bool
	}{
		{"ours", "U0KIM", acme, `{"id":"T0ACME"}`, true},
		{"the partner's, on a message of ours", "U0DANA", boreal, `{"id":"T0ACME"}`, true},
		{"the partner's, where the outer team is theirs", "U0DANA", boreal, `{"id":"T0BOREAL"}`, true},
		{"where the outer team is a word", "U0DANA", boreal, `"T0ACME"`, true},
		{"an organisation's installation", "U0KIM", acme, `null`, true},
		{"a stranger's", "U0EVE", "T0EVE", `{"id":"T0ACME"}`, false},
		{"of one who is in our workspace and no member", "U0DANA", acme, `{"id":"T0ACME"}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := connected(t)
			f.payload(map[string]any{
				"type": "block_actions", "user": map[string]any{"id": tt.user, "team_id": tt.team}, "team": json.RawMessage(tt.outer),
				"trigger_id": f.newTrigger(), "response_url": f.web.URL + "/hooks/2", "channel": map[string]any{"id": "C0SHARED"},
				"message": map[string]any{"ts": "1772452800.000001"}, "actions": []any{map[string]any{"type": "button", "action_id": "say-1", "value": "status"}},
			})
			f.judge(tt.known)
		})
	}
}

// The whole way of a partner without the app: a button, a form, what comes of it; and of a stranger, who can ask.
func TestPrivacyOfAPartnersWholeWay(t *testing.T) {
	f := connected(t)
	f.press(boreal, "U0DANA", "C0SHARED", "objective new")
	view := f.view()
	if seen := f.shown(); strings.Contains(seen, acmesOwn) || strings.Contains(seen, borealsOwn) || strings.Contains(seen, "Internal to") {
		t.Errorf("in a shared channel a form offers what is internal: %s", seen)
	}
	f.submit(boreal, "U0DANA", view, map[string]any{"title": typedIn("Trucks on time")})
	f.shown()
	f.press(boreal, "U0DANA", direct("U0DANA"), "status") // our direct message with them is no surface of theirs
	f.judge(true)
	f.press(acme, "U0KIM", direct("U0KIM"), "status") // and ours is: what is private is counted there
	if seen := f.shown(); !strings.Contains(seen, "not counted") || strings.Contains(seen, borealsOwn) {
		t.Errorf("kim is shown %s", seen)
	}
	f.press("T0EVE", "U0EVE", "C0SHARED", "ask")
	view = f.view()
	f.judge(false)
	f.submit("T0EVE", "U0EVE", view, map[string]any{"person": typedIn("Eve Stone"), "of": typedIn("Acme")})
	f.judge(false)
	f.press(boreal, "U0DANA", direct("U0DANA"), "todo")
	if seen := f.shown(); strings.Contains(seen, "Eve Stone") {
		t.Errorf("the other party is told who asks: %s", seen)
	}
	f.press(acme, "U0KIM", direct("U0KIM"), "todo")
	if seen := f.shown(); !strings.Contains(seen, "Eve Stone asks to be added") {
		t.Errorf("kim is shown %s", seen)
	}
}
