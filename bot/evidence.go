package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"collab/relationship"
)

// evidence lists evidence, logs it, says what it is about, and lets the other side accept or challenge it. What a party
// keeps for itself is numbered e1, e2 and so on.
func evidence(t *turn) Reply {
	id, internal, numbered := t.evidenceNumber(0)
	message, kept := t.messageSaid()
	switch {
	case t.q.Unasked:
		return t.proposing()
	case kept:
		return t.aboutMessage(message)
	case t.verb("no") == "no" && len(t.s.args) == 1: // to what was proposed; there is nothing to say to that
		return Reply{}
	case numbered && internal:
		return t.internalVerb(id)
	case numbered:
		return t.evidenceVerb(id)
	case t.verb("share") == "share" && len(t.s.args) == 2:
		if id, internal, ok := t.evidenceNumber(1); ok && internal {
			return t.sharing(id)
		}
	case t.submitted():
		return t.logged()
	case t.verb("new") == "new":
		return t.logging("", "", t.thingsSaid(1))
	case t.saidAll():
		return t.show(t.evidenceList)
	}
	if len(t.s.args) > 0 {
		return t.evidenceSaid()
	}
	return t.show(t.evidenceList)
}

// evidenceNumber reads argument i as the number of evidence: 3 is shared, e3 internal.
func (t *turn) evidenceNumber(i int) (id int, internal, ok bool) {
	if i >= len(t.s.args) || t.s.args[i].quoted {
		return 0, false, false
	}
	digits, internal := strings.CutPrefix(strings.TrimPrefix(strings.ToLower(t.s.arg(i)), "#"), "e")
	id, ok = digitsOf(digits)
	return id, internal, ok && id > 0
}

// evidenceVerb does one thing with shared evidence, or shows it.
func (t *turn) evidenceVerb(id int) Reply {
	verb := strings.ToLower(t.s.arg(1))
	switch verb {
	case "", "show":
		return t.evidenceShown(id)
	case "link":
		return t.linking(id)
	case "accept":
		return t.acceptEvidence(id)
	case "challenge", "uphold", "reject":
		return t.because(t.judging(id, verb))
	}
	return unknownDeed(fmt.Sprintf("evidence %d", id), verb)
}

// internalVerb shows or shares internal evidence, on the person's own surface alone.
func (t *turn) internalVerb(id int) Reply {
	switch {
	case !t.q.Place.Own: // audience: internal evidence is drawn on the person's own surface alone; mutate: s/!t.q.Place.Own/t == nil/
		return t.notHere()
	case strings.EqualFold(t.s.arg(1), "share"):
		return t.sharing(id)
	}
	return t.internalShown(id)
}

func (t *turn) internalShown(id int) Reply {
	return t.show(func(v relationship.View) Message {
		e := v.Own.Noted[id]
		if e == nil {
			return Plainly(fmt.Sprintf("There is no internal evidence e%d here.", id), Button{Label: "Evidence", Words: "evidence"}, help())
		}
		return t.evidenceOf(v, e, true)
	})
}

func (t *turn) evidenceShown(id int) Reply {
	return t.show(func(v relationship.View) Message {
		e := v.Shared.Evidence[id]
		if e == nil {
			return noSuch(fmt.Sprintf("evidence %d", id), Button{Label: "Evidence", Words: "evidence"})
		}
		return t.evidenceOf(v, e, false)
	})
}

// evidenceList lists the evidence, the newest first, a page at a time; on the person's own surface also what their
// party keeps for itself.
func (t *turn) evidenceList(v relationship.View) Message {
	newest := newestEvidence(v.Shared.Evidence)
	page, more, rest := paged(t, newest, "Show older evidence", "evidence all")
	items := Items{Title: "Evidence, the newest first", Items: t.evidenceItems(v, page), More: more, Rest: rest}
	m := Plainly("No evidence is on the shared record yet.")
	if len(items.Items) > 0 {
		m = Message{Fallback: counted(len(newest), "piece") + " of evidence", Blocks: []Block{items}}
	}
	if kept := t.internalItems(v); len(kept) > 0 {
		m.Blocks = append(m.Blocks, listed(t.internal(v.Shared).Face, kept))
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "Log evidence", Words: "evidence new", Style: Primary}, {Label: "Claims", Words: "claim"}})
	note := "On a message: Log as evidence in its menu, where that is offered, or mention me in its thread and say evidence. " + t.joint(v.Shared).Face
	if v.Party != "" {
		note += ", except what is marked internal"
	}
	return withNote(m, note+".")
}

