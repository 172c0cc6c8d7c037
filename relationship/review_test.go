package relationship

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// reviewed opens the first review: on Tuesday 19 May 2026, for the quarter from 2 March to 1 June. Acme's sponsor is p3.
func reviewed(t testing.TB) *scene {
	t.Helper()
	sc := newScene(t)
	sc.do(p1, &SetRole{Person: "p3", Role: Sponsor})
	sc.until("2026-05-19", "10:00")
	sc.do(ByClock, &OpenReview{})
	return sc
}

// held is the same after the meeting, to which Borealis sent a delegate.
func held(t testing.TB) *scene {
	t.Helper()
	sc := reviewed(t)
	sc.do(p2, &NameDelegate{Person: "p4"})
	sc.until("2026-06-02", "12:00")
	sc.do(p1, &HoldReview{Day: Date{2026, 6, 2}, Present: []string{"p4", "p3"}})
	return sc
}

func (sc *scene) review(want ReviewState) *Review {
	sc.t.Helper()
	r := sc.l.Joint.LatestReview()
	if got := r.State(sc.at); got != want {
		sc.t.Fatalf("review %d is %q, want %q", r.ID, got, want)
	}
	return r
}

// A quarter: prepared two weeks before its end, held after it, minutes agreed by both; what was decided in it stands.
func TestReviewOfAQuarter(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &SetRole{Person: "p3", Role: Sponsor})
	sc.refused(ByClock, &OpenReview{}, "No review is due")
	sc.refused(p1, &OpenReview{}, "by itself")
	sc.refused(p1, &AnswerReview{Question: AskCharter, Verdict: VerdictNo}, "prepared from 19 May 2026 and meets on 2 June 2026")
	if next, ok := sc.l.Joint.NextReview(sc.at); !ok || next.State(sc.at) != ReviewScheduled || next.ID != 1 {
		t.Errorf("next is %+v", next)
	}
	sc.until("2026-05-19", "10:00")
	sc.do(ByClock, &OpenReview{})
	r := sc.review(ReviewIssued)
	if r.Asked["acme"] != 2 || r.Asked["borealis"] != 1 || london(r.At) != "2 Jun 10:00" || london(r.To) != "17 Jun 00:00" {
		t.Errorf("opened %+v", r)
	}
	sc.do(p3, &AnswerReview{Question: AskProjection, Verdict: VerdictPartly, Words: "Two of three"})
	sc.do(p1, &AnswerReview{Question: AskProjection, Verdict: VerdictYes})
	sc.do(p2, &AnswerReview{Question: AskProjection, Verdict: VerdictNo})
	if r.Answers["acme"][AskProjection].Verdict != VerdictYes || r.Answers["borealis"][AskProjection].Person != "p2" {
		t.Error("the newest answer of a party is not its answer")
	}
	sc.do(p2, &NameDelegate{Person: "p4"})
	sc.until("2026-06-02", "12:00")
	sc.do(p4, &RecordDecision{Resolution: Resolution{Review: 1, Question: "Keep the dock?", Outcome: "Yes"}})
	sc.do(p3, &OfferCommitment{Promise: Promise{What: "the dock plan", Due: Date{2026, 6, 19}, Origin: Origin{FromReview, 1}}, Receiver: lee})
	sc.do(p4, &HoldReview{Day: Date{2026, 6, 2}, Present: []string{"p4", "p3", "p4"}})
	sc.review(ReviewIsHeld)
	sc.do(p1, &ProposeMinutes{Summary: "We keep the dock"})
	m := sc.review(ReviewDraft).Minutes
	if !slices.Equal(m.Decisions, []int{1}) || !slices.Equal(m.Actions, []int{1}) || m.Agreed["acme"].Person != "p1" {
		t.Errorf("proposed %+v", m)
	}
	sc.do(p2, &AnswerReview{Question: AskProjection, Verdict: VerdictYes}) // after the proposal: not in it
	if m.Answers["borealis"][AskProjection].Verdict != VerdictNo || sc.decision(1, DecisionProposed).Review != 1 {
		t.Error("minutes changed after they were proposed")
	}
	sc.do(p4, &AgreeMinutes{Version: 1}) // the delegate
	sc.review(ReviewClosed)
	sc.decision(1, DecisionDecided)
	sc.refused(p1, &ProposeMinutes{Summary: "x"}, "is closed: every party agreed its minutes on 2 June 2026")
	sc.refused(p1, &AnswerReview{Question: AskCharter, Verdict: VerdictNo}, "is closed")
	if next, ok := sc.l.Joint.NextReview(sc.at); !ok || next.Quarter.From != (Date{2026, 6, 2}) || next.ID != 2 {
		t.Errorf("after it comes %+v", next)
	}
	sc.sameAfterReplay()
}

