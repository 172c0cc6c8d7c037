package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// kpiPage shows a KPI: where it stands against the target now and the one agreed first, where it is going, what waits.
func (t *turn) kpiPage(v relationship.View, k *relationship.KPI) Message {
	s := v.Shared
	title := fmt.Sprintf("KPI %d: %s", k.ID, k.Title())
	m := Message{Fallback: title + ", " + t.kpiShort(k), Blocks: []Block{Text{title, k.Terms().Formula}}}
	add := func(b ...Block) { m.Blocks = append(m.Blocks, b...) }
	add(append(t.termFacts(s, k), t.standFacts(s, k)...))
	if c, ok := t.kpiChart(k); ok {
		add(c)
	}
	if k.Retired.IsZero() {
		add(slices.Concat(t.proposalFacts(s, k), t.endingFacts(s, k), t.smartFacts(s, k)))
		if gaps := t.smartGaps(v, k); len(gaps) > 0 && !t.observes() {
			add(listed("Before it can be agreed", gaps))
		}
	}
	add(t.notesOn(v, fmt.Sprintf("kpi %d", k.ID))...)
	if b := t.kpiButtons(v, k); len(b) > 0 {
		add(b)
	}
	return withNote(m, "Every party can see this.")
}

// termFacts are what a KPI is agreed to be, with the first agreed target beside the current one.
func (t *turn) termFacts(s *relationship.Shared, k *relationship.KPI) Facts {
	terms := k.Terms()
	f := Facts{{Name: "State", Value: because(string(k.State()), k.RetiredWhy), At: k.Retired}}
	if o := s.Objectives[terms.Objective]; o != nil {
		f = append(f, Fact{Name: "Measures", Value: "objective " + objectiveName(o)})
	}
	if p := s.Persons[terms.Owner]; p != nil {
		f = append(f, Fact{Name: "Reported by", Value: fmt.Sprintf("%s (%s), every %s", s.PersonName(terms.Owner), s.PartyName(p.Party), everyWords(terms.Every))})
	}
	f = append(f, handedFacts(s, k.Handovers)...)
	if terms.Baseline != "" {
		f = append(f, Fact{Name: "Baseline", Value: showQuantity(terms.Baseline, terms.Unit) + dayBehind(t, " on ", terms.Since)})
	}
	f = append(f, Fact{Name: "Target", Value: cmp.Or(showAim(terms), "none yet") + dayBehind(t, " by ", terms.Target.By)}, t.firstTarget(k))
	if terms.Behaviour {
		f = append(f, Fact{Name: "Seen as", Value: orNone(terms.Indicator)}, Fact{Name: "Counted", Value: orNone(terms.Counting)})
	}
	if terms.Target.Note != "" {
		f = append(f, Fact{Name: "Why realistic", Value: terms.Target.Note})
	}
	return f
}

func dayBehind(t *turn, word string, d relationship.Date) string {
	if d.IsZero() {
		return ""
	}
	return word + t.day(d)
}

// firstTarget is what was promised at the start: it stays the yardstick whatever was revised since.
func (t *turn) firstTarget(k *relationship.KPI) Fact {
	f := Fact{Name: "First agreed target", Value: "not agreed yet"}
	switch {
	case k.First == nil:
	case k.First == k.InForce:
		f.Value = "the same (version 1)"
		if k.First.Number > 1 {
			f.Value = fmt.Sprintf("the same (version %d)", k.First.Number)
		}
	default:
		f.Value = fmt.Sprintf("%s%s (version %d; now version %d)", showAim(k.First.KPITerms), dayBehind(t, " by ", k.First.Target.By), k.First.Number, k.InForce.Number)
	}
	return f
}

// standFacts are the figures of a live KPI.
func (t *turn) standFacts(s *relationship.Shared, k *relationship.KPI) Facts {
	if !k.Live() {
		return nil
	}
	a := k.Attainment(t.now)
	f := Facts{{Name: "Newest reading", Value: t.readingLine(s, k, a.Reading)}, {Name: "Rating", Value: ratingLine(a.Current)}}
	if k.First != k.InForce {
		f = append(f, Fact{Name: "By the first target", Value: ratingLine(a.First)})
	}
	f = append(f, Fact{Name: "Trend", Value: t.trendLine(k)})
	if c, ok := k.Expected(); ok {
		f = append(f, Fact{Name: "Confidence", Value: fmt.Sprintf("%s, says %s", c.Word, because(s.PersonName(c.By), c.Why)), At: c.At})
	}
	if due := k.DueOn(); !due.IsZero() {
		f = append(f, Fact{Name: "Next reading due", Value: t.day(due)})
	}
	if hit, ok := k.Hit(t.now); ok {
		f = append(f, Fact{Name: "Target reached", Value: "with the reading of " + t.day(hit.Reading.Day())})
	}
	return f
}

