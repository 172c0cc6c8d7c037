package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"collab/relationship"
)

// claiming makes a claim: with the form, or in one sentence, claim achievement "text" objective 2. What is claimed
// without a kind or a text opens the form.
func (t *turn) claiming() Reply {
	if t.submitted() {
		return t.claimed(t.claimFilled())
	}
	c := t.claimSaid()
	if c.Kind == "" || c.Text == "" || c.Kind == relationship.ClaimFailure {
		if r, no := t.refusedAnyway(&relationship.MakeClaim{}, "kind"); no {
			return r
		}
		return t.reply(func(v relationship.View) Reply { return t.form(t.claimForm(v, c)) })
	}
	return t.claimed(c)
}

// claimSaid reads the sentence: the kind, the words, and at the end what it is about.
func (t *turn) claimSaid() (c relationship.MakeClaim) {
	first, end := 0, len(t.s.args)
	if t.verb("new") == "new" {
		first++
	}
	if about := t.thingsSaid(end - 2); end-2 >= first && about != nil {
		c.Subject, end = about[0], end-2
		if end > first && t.s.args[end-1].is("about") {
			end--
		}
	}
	if first < end && !t.s.args[first].quoted {
		if k := relationship.ClaimKind(strings.ToLower(t.s.arg(first))); slices.Contains(relationship.ClaimKinds, k) {
			c.Kind, first = k, first+1
		}
	}
	var words []string
	for _, w := range t.s.args[first:end] {
		words = append(words, w.text)
	}
	c.Text = strings.Join(words, " ")
	return c
}

func (t *turn) claimFilled() relationship.MakeClaim {
	c := relationship.MakeClaim{Kind: relationship.ClaimKind(t.value("kind")), Subject: t.value("subject"),
		Against: t.value("against"), Text: t.value("text")}
	for _, n := range strings.Fields(t.value("evidence")) {
		if id, err := strconv.Atoi(n); err == nil {
			c.Evidence = append(c.Evidence, id)
		}
	}
	return c
}

// claimForm asks for the claim and offers the evidence there is.
func (t *turn) claimForm(v relationship.View, c relationship.MakeClaim) Form {
	f := Form{Title: "Make a claim", Words: "claim new", Submit: "Claim", Audience: t.joint(v.Shared),
		Intro: "Claiming is not showing: cite evidence now, or add it later. " +
			"The failure of another party is shown to it once there is evidence; it then gives its account first."}
	var kinds []Option
	for _, k := range relationship.ClaimKinds {
		kinds = append(kinds, Option{string(k), upper(kindWords(k))})
	}
	f.Fields = []Field{{Name: "kind", Label: "What you claim", Kind: Choice, Value: string(c.Kind), Options: kinds},
		{Name: "text", Label: "In your words", Kind: Long, Value: c.Text, Max: 2000, Hint: "What happened, as anybody could check it"}}
	if about := t.subjects(v, c.Subject); len(about) > 1 {
		f.Fields = append(f.Fields, Field{Name: "subject", Label: "About", Kind: Choice, Value: c.Subject, Options: about, Optional: true})
	}
	if others := v.Shared.Others(t.who.Party); len(others) > 1 {
		options := []Option{{"", "Nobody's failure"}}
		for _, p := range others {
			options = append(options, Option{p.ID, p.Name})
		}
		f.Fields = append(f.Fields, Field{Name: "against", Label: "Whose failure", Kind: Choice, Options: options, Optional: true})
	}
	if options := t.citable(v); len(options) > 0 {
		f.Fields = append(f.Fields, Field{Name: "evidence", Label: "Evidence", Kind: Choices, Options: options, Optional: true})
	}
	return f
}

// subjects are what a claim can be about, nothing among them. Claims are about things, not about claims.
func (t *turn) subjects(v relationship.View, said string) []Option {
	var asked []string
	if said != "" {
		asked = []string{said}
	}
	about := slices.DeleteFunc(t.aboutOptions(v, asked), func(o Option) bool { return strings.HasPrefix(o.Value, "claim ") })
	return slices.Insert(about, 0, Option{"", "Nothing in particular"})
}

