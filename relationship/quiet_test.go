package relationship

import "testing"

// After three check-ins in silence a person is told so once, in their hours; who says so, or answers, is prompted again,
// and meanwhile they count as asked.
func TestPausedPrompts(t *testing.T) {
	silent := func(t *testing.T) *scene {
		sc := newScene(t)
		sc.refused(p3, &ResumePrompts{}, "are not paused")
		for range 3 {
			sc.at = sc.view("").Next(sc.at)
			sc.do(ByClock, &OpenCheckIn{})
			sc.answered(p1)
		}
		return sc
	}
	told := func(sc *scene) bool { _, ok := sc.expected("acme", "check-in 3 paused p3"); return ok }

	sc := silent(t)
	d, _ := sc.expected("acme", "check-in 3 paused p3")
	if london(d.At) != "13 Apr 10:00" || d.Person != "p3" || sc.owes("acme", d, sc.at) || sc.view("acme").Paused("p3", sc.at) {
		t.Fatalf("paused before the third is closed: %+v", d)
	}
	sc.refused(p3, &ResumePrompts{}, "are not paused")
	sc.at = d.At
	if !sc.view("acme").Paused("p3", sc.at) || !sc.owes("acme", d, sc.at) {
		t.Fatal("nobody is told")
	}
	sc.at = sc.view("").Next(sc.at)
	sc.do(ByClock, &OpenCheckIn{})
	if n := sc.l.Joint.Latest().Counts["acme"].Asked; n != 2 || !told(sc) {
		t.Errorf("in the fourth %d are counted, told of the third: %v", n, told(sc))
	}
	if _, ok := sc.expected("acme", "check-in 4 paused p3"); ok {
		t.Error("told again of the fourth")
	}
	sc.do(p3, &ResumePrompts{})
	if _, asked := sc.expected("acme", "check-in 4 ask p3"); !asked || told(sc) || sc.view("acme").Paused("p3", sc.at) {
		t.Error("resumed, and not asked")
	}
	sc.sameAfterReplay()

	sc = silent(t)
	sc.at = sc.view("").Next(sc.at)
	sc.do(ByClock, &OpenCheckIn{})
	sc.answered(p3)
	if told(sc) || sc.view("acme").Paused("p3", sc.at) {
		t.Error("paused after an answer")
	}
	sc.at = sc.l.Joint.Latest().To
	if sc.view("acme").Paused("p3", sc.at) || sc.view("borealis").Paused("p3", sc.at) {
		t.Error("paused after an answer that is closed, or in another party's eyes")
	}
}

// Who resumes after the check-in closed has a clean slate: three more have to pass.
func TestResumedBetweenCheckIns(t *testing.T) {
	sc := newScene(t)
	silence := func(n int) {
		for range n {
			sc.at = sc.view("").Next(sc.at)
			sc.do(ByClock, &OpenCheckIn{})
		}
		sc.at = sc.l.Joint.Latest().To
	}
	silence(3)
	sc.do(p3, &ResumePrompts{})
	silence(2)
	if sc.view("acme").Paused("p3", sc.at) {
		t.Error("paused after two")
	}
	silence(1)
	if !sc.view("acme").Paused("p3", sc.at) {
		t.Error("not paused after three more")
	}
}
