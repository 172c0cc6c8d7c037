package relationship

import (
	"reflect"
	"testing"
	"time"
)

// agreeLink proposes and agrees a link on both sides.
func (sc *scene) agreeLink(from, to int, typ LinkType) {
	sc.t.Helper()
	c := &ProposeLink{From: from, To: to, Type: typ}
	sc.do(p1, c)
	sc.do(p2, &AgreeLink{Link: sc.l.Joint.nextID("link") - 1})
}

// vector is two parties with three and two objectives of their own; joint 1 is confirmed by both and supports one of
// each, joint 2 is confirmed by acme alone and supports another of each.
func vector(t testing.TB) *scene {
	t.Helper()
	sc := newScene(t)
	sc.aim(p1, true, "s1")
	sc.aim(p1, true, "s2")
	for _, title := range []string{"a1", "a2", "a3"} { // 3, 4, 5
		sc.aim(p1, false, title)
	}
	for _, title := range []string{"b1", "b2"} { // 6, 7
		sc.aim(p2, false, title)
	}
	sc.do(p2, &ConfirmObjective{Objective: 1})
	for _, l := range [][2]int{{1, 3}, {1, 6}, {2, 4}, {2, 7}} {
		sc.agreeLink(l[0], l[1], Supports)
	}
	return sc
}

func TestAlignmentVector(t *testing.T) {
	sc := vector(t)
	a := sc.l.Joint.Alignment(sc.at)
	if a.ValidityText() != "50 % (1 of 2)" || !reflect.DeepEqual(a.Valid, []int{1}) || a.NoneActive {
		t.Errorf("validity %s, valid %v", a.ValidityText(), a.Valid)
	}
	if !reflect.DeepEqual(a.Invalid, []Invalid{{Objective: 2, Unconfirmed: []string{"borealis"}}}) {
		t.Errorf("invalid %+v", a.Invalid)
	}
	want := []Coverage{{"acme", Ratio{K: 1, N: 3, Census: true}, []int{4, 5}}, {"borealis", Ratio{K: 1, N: 2, Census: true}, []int{7}}}
	for i, c := range a.Coverage {
		c.None = ""
		if !reflect.DeepEqual(c, want[i]) {
			t.Errorf("coverage %+v, want %+v", c, want[i])
		}
	}
	if a.Headline.String() != "33 % (1 of 3)" || a.Weakest != "acme" {
		t.Errorf("headline %s of %s", a.Headline, a.Weakest)
	}
	if a.Freshness.String() != "75 % (3 of 4)" || a.Acknowledgement.String() != "0 % (0 of 5)" {
		t.Errorf("freshness %s, acknowledgement %s", a.Freshness, a.Acknowledgement)
	}
	sc.do(p4, &AcknowledgeObjective{Objective: 3})
	sc.do(p3, &AcknowledgeObjective{Objective: 7})
	if got := sc.l.Joint.Alignment(sc.at).Acknowledgement.String(); got != "40 % (2 of 5)" {
		t.Errorf("acknowledgement %s", got)
	}
}

func TestAlignmentSaysWhyAnObjectiveIsInvalid(t *testing.T) {
	sc := vector(t)
	why := func() Invalid {
		t.Helper()
		a := sc.l.Joint.Alignment(sc.at)
		if len(a.Valid) > 0 || len(a.Invalid) != 2 || a.Invalid[0].Objective != 1 {
			t.Fatalf("valid %v, invalid %+v", a.Valid, a.Invalid)
		}
		return a.Invalid[0]
	}
	sc.do(p2, &DisputeLink{Link: 2, Why: "no"})
	if got := why(); !reflect.DeepEqual(got, Invalid{Objective: 1, Unsupported: []string{"borealis"}}) {
		t.Errorf("without a supporting link: %+v", got)
	}
	sc.agreeLink(1, 6, Complements) // the link of that type goes; this one does not make the objective valid
	if got := why(); !reflect.DeepEqual(got, Invalid{Objective: 1, Unsupported: []string{"borealis"}}) {
		t.Errorf("with a complementing link alone: %+v", got)
	}
	sc.agreeLink(1, 6, Supports)
	sc.do(p3, &ProposeLink{From: 1, To: 4, Type: Supports})
	if got := sc.l.Joint.Alignment(sc.at).Coverage[0].Uncovered; !reflect.DeepEqual(got, []int{4, 5}) {
		t.Errorf("a proposed link covers: %v stay uncovered", got)
	}
	sc.do(p4, &ProposeLink{From: 1, To: 5, Type: Conflicts})
	if got := sc.l.Joint.Alignment(sc.at).Invalid[1]; len(got.Conflicts) > 0 {
		t.Errorf("the other objective conflicts too: %+v", got)
	}
	if got := why(); !reflect.DeepEqual(got, Invalid{Objective: 1, Conflicts: []int{8}}) {
		t.Errorf("with a conflict: %+v", got)
	}
	sc.later(3 * day)
	if c := sc.l.Joint.Alignment(sc.at).Conflicts; len(c) != 1 || c[0].Link != 8 || c[0].From != 1 || c[0].To != 5 || !c[0].Since.Equal(sc.at.Add(-3*day)) {
		t.Errorf("conflicts %+v", c)
	}
	sc.do(p1, &ResolveLink{Link: 8, Why: "both"})
	sc.do(p2, &ResolveLink{Link: 8})
	sc.do(p3, &ReviseObjective{Objective: 1, Goal: goal("s1, better")})
	if got := why(); !reflect.DeepEqual(got, Invalid{Objective: 1, Unconfirmed: []string{"acme", "borealis"}}) {
		t.Errorf("after an edit: %+v", got)
	}
	if !sc.l.Joint.Alignment(sc.at).NoneActive {
		t.Error("nothing is active, and nobody says so")
	}
}

