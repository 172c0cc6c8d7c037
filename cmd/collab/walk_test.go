package main

import (
	"testing"
)

// TestNewUsersFortnights is what a new user tries: two people begin a relationship in an empty demo, agree on something,
// promise, measure, and answer two check-ins, one of them late. Then the store is checked.
func TestNewUsersFortnights(t *testing.T) {
	v, d := visit(t, true)
	v.begin()
	v.agree()
	v.measure()
	v.promise()
	v.keep()
	v.firstCheckIn()
	v.secondCheckIn()
	v.compare()
	if out, err := d.run("verify", d.path("demo.db")); err != nil {
		t.Errorf("%s: %v", out, err)
	}
}

const channel = "/channel/acme-borealis"

// begin sets the relationship up and brings the other side in.
func (v *visitor) begin() {
	v.open("/")
	v.picture("walk-01-choose")
	v.be("kim")
	v.picture("walk-02-empty-home")
	v.say("/direct", "new")
	v.picture("walk-03-new")
	v.fill("party", "Acme", "partner", "Borealis", "why", "Fewer late trucks for both of us.")
	code := v.code()
	v.picture("walk-04-invited")
	v.say(channel, "/collab settings channel")
	v.picture("walk-05-introduced")
	v.be("dana")
	v.say("/direct", "join "+code)
	v.picture("walk-06-join")
	v.fill()
	v.sees("You have joined as a relationship manager of Borealis")
	v.picture("walk-07-joined")
}

// agree agrees one shared objective that supports one of each side.
func (v *visitor) agree() {
	v.say("/direct", "objective new")
	v.fill("whose", "mine", "title", "Drivers wait less at the gate", "good", "Nobody waits longer than twenty minutes.", "category", "cost")
	v.be("kim")
	v.say("/direct", "objective new")
	v.picture("walk-08-objective")
	v.fill("whose", "mine", "title", "Shelves full by eight", "good", "Every store, every morning.", "category", "client satisfaction")
	v.say("/direct", "objective new")
	v.fill("whose", "ours", "title", "Trucks arrive when we said", "good", "Within half an hour of the slot.", "category", "time", "target", "96 %", "due", "in 9 months")
	v.press("Show objective 3")
	v.press("Yes, it supports objective 2")
	v.be("dana")
	v.picture("walk-09-home-with-questions")
	v.press("Confirm")
	v.say("/direct", "objective link 1 agree")
	v.say("/direct", "objective 3")
	v.press("Yes, it supports objective 1")
	v.be("kim")
	v.press("Agree")
	v.say("/direct", "objective")
	v.sees("100 % (1 of 1)")
	v.picture("walk-10-objectives")
}

// measure agrees a KPI and reads it.
func (v *visitor) measure() {
	v.say("/direct", "kpi new")
	v.fill("title", "On-time delivery", "formula", "Trucks on time / all trucks, from the gate log", "objective", "3", "baseline", "88 %", "target", "96 %", "by", "in 9 months")
	v.say("/direct", "kpi 1 agree")
	v.be("dana")
	v.say("/direct", "kpi 1 agree")
	v.sees("Every party has agreed to KPI 1")
	v.be("kim")
	v.say("/direct", "kpi 1 89.2")
	v.sees("89.2 % on")
	v.picture("walk-11-reading")
}

// promise makes one promise each way, and both are agreed.
func (v *visitor) promise() {
	v.say("/direct", "promise @dana slots two days ahead by in 10 days")
	v.press("Promise this")
	v.sees("Offered to Dana Reyes")
	v.be("dana")
	v.say("/direct", "promise @kim a number to ring at night by in 8 days")
	v.picture("walk-12-echo")
	v.press("Promise this")
	v.say("/direct", "promise 1")
	v.press("Agree")
	v.sees("Agreed: promise 1")
	v.be("kim")
	v.say("/direct", "promise 2 agree")
	v.sees("Agreed: promise 2")
}

// keep keeps one of them, with evidence from a message in the channel.
func (v *visitor) keep() {
	v.say(channel, "The slots are two days ahead from today, for every store.")
	v.say("/direct", `promise 1 done`)
	v.be("dana")
	v.say("/direct", "promise 1 accept")
	v.sees("It counts as kept")
	v.open(channel)
	v.press("Log as evidence")
	v.picture("walk-13-evidence")
	v.fill("about", "objective 3")
	v.sees("Logged as evidence 1")
	v.picture("walk-14-logged")
}

// moves presses a button of the clock, and waits for what happened.
func (v *visitor) moves(step string) {
	v.Helper()
	v.js(`(window.before = document.querySelector(".clock time").dateTime, true)`)
	v.js(`(document.querySelector(".clock button[value='` + step + `']").click(), true)`)
	v.until(`document.querySelector(".clock time").dateTime !== window.before`)
}

// comes moves the clock until the page shows a text.
func (v *visitor) comes(step, text string) {
	v.Helper()
	for range 20 {
		v.open("/home")
		if v.js(`document.body.innerText.includes(`+quoted(text)+`)`) == "true" {
			return
		}
		v.moves(step)
	}
	v.Fatalf("%s never came: %s", text, v.page())
}

// firstCheckIn is answered in time by both.
func (v *visitor) firstCheckIn() {
	v.comes("next", "Check-in 1")
	v.picture("walk-15-check-in-open")
	v.press("Answer")
	v.picture("walk-16-check-in")
	v.fill("confidence", "at risk", "part", "We were late with the gate in Leeds.", "need", "A number to ring at night.")
	v.be("kim")
	v.press("Answer")
	v.fill("confidence", "on track", "part", "The slots are out two days ahead.", "note", "Let us see whether they hold.")
	v.sees("2 of 2 have answered")
	v.picture("walk-17-answered")
}

// secondCheckIn is answered by one side in time, by the other side late.
func (v *visitor) secondCheckIn() {
	v.moves("weeks")
	v.comes("day", "Check-in 2")
	v.press("Answer")
	v.fill("confidence", "on track", "part", "Nothing owed.")
	v.be("dana")
	for range 8 {
		v.moves("day")
	}
	v.say("/direct", "checkin 2")
	v.fill("confidence", "on track", "part", "We were all at a fair.")
	v.sees("marked late")
	v.picture("walk-18-late")
}

// compare looks at how it stands on both sides: the same figures.
func (v *visitor) compare() {
	var seen []string
	for _, who := range []string{"kim", "dana"} {
		v.be(who)
		v.say("/direct", "status")
		v.sees("As of")
		v.picture("walk-19-status-" + who)
		seen = append(seen, v.js(`[...document.querySelectorAll("article.bot")].at(-1).querySelector(".b-facts").innerText`))
	}
	if seen[0] != seen[1] {
		v.Errorf("kim reads\n%s\ndana reads\n%s", seen[0], seen[1])
	}
}
