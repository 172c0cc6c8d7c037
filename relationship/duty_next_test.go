package relationship

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What time alone brings is seen by whoever looks at nothing but Next: another party's first miss, a confirmation that
// fades, and a miss that becomes the first one when silence accepts what was done before it.
func TestNextSeesWhatTimeBrings(t *testing.T) {
	sc := newScene(t)
	sc.ours()
	sc.done(p3, p4, offer(sc, Date{2026, 3, 4}))
	sc.done(p3, p4, offer(sc, Date{2026, 3, 4}))
	sc.do(p3, &ClaimCommitmentDone{Commitment: offer(sc, Date{2026, 3, 4})})
	offer(sc, Date{2026, 3, 6})
	for range 3 {
		sc.done(p4, p3, sc.promise(p4, p3, Date{2026, 3, 10}))
	}
	sc.promise(p4, p3, Date{2026, 3, 11})
	for key, want := range map[string]string{"commitment 4 first miss p1": "10 Mar 09:00", "commitment 8 first miss p1": "12 Mar 09:00",
		"objective 1 confirm again 1780358400000 p1": "2 Jun 09:00"} {
		told := ""
		for at := sc.at; told == "" && !at.IsZero(); at = sc.view("acme").Next(at) {
			if sc.owes("acme", Duty{Key: key}, at) {
				told = london(at)
			}
		}
		if told != want {
			t.Errorf("%s: told %q, want %q", key, told, want)
		}
	}
}

// Whoever looks again at every Next sees every duty that somebody who looks all the time sees; a party's duties name
// none but its own people, in hours in which they work; and their keys do not change while time passes.
func TestNextMissesNothing(t *testing.T) {
	chances(t, "25")
	rapid.Check(t, func(rt *rapid.T) {
		x := dice{rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))}
		sc := promisingFrom(t, pick(x, Date{}, Date{2025, 12, 11}))
		for range 3 {
			sc.done(p3, p4, offer(sc, Date{2026, 3, 4})) // so that one missed later is the first
		}
		sc.measured(otif(sc.ours()))
		sc.do(p1, &BindPlace{Place: "web/demo/c1"})
		for range rapid.IntRange(5, 60).Draw(rt, "steps") {
			sc.later(pick(x, 0, time.Minute, 5*time.Hour, 30*time.Hour))
			if _, err := sc.try(ByClock, &OpenCheckIn{}); err == nil {
				continue
			}
			if _, err := sc.try(ByClock, &OpenReview{}); err == nil {
				continue
			}
			by := pick(x, persons...)
			_, _ = sc.try(by, pick(x, anything(x, sc.l.Joint, by, sc.at)...)) // most are refused
		}
		sc.later(pick(x, 0, 0, 2*day, 30*day, 95*day))
		for party := range sc.l.Joint.Parties {
			noneMissed(rt, sc, party)
		}
		noneMissed(rt, sc, "")
	})
}

func noneMissed(t *rapid.T, sc *scene, party string) {
	v := sc.view(party)
	seen, next := map[string]bool{}, sc.at
	for at := sc.at; at.Before(sc.at.AddDate(0, 0, 9)); at = at.Add(13 * time.Minute) {
		for ; !next.IsZero() && !next.After(at); next = v.Next(next) {
			for _, d := range v.Duties(next) {
				seen[fmt.Sprint(d.Key, d.Revision)] = true
			}
		}
		for _, d := range v.Duties(at) {
			if !seen[fmt.Sprint(d.Key, d.Revision)] {
				t.Fatalf("%q owes %+v at %s, and no Next says so", party, d, at)
			}
			if p := v.Shared.Persons[d.Person]; party != "" && (p == nil || p.Party != party || !p.Active() || !v.inHours(p.ID, d.At).Equal(d.At)) {
				t.Fatalf("%q owes %+v", party, d)
			}
		}
	}
}
