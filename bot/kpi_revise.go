package bot

import (
	"errors"
	"fmt"
	"strings"

	"collab/relationship"
)

// basis is what a revision of a KPI starts from: the version that waits, otherwise the one in force. What was refused
// does not come back unsaid, unless nothing else was ever agreed.
func basis(k *relationship.KPI) relationship.KPITerms {
	if p := k.Proposed; p != nil && p.Refusal == nil {
		return p.KPITerms
	}
	return k.Terms()
}

// kpiForm draws some fields of a KPI, with the reason once it is in force: changing what was agreed is explained.
func (t *turn) kpiForm(v relationship.View, k *relationship.KPI, words string, names ...string) Form {
	f := Form{Title: fmt.Sprintf("Revise KPI %d", k.ID), Words: words + seen(v, fmt.Sprintf("kpi %d", k.ID)), Submit: "Propose this version", Audience: t.joint(v.Shared),
		Intro: "Every party agrees to the new version before it counts.", Fields: fieldsOf(t.kpiFields(v.Shared), basis(k), names...)}
	if k.InForce != nil {
		f.Intro = "The version in force counts until every party agreed to the new one. The target agreed first stays beside it."
		f.Fields = append(f.Fields, Field{Name: "why", Label: "Why it is revised", Kind: Long, Max: 2000})
	}
	return f
}

// reviseKPI proposes other terms: in a form, one field in a form, or one field in a sentence.
func (t *turn) reviseKPI(id int) Reply {
	var names []string
	t.read(func(v relationship.View) { names = goalNames(t.kpiFields(v.Shared)) })
	field, r, ok := t.reviseField(fmt.Sprintf("kpi %d", id), names)
	if !ok {
		return r
	}
	form := func(v relationship.View) Form {
		k, words := v.Shared.KPIs[id], fmt.Sprintf("kpi %d revise", id)
		switch {
		case field != "":
			return t.kpiForm(v, k, words+" "+field, field)
		case k.InForce == nil:
			return t.kpiForm(v, k, words, "title", "formula", "objective", "baseline", "target", "by", "owner")
		}
		return t.kpiForm(v, k, words, "title", "formula", "objective", "baseline", "owner", "every")
	}
	return t.proposeTerms(id, field, 3, form)
}

// reviseTarget proposes another target: "kpi 1 target 96 % "why"", or in a form.
func (t *turn) reviseTarget(id int) Reply {
	return t.proposeTerms(id, "target", 2, func(v relationship.View) Form {
		f := t.kpiForm(v, v.Shared.KPIs[id], fmt.Sprintf("kpi %d target", id), "target", "by", "note")
		f.Title = fmt.Sprintf("Another target for KPI %d", id)
		return f
	})
}

// proposeTerms proposes a version of a KPI from the form, or from the one field that the sentence sets from argument at
// on. What is missing in the sentence is asked in the form.
func (t *turn) proposeTerms(id int, field string, at int, form func(relationship.View) Form) Reply {
	if t.observes() {
		return t.onlyReads()
	}
	var before relationship.KPITerms
	var retired, inForce bool
	t.read(func(v relationship.View) {
		k := v.Shared.KPIs[id]
		before, retired, inForce = basis(k), !k.Retired.IsZero(), k.InForce != nil
	})
	terms, why := before, ""
	wrong := map[string]string{}
	if t.submitted() {
		terms, wrong = t.filledKPI(before)
		why = t.value("why")
	} else if said, reason := t.valueAndWhy(at); field != "" && said != "" && !retired {
		terms, wrong = t.setKPI(before, field, said)
		why = reason
	}
	switch {
	case len(wrong) > 0 && t.submitted():
		return Reply{Errors: wrong}
	case len(wrong) > 0:
		return saying(Plainly(wrong[field], showKPI(id)))
	case !t.submitted() && !retired && (terms == before || inForce && why == ""):
		return t.openTerms(form, field, terms)
	case terms == before && !retired:
		return Reply{Errors: map[string]string{"": "Nothing is different from what stands. Change something, or close the form."}}
	}
	return t.amend(form, t.termsCommand(id, terms, why), func(v relationship.View) Message { return t.revisedKPI(v, id) }).movedErrors(kpiErrors)
}

// openTerms opens the form with what the sentence said already.
func (t *turn) openTerms(form func(relationship.View) Form, field string, terms relationship.KPITerms) Reply {
	return t.reply(func(v relationship.View) Reply {
		f := form(v)
		for i := range f.Fields {
			if said := fieldsOf(t.kpiFields(v.Shared), terms, f.Fields[i].Name); f.Fields[i].Name == field && len(said) > 0 {
				f.Fields[i].Value = said[0].Value
			}
		}
		return Reply{Form: &f}
	})
}

