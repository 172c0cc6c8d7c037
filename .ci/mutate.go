// Command mutate shows that the privacy tests would notice a leak: it widens, one at a time, every line that chooses an
// audience, and requires the tests to fail.
//
// Such a line ends with a comment that says why, and how to widen it:
//
//	view := s.load(rel, joint) // audience: a shared channel; mutate: s/joint/everything/
//
// The replacement is literal, of the first occurrence left of the comment; any character may stand for the slash. What
// does not compile proves nothing and counts as a fault, as does a line without a hint.
//
// The work is done in a copy, which is built once for all lines. Each line there has a twin: its whole function again,
// with that line widened. The function itself begins by calling the twin that the environment names, and without one
// does what it always did. So every line is still alone in the process in which it is tried.
//
// Which test noticed a line is remembered in .ci/noticers, so that it is asked first; the others are asked when it does
// not notice any more, or when nothing is remembered. Every test that noticed a line must pass when none is widened.
//
//	go run .ci/mutate.go [-only TEXT]   widen every such line, or those whose place contains TEXT
//	go run .ci/mutate.go -learn         do it, and write down which test noticed which line
//	go run .ci/mutate.go -self          check how hints are read and twins are made
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
	for i := range marks {
		marks[i].number = i + 1
	}
	c, err := newCopy(marks)
	defer os.RemoveAll(c.tree)
	if err != nil {
		return err
	}
	outcomes := c.widenAll(marks)
	err = c.passing(outcomes)
	if err == nil && learn {
		err = remember(known, marks, outcomes)
	}
	return errors.Join(err, told(marks, outcomes))
}

// atOnce is how many lines are tried at a time: one does not keep two cores busy.
const atOnce = 2

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

// widenAll finds out what becomes of each line.
func (c *copied) widenAll(marks []mark) []outcome {
	outcomes := make([]outcome, len(marks))
	var next atomic.Int64
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(marks); i = int(next.Add(1)) - 1 {
				began := time.Now()
				outcomes[i] = c.widen(marks[i])
				outcomes[i].took = time.Since(began)
				fmt.Fprintf(os.Stderr, "%s: %s\n", marks[i].place(), outcomes[i].verdict)
			}
		})
	}
	all.Wait()
	return outcomes
}

// passing sees that every test which noticed a line passes when none is widened.
func (c *copied) passing(outcomes []outcome) error {
	tests := map[string][]string{}
	for _, o := range outcomes {
		if o.by.test != "" {
			tests[o.by.pkg] = append(tests[o.by.pkg], regexp.QuoteMeta(o.by.test))
		}
	}
	for pkg, names := range tests {
		slices.Sort(names)
		out, err := c.test(pkg, "^("+strings.Join(slices.Compact(names), "|")+")$", 0)
		if err != nil {
			return fmt.Errorf("in %s tests fail without a line being widened: %w\n%s", pkg, err, out)
		}
	}
	return nil
}

