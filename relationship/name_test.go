package relationship

import (
	"strings"
	"testing"
)

// called fails unless this is what the relationship is called.
func (sc *scene) called(want string) {
	sc.t.Helper()
	if sc.l.Joint.Name != want {
		sc.t.Errorf("it is called %q, want %q", sc.l.Joint.Name, want)
	}
}

// Nobody gave it a name: it is called after its parties, as they come and go.
func TestTheNameFollowsTheParties(t *testing.T) {
	sc := newScene(t)
	sc.called("Acme × Borealis")
	sc.do(p1, &InviteParty{Party: "cassini", Name: "Cassini"})
	sc.called("Acme × Borealis") // who is only invited has no part in it yet
	sc.do(p2, &AgreeInvitation{Party: "cassini"})
	sc.do(By{Party: "cassini"}, &AcceptInvitation{Invitation: 2, Party: "cassini", Person: NewPerson{Name: "Ada Cole", Zone: "Europe/Paris"}, Account: "web/demo/ada"})
	sc.called("Acme × Borealis × Cassini")
	sc.do(p2, &LeaveRelationship{})
	sc.called("Acme × Cassini")
	sc.do(p1, &LeaveRelationship{})
	sc.called("Acme × Cassini") // it is over, and stays what it was
	sc.sameAfterReplay()
}

// While nobody has joined, it is called after whoever is invited.
func TestTheNameOfTheFirstInvitation(t *testing.T) {
	sc := newScene(t)
	sc.l, sc.entries = Ledgers{Joint: NewShared("r2"), Own: map[string]*Own{}}, map[string][]Entry{}
	sc.do(By{Party: "acme"}, &BeginRelationship{Name: "Acme × Bolt", Start: Date{2026, 3, 2}, Party: "acme", PartyName: "Acme",
		Person: NewPerson{Name: "Kim Osei", Zone: "Europe/London"}, Account: "web/demo/kim"})
	sc.do(p1, &InviteParty{Party: "bolt", Name: "Bolt"})
	sc.called("Acme × Bolt")
	sc.do(p1, &WithdrawInvitation{Party: "bolt"})
	sc.called("Acme × Bolt")
	sc.do(p1, &InviteParty{Party: "cassini", Name: "Cassini"})
	sc.called("Acme × Cassini")
}

func TestNaming(t *testing.T) {
	sc := newScene(t)
	sc.refused(p3, &NameRelationship{Name: "Northern supply"}, "Only a relationship manager")
	sc.refused(p1, &NameRelationship{Name: strings.Repeat("x", 81)}, "80")
	sc.refused(p1, &NameRelationship{}, "called already")
	sc.do(p1, &NameRelationship{Name: "Northern supply"})
	sc.refused(p2, &NameRelationship{Name: "Northern supply"}, "called already")
	sc.join("cassini", "Cassini")
	sc.called("Northern supply")
	sc.do(p2, &NameRelationship{})
	sc.called("Acme × Borealis × Cassini")
	sc.do(p2, &Undo{Joint: []int{sc.l.Joint.Head().N}})
	sc.called("Northern supply")
	sc.erased(p1, Joint, sc.l.Joint.nameEntry)
	sc.called("Acme × Borealis × Cassini")
	sc.sameAfterReplay()
}
