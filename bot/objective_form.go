package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// goalFields are what a form asks about an objective. The target comes before the baseline: it decides the unit.
func (t *turn) goalFields() []asked[relationship.Goal] {
	type goal = relationship.Goal
	quantity := func(f Field, decides bool, at func(*goal) *string) asked[goal] {
		return asked[goal]{f, func(g goal) string { return showQuantity(*at(&g), g.Unit) },
			func(g *goal, s string) error { return takeQuantity(s, at(g), &g.Unit, decides) }}
	}
	category := asked[goal]{Field{Name: "category", Label: "What it is about", Kind: Choice, Options: categories()},
		func(g goal) string { return string(g.Category) },
		func(g *goal, s string) error { g.Category = relationship.Category(strings.ToLower(s)); return nil }}
	return []asked[goal]{
		askText(Field{Name: "title", Label: "What is to be reached", Hint: "In a few words, such as: Trucks leave on time", Max: 120}, func(g *goal) *string { return &g.Title }),
		askText(Field{Name: "good", Label: "What good looks like", Hint: "How everybody will recognise it, such as: the dock is empty by six, every day", Kind: Long, Max: 2000}, func(g *goal) *string { return &g.Good }),
		category,
		quantity(Field{Name: "target", Label: "Target", Hint: "A number with its unit, such as 95 % or 3 days", Max: 60, Optional: true}, true, func(g *goal) *string { return &g.Target }),
		quantity(Field{Name: "baseline", Label: "Where it stands today", Hint: "In the unit of the target", Max: 60, Optional: true}, false, func(g *goal) *string { return &g.Baseline }),
		askDay(t, Field{Name: "due", Label: "Due", Hint: "Such as 30 Sep or end of year", Optional: true}, func(g *goal) *relationship.Date { return &g.Due }),
		askText(Field{Name: "driver", Label: "Why it is wanted", Kind: Long, Max: 2000, Optional: true}, func(g *goal) *string { return &g.Driver }),
		askText(Field{Name: "reference", Label: "Corporate objective it serves", Max: 200, Optional: true}, func(g *goal) *string { return &g.Reference }),
	}
}

func categories() []Option {
	var out []Option
	for _, c := range relationship.Categories {
		out = append(out, Option{string(c), upper(string(c))})
	}
	return out
}

// wholeGoal names the fields of the form that revises an objective; "objective 2 revise reference" asks the rest.
var wholeGoal = []string{"title", "good", "category", "target", "baseline", "due", "driver"}

// goalErrors moves refusals to the fields of the forms.
var goalErrors = map[string]string{"unit": "target"}

// whoseField asks whether an objective is everybody's or the party's own.
func (t *turn) whoseField(s *relationship.Shared, ours bool) Field {
	f := Field{Name: "whose", Label: "Whose it is", Kind: Choice, Value: "mine",
		Options: []Option{{"ours", "Ours: of all parties together"}, {"mine", "Mine: " + s.PartyName(t.who.Party) + "'s own"}}}
	if ours {
		f.Value = "ours"
	}
	return f
}

// newObjective shares an objective, or drafts it among one's own people.
func (t *turn) newObjective(title string) Reply {
	if t.observes() {
		return t.onlyReads()
	}
	if t.keepsInternal() && !t.q.Place.Own { // audience: drafts are written on an own surface alone; mutate: s/!t.q.Place.Own/t == nil/
		return t.notHere()
	}
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			f := t.newObjectiveForm(v, title)
			return Reply{Form: &f}
		})
	}
	var g relationship.Goal
	if wrong := fill(t, t.goalFields(), &g); len(wrong) > 0 {
		return Reply{Errors: wrong}
	}
	ours := t.value("whose") == "ours"
	if t.keepsInternal() { // audience: what the person chose in the form; a draft goes to their own party's ledger alone; mutate: s/t.keepsInternal()/t == nil/
		return t.make("draft", &relationship.DraftObjective{Ours: ours, Goal: g}, t.drafted).movedErrors(goalErrors)
	}
	return t.make("objective", &relationship.ShareObjective{Ours: ours, Goal: g}, t.sharedObjective).movedErrors(goalErrors)
}

