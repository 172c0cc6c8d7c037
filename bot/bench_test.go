package bot_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "time/tzdata"

	"collab/bot"
	"collab/bot/web"
	"collab/relationship"
	"collab/store"
)

// office is a store with one relationship that has been at work for a year.
type office struct {
	b     testing.TB
	path  string
	store *store.Store
	bot   *bot.Bot
	at    time.Time
	rel   string
	id    int // promises, readings and evidence count alike
}

var (
	benchKim  = relationship.By{Person: "p1", Party: "acme"}     // lead
	benchDana = relationship.By{Person: "p2", Party: "borealis"} // lead
	benchSam  = relationship.By{Person: "p3", Party: "acme"}
	benchLee  = relationship.By{Person: "p4", Party: "borealis"}
)

func (o *office) open() {
	var err error
	o.store, err = store.Open("bolt:"+o.path, store.Options{Now: func() time.Time { return o.at }, Next: relationship.View.Next})
	if err != nil {
		o.b.Fatal(err)
	}
	o.bot = &bot.Bot{Store: o.store}
}

func (o *office) close() {
	if err := o.store.Close(); err != nil {
		o.b.Fatal(err)
	}
}

func (o *office) do(by relationship.By, c relationship.Command) {
	o.b.Helper()
	if _, err := o.store.Record(o.rel, store.Key{}, by, c); err != nil {
		o.b.Fatalf("%T by %s: %v", c, by.Person, err)
	}
}