func newestEvidence(of map[int]*relationship.Evidence) []*relationship.Evidence {
	var out []*relationship.Evidence
	for _, id := range sortedIDs(of) {
		out = append(out, of[id])
	}
	slices.Reverse(out)
	return out
}

// internalItems lists what the party keeps for itself and has not shared.
func (t *turn) internalItems(v relationship.View) (out []Item) {
	if v.Party == "" {
		return nil // the own ledger was not read
	}
	for _, e := range newestEvidence(v.Own.Noted) {
		if e.SharedAs == 0 {
			out = append(out, Item{Title: fmt.Sprintf("e%d. %s", e.ID, evidenceWords(e)), Detail: t.evidenceLine(v, e), Link: e.Link,
				Button: Button{Label: fmt.Sprintf("Show e%d", e.ID), Words: fmt.Sprintf("evidence e%d", e.ID)}})
		}
	}
	return out
}

// evidenceItems are shared pieces of evidence as lines of a list.
func (t *turn) evidenceItems(v relationship.View, list []*relationship.Evidence) (out []Item) {
	for _, e := range list {
		out = append(out, Item{Title: fmt.Sprintf("%d. %s", e.ID, evidenceWords(e)), Detail: t.evidenceLine(v, e), Link: e.Link,
			Button: Button{Label: fmt.Sprintf("Show evidence %d", e.ID), Words: fmt.Sprintf("evidence %d", e.ID)}})
	}
	return out
}

// evidenceWords is what the evidence says, short and on one line.
func evidenceWords(e *relationship.Evidence) string {
	if e.What == "" {
		return "(words erased)"
	}
	return cut(strings.Join(strings.Fields(e.What), " "), 100)
}

// evidenceLine is what one line says of evidence: what it is, about what, whose, and how it stands.
func (t *turn) evidenceLine(v relationship.View, e *relationship.Evidence) string {
	about := "nothing yet"
	if len(e.About) > 0 {
		about = all(t.shortNames(e.About))
	}
	parts := []string{exhibitWords(e.Kind), fmt.Sprintf("grade %d", e.Grade), "about " + about,
		"logged by " + side(v.Shared, relationship.Side{Person: e.By, Party: e.Party})}
	if s := e.State(); s != relationship.EvidenceLogged && s != relationship.EvidenceLinked {
		parts = append(parts, string(s))
	}
	return strings.Join(parts, ", ")
}

// shortNames are things as people call them in passing: "promise 3".
func (t *turn) shortNames(things []string) (out []string) {
	for _, thing := range things {
		noun, id, _ := strings.Cut(thing, " ")
		if noun == "commitment" {
			noun = "promise"
		}
		if noun == "kpi" {
			noun = "KPI"
		}
		out = append(out, noun+" "+id)
	}
	return out
}

// thingsSaid reads the thing that is named from argument i on, such as "promise 3"; none when nothing is named there.
func (t *turn) thingsSaid(i int) []string {
	noun, id := strings.ToLower(t.s.arg(i)), strings.TrimPrefix(t.s.arg(i+1), "#")
	c, known := t.find(noun)
	if _, ok := digitsOf(id); !ok || !known {
		return nil
	}
	return []string{thingSaid(c.noun + " " + id)}
}

// thingName names a thing for people, with its title. A claim that is not shown as what it is yet has none.
func (t *turn) thingName(v relationship.View, thing string) string {
	noun, rest, _ := strings.Cut(thing, " ")
	id, _ := strconv.Atoi(rest)
	if c := v.Shared.Claims[id]; noun == "claim" && c != nil {
		return strings.Replace("Claim "+t.claimName(c), ". ", ": ", 1)
	}
	return cut(t.titleOf(v.Shared, thing), 100)
}
