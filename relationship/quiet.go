package relationship

import (
	"fmt"
	"slices"
	"time"
)

const (
	// quietAfter is how many check-ins in a row a person may leave unanswered before they are no longer prompted.
	quietAfter = 3
	tellPaused = 14 // days
)

// Quiet says that the person let three check-ins in a row before this one pass in silence: they are not prompted again
// until they say so, answer or skip one, or were away for one. They still count as asked: a party's figures do not get
// better by its people's silence.
func (v View) Quiet(person string, before int) bool {
	silent := 0
	for id := before - 1; id > v.Own.Resumed[person] && silent < quietAfter; id-- {
		c := v.Shared.CheckIns[id]
		if c == nil || v.Own.Rounds[id] == nil || !slices.Contains(v.Own.Rounds[id].Asked, person) {
			continue
		}
		if !v.Own.counted(c, person) {
			return false
		}
		silent++
	}
	return silent == quietAfter
}

// PausedBy lists who of the party is not prompted any more because of their silence in a check-in and the two before it.
// It holds only once that check-in is closed.
func (v View) PausedBy(c *CheckIn) []string {
	latest := v.Shared.Latest()
	return slices.DeleteFunc(v.Own.Silent(c), func(p string) bool {
		return !v.asks(p) || v.Quiet(p, c.ID) || !v.Quiet(p, c.ID+1) || !v.Quiet(p, latest.ID+1)
	})
}

// Paused says whether the person is not prompted any more, as things stand at now: three check-ins in silence are closed,
// and they have not done anything about the one that is open.
func (v View) Paused(person string, now time.Time) bool {
	c := v.Shared.Latest()
	switch {
	case c == nil || !v.asks(person):
		return false
	case c.Closed(now):
		return v.Quiet(person, c.ID+1)
	}
	r := v.Own.Rounds[c.ID]
	acted := r != nil && slices.Contains(r.Asked, person) && !slices.Contains(v.Own.Silent(c), person)
	return v.Quiet(person, c.ID) && !acted
}

// pauses tells a person, once, that they are not prompted any more. Their leads read it in the note on who was silent.
func (v View) pauses(now time.Time) (out []Duty) {
	for id := v.Shared.given["check-in"]; id > 0; id-- {
		c := v.Shared.CheckIns[id]
		if c == nil {
			continue
		}
		if now.After(c.To.AddDate(0, 0, tellPaused)) {
			return out
		}
		t := thing("check-in", id)
		for _, p := range v.PausedBy(c) { // audience: that somebody was silent, they alone are told by this duty; mutate: s/v.PausedBy(c)/func() (all []string) { for _, p := range v.Shared.People("") { all = append(all, p.ID) }; return }()/
			at := v.inHours(p, c.To)
			out = append(out, Duty{Key: fmt.Sprintf("%s paused %s", t, p), Kind: DutyPaused, Thing: t, Person: p,
				At: at, Until: at.AddDate(0, 0, tellPaused)})
		}
	}
	return out
}

// ResumePrompts has oneself prompted again after three check-ins in silence.
type ResumePrompts struct {
	byMember
	onlyOwn
}

func (*ResumePrompts) own(v View, p *Part[Own]) error {
	if !v.Paused(p.By.Person, p.At) {
		return refuse("", "Your prompts are not paused. When the next check-in opens you are asked.")
	}
	upTo := v.Shared.Latest().ID
	if !v.Shared.Latest().Closed(p.At) {
		upTo-- // the open one may still be answered
	}
	p.add(&promptsResumed{aboutPerson: aboutPerson{p.By.Person}, CheckIn: upTo})
	return nil
}

type promptsResumed struct {
	wordless
	givesNothing
	aboutPerson
	CheckIn int `json:"check-in"` // the last one whose silence is forgotten
}

func (*promptsResumed) kind() string           { return "prompts resumed" }
func (e *promptsResumed) apply(o *Own, _ said) { o.Resumed[e.Person] = e.CheckIn }

// substitutes tells the person who is or will be away, while they are there, and their leads, that whoever was to be
// asked instead cannot be asked any more.
func (v View) substitutes(now time.Time) (out []Duty) {
	for person := range v.Own.Away {
		for _, a := range v.Own.Ahead(person, v.today(person, now)) {
			if a.Delegate == "" || !v.asks(person) || v.asks(a.Delegate) {
				continue
			}
			out = append(out, v.substitute(person, a)...)
		}
	}
	return out
}

func (v View) substitute(person string, a Absence) (out []Duty) {
	since := time.Time{}
	if d := v.Shared.Persons[a.Delegate]; d != nil {
		since = laterOf(since, d.Left)
	}
	told := []string{person}
	for _, lead := range v.Shared.Leads(v.Party) { // audience: who is away, their own leads are told; mutate: s/v.Party/""/
		if lead.ID != person {
			told = append(told, lead.ID)
		}
	}
	t, end := "person "+person, DayEnd(a.To, v.zone(person))
	for _, p := range told {
		out = append(out, Duty{Key: fmt.Sprintf("%s instead %s %s %s", t, a.From, a.Delegate, p), Kind: DutyInstead, Thing: t, Person: p,
			At: v.inHours(p, since), Until: end})
	}
	return out
}
