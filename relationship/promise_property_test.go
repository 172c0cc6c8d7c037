package relationship

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// attempt is one random thing that is tried by one person after another until somebody may, and how much time passes
// before.
type attempt struct {
	by      []By
	after   time.Duration
	command func() Command // made anew for each scene: deciding may complete a command
	private bool
}

var persons = []By{p1, p2, p3, p4}

// drawAttempt draws a command about promises, evidence or claims; many of them are refused, and that is meant.
func drawAttempt(t *rapid.T) attempt {
	s := attempt{by: rapid.Permutation(persons).Draw(t, "by"),
		after: rapid.SampledFrom([]time.Duration{0, 0, 0, time.Minute, 5 * time.Hour, day, 3 * day}).Draw(t, "after")}
	id := rapid.IntRange(1, 6).Draw(t, "id")
	other := rapid.SampledFrom(persons).Draw(t, "other")
	due := Date{2026, 3, 2}.AddDays(rapid.IntRange(0, 40).Draw(t, "due"))
	cited := rapid.SampledFrom([][]int{nil, {1}, {2, 1}}).Draw(t, "cited")
	about := rapid.SampledFrom([][]string{nil, {"commitment 1"}, {"claim 1", "commitment 2"}}).Draw(t, "about")
	x := Exhibit{Kind: rapid.SampledFrom(EvidenceKinds).Draw(t, "kind"), What: "x", Grade: rapid.IntRange(0, 4).Draw(t, "grade"), About: about}
	receiver := Side{Person: other.Person}
	if rapid.Bool().Draw(t, "party alone") {
		receiver = Side{Party: other.Party}
	}
	commands := promiseAndEvidence(id, due, cited, receiver, x)
	n := rapid.IntRange(0, len(commands)-1).Draw(t, "command")
	s.command = func() Command { return promiseAndEvidence(id, due, cited, receiver, x)[n] }
	if l, ok := commands[n].(*LogEvidence); ok {
		s.private = l.Internal
	}
	return s
}

func promiseAndEvidence(id int, due Date, cited []int, receiver Side, x Exhibit) []Command {
	return append(promiseCommands(id, due, cited, receiver), evidenceCommands(id, x, cited)...)
}

func promiseCommands(id int, due Date, cited []int, receiver Side) []Command {
	p := Promise{What: "x", Due: due}
	return []Command{
		&OfferCommitment{Promise: p, Receiver: receiver}, &OfferCommitment{Promise: p, Receiver: receiver},
		&RequestCommitment{Promise: p, Giver: receiver.Person},
		&AgreeCommitment{Commitment: id}, &AgreeCommitment{Commitment: id}, &AgreeCommitment{Commitment: id},
		&DeclineCommitment{Commitment: id, Why: "x"}, &ProposeNewDue{Commitment: id, Due: due, Why: "x"},
		&AgreeNewDue{Commitment: id}, &DeclineNewDue{Commitment: id, Why: "x"},
		&ClaimCommitmentDone{Commitment: id, Evidence: cited}, &ClaimCommitmentDone{Commitment: id},
		&AcceptDelivery{Commitment: id}, &RejectDelivery{Commitment: id, Why: "x"},
		&RecordMissReason{Commitment: id, Reason: External}, &CancelCommitment{Commitment: id, Why: "x"},
		&AgreeCancellation{Commitment: id},
		&CounterCommitment{Commitment: id, What: "y", Due: due}, &CounterCommitment{Commitment: id, What: "z", Condition: "seen", Due: due},
		&HandOverCommitment{Commitment: id, To: receiver.Person}, &HandOverAll{From: "p3", To: receiver.Person}, leaving(id, receiver),
	}
}

// leaving ends most of what can happen, so it is rare.
func leaving(id int, who Side) Command {
	if id == 6 {
		return &LeaveRelationship{}
	}
	return &RemovePerson{Person: who.Person}
}

