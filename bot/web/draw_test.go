package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

func everyBlock() []bot.Block {
	due := time.Date(2026, 3, 20, 17, 0, 0, 0, time.UTC)
	accept := bot.Button{Label: "Accept", Words: "promise 3 accept", Style: bot.Primary}
	return []bot.Block{
		bot.Text{Title: "Acme × Borealis", Body: "On track.\nNext check-in soon."},
		bot.Facts{{Name: "Promises kept", Value: "9 of 11"}, {Name: "Next check-in", At: due}},
		bot.Items{Title: "Waiting for you", Items: []bot.Item{
			{Title: "Revised forecast", Detail: "due", At: due, Button: accept},
			{Title: "Signed minutes", Link: "https://example.org/minutes"},
			{Title: "Not a link", Link: "ftp://example.org"},
		}, More: "and 12 more", Rest: bot.Button{Label: "Show all", Words: "todo all"}},
		chart(),
		bot.Buttons{accept, {Label: "Start exit", Words: "exit", Confirm: "Both sides are told.", Style: bot.Danger}},
		bot.Note{Body: "Undo is open for ten minutes."},
	}
}

func TestEveryBlockIsDrawn(t *testing.T) {
	room := open(t, silent)
	room.home = bot.Message{Blocks: everyBlock()}
	b := room.as(t, dana)
	b.wants(200, "Acme × Borealis", "Next check-in soon.", "9 of 11", "Fri 20 Mar 2026, 14:00 UTC-03", "Waiting for you", "Revised forecast",
		"and 12 more", "Show all", "the target is 95 %", "Readings as a table", "Both sides are told.", "Undo is open for ten minutes.")
	for _, want := range []string{`<a href="https://example.org/minutes"`, `value="promise 3 accept"`, "<svg", `datetime="2026-03-20T17:00:00Z"`, `class="danger"`, `class="primary"`} {
		if !strings.Contains(b.body, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(b.body, "ftp:") {
		t.Error("a link that is not http")
	}
}

func TestMessageWithoutBlocksIsItsFallback(t *testing.T) {
	room := open(t, silent)
	room.home = bot.Message{Fallback: "Nothing waits for you."}
	room.as(t, kim).wants(200, "Nothing waits for you.")
}

// promise is a form with every kind of field.
func promise() *bot.Form {
	people := []bot.Option{{Value: "p1", Label: "Kim Osei"}, {Value: "p2", Label: "Dana Reyes"}}
	return &bot.Form{
		Title: "Promise something", Intro: "Borealis will see it at once.", Words: "promise seen 7", Submit: "Promise",
		Audience: bot.Audience{Face: "Shared with Borealis"},
		Fields: []bot.Field{
			{Name: "what", Label: "What you promise", Kind: bot.Line, Hint: "One sentence.", Max: 200},
			{Name: "why", Label: "Why it matters", Kind: bot.Long, Optional: true},
			{Name: "amount", Label: "How many", Kind: bot.Number},
			{Name: "due", Label: "By when", Kind: bot.Day, Hint: "A date, or words such as next Friday."},
			{Name: "sure", Label: "How sure you are", Kind: bot.Choice, Options: []bot.Option{{Value: "on", Label: "On track"}, {Value: "risk", Label: "At risk"}}},
			{Name: "about", Label: "What it supports", Kind: bot.Choices, Options: []bot.Option{{Value: "1", Label: "Objective 1"}, {Value: "2", Label: "Objective 2"}}},
			{Name: "to", Label: "To whom", Kind: bot.Who, Options: people, Value: "p2"},
			{Name: "team", Label: "For our team", Kind: bot.Long, Optional: true, Audience: &bot.Audience{Party: "acme", Face: "Internal to Acme"}},
		},
	}
}

func TestEveryFieldIsDrawn(t *testing.T) {
	room := open(t, func(bot.Request) bot.Reply { return bot.Reply{Form: promise()} })
	b := room.as(t, kim)
	b.say("/channel/acme-borealis", "/collab promise")
	b.wants(200, "Promise something", "Shared with Borealis", "Borealis will see it at once.", "Who will read this: ", "Internal to Acme", "Up to 200 characters.", "(optional)")
	for _, f := range promise().Fields {
		b.wants(200, f.Label, f.Hint)
	}
	for _, want := range []string{`type="text" value="" autocomplete="off" dir="auto" inputmode="decimal"`, `<textarea id="f1" name="f.why"`, `type="radio" id="f4-0" name="f.sure" value="on"`,
		`type="checkbox" id="f5-1" name="f.about" value="2"`, `<option value="p2" selected>`, `aria-describedby="f0-hint"`} {
		if !strings.Contains(b.body, want) {
			t.Errorf("no %s in %s", want, b.body)
		}
	}
}

func TestErrorsStandAtTheirFieldsAndWhatWasTypedStays(t *testing.T) {
	bad := map[string]string{"amount": `"about 90" is not a number I can store.`, "about": "Choose one.", "": "Nothing was recorded.", "gone": "A field that is no more."}
	room := open(t, func(q bot.Request) bot.Reply {
		if q.Values == nil {
			return bot.Reply{Form: promise()}
		}
		if q.Values["amount"] == "90" {
			return bot.Reply{Message: message("Promised.")}
		}
		return bot.Reply{Errors: bad}
	})
	b := room.as(t, kim)
	b.say("/channel/acme-borealis", "/collab promise")
	in := b.form("/submit")
	in.Set("f.what", `say "yes" & <more>`)
	in.Set("f.why", "\r\nfirst\r\nsecond")
	in.Set("f.amount", "about 90")
	in["f.about"] = []string{"1", "2"}
	in.Set("f.sure", "risk")
	in.Set("f.unasked", "x")
	b.post("/submit", in)
	b.wants(http.StatusUnprocessableEntity, bad["amount"], bad["about"], bad[""], bad["gone"], `say "yes" & <more>`, "\nfirst\nsecond", "about 90")
	for _, want := range []string{`aria-describedby="f2-error" aria-invalid="true"`, `id="f2-error"`, `value="risk" checked`, `value="1" checked`, `value="2" checked`} {
		if !strings.Contains(b.body, want) {
			t.Errorf("no %s in %s", want, b.body)
		}
	}
	sent := room.asked[1]
	if sent.Words != "promise seen 7" || sent.Values["about"] != "1\n2" || sent.Values["why"] != "\nfirst\nsecond" || len(sent.Values) != 8 {
		t.Errorf("%+v", sent)
	}
	nonce := in.Get("nonce")
	in = b.form("/submit")
	if in.Get("nonce") != nonce || in.Get("f.what") != `say "yes" & <more>` {
		t.Errorf("the form did not stay the same: %v", in)
	}
	in.Set("f.amount", "90")
	b.post("/submit", in)
	b.post("/submit", in)
	b.wants(200, "Promised.")
	if room.asked[2].Key != room.asked[3].Key || strings.Count(b.body, "<article") != 1 {
		t.Error("submitted twice counts twice")
	}
}

func TestEvidenceFormKeepsItsMessage(t *testing.T) {
	room := open(t, asksAgain)
	b := room.as(t, kim)
	b.say("/channel/acme-borealis", "It arrived")
	b.post("/evidence", b.form("/evidence"))
	b.post("/submit", b.form("/submit"))
	b.post("/submit", b.form("/submit"))
	for i, q := range room.asked {
		if q.Source == nil || q.Source.Text != "It arrived" {
			t.Errorf("request %d is about %+v", i, q.Source)
		}
	}
}

func TestErrorsWithoutAFormAreAnAnswer(t *testing.T) {
	room := open(t, func(bot.Request) bot.Reply { return bot.Reply{Errors: map[string]string{"": "Nobody is called Bob."}} })
	b := room.as(t, kim)
	b.say("/direct", "promise @bob")
	b.wants(200, "Nobody is called Bob.")
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Kim Osei": "KO", "Prince": "P", "": "?", "Ana de la Cruz": "AC", "élan vital": "ÉV"} {
		if got := initials(name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}

// A form travels through the browser, so whoever sends it back may have filled it to be slow: drawing it stays linear.
func TestAFormMadeToBeSlow(t *testing.T) {
	f := bot.Form{Fields: []bot.Field{{Name: "x", Kind: bot.Choices, Value: strings.Repeat("\n", 100_000), Options: make([]bot.Option, 12_000)}}}
	for i := range f.Fields[0].Options {
		f.Fields[0].Options[i].Value = "a"
	}
	began := time.Now()
	if drawn := fieldViews(f); len(drawn[0].Options) != 12_000 || time.Since(began) > 2*time.Second {
		t.Errorf("%d options in %v", len(drawn[0].Options), time.Since(began))
	}
}

// Nor does it grow: a field that stands there often is not drawn so often, with all that was filled in each time.
func TestAFormMadeToBeLarge(t *testing.T) {
	room := open(t, asksAgain)
	b := room.as(t, kim)
	b.say("/direct", "promise")
	in := b.form("/submit")
	in.Set("form", `{"Fields":[{"Name":"x"}`+strings.Repeat(`,{"Name":"x"}`, 200)+`]}`)
	in.Set("f.x", strings.Repeat("y", 100_000))
	b.post("/submit", in)
	b.wants(http.StatusBadRequest, "That form could not be read.")
}

// asksAgain opens the form of a promise, and finds nothing in it good enough.
func asksAgain(q bot.Request) bot.Reply {
	if q.Values == nil {
		return bot.Reply{Form: promise()}
	}
	return bot.Reply{Errors: map[string]string{"what": "Say what."}}
}