func (t *turn) newObjectiveForm(v relationship.View, title string) Form {
	preset := "shared"
	if t.s.internal {
		preset = "internal"
	}
	who := t.joint(v.Shared)
	if preset == "internal" {
		who = t.internal(v.Shared) // audience: what is preset; the field of that name decides; mutate: s/t.internal/t.joint/
	}
	f := Form{Title: "New objective", Words: "objective new", Submit: "Save", Audience: who,
		Intro: "Sharing puts it before all parties; nothing is agreed yet by that."}
	f.Fields = fieldsOf(t.goalFields(), relationship.Goal{Title: title}, "title", "good", "category", "target", "due")
	if choice := t.audienceField(v.Shared, preset); choice != nil {
		f.Fields = append(optional(f.Fields), choice...)
	} else {
		f.Submit = "Share"
	}
	f.Fields = append([]Field{t.whoseField(v.Shared, true)}, f.Fields...)
	return f
}

// sharedObjective confirms that an objective is before all parties, and says who is to confirm it.
func (t *turn) sharedObjective(v relationship.View, id int) Message {
	o := v.Shared.Objectives[id]
	if o == nil {
		return Plainly("Shared. Every party can see this.")
	}
	said := "Shared as " + calledObjective(o) + ". " + t.objectiveWaits(v.Shared, o) + " Every party can see this."
	return Plainly(said, showObjective(id), Button{Label: "Show objectives", Words: "objective"})
}

// objectiveWaits says who is still to confirm an open objective, or that nobody is.
func (t *turn) objectiveWaits(s *relationship.Shared, o *relationship.Objective) string {
	var missing []string
	for _, p := range s.Unconfirmed(o) {
		missing = append(missing, s.PartyName(p))
	}
	switch {
	case s.ObjectiveState(o) == relationship.ObjectiveActive && o.Joint():
		return "Every party has confirmed it: it is active."
	case s.ObjectiveState(o) == relationship.ObjectiveActive:
		return "It is active."
	case len(missing) > 0:
		return "It waits for " + all(missing) + " to confirm it."
	}
	return "It waits for a second party to join."
}

// reviseObjective changes what an objective says: in a form, one field in a form, or one field in a sentence.
func (t *turn) reviseObjective(id int) Reply {
	var g relationship.Goal
	var refusal string
	t.read(func(v relationship.View) {
		o := v.Shared.Objectives[id]
		g, refusal = o.Goal, t.unrevisable(v.Shared, o)
	})
	if refusal != "" {
		return saying(Plainly(refusal, showObjective(id)))
	}
	field, r, ok := t.reviseField(fmt.Sprintf("objective %d", id), goalNames(t.goalFields()))
	if !ok {
		return r
	}
	if t.submitted() {
		if wrong := fill(t, t.goalFields(), &g); len(wrong) > 0 {
			return Reply{Errors: wrong}
		}
	} else if value := t.s.rest(3); field != "" && value != "" {
		if err := t.setGoal(field, &g, value); err != nil {
			return saying(Plainly(err.Error(), showObjective(id)))
		}
	} else {
		return t.reply(func(v relationship.View) Reply {
			f := t.reviseObjectiveForm(v, id, field)
			return Reply{Form: &f}
		})
	}
	c := &relationship.ReviseObjective{Objective: id, Goal: g, Seen: t.drawnAt()}
	return t.amend(func(v relationship.View) Form { return t.reviseObjectiveForm(v, id, field) }, c,
		func(v relationship.View) Message { return t.revisedObjective(v, id) }).movedErrors(goalErrors)
}

// unrevisable says why this person cannot revise an objective; empty when they can.
func (t *turn) unrevisable(s *relationship.Shared, o *relationship.Objective) string {
	switch {
	case !o.Open():
		return fmt.Sprintf("Objective %d ended as %s. It stays on record as it is.", o.ID, o.Result)
	case !o.Joint() && o.Owner != t.who.Party:
		return "This is " + s.PartyName(o.Owner) + "'s own objective. Only its own people change it."
	case t.observes():
		return observersRead
	}
	return ""
}

