package scheduler_test

import (
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"collab/relationship"
	"collab/scheduler"
)

// changes are the days of 2026 and 2027 on which clocks change, and a time of that day that does not exist or exists
// twice. Want is the first instant after a gap, and the first of the two in a fold. Apia has had no summer time since
// 2021; it is there for the days on which it would have changed. Source: IANA time zone database, 2026 rules.
var changes = []struct{ zone, day, clock, want, what string }{
	{"Europe/London", "2026-03-29", "01:30", "2026-03-29T01:00:00Z", "gap"},
	{"Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30:00Z", "fold"},
	{"Europe/London", "2027-03-28", "01:30", "2027-03-28T01:00:00Z", "gap"},
	{"Europe/London", "2027-10-31", "01:30", "2027-10-31T00:30:00Z", "fold"},
	{"America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z", "gap"},
	{"America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z", "fold"},
	{"America/New_York", "2027-03-14", "02:30", "2027-03-14T07:00:00Z", "gap"},
	{"America/New_York", "2027-11-07", "01:30", "2027-11-07T05:30:00Z", "fold"},
	{"Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:00:00Z", "gap"},
	{"Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30:00Z", "fold"},
	{"Africa/Cairo", "2027-04-30", "00:30", "2027-04-29T22:00:00Z", "gap"},
	{"Africa/Cairo", "2027-10-28", "23:30", "2027-10-28T20:30:00Z", "fold"},
	{"Pacific/Apia", "2026-04-05", "03:30", "2026-04-04T14:30:00Z", "no change"},
	{"Pacific/Apia", "2026-09-27", "03:30", "2026-09-26T14:30:00Z", "no change"},
	{"Pacific/Apia", "2027-04-04", "03:30", "2027-04-03T14:30:00Z", "no change"},
	{"Pacific/Apia", "2027-09-26", "03:30", "2027-09-25T14:30:00Z", "no change"},
	{"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z", "fold"},
	{"Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00Z", "gap"},
	{"Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45:00Z", "fold"},
	{"Australia/Lord_Howe", "2027-10-03", "02:15", "2027-10-02T15:30:00Z", "gap"},
	{"America/Santiago", "2026-04-04", "23:30", "2026-04-05T02:30:00Z", "fold"},
	{"America/Santiago", "2026-09-06", "00:30", "2026-09-06T04:00:00Z", "gap"},
	{"America/Santiago", "2027-04-03", "23:30", "2027-04-04T02:30:00Z", "fold"},
	{"America/Santiago", "2027-09-05", "00:30", "2027-09-05T04:00:00Z", "gap"},
}

func TestAChangeOfTheClocksAsksOnce(t *testing.T) {
	for _, c := range changes {
		t.Run(c.zone+" "+c.day+" "+c.what, func(t *testing.T) {
			t.Parallel()
			want := instant(c.want)
			w := newWorld(t, want.AddDate(0, 0, -20).Format(time.RFC3339))
			day, _ := relationship.ParseDate(c.day)
			rel := w.begin("r", fortnightly(c.zone, day.AddDays(-14).String(), c.clock))
			w.advance(want.Add(-time.Minute))
			w.restart() // a new process must not repeat what the old one did
			w.advance(want.Add(5 * time.Minute))
			w.restart()
			w.advance(want.AddDate(0, 0, 15))
			got := w.checkIns(rel)
			if len(got) != 3 {
				t.Fatalf("%d check-ins were opened, want 3", len(got))
			}
			if !got[1].At.Equal(want) {
				t.Errorf("asks at %s, want %s", got[1].At, want)
			}
			for i, in := range got {
				if local := inZone(c.zone, in.At).Format("2006-01-02 15:04"); i != 1 && local != day.AddDays(14*(i-1)).String()+" "+c.clock {
					t.Errorf("check-in %d asks at %s on the wall", i+1, local)
				}
				w.askedOnce(rel, in)
			}
			w.noRepeats()
		})
	}
}

