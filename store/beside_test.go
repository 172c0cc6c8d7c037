package store

import (
	"fmt"
	"testing"
	"time"
)

// What is kept beside the record is found for the accounts that are asked for, and for no other whose name begins alike.
func TestPrivacyOfWhatIsKeptBesideTheRecord(t *testing.T) {
	clock := &wall{now: noon}
	s := fresh(t, Options{Secret: secret, Now: clock.read})
	mine, others := []string{"slack/T1/U1", "mail/-/ann@acme.example"}, []string{"slack/T1/U12", "mail/-/joann@acme.example"}
	for i, a := range append(others, mine...) {
		row := fmt.Appendf(nil, `{"Account":%q}`, a)
		if err := s.PutDraft(a, "form", row); err != nil {
			t.Fatal(err)
		}
		if err := s.PutSession(fmt.Sprint("token ", i), row, noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		platform, home, user := accountParts(a)
		parts := fmt.Appendf(nil, `{"Account":{"Platform":%q,"Home":%q,"User":%q}}`, platform, home, user)
		if _, err := s.Code(Key{}, "sign in", parts, noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		for _, place := range []string{conversation(a), "asked/r1"} {
			if _, err := s.Say(place, a, row); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Say(conversation(a), Reached, row); err != nil {
			t.Fatal(err)
		}
		if err := s.EndSessions(a); err != nil {
			t.Fatal(err)
		}
		s.deliver([]Delivery{{Key: "waits " + a, To: a, NotBefore: noon}, {Key: "told " + a, To: a, NotBefore: noon, State: Sent}})
	}
	for home, user := range map[string]string{"T1": "U1", "T2": "U2"} {
		if err := s.PutInstallation("slack", home, fmt.Appendf(nil, `{"Installer":%q}`, user)); err != nil {
			t.Fatal(err)
		}
	}
	s.Allow(mine[1])
	b, err := s.Beside(mine)
	if err != nil || len(b.Drafts) != 2 || len(b.Under) != 4 || b.Waiting != 2 || b.Told != 2 || b.Sessions != 2 || b.Links != 2 || b.Said != 2 || len(b.Reached) != 2 || !b.Begins || len(b.Installed) != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	for i, r := range b.Reached {
		if want := fmt.Sprintf(`{"Account":%q}`, mine[i]); string(r.Row) != want || r.Account != mine[i] {
			t.Errorf("%s is reached by %s", r.Account, r.Row)
		}
	}
	for i, d := range b.Drafts {
		if want := fmt.Sprintf(`{"Account":%q}`, mine[i]); string(d.Typed) != want || !d.Until.Equal(noon.Add(draftsKept)) {
			t.Errorf("%s until %v, not %s", d.Typed, d.Until, want)
		}
	}
	if b, err := s.Beside([]string{"slack/T1/U"}); err != nil || b.Begins || b.Told+b.Waiting+b.Sessions+b.Links+b.Said+len(b.Drafts)+len(b.Under)+len(b.Installed)+len(b.Reached) > 0 {
		t.Errorf("somebody else: %+v, %v", b, err)
	}
	clock.move(draftsKept)
	if b, err := s.Beside(mine); err != nil || len(b.Drafts) > 0 || b.Sessions+b.Links > 0 {
		t.Errorf("what has run out is shown: %+v, %v", b, err)
	}
}