// ratingLine is the rating in words, with the share it was computed from and what was due by then.
func ratingLine(a relationship.Against) string {
	if !a.OK() {
		return string(a.Rating) + ": " + a.None
	}
	line := fmt.Sprintf("%s, %s of the way", a.Rating, a)
	if a.Clipped() {
		line += " or beyond"
	}
	if share, _ := a.Expected.Float64(); share < 1 {
		line += fmt.Sprintf("; %.0f %% was due by then", 100*share)
	}
	return line
}

// trendLine is where a KPI is going, and when it would arrive.
func (t *turn) trendLine(k *relationship.KPI) string {
	trend := k.Trend(t.now)
	readings := "the last " + counted(trend.N, "reading")
	switch {
	case trend.Arrow == relationship.TooFew:
		return "too few readings to tell (" + fmt.Sprint(trend.N) + " of 3)"
	case trend.Arrow == relationship.NoArrow:
		return "no direction is better for this one"
	}
	line := fmt.Sprintf("%s, by %s; ", trend.Arrow, readings)
	switch {
	case trend.N < 4:
		line += "a forecast needs 4"
	case trend.Forecast.IsZero():
		line += "the target is not reached on this trend"
	case !trend.Forecast.After(trend.To):
		line += "at the target now"
	default:
		line += "on this trend the target is reached about " + t.day(trend.Forecast)
	}
	if trend.Stale {
		line += "; old, no newer reading"
	}
	return line
}

// proposalFacts show the version that waits beside the one in force.
func (t *turn) proposalFacts(s *relationship.Shared, k *relationship.KPI) Facts {
	p := k.Proposed
	if p == nil {
		return nil
	}
	f := Facts{{Name: fmt.Sprintf("Proposed, version %d", p.Number), Value: "by " + s.PersonName(p.By) + " of " + s.PartyName(p.Party), At: p.At}}
	if p.Why != "" {
		f = append(f, Fact{Name: "Because", Value: p.Why})
	}
	if k.InForce != nil {
		f = append(f, t.termChanges(s, k.InForce.KPITerms, p.KPITerms)...)
	}
	if p.Refusal != nil {
		return append(f, Fact{Name: "Refused, " + s.PartyName(p.Refusal.Party), Value: s.PersonName(p.Refusal.By) + ": " + orErased(p.Refusal.Why), At: p.Refusal.At})
	}
	return append(f, Fact{Name: "Waits for", Value: orNone(all(waitingFor(s, p.Agreed)))})
}

// endingFacts say who wants to retire a KPI, why, and who is still to agree.
func (t *turn) endingFacts(s *relationship.Shared, k *relationship.KPI) Facts {
	e := k.Ending
	if e == nil {
		return nil
	}
	return Facts{{Name: "To be retired", Value: because("proposed by "+s.PersonName(e.By)+" of "+s.PartyName(e.Party), e.Why), At: e.At},
		{Name: "Waits for", Value: orNone(all(waitingFor(s, e.Agreed)))}}
}

// smartNames are the words behind the letters.
var smartNames = map[string]string{"S": "Specific", "M": "Measurable", "A": "Achievable", "R": "Relevant", "T": "Time-bound"}

// smartFacts are the letters that are held, in words, and what is only waited for; what is missing is listed with the
// way to fill it in.
func (t *turn) smartFacts(s *relationship.Shared, k *relationship.KPI) Facts {
	var held []string
	var f Facts
	letters := k.Smart(s, t.now)
	for _, l := range letters {
		switch name := smartNames[l.Letter]; {
		case l.OK:
			held = append(held, strings.ToLower(name))
		case l.Field == "" || k.Proposed == nil || t.observes():
			f = append(f, Fact{Name: name, Value: "not yet: " + l.Why})
		}
	}
	name := "SMART so far"
	if len(held) == len(letters) {
		name = "SMART"
	}
	return append(Facts{{Name: name, Value: cmp.Or(all(held), "none of it yet")}}, f...)
}

