// Command mutate shows that the privacy tests would notice a leak: it widens, one at a time, every line that chooses an
// audience, and requires the tests to fail.
//
// Such a line ends with a comment that says why, and how to widen it:
//
//	view := s.load(rel, joint) // audience: a shared channel; mutate: s/joint/everything/
//
// The replacement is literal, of the first occurrence left of the comment; any character may stand for the slash. What
// does not compile proves nothing and counts as a fault, as does a line without a hint. The work is done in a copy.
//
// Which test noticed a line is remembered in .ci/noticers, so that it is asked first; the others are asked when it does
// not notice any more, or when nothing is remembered.
//
//	go run .ci/mutate.go [-only TEXT]   widen every such line, or those whose place contains TEXT
//	go run .ci/mutate.go -learn         do it, and write down which test noticed which line
//	go run .ci/mutate.go -self          check how hints are read
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// privacy matches the names of the tests of which at least one must fail, in whichever package they stand.
const privacy = "NonInterference|Privacy"

// mark is a line that chooses an audience, and how to widen it.
type mark struct {
	file     string
	line     int // from 1
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

func main() {
	self := flag.Bool("self", false, "check how hints are read, and stop")
	only := flag.String("only", "", "widen only the lines whose file:line contains this")
	learn := flag.Bool("learn", false, "write down which test noticed which line")
	flag.Parse()
	run := func() error { return mutate(*only, *learn) }
	if *self {
		run = checkItself
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func mutate(only string, learn bool) error {
	marks, err := marksIn(".")
	if err != nil {
		return err
	}
	known, err := remembered()
	if err != nil {
		return err
	}
	for i, m := range marks {
		marks[i].noticer = known[m.name()]
	}
	maps.DeleteFunc(known, func(name string, _ noticer) bool { // of lines that are no more
		return !slices.ContainsFunc(marks, func(m mark) bool { return m.name() == name })
	})
	marks = slices.DeleteFunc(marks, func(m mark) bool { return !strings.Contains(m.place(), only) })
	if len(marks) == 0 {
		return errors.New("no line is marked \"// audience:\"")
	}
	var trees []string
	for range copies {
		tree, err := copyTree()
		defer os.RemoveAll(tree)
		if err != nil {
			return err
		}
		trees = append(trees, tree)
	}
	packages, err := packagesTested(trees[0])
	if err != nil {
		return err
	}
	outcomes, err := widenAll(trees, packages, marks)
	if err == nil && learn {
		err = remember(known, marks, outcomes)
	}
	return errors.Join(err, told(marks, outcomes))
}

// copies is how many lines are widened at a time, each in a copy of its own: one does not keep two cores busy.
const copies = 2

func copyTree() (tree string, err error) {
	if tree, err = os.MkdirTemp("", "collab-mutate-"); err != nil {
		return "", err
	}
	return tree, walk(".", func(name string, text []byte) error {
		to := filepath.Join(tree, name)
		return cmp.Or(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, text, 0o644))
	})
}

// outcome is what became of one line.
type outcome struct {
	verdict string
	by      noticer // empty when nobody noticed
	noticed bool
	took    time.Duration
}

// few lines are widened without trying all tests before: the one that noticed a line is tried afterwards instead.
const few = 12

// passing sees that the test which noticed a line passes now that the line is as it was.
func passing(tree string, o outcome) outcome {
	if o.by.test == "" {
		return o
	}
	if out, err := test(tree, "^"+regexp.QuoteMeta(o.by.test)+"$", []string{o.by.pkg}); err != nil {
		return faulty(fmt.Errorf("%s fails without being widened, too: %w\n%s", o.by.test, err, out))
	}
	return o
}

// widenAll finds out what becomes of each line.
func widenAll(trees, packages []string, marks []mark) ([]outcome, error) {
	if len(marks) > few {
		if out, err := test(trees[0], privacy, packages); err != nil {
			return nil, fmt.Errorf("the tests fail before anything is widened: %w\n%s", err, out)
		}
	}
	outcomes := make([]outcome, len(marks))
	var next atomic.Int64
	var all sync.WaitGroup
	for _, tree := range trees {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(marks); i = int(next.Add(1)) - 1 {
				began := time.Now()
				outcomes[i] = widen(tree, packages, marks[i])
				if len(marks) <= few && outcomes[i].noticed {
					outcomes[i] = passing(tree, outcomes[i])
				}
				outcomes[i].took = time.Since(began)
				fmt.Fprintf(os.Stderr, "%s: %s\n", marks[i].place(), outcomes[i].verdict)
			}
		})
	}
	all.Wait()
	return outcomes, nil
}

