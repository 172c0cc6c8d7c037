package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"collab/relationship"
)

const (
	mostAhead  = 6 // holidays of a party that are named
	commonDays = 5 // common working days that are named
)

// calendar is "settings calendar": on which days everybody works; "settings calendar change" sets those of one's party.
func (t *turn) calendar() Reply {
	verb := strings.ToLower(t.s.arg(1))
	switch {
	case t.submitted():
		return t.setWeek()
	case verb == "":
		return t.show(t.calendars)
	case slices.Contains([]string{"import", "upload", "file", "holidays"}, verb):
		return saying(Plainly("Days off are taken from a file, a country's list, or one by one, under holidays.",
			Button{Label: "Take holidays from a file", Words: "settings holidays file", Style: Primary}, Button{Label: "Our holidays", Words: "settings holidays"}))
	case verb != "change":
		return t.unknownVerb("settings", "settings calendar", "change")
	case !t.mayAgree():
		return t.onlyLeads("change the working days")
	}
	return t.reply(func(v relationship.View) Reply { return Reply{Form: t.weekForm(v)} })
}

// mayAgree says whether the person may agree for their party.
func (t *turn) mayAgree() bool { return t.person.Role == relationship.Lead || t.person.Agrees }

// calendars shows when the parties work, when all of them do, and the days of what comes next.
func (t *turn) calendars(v relationship.View) Message {
	s, today := v.Shared, relationship.DateOf(t.now, t.loc)
	items := Items{Title: "Working days"}
	for _, p := range s.Active() {
		items.Items = append(items.Items, Item{Title: p.Name, Detail: t.worksWords(s, p.ID, today)})
	}
	common := "none in the next 60 days"
	if days := s.CommonDays(today, commonDays); len(days) > 0 {
		common = strings.Join(t.days(days), ", ")
	}
	facts := Facts{{Name: "All work on", Value: common}}
	if c, ok := s.ComingCheckIn(t.now); ok {
		facts = append(facts, Fact{Name: "Next check-in", At: c.At}, Fact{Name: "Why then", Value: t.whyThen(s, c, false)})
	}
	if r, ok := s.ComingReview(t.now); ok {
		facts = append(facts, Fact{Name: "Next review", At: r.At}, Fact{Name: "Why then", Value: t.whyThen(s, r, true)})
	}
	m := Message{Fallback: "Working days of " + s.Name, Blocks: []Block{items, facts}}
	if t.mayAgree() {
		m.Blocks = append(m.Blocks, Buttons{{Label: "Change our working days", Words: "settings calendar change"}, {Label: "Our holidays", Words: "settings holidays"}})
	}
	return withNote(m, t.joint(s).Face)
}

// worksWords is the calendar of a party in a sentence: its week, its zone, the holidays that come next.
func (t *turn) worksWords(s *relationship.Shared, party string, today relationship.Date) string {
	cal := s.CalendarOf(party)
	text := weekdays(cal.Weekdays) + ", " + cal.Zone + "."
	var coming []string
	var n int
	for _, h := range s.HolidaysOf(party) {
		if h.Date.Before(today) || !worksOn(cal, h.Date) {
			continue
		}
		if n++; n <= mostAhead {
			coming = append(coming, t.holidayWords(h))
		}
	}
	switch {
	case n == 0:
		return text + " No holidays ahead."
	case n > mostAhead:
		return text + fmt.Sprintf(" Holidays: %s and %d more.", strings.Join(coming, ", "), n-mostAhead)
	}
	return text + " Holidays: " + strings.Join(coming, ", ") + "."
}

// worksOn says whether a day is one of the working weekdays, holiday or not.
func worksOn(cal relationship.Calendar, d relationship.Date) bool {
	cal.Holidays = nil
	return cal.Working(d)
}

// holidayWords is a holiday as it stands in a list.
func (t *turn) holidayWords(h relationship.Holiday) string {
	if h.Name == "" {
		return t.day(h.Date)
	}
	return t.day(h.Date) + " (" + oneLine(h.Name) + ")"
}

func (t *turn) days(all []relationship.Date) (out []string) {
	for _, d := range all {
		out = append(out, t.day(d))
	}
	return out
}

// whyThen says why a meeting is on its day: whose working days moved it there, or could not.
func (t *turn) whyThen(s *relationship.Shared, m relationship.Meeting, review bool) string {
	rhythm, off := "the day of the rhythm", t.offWords(s, m.Nominal)
	if review {
		rhythm = "the end of the quarter"
	}
	switch {
	case m.Day == m.Nominal && off == "":
		return t.day(m.Day) + " is " + rhythm + ", and all parties work then."
	case m.Day == m.Nominal:
		return t.day(m.Day) + " is " + rhythm + ". " + off + " then, but no day on which all parties do comes in time."
	case off == "":
		return "Moved from " + t.day(m.Nominal) + ", " + rhythm + "."
	}
	return "Moved from " + t.day(m.Nominal) + ", " + rhythm + ", when " + off + ", to the next day on which all parties do."
}

