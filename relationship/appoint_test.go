package relationship

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheOperatorAppointsOnlyWhereNobodyElseCan(t *testing.T) {
	sc := newScene(t)
	sc.refused(p1, &AppointLead{Party: "acme", Person: "p3"}, "Only whoever runs the server")
	sc.refused(ByOperator, &AppointLead{Party: "acme", Person: "p3"}, "Acme can appoint its relationship manager itself: p1 (Kim Osei, lead)")
	sc.refused(ByOperator, &AppointLead{Party: "nobody", Person: "p3"}, "Parties here: acme, borealis")
	sc.refused(ByOperator, &AppointLead{Party: "acme", Person: "p3", Gone: []string{"p1", "p2"}}, "p2 is nobody who takes part for Acme")
	sc.refused(ByOperator, &AppointLead{Party: "acme", Person: "p2", Gone: []string{"p1"}}, "by their id: p3 (Sam Okoro, member)")
	sc.refused(ByOperator, &AppointLead{Party: "acme", Gone: []string{"p1"}, Newcomer: NewPerson{Name: "Ada Cole", Zone: "UTC"}}, "by their id: p3")
	sc.do(p1, &SetRole{Person: "p3", Role: Sponsor})
	sc.refused(ByOperator, &AppointLead{Party: "acme", Person: "p3", Gone: []string{"p1"}}, "p3 (Sam Okoro, sponsor)") // who can appoint
	sc.do(p1, &SetRole{Person: "p3", Role: Observer})
	sc.do(p2, &PauseRelationship{Why: "The depot moves"})
	sc.do(ByOperator, &AppointLead{Party: "acme", Person: "p3", Gone: []string{"p1"}})
	if leads := sc.l.Joint.Leads("acme"); len(leads) != 1 || leads[0].ID != "p3" {
		t.Errorf("relationship managers of Acme are %v", leads)
	}
	if kim := sc.l.Joint.Persons["p1"]; kim.Active() || len(sc.l.Own["acme"].Accounts["p1"]) > 0 {
		t.Error("who is gone is still there")
	}
	sc.refused(ByOperator, &AppointLead{Party: "acme", Person: "p3"}, "itself")
	sc.sameAfterReplay()
}

func TestPrivacyOfANewcomerWhoIsAppointed(t *testing.T) {
	sc := newScene(t)
	newcomer := &AppointLead{Party: "borealis", Gone: []string{"p2", "p4"}, Newcomer: NewPerson{Name: "Ada Cole", Zone: "America/New_York"}, Account: "web/demo/ada"}
	sc.refused(ByOperator, &AppointLead{Party: "borealis", Gone: []string{"p2", "p4"}}, "Use a zone")
	d := sc.do(ByOperator, newcomer)
	if p := sc.l.Joint.Persons["p5"]; p == nil || p.Role != Lead || p.Name != "Ada Cole" || p.Party != "borealis" {
		t.Errorf("appointed is %+v", p)
	}
	if len(d.Own) != 1 || sc.l.Own["borealis"].PersonOf("web/demo/ada") != "p5" {
		t.Errorf("the account stands in the ledgers of %v", d.Own)
	}
	sc.sameAfterReplay()
}

// Everybody is told, in the channels that were linked by then, and each relationship manager in private.
func TestPrivacyOfTellingThatSomebodyWasAppointed(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.do(ByOperator, &AppointLead{Party: "acme", Person: "p3", Gone: []string{"p1"}})
	sc.later(time.Hour)
	sc.do(p2, &BindPlace{Place: "web/demo/c2"})
	told := func(party string, at time.Time) (all []string) {
		for _, d := range sc.l.View(party).Duties(at) {
			if d.Kind == DutyAppointed {
				all = append(all, d.Place+d.Person)
			}
		}
		slices.Sort(all)
		return all
	}
	tomorrow := sc.at.AddDate(0, 0, 1).Add(9 * time.Hour)
	for party, want := range map[string]string{"": "web/demo/c1", "acme": "p3", "borealis": "p2"} {
		if got := strings.Join(told(party, tomorrow), " "); got != want {
			t.Errorf("told for %q: %s", party, got)
		}
		if got := told(party, tomorrow.AddDate(0, 0, 40)); len(got) > 0 {
			t.Errorf("told for %q after weeks: %s", party, got)
		}
	}
	sc.do(p2, &PauseRelationship{Why: "The depot moves"})
	if got := told("", tomorrow); len(got) != 1 {
		t.Errorf("a pause silences it: %v", got)
	}
}

// storedAppointment is an organisation whose only relationship manager has gone.
func storedAppointment(sc *scene) {
	sc.do(ByOperator, &AppointLead{Party: "acme", Person: "p3", Gone: []string{"p1"}})
}