// smartGaps lists what a KPI lacks before it can be agreed, each with the way to fill it in.
func (t *turn) smartGaps(v relationship.View, k *relationship.KPI) []Item {
	var out []Item
	if !k.Retired.IsZero() || k.Proposed == nil {
		return nil
	}
	for _, l := range k.Smart(v.Shared, t.now) {
		if l.OK || l.Field == "" { // the reporting party's acceptance is its agreement itself
			continue
		}
		field := l.Field
		if at, ok := kpiErrors[field]; ok {
			field = at
		}
		item := Item{Title: smartNames[l.Letter], Detail: l.Why, Button: Button{Label: "Fill in " + fieldWords[field],
			Words: fmt.Sprintf("kpi %d revise %s", k.ID, field) + seen(v, fmt.Sprintf("kpi %d", k.ID))}}
		if o := v.Shared.Objectives[k.Newest().Objective]; field == "objective" && o != nil && o.Open() {
			item.Button = showObjective(o.ID)
		}
		out = append(out, item)
	}
	return out
}

// fieldWords name the fields of a KPI on a button.
var fieldWords = map[string]string{"owner": "who reports it", "title": "the name", "indicator": "what can be seen", "baseline": "the baseline",
	"since": "the day", "formula": "how it is made", "counting": "what counts", "target": "the target", "note": "why", "objective": "the objective",
	"by": "the day", "every": "how often"}

// kpiButtons are what this person's party can do with a KPI, what waits for it first.
func (t *turn) kpiButtons(v relationship.View, k *relationship.KPI) Buttons {
	s, words := v.Shared, fmt.Sprintf("kpi %d ", k.ID)
	history := Button{Label: "History", Words: words + "history"}
	if t.observes() || !k.Retired.IsZero() {
		return Buttons{history}
	}
	b := t.agreementButtons(v, k)
	if k.Live() && t.reports(s, k) {
		b = append(b, t.reportButtons(k)...)
	}
	mark := seen(v, fmt.Sprintf("kpi %d", k.ID))
	b = append(b, Button{Label: "Revise the target", Words: words + "target" + mark}, Button{Label: "Revise the rest", Words: words + "revise" + mark}, history)
	if k.Ending == nil {
		b = append(b, Button{Label: "Retire", Words: words + "retire"})
	}
	if t.reports(s, k) && (t.mustReport(s, k) || t.leads()) && len(t.colleagues(s)) > 1 {
		b = append(b, Button{Label: "Hand over", Words: words + "handover"})
	}
	return b
}

// reports says whether the KPI is reported by this person's party.
func (t *turn) reports(s *relationship.Shared, k *relationship.KPI) bool {
	p := s.Persons[k.Terms().Owner]
	return p != nil && p.Party == t.who.Party
}

// reportButtons are for the side that reports a KPI: a reading, the same as last time when one is due, and what it
// expects.
func (t *turn) reportButtons(k *relationship.KPI) Buttons {
	words := fmt.Sprintf("kpi %d ", k.ID)
	b := Buttons{{Label: "Report a reading", Words: words + "read"}}
	if !k.DueOn().After(relationship.DateOf(t.now, t.loc)) {
		b[0].Style = Primary
		if r := k.Attainment(t.now).Reading; r != nil {
			b = append(b, Button{Label: "Same as last time: " + showQuantity(r.Value, k.Terms().Unit), Words: words + r.Value})
		}
	}
	e, _ := k.Expected()
	for _, c := range relationship.Confidences {
		word := Button{Label: upper(string(c)), Words: words + strings.ReplaceAll(string(c), " ", "-")}
		if k.Worse(c) {
			word.Opening = Asks // why
		}
		if e.Word != c {
			b = append(b, word)
		}
	}
	return b
}

// agreementButtons let somebody who agrees for their party agree to what waits, or refuse it.
func (t *turn) agreementButtons(v relationship.View, k *relationship.KPI) (b Buttons) {
	s, words := v.Shared, fmt.Sprintf("kpi %d ", k.ID)
	if !t.agrees(s) || len(s.Active()) < 2 {
		return nil
	}
	mark := seen(v, fmt.Sprintf("kpi %d", k.ID))
	if p := k.Proposed; p != nil && p.Refusal == nil && !p.Agreed(t.who.Party) {
		if len(t.smartGaps(v, k)) == 0 {
			b = append(b, Button{Label: fmt.Sprintf("Agree to version %d", p.Number), Words: fmt.Sprintf("%sagree %d%s", words, p.Number, mark), Style: Primary})
		}
		return append(b, Button{Label: fmt.Sprintf("Refuse version %d", p.Number), Words: fmt.Sprintf("%srefuse %d%s", words, p.Number, mark)})
	}
	if k.Ending != nil && !k.Ending.Agreed(t.who.Party) {
		b = append(b, Button{Label: "Agree to retire it", Words: words + "retire", Style: Primary, Opening: AtOnce}, Button{Label: "Keep it", Words: words + "refuse"})
	}
	return b
}
