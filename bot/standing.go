package bot

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"collab/relationship"
)

// standing is how a relationship stands: its figures, in words that are the same for everybody who reads joint. It
// holds until something is recorded in joint or time alone changes one of the figures, and is kept so long.
type standing struct {
	head        relationship.Head
	from, until time.Time
	noneActive  bool
	headline    string
	figures     Facts
	kpis        Items
	status      map[reader]kept // held by the lock of standings
}

// mostStandings bounds how many are kept; each takes a few kilobytes.
const mostStandings = 1000

// standings keeps how relationships stand, for whoever asks next.
type standings struct {
	sync.Mutex
	of map[string]*standing
}

// kept is what is kept for exactly this head and true at now; nil when there is none.
func (all *standings) kept(h relationship.Head, now time.Time) *standing {
	all.Lock()
	defer all.Unlock()
	k := all.of[h.Relationship]
	if k == nil || k.head != h || now.Before(k.from) || !now.Before(k.until) {
		return nil
	}
	return k
}

func (all *standings) keep(k *standing) {
	all.Lock()
	defer all.Unlock()
	if all.of == nil || len(all.of) >= mostStandings {
		all.of = map[string]*standing{}
	}
	all.of[k.head.Relationship] = k
}

// stands is how the relationship stands now. Nothing in it may be changed.
func (t *turn) stands(s *relationship.Shared) *standing {
	if k := t.standings.kept(s.Head(), t.now); k != nil {
		return k
	}
	// The windows of the figures move at midnight UTC.
	k := &standing{head: s.Head(), from: t.now, until: relationship.DayEnd(relationship.DateOf(t.now, time.UTC), time.UTC)}
	k.compute(t, s)
	t.standings.keep(k)
	return k
}

// holds notes until when a figure holds; the zero time means that time alone does not change it.
func (k *standing) holds(until time.Time) {
	if !until.IsZero() && until.Before(k.until) {
		k.until = until
	}
}

func (k *standing) compute(t *turn, s *relationship.Shared) {
	a, kept := s.Alignment(t.now), s.SayDo(t.now, t.window())
	k.holds(a.Until)
	k.holds(kept.Until)
	k.noneActive = a.NoneActive
	k.headline = headlineOf(s, a, kept)
	k.figures = k.facts(t, s, a, kept)
	k.kpis = k.kpiItems(t, s)
}

// headlineOf says in one line whether the shared objectives are valid and who keeps their promises.
func headlineOf(s *relationship.Shared, a relationship.Alignment, kept relationship.SayDo) string {
	parts := []string{"shared objectives valid: " + validity(a)}
	for _, p := range s.Active() {
		if r := kept.Of[p.ID].Kept; r.OK() {
			parts = append(parts, fmt.Sprintf("%s kept %d of %d promises", p.Name, r.K, r.N))
		}
	}
	return strings.Join(parts, " · ")
}

// validity is how many joint objectives are valid; without any that is 0 %, since it is a finding.
func validity(a relationship.Alignment) string {
	if !a.Validity.OK() {
		return "0 %, there is none yet"
	}
	return a.ValidityText()
}

func (t *turn) window() relationship.Period {
	return relationship.Trailing(t.now, relationship.OperationsDays)
}

// facts are the numbers of the relationship, each with what it is counted from.
func (k *standing) facts(t *turn, s *relationship.Shared, a relationship.Alignment, kept relationship.SayDo) Facts {
	held, d := s.Adherence(t.now), s.Delivery(t.now)
	k.holds(held.Until)
	k.holds(d.Until)
	f := Facts{{Name: "Shared objectives valid", Value: validity(a)}}
	for _, c := range a.Coverage {
		f = append(f, Fact{Name: "Carried by shared ones, " + s.PartyName(c.Party), Value: c.Ratio.String()})
	}
	for _, p := range s.Active() {
		f = append(f, Fact{Name: "Kept on time, " + p.Name, Value: kept.Of[p.ID].Kept.String()})
	}
	if kept.Apart {
		f = append(f, Fact{Name: "Say-do gap", Value: kept.Gap.FloatString(0) + " percentage points between the parties"})
	}
	if d.KPIs > 0 {
		f = append(f, Fact{Name: "KPIs", Value: d.String()})
	}
	e := s.EvidenceCoverage(t.now, t.window())
	k.holds(e.Until)
	if e.Achievements.OK() {
		f = append(f, Fact{Name: "Claims with evidence", Value: e.Achievements.String()})
	}
	return append(f, Fact{Name: "Check-ins held", Value: held.Held.String()}, Fact{Name: "Reviews held", Value: held.Formal.String()})
}

// kpiItems lists the live KPIs: the last value against the target, the rating in words, and where it is going.
func (k *standing) kpiItems(t *turn, s *relationship.Shared) Items {
	items := Items{Title: "KPIs"}
	live := s.LiveKPIs()
	for _, kpi := range live[:min(len(live), mostLines)] {
		a, trend := kpi.Attainment(t.now), kpi.Trend(t.now)
		k.holds(a.Until)
		k.holds(trend.Until)
		items.Items = append(items.Items, Item{Title: fmt.Sprintf("%d. %s", kpi.ID, kpi.Title()), Detail: kpiStands(kpi, a, trend),
			Button: Button{Label: fmt.Sprintf("History of KPI %d", kpi.ID), Words: fmt.Sprintf("kpi %d history", kpi.ID)}})
	}
	return withMore(items, len(live)-len(items.Items), "kpi")
}

// kpiLine is what one line says of a live KPI.
func (t *turn) kpiLine(k *relationship.KPI) string {
	return kpiStands(k, k.Attainment(t.now), k.Trend(t.now))
}

func kpiStands(k *relationship.KPI, a relationship.Attainment, trend relationship.Trend) string {
	parts := []string{"no reading yet"}
	terms := k.Terms()
	if a.Reading != nil {
		parts[0] = withUnit(showNumber(a.Reading.Value), terms.Unit)
	}
	parts = append(parts, "target "+targetOf(terms))
	if a.Current.OK() {
		parts = append(parts, fmt.Sprintf("%s, %s of the way", a.Current.Rating, a.Current))
	} else {
		parts = append(parts, noRating(a))
	}
	if k.First != nil && a.First.OK() && k.First.Target != terms.Target {
		parts = append(parts, fmt.Sprintf("%s of the way to the first agreed %s", a.First, targetOf(k.First.KPITerms)))
	}
	if trend.Arrow != relationship.NoArrow && trend.Arrow != relationship.TooFew {
		parts = append(parts, string(trend.Arrow))
	}
	if a.Unconfirmed {
		parts = append(parts, "unconfirmed")
	}
	if a.Restated {
		parts = append(parts, "restated")
	}
	return strings.Join(parts, ", ")
}

// noRating says why a KPI has no rating now.
func noRating(a relationship.Attainment) string {
	if a.Reading != nil && a.None != "" {
		return string(relationship.NoData) + " to rate: " + a.None
	}
	return string(a.Current.Rating)
}

func withUnit(number, unit string) string { return strings.TrimSpace(number + " " + unit) }

// targetOf is the target in words.
func targetOf(terms relationship.KPITerms) string {
	switch terms.Polarity {
	case relationship.PolarityRange:
		return withUnit(showNumber(terms.Target.Low)+" to "+showNumber(terms.Target.High), terms.Unit)
	case relationship.PolarityHold:
		return "hold " + withUnit(showNumber(terms.Baseline), terms.Unit)
	}
	return withUnit(showNumber(terms.Target.Value), terms.Unit)
}
