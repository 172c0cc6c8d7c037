package relationship

import (
	"fmt"
	"slices"
	"time"
)

// The window of a quarterly review around the end of its quarter: its pack is issued two weeks before, and it is held
// in time until two weeks after. Minutes have two weeks from the meeting.
const (
	issuedBefore  = 14 // days
	heldWithin    = 14 // days
	minutesWithin = 14 // days
)

// Review is the formal look at one relationship quarter: what both sides prepared, who met, what was decided, and
// minutes that every party agreed. ISO 44001 (8.8) asks for joint reviews at set intervals; a quarter is this house's.
type Review struct {
	ID int
	// Quarter is the relationship quarter it looks at.
	Quarter Period
	// Slot is the day of the meeting: the first day from the end of the quarter on which all parties work, unless they
	// moved it; At the instant people meet.
	Slot Date
	At   time.Time
	// From is when the pack was issued; To when the time ends in which it is held in time.
	From, To time.Time
	Passed   []Period // quarters before it of which no review was ever opened: nobody could have held it
	// Asked says per party how many people were asked to prepare. Who they are stays in the party's own ledger.
	Asked map[string]int
	// Delegates says by party who stands in for its sponsor.
	Delegates map[string]string
	// Answers are the newest answers of each party.
	Answers map[string]map[ReviewQuestion]*ReviewAnswer
	// Held says when it was held and who was there; nil until it was.
	Held *ReviewHeld
	// Minutes is the newest proposal; nil before the first, and again when it is recorded anew who was there.
	Minutes *Minutes
	// Decisions are the numbers of what was decided, or is to be, in it.
	Decisions []int
	proposals int              // versions of the minutes there ever were
	refusals  []MinutesRefusal // of all of them, oldest first
	settled   int              // the entry that closed it without being about it; 0 when none did
	rested    bool             // its time ended while the relationship was paused: nobody could hold it
}

// ReviewState is where a review stands at an instant.
type ReviewState string

// The states of a review. Scheduled is one that nobody prepares yet.
const (
	ReviewScheduled ReviewState = "scheduled"
	ReviewIssued    ReviewState = "pack issued"
	ReviewIsHeld    ReviewState = "held"
	ReviewDraft     ReviewState = "minutes draft"    // proposed by one party
	ReviewApproved  ReviewState = "minutes approved" // by another party too, and not by all
	ReviewClosed    ReviewState = "closed"           // minutes approved by every party
	ReviewMissed    ReviewState = "missed"
)

// State is where the review stands at now.
func (r *Review) State(now time.Time) ReviewState {
	switch {
	case now.Before(r.From):
		return ReviewScheduled
	case r.Closed():
		return ReviewClosed
	case r.Minutes != nil && r.Minutes.Refused() == nil && len(r.Minutes.Agreed) > 1:
		return ReviewApproved
	case r.Minutes != nil:
		return ReviewDraft
	case r.Held != nil:
		return ReviewIsHeld
	case !now.Before(r.To):
		return ReviewMissed
	}
	return ReviewIssued
}

// Closed says whether every party agreed the same minutes.
func (r *Review) Closed() bool { return r.Minutes != nil && !r.Minutes.Closed.IsZero() }

// ReviewHeld is when a review was held and who was there.
type ReviewHeld struct {
	Day       Date
	By, Party string // who recorded it
	At        time.Time
	Present   []string // persons
	// MinutesBy is until when minutes that every party agreed are in time.
	MinutesBy time.Time
}

// ReviewQuestion is one of the questions that every review answers.
type ReviewQuestion string

// The questions: are the outcomes that were foreseen being met; is the collaboration still relevant to what each wants;
// does the charter need to change; which outcomes need to be steered back; does our framework work; are our targets
// right.
const (
	AskProjection ReviewQuestion = "projection"
	AskRelevance  ReviewQuestion = "relevance"
	AskCharter    ReviewQuestion = "charter"
	AskOutcomes   ReviewQuestion = "outcomes"
	AskFramework  ReviewQuestion = "framework"
	AskTargets    ReviewQuestion = "targets"
)