// newOffice lives through some weeks, a promise every 42 hours: 16 objectives with links, 5 KPIs, readings, evidence,
// claims and a check-in each fortnight. 200 promises make a year and some 2,000 entries.
func newOffice(b testing.TB, promises int) *office {
	o := &office{b: b, path: filepath.Join(b.TempDir(), "office.db"), at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	o.open()
	o.people()
	o.aims()
	for o.id = 1; o.id <= promises; o.id++ {
		o.at = o.at.Add(42 * time.Hour)
		o.measured()
		o.promised()
		o.checkedIn()
	}
	return o
}

func (o *office) people() {
	var err error
	o.rel, _, err = o.store.Begin(store.Key{ID: "begin"}, &relationship.BeginRelationship{Name: "Acme × Borealis", Why: "Fewer late trucks",
		Party: "acme", PartyName: "Acme", Person: relationship.NewPerson{Name: "Kim Osei", Zone: "Europe/London"}, Account: "web/demo/kim",
		Cadence: relationship.Cadence{Days: 14, First: relationship.Date{Year: 2026, Month: 3, Day: 12}, At: relationship.Clock{Hour: 10}, Zone: "Europe/London"}})
	if err != nil {
		o.b.Fatal(err)
	}
	o.do(benchKim, &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	o.do(relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis",
		Person: relationship.NewPerson{Name: "Dana Reyes", Zone: "America/New_York"}, Account: "web/demo/dana"})
	o.do(benchKim, &relationship.AddPerson{Person: relationship.NewPerson{Name: "Sam Okoro", Zone: "Europe/London"}, Role: relationship.Member, Account: "web/demo/sam"})
	o.do(benchDana, &relationship.AddPerson{Person: relationship.NewPerson{Name: "Lee Park", Zone: "America/New_York"}, Role: relationship.Member, Account: "web/demo/lee"})
}

func (o *office) aims() {
	for i := 1; i <= 16; i++ {
		by := []relationship.By{benchKim, benchDana}[i%2]
		o.do(by, &relationship.ShareObjective{Ours: i <= 6, Goal: relationship.Goal{Title: fmt.Sprint("Fewer late trucks ", i), Good: "The dock is empty by six",
			Category: "time", Target: "95", Unit: "%", Baseline: "80", Due: relationship.Date{Year: 2027, Month: 9, Day: 30}}})
		if i <= 6 {
			o.do([]relationship.By{benchDana, benchKim}[i%2], &relationship.ConfirmObjective{Objective: i})
			continue
		}
		o.do([]relationship.By{benchDana, benchKim}[i%2], &relationship.AcknowledgeObjective{Objective: i})
		o.do(by, &relationship.ProposeLink{From: i%6 + 1, To: i, Type: relationship.Supports, Why: "trucks on time empty the dock"})
	}
	for i := range 5 {
		o.do(benchKim, &relationship.ProposeKPI{KPITerms: relationship.KPITerms{Title: fmt.Sprint("Trucks on time ", i+1), Formula: "trucks in the slot / trucks sent, from the dock log",
			Unit: "%", Polarity: relationship.PolarityUp, Baseline: "60", Since: relationship.Date{Year: 2026, Month: 3, Day: 2},
			Target: relationship.KPITarget{Value: "80", By: relationship.Date{Year: 2027, Month: 3, Day: 2}}, Every: 30, Owner: "p3", Objective: i + 1}})
		o.do(benchDana, &relationship.AgreeKPI{KPI: i + 1})
	}
}

func (o *office) measured() {
	o.do(benchSam, &relationship.ReadKPI{KPI: o.id%5 + 1, Value: fmt.Sprintf("7%d.%d", o.id/25, o.id%10), Comment: "as the dock log has it"})
	o.do(benchLee, &relationship.ConfirmReading{Reading: o.id})
	o.do(benchSam, &relationship.LogEvidence{Exhibit: relationship.Exhibit{Kind: relationship.Document, What: "the dock log of the week",
		Grade: 2, About: []string{"objective 1"}}})
	o.do(benchLee, &relationship.AcceptEvidence{Evidence: o.id})
	if o.id%5 == 0 {
		o.do(benchLee, &relationship.MakeClaim{Kind: relationship.ClaimAchievement, Subject: "objective 1", Text: "The dock is empty by six", Evidence: []int{o.id}})
	}
}

// promised is a promise that is kept, moved or, of the last ones, still open.
func (o *office) promised() {
	due := relationship.DateOf(o.at, time.UTC).AddDays(7 + o.id%7)
	giver, receiver := benchSam, benchLee
	if o.id%2 == 0 {
		giver, receiver = receiver, giver
	}
	o.do(giver, &relationship.OfferCommitment{Promise: relationship.Promise{What: "The forecast of the week for every dock", Due: due},
		Receiver: relationship.Side{Person: receiver.Person}})
	o.do(receiver, &relationship.AgreeCommitment{Commitment: o.id})
	if o.id%11 == 0 {
		o.do(giver, &relationship.ProposeNewDue{Commitment: o.id, Due: due.AddDays(9), Why: "a depot is closed"})
		o.do(receiver, &relationship.AgreeNewDue{Commitment: o.id})
	}
	if o.id < 180 && o.id%13 > 0 {
		o.do(giver, &relationship.ClaimCommitmentDone{Commitment: o.id})
		o.do(receiver, &relationship.AcceptDelivery{Commitment: o.id})
	}
}

func (o *office) checkedIn() {
	if _, err := o.store.Record(o.rel, store.Key{}, relationship.ByClock, &relationship.OpenCheckIn{}); err != nil {
		return // none is due
	}
	for _, by := range []relationship.By{benchKim, benchDana, benchSam, benchLee} {
		o.do(by, &relationship.AnswerCheckIn{Confidence: relationship.OnTrack, Part: "We confirm slots by noon", Need: "The revised forecast", Share: true})
	}
}

// status is asked in a direct message, and drawn as text.
func (o *office) status() string {
	a := bot.Account{Platform: web.Platform, Home: "demo", User: "kim"}
	p := bot.DirectTo(a)
	p.Own = true
	r := o.bot.Answer(context.Background(), bot.Request{Key: "status", By: a, Place: p, Words: "status"})
	return bot.Draw(*r.Message, time.UTC)
}

func (o *office) entries() (n int) {
	for _, ledger := range []string{relationship.Joint, "acme"} {
		h, err := o.store.Head(o.rel, ledger)
		if err != nil {
			o.b.Fatal(err)
		}
		n += h.N
	}
	return n
}

// Figures that are kept say at every instant what figures computed then say.
func TestKeptFiguresHold(t *testing.T) {
	o := newOffice(t, 30)
	defer func() { o.close() }()
	kept := o.bot
	different := map[string]bool{}
	for range 500 {
		o.at = o.at.Add(5*time.Hour + time.Second)
		o.bot = kept
		got := o.status()
		o.bot = &bot.Bot{Store: o.store}
		if want := o.status(); got != want {
			t.Fatalf("at %s it says\n%s\ncomputed then\n%s", o.at, got, want)
		}
		different[got] = true
	}
	if len(different) < 20 {
		t.Errorf("%d different ones are too few to tell", len(different))
	}
}

// BenchmarkStatus composes and draws the status of a relationship of some 2,000 entries: warm, with its state in
// memory, and cold, when a store that was just opened reads and checks every entry of the view first.
func BenchmarkStatus(b *testing.B) {
	o := newOffice(b, 200)
	defer func() { o.close() }()
	n := o.entries()
	if text := o.status(); !strings.Contains(text, "and 10 more") && !strings.Contains(text, "and 6 more") {
		b.Fatal(text)
	}
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			o.status()
		}
	})
	b.Run("recorded", func(b *testing.B) { // as the first after a recording: the figures are computed anew
		for b.Loop() {
			o.bot = &bot.Bot{Store: o.store}
			o.status()
		}
	})
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			o.close()
			o.open()
			b.StartTimer()
			o.status()
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/entry")
		b.ReportMetric(float64(n), "entries")
	})
}
