package relationship

var objectiveEvents = []event[Shared]{&objectiveShared{}, &objectiveRevised{}, &objectiveAcknowledged{}, &objectiveConfirmed{},
	&objectiveDeclined{}, &objectiveClosingProposed{}, &objectiveClosed{}}

// aboutObjective is embedded by events about one objective, aboutVersion by those about one version of it.
type aboutObjective struct {
	Objective int `json:"objective"`
}

func (a aboutObjective) things() []string { return []string{thing("objective", a.Objective)} }

// of is the objective; nil when the entry that shared it was withdrawn.
func (a aboutObjective) of(s *Shared) *Objective { return s.Objectives[a.Objective] }

type aboutVersion struct {
	aboutObjective
	Version int `json:"version"`
}

// of is the objective while the version is what it says; nil otherwise.
func (a aboutVersion) of(s *Shared) *Objective {
	if o := a.aboutObjective.of(s); o != nil && o.Number == a.Version {
		return o
	}
	return nil
}

// assent gives a party's word to the version.
func (a aboutVersion) assent(to map[string]Assent, by said) {
	first := by.at
	if before, ok := to[by.party]; ok {
		first = before.First
	}
	to[by.party] = Assent{Person: by.by, At: by.at, First: first, Version: a.Version}
}

// newVersion is a version to which nobody has said anything yet.
func newVersion(number int, g Goal, by said) ObjectiveVersion {
	return ObjectiveVersion{Number: number, Goal: g, Person: by.by, Party: by.party, At: by.at, Entry: by.n,
		Confirmations: map[string]Assent{}, Acknowledgements: map[string]Assent{}, Objections: map[string]Statement{}}
}

type objectiveShared struct {
	worded
	Objective int    `json:"objective"`
	Owner     string `json:"owner,omitempty"` // a party; absent for a joint objective
	Goal
}

func (*objectiveShared) kind() string           { return "objective shared" }
func (e *objectiveShared) gives() (string, int) { return "objective", e.Objective }
func (e *objectiveShared) things() []string     { return []string{thing("objective", e.Objective)} }
func (e *objectiveShared) apply(s *Shared, by said) {
	s.Objectives[e.Objective] = &Objective{ID: e.Objective, Owner: e.Owner, Closing: map[string]Closing{},
		ObjectiveVersion: newVersion(1, e.Goal.said(e.Words), by)}
}

type objectiveRevised struct {
	worded
	givesNothing
	aboutVersion
	Goal
}

func (*objectiveRevised) kind() string { return "objective revised" }
func (e *objectiveRevised) apply(s *Shared, by said) {
	if o := e.aboutObjective.of(s); o != nil {
		o.Past = append(o.Past, o.ObjectiveVersion)
		o.ObjectiveVersion = newVersion(e.Version, e.Goal.said(e.Words), by)
		o.Closing = map[string]Closing{}
	}
}

type objectiveAcknowledged struct {
	wordless
	givesNothing
	aboutVersion
}

func (*objectiveAcknowledged) kind() string { return "objective acknowledged" }
func (e *objectiveAcknowledged) apply(s *Shared, by said) {
	if o := e.of(s); o != nil {
		e.assent(o.Acknowledgements, by)
	}
}

type objectiveConfirmed struct {
	wordless
	givesNothing
	aboutVersion
}

func (*objectiveConfirmed) kind() string { return "objective confirmed" }
func (e *objectiveConfirmed) apply(s *Shared, by said) {
	if o := e.of(s); o != nil {
		e.assent(o.Confirmations, by)
		delete(o.Objections, by.party)
	}
}

type objectiveDeclined struct {
	worded
	givesNothing
	aboutVersion
}

func (*objectiveDeclined) kind() string { return "objective declined" }
func (e *objectiveDeclined) apply(s *Shared, by said) {
	if o := e.of(s); o != nil {
		o.agreed = s.agreedAt(o, o.ObjectiveVersion)
		delete(o.Confirmations, by.party)
		o.Objections[by.party] = Statement{by.by, by.at, e.Words["why"]}
	}
}

type objectiveClosingProposed struct {
	worded
	givesNothing
	aboutObjective
	Result ObjectiveState `json:"result"`
}

func (*objectiveClosingProposed) kind() string { return "objective closing proposed" }
func (e *objectiveClosingProposed) apply(s *Shared, by said) {
	if o := e.of(s); o != nil {
		o.Closing[by.party] = Closing{by.by, by.at, e.Result, e.Words["why"]}
	}
}

type objectiveClosed struct {
	worded
	givesNothing
	aboutObjective
	Result ObjectiveState `json:"result"`
}

func (*objectiveClosed) kind() string { return "objective closed" }
func (e *objectiveClosed) apply(s *Shared, by said) {
	if o := e.of(s); o != nil {
		o.Result, o.Closed, o.Why = e.Result, by.at, e.Words["why"]
		if o.Joint() {
			o.Why = o.Closing[by.party].Why
		}
	}
}