// ReviewQuestions lists the questions in the order in which they are asked.
var ReviewQuestions = []ReviewQuestion{AskProjection, AskRelevance, AskCharter, AskOutcomes, AskFramework, AskTargets}

// ReviewVerdict is the short answer to a question.
type ReviewVerdict string

// The verdicts.
const (
	VerdictYes    ReviewVerdict = "yes"
	VerdictPartly ReviewVerdict = "partly"
	VerdictNo     ReviewVerdict = "no"
)

// ReviewVerdicts lists the verdicts in the order in which a form offers them.
var ReviewVerdicts = []ReviewVerdict{VerdictYes, VerdictPartly, VerdictNo}

// ReviewAnswer is what one party answers to a question, given by one of its people.
type ReviewAnswer struct {
	Person  string
	At      time.Time
	Verdict ReviewVerdict
	Words   string
}

// LatestReview is the newest review that was opened; nil before the first.
func (s *Shared) LatestReview() *Review { return s.Reviews[s.given["review"]] }

// review is the review a person means: the one with this id, or the newest for 0.
func (s *Shared) review(id int, now time.Time) (*Review, error) {
	r := s.Reviews[id]
	if id == 0 {
		r = s.LatestReview()
	}
	if r != nil {
		return r, nil
	}
	if next, ok := s.NextReview(now); id == 0 && ok {
		return nil, refuse("", "No review is open yet. The next one is prepared from "+next.From.Format("2 January 2006")+
			" and meets on "+next.Slot.midnight().Format("2 January 2006")+".")
	}
	return nil, refuse("review", fmt.Sprintf("There is no review %d here.", id))
}

// openReview is a review whose minutes are not agreed by all yet.
func (s *Shared) openReview(id int, now time.Time) (*Review, error) {
	r, err := s.review(id, now)
	if err == nil && r.Closed() {
		return nil, refuse("", fmt.Sprintf("Review %d is closed: every party agreed its minutes on %s. What is new belongs to the next review, or is recorded as a decision.",
			r.ID, r.Minutes.Closed.Format("2 January 2006")))
	}
	return r, err
}

// runningReview is a review that can still be prepared and held: not closed, and not one that was missed while the next
// one is open already.
func (s *Shared) runningReview(id int, now time.Time) (*Review, error) {
	r, err := s.openReview(id, now)
	if latest := s.LatestReview(); err == nil && r != latest && r.Held == nil {
		return nil, refuse("", fmt.Sprintf("Review %d was missed; review %d is open. Bring what is left into that one: review %d.", r.ID, latest.ID, latest.ID))
	}
	return r, err
}

// Seniors lists who stands for a party in the quorum of a review: its sponsors, and the delegate it named. It is empty
// when the party has neither.
func (s *Shared) Seniors(r *Review, party string) (out []string) {
	for _, p := range s.People(party) {
		if p.Role == Sponsor || r.Delegates[party] == p.ID {
			out = append(out, p.ID)
		}
	}
	return out
}

// signs says whether the person agrees minutes for their party: whoever agrees for it, its sponsor, or the delegate who
// stands in for the sponsor in this review.
func (s *Shared) signs(r *Review, person string) bool {
	p := s.Persons[person]
	return p != nil && p.Active() && (s.MayAgree(person) || p.Role == Sponsor || r.Delegates[p.Party] == person)
}

// Signers lists who agrees the minutes of a review for a party.
func (s *Shared) Signers(r *Review, party string) (out []string) {
	for _, p := range s.People(party) {
		if s.signs(r, p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

// mustSign refuses who does not speak for their party in a review.
func (s *Shared) mustSign(r *Review, by By) error {
	if s.signs(r, by.Person) {
		return nil
	}
	return s.only("Only a relationship manager, a sponsor, or somebody they named, speaks for "+s.PartyName(by.Party)+" in a review.", by.Party)
}

// Actions lists the promises that came up in a review, by number: what minutes call actions. What was declined or never
// answered is none.
func (s *Shared) Actions(review int, now time.Time) []*Commitment {
	return slices.DeleteFunc(inOrder(s.Commitments), func(c *Commitment) bool {
		state := c.State(now)
		return c.Origin != Origin{FromReview, review} || state == CommitmentDeclined || state == CommitmentLapsed
	})
}
