package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
	"collab/report"
)

// mostPoints is how many readings a picture shows, the newest; more would not be told apart.
const mostPoints = 20

// kpiChart draws the readings that compare with the target; false while there is none. Contested ones stay out, since
// nobody knows yet what they are.
func (t *turn) kpiChart(k *relationship.KPI) (Chart, bool) {
	terms := k.Terms()
	c := report.Trend{Title: k.Title(), Unit: terms.Unit}
	var shown []*relationship.Reading
	contested := 0
	for i, p := range k.Series(t.now) {
		switch {
		case !p.Comparable:
		case p.Contested:
			contested++
		default:
			value, _ := p.Value.Float64()
			c.Points = append(c.Points, report.Point{Label: t.shortDay(p.Day), Value: value})
			shown = append(shown, k.Readings[i])
		}
	}
	if len(shown) == 0 {
		return Chart{}, false
	}
	left := max(0, len(shown)-mostPoints)
	c.Points, shown = c.Points[left:], shown[left:]
	c.Target = level(terms.Target.Value)
	if terms.Polarity != relationship.PolarityHold { // a value to hold is its baseline
		c.Baseline = level(terms.Baseline)
	}
	c.Alt = t.chartWords(k, shown, contested)
	return Chart{c}, true
}

// level is the height of a level line; nil when there is no such number.
func level(number string) *float64 {
	r, err := relationship.ParseDecimal(number)
	if err != nil {
		return nil
	}
	f, _ := r.Float64()
	return &f
}

// shortDay is a day without its weekday.
func (t *turn) shortDay(d relationship.Date) string {
	_, day, _ := strings.Cut(t.day(d), " ")
	return day
}

// chartWords say in one sentence what the picture shows.
func (t *turn) chartWords(k *relationship.KPI, shown []*relationship.Reading, contested int) string {
	terms := k.Terms()
	first, last := shown[0], shown[len(shown)-1]
	said := fmt.Sprintf("%s: %s on %s", k.Title(), showQuantity(last.Value, terms.Unit), t.shortDay(last.Day()))
	if len(shown) > 1 {
		said = fmt.Sprintf("%s: %d readings, from %s on %s to %s on %s", k.Title(), len(shown), showQuantity(first.Value, terms.Unit), t.shortDay(first.Day()),
			showQuantity(last.Value, terms.Unit), t.shortDay(last.Day()))
	}
	if aim := showAim(terms); aim != "" {
		said += "; target " + aim
	}
	if terms.Baseline != "" && terms.Polarity != relationship.PolarityHold {
		said += ", baseline " + showQuantity(terms.Baseline, terms.Unit)
	}
	if contested > 0 {
		said += fmt.Sprintf("; %s left out", counted(contested, "contested reading"))
	}
	return said + "."
}

// kpiHistory shows the readings, what was agreed when, and what was expected.
func (t *turn) kpiHistory(v relationship.View, k *relationship.KPI) Message {
	s := v.Shared
	title := fmt.Sprintf("History of KPI %d: %s", k.ID, k.Title())
	m := Message{Fallback: title, Blocks: []Block{Text{Title: title}}}
	if c, ok := t.kpiChart(k); ok {
		m.Fallback = c.Alt
		m.Blocks = append(m.Blocks, c)
	}
	m.Blocks = append(m.Blocks, t.readingItems(s, k))
	if f := t.signalFacts(k); len(f) > 0 {
		m.Blocks = append(m.Blocks, f)
	}
	m.Blocks = append(m.Blocks, t.versionItems(s, k))
	if items := t.confidenceItems(s, k); len(items.Items) > 0 {
		m.Blocks = append(m.Blocks, items)
	}
	return Message{m.Fallback, append(m.Blocks, Buttons{showKPI(k.ID), {Label: "KPIs", Words: "kpi"}})}
}

// readingItems lists the readings, the newest first.
func (t *turn) readingItems(s *relationship.Shared, k *relationship.KPI) Items {
	var items []Item
	for i, p := range slices.Backward(k.Series(t.now)) {
		r := k.Readings[i]
		item := Item{Title: t.readingLine(s, k, r), Detail: r.Comment, Button: Button{Label: fmt.Sprintf("Show reading %d", r.ID), Words: fmt.Sprintf("kpi reading %d", r.ID)}}
		if !p.Comparable {
			item.Title += ", measured in another way"
		}
		if p.Outside {
			item.Title += ", a signal"
		}
		items = append(items, item)
	}
	if len(items) == 0 {
		items = []Item{{Title: "None yet"}}
	}
	return listed("Readings", items)
}

// signalFacts say which range the readings keep to by themselves; what is outside has a cause of its own.
func (t *turn) signalFacts(k *relationship.KPI) Facts {
	l := k.Trend(t.now).Limits
	if l == nil {
		return nil
	}
	return Facts{{Name: "Usual range", Value: fmt.Sprintf("%s to %s by %s; what is outside is a signal, the rest is noise",
		showNumber(l.Low.FloatString(1)), withUnit(showNumber(l.High.FloatString(1)), k.Terms().Unit), counted(l.N, "reading"))}}
}

// versionItems lists what was proposed and agreed, the newest first.
func (t *turn) versionItems(s *relationship.Shared, k *relationship.KPI) Items {
	var items []Item
	for _, version := range slices.Backward(k.Versions) {
		item := Item{Title: fmt.Sprintf("Version %d, %s", version.Number, wayOf(t, version.KPITerms)), Detail: "proposed by " + s.PersonName(version.By) + " of " + s.PartyName(version.Party), At: version.At}
		switch {
		case version == k.InForce && version == k.First:
			item.Title += ", first agreed and in force"
		case version == k.InForce:
			item.Title += ", in force"
		case version == k.First:
			item.Title += ", first agreed"
		case version.Refusal != nil:
			item.Title += ", refused by " + s.PartyName(version.Refusal.Party)
		case version == k.Proposed:
			item.Title += ", waits for " + orNone(all(waitingFor(s, version.Agreed)))
		}
		if version.Why != "" {
			item.Detail = version.Why + ", " + item.Detail
		}
		items = append(items, item)
	}
	return listed("What was agreed", items)
}

// confidenceItems lists what the reporting side expected, the newest first.
func (t *turn) confidenceItems(s *relationship.Shared, k *relationship.KPI) Items {
	var items []Item
	for _, c := range slices.Backward(k.Confidence) {
		items = append(items, Item{Title: because(upper(string(c.Word)), c.Why), Detail: s.PersonName(c.By), At: c.At})
	}
	return listed("Confidence", items)
}
