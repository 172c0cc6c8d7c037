package bot_test

import (
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/relationship"
)

// Whoever left reads the record up to their leaving and nothing after it, wherever they ask.
func TestNonInterferenceAfterLeaving(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	w.do(dana, &relationship.LeaveRelationship{Why: "enough"})
	w.at = w.at.Add(time.Hour)
	w.do(kim, &relationship.ShareObjective{Ours: true, Goal: goal("AFTERWARDS")})
	w.must(kim, kim.direct(), "members invite Zenith", nil)
	if r := w.ask(dana, dana.direct(), "status share", nil); len(r.Posts) > 0 {
		t.Error("who left still posts in the shared channel")
	}
	w.do(kim, &relationship.PauseRelationship{Why: "AFTERWARDS"})
	for _, where := range []bot.Place{dana.direct(), common, {Platform: "web", Home: "demo", Channel: "other", Kind: bot.Shared}} {
		for _, words := range []string{"status for acme", "audit for acme", "objective for acme", "list", "status", "members for acme", "todo", "menu"} {
			s := shown(w.ask(dana, where, words, nil))
			if strings.Contains(s, "AFTERWARDS") || strings.Contains(strings.ToLower(s), "zenith") || strings.Contains(s, "paused since") {
				t.Errorf("own=%v: %q tells of what came after the leaving", where.Own, words)
			}
		}
	}
}

// One party cannot take the shared channel away from the others by calling it internal.
func TestPrivacyOfASharedChannelStaysShared(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	before := shown(w.ask(dana, common, "status", nil))
	if s := shown(w.ask(kim, common, "settings channel internal", nil)); !strings.Contains(s, "cannot be internal") {
		t.Errorf("kim is told: %.200s", s)
	}
	if after := shown(w.ask(dana, common, "status", nil)); after != before {
		t.Errorf("an entry of one party's own ledger changes what another is answered:\n%.200s\n---\n%.200s", before, after)
	}
}

// A button drawn while there was one relationship with these parties never acts in a second one of the same name.
func TestPrivacyOfTwoRelationshipsOfOneName(t *testing.T) {
	for seed := range byte(6) {
		w := open(t, t.TempDir()+"/s.db", begins, seed)
		begin := func(why string) {
			w.must(kim, kim.direct(), "new", map[string]string{"party": "Acme", "partner": "Borealis", "why": why, "person": "Kim", "first": "12 Mar"})
		}
		begin("first")
		first := w.store.Memberships(kim.account().String())[0].Relationship
		begin("second")
		w.ask(kim, kim.direct(), "objective new for acme-borealis", map[string]string{"whose": "ours", "title": "Meant for the first",
			"good": "x", "category": "time", "audience": "shared"})
		for _, m := range w.store.Memberships(kim.account().String()) {
			_, err := w.store.Read(m.Relationship, "", func(v relationship.View) {
				if m.Relationship != first && len(v.Shared.Objectives) > 0 {
					t.Errorf("seed %d: what was meant for the first relationship stands in the second", seed)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		w.close()
	}
}

// Wrong codes of strangers lock nobody out.
func TestPrivacyOfCodesLocksNobodyOut(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	code := codeShown.FindStringSubmatch(w.must(kim, kim.direct(), "members add", map[string]string{"role": "member"}))[1]
	for range 100 {
		w.ask(eve, eve.direct(), "join AAAA-AAAA-AAAA-AAAA", nil)
	}
	walter := somebody{id: "walter", name: "Walter Lind", zone: "UTC"}
	if r := w.ask(walter, walter.direct(), "join "+code, nil); r.Form == nil {
		t.Errorf("the right code is not taken any more: %s", shown(r))
	}
}

// A check-in answered for one's own party alone opens again with that on its face.
func TestPrivacyOfTheFaceOfACheckIn(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	w.must(kim, kim.direct(), "checkin", map[string]string{"confidence": "at risk", "part": "We owe them the forecast", "audience": "internal"})
	r := w.ask(kim, kim.direct(), "checkin", nil)
	if r.Form == nil || r.Form.Audience.Party != "acme" {
		t.Errorf("its face says %+v", r)
	}
}

// What was kept for one's own people stays so when it is said again, whatever the form was set to; and who keeps what was
// shared for their own people now, keeps it.
func TestPrivacyOfSayingTheSameAgain(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	w.must(kim, kim.direct(), "checkin", map[string]string{"confidence": "at risk", "part": "We owe them the forecast", "audience": "internal"})
	w.must(noor, noor.direct(), "checkin", map[string]string{"confidence": "on track", "part": "The dock was free", "audience": "shared"})
	w.pass(20 * 24 * time.Hour)
	said := func() (n int) {
		if _, err := w.store.Read(w.rel, "", func(v relationship.View) { n = len(v.Shared.Latest().Said) }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	w.must(kim, kim.direct(), "checkin", map[string]string{"confidence": "same", "audience": "shared"})
	w.must(kim, kim.direct(), "checkin same", nil)
	w.must(noor, noor.direct(), "checkin", map[string]string{"confidence": "same", "audience": "internal"})
	if n := said(); n != 0 {
		t.Errorf("%d answers are shared that were internal, or are meant to be", n)
	}
	if r := w.ask(noor, common, "checkin same", nil); strings.Contains(shown(r), "dock") || strings.Contains(shown(r), "again") {
		t.Errorf("in the channel: %s", shown(r))
	}
	w.must(noor, noor.direct(), "checkin same", nil)
	if n := said(); n != 0 {
		t.Errorf("%d answers are shared though the last one was kept", n)
	}
}

// What asks for a word to one's own people says so wherever it is asked. It is bound to an own surface where it was drawn
// for one party; elsewhere, where the partner has no other, it can be sent.
func TestPrivacyOfFormsForOnesOwnPeople(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	for _, words := range []string{"members add", "checkin skip", "checkin away"} {
		for where, party := range map[*bot.Place]string{new(kim.direct()): "acme", &common: ""} {
			r := w.ask(kim, *where, words, nil)
			if r.Form == nil || r.Form.Audience.Face != "Internal to Acme" || r.Form.Audience.Party != party {
				t.Errorf("%s in %s: %+v", words, where.Channel, r.Form)
			}
		}
	}
}
