package bot_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/web"
	"collab/relationship"
	"collab/store"
)

var codeShown = regexp.MustCompile(`join ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})`)

// join lets somebody use the code that is shown.
func (w *world) join(who somebody, shown string) {
	w.t.Helper()
	code := codeShown.FindStringSubmatch(shown)
	if code == nil {
		w.t.Fatalf("no code for %s in %s", who.id, shown)
	}
	w.must(who, who.direct(), "join "+code[1], map[string]string{"person": who.name, "zone": who.zone})
}

// build is a relationship in which every party shares everything that can be shared, and keeps everything that can be
// kept. Random, when given, adds what chance brings.
func build(t testing.TB, random *rand.Rand) *world {
	t.Helper()
	w := open(t, filepath.Join(room(t), "whole.db"), begins, 1)
	w.people()
	w.places()
	w.together()
	w.apart()
	w.weeks(random)
	return w
}

func (w *world) people() {
	w.t.Helper()
	invited := w.must(kim, kim.direct(), "new", map[string]string{"party": "Acme", "partner": "Borealis", "why": "Fewer late trucks, " + aloud,
		"person": kim.name, "first": "12 Mar"})
	w.rel = w.store.Memberships(kim.account().String())[0].Relationship
	w.join(dana, invited)
	for _, team := range [][]somebody{{kim, lee, uma, ugo}, {dana, noor, olga, pia, ivo}} {
		for i, c := range team[1:] {
			w.join(c, w.must(team[0], team[0].direct(), "members add", map[string]string{"role": []string{"member", "observer", "member", "member"}[i]}))
		}
	}
	w.must(kim, kim.direct(), "members invite Cassini", nil)
	w.must(dana, dana.direct(), "members agree cassini", nil)
	w.join(ines, w.must(kim, kim.direct(), "members invite Cassini", nil))
	elsewhere := w.must(zed, zed.direct(), "new", map[string]string{"party": "Delta", "partner": "Epsilon", "why": "Elsewhere", "person": zed.name, "first": "12 Mar"})
	w.join(ugo, elsewhere)
	for _, lead := range []somebody{kim, dana, ines} {
		w.do(lead, &relationship.AddAccount{Account: "slack/T" + lead.party + "/U" + hush(lead.party)})
	}
}

func (w *world) places() {
	w.t.Helper()
	w.must(kim, common, "settings channel", nil)
	lost := bot.Place{Platform: web.Platform, Home: "demo", Channel: "lost", Kind: bot.Shared}
	w.must(kim, lost, "settings channel", nil)
	if _, err := w.store.Record(w.rel, store.Key{ID: "lost"}, relationship.ByClock, &relationship.LosePlace{Place: lost.String(), Why: "is_archived"}); err != nil {
		w.t.Fatal(err)
	}
	for _, lead := range []somebody{kim, dana, ines} {
		w.must(lead, inside(lead.party), "settings channel internal", nil)
	}
}

// goal is one that a party could confirm.
func goal(title string) relationship.Goal {
	return relationship.Goal{Title: title, Good: "The dock is empty by six", Category: "time", Target: "95", Unit: "%", Baseline: "80",
		Due: relationship.Date{Year: 2026, Month: 9, Day: 30}}
}

