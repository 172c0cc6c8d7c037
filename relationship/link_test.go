package relationship

import "testing"

// withObjectives shares and agrees joint objective 1, acme's own 2 and borealis' own 3.
func withObjectives(t *testing.T) *scene {
	sc := newScene(t)
	sc.aim(p1, true, "Trucks on time")
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.aim(p1, false, "Fewer claims")
	sc.aim(p2, false, "Margin")
	return sc
}

func (sc *scene) linkIs(id int, want LinkState) {
	sc.t.Helper()
	if got := sc.l.Joint.Links[id].State(); got != want {
		sc.t.Fatalf("link %d is %s, want %s", id, got, want)
	}
}

func TestLinkIsAgreedByOwnerAndAnother(t *testing.T) {
	sc := withObjectives(t)
	sc.refused(p3, &ProposeLink{From: 2, To: 3, Type: Supports}, "not a shared one")
	sc.refused(p3, &ProposeLink{From: 1, To: 1, Type: Supports}, "is a shared one")
	sc.refused(p3, &ProposeLink{From: 1, To: 3, Type: "helps"}, "Choose a type")
	if r := sc.refused(p3, &ProposeLink{From: 1, To: 8, Type: Supports}, "no objective 8"); r.Field != "to" {
		t.Errorf("refused at %q", r.Field)
	}
	sc.do(p3, &ProposeLink{From: 1, To: 3, Type: Supports, Why: "fewer penalties"})
	sc.linkIs(1, LinkProposed)
	sc.refused(p4, &ProposeLink{From: 1, To: 3, Type: Supports}, "Agree to it, or dispute it")
	if a, b := sc.l.Joint.LinksToAgree("acme"), sc.l.Joint.LinksToAgree("borealis"); len(a) != 1 || len(b) != 1 {
		t.Errorf("waits for %v, %v", a, b)
	}
	sc.do(p1, &AgreeLink{Link: 1})
	sc.linkIs(1, LinkProposed) // the owner is still to agree
	if a, b := sc.l.Joint.LinksToAgree("acme"), sc.l.Joint.LinksToAgree("borealis"); len(a) != 0 || len(b) != 1 {
		t.Errorf("waits for %v, %v", a, b)
	}
	sc.refused(p1, &AgreeLink{Link: 1}, "has agreed to this link already")
	sc.do(p2, &AgreeLink{Link: 1})
	sc.linkIs(1, LinkAgreed)
	sc.refused(p4, &DisputeLink{Link: 1, Why: "no"}, "agrees for Borealis")
	sc.do(p2, &DisputeLink{Link: 1, Why: "it costs us"})
	sc.linkIs(1, LinkDisputed)
	sc.refused(p2, &DisputeLink{Link: 1, Why: "it does"}, "disputes this link already")
	sc.refused(p2, &ResolveLink{Link: 1, Why: "x"}, "is no conflict")
	sc.do(p2, &AgreeLink{Link: 1})
	sc.linkIs(1, LinkAgreed)
	sc.do(p1, &ProposeLink{From: 1, To: 3, Type: Complements})
	sc.linkIs(1, LinkReplaced)
	sc.refused(p2, &AgreeLink{Link: 1}, "was replaced by link 2")
	sc.do(p2, &AgreeLink{Link: 2})
	sc.linkIs(2, LinkAgreed)
	sc.do(p2, &CloseObjective{Objective: 3, Result: ObjectiveRetired, Why: "sold"})
	sc.refused(p1, &DisputeLink{Link: 2, Why: "x"}, "one of its objectives ended")
	sc.sameAfterReplay()
}

func TestConflictStandsUntilBothSidesResolveIt(t *testing.T) {
	sc := withObjectives(t)
	sc.do(p4, &ProposeLink{From: 1, To: 2, Type: Conflicts, Why: "speed costs claims"})
	unresolved := func(want int) {
		t.Helper()
		if got := sc.l.Joint.Alignment(sc.at).Conflicts; len(got) != want {
			t.Fatalf("conflicts %v, want %d", got, want)
		}
	}
	unresolved(1)
	sc.refused(p3, &ProposeLink{From: 1, To: 2, Type: Neutral}, "Resolve it together first")
	sc.do(p1, &DisputeLink{Link: 1, Why: "it does not"})
	unresolved(1)
	sc.refused(p1, &ResolveLink{Link: 1}, "fill this in")
	sc.do(p1, &ResolveLink{Link: 1, Why: "a packing standard"})
	unresolved(1)
	sc.refused(p1, &ResolveLink{Link: 1, Why: "really"}, "waits for the other side")
	sc.do(p2, &ResolveLink{Link: 1})
	sc.linkIs(1, LinkResolved)
	unresolved(0)
	sc.refused(p2, &ResolveLink{Link: 1}, "resolved already")
	sc.do(p2, &DisputeLink{Link: 1, Why: "it came back"})
	unresolved(1)
	sc.do(p1, &CloseObjective{Objective: 2, Result: ObjectiveRetired, Why: "moot"})
	unresolved(0)
	sc.sameAfterReplay()
}

func TestReplacingALinkCanBeTakenBack(t *testing.T) {
	sc := withObjectives(t)
	sc.do(p4, &ProposeLink{From: 1, To: 2, Type: Supports})
	first := sc.l.Joint.Head().N
	sc.do(p3, &ProposeLink{From: 1, To: 2, Type: Neutral})
	sc.refused(p4, &Undo{Joint: []int{first}}, "link proposed")
	sc.do(p3, &Undo{Joint: []int{first + 1}})
	sc.do(p1, &AgreeLink{Link: 1})
	agreed := sc.l.Joint.Head().N
	sc.do(p3, &ProposeLink{From: 1, To: 2, Type: Neutral})
	sc.refused(p1, &Undo{Joint: []int{agreed}}, "link proposed") // it was replaced as it stood
	sc.do(p3, &Undo{Joint: []int{agreed + 1}})
	sc.linkIs(1, LinkProposed)
	sc.do(p4, &ProposeLink{From: 1, To: 2, Type: Neutral})
	if sc.l.Joint.Links[1].Replaced != 4 {
		t.Errorf("replaced by link %d", sc.l.Joint.Links[1].Replaced)
	}
	sc.sameAfterReplay()
}
