package relationship

import (
	"slices"
	"testing"
	"time"
)

// offer is a promise of Sam (acme) to Lee (borealis), due on a day, agreed.
func offer(sc *scene, due Date) int {
	sc.t.Helper()
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the revised forecast", Due: due}, Receiver: Side{Person: "p4"}})
	id := sc.l.Joint.given["commitment"]
	sc.do(p4, &AgreeCommitment{Commitment: id})
	return id
}

func (sc *scene) stands(id int, want CommitmentState) {
	sc.t.Helper()
	if got := sc.l.Joint.Commitments[id].State(sc.at); got != want {
		sc.t.Fatalf("promise %d at %s is %q, want %q", id, sc.at.Format(time.RFC3339), got, want)
	}
}

func (sc *scene) waits(id int, want ...Waiting) {
	sc.t.Helper()
	if got := sc.l.Joint.Commitments[id].WaitsFor(sc.at); !slices.Equal(got, want) {
		sc.t.Fatalf("promise %d waits for %v, want %v", id, got, want)
	}
}

var (
	sam = Side{"p3", "acme"}
	lee = Side{"p4", "borealis"}
)

func TestOfferedPromiseKept(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the forecast", Condition: "all depots in it", Due: Date{2026, 3, 6},
		Origin: Origin{FromCheckIn, 1}}, Receiver: Side{Person: "p4"}})
	sc.stands(1, CommitmentRequested)
	sc.waits(1, Waiting{lee, WaitAnswer})
	sc.do(p4, &AgreeCommitment{Commitment: 1})
	sc.waits(1, Waiting{sam, WaitDelivery})
	c := sc.l.Joint.Commitments[1]
	if c.What != "the forecast" || c.Condition != "all depots in it" || c.Origin != (Origin{FromCheckIn, 1}) || c.Receiver != lee {
		t.Errorf("what was said is lost: %+v", c)
	}
	if want := time.Date(2026, 3, 7, 0, 0, 0, 0, time.UTC); !c.DueBy.Equal(want) {
		t.Errorf("due by %s, want the end of the day in London, %s", c.DueBy, want)
	}
	sc.later(4 * day)
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1, Note: "sent"})
	sc.stands(1, CommitmentUnconfirmed)
	sc.waits(1, Waiting{lee, WaitConfirmation})
	sc.do(p4, &AcceptDelivery{Commitment: 1})
	sc.stands(1, CommitmentKept)
	sc.waits(1)
	sc.refused(p4, &AcceptDelivery{Commitment: 1}, "accepted promise 1 already")
	sc.refused(p3, &CancelCommitment{Commitment: 1, Why: "x"}, "Promise 1 is kept")
	sc.sameAfterReplay()
}

func TestRequestedPromise(t *testing.T) {
	sc := newScene(t)
	sc.refused(p4, &RequestCommitment{Promise: Promise{What: "dock times", Due: Date{2026, 3, 6}}}, "Name the person")
	sc.do(p4, &RequestCommitment{Promise: Promise{What: "dock times", Due: Date{2026, 3, 6}}, Giver: "p3"})
	sc.waits(1, Waiting{sam, WaitAnswer})
	sc.refused(p1, &AgreeCommitment{Commitment: 1}, "Only Sam Okoro of Acme can do this.")
	sc.refused(p4, &AgreeCommitment{Commitment: 1}, "Only Sam Okoro")
	sc.refused(p3, &DeclineCommitment{Commitment: 1}, "fill this in")
	sc.do(p3, &DeclineCommitment{Commitment: 1, Why: "not mine to promise"})
	sc.stands(1, CommitmentDeclined)
	sc.refused(p3, &AgreeCommitment{Commitment: 1}, "Promise 1 is declined")
	sc.do(p4, &RequestCommitment{Promise: Promise{What: "dock times", Due: Date{2026, 3, 6}}, Giver: "p3"})
	sc.later(6 * day)
	sc.stands(2, CommitmentLapsed)
	sc.waits(2)
	sc.refused(p3, &AgreeCommitment{Commitment: 2}, "lapsed")
}

