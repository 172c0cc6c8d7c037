package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"collab/relationship"
)

// setHours is "settings hours 09:00 17:00".
func (t *turn) setHours() Reply {
	said := strings.NewReplacer("-", " ", " to ", " ", "–", " ").Replace(t.s.rest(1))
	f := strings.Fields(said)
	if len(f) == 0 {
		return t.show(t.hoursNow)
	}
	if len(f) != 2 {
		return saying(Plainly("Write your working hours like this: settings hours 09:00 17:00.", help()))
	}
	from, err := relationship.ParseClock(f[0])
	if err != nil {
		return saying(Plainly(err.Error()+" Such as: settings hours 09:00 17:00.", help()))
	}
	to, err := relationship.ParseClock(f[1])
	if err != nil {
		return saying(Plainly(err.Error()+" Such as: settings hours 09:00 17:00.", help()))
	}
	return t.do(&relationship.SetHours{Hours: relationship.Hours{From: from, To: to}}, func(v relationship.View) Message {
		return Plainly(fmt.Sprintf("I will ask you between %s and %s. Only %s sees this.", from, to, v.Shared.PartyName(t.who.Party)))
	})
}

// hoursNow says when somebody is asked.
func (t *turn) hoursNow(v relationship.View) Message {
	m := Message{Fallback: "Your hours", Blocks: []Block{t.aboutMe(v)}}
	return withNote(m, "Others: settings hours 09:00 17:00")
}

// setDays is "settings days Mon-Thu" for oneself alone, or "settings days usual" for those of one's party.
func (t *turn) setDays() Reply {
	said := t.s.rest(1)
	if said == "" {
		return t.show(t.settingsOf)
	}
	var days []time.Weekday
	if !strings.EqualFold(said, "usual") {
		var err error
		if days, err = readWeekdays(said); err != nil {
			return saying(Plainly(err.Error(), help()))
		}
	}
	return t.do(&relationship.SetWorkingDays{Weekdays: days}, func(v relationship.View) Message {
		party := v.Shared.PartyName(t.who.Party)
		if len(days) == 0 {
			return Plainly("I will ask you on the days " + party + " works: " + weekdays(v.Shared.CalendarOf(t.who.Party).Weekdays) + ".")
		}
		return Plainly(fmt.Sprintf("I will ask you on %s, not on the holidays of %s. Only %[2]s sees this.", weekdays(days), party))
	})
}

// readWeekdays reads "Mon-Thu", "Mon, Tue and Fri" or "Sun to Thu", in the order of the week.
func readWeekdays(s string) ([]time.Weekday, error) {
	wrong := errors.New("Name the weekdays like this: Mon-Thu, or Mon Tue Fri.")
	text := strings.NewReplacer(",", " ", ";", " ", " and ", " ", "–", " - ", "-", " - ", " to ", " - ").Replace(strings.ToLower(s))
	var days []time.Weekday
	through := false
	for _, f := range strings.Fields(text) {
		day, ok := weekdayNamed(f)
		switch {
		case f == "-" && len(days) > 0 && !through:
			through = true
			continue
		case !ok:
			return nil, wrong
		case through:
			for d := days[len(days)-1]; d != day; {
				d = (d + 1) % 7
				days = append(days, d)
			}
			through = false
		default:
			days = append(days, day)
		}
	}
	if len(days) == 0 || through {
		return nil, wrong
	}
	slices.SortFunc(days, func(a, b time.Weekday) int { return sinceMonday(a) - sinceMonday(b) })
	return slices.Compact(days), nil
}