func (sc *scene) decision(id int, want DecisionState) *Decision {
	sc.t.Helper()
	d := sc.l.Joint.Decisions[id]
	if d == nil || d.State() != want {
		sc.t.Fatalf("decision %d is %+v, want it %s", id, d, want)
	}
	return d
}

// What a review refuses, and what it says to do instead.
func TestReviewRefuses(t *testing.T) {
	issued, met := reviewed, held
	minuted := func(t testing.TB) *scene {
		sc := held(t)
		sc.do(p1, &ProposeMinutes{Summary: "x"})
		return sc
	}
	missed := func(t testing.TB) *scene {
		sc := reviewed(t)
		sc.until("2026-08-19", "10:00")
		sc.do(ByClock, &OpenReview{})
		return sc
	}
	for _, c := range []struct {
		scene       func(testing.TB) *scene
		by          By
		command     Command
		field, says string
	}{
		{issued, p4, &AnswerReview{Question: AskCharter, Verdict: VerdictNo}, "", "Only a relationship manager, a sponsor"},
		{issued, p1, &AnswerReview{Review: 7, Question: AskCharter, Verdict: VerdictNo}, "review", "no review 7"},
		{issued, p1, &AnswerReview{Question: "weather", Verdict: VerdictNo}, "question", "Choose one of the questions"},
		{issued, p1, &AnswerReview{Question: AskCharter, Verdict: "maybe"}, "verdict", "yes, partly or no"},
		{issued, p1, &MoveReview{Day: Date{2026, 6, 17}}, "day", "held until 2026-06-16"},
		{issued, p1, &MoveReview{Day: Date{2026, 5, 18}}, "day", "has passed"},
		{issued, p1, &MoveReview{Day: Date{2026, 6, 2}}, "day", "on that day already"},
		{issued, p1, &MoveReview{Day: Date{2026, 6, 6}}, "day", "Acme does not work on 2026-06-06. The next day on which all do is 2026-06-08"},
		{issued, p4, &MoveReview{Day: Date{2026, 6, 3}}, "", "Managers here: Dana Reyes"},
		{issued, p4, &NameDelegate{Person: "p4"}, "", "Only a relationship manager or a sponsor"},
		{issued, p2, &NameDelegate{Person: "p3"}, "person", "one of your own colleagues"},
		{issued, p1, &HoldReview{Day: Date{2026, 5, 20}, Present: []string{"p3", "p4"}}, "day", "still to come"},
		{issued, p1, &HoldReview{Day: Date{2026, 5, 18}, Present: []string{"p3", "p4"}}, "day", "is held from 2026-05-19 on"},
		{issued, p1, &HoldReview{Day: Date{2026, 5, 19}, Present: []string{"p9"}}, "present", "no such person"},
		{issued, p1, &HoldReview{Day: Date{2026, 5, 19}, Present: []string{"p3", "p2"}}, "present",
			"Borealis has neither a sponsor nor a delegate here, so there is no quorum. A relationship manager of Borealis makes somebody who was there its sponsor (members role @name sponsor) or its delegate (review delegate @name)."},
		{issued, p1, &HoldReview{Day: Date{2026, 5, 19}, Present: []string{"p1", "p2"}}, "present", "Acme was there without Sam Okoro"},
		{issued, p1, &ProposeMinutes{Summary: "x"}, "", "was not held yet"},
		{issued, p1, &AgreeMinutes{}, "", "No minutes of review 1 are proposed"},
		{met, p1, &MoveReview{Day: Date{2026, 6, 4}}, "", "was held on 2026-06-02"},
		{met, p2, &NameDelegate{Person: "p2"}, "", "was held on 2026-06-02"},
		{met, p1, &ProposeMinutes{}, "summary", "fill this in"},
		{met, p1, &RefuseMinutes{Why: "x"}, "", "No minutes"},
		{minuted, p1, &AgreeMinutes{}, "", "Acme has agreed these minutes already"},
		{minuted, p1, &RefuseMinutes{Why: "x"}, "", "Acme proposed these minutes"},
		{minuted, p2, &RefuseMinutes{}, "why", "fill this in"},
		{minuted, p2, &AgreeMinutes{Version: 3}, "", "proposed version 1 of these minutes since you opened this"},
		{minuted, p2, &AgreeMinutes{Seen: Seen{3}}, "", "since you opened this"},
		{missed, p1, &HoldReview{Review: 1, Day: Date{2026, 8, 19}, Present: []string{"p3"}}, "", "Review 1 was missed; review 2 is open"},
		{missed, p1, &AnswerReview{Review: 1, Question: AskCharter, Verdict: VerdictNo}, "", "Review 1 was missed"},
	} {
		t.Run(fmt.Sprintf("%T %s", c.command, c.says), func(t *testing.T) {
			sc := c.scene(t)
			if r := sc.refused(c.by, c.command, c.says); r.Field != c.field {
				t.Errorf("at field %q, want %q", r.Field, c.field)
			}
		})
	}
}

