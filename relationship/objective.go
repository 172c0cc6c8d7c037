package relationship

import (
	"fmt"
	"slices"
	"time"
)

// ObjectiveState is where an objective stands.
type ObjectiveState string

// The states of an objective. A private draft is a [Draft], not an objective: the other parties do not know of it.
const (
	ObjectiveShared   ObjectiveState = "shared" // everybody can read it; not agreed as it now stands
	ObjectiveActive   ObjectiveState = "active"
	ObjectiveAchieved ObjectiveState = "achieved"
	ObjectiveMissed   ObjectiveState = "missed"
	ObjectiveRetired  ObjectiveState = "retired" // no longer pursued
)

// Results lists how an objective can end.
var Results = []ObjectiveState{ObjectiveAchieved, ObjectiveMissed, ObjectiveRetired}

// How long a confirmation counts. Objectives are put to the test each quarter: a confirmation is fresh for 91 days and
// supports the validity of a joint objective for two more weeks; it can be renewed from two weeks before.
const (
	ConfirmationFresh = 91  // whole UTC days after the day of the confirmation
	ConfirmationHolds = 105 // until then a joint objective stays valid
	ConfirmationRenew = 77  // from then on it can be confirmed again
)

// Objective is something that is to be reached: by one party for itself ("mine", "yours") or by all together
// ("ours", a joint objective). The embedded version is what it says now.
type Objective struct {
	ID int
	// Owner is the party whose own objective it is; empty for a joint one, which the forms call "shared".
	Owner string
	ObjectiveVersion
	// Past lists its earlier versions, oldest first.
	Past []ObjectiveVersion
	// Closing says, by party, how it should end; a joint objective ends when all say the same.
	Closing map[string]Closing
	// Result is how it ended, Closed when, Why in the words of who closed it; empty while it is open.
	Result ObjectiveState
	Closed time.Time
	Why    string
}

// ObjectiveVersion is one wording of an objective and what the parties said to it. Every edit makes a new one to which
// nobody has said anything yet.
type ObjectiveVersion struct {
	Number int // from 1
	Goal
	Person, Party string // who wrote it
	At            time.Time
	// Entry is the number of the joint entry that holds it.
	Entry int
	// Confirmations and Acknowledgements are kept by party, and so are the Objections of those that refused it.
	Confirmations, Acknowledgements map[string]Assent
	Objections                      map[string]Statement
	agreed                          time.Time // when it was agreed, once a later objection hides that
}

// Assent is a party's word for a version of an objective, given by one of its people.
type Assent struct {
	Person string
	// At is when it was given last, First when it was first given to this version.
	At, First time.Time
	// Version is the version it is about; 0 where the thing has none.
	Version int
}

// Statement is what one of a party's people says for it about a thing, with the reason.
type Statement struct {
	Person string
	At     time.Time
	Why    string
}

// Closing is how one party wants a joint objective to end.
type Closing struct {
	Person string
	At     time.Time
	Result ObjectiveState
	Why    string
}

// Joint says that the objective belongs to all parties together.
func (o *Objective) Joint() bool { return o.Owner == "" }

// Open says that the objective has not ended: it is shared or active.
func (o *Objective) Open() bool { return o.Result == "" }

// Versions lists all its versions, oldest first; the last is what it says now.
func (o *Objective) Versions() []ObjectiveVersion {
	return append(slices.Clone(o.Past), o.ObjectiveVersion)
}

// age is how many UTC days ago the assent was given.
func (a Assent) age(now time.Time) int { return DateOf(now, time.UTC).Since(DateOf(a.At, time.UTC)) }

// fades is the first instant at which the assent is more than the given number of days old.
func (a Assent) fades(days int) time.Time { return DateOf(a.At, time.UTC).AddDays(days + 1).midnight() }

// ObjectiveState is where the objective stands now. A joint one is active once every party that takes part now has
// confirmed what it says now, and there is more than one; so it rests when another party joins, until that party
// confirms. A party's own objective is active once that party confirmed it.
func (s *Shared) ObjectiveState(o *Objective) ObjectiveState {
	switch {
	case !o.Open():
		return o.Result
	case o.Joint() && len(s.Active()) > 1 && len(s.Unconfirmed(o)) == 0:
		return ObjectiveActive
	case !o.Joint() && o.Confirmations[o.Owner].Version > 0:
		return ObjectiveActive
	}
	return ObjectiveShared
}

