package relationship

var linkEvents = []event[Shared]{&linkProposed{}, &linkAgreed{}, &linkDisputed{}, &linkResolved{}}

type linkProposed struct {
	worded
	Link     int      `json:"link"`
	From     int      `json:"from"`
	To       int      `json:"to"`
	Type     LinkType `json:"type"`
	Replaces int      `json:"replaces,omitempty"`
}

func (*linkProposed) kind() string           { return "link proposed" }
func (e *linkProposed) gives() (string, int) { return "link", e.Link }

// things names both objectives and the link it replaces too, so that none of these is taken back under it.
func (e *linkProposed) things() []string {
	t := []string{thing("link", e.Link), thing("objective", e.From), thing("objective", e.To)}
	if e.Replaces > 0 {
		t = append(t, thing("link", e.Replaces))
	}
	return t
}

func (e *linkProposed) apply(s *Shared, by said) {
	l := &AlignmentLink{ID: e.Link, From: e.From, To: e.To, Type: e.Type, Why: e.Words["why"], Person: by.by, Party: by.party,
		At: by.at, Agreements: map[string]Assent{}, Disputes: map[string]Statement{}, Resolutions: map[string]Statement{}}
	if to := s.Objectives[e.To]; to != nil {
		l.Owner = to.Owner
	}
	if old := s.Links[e.Replaces]; old != nil {
		old.Replaced = e.Link
	}
	s.Links[e.Link] = l
}

// aboutLink is embedded by events about one alignment link.
type aboutLink struct {
	Link int `json:"link"`
}

func (a aboutLink) things() []string { return []string{thing("link", a.Link)} }

type linkAgreed struct {
	wordless
	givesNothing
	aboutLink
}

func (*linkAgreed) kind() string { return "link agreed" }
func (e *linkAgreed) apply(s *Shared, by said) {
	if l := s.Links[e.Link]; l != nil {
		l.Agreements[by.party] = Assent{Person: by.by, At: by.at, First: by.at}
		delete(l.Disputes, by.party)
	}
}

type linkDisputed struct {
	worded
	givesNothing
	aboutLink
}

func (*linkDisputed) kind() string { return "link disputed" }
func (e *linkDisputed) apply(s *Shared, by said) {
	if l := s.Links[e.Link]; l != nil {
		l.Disputes[by.party] = Statement{by.by, by.at, e.Words["why"]}
		delete(l.Agreements, by.party)
		clear(l.Resolutions)
	}
}

// linkResolved is one party's word that a conflict is resolved.
type linkResolved struct {
	worded
	givesNothing
	aboutLink
}

func (*linkResolved) kind() string { return "link resolved" }
func (e *linkResolved) apply(s *Shared, by said) {
	if l := s.Links[e.Link]; l != nil {
		l.Resolutions[by.party] = Statement{by.by, by.at, e.Words["why"]}
		delete(l.Disputes, by.party)
	}
}
