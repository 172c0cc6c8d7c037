package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"collab/relationship"
	"collab/store"
)

// heldLine is one line of the complete copy. Its names are read by whoever has one: fields are added, never renamed.
type heldLine struct {
	What         string            `json:"what"` // "member", "written", "named", "draft", "asked", "reached" or "beside"
	Relationship string            `json:"relationship,omitempty"`
	Ledger       string            `json:"ledger,omitempty"` // "shared", or "internal" to one's own party
	N            int               `json:"n,omitempty"`
	At           time.Time         `json:"at,omitzero"`
	Kind         string            `json:"kind,omitempty"`
	About        []string          `json:"about,omitempty"`
	By           string            `json:"by,omitempty"`
	Words        map[string]string `json:"words,omitempty"`
	Withdrawn    bool              `json:"withdrawn,omitempty"`
	Erased       bool              `json:"erased,omitempty"`
	Member       *heldMember       `json:"member,omitempty"`
	Until        time.Time         `json:"until,omitzero"`
	Kept         json.RawMessage   `json:"kept,omitempty"`
	Beside       *heldBeside       `json:"beside,omitempty"`
}

// heldMember is who somebody is in one relationship.
type heldMember struct {
	Name     string         `json:"name"`
	Names    []string       `json:"names,omitempty"`
	Party    string         `json:"party"`
	Role     string         `json:"role"`
	Zone     string         `json:"zone"`
	Joined   time.Time      `json:"joined"`
	Accounts []string       `json:"accounts"`
	Set      []string       `json:"set"` // hours, days, absences and letters, as settings shows them
	Links    []time.Time    `json:"links,omitempty"`
	Months   map[string]int `json:"kept for months,omitempty"`
	Away     []string       `json:"away,omitempty"`
}

// heldBeside are the numbers of what is kept beside the record.
type heldBeside struct {
	Waiting   int      `json:"waiting to be told"`
	Told      int      `json:"told"`
	Sessions  int      `json:"sessions"`
	Links     int      `json:"codes and links"`
	Said      int      `json:"lines said on pages"`
	Installed []string `json:"installed,omitempty"`
	Begins    bool     `json:"may begin relationships"`
}

// Held is all that is held about whoever has an account, as lines of JSON; nothing when they take part in nothing.
func (b *Bot) Held(ctx context.Context, a Account) ([]byte, error) {
	t, err := b.visitor(ctx, a)
	if err != nil {
		return nil, err
	}
	lines := t.copyOfMine()
	b.Store.Wait(t.commit)
	return []byte(strings.Join(append(lines, ""), "\n")), t.err
}

// partLength is how long a part of the copy may get where it is read in a conversation, in bytes.
const partLength = 6000

// heldAll is "stored all": the complete copy, in parts, on a surface of the person's own alone.
func (t *turn) heldAll() Reply {
	if !t.q.Place.Own { // audience: the copy has internal words; mutate: s/!t.q.Place.Own/t == nil/
		return t.notHere()
	}
	parts := partsOf(t.copyOfMine())
	t.who = membership{}
	n, _ := t.s.number(2)
	n = min(max(n, 1), len(parts))
	title := fmt.Sprintf("All I hold about you, part %d of %d", n, len(parts))
	m := Message{Fallback: title, Blocks: []Block{Text{title, parts[n-1]}}}
	if n < len(parts) {
		m.Blocks = append(m.Blocks, Buttons{{Label: "Next part", Words: fmt.Sprintf("stored all part %d", n+1), Style: Primary}})
	}
	return saying(withNote(m, "One line of JSON for each thing. Words that were erased are gone from here, too."))
}

// partsOf puts lines together to parts that can be read at once; there is at least one.
func partsOf(lines []string) (parts []string) {
	part := ""
	for _, line := range lines {
		if part != "" && len(part)+len(line) > partLength {
			parts, part = append(parts, part), ""
		}
		if part != "" {
			part += "\n"
		}
		part += line
	}
	return append(parts, part)
}

