package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// linking is "evidence 3 link objective 2": one more thing the evidence is about.
func (t *turn) linking(id int) Reply {
	about := t.thingsSaid(2)
	if t.submitted() {
		if about = []string{t.value("about")}; about[0] == "" {
			return Reply{Errors: map[string]string{"about": "Please choose something."}}
		}
	}
	form := func(v relationship.View) Form { return t.evidenceLinkForm(v, id) }
	if about == nil {
		if r, no := t.refusedAnyway(&relationship.LinkEvidence{Seen: t.drawnAt(), Evidence: id}, "about"); no {
			return r
		}
		return t.reply(func(v relationship.View) Reply {
			f := form(v)
			if len(f.Fields[0].Options) == 0 {
				text := fmt.Sprintf("Evidence %d is linked to everything that is open, or nothing is open yet.", id)
				return saying(Plainly(text, Button{Label: "Make a promise", Words: "promise new"}, help()))
			}
			return t.form(f)
		})
	}
	c := &relationship.LinkEvidence{Seen: t.drawnAt(), Evidence: id, Thing: about[0]}
	return t.carry(c, form, func(v relationship.View) Message {
		return t.everybody(v, fmt.Sprintf("Evidence %d is about this now: %s.", id, t.thingName(v, about[0])),
			Button{Label: fmt.Sprintf("Show evidence %d", id), Words: fmt.Sprintf("evidence %d", id)})
	})
}

func (t *turn) evidenceLinkForm(v relationship.View, id int) Form {
	options := t.aboutOptions(v, nil)
	if e := v.Shared.Evidence[id]; e != nil {
		options = slices.DeleteFunc(options, func(o Option) bool { return slices.Contains(e.About, o.Value) })
	}
	return Form{Title: fmt.Sprintf("What evidence %d is about", id), Submit: "Link it", Audience: t.joint(v.Shared),
		Words:  fmt.Sprintf("evidence %d link%s", id, seen(v, fmt.Sprintf("evidence %d", id))),
		Intro:  "Linking is no judgement: anybody who works here may.",
		Fields: []Field{{Name: "about", Label: "About", Kind: Choice, Options: options}}}
}

func (t *turn) acceptEvidence(id int) Reply {
	return t.act(&relationship.AcceptEvidence{Seen: t.drawnAt(), Evidence: id}, t.judged(id, "accepted"))
}

// judged confirms what was said about evidence.
func (t *turn) judged(id int, what string) func(relationship.View) Message {
	return func(v relationship.View) Message {
		text := fmt.Sprintf("Evidence %d is %s by %s.", id, what, v.Shared.PartyName(t.who.Party))
		e := v.Shared.Evidence[id]
		switch {
		case e == nil:
			return Plainly("This was taken back.")
		case what == "challenged":
			text += fmt.Sprintf(" It counts until %s gives it up.", v.Shared.PartyName(e.Party))
		case what == "rejected":
			text += " It supports nothing any more; it stays on record."
		case len(e.About) > 0:
			text += " It shows what it is about: " + all(t.shortNames(e.About)) + "."
		}
		return t.everybody(v, text, Button{Label: fmt.Sprintf("Show evidence %d", id), Words: fmt.Sprintf("evidence %d", id)})
	}
}

// judging is a word about evidence that wants a reason: challenge, uphold or reject.
func (t *turn) judging(id int, verb string) reasoned {
	r := reasoned{noun: "evidence", thing: fmt.Sprintf("evidence %d", id), id: id, verb: verb, field: "why", label: "Why"}
	on := t.drawnAt()
	switch verb {
	case "challenge":
		r.title, r.submit, r.effect = fmt.Sprintf("Challenge evidence %d", id), "Challenge", t.judged(id, "challenged")
		r.intro = "It stays on record and counts until it is given up; your doubt is shown with it."
		r.command = func(why string) relationship.Command {
			return &relationship.ChallengeEvidence{Seen: on, Evidence: id, Why: why}
		}
	case "uphold":
		r.title, r.submit, r.effect = fmt.Sprintf("Uphold evidence %d", id), "Uphold", t.judged(id, "upheld")
		r.intro, r.optional = "You say that it is sound after all.", true
		r.command = func(why string) relationship.Command {
			return &relationship.UpholdEvidence{Seen: on, Evidence: id, Why: why}
		}
	default:
		r.title, r.submit, r.effect = fmt.Sprintf("Give up evidence %d", id), "Give it up", t.judged(id, "rejected")
		r.intro = "It supports nothing any more then. It stays on record."
		r.command = func(why string) relationship.Command {
			return &relationship.RejectEvidence{Seen: on, Evidence: id, Why: why}
		}
	}
	return r
}

// sharing puts a copy of internal evidence on the joint record; its words can be made fit for everybody before.
func (t *turn) sharing(id int) Reply {
	if !t.q.Place.Own { // audience: internal evidence is drawn on the person's own surface alone; mutate: s/!t.q.Place.Own/t == nil/
		return t.notHere()
	}
	var c *relationship.ShareEvidence
	var found, shared bool
	t.read(func(v relationship.View) {
		if c, found = v.Own.ShareOf(id); found {
			shared = v.Own.Noted[id].SharedAs > 0
		}
	})
	if !found || shared && !t.submitted() {
		return t.internalShown(id)
	}
	if !t.submitted() {
		return t.reply(func(v relationship.View) Reply { return t.form(t.shareForm(v, id, c.Exhibit)) })
	}
	if c.Kind == relationship.MessagePermalink && !excerpt(c.What, t.value("what")) {
		return notSaid()
	}
	c.What, c.Link, c.About = t.value("what"), t.value("link"), t.aboutFilled()
	return t.do(c, func(v relationship.View) Message {
		e := v.Own.Noted[id]
		if e == nil || e.SharedAs == 0 {
			return Plainly("This was taken back.")
		}
		return t.everybody(v, fmt.Sprintf("Shared as evidence %d. The shared record does not say that you kept it before.", e.SharedAs),
			Button{Label: fmt.Sprintf("Show evidence %d", e.SharedAs), Words: fmt.Sprintf("evidence %d", e.SharedAs)})
	})
}

func (t *turn) shareForm(v relationship.View, id int, x relationship.Exhibit) Form {
	return Form{Title: fmt.Sprintf("Share evidence e%d", id), Words: fmt.Sprintf("evidence share e%d", id), Submit: "Share it",
		Intro: "A copy goes on the shared record, as you leave it here. Yours stays as it is.", Audience: t.joint(v.Shared),
		Fields: []Field{{Name: "what", Label: "What it shows", Kind: Long, Value: x.What, Max: 3000},
			{Name: "link", Label: "Where it is", Value: x.Link, Optional: true, Max: 2000},
			{Name: "about", Label: "About", Kind: Choices, Value: strings.Join(x.About, "\n"), Options: t.aboutOptions(v, x.About), Optional: true}}}
}
