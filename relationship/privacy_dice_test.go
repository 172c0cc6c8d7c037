package relationship

import (
	"fmt"
	"slices"
	"time"
)

// secret says whether a command is to leave a trace in the ledger of its author's party alone. Absences are not among
// them: they change how many people the clock counts as asked, which is one of the two flows into joint.
func secret(c Command, party string) bool {
	switch c := c.(type) {
	case *DraftObjective, *ReviseDraft, *DropDraft, *AddNote, *AddAccount, *RemoveAccount, *MakeLink, *SetHours, *SetLetters, *SetWorkingDays, *SnoozePrompt, *ResumePrompts:
		return true
	case *LogEvidence:
		return c.Internal
	case *BindPlace:
		return c.Internal
	case *Redact:
		return c.Ledger == party
	case *SetRetention:
		return c.Ledger == party
	case *Undo:
		return len(c.Joint) == 0
	}
	return false
}

// bare is a command without its reference to something private, for a ledger in which that does not exist. The words
// that a private thing lends travel in the command, so nothing else may change.
func bare(c Command) Command {
	switch c := c.(type) {
	case *ShareObjective:
		c.Draft = 0
	case *ShareEvidence:
		return &LogEvidence{Exhibit: c.Exhibit}
	}
	return c
}

// anything is every command there is, with arguments that often make sense.
func anything(x dice, s *Shared, by By, at time.Time) []Command {
	why := pick(x, "because", "because", "")
	return slices.Concat(inPrivate(x, s, by, at), inPrivate(x, s, by, at), aboutPeople(x, s, by, at, why), aboutMeasures(x, s, at, why), inReview(x, s, by, at, why),
		[]Command{x.command(s), x.command(s), x.command(s)},
		promiseCommands(x.upTo(len(s.Commitments)), DateOf(at, time.UTC).AddDays(x.IntN(20)), pick(x, nil, []int{1}), Side{Person: pick(x, "p2", "p3", "p4", "p5")})[:21],
		evidenceCommands(x.upTo(2), exhibit(x), pick(x, nil, []int{1})))
}

func exhibit(x dice) Exhibit {
	return Exhibit{Kind: pick(x, EvidenceKinds...), What: "x", Grade: x.IntN(5), About: pick(x, nil, []string{"objective 1"}, []string{"commitment 1"})}
}

// inPrivate weighs more than it has kinds: without private things there is nothing to hide.
func inPrivate(x dice, s *Shared, by By, at time.Time) []Command {
	n, draft := s.Head().N, x.upTo(2)
	goal := x.goal()
	return []Command{&DraftObjective{Goal: goal}, &DraftObjective{Goal: goal, Ours: true}, &ReviseDraft{Draft: draft, Goal: goal},
		&ReviseDraft{Draft: draft, Goal: goal, Seen: pick(x, 3, 9)}, &DropDraft{Draft: draft},
		&ShareObjective{Goal: goal, Ours: true, Draft: draft}, &ShareObjective{Goal: goal, Draft: draft},
		&AddNote{Thing: pick(x, "objective 1", "commitment 1", "kpi 1"), Text: pick(x, "x", "")},
		&AddAccount{Account: fmt.Sprint("slack/T1/", x.IntN(1000))}, &SetHours{Hours: Hours{Clock{7, 0}, Clock{pick(x, 12, 7), 0}}},
		&RemoveAccount{Account: fmt.Sprint("slack/T1/", x.IntN(1000))}, &RemoveAccount{Account: "web/demo/kim"}, &MakeLink{Person: pick(x, "p1", "p2", "p3", "p4")},
		&SetWorkingDays{Weekdays: pick(x, nil, []time.Weekday{time.Monday, time.Tuesday}, []time.Weekday{9})}, &ResumePrompts{}, &SetLetters{Off: x.IntN(2) == 0},
		&SnoozePrompt{Until: at.Add(time.Duration(x.IntN(40)-3) * time.Hour)}, &SnoozePrompt{Until: at.Add(time.Hour)},
		&LogEvidence{Exhibit: exhibit(x), Internal: true}, &ShareEvidence{Exhibit: exhibit(x), Private: 1},
		&BindPlace{Place: fmt.Sprint("web/demo/c", x.IntN(3)), Internal: true}, &BindPlace{Place: fmt.Sprint("web/demo/c", x.IntN(3))},
		&Redact{Ledger: by.Party, N: 1 + x.IntN(9)}, &Redact{Ledger: Joint, N: 1 + x.IntN(n)}, &Undo{Own: []int{1 + x.IntN(9)}},
		&AnswerCheckIn{Confidence: pick(x, Confidences...), Part: "x", Note: "x", Share: x.IntN(2) == 0}, &AnswerCheckIn{Confidence: OnTrack, Note: "y"},
		&SkipCheckIn{Why: pick(x, "travel", "")}, &ComeBack{},
		&SetAway{From: DateOf(at, time.UTC).AddDays(x.IntN(9)), To: DateOf(at, time.UTC).AddDays(9), Delegate: pick(x, "", "p3", "p4")},
		&Undo{Joint: []int{n}}, &Undo{Joint: []int{n - 1, n}}}
}

