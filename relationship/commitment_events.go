package relationship

// commitmentEvents are all kinds of entries about promises.
var commitmentEvents = []event[Shared]{
	&commitmentOffered{}, &commitmentRequested{}, &commitmentAgreed{}, &commitmentDeclined{}, &dueProposed{},
	&commitmentRenegotiated{}, &dueDeclined{}, &claimedDone{}, &deliveryAccepted{}, &deliveryRejected{},
	&missReasonRecorded{}, &commitmentCancelled{}, &cancellationAgreed{}, &commitmentCountered{},
	&commitmentHandedOver{},
}

// aboutCommitment is embedded by events about one promise.
type aboutCommitment struct {
	Commitment int `json:"commitment"`
}

func (a aboutCommitment) things() []string { return []string{thing("commitment", a.Commitment)} }

// of is the promise the event is about; an empty one, which nobody sees, when the entry that made it was withdrawn.
func (a aboutCommitment) of(s *Shared) *Commitment {
	if c := s.Commitments[a.Commitment]; c != nil {
		return c
	}
	return &Commitment{}
}

// promised is what offering and requesting a promise have in common.
type promised struct {
	worded
	aboutCommitment
	Giver    Side   `json:"giver"`
	Receiver Side   `json:"receiver"`
	Due      Date   `json:"due"`
	DueBy    stamp  `json:"due by"`
	Origin   Origin `json:"origin,omitzero"`
	About    string `json:"about,omitempty"`
}

func (e *promised) gives() (string, int) { return "commitment", e.Commitment }
func (e *promised) apply(s *Shared, by said) {
	s.Commitments[e.Commitment] = &Commitment{ID: e.Commitment, What: e.Words["what"], Condition: e.Words["condition"],
		Giver: e.Giver, Receiver: e.Receiver, Origin: e.Origin, About: e.About, By: by.by, ByParty: by.party, Requested: by.at,
		Due: e.Due, DueBy: e.DueBy.Time, OriginalDue: e.Due,
		Terms: []Terms{{e.Words["what"], e.Words["condition"], e.Due, by.by, by.party, by.at}}}
}

type commitmentOffered struct{ promised }

func (*commitmentOffered) kind() string { return "commitment offered" }

type commitmentRequested struct{ promised }

func (*commitmentRequested) kind() string { return "commitment requested" }

type commitmentAgreed struct {
	wordless
	givesNothing
	aboutCommitment
}

func (*commitmentAgreed) kind() string               { return "commitment agreed" }
func (e *commitmentAgreed) apply(s *Shared, by said) { e.of(s).Agreed = by.at }

type commitmentDeclined struct {
	worded
	givesNothing
	aboutCommitment
}

func (*commitmentDeclined) kind() string { return "commitment declined" }
func (e *commitmentDeclined) apply(s *Shared, by said) {
	c := e.of(s)
	c.Declined, c.DeclinedWhy = by.at, e.Words["why"]
}

type dueProposed struct {
	worded
	givesNothing
	aboutCommitment
	Due   Date  `json:"due"`
	DueBy stamp `json:"due by"`
}

func (*dueProposed) kind() string { return "new date proposed" }
func (e *dueProposed) apply(s *Shared, by said) {
	e.of(s).Proposed = &NewDue{e.Due, e.DueBy.Time, by.by, by.party, by.at, e.Words["why"]}
}

// commitmentRenegotiated repeats the date that was proposed, so that it stands in the entry in which both agreed.
type commitmentRenegotiated struct {
	wordless
	givesNothing
	aboutCommitment
	Due   Date  `json:"due"`
	DueBy stamp `json:"due by"`
}

func (*commitmentRenegotiated) kind() string { return "commitment renegotiated" }
func (e *commitmentRenegotiated) apply(s *Shared, _ said) {
	c := e.of(s)
	c.Due, c.DueBy, c.Proposed = e.Due, e.DueBy.Time, nil
	c.Renegotiations++
}

type dueDeclined struct {
	worded
	givesNothing
	aboutCommitment
}

func (*dueDeclined) kind() string              { return "new date declined" }
func (e *dueDeclined) apply(s *Shared, _ said) { e.of(s).Proposed = nil }

type claimedDone struct {
	worded
	givesNothing
	aboutCommitment
	SilentAfter stamp `json:"silent after"`
	Late        int   `json:"late,omitempty"` // days
	Evidence    []int `json:"evidence,omitempty"`
}

func (*claimedDone) kind() string { return "commitment claimed done" }
func (e *claimedDone) things() []string {
	return append(e.aboutCommitment.things(), evidenceThings(e.Evidence)...)
}
func (e *claimedDone) apply(s *Shared, by said) {
	c := e.of(s)
	c.Done = &Completion{At: by.at, Note: e.Words["note"], DaysLate: e.Late, SilentAfter: e.SilentAfter.Time}
	c.Proposed = nil
	s.cite(e.Evidence, thing("commitment", e.Commitment))
}

type deliveryAccepted struct {
	wordless
	givesNothing
	aboutCommitment
}

func (*deliveryAccepted) kind() string { return "delivery accepted" }
func (e *deliveryAccepted) apply(s *Shared, by said) {
	if d := e.of(s).Done; d != nil {
		d.Accepted, d.AcceptedBy = by.at, by.by
	}
}

type deliveryRejected struct {
	worded
	givesNothing
	aboutCommitment
}

func (*deliveryRejected) kind() string { return "delivery rejected" }
func (e *deliveryRejected) apply(s *Shared, by said) {
	if c := e.of(s); c.Done != nil {
		c.Rejections = append(c.Rejections, Rejection{by.by, e.Words["why"], c.Done.At, by.at})
		c.Done = nil
	}
}

type missReasonRecorded struct {
	worded
	givesNothing
	aboutCommitment
	Reason MissReason `json:"reason"`
}

func (*missReasonRecorded) kind() string { return "miss reason recorded" }
func (e *missReasonRecorded) apply(s *Shared, _ said) {
	c := e.of(s)
	c.Reason, c.ReasonWords = e.Reason, e.Words["why"]
}

type commitmentCancelled struct {
	worded
	givesNothing
	aboutCommitment
	Side CancelSide `json:"side"`
}

func (*commitmentCancelled) kind() string { return "commitment cancelled" }
func (e *commitmentCancelled) apply(s *Shared, by said) {
	e.of(s).Cancelled = &Cancellation{By: by.by, Side: e.Side, At: by.at, Why: e.Words["why"]}
}

type cancellationAgreed struct {
	wordless
	givesNothing
	aboutCommitment
}

func (*cancellationAgreed) kind() string { return "cancellation agreed" }
func (e *cancellationAgreed) apply(s *Shared, by said) {
	if x := e.of(s).Cancelled; x != nil {
		x.Side, x.Agreed = Mutually, by.at
	}
}
