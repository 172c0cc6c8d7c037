package relationship

import (
	"time"
)

// CommitmentState is where a promise stands at an instant.
type CommitmentState string

// The states of a commitment. They follow the conversation for action (Winograd and Flores 1986) as promise-based
// management uses it (Sull and Spinosa, Harvard Business Review 2007): asked, agreed, delivered, accepted.
const (
	CommitmentRequested   CommitmentState = "requested"   // asked, offered or countered; not a promise yet
	CommitmentLapsed      CommitmentState = "lapsed"      // the day passed before the other side answered
	CommitmentDeclined    CommitmentState = "declined"    // the other side said no
	CommitmentAgreed      CommitmentState = "agreed"      // promised, and its day has not passed
	CommitmentUnconfirmed CommitmentState = "unconfirmed" // claimed done; the receiver has not answered yet
	CommitmentKept        CommitmentState = "kept"        // done on time, and accepted
	CommitmentKeptLate    CommitmentState = "kept late"   // done after its day, and accepted
	CommitmentMissed      CommitmentState = "missed"      // its day passed and nothing that was accepted was done
	CommitmentCancelled   CommitmentState = "cancelled"   // taken back before its day passed; see Cancelled for by whom
)

// Side is one end of a promise: a person of a party, or the party alone, for which then anyone who agrees for it acts.
type Side struct {
	Person string `json:"person,omitempty"`
	Party  string `json:"party"`
}

// Origin says where a promise came up.
type Origin struct {
	Kind   OriginKind `json:"kind,omitempty"`
	Number int        `json:"number,omitempty"` // of the check-in, review or issue; 0 when it has none
}

// OriginKind is the kind of conversation in which a promise came up.
type OriginKind string

// The origins. A promise made in a review is what minutes call an action.
const (
	FromCheckIn      OriginKind = "check-in"
	FromReview       OriginKind = "review"
	FromConversation OriginKind = "conversation"
	FromIssue        OriginKind = "issue"
)

// MissReason is why a promise was not kept on its day.
type MissReason string

// The reasons, few enough to count. Last Planner practice (Ballard) records one for every promise that was not kept:
// what can be learned is the point, not the grade.
const (
	OwnWorkload  MissReason = "own workload"
	WaitingOther MissReason = "waiting for other"
	ScopeUnclear MissReason = "scope unclear"
	External     MissReason = "external"
	Forgotten    MissReason = "forgotten"
	BadEstimate  MissReason = "estimate"
	OtherReason  MissReason = "other"
)

// MissReasons lists the reasons in the order in which a form offers them.
var MissReasons = []MissReason{OwnWorkload, WaitingOther, ScopeUnclear, External, Forgotten, BadEstimate, OtherReason}

// Commitment is a promise between organisations: somebody of one party gives it, another party receives it and says
// whether it was kept. Without a receiver who agrees there is no promise.
type Commitment struct {
	ID              int
	What, Condition string // what is promised, and the condition of satisfaction: how both will know it is done
	Giver, Receiver Side
	Origin          Origin
	About           string // the thing it is an answer to, such as "objective 2"; empty without one
	By              string // who wrote it down: the giver as an offer, or the receiver as a request
	ByParty         string
	Requested       time.Time
	// Terms is what was said on the way to agreement, oldest first: the offer or request, then every counter-offer. The
	// last of them is what the promise says.
	Terms []Terms

	Due            Date      // the effective due day: the last one both sides agreed in time
	DueBy          time.Time // the instant at which that day ended where the giver lived
	OriginalDue    Date      // the day first agreed; before that, the one said last
	Renegotiations int
	Proposed       *NewDue // the new date that waits for the other side's answer; nil when none does

	Agreed, Declined time.Time
	DeclinedWhy      string
	Done             *Completion // the newest claim that it is done; nil when there is none, or it was rejected
	Rejections       []Rejection
	Reason           MissReason // why it was missed, once the giver said so
	ReasonWords      string
	Cancelled        *Cancellation
	Evidence         []*Evidence // all evidence about it, cited by a claim or linked
	Handovers        []Handover  // oldest first
}

// NewDue is another date for a promise, asked for by one side.
type NewDue struct {
	Due       Date
	DueBy     time.Time
	By, Party string
	At        time.Time
	Why       string
}

