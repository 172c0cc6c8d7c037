package bot

import (
	"errors"
	"fmt"
	"strings"

	"collab/relationship"
)

// sayReading is a reading in a sentence: "kpi 1 94.2 "two late trucks"", "kpi 1 94,2 % on 20 Mar".
func (t *turn) sayReading(id int) Reply {
	var unit string
	t.read(func(v relationship.View) { unit = v.Shared.KPIs[id].Terms().Unit })
	c := &relationship.ReadKPI{KPI: id}
	rest := t.s
	rest.args = rest.args[2:]
	var err error
	if c.Value, c.Unit, err = readQuantity(t.s.arg(1)); err != nil {
		return saying(Plainly(err.Error(), help()))
	}
	if n := spells(rest.args, unit); c.Unit == "" && n > 0 {
		rest.args = rest.args[n:]
	}
	day, comment := dayAndComment(rest)
	if day != "" {
		if c.Day, err = readDate(day, t.now, t.loc); err != nil {
			return saying(Plainly(err.Error(), help()))
		}
	}
	c.Comment = comment
	return t.recordReading(c)
}

// spells is how many unquoted words at the start of args write the unit; 0 when they do not.
func spells(args []word, unit string) int {
	words := strings.Fields(unit)
	if len(words) == 0 || len(args) < len(words) {
		return 0
	}
	for i, w := range words {
		if !args[i].is(w) {
			return 0
		}
	}
	return len(words)
}

// dayAndComment cuts "on 20 Mar" out of what follows a value; the rest is the comment.
func dayAndComment(s sentence) (day, comment string) {
	last := len(s.args)
	for last > 0 && s.args[last-1].quoted {
		last--
	}
	for i := last - 2; i >= 0; i-- {
		said := sentence{args: s.args[i+1 : last]}.rest(0)
		if s.args[i].is("on") && looksLikeDay(said) {
			rest := sentence{args: append(append([]word{}, s.args[:i]...), s.args[last:]...)}
			return said, rest.rest(0)
		}
	}
	return "", s.rest(0)
}

// readKPI asks for a reading.
func (t *turn) readKPI(id int) Reply {
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply { return t.readingForm(v, v.Shared.KPIs[id]) })
	}
	c := &relationship.ReadKPI{KPI: id, Comment: t.value("comment")}
	wrong := map[string]string{}
	var err error
	if c.Value, c.Unit, err = readQuantity(t.value("value")); err != nil {
		wrong["value"] = err.Error()
	}
	if day := t.value("day"); day != "" {
		if c.Day, err = readDate(day, t.now, t.loc); err != nil {
			wrong["day"] = err.Error()
		}
	}
	if len(wrong) > 0 {
		return Reply{Errors: wrong}
	}
	return t.recordReading(c).movedErrors(map[string]string{"period": "day"})
}

func (t *turn) readingForm(v relationship.View, k *relationship.KPI) Reply {
	terms := k.Terms()
	switch {
	case t.observes():
		return t.onlyReads()
	case !k.Live():
		return saying(Plainly(k.Title()+" is not in force, so nothing is measured by it.", showKPI(k.ID)))
	case !t.reports(v.Shared, k):
		return saying(Plainly(k.Title()+" is reported by "+v.Shared.PersonName(terms.Owner)+". Ask them, or contest a reading you doubt.", showKPI(k.ID)))
	}
	hint := "In " + terms.Unit + "; target " + showAim(terms)
	if r := k.Attainment(t.now).Reading; r != nil {
		hint = fmt.Sprintf("Last %s, %s; target %s", showQuantity(r.Value, terms.Unit), t.day(r.Day()), showAim(terms))
	}
	return Reply{Form: &Form{Title: fmt.Sprintf("Reading of KPI %d", k.ID), Intro: k.Title() + because("", terms.Formula), Words: fmt.Sprintf("kpi %d read", k.ID),
		Submit: "Report", Audience: t.joint(v.Shared), Fields: []Field{
			{Name: "value", Label: "Value", Hint: hint, Kind: Number, Max: 60},
			{Name: "day", Label: "Day it is about", Hint: "The last day of the period", Kind: Day, Value: relationship.DateOf(t.now, t.loc).String()},
			{Name: "comment", Label: "Comment", Kind: Long, Max: 2000, Optional: true}}}}
}

