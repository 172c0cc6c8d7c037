package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"collab/relationship"
)

// evidenceSaid is evidence in one sentence: what shows it in quotes, where it is, what it is about. Said where only one
// person listens it asks who may read it, unless the sentence says so.
func (t *turn) evidenceSaid() Reply {
	what, link, about, quoted := t.exhibitSaid()
	if !quoted && link == "" || what == "" {
		return t.logging(what, link, about)
	}
	if t.observes() {
		return t.onlyReads()
	}
	if t.q.Place.Kind != Shared && !t.s.internal && !t.s.shared {
		return t.show(t.askAudience)
	}
	x := relationship.Exhibit{Kind: relationship.WitnessStatement, What: what, Link: link, Grade: 1, About: about}
	if link != "" {
		x.Kind = relationship.Document
	}
	return t.log(x)
}

// exhibitSaid reads what was typed: the words, the address, and at the end the thing it is about.
func (t *turn) exhibitSaid() (what, link string, about []string, quoted bool) {
	end := len(t.s.args)
	if end > 2 && !t.s.args[end-2].quoted {
		if about = t.thingsSaid(end - 2); about != nil {
			end -= 2
		}
	}
	if end > 1 && t.s.args[end-1].is("about") {
		end--
	}
	var words []string
	for _, w := range t.s.args[:end] {
		if !w.quoted && link == "" && strings.Contains(w.text, "://") { // the record refuses all but web addresses
			link = w.text
			continue
		}
		words, quoted = append(words, w.text), quoted || w.quoted
	}
	return strings.Join(words, " "), link, about, quoted
}

// askAudience asks who will read what was said, before anything is recorded.
func (t *turn) askAudience(v relationship.View) Message {
	said := t.s
	said.shared = true
	buttons := []Button{{Label: "Share it", Words: said.String(), Style: Primary}}
	if t.q.Place.Own { // audience: internal is offered only on the person's own surface; mutate: s/t.q.Place.Own/t != nil/
		said.shared, said.internal = false, true
		buttons = append(buttons, Button{Label: "Keep it internal", Words: said.String()})
	}
	note := t.joint(v.Shared).Face + " if you share it."
	if !t.q.Place.Own {
		note += " To keep it internal, tell me in our own chat."
	}
	return withNote(Plainly("Who will read this? Nothing is recorded yet.", buttons...), note)
}

// logging opens the form for evidence that is no message.
func (t *turn) logging(what, link string, about []string) Reply {
	if r, no := t.mayNotLog(); no {
		return r
	}
	return t.reply(func(v relationship.View) Reply {
		kind := relationship.Document
		if link == "" && what != "" {
			kind = relationship.WitnessStatement
		}
		f := t.evidenceForm(v, about, t.s.internal)
		f.Fields = slices.Insert(f.Fields, 0,
			Field{Name: "what", Label: "What it shows", Kind: Long, Value: what, Max: 3000, Hint: "Minutes of 2 March signed by both sides"},
			Field{Name: "link", Label: "Where it is", Value: link, Optional: true, Max: 2000, Hint: "A web address; it is kept and never opened by me"},
			Field{Name: "kind", Label: "What it is", Kind: Choice, Value: string(kind), Options: evidenceKinds()},
			Field{Name: "grade", Label: "How far it carries", Kind: Choice, Value: "1", Options: evidenceGrades()},
			Field{Name: "event", Label: "When it happened", Kind: Day, Value: relationship.DateOf(t.now, t.loc).String(), Optional: true})
		return t.form(f)
	})
}

// mayNotLog says why the person can log no evidence here, whatever it is.
func (t *turn) mayNotLog() (Reply, bool) {
	return t.refusedAnyway(&relationship.LogEvidence{}, "kind")
}

// evidenceForm asks what every evidence is asked: what it is about, and who reads it; internal is where it starts.
func (t *turn) evidenceForm(v relationship.View, about []string, internal bool) Form {
	f := Form{Title: "Log evidence", Words: "evidence new", Submit: "Log evidence", Audience: t.joint(v.Shared)}
	preset := "shared"
	if internal && t.q.Place.Own {
		preset, f.Audience = "internal", t.internal(v.Shared) // audience: the face says what is chosen at first; mutate: s/t.internal/t.joint/
	}
	if options := t.aboutOptions(v, about); len(options) > 0 {
		f.Fields = append(f.Fields, Field{Name: "about", Label: "About", Kind: Choices, Value: strings.Join(about, "\n"), Options: options, Optional: true})
	}
	f.Fields = append(f.Fields, Field{Name: "keep", Label: "Keep its words until", Kind: Day, Optional: true, Hint: "Then they are erased; without a day, as long as your organisation keeps words"})
	f.Fields = append(f.Fields, t.audienceField(v.Shared, preset)...)
	return f
}

