package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// kpi lists the measures, shows one, and lets people define them, report readings, and agree or contest both.
func kpi(t *turn) Reply {
	switch t.verb("new", "reading", "list", "retired") {
	case "new":
		return t.newKPI()
	case "reading":
		return t.kpiReading()
	case "retired":
		return t.show(t.retiredKPIs)
	case "list":
		return t.show(t.kpiList)
	}
	if len(t.s.args) == 0 {
		return t.show(t.kpiList)
	}
	if id, ok := t.s.number(0); ok {
		return t.kpiNumber(id)
	}
	return t.kpiNamed(t.s.arg(0))
}

// kpiNamed finds a KPI by the beginning of a word in its title, "kpi otif 94.2", and goes on as if its number had been
// said.
func (t *turn) kpiNamed(name string) Reply {
	var found []Option
	t.read(func(v relationship.View) {
		for _, k := range named(v.Shared, name) {
			said := t.s
			said.args = slices.Clone(said.args)
			said.args[0] = word{text: fmt.Sprint(k.ID)}
			found = append(found, Option{said.String(), fmt.Sprintf("%d. %s", k.ID, k.Title())})
		}
	})
	switch len(found) {
	case 0:
		return saying(Plainly(fmt.Sprintf("No KPI here has a word that begins with %s.", typed(name)),
			Button{Label: "Show KPIs", Words: "kpi", Style: Primary}, Button{Label: "Help", Words: "help kpi"}))
	case 1:
		t.s, _ = parse(found[0].Value)
		id, _ := t.s.number(0)
		return t.kpiNumber(id)
	}
	return saying(Plainly(fmt.Sprintf("%s could be several KPIs.", typed(name)), pick(found[:min(len(found), 5)])...))
}

// named lists the KPIs of which a word of the title begins so; those of which a whole word is so come alone.
func named(s *relationship.Shared, name string) []*relationship.KPI {
	var whole, begun []*relationship.KPI
	name = strings.ToLower(name)
	for _, id := range sortedIDs(s.KPIs) {
		k := s.KPIs[id]
		words := strings.Fields(strings.ToLower(k.Title()))
		begins := func(w string) bool { return strings.HasPrefix(strings.Trim(w, `.,;:()"`), name) }
		switch {
		case name == "" || !k.Retired.IsZero():
		case slices.Contains(words, name):
			whole = append(whole, k)
		case slices.ContainsFunc(words, begins):
			begun = append(begun, k)
		}
	}
	if len(whole) > 0 {
		return whole
	}
	return begun
}

// kpiNumber is "kpi 1" and what can be done with it; a number or anything that begins like one is a reading.
func (t *turn) kpiNumber(id int) Reply {
	if r, ok := t.knownKPI(id); !ok {
		return r
	}
	switch verb := strings.ToLower(t.s.arg(1)); verb {
	case "agree", "confirm":
		return t.agreeKPI(id)
	case "refuse", "decline":
		return t.refuseKPI(id)
	case "revise", "edit":
		return t.reviseKPI(id)
	case "target":
		return t.reviseTarget(id)
	case "retire":
		return t.retireKPI(id)
	case "read":
		return t.readKPI(id)
	case "handover":
		return t.handOverKPI(id)
	case "history":
		return t.show(func(v relationship.View) Message { return t.kpiHistory(v, v.Shared.KPIs[id]) })
	case "on-track", "at-risk", "off-track", "on", "at", "off":
		return t.expectOfKPI(id)
	case "":
		return t.show(func(v relationship.View) Message { return t.kpiPage(v, v.Shared.KPIs[id]) })
	}
	if _, _, err := readQuantity(t.s.arg(1)); err == nil {
		return t.sayReading(id)
	}
	return t.unknownVerb("kpi", fmt.Sprintf("kpi %d", id), "read", "history", "target", "revise", "agree", "refuse", "at-risk", "on-track", "off-track", "retire", "handover")
}

// knownKPI says no for a number that no KPI has.
func (t *turn) knownKPI(id int) (r Reply, ok bool) {
	t.read(func(v relationship.View) { ok = v.Shared.KPIs[id] != nil })
	if !ok {
		r = saying(Plainly(fmt.Sprintf("There is no KPI %d here.", id), Button{Label: "Show KPIs", Words: "kpi", Style: Primary}))
	}
	return r, ok
}

func showKPI(id int) Button {
	return Button{Label: fmt.Sprintf("Show KPI %d", id), Words: fmt.Sprintf("kpi %d", id)}
}

