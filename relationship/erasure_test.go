package relationship

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// emptied takes the words out of what entries redact, as the store does in the same commit.
func (sc *scene) emptied(d Parts) {
	sc.t.Helper()
	for _, n := range d.Joint.Redacts() {
		sc.entries[Joint][n-1] = sc.entries[Joint][n-1].Redacted()
	}
	for party, p := range d.Own {
		for _, n := range p.Redacts() {
			sc.entries[party][n-1] = sc.entries[party][n-1].Redacted()
		}
	}
	for ledger := range sc.entries {
		if err := sc.replay(ledger); err != nil {
			sc.t.Fatal(err)
		}
	}
}

// figures are all the numbers there are.
func (sc *scene) figures() []any {
	s := sc.l.Joint
	return []any{s.Alignment(sc.at), s.SayDo(sc.at, Trailing(sc.at, OperationsDays)), s.Adherence(sc.at), s.Delivery(sc.at), s.EvidenceCoverage(sc.at, Trailing(sc.at, OperationsDays))}
}

func TestAnErasedPersonLeavesTheRecord(t *testing.T) {
	sc := newScene(t)
	sc.do(p4, &OfferCommitment{Promise: Promise{What: "the ramp", Due: Date{2026, 3, 20}}, Receiver: Side{Person: "p1"}})
	byLee := sc.l.Joint.Head().N
	sc.do(p1, &PauseRelationship{Why: "Lee Park is ill"})
	naming := sc.l.Joint.Head().N
	sc.do(p2, &ResumeRelationship{})
	sc.do(p4, &AddNote{Thing: "commitment 1", Text: "hard to keep"})
	sc.do(p2, &AddNote{Thing: "commitment 1", Text: "ask Kim"})
	sc.refused(p2, &ErasePerson{Person: "p4"}, "Only whoever runs the server")
	sc.refused(ByOperator, &ErasePerson{Person: "p9"}, "no such person")
	before := sc.figures()
	sc.emptied(sc.do(ByOperator, &ErasePerson{Person: "p4", Naming: []int{naming, 999}}))
	s, own := sc.l.Joint, sc.l.Own["borealis"]
	if got := s.PersonName("p4"); got != "former member 4 of Borealis" {
		t.Error(got)
	}
	if len(own.Accounts["p4"]) > 0 || own.Notes["commitment 1"][0].Text != "" || own.Notes["commitment 1"][1].Text != "ask Kim" {
		t.Errorf("%v %v", own.Accounts, own.Notes)
	}
	if after := sc.figures(); !reflect.DeepEqual(before, after) {
		t.Errorf("figures were %v and are %v", before, after)
	}
	e := s.Erasures[1]
	if got := s.Undecided(e, "borealis"); !slices.Equal(got, []int{byLee}) || !slices.Equal(s.Undecided(e, "acme"), []int{naming}) {
		t.Errorf("asked about %v", e)
	}
	for _, lead := range []By{p1, p2} {
		if !slices.ContainsFunc(s.Questions(sc.at), func(q Question) bool { return q.Kind == AskErase && slices.Contains(q.Persons, lead.Person) }) {
			t.Errorf("%s is not asked", lead.Person)
		}
	}
	sc.refused(p3, &KeepAsked{Erasure: 1}, "Only a relationship manager")
	sc.refused(p1, &EraseAsked{Erasure: 1, Entries: []int{byLee}}, "not among what your organisation")
	sc.refused(p1, &EraseAsked{Erasure: 7}, "Nothing is asked under the number 7")
	sc.do(p1, &KeepAsked{Erasure: 1})
	sc.refused(p1, &EraseAsked{Erasure: 1}, "decided on all of it already")
	sc.emptied(sc.do(p2, &EraseAsked{Erasure: 1}))
	if sc.l.Joint.Commitments[1].What != "" || sc.l.Joint.Entries()[naming-1].Redacted {
		t.Error("what was kept is gone, or what was erased is there")
	}
	if q := sc.l.Joint.Questions(sc.at); slices.ContainsFunc(q, func(q Question) bool { return q.Kind == AskErase }) {
		t.Errorf("asked again: %v", q)
	}
	if d := sc.do(ByOperator, &ErasePerson{Person: "p4", Naming: []int{naming}}); !d.Empty() {
		t.Error("erasing somebody twice asks again")
	}
	sc.sameAfterReplay()
}

