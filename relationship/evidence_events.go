package relationship

import (
	"fmt"
	"slices"
)

// evidenceEvents are all kinds of entries about evidence on the joint record, notedEvents those on a party's own.
var (
	evidenceEvents = []event[Shared]{
		&evidenceLogged{}, &evidenceLinked{}, &evidenceAccepted{}, &evidenceChallenged{}, &evidenceUpheld{}, &evidenceRejected{},
	}
	notedEvents = []event[Own]{&evidenceNoted{}, &evidenceShared{}}
)

// exhibited is what an entry keeps of an exhibit; the typed parts, the link among them, are words.
type exhibited struct {
	worded
	Evidence int          `json:"evidence"`
	Kind     EvidenceKind `json:"kind"`
	Event    Date         `json:"event"`
	Grade    int          `json:"grade"`
	Author   string       `json:"author,omitempty"`
	SourceAt stamp        `json:"source at,omitzero"`
	Hashes   []string     `json:"hashes,omitempty"`
	About    []string     `json:"about,omitempty"`
	Keep     Date         `json:"keep,omitzero"`
}

func (x Exhibit) exhibited(id int) exhibited {
	return exhibited{worded{map[string]string{"what": x.What, "link": x.Link, "author": x.AuthorName}}, id, x.Kind, x.Event,
		x.Grade, x.Author, stamp{x.SourceAt}, x.Hashes, x.About, x.Keep}
}

func (e *exhibited) gives() (string, int) { return "evidence", e.Evidence }

func (e *exhibited) record(by said) *Evidence {
	return &Evidence{ID: e.Evidence, By: by.by, Party: by.party, Logged: by.at, entry: by.n, Exhibit: Exhibit{Kind: e.Kind,
		What: e.Words["what"], Link: e.Words["link"], Event: e.Event, Grade: e.Grade, Author: e.Author,
		AuthorName: e.Words["author"], SourceAt: e.SourceAt.Time, Hashes: e.Hashes, About: slices.Clone(e.About), Keep: e.Keep}}
}

type evidenceLogged struct{ exhibited }

func (*evidenceLogged) kind() string { return "evidence logged" }
func (e *evidenceLogged) things() []string {
	return append([]string{thing("evidence", e.Evidence)}, e.About...)
}
func (e *evidenceLogged) apply(s *Shared, by said) {
	s.Evidence[e.Evidence] = e.record(by)
	s.cite([]int{e.Evidence}, e.About...)
}

// evidenceNoted is internal evidence. Its number counts apart from the joint one, and it is named e1, e2 … so that the
// two are never taken for each other.
type evidenceNoted struct{ exhibited }

func (*evidenceNoted) kind() string { return "evidence noted" }
func (e *evidenceNoted) things() []string {
	return append([]string{internalEvidence(e.Evidence)}, e.About...)
}
func (e *evidenceNoted) apply(o *Own, by said) { o.Noted[e.Evidence] = e.record(by) }

func internalEvidence(id int) string { return fmt.Sprintf("evidence e%d", id) }

// evidenceShared remembers, for its own party alone, what became of internal evidence.
type evidenceShared struct {
	wordless
	givesNothing
	Private  int `json:"private"`
	Evidence int `json:"evidence"`
}

func (*evidenceShared) kind() string       { return "evidence shared" }
func (e *evidenceShared) things() []string { return []string{internalEvidence(e.Private)} }
func (e *evidenceShared) apply(o *Own, _ said) {
	if noted := o.Noted[e.Private]; noted != nil {
		noted.SharedAs = e.Evidence
	}
}

// aboutEvidence is embedded by events about one piece of evidence.
type aboutEvidence struct {
	Evidence int `json:"evidence"`
}

func (a aboutEvidence) things() []string { return []string{thing("evidence", a.Evidence)} }

// of is the evidence the event is about; an empty one, which nobody sees, when its entry was withdrawn.
func (a aboutEvidence) of(s *Shared) *Evidence {
	if e := s.Evidence[a.Evidence]; e != nil {
		return e
	}
	return &Evidence{}
}

type evidenceLinked struct {
	wordless
	givesNothing
	aboutEvidence
	Thing string `json:"about"`
}

func (*evidenceLinked) kind() string { return "evidence linked" }
func (e *evidenceLinked) things() []string {
	return append(e.aboutEvidence.things(), e.Thing)
}
func (e *evidenceLinked) apply(s *Shared, _ said) { s.cite([]int{e.Evidence}, e.Thing) }

func verdict(by said, words map[string]string) *Verdict {
	return &Verdict{by.by, by.party, by.at, words["why"]}
}

type evidenceAccepted struct {
	wordless
	givesNothing
	aboutEvidence
}

func (*evidenceAccepted) kind() string               { return "evidence accepted" }
func (e *evidenceAccepted) apply(s *Shared, by said) { e.of(s).Accepted = verdict(by, nil) }

type evidenceChallenged struct {
	worded
	givesNothing
	aboutEvidence
}

func (*evidenceChallenged) kind() string               { return "evidence challenged" }
func (e *evidenceChallenged) apply(s *Shared, by said) { e.of(s).Challenge = verdict(by, e.Words) }

type evidenceUpheld struct {
	worded
	givesNothing
	aboutEvidence
}

func (*evidenceUpheld) kind() string               { return "evidence upheld" }
func (e *evidenceUpheld) apply(s *Shared, by said) { e.of(s).Upheld = verdict(by, e.Words) }

type evidenceRejected struct {
	worded
	givesNothing
	aboutEvidence
}

func (*evidenceRejected) kind() string               { return "evidence rejected" }
func (e *evidenceRejected) apply(s *Shared, by said) { e.of(s).Rejected = verdict(by, e.Words) }
