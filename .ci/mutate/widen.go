package main

import (
	"cmp"
	"errors"
	"fmt"
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