// What somebody wrote down of others is not theirs: a colleague keeps the account and the name that they were given.
func TestErasingSomebodyLeavesOthersTheirNames(t *testing.T) {
	sc := newScene(t)
	sc.do(p2, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "UTC"}, Role: Member, Account: "mail/-/ada@borealis.example"})
	sc.do(p1, &InviteParty{Party: "cassini", Name: "Cassini"})
	added := sc.l.Own["borealis"].PersonOf("mail/-/ada@borealis.example")
	sc.do(p2, &AddNote{Thing: "cadence", Text: "hard to keep"})
	sc.emptied(sc.do(ByOperator, &ErasePerson{Person: "p2"}))
	sc.emptied(sc.do(ByOperator, &ErasePerson{Person: "p1"}))
	if own := sc.l.Own["borealis"]; len(own.Accounts[added]) != 1 || own.Notes["cadence"][0].Text != "" {
		t.Errorf("%v %v", own.Accounts, own.Notes)
	}
	for _, e := range sc.l.Joint.Erasures {
		for _, n := range e.Entries {
			if m := sc.l.Joint.Entries()[n-1]; m.Kind == "person named" || m.Kind == "party invited" {
				t.Errorf("%s is asked about %q", e.Person, m.Kind)
			}
		}
	}
	if sc.l.Joint.PersonName(added) != "Ada Cole" || sc.l.Joint.PartyName("cassini") != "Cassini" {
		t.Error("a name is gone")
	}
}

// Whoever has words on record may erase them, and whoever is called something the name; nobody else may.
func TestWhoMayErase(t *testing.T) {
	sc := newScene(t)
	named := slices.IndexFunc(sc.l.Joint.Entries(), func(m Mention) bool { return m.Kind == "person named" && m.By == "p1" && m.N > 8 }) + 1
	sc.refused(p4, &Redact{Ledger: Joint, N: named}, "Only its author")
	sc.refused(p1, &Redact{Ledger: Joint, N: named - 1}, "has no words to erase")
	sc.emptied(sc.do(p3, &Redact{Ledger: Joint, N: named})) // written by p1 about p3
	if got := sc.l.Joint.PersonName("p3"); got != "member 3 of Acme" {
		t.Error(got)
	}
	sc.do(p2, &LeaveRelationship{Why: "it is over"})
	left := sc.l.Joint.Head().N - 1
	sc.refused(p1, &Redact{Ledger: Joint, N: left}, "Only its author")
	sc.emptied(sc.do(p2, &Redact{Ledger: Joint, N: left})) // closed, and its author's party has left
}

