package relationship

import (
	"testing"
	"time"
)

func answer(c Confidence) *AnswerCheckIn {
	return &AnswerCheckIn{Confidence: c, Part: "We confirm slots by noon", Need: "The revised forecast", Share: true}
}

// A fortnight: it opens three days before its slot, counts without names, and is held when both sides answered.
func TestCheckInFortnight(t *testing.T) {
	sc := newScene(t)
	sc.refused(ByClock, &OpenCheckIn{}, "No check-in is due")
	sc.until("2026-03-09", "10:00")
	sc.do(ByClock, &OpenCheckIn{})
	sc.refused(ByClock, &OpenCheckIn{}, "No check-in is due")
	c := sc.l.Joint.Latest()
	if c.ID != 1 || c.Slot.String() != "2026-03-12" || c.Counts["acme"].Asked != 2 || c.Counts["borealis"].Asked != 2 {
		t.Fatalf("opened %+v", c)
	}
	sc.do(p3, answer(OnTrack)) // early: before the slot
	sc.do(p3, answer(AtRisk))  // edited: counted once
	if n := c.Counts["acme"]; n.Answered != 1 || n.Asked != 2 {
		t.Errorf("acme %+v", n)
	}
	sc.do(p1, &SkipCheckIn{Why: "travel"})
	if n := c.Counts["acme"]; n.Answered != 1 || n.Asked != 1 {
		t.Errorf("after a skip: acme %+v", n)
	}
	if got := c.Held(sc.at); got != CheckInOpen {
		t.Errorf("held = %s", got)
	}
	sc.until("2026-03-15", "12:00")
	sc.do(p2, answer(OnTrack))
	if got := c.Held(sc.at); got != CheckInHeld {
		t.Errorf("held = %s", got)
	}
	sc.until("2026-03-17", "12:00")
	sc.refused(p2, answer(OffTrack), "is closed and you have answered")
	sc.do(p4, answer(OnTrack))
	if !c.Said["p4"].Late || c.Said["p2"].Late || c.Said["p3"].Confidence != AtRisk {
		t.Error("late and edited answers are marked wrongly")
	}
	for _, e := range sc.l.Joint.Entries() {
		if e.Kind == "participation counted" && e.By != "" {
			t.Error("joint tells who answered")
		}
	}
	sc.sameAfterReplay()
}

// The vector: seven slots, one skipped by both beforehand, one passed (never opened), three answered by both within
// the window, one by A only, one by B after it closed: three of five.
func TestAdherenceVector(t *testing.T) {
	sc := newScene(t)
	loc, _ := Zone("Europe/London")
	open := func(day string) {
		t.Helper()
		d, _ := ParseDate(day)
		sc.at = sc.l.Joint.Cadence.Instant(d.AddDays(-3))
		sc.do(ByClock, &OpenCheckIn{})
	}
	for _, day := range []string{"2026-03-12", "2026-03-26", "2026-04-09"} {
		open(day)
		sc.do(p1, answer(OnTrack))
		sc.do(p2, answer(OnTrack))
	}
	sc.later(48 * time.Hour)
	sc.until("2026-04-15", "10:00")
	sc.do(p1, &SkipSlot{Why: "Easter"})
	sc.do(p2, &SkipSlot{}) // 23 April is left out
	open("2026-05-07")
	sc.do(p1, answer(OnTrack)) // A only
	// The bot is down over the slot of 21 May until a week before the next: it passes.
	sc.at = Wall(Date{2026, 5, 29}, Clock{10, 0}, loc)
	sc.refused(ByClock, &OpenCheckIn{}, "No check-in is due")
	open("2026-06-04")
	if got := sc.l.Joint.Latest().Passed; len(got) != 1 || got[0].String() != "2026-05-21" {
		t.Errorf("passed = %v", got)
	}
	sc.do(p1, answer(OnTrack))
	sc.until("2026-06-09", "10:00")
	sc.do(p2, answer(OnTrack)) // after it closed
	a := sc.l.Joint.Adherence(Wall(Date{2026, 6, 9}, Clock{12, 0}, loc))
	if a.Held.String() != "60 % (3 of 5)" {
		t.Errorf("adherence = %s", a.Held)
	}
	if got := a.Participation["borealis"].String(); got != "40 % (4 of 10)" {
		t.Errorf("participation of borealis = %s", got)
	}
	sc.sameAfterReplay()
}

