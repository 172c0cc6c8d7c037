package relationship

import (
	"slices"
	"time"
)

// Agenda is what a review talks about, filled from what happened: nobody prepares slides. It is computed from the joint
// record alone, so every party gets the same one. What the charter, issues and the register of benefits add comes with them.
type Agenda struct {
	Review int // 0 for a review that was not opened yet
	// Quarter is the period that the figures below are about; Since the day from which on evidence is listed: that of the
	// review before, or the first day of the quarter.
	Quarter    Period
	Since      Date
	Objectives []AgendaObjective // those that are open, and those closed since
	KPIs       []AgendaKPI       // live ones, those furthest behind first, then those that cannot be rated
	Delivery   KPIDelivery
	Kept       SayDo // the promises that fell due in the quarter
	// Missed are promises that fell due in the quarter and were missed, Open those that still ask something of somebody,
	// and InQuestion those on which the two sides see it differently: what was delivered was rejected, or another date or
	// an end is asked for.
	Missed, Open, InQuestion []*Commitment
	// Actions are those of the review before, whatever became of them.
	Actions  []*Commitment
	CheckIns Adherence // of the quarter
	Evidence []AgendaEvidence
	Claims   []*Claim // that wait for an account, or are contested
	// MustAct are objectives that moved too far from what was agreed first, and that nothing was done about yet; Topics
	// is what somebody wants to talk about.
	MustAct []MustAct
	Topics  []*Topic
	// LookAgain are decisions whose day for another look came since the review before, and Proposed those that wait for
	// agreement outside a review.
	LookAgain, Proposed []*Decision
}

// AgendaObjective is an objective, where it stands, and which parties have still to confirm it for this review: they
// never did, or more than [ConfirmationFresh] days before it meets.
type AgendaObjective struct {
	*Objective
	State     ObjectiveState
	Reconfirm []string
}

// AgendaKPI is a live KPI with its figures.
type AgendaKPI struct {
	*KPI
	Attainment
	Trend Trend
}

// AgendaEvidence is what one party logged about one objective; about none when Objective is 0. Rejected evidence is not
// among it.
type AgendaEvidence struct {
	Objective int
	Party     string
	Evidence  []*Evidence
}

// Agenda is what the review talks about, as of now. The KPIs of a review that is over stand as they stood when it ended:
// against the targets in force then, by the readings there were. A correction since changes their values, and the
// figures say that they were restated.
func (s *Shared) Agenda(r *Review, now time.Time) Agenda {
	before := s.reviewBefore(r)
	kpis, then := s.measuresOf(r, now)
	a := Agenda{Review: r.ID, Quarter: r.Quarter, Since: r.Quarter.From, Delivery: delivery(kpis, then),
		Kept: s.SayDo(now, r.Quarter), CheckIns: s.adherence(now, r.Quarter), MustAct: s.Drift(now).MustAct, Topics: s.Topics()}
	if before != nil {
		a.Since, a.Actions = before.Held.Day, s.Actions(before.ID, now)
	}
	a.objectives(s, r, now)
	a.measures(kpis, then)
	a.promises(s, now)
	a.shown(s)
	a.Claims = slices.DeleteFunc(inOrder(s.Claims), func(c *Claim) bool {
		state := c.State(now)
		return state != ClaimContested && (state != ClaimAwaiting || !c.Visible())
	})
	a.decisions(s, r, now)
	return a
}

// reviewBefore is the newest review before this one that was held; nil when there is none.
func (s *Shared) reviewBefore(r *Review) *Review {
	for id := r.ID - 1; id > 0; id-- {
		if b := s.Reviews[id]; b != nil && b.Held != nil {
			return b
		}
	}
	return nil
}

func (a *Agenda) objectives(s *Shared, r *Review, now time.Time) {
	waits := map[int][]string{}
	for _, p := range s.Active() {
		for _, o := range s.ToConfirm(p.ID, laterOf(now, r.At)) {
			waits[o.ID] = append(waits[o.ID], p.ID)
		}
	}
	for _, o := range inOrder(s.Objectives) {
		if o.Open() || !DateOf(o.Closed, time.UTC).Before(a.Since) {
			a.Objectives = append(a.Objectives, AgendaObjective{o, s.ObjectiveState(o), waits[o.ID]})
		}
	}
}

