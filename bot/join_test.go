package bot_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"collab/bot"
)

// stranger is an account nobody has seen before.
func stranger(id string) somebody { return somebody{id: id, name: "Walter " + id, zone: "UTC"} }

// However often and however spelled a code is used at the same time, one account gets in.
func TestACodeLetsOneIn(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	code := codeShown.FindStringSubmatch(w.must(kim, kim.direct(), "members add", map[string]string{"role": "lead"}))[1]
	spelled := []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), strings.Replace(code, "-", " ", 1), strings.ReplaceAll(strings.ToLower(code), "-", "")}
	start := make(chan bool)
	var all sync.WaitGroup
	for i, one := range spelled {
		who := stranger(fmt.Sprint("w", i))
		all.Go(func() {
			<-start
			w.bot.Answer(t.Context(), bot.Request{Key: who.id, By: who.account(), Place: who.direct(), Words: fmt.Sprintf("join %q", one),
				Values: map[string]string{"person": who.name, "zone": who.zone}})
		})
	}
	close(start)
	all.Wait()
	in := 0
	for i := range spelled {
		in += len(w.store.Memberships(stranger(fmt.Sprint("w", i)).account().String()))
	}
	if in != 1 {
		t.Errorf("one code let %d in", in)
	}
}

// Who asks in an internal channel is heard of by its own party alone, whatever organisation they name.
func TestAskingInAnInternalChannel(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	w.must(stranger("w"), inside("acme"), "ask", map[string]string{"person": "Walter", "of": "Borealis"})
	if said := shown(w.ask(dana, dana.direct(), "todo", nil)); strings.Contains(said, "Walter") {
		t.Errorf("the other party hears of it:\n%s", said)
	}
	if said := shown(w.ask(kim, kim.direct(), "todo all 2", nil)); !strings.Contains(said, "Walter") {
		t.Errorf("its own party does not hear of it:\n%s", said)
	}
}

// Who asked, and then joined for one party, is not there any more for another to add.
func TestWhoJoinedAsksNoMore(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	who := stranger("w")
	w.must(who, common, "ask", map[string]string{"person": "Walter", "of": "Borealis"})
	w.join(who, w.must(kim, kim.direct(), "members add", map[string]string{"role": "member"}))
	if said := shown(w.ask(dana, dana.direct(), "todo", nil)); strings.Contains(said, "Walter asks") {
		t.Errorf("still asking:\n%s", said)
	}
}

// What somebody calls internal is not shared because the command knows no internal.
func TestInternalIsNeverDropped(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	for _, words := range []string{`kpi 1 94 "margin" internal`, "kpi 1 at-risk margin internal", "members name margin internal"} {
		before := w.last("joint")
		if said := shown(w.ask(lee, lee.direct(), words, nil)); w.last("joint") != before || !strings.Contains(said, "cannot be internal") {
			t.Errorf("%s: %s", words, said)
		}
	}
	before := w.last("joint")
	w.must(lee, lee.direct(), `evidence "margin" internal`, nil)
	if w.last("joint") != before {
		t.Error("internal evidence was shared")
	}
}
