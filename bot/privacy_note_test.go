package bot_test

import (
	"strings"
	"testing"
)

// What a party's people note down for themselves is drawn where they alone read, and its form says so; where others may
// read along there is only the way to it.
func TestPrivacyOfInternalNotes(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	w.must(kim, kim.direct(), "note objective 1 Between us, "+hush("acme")+" for acme", nil)
	if said := shown(w.ask(kim, kim.direct(), "note for acme", nil)); !strings.Contains(said, hush("acme")) {
		t.Errorf("its own people do not read it:\n%s", said)
	}
	if form := w.ask(kim, kim.direct(), "note new for acme", nil).Form; form == nil || form.Audience.Party != "acme" || !strings.Contains(form.Audience.Face, "Internal to Acme") {
		t.Errorf("the form says that others read it: %+v", form)
	}
	for _, who := range []somebody{kim, dana} {
		said := shown(w.ask(who, common, "note for acme", nil))
		if strings.Contains(said, "hush") || !strings.Contains(said, "Not possible here") {
			t.Errorf("%s is shown notes where others read along:\n%s", who.id, said)
		}
	}
	if said := shown(w.ask(dana, dana.direct(), "note for acme", nil)); strings.Contains(said, hush("acme")) {
		t.Errorf("the other party reads them:\n%s", said)
	}
}
