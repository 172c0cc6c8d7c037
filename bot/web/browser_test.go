package web

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"collab/bot"
)

// fortnight is a small conversation, lively enough to be looked at.
func fortnight(t *testing.T) *room {
	r := open(t, func(q bot.Request) bot.Reply {
		switch {
		case q.Words == "promise":
			return bot.Reply{Form: promise()}
		case q.Values != nil && q.Values["amount"] != "90":
			return bot.Reply{Errors: map[string]string{"amount": `"about 90" is not a number I can store. Try 94.2 or 94,2 %.`}}
		case q.Values != nil:
			return bot.Reply{Message: message("Promised to Dana Reyes."), Posts: []bot.Post{{Place: shared, Message: bot.Message{
				Fallback: "Promise 4", Blocks: []bot.Block{bot.Text{Title: "Promise 4 · Kim Osei to Dana Reyes", Body: q.Values["what"]}, bot.Note{Body: "Undo is open for ten minutes."}}}}}}
		}
		return bot.Reply{Message: &bot.Message{Fallback: "Status", Blocks: everyBlock()}}
	})
	due := r.now.Add(4 * 24 * time.Hour)
	r.home = bot.Message{Blocks: []bot.Block{
		bot.Items{Title: "Waiting for you", Items: []bot.Item{
			{Title: "Check-in 12", Detail: "Acme × Borealis, closes", At: due, Button: bot.Button{Label: "Answer check-in", Words: "checkin", Style: bot.Primary}},
			{Title: "Confirm objective 2: fewer late trucks", Detail: "Shared by Dana Reyes, Borealis", Button: bot.Button{Label: "Confirm objective 2", Words: "objective 2 confirm"}},
		}},
		bot.Items{Title: "Your relationships", Items: []bot.Item{{Title: "Acme × Borealis", Detail: "Staying together · on track · next check-in", At: due, Button: bot.Button{Label: "Status", Words: "status"}}}},
		bot.Buttons{{Label: "Promise something", Words: "promise", Style: bot.Primary}, {Label: "Log evidence", Words: "evidence"}, {Label: "Start a relationship", Words: "new"}},
		bot.Note{Body: "Internal to Acme: what you write here is read by your own people."}}}
	for _, one := range []Said{
		{Author: kim.Account, AuthorName: kim.Name, Text: "Morning. The carrier added a second late shift, so we should see fewer late trucks from this week."},
		{Author: dana.Account, AuthorName: dana.Name, Text: "Good. All 14 trucks arrived on time yesterday; I will send you the gate log."},
		{Message: &bot.Message{Fallback: "Check-in 12", Blocks: []bot.Block{
			bot.Text{Title: "Check-in 12 · Acme × Borealis"}, bot.Facts{{Name: "Answered", Value: "5 of 7"}, {Name: "Closes", At: due}},
			bot.Buttons{{Label: "Answer check-in", Words: "checkin", Style: bot.Primary}, {Label: "Snooze until tomorrow", Words: "checkin snooze"}, {Label: "Skip, with reason", Words: "checkin skip"}},
			bot.Note{Body: "Names of who has answered stay with each party."}}}},
		{Author: lee.Account, AuthorName: lee.Name, Text: "@collab status"},
	} {
		one.Place, one.At = shared.String(), r.now.Add(-20*time.Hour)
		if err := r.say(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func look(t *testing.T, r *room) eyes {
	return eyes{T: t, ctx: chromium.Window(t), room: r}
}

func TestWalkWithTheKeyboardOnANarrowScreen(t *testing.T) {
	e := look(t, fortnight(t))
	e.size(360, 760, "light")
	e.open("/")
	e.tabTo(`.person[value="` + kim.Account.String() + `"]`)
	e.do(chromedp.KeyEvent(kb.Enter))
	e.until(`location.pathname === "/home"`)
	e.tabTo(`nav a[href="/channel/acme-borealis"]`)
	e.do(chromedp.KeyEvent(kb.Enter))
	e.until(`document.querySelector("[data-log]") !== null`)
	e.tabTo(`textarea`)
	e.do(chromedp.KeyEvent("/collab promise"), chromedp.KeyEvent(kb.Enter))
	e.until(`document.querySelector("dialog[open] [name='f.what']") === document.activeElement`)
	e.do(chromedp.KeyEvent("The revised forecast"))
	e.tabTo(`[name="f.amount"]`)
	e.do(chromedp.KeyEvent("about 90"), chromedp.KeyEvent(kb.Enter))
	e.until(`document.activeElement.getAttribute("aria-invalid") === "true"`)
	if got := e.js(`document.querySelector("[name='f.what']").value + "|" + document.activeElement.value`); got != "The revised forecast|about 90" {
		t.Errorf("what was typed became %q", got)
	}
	e.narrow()
	e.readable("dialog")
	e.picture("360-light-error")
	e.js(`document.activeElement.select()`)
	e.do(chromedp.KeyEvent("90"), chromedp.KeyEvent(kb.Enter))
	e.until(`!document.querySelector("dialog").open && document.body.innerText.includes("Promised to Dana Reyes.")`)
	if got := e.js(`document.activeElement.id + document.activeElement.value`); got != "text" {
		t.Errorf("the focus went to %q", got)
	}
	e.do(chromedp.KeyEvent("thank you"))
	e.until(`document.activeElement.value === "thank you"`)
	e.picture("360-light-promised")
	e.narrow()
	if n := len(e.room.asked); n != 3 {
		t.Errorf("asked %d times", n)
	}
}

func TestWorksWithoutScript(t *testing.T) {
	e := look(t, fortnight(t))
	if _, err := chromedp.Call(e.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	e.size(360, 760, "light")
	e.open("/")
	e.do(chromedp.Click(`.person[value="`+kim.Account.String()+`"]`), chromedp.WaitVisible(`button[value="promise"]`),
		chromedp.Click(`button[value="promise"]`), chromedp.WaitVisible(`.page-form [name="f.what"]`), chromedp.SendKeys(`[name="f.amount"]`, "about 90"))
	e.picture("360-light-plain-form")
	e.do(chromedp.Click(`.ask-form footer button`), chromedp.WaitVisible(`[name="f.amount"][aria-invalid]`), chromedp.SetValue(`[name="f.amount"]`, "90"),
		chromedp.Click(`.ask-form footer button`), chromedp.WaitVisible(`.answer`))
	if got := run(e, chromedp.Text(`.answer`)); !strings.Contains(got, "Promised to Dana Reyes.") {
		t.Errorf("the answer is %q", got)
	}
	e.picture("360-light-plain-answer")
}

func TestDraftOutlivesAClosedDialog(t *testing.T) {
	e := look(t, fortnight(t))
	e.be(kim)
	e.do(chromedp.Click(`button[value="promise"]`), chromedp.WaitVisible(`dialog[open] [name="f.what"]`), chromedp.SendKeys(`[name="f.what"]`, "half a thought"),
		chromedp.KeyEvent(kb.Escape))
	e.until(`!document.querySelector("dialog").open`)
	e.do(chromedp.Click(`.resume`), chromedp.WaitVisible(`dialog[open]`))
	if got := e.js(`document.querySelector("[name='f.what']").value`); got != "half a thought" {
		t.Errorf("the draft became %q", got)
	}
}

func TestAnotherTabBecameSomebodyElse(t *testing.T) {
	e := look(t, fortnight(t))
	e.be(kim)
	e.open("/channel/acme-borealis")
	e.js(`fetch("/").then(r => r.text()).then(text => fetch("/be", { method: "POST", body: new URLSearchParams({
		account: "` + dana.Account.String() + `", token: new DOMParser().parseFromString(text, "text/html").querySelector("[name=token]").value }) }))`)
	e.until(`document.querySelector(".me").innerText.includes("Dana Reyes") && document.querySelector("[data-log]") !== null`)
}

func TestNewsArrivesByItself(t *testing.T) {
	e := look(t, fortnight(t))
	e.be(dana)
	e.open("/channel/acme-borealis")
	e.do(chromedp.SendKeys(`textarea`, "half a sentence"))
	if err := e.room.say(t.Context(), Said{Place: shared.String(), Author: lee.Account, AuthorName: lee.Name, Text: "The gate log is in.", At: e.room.now}); err != nil {
		t.Fatal(err)
	}
	e.until(`document.body.innerText.includes("The gate log is in.")`)
	if got := e.js(`document.querySelector("textarea").value + "|" + document.activeElement.id`); got != "half a sentence|text" {
		t.Errorf("the composer became %q", got)
	}
}

func TestClockMovesInThePage(t *testing.T) {
	e := look(t, fortnight(t))
	e.be(kim)
	e.tabTo(`button[value="weeks"]`)
	e.do(chromedp.KeyEvent(kb.Enter))
	e.until(`document.querySelector(".happened").textContent === "Check-in 2 opened." && document.querySelector(".clock time").textContent.startsWith("Mon 16 Mar")`)
	if got := e.js(`document.activeElement.value`); got != "weeks" {
		t.Errorf("the focus went to %q", got)
	}
}

func TestPagesLookRight(t *testing.T) {
	e := look(t, fortnight(t))
	e.size(1280, 860, "light")
	e.be(kim)
	e.open("/channel/acme-borealis")
	e.do(chromedp.SendKeys(`textarea`, "/collab status"), chromedp.KeyEvent(kb.Enter))
	e.until(`document.querySelector(".chart") !== null`)
	for _, shape := range []struct {
		name          string
		width, height int64
	}{{"1280", 1280, 860}, {"360", 360, 760}} {
		for _, scheme := range []string{"light", "dark"} {
			e.size(shape.width, shape.height, scheme)
			for name, path := range map[string]string{"choose": "/", "home": "/home", "relationship": "/relationship/acme-borealis", "channel": "/channel/acme-borealis", "lost": "/nowhere"} {
				e.open(path)
				e.look(shape.name + "-" + scheme + "-" + name)
			}
			e.open("/channel/acme-borealis")
			e.js(`document.querySelector("[data-log]").scrollTop = 0`)
			e.picture(shape.name + "-" + scheme + "-channel-top")
			e.open("/home")
			e.do(chromedp.Click(`button[value="promise"]`), chromedp.WaitVisible(`dialog[open]`))
			e.look(shape.name + "-" + scheme + "-form")
		}
	}
}

func TestZooStaysTextInTheBrowser(t *testing.T) {
	ctx := chromium.Window(t)
	err := chromedp.Listen(ctx, func(event any) {
		if _, ok := event.(*page.EventJavascriptDialogOpening); ok {
			t.Error("a script ran")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range zoo {
		e := eyes{T: t, ctx: ctx, room: open(t, silent)}
		blocks, form := wild(s)
		e.room.home = bot.Message{Blocks: append(blocks, bot.Buttons{{Label: "Open", Words: "open it"}})}
		e.room.answer = func(bot.Request) bot.Reply { return bot.Reply{Form: &form, Errors: map[string]string{"": s}} }
		e.size(360, 760, "light")
		e.be(kim)
		e.narrow()
		e.do(chromedp.Click(`button[value="open it"]`), chromedp.WaitVisible(`dialog[open]`))
		if got := e.js(`document.querySelectorAll("main script, main img, dialog script, dialog img, [onmouseover], [onerror], a[href^=javascript]").length`); got != "0" {
			t.Errorf("%.40q made %s elements", s, got)
		}
		want := strings.Join(strings.Fields(s), " ")
		if got := e.js(`document.querySelector(".b-note").textContent.trim().replace(/\s+/g, " ")`); !strings.ContainsRune(s, 0) && got != want {
			t.Errorf("%.40q became %.40q", s, got)
		}
		e.narrow()
	}
}