// After three weeks down, one check-in goes out, not three; its window starts then.
func TestCheckInAfterDowntime(t *testing.T) {
	sc := newScene(t)
	sc.until("2026-03-31", "09:00") // 12 and 26 March passed; the next, 9 April, is nine days off
	sc.do(ByClock, &OpenCheckIn{})
	c := sc.l.Joint.Latest()
	if c.Slot.String() != "2026-03-26" || !c.From.Equal(sc.at) || len(c.Passed) != 1 {
		t.Errorf("opened %s from %s, passed %v", c.Slot, c.From, c.Passed)
	}
	sc.refused(ByClock, &OpenCheckIn{}, "No check-in is due")
}

// Away people are not asked; their delegate is; a snooze and an absence stay in the party's own ledger.
func TestAway(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &SetAway{From: Date{2026, 3, 4}, To: Date{2026, 3, 15}, Delegate: "p1"})
	sc.refused(p3, &SetAway{From: Date{2026, 3, 4}, To: Date{2026, 3, 1}}, "last day is before the first")
	sc.refused(p3, &SetAway{From: Date{2026, 3, 4}, To: Date{2026, 3, 9}, Delegate: "p2"}, "one of your own colleagues")
	sc.until("2026-03-09", "10:00")
	sc.do(ByClock, &OpenCheckIn{})
	c := sc.l.Joint.Latest()
	if n := c.Counts["acme"].Asked; n != 1 {
		t.Errorf("acme asks %d", n)
	}
	sc.do(p4, &SetAway{From: Date{2026, 3, 9}, To: Date{2026, 3, 13}})
	if n := c.Counts["borealis"].Asked; n != 1 {
		t.Errorf("borealis counts %d after an absence", n)
	}
	for _, e := range sc.l.Joint.Entries() {
		if e.Kind == "away set" || e.Kind == "prompt snoozed" {
			t.Error("joint tells who is away")
		}
	}
}

// Two reminders at most, in the person's working hours, then one note to their own lead, then silence.
func TestPrompts(t *testing.T) {
	sc := newScene(t)
	sc.until("2026-03-09", "10:00")
	sc.do(ByClock, &OpenCheckIn{})
	keys := map[string]time.Time{}
	for end := sc.at.AddDate(0, 0, 13); sc.at.Before(end); sc.later(30 * time.Minute) {
		for _, party := range []string{"acme", "borealis"} {
			for _, d := range sc.l.View(party).Duties(sc.at) {
				if _, ok := keys[d.Key]; !ok {
					keys[d.Key] = sc.at
				}
			}
		}
	}
	ny, _ := Zone("America/New_York")
	want := map[string]string{
		"check-in 1 ask p4":      "Thu 12 Mar 09:00",
		"check-in 1 remind 1 p4": "Fri 13 Mar 09:00", // it closes on Monday before New York works: one morning is left
		"check-in 1 remind 2 p4": "",
		"check-in 1 silent p2":   "Mon 16 Mar 09:00",
		"check-in 1 ask p3":      "Thu 12 Mar 06:00",
		"check-in 1 remind 1 p3": "Fri 13 Mar 05:00",
		"check-in 1 remind 2 p3": "Mon 16 Mar 05:00", // nine in London; the clocks of New York changed on the 8th
		"check-in 1 silent p1":   "Mon 16 Mar 06:00",
	}
	for key, at := range want {
		got := ""
		if k, ok := keys[key]; ok {
			got = k.In(ny).Format("Mon 2 Jan 15:04")
		}
		if got != at {
			t.Errorf("%s: told %q, want %q", key, got, at)
		}
	}
}
