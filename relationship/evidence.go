package relationship

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// EvidenceKind is what a piece of evidence is.
type EvidenceKind string

// The kinds of evidence.
const (
	Document         EvidenceKind = "document"
	SystemRecord     EvidenceKind = "system record"
	Measurement      EvidenceKind = "measurement"
	MessagePermalink EvidenceKind = "message permalink"
	WitnessStatement EvidenceKind = "witness statement"
	Photo            EvidenceKind = "photo"
)

// EvidenceKinds lists the kinds in the order in which a form offers them.
var EvidenceKinds = []EvidenceKind{Document, SystemRecord, Measurement, MessagePermalink, WitnessStatement, Photo}

// EvidenceState is where a piece of evidence stands.
type EvidenceState string

// The states of evidence. Accepted and upheld evidence shows what it is about; rejected evidence supports nothing.
const (
	EvidenceLogged     EvidenceState = "logged"     // on record, about nothing yet
	EvidenceLinked     EvidenceState = "linked"     // about something
	EvidenceAccepted   EvidenceState = "accepted"   // another party than the one that logged it agrees
	EvidenceChallenged EvidenceState = "challenged" // another party doubts it, and says why
	EvidenceUpheld     EvidenceState = "upheld"     // challenged, and found sound by the challenger or a third party
	EvidenceRejected   EvidenceState = "rejected"   // challenged, and given up by its own party or found unsound by a third
	EvidenceExpired    EvidenceState = "expired"    // kept as long as was said when it was logged, or as its party keeps words
)

// Exhibit is what somebody brings forward: data that supports that something exists or is true, which is what
// ISO 9000:2015 (3.8.3) calls objective evidence.
type Exhibit struct {
	Kind EvidenceKind
	What string // the quoted words, or what it is
	Link string // http or https, kept and shown as text, never fetched
	// Event is the day on which what it shows happened; left out, the day on which it is logged.
	Event Date
	// Grade says how far it carries: 1 self-asserted, 2 from a record of one's own, 3 from a record of the other side,
	// 4 from a third party or jointly witnessed. A message alone never carries further than 1.
	Grade int
	// Author is the person whose words are quoted; AuthorName when that is nobody of this relationship.
	Author, AuthorName string
	SourceAt           time.Time // when the source was written; zero when unknown
	Hashes             []string  // SHA-256 of files, in hex, so that a file shown later can be checked
	About              []string  // things on the joint record, such as "objective 2", "commitment 3" or "claim 4"
	// Keep is the last day on which its words are kept, whatever its party's rule; zero leaves it to that rule.
	Keep Date
}

// Evidence is a record of its own beside the claim, the promise or the figure it supports, so that claiming and
// showing never become one.
type Evidence struct {
	ID int
	Exhibit
	By, Party string // who logged it
	Logged    time.Time
	Accepted  *Verdict
	Challenge *Verdict
	Upheld    *Verdict
	Rejected  *Verdict
	// SharedAs is, for internal evidence, its number on the joint record once it was shared; 0 before.
	SharedAs int
	// Expired is when the clock erased its words, because they had been kept long enough; zero while they are kept.
	Expired time.Time
	entry   int // that logged it
}

// Verdict is what somebody said about a piece of evidence.
type Verdict struct {
	By, Party string
	At        time.Time
	Why       string
}

// State is where the evidence stands. What was found of it before it expired still counts: figures do not change because
// words are gone.
func (e *Evidence) State() EvidenceState {
	if !e.Expired.IsZero() {
		return EvidenceExpired
	}
	return e.judged()
}

// judged is where the evidence stands by what people said of it.
func (e *Evidence) judged() EvidenceState {
	switch {
	case e.Rejected != nil:
		return EvidenceRejected
	case e.Upheld != nil:
		return EvidenceUpheld
	case e.Challenge != nil:
		return EvidenceChallenged
	case e.Accepted != nil:
		return EvidenceAccepted
	case len(e.About) > 0:
		return EvidenceLinked
	}
	return EvidenceLogged
}

// Live says whether the evidence still supports what it is about: it was not rejected.
func (e *Evidence) Live() bool { return e.Rejected == nil }

// AcceptedAt is when another party accepted the evidence or it was upheld; false when neither happened.
func (e *Evidence) AcceptedAt() (time.Time, bool) {
	switch e.judged() {
	case EvidenceAccepted:
		return e.Accepted.At, true
	case EvidenceUpheld:
		return e.Upheld.At, true
	}
	return time.Time{}, false
}

// expire marks the evidence whose own words the clock has erased.
func expire(all map[int]*Evidence, entry int, by said) {
	for _, e := range all {
		if by.by == ByClock.Person && e.entry == entry {
			e.Expired = by.at
		}
	}
}

// EvidenceAbout lists the shared evidence about a thing, such as "objective 2", in order of its numbers.
func (s *Shared) EvidenceAbout(thing string) []*Evidence {
	return slices.DeleteFunc(inOrder(s.Evidence), func(e *Evidence) bool { return !slices.Contains(e.About, thing) })
}

// cite brings evidence into relation with a thing; what was withdrawn meanwhile is passed over.
func (s *Shared) cite(ids []int, about ...string) {
	for _, id := range ids {
		if e := s.Evidence[id]; e != nil {
			for _, t := range about {
				s.tie(e, t)
			}
		}
	}
}

func (s *Shared) tie(e *Evidence, about string) {
	if !slices.Contains(e.About, about) {
		e.About = append(e.About, about)
	}
	noun, id, _ := parseThing(about)
	if c := s.Commitments[id]; noun == "commitment" && c != nil && !slices.Contains(c.Evidence, e) {
		c.Evidence = append(c.Evidence, e)
	}
	if c := s.Claims[id]; noun == "claim" && c != nil && !slices.Contains(c.Evidence, e) {
		c.Evidence = append(c.Evidence, e)
	}
}

// parseThing takes the name of a numbered thing apart, such as "objective 2".
func parseThing(name string) (noun string, id int, ok bool) {
	at := strings.LastIndexByte(name, ' ')
	if at < 1 {
		return "", 0, false
	}
	id, err := strconv.Atoi(name[at+1:])
	noun = name[:at]
	return noun, id, err == nil && id > 0 && thing(noun, id) == name
}

// evidenceThings names pieces of evidence.
func evidenceThings(ids []int) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, thing("evidence", id))
	}
	return out
}
