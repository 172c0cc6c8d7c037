package relationship

import (
	"fmt"
	"slices"
	"time"
)

// reviewOpening is the clock's duty to open the review that is due.
func (v View) reviewOpening(now time.Time) []Duty {
	next, ok := v.Shared.NextReview(now)
	if !ok {
		return nil
	}
	t := thing("review", next.ID)
	return []Duty{{Key: t + " open", Kind: DutyOpenReview, Thing: t, At: next.From, Until: next.To}}
}

// reviewCards keeps one living message per review and shared place: what is prepared, who agreed the minutes, and the
// head of the record once they all did.
func (v View) reviewCards(now time.Time) (out []Duty) {
	for _, r := range v.Shared.Reviews {
		until := r.shownUntil()
		if !now.Before(until) {
			continue
		}
		t := thing("review", r.ID)
		revision := max(v.Shared.revision(t), r.settled)
		missed := !now.Before(r.To) && (r.Held == nil || !r.Held.At.Before(r.To))
		if missed {
			revision++ // that it was missed is no entry, but the card says so, or did until it was held late
		}
		for _, place := range v.Shared.Places {
			if !place.Lost.IsZero() {
				continue
			}
			d := Duty{Key: t + " card " + place.name, Kind: DutyCard, Thing: t, Place: place.Key, At: r.From, Until: until, Revision: revision}
			out = append(out, d)
			if r.Held == nil && !missed { // so that missing it is noticed
				d.At, d.Revision = r.To, revision+1
				out = append(out, d)
			}
		}
	}
	return out
}

// shownUntil is how long the card of a review may change: a day beyond its end; while minutes are missing, until the
// next review is prepared.
func (r *Review) shownUntil() time.Time {
	switch {
	case r.Closed():
		return r.Minutes.Closed.AddDate(0, 0, 1)
	case r.Held != nil:
		return r.Quarter.To.AddMonths(quarterMonths).AddDays(-issuedBefore).midnight()
	}
	return r.To.AddDate(0, 0, 1)
}

// reviews asks whoever speaks for the party to prepare the review, reminds them of the meeting twice at most, and tells
// the leads once when it was missed; or that another party recorded it as held.
func (v View) reviews() (out []Duty) {
	r := v.Shared.LatestReview()
	if r == nil {
		return nil
	}
	if r.Held != nil {
		return v.reviewRecorded(r)
	}
	for _, p := range v.preparers(r) {
		out = append(out, v.prepare(r, p)...)
	}
	t := thing("review", r.ID)
	for _, lead := range v.Shared.Leads(v.Party) { // audience: a view tells the people of its party; mutate: s/v.Party/""/
		out = append(out, Duty{Key: t + " missed " + lead.ID, Kind: DutyReviewMissed, Thing: t, Person: lead.ID,
			At: v.inHours(lead.ID, r.To), Until: r.To.AddDate(0, 0, tellMiss)})
	}
	return out
}

// reviewRecorded tells who speaks for the other parties that one of them recorded a review as held, with whom: they may
// see it otherwise. Once minutes are proposed, those ask for their word.
func (v View) reviewRecorded(r *Review) (out []Duty) {
	if r.Held.Party == v.Party || r.Minutes != nil {
		return nil
	}
	t := thing("review", r.ID)
	for _, p := range v.Shared.Signers(r, v.Party) { // audience: a view tells the people of its party; mutate: s/v.Party/""/
		at := v.inHours(p, r.Held.At)
		out = append(out, Duty{Key: fmt.Sprintf("%s recorded %d %s", t, r.Held.At.Unix(), p), Kind: DutyRecorded, Thing: t, Person: p,
			At: at, Until: at.AddDate(0, 0, tellQuestion)})
	}
	return out
}

// preparers are those who were asked and still speak for the party; when none of them does, whoever does now.
func (v View) preparers(r *Review) []string {
	still := slices.DeleteFunc(slices.Clone(v.Own.Preparing[r.ID]), func(p string) bool { return !v.Shared.signs(r, p) })
	if len(still) > 0 {
		return still
	}
	return v.preparing(r)
}

