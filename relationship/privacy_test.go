package relationship

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The same chances every time: what one run lets through, no other run of the same code may refuse.
func chances(t *testing.T, checks string) {
	t.Helper()
	for name, value := range map[string]string{"rapid.seed": "44001", "rapid.checks": checks, "rapid.nofailfile": "true"} {
		before := flag.Lookup(name).Value.String()
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = flag.Set(name, before) })
	}
}

// twins are the same relationship twice: with everything its parties keep to themselves, and, but for p's, without.
type twins struct {
	*rapid.T
	with, without *scene
	p             string // whose eyes it is seen with
	hidden        int    // commands that the second scene knows nothing of
}

// step lets somebody, or the clock, try something on both.
func (w *twins) step(x dice) {
	later := pick(x, 0, 0, time.Second, time.Minute, 5*time.Hour, 30*time.Hour)
	w.with.later(later)
	w.without.later(later)
	joint := w.with.l.Joint
	seed := x.Uint64()
	ask := func() (By, Command) { // anew for each: deciding may complete a command
		y := dice{rand.New(rand.NewPCG(seed, 1))}
		if y.IntN(8) == 0 {
			return ByClock, clocks(y)
		}
		if y.IntN(60) == 0 {
			return ByOperator, &ErasePerson{Person: pick(y, "p3", "p4"), Naming: []int{1 + y.IntN(joint.Head().N)}}
		}
		who := pick(y, joint.People("")...)
		by := By{who.ID, who.Party}
		c := pick(y, anything(y, joint, by, w.with.at)...)
		if _, leaves := c.(*LeaveRelationship); leaves && y.IntN(20) > 0 {
			c = &AddNote{Thing: "objective 1", Text: "x"} // a party that left has little to hide
		}
		return by, c
	}
	by, first := ask()
	_, second := ask()
	d, err := w.with.try(by, first)
	if by.Party != w.p && by != ByClock && !w.other(by, first, d, err) {
		return
	}
	if by.Party != w.p && by != ByClock {
		second = bare(second)
	}
	_, again := w.without.try(by, second)
	if a, b := refusalSaid(err), refusalSaid(again); a != b && (by.Party == w.p || by == ByClock || !ownSaid(err)) {
		w.Fatalf("%T by %s is answered with %q, and with %q where the others keep nothing to themselves", first, by.Person, a, b)
	}
}

// other says whether the second scene is to know what somebody of another party did: not what is private, and not what
// their own ledger refused.
func (w *twins) other(by By, c Command, d Parts, err error) bool {
	if !secret(c, by.Party) {
		return !ownSaid(err)
	}
	if err == nil {
		w.hidden++
	}
	if d.Joint.Len() > 0 && err == nil {
		w.Fatalf("%T by %s is private and wrote on the joint record", c, by.Person)
	}
	return false
}

func refusalSaid(err error) string {
	var r *Refusal
	if err != nil && !errors.As(err, &r) {
		return "FAULT " + err.Error()
	}
	if r == nil {
		return ""
	}
	return fmt.Sprintf("%+v", *r)
}

func ownSaid(err error) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Own
}

// alike compares what p may read: the joint ledger and their own, and what is drawn from them.
func (w *twins) alike() {
	for _, ledger := range []string{Joint, w.p} {
		if a, b := plainly(w.with, ledger), plainly(w.without, ledger); a != b {
			w.Fatalf("the ledger %s, with what others keep to themselves:\n%s\nand without:\n%s", ledger, a, b)
		}
	}
	now := w.with.at
	for _, party := range []string{"", w.p} {
		a, b := w.with.view(party), w.without.view(party)
		if x, y := fmt.Sprintf("%+v %v", a.Duties(now), a.Next(now)), fmt.Sprintf("%+v %v", b.Duties(now), b.Next(now)); x != y {
			w.Fatalf("owed to %q: %s\nand without: %s", party, x, y)
		}
		if x, y := a.Questions(now), b.Questions(now); !reflect.DeepEqual(x, y) {
			w.Fatalf("questions: %+v\nand without: %+v", x, y)
		}
	}
	a, b := w.with.l.Joint, w.without.l.Joint
	next, _ := a.NextReview(now)
	if r := a.LatestReview(); r != nil {
		next = r
	}
	if next != nil && !slices.Equal(a.Agenda(next, now).short(), b.Agenda(next, now).short()) {
		w.Fatalf("the agendas differ")
	}
	if !reflect.DeepEqual(a.Alignment(now), b.Alignment(now)) || !reflect.DeepEqual(a.SayDo(now, Trailing(now, OperationsDays)), b.SayDo(now, Trailing(now, OperationsDays))) ||
		!reflect.DeepEqual(a.Adherence(now), b.Adherence(now)) || !reflect.DeepEqual(a.Drift(now), b.Drift(now)) {
		w.Fatalf("the figures differ")
	}
}