// citable is the newest shared evidence that was not rejected.
func (t *turn) citable(v relationship.View) (out []Option) {
	for _, e := range newestEvidence(v.Shared.Evidence) {
		if e.Live() && len(out) < mostLines {
			out = append(out, Option{strconv.Itoa(e.ID), fmt.Sprintf("%d. %s", e.ID, evidenceWords(e))})
		}
	}
	return out
}

// claimed records the claim and says what follows.
func (t *turn) claimed(made relationship.MakeClaim) Reply {
	r := t.make("claim", &made, func(v relationship.View, id int) Message {
		if c := v.Shared.Claims[id]; c != nil {
			return t.claimMade(v, c)
		}
		return Plainly("This was taken back.")
	})
	if _, asked := t.q.Values["against"]; !asked { // between two parties, whose failure it is follows from what it is about
		r = r.movedErrors(map[string]string{"against": "subject"})
	}
	return r
}

func (t *turn) claimMade(v relationship.View, c *relationship.Claim) Message {
	text := fmt.Sprintf("Claim %d is on record: %s.", c.ID, claimKind(v.Shared, c))
	show := Button{Label: fmt.Sprintf("Show claim %d", c.ID), Words: fmt.Sprintf("claim %d", c.ID)}
	if c.Supported() {
		if c.Kind == relationship.ClaimFailure {
			text += fmt.Sprintf(" %s is asked for its account, until %s.", v.Shared.PartyName(c.Against), t.at(c.AccountBy))
		}
		return t.everybody(v, text, show)
	}
	text += " There is no evidence for it yet."
	if c.Kind == relationship.ClaimFailure {
		text += fmt.Sprintf(" %s sees that a claim waits for evidence, and nothing else.", v.Shared.PartyName(c.Against))
	}
	return t.everybody(v, text, Button{Label: "Add evidence", Words: fmt.Sprintf("evidence new claim %d", c.ID), Style: Primary}, show)
}

// onClaim is what somebody says about a claim: "claim 2 contest "why"".
func (t *turn) onClaim(id int, verb string) Reply {
	on := t.drawnAt()
	r := reasoned{noun: "claim", thing: fmt.Sprintf("claim %d", id), id: id, verb: verb, field: "text"}
	switch verb {
	case "account":
		r.title, r.label, r.submit = fmt.Sprintf("Our account of claim %d", id), "How we see it", "Give our account"
		r.command = func(s string) relationship.Command { return &relationship.GiveAccount{Seen: on, Claim: id, Text: s} }
		r.effect = t.saidOnClaim(id, "Your account stands beside claim %d.")
	case "contest":
		r.title, r.label, r.submit = fmt.Sprintf("Contest claim %d", id), "Why it does not hold", "Contest"
		r.command = func(s string) relationship.Command { return &relationship.ContestClaim{Seen: on, Claim: id, Text: s} }
		r.effect = t.saidOnClaim(id, "Claim %d is contested. Your side says when it is resolved.")
	case "resolve":
		r.title, r.label, r.submit = fmt.Sprintf("Resolve claim %d", id), "How it was settled", "Resolve"
		r.command = func(s string) relationship.Command { return &relationship.ResolveClaim{Seen: on, Claim: id, Text: s} }
		r.effect = t.saidOnClaim(id, "Claim %d is resolved.")
	default:
		r.title, r.label, r.submit = fmt.Sprintf("Withdraw claim %d", id), "Why", "Withdraw"
		r.command = func(s string) relationship.Command { return &relationship.WithdrawClaim{Seen: on, Claim: id, Text: s} }
		r.effect = t.saidOnClaim(id, "Claim %d is withdrawn. It stays on record and counts nowhere.")
	}
	return t.unlessHidden(id, r)
}

// unlessHidden lets nobody speak about a claim they are not shown.
func (t *turn) unlessHidden(id int, r reasoned) Reply {
	hidden := false
	t.read(func(v relationship.View) {
		c := v.Shared.Claims[id]
		hidden = c != nil && t.hides(c)
		if c != nil && !hidden {
			r.intro = c.Text
		}
	})
	if hidden {
		return t.claimShown(id)
	}
	return t.because(r)
}

func (t *turn) saidOnClaim(id int, sentence string) func(relationship.View) Message {
	return func(v relationship.View) Message {
		return t.everybody(v, fmt.Sprintf(sentence, id), Button{Label: fmt.Sprintf("Show claim %d", id), Words: fmt.Sprintf("claim %d", id)})
	}
}
