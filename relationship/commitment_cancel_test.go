package relationship

import (
	"testing"
)

func TestCancelling(t *testing.T) {
	for _, c := range []struct {
		name  string
		by    By
		agree bool
		side  CancelSide
		freed bool
	}{
		{"receiver", p4, false, ByReceiver, true},
		{"giver alone", p3, false, ByGiver, false},
		{"giver, receiver agrees", p3, true, Mutually, true},
	} {
		sc := newScene(t)
		offer(sc, Date{2026, 3, 6})
		sc.refused(c.by, &CancelCommitment{Commitment: 1}, "fill this in")
		sc.do(c.by, &CancelCommitment{Commitment: 1, Why: "no longer needed"})
		sc.stands(1, CommitmentCancelled)
		if c.by == p3 {
			sc.waits(1, Waiting{lee, WaitRelease})
		}
		if c.agree {
			sc.refused(p2, &AgreeCancellation{Commitment: 1}, "Only Lee Park")
			sc.do(p4, &AgreeCancellation{Commitment: 1})
		}
		k := sc.l.Joint.Commitments[1]
		if k.Cancelled.Side != c.side || k.freed() != c.freed {
			t.Errorf("%s: side %s, freed %v", c.name, k.Cancelled.Side, k.freed())
		}
		sc.refused(p3, &ClaimCommitmentDone{Commitment: 1}, "Promise 1 is cancelled")
		sc.later(5 * day)
		sc.refused(p4, &AgreeCancellation{Commitment: 1}, "romise 1")
	}
}

func TestCancellingAfterTheDayLeavesTheMiss(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 4})
	sc.later(5 * day)
	sc.do(p4, &CancelCommitment{Commitment: 1, Why: "too late for us"})
	sc.stands(1, CommitmentMissed)
	sc.waits(1, Waiting{sam, WaitReason})
	if sc.l.Joint.Commitments[1].Open(sc.at) {
		t.Error("nobody waits for it, and still it is open")
	}
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "b", Due: Date{2026, 3, 12}}, Receiver: lee})
	sc.refused(p4, &CancelCommitment{Commitment: 2, Why: "no"}, "Only Sam Okoro")
	sc.do(p3, &CancelCommitment{Commitment: 2, Why: "a slip"})
	sc.stands(2, CommitmentCancelled)
	sc.waits(2)
}

func TestLeavingCancelsOpenPromises(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 20})
	offer(sc, Date{2026, 3, 20})
	sc.do(p3, &ClaimCommitmentDone{Commitment: 2})
	sc.do(p4, &RequestCommitment{Promise: Promise{What: "c", Due: Date{2026, 3, 20}}, Giver: "p3"})
	sc.do(p2, &LeaveRelationship{Why: "the contract ended"})
	sc.stands(1, CommitmentCancelled)
	sc.stands(2, CommitmentUnconfirmed)
	sc.stands(3, CommitmentCancelled)
	if c := sc.l.Joint.Commitments[1]; c.Cancelled.Side != Mutually {
		t.Errorf("cancelled by the %s", c.Cancelled.Side)
	}
	if got := sc.l.Joint.PromisesWaiting("p4", sc.at); got != nil {
		t.Errorf("who left still has to do %v", got)
	}
	sc.sameAfterReplay()
}
