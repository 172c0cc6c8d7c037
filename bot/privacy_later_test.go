package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/relationship"
	"collab/store"
)

// later is what comes in the quarter after: topics, days off, how long words are kept, evidence with a last day, letters,
// people whom nothing reaches, and somebody who asked to be forgotten. Every party does all of it, each with words of its
// own where it keeps them.
func (w *world) later() {
	w.t.Helper()
	w.kept()
	w.topicsAndDays()
	w.reached()
	w.pass(80 * time.Hour) // the last days pass, and the words of what was kept until then go
	w.forgotten()
}

// kept says how long words are kept: shared ones for all to see, internal ones each party for itself.
func (w *world) kept() {
	w.t.Helper()
	w.do(kim, &relationship.SetRetention{Ledger: relationship.Joint, Months: 84})
	for _, lead := range []somebody{kim, dana, ines} {
		w.do(lead, &relationship.SetRetention{Ledger: lead.party, Months: keptFor(lead.party)})
		for _, last := range []relationship.Date{{Year: 2026, Month: 6, Day: 3}, {Year: 2026, Month: 12, Day: 1}} {
			told, ours := exhibit("Kept until then, "+aloud), exhibit("Kept until then, "+hush(lead.party))
			told.Keep, ours.Keep = last, last
			w.do(lead, &relationship.LogEvidence{Exhibit: told})
			w.do(lead, &relationship.LogEvidence{Exhibit: ours, Internal: true})
		}
	}
}

// keptFor is for how many months a party keeps internal words: another number for each, and none that help names.
func keptFor(party string) int { return 31 + slices.Index(parties, party) }

// topicsAndDays are what the parties have to talk about, and on which days they do not work.
func (w *world) topicsAndDays() {
	w.t.Helper()
	for _, who := range []somebody{kim, noor, ines} {
		w.do(who, &relationship.CarryTopic{Text: "Late invoices, " + aloud})
	}
	w.do(lee, &relationship.CloseTopic{Topic: 2, Outcome: "A credit note, " + aloud})
	for _, lead := range []somebody{kim, dana, ines} {
		w.must(lead, lead.direct(), `settings holidays add 24 Dec "Founders, `+aloud+`"`, nil)
		w.must(lead, lead.direct(), "note objective 1 They work on holidays, "+hush(lead.party), nil)
		w.do(lead, &relationship.SetAway{From: relationship.Date{Year: 2026, Month: 7, Day: 1}, To: relationship.Date{Year: 2026, Month: 7, Day: 9}})
	}
}

// reached is who is told by letter and who wants none, and whom nothing reaches any more. Pia has only a page that she
// opens herself, so that her lead is asked to bring her the link.
func (w *world) reached() {
	w.t.Helper()
	for _, who := range []somebody{lee, noor, ines} {
		w.must(who, who.direct(), "settings mail off for acme", nil)
	}
	for _, who := range []somebody{lee, noor} {
		w.keys++
		if _, err := w.store.Record(w.rel, store.Key{ID: "unreached " + who.id}, relationship.ByClock,
			&relationship.LosePerson{Party: who.party, Person: w.by(who).Person}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// forgotten is that Ivo is erased: his party and the others are each asked about what they wrote of him, and one of them
// has answered in part.
func (w *world) forgotten() {
	w.t.Helper()
	w.do(ivo, &relationship.AddNote{Thing: "objective 1", Text: "A note of somebody who goes, " + hush("borealis")})
	w.do(ivo, &relationship.DraftObjective{Goal: goal("Going, " + hush("borealis"))})
	w.do(ivo, &relationship.LogEvidence{Exhibit: exhibit("Seen by somebody who goes, " + aloud)})
	for _, who := range []somebody{kim, dana, ines} {
		w.do(who, &relationship.LogEvidence{Exhibit: exhibit("Ivo Sand said so, " + aloud)})
		w.do(who, &relationship.AddNote{Thing: "objective 1", Text: "Ivo Sand said otherwise, " + hush(who.party)})
	}
	if _, err := w.store.Erase(ivo.account().String(), true); err != nil {
		w.t.Fatal(err)
	}
	w.do(ines, &relationship.KeepAsked{Erasure: 1})
}

// later checks that what came in the quarter after was drawn for the party, and how long others keep their words was not:
// a number has no word of theirs in it.
func (d *drawing) later(t *testing.T, party string) {
	t.Helper()
	drawn := func(what string) int {
		return slices.IndexFunc(d.drawn, func(q picture) bool { return strings.Contains(q.what, what) })
	}
	for _, what := range []string{"Late invoices, " + aloud, "A credit note, " + aloud, "Founders, " + aloud, "Kept until then, " + aloud, "Kept until then, " + hush(party),
		"84 months", "by or naming", "expired; its words", "You are named in", "Nothing reaches "} {
		if drawn(what) < 0 {
			t.Errorf("%q was not drawn for %s", what, party)
		}
	}
	for _, p := range parties {
		if i := drawn(fmt.Sprint(keptFor(p), " months")); (i >= 0) != (p == party) {
			t.Errorf("how long %s keeps its words: drawn for %s as %d", p, party, i)
		}
	}
	if i := drawn("Nothing tells Pia Marsh"); (i >= 0) != (party == "borealis") {
		t.Errorf("that Pia has only a page: drawn for %s as %d", party, i)
	}
}
