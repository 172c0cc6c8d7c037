package teams

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"collab/bot"
	"collab/relationship"
	"collab/store"
)

// What the sides of a relationship keep to themselves, and what is of both.
const (
	acmesOwn    = "Squeeze their margin"
	borealisOwn = "Look for another dock"
	ofBoth      = "Acme × Borealis"
)

// mia is of the partner's tenant and takes no part; sid is of ours and takes none either.
var (
	mia = fakeMember{ID: "29:mia", Object: "0b000000-0000-4000-8000-000000000005", Tenant: partners, Role: "user", Name: "Mia"}
	sid = fakeMember{ID: "29:sid", Object: "0b000000-0000-4000-8000-000000000006", Tenant: ourTenant, Role: "user", Name: "Sid"}
)

// house is a scene with the bot itself and a relationship: Kim leads Acme, Ines Borealis, to which Lou belongs too, a guest
// in Acme's tenant.
type house struct {
	*scene
	store *store.Store
	rel   string
}

func newHouse(t *testing.T) *house {
	s, err := store.Open("bolt:"+filepath.Join(t.TempDir(), "collab.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b := &bot.Bot{Store: s, Log: slog.New(slog.DiscardHandler)}
	h := &house{scene: newScene(t, func(q bot.Request) bot.Reply { return b.Answer(context.Background(), q) }), store: s}
	b.Reaches, h.app.Home, h.app.Welcome = h.app.Reaches, b.Home, b.Welcome
	h.app.connector.Limits = unhurried
	h.teams.chat(sharedTalk, kim, lou, ines, eve, mia, sid)
	h.teams.chat("a:mia", mia)
	h.teams.chat("a:sid", sid)
	h.teams.chat("a:eve", eve)
	h.begins(relationship.By{Person: "p1", Party: "acme"}, relationship.By{Person: "p2", Party: "borealis"})
	return h
}

func (h *house) begins(acme, borealis relationship.By) {
	h.t.Helper()
	var err error
	h.rel, _, err = h.store.Begin(store.Key{}, &relationship.BeginRelationship{Name: ofBoth, Why: "Fewer late trucks", Party: "acme", PartyName: "Acme",
		Person: relationship.NewPerson{Name: "Kim Osei", Zone: "UTC"}, Account: accountOf(kim).String()})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, step := range []struct {
		by relationship.By
		c  relationship.Command
	}{
		{acme, &relationship.BindPlace{Place: Platform + "/" + ourTenant + "/" + sharedTalk}},
		{acme, &relationship.InviteParty{Party: "borealis", Name: "Borealis"}},
		{relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis",
			Person: relationship.NewPerson{Name: "Ines Roth", Zone: "UTC"}, Account: accountOf(ines).String()}},
		{borealis, &relationship.AddPerson{Person: relationship.NewPerson{Name: "Lou Marsh", Zone: "UTC"}, Role: relationship.Member, Account: accountOf(lou).String()}},
		{acme, &relationship.DraftObjective{Goal: relationship.Goal{Title: acmesOwn}}},
		{borealis, &relationship.DraftObjective{Goal: relationship.Goal{Title: borealisOwn}}},
	} {
		if _, err := h.store.Record(h.rel, store.Key{}, step.by, step.c); err != nil {
			h.t.Fatalf("%T: %v", step.c, err)
		}
	}
}

// entries is how many entries a ledger has.
func (h *house) entries(ledger string) int {
	h.t.Helper()
	head, err := h.store.Head(h.rel, ledger)
	if err != nil {
		h.t.Fatal(err)
	}
	return head.N
}

// forged is what a button or a form carries, as whoever makes up their own would have it.
func forged(words string, kind int) map[string]any {
	return map[string]any{"collab": map[string]any{"w": words, "c": kimsChat, "t": root, "a": "acme", "n": "1", "m": root, "q": words, "f": kind, "i": []string{"title", "audience"}},
		"f.title": "Mine", "f.audience": "internal", "view": homeView}
}

// tries are all ways in which somebody can have Teams bring us words of theirs.
func (h *house) tries(who fakeMember, where, words string) (shown string) {
	h.t.Helper()
	bare := forged(words, says)
	delete(bare, "view")
	invokes := []struct {
		name  string
		value any
	}{
		{"adaptiveCard/action", map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": "say", "data": bare}, "trigger": "manual"}},
		{"adaptiveCard/action", map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": "view", "data": forged(words, says)}, "trigger": "automatic"}},
		{"task/fetch", map[string]any{"data": forged(words, opens)}},
		{"task/submit", map[string]any{"data": forged(words, fills)}},
		{"task/submit", map[string]any{"data": forged(words, says)}},
		{"composeExtension/fetchTask", map[string]any{"commandId": EvidenceCommand, "messagePayload": message(set("from", map[string]any{"user": map[string]any{"id": kim.Object, "displayName": "Kim"}}))}},
		{"composeExtension/submitAction", map[string]any{"commandId": EvidenceCommand, "data": forged(words, fills)}},
	}
	for _, i := range invokes {
		shown += encodedAs(h.t, h.invokes(who, where, i.name, i.value))
	}
	h.brings(h.does(who, where, set("text", words)))
	h.brings(h.does(who, where, set("text", nil), set("value", forged(words, fills))))
	h.brings(h.does(who, where, set("text", nil), set("type", "installationUpdate"), set("action", "add")))
	h.app.Wait()
	for _, said := range h.teams.All {
		shown += encodedAs(h.t, said.Raw)
	}
	h.teams.All = nil
	return shown
}

var asked = []string{"status", "todo", "home", "objective d1", "status for acme", "stored all", "direct status", "settings channel", "members", "draft"}

// Whoever takes no part is shown nothing, whatever they say they are and wherever they say it; nor is what they try recorded.
func TestNonInterferenceOfWhoeverTakesNoPart(t *testing.T) {
	h := newHouse(t)
	before := h.entries(relationship.Joint) + h.entries("acme") + h.entries("borealis")
	for _, who := range []fakeMember{eve, mia, sid} {
		for _, where := range []string{sharedTalk + ";messageid=" + root, "19:else@thread.tacv2", kimsChat, "a:" + strings.ToLower(who.Name)} {
			for _, words := range asked {
				shown := h.tries(who, where, words)
				for _, secret := range []string{acmesOwn, borealisOwn, ofBoth, "Fewer late trucks", "Kim Osei", "Ines Roth"} {
					if strings.Contains(shown, secret) {
						t.Fatalf("%s, %q in %s: shown %s", who.Name, words, where, shown)
					}
				}
			}
		}
	}
	if now := h.entries(relationship.Joint) + h.entries("acme") + h.entries("borealis"); now != before {
		t.Errorf("%d entries became %d", before, now)
	}
}

// Whoever takes part is shown what is theirs where it may be shown, and never what the other side keeps to itself; nothing of
// either where everybody reads, or where another organisation holds the chat.
func TestNonInterferenceOfWhoeverTakesPart(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		who   fakeMember
		where string
		own   string // what they may be shown of what a side keeps to itself
	}{
		{kim, kimsChat, acmesOwn}, {kim, sharedTalk, ""}, {kim, groupTalk, ""},
		{ines, sharedTalk, ""}, {lou, "a:lou", ""}, {lou, sharedTalk, ""}, {lou, groupTalk, ""},
	} {
		seen := ""
		for _, words := range asked {
			seen += h.tries(c.who, c.where, words)
		}
		for _, secret := range []string{acmesOwn, borealisOwn} {
			if strings.Contains(seen, secret) != (secret == c.own) {
				t.Errorf("%s in %s: whether %q is shown: %v", c.who.Name, c.where, secret, secret != c.own)
			}
		}
	}
}

// An activity that names a tenant of ours and comes from somebody of another is theirs, whatever it says; one that names a
// tenant that is not let in is refused.
func TestAConversationOfAnotherTenant(t *testing.T) {
	s := newScene(t, echo)
	s.says(ines, sharedTalk, "status")
	s.brings(s.does(ines, sharedTalk, set("text", "todo"), homeIs(partners)))
	s.app.Wait()
	asked := s.requests()
	if len(asked) != 2 || asked[0].Place.Home != ourTenant || asked[1].Place.Home != partners || asked[0].Place.Own || asked[1].Place.Own {
		t.Errorf("asked %+v", asked)
	}
	for _, change := range []func(map[string]any){homeIs(strangers), homeIs(""), set("channelData", map[string]any{"tenant": map[string]any{"id": strangers}})} {
		if status, _ := s.brings(s.does(kim, kimsChat, change)); status != http.StatusForbidden {
			t.Errorf("answered %d", status)
		}
	}
}

// What Teams says of who somebody is is all there is: of whom it says too little is nobody, or a guest.
func TestPrivacyOfARosterThatSaysLittle(t *testing.T) {
	for _, c := range []struct {
		name     string
		as       fakeMember
		somebody bool
	}{
		{"no object", fakeMember{Tenant: ourTenant, Role: "user"}, false},
		{"no tenant", fakeMember{Object: kim.Object, Role: "user"}, false},
		{"an anonymous person", fakeMember{Object: kim.Object, Tenant: ourTenant, Role: "Anonymous"}, false},
		{"another tenant", fakeMember{Object: kim.Object, Tenant: strangers, Role: "user"}, false},
		{"no role", fakeMember{Object: kim.Object, Tenant: ourTenant}, true},
		{"a guest", fakeMember{Object: kim.Object, Tenant: ourTenant, Role: "Guest"}, true},
		{"a role that nobody knows", fakeMember{Object: kim.Object, Tenant: ourTenant, Role: "users"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, echo)
			c.as.ID = kim.ID
			s.teams.chat(kimsChat, c.as)
			s.says(kim, kimsChat, "status")
			s.invokes(kim, kimsChat, "adaptiveCard/action", pressed("status"))
			asked := s.requests()
			if len(asked) > 0 != c.somebody {
				t.Errorf("asked %+v", asked)
			}
			for _, q := range asked {
				if q.Place.Own || q.By != accountOf(kim) {
					t.Errorf("asked %+v", q)
				}
			}
		})
	}
	s := newScene(t, echo)
	s.teams.Fail(fakeFault{On: "GET /v3/conversations/" + kimsChat, Status: http.StatusOK, Body: `{"id":"29:kim","aadObjectId":["x"]}`, Times: 9})
	if answer := s.invokes(kim, kimsChat, "adaptiveCard/action", pressed("status")); len(s.requests()) > 0 {
		t.Errorf("answered %v, asked %v", answer, s.requests())
	}
}

// Who wrote a message that is logged the roster says, and not the message.
func TestPrivacyOfAuthors(t *testing.T) {
	s := newScene(t, echo)
	for id, want := range map[string]bot.Account{
		strings.ToUpper(ines.Object): accountOf(ines),
		eve.Object:                   accountOf(eve), // of a tenant that is not let in: somebody still
		"29:ines":                    accountOf(ines),
		kim.Object + "/../../x":      {},
		"..":                         {},
		"":                           {},
		"nobody":                     {},
	} {
		value := map[string]any{"commandId": EvidenceCommand, "messagePayload": message(set("from", map[string]any{"user": map[string]any{"id": id, "displayName": "Kim", "tenantId": ourTenant}}))}
		s.invokes(kim, sharedTalk, "composeExtension/fetchTask", value)
		all := s.requests()
		if src := all[len(all)-1].Source; src == nil || src.Author != want {
			t.Errorf("%q wrote it: %+v", id, fmt.Sprint(src))
		}
	}
}