// Unconfirmed lists the active parties that have not confirmed what the objective says now, of those that have to:
// all for a joint one, its owner for another.
func (s *Shared) Unconfirmed(o *Objective) []string {
	var out []string
	for _, p := range s.Active() {
		if _, ok := o.Confirmations[p.ID]; !ok && (o.Joint() || o.Owner == p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

// ToConfirm lists the open objectives that wait for this party's confirmation: never given to what they say now, or
// more than [ConfirmationFresh] days old.
func (s *Shared) ToConfirm(party string, now time.Time) []*Objective {
	return slices.DeleteFunc(inOrder(s.Objectives), func(o *Objective) bool {
		a, ok := o.Confirmations[party]
		return !o.Open() || !o.Joint() && o.Owner != party || ok && a.age(now) <= ConfirmationFresh
	})
}

// ToAcknowledge lists other parties' own objectives that are active and that this party has not acknowledged.
func (s *Shared) ToAcknowledge(party string) []*Objective {
	return slices.DeleteFunc(inOrder(s.Objectives), func(o *Objective) bool {
		_, done := o.Acknowledgements[party]
		return done || o.Joint() || o.Owner == party || !s.taking(o.Owner) || s.ObjectiveState(o) != ObjectiveActive
	})
}

// taking says whether the party takes part now.
func (s *Shared) taking(party string) bool {
	p := s.Parties[party]
	return p != nil && p.State == PartyActive
}

// FirstAgreed is the version of the objective that was agreed first: the yardstick that no later edit moves. It is nil
// when none was ever agreed.
func (s *Shared) FirstAgreed(o *Objective) *ObjectiveVersion {
	if all := s.agreedVersions(o); len(all) > 0 {
		return all[0].ObjectiveVersion
	}
	return nil
}

// agreedVersion is a version that everybody agreed who had to, and when.
type agreedVersion struct {
	*ObjectiveVersion
	at time.Time
}

// agreedVersions lists the versions of the objective that were agreed before the next one was written, oldest first.
func (s *Shared) agreedVersions(o *Objective) (out []agreedVersion) {
	versions := o.Versions()
	for i := range versions {
		end := o.Closed
		if i+1 < len(versions) {
			end = versions[i+1].At
		}
		if at := s.agreedAt(o, versions[i]); !at.IsZero() && (end.IsZero() || !at.After(end)) {
			out = append(out, agreedVersion{&versions[i], at})
		}
	}
	return out
}

// agreedAt is the first instant at which everybody who had to had confirmed the version; the zero time when there was
// none. A party's leaving can complete an agreement, so those instants are looked at too.
func (s *Shared) agreedAt(o *Objective, v ObjectiveVersion) time.Time {
	if !v.agreed.IsZero() {
		return v.agreed
	}
	if !o.Joint() {
		return v.Confirmations[o.Owner].First
	}
	var instants []time.Time
	for _, a := range v.Confirmations {
		instants = append(instants, a.First)
	}
	for _, p := range s.All() {
		if p.Left.After(v.At) {
			instants = append(instants, p.Left)
		}
	}
	slices.SortFunc(instants, time.Time.Compare)
	for _, at := range instants {
		if s.allConfirmed(v, at) {
			return at
		}
	}
	return time.Time{}
}

// allConfirmed says whether at that instant several parties took part and all of them had confirmed the version.
func (s *Shared) allConfirmed(v ObjectiveVersion, at time.Time) bool {
	parties := 0
	for _, p := range s.All() {
		if p.Joined.IsZero() || p.Joined.After(at) || !p.Left.IsZero() && !p.Left.After(at) {
			continue
		}
		if a, ok := v.Confirmations[p.ID]; !ok || a.First.After(at) {
			return false
		}
		parties++
	}
	return parties > 1
}

// objective is the objective with this number.
func (s *Shared) objective(id int) (*Objective, error) {
	if o := s.Objectives[id]; o != nil {
		return o, nil
	}
	return nil, refuse("objective", fmt.Sprintf("There is no objective %d here. List them with: objective.", id))
}

// openObjective is the objective with this number, if it has not ended and says what the person saw: seen is the
// number of the newest entry they saw, 0 when that is not known. Only an edit counts, not what others said to it.
func (s *Shared) openObjective(id, seen int) (*Objective, error) {
	o, err := s.objective(id)
	if err != nil {
		return nil, err
	}
	if !o.Open() {
		return nil, refuse("", fmt.Sprintf("Objective %d was closed as %s on %s. It stays on record.", id, o.Result,
			o.Closed.Format("2 January 2006")))
	}
	if seen > 0 && o.Entry > seen {
		return nil, &Refusal{Thing: thing("objective", id), Last: o.Entry,
			Reason: s.nameOf(o.Person) + " changed " + thing("objective", id) + " since you opened this."}
	}
	return o, nil
}