// kpiList lists the KPIs that count and those that wait for agreement, with how they stand together.
func (t *turn) kpiList(v relationship.View) Message {
	s := v.Shared
	var live, waiting []Item
	for _, id := range sortedIDs(s.KPIs) {
		switch k := s.KPIs[id]; {
		case k.Live():
			live = append(live, Item{Title: fmt.Sprintf("%d. %s", id, k.Title()), Detail: t.kpiShort(k), Button: showKPI(id)})
		case k.Retired.IsZero():
			waiting = append(waiting, Item{Title: fmt.Sprintf("%d. %s", id, k.Title()), Detail: t.kpiShort(k), Button: showKPI(id)})
		}
	}
	if len(live) == 0 {
		live = []Item{{Title: "None yet"}}
	}
	d := s.Delivery(t.now)
	m := Message{Fallback: "KPIs of " + s.Name + ": " + d.String(), Blocks: []Block{listed("KPIs", live)}}
	if len(waiting) > 0 {
		m.Blocks = append(m.Blocks, listed("Not agreed yet", waiting))
	}
	if d.KPIs > 0 {
		m.Blocks = append(m.Blocks, t.deliveryFacts(s, d))
	}
	if said := kpiAdvice(s); said != "" {
		m.Blocks = append(m.Blocks, Note{said})
	}
	return t.withKPIButtons(s, m)
}

func (t *turn) withKPIButtons(s *relationship.Shared, m Message) Message {
	var b Buttons
	if !t.observes() {
		b = append(b, Button{Label: "Define a KPI", Words: "kpi new", Style: Primary})
	}
	retired := 0
	for _, k := range s.KPIs {
		if !k.Retired.IsZero() {
			retired++
		}
	}
	if retired > 0 {
		b = append(b, Button{Label: fmt.Sprintf("Show the %d retired", retired), Words: "kpi retired"})
	}
	if len(b) > 0 {
		m.Blocks = append(m.Blocks, b)
	}
	return m
}

// kpiShort is what one line says of a KPI, live or not.
func (t *turn) kpiShort(k *relationship.KPI) string {
	switch {
	case !k.Retired.IsZero():
		return "retired " + t.day(relationship.DateOf(k.Retired, t.loc))
	case k.InForce != nil && k.State() == relationship.KPIUnderReview:
		return t.kpiLine(k) + ", under review"
	case k.InForce != nil:
		return t.kpiLine(k)
	case k.Newest().Refusal != nil:
		return "draft, refused"
	}
	if aim := showAim(k.Terms()); aim != "" {
		return "draft, target " + aim
	}
	return "draft, no target yet"
}

// deliveryFacts says how all KPIs together stand: the mean never without the counts and the worst.
func (t *turn) deliveryFacts(s *relationship.Shared, d relationship.KPIDelivery) Facts {
	var counts []string
	for _, r := range relationship.Ratings {
		if n := d.Count[r]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, r))
		}
	}
	f := Facts{{Name: "Together", Value: d.String()}, {Name: "Ratings", Value: strings.Join(counts, ", ")}}
	if d.Worst > 0 && d.KPIs > 1 {
		f = append(f, Fact{Name: "Furthest behind", Value: t.titleOf(s, fmt.Sprintf("kpi %d", d.Worst))})
	}
	if d.Unconfirmed > 0 {
		f = append(f, Fact{Name: "Unconfirmed", Value: counted(d.Unconfirmed, "reading")})
	}
	if d.Restated > 0 {
		f = append(f, Fact{Name: "Restated", Value: counted(d.Restated, "reading") + " corrected since"})
	}
	return f
}

// kpiAdvice says what is missing or too much among the KPIs; empty when all is well.
func kpiAdvice(s *relationship.Shared) string {
	var out []string
	if n, many := s.TooManyKPIs(); many {
		out = append(out, fmt.Sprintf("%d KPIs are more than anybody can watch; up to %d work best.", n, relationship.MostKPIs))
	}
	if bare := s.Unmeasured(); len(bare) > 0 {
		out = append(out, "No KPI measures "+objectiveNumbers(bare)+" yet.")
	}
	return strings.Join(out, " ")
}

// retiredKPIs lists the KPIs that were ended; their readings stay on record.
func (t *turn) retiredKPIs(v relationship.View) Message {
	var items []Item
	for _, id := range sortedIDs(v.Shared.KPIs) {
		if k := v.Shared.KPIs[id]; !k.Retired.IsZero() {
			items = append(items, Item{Title: fmt.Sprintf("%d. %s", id, k.Title()), Detail: because(t.kpiShort(k), k.RetiredWhy), Button: showKPI(id)})
		}
	}
	if len(items) == 0 {
		return Plainly("No KPI was retired.", Button{Label: "Show KPIs", Words: "kpi"})
	}
	return Message{Fallback: "Retired KPIs", Blocks: []Block{listed("Retired", items)}}
}