func TestPromiseToAParty(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "data", Due: Date{2026, 3, 6}}, Receiver: Side{Party: "borealis"}})
	sc.refused(p4, &AgreeCommitment{Commitment: 1}, "Only somebody who agrees for Borealis")
	sc.do(p2, &AgreeCommitment{Commitment: 1})
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1})
	if got := sc.l.Joint.PromisesWaiting("p2", sc.at); len(got) != 1 || got[0].What != WaitConfirmation || got[0].ID != 1 {
		t.Errorf("the lead's list is %v", got)
	}
	if got := sc.l.Joint.PromisesWaiting("p4", sc.at); len(got) != 0 {
		t.Errorf("the member's list is %v", got)
	}
	sc.do(p2, &AcceptDelivery{Commitment: 1})
	id := offer(sc, Date{2026, 3, 9})
	sc.do(p2, &RemovePerson{Person: "p4"})
	sc.do(p3, &ClaimCommitmentDone{Commitment: id})
	sc.do(p2, &AcceptDelivery{Commitment: id})
}

func TestPromiseRefusals(t *testing.T) {
	sc := newScene(t)
	due := Date{2026, 3, 6}
	sc.do(p2, &AddPerson{Person: NewPerson{Name: "Ari", Zone: "America/New_York"}, Role: Observer, Account: "web/demo/ari"})
	for _, c := range []struct {
		promise Promise
		to      Side
		field   string
		want    string
	}{
		{Promise{What: "a", Due: due}, Side{Person: "p1"}, "receiver", "somebody in another organisation who accepts it"},
		{Promise{What: "a", Due: due}, Side{Party: "acme"}, "receiver", "somebody in another organisation"},
		{Promise{What: "a", Due: due}, Side{Person: "p9"}, "receiver", "no such person"},
		{Promise{What: "a", Due: due}, Side{Person: "p5"}, "receiver", "Ari only reads here"},
		{Promise{What: "a", Due: due}, Side{Party: "nobody"}, "receiver", "Name an organisation"},
		{Promise{What: "a", Due: due}, Side{}, "receiver", "Name an organisation"},
		{Promise{What: " ", Due: due}, lee, "what", "fill this in"},
		{Promise{What: "a"}, lee, "due", "Use a date like"},
		{Promise{What: "a", Due: Date{2026, 2, 30}}, lee, "due", "Use a date like"},
		{Promise{What: "a", Due: Date{2026, 3, 1}}, lee, "due", "2026-03-01 has passed"},
		{Promise{What: "a", Due: Date{2031, 3, 3}}, lee, "due", "more than 5 years ahead"},
		{Promise{What: "a", Due: due, Origin: Origin{Kind: "dream"}}, lee, "origin", "Choose where"},
	} {
		r := sc.refused(p3, &OfferCommitment{Promise: c.promise, Receiver: c.to}, c.want)
		if r.Field != c.field {
			t.Errorf("%q is at field %q, want %q", r.Reason, r.Field, c.field)
		}
	}
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "a", Due: Date{2026, 3, 2}}, Receiver: lee})
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "a", Due: Date{2031, 3, 2}}, Receiver: lee})
	sc.refused(p3, &AgreeCommitment{Commitment: 7}, "no promise 7")
}

func TestNobodyToPromiseYet(t *testing.T) {
	sc := &scene{t: t, at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), random: newScene(t).random,
		l: Ledgers{Joint: NewShared("r1"), Own: map[string]*Own{}}, entries: map[string][]Entry{}}
	sc.do(By{Party: "acme"}, &BeginRelationship{Name: "x", Party: "acme", PartyName: "Acme", Person: NewPerson{Name: "Kim", Zone: "Europe/London"}})
	sc.do(p1, &InviteParty{Party: "borealis", Name: "Borealis"})
	sc.refused(p1, &OfferCommitment{Promise: Promise{What: "a", Due: Date{2026, 3, 6}}, Receiver: Side{Party: "borealis"}}, "Borealis has not joined yet")
}

