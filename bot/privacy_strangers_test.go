package bot_test

import (
	"slices"
	"strings"
	"testing"

	"collab/bot"
	"collab/bot/web"
)

// Whoever takes no part is shown nothing: not what is shared, not even that there is such a relationship.
func TestNonInterferenceWithStrangers(t *testing.T) {
	w := build(t, nil)
	for _, who := range []somebody{eve, zed} {
		for _, where := range []bot.Place{who.direct(), common, inside("acme"), inside("borealis")} {
			for _, words := range w.spoken() {
				r := w.ask(who, where, words, nil)
				text := shown(r)
				if r.Ref != "" {
					t.Fatalf("%s in %s: %s broke\n%s", who.id, where.Channel, words, w.log.String())
				}
				if words == "try" {
					text += shown(w.ask(who, where, words, map[string]string{"confidence": "at risk", "part": "Something plain"}))
				}
				for _, telling := range []string{aloud, "hush", "Borealis", "Kim Osei", "Dana Reyes"} {
					if strings.Contains(text, telling) {
						t.Fatalf("%s in %s says %q and is shown:\n%s", who.id, where.Channel, words, text)
					}
				}
			}
		}
	}
}

// What somebody wrote where not everybody reads starts internal when it is logged, where that may be.
func TestPrivacyOfWhatIsLogged(t *testing.T) {
	w := build(t, nil)
	for _, c := range []struct {
		where    bot.Place
		internal bool
	}{{kim.direct(), true}, {common, false}, {inside("acme"), false}} {
		r := w.bot.Answer(t.Context(), bot.Request{Key: "log " + c.where.Channel, By: kim.account(), Place: c.where, Words: "evidence",
			Source: &bot.Source{Text: "They are late", Author: lee.account(), AuthorName: lee.name, At: w.at}})
		if r.Form == nil || startsInternal(*r.Form) != c.internal || offersInternal(*r.Form) != c.where.Own {
			t.Errorf("in %+v:\n%s", c.where, shown(r))
		}
	}
}

// Everybody was told what was theirs to be told, and nobody else.
func TestPrivacyOfWhoIsTold(t *testing.T) {
	w := build(t, nil)
	for _, who := range []somebody{kim, lee, dana, noor, ines, uma, olga, eve} {
		said, err := w.said(t.Context(), who.direct().String(), 0)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		for _, s := range said {
			if s.Message != nil && strings.Contains(s.Message.Fallback, "Check-in 2 with") {
				asked++
			}
		}
		reads := who == uma || who == olga || who == eve
		if (asked == 0) != reads {
			t.Errorf("%s was asked %d times to answer the check-in", who.id, asked)
		}
	}
	cards, err := w.said(t.Context(), common.String(), 0)
	if err != nil || !slices.ContainsFunc(cards, func(s web.Said) bool { return s.Message != nil && strings.Contains(s.Ref, " card ") }) {
		t.Errorf("the channel that everybody reads has no card: %v", err)
	}
}

// A failure for which there is no evidence is shown to nobody but the party that claims it.
func TestPrivacyOfAnUnfoundedClaim(t *testing.T) {
	w := build(t, nil)
	for _, words := range []string{"claim", "claim 2", "evidence new", "status", "todo", "audit claim 2", "find " + unfounded} {
		for _, where := range []bot.Place{kim.direct(), common} {
			if text := shown(w.ask(kim, where, words, nil)); strings.Contains(text, unfounded) {
				t.Errorf("%s shows it:\n%s", words, text)
			}
		}
	}
	if text := shown(w.ask(dana, dana.direct(), "claim 2", nil)); !strings.Contains(text, unfounded) {
		t.Errorf("its own party is not shown it:\n%s", text)
	}
}
