package relationship

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// DutyKind says what a duty asks the bot to do.
type DutyKind string

// The kinds of duty.
const (
	DutyOpen    DutyKind = "open check-in" // the clock opens the check-in that is due
	DutyAsk     DutyKind = "ask"           // ask a person to answer the check-in
	DutyRemind  DutyKind = "remind"        // remind them, twice at most
	DutySilent  DutyKind = "silent"        // tell a party's lead, once, who of their own people has not answered
	DutyForward DutyKind = "forward"       // ask a party's lead, once, to bring the link to those of their people who only have a page
	DutyCard    DutyKind = "card"          // show the state of the check-in in a shared place, one living message
	DutyPaused  DutyKind = "paused"        // tell a person that they are not prompted any more
	DutyInstead DutyKind = "instead"       // tell that who was to be asked instead of somebody cannot be
	DutyWait    DutyKind = "wait"          // something waits for this person's word
	DutyDue     DutyKind = "due"           // a promise is due today
	DutyMissed  DutyKind = "missed"        // a promise fell due and was not kept
	DutyFirst   DutyKind = "first miss"    // a party that kept its promises missed one: a private word to the leads
	DutyHanded  DutyKind = "handed over"   // a promise or a KPI went from one person of a party to another
	DutyMeasure DutyKind = "measure"       // a KPI wants its next reading
	DutyHit     DutyKind = "hit"           // a target was reached
	DutyJoined  DutyKind = "joined"        // another party joined
	DutyLost    DutyKind = "place lost"    // nothing can be posted in a shared place any more

	DutyUnreached DutyKind = "unreached"      // tell a party's lead, once, whom of their people nothing reaches any more
	DutyAppointed DutyKind = "lead appointed" // the operator gave a party a relationship manager

	DutyOpenReview   DutyKind = "open review"   // the clock opens the review that is due
	DutyPrepare      DutyKind = "prepare"       // ask a person to prepare the review
	DutyMeeting      DutyKind = "meeting"       // remind them of the day on which it meets, twice at most
	DutyRecorded     DutyKind = "recorded"      // tell who speaks for a party that another one recorded the review as held
	DutyReviewMissed DutyKind = "review missed" // tell a party's leads, once, that the review was not held in time
	DutyArchive      DutyKind = "archive"       // the clock puts away a relationship that was closed
	DutyForget       DutyKind = "forget"        // the clock erases words that were kept as long as their party keeps them
)

// Duty is something the bot owes somebody: computed from the record, never kept. Its natural key makes telling twice
// impossible: whoever delivers remembers the keys.
type Duty struct {
	Key  string
	Kind DutyKind
	// Thing is what it is about, such as "check-in 3".
	Thing string
	// Person is who is told; Place is the shared place where it is shown. Both are empty for what the clock does.
	Person, Place string
	// At is when it is owed from, in the person's working hours; Until when it is pointless.
	At, Until time.Time
	// Revision grows when a living message has to be edited: with the newest entry that changes it. It is 0 for others.
	Revision int
}

// Owed says whether the duty is owed at now.
func (d Duty) Owed(now time.Time) bool { return !now.Before(d.At) && now.Before(d.Until) }

// Command is what the clock records to fulfil the duty; nil for one that tells or shows something.
func (d Duty) Command() Command {
	switch d.Kind {
	case DutyOpen:
		return &OpenCheckIn{}
	case DutyOpenReview:
		return &OpenReview{}
	}
	return nil
}

// Duties lists what is owed now to whoever reads this view, by instant and key: what concerns joint alone when the view has no
// party, what concerns the party's own people otherwise.
func (v View) Duties(now time.Time) []Duty {
	owed := slices.DeleteFunc(v.duties(now), func(d Duty) bool { return !d.Owed(now) })
	slices.SortStableFunc(owed, func(a, b Duty) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key)) })
	return owed
}

// Next is the earliest instant after now at which this view may owe something that it does not owe now, if nothing is
// recorded meanwhile; zero when never. That a duty ends wakes nobody: whoever delivers looks at it again first.
func (v View) Next(now time.Time) (next time.Time) {
	for _, d := range v.duties(now) {
		if d.At.After(now) && d.At.Before(d.Until) {
			next = earlierOf(next, d.At)
		}
	}
	return earlierOf(next, v.turn(now))
}

// duties lists what is or will be owed, as the record stands.
func (v View) duties(now time.Time) []Duty {
	tidying := append(v.archiving(), v.forgetting()...)
	switch {
	case v.Party != "" && !v.Shared.taking(v.Party):
		return tidying
	case v.Shared.live() != nil:
		return append(tidying, v.appointments()...)
	case v.Party == "":
		return slices.Concat(tidying, v.openings(now), v.reviewOpening(now), v.cards(now), v.reviewCards(now), v.appointments())
	}
	told := slices.Concat(v.prompts(now), v.pauses(now), v.substitutes(now), v.waiting(now), v.promises(now), v.misses(now), v.measures(now), v.handed(), v.arrivals(), v.freezes(), v.reviews(), v.appointments())
	return slices.Concat(tidying, told, v.forwarded(told), v.unreached())
}

func (v View) openings(now time.Time) []Duty {
	plan, ok := v.Shared.planned(now)
	if !ok {
		return nil
	}
	t := thing("check-in", v.Shared.nextID("check-in"))
	return []Duty{{Key: t + " open", Kind: DutyOpen, Thing: t, At: plan.opens, Until: plan.to}}
}

