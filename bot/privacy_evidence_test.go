package bot_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/relationship"
)

// point is somebody pointing at a message.
func (w *world) point(who somebody, where bot.Place, src bot.Source) bot.Reply {
	w.keys++
	return w.bot.Answer(w.t.Context(), bot.Request{Key: who.id + " points", By: who.account(), Place: where, Words: "evidence", Source: &src})
}

// newest is the evidence that was put on the shared record last.
func (w *world) newest() (e relationship.Evidence) {
	w.t.Helper()
	if _, err := w.store.Read(w.rel, "", func(v relationship.View) {
		e = *v.Shared.Evidence[slices.Max(slices.Collect(maps.Keys(v.Shared.Evidence)))]
	}); err != nil {
		w.t.Fatal(err)
	}
	return e
}

func danasMessage() bot.Source {
	return bot.Source{Text: "The dock was closed and nobody told us", Author: dana.account(), AuthorName: "Dana Reyes",
		At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Link: "https://acme.slack.com/archives/C1/p1",
		Files: []bot.File{{Name: "gate.log", SHA256: strings.Repeat("0a", 32)}, {Name: "photo.png"}}}
}

// Whoever sends the form of a message can leave words out; who wrote it, when, where, and with which files, they
// cannot say. Nobody else finds what they pointed at.
func TestPrivacyOfAMessageThatIsLogged(t *testing.T) {
	w := build(t, nil)
	r := w.point(kim, common, danasMessage())
	if r.Form == nil || !strings.Contains(r.Form.Intro, "Dana Reyes of Borealis wrote this on Mon 2 Mar 08:00 GMT") || !strings.Contains(r.Form.Intro, "SHA-256 of 1 file") {
		t.Fatalf("%s", shown(r))
	}
	forged := map[string]string{"what": "The dock was closed … nobody told us\nFiles: gate.log", "author": "Ines Roth", "link": "https://example.com",
		"hashes": strings.Repeat("0b", 32), "event": "2026-01-01", "grade": "4", "kind": "document"}
	if other := w.ask(lee, common, r.Form.Words, forged); !strings.Contains(shown(other), "I no longer have that message") {
		t.Errorf("Lee sends what Kim pointed at:\n%s", shown(other))
	}
	invented := map[string]string{"what": "The dock was open"}
	if other := w.ask(kim, common, r.Form.Words, invented); !strings.Contains(other.Errors["what"], "does not say this") {
		t.Errorf("words are put into a mouth:\n%s", shown(other))
	}
	if again := w.ask(kim, common, r.Form.Words, nil); again.Form == nil || again.Form.Intro != r.Form.Intro {
		t.Errorf("opened again:\n%s", shown(again))
	}
	w.must(kim, common, r.Form.Words, forged)
	e := w.newest()
	if e.Kind != relationship.MessagePermalink || e.Author == "" || e.AuthorName != "" || e.Link != danasMessage().Link || e.Grade != 1 ||
		!e.SourceAt.Equal(danasMessage().At) || e.Event.String() != "2026-03-02" || !slices.Equal(e.Hashes, []string{strings.Repeat("0a", 32)}) {
		t.Errorf("on record stands %+v", e)
	}
}

// An author is known by the account, not by a name that anybody can take; whose account it is, is a party's own.
func TestPrivacyOfWhoWroteAMessage(t *testing.T) {
	w := build(t, nil)
	for name, c := range map[string]struct {
		who, by   somebody
		as, shown string
	}{
		"a partner by their name":        {kim, dana, "Dana Reyes", "Dana Reyes of Borealis"},
		"one of ours by another name":    {kim, lee, "Night Owl", "Lee Park of Acme"},
		"a partner by another name":      {kim, dana, "Night Owl", "Night Owl, no member that I know of,"},
		"a stranger by a partner's name": {kim, eve, "Dana Reyes", "Dana Reyes, no member that I know of,"},
	} {
		src := danasMessage()
		src.Author, src.AuthorName = c.by.account(), c.as
		if r := w.point(c.who, common, src); r.Form == nil || !strings.HasPrefix(r.Form.Intro, c.shown+" wrote this") {
			t.Errorf("%s:\n%s", name, shown(r))
		}
	}
}

// Who only put our emoji on a message is asked if they may log it, and hears nothing otherwise.
func TestPrivacyOfAProposal(t *testing.T) {
	w := build(t, nil)
	elsewhere := bot.Place{Platform: common.Platform, Home: common.Home, Channel: "elsewhere", Kind: bot.Shared}
	for _, c := range []struct {
		who   somebody
		where bot.Place
		asked bool
	}{{kim, common, true}, {dana, common, true}, {eve, common, false}, {zed, common, false}, {uma, common, false}, {eve, elsewhere, false}} {
		r := w.bot.Answer(t.Context(), bot.Request{Key: "marks", By: c.who.account(), Place: c.where, Words: "evidence C1/1772445600.000100", Unasked: true})
		if asked := r.Message != nil; asked != c.asked || r.Form != nil || len(r.Posts) > 0 || asked && !strings.Contains(shown(r), "evidence C1/1772445600.000100") {
			t.Errorf("%s in %s:\n%s", c.who.id, c.where.Channel, shown(r))
		}
	}
	if r := w.ask(kim, common, "evidence no", nil); shown(r) != shown(bot.Reply{}) {
		t.Errorf("after no: %s", shown(r))
	}
}

// Of internal evidence that is a message, only words of the message are shared as such.
func TestPrivacyOfASharedMessage(t *testing.T) {
	w := build(t, nil)
	r := w.point(kim, kim.direct(), danasMessage())
	told := w.must(kim, kim.direct(), r.Form.Words, map[string]string{"what": "The dock was closed", "audience": "internal"})
	_, id, _ := strings.Cut(told, "internal evidence ")
	id, _, _ = strings.Cut(id, ".")
	if r := w.ask(kim, kim.direct(), "evidence share "+id, map[string]string{"what": "The dock was open"}); !strings.Contains(r.Errors["what"], "does not say this") {
		t.Errorf("%s: %s", id, shown(r))
	}
	w.must(kim, kim.direct(), "evidence share "+id, map[string]string{"what": "The dock"})
}
