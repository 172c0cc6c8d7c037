package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/olebedev/when"
	"github.com/olebedev/when/rules"
	"github.com/olebedev/when/rules/en"

	"collab/relationship"
)

// maxDay is the longest text, in bytes, that is looked at as a day.
const maxDay = 40

// A dayForm reads one way of writing a day. Known says that the text has this form, even when the day does not exist.
type dayForm func(text string, today relationship.Date) (day relationship.Date, known bool, err error)

// dayForms are tried in order: what can be read strictly first, the library for natural dates last.
func dayForms() []dayForm {
	return []dayForm{isoDay, slashedDay, namedDay, endDay, countedDay, nextWeekday, naturalDay}
}

// readDate reads a day as people write it: 2026-08-14, 14 Aug, Friday, in 2 weeks, end of month. Words are counted
// from the day it is in loc. "Friday" is the coming one, never today; "next Friday" is the one of next week, weeks
// beginning on Monday. A day and month without a year is the coming one, unless it was at most 31 days ago. The error
// is a sentence for the person.
func readDate(s string, now time.Time, loc *time.Location) (relationship.Date, error) {
	return readDay(s, relationship.DateOf(now, loc))
}

func readDay(s string, today relationship.Date) (relationship.Date, error) {
	text := plainDay(s)
	if len(text) > maxDay {
		return relationship.Date{}, badDate(s)
	}
	for _, read := range dayForms() {
		day, known, err := read(text, today)
		if err != nil {
			return relationship.Date{}, err
		}
		if known && day.Year >= 1900 && day.Year < 2200 {
			return day, nil
		}
	}
	return relationship.Date{}, badDate(s)
}

// looksLikeDay says whether a text is written like a day, whether or not the day exists.
func looksLikeDay(s string) bool {
	text := plainDay(s)
	if len(text) > maxDay {
		return false
	}
	for _, read := range dayForms() {
		if _, known, _ := read(text, relationship.Date{Year: 2026, Month: time.January, Day: 1}); known {
			return true
		}
	}
	return false
}

// plainDay is the text in lower case, with single spaces and without what people put before a day.
func plainDay(s string) string {
	if len(s) > 4*maxDay {
		return s
	}
	text := strings.Join(strings.Fields(strings.ToLower(s)), " ")
	return strings.TrimPrefix(strings.TrimPrefix(text, "on "), "the ")
}

