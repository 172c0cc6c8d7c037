package relationship

import (
	"testing"
	"time"
)

// With three parties, one party's agreement does not make the third one's question a new one, and what was shared
// before a partner joined is told to them when they come.
func TestToldOnce(t *testing.T) {
	sc := newScene(t)
	sc.join("cassini", "Cassini")
	sc.do(p1, &InviteParty{Party: "delta", Name: "Delta"})
	sc.do(p1, &ProposeCadence{Cadence: Cadence{Days: 7, First: Date{2026, 3, 17}, At: Clock{10, 0}, Zone: "Europe/London"}})
	first, ok1 := sc.expected("cassini", "party delta agree * p5")
	second, ok2 := sc.expected("cassini", "cadence agree * p5")
	sc.later(time.Hour)
	sc.do(p2, &AgreeInvitation{Party: "delta"})
	sc.do(p2, &AgreeCadence{})
	if _, ok := sc.expected("cassini", first.Key); !ok || !ok1 {
		t.Errorf("%s became another question", first.Key)
	}
	if _, ok := sc.expected("cassini", second.Key); !ok || !ok2 {
		t.Errorf("%s became another question", second.Key)
	}

	alone := &scene{t: t, at: sc.at, random: sc.random, l: Ledgers{Joint: NewShared("r1"), Own: map[string]*Own{}}, entries: map[string][]Entry{}}
	alone.do(By{Party: "acme"}, &BeginRelationship{Name: "x", Party: "acme", PartyName: "Acme", Person: NewPerson{Name: "Kim", Zone: "Europe/London"}})
	alone.aim(p1, true, "Fewer late trucks")
	alone.do(p1, &InviteParty{Party: "borealis", Name: "Borealis"})
	alone.later(30 * day)
	alone.do(By{Party: "borealis"}, &AcceptInvitation{Invitation: 1, Party: "borealis", Person: NewPerson{Name: "Dana", Zone: "Europe/London"}})
	if d, ok := alone.expected("borealis", "objective 1 confirm * p2"); !ok || !d.At.Equal(alone.at) {
		t.Errorf("who joins is asked %+v", d)
	}
}

// A question goes to somebody who can answer it, and not before it can be answered.
func TestQuestionsToThoseWhoCanAnswer(t *testing.T) {
	sc := newScene(t)
	terms := otif(sc.ours())
	terms.Target.Value = ""
	sc.do(p1, &ProposeKPI{KPITerms: terms})
	if _, ok := sc.expected("borealis", "kpi 1 agree * p2"); ok {
		t.Error("asked to agree to terms with a gap")
	}
	sc.do(p3, &ReadKPI{KPI: sc.measured(otif(1)).ID, Value: "70"})
	sc.do(p4, &ContestReading{Reading: 1, Value: "65"})
	sc.do(p1, &RemovePerson{Person: "p3"})
	if _, ok := sc.expected("acme", "reading 1 resolve * p1"); !ok {
		t.Error("who reported the KPI left, and nobody is asked to resolve the reading")
	}
	if _, ok := sc.expected("acme", "kpi 2 measure 2026-04-01 p1"); !ok {
		t.Error("who reported the KPI left, and nobody is asked for the next reading")
	}
}
