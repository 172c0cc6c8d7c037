package bot_test

import (
	"strings"
	"testing"

	"collab/relationship"
)

// How long a party keeps its internal words is its own affair: the rule stands in its own ledger, and no other party
// reads it.
func TestPrivacyOfHowLongInternalWordsAreKept(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	if said := w.must(kim, kim.direct(), "settings keep internal 17 months for acme", nil); !strings.Contains(said, "17 months") {
		t.Fatal(said)
	}
	if _, err := w.store.Read(w.rel, "borealis", func(v relationship.View) {
		if len(v.Shared.Retention) != 1 || v.Shared.Retention["acme"] != 84 || v.Own.Retention != keptFor("borealis") {
			t.Errorf("borealis reads %v, %d", v.Shared.Retention, v.Own.Retention)
		}
	}); err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{w.must(dana, dana.direct(), "settings keep for acme", nil), w.must(kim, common, "settings keep for acme", nil)} {
		if strings.Contains(said, "17 months") {
			t.Error(said)
		}
	}
}
