package calendar

import (
	"errors"
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"collab/relationship"
)

// MostBytes is the largest file that is read. The calendar of holidays of a country over ten years has a twentieth of it.
const MostBytes = 1 << 20

const (
	mostEvents = 5_000
	mostLength = 366     // days of one event
	mostChecks = 500_000 // days looked at for all recurrences of a file
	mostName   = 80      // characters
)

// The reasons for leaving an event out, after its count.
const (
	leftTimed  = "with a time of day: whole days alone count"
	leftRule   = "with a recurrence I cannot follow"
	leftDate   = "without a date I can read"
	leftLong   = "of more than a year"
	leftMany   = "beyond the first 5,000"
	leftBudget = "whose recurrence takes too long to follow"
)

// Read finds the days off in an iCalendar file (RFC 5545) from one day to another: events of whole days, with their
// recurrences. Instants in UTC are days in loc; other times are days as they are written, whatever their zone. The error
// is a sentence for whoever brought the file.
func Read(text string, from, to relationship.Date, loc *time.Location) (Days, error) {
	if len(text) > MostBytes {
		return Days{}, errors.New("This file is larger than 1 MB. Export fewer years or fewer calendars, or add the days one by one.")
	}
	if !strings.Contains(text, "BEGIN:VCALENDAR") {
		return Days{}, errors.New("This is no iCalendar file: it has no line BEGIN:VCALENDAR. Export it as .ics, or add the days one by one.")
	}
	cal, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil || cal == nil {
		return Days{}, errors.New("This iCalendar file is damaged, so nothing was read from it. Export it again, or add the days one by one.")
	}
	r := reader{from: from, to: to, loc: loc, checks: mostChecks, replaced: map[string]bool{}}
	events := cal.Events()
	for i, e := range events {
		if i < mostEvents && property(e, ics.ComponentPropertyRecurrenceId) != "" {
			if d, ok := r.day(property(e, ics.ComponentPropertyRecurrenceId)); ok {
				r.replaced[property(e, ics.ComponentPropertyUniqueId)+" "+d.String()] = true
			}
		}
	}
	for i, e := range events {
		if i >= mostEvents {
			r.left.out(leftMany, "")
			continue
		}
		r.event(e)
	}
	return Days{sorted(r.days), r.said()}, nil
}

// reader is a file on its way to its days.
type reader struct {
	from, to relationship.Date
	loc      *time.Location
	checks   int             // days that may still be looked at
	replaced map[string]bool // event and day of occurrences that stand as events of their own
	days     []relationship.Holiday
	left     left
}

func (r *reader) said() (out []string) {
	for _, s := range r.left.sentences() {
		events := " events "
		if strings.HasPrefix(s, "1 ") {
			events = " event "
		}
		out = append(out, strings.Replace(s, " ", events, 1)+".")
	}
	return out
}

func property(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

// event adds the days of one event, or says why not.
func (r *reader) event(e *ics.VEvent) {
	name := cut(ics.FromText(property(e, ics.ComponentPropertySummary)))
	if strings.EqualFold(property(e, ics.ComponentPropertyStatus), "CANCELLED") {
		return
	}
	start := property(e, ics.ComponentPropertyDtStart)
	first, ok := r.day(start)
	if !ok {
		r.left.out(leftDate, name)
		return
	}
	length, why := r.length(e, start, first)
	if why != "" {
		r.left.out(why, name)
		return
	}
	begins, why := r.begins(e, first, length)
	if why != "" {
		r.left.out(why, name)
	}
	for _, b := range begins {
		for i := range length {
			if d := b.AddDays(i); !d.Before(r.from) && !d.After(r.to) {
				r.days = append(r.days, relationship.Holiday{Date: d, Name: name})
			}
		}
	}
}

// length is how many whole days an event covers.
func (r *reader) length(e *ics.VEvent, start string, first relationship.Date) (days int, why string) {
	timed := strings.Contains(start, "T")
	if timed && !strings.HasPrefix(start[9:], "000000") {
		return 0, leftTimed
	}
	days = 1
	if timed {
		days = 0
	}
	if end := property(e, ics.ComponentPropertyDtEnd); end != "" {
		last, ok := r.day(end)
		if !ok {
			return 0, leftDate
		}
		days = max(days, last.Since(first))
	} else if d := property(e, ics.ComponentPropertyDuration); d != "" {
		days = max(days, wholeDays(d))
	}
	switch {
	case days == 0:
		return 0, leftTimed
	case days > mostLength:
		return 0, leftLong
	}
	return days, ""
}

// begins lists the days on which an event begins so that it touches the window.
func (r *reader) begins(e *ics.VEvent, first relationship.Date, length int) (out []relationship.Date, why string) {
	except := map[relationship.Date]bool{}
	for _, d := range r.listed(e, ics.ComponentPropertyExdate) {
		except[d] = true
	}
	begins := append([]relationship.Date{}, r.listed(e, ics.ComponentPropertyRdate)...)
	if said := property(e, ics.ComponentPropertyRrule); said == "" {
		begins = append(begins, first)
	} else if rule, err := parseRule(said); err != nil {
		begins, why = append(begins, first), leftRule
	} else {
		found, whole := rule.dates(first, r.from.AddDays(1-length), r.to, &r.checks)
		begins = append(begins, found...)
		if !whole {
			why = leftBudget
		}
	}
	uid, own := property(e, ics.ComponentPropertyUniqueId), property(e, ics.ComponentPropertyRecurrenceId) != ""
	for _, d := range begins {
		if !except[d] && (own || !r.replaced[uid+" "+d.String()]) {
			out = append(out, d)
		}
	}
	return out, why
}

// listed are the days of a property that may stand several times and name several days each.
func (r *reader) listed(e *ics.VEvent, name ics.ComponentProperty) (out []relationship.Date) {
	for _, p := range e.Properties {
		if p.IANAToken != string(name) {
			continue
		}
		for one := range strings.SplitSeq(p.Value, ",") {
			if d, ok := r.day(one); ok {
				out = append(out, d)
			}
			if len(out) > mostEvents {
				return out
			}
		}
	}
	return out
}

// day reads 20261225, 20261225T000000 and 20261225T000000Z.
func (r *reader) day(value string) (relationship.Date, bool) {
	value = strings.TrimSpace(value)
	if strings.HasSuffix(value, "Z") {
		at, err := time.Parse("20060102T150405Z", value)
		return relationship.DateOf(at, r.loc), err == nil && at.Year() > 1 && at.Year() < 9999
	}
	date, clock, timed := strings.Cut(value, "T")
	if len(date) != 8 || timed && len(clock) < 6 {
		return relationship.Date{}, false
	}
	d, err := relationship.ParseDate(fmt.Sprintf("%s-%s-%s", date[:4], date[4:6], date[6:]))
	return d, err == nil
}

// wholeDays reads P3D and P1W; what is shorter than a day is none.
func wholeDays(duration string) int {
	var n int
	var unit string
	if _, err := fmt.Sscanf(duration, "P%d%1s", &n, &unit); err != nil || n < 0 || n > 10*mostLength {
		return 0
	}
	switch unit {
	case "W":
		return 7 * n
	case "D":
		return n
	}
	return 0
}

// cut is a name on one line, short.
func cut(name string) string {
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " "))
	return string(runes[:min(len(runes), mostName)])
}
