package relationship

import (
	"slices"
	"testing"
	"time"
)

// staffed is a scene in which Acme has one more member, p5, and an observer, p6.
func staffed(t *testing.T) *scene {
	sc := newScene(t)
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ida Berg", Zone: "Europe/Berlin"}, Role: Member, Account: "web/demo/ida"})
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Olga Roth", Zone: "Europe/Berlin"}, Role: Observer, Account: "web/demo/olga"})
	return sc
}

func TestHandingOverAPromise(t *testing.T) {
	sc := staffed(t)
	offer(sc, Date{2026, 3, 20})
	due := sc.l.Joint.Commitments[1].DueBy
	for _, c := range []struct {
		by   By
		to   string
		want string
	}{
		{p2, "p4", "already"},
		{p4, "p2", ""},
		{p3, "p3", "has it already"},
		{p3, "p4", "belongs to Borealis"},
		{p3, "p6", "only reads here"},
		{p3, "p9", "Name somebody of Acme"},
		{By{"p5", "acme"}, "p5", "Only Sam Okoro or a relationship manager of Acme can hand this over. Managers here: Kim Osei."},
		{By{"p6", "acme"}, "p5", "Observers read"},
		{p1, "p5", ""},
	} {
		if c.want == "" {
			sc.do(c.by, &HandOverCommitment{Commitment: 1, To: c.to})
			continue
		}
		sc.refused(c.by, &HandOverCommitment{Commitment: 1, To: c.to}, c.want)
	}
	k := sc.l.Joint.Commitments[1]
	if k.Giver != (Side{"p5", "acme"}) || k.Receiver != (Side{"p2", "borealis"}) || !k.DueBy.Equal(due) || len(k.Handovers) != 2 {
		t.Errorf("after handing over: %+v", k)
	}
	sc.refused(p3, &ClaimCommitmentDone{Commitment: 1}, "Only Ida Berg")
	sc.do(By{"p5", "acme"}, &ClaimCommitmentDone{Commitment: 1})
	sc.do(p2, &HandOverCommitment{Commitment: 1, To: "p4"})
	sc.do(p4, &AcceptDelivery{Commitment: 1})
	sc.refused(p4, &HandOverCommitment{Commitment: 1, To: "p2"}, "Promise 1 is kept")
	sc.later(30 * day)
	if kept := sc.l.Joint.SayDo(sc.at, Trailing(sc.at, OperationsDays)).Of["acme"].Kept; kept.K != 1 || kept.N != 1 {
		t.Errorf("it counts for the party as before, not %d of %d", kept.K, kept.N)
	}
	sc.sameAfterReplay()
}

// Who leaves, or only reads from now on, blocks nothing: the party answers until somebody else has it in hand.
func TestWhatSomebodyLeavesBehind(t *testing.T) {
	for name, goes := range map[string]Command{"left": &RemovePerson{Person: "p3"}, "reads": &SetRole{Person: "p3", Role: Observer}} {
		t.Run(name, func(t *testing.T) {
			sc := staffed(t)
			sc.ours()
			sc.measured(otif(1))
			sc.do(p1, &HandOverKPI{KPI: 1, To: "p5"})
			sc.do(By{"p5", "acme"}, &HandOverKPI{KPI: 1, To: "p3"})
			offer(sc, Date{2026, 3, 20})
			sc.do(p4, &RequestCommitment{Promise: Promise{What: "dock times", Due: Date{2026, 3, 9}}, Giver: "p3"})
			sc.do(p4, &OfferCommitment{Promise: Promise{What: "the tariffs", Due: Date{2026, 3, 9}}, Receiver: sam})
			offer(sc, Date{2026, 3, 3})
			sc.do(p3, &ClaimCommitmentDone{Commitment: 4})
			sc.do(p4, &AcceptDelivery{Commitment: 4})
			sc.do(p1, goes)
			charge := sc.l.Joint.ChargeOf("p3", sc.at)
			var ids []int
			for _, c := range charge.Promises {
				ids = append(ids, c.ID)
			}
			if !slices.Equal(ids, []int{1, 2, 3}) || len(charge.KPIs) != 1 {
				t.Fatalf("left behind: promises %v, %d KPIs", ids, len(charge.KPIs))
			}
			if got := sc.l.Joint.PromisesWaiting("p1", sc.at); len(got) != 3 {
				t.Errorf("meanwhile the lead answers for %d", len(got))
			}
			sc.do(p1, &AgreeCommitment{Commitment: 2})
			sc.refused(p2, &HandOverAll{From: "p3", To: "p4"}, "Each party hands over")
			sc.refused(By{"p5", "acme"}, &HandOverAll{From: "p3", To: "p5"}, "Only somebody who agrees for Acme")
			sc.do(p1, &HandOverAll{From: "p3", To: "p5"})
			if got := sc.l.Joint.PromisesWaiting("p5", sc.at); len(got) != 3 {
				t.Errorf("handed over: %d", len(got))
			}
			if owner := sc.l.Joint.KPIs[1].Terms().Owner; owner != "p5" {
				t.Errorf("the KPI is reported by %s", owner)
			}
			sc.refused(p1, &HandOverAll{From: "p3", To: "p5"}, "nothing to hand over")
			sc.sameAfterReplay()
		})
	}
}

