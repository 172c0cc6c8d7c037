package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"collab/relationship"
)

// mostAgenda is how many lines each part of an agenda shows; the rest is a click away.
const mostAgenda = 5

// agendaPart is one list of an agenda, short; words say all of it.
func agendaPart(title string, items []Item, words string) Items {
	return withMore(Items{Title: title, Items: items[:min(len(items), mostAgenda)]}, len(items)-mostAgenda, words)
}

// agendaBlocks is what the review is about, filled from what happened: the objectives on top, then figures side by side,
// then what is open.
func (t *turn) agendaBlocks(v relationship.View, r *relationship.Review) (blocks []Block) {
	s, a := v.Shared, v.Shared.Agenda(r, t.now)
	add := func(title string, items []Item, words string) {
		if len(items) > 0 {
			blocks = append(blocks, agendaPart(title, items, words))
		}
	}
	add("To talk about", t.topicItems(v, a.Topics), "checkin topic")
	add("To be acted on", t.mustActItems(s, a.MustAct), "objective")
	add("Objectives", t.agendaObjectives(v, a), "objective")
	blocks = append(blocks, t.agendaFacts(s, a))
	add("KPIs, those furthest behind first", t.agendaKPIs(a), "kpi")
	add("Actions of the last review", t.promiseLines(s, a.Actions), "promise all")
	add("Promises missed in the quarter", t.promiseLines(s, but(a.Missed, a.Actions)), "promise all")
	add("Promises seen differently", t.promiseLines(s, but(a.InQuestion, a.Actions, a.Missed)), "promise")
	add("Open promises", t.promiseLines(s, but(a.Open, a.Actions, a.Missed, a.InQuestion)), "promise")
	add("Claims to settle", t.agendaClaims(v, a), "claim")
	add("Decisions to look at again", t.decisionItems(s, decisionIDs(a.LookAgain)), "decision")
	add("Decisions that wait", t.decisionItems(s, decisionIDs(a.Proposed)), "decision")
	return blocks
}

// but is a list without what stands in another one: no promise is talked about twice.
func but(list []*relationship.Commitment, others ...[]*relationship.Commitment) (out []*relationship.Commitment) {
	for _, c := range list {
		if !slices.Contains(slices.Concat(others...), c) {
			out = append(out, c)
		}
	}
	return out
}

// reviewAgenda is the agenda alone, also once the minutes are on their way.
func (t *turn) reviewAgenda(v relationship.View, r *relationship.Review) Message {
	title := fmt.Sprintf("Agenda of review %d", r.ID)
	m := Message{Fallback: title, Blocks: []Block{Text{title, "Looks back at " + t.span(r.Quarter) + "."}}}
	m.Blocks = append(append(m.Blocks, t.agendaBlocks(v, r)...), Buttons{showReview(r.ID)})
	return withNote(m, t.joint(v.Shared).Face)
}

func decisionIDs(list []*relationship.Decision) (ids []int) {
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	return ids
}

// agendaObjectives lists the objectives, each with who is to confirm it again; whose word waits confirms it from here.
func (t *turn) agendaObjectives(v relationship.View, a relationship.Agenda) (out []Item) {
	for _, o := range a.Objectives {
		item := Item{Title: objectiveName(o.Objective), Detail: whose(v.Shared, o.Objective, t.who.Party) + ", " + string(o.State), Button: showObjective(o.ID)}
		if len(o.Reconfirm) > 0 {
			item.Detail += ", to be confirmed again by " + all(partyNames(v.Shared, o.Reconfirm))
		}
		if slices.Contains(o.Reconfirm, t.who.Party) && t.agrees(v.Shared) {
			item.Button = Button{Label: fmt.Sprintf("Confirm objective %d", o.ID), Style: Primary,
				Words: fmt.Sprintf("objective %d confirm", o.ID) + seen(v, fmt.Sprintf("objective %d", o.ID))}
		}
		out = append(out, item)
	}
	return out
}

func partyNames(s *relationship.Shared, ids []string) (out []string) {
	for _, id := range ids {
		out = append(out, s.PartyName(id))
	}
	return out
}

func (t *turn) agendaKPIs(a relationship.Agenda) (out []Item) {
	for _, k := range a.KPIs {
		out = append(out, Item{Title: fmt.Sprintf("%d. %s", k.ID, k.Title()), Detail: kpiStands(k.KPI, k.Attainment, k.Trend),
			Button: Button{Label: fmt.Sprintf("History of KPI %d", k.ID), Words: fmt.Sprintf("kpi %d history", k.ID)}})
	}
	return out
}

func (t *turn) agendaClaims(v relationship.View, a relationship.Agenda) (out []Item) {
	for _, c := range a.Claims {
		if !t.hides(c) {
			out = append(out, Item{Title: t.claimName(c), Detail: t.claimLine(v.Shared, c),
				Button: Button{Label: fmt.Sprintf("Show claim %d", c.ID), Words: fmt.Sprintf("claim %d", c.ID)}})
		}
	}
	return out
}

// agendaFacts are the figures of the quarter, the parties side by side.
func (t *turn) agendaFacts(s *relationship.Shared, a relationship.Agenda) (f Facts) {
	for _, p := range s.Active() {
		f = append(f, Fact{Name: "Kept on time, " + p.Name, Value: keptWords(a.Kept.Of[p.ID])})
	}
	if a.Delivery.KPIs > 0 {
		f = append(f, Fact{Name: "KPIs", Value: a.Delivery.String()})
	}
	f = append(f, Fact{Name: "Check-ins held", Value: a.CheckIns.Held.String()})
	for _, p := range s.Active() {
		if asked := a.CheckIns.Participation[p.ID]; asked.OK() {
			f = append(f, Fact{Name: "Answered check-ins, " + p.Name, Value: asked.String()})
		}
	}
	for _, p := range s.Active() {
		f = append(f, Fact{Name: "Evidence, " + p.Name, Value: counted(loggedBy(a, p.ID), "piece") + " since " + t.day(a.Since)})
	}
	return f
}

// loggedBy counts the pieces of evidence of a party, each once however many objectives it is about.
func loggedBy(a relationship.Agenda, party string) int {
	pieces := map[int]bool{}
	for _, of := range a.Evidence {
		for _, e := range of.Evidence {
			pieces[e.ID] = pieces[e.ID] || of.Party == party
		}
	}
	maps.DeleteFunc(pieces, func(_ int, theirs bool) bool { return !theirs })
	return len(pieces)
}

// keptWords is what a party kept of its promises, with the reasons of what it did not.
func keptWords(p relationship.Promises) string {
	said := p.Kept.String()
	var why []string
	for _, r := range p.Reasons {
		why = append(why, fmt.Sprintf("%s (%d)", strings.ToLower(missWords(r.Reason)), r.Count))
	}
	if p.Unexplained > 0 {
		why = append(why, fmt.Sprintf("no reason given (%d)", p.Unexplained))
	}
	if len(why) > 0 {
		said += "; not kept: " + strings.Join(why, ", ")
	}
	return said
}
