package relationship

import (
	"time"
)

// parts is what the stored record was once made from, a relationship each. The file is never made again: a line that
// was stored once has to be read for ever, by every later version. Without -update this test only reads it; with
// -update it appends the parts that the file does not have yet and leaves every other byte. So a new kind of entry gets
// a new part at the end of this list, and a part that has been stored is history: changing it changes nothing.
//
// The golden state is another matter: it says what this version makes of the lines, and -update writes it anew. Its
// difference is for a person to look at; what may not happen is that a field disappears or says something else.
var parts = []func(*scene){
	func(sc *scene) {
		for _, chapter := range []func(*scene){storedPeople, storedRhythm, storedObjectives, storedPromises, storedEvidence, storedKPIs, storedCheckIn} {
			chapter(sc)
			sc.later(time.Hour)
		}
	},
	func(sc *scene) { sc.do(p2, &LeaveRelationship{Why: "The contract ended"}) },
	func(sc *scene) { // a failure that comes with evidence only later
		sc.do(p1, &MakeClaim{Kind: ClaimFailure, Text: "Two trucks came late"})
		sc.do(p1, &LogEvidence{Exhibit: Exhibit{Kind: Document, What: "The gate log", Grade: 2, About: []string{"claim 1"}}})
	},
	func(sc *scene) { // channels that got another id, one of them with outsiders in it later
		sc.do(p1, &BindPlace{Place: "web/demo/c1"})
		sc.do(p1, &BindPlace{Place: "web/demo/team", Internal: true})
		sc.do(ByClock, &MovePlace{From: "web/demo/c1", To: "web/demo/c2"})
		sc.do(ByClock, &MovePlace{From: "web/demo/team", To: "web/demo/squad"})
		sc.do(ByClock, &LosePlace{Place: "web/demo/c2", Why: LostToOutsiders})
	},
	storedReview,
	storedHands,
	storedAppointment,
	func(sc *scene) { sc.do(p1, &MakeLink{Person: "p3"}) }, // somebody signs in by a link of their lead's
	storedTopics,
	storedRights,
	func(sc *scene) { sc.do(p3, &SetLetters{Off: true}) },
	func(sc *scene) { sc.do(p1, &NameRelationship{Name: "The northern supply"}) },
	func(sc *scene) { sc.do(ByClock, &LosePerson{Party: "acme", Person: "p3"}) },
}

// storedRights is somebody erased, words kept as long as a party says, and the end of a relationship.
func storedRights(sc *scene) {
	sc.do(p3, &MakeClaim{Kind: ClaimFailure, Text: "Two trucks came late"})
	sc.emptied(sc.do(ByOperator, &ErasePerson{Person: "p3", Naming: []int{sc.l.Joint.Head().N}}))
	sc.do(p1, &KeepAsked{Erasure: 1})
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.do(p1, &BindPlace{Place: "web/demo/team", Internal: true})
	sc.do(p1, &SetRetention{Ledger: Joint, Months: 84})
	sc.do(p1, &SetRetention{Ledger: "acme", Months: 24})
	sc.do(p1, &ProposeClosing{Why: "The contract ends"})
	sc.do(p2, &RefuseClosing{Why: "One delivery is left"})
	sc.do(p2, &ProposeClosing{Why: "Now it is done"})
	sc.do(p1, &AgreeClosing{})
	sc.do(ByClock, &ArchiveRelationship{})
}

// storedReview is a quarterly review from its pack to minutes that were refused once, and decisions in it and beside it.
func storedReview(sc *scene) {
	sc.do(p3, &LogEvidence{Exhibit: minutes})
	sc.do(p1, &SetRole{Person: "p3", Role: Sponsor})
	sc.until("2026-05-19", "10:00")
	sc.do(ByClock, &OpenReview{})
	sc.do(p1, &MoveReview{Day: Date{2026, 6, 4}})
	sc.do(p3, &AnswerReview{Question: AskProjection, Verdict: VerdictPartly, Words: "Two of three"})
	sc.do(p2, &AnswerReview{Question: AskCharter, Verdict: VerdictNo})
	sc.do(p2, &NameDelegate{Person: "p4"})
	sc.until("2026-06-04", "12:00")
	sc.do(p4, &RecordDecision{Resolution: Resolution{Review: 1, Question: "Do we keep the dock?", Options: "Keep it; move it", Outcome: "We keep it",
		Evidence: []int{1}, LookAgain: Date{2026, 9, 1}}})
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the dock plan", Due: Date{2026, 6, 19}, Origin: Origin{FromReview, 1}}, Receiver: lee})
	sc.do(p1, &HoldReview{Day: Date{2026, 6, 4}, Present: []string{"p1", "p3", "p4"}})
	sc.do(p1, &ProposeMinutes{Summary: "We keep the dock"})
	sc.do(p4, &RefuseMinutes{Version: 1, Why: "The delays are missing"})
	sc.do(p1, &ProposeMinutes{Summary: "We keep the dock", Differences: "Acme: two delays. Borealis: four."})
	sc.do(p2, &AgreeMinutes{Version: 2})
	sc.do(p1, &SupersedeDecision{Decision: 1, Outcome: "We keep half of it", Why: "Half is let"})
	sc.do(p2, &AgreeDecision{Decision: 2})
	sc.do(p3, &SupersedeDecision{Decision: 2, Reverse: true, Why: "It burnt down"})
	sc.do(p2, &RefuseDecision{Decision: 3, Why: "Only a part"})
}

