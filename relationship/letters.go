package relationship

import (
	"slices"
	"strings"
	"time"
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

// forwards are what somebody has to be brought the link for: what waits for them, and not what is merely told.
var forwards = map[DutyKind]bool{DutyAsk: true, DutyWait: true, DutyDue: true, DutyMissed: true, DutyMeasure: true, DutyPrepare: true}

// Unheard lists those of the party who are told of a thing now, and only on a page that they open themselves: somebody has
// to bring them the link. Of a check-in it lists whoever has not answered.
func (v View) Unheard(of string, now time.Time) (out []string) {
	if c := v.Shared.Latest(); c != nil && of == thing("check-in", c.ID) {
		out = v.Unanswered(c)
	} else {
		for _, d := range v.duties(now) {
			if d.Thing == of && forwards[d.Kind] && d.Owed(now) && !slices.Contains(out, d.Person) {
				out = append(out, d.Person)
			}
		}
	}
	return slices.DeleteFunc(out, func(p string) bool { return !onPageAlone(v.Own.Accounts[p]) })
}

// forwarded asks each lead of a party, once per thing, to bring the link to those of their own people who only have a page.
// A lead who is one of them needs nobody for it, and one who is asked for the same word can give it.
func (v View) forwarded(told []Duty) (out []Duty) {
	keys := map[string]bool{}
	for _, d := range told {
		if forwards[d.Kind] && onPageAlone(v.Own.Accounts[d.Person]) {
			out = append(out, v.forward(d, told, keys)...)
		}
	}
	return out
}

// forward is what the leads are asked because of one duty, unless they were for another person of the same.
func (v View) forward(d Duty, told []Duty, keys map[string]bool) (out []Duty) {
	for _, lead := range v.Shared.Leads(v.Party) { // audience: who of a party is told nothing, its own leads hear; mutate: s/v.Party/""/
		if onPageAlone(v.Own.Accounts[lead.ID]) || d.Kind == DutyWait && slices.ContainsFunc(told, func(o Duty) bool {
			return o.Thing == d.Thing && o.Kind == DutyWait && o.Person == lead.ID
		}) {
			continue
		}
		f := Duty{Key: forwardKey(d) + lead.ID, Kind: DutyForward, Thing: d.Thing, Person: lead.ID, At: v.inHours(lead.ID, d.At), Until: d.Until}
		if d.Kind == DutyAsk {
			f.At, f.Until = v.inHours(lead.ID, v.Shared.Latest().asks()), v.Shared.Latest().To
		}
		if !keys[f.Key] && f.At.Before(f.Until) {
			keys[f.Key], out = true, append(out, f)
		}
	}
	return out
}

// forwardKey is the key of a duty without whom it tells.
func forwardKey(d Duty) string {
	if d.Kind == DutyAsk {
		return d.Thing + " forward "
	}
	return d.Thing + " forward" + strings.TrimSuffix(strings.TrimPrefix(d.Key, d.Thing), d.Person)
}
