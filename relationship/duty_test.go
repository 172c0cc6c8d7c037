package relationship

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// expected finds a duty by its key, in which * stands for an instant; it may be owed now or only later.
func (sc *scene) expected(party, key string) (d Duty, ok bool) {
	sc.t.Helper()
	before, after, open := strings.Cut(key, "*")
	for _, d := range sc.view(party).duties(sc.at) {
		if d.Key == key || open && strings.HasPrefix(d.Key, before) && strings.HasSuffix(d.Key, after) {
			return d, true
		}
	}
	return d, false
}

// owes says whether the duty is owed at an instant.
func (sc *scene) owes(party string, d Duty, at time.Time) bool {
	return slices.ContainsFunc(sc.view(party).Duties(at), func(o Duty) bool { return o.Key == d.Key })
}

func london(t time.Time) string {
	loc, _ := Zone("Europe/London")
	return t.In(loc).Format("2 Jan 15:04")
}

func (sc *scene) opened() {
	sc.t.Helper()
	sc.until("2026-03-09", "10:00")
	sc.do(ByClock, &OpenCheckIn{})
}

func (sc *scene) answered(by ...By) {
	sc.t.Helper()
	for _, b := range by {
		sc.do(b, answer(OnTrack))
	}
}

// dutyCase is a duty: its key, with * for an instant; which view owes it; from when until when, in London.
type dutyCase struct {
	key, party  string
	kind        DutyKind
	from, until string
	before      func(*scene) // brings it about
	after       func(*scene) // ends it; nil when nothing but time does
}

var (
	friday, sunday = Date{2026, 3, 6}, Date{2026, 3, 8}
	weekly         = Cadence{Days: 7, First: Date{2026, 3, 17}, At: Clock{10, 0}, Zone: "Europe/London"}
)

