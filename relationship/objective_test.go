package relationship

import (
	"strings"
	"testing"
	"time"
)

const day = 24 * time.Hour

// goal is a goal that can be shared.
func goal(title string) Goal {
	return Goal{Title: title, Driver: "Clients complain", Good: "The dock is empty by six", Reference: "CO-7", Unit: "%",
		Category: "time", Baseline: "81", Target: "95", Due: Date{2026, 9, 30}}
}

// aim shares an objective and gives its number.
func (sc *scene) aim(by By, ours bool, title string) int {
	sc.t.Helper()
	c := &ShareObjective{Ours: ours, Goal: goal(title)}
	sc.do(by, c)
	return c.id
}

func (sc *scene) objectiveIs(id int, want ObjectiveState) *Objective {
	sc.t.Helper()
	o := sc.l.Joint.Objectives[id]
	if got := sc.l.Joint.ObjectiveState(o); got != want {
		sc.t.Fatalf("objective %d is %s, want %s", id, got, want)
	}
	return o
}

func kindsOf[S any](p Part[S]) string {
	var out []string
	for _, e := range p.events {
		out = append(out, e.kind())
	}
	return strings.Join(out, ", ")
}

func TestOwnObjective(t *testing.T) {
	sc := newScene(t)
	mine := sc.aim(p3, false, "Fewer claims") // a member shares, the lead confirms
	sc.objectiveIs(mine, ObjectiveShared)
	sc.refused(p4, &ReviseObjective{Objective: mine, Goal: goal("Theirs")}, "Acme's own objective")
	sc.refused(p2, &ConfirmObjective{Objective: mine}, "You can acknowledge it")
	sc.refused(p3, &ConfirmObjective{Objective: mine}, "agrees for Acme")
	sc.refused(p2, &DeclineObjective{Objective: mine, Why: "no"}, "not for others to decline")
	sc.do(p1, &ConfirmObjective{Objective: mine})
	sc.objectiveIs(mine, ObjectiveActive)
	if got := sc.l.Joint.ToAcknowledge("borealis"); len(got) != 1 || got[0].ID != mine {
		t.Errorf("borealis is to acknowledge %v", got)
	}
	sc.refused(p3, &AcknowledgeObjective{Objective: mine}, "Your own party shared")
	sc.do(p4, &AcknowledgeObjective{Objective: mine})
	sc.refused(p2, &AcknowledgeObjective{Objective: mine}, "Lee Park has acknowledged")
	if len(sc.l.Joint.ToAcknowledge("borealis")) != 0 {
		t.Error("an acknowledged objective still waits")
	}
	sc.refused(p2, &CloseObjective{Objective: mine, Result: ObjectiveRetired, Why: "over"}, "Only its own people close it")
	sc.do(p1, &CloseObjective{Objective: mine, Result: ObjectiveAchieved})
	sc.objectiveIs(mine, ObjectiveAchieved)
	sc.refused(p1, &ReviseObjective{Objective: mine, Goal: goal("Again")}, "was closed as achieved on 2 March 2026")
	sc.sameAfterReplay()
}

func TestYardstickIsTheFirstAgreedNotTheFirstShared(t *testing.T) {
	sc := newScene(t)
	sc.aim(p1, true, "Trucks on time")
	o := sc.l.Joint.Objectives[1]
	if sc.l.Joint.FirstAgreed(o) != nil {
		t.Error("agreed by one party alone")
	}
	g := goal("Trucks on time")
	g.Target = "92"
	sc.do(p2, &ReviseObjective{Objective: 1, Goal: g})
	sc.refused(p1, &CloseObjective{Objective: 1, Result: ObjectiveMissed, Why: "no"}, "can only be retired")
	sc.do(p1, &ConfirmObjective{Objective: 1})
	if v := sc.l.Joint.FirstAgreed(o); v == nil || v.Number != 2 || v.Target != "92" {
		t.Errorf("first agreed %+v", v)
	}
}

func TestJointObjectiveIsClosedTogether(t *testing.T) {
	sc := newScene(t)
	sc.aim(p1, true, "Trucks on time")
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.refused(p1, &CloseObjective{Objective: 1, Result: "done"}, "achieved, missed or retired")
	sc.refused(p1, &CloseObjective{Objective: 1, Result: ObjectiveMissed}, "fill this in")
	sc.do(p1, &CloseObjective{Objective: 1, Result: ObjectiveMissed, Why: "84 at the end"})
	sc.objectiveIs(1, ObjectiveActive)
	sc.refused(p1, &CloseObjective{Objective: 1, Result: ObjectiveMissed, Why: "84"}, "waits for the others")
	sc.do(p2, &CloseObjective{Objective: 1, Result: ObjectiveAchieved})
	sc.objectiveIs(1, ObjectiveActive) // they differ
	d := sc.do(p2, &CloseObjective{Objective: 1, Result: ObjectiveMissed, Why: "Agreed, 84"})
	if got := kindsOf(d.Joint); got != "objective closing proposed, objective closed" {
		t.Errorf("closing is %s", got)
	}
	if o := sc.objectiveIs(1, ObjectiveMissed); o.Why != "Agreed, 84" || o.Closing["acme"].Why != "84 at the end" || o.Open() {
		t.Errorf("closed as %+v", o)
	}
	sc.sameAfterReplay()
}