// askedOnce checks that everybody was asked once, at the instant of the check-in, and not pestered after.
func (w *world) askedOnce(rel string, in relationship.CheckIn) {
	w.Helper()
	thing := "check-in " + string(rune('0'+in.ID))
	for _, by := range people {
		n := w.kinds(rel, thing, by.Person)
		if n[relationship.DutyAsk] != 1 || n[relationship.DutyRemind] > 2 || n[relationship.DutySilent] > 1 {
			w.Errorf("%s: %s was told %v", thing, by.Person, n)
		}
	}
	for _, m := range w.said {
		if m.Relationship == rel && m.Duty.Thing == thing && m.Duty.Kind == relationship.DutyAsk && m.at.Sub(in.At).Abs() > 2*time.Second {
			w.Errorf("%s: %s was asked at %s, want %s", thing, m.Duty.Person, m.at, in.At)
		}
	}
}

// quarterly is what both leads are told of eight reviews, seven of which came to their meeting and were never recorded
// as held: to prepare, twice that it meets, to say whether it was held, and that it was missed.
var quarterly = map[relationship.DutyKind]int{relationship.DutyPrepare: 2 * 8, relationship.DutyMeeting: 2 * 2 * 7,
	relationship.DutyWait: 2 * 7, relationship.DutyReviewMissed: 2 * 7}

// Two years of every zone at ten on the wall: one check-in a fortnight and one review a quarter, opened and asked once,
// whatever clocks did.
func TestTwoYearsAtTen(t *testing.T) {
	for _, zone := range []string{"Europe/London", "America/New_York", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe", "America/Santiago"} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "2026-01-01T00:00:00Z")
			w.answerAll()
			rel := w.begin("r", fortnightly(zone, "2026-01-11", "10:00"))
			w.advance(instant("2026-10-28T11:11:11Z"))
			w.restart()
			w.advance(instant("2027-12-26T12:00:00Z"))
			got := w.checkIns(rel)
			if len(got) != 52 { // the last one has opened and asks later
				t.Errorf("%d check-ins in two years", len(got))
			}
			for i, in := range got {
				day := (relationship.Date{Year: 2026, Month: 1, Day: 11}).AddDays(14 * i)
				if local := inZone(zone, in.At).Format("2006-01-02 15:04"); local != day.String()+" 10:00" {
					t.Errorf("check-in %d asks at %s on the wall", i+1, local)
				}
				if local := inZone(zone, in.From).Format("2006-01-02 15:04"); local != day.AddDays(-3).String()+" 10:00" {
					t.Errorf("check-in %d opened at %s on the wall", i+1, local)
				}
			}
			total := w.total()
			if n := total[relationship.DutyAsk]; n < 4*51 || n > 4*52 {
				t.Errorf("asked %d times in %d check-ins", n, len(got))
			}
			delete(total, relationship.DutyAsk)
			if !maps.Equal(total, quarterly) {
				t.Errorf("beside check-ins: %v, want %v", total, quarterly)
			}
			w.noRepeats()
		})
	}
}

// total counts everything that was said.
func (w *world) total() map[relationship.DutyKind]int {
	n := map[relationship.DutyKind]int{}
	for _, m := range w.said {
		n[m.Duty.Kind]++
	}
	return n
}

// Whoever says nothing is asked once and reminded twice, in office hours; then their lead is told, once, and that is all.
func TestTwoRemindersThenSilence(t *testing.T) {
	for _, c := range changes {
		t.Run(c.zone+" "+c.day, func(t *testing.T) {
			t.Parallel()
			day, _ := relationship.ParseDate(c.day)
			w := newWorld(t, day.AddDays(-10).String()+"T00:00:00Z")
			rel := w.complete("r", fortnightly(c.zone, day.String(), "10:00"))
			w.advance(w.read().AddDate(0, 0, 16))
			w.restart()
			w.advance(w.read().AddDate(0, 0, 3))
			for _, by := range people {
				want := map[relationship.DutyKind]int{relationship.DutyAsk: 1, relationship.DutyRemind: 2}
				if by == p1 || by == p2 {
					want[relationship.DutySilent] = 1
				}
				if got := w.kinds(rel, "check-in 1", by.Person); !maps.Equal(got, want) {
					t.Errorf("%s was told %v, want %v", by.Person, got, want)
				}
			}
			for _, m := range w.said {
				if local := inZone(c.zone, m.at); local.Hour() < 9 || local.Hour() >= 17 || local.Weekday()%6 == 0 {
					t.Errorf("%s came at %s", m.Key, local)
				}
			}
			w.noRepeats()
		})
	}
}

