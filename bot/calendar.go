package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"collab/relationship"
)

// calendar sets one's party's working days and holidays.
func (t *turn) calendar() Reply {
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			f := t.calendarForm(v)
			return Reply{Form: &f}
		})
	}
	c := relationship.Calendar{Zone: t.value("zone")}
	for _, d := range strings.Split(t.value("weekdays"), "\n") {
		if n, err := strconv.Atoi(d); err == nil {
			c.Weekdays = append(c.Weekdays, time.Weekday(n))
		}
	}
	for _, line := range strings.FieldsFunc(t.value("holidays"), func(r rune) bool { return r == '\n' || r == ';' }) {
		d, err := readDate(strings.TrimSpace(line), t.now, t.loc)
		if err != nil {
			return Reply{Errors: map[string]string{"holidays": err.Error()}}
		}
		c.Holidays = append(c.Holidays, d)
	}
	return t.do(&relationship.SetCalendar{Calendar: c, Source: t.value("source")}, func(v relationship.View) Message {
		return plainly(fmt.Sprintf("%s works %s, with %s. Every party can see this.", v.Shared.PartyName(t.who.Party), weekdays(c.Weekdays), holidays(len(c.Holidays))))
	})
}

func (t *turn) calendarForm(v relationship.View) Form {
	cal := v.Shared.CalendarOf(t.who.Party)
	var chosen, days []string
	for _, d := range cal.Weekdays {
		chosen = append(chosen, strconv.Itoa(int(d)))
	}
	for _, d := range cal.Holidays {
		days = append(days, d.String())
	}
	var options []Option
	for _, d := range []time.Weekday{1, 2, 3, 4, 5, 6, 0} {
		options = append(options, Option{strconv.Itoa(int(d)), d.String()})
	}
	return Form{Title: "Working days", Words: "settings calendar", Submit: "Save", Audience: t.joint(v.Shared),
		Intro: "Check-ins move to a day on which all parties work.",
		Fields: []Field{{Name: "weekdays", Label: "Days " + v.Shared.PartyName(t.who.Party) + " works", Kind: Choices, Value: strings.Join(chosen, "\n"), Options: options},
			{Name: "zone", Label: "Time zone", Value: cal.Zone, Max: 60},
			{Name: "holidays", Label: "Holidays", Hint: "One date a line", Kind: Long, Value: strings.Join(days, "\n"), Optional: true, Max: 20000},
			{Name: "source", Label: "Where the list comes from", Optional: true, Max: 200}}}
}

func weekdays(days []time.Weekday) string {
	var out []string
	for _, d := range days {
		out = append(out, d.String()[:3])
	}
	return strings.Join(out, " ")
}

// holidays is a number of holidays in words.
func holidays(n int) string {
	if n == 0 {
		return "no holidays"
	}
	return counted(n, "holiday")
}
