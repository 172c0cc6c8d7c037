package relationship

import (
	"testing"
	"time"
)

func TestJointObjectiveNeedsEveryParty(t *testing.T) {
	sc := newScene(t)
	d := sc.do(p1, &ShareObjective{Ours: true, Goal: goal("Trucks on time")})
	if got := kindsOf(d.Joint); got != "objective shared, objective confirmed" {
		t.Errorf("a lead's sharing is %s", got)
	}
	o := sc.objectiveIs(1, ObjectiveShared)
	if got := sc.l.Joint.Unconfirmed(o); len(got) != 1 || got[0] != "borealis" {
		t.Errorf("unconfirmed by %v", got)
	}
	sc.do(p2, &DeclineObjective{Objective: 1, Why: "95 is out of reach"})
	if o.Objections["borealis"].Why != "95 is out of reach" {
		t.Error("the refusal is not shown")
	}
	sc.refused(p2, &DeclineObjective{Objective: 1, Why: "still"}, "has declined this already")
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.objectiveIs(1, ObjectiveActive)
	if len(o.Objections) != 0 {
		t.Error("the refusal outlives the confirmation")
	}
	sc.refused(p2, &DeclineObjective{Objective: 1, Why: "after all"}, "Every party has agreed")
	sc.refused(p2, &ConfirmObjective{Objective: 1}, "can be confirmed again from 18 May 2026")
	sc.sameAfterReplay()
}

func TestRevisionVoidsWhatWasSaid(t *testing.T) {
	sc := newScene(t)
	sc.aim(p1, true, "Trucks on time")
	sc.do(p4, &AcknowledgeObjective{Objective: 1})
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.later(30 * day)
	easier := goal("Trucks on time")
	easier.Target = "90"
	sc.do(p1, &CloseObjective{Objective: 1, Result: ObjectiveRetired, Why: "too late"})
	seen := Seen{sc.l.Joint.Last("objective 1")}
	sc.refused(p4, &ReviseObjective{Objective: 1, Goal: goal("Trucks on time")}, "Nothing is different")
	sc.do(p4, &ReviseObjective{Objective: 1, Goal: easier, Seen: seen}) // a member: nobody confirms at once
	o := sc.objectiveIs(1, ObjectiveShared)
	if len(o.Confirmations)+len(o.Acknowledgements)+len(o.Closing) != 0 || o.Number != 2 || len(o.Past) != 1 {
		t.Errorf("after an edit: %+v", o.ObjectiveVersion)
	}
	r := sc.refused(p1, &ConfirmObjective{Objective: 1, Seen: seen}, "Lee Park changed objective 1 since you opened this")
	if r.Thing != "objective 1" || r.Last != o.Entry {
		t.Errorf("the refusal points at %q, entry %d", r.Thing, r.Last)
	}
	sc.do(p1, &ConfirmObjective{Objective: 1, Seen: Seen{o.Entry}})
	sc.do(p2, &ConfirmObjective{Objective: 1, Seen: Seen{o.Entry}}) // the other's confirmation is no edit
	sc.objectiveIs(1, ObjectiveActive)
	first := sc.l.Joint.FirstAgreed(o)
	if first == nil || first.Target != "95" || o.Target != "90" || first.Number != 1 {
		t.Errorf("the yardstick moved: %+v", first)
	}
	harder := easier
	harder.Target = "97"
	sc.do(p2, &ReviseObjective{Objective: 1, Goal: harder})
	if _, ok := o.Confirmations["borealis"]; !ok || len(o.Confirmations) != 1 {
		t.Errorf("a lead who revises confirms at once for their party alone: %v", o.Confirmations)
	}
	if v := o.Versions(); len(v) != 3 || v[1].Target != "90" || v[2].Target != "97" {
		t.Errorf("versions %+v", v)
	}
	sc.sameAfterReplay()
}