func evidenceKinds() (out []Option) {
	for _, k := range relationship.EvidenceKinds {
		if k != relationship.MessagePermalink { // a message is logged from the message itself
			out = append(out, Option{string(k), upper(string(k))})
		}
	}
	return out
}

func evidenceGrades() (out []Option) {
	for g := 1; g <= 4; g++ {
		out = append(out, Option{strconv.Itoa(g), gradeWords(g)})
	}
	return out
}

// aboutOptions are what evidence can be about: open objectives and promises, live KPIs, claims that stand, at most ten
// of each; and what was asked for by name.
func (t *turn) aboutOptions(v relationship.View, asked []string) (out []Option) {
	things := slices.Clone(asked)
	add := func(noun string, ids []int) {
		for _, id := range ids[:min(len(ids), mostLines)] {
			if thing := fmt.Sprintf("%s %d", noun, id); !slices.Contains(things, thing) {
				things = append(things, thing)
			}
		}
	}
	var objectives, promises, kpis, claims []int
	for _, o := range openObjectives(v.Shared) {
		objectives = append(objectives, o.ID)
	}
	for _, c := range t.openPromises(v.Shared) {
		promises = append(promises, c.ID)
	}
	for _, k := range v.Shared.LiveKPIs() {
		kpis = append(kpis, k.ID)
	}
	for _, c := range openClaims(v.Shared) {
		claims = append(claims, c.ID)
	}
	add("objective", objectives)
	add("commitment", promises)
	add("kpi", kpis)
	add("claim", claims)
	for _, thing := range things {
		out = append(out, Option{thing, t.thingName(v, thing)})
	}
	return out
}

// logged reads the form and puts the evidence on record.
func (t *turn) logged() Reply {
	x := relationship.Exhibit{Kind: relationship.EvidenceKind(t.value("kind")), What: t.value("what"), Link: t.value("link"), About: t.aboutFilled()}
	x.Grade, _ = strconv.Atoi(t.value("grade"))
	if day := t.value("event"); day != "" {
		event, err := readDate(day, t.now, t.loc)
		if err != nil {
			errs := map[string]string{"event": err.Error()}
			if x.What == "" {
				errs["what"] = "Please fill this in."
			}
			return Reply{Errors: errs}
		}
		x.Event = event
	}
	return t.logKept(x)
}

// logKept reads until when the words are to be kept, and logs.
func (t *turn) logKept(x relationship.Exhibit) Reply {
	if day := t.value("keep"); day != "" {
		keep, err := readDate(day, t.now, t.loc)
		if err != nil {
			return Reply{Errors: map[string]string{"keep": err.Error()}}
		}
		x.Keep = keep
	}
	return t.log(x)
}

// aboutFilled is what was chosen in the form.
func (t *turn) aboutFilled() []string {
	return strings.FieldsFunc(t.value("about"), func(r rune) bool { return r == '\n' })
}

// log records evidence and says where it stands and who can read it.
func (t *turn) log(x relationship.Exhibit) Reply {
	internal := t.keepsInternal() // audience: what the person chose in the form or said; mutate: s/t.keepsInternal()/false/
	c := &relationship.LogEvidence{Exhibit: x, Internal: internal}
	return t.make("evidence", c, func(v relationship.View, id int) Message {
		if internal {
			return t.keptInternal(v, x.What)
		}
		e := v.Shared.Evidence[id]
		if e == nil {
			return Plainly("This was taken back.")
		}
		text := fmt.Sprintf("Logged as evidence %d: %s.", id, strings.TrimSuffix(evidenceWords(e), "."))
		buttons := Buttons{{Label: fmt.Sprintf("Show evidence %d", id), Words: fmt.Sprintf("evidence %d", id)}}
		if len(e.About) > 0 {
			text += " About " + all(t.shortNames(e.About)) + "."
		} else {
			buttons = append(Buttons{{Label: "Say what it is about", Words: fmt.Sprintf("evidence %d link", id), Style: Primary}}, buttons...)
		}
		return t.everybody(v, text, buttons...)
	})
}

func (t *turn) keptInternal(v relationship.View, what string) Message {
	face := t.internal(v.Shared).Face
	if v.Party == "" { // the own ledger was not read
		return withNote(Plainly("Logged. You find it in our own chat."), face)
	}
	id := t.newestNoted(v, what)
	return withNote(Plainly(fmt.Sprintf("Logged as internal evidence e%d.", id),
		Button{Label: fmt.Sprintf("Show e%d", id), Words: fmt.Sprintf("evidence e%d", id)},
		Button{Label: "Share it", Words: fmt.Sprintf("evidence share e%d", id)}), face)
}

// newestNoted is the number of the newest internal evidence with these words that the person logged; 0 when there is
// none.
func (t *turn) newestNoted(v relationship.View, what string) int {
	for _, e := range newestEvidence(v.Own.Noted) {
		if e.By == t.who.Person && e.What == what {
			return e.ID
		}
	}
	return 0
}
