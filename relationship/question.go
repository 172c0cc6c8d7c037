package relationship

import (
	"slices"
	"time"
)

// Question is something that waits for the word of certain people before it can go on.
type Question struct {
	// Thing is what waits, such as "commitment 4"; Kind what is asked for, such as "agree".
	Thing, Kind string
	// Persons may answer it, by id.
	Persons []string
	// Since is the number of the joint entry that made it wait, At its instant.
	Since int
	At    time.Time
}

// Questions lists what waits for somebody's word, oldest first.
func (s *Shared) Questions(now time.Time) []Question {
	var out []Question
	for _, of := range []func(time.Time) []Question{s.invitationQuestions, s.cadenceQuestions} {
		out = append(out, of(now)...)
	}
	slices.SortStableFunc(out, func(a, b Question) int { return a.Since - b.Since })
	return out
}

// question builds a question that began with the newest entry about the thing.
func (s *Shared) question(thing, kind string, since int, persons []string) []Question {
	if len(persons) == 0 || since < 1 || since > len(s.entries) {
		return nil
	}
	return []Question{{thing, kind, persons, since, s.entries[since-1].At}}
}

// agreers lists who agrees for a party: its leads and those they named.
func (s *Shared) agreers(party string) (out []string) {
	for _, p := range s.People(party) {
		if s.MayAgree(p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

func (s *Shared) invitationQuestions(time.Time) (out []Question) {
	for _, p := range s.All() {
		if p.State != PartyInvited {
			continue
		}
		for _, a := range s.Active() {
			if !p.Agreed(a.ID) {
				t := "party " + p.ID
				out = append(out, s.question(t, "agree", s.Last(t), s.agreers(a.ID))...)
			}
		}
	}
	return out
}

func (s *Shared) cadenceQuestions(time.Time) (out []Question) {
	if s.proposed == nil {
		return nil
	}
	for _, a := range s.Active() {
		if !s.proposed.agreed[a.ID] {
			out = append(out, s.question("cadence", "agree", s.Last("cadence"), s.agreers(a.ID))...)
		}
	}
	return out
}