// told prints the outcomes, in the order of the lines, and is an error unless the tests noticed all of them.
func told(marks []mark, outcomes []outcome) error {
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

// widen tries the tests with one line widened.
func (c *copied) widen(m mark) outcome {
	if fault := cmp.Or(m.fault, c.faults[m.number]); fault != nil {
		return faulty(fault)
	}
	if m.noticer.test != "" && slices.Contains(c.packages, m.noticer.pkg) {
		if o := c.asked(m, m.noticer.pkg, "^"+regexp.QuoteMeta(m.noticer.test)+"$"); o.verdict != "" {
			return o
		}
	}
	for _, pkg := range nearestFirst(c.packages, m.file) {
		if o := c.asked(m, pkg, privacy); o.verdict != "" {
			return o
		}
	}
	return outcome{verdict: "UNNOTICED"}
}

func faulty(err error) outcome { return outcome{verdict: "FAULT: " + err.Error()} }

// asked runs tests of a package on a widened line; no verdict when none of them noticed.
func (c *copied) asked(m mark, pkg, tests string) outcome {
	out, err := c.test(pkg, tests, m.number)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return outcome{}
	case !errors.As(err, &exit):
		return faulty(err)
	case strings.Contains(out, "panic: test timed out"): // nobody knows why: the machine may be busy
		return faulty(fmt.Errorf("%s in %s did not end", tests, pkg))
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

// copied is the tree with a twin for each line, and the tests built there.
type copied struct {
	tree     string
	packages []string      // those that hold a privacy test
	faults   map[int]error // number of a line → why it has no twin
	mu       sync.Mutex
	tests    map[string]func() (string, error) // package → its tests, built when they are asked first
}

// named is the variable of the environment that says which line is widened. Tests drop those that begin like the program's
// own before they start the program.
const named = "WIDENED_LINE"

// newCopy makes the copy.
func newCopy(marks []mark) (c *copied, err error) {
	c = &copied{faults: map[int]error{}, tests: map[string]func() (string, error){}}
	if c.tree, err = copyTree(); err != nil {
		return c, err
	}
	if c.packages, err = packagesTested(c.tree); err != nil {
		return c, err
	}
	return c, c.compile(marks)
}

// compile makes the twins. One that does not compile is a fault of its line, and is left out.
func (c *copied) compile(marks []mark) error {
	for {
		twins, err := c.twin(marks)
		if err != nil {
			return err
		}
		out, err := command(c.tree, nil, "go", "build", "./...")
		if err == nil {
			return nil
		}
		if !c.blame(twins, out) {
			return fmt.Errorf("the copy does not compile: %w\n%s", err, out)
		}
	}
}

// twin is where the twin of a line stands.
type twin struct {
	file        string
	first, last int // lines
	number      int
}

var complaint = regexp.MustCompile(`(?m)^(\S+\.go):(\d+):\d+: (.*)$`)

// blame finds the twins of which the compiler complained; false when it complained of something else alone.
func (c *copied) blame(twins []twin, out string) (found bool) {
	for _, said := range complaint.FindAllStringSubmatch(out, -1) {
		at, _ := strconv.Atoi(said[2])
		for _, w := range twins {
			if w.file == filepath.ToSlash(filepath.Clean(said[1])) && w.first <= at && at <= w.last {
				c.faults[w.number], found = errors.New("does not compile: "+said[3]), true
			}
		}
	}
	return found
}

// twin writes the twins of all lines that have no fault into the copy.
func (c *copied) twin(marks []mark) (all []twin, err error) {
	files := map[string][]mark{}
	for _, m := range marks {
		if files[m.file] = append(files[m.file], m); m.fault != nil {
			c.faults[m.number] = m.fault
		}
	}
	for file, marks := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		text, pkg, twins, err := withTwins(file, text, marks, c.faults)
		if err != nil {
			return nil, err
		}
		all = append(all, twins...)
		variable := "package " + pkg + "\n\nimport \"os\"\n\nvar widenedLine = os.Getenv(\"" + named + "\")\n"
		to := filepath.Join(c.tree, file)
		if err := cmp.Or(os.WriteFile(to, text, 0o644), os.WriteFile(filepath.Join(filepath.Dir(to), "widened_line.go"), []byte(variable), 0o644)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// withTwins is a file with the twins of its marked lines at its end. Lines stay where they are.
func withTwins(name string, text []byte, marks []mark, faults map[int]error) (out []byte, pkg string, twins []twin, err error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.ParseComments)
	if err != nil {
		return nil, "", nil, err
	}
	lines := strings.SplitAfter(string(text), "\n")
	inserted := map[int]string{} // offset → what comes before it
	var end strings.Builder
	next := len(lines) - 1 // lines so far
	for _, m := range marks {
		f := functionAt(files, file, m.line)
		switch {
		case faults[m.number] != nil:
			continue
		case f == nil || f.Body == nil:
			faults[m.number] = errors.New("stands outside any function, where it cannot be widened alone")
			continue
		}
		s := stub{f, func(p token.Pos) int { return files.Position(p).Offset }, inserted}
		s.call(m.number)
		from, to := files.Position(f.Pos()).Line, files.Position(f.End()).Line
		own := slices.Clone(lines[from-1 : to])
		at := files.Position(f.Name.Pos())
		rest := own[at.Line-from][at.Column-1:] // what is widened stands after it
		own[at.Line-from] = strings.TrimSuffix(own[at.Line-from], rest) + twinName(f, m.number) + strings.TrimPrefix(rest, f.Name.Name)
		own[m.line-from] = strings.Replace(own[m.line-from], m.old, m.new, 1)
		body := "\n" + strings.TrimSuffix(strings.Join(own, ""), "\n") + "\n"
		end.WriteString(body)
		first := next + 1
		next += strings.Count(body, "\n")
		twins = append(twins, twin{filepath.ToSlash(name), first, next, m.number})
	}
	return []byte(applied(string(text), inserted) + end.String()), file.Name.Name, twins, nil
}

func twinName(f *ast.FuncDecl, number int) string {
	return fmt.Sprintf("widened%d_%s", number, f.Name.Name)
}

// functionAt is the function in which a line stands.
func functionAt(files *token.FileSet, file *ast.File, line int) *ast.FuncDecl {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && files.Position(f.Pos()).Line <= line && line <= files.Position(f.End()).Line {
			return f
		}
	}
	return nil
}

// stub is the beginning of a function that calls its twins.
type stub struct {
	*ast.FuncDecl
	offset   func(token.Pos) int
	inserted map[int]string
}

// call makes the function begin by calling a twin when the environment names it.
func (s stub) call(number int) {
	callee := twinName(s.FuncDecl, number)
	if s.Recv != nil {
		callee = s.names(s.Recv)[0] + "." + callee
	}
	if s.Type.TypeParams != nil {
		callee += "[" + strings.Join(s.names(s.Type.TypeParams), ", ") + "]"
	}
	call := callee + "(" + strings.Join(s.names(s.Type.Params), ", ") + ")"
	if s.Type.Results != nil {
		call = "return " + call
	} else {
		call += "; return"
	}
	s.inserted[s.offset(s.Body.Lbrace)+1] += fmt.Sprintf(" if widenedLine == \"%d\" { %s };", number, call)
}

// names are a function's parameters as they are passed on. Those that have no name get one.
func (s stub) names(fields *ast.FieldList) (all []string) {
	for _, field := range fields.List {
		spread := ""
		if _, ok := field.Type.(*ast.Ellipsis); ok {
			spread = "..."
		}
		for _, name := range field.Names {
			called := name.Name
			if called == "_" {
				called = fmt.Sprintf("w%d_", s.offset(name.Pos()))
				s.inserted[s.offset(name.Pos())] = strings.TrimSuffix(called, "_") // the blank follows
			}
			all = append(all, called+spread)
		}
		if len(field.Names) == 0 {
			called := fmt.Sprintf("w%d_", s.offset(field.Pos()))
			s.inserted[s.offset(field.Pos())] = called + " "
			all = append(all, called+spread)
		}
	}
	return all
}

// applied is a text with what was inserted into it.
func applied(text string, inserted map[int]string) string {
	var out strings.Builder
	last := 0
	for _, at := range slices.Sorted(maps.Keys(inserted)) {
		out.WriteString(text[last:at] + inserted[at])
		last = at
	}
	return out.String() + text[last:]
}

// test runs tests of a package with a line widened, or none.
func (c *copied) test(pkg, tests string, number int) (out string, err error) {
	c.mu.Lock()
	if c.tests[pkg] == nil {
		c.tests[pkg] = sync.OnceValues(func() (string, error) { return c.build(pkg) })
	}
	built := c.tests[pkg]
	c.mu.Unlock()
	binary, err := built()
	if err != nil {
		return "", err
	}
	if number == 0 {
		return command(filepath.Join(c.tree, pkg), nil, binary, "-test.timeout=10m", "-test.run="+tests)
	}
	env := []string{fmt.Sprintf("%s=%d", named, number)}
	return command(filepath.Join(c.tree, pkg), env, binary, "-test.failfast", "-test.timeout=10m", "-test.run="+tests)
}

// build builds the tests of a package.
func (c *copied) build(pkg string) (binary string, err error) {
	binary = filepath.Join(c.tree, pkg, "widened.test")
	out, err := command(c.tree, nil, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-o", binary, pkg)
	if err != nil {
		return "", fmt.Errorf("the tests of %s cannot be built: %s\n%s", pkg, err, out) // no *exec.ExitError: no test failed
	}
	return binary, nil
}

func command(dir string, env []string, args ...string) (out string, err error) {
	c := exec.Command(args[0], args[1:]...)
	c.Dir, c.Env = dir, append(os.Environ(), env...)
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