var (
	iso      = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	slashed  = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$`)
	dayMonth = regexp.MustCompile(`^(?:([a-z]+),? )?(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?([a-z]+)\.?(?:,? (\d{4}))?$`)
	monthDay = regexp.MustCompile(`^(?:([a-z]+),? )?([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$`)
	endOf    = regexp.MustCompile(`^end of (?:the |this )?(next )?([a-z]+)$`)
	ahead    = regexp.MustCompile(`^(?:in|within) (\w+) (month|year)s?$`)
	ago      = regexp.MustCompile(`^(\w+) (month|year)s? ago$`)
	nextDay  = regexp.MustCompile(`^next ([a-z]+)$`)
)

// theDay is a day of the calendar, or a sentence saying that there is none.
func theDay(year int, month time.Month, day int) (relationship.Date, bool, error) {
	d := relationship.Date{Year: year, Month: month, Day: day}
	if month < time.January || month > time.December {
		return d, true, fmt.Errorf("There is no month %d. Write a date like 14 Aug %d.", month, year)
	}
	if d.AddDays(0) != d {
		return d, true, fmt.Errorf("There is no %d %s %d.", day, month, year)
	}
	return d, true, nil
}

func isoDay(text string, _ relationship.Date) (day relationship.Date, known bool, err error) {
	if m := iso.FindStringSubmatch(text); m != nil {
		return theDay(count(m[1]), time.Month(count(m[2])), count(m[3]))
	}
	return day, false, nil
}

// slashedDay reads 14/08/2026 and 08/14/2026, and refuses 03/04/2026, which half of its readers read otherwise.
func slashedDay(text string, _ relationship.Date) (day relationship.Date, known bool, err error) {
	m := slashed.FindStringSubmatch(text)
	if m == nil {
		return day, false, nil
	}
	first, second, year := count(m[1]), count(m[2]), count(m[3])
	if first != second && min(first, second) > 0 && max(first, second) <= 12 {
		name := func(month int) string { return time.Month(month).String()[:3] }
		return day, true, fmt.Errorf("%s can be two days. Write %d %s %d or %d %s %d.",
			typed(text), first, name(second), year, second, name(first), year)
	}
	if first > 12 {
		return theDay(year, time.Month(second), first)
	}
	return theDay(year, time.Month(first), second)
}

// namedDay reads a day with the name of its month, in either order; a weekday, if given, must be right.
func namedDay(text string, today relationship.Date) (day relationship.Date, known bool, err error) {
	var weekday, number, name, year string
	if m := dayMonth.FindStringSubmatch(text); m != nil {
		weekday, number, name, year = m[1], m[2], m[3], m[4]
	} else if m := monthDay.FindStringSubmatch(text); m != nil {
		weekday, name, number, year = m[1], m[2], m[3], m[4]
	}
	month, ok := monthNamed(name)
	meant, isWeekday := weekdayNamed(weekday)
	if !ok || weekday != "" && !isWeekday {
		return day, false, nil
	}
	if year == "" {
		day, known, err = comingDay(month, count(number), today)
	} else {
		day, known, err = theDay(count(year), month, count(number))
	}
	if this := (relationship.Date{Year: today.Year, Month: month, Day: day.Day}); year == "" && isWeekday && this.Weekday() == meant {
		day = this // "Mon 2 Mar" said in August: the weekday tells the year
	}
	if err == nil && isWeekday && day.Weekday() != meant {
		return day, true, fmt.Errorf("%d %s %d is a %s, not a %s.", day.Day, month, day.Year, day.Weekday(), meant)
	}
	return day, known, err
}

// comingDay is the first such day that is not more than 31 days ago. The search spans every gap between leap years.
func comingDay(month time.Month, number int, today relationship.Date) (relationship.Date, bool, error) {
	for year := today.Year - 1; year <= today.Year+9; year++ {
		if day, _, err := theDay(year, month, number); err == nil && day.Since(today) >= -31 {
			return day, true, nil
		}
	}
	return relationship.Date{}, true, fmt.Errorf("There is no %d %s.", number, month)
}

// endDay reads "end of month", "end of next quarter", "end of August".
func endDay(text string, today relationship.Date) (day relationship.Date, known bool, err error) {
	if text == "eom" {
		text = "end of month"
	}
	m := endOf.FindStringSubmatch(text)
	if m == nil {
		return day, false, nil
	}
	months, known := map[string]int{"month": 1, "quarter": 3, "year": 12}[m[2]]
	if !known {
		return endOfNamed(m[2], today)
	}
	first := relationship.Date{Year: today.Year, Month: today.Month - (today.Month-1)%time.Month(months), Day: 1}
	if m[1] != "" {
		first = first.AddMonths(months)
	}
	return first.AddMonths(months).AddDays(-1), true, nil
}

func endOfNamed(name string, today relationship.Date) (day relationship.Date, known bool, err error) {
	month, known := monthNamed(name)
	if !known {
		return day, false, nil
	}
	day = relationship.Date{Year: today.Year, Month: month, Day: 1}.AddMonths(1).AddDays(-1)
	if day.Before(today) {
		day = day.AddDays(1).AddMonths(12).AddDays(-1)
	}
	return day, true, nil
}

// countedDay reads "in 6 months" and "a year ago": the library forgets the turn of the year.
func countedDay(text string, today relationship.Date) (day relationship.Date, known bool, err error) {
	sign, m := 1, ahead.FindStringSubmatch(text)
	if m == nil {
		sign, m = -1, ago.FindStringSubmatch(text)
	}
	if m == nil {
		return day, false, nil
	}
	n, known := countNamed(m[1])
	if !known {
		return day, false, nil
	}
	if m[2] == "year" {
		n *= 12
	}
	return today.AddMonths(sign * n), true, nil
}

// countNamed reads a count up to 999, in digits or as a word up to twelve.
func countNamed(name string) (int, bool) {
	if n, err := strconv.Atoi(name); err == nil {
		return n, n > 0 && n < 1000
	}
	if name == "a" || name == "an" {
		return 1, true
	}
	n, ok := en.INTEGER_WORDS[name]
	return n, ok
}

// nextWeekday reads "next Friday": the Friday of the week that begins on the coming Monday.
func nextWeekday(text string, today relationship.Date) (day relationship.Date, known bool, err error) {
	m := nextDay.FindStringSubmatch(text)
	if m == nil {
		return day, false, nil
	}
	weekday, known := weekdayNamed(m[1])
	if !known {
		return day, false, nil
	}
	return monday(today).AddDays(7 + sinceMonday(weekday)), true, nil
}

func sinceMonday(w time.Weekday) int { return (int(w) + 6) % 7 }

func monday(d relationship.Date) relationship.Date { return d.AddDays(-sinceMonday(d.Weekday())) }

var (
	natural = []rules.Rule{en.Weekday(rules.Override), en.CasualDate(rules.Override), en.Deadline(rules.Override), en.PastTime(rules.Override)}
	unclear = regexp.MustCompile(`month|year|few|half|now|\d{4}`)
)

// naturalDay asks the library, one rule at a time: a rule must explain the whole text, or it explains nothing. What the
// library gets wrong (months, years) or guesses ("few") is not asked.
func naturalDay(text string, today relationship.Date) (day relationship.Date, known bool, err error) {
	if unclear.MatchString(text) {
		return day, false, nil
	}
	noon := time.Date(today.Year, today.Month, today.Day, 12, 0, 0, 0, time.UTC)
	for _, rule := range natural {
		parser := when.New(nil)
		parser.Add(rule)
		found, err := parser.Parse(text, noon)
		if err == nil && found != nil && strings.TrimSpace(found.Text) == text {
			return relationship.DateOf(found.Time, time.UTC), true, nil
		}
	}
	return day, false, nil
}

// monthNamed reads a month, in full or cut to no less than three letters.
func monthNamed(name string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if len(name) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), name) {
			return m, true
		}
	}
	return 0, false
}

// weekdayNamed reads a weekday, in full or cut to no less than three letters.
func weekdayNamed(name string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if len(name) >= 3 && strings.HasPrefix(strings.ToLower(w.String()), name) {
			return w, true
		}
	}
	return 0, false
}
