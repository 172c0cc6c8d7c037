package bot

import (
	"fmt"
	"slices"

	"collab/relationship"
)

// erase empties the words of one entry, for good: "erase 12" on the shared record, "erase 12 internal" on that of one's
// own party. It asks before, since nothing brings them back.
func erase(t *turn) Reply {
	if t.verb("asked") != "" {
		return t.eraseAsked()
	}
	n, ok := t.s.number(0)
	if !ok {
		return saying(Plainly("Say which entry: audit lists them with their numbers. Then erase 12, or erase 12 internal for the record of your own organisation.",
			Button{Label: "Audit", Words: "audit", Style: Primary}))
	}
	if t.s.arg(1) == "internal" { // in whichever order it is said, the other record must not be meant
		t.s.internal, t.s.args = true, slices.Delete(t.s.args, 1, 2)
	}
	c := &relationship.Redact{Ledger: relationship.Joint, N: n}
	if t.s.internal {
		if !t.q.Place.Own {
			return t.notHere()
		}
		c.Ledger = t.who.Party
	}
	if r, no := t.eraseNever(c); no {
		return r
	}
	if t.s.arg(1) != "yes" || t.holdsAccount(n) {
		return t.show(func(v relationship.View) Message { return t.eraseFirst(v, n) })
	}
	return t.do(c, func(v relationship.View) Message {
		return Plainly(fmt.Sprintf("The words of entry %d are erased. That it was recorded, by whom and when, stays; backups and exports made before still hold the words.", n))
	})
}

// eraseNever says whether an entry of the shared record is not this person's to empty, or has nothing to erase: then
// nothing is asked first.
func (t *turn) eraseNever(c *relationship.Redact) (r Reply, no bool) {
	known := false
	t.read(func(v relationship.View) { known = c.N >= 1 && c.N <= len(v.Shared.Entries()) })
	if !known || t.s.internal || t.s.arg(1) == "yes" {
		return r, false
	}
	return t.refusedAnyway(c)
}

// eraseFirst says what will be gone, and waits for a yes.
func (t *turn) eraseFirst(v relationship.View, n int) Message {
	entries, where, tail := v.Shared.Entries(), "the shared record", ""
	if t.s.internal {
		entries, where, tail = v.Own.Entries(), "the record of "+v.Shared.PartyName(v.Party), " internal"
	}
	if n < 1 || n > len(entries) {
		return Plainly(fmt.Sprintf("There is no entry %d on %s.", n, where), Button{Label: "Audit", Words: "audit"})
	}
	if t.s.internal && entries[n-1].Kind == accountAdded {
		return Plainly("This entry holds the account somebody speaks with. Take the person out instead: members remove.", Button{Label: "Members", Words: "members"})
	}
	text := fmt.Sprintf("Erase the words of entry %d on %s (%s)? They are gone for good; that it was recorded stays.", n, where, t.entryLine(v, entries[n-1]))
	return Plainly(text, Button{Label: "Erase the words", Words: fmt.Sprintf("erase %d yes%s", n, tail), Style: Danger})
}

// accountAdded is the kind of entry without whose words somebody could no longer speak here.
const accountAdded = "account added"

func (t *turn) holdsAccount(n int) (holds bool) {
	if t.s.internal {
		t.read(func(v relationship.View) {
			entries := v.Own.Entries()
			holds = n >= 1 && n <= len(entries) && entries[n-1].Kind == accountAdded
		})
	}
	return holds
}
