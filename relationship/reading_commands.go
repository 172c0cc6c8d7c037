package relationship

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ReadKPI reports what a KPI measured, by its owner or one of the owner's party. The period is Day, or a span of days;
// with neither, today where the person lives.
type ReadKPI struct {
	byMember
	onlyJoint
	KPI      int
	Day      Date
	Period   Period // half open; used when Day is not given
	Value    string // decimal string in the unit of the KPI
	Unit     string // as typed beside the number; empty leaves it unchecked
	Comment  string
	Evidence []int
}

func (c *ReadKPI) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.liveKPI(c.KPI)
	if err != nil {
		return err
	}
	if err := firstError(s.byOwnerParty(k, p.By), required("value", c.Value), k.unit(c.Unit),
		atMost("comment", c.Comment, 2000), s.citable(c.Evidence)); err != nil {
		return err
	}
	period, err := s.readPeriod(c.Day, c.Period, p)
	if err != nil {
		return err
	}
	if other := k.overlapping(period); other != nil {
		return s.twoValues(k, other, c.Value)
	}
	p.add(&readingSubmitted{worded: worded{map[string]string{"comment": c.Comment}},
		aboutReading: aboutReading{k.ID, s.nextID("reading")}, From: period.From, To: period.To, Value: c.Value,
		Version: k.InForce.Number, Evidence: c.Evidence, Silent: stamp{s.silentReading(p)}})
	return nil
}

// required refuses an empty number as well as a wrong one.
func required(field, value string) error {
	if value == "" {
		return refuse(field, "Please give a number, for example 94.2.")
	}
	return number(field, value)
}

// unit refuses a number in another unit than the KPI's.
func (k *KPI) unit(typed string) error {
	typed, unit := strings.TrimSpace(typed), strings.TrimSpace(k.InForce.Unit)
	if typed == "" || unit == "" || strings.EqualFold(typed, unit) {
		return nil
	}
	return refuse("value", fmt.Sprintf("%s is measured in %s, not in %s.", k.Title(), unit, typed))
}

// readPeriod is the period a reading is about: it has begun and ended by today where the person lives.
func (s *Shared) readPeriod(day Date, span Period, p *Part[Shared]) (Period, error) {
	today := DateOf(p.At, zoneOrUTC(s.Persons[p.By.Person].Zone))
	if day.IsZero() && span == (Period{}) {
		day = today
	}
	if !day.IsZero() {
		span = Period{day, day.AddDays(1)}
	}
	switch {
	case !span.From.real() || !span.To.real() || !span.From.Before(span.To):
		return span, refuse("period", "The first day of the period has to be before the end of it.")
	case span.To.AddDays(-1).After(today):
		return span, refuse("period", "This period is not over yet. Today is "+today.String()+".")
	}
	return span, nil
}

// overlapping is the reading that covers part of the period already; nil when none does.
func (k *KPI) overlapping(period Period) *Reading {
	for _, r := range k.comparable() {
		if r.Period.From.Before(period.To) && period.From.Before(r.Period.To) {
			return r
		}
	}
	return nil
}

// twoValues refuses a second value for a period, with both values, so that one can be kept or the other corrected.
func (s *Shared) twoValues(k *KPI, r *Reading, value string) error {
	name := thing("reading", r.ID)
	return &Refusal{Field: "value", Thing: name, Last: s.Last(name),
		Reason: fmt.Sprintf("%s reported %s for %s already (%s). Keep it, or replace it with %s.",
			s.PersonName(r.By), r.Value, k.Title(), r.Day(), value)}
}

// silentReading is when the other parties' silence confirms a reading: the end of the fifth working day of whichever
// of them has it latest. It is zero, and silence confirms nothing, while there is no other party.
func (s *Shared) silentReading(p *Part[Shared]) time.Time {
	var latest time.Time
	for _, other := range s.Others(p.By.Party) {
		cal := s.CalendarOf(other.ID)
		loc := zoneOrUTC(cal.Zone)
		end := DayEnd(AddWorkingDays(DateOf(p.At, loc), silentReading, []Calendar{cal}), loc)
		if end.After(latest) {
			latest = end
		}
	}
	return latest
}

// CorrectReading replaces the value of a reading, by the owner's party, with the reason. The earlier value stays on
// record, figures that use it say that they were restated, and it is to be confirmed anew.
type CorrectReading struct {
	byMember
	onlyJoint
	Seen
	Reading int
	Value   string
	Why     string
}

func (c *CorrectReading) on() (string, int) { return thing("reading", c.Reading), c.Seen.Seen }

func (c *CorrectReading) joint(s *Shared, p *Part[Shared]) error {
	k, r, err := s.reading(c.Reading)
	if err != nil {
		return err
	}
	if err := firstError(s.byOwnerParty(k, p.By), required("value", c.Value), nonEmpty("why", c.Why, 2000)); err != nil {
		return err
	}
	if exact(c.Value).Cmp(r.exact()) == 0 {
		return refuse("value", "This is the value it has already: "+r.Value+".")
	}
	p.add(&readingCorrected{worded: worded{map[string]string{"why": c.Why}}, aboutReading: aboutReading{k.ID, r.ID},
		Value: c.Value, Silent: stamp{s.silentReading(p)}})
	return nil
}

// reading is a reading of a KPI that is still live.
func (s *Shared) reading(id int) (*KPI, *Reading, error) {
	k, r := s.Reading(id)
	if r == nil {
		return nil, nil, refuse("", fmt.Sprintf("There is no reading %d here. The history of a KPI lists its readings: kpi 1 history.", id))
	}
	_, err := s.liveKPI(k.ID)
	return k, r, err
}

// ConfirmReading says, for another party than the one that reported it, that a reading is right. It is possible after
// silence confirmed it, too.
type ConfirmReading struct {
	byMember
	onlyJoint
	Seen
	Reading int
}

func (c *ConfirmReading) on() (string, int) { return thing("reading", c.Reading), c.Seen.Seen }

func (c *ConfirmReading) joint(s *Shared, p *Part[Shared]) error {
	k, r, err := s.reading(c.Reading)
	switch {
	case err != nil:
		return err
	case r.Party == p.By.Party:
		return refuse("", s.PartyName(r.Party)+" reported this reading. Another party confirms it.")
	case r.Contested():
		return refuse("", s.PartyName(r.Contest.Party)+" contests this reading. Resolve that first.")
	case r.ConfirmedBy != "":
		return refuse("", s.PersonName(r.ConfirmedBy)+" confirmed this reading already.")
	}
	p.add(&readingConfirmed{aboutReading: aboutReading{k.ID, r.ID}})
	return nil
}

// SetConfidence says what the owner's party expects of a KPI, beside the number. Why is needed only when it got worse;
// what nobody said yet counts as on track.
type SetConfidence struct {
	byMember
	onlyJoint
	KPI        int
	Confidence Confidence
	Why        string
}

func (c *SetConfidence) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.liveKPI(c.KPI)
	if err != nil {
		return err
	}
	if err := firstError(s.byOwnerParty(k, p.By), atMost("why", c.Why, 500)); err != nil {
		return err
	}
	switch {
	case !slices.Contains(Confidences, c.Confidence):
		return refuse("confidence", "Choose: on track, at risk or off track.")
	case k.Worse(c.Confidence) && strings.TrimSpace(c.Why) == "":
		return refuse("why", "It got worse. Say why in a line.")
	}
	p.add(&confidenceSet{worded: worded{map[string]string{"why": c.Why}}, aboutKPI: aboutKPI{k.ID}, Word: c.Confidence})
	return nil
}