func aboutPeople(x dice, s *Shared, by By, at time.Time, why string) []Command {
	name := pick(x, "Noor Haddad", "Ida Berg", "")
	cadence := Cadence{Days: pick(x, 7, 14), First: DateOf(at, time.UTC).AddDays(4 + x.IntN(9)), At: Clock{10, 0}, Zone: "Europe/London"}
	all := []Command{&NamePerson{Person: by.Person, Name: name}, &SetZone{Zone: pick(x, "Africa/Cairo", "Nowhere/Land")}, &SkipSlot{Why: why},
		&ProposeCadence{Cadence: cadence}, &AgreeCadence{}, &AgreeCadence{Refuse: true}, &SetCalendar{Calendar: WorkingWeek("Europe/London")},
		&CarryTopic{Text: why}, &CloseTopic{Topic: x.upTo(2), Outcome: why}}
	all = append(all, &EraseAsked{Erasure: 1}, &KeepAsked{Erasure: 1, Entries: pick(x, nil, []int{1 + x.IntN(40)})}, &SetRetention{Ledger: Joint, Months: pick(x, 0, 3)}, &NameRelationship{Name: pick(x, "", "Supply", "Trucks")},
		&SetRetention{Ledger: by.Party, Months: pick(x, 0, 3)}, &ProposeClosing{Why: pick(x, "", "", "x")}, &RefuseClosing{Why: "x"})
	if x.IntN(4) > 0 {
		return all
	}
	return append(all, &AddPerson{Person: NewPerson{Name: name, Zone: "UTC"}, Role: pick(x, Roles...), Account: fmt.Sprint("teams/t/", x.IntN(1<<30))},
		pick[Command](x, &AgreeClosing{}, &RefuseClosing{Why: "y"}, &RefuseClosing{Why: "z"}), &SetRole{Person: pick(x, "p3", "p4"), Role: Member, Agrees: true}, &RemovePerson{Person: pick(x, "p3", "p4")},
		&InviteParty{Party: "delta", Name: "Delta"}, &AgreeInvitation{Party: "delta"}, &WithdrawInvitation{Party: "delta"},
		&PauseRelationship{Why: pick(x, why, "", "")}, &ResumeRelationship{}, &ResumeRelationship{}, &ResumeRelationship{})
}

// inReview weighs the minutes less than what comes before them.
func inReview(x dice, s *Shared, by By, at time.Time, why string) []Command {
	id, d, day := pick(x, 0, 0, 1), x.upTo(len(s.Decisions)), DateOf(at, time.UTC).AddDays(x.IntN(4)-1)
	said := Resolution{Review: pick(x, 0, 1), Question: "x", Outcome: pick(x, "y", ""), About: pick(x, nil, []string{"objective 1"}), Evidence: pick(x, nil, []int{1})}
	return []Command{&AnswerReview{Review: id, Question: pick(x, ReviewQuestions...), Verdict: pick(x, ReviewVerdicts...), Words: why},
		&MoveReview{Review: id, Day: day.AddDays(3)}, &NameDelegate{Person: pick(x, "p3", "p4", "p5", by.Person)},
		&HoldReview{Review: id, Day: day, Present: pick(x, []string{"p1", "p2", "p3", "p4", "p5"}, []string{by.Person})},
		&RecordDecision{Resolution: said}, &SupersedeDecision{Review: said.Review, Decision: d, Outcome: said.Outcome, Why: why, Reverse: x.IntN(3) == 0},
		&AgreeDecision{Decision: d}, &AgreeDecision{Decision: d}, &RefuseDecision{Decision: d, Why: why},
		&ProposeMinutes{Review: id, Summary: pick(x, "x", "x", ""), Differences: why}, &AgreeMinutes{Review: id}, &AgreeMinutes{Review: id, Version: 1},
		&RefuseMinutes{Review: id, Why: why}}
}

func aboutMeasures(x dice, s *Shared, at time.Time, why string) []Command {
	k, reading, value := x.upTo(len(s.KPIs)), x.upTo(3), pick(x, "64", "71.5", "x")
	return []Command{&ProposeKPI{KPITerms: otif(1)}, &AgreeKPI{KPI: k}, &AgreeKPI{KPI: k}, &RefuseKPI{KPI: k, Why: why},
		&ReviseKPI{KPI: k, KPITerms: otif(1), Why: why}, &ReviseKPITarget{KPI: k, Target: KPITarget{Value: "85", By: Date{2027, 3, 2}}, Why: why},
		&ReadKPI{KPI: k, Value: value}, &ReadKPI{KPI: k, Value: value, Day: DateOf(at, time.UTC).AddDays(-x.IntN(9))},
		&ConfirmReading{Reading: reading}, &ContestReading{Reading: reading, Value: value, Why: why}, &ResolveReading{Reading: reading},
		&CorrectReading{Reading: reading, Value: value, Why: why}, &SetConfidence{KPI: k, Confidence: AtRisk, Why: why}, &RetireKPI{KPI: k, Why: why},
		&HandOverKPI{KPI: k, To: pick(x, "p1", "p3", "p4")}}
}

// clocks is what nobody asks for but the clock.
func clocks(x dice) Command {
	place := func() string { return fmt.Sprint("web/demo/c", x.IntN(3)) }
	return pick[Command](x, &OpenCheckIn{}, &OpenCheckIn{}, &OpenCheckIn{}, &OpenReview{}, &OpenReview{}, &LosePlace{Place: place(), Why: "is_archived"},
		&MovePlace{From: place(), To: place()}, &ForgetOld{Ledger: Joint}, &LosePerson{Party: pick(x, "acme", "borealis"), Person: pick(x, "p3", "p4")}, &ForgetOld{Ledger: pick(x, "acme", "borealis")}, &ArchiveRelationship{})
}
