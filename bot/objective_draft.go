package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// draft is "objective d1" and what one's own people can do with it: revise, share, drop. Only a surface of their own
// shows it.
func (t *turn) draft(id int) Reply {
	if !t.q.Place.Own { // audience: a private draft is drawn on an own surface alone; mutate: s/!t.q.Place.Own/t == nil/
		return t.notHere()
	}
	var d *relationship.Draft
	t.read(func(v relationship.View) { d = v.Own.Drafts[id] })
	if d == nil {
		return saying(Plainly(fmt.Sprintf("There is no draft d%d here.", id), Button{Label: "Show objectives", Words: "objective", Style: Primary}))
	}
	verb := strings.ToLower(t.s.arg(1))
	if t.s.share {
		verb = "share"
	}
	switch {
	case (verb == "share" || verb == "revise" || verb == "edit") && !t.submitted() && !d.Open():
		return t.refused(d.Spent()) // no form is worth opening
	case verb == "share":
		return t.shareDraft(id)
	case verb == "revise" || verb == "edit":
		return t.reviseDraft(id)
	case verb == "drop":
		return t.back(1).do(&relationship.DropDraft{Draft: id}, func(v relationship.View) Message {
			return Plainly(fmt.Sprintf("Draft d%d is dropped. %s.", id, t.internal(v.Shared).Face))
		})
	case verb != "":
		return t.unknownVerb("objective", fmt.Sprintf("objective d%d", id), "share", "revise", "drop")
	}
	return t.show(func(v relationship.View) Message { return t.draftPage(v, v.Own.Drafts[id]) })
}

// draftItems lists the drafts of one's own people.
func (t *turn) draftItems(v relationship.View) Items {
	var items []Item
	for _, d := range v.Own.OpenDrafts() {
		items = append(items, Item{Title: draftName(d), Detail: "by " + v.Shared.PersonName(d.Person), At: d.At,
			Button: Button{Label: "Show draft " + d.Name(), Words: "objective " + d.Name()}})
	}
	return listed("Drafts. "+t.internal(v.Shared).Face, items)
}

func draftName(d *relationship.Draft) string {
	if d.Title == "" {
		return d.Name() + ". (words erased)"
	}
	return d.Name() + ". " + d.Title
}

// draftSeen is the flag of a button or form about a draft; its entries stand in one's own ledger.
func draftSeen(v relationship.View, id int) string {
	if n := v.Own.Last(fmt.Sprintf("draft %d", id)); n > 0 {
		return fmt.Sprintf(" ~%d", n)
	}
	return ""
}

func (t *turn) draftPage(v relationship.View, d *relationship.Draft) Message {
	meant := "meant as " + v.Shared.PartyName(t.who.Party) + "'s own"
	if d.Ours {
		meant = "meant as a shared one"
	}
	state := "draft, " + meant
	switch {
	case d.Objective > 0:
		state = fmt.Sprintf("shared as objective %d", d.Objective)
	case !d.Dropped.IsZero():
		state = "dropped"
	}
	m := Message{Fallback: "Draft " + draftName(d), Blocks: []Block{Text{"Draft " + draftName(d), d.Good},
		append(Facts{{Name: "State", Value: state}, {Name: "Written by", Value: v.Shared.PersonName(d.Person), At: d.At}}, t.goalFacts(d.Goal)...)}}
	if d.Open() && !t.observes() {
		words := "objective " + d.Name()
		m.Blocks = append(m.Blocks, Buttons{{Label: "Share " + d.Name(), Words: words + " share", Style: Primary},
			{Label: "Revise", Words: words + " revise" + draftSeen(v, d.ID)}, {Label: "Drop", Words: words + " drop"}})
	}
	return withNote(m, t.internal(v.Shared).Face+". No figure counts it.")
}

// drafted confirms that a draft is kept, and who reads it.
func (t *turn) drafted(v relationship.View, id int) Message {
	name := fmt.Sprintf("d%d", id)
	return Plainly("Kept as draft "+name+". "+t.internal(v.Shared).Face+".",
		Button{Label: "Share " + name, Words: "objective " + name + " share"}, Button{Label: "Show draft " + name, Words: "objective " + name})
}

// draftForm is the form that revises a draft.
func (t *turn) draftForm(v relationship.View, id int) Form {
	d := v.Own.Drafts[id]
	f := Form{Title: "Revise draft " + d.Name(), Words: "objective " + d.Name() + " revise" + draftSeen(v, id), Submit: "Keep", Audience: t.internal(v.Shared)} // audience: a draft stays with one's own party; mutate: s/t.internal/t.joint/
	f.Fields = append([]Field{t.whoseField(v.Shared, d.Ours)}, optional(t.draftFields(d))...)
	return f
}

func (t *turn) draftFields(d *relationship.Draft) []Field {
	return fieldsOf(t.goalFields(), d.Goal, "title", "good", "category", "target", "due", "driver")
}

// optional lets all fields but the first be empty: a draft needs nothing but a title. The fields that sharing needs say
// so, and are refused when they are empty then.
func optional(fields []Field) []Field {
	const needed = "Only a draft can do without this"
	for i, f := range fields {
		switch {
		case i > 0 && !f.Optional && f.Hint == "":
			fields[i].Hint = needed
		case i > 0 && !f.Optional:
			fields[i].Hint += ". " + needed
		}
		fields[i].Optional = i > 0
	}
	return fields
}

func (t *turn) reviseDraft(id int) Reply {
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			f := t.draftForm(v, id)
			return Reply{Form: &f}
		})
	}
	g, wrong := t.draftGoal(id)
	if len(wrong) > 0 {
		return Reply{Errors: wrong}
	}
	c := &relationship.ReviseDraft{Draft: id, Ours: t.value("whose") == "ours", Goal: g, Seen: t.s.seen}
	return t.amend(func(v relationship.View) Form { return t.draftForm(v, id) }, c, func(v relationship.View) Message {
		return Plainly(fmt.Sprintf("Draft d%d is revised. %s.", id, t.internal(v.Shared).Face), Button{Label: fmt.Sprintf("Show draft d%d", id), Words: fmt.Sprintf("objective d%d", id)})
	}).movedErrors(goalErrors)
}

// draftGoal is what a draft says with what was filled in.
func (t *turn) draftGoal(id int) (g relationship.Goal, wrong map[string]string) {
	t.read(func(v relationship.View) { g = v.Own.Drafts[id].Goal })
	wrong = fill(t, t.goalFields(), &g)
	return g, wrong
}

// shareDraft puts a draft before all parties. What it says stands in the form first, with who will read it on its face.
func (t *turn) shareDraft(id int) Reply {
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply {
			d := v.Own.Drafts[id]
			f := Form{Title: "Share draft " + d.Name(), Words: "objective " + d.Name() + " share", Submit: "Share", Audience: t.joint(v.Shared),
				Intro:  "What you send is what all parties read. Nobody but your own people learns that there was a draft.",
				Fields: append([]Field{t.whoseField(v.Shared, d.Ours)}, t.draftFields(d)...)}
			return Reply{Form: &f}
		})
	}
	g, wrong := t.draftGoal(id)
	if len(wrong) > 0 {
		return Reply{Errors: wrong}
	}
	c := &relationship.ShareObjective{Ours: t.value("whose") == "ours", Goal: g, Draft: id}
	return t.make("objective", c, t.sharedObjective).movedErrors(goalErrors)
}
