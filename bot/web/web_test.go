package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"testing"
	"time"

	"collab/bot"
)

func TestChoosingWhoToBe(t *testing.T) {
	b := open(t, silent).visitor(t)
	b.get("/home")
	b.wants(200, "Who would you like to be?", "Kim Osei", "Borealis")
	b.post("/be", url.Values{"account": {kim.Account.String()}, "token": {b.hidden("/be", "token")}})
	b.wants(200, "Kim Osei", "Acme inside", "Mon 2 Mar 2026, 09:00 GMT")
	if b.path != "/home" {
		t.Errorf("went to %s", b.path)
	}
}

func TestChannelsAreEnteredByTheirPartiesAlone(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, dana)
	if b.shows("Acme inside") {
		t.Error("the link gives the channel away")
	}
	b.get("/channel/acme-inside")
	missing := b.status
	b.get("/channel/no-such")
	if missing != 404 || b.status != 404 {
		t.Errorf("%d and %d, want the same answer", missing, b.status)
	}
	b.get("/channel/acme-borealis")
	in := b.form("/say")
	in.Set("in", "channel/acme-inside")
	in.Set("text", "hello")
	b.post("/say", in)
	if b.status != 404 || room.written > 0 {
		t.Errorf("said in a channel of the other party: %d", b.status)
	}
}

func TestWhatIsForTheBot(t *testing.T) {
	for text, want := range map[string]struct {
		words string
		said  int
	}{
		"hello everybody":           {"", 1},
		"/collab status":            {"status", 0},
		" /COLLAB ":                 {"", 0},
		"@collab promise a draft":   {"promise a draft", 1},
		"please @Collab status":     {"please  status", 1},
		"mail x@collab.example now": {"", 1},
		"/collaborate is a word":    {"", 1},
	} {
		room := open(t, silent)
		room.as(t, kim).say("/channel/acme-borealis", text)
		var words string
		if len(room.asked) > 0 {
			words = room.asked[0].Words
		}
		if words != want.words || len(room.said[shared.String()]) != want.said {
			t.Errorf("%q: words %q, said %d", text, words, len(room.said[shared.String()]))
		}
	}
}

func TestRequestSaysWhoAndWhere(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	b.say("/direct", "todo")
	b.say("/channel/acme-inside", "/collab todo")
	own := bot.DirectTo(kim.Account)
	own.Own = true
	if q := room.asked[0]; q.Place != own || q.By != kim.Account || q.Words != "todo" || q.Name != "Kim Osei" || q.Zone != "Europe/London" || q.Values != nil {
		t.Errorf("%+v", q)
	}
	if q := room.asked[1]; q.Place != inside || q.Key == room.asked[0].Key {
		t.Errorf("%+v", q)
	}
}

func TestAnswersInAChannelArePrivate(t *testing.T) {
	room := open(t, func(q bot.Request) bot.Reply {
		return bot.Reply{Message: message("for you"), Ref: "K7Q2", Posts: []bot.Post{{Place: shared, Message: *message("for all")}}}
	})
	k, d := room.as(t, kim), room.as(t, dana)
	k.say("/channel/acme-borealis", "/collab status share")
	k.wants(200, "for you", "for all", "Only visible to you", "Reference K7Q2")
	d.get("/channel/acme-borealis")
	d.wants(200, "for all")
	if d.shows("for you") {
		t.Error("a private answer is shown to somebody else")
	}
}

func TestEvidenceCarriesTheMessage(t *testing.T) {
	room := open(t, silent)
	room.as(t, dana).say("/channel/acme-borealis", "All trucks arrived\non time")
	b := room.as(t, kim)
	b.get("/channel/acme-borealis")
	in := b.form("/evidence")
	b.post("/evidence", in)
	q := room.asked[0]
	want := &bot.Source{Text: "All trucks arrived\non time", Author: dana.Account, AuthorName: "Dana Reyes", At: room.now}
	if q.Words != "evidence" || !reflect.DeepEqual(q.Source, want) {
		t.Errorf("%+v %+v", q, q.Source)
	}
	for _, about := range []string{"2", "0", "-1", "x"} {
		in.Set("about", about)
		if b.post("/evidence", in); b.status != 404 {
			t.Errorf("about %s: %d", about, b.status)
		}
	}
}