// storedTopics is topics that are carried, and somebody who comes back, falls silent and is prompted again.
func storedTopics(sc *scene) {
	sc.do(p3, &CarryTopic{Text: "Late invoices"})
	sc.do(p4, &CarryTopic{Text: "The depot in Leeds"})
	sc.do(p4, &CloseTopic{Topic: 1, Outcome: "Borealis sends them by the 5th"})
	sc.do(p4, &SetWorkingDays{Weekdays: []time.Weekday{time.Monday, time.Thursday}})
	sc.do(p4, &SetAway{From: Date{2026, 3, 2}, To: Date{2026, 3, 20}, Delegate: "p2"})
	sc.later(4 * day)
	sc.do(p4, &ComeBack{})
	for range 3 {
		sc.at = sc.view("").Next(sc.at)
		sc.do(ByClock, &OpenCheckIn{})
	}
	sc.at = sc.l.Joint.Latest().To
	sc.do(p4, &ResumePrompts{})
}

func storedPeople(sc *scene) {
	sc.do(p1, &SetCalendar{Calendar: Calendar{Zone: "Europe/London", Weekdays: WorkingWeek("").Weekdays, Holidays: []Date{{2026, 4, 3}}}, Source: "bank holidays"})
	sc.do(p3, &SetZone{Zone: "Europe/Lisbon"})
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: Member, Account: "web/demo/ada"})
	named := sc.l.Joint.Head().N
	sc.do(p1, &SetRole{Person: "p5", Role: Member, Agrees: true})
	sc.do(p1, &RemovePerson{Person: "p5"})
	sc.erased(p1, Joint, named)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.do(ByClock, &LosePlace{Place: "web/demo/c1", Why: "is_archived"})
	sc.do(p1, &BindPlace{Place: "web/demo/c2"})
	sc.do(p3, &AddNote{Thing: "party borealis", Text: "Lee answers fastest before noon"})
	sc.do(p3, &Undo{Own: []int{sc.l.Own["acme"].Head().N}})
	sc.do(p4, &AddNote{Thing: "party acme", Text: "Ask Sam, not Kim"})
	sc.erased(p4, "borealis", sc.l.Own["borealis"].Head().N)
	sc.do(p1, &BindPlace{Place: "web/demo/team", Internal: true})
	sc.do(p1, &InviteParty{Party: "cassini", Name: "Cassini"})
	sc.do(p2, &AgreeInvitation{Party: "cassini"})
	sc.do(p2, &WithdrawInvitation{Party: "cassini"})
}

// erased empties the words of an entry, as the store does in the same commit.
func (sc *scene) erased(by By, ledger string, n int) {
	sc.t.Helper()
	sc.do(by, &Redact{Ledger: ledger, N: n})
	sc.entries[ledger][n-1] = sc.entries[ledger][n-1].Redacted()
	if err := sc.replay(ledger); err != nil {
		sc.t.Fatal(err)
	}
}

func storedRhythm(sc *scene) {
	sc.do(p1, &PauseRelationship{Why: "The depot moves"})
	sc.do(p2, &ResumeRelationship{})
	sc.do(p1, &PauseRelationship{Why: "A slip"})
	sc.do(p1, &Undo{Joint: []int{sc.l.Joint.Head().N}})
	sc.do(p1, &ProposeCadence{Cadence: Cadence{Days: 7, First: Date{2026, 3, 10}, At: Clock{9, 30}, Zone: "America/New_York"}})
	sc.do(p2, &AgreeCadence{})
	sc.do(p2, &ProposeCadence{})
	sc.do(p1, &AgreeCadence{Refuse: true})
}