func evidenceCommands(id int, x Exhibit, cited []int) []Command {
	return []Command{
		&LogEvidence{Exhibit: x}, &LogEvidence{Exhibit: x}, &LogEvidence{Exhibit: x, Internal: true},
		&ShareEvidence{Exhibit: x, Private: id}, &LinkEvidence{Evidence: id, Thing: "commitment 1"},
		&AcceptEvidence{Evidence: id}, &ChallengeEvidence{Evidence: id, Why: "x"},
		&UpholdEvidence{Evidence: id}, &RejectEvidence{Evidence: id, Why: "x"},
		&MakeClaim{Kind: ClaimAchievement, Text: "x", Evidence: cited}, &MakeClaim{Kind: ClaimFailure, Text: "x"},
		&GiveAccount{Claim: id, Text: "x"}, &ContestClaim{Claim: id, Text: "x"}, &ResolveClaim{Claim: id, Text: "x"},
		&WithdrawClaim{Claim: id, Text: "x"}, &Undo{},
	}
}

// attempt tries a command and answers with what those read who were refused.
func (sc *scene) attempt(s attempt) string {
	sc.later(s.after)
	var refusals string
	for _, by := range s.by {
		c := s.command()
		if u, ok := c.(*Undo); ok {
			u.Joint = sc.lastCommand()
		}
		_, err := sc.try(by, c)
		if err == nil {
			break
		}
		var r *Refusal
		if !errors.As(err, &r) {
			sc.t.Errorf("%T: an error that is no refusal: %v", c, err)
			break
		}
		refusals += by.Person + " " + r.Field + ": " + r.Reason + "\n"
	}
	return refusals
}

// lastCommand are the joint numbers of the newest command.
func (sc *scene) lastCommand() (out []int) {
	entries := sc.l.Joint.Entries()
	group := entries[len(entries)-1].Group
	for _, e := range entries[group-1:] {
		out = append(out, e.N)
	}
	return out
}

// promising is a scene in which promises stand in both directions and evidence is on record, for chance to begin with.
func promising(t *testing.T) *scene { return promisingFrom(t, Date{}) }

// promisingFrom is the same with another anchor of its quarters.
func promisingFrom(t *testing.T, start Date) *scene {
	sc := sceneFrom(t, start)
	for _, pair := range [][2]By{{p3, p4}, {p4, p3}, {p1, p2}, {p3, p4}} {
		sc.promise(pair[0], pair[1], Date{2026, 3, 6})
	}
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "x", Due: Date{2026, 3, 6}}, Receiver: lee})
	sc.do(p4, &RequestCommitment{Promise: Promise{What: "x", Due: Date{2026, 3, 20}}, Giver: "p3"})
	sc.do(p3, &LogEvidence{Exhibit: minutes})
	sc.do(p4, &LogEvidence{Exhibit: minutes})
	return sc
}

// No sequence of commands breaks anything: replay gives the same state as folding, what fell due is counted exactly
// once, and a figure holds until the instant it names.
func TestRandomPromises(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sc := promising(t)
		for _, s := range rapid.SliceOfN(rapid.Custom(drawAttempt), 20, 60).Draw(rt, "attempts") {
			sc.attempt(s)
			checkSayDo(rt, sc.l.Joint, sc.at)
			checkHands(rt, sc.l.Joint, sc.at)
		}
		sc.sameAfterReplay()
	})
}