// view is what the store would show: joint, and the party's own ledger.
func (sc *scene) view(party string) View {
	return sc.ledgers(By{Party: party}).View(party)
}

// plainly is a ledger without its random bytes.
func plainly(sc *scene, ledger string) string {
	var b strings.Builder
	for _, e := range sc.entries[ledger] {
		facts, _, _ := strings.Cut(string(e.Facts), `,"r":"`)
		fmt.Fprintf(&b, "%s %s\n", facts, e.Words)
	}
	return b.String()
}

// What the others keep to themselves changes nothing that a party can read, nor anything it is told when it tries
// something.
func TestNonInterferenceOfDecisions(t *testing.T) {
	chances(t, "60")
	hidden := 0
	rapid.Check(t, func(r *rapid.T) {
		begin := func() *scene {
			sc := sceneFrom(drawn{t, r}, Date{2025, 12, 11})
			sc.ours()
			sc.measured(otif(1))
			sc.join("cassini", "Cassini")
			sc.do(ByClock, &OpenReview{})
			sc.promise(p3, p4, Date{2026, 3, 9})
			sc.do(p4, &LogEvidence{Exhibit: minutes})
			sc.until("2026-03-09", "10:00")
			sc.do(ByClock, &OpenCheckIn{})
			return sc
		}
		w := &twins{T: r, with: begin(), without: begin(), p: rapid.SampledFrom([]string{"acme", "borealis", "cassini"}).Draw(r, "p")}
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 10, 40).Draw(r, "steps") {
			x := dice{rand.New(rand.NewPCG(seed, uint64(i)))}
			for range 5 {
				w.step(x)
			}
			w.alike()
		}
		hidden += w.hidden
	})
	if hidden < 300 {
		t.Errorf("only %d private commands succeeded: too few to show anything", hidden)
	}
}

// A view holds what its party may read, whatever was loaded to decide on.
func TestNonInterferenceOfViews(t *testing.T) {
	sc := newScene(t)
	all := sc.ledgers(ByClock)
	for party, own := range all.Own {
		if v := all.View(party); v.Own != own || v.Party != party {
			t.Errorf("the view of %s holds the ledger of %s", party, v.Own.head.Ledger)
		}
	}
	for _, party := range []string{"", "cassini"} {
		if v := all.View(party); v.Own == nil || v.Own.Head().N > 0 {
			t.Errorf("the view of %q holds somebody's own ledger", party)
		}
	}
}

// Every command there is is among those tried: one that is new cannot be forgotten here.
func TestNonInterferenceIsTriedWithEveryCommand(t *testing.T) {
	tried := map[string]bool{"BeginRelationship": true, "AcceptInvitation": true} // they stand at the beginning of every scene
	sc := newScene(t)
	for i := range uint64(200) {
		x := dice{rand.New(rand.NewPCG(i, i))}
		for _, c := range append(anything(x, sc.l.Joint, p1, sc.at), clocks(x), &ErasePerson{}) {
			tried[reflect.TypeOf(c).Elem().Name()] = true
		}
	}
	for _, name := range commandTypes(t) {
		if !tried[name] {
			t.Errorf("%s is never tried", name)
		}
	}
}

// commandTypes are the exported types that have a method may, of their own or embedded.
func commandTypes(t *testing.T) (names []string) {
	t.Helper()
	paths, _ := filepath.Glob("*.go") // the pattern is sound
	for _, path := range slices.DeleteFunc(paths, func(p string) bool { return strings.HasSuffix(p, "_test.go") }) {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, commandsIn(file)...)
	}
	if len(names) < 50 {
		t.Fatalf("found %d commands only: %v", len(names), names)
	}
	return names
}

func commandsIn(file *ast.File) (names []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if s, ok := n.Type.(*ast.StructType); ok && n.Name.IsExported() && slices.ContainsFunc(s.Fields.List, rights) {
				names = append(names, n.Name.Name)
			}
		case *ast.FuncDecl:
			if star, ok := receiver(n); ok && n.Name.Name == "may" && ast.IsExported(star) {
				names = append(names, star)
			}
		}
		return true
	})
	return names
}

// rights says whether a field is one of the embedded rights.
func rights(f *ast.Field) bool {
	id, ok := f.Type.(*ast.Ident)
	return ok && len(f.Names) == 0 && slices.Contains([]string{"byMember", "byReader", "byAgreer", "byLead", "byHead", "byClock", "byNobody"}, id.Name)
}

func receiver(f *ast.FuncDecl) (string, bool) {
	if f.Recv == nil {
		return "", false
	}
	star, ok := f.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return "", false
	}
	if id, ok := star.X.(*ast.Ident); ok {
		return id.Name, true
	}
	return "", false
}
