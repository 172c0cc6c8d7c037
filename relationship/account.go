package relationship

import (
	"slices"
	"time"
)

// RemoveAccount takes one of one's own accounts away. Somebody's only one stays: with it they would lose their way in.
type RemoveAccount struct {
	byReader
	onlyOwn
	Account string
}

func (c *RemoveAccount) own(v View, p *Part[Own]) error {
	mine := v.Own.Accounts[p.By.Person]
	switch {
	case !slices.Contains(mine, c.Account):
		return refuse("account", "You have no such account here.")
	case len(mine) == 1:
		return refuse("account", "This is the only account you have here. Add another one first.")
	}
	p.add(&accountRemoved{worded{map[string]string{"account": c.Account}}, p.By.Person})
	return nil
}

// MakeLink makes a link by which one of one's own people signs in, who cannot be written to. Whoever has the link acts in
// their name, so it stands on record who made it and for whom.
type MakeLink struct {
	byLead
	onlyOwn
	Person string
}

func (c *MakeLink) own(v View, p *Part[Own]) error {
	if err := v.ownPerson(p.By, c.Person, false); err != nil {
		return err
	}
	p.add(&linkMade{Person: c.Person})
	return nil
}

// MadeLink is a link that somebody made for a person to sign in with.
type MadeLink struct {
	N       int // the entry in the party's own ledger
	For, By string
	At      time.Time
}

// linkMade holds no word of the link: who has it stands nowhere.
type linkMade struct {
	wordless
	Person string `json:"person"`
}

func (*linkMade) kind() string         { return "sign-in link made" }
func (*linkMade) gives() (string, int) { return "", 0 }
func (*linkMade) things() []string     { return nil }
func (e *linkMade) apply(o *Own, by said) {
	o.Links = append(o.Links, MadeLink{by.n, e.Person, by.by, by.at})
}
