package relationship

import (
	"slices"
	"strings"
)

// SetLetters says whether one is written to by e-mail, besides what stands on one's page. It concerns those who have no
// chat; what they are told stands on the page either way.
type SetLetters struct {
	byReader
	onlyOwn
	Off bool
}

func (c *SetLetters) own(v View, p *Part[Own]) error {
	if c.Off == v.Own.NoLetters[p.By.Person] {
		return refuse("", "Letters are "+map[bool]string{true: "off", false: "on"}[c.Off]+" already.")
	}
	p.add(&lettersSet{aboutPerson: aboutPerson{p.By.Person}, Off: c.Off})
	return nil
}

// lettersSet is a person's word on letters; who never said one gets them.
type lettersSet struct {
	wordless
	givesNothing
	aboutPerson
	Off bool `json:"off"`
}

func (*lettersSet) kind() string           { return "letters set" }
func (e *lettersSet) apply(o *Own, _ said) { o.NoLetters[e.Person] = e.Off }

// page is how the accounts begin of people who only have a page that they open themselves: nothing reaches them there.
const page = "web/door/"

// onPageAlone says whether nobody can be told anything by these accounts before they look for themselves.
func onPageAlone(accounts []string) bool {
	return len(accounts) > 0 && !slices.ContainsFunc(accounts, func(a string) bool { return !strings.HasPrefix(a, page) })
}

// Unheard lists those of the unanswered in a check-in who are told nothing before they look at their page: somebody has
// to bring them the link.
func (v View) Unheard(c *CheckIn) []string {
	return slices.DeleteFunc(v.Unanswered(c), func(p string) bool { return !onPageAlone(v.Own.Accounts[p]) })
}

// forwards asks each lead of a party, once per check-in, to bring the link to those of their own people whom nothing
// reaches. A lead who is one of them needs nobody for it.
func (v View) forwards(c *CheckIn, t string) (out []Duty) {
	unheard := v.Unheard(c)
	for _, lead := range v.Shared.Leads(v.Party) { // audience: who of a party is told nothing, its own leads hear; mutate: s/v.Party/""/
		if slices.ContainsFunc(unheard, func(p string) bool { return p != lead.ID }) && !onPageAlone(v.Own.Accounts[lead.ID]) {
			out = append(out, Duty{Key: t + " forward " + lead.ID, Kind: DutyForward, Thing: t, Person: lead.ID, At: v.inHours(lead.ID, c.asks()), Until: c.To})
		}
	}
	return out
}
