package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"collab/calendar"
	"collab/relationship"
)

const (
	perYear  = 24 // days of one year that are listed before they are recorded
	perNames = 6  // days that are named in a sentence
)

// proposal is a list of days that was read, on its way to whether it is recorded.
type proposal struct {
	Days         []relationship.Holiday
	Left         []string
	Source, Note string
}

// countryForm asks of which country.
func (t *turn) countryForm() Reply {
	if code := t.value("country"); t.submitted() && code != "" {
		t.s.args = []word{{text: "holidays"}, {text: code}}
		return t.country()
	}
	var options []Option
	for _, code := range calendar.Countries() {
		options = append(options, Option{code, calendar.CountryName(code) + " (" + code + ")"})
	}
	slices.SortFunc(options, func(a, b Option) int { return strings.Compare(a.Label, b.Label) })
	return t.reply(func(v relationship.View) Reply {
		return Reply{Form: &Form{Title: "Holidays of a country", Words: "settings holidays country", Submit: "Show the days", Audience: t.joint(v.Shared),
			Intro:  "You see the days first. Nothing is recorded before you say so.",
			Fields: []Field{{Name: "country", Label: "Country, or part of one", Kind: Choice, Options: options}}}}
	})
}

// country is "settings holidays GB": the days of the list are shown, and recorded when one says so.
func (t *turn) country() Reply {
	said, verdict := t.saidCountry()
	code := countryCode(said)
	from, to := calendar.Years(relationship.DateOf(t.now, t.loc))
	found, ok := calendar.Country(code, from, to)
	if !ok {
		return saying(noList(said))
	}
	name := calendar.CountryName(code)
	p := proposal{Days: found.Days, Left: found.Left, Source: fmt.Sprintf("Public holidays of %s, %d to %d, from a list of April 2023", name, from.Year, to.Year),
		Note: fmt.Sprintf("The list for %s is of April 2023 and reaches from %d to %d here. Such lists go stale: days that were decreed since, and local ones, are missing. Check them first.", name, from.Year, to.Year)}
	return t.proposed(p, say("settings", "holidays", code), verdict)
}

// saidCountry is the country that was said, in one word or several, and what is to become of its days.
func (t *turn) saidCountry() (said, verdict string) {
	all := t.s
	if last := len(all.args) - 1; last > 1 && slices.Contains([]string{"record", "replace", "drop"}, strings.ToLower(all.args[last].text)) {
		verdict, all.args = strings.ToLower(all.args[last].text), all.args[:last]
	}
	return all.rest(1), verdict
}

// countryCode is the code of a country that was said by its code, or by its name in English.
func countryCode(said string) string {
	for _, code := range calendar.Countries() {
		name, _, _ := strings.Cut(calendar.CountryName(code), " (")
		if strings.EqualFold(name, said) {
			return code
		}
	}
	return strings.ToUpper(said)
}

// noList says of which countries there is a list, and what to do without one.
func noList(said string) Message {
	land, _, part := strings.Cut(strings.ToUpper(said), "-")
	buttons := append(Buttons{}, holidayWays()[:2]...)
	text := "I have no list of holidays of " + typed(said) + "."
	var parts []string
	for _, code := range calendar.Countries() {
		switch {
		case code == land && part:
			buttons = slices.Insert(buttons, 0, Button{Label: "Show " + land, Words: say("settings", "holidays", land), Style: Primary})
			text += " There is one of " + calendar.CountryName(land) + "."
		case strings.HasPrefix(code, land+"-"):
			parts = append(parts, code)
		}
	}
	if len(parts) > 0 {
		text += " There are " + all(parts) + "."
	}
	return Plainly(text+" Take another, bring a calendar file, or add the days one by one: settings holidays add 24 Dec.", buttons...)
}

// fileHolidays is the form for a calendar file, and what was read out of it.
func (t *turn) fileHolidays() Reply {
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply { return Reply{Form: t.fileForm(v)} })
	}
	file, text := t.q.Files["file"], t.value("text")
	switch {
	case file.Lacks != "" && text == "":
		return Reply{Errors: map[string]string{"file": file.Lacks}}
	case file.Text == "" && text == "":
		return Reply{Errors: map[string]string{"text": "Attach a calendar file, or paste what is in it."}}
	}
	field, source := "file", "Calendar file "+cut(oneLine(file.Name), 80)
	if file.Text == "" {
		field, source = "text", "Calendar file, pasted"
	} else {
		text = file.Text
	}
	from, to := calendar.Years(relationship.DateOf(t.now, t.loc))
	found, err := calendar.Read(text, from, to, t.loc)
	if err != nil {
		return Reply{Errors: map[string]string{field: err.Error()}}
	}
	return t.keepRead(proposal{Days: found.Days, Left: found.Left, Source: source,
		Note: fmt.Sprintf("Read from %d to %d. What is in the file is kept nowhere but in the days below.", from.Year, to.Year)})
}