func TestHandingOverAKPI(t *testing.T) {
	sc := staffed(t)
	sc.ours()
	sc.measured(otif(1))
	sc.refused(p4, &HandOverKPI{KPI: 1, To: "p5"}, "can hand this over")
	sc.refused(p1, &HandOverKPI{KPI: 7, To: "p5"}, "no KPI 7")
	sc.do(p1, &ReviseKPITarget{KPI: 1, Target: KPITarget{Value: "90", By: Date{2027, 3, 2}}, Why: "the new dock"})
	owner := sc.l.Joint.KPIs[1].Terms().Owner
	sc.do(p1, &HandOverKPI{KPI: 1, To: "p5"})
	k := sc.l.Joint.KPIs[1]
	if k.InForce.Owner != "p5" || k.Proposed.Owner != "p5" || k.Handovers[0].From != owner {
		t.Errorf("in force %s, proposed %s, handed over by %+v", k.InForce.Owner, k.Proposed.Owner, k.Handovers)
	}
	sc.do(p2, &AgreeKPI{KPI: 1})
	sc.sameAfterReplay()
}

// Whoever gets something in hand is told once, and so is the other side of a promise, each by their own party alone.
func TestPrivacyOfHandovers(t *testing.T) {
	sc := staffed(t)
	offer(sc, Date{2026, 3, 20})
	sc.do(p1, &HandOverCommitment{Commitment: 1, To: "p5"})
	for party, want := range map[string][]string{"acme": {"p5"}, "borealis": {"p4"}, "": nil} {
		var told []string
		for _, d := range sc.view(party).Duties(sc.at.Add(day)) {
			if d.Kind == DutyHanded {
				told = append(told, d.Person)
			}
		}
		if !slices.Equal(told, want) {
			t.Errorf("%q tells %v, want %v", party, told, want)
		}
	}
	if sc.later(40 * day); slices.ContainsFunc(sc.view("acme").Duties(sc.at), func(d Duty) bool { return d.Kind == DutyHanded }) {
		t.Error("it is told for ever")
	}
}

func TestTheLastLeadStays(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Pia Stone", Zone: "Europe/London"}, Role: Sponsor, Account: "web/demo/pia"})
	want := "Kim Osei is the only relationship manager of Acme, and a party needs one. Name another one first"
	sc.refused(p1, &RemovePerson{Person: "p1"}, want)
	sc.refused(p1, &SetRole{Person: "p1", Role: Member}, want)
	sc.refused(By{"p5", "acme"}, &SetRole{Person: "p1", Role: Sponsor}, want)
	sc.do(By{"p5", "acme"}, &SetRole{Person: "p3", Role: Lead}) // a sponsor appoints
	sc.do(p1, &RemovePerson{Person: "p1"})
}

// A party that has lost its last lead all the same reads who can name one.
func TestWithoutALead(t *testing.T) {
	sc := newScene(t)
	sc.l.Joint.Persons["p1"].Left = sc.at.Add(-time.Hour)
	sc.refused(p3, &RemovePerson{Person: "p3"}, "Acme has no relationship manager now. Whoever runs this server can name one: collab appoint.")
	sc.l.Joint.Persons["p3"].Role = Sponsor
	sc.refused(p3, &RemovePerson{Person: "p3"}, "Acme has no relationship manager now. Sam Okoro can name one: members role @name lead.")
	sc.do(p3, &SetRole{Person: "p3", Role: Lead})
}