// Apia left out 30 December 2011. Nobody works on a day that is not there.
func TestADayThatWasLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2011-12-10T00:00:00Z")
	rel := w.begin("r", fortnightly("Pacific/Apia", "2011-12-16", "10:00"))
	w.advance(instant("2012-01-14T00:00:00Z"))
	var days []string
	for _, in := range w.checkIns(rel) {
		days = append(days, inZone("Pacific/Apia", in.At).Format("2006-01-02 15:04"))
		w.askedOnce(rel, in)
	}
	if len(days) != 3 || days[1] != "2011-12-31 10:00" || days[2] != "2012-01-13 10:00" {
		t.Errorf("check-ins on %v", days)
	}
}

func TestAfterThreeWeeksOneCheckInGoesOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2026-03-02T09:00:00Z")
	rel := w.begin("r", fortnightly("Europe/London", "2026-03-12", "10:00"))
	w.advance(instant("2026-03-13T12:00:00Z"))
	before := len(w.said)
	if err := w.set(instant("2026-04-24T08:00:00Z")); err != nil { // slots of 26 March, 9 and 23 April have passed
		t.Fatal(err)
	}
	w.restart()
	opened, _, err := w.Notice(t.Context(), w.read())
	if err != nil || opened != 1 {
		t.Fatalf("opened %d check-ins, %v; want one", opened, err)
	}
	w.advance(w.read().Add(time.Minute))
	got := w.checkIns(rel)
	if len(got) != 2 || got[1].Slot.String() != "2026-04-23" || len(got[1].Passed) != 2 {
		t.Fatalf("check-ins: %+v", got)
	}
	asked := 0
	for _, m := range w.said[before:] {
		if m.Duty.Thing == "check-in 2" && m.Duty.Kind == relationship.DutyAsk {
			asked++
		}
		if m.Duty.Thing == "check-in 1" && m.Duty.Kind != relationship.DutySilent {
			t.Errorf("%s was sent about a check-in that was over", m.Key)
		}
	}
	if asked != 4 {
		t.Errorf("%d people were asked", asked)
	}
	w.noRepeats()
}

// Cron itself, on the fake clock of a bubble: a fortnight and a bit of real ticking.
func TestCronKeepsTheRhythm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, time.Now().UTC().Format(time.RFC3339)) // the bubble begins on 1 January 2000
		w.restartOn(time.Now)
		rel := w.begin("r", fortnightly("Europe/London", "2000-01-06", "10:00"))
		var at []time.Time
		w.told = func(task scheduler.Task) {
			if task.Duty.Kind == relationship.DutyAsk {
				at = append(at, time.Now().UTC())
			}
		}
		w.runFor(20*24*time.Hour + 12*time.Hour)
		if got := w.checkIns(rel); len(got) != 2 {
			t.Fatalf("%d check-ins", len(got))
		}
		for i, when := range at {
			slot := instant("2000-01-06T10:00:00Z").AddDate(0, 0, 14*(i/4))
			if late := when.Sub(slot); late < 0 || late > time.Minute {
				t.Errorf("asked at %s", when)
			}
		}
		if len(at) != 8 {
			t.Errorf("%d prompts, want 8", len(at))
		}
		w.noRepeats()
	})
}

// restartOn opens the store on another clock.
func (w *world) restartOn(now func() time.Time) {
	w.Helper()
	if err := w.store.Close(); err != nil {
		w.Fatal(err)
	}
	w.store = openStore(w, w.path, now)
	w.config.Store, w.config.Now = w.store, w.store.Now
	w.Scheduler = scheduler.New(w.config)
}