func TestPressedTwiceIsOneRequestKey(t *testing.T) {
	room := open(t, func(q bot.Request) bot.Reply { return bot.Reply{Message: message("Done: " + q.Words)} })
	room.home = bot.Message{Blocks: []bot.Block{bot.Buttons{{Label: "Accept", Words: "promise 3 accept"}, {Label: "Decline", Words: "promise 3 decline"}}}}
	b := room.as(t, kim)
	in := b.form("/press")
	b.post("/press", in)
	b.post("/press", in)
	b.wants(200, "Done: promise 3 accept")
	if room.asked[0].Key != room.asked[1].Key || room.asked[0].Words != "promise 3 accept" {
		t.Errorf("%+v", room.asked)
	}
	if n := len(room.said[bot.DirectTo(kim.Account).String()]); n != 1 {
		t.Errorf("answered %d times", n)
	}
	in.Set("words", "promise 3 decline")
	if b.post("/press", in); room.asked[2].Key == room.asked[0].Key {
		t.Error("another button has the same key")
	}
}

func TestSaidTwiceStandsOnce(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	b.get("/channel/acme-borealis")
	in := b.form("/say")
	in.Set("text", "once")
	b.post("/say", in)
	b.post("/say", in)
	if n := len(room.said[shared.String()]); n != 1 {
		t.Errorf("said %d times", n)
	}
}

func TestSendReplacesUnderItsKey(t *testing.T) {
	room := open(t, silent)
	for _, text := range []string{"4 of 7 answered", "5 of 7 answered"} {
		if ref, err := room.Send(t.Context(), shared, "cycle 12", *message(text)); ref != "cycle 12" || err != nil {
			t.Fatal(ref, err)
		}
	}
	b := room.as(t, kim)
	b.get("/channel/acme-borealis")
	b.wants(200, "5 of 7 answered")
	if b.shows("4 of 7") {
		t.Error("the living message was not edited")
	}
}

func TestClockMovesOnceAPress(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, dana)
	in := b.form("/clock")
	in.Set("step", "weeks")
	b.post("/clock", in)
	b.post("/clock", in)
	b.wants(200, "Check-in 2 opened.", "Mon 16 Mar 2026, 06:00 UTC-03")
	in = b.form("/clock")
	in.Set("step", "day")
	b.post("/clock", in)
	b.wants(200, "Tue 17 Mar 2026, 06:00 UTC-03")
	in = b.form("/clock")
	in.Set("step", "back")
	b.post("/clock", in)
	b.wants(400)
}

func TestUnchangedConversationIsNotSentAgain(t *testing.T) {
	room := open(t, silent)
	b := room.as(t, kim)
	b.say("/channel/acme-borealis", "hello")
	version := attribute(regexp.MustCompile(`<div class="log"[^>]*>`).FindString(b.body), "data-version")
	ask := func() {
		r, _ := http.NewRequest("GET", room.URL+"/channel/acme-borealis", nil)
		r.Header.Set("If-None-Match", version)
		b.read(b.Do(r))
	}
	if ask(); b.status != http.StatusNotModified {
		t.Errorf("status %d", b.status)
	}
	room.Send(t.Context(), shared, "x", *message("news"))
	ask()
	b.wants(200, "news")
}

func TestSaidSurvivesStorage(t *testing.T) {
	for _, want := range []Said{
		{N: 1, Place: "web/demo/x", Author: kim.Account, AuthorName: "Kim", Text: "hi", At: time.Unix(1, 0).UTC(), Ref: "k"},
		{N: 2, Place: "web/demo/x", Message: &bot.Message{Fallback: "all", Blocks: everyBlock()}, To: dana.Account, At: time.Unix(2, 0).UTC()},
		{N: 3, Message: &bot.Message{Blocks: []bot.Block{bot.Facts(nil), bot.Buttons(nil)}}},
	} {
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Said
		if err := json.Unmarshal(data, &got); err != nil || fingerprint(got) != fingerprint(want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
		}
		if want.N < 3 && !reflect.DeepEqual(got, want) {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
	if err := json.Unmarshal([]byte(`{"Message":{"fallback":"x","blocks":[{"kind":"video"}]}}`), &Said{}); err == nil {
		t.Error("an unknown block was read")
	}
}
