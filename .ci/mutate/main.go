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
//	go run ./.ci/mutate [-only TEXT]   widen every such line, or those whose place contains TEXT
//	go run ./.ci/mutate -learn         do it, and write down which test noticed which line
//	go run ./.ci/mutate -self          check how hints are read and twins are made
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

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
