package relationship

import (
	"fmt"
	"testing"
)

var keep = Resolution{Question: "Keep the dock?", Options: "Keep it; move it", Outcome: "Keep it"}

// Outside a review every party agrees to a decision; then it stands until another one, agreed likewise, takes its place
// or ends it.
func TestDecisionOutsideAReview(t *testing.T) {
	sc := newScene(t)
	sc.ours()
	sc.do(p3, &LogEvidence{Exhibit: minutes})
	r := keep
	r.About, r.Evidence, r.LookAgain = []string{"objective 1"}, []int{1}, Date{2026, 5, 1}
	sc.do(p3, &RecordDecision{Resolution: r}) // a member speaks for nobody
	if d := sc.decision(1, DecisionProposed); len(d.Agreed) > 0 || d.Title() != "Keep the dock?" {
		t.Errorf("recorded %+v", d)
	}
	if e := sc.l.Joint.EvidenceAbout("decision 1"); len(e) != 1 {
		t.Errorf("it rests on %v", e)
	}
	sc.do(p1, &AgreeDecision{Decision: 1})
	sc.decision(1, DecisionProposed)
	sc.do(p2, &AgreeDecision{Decision: 1})
	sc.decision(1, DecisionDecided)

	sc.do(p1, &SupersedeDecision{Decision: 1, Outcome: "Keep half", Why: "Half is let"})
	sc.decision(1, DecisionDecided) // it stands until the other is decided
	if d := sc.decision(2, DecisionProposed); d.Question != "Keep the dock?" || d.Agreed["acme"].Person != "p1" || d.Why != "Half is let" {
		t.Errorf("in its place: %+v", d)
	}
	sc.do(p2, &AgreeDecision{Decision: 2})
	sc.decision(1, DecisionSuperseded)
	sc.do(p2, &SupersedeDecision{Decision: 2, Reverse: true, Why: "It burnt down"})
	sc.do(p1, &AgreeDecision{Decision: 3})
	sc.decision(2, DecisionReversed)
	if d := sc.decision(3, DecisionDecided); d.Outcome != "" || !d.Reverses || d.Replaces != 2 {
		t.Errorf("reversed by %+v", d)
	}
	sc.sameAfterReplay()
}

// What is refused about decisions, and what to do instead.
func TestDecisionRefuses(t *testing.T) {
	begun := newScene
	proposed := func(t testing.TB) *scene {
		sc := newScene(t)
		sc.do(p1, &RecordDecision{Resolution: keep})
		return sc
	}
	decided := func(t testing.TB) *scene {
		sc := proposed(t)
		sc.do(p2, &AgreeDecision{Decision: 1})
		return sc
	}
	vetoed := func(t testing.TB) *scene {
		sc := proposed(t)
		sc.do(p2, &RefuseDecision{Decision: 1, Why: "not yet"})
		return sc
	}
	replaced := func(t testing.TB) *scene {
		sc := decided(t)
		sc.do(p1, &SupersedeDecision{Decision: 1, Outcome: "x", Why: "x"})
		sc.do(p2, &AgreeDecision{Decision: 2})
		return sc
	}
	with := func(change func(*Resolution)) *RecordDecision {
		r := keep
		change(&r)
		return &RecordDecision{Resolution: r}
	}
	for _, c := range []struct {
		scene       func(testing.TB) *scene
		by          By
		command     Command
		field, says string
	}{
		{begun, p1, with(func(r *Resolution) { r.Question = "" }), "question", "fill this in"},
		{begun, p1, with(func(r *Resolution) { r.Outcome = " " }), "outcome", "fill this in"},
		{begun, p1, with(func(r *Resolution) { r.Review = 1 }), "review", "no review 1"},
		{begun, p1, with(func(r *Resolution) { r.About = []string{"objective 1"} }), "about", "There is no"},
		{begun, p1, with(func(r *Resolution) { r.Evidence = []int{1} }), "evidence", "no evidence 1"},
		{begun, p1, with(func(r *Resolution) { r.LookAgain = Date{2026, 3, 1} }), "look again", "has passed"},
		{begun, p1, with(func(r *Resolution) { r.LookAgain = Date{2026, 2, 30} }), "look again", "date like"},
		{begun, p1, &AgreeDecision{Decision: 1}, "decision", "no decision 1"},
		{proposed, p1, &AgreeDecision{Decision: 1}, "", "Acme has agreed already"},
		{proposed, p4, &AgreeDecision{Decision: 1}, "", "agrees for Borealis"},
		{proposed, p2, &RefuseDecision{Decision: 1}, "why", "fill this in"},
		{proposed, p2, &AgreeDecision{Decision: 1, Seen: Seen{1}}, "", "changed decision 1 since you opened this"},
		{proposed, p1, &SupersedeDecision{Decision: 1, Why: "x"}, "outcome", "fill this in"},
		{proposed, p1, &SupersedeDecision{Decision: 1, Outcome: "x"}, "why", "fill this in"},
		{decided, p2, &AgreeDecision{Decision: 1}, "", "was decided on 2 March 2026"},
		{vetoed, p1, &AgreeDecision{Decision: 1}, "", "Borealis refused decision 1"},
		{replaced, p1, &SupersedeDecision{Decision: 1, Outcome: "y", Why: "y"}, "", "decision 2 took its place"},
	} {
		t.Run(fmt.Sprintf("%T %s", c.command, c.says), func(t *testing.T) {
			if r := c.scene(t).refused(c.by, c.command, c.says); r.Field != c.field {
				t.Errorf("at field %q, want %q", r.Field, c.field)
			}
		})
	}
}

// A decision that only waited for a party that leaves is decided when it has left; a vetoed one is not.
func TestDecisionWhenAPartyLeaves(t *testing.T) {
	sc := newScene(t)
	sc.join("cassini", "Cassini")
	sc.do(p1, &RecordDecision{Resolution: keep})
	sc.do(p2, &AgreeDecision{Decision: 1})
	sc.do(p1, &RecordDecision{Resolution: keep})
	sc.do(p2, &RefuseDecision{Decision: 2, Why: "x"})
	sc.decision(1, DecisionProposed)
	sc.do(By{"p5", "cassini"}, &LeaveRelationship{})
	sc.decision(1, DecisionDecided)
	sc.decision(2, DecisionProposed)
	sc.sameAfterReplay()
}
