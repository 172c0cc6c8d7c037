package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"collab/relationship"
)

// mostSpan is the longest run of days that is added or removed in one sentence.
const mostSpan = 62

// holidays is "settings holidays" and what one does with them: a country, a file, a day more or fewer.
func (t *turn) holidays() Reply {
	word := strings.ToLower(t.s.arg(1))
	_, page := t.s.number(1)
	switch {
	case word == "" || page:
		return t.show(t.holidayPage)
	case !t.mayAgree():
		return t.onlyLeads("change the holidays")
	}
	switch word {
	case "add":
		return t.addHoliday()
	case "remove":
		return t.removeHoliday()
	case "country":
		return t.countryForm()
	case "file":
		return t.fileHolidays()
	case "read":
		return t.readHolidays()
	}
	return t.country()
}

// holidayPage lists the holidays of one's party from today on, with a way out for each.
func (t *turn) holidayPage(v relationship.View) Message {
	s, today := v.Shared, relationship.DateOf(t.now, t.loc)
	cal := s.CalendarOf(t.who.Party)
	var items []Item
	past := 0
	for _, h := range s.HolidaysOf(t.who.Party) {
		if h.Date.Before(today) {
			past++
			continue
		}
		item := Item{Title: t.holidayWords(h)}
		if !worksOn(cal, h.Date) {
			item.Detail = "no working day anyway"
		}
		if t.mayAgree() {
			item.Button = Button{Label: "Remove", Words: say("settings", "holidays", "remove", h.Date.String())}
		}
		items = append(items, item)
	}
	party := s.PartyName(t.who.Party)
	m := Message{Fallback: "Holidays of " + party}
	if len(items) == 0 {
		m.Blocks = append(m.Blocks, Text{Body: party + " has no holidays ahead on record. Check-ins and promises count every working weekday."})
	} else {
		n, _ := t.s.number(1)
		shown, more, rest := pageOf(max(n, 1), items, "Show more", "settings holidays")
		m.Blocks = append(m.Blocks, Items{Title: "Holidays of " + party, Items: shown, More: more, Rest: rest})
	}
	if of := s.Parties[t.who.Party].CalendarSource; of != "" {
		m.Blocks = append(m.Blocks, Facts{{Name: "From", Value: oneLine(of)}})
	}
	if past > 0 {
		m.Blocks = append(m.Blocks, Note{counted(past, "holiday") + " passed already."})
	}
	if !t.mayAgree() {
		return withNote(m, t.joint(s).Face)
	}
	m.Blocks = append(m.Blocks, holidayWays())
	return withNote(m, "Add a day in words: settings holidays add 24 Dec \"Christmas Eve\". "+t.joint(s).Face)
}

// holidayWays are the ways to come to holidays.
func holidayWays() Buttons {
	return Buttons{{Label: "From a country's list", Words: "settings holidays country"}, {Label: "From a calendar file", Words: "settings holidays file"},
		{Label: "Show working days", Words: "settings calendar"}}
}

// runOfDays reads the days after "add" and "remove"; what stands behind them in quotes is their name.
func (t *turn) runOfDays() (days []relationship.Date, name string, err error) {
	said := t.s
	if last := len(said.args) - 1; last > 1 && said.args[last].quoted {
		name, said.args = said.args[last].text, said.args[:last]
	}
	if said.rest(2) == "" {
		return nil, "", fmt.Errorf("Say which day, like this: settings holidays %s 24 Dec.", strings.ToLower(t.s.arg(1)))
	}
	from, to, err := readRange(said.rest(2), t.now, t.loc)
	if err != nil {
		return nil, "", err
	}
	if to.Since(from) >= mostSpan {
		return nil, "", fmt.Errorf("That is %d days; say %d at most at once. A change of your working week is settings calendar change.", to.Since(from)+1, mostSpan)
	}
	for d := from; !d.After(to); d = d.AddDays(1) {
		days = append(days, d)
	}
	return days, cut(oneLine(name), 80), nil
}

// addHoliday is "settings holidays add 24 Dec "Christmas Eve"", or a run of days.
func (t *turn) addHoliday() Reply {
	days, name, err := t.runOfDays()
	if err != nil {
		return saying(Plainly(err.Error(), help()))
	}
	return t.changeCalendar(func(c *relationship.SetCalendar) {
		for _, d := range days {
			if c.Names[d] = name; !slices.Contains(c.Calendar.Holidays, d) {
				c.Calendar.Holidays = append(c.Calendar.Holidays, d)
			}
		}
	}, func(v relationship.View) string {
		party := v.Shared.PartyName(t.who.Party)
		said := t.spanWords(days)
		if name != "" {
			said += " (" + name + ")"
		}
		if free := t.freeAnyway(v, days); free == len(days) {
			return said + " is recorded. " + party + " does not work then anyway, so it changes nothing."
		} else if free > 0 {
			return fmt.Sprintf("%s does not work %s. %d of these days are no working days anyway.", party, said, free)
		}
		return party + " does not work " + said + "."
	})
}

// hasHoliday says whether one of these days is a holiday of one's own party.
func (t *turn) hasHoliday(days []relationship.Date) (has bool) {
	t.read(func(v relationship.View) {
		has = slices.ContainsFunc(v.Shared.Parties[t.who.Party].Calendar.Holidays, func(d relationship.Date) bool { return slices.Contains(days, d) })
	})
	return has
}

// removeHoliday is "settings holidays remove 24 Dec", or a run of days.
func (t *turn) removeHoliday() Reply {
	days, _, err := t.runOfDays()
	if err != nil {
		return saying(Plainly(err.Error(), help()))
	}
	if !t.hasHoliday(days) {
		return saying(Plainly(t.spanWords(days)+" is no holiday of your organisation. Its holidays: settings calendar.",
			Button{Label: "Working days", Words: "settings calendar", Style: Primary}))
	}
	return t.changeCalendar(func(c *relationship.SetCalendar) {
		c.Calendar.Holidays = slices.DeleteFunc(c.Calendar.Holidays, func(d relationship.Date) bool { return slices.Contains(days, d) })
		for _, d := range days {
			delete(c.Names, d)
		}
	}, func(v relationship.View) string {
		return t.spanWords(days) + " is no holiday of " + v.Shared.PartyName(t.who.Party) + " any more."
	})
}

func (t *turn) spanWords(days []relationship.Date) string {
	if first, last := days[0], days[len(days)-1]; first != last {
		return t.fullDay(first) + " to " + t.fullDay(last)
	}
	return t.fullDay(days[0])
}

// fullDay is a day with its year: nobody has to guess which 24 December was understood.
func (t *turn) fullDay(d relationship.Date) string {
	text := t.day(d)
	if year := strconv.Itoa(d.Year); !strings.HasSuffix(text, year) {
		text += " " + year
	}
	return text
}

// freeAnyway counts the days that are no working days of one's party, holiday or not.
func (t *turn) freeAnyway(v relationship.View, days []relationship.Date) (n int) {
	cal := v.Shared.CalendarOf(t.who.Party)
	for _, d := range days {
		if !worksOn(cal, d) {
			n++
		}
	}
	return n
}