func TestWordsAreKeptAsLongAsTheirPartySays(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &AddNote{Thing: "party borealis", Text: "old"})
	sc.aim(p1, true, "On time")
	aimed := slices.IndexFunc(sc.l.Joint.Entries(), func(m Mention) bool { return m.Kind == "objective shared" }) + 1
	sc.do(p2, &ConfirmObjective{Objective: 1})
	sc.do(p3, &MakeClaim{Kind: ClaimFailure, Text: "Two trucks came late"})
	claimed := sc.l.Joint.Head().N
	sc.do(p4, &MakeClaim{Kind: ClaimFailure, Text: "Three"})
	sc.refused(p3, &SetRetention{Ledger: "acme", Months: 24}, "Only a relationship manager")
	sc.refused(p1, &SetRetention{Ledger: "acme", Months: 2}, "from 3 to 240")
	sc.refused(p1, &SetRetention{Ledger: "acme"}, "how it is already")
	sc.refused(p1, &ForgetOld{Ledger: "acme"}, "happens by itself")
	sc.do(p1, &SetRetention{Ledger: "acme", Months: 3})
	sc.do(p1, &SetRetention{Ledger: Joint, Months: 6})
	sc.at = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	if d := sc.do(ByClock, &ForgetOld{Ledger: "acme"}); !d.Empty() {
		t.Error("words went a day early")
	}
	v := sc.ledgers(p1).View("acme")
	due := v.forgetting()[0].At
	if want := time.Date(2026, 6, 3, 3, 0, 0, 0, time.UTC); due != want {
		t.Errorf("due on %s", due)
	}
	sc.at = due
	before := sc.figures()
	sc.emptied(sc.do(ByClock, &ForgetOld{Ledger: "acme"}))
	if n := sc.l.Own["acme"].Notes["party borealis"][0]; n.Text != "" || len(sc.l.Own["acme"].Accounts["p3"]) != 1 {
		t.Errorf("%v", sc.l.Own["acme"])
	}
	if d := sc.do(ByClock, &ForgetOld{Ledger: Joint}); !d.Empty() {
		t.Error("the shared record goes by another rule")
	}
	sc.at = time.Date(2026, 9, 4, 4, 0, 0, 0, time.UTC)
	before = sc.figures()
	sc.emptied(sc.do(ByClock, &ForgetOld{Ledger: Joint}))
	entries := sc.l.Joint.Entries()
	if !entries[claimed-1].Redacted || entries[claimed].Redacted || entries[aimed-1].Redacted || sc.l.Joint.Name == "" || sc.l.Joint.PersonName("p3") != "Sam Okoro" {
		t.Error("what went is not exactly what outlived the rule")
	}
	if after := sc.figures(); !reflect.DeepEqual(before, after) {
		t.Errorf("figures were %v and are %v", before, after)
	}
	sc.do(p1, &CloseObjective{Objective: 1, Result: ObjectiveAchieved})
	sc.do(p2, &CloseObjective{Objective: 1, Result: ObjectiveAchieved})
	sc.later(24 * time.Hour)
	sc.emptied(sc.do(ByClock, &ForgetOld{Ledger: Joint}))
	if !sc.l.Joint.Entries()[aimed-1].Redacted {
		t.Error("an objective that is closed is kept as if it were in force")
	}
	sc.sameAfterReplay()
}

func TestClosing(t *testing.T) {
	sc := newScene(t)
	sc.do(p4, &OfferCommitment{Promise: Promise{What: "the ramp", Due: Date{2026, 3, 20}}, Receiver: Side{Person: "p1"}})
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.do(p2, &BindPlace{Place: "web/demo/team", Internal: true})
	sc.refused(p1, &AgreeClosing{}, "Nobody proposes")
	sc.refused(p3, &ProposeClosing{Why: "x"}, "a relationship manager or a sponsor")
	sc.refused(p1, &ProposeClosing{}, "fill this in")
	sc.do(p1, &ProposeClosing{Why: "The contract ends"})
	sc.refused(p1, &AgreeClosing{}, "Acme has agreed already")
	sc.refused(p2, &ProposeClosing{Why: "so do we"}, "proposed already")
	if q := sc.l.Joint.closingQuestions("borealis"); len(q) != 1 || q[0].Persons[0] != "p2" || len(sc.l.Joint.closingQuestions("acme")) > 0 {
		t.Errorf("asked: %v", q)
	}
	sc.refused(p2, &RefuseClosing{}, "fill this in")
	sc.do(p2, &RefuseClosing{Why: "One delivery is left"})
	sc.refused(p2, &AgreeClosing{}, "Nobody proposes")
	sc.do(p1, &ProposeClosing{Why: "Now it is done"})
	sc.refused(ByClock, &ArchiveRelationship{}, "that was closed")
	sc.do(p2, &AgreeClosing{})
	if c := sc.l.Joint.Commitments[1]; sc.l.Joint.Closed.IsZero() || c.Cancelled == nil {
		t.Errorf("%+v", c)
	}
	sc.refused(p1, &PauseRelationship{Why: "x"}, "closed")
	sc.refused(p1, &ResumeRelationship{}, "closed")
	sc.refused(p1, &RefuseClosing{Why: "too late"}, "closed already")
	joint := sc.ledgers(ByClock).View("")
	if d := joint.Duties(sc.at); len(d) != 1 || d[0].Kind != DutyArchive {
		t.Errorf("%v", d)
	}
	sc.do(ByClock, &ArchiveRelationship{})
	sc.refused(ByClock, &ArchiveRelationship{}, "once")
	if len(sc.l.Joint.Places)+len(sc.l.Own["borealis"].Places) > 0 || len(sc.ledgers(ByClock).View("").Duties(sc.at)) > 0 {
		t.Error("channels are still linked, or something is still owed")
	}
	sc.sameAfterReplay()
}
