package bot_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"collab/relationship"
)

var askedShown = regexp.MustCompile(`Erase the words of (\d+)`)

// When somebody is erased, each party's relationship manager is asked, once, about what their own party wrote and nothing
// else; nobody is told what the erased person kept to their side, nor their name.
func TestPrivacyOfErasingSomebody(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	w.do(noor, &relationship.AddNote{Thing: "objective 1", Text: "quince"})
	w.do(kim, &relationship.MakeClaim{Kind: relationship.ClaimFailure, Against: "borealis", Text: "Noor Haddad was late"})
	if _, err := w.store.Erase(noor.account().String(), true); err != nil {
		t.Fatal(err)
	}
	var entries []relationship.Mention
	if _, err := w.store.Read(w.rel, "", func(v relationship.View) { entries = v.Shared.Entries() }); err != nil {
		t.Fatal(err)
	}
	for _, lead := range []somebody{kim, dana, ines} {
		said := w.must(lead, lead.direct(), "erase asked 2 for acme", nil)
		shown := askedShown.FindAllStringSubmatch(said, -1)
		if len(shown) == 0 != (lead == ines) {
			t.Errorf("%s is asked about %d entries:\n%s", lead.id, len(shown), said)
		}
		for _, one := range shown {
			if n, _ := strconv.Atoi(one[1]); entries[n-1].Party != lead.party {
				t.Errorf("%s is asked about entry %d of %s", lead.id, n, entries[n-1].Party)
			}
		}
		for _, other := range parties {
			if other != lead.party && strings.Contains(said, hush(other)) || lead != kim && strings.Contains(said, noor.name) || strings.Contains(said, "quince") { // Kim decides on what she reads, her own words
				t.Errorf("%s is shown too much:\n%s", lead.id, said)
			}
		}
		if said := w.must(lead, common, "erase asked 2 for acme", nil); strings.Contains(said, "hush") || strings.Contains(said, noor.name) {
			t.Errorf("%s in the channel that all read:\n%s", lead.id, said)
		}
	}
	for _, who := range []somebody{lee, olga} {
		if said := shown(w.ask(who, who.direct(), "erase asked 2 gone for acme", nil)); !strings.Contains(said, "Only a relationship manager") {
			t.Errorf("%s decides: %s", who.id, said)
		}
	}
	if said := shown(w.ask(eve, eve.direct(), "erase asked 2", nil)); strings.Contains(said, "former member") {
		t.Error(said)
	}
	w.pass(72 * time.Hour)
	w.pass(72 * time.Hour)
	for who, want := range map[somebody]int{kim: 1, dana: 1, ines: 0, lee: 0, olga: 0} {
		told := 0
		for _, d := range w.store.Deliveries() {
			if d.To == who.account().String() && strings.HasPrefix(d.Key, w.rel+" erasure 2") {
				told++
			}
		}
		if told != want {
			t.Errorf("%s is told %d times", who.id, told)
		}
	}
}
