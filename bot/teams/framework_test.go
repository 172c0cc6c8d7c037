package teams

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/infracloudio/msbotbuilder-go/schema"
)

// rawJSON is JSON as it stands.
type rawJSON = json.RawMessage

// TestTheLibraryReadsWhatWasJudged compares what it read with what we did.
func TestTheLibraryReadsWhatWasJudged(t *testing.T) {
	m := newMicrosoft(t)
	judgedAs := func(change func(*activity)) judged {
		act := read(t, m.Activity())
		change(&act)
		return judged{act}
	}
	adapter := (&framework{connector: newFakeConnector(t).connector()}).adapter(t.Context(), read(t, m.Activity()))
	for name, c := range map[string]struct {
		judged judged
		err    error
	}{
		"the same":             {judgedAs(func(*activity) {}), nil},
		"another type":         {judgedAs(func(a *activity) { a.typ = updateType }), errMisread},
		"another id":           {judgedAs(func(a *activity) { a.id = "2" }), errMisread},
		"another conversation": {judgedAs(func(a *activity) { a.conversation.id = "a:x" }), errMisread},
		"another service URL":  {judgedAs(func(a *activity) { a.serviceURL = "https://evil.example" }), errMisread},
		"another channel":      {judgedAs(func(a *activity) { a.channelID = "webchat" }), errMisread},
	} {
		adapter.TokenValidator = c.judged
		if _, err := adapter.ParseRequest(t.Context(), request(t.Context(), m.Activity())); !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
}

// TestEverythingIsTakenOnce whichever way it goes, and its answer comes back.
func TestEverythingIsTakenOnce(t *testing.T) {
	m := newMicrosoft(t)
	for _, typ := range []string{messageType, updateType, invokeType, "installationUpdate", "typing", "x"} {
		for _, value := range []string{`{"a":1}`, `"word"`} {
			taken, broken := 0, errors.New("broken")
			f := &framework{connector: newFakeConnector(t).connector(), take: func(_ context.Context, act activity, raw []byte) (answer, error) {
				taken++
				return answer{status: 202}, broken
			}}
			raw := m.Activity(set("type", typ), set("value", rawJSON(value)))
			said, err := f.turn(t.Context(), read(t, raw), raw)
			if taken != 1 || said.status != 202 || !errors.Is(err, broken) {
				t.Errorf("%s with %s: taken %d times, %v, %v", typ, value, taken, said, err)
			}
		}
	}
}

// TestSayingThroughTheLibrary leaves nothing of what it adds to everything.
func TestSayingThroughTheLibrary(t *testing.T) {
	teams := newFakeConnector(t)
	there := teams.chat("19:dock@thread.tacv2")
	f := &framework{connector: teams.connector()}
	if err := f.say(t.Context(), there, outgoing{Text: "hello", TextFormat: "plain"}); err != nil {
		t.Fatal(err)
	}
	if err := f.say(t.Context(), there, outgoingCard(newCard("a card", nil), "a card")); err != nil {
		t.Fatal(err)
	}
	heard := teams.Heard(there.conversation)
	if len(heard) != 2 || heard[0].Text != "hello" || heard[1].Card["fallbackText"] != "a card" || heard[1].Summary != "a card" {
		t.Fatalf("heard %+v", heard)
	}
	for _, one := range heard {
		for field := range one.Raw {
			if !slices.Contains([]string{"type", "from", "conversation", "text", "textFormat", "summary", "attachments"}, field) {
				t.Errorf("it says %s too", field)
			}
		}
	}
	if err := f.say(t.Context(), reference{serviceURL: "https://evil.example", conversation: there.conversation}, outgoing{Text: "hello"}); err == nil {
		t.Error("it was said elsewhere")
	}
}

// TestTheLibraryChangesWhatWasSaid has it replace and take back a message.
func TestTheLibraryChangesWhatWasSaid(t *testing.T) {
	teams := newFakeConnector(t)
	there := teams.chat("19:dock@thread.tacv2")
	f := &framework{connector: teams.connector()}
	if err := f.say(t.Context(), there, outgoing{Text: "hello"}); err != nil {
		t.Fatal(err)
	}
	said := teams.Heard(there.conversation)[0]
	adapter := f.adapter(t.Context(), activity{})
	conversation := schema.ConversationAccount{ID: there.conversation, TenantID: there.tenant}
	if err := adapter.UpdateActivity(t.Context(), schema.Activity{ID: said.ID, Text: "well", ServiceURL: there.serviceURL, Conversation: conversation}); err != nil {
		t.Fatal(err)
	}
	if got := teams.Heard(there.conversation)[0]; got.Text != "well" || got.Puts != 1 {
		t.Errorf("heard %+v", got)
	}
	if err := adapter.DeleteActivity(t.Context(), said.ID, schema.ConversationReference{ServiceURL: there.serviceURL, Conversation: conversation}); err != nil {
		t.Fatal(err)
	}
	if n := teams.Called("DELETE"); n != 1 {
		t.Errorf("%d messages were taken back", n)
	}
}
