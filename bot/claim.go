package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// claim lists claims, makes one, and says something about one. Claiming is not showing: the evidence for a claim is a
// record of its own, and before there is any, nobody else reads of whose failure a claim speaks.
func claim(t *turn) Reply {
	id, numbered := t.s.number(0)
	switch {
	case numbered:
		return t.claimVerb(id)
	case t.saidAll():
		return t.show(t.claimList)
	case len(t.s.args) > 0 || t.submitted():
		return t.claiming()
	}
	return t.show(t.claimList)
}

// claimVerb does one thing with one claim, or shows it.
func (t *turn) claimVerb(id int) Reply {
	verb := strings.ToLower(t.s.arg(1))
	switch verb {
	case "", "show":
		return t.claimShown(id)
	case "account", "contest", "resolve", "withdraw":
		return t.onClaim(id, verb)
	}
	return unknownDeed(fmt.Sprintf("claim %d", id), verb)
}

func (t *turn) claimShown(id int) Reply {
	return t.show(func(v relationship.View) Message {
		c := v.Shared.Claims[id]
		if c == nil {
			return noSuch(fmt.Sprintf("claim %d", id), Button{Label: "Claims", Words: "claim"})
		}
		return t.claimOf(v, c)
	})
}

// claimList lists the claims, the newest first, a page at a time.
func (t *turn) claimList(v relationship.View) Message {
	ids := sortedIDs(v.Shared.Claims)
	slices.Reverse(ids)
	page, more, rest := paged(t, ids, "Show older claims", "claim all")
	items := Items{Title: "Claims, the newest first", More: more, Rest: rest}
	for _, id := range page {
		c := v.Shared.Claims[id]
		items.Items = append(items.Items, Item{Title: t.claimName(c), Detail: t.claimLine(v.Shared, c),
			Button: Button{Label: fmt.Sprintf("Show claim %d", id), Words: fmt.Sprintf("claim %d", id)}})
	}
	m := Plainly("No claims here yet.")
	if len(items.Items) > 0 {
		m = Message{Fallback: counted(len(ids), "claim"), Blocks: []Block{items}}
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "Make a claim", Words: "claim new", Style: Primary}, {Label: "Evidence", Words: "evidence"}})
	return withNote(m, "Claiming is not showing: evidence shows it. "+t.joint(v.Shared).Face+".")
}

// openClaims lists the claims that were neither resolved nor withdrawn.
func openClaims(s *relationship.Shared) (out []*relationship.Claim) {
	for _, id := range sortedIDs(s.Claims) {
		if c := s.Claims[id]; c.Resolved == nil && c.Withdrawn == nil {
			out = append(out, c)
		}
	}
	return out
}

// hides says that this person may not be shown what is claimed: the failure of another party, made by others, without
// evidence for it.
func (t *turn) hides(c *relationship.Claim) bool {
	return !c.Visible() && c.Party != t.who.Party // audience: a failure without evidence is drawn only for the party that claims it; mutate: s/c.Party != t.who.Party/false/
}

// claimName is a claim in a list: its number and its words, as far as they are shown.
func (t *turn) claimName(c *relationship.Claim) string {
	switch {
	case t.hides(c):
		return fmt.Sprintf("%d. a claim waiting for evidence", c.ID)
	case c.Text == "":
		return fmt.Sprintf("%d. (words erased)", c.ID)
	}
	return fmt.Sprintf("%d. %s", c.ID, cut(strings.Join(strings.Fields(c.Text), " "), 100))
}

// claimLine is what one line says of a claim: of what kind, whose, how it stands.
func (t *turn) claimLine(s *relationship.Shared, c *relationship.Claim) string {
	if t.hides(c) {
		return "made by " + s.PartyName(c.Party)
	}
	parts := []string{claimKind(s, c)}
	if c.Subject != "" {
		parts = append(parts, "about "+all(t.shortNames([]string{c.Subject})))
	}
	return strings.Join(append(parts, "by "+side(s, relationship.Side{Person: c.By, Party: c.Party}), string(c.State(t.now))), ", ")
}

// claimKind is what sort of claim it is; a failure says whose.
func claimKind(s *relationship.Shared, c *relationship.Claim) string {
	if c.Kind == relationship.ClaimFailure {
		return "failure of " + s.PartyName(c.Against)
	}
	return kindWords(c.Kind)
}

func kindWords(k relationship.ClaimKind) string {
	switch k {
	case relationship.ClaimFailure:
		return "failure of the other side"
	case relationship.ClaimChange:
		return "need for change"
	}
	return string(k)
}

