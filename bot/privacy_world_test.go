package bot_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	_ "time/tzdata"

	"collab/bot"
	"collab/bot/web"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// somebody is a person of the scene, as their platform knows them.
type somebody struct {
	id, name, party, zone string
	home                  string // where their account stands, the demo when empty
}

// The people: of three parties with everything to hide, of another relationship, and of none.
var (
	kim  = somebody{id: "kim", name: "Kim Osei", party: "acme", zone: "Europe/London"}                  // lead
	lee  = somebody{id: "lee", name: "Lee Park", party: "acme", zone: "America/New_York"}               // member
	uma  = somebody{id: "uma", name: "Uma Rao", party: "acme", zone: "Asia/Kolkata"}                    // observer
	dana = somebody{id: "dana", name: "Dana Reyes", party: "borealis", zone: "America/Santiago"}        // lead
	noor = somebody{id: "noor", name: "Noor Haddad", party: "borealis", zone: "Africa/Cairo"}           // member
	olga = somebody{id: "olga", name: "Olga Lind", party: "borealis", zone: "Europe/Berlin"}            // observer
	ines = somebody{id: "ines", name: "Ines Roth", party: "cassini", zone: "Europe/Paris"}              // lead
	zed  = somebody{id: "zed", name: "Zed Moss", party: "delta", zone: "UTC"}                           // of another relationship
	ugo  = somebody{id: "ugo", name: "Ugo Ferri", party: "acme", zone: "Europe/Rome"}                   // of both
	pia  = somebody{id: "pia", name: "Pia Marsh", party: "borealis", zone: "Europe/Oslo", home: "door"} // member, with nothing but a page
	ivo  = somebody{id: "ivo", name: "Ivo Sand", party: "borealis", zone: "UTC"}                        // member, who is erased
	eve  = somebody{id: "eve", name: "Eve Stone", party: "", zone: "UTC"}                               // of none
	cast = []somebody{kim, lee, uma, dana, noor, olga, ines, zed, eve, ugo, pia}

	parties = []string{"acme", "borealis", "cassini"}
)

func (s somebody) account() bot.Account {
	return bot.Account{Platform: web.Platform, Home: cmp.Or(s.home, "demo"), User: s.id}
}

// direct is where somebody talks with the bot alone: a surface of their own side.
func (s somebody) direct() bot.Place {
	p := bot.DirectTo(s.account())
	p.Own = true
	return p
}

// common is the channel that all parties read, inside one that a party's people read.
var common = bot.Place{Platform: web.Platform, Home: "demo", Channel: "common", Kind: bot.Shared}

func inside(party string) bot.Place {
	return bot.Place{Platform: web.Platform, Home: "demo", Channel: "inside-" + party + "-" + hush(party), Kind: bot.Internal}
}

// hush is a word that stands in everything a party keeps to itself, aloud one in everything the three share.
func hush(party string) string { return "hush" + party }

const aloud = "aloud"

// unfounded stands in a claim without evidence, which nobody is shown but the party that makes it.
const unfounded = "unfounded"

// world is a store with what works on it: the bot, the scheduler, and the pages.
type world struct {
	t     testing.TB
	path  string
	store *store.Store
	bot   *bot.Bot
	due   *scheduler.Scheduler
	pages *web.Server
	log   bytes.Buffer
	at    time.Time
	keys  int
	rel   string
	// recent are the keys of what was recorded last, by whomever.
	recent []string
}

// begins is a Monday, so that the check-ins of Thursday open on it.
var begins = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// open opens the store of the file with a clock and randomness of its own.
func open(t testing.TB, path string, at time.Time, seed byte) *world {
	t.Helper()
	w := &world{t: t, path: path, at: at}
	log := slog.New(slog.NewJSONHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	w.store, err = store.Open("bolt:"+path, store.Options{Mark: store.Demo, Now: func() time.Time { return w.at },
		Random: rand.NewChaCha8([32]byte{seed}), Log: log, Next: relationship.View.Next})
	if err != nil {
		t.Fatal(err)
	}
	w.bot = &bot.Bot{Store: w.store, Log: log, MayBegin: func(bot.Account) bool { return true }, Host: "a test"}
	w.pages = web.New(w.config(rand.NewChaCha8([32]byte{seed, 1}), log))
	w.due = scheduler.New(scheduler.Config{Store: w.store, Now: w.store.Now, Log: log, Random: rand.NewPCG(1, 1), Send: w.send,
		Limits: scheduler.Unlimited})
	return w
}

func (w *world) close() {
	w.t.Helper()
	if err := w.store.Close(); err != nil {
		w.t.Fatal(err)
	}
}

// config wires the pages as the program does: what is said lies in the store, everything else is asked of the bot.
func (w *world) config(random io.Reader, log *slog.Logger) web.Config {
	c := web.Config{Answer: w.bot.Answer, Say: w.say, Said: w.said, Now: w.store.Now, Random: random, Log: log, Secret: []byte("pages"),
		Home: w.bot.Home, Held: w.bot.Held, Relationship: w.bot.Relationship, Relationships: func(ctx context.Context, a bot.Account) (links []web.Link) {
			for _, n := range w.bot.Relationships(ctx, a) {
				links = append(links, web.Link{Slug: n.Slug, Title: n.Name})
			}
			return links
		},
		Channels: []web.Channel{{Place: common, Title: "Everybody", Parties: parties, Note: "Shared"}}}
	for _, p := range parties {
		c.Channels = append(c.Channels, web.Channel{Place: inside(p), Title: "Inside", Parties: []string{p}, Note: "Internal"})
	}
	for _, s := range cast {
		c.People = append(c.People, web.Person{Account: s.account(), Name: s.name, Party: s.party, PartyName: s.party, Zone: s.zone})
	}
	return c
}

func (w *world) say(_ context.Context, s web.Said) error {
	row, err := json.Marshal(s)
	if err != nil {
		return err
	}
	_, err = w.store.Say(s.Place, s.Ref, row)
	return err
}

func (w *world) said(_ context.Context, place string, after int) (out []web.Said, err error) {
	rows, err := w.store.Said(place, after, 10_000)
	for _, r := range rows {
		var s web.Said
		err = errors.Join(err, json.Unmarshal(r.Raw, &s))
		s.N = r.N
		out = append(out, s)
	}
	return out, err
}

// send composes and says what the scheduler found to be owed.
func (w *world) send(ctx context.Context, task scheduler.Task) (scheduler.Sent, error) {
	n, ok, err := w.bot.Compose(task.Relationship, task.Party, task.Duty)
	if err != nil || !ok {
		return scheduler.Sent{}, errors.Join(err, scheduler.ErrNotSent)
	}
	if to, person := bot.AccountOf(task.To); task.Duty.Place != "" && task.To != n.Place.String() || task.Duty.Place == "" && (!person || bot.DirectTo(to).String() != n.Place.String()) {
		w.t.Errorf("%+v is limited as if it went to %s, and goes to %+v", task.Duty, task.To, n.Place)
	}
	ref, err := w.pages.Send(ctx, n.Place, cmp.Or(task.Ref, task.Key), n.Message)
	return scheduler.Sent{Ref: ref}, err
}

// pass lets time pass, and what is due happen.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	err := w.due.Advance(context.Background(), w.at, w.at.Add(d), func(at time.Time) error { w.at = at; return nil })
	if err != nil {
		w.t.Fatal(err)
	}
}