func storedObjectives(sc *scene) {
	draft := goal("Trucks on time")
	sc.do(p3, &DraftObjective{Goal: draft, Ours: true})
	draft.Target = "97.5"
	sc.do(p3, &ReviseDraft{Draft: 1, Goal: draft, Ours: true})
	sc.do(p3, &DraftObjective{Goal: goal("Fewer losses")})
	sc.do(p3, &DropDraft{Draft: 2})
	sc.do(p3, &ShareObjective{Ours: true, Goal: draft, Draft: 1})
	sc.do(p2, &DeclineObjective{Objective: 1, Why: "97.5 is more than the dock can do"})
	sc.do(p1, &ReviseObjective{Objective: 1, Goal: goal("Trucks on time")})
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.aim(p2, false, "Fewer empty runs")
	sc.do(p3, &AcknowledgeObjective{Objective: 2})
	sc.aim(p1, true, "One forecast for both")
	sc.do(p2, &ConfirmObjective{Objective: 3})
	sc.do(p1, &CloseObjective{Objective: 3, Result: ObjectiveAchieved})
	sc.do(p2, &CloseObjective{Objective: 3, Result: ObjectiveAchieved, Why: "In use since Monday"})
	sc.do(p3, &ProposeLink{From: 1, To: 2, Type: Conflicts, Why: "Waiting trucks run empty"})
	sc.do(p2, &AgreeLink{Link: 1})
	sc.do(p1, &DisputeLink{Link: 1, Why: "Only on Mondays"})
	sc.do(p1, &ResolveLink{Link: 1, Why: "Mondays have slots of their own"})
	sc.do(p2, &ResolveLink{Link: 1})
}

func storedPromises(sc *scene) {
	due := Date{2026, 3, 6}
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the revised forecast", Condition: "all depots in it", Due: due, Origin: Origin{FromReview, 1}}, Receiver: lee})
	sc.do(p4, &AgreeCommitment{Commitment: 1})
	sc.do(p3, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 9}, Why: "a depot is closed"})
	sc.do(p4, &AgreeNewDue{Commitment: 1})
	sc.do(p3, &ProposeNewDue{Commitment: 1, Due: Date{2026, 3, 20}, Why: "a second one, too"})
	sc.do(p4, &DeclineNewDue{Commitment: 1, Why: "we plan on the 10th"})
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1, Note: "sent by mail"})
	sc.do(p4, &RejectDelivery{Commitment: 1, Why: "Leeds is missing"})
	sc.do(p3, &ClaimCommitmentDone{Commitment: 1, Note: "now with Leeds"})
	sc.do(p4, &AcceptDelivery{Commitment: 1})
	sc.do(p4, &RequestCommitment{Promise: Promise{What: "dock times", Due: due}, Giver: "p3"})
	sc.do(p3, &DeclineCommitment{Commitment: 2, Why: "not mine to promise"})
	sc.promise(p4, p3, Date{2026, 3, 20})
	sc.do(p4, &CancelCommitment{Commitment: 3, Why: "the order fell through"})
	sc.do(p3, &AgreeCancellation{Commitment: 3})
	sc.promise(p4, p3, Date{2026, 3, 3})
	sc.later(2 * day)
	sc.do(p4, &RecordMissReason{Commitment: 4, Reason: WaitingOther, Words: "the carrier did not answer"})
}

// storedHands is a promise that was haggled over, and what somebody had in hand when they left.
func storedHands(sc *scene) {
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the revised forecast", Due: Date{2026, 3, 20}}, Receiver: lee})
	sc.do(p4, &CounterCommitment{Commitment: 1, What: "the revised forecast", Condition: "all depots in it", Due: Date{2026, 3, 10}})
	sc.do(p3, &CounterCommitment{Commitment: 1, What: "the forecast of four depots", Condition: "Lee can open it", Due: Date{2026, 3, 12}})
	sc.do(p4, &AgreeCommitment{Commitment: 1})
	sc.aim(p1, true, "Trucks on time")
	sc.do(p2, &ConfirmObjective{Objective: 1})
	terms := otif(1)
	terms.Owner = "p3"
	sc.do(p1, &ProposeKPI{KPITerms: terms})
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ida Berg", Zone: "Europe/London"}, Role: Member, Account: "web/demo/ida"})
	sc.do(p1, &RemovePerson{Person: "p3"})
	sc.do(p1, &HandOverAll{From: "p3", To: "p5"})
}

