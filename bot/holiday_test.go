package bot_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"collab/bot"
	"collab/relationship"
)

// Whatever a calendar file holds, whoever brings it reads what was read, what was not and why, and a way on; nothing is
// recorded.
func TestCalendarFilesOfAnyKind(t *testing.T) {
	w := open(t, filepath.Join(room(t), "files.db"), begins, 1)
	defer w.close()
	w.people()
	before, err := w.store.Head(w.rel, relationship.Joint)
	if err != nil || before.N == 0 {
		t.Fatal(before, err)
	}
	event := func(lines string) string { return "BEGIN:VEVENT\n" + lines + "\nEND:VEVENT\n" }
	file := func(events string) string { return "BEGIN:VCALENDAR\nVERSION:2.0\n" + events + "END:VCALENDAR\n" }
	for what, c := range map[string]struct{ text, reads string }{
		"garbage":         {"\x00\xff\x13 not a calendar", "no iCalendar file"},
		"a damaged one":   {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART", "damaged"},
		"deep nesting":    {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", 10_000), "damaged"},
		"50 MB":           {strings.Repeat("x", 50<<20), "larger than 1 MB"},
		"a million":       {file(strings.Repeat(event("DTSTART;VALUE=DATE:20261225"), 1_000_000)), "larger than 1 MB"},
		"too many":        {file(strings.Repeat(event("DTSTART;VALUE=DATE:20261225"), 6_000)), "1000 events beyond the first 5,000"},
		"without an end":  {file(event("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY")), "Sat 25 Dec 2027"},
		"every second":    {file(event("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=SECONDLY\nSUMMARY:Tick")), `recurrence I cannot follow, such as "Tick"`},
		"an odd zone":     {file(event("DTSTART;TZID=Mars/Base:20261225T000000\nDTEND;TZID=Mars/Base:20261226T000000")), "Fri 25 Dec"},
		"the year 9999":   {file(event("DTSTART;VALUE=DATE:99991231\nRRULE:FREQ=DAILY")), "no days off"},
		"hidden in names": {file(event("DTSTART;VALUE=DATE:20261225\nSUMMARY:a\u202eb")), "Fri 25 Dec: ab"},
	} {
		w.keys++
		r := w.bot.Answer(context.Background(), bot.Request{Key: fmt.Sprintf("kim/%d", w.keys), By: kim.account(), Place: kim.direct(), Words: "settings holidays file",
			Values: map[string]string{"text": ""}, Files: map[string]bot.Attached{"file": {Name: "days.ics", Text: c.text}}})
		if said := shown(r); r.Ref != "" || !strings.Contains(said, c.reads) {
			t.Errorf("%s: %s", what, said)
		}
	}
	r := w.ask(kim, kim.direct(), "settings holidays file", map[string]string{"text": file(strings.Repeat(event("DTSTART;VALUE=DATE:20261225"), 2_000))})
	if !strings.Contains(r.Errors["text"], "longer than the 20000 characters") {
		t.Errorf("what is pasted and too long: %s", shown(r))
	}
	if after, _ := w.store.Head(w.rel, relationship.Joint); after != before {
		t.Error("something was recorded")
	}
}