// Completion is the giver's word that the promise is done, and what the receiver made of it.
type Completion struct {
	At          time.Time // the done instant of every figure
	Note        string
	DaysLate    int       // days after the due day, where the giver lives; 0 on time
	SilentAfter time.Time // from here on the receiver's silence counts as acceptance
	Accepted    time.Time // when the receiver accepted; zero while they have not
	AcceptedBy  string
}

// Rejection is the receiver's word that what was delivered is not what was promised.
type Rejection struct {
	By, Why       string
	Claimed, When time.Time
}

// Cancellation says by which side a promise was taken back. When the giver takes it back alone, it counts as not kept.
type Cancellation struct {
	By     string // person
	Side   CancelSide
	At     time.Time
	Why    string
	Agreed time.Time // when the receiver agreed to the giver's cancellation; zero otherwise
}

// CancelSide is who took a promise back.
type CancelSide string

// The sides. Mutually is also what becomes of open promises with a party that leaves.
const (
	ByGiver    CancelSide = "giver"
	ByReceiver CancelSide = "receiver"
	Mutually   CancelSide = "mutual"
)

// State is where the promise stands at now. The due day decides: what was taken back after it stays missed, and a late
// delivery is a miss until it is accepted.
func (c *Commitment) State(now time.Time) CommitmentState {
	_, accepted := c.AcceptedAt(now)
	return c.state(now, accepted)
}

func (c *Commitment) state(now time.Time, accepted bool) CommitmentState {
	passed := !now.Before(c.DueBy)
	switch {
	case !c.Declined.IsZero():
		return CommitmentDeclined
	case c.Cancelled != nil && c.Cancelled.At.Before(c.DueBy):
		return CommitmentCancelled
	case c.Agreed.IsZero() && passed:
		return CommitmentLapsed
	case c.Agreed.IsZero():
		return CommitmentRequested
	case c.Done != nil:
		return c.Done.state(accepted)
	case passed:
		return CommitmentMissed
	}
	return CommitmentAgreed
}

func (d *Completion) state(accepted bool) CommitmentState {
	switch {
	case accepted && d.DaysLate > 0:
		return CommitmentKeptLate
	case accepted:
		return CommitmentKept
	}
	return CommitmentUnconfirmed
}

// AcceptedAt is when the delivery counted as accepted: by the receiver's word, by evidence of the giver's party that
// another party accepted, or by the receiver's silence; false while it does not.
func (c *Commitment) AcceptedAt(now time.Time) (time.Time, bool) {
	d := c.Done
	switch {
	case d == nil:
		return time.Time{}, false
	case !d.Accepted.IsZero() && d.Accepted.Before(d.SilentAfter):
		return d.Accepted, true
	}
	for _, e := range c.Evidence {
		if at, ok := e.AcceptedAt(); ok && e.Party == c.Giver.Party && at.Before(d.SilentAfter) {
			return laterOf(at, d.At), true
		}
	}
	return d.SilentAfter, !now.Before(d.SilentAfter)
}

// BySilence says whether the delivery was accepted by nothing but the receiver's silence.
func (c *Commitment) BySilence(now time.Time) bool {
	at, ok := c.AcceptedAt(now)
	return ok && c.Done.silent(at)
}

func (d *Completion) silent(accepted time.Time) bool {
	return d.Accepted.IsZero() && accepted.Equal(d.SilentAfter)
}

// Open says whether the promise still asks something of somebody: it stands or was missed, and nobody took it back.
func (c *Commitment) Open(now time.Time) bool {
	switch c.State(now) {
	case CommitmentRequested, CommitmentAgreed, CommitmentUnconfirmed, CommitmentMissed:
		return c.Cancelled == nil
	}
	return false
}

// MissedDue says whether the due day passed without a delivery: true for what was kept late, too.
func (c *Commitment) MissedDue(now time.Time) bool { return c.missed(c.State(now)) }

func (c *Commitment) missed(state CommitmentState) bool {
	return state == CommitmentMissed || state == CommitmentKeptLate ||
		state == CommitmentUnconfirmed && c.Done.DaysLate > 0
}