// recordReading reports a reading. A second value for the same period shows both, and lets the person choose.
func (t *turn) recordReading(c *relationship.ReadKPI) Reply {
	before := "no reading before"
	t.read(func(v relationship.View) {
		k := v.Shared.KPIs[c.KPI]
		if r := k.Attainment(t.now).Reading; r != nil {
			before = "was " + showQuantity(r.Value, k.Terms().Unit) + " on " + t.day(r.Day())
		}
	})
	a, err := t.record(c)
	var r *relationship.Refusal
	if errors.As(err, &r) && strings.HasPrefix(r.Thing, "reading ") {
		return t.twoReadings(c, r)
	}
	return t.confirmed(a, err, func(v relationship.View) Message {
		return t.readingReported(v, c.KPI, given(v, a, "reading"), before)
	})
}

// readingReported confirms a reading, and says what it means.
func (t *turn) readingReported(v relationship.View, id, reading int, before string) Message {
	k, r := v.Shared.Reading(reading)
	if r == nil {
		return Plainly("Reported. Every party can see this.", showKPI(id))
	}
	said := fmt.Sprintf("%s: %s on %s (%s). %s. Every party can see this.", k.Title(), showQuantity(r.Value, k.Terms().Unit), t.day(r.Day()), before,
		upper(ratingLine(k.Attainment(t.now).Current)))
	if newest := k.Attainment(t.now).Reading; newest != r {
		said = fmt.Sprintf("%s: %s on %s. The newest reading, of %s, counts as before. Every party can see this.", k.Title(), showQuantity(r.Value, k.Terms().Unit), t.day(r.Day()), t.day(newest.Day()))
	}
	return Plainly(said, showKPI(id), Button{Label: "History", Words: fmt.Sprintf("kpi %d history", id)})
}

// twoReadings shows the value that stands and the one just said for the same period: one is kept, or replaces the other.
func (t *turn) twoReadings(c *relationship.ReadKPI, refusal *relationship.Refusal) Reply {
	return t.show(func(v relationship.View) Message {
		var id int
		fmt.Sscanf(refusal.Thing, "reading %d", &id)
		k, r := v.Shared.Reading(id)
		if r == nil {
			return Plainly(refusal.Reason, showKPI(c.KPI))
		}
		unit := k.Terms().Unit
		replace := []string{"kpi", "reading", fmt.Sprint(id), "correct", c.Value}
		if c.Comment != "" && len(c.Comment) <= 500 { // a button carries no more; the form asks for the reason then
			replace = append(replace, c.Comment)
		}
		who := v.Shared.PersonName(r.By)
		return conflict(who, showQuantity(r.Value, unit)+" for "+t.day(r.Day()), showQuantity(c.Value, unit), t.now.Sub(r.At),
			fmt.Sprintf("kpi reading %d keep", id), withSeen(say(replace...), refusal.Last))
	})
}

// readingLine is what one line says of a reading.
func (t *turn) readingLine(s *relationship.Shared, k *relationship.KPI, r *relationship.Reading) string {
	if r == nil {
		return "none yet"
	}
	line := fmt.Sprintf("%s on %s, by %s", showQuantity(r.Value, k.Terms().Unit), t.day(r.Day()), s.PersonName(r.By))
	switch r.State(t.now) {
	case relationship.ReadingSubmitted:
		line += ", unconfirmed"
	case relationship.ReadingConfirmed:
		line += ", confirmed by " + s.PersonName(r.ConfirmedBy)
	case relationship.ReadingContested:
		line += ", contested by " + s.PartyName(r.Contest.Party)
	default:
		line += ", " + string(r.State(t.now))
	}
	if r.Restated() {
		line += ", corrected from " + showQuantity(r.Earlier[len(r.Earlier)-1].Value, k.Terms().Unit)
	}
	return line
}
