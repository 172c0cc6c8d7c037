package relationship

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// march is the period of the vectors.
var march = Period{Date{2026, 3, 1}, Date{2026, 3, 12}}

// done claims a promise and has it accepted at once.
func (sc *scene) done(giver, receiver By, id int) {
	sc.t.Helper()
	sc.do(giver, &ClaimCommitmentDone{Commitment: id})
	sc.do(receiver, &AcceptDelivery{Commitment: id})
}

// promise is a promise between two people, agreed.
func (sc *scene) promise(giver, receiver By, due Date) int {
	sc.t.Helper()
	sc.do(giver, &OfferCommitment{Promise: Promise{What: "x", Due: due}, Receiver: Side{Person: receiver.Person}})
	id := sc.l.Joint.given["commitment"]
	sc.do(receiver, &AgreeCommitment{Commitment: id})
	return id
}

// The vector: twelve agreed, eight on time, one late, one missed, one cancelled by the receiver, one moved out in time.
func TestSayDoVector(t *testing.T) {
	sc := newScene(t)
	for range 12 {
		sc.promise(p3, p4, Date{2026, 3, 5})
	}
	for id := 1; id <= 8; id++ {
		sc.done(p3, p4, id)
	}
	sc.do(p4, &CancelCommitment{Commitment: 11, Why: "not needed"})
	sc.do(p3, &ProposeNewDue{Commitment: 12, Due: Date{2026, 3, 12}, Why: "more data"})
	sc.do(p4, &AgreeNewDue{Commitment: 12})
	if f := sc.l.Joint.SayDo(sc.at, march); f.Of["acme"].Kept.OK() || !f.Until.Equal(sc.l.Joint.Commitments[1].DueBy) {
		t.Errorf("before the day: %s until %s", f.Of["acme"].Kept, f.Until)
	}
	sc.until("2026-03-07", "09:00")
	sc.done(p3, p4, 9)
	sc.do(p3, &RecordMissReason{Commitment: 10, Reason: WaitingOther})
	f := sc.l.Joint.SayDo(sc.at, march)
	acme := f.Of["acme"]
	for _, c := range []struct{ name, got, want string }{
		{"kept", acme.Kept.String(), "80 % (8 of 10)"},
		{"eventually", acme.Eventually.String(), "90 % (9 of 10)"},
		{"renegotiated", acme.Renegotiated.String(), "8 % (1 of 12)"},
		{"days late", acme.DaysLate.RatString(), "2"},
		{"borealis", f.Of["borealis"].Kept.String(), "n/a: no promises by Borealis fell due"},
		{"relationship", f.Kept.Party + ": " + f.Kept.String(), "borealis: n/a: no promises by Borealis fell due"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	if !slices.Equal(acme.Reasons, []ReasonCount{{WaitingOther, 1}}) || acme.Unexplained != 1 ||
		!slices.Equal(acme.Late, []int{9}) || !slices.Equal(acme.Missed, []int{10}) {
		t.Errorf("%+v", acme)
	}
	if h := f.Of["borealis"].HoursToAccept; h == nil || h.Sign() != 0 {
		t.Errorf("the receiver accepted at once, not after %v hours", h)
	}
	if !f.Until.IsZero() || f.Gap != nil {
		t.Errorf("until %s, gap %v: nothing is left to change and nothing to compare", f.Until, f.Gap)
	}
}

func TestSayDoEdges(t *testing.T) {
	sc := newScene(t)
	due := Date{2026, 3, 4}
	for range 5 {
		sc.promise(p3, p4, due)
	}
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "never agreed", Due: due}, Receiver: lee})
	sc.do(p3, &CancelCommitment{Commitment: 1, Why: "cannot"}) // given up: not kept
	sc.do(p3, &ClaimCommitmentDone{Commitment: 2})             // unconfirmed: counted nowhere
	sc.do(p3, &ClaimCommitmentDone{Commitment: 3})             // rejected and past due: not kept
	sc.do(p4, &RejectDelivery{Commitment: 3, Why: "half of it"})
	sc.do(p3, &CancelCommitment{Commitment: 4, Why: "sorry"}) // freed in time: counted nowhere
	sc.do(p4, &AgreeCancellation{Commitment: 4})
	sc.until("2026-03-05", "09:00")
	sc.do(p3, &ClaimCommitmentDone{Commitment: 5}) // late, not answered: a miss until accepted
	f := sc.l.Joint.SayDo(sc.at, march)
	a := f.Of["acme"]
	if a.Kept.String() != "0 of 3, too few to rate" || !slices.Equal(a.Unconfirmed, []int{2}) ||
		!slices.Equal(a.Missed, []int{3, 5}) || !slices.Equal(a.GivenUp, []int{1}) {
		t.Fatalf("%s %+v", a.Kept, a)
	}
	silent := sc.l.Joint.Commitments[2].Done.SilentAfter
	if !f.Until.Equal(silent) {
		t.Errorf("until %s, want %s, when silence accepts", f.Until, silent)
	}
	f = sc.l.Joint.SayDo(silent, march)
	a = f.Of["acme"]
	if a.Kept.String() != "1 of 4, too few to rate" || !slices.Equal(a.BySilence, []int{2}) {
		t.Errorf("after silence: %s %+v", a.Kept, a)
	}
	if h := f.Of["borealis"].HoursToAccept; h == nil || h.FloatString(0) != "187" { // Monday 09:00 UTC to Tuesday 04:00 UTC, a week on
		t.Errorf("silence waited %v hours", h)
	}
}

