package relationship

import (
	"fmt"
	"testing"
	"time"
)

// Three check-ins in silence, and a person is not asked any more, nor is anybody told of it again; an answer brings
// them back.
func TestThreeSilentCheckIns(t *testing.T) {
	sc := newScene(t)
	asked := func(want bool) {
		t.Helper()
		sc.at = sc.view("").Next(sc.at)
		sc.do(ByClock, &OpenCheckIn{})
		sc.answered(p1)
		id := sc.l.Joint.Latest().ID
		for _, key := range []string{"check-in %d ask p3", "check-in %d remind 1 p3", "check-in %d remind 2 p3", "check-in %d silent p1"} {
			if _, ok := sc.expected("acme", fmt.Sprintf(key, id)); ok != want {
				t.Errorf("check-in %d: %q is owed: %v", id, key, ok)
			}
		}
	}
	asked(true)
	asked(true)
	asked(true)
	asked(false)
	sc.answered(p3)
	asked(true)
}

func TestSnoozedAndAway(t *testing.T) {
	sc := newScene(t)
	sc.opened()
	sc.until("2026-03-12", "11:00")
	sc.do(p3, &SnoozePrompt{Until: sc.at.Add(2 * time.Hour)})
	d, ok := sc.expected("acme", "check-in 1 ask p3 snoozed *")
	if !ok || london(d.At) != "12 Mar 13:00" {
		t.Errorf("snoozed until %s", london(d.At))
	}
	if _, ok := sc.expected("acme", "check-in 1 ask p3"); ok {
		t.Error("asked in spite of the snooze")
	}
	if d, _ := sc.expected("acme", "check-in 1 remind 1 p3"); london(d.At) != "13 Mar 09:00" {
		t.Errorf("the reminder after the snooze comes on %s", london(d.At))
	}
	sc.do(p3, &SnoozePrompt{Until: sc.l.Joint.Latest().To})
	for _, d := range sc.view("acme").duties(sc.at) {
		if d.Person == "p3" {
			t.Errorf("snoozed to the end, and owed %s", d.Key)
		}
	}

	offer(sc, Date{2026, 3, 18})
	sc.do(p3, &SetAway{From: Date{2026, 3, 16}, To: Date{2026, 4, 3}})
	if d, _ := sc.expected("acme", "commitment 1 due 2026-03-18 p3"); london(d.At) != "13 Mar 09:00" {
		t.Errorf("due while away, reminded on %s, not on the last morning before", london(d.At))
	}
	if d, _ := sc.expected("acme", "commitment 1 missed 2026-03-18 p3"); london(d.At) != "6 Apr 09:00" || london(d.Until) != "13 Apr 09:00" {
		t.Errorf("missed while away, told from %s until %s", london(d.At), london(d.Until))
	}
}

// A check-in that opened after its slot, since the bot was down, asks first and reminds then.
func TestLateCheckInAsksBeforeItReminds(t *testing.T) {
	sc := newScene(t)
	sc.until("2026-03-31", "09:00")
	sc.do(ByClock, &OpenCheckIn{})
	for key, want := range map[string]string{"check-in 1 ask p3": "31 Mar 09:00", "check-in 1 remind 1 p3": "2 Apr 09:00", "check-in 1 remind 2 p3": "3 Apr 09:00"} {
		if d, _ := sc.expected("acme", key); london(d.At) != want {
			t.Errorf("%s on %s, want %s", key, london(d.At), want)
		}
	}
}

// The card is edited when anything it shows has changed: an answer, what was taken back, words that were erased, closing.
func TestCardRevision(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.opened()
	sc.until("2026-03-12", "10:00")
	last := 0
	grown := func(what string) {
		t.Helper()
		owed := sc.view("").Duties(sc.at)
		if len(owed) == 0 || owed[len(owed)-1].Kind != DutyCard || owed[len(owed)-1].Revision <= last {
			t.Fatalf("%s: %+v after revision %d", what, owed, last)
		}
		last = owed[len(owed)-1].Revision
	}
	grown("opened")
	sc.answered(p3)
	grown("answered")
	n := sc.l.Joint.Head().N
	sc.do(p3, &Undo{Joint: []int{n - 1, n}, Own: []int{sc.l.Own["acme"].Head().N}})
	grown("taken back")
	sc.answered(p4)
	grown("answered again")
	sc.do(p4, &Redact{Ledger: Joint, N: sc.l.Joint.Head().N - 1})
	grown("erased")
	sc.at = sc.l.Joint.Latest().To
	grown("closed")
	at := sc.at
	sc.at = at.AddDate(0, 0, 1)
	if d := sc.view("").Duties(sc.at); len(d) != 0 && d[0].Kind == DutyCard {
		t.Errorf("a day after closing the card is still kept up: %+v", d)
	}
}