// dutyCases are every kind of duty and of question. The scene begins on Monday 2 March 2026 at nine in London, where p1
// and p3 are; p2 and p4 are in New York, where it is four in the morning.
var dutyCases = []dutyCase{
	{"check-in 1 open", "", DutyOpen, "9 Mar 10:00", "16 Mar 10:00", func(*scene) {}, (*scene).opened},
	{"check-in 1 ask p3", "acme", DutyAsk, "12 Mar 10:00", "13 Mar 09:00", (*scene).opened, func(sc *scene) { sc.answered(p3) }},
	{"check-in 1 remind 1 p3", "acme", DutyRemind, "13 Mar 09:00", "16 Mar 09:00", (*scene).opened, func(sc *scene) { sc.do(p3, &SkipCheckIn{Why: "travel"}) }},
	{"check-in 1 remind 2 p3", "acme", DutyRemind, "16 Mar 09:00", "16 Mar 10:00", (*scene).opened, func(sc *scene) { sc.answered(p3) }},
	{"check-in 1 silent p1", "acme", DutySilent, "16 Mar 10:00", "20 Mar 10:00", (*scene).opened, func(sc *scene) { sc.answered(p1, p3) }},
	{"check-in 1 forward p1", "acme", DutyForward, "12 Mar 10:00", "16 Mar 10:00", func(sc *scene) {
		sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: Member, Account: "web/door/7f3a"})
		sc.opened()
	}, func(sc *scene) { sc.answered(By{"p5", "acme"}) }},
	{"commitment 1 forward agree * p1", "acme", DutyForward, "2 Mar 09:00", "16 Mar 09:00", func(sc *scene) {
		sc.doored(Member)
		sc.do(p4, &RequestCommitment{Promise: Promise{What: "x", Due: Date{2026, 3, 30}}, Giver: "p5"})
	}, func(sc *scene) { sc.do(By{"p5", "acme"}, &AgreeCommitment{Commitment: 1}) }},
	{"commitment 1 forward due 2026-03-06 p1", "acme", DutyForward, "6 Mar 09:00", "7 Mar 00:00", doorPromise, func(sc *scene) { sc.do(By{"p5", "acme"}, &ClaimCommitmentDone{Commitment: 1}) }},
	{"commitment 1 forward missed 2026-03-06 p1", "acme", DutyForward, "9 Mar 09:00", "16 Mar 09:00", doorPromise,
		func(sc *scene) { sc.do(By{"p5", "acme"}, &RecordMissReason{Commitment: 1, Reason: External}) }},
	{"review 1 forward prepare p1", "acme", DutyForward, "19 May 10:00", "2 Jun 10:00", func(sc *scene) {
		sc.doored(Sponsor)
		sc.reviewOpened()
	}, (*scene).reviewMet},
	{"person p3 unreached * p1", "acme", DutyUnreached, "2 Mar 09:00", "16 Mar 09:00", func(sc *scene) {
		sc.do(ByClock, &LosePerson{Party: "acme", Person: "p3"})
	}, func(sc *scene) { sc.do(p3, &AddAccount{Account: "slack/T1/U7"}) }},
	{"party cassini agree * p2", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.do(p1, &InviteParty{Party: "cassini", Name: "Cassini"}) }, func(sc *scene) { sc.do(p2, &AgreeInvitation{Party: "cassini"}) }},
	{"cadence agree * p2", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.do(p1, &ProposeCadence{Cadence: weekly}) }, func(sc *scene) { sc.do(p2, &AgreeCadence{Refuse: true}) }},
	{"objective 1 confirm * p2", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.aim(p1, true, "Fewer late trucks") }, func(sc *scene) { sc.do(p2, &ConfirmObjective{Objective: 1}) }},
	{"objective 1 confirm again * p2", "borealis", DutyWait, "2 Jun 14:00", "16 Jun 14:00",
		func(sc *scene) { sc.ours() }, func(sc *scene) { sc.do(p2, &ConfirmObjective{Objective: 1}) }},
	{"objective 1 acknowledge * p2", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.aim(p1, false, "Fewer claims") }, func(sc *scene) { sc.do(p2, &AcknowledgeObjective{Objective: 1}) }},
	{"link 1 agree * p2", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00", func(sc *scene) {
		sc.aim(p2, false, "Fewer claims")
		sc.do(p1, &ProposeLink{From: sc.aim(p1, true, "Fewer late trucks"), To: 1, Type: Supports})
	}, func(sc *scene) { sc.do(p2, &AgreeLink{Link: 1}) }},
	{"commitment 1 agree * p4", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) {
			sc.do(p3, &OfferCommitment{Promise: Promise{What: "x", Due: Date{2026, 3, 30}}, Receiver: lee})
		},
		func(sc *scene) { sc.do(p4, &AgreeCommitment{Commitment: 1}) }},
	{"commitment 1 new date * p4", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) {
			sc.do(p3, &ProposeNewDue{Commitment: offer(sc, Date{2026, 3, 30}), Due: friday, Why: "x"})
		},
		func(sc *scene) { sc.do(p4, &AgreeNewDue{Commitment: 1}) }},
	{"commitment 1 confirmation * p4", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.do(p3, &ClaimCommitmentDone{Commitment: offer(sc, friday)}) },
		func(sc *scene) { sc.do(p4, &AcceptDelivery{Commitment: 1}) }},
	{"commitment 1 release * p4", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.do(p3, &CancelCommitment{Commitment: offer(sc, Date{2026, 3, 30}), Why: "x"}) },
		func(sc *scene) { sc.do(p4, &AgreeCancellation{Commitment: 1}) }},
	{"kpi 1 agree * p2", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.do(p1, &ProposeKPI{KPITerms: otif(sc.ours())}) }, func(sc *scene) { sc.do(p2, &AgreeKPI{KPI: 1}) }},
	{"kpi 1 retire * p2", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.do(p1, &RetireKPI{KPI: sc.measured(otif(sc.ours())).ID, Why: "x"}) },
		func(sc *scene) { sc.do(p2, &RetireKPI{KPI: 1}) }},
	{"reading 1 resolve * p3", "acme", DutyWait, "2 Mar 09:00", "16 Mar 09:00", func(sc *scene) {
		sc.do(p3, &ReadKPI{KPI: sc.measured(otif(sc.ours())).ID, Value: "70"})
		sc.do(p4, &ContestReading{Reading: 1, Value: "65"})
	}, func(sc *scene) { sc.do(p3, &ResolveReading{Reading: 1}) }},
	{"claim 1 account * p1", "acme", DutyWait, "2 Mar 09:00", "16 Mar 09:00", func(sc *scene) {
		sc.do(p4, &LogEvidence{Exhibit: minutes})
		sc.do(p4, &MakeClaim{Kind: ClaimFailure, Text: "x", Evidence: []int{1}})
	}, func(sc *scene) { sc.do(p1, &GiveAccount{Claim: 1, Text: "x"}) }},
	{"commitment 1 due 2026-03-06 p3", "acme", DutyDue, "6 Mar 09:00", "7 Mar 00:00", func(sc *scene) { offer(sc, friday) },
		func(sc *scene) { sc.do(p3, &ClaimCommitmentDone{Commitment: 1}) }},
	{"commitment 1 due 2026-03-08 p3", "acme", DutyDue, "6 Mar 09:00", "9 Mar 00:00", func(sc *scene) { offer(sc, sunday) },
		func(sc *scene) { sc.do(p4, &CancelCommitment{Commitment: 1, Why: "x"}) }},
	{"commitment 1 missed 2026-03-06 p3", "acme", DutyMissed, "9 Mar 09:00", "16 Mar 09:00", func(sc *scene) { offer(sc, friday) },
		func(sc *scene) { sc.do(p3, &RecordMissReason{Commitment: 1, Reason: External}) }},
	{"commitment 4 first miss p2", "borealis", DutyFirst, "9 Mar 13:00", "14 Mar 00:00", func(sc *scene) {
		for id := 1; id <= 3; id++ {
			sc.done(p3, p4, offer(sc, friday))
		}
		sc.at = sc.l.Joint.Commitments[offer(sc, friday)].DueBy
	}, nil},
	{"kpi 1 measure 2026-04-01 p3", "acme", DutyMeasure, "1 Apr 09:00", "16 Apr 09:00", func(sc *scene) { sc.measured(otif(sc.ours())) },
		func(sc *scene) { sc.do(p3, &ReadKPI{KPI: 1, Value: "70"}) }},
	{"kpi 1 hit 1 p2", "borealis", DutyHit, "2 Mar 14:00", "16 Mar 09:00",
		func(sc *scene) { sc.do(p3, &ReadKPI{KPI: sc.measured(otif(sc.ours())).ID, Value: "80"}) },
		func(sc *scene) { sc.do(p3, &CorrectReading{Reading: 1, Value: "70", Why: "x"}) }},
	{"review 1 open", "", DutyOpenReview, "19 May 10:00", "17 Jun 00:00", func(*scene) {}, (*scene).reviewOpened},
	{"review 1 prepare p1", "acme", DutyPrepare, "19 May 10:00", "2 Jun 10:00", (*scene).reviewOpened, func(sc *scene) {
		for _, q := range ReviewQuestions {
			sc.do(p1, &AnswerReview{Question: q, Verdict: VerdictYes})
		}
	}},
	{"review 1 meets 2026-06-02 1 p1", "acme", DutyMeeting, "29 May 09:00", "2 Jun 09:00", (*scene).reviewOpened, (*scene).reviewMoved},
	{"review 1 meets 2026-06-02 2 p1", "acme", DutyMeeting, "2 Jun 09:00", "2 Jun 10:00", (*scene).reviewOpened, nil},
	{"review 1 meets 2026-06-02 2 p2", "borealis", DutyMeeting, "1 Jun 14:00", "2 Jun 10:00", (*scene).reviewOpened, nil}, // before New York works on the day
	{"review 1 held * p1", "acme", DutyWait, "3 Jun 09:00", "17 Jun 09:00", (*scene).reviewOpened, (*scene).reviewMet},
	{"review 1 missed p1", "acme", DutyReviewMissed, "17 Jun 09:00", "24 Jun 00:00", (*scene).reviewOpened, (*scene).reviewMet},
	{"review 1 recorded * p2", "borealis", DutyRecorded, "2 Jun 18:00", "16 Jun 18:00", func(sc *scene) {
		sc.reviewOpened()
		sc.until("2026-06-02", "18:00")
		sc.reviewMet()
	}, func(sc *scene) { sc.do(p1, &ProposeMinutes{Summary: "x"}) }},
	{"review 1 minutes * p1", "acme", DutyWait, "3 Jun 09:00", "17 Jun 09:00", func(sc *scene) {
		sc.reviewOpened()
		sc.until("2026-06-02", "18:00")
		sc.reviewMet()
	}, func(sc *scene) { sc.do(p1, &ProposeMinutes{Summary: "x"}) }},
	{"review 1 agree * p2", "borealis", DutyWait, "3 Jun 14:00", "17 Jun 14:00", (*scene).reviewMinuted, func(sc *scene) { sc.do(p2, &AgreeMinutes{}) }},
	{"review 1 minutes * p1", "acme", DutyWait, "3 Jun 09:00", "17 Jun 09:00", func(sc *scene) {
		sc.reviewMinuted()
		sc.do(p2, &RefuseMinutes{Why: "x"})
	}, func(sc *scene) { sc.do(p1, &ProposeMinutes{Summary: "y"}) }},
	{"decision 1 agree * p2", "borealis", DutyWait, "2 Mar 14:00", "16 Mar 14:00",
		func(sc *scene) { sc.do(p1, &RecordDecision{Resolution: keep}) }, func(sc *scene) { sc.do(p2, &AgreeDecision{Decision: 1}) }},
}

