package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// checkItself tries hints whose meaning is known, and twins of functions of every shape.
func checkItself() error {
	if err := cmp.Or(checkHints(), checkTwins()); err != nil {
		return err
	}
	fmt.Println("hints are read and twins are made as they should be")
	return nil
}

// shapes is a program that prints what its functions say, one a line. Its last mark cannot be tried.
const shapes = `package main

import "fmt"

type box[T any] struct{ v T }

func (box[T]) blank(_ int, _ string) string { return "own" } // audience: x; mutate: s/own/all/
func (b *box[T]) named(a, z int, rest ...string) (says string) {
	_ = func() string { return "inner" }
	says = "own" // audience: x; mutate: s/own/all/
	return says
}
func generic[T, U any](_ T, u U) string {
	said := "own" // audience: x; mutate: s/own/all/
	return said
}
func unnamed(int, ...string) string {
	if false {
		return "none" // audience: x; mutate: s/none/all/
	}
	return "own" // audience: x; mutate: s/own/all/
}
func silent(to *string) {
	*to = "own" // audience: x; mutate: s/own/all/
}

var outside = "own" // audience: x; mutate: s/own/all/

func main() {
	var b box[int]
	var s string
	silent(&s)
	fmt.Println(b.blank(1, "a"), b.named(1, 2, "a", "b"), generic[int, string](1, "a"), unnamed(1, "a"), s, outside)
}

func broken() string {
	return "own" // audience: x; mutate: s/"own"/1/
}
`

// checkTwins runs the program of shapes with each of its lines widened.
func checkTwins() error {
	tree, err := os.MkdirTemp("", "collab-mutate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tree)
	marks, err := marksOf("main.go", []byte(shapes))
	if err != nil {
		return err
	}
	twins := filepath.Join(tree, "copy")
	if err := cmp.Or(os.WriteFile(filepath.Join(tree, "main.go"), []byte(shapes), 0o644), os.Mkdir(twins, 0o755),
		os.WriteFile(filepath.Join(twins, "go.mod"), []byte("module shapes\n\ngo 1.26\n"), 0o644), os.Chdir(tree)); err != nil {
		return err
	}
	for i := range marks {
		marks[i].number = i + 1
	}
	c := &copied{tree: twins, faults: map[int]error{}}
	if err := c.compile(marks); err != nil {
		return err
	}
	if len(c.faults) != 2 || c.faults[7] == nil || !strings.Contains(fmt.Sprint(c.faults[8]), "does not compile") {
		return fmt.Errorf("faults are %v", c.faults)
	}
	for number, want := range []string{"own own own own own own", "all own own own own own", "own all own own own own", "own own all own own own",
		"own own own own own own", "own own own all own own", "own own own own all own"} {
		out, err := command(twins, []string{fmt.Sprintf("%s=%d", named, number)}, "go", "run", ".")
		if err != nil || strings.TrimSpace(out) != want {
			return fmt.Errorf("with line %d widened the program said %q, not %q: %v", number, out, want, err)
		}
	}
	return nil
}

// checkHints tries hints whose meaning is known.
func checkHints() error {
	for _, c := range []struct {
		line, old, new string
		fault          string // part of the complaint, or nothing
	}{
		{"\tx := joint // audience: shared; mutate: s/joint/all/", "joint", "all", ""},
		{"\tx := joint // audience: shared; mutate: s|joint|a/b|", "joint", "a/b", ""},
		{"\tx := f(own) // audience: shared; mutate: s/own//", "own", "", ""},
		{"\tx := a; y(a) // audience: shared; kept; mutate: s/; y(a)/; z(a)/", "; y(a)", "; z(a)", ""},
		{"\tx := joint // audience: shared", "", "", "does not say"},
		{"\tx := joint // audience: shared; mutate: joint/all", "", "", "is not s/OLD/NEW/"},
		{"\tx := joint // audience: shared; mutate: s/joint/all", "", "", "is not s/OLD/NEW/"},
		{"\tx := joint // audience: shared; mutate: s//all/", "", "", "is not s/OLD/NEW/"},
		{"\tx := joint // audience: shared; mutate: s", "", "", "is not s/OLD/NEW/"},
		{"\tx := joint // audience: shared; mutate: s/joint/joint/", "joint", "joint", "changes nothing"},
		{"\tx := joint // audience: shared; mutate: s/shared/all/", "shared", "all", "does not stand"},
	} {
		marks, err := marksOf("self.go", []byte("package p\n\nfunc f() {\n"+c.line+"\n}\n"))
		if err != nil || len(marks) != 1 || marks[0].line != 4 {
			return fmt.Errorf("%s: found %v, %v", c.line, marks, err)
		}
		m, complaint := marks[0], ""
		if m.fault != nil {
			complaint = m.fault.Error()
		}
		if m.old != c.old || m.new != c.new || (complaint == "") != (c.fault == "") || !strings.Contains(complaint, c.fault) {
			return fmt.Errorf("%s: read %q, %q, %q", c.line, m.old, m.new, complaint)
		}
	}
	marks, err := marksOf("self.go", []byte("package p\n\nvar s = \"// audience: in words\" // an audience: no mark\n"))
	if err != nil || len(marks) != 0 {
		return fmt.Errorf("took words for a mark: %v, %v", marks, err)
	}
	return nil
}
