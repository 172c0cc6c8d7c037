package relationship

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func (sc *scene) asked(party string) string {
	r := sc.l.Own[party].Rounds[sc.l.Joint.Latest().ID]
	return fmt.Sprint(r.Asked)
}

// Who is asked instead of somebody who is away: their delegate, whoever stands in for that one, or nobody; and the lead
// when nobody at all is left.
func TestDelegates(t *testing.T) {
	march := func(from, to int) (a, b Date) { return Date{2026, 3, from}, Date{2026, 3, to} }
	away := func(sc *scene, by By, from, to int, delegate string) {
		a, b := march(from, to)
		sc.do(by, &SetAway{From: a, To: b, Delegate: delegate})
	}
	for _, c := range []struct {
		name   string
		before func(*scene)
		asked  string
	}{
		{"nobody is away", func(*scene) {}, "[p1 p3 p5]"},
		{"a delegate who is asked anyhow", func(sc *scene) { away(sc, p3, 10, 20, "p5") }, "[p1 p5]"},
		{"the delegate is away too, and has one", func(sc *scene) { away(sc, p3, 10, 20, "p5"); away(sc, p5, 12, 12, "p1") }, "[p1]"},
		{"two who stand in for each other", func(sc *scene) { away(sc, p3, 10, 20, "p5"); away(sc, p5, 1, 20, "p3") }, "[p1]"},
		{"the delegate has left", func(sc *scene) { away(sc, p3, 10, 20, "p5"); sc.do(p1, &RemovePerson{Person: "p5"}) }, "[p1]"},
		{"the delegate only reads now", func(sc *scene) { away(sc, p3, 10, 20, "p5"); sc.do(p1, &SetRole{Person: "p5", Role: Observer}) }, "[p1]"},
		{"of two absences the one said last", func(sc *scene) { away(sc, p3, 10, 20, "p1"); away(sc, p3, 12, 13, "") }, "[p1 p5]"},
		{"everybody is away", func(sc *scene) { away(sc, p1, 1, 20, ""); away(sc, p3, 1, 20, ""); away(sc, p5, 1, 20, "") }, "[p1]"},
		{"back before it", func(sc *scene) { away(sc, p3, 1, 20, "p5"); sc.do(p3, &ComeBack{}) }, "[p1 p3 p5]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc := newScene(t)
			sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: Member, Account: "web/demo/ada"})
			c.before(sc)
			sc.opened()
			if got := sc.asked("acme"); got != c.asked {
				t.Errorf("asked %s, want %s", got, c.asked)
			}
			sc.sameAfterReplay()
		})
	}
}

var p5 = By{"p5", "acme"}

// Who goes away while a check-in is open hands it to their delegate at once, and who comes back before its day is
// asked after all; the others see the count.
func TestAwayWhileACheckInIsOpen(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &SetAway{From: Date{2026, 3, 5}, To: Date{2026, 3, 6}})
	sc.until("2026-03-08", "10:00")
	sc.refused(p1, &ComeBack{}, "no absence of yours lies ahead")
	sc.do(p1, &SetAway{From: Date{2026, 3, 9}, To: Date{2026, 3, 20}})
	sc.opened()
	counts := sc.l.Joint.Latest().Counts["acme"]
	sc.do(p3, &SetAway{From: Date{2026, 3, 12}, To: Date{2026, 3, 13}, Delegate: "p1"})
	if got := sc.asked("acme"); got != "[p3]" || counts.Asked != 0 {
		t.Errorf("a delegate who is away is asked: %s, counted %d", got, counts.Asked)
	}
	sc.do(p3, &ComeBack{})
	if counts.Asked != 1 {
		t.Errorf("back before the slot, counted %d", counts.Asked)
	}
	sc.do(p1, &ComeBack{})
	sc.do(p3, &SetAway{From: Date{2026, 3, 12}, To: Date{2026, 3, 13}, Delegate: "p1"})
	if got := sc.asked("acme"); got != "[p3 p1]" || counts.Asked != 1 {
		t.Errorf("the delegate is not asked: %s, counted %d", got, counts.Asked)
	}
	sc.until("2026-03-13", "12:00")
	sc.do(p3, &ComeBack{})
	if counts.Asked != 1 {
		t.Errorf("back after the slot, counted %d", counts.Asked)
	}
	sc.sameAfterReplay()
}

// Coming back does not make silent what one was away for.
func TestComingBackIsNoSilence(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &SetAway{From: Date{2026, 3, 2}, To: Date{2026, 4, 30}})
	for range 3 {
		sc.at = sc.view("").Next(sc.at)
		sc.do(ByClock, &OpenCheckIn{})
	}
	sc.at = sc.l.Joint.Latest().To
	sc.do(p3, &ComeBack{})
	if sc.view("acme").Paused("p3", sc.at) {
		t.Error("paused after an absence")
	}
	if len(sc.l.Own["acme"].Away["p3"]) != 1 {
		t.Error("the absence is forgotten")
	}
}

