package relationship

import (
	"slices"
	"testing"
)

// told lists who is told of a kind of duty by what a party's people read, however long from now.
func (sc *scene) told(party string, kind DutyKind) (out []string) {
	for _, d := range sc.view(party).duties(sc.at) {
		if d.Kind == kind {
			out = append(out, d.Person)
		}
	}
	return out
}

// Whom nothing reaches, their own leads hear, once, and nobody else.
func TestPrivacyOfWhomNothingReaches(t *testing.T) {
	sc := newScene(t)
	before := sc.l.Joint.Head()
	sc.do(ByClock, &LosePerson{Party: "acme", Person: "p3"})
	if d := sc.do(ByClock, &LosePerson{Party: "acme", Person: "p3"}); !d.Empty() {
		t.Error("it is recorded twice")
	}
	if d := sc.do(ByClock, &LosePerson{Party: "borealis", Person: "p3"}); !d.Empty() {
		t.Error("another party records it")
	}
	if sc.l.Joint.Head() != before {
		t.Error("the other side reads it")
	}
	if acme, borealis := sc.told("acme", DutyUnreached), sc.told("borealis", DutyUnreached); !slices.Equal(acme, []string{"p1"}) || borealis != nil {
		t.Errorf("told are %v, and of the others %v", acme, borealis)
	}
	sc.do(p1, &RemovePerson{Person: "p3"})
	if told := sc.told("acme", DutyUnreached); told != nil {
		t.Errorf("of somebody who left, %v are told", told)
	}
}

// That a review was recorded as held, who speaks for the other parties hears, by what their own party reads.
func TestPrivacyOfWhoHearsThatAReviewWasHeld(t *testing.T) {
	sc := newScene(t)
	sc.reviewOpened()
	sc.until("2026-06-02", "18:00")
	sc.refused(p3, &HoldReview{Day: Date{2026, 6, 2}, Present: []string{"p1", "p2"}}, "speaks for Acme in a review")
	sc.reviewMet()
	if acme, borealis := sc.told("acme", DutyRecorded), sc.told("borealis", DutyRecorded); acme != nil || !slices.Equal(borealis, []string{"p2"}) {
		t.Errorf("told are %v, and of the party that recorded it %v", borealis, acme)
	}
}
