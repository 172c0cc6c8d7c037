package relationship

import (
	"testing"
	"time"
)

func TestCounterOffers(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the forecast", Due: Date{2026, 3, 20}}, Receiver: lee})
	sc.refused(p3, &CounterCommitment{Commitment: 1, What: "the forecast", Due: Date{2026, 3, 9}}, "Only Lee Park")
	sc.refused(p4, &CounterCommitment{Commitment: 1, What: "the forecast", Due: Date{2026, 3, 20}}, "said already")
	for _, c := range []struct {
		with        CounterCommitment
		field, want string
	}{
		{CounterCommitment{Commitment: 1, What: " ", Due: Date{2026, 3, 9}}, "what", "fill this in"},
		{CounterCommitment{Commitment: 1, What: "x"}, "due", "Use a date like"},
		{CounterCommitment{Commitment: 1, What: "x", Due: Date{2026, 3, 1}}, "due", "has passed"},
		{CounterCommitment{Commitment: 9, What: "x", Due: Date{2026, 3, 9}}, "commitment", "no promise 9"},
	} {
		if r := sc.refused(p4, &c.with, c.want); r.Field != c.field {
			t.Errorf("%q is at field %q, want %q", r.Reason, r.Field, c.field)
		}
	}
	sc.later(time.Hour)
	sc.do(p4, &CounterCommitment{Commitment: 1, What: "the forecast", Condition: "all depots in it", Due: Date{2026, 3, 9}})
	sc.stands(1, CommitmentRequested)
	sc.waits(1, Waiting{sam, WaitAnswer})
	sc.refused(p4, &AgreeCommitment{Commitment: 1}, "Only Sam Okoro")
	sc.refused(p3, &CancelCommitment{Commitment: 1, Why: "x"}, "Only Lee Park")
	sc.later(time.Hour)
	sc.do(p3, &CounterCommitment{Commitment: 1, What: "the forecast of four depots", Due: Date{2026, 3, 11}})
	sc.waits(1, Waiting{lee, WaitAnswer})
	sc.do(p4, &AgreeCommitment{Commitment: 1})
	c := sc.l.Joint.Commitments[1]
	if c.What != "the forecast of four depots" || c.Condition != "" || c.Due != (Date{2026, 3, 11}) || c.OriginalDue != c.Due {
		t.Errorf("agreed is %+v", c)
	}
	if want := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC); !c.DueBy.Equal(want) {
		t.Errorf("due by %s, want the end of the day where the giver lives, %s", c.DueBy, want)
	}
	if len(c.Terms) != 3 || c.Terms[0].Due != (Date{2026, 3, 20}) || c.Terms[1].Party != "borealis" {
		t.Errorf("the exchange is %+v", c.Terms)
	}
	sc.refused(p4, &CounterCommitment{Commitment: 1, What: "y", Due: Date{2026, 3, 12}}, "Promise 1 is agreed")
	sc.sameAfterReplay()
}

func TestCounterOffersThatComeToNothing(t *testing.T) {
	for name, end := range map[string]struct {
		by      By
		command Command
		want    CommitmentState
	}{
		"declined":   {p4, &DeclineCommitment{Commitment: 1, Why: "too late"}, CommitmentDeclined},
		"taken back": {p3, &CancelCommitment{Commitment: 1, Why: "a slip"}, CommitmentCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			sc := newScene(t)
			sc.do(p4, &RequestCommitment{Promise: Promise{What: "dock times", Due: Date{2026, 3, 6}}, Giver: "p3"})
			sc.do(p3, &CounterCommitment{Commitment: 1, What: "dock times", Due: Date{2026, 3, 16}})
			sc.do(end.by, end.command)
			sc.stands(1, end.want)
			sc.waits(1)
			if f := sc.l.Joint.SayDo(sc.at.AddDate(0, 1, 0), Trailing(sc.at.AddDate(0, 1, 0), OperationsDays)); f.Of["acme"].Kept.N != 0 {
				t.Errorf("what was never agreed counts: %+v", f.Of["acme"])
			}
		})
	}
}

// The day of the newest counter-offer decides when the whole lapses.
func TestCounteredPromiseLapses(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the forecast", Due: Date{2026, 3, 4}}, Receiver: lee})
	sc.do(p4, &CounterCommitment{Commitment: 1, What: "the forecast", Due: Date{2026, 3, 9}})
	sc.later(4 * day)
	sc.stands(1, CommitmentRequested)
	sc.later(4 * day)
	sc.refused(p3, &AgreeCommitment{Commitment: 1}, "Say it anew")
	sc.refused(p3, &CounterCommitment{Commitment: 1, What: "x", Due: Date{2026, 3, 20}}, "Say it anew")
}

// Whoever a counter-offer is made to is told of it as of any question, once for each.
func TestCounterOfferIsTold(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the forecast", Due: Date{2026, 3, 20}}, Receiver: lee})
	keys := map[string]bool{}
	for range 2 {
		for _, by := range []By{p4, p3} {
			sc.later(time.Minute)
			q := sc.l.Joint.Questions(sc.at)
			if len(q) != 1 || q[0].Persons[0] != by.Person || keys[q[0].Key(by.Person)] {
				t.Fatalf("waiting for %s: %+v", by.Person, q)
			}
			keys[q[0].Key(by.Person)] = true
			sc.do(by, &CounterCommitment{Commitment: 1, What: "the forecast", Due: sc.l.Joint.Commitments[1].Due.AddDays(-1)})
		}
	}
}