// valueAndWhy cuts what follows argument i into a value and the quoted reason behind it.
func (t *turn) valueAndWhy(i int) (value, why string) {
	last := len(t.s.args) - 1
	if last > i && t.s.args[last].quoted {
		s := t.s
		s.args = s.args[:last]
		return s.rest(i), t.s.args[last].text
	}
	return t.s.rest(i), ""
}

// setKPI reads one field of the terms.
func (t *turn) setKPI(terms relationship.KPITerms, field, said string) (relationship.KPITerms, map[string]string) {
	if field == "owner" {
		person, r, ok := t.someone(said, false)
		if !ok {
			return terms, map[string]string{field: r.Message.Fallback}
		}
		said = person
	}
	var fields []asked[relationship.KPITerms]
	t.read(func(v relationship.View) { fields = t.kpiFields(v.Shared) })
	if field == "target" {
		what, by := splitBy(said) // "92 % by 31 Dec"
		if by != "" {
			if err := setOne(fields, "by", &terms, by); err != nil {
				return terms, map[string]string{field: err.Error()}
			}
		}
		said = what
	}
	if err := setOne(fields, field, &terms, said); err != nil {
		return terms, map[string]string{field: err.Error()}
	}
	direct(&terms)
	return terms, nil
}

// termsCommand is the smallest command for the change: the target alone where nothing else differs and nothing waits.
func (t *turn) termsCommand(id int, terms relationship.KPITerms, why string) relationship.Command {
	seen := t.drawnAt()
	var alone bool
	t.read(func(v relationship.View) {
		k := v.Shared.KPIs[id]
		rest := k.Terms()
		rest.Target = terms.Target
		alone = basis(k) == k.Terms() && rest == terms
	})
	if alone {
		return &relationship.ReviseKPITarget{KPI: id, Target: terms.Target, Why: why, Seen: seen}
	}
	return &relationship.ReviseKPI{KPI: id, KPITerms: terms, Why: why, Seen: seen}
}

// revisedKPI confirms a new version, with what differs from the one before, and what it waits for.
func (t *turn) revisedKPI(v relationship.View, id int) Message {
	k := v.Shared.KPIs[id]
	now := k.Newest()
	m := Plainly(fmt.Sprintf("Proposed: version %d of KPI %d, %s. Every party can see this.", now.Number, id, k.Title()))
	if k.Proposed == nil {
		m = Plainly(fmt.Sprintf("Version %d of KPI %d, %s, counts from now on. Every party can see this.", now.Number, id, k.Title()))
	}
	before := k.InForce
	if n := len(k.Versions); n > 1 && (before == nil || before == now) {
		before = k.Versions[n-2]
	}
	if before != nil {
		m.Blocks = append(m.Blocks, t.termChanges(v.Shared, before.KPITerms, now.KPITerms))
	}
	return t.withGaps(v, k, m)
}

// termChanges lists the fields that differ between two versions.
func (t *turn) termChanges(s *relationship.Shared, before, after relationship.KPITerms) Facts {
	var f Facts
	was := func(text string) string { return cut(orNone(text), 200) }
	fields := t.kpiFields(s)
	for _, a := range fields {
		from, to := t.shown(fieldsOf(fields, before, a.Name)[0]), t.shown(fieldsOf(fields, after, a.Name)[0])
		if from != to {
			f = append(f, Fact{Name: a.Label, Value: was(from) + " → " + was(to)})
		}
	}
	return f
}

// agreeKPI agrees for one's party to the version that waits: "kpi 1 agree", or "kpi 1 agree 2" for the one read.
func (t *turn) agreeKPI(id int) Reply {
	version, _ := t.s.number(2)
	return t.back(1).do(&relationship.AgreeKPI{KPI: id, Version: version}, func(v relationship.View) Message {
		k, party := v.Shared.KPIs[id], v.Shared.PartyName(t.who.Party)
		if k.Proposed == nil {
			return Plainly(fmt.Sprintf("Every party has agreed to KPI %d, %s: %s. It counts from now on. Every party can see this.", id, k.Title(), wayOf(t, k.Terms())),
				Button{Label: "Report a reading", Words: fmt.Sprintf("kpi %d read", id)}, showKPI(id))
		}
		return Plainly(fmt.Sprintf("%s agrees to KPI %d, %s. It waits for %s. Every party can see this.", party, id, k.Title(), all(waitingFor(v.Shared, k.Proposed.Agreed))), showKPI(id))
	})
}