func TestAlignmentGrowsOld(t *testing.T) {
	sc := vector(t) // confirmed on 2 March
	at := func(day string) Alignment {
		t.Helper()
		return sc.l.Joint.Alignment(DayEnd(civilDay(t, day), time.UTC).Add(-time.Nanosecond))
	}
	for _, c := range []struct{ day, freshness, validity, until string }{
		{"2026-03-02", "75 % (3 of 4)", "50 % (1 of 2)", "2026-06-02"},
		{"2026-06-01", "75 % (3 of 4)", "50 % (1 of 2)", "2026-06-02"}, // 91 days
		{"2026-06-02", "0 % (0 of 4)", "50 % (1 of 2)", "2026-06-16"},
		{"2026-06-15", "0 % (0 of 4)", "50 % (1 of 2)", "2026-06-16"}, // 91 and 14 days
		{"2026-06-16", "0 % (0 of 4)", "0 % (0 of 2)", ""},
	} {
		a := at(c.day)
		until := Date{}
		if !a.Until.IsZero() {
			until = DateOf(a.Until, time.UTC)
		}
		if a.Freshness.String() != c.freshness || a.ValidityText() != c.validity || until.String() != c.until {
			t.Errorf("%s: freshness %s, validity %s, until %s", c.day, a.Freshness, a.ValidityText(), until)
		}
	}
	if a := at("2026-06-16"); !reflect.DeepEqual(a.Invalid[0], Invalid{Objective: 1, Stale: []string{"acme", "borealis"}}) {
		t.Errorf("stale: %+v", a.Invalid[0])
	}
	before := at("2026-06-15")
	if after := sc.l.Joint.Alignment(before.Until.Add(-time.Nanosecond)); after.Validity != before.Validity || after.Freshness != before.Freshness {
		t.Error("the figure changes before it says it does")
	}
}

func TestAlignmentWithNothingToAlign(t *testing.T) {
	sc := newScene(t)
	a := sc.l.Joint.Alignment(sc.at)
	if a.ValidityText() != "0 % (0 of 0)" || !a.NoneActive || a.Headline.OK() || a.Weakest != "acme" {
		t.Errorf("nothing shared: %s, headline %s of %s", a.ValidityText(), a.Headline, a.Weakest)
	}
	if got := a.Headline.String(); got != "n/a: Acme has no active objective of its own" {
		t.Error(got)
	}
	if a.Freshness.OK() || a.Acknowledgement.OK() {
		t.Error("a percentage of nothing")
	}
	sc.aim(p1, false, "a1")
	sc.do(p2, &DraftObjective{Goal: goal("private")})
	sc.aim(p4, false, "not confirmed by borealis itself")
	a = sc.l.Joint.Alignment(sc.at)
	if a.Weakest != "borealis" || a.Headline.OK() || a.Coverage[0].String() != "0 % (0 of 1)" || a.Coverage[1].OK() {
		t.Errorf("headline %s, coverage %v", a.Headline, a.Coverage)
	}
	if a := NewShared("r9").Alignment(sc.at); a.Headline.OK() || a.Headline.String() != "n/a: nobody takes part" {
		t.Errorf("before the first entry: %s", a.Headline)
	}
}

func TestAlignmentWhenAPartyJoins(t *testing.T) {
	sc := vector(t)
	sc.join("cassini", "Cassini")
	a := sc.l.Joint.Alignment(sc.at)
	if len(a.Valid) != 0 || !a.NoneActive || a.Weakest != "cassini" || a.Headline.OK() {
		t.Errorf("%+v", a)
	}
	if !reflect.DeepEqual(a.Invalid[0].Unconfirmed, []string{"cassini"}) || a.Freshness.N != 6 || a.Acknowledgement.N != 10 {
		t.Errorf("%+v", a)
	}
	sc.do(By{"p5", "cassini"}, &ConfirmObjective{Objective: 1})
	a = sc.l.Joint.Alignment(sc.at)
	if !reflect.DeepEqual(a.Valid, []int{1}) { // it has no objective of its own to support yet
		t.Errorf("valid %v", a.Valid)
	}
	own := sc.aim(By{"p5", "cassini"}, false, "c1")
	sc.do(p3, &ProposeLink{From: 1, To: own, Type: Conflicts})
	if a = sc.l.Joint.Alignment(sc.at); len(a.Valid) != 0 || len(a.Conflicts) != 1 {
		t.Errorf("conflict with the third: %+v", a)
	}
	sc.do(By{"p5", "cassini"}, &LeaveRelationship{Why: "sold"})
	if a = sc.l.Joint.Alignment(sc.at); !reflect.DeepEqual(a.Valid, []int{1}) || len(a.Conflicts) != 0 {
		t.Errorf("a conflict outlives the party that left: %+v", a)
	}
}

func BenchmarkAlignment(b *testing.B) {
	s := NewShared("r1")
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for i, party := range []string{"acme", "borealis"} {
		s.Parties[party] = &Party{ID: party, State: PartyActive, Joined: at}
		s.order = append(s.order, party)
		for n := range 10 {
			id := 100*i + n + 20
			(&objectiveShared{Objective: id, Owner: party}).apply(s, said{party: party, at: at})
			(&objectiveConfirmed{aboutVersion: aboutVersion{aboutObjective{id}, 1}}).apply(s, said{party: party, at: at})
		}
	}
	for id := range 10 {
		(&objectiveShared{Objective: id}).apply(s, said{at: at})
		for i := range 2 {
			(&linkProposed{Link: 2*id + i, From: id, To: 100*i + id + 20, Type: Supports}).apply(s, said{at: at})
		}
	}
	for b.Loop() {
		s.Alignment(at)
	}
}
