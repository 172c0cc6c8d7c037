// Package house_test keeps the rules of this house: which package may know which, that every exported name says what it
// means, that functions and files stay short, and that whatever chooses an audience is marked.
//
// Everything is read in this process, file by file. A test that asked the go command instead would be cached by it, and
// go on saying ok after a rule was broken.
package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "collab"

// audienceLines is the number of lines marked "audience:", each of which chooses a ledger, a view, a place's ceiling, an
// export's lines, an offered audience or a recipient. The number is kept here so that no such line comes or goes unseen.
const audienceLines = 168

// What people have to read stays this short, in lines.
const (
	longestFunction = 60
	longestFile     = 300
)

// mayImport says which of our packages each of them may import. A package that is not here is not part of the house.
var mayImport = map[string][]string{
	"relationship":       {},
	"config":             {},
	"store":              {"relationship"},
	"report":             {"relationship"},
	"trial":              {}, // for tests alone, as are the next three
	"trial/acted":        {"bot", "bot/play", "relationship", "store", "trial/botframework"},
	"trial/botframework": {},
	"trial/corpus":       {"bot", "bot/play", "report", "store"},
	"calendar":           {"relationship"}, // reading files is not the heart's: it knows the standard library alone
	"scheduler":          {"relationship", "store"},
	"bot":                {"relationship", "store", "report", "calendar"},
	"bot/slack":          {"bot", "relationship", "report"},
	"bot/teams":          {"bot", "relationship", "report"},
	"bot/web":            {"bot", "relationship", "report"},
	"bot/api":            {"bot", "relationship", "report"},
	"bot/mail":           {"bot", "relationship"},
	"bot/play":           {"bot", "relationship", "store", "scheduler"},
	"cmd/collab": {"relationship", "config", "store", "report", "scheduler",
		"bot", "bot/slack", "bot/teams", "bot/web", "bot/api", "bot/mail", "bot/play"},
}

// engines are known to the store alone: nobody else can depend on how the record lies on disk.
var engines = []string{"go.etcd.io/bbolt", "github.com/jackc/pgx"}

// source is one of our Go files.
type source struct {
	path string // from the root, with slashes
	text []byte
	*ast.File
	files *token.FileSet
}

func (s source) test() bool  { return strings.HasSuffix(s.path, "_test.go") }
func (s source) table() bool { return strings.HasPrefix(string(s.text), "// Table: ") }
func (s source) pkg() string { return path.Dir(s.path) }

func (s source) line(p token.Pos) int { return s.files.Position(p).Line }

// sources parses every Go file of the tree. The go command skips folders that begin with a dot, and so does this.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, text, parser.ParseComments)
		all = append(all, source{filepath.ToSlash(name), text, file, files})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		if _, known := mayImport[s.pkg()]; !known {
			t.Errorf("%s: package %s has no place in the house; mayImport in house_test.go lists those that have", s.path, s.pkg())
		}
		for _, i := range s.Imports {
			if fault := importFault(s.pkg(), strings.Trim(i.Path.Value, "\"`")); fault != "" {
				t.Errorf("%s:%d: %s", s.path, s.line(i.Pos()), fault)
			}
		}
	}
}

// importFault says why pkg may not import what it does, or nothing.
func importFault(pkg, imported string) string {
	ours, own := strings.CutPrefix(imported, module+"/")
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case own && !slices.Contains(mayImport[pkg], ours):
		return pkg + " may not import " + ours
	case own:
		return ""
	case pkg == "relationship" && strings.Contains(first, "."):
		return "relationship is pure: the standard library only, not " + imported
	case pkg != "store" && slices.ContainsFunc(engines, func(e string) bool { return strings.HasPrefix(imported, e) }):
		return imported + " belongs to store alone"
	}
	return ""
}

func TestImportFault(t *testing.T) {
	for _, c := range []struct {
		pkg, imported string
		allowed       bool
	}{
		{"relationship", "crypto/sha256", true},
		{"relationship", "pgregory.net/rapid", false},
		{"relationship", "collab/store", false},
		{"store", "go.etcd.io/bbolt", true},
		{"store", "collab/bot", false},
		{"bot/web", "collab/bot", true},
		{"bot/web", "collab/store", false},
		{"bot/web", "collab/bot/slack", false},
		{"cmd/collab", "go.etcd.io/bbolt", false},
		{"cmd/collab", "github.com/jackc/pgx/v5", false},
		{"cmd/collab", "collab/bot/web", true},
	} {
		if got := importFault(c.pkg, c.imported); (got == "") != c.allowed {
			t.Errorf("%s imports %s: %q", c.pkg, c.imported, got)
		}
	}
}

func TestLength(t *testing.T) {
	var lengths []int
	for _, s := range sources(t) {
		if n := strings.Count(string(s.text), "\n"); n > longestFile && !s.table() {
			t.Errorf("%s has %d lines; %d is the most, unless it is a table and begins with \"// Table: \"", s.path, n, longestFile)
		}
		if s.test() || s.table() {
			continue
		}
		for _, d := range s.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := s.line(f.End()) - s.line(f.Pos()) + 1
			lengths = append(lengths, n)
			if n > longestFunction {
				t.Errorf("%s:%d: %s has %d lines; %d is the most", s.path, s.line(f.Pos()), f.Name, n, longestFunction)
			}
		}
	}
	if slices.Sort(lengths); len(lengths) > 0 {
		t.Logf("%d functions: median %d lines, 90 %% within %d, longest %d", len(lengths),
			lengths[len(lengths)/2], lengths[len(lengths)*9/10], lengths[len(lengths)-1])
	}
}

// Some paths exist only where this was written; nobody else could follow them.
var foreign = regexp.MustCompile(`(^|[^\w.])/wor` + `k\b|\bshare` + `d/`)

func TestNamesNoForeignPath(t *testing.T) {
	for _, s := range sources(t) {
		for i, line := range strings.Split(string(s.text), "\n") {
			if m := foreign.FindString(line); m != "" {
				t.Errorf("%s:%d: names %q, which no user has", s.path, i+1, m)
			}
		}
	}
}

func TestAudienceLines(t *testing.T) {
	n := 0
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		lines := strings.Split(string(s.text), "\n")
		for _, group := range s.Comments {
			for _, c := range group.List {
				why, marked := strings.CutPrefix(c.Text, "// audience:")
				if !marked {
					continue
				}
				n++
				if strings.TrimSpace(why) == "" {
					t.Errorf("%s:%d: says of no audience why it is that one", s.path, s.line(c.Pos()))
				}
				if strings.HasPrefix(strings.TrimSpace(lines[s.line(c.Pos())-1]), "//") {
					t.Errorf("%s:%d: marks no code; the mark stands at the end of the line that chooses", s.path, s.line(c.Pos()))
				}
			}
		}
	}
	if n != audienceLines {
		t.Errorf("%d lines choose an audience, house_test.go knows %d: look at each that came or went, see that "+
			"go run ./.ci/mutate has it fail when widened, then set audienceLines to %d", n, audienceLines, n)
	}
}
