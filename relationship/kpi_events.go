package relationship

var kpiEvents = []event[Shared]{
	&kpiProposed{}, &kpiRevised{}, &kpiTargetRevised{}, &kpiAgreed{}, &kpiRefused{}, &kpiInForce{},
	&kpiEndingProposed{}, &kpiEndingAgreed{}, &kpiEndingRefused{}, &kpiRetired{}, &kpiHandedOver{}, &confidenceSet{},
	&readingSubmitted{}, &readingCorrected{}, &readingConfirmed{}, &readingContested{}, &readingResolved{},
}

// aboutKPI is embedded by events about one KPI.
type aboutKPI struct {
	KPI int `json:"kpi"`
}

func (a aboutKPI) things() []string { return []string{thing("kpi", a.KPI)} }

// of is the KPI the event is about. It may be missing, when the entry that proposed it was withdrawn: the event then
// falls on an empty one nobody keeps.
func (a aboutKPI) of(s *Shared) *KPI {
	if k := s.KPIs[a.KPI]; k != nil {
		return k
	}
	return &KPI{}
}

// asked is the version the event is about if it still waits; otherwise an empty one nobody keeps.
func (k *KPI) asked(version int) *KPIVersion {
	if k.Proposed != nil && k.Proposed.Number == version {
		return k.Proposed
	}
	return &KPIVersion{agreed: map[string]bool{}}
}

// propose puts a version up for agreement, in the place of one that waited.
func (k *KPI) propose(v *KPIVersion, by said) {
	v.By, v.Party, v.At, v.agreed = by.by, by.party, by.at, map[string]bool{}
	k.Versions, k.Proposed = append(k.Versions, v), v
}

type kpiProposed struct {
	worded
	aboutKPI
	KPITerms
}

func (*kpiProposed) kind() string           { return "kpi proposed" }
func (e *kpiProposed) gives() (string, int) { return "kpi", e.KPI }
func (e *kpiProposed) apply(s *Shared, by said) {
	k := &KPI{ID: e.KPI, Proposer: by.by, Party: by.party}
	k.propose(&KPIVersion{Number: 1, Basis: 1, KPITerms: e.KPITerms.with(e.Words)}, by)
	s.KPIs[e.KPI] = k
}

type kpiRevised struct {
	worded
	givesNothing
	aboutKPI
	Version int `json:"version"`
	Basis   int `json:"basis"`
	KPITerms
}

func (*kpiRevised) kind() string { return "kpi revised" }
func (e *kpiRevised) apply(s *Shared, by said) {
	e.of(s).propose(&KPIVersion{Number: e.Version, Basis: e.Basis, Why: e.Words["why"], KPITerms: e.KPITerms.with(e.Words)}, by)
}

// kpiTargetRevised repeats nothing but the target: the rest is that of the version it was made from.
type kpiTargetRevised struct {
	worded
	givesNothing
	aboutKPI
	Version int       `json:"version"`
	From    int       `json:"from"`
	Target  KPITarget `json:"target"`
}

func (*kpiTargetRevised) kind() string { return "kpi target revised" }
func (e *kpiTargetRevised) apply(s *Shared, by said) {
	k := e.of(s)
	from := k.version(e.From)
	if from == nil {
		return
	}
	v := &KPIVersion{Number: e.Version, Basis: from.Basis, Why: e.Words["why"], KPITerms: from.KPITerms}
	v.Target, v.Target.Note = e.Target, e.Words["note"]
	k.propose(v, by)
}

type kpiAgreed struct {
	wordless
	givesNothing
	aboutKPI
	Version int `json:"version"`
}

func (*kpiAgreed) kind() string               { return "kpi agreed" }
func (e *kpiAgreed) apply(s *Shared, by said) { e.of(s).asked(e.Version).agreed[by.party] = true }

type kpiRefused struct {
	worded
	givesNothing
	aboutKPI
	Version int `json:"version"`
}

func (*kpiRefused) kind() string { return "kpi refused" }
func (e *kpiRefused) apply(s *Shared, by said) {
	e.of(s).asked(e.Version).Refusal = &KPIRefusal{by.by, by.party, e.Words["why"], by.at}
}

// kpiInForce stands with the last party's agreement, so that who is a party later changes nothing.
type kpiInForce struct {
	wordless
	givesNothing
	aboutKPI
	Version int `json:"version"`
}

func (*kpiInForce) kind() string { return "kpi put in force" }
func (e *kpiInForce) apply(s *Shared, by said) {
	k := e.of(s)
	if v := k.version(e.Version); v != nil {
		v.Stands = by.at
		k.InForce, k.Proposed = v, nil
	}
	if k.First == nil {
		k.First = k.InForce
	}
}

type kpiEndingProposed struct {
	worded
	givesNothing
	aboutKPI
}

func (*kpiEndingProposed) kind() string { return "kpi retirement proposed" }
func (e *kpiEndingProposed) apply(s *Shared, by said) {
	e.of(s).Ending = &KPIEnding{by.by, by.party, e.Words["why"], by.at, map[string]bool{}}
}

type kpiEndingAgreed struct {
	wordless
	givesNothing
	aboutKPI
}

func (*kpiEndingAgreed) kind() string { return "kpi retirement agreed" }
func (e *kpiEndingAgreed) apply(s *Shared, by said) {
	if ending := e.of(s).Ending; ending != nil {
		ending.agreed[by.party] = true
	}
}

type kpiEndingRefused struct {
	worded
	givesNothing
	aboutKPI
}

func (*kpiEndingRefused) kind() string              { return "kpi retirement refused" }
func (e *kpiEndingRefused) apply(s *Shared, _ said) { e.of(s).Ending = nil }

// kpiRetired has words of its own only for a draft; otherwise the reason is that of the proposal.
type kpiRetired struct {
	worded
	givesNothing
	aboutKPI
}

func (*kpiRetired) kind() string { return "kpi retired" }
func (e *kpiRetired) apply(s *Shared, by said) {
	k := e.of(s)
	k.Retired, k.RetiredWhy = by.at, e.Words["why"]
	if k.Ending != nil {
		k.RetiredWhy = k.Ending.Why
	}
	k.Ending, k.Proposed = nil, nil
}