func (t *turn) fileForm(v relationship.View) *Form {
	return &Form{Title: "Holidays from a file", Words: "settings holidays file", Submit: "Show the days", Audience: t.joint(v.Shared),
		Intro: "An iCalendar file (.ics), as calendars export them. You see the days first; nothing is recorded before you say so.",
		Fields: []Field{{Name: "file", Label: "Calendar file", Kind: Upload, Optional: true, Ending: "ics", Hint: "At most 1 MB"},
			{Name: "text", Label: "Or paste it", Kind: Long, Optional: true, Hint: "From BEGIN:VCALENDAR to END:VCALENDAR"}}}
}

// readName names what was read last and waits for a word of the person who brought it.
func (t *turn) readName() string {
	return strings.Join([]string{"days read", t.who.Relationship, t.who.Party}, "\n")
}

// keepRead keeps what was read out of a file, for the person who brought it alone, until they say what becomes of it.
func (t *turn) keepRead(p proposal) Reply {
	b, _ := json.Marshal(p) // plain strings and days always encode
	if len(p.Days) > 0 {
		if t.err = t.Store.PutDraft(t.q.By.String(), t.readName(), b); t.err != nil {
			return Reply{}
		}
	}
	return t.proposed(p, "settings holidays read "+reference(string(b)), "")
}

// readHolidays is "settings holidays read K7Q2 record": what was read out of a file is recorded.
func (t *turn) readHolidays() Reply {
	var p proposal
	b, ok := t.Store.Draft(t.q.By.String(), t.readName())
	if !ok || !strings.EqualFold(reference(string(b)), t.s.arg(2)) || json.Unmarshal(b, &p) != nil {
		return saying(Plainly("These days wait no more: they were put aside, or another file was read since. Bring the file again.",
			Button{Label: "From a calendar file", Words: "settings holidays file", Style: Primary}, Button{Label: "Our holidays", Words: "settings holidays"}))
	}
	if strings.EqualFold(t.s.arg(3), "drop") {
		t.Store.DropDraft(t.q.By.String(), t.readName())
		return saying(Plainly("Put aside. Nothing was recorded.", Button{Label: "Our holidays", Words: "settings holidays"}))
	}
	return t.proposed(p, say("settings", "holidays", "read", t.s.arg(2)), strings.ToLower(t.s.arg(3)))
}

// proposed shows days before anything is recorded, or records them: beside those that stand, or instead of them.
func (t *turn) proposed(p proposal, words, verdict string) Reply {
	switch {
	case len(p.Days) > 0 && (verdict == "record" || verdict == "replace"):
		return t.recordDays(p, verdict == "replace")
	case verdict == "drop":
		return saying(Plainly("Nothing was recorded.", Button{Label: "Our holidays", Words: "settings holidays"}))
	}
	return t.show(func(v relationship.View) Message { return t.proposalOf(v, p, words) })
}

// recordDays puts the days into the calendar. Instead of those that stand means those of the years that were read.
func (t *turn) recordDays(p proposal, instead bool) Reply {
	names := 0
	t.s.args = t.s.args[:len(t.s.args)-1] // who is told that it changed meanwhile sees the days again first
	return t.changeCalendar(func(c *relationship.SetCalendar) {
		from, to := calendar.Years(relationship.DateOf(t.now, t.loc))
		c.Source = p.Source
		if instead {
			c.Calendar.Holidays = slices.DeleteFunc(c.Calendar.Holidays, func(d relationship.Date) bool { return !d.Before(from) && !d.After(to) })
			clear(c.Names)
		}
		for _, text := range c.Names {
			names += len(text) + len("2026-12-24 \n")
		}
		for _, h := range p.Days {
			if names += len(h.Name) + len("2026-12-24 \n"); names < mostValue {
				c.Names[h.Date] = h.Name
			}
		}
		c.Calendar = withDays(c.Calendar, p.Days)
	}, func(v relationship.View) string {
		text := fmt.Sprintf("%s has %s on record now.", v.Shared.PartyName(t.who.Party), holidays(len(v.Shared.CalendarOf(t.who.Party).Holidays)))
		if names >= mostValue {
			text += " Not all of them kept their names: those of the later ones were too long altogether."
		}
		return text
	})
}

