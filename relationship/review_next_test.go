package relationship

import (
	"fmt"
	"testing"
	"time"
)

// planned is a review as it would be opened: number, quarter, slot, opening and end in London.
func planned(r *Review) string {
	return fmt.Sprintf("%d: %s to %s, meets %s, from %s until %s", r.ID, r.Quarter.From, r.Quarter.To, r.Slot, london(r.From), london(r.To))
}

// Which review comes next: quarters are clamped to the ends of months, slots move to days on which all work, what
// nobody could open has passed, a pause rests.
func TestNextReview(t *testing.T) {
	for _, c := range []struct {
		name  string
		start Date
		after func(*scene)
		want  string
	}{
		{"the first quarter", Date{}, func(*scene) {}, "1: 2026-03-02 to 2026-06-02, meets 2026-06-02, from 19 May 10:00 until 17 Jun 00:00"},
		{"a start on the 31st, and a holiday", Date{2026, 1, 31}, func(sc *scene) {
			sc.do(p2, &SetCalendar{Calendar: Calendar{Zone: "America/New_York", Weekdays: WorkingWeek("").Weekdays, Holidays: []Date{{2026, 4, 30}, {2026, 5, 1}}}})
		}, "1: 2026-01-31 to 2026-04-30, meets 2026-05-04, from 16 Apr 10:00 until 15 May 00:00"},
		{"together only after the quarter", Date{2024, 2, 29}, func(*scene) {}, "1: 2026-02-28 to 2026-05-29, meets 2026-05-29, from 15 May 10:00 until 13 Jun 00:00"},
		{"a start years ago", Date{2019, 6, 10}, func(*scene) {}, "1: 2025-12-10 to 2026-03-10, meets 2026-03-10, from 2 Mar 09:00 until 25 Mar 00:00"},
		{"together just before its end", Date{2025, 12, 3}, func(*scene) {}, "1: 2025-12-03 to 2026-03-03, meets 2026-03-03, from 2 Mar 09:00 until 18 Mar 00:00"},
		{"down until in the window", Date{}, func(sc *scene) { sc.until("2026-06-16", "09:00") }, "1: 2026-03-02 to 2026-06-02, meets 2026-06-02, from 19 May 10:00 until 17 Jun 00:00"},
		{"down for longer", Date{}, func(sc *scene) { sc.until("2026-10-01", "09:00") }, "1: 2026-09-02 to 2026-12-02, meets 2026-12-02, from 18 Nov 10:00 until 17 Dec 00:00"},
		{"paused over the meeting", Date{}, func(sc *scene) {
			sc.until("2026-05-01", "09:00")
			sc.do(p1, &PauseRelationship{Why: "x"})
			sc.until("2026-06-03", "09:00")
			sc.do(p1, &ResumeRelationship{})
		}, "1: 2026-06-02 to 2026-09-02, meets 2026-09-02, from 19 Aug 10:00 until 17 Sep 00:00"},
		{"paused until before the meeting", Date{}, func(sc *scene) {
			sc.until("2026-05-01", "09:00")
			sc.do(p1, &PauseRelationship{Why: "x"})
			sc.until("2026-05-29", "09:00")
			sc.do(p1, &ResumeRelationship{})
		}, "1: 2026-03-02 to 2026-06-02, meets 2026-06-02, from 29 May 09:00 until 17 Jun 00:00"},
		{"without check-ins", Date{}, func(sc *scene) {
			sc.do(p1, &ProposeCadence{})
			sc.do(p2, &AgreeCadence{})
		}, "1: 2026-03-02 to 2026-06-02, meets 2026-06-02, from 19 May 09:00 until 17 Jun 00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc := sceneFrom(t, c.start)
			c.after(sc)
			r, ok := sc.l.Joint.NextReview(sc.at)
			if !ok || planned(r) != c.want {
				t.Errorf("%v %s, want %s", ok, planned(r), c.want)
			}
		})
	}
}

// After a long downtime one review opens, not several, and says which quarters passed.
func TestReviewAfterDowntime(t *testing.T) {
	sc := newScene(t)
	sc.until("2026-11-20", "09:00")
	sc.do(ByClock, &OpenReview{})
	r := sc.review(ReviewIssued)
	if len(r.Passed) != 2 || r.Quarter.To != (Date{2026, 12, 2}) || !r.From.Equal(sc.at) {
		t.Errorf("opened %s, passed %v", planned(r), r.Passed)
	}
	sc.refused(ByClock, &OpenReview{}, "No review is due")
	sc.sameAfterReplay()
}

func TestNoReviewComes(t *testing.T) {
	for name, end := range map[string]func(*scene){
		"paused": func(sc *scene) { sc.do(p1, &PauseRelationship{Why: "x"}) },
		"closed": func(sc *scene) { sc.do(p1, &LeaveRelationship{}) },
	} {
		sc := newScene(t)
		end(sc)
		if r, ok := sc.l.Joint.NextReview(sc.at); ok {
			t.Errorf("%s, and %s", name, planned(r))
		}
	}
}

// Three parties in three zones meet on the first day on which all work, at the hour of their check-ins, whatever clocks
// do: on 29 March those of London and Paris are put forward, New York's were on the 8th.
func TestReviewInThreeZones(t *testing.T) {
	sc := sceneFrom(t, Date{2025, 12, 29})
	sc.join("cassini", "Cassini")
	paris := Calendar{Zone: "Europe/Paris", Weekdays: []time.Weekday{time.Tuesday, time.Wednesday, time.Thursday, time.Friday}}
	sc.do(By{"p5", "cassini"}, &SetCalendar{Calendar: paris})
	r, _ := sc.l.Joint.NextReview(sc.at)
	sc.at = r.From
	sc.do(ByClock, &OpenReview{})
	r = sc.review(ReviewIssued)
	if r.Slot != (Date{2026, 3, 31}) || r.At.UTC().Hour() != 9 || r.From.UTC().Hour() != 10 || len(r.Asked) != 3 {
		t.Errorf("%s, at %s: %v", planned(r), r.At, r.Asked)
	}
}