// When who was to be asked instead leaves, the person and their leads are told while there is time.
func TestADelegateWhoLeft(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: Member, Account: "web/demo/ada"})
	sc.do(p3, &SetAway{From: Date{2026, 3, 16}, To: Date{2026, 3, 27}, Delegate: "p5"})
	sc.later(day)
	sc.do(p1, &RemovePerson{Person: "p5"})
	for _, who := range []string{"p1", "p3"} {
		d, ok := sc.expected("acme", "person p3 instead 2026-03-16 p5 "+who)
		if !ok || d.Person != who || london(d.At) != "3 Mar 09:00" || london(d.Until) != "28 Mar 00:00" {
			t.Errorf("%s: %v %+v", who, ok, d)
		}
	}
	if d := sc.view("borealis").duties(sc.at); slices.ContainsFunc(d, func(d Duty) bool { return d.Kind == DutyInstead }) {
		t.Errorf("the other side is told: %+v", d)
	}
	sc.do(p3, &SetAway{From: Date{2026, 3, 16}, To: Date{2026, 3, 27}, Delegate: "p1"})
	sc.do(p3, &ComeBack{})
	if _, ok := sc.expected("acme", "person p3 instead 2026-03-16 p5 p1"); ok {
		t.Error("told after the absence was taken back")
	}
}

// Prompts come on the days a person works, and who works on none of the days of a check-in is asked all the same.
func TestWorkingDaysOfAPerson(t *testing.T) {
	for _, c := range []struct {
		days []time.Weekday
		want string
	}{
		{nil, "12 Mar 10:00"},
		{[]time.Weekday{time.Friday}, "13 Mar 09:00"},
		{[]time.Weekday{time.Saturday, time.Sunday}, "14 Mar 09:00"},
		{[]time.Weekday{time.Tuesday}, "10 Mar 09:00"},   // before the slot, or not at all
		{[]time.Weekday{time.Wednesday}, "11 Mar 09:00"}, // likewise
		{[]time.Weekday{time.Monday}, "16 Mar 09:00"},    // the last hour
	} {
		sc := newScene(t)
		sc.do(p3, &SetWorkingDays{Weekdays: c.days})
		sc.opened()
		d, ok := sc.expected("acme", "check-in 1 ask p3")
		if got := london(d.At); !ok || got != c.want {
			t.Errorf("%v: asked on %s, want %s", c.days, got, c.want)
		}
	}
	sc := newScene(t)
	sc.refused(p3, &SetWorkingDays{Weekdays: []time.Weekday{1, 1}}, "different weekdays")
	sc.do(p3, &SetWorkingDays{Weekdays: []time.Weekday{time.Sunday}})
	sc.do(p3, &SetHours{Hours: Hours{Clock{22, 0}, Clock{6, 0}}})
	if got := london(sc.view("acme").inHours("p3", sc.at)); got != "8 Mar 22:00" {
		t.Errorf("a night shift on Sundays begins on %s", got)
	}
	sc.do(p3, &SetAway{From: Date{2026, 3, 8}, To: Date{2026, 3, 8}})
	if got := london(sc.view("acme").inHours("p3", sc.at)); got != "9 Mar 00:00" {
		t.Errorf("away on Sunday, the night goes on from %s", got)
	}
}

// A party that is wholly away: its lead is asked, and counts as asked only by answering. The check-in is held only if
// they do; nobody's silence then is held against them or their party.
func TestAPartyThatIsWhollyAway(t *testing.T) {
	for _, c := range []struct {
		name            string
		answers         bool
		asked, answered int
		held            Holding
		ratio           string
	}{
		{"its lead lets it pass", false, 0, 0, CheckInPartly, "n/a: nobody was asked"},
		{"its lead answers all the same", true, 1, 1, CheckInHeld, "1 of 1, too few to rate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc := newScene(t)
			sc.join("cassini", "Cassini")
			ines := By{"p5", "cassini"}
			sc.do(ines, &SetAway{From: Date{2026, 3, 9}, To: Date{2026, 3, 20}})
			sc.opened()
			if n := sc.l.Joint.Latest().Counts["cassini"]; n.Asked != 0 || fmt.Sprint(sc.asked("cassini")) != "[p5]" {
				t.Errorf("%d count as asked, asked are %s", n.Asked, sc.asked("cassini"))
			}
			sc.answered(p1, p2)
			if c.answers {
				sc.answered(ines)
			}
			sc.refused(ines, &SkipCheckIn{}, "fill this in")
			sc.at = sc.l.Joint.Latest().To
			in := sc.l.Joint.Latest()
			if n := in.Counts["cassini"]; n.Asked != c.asked || n.Answered != c.answered || in.Held(sc.at) != c.held {
				t.Errorf("%d of %d, %s", n.Answered, n.Asked, in.Held(sc.at))
			}
			if got := sc.l.Joint.Adherence(sc.at.AddDate(0, 0, 1)).Participation["cassini"].String(); got != c.ratio {
				t.Errorf("participation %s", got)
			}
			if _, owed := sc.expected("cassini", "check-in 1 silent p5"); owed {
				t.Error("the lead is told who was silent: nobody was there")
			}
			sc.sameAfterReplay()
		})
	}
}

// Holidays that last as long as one can answer are the same: who is asked for them does not go quiet by it.
func TestHolidaysOfAWholeParty(t *testing.T) {
	sc := newScene(t)
	cal := WorkingWeek("Europe/London")
	for d := (Date{2026, 3, 2}); d.Before(Date{2026, 4, 28}); d = d.AddDays(1) {
		cal.Holidays = append(cal.Holidays, d)
	}
	sc.do(p1, &SetCalendar{Calendar: cal})
	for range 3 {
		sc.at = sc.view("").Next(sc.at)
		sc.do(ByClock, &OpenCheckIn{})
		if n := sc.l.Joint.Latest().Counts["acme"]; n.Asked != 0 || sc.asked("acme") != "[p1]" {
			t.Fatalf("%d count as asked, asked are %s", n.Asked, sc.asked("acme"))
		}
	}
	if sc.view("acme").Quiet("p1", sc.l.Joint.Latest().ID+1) {
		t.Error("a lead who was asked for a party on holiday is not prompted any more")
	}
}
