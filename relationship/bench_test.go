package relationship

import (
	"testing"
	"time"
)

// busy is a relationship of two years: some two thousand joint entries, two hundred promises of which a dozen are open,
// five KPIs read every few days, evidence, claims and a check-in each fortnight.
func busy(t testing.TB) *scene {
	sc := newScene(t)
	o := sc.ours()
	for range 5 {
		sc.measured(otif(o))
	}
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	for i := 1; i <= 200; i++ {
		sc.later(3 * day)
		sc.working(i)
		due := DateOf(sc.at, time.UTC).AddDays(i % 7)
		giver, receiver := p3, p4
		if i%2 == 0 {
			giver, receiver = p4, p3
		}
		id := sc.promise(giver, receiver, due)
		switch {
		case i%11 == 0:
			sc.do(giver, &ProposeNewDue{Commitment: id, Due: due.AddDays(9), Why: "a depot is closed"})
			sc.do(receiver, &AgreeNewDue{Commitment: id})
		case i < 188 || i%2 == 0:
			sc.done(giver, receiver, id)
		}
	}
	return sc
}

// working is what happens beside promises: readings, evidence, claims, a check-in when it is due.
func (sc *scene) working(i int) {
	sc.t.Helper()
	sc.do(p3, &ReadKPI{KPI: i%5 + 1, Value: "71.5", Comment: "as the dock log has it"})
	sc.do(p4, &ConfirmReading{Reading: i})
	sc.do(p3, &LogEvidence{Exhibit: Exhibit{Kind: Document, What: "the dock log of the week", Grade: 2, About: []string{"objective 1"}}})
	sc.do(p4, &AcceptEvidence{Evidence: i})
	if i%5 == 0 {
		sc.do(p4, &MakeClaim{Kind: ClaimAchievement, Subject: "objective 1", Text: "The dock is empty by six", Evidence: []int{i}})
	}
	if _, err := sc.try(ByClock, &OpenCheckIn{}); err == nil {
		for _, by := range persons {
			sc.do(by, answer(OnTrack))
		}
	}
}

// A replay has to stay below 7 µs an entry, so that a server with a hundred relationships of two thousand entries each
// has read them all within two seconds of starting.
func BenchmarkFold(b *testing.B) {
	entries := busy(b).entries[Joint]
	for b.Loop() {
		if err := NewShared("r1").Fold(entries); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(entries)), "ns/entry")
}

// Next runs in every notice, once for each ledger of the relationship. A tenth of a millisecond with 200 promises and as
// many readings is far below the commit that writes what it says; half of that is the aim.
func BenchmarkNext(b *testing.B) {
	sc := busy(b)
	for _, party := range []string{"", "acme"} {
		b.Run("of "+party, func(b *testing.B) {
			v := sc.l.View(party)
			for b.Loop() {
				v.Next(sc.at)
			}
		})
	}
}

// Duties runs whenever something is due, and once more for every message that is about to be sent.
func BenchmarkDuties(b *testing.B) {
	sc := busy(b)
	v := sc.l.View("acme")
	for b.Loop() {
		v.Duties(sc.at)
	}
}
