package relationship

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	_ "time/tzdata"
)

// scene is a relationship under test: every command goes through Decide, Seal and Fold as in the store.
type scene struct {
	t       testing.TB
	at      time.Time
	l       Ledgers
	random  *rand.ChaCha8
	entries map[string][]Entry
}

// The people of every scene: two leads, two members, in two zones.
var (
	p1 = By{"p1", "acme"}     // lead, Europe/London
	p2 = By{"p2", "borealis"} // lead, America/New_York
	p3 = By{"p3", "acme"}     // member
	p4 = By{"p4", "borealis"} // member
)

// newScene begins a relationship of acme and borealis on Monday 2 March 2026, with check-ins every second Thursday at
// ten from 12 March.
func newScene(t testing.TB) *scene {
	t.Helper()
	return sceneFrom(t, Date{})
}

// sceneFrom is the same with another anchor of its quarters than the day on which it begins.
func sceneFrom(t testing.TB, start Date) *scene {
	t.Helper()
	sc := &scene{t: t, at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), random: rand.NewChaCha8([32]byte{}),
		l:       Ledgers{Joint: NewShared("r1"), Own: map[string]*Own{}},
		entries: map[string][]Entry{}}
	sc.do(By{Party: "acme"}, &BeginRelationship{Name: "Acme × Borealis", Why: "Fewer late trucks", Start: start, Party: "acme", PartyName: "Acme",
		Person: NewPerson{Name: "Kim Osei", Zone: "Europe/London"}, Account: "web/demo/kim",
		Cadence: Cadence{Days: 14, First: Date{2026, 3, 12}, At: Clock{10, 0}, Zone: "Europe/London"}})
	sc.do(p1, &InviteParty{Party: "borealis", Name: "Borealis"})
	sc.do(By{Party: "borealis"}, &AcceptInvitation{Invitation: 1, Party: "borealis",
		Person: NewPerson{Name: "Dana Reyes", Zone: "America/New_York"}, Account: "web/demo/dana"})
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Sam Okoro", Zone: "Europe/London"}, Role: Member, Account: "web/demo/sam"})
	sc.do(p2, &AddPerson{Person: NewPerson{Name: "Lee Park", Zone: "America/New_York"}, Role: Member, Account: "web/demo/lee"})
	return sc
}

// ledgers is what a command of this author may read.
func (sc *scene) ledgers(by By) Ledgers {
	l := Ledgers{Joint: sc.l.Joint, Own: map[string]*Own{}}
	for party := range sc.l.Joint.Parties {
		if sc.l.Own[party] == nil {
			sc.l.Own[party] = NewOwn("r1", party)
		}
	}
	if by.Party != "" && sc.l.Own[by.Party] == nil {
		sc.l.Own[by.Party] = NewOwn("r1", by.Party)
	}
	for party, own := range sc.l.Own {
		if by == ByClock || by == ByOperator || party == by.Party {
			l.Own[party] = own
		}
	}
	return l
}

// try decides a command and, if it is not refused, writes and folds it.
func (sc *scene) try(by By, c Command) (Parts, error) {
	sc.t.Helper()
	d, err := Decide(sc.ledgers(by), by, sc.at, c)
	if err != nil {
		return d, err
	}
	joint, _, err := d.Joint.Seal(sc.l.Joint.Head(), sc.random)
	if err != nil {
		sc.t.Fatal(err)
	}
	sc.write(Joint, joint)
	for party, p := range d.Own {
		own, _, err := p.Seal(sc.l.Own[party].Head(), sc.random)
		if err != nil {
			sc.t.Fatal(err)
		}
		sc.write(party, own)
	}
	return d, nil
}

func (sc *scene) write(ledger string, entries []Entry) {
	sc.t.Helper()
	sc.entries[ledger] = append(sc.entries[ledger], entries...)
	err := sc.fold(ledger, entries)
	if errors.Is(err, ErrReplay) {
		err = sc.replay(ledger)
	}
	if err != nil {
		sc.t.Fatal(err)
	}
}

func (sc *scene) fold(ledger string, entries []Entry) error {
	if ledger == Joint {
		return sc.l.Joint.Fold(entries)
	}
	return sc.l.Own[ledger].Fold(entries)
}

// replay makes a ledger's state anew from its first entry.
func (sc *scene) replay(ledger string) error {
	if ledger == Joint {
		sc.l.Joint = NewShared("r1")
	} else {
		sc.l.Own[ledger] = NewOwn("r1", ledger)
	}
	return sc.fold(ledger, sc.entries[ledger])
}

// do is a command that must succeed.
func (sc *scene) do(by By, c Command) Parts {
	sc.t.Helper()
	d, err := sc.try(by, c)
	if err != nil {
		sc.t.Fatalf("%T by %s: %v", c, by.Person, err)
	}
	return d
}

// refused is a command that must be refused with a sentence that holds want.
func (sc *scene) refused(by By, c Command, want string) *Refusal {
	sc.t.Helper()
	_, err := sc.try(by, c)
	var r *Refusal
	if !errors.As(err, &r) {
		sc.t.Fatalf("%T by %s: not refused (%v)", c, by.Person, err)
	}
	if !strings.Contains(r.Reason, want) {
		sc.t.Fatalf("%T by %s: refused with %q, want %q", c, by.Person, r.Reason, want)
	}
	return r
}

func (sc *scene) later(d time.Duration) { sc.at = sc.at.Add(d) }

// until moves the clock to a wall time in London.
func (sc *scene) until(date, clock string) {
	sc.t.Helper()
	d, err := ParseDate(date)
	if err != nil {
		sc.t.Fatal(err)
	}
	c, err := ParseClock(clock)
	if err != nil {
		sc.t.Fatal(err)
	}
	loc, _ := Zone("Europe/London")
	sc.at = Wall(d, c, loc)
}

// sameAfterReplay checks that replay from the first entry gives the state that folding one by one gave.
func (sc *scene) sameAfterReplay() {
	sc.t.Helper()
	joint, own := sc.l.Joint, sc.l.Own
	sc.l = Ledgers{Joint: NewShared("r1"), Own: map[string]*Own{}}
	for party := range own {
		sc.l.Own[party] = NewOwn("r1", party)
	}
	for ledger := range sc.entries {
		if err := sc.replay(ledger); err != nil {
			sc.t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(joint, sc.l.Joint) {
		sc.t.Error("replaying joint gives another state than folding it entry by entry")
	}
	if !reflect.DeepEqual(own, sc.l.Own) {
		sc.t.Error("replaying own ledgers gives another state than folding them entry by entry")
	}
}