// told prints the outcomes, in the order of the lines, and is an error unless the tests noticed all of them.
func told(marks []mark, outcomes []outcome) error {
	if outcomes == nil {
		return nil
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	unnoticed := 0
	for i, m := range marks {
		o := outcomes[i]
		if !o.noticed {
			unnoticed++
		}
		fmt.Fprintf(table, "%s\t%s → %s\t%s\t%.1f s\n", m.place(), m.old, cmp.Or(m.new, "nothing"), o.verdict, o.took.Seconds())
	}
	table.Flush()
	if unnoticed > 0 {
		return fmt.Errorf("%d of %d lines can be widened without a test noticing, or not at all", unnoticed, len(marks))
	}
	fmt.Printf("all %d lines that choose an audience are guarded\n", len(marks))
	return nil
}

// widen changes one line of the copy, tries the tests, and puts the line back.
func widen(tree string, packages []string, m mark) outcome {
	if m.fault != nil {
		return faulty(m.fault)
	}
	name := filepath.Join(tree, m.file)
	text, err := os.ReadFile(name)
	if err != nil {
		return faulty(err)
	}
	defer os.WriteFile(name, text, 0o644)
	lines := strings.SplitAfter(string(text), "\n")
	lines[m.line-1] = strings.Replace(lines[m.line-1], m.old, m.new, 1)
	if err := os.WriteFile(name, []byte(strings.Join(lines, "")), 0o644); err != nil {
		return faulty(err)
	}
	if m.noticer.test != "" {
		if o := asked(tree, m.noticer.pkg, "^"+regexp.QuoteMeta(m.noticer.test)+"$"); o.noticed {
			return o
		}
	}
	for _, pkg := range nearestFirst(packages, m.file) {
		if o := asked(tree, pkg, privacy); o.verdict != "" {
			return o
		}
	}
	return outcome{verdict: "UNNOTICED"}
}

func faulty(err error) outcome { return outcome{verdict: "FAULT: " + err.Error()} }

// asked runs tests of a package on a widened line; no verdict when none of them noticed.
func asked(tree, pkg, tests string) outcome {
	out, err := test(tree, tests, []string{pkg})
	var exit *exec.ExitError
	switch {
	case err == nil:
		return outcome{}
	case !errors.As(err, &exit):
		return faulty(err)
	case regexp.MustCompile(`\[(build|setup) failed\]`).MatchString(out):
		return outcome{verdict: "FAULT: does not compile: " + secondLine(out)}
	}
	first := regexp.MustCompile(`(?m)^--- FAIL: (\S+)|^panic: .*`).FindStringSubmatch(out)
	o := outcome{verdict: "noticed: the tests' end", noticed: true}
	if first != nil {
		o.verdict, o.by = "noticed: "+first[0], noticer{pkg, first[1]}
	}
	return o
}

// nearestFirst puts the package of a file in front, then those that are quickly built: most are noticed by the first.
func nearestFirst(packages []string, file string) []string {
	own := "./" + filepath.ToSlash(filepath.Dir(file))
	distance := func(pkg string) int {
		switch {
		case pkg == own:
			return 0
		case pkg == "./bot": // everything that is drawn
			return 1
		}
		return 2
	}
	return slices.SortedStableFunc(slices.Values(packages), func(a, b string) int { return cmp.Compare(distance(a), distance(b)) })
}

// secondLine is the compiler's first complaint; above it stands only the package's name.
func secondLine(out string) string {
	return append(strings.SplitN(out, "\n", 3), "", "")[1]
}

func test(tree, tests string, packages []string) (out string, err error) {
	return command(tree, append([]string{"test", "-vet=off", "-failfast", "-timeout", "3m", "-run", tests}, packages...)...)
}

func command(tree string, args ...string) (out string, err error) {
	c := exec.Command("go", args...)
	c.Dir = tree
	text, err := c.CombinedOutput()
	return string(text), err
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

// checkItself tries hints whose meaning is known.
func checkItself() error {
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
	fmt.Println("hints are read as they should be")
	return nil
}