func TestReconfirmingEachQuarter(t *testing.T) {
	sc := newScene(t)
	sc.aim(p1, true, "Trucks on time")
	sc.do(p2, &ConfirmObjective{Objective: 1})
	first := sc.at
	sc.later(76 * day)
	sc.refused(p1, &ConfirmObjective{Objective: 1}, "already")
	sc.later(15 * day) // 91 days
	if got := sc.l.Joint.ToConfirm("acme", sc.at); len(got) != 0 {
		t.Errorf("asked again after 91 days: %v", got)
	}
	sc.later(day)
	if got := sc.l.Joint.ToConfirm("acme", sc.at); len(got) != 1 {
		t.Error("not asked again after 92 days")
	}
	sc.do(p1, &ConfirmObjective{Objective: 1})
	if a := sc.l.Joint.Objectives[1].Confirmations["acme"]; !a.First.Equal(first) || !a.At.Equal(sc.at) || a.Person != "p1" || a.Version != 1 {
		t.Errorf("reconfirmed as %+v", a)
	}
	sc.sameAfterReplay()
}

func TestDraftStaysPrivate(t *testing.T) {
	sc := newScene(t)
	d := sc.do(p3, &DraftObjective{Goal: Goal{Title: "Fewer claims"}})
	if d.Joint.Len() != 0 || len(d.Own) != 1 {
		t.Fatalf("a draft reaches further than its own ledger: %+v", d)
	}
	sc.refused(p2, &ReviseDraft{Draft: 1, Goal: goal("spy")}, "no draft d1")
	if r := sc.refused(p1, &DropDraft{Draft: 9}, "no draft d9"); !r.Own {
		t.Error("a refusal that comes from the own ledger is not marked")
	}
	sc.do(p1, &ReviseDraft{Draft: 1, Goal: goal("Fewer claims"), Ours: true, Seen: 3})
	r := sc.refused(p3, &ReviseDraft{Draft: 1, Goal: goal("Other"), Seen: 3}, "Kim Osei changed draft d1")
	if !r.Own || r.Thing != "draft 1" {
		t.Errorf("refusal %+v", r)
	}
	own := sc.l.Own["acme"]
	if n := own.OpenDrafts(); len(n) != 1 || n[0].Name() != "d1" || !n[0].Ours {
		t.Errorf("drafts %v", n)
	}
	share := &ShareObjective{Goal: own.Drafts[1].Goal, Ours: true, Draft: 1}
	dec := sc.do(p1, share)
	if kindsOf(dec.Own["acme"]) != "draft shared" || own.Drafts[1].Objective != 1 || own.Drafts[1].Open() {
		t.Errorf("shared as %+v", own.Drafts[1])
	}
	for _, e := range sc.entries[Joint] {
		if strings.Contains(string(e.Facts), "draft") {
			t.Errorf("the joint ledger knows of the draft: %s", e.Facts)
		}
	}
	sc.refused(p1, share, "was shared as objective 1")
	sc.do(p3, &DraftObjective{Goal: Goal{Title: "Second"}})
	sc.do(p3, &DropDraft{Draft: 2})
	sc.refused(p3, &ReviseDraft{Draft: 2, Goal: goal("x")}, "was dropped")
	sc.sameAfterReplay()
}

func TestSharingCanBeTakenBack(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &DraftObjective{Goal: goal("Trucks on time")})
	n, m := sc.l.Joint.Head().N, sc.l.Own["acme"].Head().N
	sc.do(p1, &ShareObjective{Ours: true, Goal: goal("Trucks on time"), Draft: 1})
	sc.do(p1, &Undo{Joint: []int{n + 1, n + 2}, Own: []int{m + 1}})
	if len(sc.l.Joint.Objectives) != 0 || !sc.l.Own["acme"].Drafts[1].Open() {
		t.Error("sharing was taken back and yet stands")
	}
	if id := sc.aim(p1, true, "Trucks on time"); id != 2 {
		t.Errorf("the next objective is %d; a withdrawn one uses up its number", id)
	}
	mine := sc.aim(p2, false, "Margin")
	sc.do(p3, &ProposeLink{From: 2, To: mine, Type: Supports})
	sc.refused(p1, &Undo{Joint: []int{n + 4, n + 5}}, "link proposed")
	sc.sameAfterReplay()
}

func TestGoalsAreRefusedAtTheirField(t *testing.T) {
	sc := newScene(t)
	for _, c := range []struct {
		field, want string
		change      func(*Goal)
	}{
		{"title", "fill this in", func(g *Goal) { g.Title = " " }},
		{"title", "120 fit", func(g *Goal) { g.Title = strings.Repeat("é", 121) }},
		{"good", "what good looks like", func(g *Goal) { g.Good = "" }},
		{"category", "Choose one of these", func(g *Goal) { g.Category = "" }},
		{"category", "environment/social", func(g *Goal) { g.Category = "fun" }},
		{"unit", "in what the target counts", func(g *Goal) { g.Unit = "" }},
		{"target", "isn't a number", func(g *Goal) { g.Target = "lots" }},
		{"baseline", "isn't a number", func(g *Goal) { g.Baseline = "1,5" }},
		{"due", "has passed", func(g *Goal) { g.Due = Date{2026, 3, 1} }},
		{"due", "2026-03-20", func(g *Goal) { g.Due = Date{2026, 2, 30} }},
		{"driver", "cannot store", func(g *Goal) { g.Driver = "\xff" }},
	} {
		g := goal("Trucks on time")
		c.change(&g)
		if r := sc.refused(p1, &ShareObjective{Goal: g}, c.want); r.Field != c.field {
			t.Errorf("%q at field %q, want %q", r.Reason, r.Field, c.field)
		}
	}
	sc.aim(p1, false, "Trucks on time")
	sc.until("2027-01-04", "09:00")
	late := goal("Trucks on time")
	late.Target = "96"
	sc.do(p1, &ReviseObjective{Objective: 1, Goal: late}) // its due date has passed, but stands
	sc.refused(p1, &ConfirmObjective{Objective: 7}, "There is no objective 7")
}
