package relationship

import (
	"strings"
	"testing"
	"time"
)

func TestPauseAndResume(t *testing.T) {
	sc := newScene(t)
	sc.refused(p3, &PauseRelationship{Why: "summer"}, "Only a relationship manager")
	sc.refused(p1, &ResumeRelationship{}, "not paused")
	sc.refused(p1, &PauseRelationship{}, "fill this in")
	sc.do(p1, &PauseRelationship{Why: "summer"})
	sc.refused(p2, &InviteParty{Party: "cassini", Name: "Cassini"}, "paused since 2 March 2026")
	sc.refused(ByClock, &OpenCheckIn{}, "paused")
	if d := sc.l.View("").Duties(sc.at.AddDate(0, 0, 10)); len(d) != 0 {
		t.Errorf("a paused relationship owes %v", d)
	}
	sc.until("2026-04-01", "09:00")
	sc.do(p2, &ResumeRelationship{})
	if next := sc.l.Joint.NextCheckIn(sc.at); next.Format("2006-01-02") != "2026-04-09" {
		t.Errorf("after the pause the next check-in is %s; those within it are nobody's", next)
	}
	sc.sameAfterReplay()
}

func TestCadenceNeedsEveryParty(t *testing.T) {
	sc := newScene(t)
	weekly := Cadence{Days: 7, First: Date{2026, 3, 10}, At: Clock{9, 30}, Zone: "America/New_York"}
	sc.refused(p1, &ProposeCadence{Cadence: Cadence{Days: 7, First: Date{2026, 3, 10}, At: Clock{9, 30}, Zone: "Mars/Base"}}, "Europe/London")
	sc.do(p1, &ProposeCadence{Cadence: weekly})
	sc.refused(p1, &AgreeCadence{}, "Acme has agreed already")
	sc.do(p2, &AgreeCadence{})
	if sc.l.Joint.Cadence != weekly {
		t.Errorf("cadence = %+v", sc.l.Joint.Cadence)
	}
	sc.do(p2, &ProposeCadence{Cadence: Cadence{}})
	sc.do(p1, &AgreeCadence{Refuse: true})
	if sc.l.Joint.Cadence != weekly {
		t.Error("a refused cadence came into force")
	}
	sc.refused(p1, &AgreeCadence{}, "No change of the schedule")
	sc.sameAfterReplay()
}

func TestInvitations(t *testing.T) {
	sc := newScene(t)
	lead := NewPerson{Name: "Ada Cole", Zone: "Europe/Paris"}
	cassini := By{Party: "cassini"}
	sc.refused(p3, &InviteParty{Party: "cassini", Name: "Cassini"}, "Only a relationship manager")
	for _, bad := range []string{"joint", "clock", "operator", "Cassini", "-c", "", strings.Repeat("c", 41)} {
		sc.refused(p1, &InviteParty{Party: bad, Name: "Cassini"}, "small letters")
	}
	sc.refused(p1, &InviteParty{Party: "borealis", Name: "Borealis"}, "already")
	sc.do(p1, &InviteParty{Party: "cassini", Name: "Cassini"})
	sc.refused(cassini, &AcceptInvitation{Invitation: 2, Party: "cassini", Person: lead}, "not all agreed")
	sc.do(p2, &AgreeInvitation{Party: "cassini"})
	sc.refused(cassini, &AcceptInvitation{Invitation: 1, Party: "cassini", Person: lead}, "replaced by a newer one")
	sc.refused(cassini, &AcceptInvitation{Invitation: 2, Party: "delta", Person: lead}, "No invitation is open")
	sc.do(cassini, &AcceptInvitation{Invitation: 2, Party: "cassini", Person: lead, Account: "web/demo/ada"})
	sc.refused(cassini, &AcceptInvitation{Invitation: 2, Party: "cassini", Person: lead}, "No invitation is open")
	if p := sc.l.Joint.Persons["p5"]; p.Role != Lead || p.Party != "cassini" {
		t.Errorf("whoever accepts is %+v", p)
	}
	sc.do(p2, &InviteParty{Party: "delta", Name: "Delta"})
	sc.do(p1, &WithdrawInvitation{Party: "delta"})
	sc.refused(p1, &AgreeInvitation{Party: "delta"}, "No invitation is open")
	sc.do(p2, &InviteParty{Party: "delta", Name: "Delta"}) // and asked anew, with a new number
	if n := sc.l.Joint.Parties["delta"].Invitation; n != 4 {
		t.Errorf("the new invitation is number %d", n)
	}
	sc.sameAfterReplay()
}

func TestLeaving(t *testing.T) {
	sc := newScene(t)
	sc.refused(p3, &LeaveRelationship{}, "Only a relationship manager or a sponsor")
	sc.do(p2, &LeaveRelationship{Why: "the contract ends"})
	if sc.l.Joint.Closed.IsZero() {
		t.Error("one of the last two left and it is not closed")
	}
	sc.refused(p1, &InviteParty{Party: "cassini", Name: "Cassini"}, "closed")
	sc.refused(p1, &LeaveRelationship{}, "closed")
	sc.sameAfterReplay()
}