func TestRenegotiation(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 6})
	why := "the depot is closed"
	sc.refused(p1, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 9}, Why: why}, "Only Sam Okoro")
	sc.refused(p3, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 6}, Why: why}, "due on 2026-03-06 already")
	sc.refused(p3, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 9}}, "fill this in")
	sc.do(p3, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 9}, Why: why})
	sc.waits(1, Waiting{lee, WaitNewDue}, Waiting{sam, WaitDelivery})
	sc.refused(p3, &AgreeNewDue{Commitment: 1}, "Only Lee Park")
	sc.do(p4, &DeclineNewDue{Commitment: 1, Why: "we need it"})
	sc.refused(p4, &AgreeNewDue{Commitment: 1}, "No new date is proposed")
	sc.do(p4, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 10}, Why: "a compromise"})
	sc.do(p3, &AgreeNewDue{Commitment: 1})
	c := sc.l.Joint.Commitments[1]
	if c.Due != (Date{2026, 3, 10}) || c.OriginalDue != (Date{2026, 3, 6}) || c.Renegotiations != 1 || c.Proposed != nil {
		t.Errorf("after agreeing: %+v", c)
	}
	sc.do(p3, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 20}, Why: why})
	sc.at = c.DueBy
	sc.stands(1, CommitmentMissed)
	sc.refused(p4, &AgreeNewDue{Commitment: 1}, "so the miss stands")
	sc.refused(p3, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 20}, Why: why}, "Promise 1 is missed")
	sc.sameAfterReplay()
}

// A date that has passed by the time it is agreed to moves nothing, even if the due day itself is still to come.
func TestProposedDateHasPassed(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 20})
	sc.do(p4, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 4}, Why: "earlier, please"})
	sc.refused(p3, &DeclineNewDue{Commitment: 1}, "fill this in")
	sc.later(3 * day)
	sc.refused(p3, &AgreeNewDue{Commitment: 1}, "2026-03-04 has passed meanwhile")
	sc.do(p4, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 18}, Why: "then this"})
	sc.do(p3, &AgreeNewDue{Commitment: 1})
}

// The day of a promise ends where its giver lives, at that instant and not before.
func TestDueDayEndsWhereTheGiverLives(t *testing.T) {
	sc := newScene(t)
	sc.do(p4, &OfferCommitment{Promise: Promise{What: "a", Due: Date{2026, 3, 8}}, Receiver: Side{Person: "p3"}}) // clocks change in New York
	sc.do(p3, &AgreeCommitment{Commitment: 1})
	if want := time.Date(2026, 3, 9, 4, 0, 0, 0, time.UTC); !sc.l.Joint.Commitments[1].DueBy.Equal(want) {
		t.Fatalf("due by %s, want %s", sc.l.Joint.Commitments[1].DueBy, want)
	}
	sc.at = time.Date(2026, 3, 9, 3, 59, 59, 999e6, time.UTC)
	sc.do(p4, &SetZone{Zone: "Europe/London"}) // moving house moves no promise
	sc.stands(1, CommitmentAgreed)
	sc.later(time.Millisecond)
	sc.stands(1, CommitmentMissed)
}

func TestSilenceAccepts(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 6})
	sc.do(p2, &SetCalendar{Calendar: Calendar{Zone: "America/New_York", Weekdays: WorkingWeek("").Weekdays, Holidays: []Date{{2026, 3, 10}}}})
	sc.until("2026-03-05", "12:00") // Thursday; working days after it: 6, 9, 11, 12, 13
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1})
	c := sc.l.Joint.Commitments[1]
	if want := time.Date(2026, 3, 14, 4, 0, 0, 0, time.UTC); !c.Done.SilentAfter.Equal(want) {
		t.Fatalf("silence accepts at %s, want %s", c.Done.SilentAfter, want)
	}
	sc.at = c.Done.SilentAfter.Add(-time.Millisecond)
	sc.stands(1, CommitmentUnconfirmed)
	sc.later(time.Millisecond)
	sc.stands(1, CommitmentKept)
	if !c.BySilence(sc.at) {
		t.Error("it does not say that silence accepted it")
	}
	sc.refused(p4, &RejectDelivery{Commitment: 1, Why: "no"}, "counts as accepted")
	sc.do(p4, &AcceptDelivery{Commitment: 1})
	sc.stands(1, CommitmentKept)
	if c.BySilence(sc.at) {
		t.Error("the receiver has spoken, late; it is still listed as silence")
	}
}

