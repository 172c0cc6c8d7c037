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
	"testing"
	"time"

	_ "time/tzdata"

	"collab/bot"
	"collab/bot/web"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

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
