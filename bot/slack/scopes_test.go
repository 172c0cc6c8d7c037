package slack

import (
	"go/ast"
	"go/parser"
	source "go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The README's table is the list of scopes, so that nobody is asked for more than they were told.
func TestReadmeSaysWhatEveryScopeIsFor(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, s := range Scopes() {
		kind := "needed"
		if s.Optional {
			kind = "optional"
		}
		want = append(want, "| `"+s.Name+"` | "+s.Why+" | "+kind+" |")
	}
	_, table, _ := strings.Cut(string(readme), "| scope | what for | |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	if got := strings.Split(table, "\n"); !slices.Equal(got, want) {
		t.Errorf("the README has\n%s\nand should have\n%s", table, strings.Join(want, "\n"))
	}
}

// What we subscribe to, Slack sends only with the scope for it.
func TestEverySubscriptionHasItsScope(t *testing.T) {
	needs := []struct{ event, scope string }{
		{`^app_mention$`, "app_mentions:read"}, {`^message\.im$`, "im:history"}, {`^reaction_`, "reactions:read"},
		{`^channel_|^member_`, "channels:read"}, {`^group_|^member_`, "groups:read"},
		{`^app_home_opened$|^app_uninstalled$|^tokens_revoked$|^team_access_`, ""},
	}
	for _, event := range subscribed() {
		known := false
		for _, n := range needs {
			if regexp.MustCompile(n.event).MatchString(event) {
				if known = true; n.scope != "" && !slices.Contains(scopeNames(), n.scope) {
					t.Errorf("%s comes only with %s", event, n.scope)
				}
			}
		}
		if !known {
			t.Errorf("%s: which scope does it need?", event)
		}
	}
}

// What the code answers to, it is told of, and the other way round.
func TestSubscriptionsAreWhatTheCodeAnswers(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var answered []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(source.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SwitchStmt); ok && onEventType(s) {
				answered = append(answered, cases(t, s)...)
			}
			return true
		})
	}
	slices.Sort(answered)
	want := slices.Sorted(slices.Values(subscribed()))
	if got := slices.Compact(answered); !slices.Equal(got, want) {
		t.Errorf("the code answers\n%q\nand the manifest subscribes to\n%q", got, want)
	}
}

// onEventType says whether a switch is on the type of an event, which is called v wherever there is one.
func onEventType(s *ast.SwitchStmt) bool {
	of, ok := s.Tag.(*ast.SelectorExpr)
	if !ok || of.Sel.Name != "Type" {
		return false
	}
	v, ok := of.X.(*ast.Ident)
	return ok && v.Name == "v"
}

func cases(t *testing.T, s *ast.SwitchStmt) (all []string) {
	for _, c := range s.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			text, err := strconv.Unquote(e.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if text == "message" {
				text = "message.im" // of messages, we are told those in direct messages with us
			}
			all = append(all, text)
		}
	}
	return all
}