// copyOfMine is everything that is held about the person, on a surface of their own.
func (t *turn) copyOfMine() (lines []string) {
	add := func(l heldLine) {
		b, err := encodePlain(l)
		if err != nil && t.err == nil {
			t.err = err
		}
		lines = append(lines, b)
	}
	for _, t.who = range t.mine {
		if t.err = t.arrive(); t.err != nil {
			return nil
		}
		t.read(func(v relationship.View) { t.copyOf(v, add) })
	}
	b, err := t.beside()
	if err != nil {
		t.err = err
		return nil
	}
	for _, d := range b.Drafts {
		add(heldLine{What: "draft", Until: d.Until, Kept: asJSON(d.Typed)})
	}
	for _, a := range asksOf(b) {
		add(heldLine{What: "asked", Words: map[string]string{"name": a.Name, "organisation": a.Of, "zone": a.Zone, "account": a.Account}})
	}
	for _, r := range b.Reached {
		add(heldLine{What: "reached", About: []string{r.Account}, Kept: asJSON(r.Row)})
	}
	add(heldLine{What: "beside", Beside: &heldBeside{b.Waiting, b.Told, b.Sessions, b.Links, b.Said, b.Installed, b.Begins}})
	return lines
}

// copyOf is what one relationship's record holds about the person.
func (t *turn) copyOf(v relationship.View, add func(heldLine)) {
	s, me := v.Shared, t.who.Person
	member := heldMember{Name: s.PersonName(me), Names: s.NamesOf(me), Party: s.PartyName(t.who.Party), Role: roleNames[t.person.Role], Zone: t.person.Zone,
		Joined: t.person.Joined, Accounts: v.Own.Accounts[me], Months: map[string]int{"shared": s.Retention[t.who.Party], "internal": v.Own.Retention}}
	for _, f := range t.aboutMe(v) {
		member.Set = append(member.Set, f.Name+": "+f.Value)
	}
	for _, a := range v.Own.Away[me] {
		member.Away = append(member.Away, a.From.String()+" to "+a.To.String())
	}
	for _, l := range v.Own.Links {
		if l.For == me {
			member.Links = append(member.Links, l.At)
		}
	}
	add(heldLine{What: "member", Relationship: s.Name, Member: &member})
	t.copyEntries(v, "shared", s.Entries(), s.Words, add)
	for _, e := range t.namedIn(v) {
		add(t.entryHeld(v, "named", "shared", e, s.Words(e.N)))
	}
	t.copyEntries(v, "internal", v.Own.Entries(), v.Own.Words, add)
	for _, e := range v.Own.Entries() {
		if e.By != me && slices.Contains(e.Things, "person "+me) { // the words of colleagues are theirs: this says that there are some
			add(t.entryHeld(v, "named", "internal", e, nil))
		}
	}
}

// copyEntries adds what the person wrote into one ledger.
func (t *turn) copyEntries(v relationship.View, ledger string, entries []relationship.Mention, words func(int) map[string]string, add func(heldLine)) {
	for _, e := range entries {
		if e.By == t.who.Person { // audience: and not what colleagues wrote for themselves; mutate: s/e.By == t.who.Person/true/
			add(t.entryHeld(v, "written", ledger, e, words(e.N)))
		}
	}
}

func (t *turn) entryHeld(v relationship.View, what, ledger string, e relationship.Mention, words map[string]string) heldLine {
	if e.Kind == accountAdded { // it may be a colleague's; one's own stand in the line of the member
		words = nil
	}
	l := heldLine{What: what, Relationship: v.Shared.Name, Ledger: ledger, N: e.N, At: e.At, Kind: e.Kind, About: e.Things, Words: words, Withdrawn: e.Withdrawn, Erased: e.Redacted}
	if what == "named" {
		l.By = strings.TrimPrefix(t.entryBy(v, e), "by ")
	}
	return l
}

// asksOf are what the person asked before they were added, or asks now.
func asksOf(b store.Beside) (all []asking) {
	for _, row := range b.Under {
		var a asking
		if json.Unmarshal(row, &a) == nil && a.Name != "" {
			all = append(all, a)
		}
	}
	return all
}

// asJSON is a row as it is if it is JSON, else as a text.
func asJSON(row []byte) json.RawMessage {
	if json.Valid(row) {
		return row
	}
	b, _ := json.Marshal(string(row)) // a string always encodes
	return b
}

// encodePlain is JSON in which nothing is escaped that need not be: it is there to be read.
func encodePlain(l heldLine) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(l)
	return strings.TrimSuffix(b.String(), "\n"), err
}
