package bot_test

import (
	"encoding/json"
	"strings"
	"testing"

	"collab/relationship"
)

// heldOf is everything somebody is told is held about them, on their own surface and as a file.
func (w *world) heldOf(who somebody) string {
	w.t.Helper()
	all := w.must(who, who.direct(), "stored mine for acme", nil) + w.must(who, who.direct(), "stored words for acme", nil) + w.must(who, who.direct(), "stored named for acme", nil)
	for words := "stored all"; words != ""; {
		r := w.ask(who, who.direct(), words, nil)
		if words = ""; r.Message == nil {
			w.t.Fatal(shown(r))
		}
		all += shown(r)
		for _, next := range offered(r) {
			if strings.HasPrefix(next, "stored all part ") {
				words = next
			}
		}
	}
	return all + w.browse(who).get("/held.jsonl").Body.String()
}

// What somebody is told is held about them is what is theirs: no word of another party, none that a colleague wrote for
// their own side, no account or unsent form of anybody else; and where others read along nothing internal at all.
func TestPrivacyOfWhatIsHeldAboutSomebody(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	theirs := map[somebody]string{kim: "quince", lee: "medlar", noor: "damson"}
	for who, word := range theirs {
		w.do(who, &relationship.AddNote{Thing: "objective 1", Text: "Lee Park and Noor Haddad and Kim Osei, " + word})
		w.ask(who, who.direct(), "objective new internal", nil)
		if err := w.store.PutDraft(who.account().String(), "form", []byte("unsent "+word)); err != nil {
			t.Fatal(err)
		}
	}
	w.do(noor, &relationship.MakeClaim{Kind: relationship.ClaimFailure, Against: "acme", Text: "Lee Park and Kim Osei failed, " + unfounded})
	for who, word := range theirs {
		held := w.heldOf(who)
		if !strings.Contains(held, word) || !strings.Contains(held, "unsent "+word) || !strings.Contains(held, who.account().String()) {
			t.Errorf("%s is not shown what is theirs:\n%s", who.id, held)
		}
		for other, word := range theirs {
			if other != who && (strings.Contains(held, word) || strings.Contains(held, other.account().String()) || strings.Contains(held, "U"+hush(other.party)) && other.party != who.party) {
				t.Errorf("%s is shown what is %s's:\n%s", who.id, other.id, held)
			}
		}
		if who.party != "borealis" && strings.Contains(held, unfounded) {
			t.Errorf("%s is shown a claim without evidence:\n%s", who.id, held)
		}
		for _, words := range []string{"stored mine", "stored words", "stored named", "stored all"} {
			if said := w.must(who, common, words, nil); strings.Contains(said, "hush") || strings.Contains(said, word) || strings.Contains(said, who.account().String()) || strings.Contains(said, "Beside") {
				t.Errorf("%s in the channel that all read: %s:\n%s", who.id, words, said)
			}
		}
	}
}

// Whoever takes part in nothing has nothing held about them shown, and no file.
func TestPrivacyOfWhatIsHeldAboutNobody(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	for _, words := range []string{"stored mine", "stored words", "stored named", "stored all"} {
		if said := w.must(eve, eve.direct(), words, nil); !strings.Contains(said, "What is stored") || strings.Contains(said, aloud) {
			t.Error(said)
		}
	}
	for line := range strings.Lines(w.browse(eve).get("/held.jsonl").Body.String()) {
		var l struct{ What string }
		if json.Unmarshal([]byte(line), &l) != nil || l.What != "beside" && l.What != "asked" {
			t.Error(line)
		}
	}
}