func storedEvidence(sc *scene) {
	for range 3 {
		sc.do(p3, &LogEvidence{Exhibit: minutes})
	}
	sc.do(p3, &LinkEvidence{Evidence: 1, Thing: "commitment 1"})
	sc.do(p4, &AcceptEvidence{Evidence: 1})
	sc.do(p4, &ChallengeEvidence{Evidence: 2, Why: "it says May"})
	sc.do(p2, &UpholdEvidence{Evidence: 2, Why: "May was meant"})
	sc.do(p4, &ChallengeEvidence{Evidence: 3, Why: "another dock"})
	sc.do(p3, &RejectEvidence{Evidence: 3, Why: "they are right"})
	sc.do(p3, &LogEvidence{Exhibit: minutes, Internal: true})
	share, _ := sc.l.Own["acme"].ShareOf(1)
	sc.do(p3, share)
	sc.do(p3, &MakeClaim{Kind: ClaimFailure, Subject: "commitment 4", Text: "The carrier was never asked", Evidence: []int{1}})
	sc.do(p4, &GiveAccount{Claim: 1, Text: "Asked twice, by telephone"})
	sc.do(p2, &ContestClaim{Claim: 1, Text: "There is a call log"})
	sc.do(p2, &ResolveClaim{Claim: 1, Text: "Seen by both"})
	sc.do(p4, &MakeClaim{Kind: ClaimSaving, Text: "Two trucks a week"})
	sc.do(p4, &WithdrawClaim{Claim: 2, Text: "It was one"})
}

func storedKPIs(sc *scene) {
	sc.do(p1, &ProposeKPI{KPITerms: otif(1)})
	sc.do(p2, &RefuseKPI{KPI: 1, Why: "80 is too little"})
	terms := otif(1)
	terms.Target.Value = "85"
	sc.do(p1, &ReviseKPI{KPI: 1, KPITerms: terms})
	sc.do(p2, &AgreeKPI{KPI: 1})
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: KPITarget{Value: "90", By: Date{2027, 3, 2}}, Why: "the new dock"})
	sc.do(p2, &AgreeKPI{KPI: 1})
	sc.do(p3, &ReadKPI{KPI: 1, Value: "70", Day: Date{2026, 3, 3}, Comment: "the dock log", Evidence: []int{1}})
	sc.do(p3, &CorrectReading{Reading: 1, Value: "71.5", Why: "two trucks were counted twice"})
	sc.do(p4, &ConfirmReading{Reading: 1})
	sc.do(p3, &ReadKPI{KPI: 1, Value: "74", Day: Date{2026, 3, 4}})
	sc.do(p4, &ContestReading{Reading: 2, Value: "73", Why: "one truck was ours"})
	sc.do(p3, &ResolveReading{Reading: 2})
	sc.do(p3, &SetConfidence{KPI: 1, Confidence: AtRisk, Why: "strikes are announced"})
	sc.measured(otif(1))
	sc.do(p1, &RetireKPI{KPI: 2, Why: "KPI 1 says the same"})
	sc.do(p2, &RefuseKPI{KPI: 2, Why: "not before summer"})
	sc.do(p1, &RetireKPI{KPI: 2, Why: "KPI 1 says the same"})
	sc.do(p2, &RetireKPI{KPI: 2})
}

func storedCheckIn(sc *scene) {
	sc.do(p3, &SetHours{Hours: Hours{Clock{8, 0}, Clock{16, 30}}})
	sc.at = sc.view("").Next(sc.at)
	sc.do(ByClock, &OpenCheckIn{})
	sc.do(p3, &SnoozePrompt{Until: sc.at.Add(30 * time.Hour)})
	sc.do(p1, &AnswerCheckIn{Confidence: OnTrack, Part: "Slots by noon", Need: "The forecast", Share: true, Note: "Sam does it"})
	sc.do(p2, &AnswerCheckIn{Confidence: AtRisk, Part: "Carriers", Note: "Not to be shared yet"})
	sc.do(p3, &SkipCheckIn{Why: "travel"})
	sc.do(p4, &SetAway{From: Date{2026, 3, 16}, To: Date{2026, 3, 20}, Delegate: "p2"})
	sc.do(p4, &ComeBack{})
	sc.do(p1, &SkipSlot{Why: "Easter"})
	sc.do(p2, &SkipSlot{})
}