func TestRejectedLateAndMissed(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 4})
	sc.refused(p4, &RejectDelivery{Commitment: 1, Why: "no"}, "nothing was claimed done")
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1})
	sc.refused(p3, &AcceptDelivery{Commitment: 1}, "Only Lee Park")
	sc.refused(p4, &RejectDelivery{Commitment: 1}, "fill this in")
	sc.do(p4, &RejectDelivery{Commitment: 1, Why: "two depots are missing"})
	sc.stands(1, CommitmentAgreed)
	sc.refused(p3, &RecordMissReason{Commitment: 1, Reason: Forgotten}, "was not missed")
	sc.later(5 * day)
	sc.stands(1, CommitmentMissed)
	sc.waits(1, Waiting{sam, WaitReason}, Waiting{sam, WaitDelivery})
	sc.refused(p3, &RecordMissReason{Commitment: 1, Reason: "dog"}, "from the list")
	sc.do(p3, &RecordMissReason{Commitment: 1, Reason: BadEstimate, Words: "three days were not enough"})
	sc.waits(1, Waiting{sam, WaitDelivery})
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1})
	sc.stands(1, CommitmentUnconfirmed)
	c := sc.l.Joint.Commitments[1]
	if !c.MissedDue(sc.at) || c.Done.DaysLate != 3 {
		t.Errorf("a late claim is %d days late, missed %v", c.Done.DaysLate, c.MissedDue(sc.at))
	}
	sc.do(p4, &AcceptDelivery{Commitment: 1})
	sc.stands(1, CommitmentKeptLate)
	if len(c.Rejections) != 1 || c.Rejections[0].Why != "two depots are missing" {
		t.Errorf("rejections: %+v", c.Rejections)
	}
	sc.sameAfterReplay()
}

func TestAcceptedEvidenceConfirms(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 6})
	sc.do(p3, &LogEvidence{Exhibit: Exhibit{Kind: Document, What: "the file", Grade: 2}})
	sc.refused(p3, &ClaimCommitmentDone{Commitment: 1, Evidence: []int{9}}, "no evidence 9")
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1, Evidence: []int{1}})
	sc.stands(1, CommitmentUnconfirmed)
	sc.do(p2, &AcceptEvidence{Evidence: 1})
	sc.stands(1, CommitmentKept)
	offer(sc, Date{2026, 3, 6})
	sc.do(p4, &LogEvidence{Exhibit: Exhibit{Kind: Document, What: "not what we asked for", Grade: 2, About: []string{"commitment 2"}}})
	sc.do(p3, &ClaimCommitmentDone{Commitment: 2})
	sc.do(p3, &AcceptEvidence{Evidence: 2})
	sc.stands(2, CommitmentUnconfirmed) // the receiver's own evidence does not speak for the giver
	sc.sameAfterReplay()
}

func TestPromiseChangedMeanwhile(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 20})
	seen := sc.l.Joint.Last("commitment 1")
	sc.do(p4, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 10}, Why: "earlier, please"})
	r := sc.refused(p3, &ClaimCommitmentDone{Seen: Seen{seen}, Commitment: 1}, "Lee Park changed commitment 1")
	if r.Thing != "commitment 1" || r.Last != seen+1 {
		t.Errorf("%+v", r)
	}
}

func TestUndoneClaim(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 20})
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1})
	sc.do(p3, &Undo{Joint: []int{sc.l.Joint.Head().N}})
	sc.stands(1, CommitmentAgreed)
	sc.sameAfterReplay()
}
