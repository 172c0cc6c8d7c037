package relationship

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
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

// Three check-ins in silence, and a person is not asked any more, nor is anybody told of it again; an answer brings
// them back.
func TestThreeSilentCheckIns(t *testing.T) {
	sc := newScene(t)
	asked := func(want bool) {
		t.Helper()
		sc.at = sc.view("").Next(sc.at)
		sc.do(ByClock, &OpenCheckIn{})
		sc.answered(p1)
		id := sc.l.Joint.Latest().ID
		for _, key := range []string{"check-in %d ask p3", "check-in %d remind 1 p3", "check-in %d remind 2 p3", "check-in %d silent p1"} {
			if _, ok := sc.expected("acme", fmt.Sprintf(key, id)); ok != want {
				t.Errorf("check-in %d: %q is owed: %v", id, key, ok)
			}
		}
	}
	asked(true)
	asked(true)
	asked(true)
	asked(false)
	sc.answered(p3)
	asked(true)
}

func TestSnoozedAndAway(t *testing.T) {
	sc := newScene(t)
	sc.opened()
	sc.until("2026-03-12", "11:00")
	sc.do(p3, &SnoozePrompt{Until: sc.at.Add(2 * time.Hour)})
	d, ok := sc.expected("acme", "check-in 1 ask p3 snoozed *")
	if !ok || london(d.At) != "12 Mar 13:00" {
		t.Errorf("snoozed until %s", london(d.At))
	}
	if _, ok := sc.expected("acme", "check-in 1 ask p3"); ok {
		t.Error("asked in spite of the snooze")
	}
	if d, _ := sc.expected("acme", "check-in 1 remind 1 p3"); london(d.At) != "13 Mar 09:00" {
		t.Errorf("the reminder after the snooze comes on %s", london(d.At))
	}
	sc.do(p3, &SnoozePrompt{Until: sc.l.Joint.Latest().To})
	for _, d := range sc.view("acme").duties(sc.at) {
		if d.Person == "p3" {
			t.Errorf("snoozed to the end, and owed %s", d.Key)
		}
	}

	offer(sc, Date{2026, 3, 18})
	sc.do(p3, &SetAway{From: Date{2026, 3, 16}, To: Date{2026, 4, 3}})
	if d, _ := sc.expected("acme", "commitment 1 due 2026-03-18 p3"); london(d.At) != "13 Mar 09:00" {
		t.Errorf("due while away, reminded on %s, not on the last morning before", london(d.At))
	}
	if d, _ := sc.expected("acme", "commitment 1 missed 2026-03-18 p3"); london(d.At) != "6 Apr 09:00" || london(d.Until) != "13 Apr 09:00" {
		t.Errorf("missed while away, told from %s until %s", london(d.At), london(d.Until))
	}
}

// A check-in that opened after its slot, since the bot was down, asks first and reminds then.
func TestLateCheckInAsksBeforeItReminds(t *testing.T) {
	sc := newScene(t)
	sc.until("2026-03-31", "09:00")
	sc.do(ByClock, &OpenCheckIn{})
	for key, want := range map[string]string{"check-in 1 ask p3": "31 Mar 09:00", "check-in 1 remind 1 p3": "2 Apr 09:00", "check-in 1 remind 2 p3": "3 Apr 09:00"} {
		if d, _ := sc.expected("acme", key); london(d.At) != want {
			t.Errorf("%s on %s, want %s", key, london(d.At), want)
		}
	}
}

// The card is edited when anything it shows has changed: an answer, what was taken back, words that were erased, closing.
func TestCardRevision(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.opened()
	sc.until("2026-03-12", "10:00")
	last := 0
	grown := func(what string) {
		t.Helper()
		owed := sc.view("").Duties(sc.at)
		if len(owed) == 0 || owed[len(owed)-1].Kind != DutyCard || owed[len(owed)-1].Revision <= last {
			t.Fatalf("%s: %+v after revision %d", what, owed, last)
		}
		last = owed[len(owed)-1].Revision
	}
	grown("opened")
	sc.answered(p3)
	grown("answered")
	n := sc.l.Joint.Head().N
	sc.do(p3, &Undo{Joint: []int{n - 1, n}, Own: []int{sc.l.Own["acme"].Head().N}})
	grown("taken back")
	sc.answered(p4)
	grown("answered again")
	sc.do(p4, &Redact{Ledger: Joint, N: sc.l.Joint.Head().N - 1})
	grown("erased")
	sc.at = sc.l.Joint.Latest().To
	grown("closed")
	at := sc.at
	sc.at = at.AddDate(0, 0, 1)
	if d := sc.view("").Duties(sc.at); len(d) != 0 && d[0].Kind == DutyCard {
		t.Errorf("a day after closing the card is still kept up: %+v", d)
	}
}

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