// ask asks the bot; a second passes each time, so that no two things happen at once.
func (w *world) ask(who somebody, where bot.Place, words string, values map[string]string) bot.Reply {
	w.keys++
	w.at = w.at.Add(time.Second)
	return w.bot.Answer(context.Background(), bot.Request{Key: fmt.Sprintf("%s/%d", who.id, w.keys), By: who.account(), Place: where,
		Words: words, Values: values, Name: who.name, Zone: who.zone})
}

// must asks for something that has to be answered with a message.
func (w *world) must(who somebody, where bot.Place, words string, values map[string]string) string {
	w.t.Helper()
	r := w.ask(who, where, words, values)
	if r.Message == nil || len(r.Errors) > 0 || r.Ref != "" {
		w.t.Fatalf("%s: %s is answered with %s\n%s", who.id, words, shown(r), w.log.String())
	}
	return bot.Draw(*r.Message, time.UTC)
}

// do records a command in somebody's name.
func (w *world) do(who somebody, c relationship.Command) {
	w.t.Helper()
	w.keys++
	w.at = w.at.Add(time.Second)
	key := fmt.Sprintf("%s/%d", who.id, w.keys)
	w.recent = append(w.recent, key)
	if _, err := w.store.Record(w.rel, store.Key{ID: key}, w.by(who), c); err != nil {
		w.t.Fatalf("%T by %s: %v", c, who.id, err)
	}
}

func (w *world) by(who somebody) relationship.By {
	for _, m := range w.store.Memberships(who.account().String()) {
		if m.Relationship == w.rel {
			return relationship.By{Person: m.Person, Party: m.Party}
		}
	}
	w.t.Fatalf("%s takes no part", who.id)
	return relationship.By{}
}

// draft is the newest draft of a party.
func (w *world) draft(party string) (id int) {
	_, err := w.store.Read(w.rel, party, func(v relationship.View) {
		for _, d := range v.Own.OpenDrafts() {
			id = d.ID
		}
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// last is the number of the newest entry of a party's own ledger.
func (w *world) last(party string) int {
	h, err := w.store.Head(w.rel, party)
	if err != nil {
		w.t.Fatal(err)
	}
	return h.N
}

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

// chance tries a few private and shared things at random.
func (w *world) chance(random *rand.Rand) {
	if random == nil {
		return
	}
	for range 40 {
		who := cast[random.IntN(7)]
		h := hush(who.party)
		c := []relationship.Command{&relationship.DraftObjective{Goal: goal("Chance, " + h)}, &relationship.DropDraft{Draft: 1 + random.IntN(3)},
			&relationship.AddNote{Thing: "objective 1", Text: h}, &relationship.LogEvidence{Exhibit: exhibit(h), Internal: true},
			&relationship.SnoozePrompt{Until: w.at.Add(time.Hour)}, &relationship.SkipCheckIn{Why: h},
			&relationship.AnswerCheckIn{Confidence: relationship.OnTrack, Note: h, Part: h}, &relationship.AnswerCheckIn{Confidence: relationship.AtRisk, Share: true, Part: aloud, Note: h},
			&relationship.ShareObjective{Goal: goal("Chance, " + aloud)}, &relationship.ConfirmObjective{Objective: 3}, &relationship.AgreeCommitment{Commitment: 5},
			&relationship.AcceptDelivery{Commitment: 1}, &relationship.GiveAccount{Claim: 1, Text: aloud},
			&relationship.Redact{Ledger: who.party, N: 1 + random.IntN(30)}, &relationship.SetHours{Hours: relationship.Hours{From: relationship.Clock{Hour: 1 + random.IntN(20)}, To: relationship.Clock{Hour: 23}}},
		}[random.IntN(15)]
		w.keys++
		w.at = w.at.Add(time.Duration(random.IntN(2000)) * time.Second)
		var refusal *relationship.Refusal
		if _, err := w.store.Record(w.rel, store.Key{ID: fmt.Sprint("chance/", w.keys)}, w.by(who), c); err != nil && !errors.As(err, &refusal) {
			w.t.Fatalf("%T by %s: %v", c, who.id, err)
		}
	}
}