// doored adds somebody to Acme who only has a page.
func (sc *scene) doored(role Role) {
	sc.t.Helper()
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: role, Account: "web/door/7f3a"})
}

func doorPromise(sc *scene) {
	sc.doored(Member)
	sc.do(p4, &RequestCommitment{Promise: Promise{What: "x", Due: friday}, Giver: "p5"})
	sc.do(By{"p5", "acme"}, &AgreeCommitment{Commitment: 1})
}

func (sc *scene) reviewOpened() {
	sc.t.Helper()
	sc.until("2026-05-19", "10:00")
	sc.do(ByClock, &OpenReview{})
}

func (sc *scene) reviewMoved() {
	sc.t.Helper()
	sc.do(p1, &MoveReview{Day: Date{2026, 6, 4}})
}

// reviewMet records today that both leads met, each in the place of their sponsor.
func (sc *scene) reviewMet() {
	sc.t.Helper()
	sc.do(p1, &NameDelegate{Person: "p1"})
	sc.do(p2, &NameDelegate{Person: "p2"})
	sc.do(p1, &HoldReview{Day: DateOf(sc.at, time.UTC), Present: []string{"p1", "p2"}})
}

func (sc *scene) reviewMinuted() {
	sc.t.Helper()
	sc.reviewOpened()
	sc.until("2026-06-02", "23:00")
	sc.reviewMet()
	sc.do(p1, &ProposeMinutes{Summary: "x"})
}