// prepare is what one person is told of a review: that it is to be prepared, unless their party has answered all
// questions, and then of the meeting. Another day of meeting is told anew.
func (v View) prepare(r *Review, person string) (out []Duty) {
	t, asked := thing("review", r.ID), v.inHours(person, r.From)
	if len(r.Answers[v.Party]) < len(ReviewQuestions) {
		out = append(out, Duty{Key: t + " prepare " + person, Kind: DutyPrepare, Thing: t, Person: person, At: asked, Until: r.At})
	}
	until := r.At
	for i, m := range v.meetingMornings(r, person) {
		if !m.After(asked) {
			break
		}
		out = append(out, Duty{Key: fmt.Sprintf("%s meets %s %d %s", t, r.Slot, 2-i, person), Kind: DutyMeeting, Thing: t, Person: person,
			At: m, Until: until})
		until = m
	}
	return out
}

// meetingMornings are the two working mornings on which a person is reminded of a meeting, the later one first: that of
// its day, or the last one before it, and that two working days earlier.
func (v View) meetingMornings(r *Review, person string) []time.Time {
	const between, lookBack = 2, 21 // working days; days
	var mornings []time.Time
	loc, begins := v.zone(person), v.hours(person).morning()
	for back := 0; back < lookBack && len(mornings) <= between; back++ {
		m := v.inHours(person, Wall(DateOf(r.At, loc).AddDays(-back), begins, loc))
		if m.Add(30*time.Minute).After(r.At) || slices.Contains(mornings, m) {
			continue
		}
		mornings = append(mornings, m)
	}
	if len(mornings) <= between {
		return mornings[:min(len(mornings), 1)]
	}
	return []time.Time{mornings[0], mornings[between]}
}

// reviewQuestions is what waits in reviews for the people of a party: to say that it was held, to write its minutes, to
// agree them.
func (s *Shared) reviewQuestions(party string, now time.Time) (out []Question) {
	latest := s.LatestReview()
	for _, r := range s.Reviews {
		t := thing("review", r.ID)
		switch m := r.Minutes; {
		case r.Closed():
		case m != nil && m.Refused() == nil:
			if _, done := m.Agreed[party]; !done {
				out = append(out, Question{t, AskAgree, s.Signers(r, party), m.At})
			}
		case r != latest && latest.Held != nil: // nobody will write these any more
		case m != nil && s.falls(m.Party, party):
			out = append(out, Question{t, AskMinutes, s.Signers(r, party), m.Refused().At})
		case m == nil && r.Held != nil && s.falls(r.Held.Party, party):
			out = append(out, Question{t, AskMinutes, s.Signers(r, party), r.Held.At})
		case m == nil && r.Held == nil && r == latest && now.Before(r.To):
			out = append(out, Question{t, AskHeld, s.agreers(party), DayEnd(r.Slot, zoneOrUTC(s.zone()))})
		}
	}
	slices.SortFunc(out, func(a, b Question) int { return a.At.Compare(b.At) })
	return out
}

// falls says whether what one party is to do falls to another: to itself, or to everybody once it has left.
func (s *Shared) falls(to, party string) bool { return to == party || !s.taking(to) }

// decisionQuestions asks to agree to what was decided outside a review, or in one that came to nothing.
func (s *Shared) decisionQuestions(party string, agreers []string) (out []Question) {
	latest := s.LatestReview()
	for _, d := range s.Decisions {
		_, done := d.Agreed[party]
		if done || !d.Decided.IsZero() || d.Refusal != nil || d.Review != 0 && !s.Reviews[d.Review].forgone(latest) {
			continue
		}
		out = append(out, Question{thing("decision", d.ID), AskAgree, agreers, d.At})
	}
	slices.SortFunc(out, func(a, b Question) int { return a.At.Compare(b.At) })
	return out
}
