package relationship

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever is tried in a review: it is closed exactly when every party that then took part agreed the same version, what
// minutes list is decided then, a closed one stays as it is, and replay gives the same.
func TestReviewsWhateverIsTried(t *testing.T) {
	closed := 0
	rapid.Check(t, func(r *rapid.T) {
		sc := sceneFrom(drawn{t, r}, Date{2025, 12, 11})
		sc.do(p1, &SetRole{Person: "p3", Role: Sponsor})
		sc.do(p2, &SetRole{Person: "p4", Role: Sponsor})
		if rapid.Bool().Draw(r, "three") {
			sc.join("cassini", "Cassini")
			sc.do(By{"p5", "cassini"}, &SetRole{Person: "p5", Role: Lead, Agrees: true})
		}
		sc.do(ByClock, &OpenReview{})
		ended := map[int]Minutes{}
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 5, 40).Draw(r, "steps") {
			x := dice{rand.New(rand.NewPCG(seed, uint64(i)))}
			for range 6 {
				tryInReview(r, sc, x)
				soundReviews(r, sc.l.Joint, ended)
			}
		}
		closed += len(ended)
		sc.sameAfterReplay()
	})
	if closed == 0 {
		t.Error("no review was ever closed: nothing was shown")
	}
}

func tryInReview(r *rapid.T, sc *scene, x dice) {
	sc.later(pick(x, 0, 0, time.Minute, 5*time.Hour, 2*day))
	who := pick(x, sc.l.Joint.People("")...)
	by := By{who.ID, who.Party}
	list := append(inReview(x, sc.l.Joint, by, sc.at, pick(x, "because", "")), &Undo{Joint: sc.lastCommand()})
	if by.Party == "cassini" {
		list = append(list, &NameDelegate{Person: "p5"}, &NameDelegate{Person: "p5"}, &LeaveRelationship{})
	}
	_, err := sc.try(by, pick(x, list...))
	var refusal *Refusal
	if err != nil && !errors.As(err, &refusal) {
		r.Fatal(err)
	}
}

func soundReviews(r *rapid.T, s *Shared, ended map[int]Minutes) {
	for id, v := range s.Reviews {
		before, was := ended[id]
		switch {
		case was && (!v.Closed() || v.Minutes.Version != before.Version || !v.Minutes.Closed.Equal(before.Closed)):
			if v.Minutes != nil && v.Minutes.Version == before.Version && len(v.Minutes.Agreed) < len(before.Agreed) {
				delete(ended, id) // the last word was taken back
				continue
			}
			r.Fatalf("review %d was closed with version %d and now is %+v", id, before.Version, v.Minutes)
		case v.Minutes != nil && !was && v.Closed() != (s.assented(v.Minutes.Agreed) && v.Minutes.Refused() == nil):
			r.Fatalf("review %d is closed: %v, with %+v", id, v.Closed(), v.Minutes)
		case v.Closed():
			for _, d := range v.Minutes.Decisions {
				if s.Decisions[d].Decided.IsZero() {
					r.Fatalf("review %d is closed and decision %d is not decided", id, d)
				}
			}
			m := *v.Minutes
			m.Agreed = map[string]Assent{}
			for party, a := range v.Minutes.Agreed {
				m.Agreed[party] = a
			}
			ended[id] = m
		}
	}
}

// The card in the channel is edited when what it shows has changed, also by time alone, or by a party that leaves.
func TestReviewCard(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	last := 0
	grown := func(what string) {
		t.Helper()
		for _, d := range sc.view("").Duties(sc.at) {
			if d.Kind == DutyCard && d.Thing == "review 1" && d.Revision > last {
				last = d.Revision
				return
			}
		}
		t.Fatalf("%s: the card stays at revision %d", what, last)
	}
	sc.reviewOpened()
	grown("opened")
	sc.do(p1, &AnswerReview{Question: AskCharter, Verdict: VerdictNo})
	grown("answered")
	sc.at = sc.l.Joint.LatestReview().To
	grown("missed")
	sc.reviewMet()
	grown("held late")
	sc.do(p1, &ProposeMinutes{Summary: "x"})
	grown("minuted")
	sc.join("cassini", "Cassini")
	sc.do(p2, &AgreeMinutes{})
	grown("agreed")
	sc.do(By{"p5", "cassini"}, &LeaveRelationship{})
	grown("closed by leaving")
	sc.at = sc.at.AddDate(0, 0, 1)
	for _, d := range sc.view("").duties(sc.at) {
		if d.Kind == DutyCard && d.Thing == "review 1" {
			t.Errorf("a day after closing the card is still kept up: %+v", d)
		}
	}
}