// Who is told of what, from when and until when, and what ends it.
func TestDuties(t *testing.T) {
	for _, c := range dutyCases {
		t.Run(c.key, func(t *testing.T) {
			sc := newScene(t)
			c.before(sc)
			d, ok := sc.expected(c.party, c.key)
			if !ok || d.Kind != c.kind || london(d.At) != c.from || london(d.Until) != c.until {
				t.Fatalf("%s: %s from %s until %s, found %v", d.Key, d.Kind, london(d.At), london(d.Until), ok)
			}
			if person := c.key[strings.LastIndex(c.key, " ")+1:]; c.party != "" && (d.Person != person || sc.l.Joint.Persons[person].Party != c.party) {
				t.Errorf("it is told to %s", d.Person)
			}
			for at, want := range map[time.Time]bool{d.At.Add(-1): false, d.At: true, d.At.Add(time.Minute): true, d.Until: false} {
				if c.kind != DutyOpen && c.kind != DutyOpenReview && sc.owes(c.party, d, at) != want { // what the clock leaves undone stays due
					t.Errorf("owed at %s: %v", london(at), !want)
				}
			}
			if c.after != nil {
				sc.at = laterOf(sc.at, d.At)
				c.after(sc)
				if again, ok := sc.expected(c.party, d.Key); ok {
					t.Errorf("done, and still there: %+v", again)
				}
			}
		})
	}
}

func TestNothingIsOwedInARestingOrClosedRelationship(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 6})
	sc.opened()
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.aim(p1, true, "Fewer late trucks")
	nothing := func(when string) {
		t.Helper()
		for _, party := range []string{"", "acme", "borealis"} {
			if v := sc.view(party); len(v.duties(sc.at)) > 0 || !v.Next(sc.at).IsZero() {
				t.Errorf("%s, %q owes %v, next %s", when, party, v.duties(sc.at), v.Next(sc.at))
			}
		}
	}
	sc.do(p1, &PauseRelationship{Why: "summer"})
	nothing("paused")
	sc.do(p2, &ResumeRelationship{})
	if len(sc.view("acme").duties(sc.at)) == 0 {
		t.Error("resumed, and still nothing is owed")
	}
	sc.do(p2, &LeaveRelationship{Why: "the contract ended"})
	if d := sc.view("").Duties(sc.at); len(d) != 1 || d[0].Kind != DutyArchive {
		t.Errorf("closed, the clock owes %v", d)
	}
	sc.do(ByClock, &ArchiveRelationship{})
	nothing("closed")
}