func TestPeople(t *testing.T) {
	sc := newScene(t)
	sc.refused(p1, &AddPerson{Person: NewPerson{Name: "X", Zone: "Europe/London"}, Role: "boss"}, "Choose a role")
	sc.refused(p1, &AddPerson{Person: NewPerson{Name: "X", Zone: "Local"}, Role: Member}, "zone")
	r := sc.refused(p1, &AddPerson{Person: NewPerson{Name: "X", Zone: "Europe/London"}, Role: Member, Account: "web/demo/sam"}, "belongs to Sam Okoro already")
	if !r.Own {
		t.Error("whether an account is known stands in the party's own ledger")
	}
	sc.refused(p2, &SetRole{Person: "p3", Role: Lead}, "belongs to Acme")
	sc.refused(p1, &SetRole{Person: "p1", Role: Member}, "the only relationship manager of Acme")
	sc.do(p1, &SetRole{Person: "p3", Role: Observer})
	sc.refused(p3, &NamePerson{Person: "p3", Name: "Sam"}, "Observers read")
	sc.do(p1, &SetRole{Person: "p3", Role: Member, Agrees: true})
	sc.do(p3, &ProposeCadence{Cadence: Cadence{}}) // named to agree
	sc.refused(p3, &NamePerson{Person: "p1", Name: "Kimberley"}, "Only Kim Osei")
	sc.do(p3, &NamePerson{Person: "p3", Name: "Samuel Okoro"})
	sc.do(p3, &SetZone{Zone: "Africa/Lagos"})
	sc.refused(p1, &RemovePerson{Person: "p1"}, "the only relationship manager of Acme")
	sc.do(p1, &RemovePerson{Person: "p3"})
	sc.refused(p3, &SetZone{Zone: "UTC"}, "not part of this relationship")
	if len(sc.l.Own["acme"].Accounts["p3"]) != 0 {
		t.Error("the account of somebody who left still stands for them")
	}
	if got := sc.l.Joint.nextPerson(); got != "p5" {
		t.Errorf("ids are reused: next is %s", got)
	}
	sc.sameAfterReplay()
}

func TestUndo(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &PauseRelationship{Why: "a slip"})
	n := sc.l.Joint.Head().N
	sc.refused(p2, &Undo{Joint: []int{n}}, "Only its author")
	sc.do(p1, &Undo{Joint: []int{n}})
	if sc.l.Joint.Pause != nil {
		t.Error("the pause still holds")
	}
	if !sc.l.Joint.Entries()[n-1].Withdrawn {
		t.Error("the entry is not marked as withdrawn")
	}
	sc.refused(p1, &Undo{Joint: []int{n}}, "taken back already")
	sc.refused(p1, &Undo{Joint: []int{1}}, "cannot be taken back") // beginning names nothing
	sc.refused(p1, &Undo{Joint: []int{999}}, "nothing to take back")
	sc.refused(p1, &Undo{}, "nothing to take back")

	sc.do(p1, &PauseRelationship{Why: "summer"})
	late := sc.l.Joint.Head().N
	sc.later(UndoWithin + time.Millisecond)
	sc.refused(p1, &Undo{Joint: []int{late}}, "Ten minutes have passed")
	sc.do(p2, &ResumeRelationship{})
	sc.do(p1, &PauseRelationship{Why: "again"})
	n = sc.l.Joint.Head().N
	sc.do(p2, &ResumeRelationship{})
	sc.refused(p1, &Undo{Joint: []int{n}}, `Dana Reyes followed with "relationship resumed"`)

	sc.do(p3, &AddNote{Thing: "objective 1", Text: "not for them"})
	own := sc.l.Own["acme"].Head().N
	sc.do(p3, &Undo{Own: []int{own}})
	if len(sc.l.Own["acme"].Notes["objective 1"]) != 0 {
		t.Error("the note still stands")
	}
	sc.sameAfterReplay()
}

func TestRedact(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &AddNote{Thing: "objective 1", Text: "not for them"})
	sc.do(p1, &PauseRelationship{Why: "a secret reason"})
	n := sc.l.Joint.Head().N
	sc.refused(p2, &Redact{Ledger: Joint, N: n}, "Only its author")
	sc.refused(p1, &Redact{Ledger: Joint, N: 99}, "no entry 99")
	sc.do(p1, &Redact{Ledger: Joint, N: n}) // allowed while paused
	sc.do(p1, &Redact{Ledger: "acme", N: sc.l.Own["acme"].Head().N})
	for _, ledger := range []string{Joint, "acme"} {
		d := sc.entries[ledger]
		if d[len(d)-1].Facts == nil || !strings.Contains(string(d[len(d)-1].Facts), "words redacted") {
			t.Errorf("%s does not say that words were redacted", ledger)
		}
	}
	sc.entries[Joint][n-1] = sc.entries[Joint][n-1].Redacted() // what the store does in the same commit
	if err := sc.replay(Joint); err != nil {
		t.Fatal(err)
	}
	if p := sc.l.Joint.Pause; p == nil || p.Why != "" || !sc.l.Joint.Entries()[n-1].Redacted {
		t.Errorf("after the redaction: %+v", p)
	}
	sc.refused(p1, &Redact{Ledger: Joint, N: n}, "gone already")
	h := Begin("r1", Joint)
	for _, e := range sc.entries[Joint] {
		var err error
		if h, err = e.Follows(h); err != nil {
			t.Fatalf("the chain no longer holds: %v", err)
		}
	}
}

// Nothing in a decision for joint may depend on own ledgers: the same command is refused alike, with or without them.
func TestStrangersAndTime(t *testing.T) {
	sc := newScene(t)
	sc.refused(By{"p9", "acme"}, &SetZone{Zone: "UTC"}, "not part of this relationship")
	sc.refused(By{"p2", "acme"}, &SetZone{Zone: "UTC"}, "not part of this relationship") // somebody of another party
	sc.refused(p1, &BeginRelationship{}, "part of this relationship already")
	before := sc.l.Joint.lastAt()
	sc.at = sc.at.AddDate(0, 0, -3) // a clock that went back
	sc.do(p1, &SetZone{Zone: "Europe/Paris"})
	if at := sc.l.Joint.lastAt(); at.Before(before) {
		t.Errorf("time went back from %s to %s", before, at)
	}
}