func checkSayDo(t *rapid.T, s *Shared, now time.Time) {
	p := Trailing(now, OperationsDays)
	f := s.SayDo(now, p)
	for party, of := range f.Of {
		settled := of.Kept.K + len(of.Late) + len(of.Missed) + len(of.GivenUp)
		if due := countDue(s, party, now, p); settled != of.Kept.N || settled+len(of.Unconfirmed) != due {
			t.Fatalf("%s: %d settled, %d unconfirmed, of %d due: %+v", party, settled, len(of.Unconfirmed), due, of)
		}
	}
	until := now.AddDate(1, 0, 0)
	if !f.Until.IsZero() {
		if !f.Until.After(now) {
			t.Fatalf("holds until %s, which is not after %s", f.Until, now)
		}
		until = f.Until.Add(-time.Millisecond)
	}
	g := s.SayDo(until, p)
	g.AsOf = f.AsOf
	if !reflect.DeepEqual(f, g) {
		t.Fatalf("at %s: %+v\nat %s, before it says it changes: %+v", now, f, until, g)
	}
	s.EvidenceCoverage(now, p)
	for _, c := range s.Claims {
		if c.State(now) == ClaimShown && !c.Supported() {
			t.Fatalf("claim %d is shown by evidence that was rejected", c.ID)
		}
	}
	s.FirstMiss("acme", now)
	for _, by := range persons {
		s.PromisesWaiting(by.Person, now)
	}
}

// checkHands: whatever was countered or handed over, the promise says what was said last, its day first agreed is never
// later than agreeing to it, each side stays with its party, and what is open waits for somebody who can answer.
func checkHands(t *rapid.T, s *Shared, now time.Time) {
	for _, c := range s.Commitments {
		last := c.Last()
		if c.What != last.What || c.Condition != last.Condition || c.OriginalDue != last.Due {
			t.Fatalf("promise %d says %q, due first %s; said last was %+v", c.ID, c.What, c.OriginalDue, last)
		}
		if !c.Agreed.IsZero() && c.Agreed.Before(last.At) {
			t.Fatalf("promise %d was countered after it was agreed", c.ID)
		}
		for _, side := range []Side{c.Giver, c.Receiver} {
			if p := s.Persons[side.Person]; p != nil && p.Party != side.Party {
				t.Fatalf("promise %d of %s is in the hands of %s of %s", c.ID, side.Party, p.ID, p.Party)
			}
		}
		for _, w := range c.WaitsFor(now) {
			if s.taking(w.Party) && len(s.answering(w.Side)) == 0 {
				t.Fatalf("promise %d waits for nobody of %s", c.ID, w.Party)
			}
		}
	}
}

// countDue counts what fell due in the plainest words there are.
func countDue(s *Shared, party string, now time.Time, p Period) (n int) {
	for _, c := range s.Commitments {
		passed := !c.DueBy.After(now) && p.Contains(c.Due)
		freed := c.Cancelled != nil && c.Cancelled.At.Before(c.DueBy) && c.Cancelled.Side != ByGiver
		if c.Giver.Party == party && !c.Agreed.IsZero() && passed && !freed {
			n++
		}
	}
	return n
}

// What is kept internally changes nothing on the joint record, and no refusal.
func TestPrivacyOfInternalEvidenceAtRandom(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		with, without := promising(t), promising(t)
		for i, s := range rapid.SliceOfN(rapid.Custom(drawAttempt), 1, 40).Draw(rt, "attempts") {
			if _, shares := s.command().(*ShareEvidence); shares {
				continue // sharing is the one way out, and a person's own command
			}
			if s.private {
				with.attempt(s)
				without.later(s.after)
				continue
			}
			if a, b := with.attempt(s), without.attempt(s); a != b {
				rt.Fatalf("attempt %d is answered with %q beside internal evidence and with %q without", i, a, b)
			}
		}
		if a, b := joint(with), joint(without); a != b {
			rt.Fatalf("with internal evidence:\n%s\nwithout:\n%s", a, b)
		}
	})
}

// joint is the joint record without its random bytes.
func joint(sc *scene) string {
	var b strings.Builder
	for _, e := range sc.entries[Joint] {
		facts, _, _ := strings.Cut(string(e.Facts), `,"r":"`)
		fmt.Fprintf(&b, "%s %s\n", facts, e.Words)
	}
	return b.String()
}
