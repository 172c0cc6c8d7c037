package relationship

import (
	"fmt"
	"testing"
)

// A topic is carried from check-in to check-in until somebody of any party closes it, and stands in those it was
// carried through.
func TestTopics(t *testing.T) {
	sc := newScene(t)
	sc.refused(p3, &CarryTopic{Text: " "}, "Please fill this in")
	sc.do(p3, &CarryTopic{Text: "Late invoices"})
	of := func() string {
		var ids []int
		for _, topic := range sc.l.Joint.TopicsOf(sc.l.Joint.Latest()) {
			ids = append(ids, topic.ID)
		}
		return fmt.Sprint(ids)
	}
	sc.opened()
	first := sc.l.Joint.Latest()
	sc.do(p4, &CarryTopic{Text: "The depot in Leeds"})
	if got := of(); got != "[1 2]" {
		t.Errorf("the first check-in talks about %s", got)
	}
	sc.at = first.To
	sc.do(p2, &CarryTopic{Text: "Brought up after it closed"})
	sc.do(p2, &CloseTopic{Topic: 2, Outcome: "Opens in May"})
	sc.refused(p1, &CloseTopic{Topic: 2}, "closed already, by Dana Reyes")
	sc.refused(p1, &CloseTopic{Topic: 9}, "There is no topic 9")
	if got := of(); got != "[1 2]" {
		t.Errorf("afterwards the first check-in has talked about %s", got)
	}
	sc.at = sc.view("").Next(sc.at)
	sc.do(ByClock, &OpenCheckIn{})
	if got := of(); got != "[1 3]" {
		t.Errorf("the second check-in talks about %s", got)
	}
	for range mostTopics - 2 {
		sc.do(p1, &CarryTopic{Text: "x"})
	}
	sc.refused(p1, &CarryTopic{Text: "x"}, "Close one first")
	sc.sameAfterReplay()
}

// The card of a check-in is edited when a topic of it is brought up or closed.
func TestTopicsOnTheCard(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.opened()
	sc.until("2026-03-12", "10:00")
	revision := func() int {
		owed := sc.view("").Duties(sc.at)
		return owed[len(owed)-1].Revision
	}
	before := revision()
	sc.do(p3, &CarryTopic{Text: "Late invoices"})
	carried := revision()
	sc.do(p4, &CloseTopic{Topic: 1})
	if closed := revision(); carried <= before || closed <= carried {
		t.Errorf("revisions %d, carried %d, closed %d", before, carried, closed)
	}
}
