package relationship

import (
	"fmt"
	"slices"
	"time"
)

// silentDays is how many of the receiver's working days pass before their silence accepts what was delivered.
const silentDays = 5

// ClaimCommitmentDone says that the promise is done, on time or late, and cites the evidence for it. The receiver
// accepts or rejects it; after five of their working days their silence accepts it.
type ClaimCommitmentDone struct {
	byMember
	onlyJoint
	Seen
	Commitment int
	Note       string
	Evidence   []int
}

func (c *ClaimCommitmentDone) on() (string, int) {
	return thing("commitment", c.Commitment), c.Seen.Seen
}

func (c *ClaimCommitmentDone) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openCommitment(c.Commitment, p.At, CommitmentAgreed, CommitmentMissed)
	if err != nil {
		return err
	}
	if err := firstError(s.mustAct(p.By, k.Giver), atMost("note", c.Note, 3000), s.citable(c.Evidence)); err != nil {
		return err
	}
	p.add(&claimedDone{worded: worded{map[string]string{"note": c.Note}}, aboutCommitment: aboutCommitment{k.ID},
		SilentAfter: stamp{s.silentAfter(p.At, k.Receiver)}, Late: s.daysLate(p.At, k), Evidence: c.Evidence})
	return nil
}

// silentAfter is the end of the fifth working day of the receiver's party, where the receiver lives.
func (s *Shared) silentAfter(at time.Time, receiver Side) time.Time {
	loc := s.zoneOf(receiver)
	day := AddWorkingDays(DateOf(at, loc), silentDays, []Calendar{s.CalendarOf(receiver.Party)})
	return DayEnd(day, loc)
}

// daysLate counts the days after the due day, where the giver lives; at least one once that day has ended.
func (s *Shared) daysLate(at time.Time, c *Commitment) int {
	if at.Before(c.DueBy) {
		return 0
	}
	return max(1, DateOf(at, s.zoneOf(c.Giver)).Since(c.Due))
}

// AcceptDelivery says, for the receiver, that what was delivered is what was promised. It is possible after silence
// has accepted it, too: saying so is better than silence.
type AcceptDelivery struct {
	byMember
	onlyJoint
	Seen
	Commitment int
}

func (c *AcceptDelivery) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *AcceptDelivery) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.delivered(c.Commitment, p)
	if err != nil {
		return err
	}
	p.add(&deliveryAccepted{aboutCommitment: aboutCommitment{k.ID}})
	return nil
}

// RejectDelivery says, for the receiver, what is missing from what was promised; the promise is open again. It is
// possible until silence has accepted the delivery.
type RejectDelivery struct {
	byMember
	onlyJoint
	Seen
	Commitment int
	Why        string
}

func (c *RejectDelivery) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *RejectDelivery) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.delivered(c.Commitment, p)
	if err != nil {
		return err
	}
	if !p.At.Before(k.Done.SilentAfter) {
		return refuse("", fmt.Sprintf("Nobody answered within %d working days, so promise %d counts as accepted. Ask for a new promise about what is missing.",
			silentDays, k.ID))
	}
	if err := nonEmpty("why", c.Why, 1000); err != nil {
		return err
	}
	p.add(&deliveryRejected{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutCommitment{k.ID}})
	return nil
}

// delivered finds a promise whose delivery the receiver has not answered yet.
func (s *Shared) delivered(id int, p *Part[Shared]) (*Commitment, error) {
	k, err := s.commitment(id)
	switch {
	case err != nil:
		return nil, err
	case k.Done == nil:
		return nil, refuse("", fmt.Sprintf("Promise %d is %s; nothing was claimed done.", k.ID, k.standing(p.At)))
	case !k.Done.Accepted.IsZero():
		return nil, refuse("", s.nameOf(k.Done.AcceptedBy)+fmt.Sprintf(" has accepted promise %d already.", k.ID))
	}
	return k, s.mustAct(p.By, k.Receiver)
}

// RecordMissReason says, for the giver, why a promise was not kept on its day.
type RecordMissReason struct {
	byMember
	onlyJoint
	Seen
	Commitment int
	Reason     MissReason
	Words      string
}

func (c *RecordMissReason) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *RecordMissReason) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.commitment(c.Commitment)
	switch {
	case err != nil:
		return err
	case !k.MissedDue(p.At):
		return refuse("", fmt.Sprintf("Promise %d was not missed.", k.ID))
	case !slices.Contains(MissReasons, c.Reason):
		return refuse("reason", "Choose a reason from the list.")
	}
	if err := firstError(s.mustAct(p.By, k.Giver), atMost("words", c.Words, 1000)); err != nil {
		return err
	}
	p.add(&missReasonRecorded{worded{map[string]string{"why": c.Words}}, givesNothing{}, aboutCommitment{k.ID}, c.Reason})
	return nil
}

// CancelCommitment takes a promise back. Before its day ends, the receiver frees the giver and it counts nowhere; when
// the giver takes it back alone, it counts as not kept unless the receiver agrees in time. After its day the miss
// stands, and only nobody waits for it any more. What is not agreed yet can be taken back by the side that spoke last.
type CancelCommitment struct {
	byMember
	onlyJoint
	Seen
	Commitment int
	Why        string
}

func (c *CancelCommitment) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *CancelCommitment) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openCommitment(c.Commitment, p.At, CommitmentRequested, CommitmentAgreed, CommitmentMissed)
	if err != nil {
		return err
	}
	side, who := ByReceiver, k.Receiver
	if p.By.Party == k.Giver.Party {
		side, who = ByGiver, k.Giver
	}
	if k.Agreed.IsZero() {
		who = k.sideOf(k.Last().Party)
	}
	if err := firstError(s.mustAct(p.By, who), nonEmpty("why", c.Why, 1000)); err != nil {
		return err
	}
	p.add(&commitmentCancelled{worded{map[string]string{"why": c.Why}}, givesNothing{}, aboutCommitment{k.ID}, side})
	return nil
}

// AgreeCancellation frees the giver, who took the promise back, before its day ends: it is then cancelled mutually.
type AgreeCancellation struct {
	byMember
	onlyJoint
	Seen
	Commitment int
}

func (c *AgreeCancellation) on() (string, int) { return thing("commitment", c.Commitment), c.Seen.Seen }

func (c *AgreeCancellation) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.commitment(c.Commitment)
	switch {
	case err != nil:
		return err
	case k.Cancelled == nil || k.Cancelled.Side != ByGiver || k.Agreed.IsZero():
		return refuse("", fmt.Sprintf("Nobody asks to be freed from promise %d.", k.ID))
	case !p.At.Before(k.DueBy):
		return refuse("", fmt.Sprintf("The due day of promise %d ended on %s, so it stays not kept.", k.ID, k.Due))
	}
	if err := s.mustAct(p.By, k.Receiver); err != nil {
		return err
	}
	p.add(&cancellationAgreed{aboutCommitment: aboutCommitment{k.ID}})
	return nil
}

// cancelOpen cancels the open promises with a party that leaves, or all when none is named, mutually. What was claimed done stays, to be accepted
// by silence at the latest; what was missed before stays missed, and nobody waits for it any more.
func (s *Shared) cancelOpen(party string) []event[Shared] {
	var out []event[Shared]
	for _, c := range inOrder(s.Commitments) {
		over := !c.Declined.IsZero() || c.Cancelled != nil || c.Done != nil
		if !over && (party == "" || c.Giver.Party == party || c.Receiver.Party == party) {
			out = append(out, &commitmentCancelled{aboutCommitment: aboutCommitment{c.ID}, Side: Mutually})
		}
	}
	return out
}