// together is what the parties share.
func (w *world) together() {
	w.do(kim, &relationship.ShareObjective{Ours: true, Goal: goal("Trucks on time, " + aloud)})
	w.do(dana, &relationship.ConfirmObjective{Objective: 1})
	w.do(ines, &relationship.ConfirmObjective{Objective: 1})
	w.do(dana, &relationship.ShareObjective{Goal: goal("Fewer claims, " + aloud)})
	w.do(lee, &relationship.ShareObjective{Ours: true, Goal: goal("A dock for both, " + aloud)})
	w.do(kim, &relationship.ProposeLink{From: 1, To: 2, Type: relationship.Supports, Why: aloud})
	for _, pair := range [][2]somebody{{lee, noor}, {noor, lee}, {kim, dana}, {dana, kim}, {noor, lee}} {
		w.do(pair[0], &relationship.OfferCommitment{Receiver: relationship.Side{Person: w.by(pair[1]).Person},
			Promise: relationship.Promise{What: "The forecast, " + aloud, Due: relationship.Date{Year: 2026, Month: 3, Day: 6 + 7*(w.keys%3)}}})
	}
	for id, who := range []somebody{noor, lee, dana, kim} {
		w.do(who, &relationship.AgreeCommitment{Commitment: id + 1})
	}
	w.do(lee, &relationship.ClaimCommitmentDone{Commitment: 1})
	w.do(noor, &relationship.ProposeNewDue{Commitment: 2, Due: relationship.Date{Year: 2026, Month: 3, Day: 30}, Why: aloud})
	w.do(kim, &relationship.ProposeKPI{KPITerms: relationship.KPITerms{Title: "Trucks on time, " + aloud, Formula: "trucks in the slot / trucks sent, from the dock log",
		Unit: "%", Polarity: relationship.PolarityUp, Baseline: "60", Since: relationship.Date{Year: 2026, Month: 3, Day: 2},
		Target: relationship.KPITarget{Value: "80", By: relationship.Date{Year: 2027, Month: 3, Day: 2}}, Every: 14, Owner: w.by(lee).Person, Objective: 1}})
	for _, who := range []somebody{dana, ines} {
		w.do(who, &relationship.AgreeKPI{KPI: 1})
	}
	w.do(lee, &relationship.ReadKPI{KPI: 1, Value: "71.5", Comment: aloud})
	w.do(noor, &relationship.ContestReading{Reading: 1, Value: "70", Why: aloud})
	for _, who := range []somebody{lee, noor, ines} {
		w.do(who, &relationship.LogEvidence{Exhibit: exhibit("Minutes, " + aloud)})
	}
	w.do(noor, &relationship.MakeClaim{Kind: relationship.ClaimFailure, Against: "acme", Text: "Late twice, " + aloud, Evidence: []int{1}})
	w.do(noor, &relationship.MakeClaim{Kind: relationship.ClaimFailure, Against: "acme", Text: "They do not care, " + unfounded})
}

func exhibit(what string) relationship.Exhibit {
	return relationship.Exhibit{Kind: relationship.Document, What: what, Link: "https://example.com/minutes", Grade: 2, About: []string{"objective 1", "commitment 1"}}
}

// apart is what each party keeps to itself.
func (w *world) apart() {
	for _, who := range []somebody{kim, lee, dana, noor, ines} {
		h := hush(who.party)
		w.do(who, &relationship.DraftObjective{Ours: who == kim || who == dana, Goal: goal("A draft, " + h)})
		w.do(who, &relationship.ReviseDraft{Draft: 1, Goal: goal("A draft anew, " + h)})
		w.do(who, &relationship.LogEvidence{Exhibit: exhibit("Overheard, " + h), Internal: true})
		for _, thing := range []string{"objective 1", "commitment 1", "kpi 1", "claim 1", "evidence 1", "check-in 1"} {
			w.do(who, &relationship.AddNote{Thing: thing, Text: "Between us, " + h})
		}
		w.do(who, &relationship.SetHours{Hours: relationship.Hours{From: relationship.Clock{Hour: 8}, To: relationship.Clock{Hour: 12}}})
	}
	for _, who := range []somebody{lee, noor} { // a draft that was shared, one that was dropped, a note that was erased
		w.do(who, &relationship.DraftObjective{Goal: goal("Margin, " + hush(who.party))})
		w.do(who, &relationship.ShareObjective{Goal: goal("Margin, " + aloud), Draft: 3})
		w.do(who, &relationship.DraftObjective{Goal: goal("No more, " + hush(who.party))})
		w.do(who, &relationship.DropDraft{Draft: 4})
		w.do(who, &relationship.AddNote{Thing: "objective 1", Text: "Erased, " + hush(who.party)})
		w.do(who, &relationship.Redact{Ledger: who.party, N: w.last(who.party)})
		e := exhibit("Overheard, " + aloud)
		w.do(who, &relationship.ShareEvidence{Exhibit: e, Private: 1})
	}
	for _, who := range []somebody{kim, dana} { // the same by way of the forms
		w.must(who, who.direct(), "objective new", map[string]string{"whose": "ours", "title": "In a form, " + hush(who.party), "good": "x", "category": "time", "audience": "internal"})
		w.must(who, who.direct(), "evidence new", map[string]string{"what": "In a form, " + hush(who.party), "kind": "document", "grade": "2", "audience": "internal"})
	}
	key := fmt.Sprintf("noor/%d", w.keys+1)
	w.do(noor, &relationship.DraftObjective{Goal: goal("Taken back, " + hush("borealis"))})
	w.must(noor, noor.direct(), "undo "+key, nil)
	w.do(noor, &relationship.SetAway{From: relationship.Date{Year: 2026, Month: 4, Day: 1}, To: relationship.Date{Year: 2026, Month: 4, Day: 12}})
}