// refuseKPI is a party's veto, with its reason: against the version that waits, otherwise against retiring the KPI.
func (t *turn) refuseKPI(id int) Reply {
	version, said := t.s.number(2)
	at, words := 2, fmt.Sprintf("kpi %d refuse", id)
	if said {
		at, words = 3, fmt.Sprintf("kpi %d refuse %d", id, version)
	}
	keeps := false
	t.read(func(v relationship.View) {
		k := v.Shared.KPIs[id]
		keeps = k.Ending != nil && (k.Proposed == nil || k.Proposed.Refusal != nil)
	})
	why := t.why(at)
	if why == "" && !t.submitted() {
		if r, no := t.refusedAnyway(&relationship.RefuseKPI{KPI: id, Version: version, Why: "?"}); no {
			return r
		}
	}
	switch {
	case why == "" && !t.submitted() && keeps:
		return t.askReason(fmt.Sprintf("Keep KPI %d", id), withSeen(words, t.s.seen), "Keep it", "Why it is still needed")
	case why == "" && !t.submitted():
		return t.askReason(fmt.Sprintf("Refuse KPI %d", id), withSeen(words, t.s.seen), "Refuse", "Why, and what would make it acceptable")
	}
	return t.back(1).do(&relationship.RefuseKPI{KPI: id, Version: version, Why: why}, func(v relationship.View) Message {
		return Plainly(t.refusedKPI(v, v.Shared.KPIs[id], keeps)+" Every party can see this, and the reason.", showKPI(id))
	})
}

// refusedKPI says what stands after a veto.
func (t *turn) refusedKPI(v relationship.View, k *relationship.KPI, keeps bool) string {
	party := v.Shared.PartyName(t.who.Party)
	switch {
	case keeps:
		return fmt.Sprintf("%s keeps KPI %d, %s. It counts as before.", party, k.ID, k.Title())
	case k.InForce == nil:
		return fmt.Sprintf("%s refuses KPI %d, %s. It can be revised.", party, k.ID, k.Title())
	}
	return fmt.Sprintf("%s refuses the new version of KPI %d, %s. Version %d counts as before.", party, k.ID, k.Title(), k.InForce.Number)
}

// retireKPI ends a KPI: who asks first says why, the others agree with the same words.
func (t *turn) retireKPI(id int) Reply {
	why, first := t.why(2), false
	t.read(func(v relationship.View) {
		k := v.Shared.KPIs[id]
		first = k.Ending == nil && k.Retired.IsZero()
	})
	if why == "" && first && !t.submitted() {
		return t.askWhy(fmt.Sprintf("Retire KPI %d", id), fmt.Sprintf("kpi %d retire", id), "Retire", "Why it is no longer needed")
	}
	return t.back(1).do(&relationship.RetireKPI{KPI: id, Why: why}, func(v relationship.View) Message {
		k := v.Shared.KPIs[id]
		if !k.Retired.IsZero() {
			return Plainly(fmt.Sprintf("KPI %d, %s, is retired. Its readings stay on record. Every party can see this.", id, k.Title()), showKPI(id))
		}
		return Plainly(fmt.Sprintf("%s proposes to retire KPI %d, %s. It waits for %s. Every party can see this.", v.Shared.PartyName(t.who.Party), id, k.Title(),
			all(waitingFor(v.Shared, k.Ending.Agreed))), showKPI(id))
	})
}

// expectOfKPI says what the side that reports a KPI expects of it: "kpi 1 at-risk "why"".
func (t *turn) expectOfKPI(id int) Reply {
	word, at := strings.ToLower(t.s.arg(1)), 2
	if !strings.Contains(word, "-") {
		word, at = word+" "+strings.ToLower(t.s.arg(2)), 3
	}
	word = strings.ReplaceAll(word, "-", " ")
	why := t.why(at)
	words := fmt.Sprintf("kpi %d %s", id, strings.ReplaceAll(word, " ", "-"))
	c := &relationship.SetConfidence{KPI: id, Confidence: relationship.Confidence(word), Why: why}
	a, err := t.record(c)
	var r *relationship.Refusal
	if errors.As(err, &r) && r.Field == "why" && !t.submitted() {
		return t.askWhy(fmt.Sprintf("KPI %d: %s", id, word), words, "Say so", "It got worse: why, in a line")
	}
	return t.confirmed(a, err, func(v relationship.View) Message {
		return Plainly(fmt.Sprintf("KPI %d, %s: %s Every party can see this.", id, v.Shared.KPIs[id].Title(), ended(because(word, why))), showKPI(id))
	})
}
