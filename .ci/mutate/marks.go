package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// privacy matches the names of the tests of which at least one must fail, in whichever package they stand.
const privacy = "NonInterference|Privacy"

// mark is a line that chooses an audience, and how to widen it.
type mark struct {
	file     string
	line     int // from 1
	number   int // from 1, among all that are widened: what the environment names
	old, new string
	fault    error // why it cannot be widened
	noticer  noticer
}

func (m mark) place() string { return fmt.Sprintf("%s:%d", m.file, m.line) }

// name is what the line is remembered by: its number changes too often.
func (m mark) name() string { return m.file + "\t" + m.old + "\t" + m.new }

// noticer is a test that noticed a line, and its package.
type noticer struct{ pkg, test string }

const memory = ".ci/noticers"

// remembered reads which test noticed which line before.
func remembered() (map[string]noticer, error) {
	text, err := os.ReadFile(memory)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	known := map[string]noticer{}
	for line := range strings.Lines(string(text)) {
		if parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(parts) == 5 {
			known[strings.Join(parts[:3], "\t")] = noticer{parts[3], parts[4]}
		}
	}
	return known, nil
}

// remember writes down which test noticed which line, beside what is known of lines that were not widened now.
func remember(known map[string]noticer, marks []mark, outcomes []outcome) error {
	for i, m := range marks {
		if by := outcomes[i].by; by.test != "" {
			known[m.name()] = by
		}
	}
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(known)) {
		fmt.Fprintf(&text, "%s\t%s\t%s\n", name, known[name].pkg, known[name].test)
	}
	return os.WriteFile(memory, []byte(text.String()), 0o644)
}

// packagesTested are the packages that hold a privacy test: building the tests of others would only take time.
func packagesTested(tree string) ([]string, error) {
	declared := regexp.MustCompile(`(?m)^func Test\w*(` + privacy + `)`)
	var packages []string
	err := walk(tree, func(name string, text []byte) error {
		if !strings.HasSuffix(name, "_test.go") || !declared.Match(text) {
			return nil
		}
		dir, err := filepath.Rel(tree, filepath.Dir(name))
		packages = append(packages, "./"+filepath.ToSlash(dir))
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("lines are marked, but no test has a name like %s", privacy)
	}
	slices.Sort(packages)
	return slices.Compact(packages), nil
}

// marksIn lists the marked lines of a tree's Go files, tests apart.
func marksIn(tree string) ([]mark, error) {
	var marks []mark
	err := walk(tree, func(name string, text []byte) error {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		found, err := marksOf(name, text)
		marks = append(marks, found...)
		return err
	})
	return marks, err
}

func marksOf(name string, text []byte) ([]mark, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(text), "\n")
	var marks []mark
	for _, group := range file.Comments {
		for _, c := range group.List {
			if !strings.HasPrefix(c.Text, "// audience:") {
				continue
			}
			at := files.Position(c.Pos())
			m := mark{file: filepath.ToSlash(name), line: at.Line}
			m.old, m.new, m.fault = hint(lines[at.Line-1][:at.Column-1], c.Text)
			marks = append(marks, m)
		}
	}
	return marks, nil
}

// hint reads what a mark's comment says to replace in the code to its left.
func hint(code, comment string) (old, new string, err error) {
	_, said, found := strings.Cut(comment, "; mutate: ")
	if !found {
		return "", "", errors.New("the line does not say how to widen it: end it with \"; mutate: s/OLD/NEW/\"")
	}
	said = strings.TrimSpace(said)
	if len(said) < 2 || said[0] != 's' {
		return "", "", fmt.Errorf("%q is not s/OLD/NEW/", said)
	}
	parts := strings.Split(said[1:], said[1:2])
	if len(parts) != 4 || parts[1] == "" || parts[3] != "" {
		return "", "", fmt.Errorf("%q is not s/OLD/NEW/", said)
	}
	old, new = parts[1], parts[2]
	if old == new {
		return old, new, errors.New("the replacement changes nothing")
	}
	if !strings.Contains(code, old) {
		return old, new, fmt.Errorf("%q does not stand on the line", old)
	}
	return old, new, nil
}

// walk calls f with every file below root, but for folders that begin with a dot and a running server's socket.
func walk(root string, f func(name string, text []byte) error) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && name != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return f(name, text)
	})
}
