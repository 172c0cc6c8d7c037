package relationship

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawn lets a scene report to rapid, so that what fails is made small.
type drawn struct {
	testing.TB
	r *rapid.T
}

func (d drawn) Helper()                      {}
func (d drawn) Error(args ...any)            { d.r.Error(args...) }
func (d drawn) Errorf(f string, args ...any) { d.r.Errorf(f, args...) }
func (d drawn) Fatal(args ...any)            { d.r.Fatal(args...) }
func (d drawn) Fatalf(f string, args ...any) { d.r.Fatalf(f, args...) }

// dice chooses what is tried next. Rapid draws one number for eight steps, and drops such to make a failure small;
// within them all choices are equally likely, so that the far ends of a life are reached.
type dice struct{ *rand.Rand }

func pick[T any](x dice, from ...T) T { return from[x.IntN(len(from))] }

// upTo is mostly a number from 1 to n, sometimes one beside it.
func (x dice) upTo(n int) int {
	if n == 0 || x.IntN(12) == 0 {
		return pick(x, 0, n+1)
	}
	return 1 + x.IntN(n)
}

// goal is what an objective says; now and then something that is refused.
func (x dice) goal() Goal {
	g := goal(pick(x, "Trucks on time", "Fewer claims", "Margin", "Trucks early", "Fewer losses", ""))
	g.Target = pick(x, "90", "95", "99.5", "")
	return g
}

// command is one about objectives, drafts and links that need not make sense.
func (x dice) command(s *Shared) Command {
	o, link, draft, n := x.upTo(len(s.Objectives)), x.upTo(len(s.Links)), x.upTo(3), s.Head().N
	why, seen := pick(x, "because", "because", ""), Seen{pick(x, 0, 0, n, n-3)}
	return pick[Command](x, &ShareObjective{Ours: true, Goal: x.goal()}, &ShareObjective{Goal: x.goal(), Draft: pick(x, 0, draft)},
		&AcknowledgeObjective{Objective: o, Seen: seen}, &ReviseObjective{Objective: o, Goal: x.goal(), Seen: seen},
		&ConfirmObjective{Objective: o, Seen: seen}, &ConfirmObjective{Objective: o}, &ConfirmObjective{Objective: o},
		&DeclineObjective{Objective: o, Why: why, Seen: seen},
		&CloseObjective{Objective: o, Result: pick(x, Results...), Why: why, Seen: seen},
		&ProposeLink{From: o, To: x.upTo(len(s.Objectives)), Type: pick(x, LinkTypes...), Why: why},
		&ProposeLink{From: pick(x, 1, 2), To: pick(x, 3, 4, 5, 6, 7), Type: pick(x, LinkTypes...), Why: why},
		&AgreeLink{Link: link}, &AgreeLink{Link: link}, &DisputeLink{Link: link, Why: why},
		&ResolveLink{Link: link, Why: why}, &ResolveLink{Link: link, Why: why},
		&DraftObjective{Goal: x.goal()}, &ReviseDraft{Draft: draft, Goal: x.goal()}, &DropDraft{Draft: draft},
		&Undo{Joint: []int{n}}, &Undo{Joint: []int{n - 1, n}}, &Undo{Own: []int{draft + 1}}, &LeaveRelationship{})
}

// jointly is the joint part of a decision as it would be written with fixed randomness; ok is false when the joint
// part refuses.
func jointly(r *rapid.T, l Ledgers, by By, at time.Time, c Command) (entries []Entry, ok bool) {
	d, err := Decide(l, by, at, c)
	var refusal *Refusal
	if err != nil && (!errors.As(err, &refusal) || !refusal.Own) {
		return nil, false
	}
	entries, _, err = d.Joint.Seal(l.Joint.Head(), rand.NewChaCha8([32]byte{}))
	if err != nil {
		r.Fatal(err)
	}
	return entries, true
}

// sameWithoutOwn checks that the joint part is decided without a look at the party's own ledger.
func sameWithoutOwn(r *rapid.T, sc *scene, by By, c Command) {
	if u, ok := c.(*Undo); ok && len(u.Own) > 0 {
		return // what it takes back is named by the own ledger's numbers
	}
	with, ok := jointly(r, sc.ledgers(by), by, sc.at, c)
	bare := Ledgers{Joint: sc.l.Joint, Own: map[string]*Own{by.Party: NewOwn("r1", by.Party)}}
	if share, is := c.(*ShareObjective); is {
		plain := *share
		plain.Draft = 0
		c = &plain
	}
	without, alike := jointly(r, bare, by, sc.at, c)
	if ok != alike || !reflect.DeepEqual(with, without) {
		r.Fatalf("%T: joint is decided otherwise when the own ledger is empty", c)
	}
}

