package relationship

import (
	"cmp"
	"slices"
	"time"
)

// Own is the state of one party's own ledger: what only its people read.
type Own struct {
	log
	// Accounts lists each person's accounts, in the form their platform gave them.
	Accounts map[string][]string
	Drafts   map[int]*Draft
	Notes    map[string][]Note // thing → internal notes about it
	Noted    map[int]*Evidence // internal evidence
	Places   map[string]*Place // internal channels
	Rounds   map[int]*Round    // check-in number → who was asked and what they answered
	// Preparing lists, by review, who was asked to prepare it.
	Preparing map[int][]string
	Away      map[string][]Absence
	Working   map[string]Hours          // person → working hours
	Weekdays  map[string][]time.Weekday // person → working days, where they are not the party's
	Resumed   map[string]int            // person → the last check-in whose silence is forgotten
	Links     []MadeLink                // links to sign in that were made for people, in order
	NoLetters map[string]bool           // who wants no e-mail
	Unreached map[string]time.Time      // person → since when nothing reaches them
	Retention int                       // months for which what its people wrote is kept here; 0 for good
	accounted map[string][]int          // person → entries that say an account of theirs
}

// NewOwn is the state of a party's own ledger before any entry.
func NewOwn(relationship, party string) *Own {
	return &Own{log: newLog(relationship, party), Accounts: map[string][]string{}, Drafts: map[int]*Draft{},
		Notes: map[string][]Note{}, Noted: map[int]*Evidence{}, Places: map[string]*Place{}, Rounds: map[int]*Round{}, Preparing: map[int][]string{},
		Away: map[string][]Absence{}, Working: map[string]Hours{}, Weekdays: map[string][]time.Weekday{}, Resumed: map[string]int{}, NoLetters: map[string]bool{}, Unreached: map[string]time.Time{}, accounted: map[string][]int{}}
}

// Fold brings entries of the party's own ledger into the state, like [Shared.Fold].
func (o *Own) Fold(entries []Entry) error { return fold(o, &o.log, ownKinds, entries) }

// PersonOf is the person who has the account; empty when nobody has.
func (o *Own) PersonOf(account string) string {
	for person, accounts := range o.Accounts {
		if slices.Contains(accounts, account) {
			return person
		}
	}
	return ""
}

// Note is something a party's people wrote for themselves about a thing.
type Note struct {
	N    int // the entry in the party's own ledger
	By   string
	At   time.Time
	Text string
}

// AddNote writes an internal note about a thing, such as "objective 2"; the other parties never see it.
type AddNote struct {
	byMember
	onlyOwn
	Thing, Text string
}

func (c *AddNote) own(_ View, p *Part[Own]) error {
	if err := cmp.Or(nonEmpty("thing", c.Thing, 60), nonEmpty("note", c.Text, 3000)); err != nil {
		return err
	}
	p.add(&noteWritten{worded{map[string]string{"note": c.Text}}, givesNothing{}, c.Thing})
	return nil
}

type noteWritten struct {
	worded
	givesNothing
	Thing string `json:"thing"`
}

func (*noteWritten) kind() string       { return "note written" }
func (e *noteWritten) things() []string { return []string{e.Thing} }
func (e *noteWritten) apply(o *Own, by said) {
	o.Notes[e.Thing] = append(o.Notes[e.Thing], Note{by.n, by.by, by.at, e.Words["note"]})
}

// AddAccount gives one's own person one more account, after the account proved itself with a one-time code.
type AddAccount struct {
	byReader
	onlyOwn
	Account string
}

func (c *AddAccount) own(v View, p *Part[Own]) error {
	if owner := v.Own.PersonOf(c.Account); owner != "" {
		return refuse("account", "This account belongs to "+v.PersonName(owner)+" already.")
	}
	p.add(&accountAdded{worded{map[string]string{"account": c.Account}}, p.By.Person})
	return nil
}

// accountAdded keeps the account in words, so that it can be erased.
type accountAdded struct {
	worded
	Person string `json:"person"`
}

func (*accountAdded) kind() string         { return "account added" }
func (*accountAdded) gives() (string, int) { return "", 0 }
func (*accountAdded) things() []string     { return nil }
func (e *accountAdded) apply(o *Own, by said) {
	o.accounted[e.Person] = append(o.accounted[e.Person], by.n)
	delete(o.Unreached, e.Person)
	if a := e.Words["account"]; a != "" {
		o.Accounts[e.Person] = append(o.Accounts[e.Person], a)
	}
}
func (e *accountAdded) binds(party string) []Binding {
	return []Binding{{Key: e.Words["account"], Party: party, Person: e.Person}}
}

type accountRemoved struct {
	worded
	Person string `json:"person"`
}

func (*accountRemoved) kind() string         { return "account removed" }
func (*accountRemoved) gives() (string, int) { return "", 0 }
func (*accountRemoved) things() []string     { return nil }
func (e *accountRemoved) apply(o *Own, by said) {
	o.accounted[e.Person] = append(o.accounted[e.Person], by.n)
	delete(o.Unreached, e.Person)
	o.Accounts[e.Person] = slices.DeleteFunc(o.Accounts[e.Person], func(a string) bool { return a == e.Words["account"] })
}
func (e *accountRemoved) binds(party string) []Binding {
	return []Binding{{Key: e.Words["account"], Party: party, Person: e.Person, Gone: true}}
}

// Bindings lists the accounts and internal places the ledger holds now.
func (o *Own) Bindings() []Binding {
	var out []Binding
	for person, accounts := range o.Accounts {
		for _, a := range accounts {
			out = append(out, Binding{Key: a, Party: o.head.Ledger, Person: person})
		}
	}
	for key := range o.Places {
		out = append(out, Binding{Key: key, Place: true, Party: o.head.Ledger})
	}
	return out
}
