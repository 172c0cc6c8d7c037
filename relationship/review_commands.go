package relationship

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// AnswerReview gives one's party's answer to one of the questions of a review. It replaces the one before, until the
// minutes are agreed.
type AnswerReview struct {
	byMember
	onlyJoint
	Review   int // 0 is the newest
	Question ReviewQuestion
	Verdict  ReviewVerdict
	Words    string
}

func (c *AnswerReview) joint(s *Shared, p *Part[Shared]) error {
	r, err := s.runningReview(c.Review, p.At)
	if err != nil {
		return err
	}
	if err := s.mustSign(r, p.By); err != nil {
		return err
	}
	switch {
	case !slices.Contains(ReviewQuestions, c.Question):
		return refuse("question", "Choose one of the questions of the review.")
	case !slices.Contains(ReviewVerdicts, c.Verdict):
		return refuse("verdict", "Choose yes, partly or no.")
	}
	if err := atMost("words", c.Words, 2000); err != nil {
		return err
	}
	p.add(&reviewAnswered{worded{map[string]string{"words": c.Words}}, givesNothing{}, aboutReview{r.ID}, c.Question, c.Verdict})
	return nil
}

// NameDelegate names who stands in for one's party's sponsor in a review: one of its own people.
type NameDelegate struct {
	byHead
	onlyJoint
	Review int // 0 is the newest
	Person string
}

func (c *NameDelegate) joint(s *Shared, p *Part[Shared]) error {
	r, err := s.runningReview(c.Review, p.At)
	if err != nil {
		return err
	}
	d := s.Persons[c.Person]
	switch {
	case r.Held != nil:
		return refuse("", fmt.Sprintf("Review %d was held on %s; who stood in is on record.", r.ID, r.Held.Day))
	case d == nil || !d.Active() || d.Party != p.By.Party:
		return refuse("person", "Choose one of your own colleagues here.")
	case d.Role == Observer:
		return refuse("person", s.PersonName(d.ID)+" only reads here. Choose somebody who works in the relationship, or give them another role: members role.")
	}
	p.add(&delegateNamed{aboutReview: aboutReview{r.ID}, Person: c.Person})
	return nil
}

// HoldReview records, by somebody who speaks for their party, that a review was held: on which day and who was there. It
// takes a quorum: of every party its sponsor, or the delegate it named. Recorded again, by any party, it replaces what was
// said before and voids the minutes that were proposed: so a party that was not there as the other one says has its word,
// besides agreeing the minutes or not.
type HoldReview struct {
	byMember
	onlyJoint
	Review  int // 0 is the newest
	Day     Date
	Present []string
}

func (c *HoldReview) joint(s *Shared, p *Part[Shared]) error {
	r, err := s.runningReview(c.Review, p.At)
	if err != nil {
		return err
	}
	if err := firstError(s.mustSign(r, p.By), r.mayHold(s, c.Day, p.At), s.quorum(r, c.Day, c.Present)); err != nil {
		return err
	}
	present := slices.Clone(c.Present)
	slices.Sort(present)
	p.add(&reviewHeld{aboutReview: aboutReview{r.ID}, Day: c.Day, Present: slices.Compact(present),
		MinutesBy: stamp{DayEnd(c.Day.AddDays(minutesWithin), zoneOrUTC(s.zone()))}})
	return nil
}

// mayHold refuses a day on which the review cannot have been held.
func (r *Review) mayHold(s *Shared, day Date, now time.Time) error {
	loc := zoneOrUTC(s.zone())
	switch {
	case !day.real():
		return asField("day", errDate)
	case day.After(DateOf(now, loc)):
		return refuse("day", "This day is still to come. Record the review once it was held; to meet on another day: review move.")
	case day.Before(r.Quarter.To.AddDays(-issuedBefore)):
		return refuse("day", fmt.Sprintf("Review %d is held from %s on. Choose that day or a later one.", r.ID, r.Quarter.To.AddDays(-issuedBefore)))
	}
	return nil
}

// quorum refuses unless of every party that takes part, and did on that day, a sponsor or a delegate was there.
func (s *Shared) quorum(r *Review, day Date, present []string) error {
	for _, id := range present {
		if s.Persons[id] == nil || s.Parties[s.Persons[id].Party] == nil {
			return refuse("present", "There is no such person here.")
		}
	}
	for _, party := range s.Active() {
		seniors := s.Seniors(r, party.ID)
		joined := DateOf(party.Joined, zoneOrUTC(s.zone()))
		if joined.After(day) || slices.ContainsFunc(seniors, func(p string) bool { return slices.Contains(present, p) }) {
			continue
		}
		return refuse("present", s.absent(party, seniors))
	}
	return nil
}

// absent says that nobody senior of a party was there, and the two ways on.
func (s *Shared) absent(party *Party, seniors []string) string {
	const ways = "A relationship manager of %[1]s makes somebody who was there its sponsor (members role @name sponsor) or its delegate (review delegate @name)."
	if len(seniors) == 0 {
		return fmt.Sprintf("%[1]s has neither a sponsor nor a delegate here, so there is no quorum. "+ways, party.Name)
	}
	var who []string
	for _, id := range seniors {
		who = append(who, s.PersonName(id))
	}
	return fmt.Sprintf("%[1]s was there without %[2]s, so there is no quorum. "+ways, party.Name, strings.Join(who, " or "))
}