// step lets some time pass and somebody try something.
func step(r *rapid.T, sc *scene, x dice) {
	sc.later(pick(x, 0, 0, time.Second, time.Minute, time.Hour, 20*day))
	p := pick(x, sc.l.Joint.People("")...)
	by, c := By{p.ID, p.Party}, x.command(sc.l.Joint)
	if _, leaves := c.(*LeaveRelationship); leaves && by.Party != "cassini" {
		return
	}
	sameWithoutOwn(r, sc, by, c)
	d, err := sc.try(by, c)
	var refusal *Refusal
	if err != nil && !errors.As(err, &refusal) {
		r.Fatalf("%T: %v", c, err)
	}
	if rev, ok := c.(*ReviseObjective); ok && err == nil {
		voided(r, sc.l.Joint, rev.Objective, by, d)
	}
}

// voided checks that nobody's word outlives an edit but that of whom the edit itself speaks for.
func voided(r *rapid.T, s *Shared, id int, by By, d Parts) {
	o := s.Objectives[id]
	n := 0
	if s.MayAgree(by.Person) {
		n = 1
	}
	_, own := o.Confirmations[by.Party]
	if len(o.Confirmations) != n || own != (n == 1) || len(o.Acknowledgements)+len(o.Objections)+len(o.Closing) > 0 || d.Joint.Len() != n+1 {
		r.Fatalf("after an edit objective %d has %+v", id, o)
	}
}

// sound checks what holds of every state.
func sound(r *rapid.T, s *Shared, now time.Time) {
	for id, o := range s.Objectives {
		for party, a := range o.Confirmations {
			if a.Version != o.Number || a.First.After(a.At) || s.Persons[a.Person].Party != party || !o.Joint() && party != o.Owner {
				r.Fatalf("objective %d: confirmation %s %+v of version %d", id, party, a, o.Number)
			}
		}
		if s.ObjectiveState(o) == ObjectiveActive && s.FirstAgreed(o) == nil {
			r.Fatalf("objective %d is active and was never agreed", id)
		}
		if i := slices.IndexFunc(o.Versions(), func(v ObjectiveVersion) bool { return v.Number < 1 }); i >= 0 {
			r.Fatalf("objective %d: version %d has no number", id, i)
		}
	}
	standing := map[[2]int]int{}
	for _, l := range s.Links {
		if l.Replaced == 0 {
			standing[[2]int{l.From, l.To}]++
		}
	}
	for ends, n := range standing {
		if n > 1 {
			r.Fatalf("%d links stand between %v", n, ends)
		}
	}
	steady(r, s, now)
}

// steady checks that the alignment stays as it is until the instant it names, and changes then.
func steady(r *rapid.T, s *Shared, now time.Time) {
	a := s.Alignment(now)
	if a.Validity.K != len(a.Valid) || a.Validity.N != len(a.Valid)+len(a.Invalid) || a.Freshness.N != a.Validity.N*len(s.Active()) {
		r.Fatalf("the alignment does not add up: %+v", a)
	}
	if a.Until.IsZero() {
		a.Until = now.Add(1000 * day)
	}
	if !a.Until.After(now) {
		r.Fatalf("the alignment changed at %s, before %s", a.Until, now)
	}
	b, c := s.Alignment(a.Until.Add(-time.Nanosecond)), s.Alignment(a.Until)
	last := s.Alignment(now).Until.IsZero()
	for _, x := range []*Alignment{&a, &b, &c} {
		x.At, x.Until = time.Time{}, time.Time{}
	}
	if !reflect.DeepEqual(a, b) || reflect.DeepEqual(a, c) != last {
		r.Fatalf("the alignment is not true exactly until it says: %+v, %+v, %+v", a, b, c)
	}
}

func TestObjectivesWhateverIsTried(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tb := drawn{t, r}
		sc := rapid.SampledFrom([]func(testing.TB) *scene{newScene, vector}).Draw(r, "scene")(tb)
		if rapid.Bool().Draw(r, "three") {
			sc.join("cassini", "Cassini")
		}
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 1, 60).Draw(r, "steps") {
			x := dice{rand.New(rand.NewPCG(seed, uint64(i)))}
			for range 8 {
				step(r, sc, x)
				sound(r, sc.l.Joint, sc.at)
			}
		}
		sc.sameAfterReplay()
	})
}