// measuresOf are the KPIs a review talks about, and the instant as of which: now while it runs; when it ended, once its
// minutes are agreed or it was missed.
func (s *Shared) measuresOf(r *Review, now time.Time) (kpis []*KPI, then time.Time) {
	switch {
	case r.Closed():
		then = r.Minutes.Closed
	case r.State(now) == ReviewMissed && s.LatestReview().ID != r.ID: // until the next one opens it can still be held
		then = r.To
	default:
		return s.LiveKPIs(), now
	}
	for _, k := range inOrder(s.KPIs) {
		if k := k.asOf(then); k.Live() {
			kpis = append(kpis, k)
		}
	}
	return kpis, then
}

// measures puts the KPIs into the order in which they want talking about.
func (a *Agenda) measures(kpis []*KPI, then time.Time) {
	for _, k := range kpis {
		a.KPIs = append(a.KPIs, AgendaKPI{k, k.Attainment(then), k.Trend(then)})
	}
	slices.SortStableFunc(a.KPIs, func(x, y AgendaKPI) int {
		switch i, j := x.Current.Index, y.Current.Index; {
		case i == nil && j == nil:
			return 0
		case i == nil:
			return 1
		case j == nil:
			return -1
		default:
			return i.Cmp(j)
		}
	})
}

func (a *Agenda) promises(s *Shared, now time.Time) {
	for _, c := range inOrder(s.Commitments) {
		if a.Quarter.Contains(c.Due) && !c.Agreed.IsZero() && c.MissedDue(now) {
			a.Missed = append(a.Missed, c)
		}
		if c.Open(now) {
			a.Open = append(a.Open, c)
		}
		if c.InQuestion(now) {
			a.InQuestion = append(a.InQuestion, c)
		}
	}
}

// InQuestion says whether the two sides see an open promise differently: the newest delivery was rejected, or another
// date or its end is asked for and not granted yet.
func (c *Commitment) InQuestion(now time.Time) bool {
	rejected := len(c.Rejections) > 0 && c.Done == nil && c.Open(now)
	return rejected || slices.ContainsFunc(c.WaitsFor(now), func(w Waiting) bool { return w.What == WaitNewDue || w.What == WaitRelease })
}

// shown sorts the evidence logged since by the objective it is about and by the party that logged it.
func (a *Agenda) shown(s *Shared) {
	of := map[int]map[string][]*Evidence{}
	for _, e := range inOrder(s.Evidence) {
		if !e.Live() || DateOf(e.Logged, time.UTC).Before(a.Since) {
			continue
		}
		for _, o := range s.bearsOn(e) {
			if of[o] == nil {
				of[o] = map[string][]*Evidence{}
			}
			of[o][e.Party] = append(of[o][e.Party], e)
		}
	}
	for o := 0; o <= s.given["objective"]; o++ {
		for _, p := range s.All() {
			if list := of[o][p.ID]; len(list) > 0 {
				a.Evidence = append(a.Evidence, AgendaEvidence{o, p.ID, list})
			}
		}
	}
}

// bearsOn lists the objectives that evidence is about, by itself or by a KPI or a claim about one; 0 alone for none.
func (s *Shared) bearsOn(e *Evidence) (out []int) {
	for _, t := range e.About {
		noun, id, _ := parseThing(t)
		switch {
		case noun == "kpi" && s.KPIs[id] != nil:
			noun, id = "objective", s.KPIs[id].Terms().Objective
		case noun == "claim" && s.Claims[id] != nil:
			noun, id, _ = parseThing(s.Claims[id].Subject)
		}
		if noun == "objective" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return []int{0}
	}
	return out
}

// decisions lists what is to be looked at again until the meeting, and was not at the one before.
func (a *Agenda) decisions(s *Shared, r *Review, now time.Time) {
	until := DateOf(laterOf(now, r.At), time.UTC)
	for _, d := range inOrder(s.Decisions) {
		switch {
		case d.State() == DecisionDecided && !d.LookAgain.IsZero() && !d.LookAgain.After(until) && (s.reviewBefore(r) == nil || d.LookAgain.After(a.Since)):
			a.LookAgain = append(a.LookAgain, d)
		case d.State() == DecisionProposed && d.Refusal == nil && (d.Review == 0 || s.Reviews[d.Review].forgone(r)):
			a.Proposed = append(a.Proposed, d)
		}
	}
}

// forgone says whether the review came before another one and left without minutes what was to be decided in it.
func (r *Review) forgone(next *Review) bool {
	return r != nil && r.ID < next.ID && r.Minutes == nil
}