func TestSayDoGap(t *testing.T) {
	sc := newScene(t)
	var acme, borealis []int
	for range 5 {
		acme = append(acme, sc.promise(p3, p4, Date{2026, 3, 4}))
		borealis = append(borealis, sc.promise(p4, p3, Date{2026, 3, 4}))
	}
	for i := range 5 {
		sc.done(p3, p4, acme[i])
		if i < 4 {
			sc.done(p4, p3, borealis[i])
		}
	}
	sc.until("2026-03-06", "09:00")
	f := sc.l.Joint.SayDo(sc.at, march)
	if f.Gap == nil || f.Gap.RatString() != "20" || !f.Apart {
		t.Errorf("gap %v, flagged %v, want 20 and flagged", f.Gap, f.Apart)
	}
	if f.Kept.Party != "borealis" || f.Kept.String() != "80 % (4 of 5)" {
		t.Errorf("the relationship's is %s of %s, want its weakest party's", f.Kept, f.Kept.Party)
	}
	few := sc.l.Joint.SayDo(sc.at, Period{Date{2026, 3, 5}, Date{2026, 3, 9}})
	if few.Gap != nil || few.Apart || few.Kept.OK() {
		t.Errorf("nothing fell due then: %+v", few)
	}
	if !strings.Contains(few.Kept.String(), "n/a: no promises by Acme") {
		t.Errorf("%s", few.Kept)
	}
}

func TestFirstMiss(t *testing.T) {
	sc := newScene(t)
	for i := range 6 {
		sc.promise(p3, p4, Date{2026, 3, 4 + i})
	}
	for _, id := range []int{1, 2, 3, 5} {
		sc.done(p3, p4, id)
	}
	sc.until("2026-03-06", "09:00")
	if c, ok := sc.l.Joint.FirstMiss("acme", sc.at); ok {
		t.Errorf("promise %d is no miss yet", c.ID)
	}
	sc.until("2026-03-12", "09:00") // 4 missed after three kept; 6 missed after one
	if c, ok := sc.l.Joint.FirstMiss("acme", sc.at); !ok || c.ID != 4 {
		t.Errorf("first miss: %v %v, want promise 4", c, ok)
	}
	if _, ok := sc.l.Joint.FirstMiss("borealis", sc.at); ok {
		t.Error("borealis promised nothing")
	}
}

func BenchmarkSayDo(b *testing.B) {
	sc := newScene(b)
	for range 200 {
		sc.promise(p3, p4, Date{2026, 3, 5})
	}
	for id := 1; id <= 150; id++ {
		sc.done(p3, p4, id)
	}
	sc.at = time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		sc.l.Joint.SayDo(sc.at, march)
	}
}