// A delegate who left stands for nobody; a late review is still held and minuted; who was there can be recorded again.
func TestReviewNeverEndsDead(t *testing.T) {
	sc := reviewed(t)
	sc.do(p2, &NameDelegate{Person: "p4"})
	sc.do(p2, &RemovePerson{Person: "p4"})
	sc.until("2026-06-18", "10:00")
	sc.review(ReviewMissed)
	sc.refused(p1, &HoldReview{Day: Date{2026, 6, 18}, Present: []string{"p3", "p4"}}, "Borealis has neither a sponsor nor a delegate")
	sc.do(p2, &NameDelegate{Person: "p2"})
	sc.do(p1, &HoldReview{Day: Date{2026, 6, 18}, Present: []string{"p3", "p2"}})
	sc.do(p1, &ProposeMinutes{Summary: "x"})
	sc.do(p2, &HoldReview{Day: Date{2026, 6, 17}, Present: []string{"p1", "p3", "p2"}})
	sc.review(ReviewIsHeld)
	sc.do(p2, &ProposeMinutes{Summary: "y"})
	if m := sc.review(ReviewDraft).Minutes; m.Version != 2 {
		t.Errorf("version %d", m.Version)
	}
	sc.do(p3, &AgreeMinutes{}) // the sponsor
	sc.review(ReviewClosed)
	if a := sc.l.Joint.Adherence(sc.at); a.Formal.String() != "0 % (0 of 1)" || a.FormalContact != (Date{2026, 6, 17}) || a.FormalOverdue != 0 {
		t.Errorf("a late review counts as %+v", a)
	}
	sc.sameAfterReplay()
}