func TestWhoJoinsHasToConfirm(t *testing.T) {
	sc := newScene(t)
	sc.aim(p1, true, "Trucks on time")
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.join("cassini", "Cassini")
	p5 := By{"p5", "cassini"}
	o := sc.objectiveIs(1, ObjectiveShared)
	sc.later(time.Hour)
	sc.do(p2, &DeclineObjective{Objective: 1, Why: "not with Cassini"})
	if v := sc.l.Joint.FirstAgreed(o); v == nil || v.Number != 1 {
		t.Error("what two had agreed is forgotten")
	}
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.do(p5, &ConfirmObjective{Objective: 1})
	sc.objectiveIs(1, ObjectiveActive)
	g := goal("Trucks on time")
	g.Target = "99"
	sc.do(p1, &ReviseObjective{Objective: 1, Goal: g})
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.objectiveIs(1, ObjectiveShared)
	sc.later(time.Hour)
	sc.do(p5, &LeaveRelationship{Why: "sold"})
	sc.objectiveIs(1, ObjectiveActive) // those who take part now have all confirmed
	sc.sameAfterReplay()
}

func TestLeavingCanCompleteAnAgreement(t *testing.T) {
	sc := newScene(t)
	sc.join("cassini", "Cassini")
	sc.aim(p1, true, "Trucks on time")
	sc.do(p2, &ConfirmObjective{Objective: 1})
	o := sc.objectiveIs(1, ObjectiveShared)
	sc.later(time.Hour)
	sc.do(By{"p5", "cassini"}, &LeaveRelationship{Why: "sold"})
	sc.later(time.Hour)
	sc.do(p4, &ReviseObjective{Objective: 1, Goal: goal("Trucks early")})
	if v := sc.l.Joint.FirstAgreed(o); v == nil || v.Number != 1 {
		t.Error("the version that two were left to agree on is no yardstick")
	}
}

// join brings a third party in; its lead is p5.
func (sc *scene) join(party, name string) {
	sc.t.Helper()
	sc.later(time.Hour)
	sc.do(p1, &InviteParty{Party: party, Name: name})
	sc.do(p2, &AgreeInvitation{Party: party})
	sc.do(By{Party: party}, &AcceptInvitation{Invitation: 2, Party: party,
		Person: NewPerson{Name: "Ines Roth", Zone: "Europe/Paris"}, Account: "web/demo/ines"})
}

func TestNothingIsAgreedAlone(t *testing.T) {
	sc := newScene(t)
	alone := &scene{t: t, at: sc.at, random: sc.random, l: Ledgers{Joint: NewShared("r2"), Own: map[string]*Own{}}, entries: map[string][]Entry{}}
	alone.l.Own["acme"] = NewOwn("r2", "acme")
	alone.do(By{Party: "acme"}, &BeginRelationship{Name: "Acme alone", Party: "acme", PartyName: "Acme",
		Person: NewPerson{Name: "Kim Osei", Zone: "Europe/London"}, Account: "web/demo/kim",
		Cadence: Cadence{Days: 14, First: Date{2026, 3, 12}, At: Clock{10, 0}, Zone: "Europe/London"}})
	alone.aim(p1, true, "Trucks on time")
	if o := alone.objectiveIs(1, ObjectiveShared); alone.l.Joint.FirstAgreed(o) != nil {
		t.Error("agreed with oneself")
	}
	alone.refused(p1, &ConfirmObjective{Objective: 1}, "no other party yet")
	alone.refused(p1, &CloseObjective{Objective: 1, Result: ObjectiveRetired, Why: "x"}, "no other party yet")
	a := alone.l.Joint.Alignment(alone.at)
	if len(a.Invalid) != 1 || !a.Invalid[0].Alone || !a.NoneActive || a.Validity.K != 0 {
		t.Errorf("alone: %+v", a)
	}
	alone.aim(p1, false, "Fewer claims")
	alone.objectiveIs(2, ObjectiveActive) // a party needs nobody to say what it wants itself
}
