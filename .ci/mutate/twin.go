package main

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

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