// cards keeps one living message per check-in and shared place, from the slot until a day after it closed.
func (v View) cards(now time.Time) (out []Duty) {
	c := v.Shared.Latest()
	if c == nil || !now.Before(c.To.AddDate(0, 0, 1)) {
		return nil
	}
	t := thing("check-in", c.ID)
	for _, place := range v.Shared.Places {
		if !place.Lost.IsZero() {
			continue
		}
		revision := max(v.Shared.revision(t), v.Shared.topicRevision(c))
		if c.Closed(now) {
			revision++ // closing is no entry, but the card says so
		}
		out = append(out, Duty{Key: t + " card " + place.name, Kind: DutyCard, Thing: t, Place: place.Key, At: c.At, Until: c.To.AddDate(0, 0, 1), Revision: revision})
		if !c.Closed(now) { // so that closing is noticed
			out = append(out, Duty{Key: t + " card " + place.name, Kind: DutyCard, Thing: t, Place: place.Key, At: c.To, Until: c.To.AddDate(0, 0, 1), Revision: revision + 1})
		}
	}
	return out
}

// revision is the newest entry by which a message about the thing may read otherwise: one about it, or a later one that
// takes entries back or erases words.
func (s *Shared) revision(t string) int {
	last := s.Last(t)
	for n := len(s.entries); n > last; n-- {
		switch s.entries[n-1].Kind {
		case (*entriesWithdrawn[Shared])(nil).kind(), (*wordsRedacted[Shared])(nil).kind():
			return n
		}
	}
	return last
}

// prompts asks everybody who was asked and has done nothing yet: at the slot, at half-time, a day before closing; then
// tells their own lead once; then is silent.
func (v View) prompts(now time.Time) (out []Duty) {
	c := v.Shared.Latest()
	if c == nil {
		return nil
	}
	t := thing("check-in", c.ID)
	unanswered := v.Unanswered(c)
	if len(unanswered) == 0 {
		return nil
	}
	for _, p := range unanswered {
		out = append(out, v.asking(c, t, p)...)
	}
	if v.Own.Rounds[c.ID].Empty {
		return out // nobody was there, as their leads know
	}
	for _, lead := range v.Shared.Leads(v.Party) { // audience: who is silent, their own leads are told; mutate: s/v.Party/""/
		out = append(out, Duty{Key: t + " silent " + lead.ID, Kind: DutySilent, Thing: t, Person: lead.ID,
			At: v.inHours(lead.ID, c.To), Until: c.To.AddDate(0, 0, closesAfter)})
	}
	return out
}

// Unanswered lists who of the party was asked in a check-in and may still be expected to answer: not who has left, not
// who has gone quiet, and not who went on from there.
func (v View) Unanswered(c *CheckIn) []string {
	return slices.DeleteFunc(v.Own.Silent(c), func(p string) bool {
		who := v.Shared.Persons[p]
		return who == nil || !who.Active() || v.Quiet(p, c.ID) || c.ID <= v.Own.Resumed[p]
	})
}

// asks is when people are asked: at the slot, or when the check-in opened after it.
func (c *CheckIn) asks() time.Time { return laterOf(c.At, c.From) }

// asking is the prompt and at most two reminders of one person, each valid until the next; a snooze puts off what lies
// before it.
func (v View) asking(c *CheckIn, t, person string) []Duty {
	names := []string{"ask", "remind 1", "remind 2"}
	times := append([]time.Time{v.askedAt(c, person)}, v.reminders(c, person)...)
	snoozed := v.Own.Rounds[c.ID].Snoozed[person]
	var out []Duty
	for i, at := range times {
		d := Duty{Key: t + " " + names[i] + " " + person, Kind: DutyRemind, Thing: t, Person: person, At: at, Until: c.To}
		if i == 0 {
			d.Kind = DutyAsk
		}
		if i+1 < len(times) {
			d.Until = times[i+1]
		}
		if snoozed.After(d.At) {
			d.At, d.Key = v.inHours(person, snoozed), fmt.Sprintf("%s snoozed %d", d.Key, snoozed.Unix())
		}
		if d.At.Before(d.Until) {
			out = append(out, d)
		}
	}
	return out
}

// reminders are the mornings on which a person is reminded: the last one before the check-in closes, and the one at
// half-time, or, when no working morning lies there, the one before the last.
func (v View) reminders(c *CheckIn, person string) []time.Time {
	var mornings []time.Time
	loc := v.zone(person)
	begins := v.hours(person).morning()
	for d := DateOf(v.askedAt(c, person), loc).AddDays(1); ; d = d.AddDays(1) {
		m := v.inHours(person, Wall(d, begins, loc))
		if m.After(c.To.Add(-30 * time.Minute)) {
			break
		}
		if !slices.Contains(mornings, m) {
			mornings = append(mornings, m)
		}
	}
	if len(mornings) < 2 {
		return mornings
	}
	last := len(mornings) - 1
	half := c.asks().Add(c.To.Sub(c.asks()) / 2)
	for _, m := range mornings[:last] {
		if !m.Before(half) {
			return []time.Time{m, mornings[last]}
		}
	}
	return mornings[last-1:]
}
