package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
	"collab/store"
)

// join takes somebody in who has a code: the other side's first person, or a colleague.
func join(t *turn) Reply {
	code := strings.TrimSpace(t.s.rest(0))
	if code == "" {
		code = t.value("code")
	}
	if code == "" {
		return Reply{Form: &Form{Title: "Join with a code", Words: "join", Submit: "Go on", Audience: Audience{Face: "Nobody yet"},
			Fields: []Field{{Name: "code", Label: "Code", Hint: "A relationship manager gave it to you", Max: 40}}}}
	}
	k, plain, _, ok := t.opened(code)
	if !ok {
		const invalid = "This code is not valid: mistyped, used already, or older than two weeks. Ask whoever gave it to you for a new one."
		if t.submitted() && t.value("code") != "" {
			return Reply{Errors: map[string]string{"code": invalid}}
		}
		return saying(Plainly(invalid, Button{Label: "Try again", Words: "join"}))
	}
	for _, m := range t.mine {
		if m.Relationship == k.Relationship {
			return saying(Plainly("You take part in "+m.name+" already.", Button{Label: "Status", Words: "status for " + m.slug}))
		}
	}
	if _, filled := t.q.Values["person"]; !filled {
		return t.joinForm(k, code)
	}
	return t.joined(k, plain)
}

func (t *turn) joinForm(k ticket, code string) Reply {
	t.meet()
	f := Form{Title: "Join", Words: say("join", code), Submit: "Join", Fields: []Field{
		{Name: "person", Label: "Your name", Value: t.q.Name, Max: 80, Hint: "Shown to every party"},
		{Name: "zone", Label: "Your time zone", Value: t.zone(), Max: 60, Hint: "Like Europe/London"},
	}}
	_, t.err = t.Bot.joint(k.Relationship, func(s *relationship.Shared) {
		f.Audience = Audience{Face: "Every party: your name is shared with them"}
		f.Intro = inviting(s, k)
		if k.Invitation > 0 || k.appoints() {
			f.Intro += fmt.Sprintf(" You become the relationship manager of %s.", s.PartyName(k.Party))
		} else {
			f.Intro += fmt.Sprintf(" You become %s of %s.", aRole(k.Role), s.PartyName(k.Party))
		}
		if s.Why != "" {
			f.Intro += " Why: " + s.Why
		}
	})
	return Reply{Form: &f}
}

// joined records the joining. The code is the key, so it works once, whoever uses it twice and however they spell it.
func (t *turn) joined(k ticket, code string) Reply {
	person := relationship.NewPerson{Name: t.value("person"), Zone: t.value("zone")}
	var c relationship.Command = &relationship.AcceptInvitation{Invitation: k.Invitation, Party: k.Party, Person: person, Account: t.q.By.String()}
	by := relationship.By{Party: k.Party}
	switch {
	case k.appoints():
		c, by = &relationship.AppointLead{Party: k.Party, Gone: k.Gone, Newcomer: person, Account: t.q.By.String()}, k.By
	case k.Invitation == 0:
		c, by = &relationship.AddPerson{Person: person, Role: k.Role, Account: t.q.By.String()}, k.By
	}
	a, err := t.Store.Record(k.Relationship, store.Key{ID: "join " + store.Spelled(code)}, by, c)
	if err != nil {
		return t.refused(err)
	}
	t.Store.Redeem(code, ticketPurpose)
	t.commit, t.fresh = max(t.commit, a.Commit), !a.Repeated
	if t.mine, t.err = t.memberships(t.q.By); t.err != nil {
		return Reply{}
	}
	t.askedBefore(k.Relationship)
	for _, m := range t.mine {
		if m.Relationship == k.Relationship {
			t.who = m
			if t.err = t.arrive(); t.err != nil {
				return Reply{}
			}
			return t.show(t.welcome)
		}
	}
	return saying(Plainly("This code was used by another account. Ask for a new one.", help()))
}

// welcome tells a newcomer where they are and what to do first.
func (t *turn) welcome(v relationship.View) Message {
	m := Message{Fallback: "You have joined " + v.Shared.Name + ".", Blocks: []Block{
		Text{v.Shared.Name, "You have joined as " + aRole(t.person.Role) + " of " + v.Shared.PartyName(t.who.Party) + "."}}}
	if v.Shared.Why != "" {
		m.Blocks = append(m.Blocks, Facts{{Name: "Why", Value: v.Shared.Why}})
	}
	first := Buttons{{Label: "Status", Words: "status", Style: Primary}, {Label: "What is stored", Words: "stored"}}
	if t.person.Role == relationship.Lead {
		first = append(Buttons{{Label: "Share an objective", Words: "objective new", Style: Primary}, {Label: "Add a colleague", Words: "members add"}}, Button{Label: "Status", Words: "status"}, first[1])
	}
	m.Blocks = append(m.Blocks, first)
	way := "Talk to me with a button, or with bare words in our own chat; help lists the words."
	if t.meets(v.Shared) {
		way = "Talk to me with a button, by mentioning me in the channel you share, or with bare words in our own chat; help lists the words."
	}
	if at := v.Shared.NextCheckIn(t.now); !at.IsZero() {
		way = "The next check-in is on " + t.at(at) + ". " + way
	}
	return withNote(m, way)
}

// meets says whether a channel is linked on the platform on which one speaks: others one cannot see.
func (t *turn) meets(s *relationship.Shared) bool {
	return slices.ContainsFunc(t.postable(s), func(p Place) bool { return p.Platform == t.q.By.Platform })
}

// undo takes back what a command of one's own recorded, by the key its confirmation carries.
func undo(t *turn) Reply {
	numbers := t.recordedUnder(t.s.args)
	c := &relationship.Undo{Joint: numbers[relationship.Joint], Own: numbers[t.who.Party]}
	if len(c.Joint)+len(c.Own) == 0 { // audience: the key of what another party did among itself is answered like one that never was; mutate: s/len(c.Joint)+len(c.Own) == 0/numbers == nil/
		return saying(Plainly("There is nothing to take back. An undo works for ten minutes, on what you did yourself.", help()))
	}
	if _, err := t.record(c); err != nil {
		return t.refused(err)
	}
	return t.show(func(v relationship.View) Message {
		return Plainly("Taken back: " + t.takenBack(v, numbers) + ". It stays on record as withdrawn, without effect.")
	})
}

// recordedUnder is what was recorded under these keys: one gesture may have several.
func (t *turn) recordedUnder(keys []word) (all map[string][]int) {
	for _, key := range keys {
		numbers, known := t.Store.Recorded(t.who.Relationship, key.text)
		if known && all == nil {
			all = map[string][]int{}
		}
		for ledger, of := range numbers {
			all[ledger] = append(all[ledger], of...)
		}
	}
	return all
}

// takenBack says in a few words what was withdrawn.
func (t *turn) takenBack(v relationship.View, numbers map[string][]int) string {
	entries := v.Shared.Entries()
	of := numbers[relationship.Joint]
	if len(of) == 0 && v.Party != "" {
		entries, of = v.Own.Entries(), numbers[v.Party]
	}
	if len(of) == 0 || of[0] > len(entries) {
		return "what you did last"
	}
	e := entries[of[0]-1]
	if len(e.Things) == 0 {
		return entryKind(e.Kind)
	}
	return entryKind(e.Kind) + " (" + t.titleOf(v.Shared, e.Things[0]) + ")"
}