// One refusal vetoes minutes, with its reason; after the second the way on is to write both accounts.
func TestMinutesRefusedTwice(t *testing.T) {
	sc := held(t)
	sc.do(p1, &ProposeMinutes{Summary: "Borealis was late"})
	sc.do(p2, &RefuseMinutes{Version: 1, Why: "So was Acme"})
	if m := sc.review(ReviewDraft).Minutes; m.Refused().Why != "So was Acme" || m.Stuck() {
		t.Errorf("refused: %+v", m)
	}
	sc.refused(p2, &AgreeMinutes{}, "Borealis refused version 1 of these minutes. Propose them again with what should read otherwise")
	sc.do(p2, &ProposeMinutes{Summary: "Acme was late"})
	sc.do(p3, &RefuseMinutes{Why: "Not once"})
	sc.refused(p1, &AgreeMinutes{}, "with both accounts under what we do not agree on")
	sc.do(p1, &ProposeMinutes{Summary: "Trucks were late", Differences: "Acme: by Borealis. Borealis: by both."})
	m := sc.review(ReviewDraft).Minutes
	if !m.Stuck() || m.Refused() != nil || len(m.Refusals) != 2 || m.Version != 3 {
		t.Errorf("proposed again: %+v", m)
	}
	sc.refused(p2, &AgreeMinutes{Version: 2}, "proposed version 3")
	sc.do(p2, &AgreeMinutes{Version: 3})
	sc.review(ReviewClosed)
	sc.sameAfterReplay()
}

// With three parties: who joins has to agree, too; who leaves is no longer waited for.
func TestMinutesWhilePartiesComeAndGo(t *testing.T) {
	for _, leaves := range []bool{false, true} {
		sc := held(t)
		sc.do(p1, &RecordDecision{Resolution: Resolution{Review: 1, Question: "Keep the dock?", Outcome: "Yes"}})
		sc.do(p1, &ProposeMinutes{Summary: "x"})
		sc.join("cassini", "Cassini")
		sc.do(p2, &AgreeMinutes{})
		sc.review(ReviewApproved)
		sc.decision(1, DecisionProposed)
		p5 := By{"p5", "cassini"}
		if leaves {
			sc.do(p5, &LeaveRelationship{})
		} else {
			sc.do(p5, &AgreeMinutes{})
		}
		r := sc.review(ReviewClosed)
		sc.decision(1, DecisionDecided)
		if leaves != (r.settled > 0) {
			t.Errorf("closed by entry %d", r.settled)
		}
		sc.sameAfterReplay()
	}
	sc := held(t)
	sc.do(p1, &ProposeMinutes{Summary: "x"})
	sc.do(p2, &LeaveRelationship{})
	sc.review(ReviewDraft) // nothing is agreed with oneself
	sc.refused(p1, &AgreeMinutes{}, "is closed")
}

// A party that joined after the meeting needs nobody to have been there.
func TestQuorumOfThoseWhoTookPart(t *testing.T) {
	sc := reviewed(t)
	sc.do(p2, &NameDelegate{Person: "p2"})
	sc.until("2026-06-02", "12:00")
	sc.at = sc.at.AddDate(0, 0, 1)
	sc.join("cassini", "Cassini")
	sc.refused(p1, &HoldReview{Day: Date{2026, 6, 3}, Present: []string{"p2", "p3"}}, "Cassini has neither")
	sc.do(p1, &HoldReview{Day: Date{2026, 6, 2}, Present: []string{"p2", "p3"}})
}

// One's own step is taken back within ten minutes, unless something followed.
func TestReviewUndone(t *testing.T) {
	sc := held(t)
	met := sc.lastCommand()
	sc.later(time.Minute)
	sc.do(p1, &ProposeMinutes{Summary: "x"})
	sc.do(p1, &Undo{Joint: sc.lastCommand()})
	sc.review(ReviewIsHeld)
	sc.do(p1, &Undo{Joint: met})
	sc.review(ReviewIssued)
	sc.sameAfterReplay()
	sc = held(t)
	sc.do(p1, &RecordDecision{Resolution: Resolution{Review: 1, Question: "x", Outcome: "y"}})
	recorded := sc.lastCommand()
	sc.later(time.Minute)
	sc.do(p1, &ProposeMinutes{Summary: "x"})
	sc.refused(p1, &Undo{Joint: recorded}, `followed with "minutes proposed"`)
}