// reviseField is the one field that "revise" names; empty when it names none.
func (t *turn) reviseField(words string, names []string) (field string, r Reply, ok bool) {
	field = strings.ToLower(t.s.arg(2))
	if field == "" || slices.Contains(names, field) {
		return field, Reply{}, true
	}
	return "", saying(Plainly(fmt.Sprintf("I can't revise %s. You can revise: %s.", typed(field), strings.Join(names, ", ")),
		Button{Label: "Revise in a form", Words: words + " revise", Style: Primary})), false
}

func goalNames[T any](of []asked[T]) []string {
	var out []string
	for _, a := range of {
		out = append(out, a.Name)
	}
	return out
}

// setGoal reads one field of an objective; a target may bring its day: "93 % by 31 Oct".
func (t *turn) setGoal(field string, g *relationship.Goal, value string) error {
	if field == "target" {
		what, by := splitBy(value)
		if by != "" {
			if err := setOne(t.goalFields(), "due", g, by); err != nil {
				return err
			}
		}
		value = what
	}
	return setOne(t.goalFields(), field, g, value)
}

// setOne reads a value into the one field of that name.
func setOne[T any](of []asked[T], name string, into *T, value string) error {
	for _, a := range of {
		if a.Name == name {
			return a.set(into, strings.TrimSpace(value))
		}
	}
	return nil
}

func (t *turn) reviseObjectiveForm(v relationship.View, id int, field string) Form {
	o := v.Shared.Objectives[id]
	names, words := wholeGoal, fmt.Sprintf("objective %d revise", id)
	if field != "" {
		names, words = []string{field}, words+" "+field
	}
	intro := "A revised objective is a new version: every party confirms it anew. The target agreed first stays beside it."
	if !o.Joint() {
		intro = "A revised objective is a new version: your side confirms it and the others acknowledge it anew. The target agreed first stays beside it."
	}
	return Form{Title: fmt.Sprintf("Revise objective %d", id), Words: words + seen(v, fmt.Sprintf("objective %d", id)), Submit: "Propose this version",
		Audience: t.joint(v.Shared), Intro: intro, Fields: fieldsOf(t.goalFields(), o.Goal, names...)}
}

// revisedObjective says what changed, from what to what.
func (t *turn) revisedObjective(v relationship.View, id int) Message {
	o := v.Shared.Objectives[id]
	m := Plainly(fmt.Sprintf("Objective %d is revised: version %d. %s Every party can see this.", id, o.Number, t.objectiveWaits(v.Shared, o)))
	if n := len(o.Past); n > 0 {
		m.Blocks = append(m.Blocks, t.goalChanges(o.Past[n-1].Goal, o.Goal))
	}
	m.Blocks = append(m.Blocks, Buttons{showObjective(id), {Label: "Compare versions", Words: fmt.Sprintf("objective %d history", id)}})
	return m
}

// goalChanges lists the fields that differ between two versions.
func (t *turn) goalChanges(before, after relationship.Goal) Facts {
	var f Facts
	for _, a := range t.goalFields() {
		from, to := t.shown(fieldsOf([]asked[relationship.Goal]{a}, before, a.Name)[0]), t.shown(fieldsOf([]asked[relationship.Goal]{a}, after, a.Name)[0])
		switch {
		case from == to:
		case before == (relationship.Goal{}):
			f = append(f, Fact{Name: a.Label, Value: cut(to, 200)})
		default:
			f = append(f, Fact{Name: a.Label, Value: cut(orNone(from), 200) + " → " + cut(orNone(to), 200)})
		}
	}
	return f
}

// calledObjective names an objective within a sentence.
func calledObjective(o *relationship.Objective) string {
	if o.Title == "" {
		return fmt.Sprintf("objective %d", o.ID)
	}
	return fmt.Sprintf("objective %d (%s)", o.ID, o.Title)
}

func (t *turn) dayOrNone(d relationship.Date) string {
	if d.IsZero() {
		return ""
	}
	return t.day(d)
}

func orNone(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