// proposalOf shows what was read: how many days in which year, the days, those that change nothing, what was left out.
func (t *turn) proposalOf(v relationship.View, p proposal, words string) Message {
	cal, standing := v.Shared.CalendarOf(t.who.Party), v.Shared.HolidaysOf(t.who.Party)
	m := Message{Fallback: "Read: " + counted(len(p.Days), "day")}
	var free, known []relationship.Date
	years := map[int][]Item{}
	for _, h := range p.Days {
		years[h.Date.Year] = append(years[h.Date.Year], Item{Title: t.day(h.Date), Detail: oneLine(h.Name)})
		if !worksOn(cal, h.Date) {
			free = append(free, h.Date)
		}
		if slices.ContainsFunc(standing, func(s relationship.Holiday) bool { return s.Date == h.Date }) {
			known = append(known, h.Date)
		}
	}
	m.Blocks = append(m.Blocks, yearBlocks(years)...)
	facts := Facts{}
	if len(free) > 0 {
		facts = append(facts, Fact{Name: "Change nothing", Value: t.someDays(free) + ": no working days of " + v.Shared.PartyName(t.who.Party) + " anyway"})
	}
	if len(known) > 0 {
		facts = append(facts, Fact{Name: "On record already", Value: t.someDays(known)})
	}
	for _, why := range p.Left {
		facts = append(facts, Fact{Name: "Left out", Value: why})
	}
	if len(facts) > 0 {
		m.Blocks = append(m.Blocks, facts)
	}
	if len(p.Days) == 0 {
		m.Blocks = append([]Block{Text{Body: "I found no days off in it. Export all-day events, for this year and the three after it, or add the days one by one: settings holidays add 24 Dec."}}, m.Blocks...)
		m.Blocks = append(m.Blocks, holidayWays()[:2])
		return withNote(m, p.Note)
	}
	if fault := withDays(cal, p.Days).Check(); fault != nil {
		m.Blocks = append(m.Blocks, Text{Body: "These days cannot be recorded. " + fault.Error()}, holidayWays())
		return withNote(m, p.Note+" Nothing was recorded.")
	}
	newest := ""
	if n := v.Shared.Last("calendar " + t.who.Party); n > 0 {
		newest = fmt.Sprintf(" ~%d", n)
	}
	buttons := Buttons{{Label: "Record these days", Words: words + " record" + newest, Style: Primary}}
	if len(standing) > len(known) {
		buttons = Buttons{{Label: "Add to our holidays", Words: words + " record" + newest, Style: Primary}, {Label: "Record instead of ours", Words: words + " replace" + newest}}
	}
	m.Blocks = append(m.Blocks, append(buttons, Button{Label: "Don't record", Words: words + " drop"}))
	return withNote(m, p.Note+" Nothing is recorded yet. Once it is: "+lower(t.joint(v.Shared).Face)+".")
}

// withDays is a calendar with more days off.
func withDays(c relationship.Calendar, days []relationship.Holiday) relationship.Calendar {
	all := slices.Clone(c.Holidays)
	for _, h := range days {
		all = append(all, h.Date)
	}
	slices.SortFunc(all, relationship.Date.Compare)
	c.Holidays = slices.Compact(all)
	return c
}

// yearBlocks lists days year by year, so many of each.
func yearBlocks(years map[int][]Item) (blocks []Block) {
	for _, year := range sortedYears(years) {
		days := years[year]
		list := Items{Title: fmt.Sprintf("%d: %s", year, counted(len(days), "day")), Items: days[:min(len(days), perYear)]}
		if more := len(days) - perYear; more > 0 {
			list.More = fmt.Sprintf("and %d more", more)
		}
		blocks = append(blocks, list)
	}
	return blocks
}

func sortedYears(years map[int][]Item) (all []int) {
	for y := range years {
		all = append(all, y)
	}
	slices.Sort(all)
	return all
}

// someDays is how many days, and the first of them.
func (t *turn) someDays(all []relationship.Date) string {
	text := strings.Join(t.days(all[:min(len(all), perNames)]), ", ")
	if more := len(all) - perNames; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%d (%s)", len(all), text)
}
