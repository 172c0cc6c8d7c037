package relationship

import "fmt"

// tellUnreached is for how many days a lead is told that somebody cannot be reached.
const tellUnreached = 14

// LosePerson is what the clock records once nothing reaches a person any more by the account they are told by: the mail
// server knows no such mailbox, or the platform no such account. It stands in the ledger of their own party alone, until
// their accounts change.
type LosePerson struct {
	byClock
	onlyOwn
	Party, Person string
}

func (*LosePerson) anytime() {}

func (c *LosePerson) own(v View, p *Part[Own]) error {
	who := v.Shared.Persons[c.Person]
	if _, known := v.Own.Unreached[c.Person]; p.Ledger == c.Party && !known && who != nil && who.Active() && who.Party == c.Party {
		p.add(&personUnreached{aboutPerson: aboutPerson{c.Person}})
	}
	return nil
}

// personUnreached says nothing of the account: which one it was follows from what was known then.
type personUnreached struct {
	wordless
	givesNothing
	aboutPerson
}

func (*personUnreached) kind() string            { return "person unreached" }
func (e *personUnreached) apply(o *Own, by said) { o.Unreached[e.Person] = by.at }

// unreached tells the leads of a party, once, whom of their own people nothing reaches any more.
func (v View) unreached() (out []Duty) {
	for person, since := range v.Own.Unreached {
		if who := v.Shared.Persons[person]; who == nil || !who.Active() {
			continue
		}
		for _, lead := range v.Shared.Leads(v.Party) { // audience: whom nothing reaches, their own leads hear; mutate: s/v.Party/""/
			if t, at := "person "+person, v.inHours(lead.ID, since); lead.ID != person {
				out = append(out, Duty{Key: fmt.Sprintf("%s unreached %d %s", t, since.Unix(), lead.ID), Kind: DutyUnreached, Thing: t, Person: lead.ID,
					At: at, Until: at.AddDate(0, 0, tellUnreached)})
			}
		}
	}
	return out
}