// claimOf is one claim in full.
func (t *turn) claimOf(v relationship.View, c *relationship.Claim) Message {
	if t.hides(c) {
		state := "waits for evidence. Until there is some, it is not shown."
		if c.Withdrawn != nil {
			state = "was withdrawn without evidence, so it is not shown."
		}
		return withNote(Plainly(fmt.Sprintf("Claim %d by %s %s", c.ID, v.Shared.PartyName(c.Party), state),
			Button{Label: "Claims", Words: "claim"}), t.joint(v.Shared).Face)
	}
	words := c.Text
	if words == "" {
		words = "(words erased)"
	}
	m := Message{Fallback: "Claim " + t.claimName(c), Blocks: []Block{Text{fmt.Sprintf("Claim %d", c.ID), words}, t.claimFacts(v, c)}}
	if shown := t.evidenceItems(v, c.Evidence); len(shown) > 0 {
		m.Blocks = append(m.Blocks, listed("Evidence", shown))
	}
	m.Blocks = append(m.Blocks, t.notesOn(v, fmt.Sprintf("claim %d", c.ID))...)
	if b := t.claimButtons(v, c); len(b) > 0 {
		m.Blocks = append(m.Blocks, b)
	}
	return withNote(m, t.joint(v.Shared).Face)
}

// claimFacts are what is claimed, by whom, how it stands, and what was said about it.
func (t *turn) claimFacts(v relationship.View, c *relationship.Claim) Facts {
	s := v.Shared
	f := Facts{{Name: "Kind", Value: claimKind(s, c)}}
	if c.Subject != "" {
		f = append(f, Fact{Name: "About", Value: t.thingName(v, c.Subject)})
	}
	f = append(f, Fact{Name: "Claimed by", Value: side(s, relationship.Side{Person: c.By, Party: c.Party}) + ",", At: c.Made}, t.claimState(s, c))
	for _, said := range []struct {
		name string
		*relationship.Remark
	}{{"Account of " + s.PartyName(c.Against), c.Account}, {"Contested by", c.Contest}, {"Resolved by", c.Resolved}, {"Withdrawn by", c.Withdrawn}} {
		if said.Remark != nil {
			f = append(f, Fact{Name: said.name, Value: side(s, relationship.Side{Person: said.By, Party: said.Party}) + ": " + said.Text + ",", At: said.At})
		}
	}
	return f
}

// claimState says how the claim stands, and what that means.
func (t *turn) claimState(s *relationship.Shared, c *relationship.Claim) Fact {
	f := Fact{Name: "State", Value: string(c.State(t.now))}
	switch c.State(t.now) {
	case relationship.ClaimClaimed:
		f.Value = "claimed, without evidence so far"
		if !c.Visible() {
			f.Value = "waits for evidence; until then only " + s.PartyName(c.Party) + " is shown what is claimed"
		}
	case relationship.ClaimAwaiting:
		f.Value, f.At = "waits for the account of "+s.PartyName(c.Against)+", until", c.AccountBy
		if !c.Supported() {
			f = Fact{Name: "State", Value: "waits for evidence; until then only " + s.PartyName(c.Party) + " is shown what is claimed"}
		}
	case relationship.ClaimSupported:
		f.Value = "supported by evidence that nobody has accepted yet"
	case relationship.ClaimShown:
		f.Value = "shown by evidence that another party accepted"
	}
	return f
}

// claimButtons are what this person can say about the claim now.
func (t *turn) claimButtons(v relationship.View, c *relationship.Claim) (b Buttons) {
	if t.observes() || c.Resolved != nil || c.Withdrawn != nil {
		return nil
	}
	tail := seen(v, fmt.Sprintf("claim %d", c.ID))
	button := func(label, verb string, style Style) {
		b = append(b, Button{Label: label, Words: fmt.Sprintf("claim %d %s%s", c.ID, verb, tail), Style: style})
	}
	ours := c.Party == t.who.Party
	switch {
	case c.Kind == relationship.ClaimFailure && c.Against == t.who.Party && c.Account == nil:
		button("Give our account", "account", Primary)
	case c.Kind == relationship.ClaimFailure && c.Against == t.who.Party:
		button("Revise our account", "account", Plain)
	}
	if !ours && c.Contest == nil {
		button("Contest", "contest", Plain)
	}
	if !ours && c.Contest != nil {
		button("Resolve", "resolve", Primary)
	}
	b = append(b, Button{Label: "Add evidence", Words: fmt.Sprintf("evidence new claim %d", c.ID)})
	if ours && (c.By == t.who.Person || v.Shared.MayAgree(t.who.Person)) {
		button("Withdraw", "withdraw", Plain)
	}
	return b
}
