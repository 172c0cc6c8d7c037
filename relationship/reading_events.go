package relationship

import (
	"cmp"
	"slices"
)

// aboutReading is embedded by events about one reading. They name the reading and not its KPI, so that somebody who
// revises the KPI is not stopped by a number that came in meanwhile.
type aboutReading struct {
	KPI     int `json:"kpi"`
	Reading int `json:"reading"`
}

func (a aboutReading) things() []string { return []string{thing("reading", a.Reading)} }

// of is the reading the event is about; an empty one nobody keeps when it was withdrawn.
func (a aboutReading) of(s *Shared) *Reading {
	if k := s.KPIs[a.KPI]; k != nil {
		if r := k.reading(a.Reading); r != nil {
			return r
		}
	}
	return &Reading{}
}

type readingSubmitted struct {
	worded
	aboutReading
	From     Date   `json:"from"`
	To       Date   `json:"to"`
	Value    string `json:"value"`
	Version  int    `json:"version"`
	Evidence []int  `json:"evidence,omitempty"`
	Silent   stamp  `json:"silent,omitzero"`
}

func (*readingSubmitted) kind() string { return "reading submitted" }
func (e *readingSubmitted) things() []string {
	return append(e.aboutReading.things(), evidenceThings(e.Evidence)...)
}
func (e *readingSubmitted) gives() (string, int) { return "reading", e.Reading }
func (e *readingSubmitted) apply(s *Shared, by said) {
	k := aboutKPI{e.KPI}.of(s)
	k.Readings = append(k.Readings, &Reading{ID: e.Reading, KPI: e.KPI, Entry: by.n, Period: Period{e.From, e.To},
		Version: e.Version, Value: e.Value, Comment: e.Words["comment"], Evidence: e.Evidence,
		By: by.by, Party: by.party, At: by.at, Silent: e.Silent.Time})
	s.cite(e.Evidence, thing("reading", e.Reading))
	slices.SortStableFunc(k.Readings, func(a, b *Reading) int {
		return cmp.Or(a.Period.To.Compare(b.Period.To), a.Period.From.Compare(b.Period.From))
	})
}

// correct puts another value in the place of the reading's, which is kept.
func (r *Reading) correct(value, why string, by said) {
	said := EarlierValue{r.Value, r.By, r.At}
	if r.Restated() {
		said.By, said.At = r.CorrectedBy, r.CorrectedAt
	}
	r.Earlier = append(r.Earlier, said)
	r.Value, r.CorrectedBy, r.CorrectedAt, r.WhyFixed, r.Contest = value, by.by, by.at, why, nil
}

type readingCorrected struct {
	worded
	givesNothing
	aboutReading
	Value  string `json:"value"`
	Silent stamp  `json:"silent,omitzero"`
}

func (*readingCorrected) kind() string { return "reading corrected" }
func (e *readingCorrected) apply(s *Shared, by said) {
	r := e.of(s)
	r.correct(e.Value, e.Words["why"], by)
	r.Silent, r.ConfirmedBy = e.Silent.Time, ""
}

type readingConfirmed struct {
	wordless
	givesNothing
	aboutReading
}

func (*readingConfirmed) kind() string { return "reading confirmed" }
func (e *readingConfirmed) apply(s *Shared, by said) {
	r := e.of(s)
	r.ConfirmedBy, r.ConfirmedAt = by.by, by.at
}

type readingContested struct {
	worded
	givesNothing
	aboutReading
	Value string `json:"value,omitempty"`
	Issue stamp  `json:"issue"`
}

func (*readingContested) kind() string { return "reading contested" }
func (e *readingContested) apply(s *Shared, by said) {
	e.of(s).Contest = &Contest{By: by.by, Party: by.party, Value: e.Value, Why: e.Words["why"], At: by.at, Issue: e.Issue.Time}
}

// readingResolved has a value when the owner's party accepted that of the contesting one.
type readingResolved struct {
	wordless
	givesNothing
	aboutReading
	Value string `json:"value,omitempty"`
}

func (*readingResolved) kind() string { return "reading resolved" }
func (e *readingResolved) apply(s *Shared, by said) {
	r := e.of(s)
	r.ConfirmedBy, r.ConfirmedAt = by.by, by.at
	if r.Contest != nil && e.Value != "" {
		r.ConfirmedBy = r.Contest.By
		r.correct(e.Value, "", by)
	}
	r.Contest = nil
}

type confidenceSet struct {
	worded
	givesNothing
	aboutKPI
	Word Confidence `json:"confidence"`
}

func (*confidenceSet) kind() string { return "kpi confidence set" }
func (e *confidenceSet) apply(s *Shared, by said) {
	k := e.of(s)
	k.Confidence = append(k.Confidence, KPIConfidence{e.Word, by.by, by.party, by.at, e.Words["why"]})
}