// offWords says who does not work on a day, and what the day is called there.
func (t *turn) offWords(s *relationship.Shared, d relationship.Date) string {
	var off []string
	for _, p := range s.OffOn(d) {
		name := p.Name
		for _, h := range s.HolidaysOf(p.ID) {
			if h.Date == d && h.Name != "" {
				name += " (" + oneLine(h.Name) + ")"
			}
		}
		off = append(off, name)
	}
	switch len(off) {
	case 0:
		return ""
	case 1:
		return off[0] + " does not work"
	}
	return all(off) + " do not work"
}

func (t *turn) weekForm(v relationship.View) *Form {
	cal, of := v.Shared.CalendarOf(t.who.Party), v.Shared.PartyName(t.who.Party)
	if v.Shared.Last("calendar "+t.who.Party) == 0 {
		cal.Zone = t.loc.String() // nobody set it: the relationship's zone may be the other side's
	}
	var chosen []string
	for _, d := range cal.Weekdays {
		chosen = append(chosen, strconv.Itoa(int(d)))
	}
	var options []Option
	for _, d := range []time.Weekday{1, 2, 3, 4, 5, 6, 0} {
		options = append(options, Option{strconv.Itoa(int(d)), d.String()})
	}
	return &Form{Title: "Working days", Words: "settings calendar change" + seen(v, "calendar "+t.who.Party), Submit: "Save", Audience: t.joint(v.Shared),
		Intro: "Check-ins and reviews move to a day on which all parties work. Holidays stay as they are: settings holidays.",
		Fields: []Field{{Name: "weekdays", Label: "Days " + of + " works", Kind: Choices, Value: strings.Join(chosen, "\n"), Options: options},
			{Name: "zone", Label: "Time zone of " + of, Value: cal.Zone, Max: 60,
				Hint: "Where its days begin and end, like Europe/London. Everybody is asked in their own zone: settings zone"}}}
}

// setWeek records the weekdays and zone of the form, with the holidays that stand.
func (t *turn) setWeek() Reply {
	var weekdays []time.Weekday
	for d := range strings.SplitSeq(t.value("weekdays"), "\n") {
		if n, err := strconv.Atoi(d); err == nil {
			weekdays = append(weekdays, time.Weekday(n))
		}
	}
	zone := t.value("zone")
	if fault := (relationship.Calendar{Zone: "UTC", Weekdays: weekdays}).Check(); fault != nil {
		return Reply{Errors: map[string]string{"weekdays": fault.Error()}}
	}
	if _, err := relationship.Zone(zone); err != nil {
		return Reply{Errors: map[string]string{"zone": err.Error()}}
	}
	return t.changeCalendar(func(c *relationship.SetCalendar) { c.Calendar.Weekdays, c.Calendar.Zone = weekdays, zone },
		func(v relationship.View) string {
			return fmt.Sprintf("%s works %s, %s.", v.Shared.PartyName(t.who.Party), weekdaysOf(v, t.who.Party), zone)
		})
}

// changeCalendar records the calendar of one's party with something changed in it, and says what that did to the days
// of what comes next. Nobody's change in between is overlooked.
func (t *turn) changeCalendar(change func(*relationship.SetCalendar), effect func(relationship.View) string) Reply {
	c := &relationship.SetCalendar{Names: map[relationship.Date]string{}}
	t.read(func(v relationship.View) {
		c.Seen = t.drawnAt()
		if c.Seen.Seen == 0 {
			c.Seen.Seen = v.Shared.Last("calendar " + t.who.Party)
		}
		c.Calendar = v.Shared.CalendarOf(t.who.Party)
		c.Calendar.Holidays = nil
		for _, h := range v.Shared.HolidaysOf(t.who.Party) {
			c.Calendar.Holidays, c.Names[h.Date] = append(c.Calendar.Holidays, h.Date), h.Name
		}
		c.Source = v.Shared.Parties[t.who.Party].CalendarSource
		change(c)
		slices.SortFunc(c.Calendar.Holidays, relationship.Date.Compare)
	})
	if t.err != nil {
		return Reply{}
	}
	return t.do(c, func(v relationship.View) Message {
		m := Plainly(effect(v)+" Every party can see this.", Button{Label: "Show working days", Words: "settings calendar"})
		if next, ok := v.Shared.ComingCheckIn(t.now); ok {
			m.Blocks = append(m.Blocks[:1:1], Facts{{Name: "Next check-in", At: next.At}, {Name: "Why then", Value: t.whyThen(v.Shared, next, false)}}, m.Blocks[1])
		}
		return m
	})
}

func weekdaysOf(v relationship.View, party string) string {
	return weekdays(v.Shared.CalendarOf(party).Weekdays)
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