// weeks lets two check-ins come and go, each answered otherwise.
func (w *world) weeks(random *rand.Rand) {
	w.talk()
	w.pass(10 * 24 * time.Hour) // the first one is open and everybody was asked
	for _, who := range []somebody{kim, noor} {
		values := map[string]string{"confidence": "at risk", "part": "We were late, " + aloud, "need": "Earlier slots, " + aloud,
			"note": "They do not know why, " + hush(who.party), "audience": "shared"}
		w.must(who, who.direct(), "checkin 1", values)
		values["audience"], values["part"], values["need"] = "internal", "We fear them, "+hush(who.party), "Nothing, "+hush(who.party)
		if who == noor {
			w.must(who, who.direct(), "checkin 1", values)
		}
	}
	w.must(lee, lee.direct(), `checkin skip "travel, `+hush("acme")+`"`, nil)
	w.must(dana, dana.direct(), "checkin snooze 2h", nil)
	w.chance(random)
	w.talk()
	w.pass(17 * 24 * time.Hour)
	w.must(dana, dana.direct(), "checkin away 4-15 Apr", nil)
	for _, p := range parties {
		w.must(eve, common, "ask", map[string]string{"person": "Eve, " + hush(p), "of": p})
	}
	w.quarter()
	w.later()
	w.recent = nil
	for _, who := range []somebody{kim, dana, ines} {
		w.do(who, &relationship.AddNote{Thing: "objective 1", Text: "Just now, " + hush(who.party)})
		w.do(who, &relationship.DraftObjective{Goal: goal("Just now, " + hush(who.party))})
		w.do(who, &relationship.ShareObjective{Goal: goal("Just now, " + aloud), Draft: w.draft(who.party)})
	}
	w.do(ines, &relationship.AnswerCheckIn{Confidence: relationship.OffTrack, Part: "Nothing, " + hush("cassini"), Note: "Leave, " + hush("cassini")})
}

// quarter lets the first review come: prepared by all, held, with minutes that one party has still to agree. Who was
// asked to prepare it, and who was away, stays with each party.
func (w *world) quarter() {
	w.t.Helper()
	w.do(kim, &relationship.SetAway{From: relationship.Date{Year: 2026, Month: 5, Day: 30}, To: relationship.Date{Year: 2026, Month: 6, Day: 4}})
	w.pass(time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC).Sub(w.at))
	for i, who := range []somebody{kim, dana, ines} {
		where := []bot.Place{who.direct(), common, inside(who.party)}[i]
		values := map[string]string{}
		for _, q := range relationship.ReviewQuestions {
			values[string(q)], values[string(q)+"-words"] = "partly", "As we see it, "+aloud
		}
		w.must(who, where, "review answer", values)
		w.do(who, &relationship.AddNote{Thing: "review 1", Text: "Between us, " + hush(who.party)})
		w.do(who, &relationship.NameDelegate{Person: w.by(who).Person})
	}
	w.pass(time.Date(2026, 6, 2, 15, 0, 0, 0, time.UTC).Sub(w.at))
	w.do(kim, &relationship.HoldReview{Day: relationship.Date{Year: 2026, Month: 6, Day: 2}, Present: []string{w.by(kim).Person, w.by(dana).Person, w.by(ines).Person}})
	w.do(noor, &relationship.RecordDecision{Resolution: relationship.Resolution{Review: 1, Question: "Who pays, " + aloud, Outcome: "Both, " + aloud, About: []string{"objective 1"}}})
	w.do(kim, &relationship.RecordDecision{Resolution: relationship.Resolution{Question: "Who speaks, " + aloud, Outcome: "Kim, " + aloud}})
	w.must(lee, lee.direct(), "review action @noor The list, "+aloud+" by 2026-06-30", nil)
	w.do(kim, &relationship.ProposeMinutes{Summary: "We met, " + aloud, Differences: "The targets, " + aloud})
	w.do(dana, &relationship.AgreeMinutes{})
}

// talk is what people say on the pages: to each other, and to the bot, which answers each alone.
func (w *world) talk() {
	w.t.Helper()
	for _, who := range []somebody{kim, dana, ines} {
		b := w.browse(who)
		b.say("channel/"+common.Channel, "Good morning, "+aloud)
		b.say("channel/"+common.Channel, "/collab status")
		b.say("channel/"+inside(who.party).Channel, "Careful with them, "+hush(who.party))
		b.say("direct", "todo")
		b.say("direct", "objective new internal "+hush(who.party))
	}
}
