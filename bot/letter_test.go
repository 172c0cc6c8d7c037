package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"collab/relationship"
)

// toNobody are the duties that no person is told of: the clock's, and what is shown in a channel.
var toNobody = []string{"open check-in", "card", "open review", "archive", "forget"}

// kindsOfDuty reads the kinds there are from where they are declared: one that is new cannot be forgotten here.
func kindsOfDuty(t *testing.T) (kinds []string) {
	t.Helper()
	paths, _ := filepath.Glob("../relationship/*.go") // the pattern is sound
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			if typ, ok := v.Type.(*ast.Ident); ok && typ.Name == "DutyKind" {
				kind, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				kinds = append(kinds, kind)
			}
			return true
		})
	}
	return kinds
}

func TestEveryDutyHasALetter(t *testing.T) {
	kinds := kindsOfDuty(t)
	if len(kinds) < 14 {
		t.Fatalf("found %d kinds only: %v", len(kinds), kinds)
	}
	for _, kind := range kinds {
		if letterLines[relationship.DutyKind(kind)] == "" && !slices.Contains(toNobody, kind) {
			t.Errorf("nothing is said in a letter of a duty to %q", kind)
		}
	}
}

func TestLinesOfALetter(t *testing.T) {
	at := time.Date(2026, 3, 12, 10, 0, 0, 0, time.UTC)
	s := relationship.NewShared("r1")
	s.CheckIns[3] = &relationship.CheckIn{ID: 3, To: at}
	s.Commitments[4] = &relationship.Commitment{ID: 4}
	s.Commitments[4].Due = relationship.Date{Year: 2026, Month: 3, Day: 13}
	tt := &turn{now: at, loc: time.UTC}
	for _, c := range []struct {
		kind  relationship.DutyKind
		thing string
		want  string
	}{
		{relationship.DutyAsk, "check-in 3", "Check-in 3 is open until Thu 12 Mar 10:00 UTC"},
		{relationship.DutyAsk, "check-in 9", "Check-in 9 is open until soon"},
		{relationship.DutyDue, "commitment 4", "Promise 4 falls due on Fri 13 Mar"},
		{relationship.DutyWait, "commitment 4", "Promise 4 waits for your word"},
		{relationship.DutyWait, "cadence", "The schedule of check-ins waits for your word"},
		{relationship.DutyWait, "party cassini", "An invitation waits for your word"},
		{relationship.DutyWait, "objective 2", "Objective 2 waits for your word"},
		{relationship.DutyJoined, "party cassini", "Another organisation has joined"},
		{relationship.DutyLost, "place web/demo/c1", "A channel was lost"},
		{"something new", "kpi 1", "KPI 1 waits for your word"},
	} {
		if got := tt.letterLine(s, relationship.Duty{Kind: c.kind, Thing: c.thing}); got != c.want {
			t.Errorf("%q", got)
		}
	}
}

func TestNearestAccount(t *testing.T) {
	chat, mail, page, elsewhere := "slack/T1/U1", "mail/-/dana@borealis.example", "web/door/7f3a", "slack/T2/U2"
	installed := func(a Account) bool { return a.Home != "T2" }
	for _, c := range []struct {
		accounts []string
		want     string
	}{
		{[]string{page, mail, chat}, chat}, {[]string{page, mail, elsewhere}, mail}, {[]string{page, elsewhere}, page}, {[]string{elsewhere}, ""},
		{[]string{"slack/T1/U3", chat}, "slack/T1/U3"}, {[]string{"nonsense", mail}, mail}, {nil, ""},
	} {
		a, ok := Nearest(c.accounts, installed)
		if ok != (c.want != "") || ok && a.String() != c.want {
			t.Errorf("%s: %v", strings.Join(c.accounts, " "), a)
		}
	}
}
